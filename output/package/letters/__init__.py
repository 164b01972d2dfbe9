"""Letters to units and to all of them: 整改通知, 体检报告 and 通报, as drafts that are never signed here."""

from output.package.letters.files import write_bulletin, write_checkup, write_notice
from output.package.letters.settings import LetterError, LetterSettings, default_deadline, letter_settings, read_letters

__all__ = [
    "LetterError", "LetterSettings", "default_deadline", "letter_settings", "read_letters", "write_bulletin",
    "write_checkup", "write_notice",
]  # fmt: skip
