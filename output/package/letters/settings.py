"""What the letters say of the office that writes them: the table ``[letters]`` of the settings file.

Nothing is invented: what the table leaves out stands in the letter as a blank (＿＿) for a person to fill in.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated, Any

import click
from pydantic import BaseModel, ConfigDict, Field, field_validator

from audit.timely.workdays import nth_working_day
from output.settings import read_table

BLANK = "＿＿＿＿＿＿"
_NUMBER = re.compile(r"[^〔〕\[\]()（）\s]+〔20\d\d〕[1-9]\d*号")
_CODE = re.compile(r"[\u4e00-\u9fff]+")

Line = Annotated[str, Field(max_length=60)]


class LetterError(click.ClickException):
    """Settings, a template or a font that letters cannot be made with. One line: file, line, what to do."""

    exit_code = 2


class LetterSettings(BaseModel):
    """The office, its number and its people. Every entry may be left out."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    issuer: Line = ""
    """发文机关, its full name."""
    city: Annotated[str, Field(max_length=20)] = ""
    """Stands in the title of the city-wide letter: 长春市."""
    number: Line = ""
    """发文字号, whole (长政务公开函〔2026〕12号) or only the office's code (长政务公开函)."""
    red_head: bool = True
    """Whether the first page begins with the office's name in red and the rule beneath."""
    draft_mark: Annotated[str, Field(max_length=20)] = "代拟稿"
    """Stands beneath the title; the letters are never signed here."""
    bulletin_to: Line = "各有关单位"
    """主送机关 of the city-wide letter."""
    contact: Line = ""
    telephone: Line = ""
    reply_to: Line = ""
    """Where the filled form goes, such as a mailbox."""
    deadline_days: Annotated[int, Field(ge=1, le=250)] = 10
    """Working days that a unit has, from the day of the letter."""
    copies_to: tuple[Line, ...] = ()
    """抄送机关."""
    printed_by: Line = ""
    """印发机关, where it is not the issuer."""
    serious: Annotated[int, Field(ge=0, le=60)] = 12
    """Problems that the letter itself tells; all of them stand in the list that goes with it."""
    templates: Path | None = None
    """A directory whose files take the place of ours of the same name."""
    fonts: Path | None = None
    """A directory with the official fonts, for the PDF."""

    @field_validator("number")
    @classmethod
    def _official(cls, value: str) -> str:
        if value and not _NUMBER.fullmatch(value) and not _CODE.fullmatch(value):
            raise ValueError("write 机关代字〔年〕序号号, such as 长政务公开函〔2026〕12号 (六角括号, no 第, no zeros in front), "
                             "or 机关代字 alone")  # fmt: skip
        return value

    @field_validator("copies_to", mode="before")
    @classmethod
    def _one_or_many(cls, value: Any) -> Any:
        return (value,) if isinstance(value, str) else value

    def relative_to(self, folder: Path) -> LetterSettings:
        """The same with its paths taken from `folder`. Raises LetterError for one that is no directory."""
        found = {name: folder / path for name in ("templates", "fonts") if (path := getattr(self, name))}
        for name, path in found.items():
            if not path.is_dir():
                raise LetterError(f"letters.{name}: {path} is no directory")
        return self.model_copy(update=found)


def read_letters(path: Path | None) -> LetterSettings:
    """Settings from the table ``[letters]`` of a TOML file, paths relative to it; without, the defaults.

    Raises LetterError.
    """
    settings = read_table(path, "letters", LetterSettings, LetterError)
    return settings.relative_to(path.parent) if path else settings


def document_number(settings: LetterSettings, day: date) -> str:
    """发文字号 as far as it is known: the code alone gets the year, and a blank where the registry gives the number."""
    if _NUMBER.fullmatch(settings.number):
        return settings.number
    return f"{settings.number or '＿＿＿'}〔{day.year}〕＿＿号"


def default_deadline(day: date, settings: LetterSettings) -> date:
    """The last of `deadline_days` working days after `day`.

    Where the calendar of holidays is not decreed yet, Mondays to Fridays count.
    """
    if known := nth_working_day(day, settings.deadline_days):
        return known
    weeks, days = divmod(settings.deadline_days, 5)
    last = day - timedelta(days=max(0, day.weekday() - 4)) + timedelta(weeks=weeks)
    for _ in range(days):
        last += timedelta(days=3 if last.weekday() == 4 else 1)
    return last
