"""Word (docx): paragraphs and tables in the order of the document. Format: ECMA-376 WordprocessingML."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

import docx
from docx.document import Document as WordDocument
from docx.opc.exceptions import PackageNotFoundError
from docx.table import Table as WordTable
from docx.text.paragraph import Paragraph

from audit.attachments.content import Content, Unreadable, joined
from audit.model import Table


def read(body: bytes) -> Content:
    """Text and tables; a merged cell stands in every place it covers. Raises Unreadable("damaged")."""
    try:
        document = docx.Document(BytesIO(body))
    except (PackageNotFoundError, KeyError, ValueError) as error:
        raise Unreadable("damaged") from error
    lines: list[str] = []
    tables: list[Table] = []
    for block in _blocks(document):
        if isinstance(block, Paragraph):
            lines.append(block.text.strip())
        else:
            table = _table(block)
            tables.append(table)
            lines += joined(table)
    return Content(tuple(lines), tuple(tables))


def _blocks(document: WordDocument) -> Iterator[Paragraph | WordTable]:
    yield from document.iter_inner_content()


def _table(table: WordTable) -> Table:
    return tuple(tuple(cell.text.strip().replace("\n", "") for cell in row.cells) for row in table.rows)
