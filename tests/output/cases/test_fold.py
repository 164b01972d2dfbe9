"""The life of a case: what runs and people do to it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from lives import DAY, at, entry, verdict

from output.cases.fold import fold
from output.cases.life import Life, Parting, Verdict
from output.cases.settings import CaseSettings
from output.cases.state import State
from output.journal.model import Act, Entry


def life(*steps: Verdict | Entry, on: int = 20, settings: CaseSettings | None = None, **more: Any) -> Life:
    verdicts = [step for step in steps if isinstance(step, Verdict)]
    entries = [step for step in steps if isinstance(step, Entry)]
    return fold(verdicts, entries, DAY + timedelta(days=on), settings or CaseSettings(), **more)


def told(one: Life) -> list[str]:
    return [event.event for event in one.events]


def test_a_case_goes_its_way_from_found_to_closed() -> None:
    steps: list[Verdict | Entry] = [verdict(0)]
    states = [life(*steps).state]
    deadline = DAY + timedelta(days=10)
    for step in (
        entry(1, 0.5, Act.confirm), entry(2, 1, Act.notify, deadline=deadline), entry(3, 2, Act.start),
        entry(4, 3, Act.reply, text="已补充公开", url="http://a.example/new"), entry(5, 4, Act.reject),
        entry(6, 5, Act.reply), verdict(7, "met", "h7"),
    ):  # fmt: skip
        steps.append(step)
        states.append(life(*steps).state)
    assert states == [
        State.found, State.found, State.notified, State.fixing, State.replied, State.returned, State.replied, State.closed,
    ]  # fmt: skip
    end = life(*steps)
    assert (end.notified_at, end.deadline, end.replied_at) == (at(1), deadline, at(5))
    assert (end.closed_run, end.closed_by, end.evidence_hash, end.days_open) == ("run7", "", "h7", 7)
    assert told(end) == ["opened", "confirm", "notify", "start", "reply", "reject", "reply", "cleared"]


def test_a_run_that_began_before_a_closing_does_not_undo_it() -> None:
    assert life(verdict(0), entry(1, 0.02, Act.close)).state is State.closed


def test_a_case_that_was_in_order_is_reopened_by_itself() -> None:
    one = life(verdict(0), entry(1, 1, Act.notify), entry(2, 1, Act.confirm), verdict(7, "met"), verdict(14))
    assert (one.state, one.notified_at, one.confirmed, one.days_open) == (State.found, None, False, 6)
    assert told(one)[-2:] == ["cleared", "reopened"]


def test_a_passed_recheck_closes_and_a_later_run_that_finds_it_opens_again() -> None:
    passed = entry(1, 1, Act.recheck, "gongkai", passed=True, run_id="again", evidence_hash="h")
    one = life(verdict(0), passed)
    assert (one.state, one.closed_run, one.evidence_hash, one.closed_by) == (State.closed, "again", "h", "")
    assert one.events[-1].source == "recheck"
    assert life(verdict(0), passed, verdict(7)).state is State.found
    assert life(verdict(0), passed, verdict(7, "met"), verdict(14)).state is State.found


@pytest.mark.parametrize(("passed", "state"), [(False, State.returned), (None, State.replied)])
def test_a_recheck_sends_back_only_what_it_decided(passed: bool | None, state: State) -> None:
    assert life(verdict(0), entry(1, 1, Act.reply), entry(2, 2, Act.recheck, passed=passed)).state is state
    assert life(verdict(0), entry(2, 2, Act.recheck, passed=passed)).state is State.found


def test_a_failed_recheck_opens_what_a_check_had_closed_but_not_what_a_person_waived() -> None:
    failed = entry(2, 9, Act.recheck, passed=False, evidence_hash="other", run_id="again")
    assert life(verdict(0), verdict(7, "met"), failed).state is State.found
    waived = life(verdict(0), entry(1, 1, Act.waive, ground="false_positive"), failed)
    assert (waived.state, waived.found_again) == (State.false_positive, "again")


@pytest.mark.parametrize("ground", ["false_positive", "not_applicable", "explained"])
def test_a_waived_case_stays_so_while_runs_find_the_same_and_says_so(ground: str) -> None:
    waive = entry(1, 1, Act.waive, ground=ground)
    before = [verdict(0, "partial", "h")]
    one = life(*before, waive, verdict(7, "partial", "h"), verdict(14, "partial", "h"))
    assert (one.state, one.found_again, one.closed_by) == (State(ground), "run14", "王芳")
    assert told(one) == ["opened", "waive", "found_again"]
    assert life(*before, waive, verdict(7, "partial", "other")).state is State.found
    assert life(*before, waive, verdict(7, "met", "m"), verdict(14, "partial", "h")).state is State.found


def test_what_a_person_closed_stays_so_only_while_runs_find_the_same() -> None:
    close = entry(1, 1, Act.close)
    assert life(verdict(0), close, verdict(7)).found_again == "run7"
    assert life(verdict(0), close, verdict(7)).state is State.closed
    assert life(verdict(0), close, verdict(7, "partial", "h")).state is State.found
    assert life(verdict(0), close, verdict(7, "met"), verdict(14)).state is State.found


def test_a_proposal_waits_for_a_second_person() -> None:
    steps = [verdict(0), entry(1, 1, Act.close, "王芳", proposed=True)]
    assert (life(*steps).state, life(*steps).proposed) == (State.found, Act.close)
    for name in ("王芳", " 王 芳", "王\u3000芳"):
        assert life(*steps, entry(2, 2, Act.approve, name, about=1)).state is State.found
    assert life(*steps, entry(2, 2, Act.approve, "李强", about=7)).state is State.found
    approved = life(*steps, entry(2, 2, Act.approve, "李强", about=1))
    assert (approved.state, approved.closed_by, approved.closed_at) == (State.closed, "王芳、李强", at(2))
    refused = life(*steps, entry(2, 2, Act.refuse, "李强", about=1))
    assert (refused.state, refused.proposed) == (State.found, None)


def test_a_check_settles_what_was_only_proposed() -> None:
    one = life(verdict(0), entry(1, 1, Act.waive, ground="explained", proposed=True), verdict(7, "met"))
    assert (one.state, one.proposed) == (State.closed, None)


def test_a_person_opens_again_and_the_days_go_on() -> None:
    one = life(verdict(0), entry(1, 1, Act.waive, ground="explained"), entry(2, 5, Act.reopen), on=9)
    assert (one.state, one.days_open) == (State.found, 9)


def test_overdue_by_the_deadline_or_by_the_runs_since_the_notice() -> None:
    settings = CaseSettings(overdue_days=5, overdue_runs=2)
    notify = entry(1, 1, Act.notify, deadline=DAY + timedelta(days=8))
    steps = [verdict(0), notify]
    assert life(*steps, on=13, settings=settings).state is State.notified
    assert life(*steps, on=14, settings=settings).state is State.overdue
    assert life(*steps, verdict(7), on=8, settings=settings).state is State.notified
    assert life(*steps, verdict(7), verdict(8), on=8, settings=settings).state is State.overdue
    assert life(*steps, entry(2, 9, Act.reply), on=30, settings=settings).state is State.replied
    assert (
        life(*steps, entry(2, 9, Act.reply), entry(3, 10, Act.reject), on=30, settings=settings).state is State.overdue
    )
    assert life(verdict(0), on=300, settings=settings).state is State.found


def test_entries_follow_the_journal_not_the_clocks() -> None:
    """The second desk's clock is a day behind; and one that is behind the run itself still speaks of what it found."""
    assert life(verdict(0), entry(1, 3, Act.reply), entry(2, 2, Act.reject)).state is State.returned
    assert life(verdict(5), entry(1, 0, Act.notify)).state is State.notified
    fold_of_cases = entry(1, 0, Act.notify, case_id="F1")
    assert life(verdict(5), fold_of_cases).state is State.found


def test_acts_that_make_no_sense_change_nothing_and_are_kept() -> None:
    one = life(verdict(0), verdict(7, "met"), entry(1, 8, Act.reply), entry(2, 9, Act.close), entry(3, 9, Act.confirm))
    assert (one.state, one.closed_run, one.last_entry) == (State.closed, "run7", 3)
    assert told(one)[2:] == ["reply", "close", "confirm"]


def test_a_record_that_was_split_goes_on_elsewhere() -> None:
    parting = Parting(run_id="run7", number=8, at=at(7), into=("C2", "C3"))
    one = life(verdict(0), entry(1, 1, Act.reply), entry(2, 8, Act.close), parting=parting)
    assert one.state is State.continued
    assert (one.events[2].event, one.events[2].text) == ("continued", "C2、C3")


def test_what_was_never_deficient_is_no_case() -> None:
    one = fold([verdict(0, "met")], [entry(1, 1, Act.reply)], date(2026, 3, 9))
    assert (one.state, one.open, one.days_open) == (None, False, 0)
