"""Writing the letters into a folder."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from output.package.content import CityContent, UnitContent
from output.package.letters.bulletin import compose_bulletin
from output.package.letters.checkup import compose_checkup
from output.package.letters.letter import Chart, Letter, china_date
from output.package.letters.notice import compose_notice
from output.package.letters.press import Press, press_for
from output.package.letters.settings import LetterSettings, default_deadline
from output.package.letters.word import word_letter

NOTICE, BULLETIN, CHECKUP = "整改通知", "通报", "体检报告"
ROOM, ROW, LONG_ROW, NAME = 185.0, 6.0, 8.6, 12
"""Millimetres of rows in one picture of a Word document, which cannot break between pages; those of a row; and the
characters of a name beyond which its row has two lines."""


def write_notice(unit: UnitContent, settings: LetterSettings, day: date, deadline: date, folder: Path) -> list[Path]:
    """Write 整改通知.docx and 整改通知.pdf of one unit; return their paths.

    Raises LetterError for a template, wording or font that cannot be used.
    """
    return _write(compose_notice(unit, settings, day, deadline), settings, folder / NOTICE)


def write_bulletin(
    city: CityContent, settings: LetterSettings, day: date, folder: Path, deadline: date | None = None
) -> list[Path]:
    """Write 通报.docx and 通报.pdf of a whole run; return their paths.

    Without `deadline` it is that of the settings. Raises LetterError.
    """
    until = deadline or default_deadline(day, settings)
    return _write(compose_bulletin(city, settings, day, until), settings, folder / BULLETIN)


def write_checkup(unit: UnitContent, settings: LetterSettings, day: date, folder: Path) -> list[Path]:
    """Write 体检报告.pdf of one unit, always one page; return its path in a list. Raises LetterError."""
    made = press_for(settings).pdf("checkup.typ", compose_checkup(unit, settings, day), day)
    path = folder / f"{CHECKUP}.pdf"
    path.write_bytes(made)
    return [path]


def _write(letter: Letter, settings: LetterSettings, base: Path) -> list[Path]:
    press = press_for(settings)
    made = {
        ".docx": word_letter(letter, settings.templates, lambda chart: list(_pictures(press, chart))),
        ".pdf": press.pdf("letter.typ", _values(letter), letter.day),
    }
    paths = []
    for ending, content in made.items():
        path = base.with_name(base.name + ending)
        path.write_bytes(content)
        paths.append(path)
    return paths


def _values(letter: Letter) -> dict[str, Any]:
    named = {one.name: getattr(letter, one.name) for one in dataclasses.fields(letter)}
    return {**named, "dated": china_date(letter.day)}


def _pictures(press: Press, chart: Chart) -> Iterator[bytes]:
    for part in _parts(chart):
        yield from press.pictures("picture.typ", {"figure": part.figure, "data": part.data})


def _parts(chart: Chart) -> Iterator[Chart]:
    rows = chart.data.get("rows", ())
    tall = [LONG_ROW if len(row["name"]) > NAME else ROW for row in rows]
    room = sum(tall) / max(1, -(-sum(tall) // ROOM)) + LONG_ROW
    shown: list[Any] = []
    high = 0.0
    for row, own in zip(rows, tall, strict=True):
        if high + own > min(room, ROOM):
            yield dataclasses.replace(chart, data={**chart.data, "rows": shown})
            shown, high = [], 0.0
        shown.append(row)
        high += own
    yield dataclasses.replace(chart, data={**chart.data, "rows": shown}) if shown else chart
