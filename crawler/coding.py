"""Bodies as they were before a Content-Encoding was laid upon them."""

from __future__ import annotations

from io import BytesIO

from warcio.bufferedreaders import BufferedReader


def decoded(raw: bytes, encodings: str, limit: int) -> bytes:
    """Undo a Content-Encoding; at most `limit` + 1 bytes are unpacked. A coding that does not hold leaves what it could
    read, as browsers do.
    """
    for name in reversed([part.strip().lower() for part in encodings.split(",") if part.strip()]):
        kind = {"gzip": "gzip", "x-gzip": "gzip", "deflate": "deflate", "br": "br"}.get(name)
        if kind is None or kind not in BufferedReader.get_supported_decompressors():
            break
        reader = BufferedReader(BytesIO(raw), decomp_type=kind, read_all_members=kind == "gzip")
        raw = reader.read(limit + 1)
    return raw
