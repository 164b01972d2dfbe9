"""Reading a filled 整改反馈表 back into the journal: `gongkai case reply --file`. All rows or none.

Each row that says something becomes one entry of its case: a reply, a reply that claims there is nothing to publish
(with the address of the 情况说明), or, where the unit only says why it is not done yet, a start. Names and telephone
numbers of the unit's contacts stand in the entry's text, for the office that asked; they go into no list.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import click

from output import store
from output.cases.life import day_of
from output.cases.reading import read_lives
from output.cases.settings import DEFAULT_CASES, CaseSettings
from output.cases.state import OPEN, State
from output.journal.model import Act, Entry
from output.journal.store import Journal, open_journal
from output.package.answers import (
    FORM,
    Answer,
    CaseFacts,
    Fault,
    Filled,
    Shape,
    batch_of,
    filled,
    read_answers,
)
from output.package.form import belongs
from output.package.sealed import Refused, open_sealed


class ReplyError(click.ClickException):
    """A form that was refused: a line for each fault. Nothing of it was applied."""

    exit_code = 2

    def __init__(self, path: Path, faults: Sequence[Fault]) -> None:
        lines = "\n".join(f"  {fault}" for fault in faults)
        super().__init__(f"{path.name}: refused, nothing was applied; {len(faults)} faults:\n{lines}")
        self.faults = tuple(faults)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """A form that was read. `entries` are those that it adds; none when it, or all its rows, were known already."""

    unit_id: str
    unit_name: str
    run_id: str
    number: str
    batch: str
    answers: tuple[Answer, ...]
    empty: int
    """Rows that the unit left open."""
    entries: tuple[Entry, ...]
    known: bool
    """Whether the same form with the same answers was read before."""


def reply_from_file(
    data: Path,
    path: Path,
    person: str,
    *,
    now: datetime,
    settings: CaseSettings = DEFAULT_CASES,
    unit_id: str = "",
    dry_run: bool = False,
) -> Reply:
    """Read the filled form `path` and append what it says to the journal of `data`, all of it or nothing.

    `person` is who reads it in, `unit_id` the unit it came from where that is known, `settings` where the journal is. With `dry_run` nothing is written. Raises ReplyError with every fault of every row; StoreError or
    JournalError when database or journal cannot be used, or someone wrote about one of the cases at the same time.
    """
    sheet = sheet_of(path)
    with open_journal(data, settings.journal) as journal:
        units, runs, cases = _known(data, journal, now, settings)
        sender = _sender(path, sheet.number, units, runs, unit_id)
        answers, faults = read_answers(sheet, sender.unit_id, cases)
        if faults:
            raise ReplyError(path, faults)
        batch = batch_of(sheet.number, answers)
        before = _before(journal, [one.case_id for one in answers])
        seen_batch = any(entry.batch == batch for told in before.values() for entry in told)
        fresh = [one for one in answers if not seen_batch and not _said(one, before.get(one.case_id, ()))]
        entries = [entry_of(one, person, now, batch) for one in fresh]
        if entries and not dry_run:
            expect = {one.case_id: _last(before.get(one.case_id, ())) for one in fresh}
            entries = journal.append(entries, expect)
    return Reply(
        unit_id=sender.unit_id,
        unit_name=units[sender.unit_id],
        run_id=sender.run_id,
        number=sheet.number,
        batch=batch,
        answers=tuple(answers),
        empty=len(sheet.rows) - len(answers),
        entries=tuple(entries),
        known=seen_batch,
    )


def sheet_of(path: Path, shape: Shape = FORM) -> Filled:
    """The table of a file that came back. Raises ReplyError when the file cannot be trusted or is not of this shape."""
    try:
        content = open_sealed(path)
    except Refused as refusal:
        raise ReplyError(path, [Fault(line=0, why=refusal.why)]) from refusal
    except OSError as error:
        raise ReplyError(path, [Fault(line=0, why=f"无法打开（{error.strerror}）")]) from error
    sheet = filled(content.lines, content.tables, shape)
    if isinstance(sheet, Fault):
        raise ReplyError(path, [sheet])
    return sheet


def entry_of(answer: Answer, person: str, now: datetime, batch: str) -> Entry:
    """The entry that an answer becomes."""
    claims = bool(answer.statements) and not answer.results
    return Entry(
        case_id=answer.case_id,
        act=Act.reply if answer.results or answer.statements else Act.start,
        person=person,
        at=now,
        text=answer.text,
        ground="explained" if claims else "",
        url=next(iter((*answer.results, *answer.statements)), ""),
        batch=batch,
    )


@dataclass(frozen=True, slots=True)
class _Sender:
    unit_id: str
    run_id: str


def _sender(path: Path, number: str, units: Mapping[str, str], runs: Sequence[str], expected: str) -> _Sender:
    """Whose form it is, by its number."""
    for unit_id in units:
        if run_id := belongs(number, unit_id, runs):
            if expected and expected != unit_id:
                why = f"这是{units[unit_id]}的表，不是{units.get(expected, expected)}的"
                raise ReplyError(path, [Fault(line=0, why=why)])
            return _Sender(unit_id, run_id)
    raise ReplyError(path, [Fault(line=0, why=f"表单编号 {number} 不是由本系统发出，可能被改动")])


def _known(
    data: Path, journal: Journal, now: datetime, settings: CaseSettings
) -> tuple[dict[str, str], list[str], dict[str, CaseFacts]]:
    """Names of units, runs newest first, and every case and fold of cases as the journal has it now."""
    with store.connect(data) as db:
        units = dict(db.execute("SELECT unit_id, name FROM unit ORDER BY unit_id").fetchall())
        runs = [run_id for (run_id,) in db.execute("SELECT run_id FROM run ORDER BY number DESC").fetchall()]
        rows = db.execute('SELECT case_id, fold_id, unit_id, state::VARCHAR FROM "case"').fetchall()
        lives = read_lives(db, journal.entries(), day_of(now), settings)
    facts: dict[str, CaseFacts] = {}
    for case_id, fold_id, owner, state in rows:
        life = lives.get(case_id)
        one = _facts(owner, life.state if life and life.state else State(state))
        facts[case_id] = one
        if fold_id and not (fold_id in facts and facts[fold_id].open):
            facts[fold_id] = one
    return units, runs, facts


def _facts(unit_id: str, state: State) -> CaseFacts:
    """A case that goes on under other numbers takes replies for them."""
    return CaseFacts(unit_id=unit_id, open=state in OPEN or state is State.continued, state=state.label)


def _before(journal: Journal, case_ids: Collection[str]) -> dict[str, list[Entry]]:
    found: dict[str, list[Entry]] = {}
    for entry in journal.entries(case_ids):
        found.setdefault(entry.case_id, []).append(entry)
    return found


def _said(answer: Answer, entries: Sequence[Entry]) -> bool:
    """Whether the last that the unit said of the case is just this."""
    told = [one for one in entries if one.act in (Act.reply, Act.start) and one.batch.startswith("reply:")]
    return bool(told) and told[-1].text == answer.text


def _last(entries: Sequence[Entry]) -> int:
    return max((one.entry_id or 0 for one in entries), default=0)
