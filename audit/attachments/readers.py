"""Which reader reads which kind of file. Imported only in the child process: the libraries are heavy."""

from __future__ import annotations

from collections.abc import Callable

from audit.attachments import pdf, sheet, word
from audit.attachments.content import Content

READERS: dict[str, Callable[[bytes], Content]] = {
    "pdf": pdf.read,
    "docx": word.read,
    "xlsx": sheet.read_xlsx,
    "xls": sheet.read_xls,
    "csv": sheet.read_csv,
    "txt": sheet.read_text,
}
