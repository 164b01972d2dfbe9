"""Reading a marked 待复核清单 back into the journal: `gongkai case review --file`. All rows or none.

A row marked 属实 confirms its case, 误报, 不适用 and 情况说明认可 waive it. Where a waive needs a second person it is only
proposed; another person who marks the same case alike, in a copy of the list or in a later one, approves it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from output.cases.decide import Decision, entry_of, objection
from output.cases.desk import Desk, expected, open_desk, written
from output.cases.life import Life, day_of, same_person
from output.cases.settings import DEFAULT_CASES, CaseSettings
from output.cases.state import State
from output.journal.model import GROUNDS, Act, Entry
from output.journal.store import open_journal
from output.package.answers import CaseFacts, Fault
from output.package.reading import ReplyError, sheet_of
from output.package.review import SHAPE, Opinion, batch_of, read_opinions, review_run

_ELSEWHERE = "请用 gongkai case show 查看后逐项处理"


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """A list that was read. `entries` are those that it adds: none for opinions that the journal has already."""

    run_id: str
    number: str
    opinions: tuple[Opinion, ...]
    empty: int
    """Rows that were left open."""
    entries: tuple[Entry, ...]


def review_from_file(
    data: Path,
    path: Path,
    reader: str,
    *,
    now: datetime,
    settings: CaseSettings = DEFAULT_CASES,
    dry_run: bool = False,
) -> Review:
    """Read the marked list `path` and append what it says to the journal of `data`, all of it or nothing.

    `reader` is who reads it in, and who decided where a row names nobody. With `dry_run` nothing is written. Raises
    ReplyError with every fault of every row; StoreError or JournalError when database or journal cannot be used, or
    someone wrote about one of the cases at the same time.
    """
    sheet = sheet_of(path, SHAPE)
    with open_desk(data, settings, day_of(now)) as desk:
        runs = [run_id for (run_id,) in desk.db.execute("SELECT run_id FROM run ORDER BY number DESC").fetchall()]
        found = review_run(sheet.number, runs)
        if found is None:
            raise ReplyError(path, [Fault(line=0, why=f"清单编号 {sheet.number} 不是由本系统生成，可能被改动")])
        opinions, faults = read_opinions(sheet, _facts(desk), found[1], day_of(now))
        entries, more = _entries(desk, opinions, _Reader(reader, now, batch_of(sheet.number), settings))
        faults = sorted([*faults, *more], key=lambda one: one.line)
        if faults:
            raise ReplyError(path, faults)
        if entries and not dry_run:
            cases = {one.case_id: desk.cases(one.case_id) for one in entries}
            with open_journal(data, settings.journal) as journal:
                entries = journal.append(entries, expected(desk, cases))
    return Review(
        run_id=found[0],
        number=sheet.number,
        opinions=tuple(opinions),
        empty=len(sheet.rows) - len(opinions),
        entries=tuple(entries),
    )


def _facts(desk: Desk) -> dict[str, CaseFacts]:
    """Every number of a case and of a fold of cases."""
    rows = desk.db.execute(
        'SELECT case_id, unit_id FROM "case" UNION SELECT fold_id, unit_id FROM "case" WHERE fold_id IS NOT NULL'
    ).fetchall()
    return {number: CaseFacts(unit_id=unit_id, open=True, state="") for number, unit_id in rows}


def _entries(desk: Desk, opinions: Sequence[Opinion], reader: _Reader) -> tuple[list[Entry], list[Fault]]:
    """What the opinions become, and those that cannot be taken as the cases stand."""
    members = {number: desk.cases(number) for one in opinions for number in written(desk, one.case_id)}
    lives = desk.lives(case_id for cases in members.values() for case_id in cases)
    told, entries, faults = _told(desk), list[Entry](), list[Fault]()
    for one in opinions:
        for number in written(desk, one.case_id):
            case = _Case(number, {case_id: lives[case_id] for case_id in members[number]}, told.get(number, ()))
            made = _entry(one, case, reader)
            if isinstance(made, str):
                faults.append(Fault(line=one.line, case_id=one.case_id, why=made))
            elif made:
                entries.append(made)
    return entries, faults


def _told(desk: Desk) -> Mapping[str, list[Entry]]:
    """What the journal says under each number."""
    found: dict[str, list[Entry]] = defaultdict(list)
    for entry in desk.entries:
        found[entry.case_id].append(entry)
    return found


@dataclass(frozen=True, slots=True)
class _Reader:
    """Who reads a list in, when, and by which rules."""

    person: str
    now: datetime
    batch: str
    settings: CaseSettings


@dataclass(frozen=True, slots=True)
class _Case:
    """A number as it goes into the journal, the cases that it stands for, and what was said under it."""

    number: str
    lives: Mapping[str, Life]
    told: Sequence[Entry]

    @property
    def proposal(self) -> Entry | None:
        return next((life.proposal for life in self.lives.values() if life.proposal), None)


def _entry(opinion: Opinion, case: _Case, reader: _Reader) -> Entry | str | None:
    """The entry that an opinion becomes; None when the journal says just that already; or why it cannot be taken."""
    person = opinion.person or reader.person
    if _read_before(opinion, case, person, reader.batch) or _stands(opinion, case):
        return None
    proposal, act = case.proposal, opinion.act
    if proposal:
        if (proposal.act, proposal.ground) != (opinion.act, opinion.ground):
            return f"{proposal.person}已提议{_said(proposal)}，待第二人同意；{_ELSEWHERE}"
        if same_person(proposal.person, person):
            return None
        if same_person(proposal.person, reader.person):
            return f"{proposal.person}已提议{_said(proposal)}，须由另一人读入"
        act = Act.approve
    elif act is Act.waive and any(life.confirmed and life.open for life in case.lives.values()):
        return f"该问题已由人工确认属实，与“{opinion.said}”不符；{_ELSEWHERE}"
    decision = Decision(
        act=act, person=person, at=reader.now, text=_text(opinion, person, reader.person),
        ground=opinion.ground if act is Act.waive else "",
    )  # fmt: skip
    sensible = [life for case_id, life in case.lives.items() if not objection(case_id, life, decision)]
    if not sensible:
        state = next((life.state.label for life in case.lives.values() if life.state), "从未检出")
        return f"该问题状态为“{state}”，不再接收复核意见；{_ELSEWHERE}"
    return replace(entry_of(case.number, sensible[0], decision, reader.settings), batch=reader.batch)


def _read_before(opinion: Opinion, case: _Case, person: str, batch: str) -> bool:
    """Whether this list, read before, brought the same opinion of the same person."""
    return any(
        one.batch == batch
        and same_person(one.person, person)
        and (one.act is Act.approve or (one.act, one.ground) == (opinion.act, opinion.ground))
        for one in case.told
    )


def _stands(opinion: Opinion, case: _Case) -> bool:
    """Whether the case is already what the opinion says, whoever said so."""
    lives = case.lives.values()
    if opinion.act is Act.confirm:
        return not case.proposal and all(life.confirmed and life.open for life in lives)
    return all(life.state == State(opinion.ground) for life in lives)


def _said(proposal: Entry) -> str:
    return GROUNDS.get(proposal.ground, proposal.act.label)


def _text(opinion: Opinion, person: str, reader: str) -> str:
    """What the journal keeps beside act and ground."""
    parts = {
        "复核说明": opinion.why, "复核日期": opinion.day.isoformat() if opinion.day else "",
        "读入": "" if same_person(person, reader) else reader,
    }  # fmt: skip
    return "；".join(f"{name}：{value}" for name, value in parts.items() if value)
