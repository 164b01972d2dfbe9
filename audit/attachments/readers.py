"""Which reader reads which kind of file. Imported only in the child process; each library loads when first needed."""

from __future__ import annotations

from collections.abc import Callable

from audit.attachments import old_workbook, pdf, plain, word, workbook
from audit.attachments.content import Content

READERS: dict[str, Callable[[bytes], Content]] = {
    "pdf": pdf.read,
    "docx": word.read,
    "xlsx": workbook.read,
    "xls": old_workbook.read,
    "csv": plain.read_csv,
    "txt": plain.read_text,
}
