"""What holds of every case, whatever happened to it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from lives import DAY, entry, verdict

from output.cases.decide import possible
from output.cases.fold import fold
from output.cases.life import Life, Verdict
from output.cases.settings import CaseSettings
from output.cases.state import OPEN, WAIVED, State
from output.journal.model import GROUNDS, Act, Entry

OUTCOMES = st.sampled_from(["missing", "partial", "stale", "met", "declared", "inapplicable"])
ON = DAY + timedelta(days=60)


@st.composite
def acts(draw: st.DrawFn, number: int) -> Entry:
    act = draw(st.sampled_from(list(Act)))
    more: dict[str, Any] = {"proposed": draw(st.booleans())} if act in (Act.close, Act.waive) else {}
    if act is Act.waive:
        more["ground"] = draw(st.sampled_from(list(GROUNDS)))
    if act in (Act.approve, Act.refuse):
        more["about"] = draw(st.integers(1, 12))
    if act is Act.recheck:
        more |= {"passed": draw(st.sampled_from([True, False, None])), "run_id": "again", "evidence_hash": "h"}
    if act is Act.notify:
        more["deadline"] = draw(st.none() | st.just(ON))
    day = draw(st.floats(0, 50, allow_nan=False))
    return entry(number, day, act, draw(st.sampled_from(["王芳", "李强"])), **more)


@st.composite
def steps(draw: st.DrawFn) -> tuple[list[Verdict], list[Entry]]:
    verdicts = [
        verdict(day, draw(OUTCOMES), draw(st.sampled_from(["", "h1", "h2"])))
        for day in draw(st.lists(st.integers(0, 49), max_size=8, unique=True))
    ]
    return verdicts, [draw(acts(number)) for number in range(1, draw(st.integers(0, 12)) + 1)]


def folded(said: tuple[list[Verdict], list[Entry]]) -> Life:
    return fold(*said, ON, CaseSettings())


@given(steps())
def test_no_event_is_lost(said: tuple[list[Verdict], list[Entry]]) -> None:
    """Every entry once and in order; every turn of the runs, as the program alone would tell it."""
    life, (verdicts, entries) = folded(said), said
    assert [event.entry_id for event in life.events if event.entry_id] == [one.entry_id for one in entries]
    turns, deficient = [], False
    for one in sorted(verdicts, key=lambda one: one.number):
        if one.deficient != deficient:
            turns.append(one.run_id)
        deficient = one.deficient
    assert set(turns) <= {event.run_id for event in life.events if event.source == "run"}
    assert life.last_entry == len(entries)


@given(steps())
def test_a_closed_case_has_a_passing_check_or_a_named_person(said: tuple[list[Verdict], list[Entry]]) -> None:
    life, (verdicts, _) = folded(said), said
    if life.state is State.closed:
        passing = {one.run_id for one in verdicts if not one.deficient} | {"again"}
        assert life.closed_by or life.closed_run in passing
        assert life.closed_at is not None
    if life.state in WAIVED:
        assert life.closed_by
    if life.state in OPEN:
        assert (life.closed_at, life.closed_by, life.closed_run) == (None, "", "")


@given(steps())
def test_nobody_closes_alone_what_was_only_proposed(said: tuple[list[Verdict], list[Entry]]) -> None:
    verdicts, entries = said
    alone = [one for one in entries if one.person == "王芳" and (one.act not in (Act.close, Act.waive) or one.proposed)]
    life = fold(verdicts, alone, ON, CaseSettings())
    assert life.closed_by == ""
    assert life.state not in WAIVED


@given(steps(), st.randoms())
def test_the_order_in_which_things_are_read_does_not_matter(
    said: tuple[list[Verdict], list[Entry]], chance: Any
) -> None:
    verdicts, entries = list(said[0]), list(said[1])
    chance.shuffle(verdicts)
    chance.shuffle(entries)
    assert folded((verdicts, entries)) == folded(said)


@given(steps())
def test_a_decision_of_the_next_moment_is_never_lost(said: tuple[list[Verdict], list[Entry]]) -> None:
    """What the state allows takes effect: a possible close closes, a possible waiver waives."""
    verdicts, entries = said
    life = folded(said)
    for act, ground, state in ((Act.close, "", State.closed), (Act.waive, "explained", State.explained)):
        if act in possible(life):
            then = [*entries, entry(len(entries) + 1, 55, act, "赵敏", ground=ground)]
            assert fold(verdicts, then, ON, CaseSettings()).state is state


@given(steps(), st.integers(0, 400))
@settings(max_examples=50)
def test_days_never_run_backwards(said: tuple[list[Verdict], list[Entry]], later: int) -> None:
    verdicts, entries = said
    assert fold(verdicts, entries, ON + timedelta(days=later), CaseSettings()).days_open >= folded(said).days_open >= 0
