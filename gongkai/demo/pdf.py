"""The smallest PDF that holds Chinese text: one column of lines in a CID font every reader brings along.

Only what the sample city needs: no embedded font (STSong-Light with the predefined CMap UniGB-UCS2-H, PDF 32000-1
9.7.5.2), A4, a text layer; or, for `scanned`, a picture and no text layer at all.
"""

from __future__ import annotations

from collections.abc import Sequence

WIDTH, HEIGHT, MARGIN, SIZE, LEADING = 595, 842, 72, 12, 20
LINES_A_PAGE = (HEIGHT - 2 * MARGIN) // LEADING
CHARS_A_LINE = (WIDTH - 2 * MARGIN) // SIZE
FONT = (
    b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light-UniGB-UCS2-H /Encoding /UniGB-UCS2-H"
    b" /DescendantFonts [ << /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light"
    b" /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 0 >> /DW 1000 /W [ 1 95 500 814 939 500 ]"
    b" /FontDescriptor << /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [ -25 -254 1000 880 ]"
    b" /ItalicAngle 0 /Ascent 752 /Descent -271 /CapHeight 737 /StemV 58 >> >> ] >>"
)


def with_text(lines: Sequence[str]) -> bytes:
    """A PDF whose pages show `lines`, long ones wrapped."""
    wrapped = [line[i : i + CHARS_A_LINE] for line in lines for i in range(0, max(len(line), 1), CHARS_A_LINE)]
    pages = [wrapped[i : i + LINES_A_PAGE] for i in range(0, len(wrapped), LINES_A_PAGE)] or [[]]
    return _document([_text_stream(page) for page in pages])


def scanned() -> bytes:
    """A PDF of one page that is a grey picture, as a scanner leaves it: nothing in it can be read as text."""
    picture = b"q 595 0 0 842 0 0 cm BI /W 2 /H 2 /CS /G /BPC 8 /F /AHx ID F0E0E0F0> EI Q"
    return _document([picture])


def _text_stream(lines: Sequence[str]) -> bytes:
    shown = [f"<{line.encode('utf-16-be').hex()}> Tj T*" for line in lines]
    start = f"BT /F1 {SIZE} Tf {LEADING} TL {MARGIN} {HEIGHT - MARGIN} Td"
    return "\n".join([start, *shown, "ET"]).encode("ascii")


def _document(streams: Sequence[bytes]) -> bytes:
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(len(streams)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [ {kids} ] /Count {len(streams)} >>".encode("ascii"),
        FONT,
    ]
    for n, stream in enumerate(streams):
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [ 0 0 {WIDTH} {HEIGHT} ] /Contents {5 + 2 * n} 0 R"
            " /Resources << /Font << /F1 3 0 R >> >> >>".encode("ascii")
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
    out, offsets = bytearray(b"%PDF-1.4\n%\xe4\xb8\xad\n"), []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)
