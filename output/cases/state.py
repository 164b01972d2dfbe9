"""The states of a case, and which of them are open. How a case gets from one to another is `output.cases.fold`."""

from __future__ import annotations

from enum import StrEnum


class State(StrEnum):
    """Where a case stands, in the order of its way through."""

    found = "found"
    notified = "notified"
    fixing = "fixing"
    replied = "replied"
    returned = "returned"
    overdue = "overdue"
    closed = "closed"
    false_positive = "false_positive"
    not_applicable = "not_applicable"
    explained = "explained"
    continued = "continued"
    """Its record was merged with others or split: it goes on under the numbers that name it in `continues`."""

    @property
    def label(self) -> str:
        return LABELS[self]


LABELS = {
    State.found: "发现",
    State.notified: "已告知",
    State.fixing: "整改中",
    State.replied: "已反馈",
    State.returned: "退回",
    State.overdue: "长期未整改",
    State.closed: "复核通过（销号）",
    State.false_positive: "误报（撤销）",
    State.not_applicable: "不适用（确认）",
    State.explained: "情况说明认可",
    State.continued: "转入新编号",
}
"""What supervisors and units read."""
OPEN = frozenset({State.found, State.notified, State.fixing, State.replied, State.returned, State.overdue})
WAIVED = frozenset({State.false_positive, State.not_applicable, State.explained})
"""Settled by a person although the program finds the case: never told to a unit."""
LATE = frozenset({State.notified, State.fixing, State.returned})
"""States that turn into overdue in time; in the others nobody waits for the unit."""
