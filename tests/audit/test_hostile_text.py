"""No pattern that meets a whole text takes more than a moment over text made to trap it: twice the text, about twice the time.

Limits are counted in steps of the machine that runs the test: a pattern that backtracks without bound needs minutes."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from real_book import judge

from audit.judge import _DECLARES, _DENIES, DECLARATION_LENGTH
from audit.model import Document
from audit.personal.lists import DOOR
from audit.personal.numbers import mask
from audit.privacy import examine
from audit.shapes import SHAPES, cell_shows
from audit.text import normalise, sentences

LONG = 100_000
SECONDS = 4
TRAPS = {
    "digits": "1" * LONG,
    "grouped digits": "1," * (LONG // 2),
    "dotted digits": "1." * (LONG // 2),
    "numerals": "一二三四五六七八九十" * (LONG // 10),
    "capitals": "零壹贰叁肆伍陆柒捌玖" * (LONG // 10),
    "one character": "政" * LONG,
    "bodies": "人民政府局委员会" * (LONG // 8),
    "faxes": "传真:81234567," * (LONG // 12),
    "years": "2026年" * (LONG // 5),
    "open brackets": "(" * LONG,
    "open titles": "《" * LONG,
    "stars": "1*" * (LONG // 2),
    "denials": "无,没有" * (LONG // 4),
    "labels": "资金来源" * (LONG // 4),
    "colons": "资金来源:" * (LONG // 5),
    "blanks": "资 " * (LONG // 2),
}


@contextmanager
def at_once() -> Iterator[None]:
    """Fails what is still at it after SECONDS of processor time."""

    def late(*_: object) -> None:
        raise TimeoutError(f"still busy after {SECONDS} s")

    before = signal.signal(signal.SIGVTALRM, late)
    signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


@pytest.mark.parametrize("trap", TRAPS)
def test_the_shapes_of_values(trap: str) -> None:
    with at_once():
        for shape, shows in SHAPES.items():
            shows(TRAPS[trap])
            cell_shows(shape, TRAPS[trap], "金额(万元)", "单位:万元")


@pytest.mark.parametrize("trap", TRAPS)
def test_reading_masking_and_judging(trap: str) -> None:
    page = Document(url="http://a.example/", title="扶贫资金公告", text=TRAPS[trap], page_type="notice")
    with at_once():
        sentences(normalise(page.text))
        mask(page.text)
        DOOR.search(page.text)
    with at_once():
        judge().judge(page)
    with at_once():
        examine(page)


@pytest.mark.parametrize("trap", TRAPS)
def test_declarations(trap: str) -> None:
    with at_once():
        for _ in range(20):
            _DECLARES.search(TRAPS[trap][:DECLARATION_LENGTH])
            list(_DENIES.finditer(TRAPS[trap][:DECLARATION_LENGTH]))
