"""Files without a format: csv and txt, in whatever charset they were saved."""

from __future__ import annotations

import csv
from collections import Counter
from io import StringIO

from audit.attachments.content import MAX_CELLS, Content, Unreadable, one_line, row_line
from audit.attachments.kinds import MAX_BYTES
from crawler.charset import decode

DELIMITERS = ",\t;|，"
SAMPLE_ROWS = 50
csv.field_size_limit(MAX_BYTES)
"""The same for every file: the limit is one of the whole process, and must not hang on the file before."""


def read_csv(body: bytes) -> Content:
    """One table; the charset is found by `crawler.charset`, the delimiter by what cuts most rows alike."""
    text = decode(body).replace("\0", "")
    first, _, rest = text.partition("\n")
    if first.strip().lower().startswith("sep=") and len(first.strip()) == 5:
        delimiter, text = first.strip()[-1], rest
    else:
        delimiter = delimiter_of(text)
    rows, cells, unread = [], 0, ""
    for row in csv.reader(StringIO(text, newline=""), delimiter=delimiter):
        values = tuple(one_line(cell) for cell in row)
        if not any(values):
            continue
        cells += len(values)
        if cells > MAX_CELLS:
            unread = "too_large"
            break
        rows.append(values)
    if not rows:
        raise Unreadable("damaged")
    width = max(len(row) for row in rows)
    if len(rows) * width > 20 * MAX_CELLS:
        raise Unreadable("too_large")
    table = tuple(row + ("",) * (width - len(row)) for row in rows)
    tables = (table,) if width > 1 else ()
    return Content(tuple(row_line(row) for row in table), tables, 0, unread)


def delimiter_of(text: str) -> str:
    """The delimiter that cuts the most rows of the beginning into the same number (above one) of cells."""
    lines = "\n".join(text.splitlines()[: SAMPLE_ROWS * 2])
    best, most = ",", (0, 0)
    for delimiter in DELIMITERS:
        widths = Counter(
            len(row) for row in list(csv.reader(StringIO(lines), delimiter=delimiter))[:SAMPLE_ROWS] if row
        )
        score = max(((count, width) for width, count in widths.items() if width > 1), default=(0, 0))
        if score > most:
            best, most = delimiter, score
    return best


def read_text(body: bytes) -> Content:
    """A plain text file."""
    text = decode(body).replace("\0", "")
    lines = tuple(line for part in text.splitlines() if (line := part.strip()))
    if not lines:
        raise Unreadable("damaged")
    return Content(lines)
