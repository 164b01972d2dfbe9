"""Writing the letters into a folder."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from output.package.content import CityContent, UnitContent
from output.package.letters.bulletin import compose_bulletin
from output.package.letters.checkup import compose_checkup
from output.package.letters.letter import Chart, Letter, china_date
from output.package.letters.notice import compose_notice
from output.package.letters.press import Press, press_for
from output.package.letters.settings import LetterSettings
from output.package.letters.word import word_letter

NOTICE, BULLETIN, CHECKUP = "整改通知", "通报", "体检报告"
ROWS = 20
"""Units in one picture of a Word document; a picture cannot break between pages."""


def write_notice(unit: UnitContent, settings: LetterSettings, day: date, deadline: date, folder: Path) -> list[Path]:
    """Write 整改通知.docx and 整改通知.pdf of one unit; return their paths.

    Raises LetterError for a template, wording or font that cannot be used.
    """
    return _write(compose_notice(unit, settings, day, deadline), settings, folder / NOTICE)


def write_bulletin(city: CityContent, settings: LetterSettings, day: date, folder: Path) -> list[Path]:
    """Write 通报.docx and 通报.pdf of a whole run; return their paths. Raises LetterError."""
    return _write(compose_bulletin(city, settings, day), settings, folder / BULLETIN)


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
    rows: Sequence[Any] = chart.data.get("rows", ())
    if len(rows) <= ROWS:
        yield chart
        return
    count = -(-len(rows) // ROWS)
    size = -(-len(rows) // count)
    for at in range(0, len(rows), size):
        yield dataclasses.replace(chart, data={**chart.data, "rows": rows[at : at + size]})
