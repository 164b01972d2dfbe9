"""体检报告: a unit's week on one page. Pure."""

from __future__ import annotations

from datetime import date
from typing import Any

from output.package.content import Problem, UnitContent
from output.package.letters.bulletin_figures import domain_score, trend_data
from output.package.letters.letter import china_date, shortened
from output.package.letters.notice import UNSEEN, contact_values, figure, gravest, level, percent
from output.package.letters.settings import LetterSettings
from output.package.letters.texts import read_texts

_PROBLEMS, _GAINS, _DOMAINS = 6, 5, 10
_LEAST_MARKS = 0.05


def compose_checkup(unit: UnitContent, settings: LetterSettings, day: date) -> dict[str, Any]:
    """What checkup.typ sets. Texts are cut to what one page holds. Raises LetterError."""
    values: dict[str, object] = {
        **contact_values(settings), "unit": unit.name, "as_of": china_date(unit.as_of), "day": china_date(day),
        "problems": len(unit.problems),
    }  # fmt: skip
    words = read_texts("checkup", settings.templates, values)
    scored = unit.score is not None and unit.visit_state not in UNSEEN
    why = "" if scored else words.say(unit.visit_state if unit.visit_state in _STATES else "unscored")
    ranked = scored and unit.rank is not None
    names = ("title", "subtitle", "problems", "gains", "domains", "trend", "first", "gains_none")
    return {
        "words": {
            **{name: words.say(name) for name in names},
            "foot": words.say("foot") + (words.say("foot_list") if unit.problems else ""),
        },
        "unit": shortened(unit.name, 80),
        "issuer": settings.issuer,
        "dated": china_date(unit.as_of),
        "score": figure(unit.score) if scored and unit.score is not None else "未评分",
        "scored": scored,
        "grade": (unit.grade or "未评等次") if scored else "—",
        "why": why or (words.say("no_column") if unit.visit_state == "no_column" else ""),
        "coverage": "—" if unit.visit_state in UNSEEN or unit.coverage is None else percent(unit.coverage),
        "rank": words.say("ranked", rank=unit.rank) if ranked else words.say("unranked"),
        "rank_of": words.say("ranked_of", of=unit.ranked_of) if ranked else "排名",
        "count": _count(unit),
        "bars": _bars(unit),
        "trend": trend_data(unit.weeks) if len(unit.weeks) > 1 else None,
        "problems": [_problem(one) for one in gravest(unit.problems, _PROBLEMS)],
        "more": max(0, len(unit.problems) - _PROBLEMS),
        "clear": ""
        if unit.problems or unit.visit_state in UNSEEN
        else words.say("pending" if unit.reviewer else "clear"),
        "gains": _gains(unit) if scored else [],
    }


_STATES = ("blocked", "unreachable", "no_column")


def _count(unit: UnitContent) -> str:
    if unit.visit_state in UNSEEN:
        return "—"
    return "待核实" if unit.reviewer and not unit.problems else f"{len(unit.problems)}项"


def _bars(unit: UnitContent) -> list[dict[str, Any]]:
    titles = {prefix: unit.domain_titles.get(prefix, prefix) for prefix in unit.domain_scores}
    return [
        {"name": shortened(title.split("（")[0], 20), "score": domain_score(unit, prefix)}
        for prefix, title in list(titles.items())[:_DOMAINS]
    ]


def _problem(one: Problem) -> dict[str, str]:
    return {
        "severity": level(one.severity),
        "point": shortened(f"{one.point_number} {one.point_name}", 34),
        "fix": shortened(one.fix, 50),
    }


def _gains(unit: UnitContent) -> list[dict[str, str]]:
    """Points that would raise the score. One whose problems all wait for a person, or were settled by one, is not told."""
    held = {one.point_id for one in (*unit.reviewer, *unit.waived)} - {one.point_id for one in unit.problems}
    told = [one for one in unit.gains if one.marks >= _LEAST_MARKS and one.point_id not in held][:_GAINS]
    return [{"point": shortened(f"{one.point_id} {one.point_name}", 36), "marks": f"+{one.marks:.1f}"} for one in told]
