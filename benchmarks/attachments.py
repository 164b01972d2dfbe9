"""Attachments of every kind: how long one takes, and how much of its text and of its table cells comes back.

    python -m benchmarks.attachments [--pages 20] [--repeat 5]

Each file holds the same report: headed paragraphs of made-up sentences and a ruled table on every page. doc, xls and pdf
are made by LibreOffice too, where it is installed; scans are read where `gongkai[ocr]` is. `text` is the share of
sequences of eight characters that come back, blanks left aside; `cells` that of filled table cells.
"""

from __future__ import annotations

import io
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import click

from audit.attachments import read_attachment
from audit.attachments.extras import recognises_scans
from audit.model import Document

MAKERS = Path(__file__).parents[1] / "tests" / "audit"
SIGNS = "民政救助资金公示项目名称单位实施地点责任人联系电话监督举报方式补助标准政策依据发放时间受益对象乡村振兴衔接推进"
GRAM = 8
ROWS, COLUMNS, PARAGRAPHS = 8, 4, 4
Page = tuple[list[str], list[list[str]]]


def report(pages: int) -> list[Page]:
    """Paragraphs and a table for each page, the same every time."""
    chance = random.Random(7)  # noqa: S311 - a fixed text, nothing secret

    def words(least: int, most: int) -> str:
        return "".join(chance.choices(SIGNS, k=chance.randint(least, most)))

    return [
        (
            [f"（{page}）{words(8, 14)}", *(words(60, 160) + "。" for _ in range(PARAGRAPHS))],
            [[words(2, 7) if row == 0 or column == 0 else f"{chance.randint(10, 99_999)}" for column in range(COLUMNS)] for row in range(ROWS)],
        )
        for page in range(1, pages + 1)
    ]  # fmt: skip


def files(pages: Sequence[Page]) -> Iterator[tuple[str, bytes]]:
    """(name, body) of the report in every kind that can be made here."""
    sys.path.insert(0, str(MAKERS))
    import xlwt
    from files import PdfPaper, saved
    from ofd_files import OfdPaper
    from old_word_files import WordFile
    from packed_files import zipped

    pdf, ofd, doc, xls = PdfPaper(), OfdPaper(), WordFile(), xlwt.Workbook(encoding="utf-8")
    sheet = xls.add_sheet("一")
    for number, (paragraphs, table) in enumerate(pages):
        for paper in (pdf, ofd, doc):
            for paragraph in paragraphs:
                paper.paragraph(paragraph)
        pdf.table(table).page()
        ofd.table(table)
        ofd = ofd if number == len(pages) - 1 else ofd.page()
        for row, cells in enumerate(table):
            doc.row(cells, [2000 * column for column in range(COLUMNS + 1)])
            for column, cell in enumerate(cells):
                sheet.write(number * (ROWS + 1) + row, column, cell)
    word, workbook = _docx(pages), _xlsx(pages)
    rows = "\n".join(",".join(row) for _, table in pages for row in table)
    text = "\n".join(line for paragraphs, _ in pages for line in paragraphs)
    yield from (("a.docx", word), ("a.doc", doc.done()), ("a.xlsx", workbook), ("a.xls", saved(xls)))
    yield from (("a.pdf", pdf.done()), ("a.ofd", ofd.done()), ("a.csv", rows.encode("gbk")), ("a.txt", text.encode()))
    yield "a.zip", zipped([("一.docx", word), ("二.xlsx", workbook)])
    yield from _converted({"word.docx": word, "book.xlsx": workbook})


def _docx(pages: Sequence[Page]) -> bytes:
    import docx

    paper = docx.Document()
    for paragraphs, rows in pages:
        for paragraph in paragraphs:
            paper.add_paragraph(paragraph)
        table = paper.add_table(len(rows), len(rows[0]), style="Table Grid")
        for line, cells in zip(table.rows, rows, strict=True):
            for cell, text in zip(line.cells, cells, strict=True):
                cell.text = text
    target = io.BytesIO()
    paper.save(target)
    return target.getvalue()


def _xlsx(pages: Sequence[Page]) -> bytes:
    import xlsxwriter

    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, (_, table) in enumerate(pages):
            for row, cells in enumerate(table):
                sheet.write_row(number * (ROWS + 1) + row, 0, cells)
    return target.getvalue()


def _converted(bodies: dict[str, bytes]) -> Iterator[tuple[str, bytes]]:
    """What LibreOffice makes of them, where it is installed."""
    if shutil.which("soffice") is None:
        return
    with tempfile.TemporaryDirectory() as folder:
        for name, body in bodies.items():
            (Path(folder) / name).write_bytes(body)
        for name, kind in (("word.docx", "doc"), ("word.docx", "pdf"), ("book.xlsx", "xls")):
            profile = f"-env:UserInstallation=file://{folder}/profile"
            command = ["soffice", profile, "--headless", "--convert-to", kind, "--outdir", folder, f"{folder}/{name}"]
            subprocess.run(command, check=False, capture_output=True, timeout=300)
            made = Path(folder) / f"{name.partition('.')[0]}.{kind}"
            if made.exists():
                yield f"LibreOffice.{kind}", made.read_bytes()


def scans(pages: Sequence[Page]) -> Iterator[tuple[str, bytes]]:
    """The first pages of the report as a scanned pdf, and one as a picture."""
    import pypdfium2

    body = next(body for name, body in files(pages[:2]) if name == "a.pdf")
    pictures = [page.render(scale=150 / 72).to_pil().convert("L") for page in pypdfium2.PdfDocument(body)]
    for name, form, further in (("scan.pdf", "PDF", pictures[1:]), ("scan.png", "PNG", [])):
        target = io.BytesIO()
        more: dict[str, Any] = {"save_all": True, "append_images": further} if further else {}
        pictures[0].save(target, form, resolution=150, **more)
        yield name, target.getvalue()


def grams(text: str) -> Counter[str]:
    """Every sequence of eight characters, blanks left aside."""
    plain = "".join(text.split())
    return Counter(plain[at : at + GRAM] for at in range(len(plain) - GRAM + 1))


def shares(document: Document, paragraphs: Sequence[str], cells: Sequence[str]) -> tuple[float, float]:
    """How much of the text and of the table cells came back."""
    wanted, found = sum((grams(one) for one in paragraphs), Counter()), grams(document.text)
    text = sum((wanted & found).values()) / max(sum(wanted.values()), 1)
    there = Counter(cell for table in document.tables for row in table for cell in row)
    return text, sum((Counter(cells) & there).values()) / max(len(cells), 1)


def measured(name: str, body: bytes, pages: Sequence[Page], repeat: int) -> str:
    """One line of the table: kind, size, milliseconds (median), shares."""
    times = []
    for _ in range(repeat):
        before = time.perf_counter()
        document = read_attachment(body, name)
        times.append(1000 * (time.perf_counter() - before))
    sheets = {"xls", "xlsx", "csv"} & set(name.split("."))
    paragraphs = [] if sheets else [one for texts, _ in pages for one in texts]
    cells = [] if name.endswith("txt") else [cell for _, table in pages for row in table for cell in row]
    text, table = shares(document, paragraphs, cells * (2 if name.endswith("zip") else 1))
    told = [f"{share:.3f}" if wanted else "–" for share, wanted in ((text, paragraphs), (table, cells))]
    return f"{name:18} {len(body) / 1024:8.0f} {statistics.median(times):9.1f} {told[0]:>6} {told[1]:>6}  {document.how} {document.unread}"


@click.command(help=__doc__)
@click.option("--pages", default=20, show_default=True, help="Pages of the report.")
@click.option("--repeat", default=5, show_default=True, help="How often each file is read; the median counts.")
def main(pages: int, repeat: int) -> None:
    """Print one line for each kind of file."""
    whole = report(pages)
    click.echo(f"{'file':18} {'KiB':>8} {'ms':>9} {'text':>6} {'cells':>6}  how")
    read_attachment(b"warm up", "a.txt")
    for name, body in files(whole):
        read_attachment(body, name)
        click.echo(measured(name, body, whole, repeat))
    for name, body in scans(whole) if recognises_scans() else ():
        click.echo(measured(name, body, whole[: 2 if name.endswith("pdf") else 1], 1))


if __name__ == "__main__":
    main()
