"""The tables and charts of the city-wide letter. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from statistics import mean

from output.package.content import CityContent, UnitContent, WeekFigures
from output.package.letters.letter import Chart, Column, Table, shortened
from output.package.letters.notice import UNSEEN, figure, percent

WEEKS = 13
"""Runs that a chart shows: a quarter of weeks."""
NOTHING = "—"
PENDING = "待核实"
REASONS = {
    "blocked": "网站启用安全验证，未能查看",
    "unreachable": "网站多次无法访问",
    "no_column": "未见相关公开栏目",
}
_FEW = "作出结论的事项不足"
_NAME = 28


def domain_table(city: CityContent, caption: str) -> Table:
    """领域, units that have a score in it, their mean, problems, and units that have any."""
    columns = (
        Column("领域", 60), Column("评分单位", 22, "center"), Column("平均得分", 22, "center"), Column("问题数", 22, "center"),
        Column("涉及单位", 22, "center"),
    )  # fmt: skip
    return Table(caption, columns, tuple(_domain_rows(city)))


def _domain_rows(city: CityContent) -> Iterator[tuple[str, ...]]:
    for prefix, name in city.domains.items():
        scores = [score for unit in city.units if (score := domain_score(unit, prefix)) is not None]
        counts = [sum(one.domain == prefix for one in unit.problems) for unit in city.units]
        average = figure(mean(scores)) if scores else NOTHING
        yield name.split("（")[0], str(len(scores)), average, str(sum(counts)), str(sum(map(bool, counts)))


def ranking(city: CityContent, caption: str) -> Table:
    """Units that have a rank, the best first."""
    columns = (
        Column("名次", 12, "center"), Column("单位", 60), Column("得分", 16, "center"), Column("等次", 16, "center"),
        Column("问题数", 16, "center"), Column("判定率", 18, "center"), Column("较上次", 18, "center"),
    )  # fmt: skip
    placed = sorted(
        (unit for unit in city.units if unit.rank and unit.score is not None), key=lambda unit: unit.rank or 0
    )
    return Table(caption, columns, tuple(_ranked(unit) for unit in placed))


def _ranked(unit: UnitContent) -> tuple[str, ...]:
    score = unit.score or 0
    before = unit.weeks[-2].score if len(unit.weeks) > 1 else None
    moved = NOTHING if before is None else f"{score - before:+.1f}"
    return (
        str(unit.rank), shortened(unit.name, _NAME), figure(score), unit.grade or NOTHING, _count(unit),
        percent(unit.coverage), "0" if moved in ("+0.0", "-0.0") else moved,
    )  # fmt: skip


def _count(unit: UnitContent) -> str:
    """The problems that go out; where a person has to look at all of them first, 0 would say that there are none."""
    return PENDING if unit.reviewer and not unit.problems else str(len(unit.problems))


def unscored(city: CityContent, caption: str) -> Table | None:
    """Units without a rank and why; None when all have one."""
    left = [unit for unit in city.units if not unit.rank]
    if not left:
        return None
    columns = (Column("序号", 12, "center"), Column("单位", 62), Column("得分", 16, "center"), Column("原因", 66))
    rows = ((str(number), shortened(unit.name, _NAME), _score(unit), why(unit)) for number, unit in enumerate(left, 1))
    return Table(caption, columns, tuple(rows))


def why(unit: UnitContent) -> str:
    """Why a unit has no score or no grade."""
    return REASONS.get(unit.visit_state, _FEW)


def _score(unit: UnitContent) -> str:
    return "未评分" if unit.score is None or unit.visit_state in UNSEEN else figure(unit.score)


def domain_score(unit: UnitContent, prefix: str) -> float | None:
    """The unit's score in a domain; None where it has none or could not be looked at."""
    return None if unit.visit_state in UNSEEN else unit.domain_scores.get(prefix)


def heatmap(city: CityContent, caption: str) -> Chart:
    """Units by domains; ranked units first, as in the ranking."""
    ordered = sorted(city.units, key=lambda unit: (unit.rank is None, unit.rank or 0, unit.unit_id))
    rows = [
        {
            "name": shortened(unit.name, _NAME),
            "score": None if unit.visit_state in UNSEEN else unit.score,
            "cells": [_cell(unit, prefix) for prefix in city.domains],
        }
        for unit in ordered
    ]
    names = [shortened(name.split("（")[0], 14) for name in city.domains.values()]
    return Chart(caption, "heatmap", {"columns": names, "rows": rows}, caption)


def _cell(unit: UnitContent, prefix: str) -> int | str | None:
    """Whole marks; None where it could not be scored, "" where the domain is none of the unit's duties."""
    if prefix not in unit.domain_scores:
        return ""
    score = domain_score(unit, prefix)
    return None if score is None else round(score)


def trend_chart(weeks: Sequence[WeekFigures], caption: str) -> Chart:
    """Score and number of problems over the latest runs."""
    shown = weeks[-WEEKS:]
    told = "；".join(
        f"{_label(one)}得分{'未评' if one.score is None else figure(one.score)}、问题{one.deficiencies}项"
        for one in shown
    )
    return Chart(caption, "trend", trend_data(weeks), f"{caption}：{told}")


def trend_data(weeks: Sequence[WeekFigures]) -> dict[str, list[str] | list[float | None] | list[int]]:
    """What charts.typ draws a trend from."""
    shown = weeks[-WEEKS:]
    return {
        "labels": [_label(one) for one in shown],
        "scores": [one.score for one in shown],
        "problems": [one.deficiencies for one in shown],
    }


def _label(one: WeekFigures) -> str:
    return f"{one.as_of.month}月{one.as_of.day}日" if one.as_of else one.run_id[:10]


def mean_score(units: Sequence[UnitContent]) -> str:
    """The mean of the units that have a score; ＿＿ when none has."""
    scores = [unit.score for unit in units if unit.score is not None and unit.visit_state not in UNSEEN]
    return figure(mean(scores)) if scores else "＿＿"
