"""Units, problems and weeks to write letters about."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from output.package.content import CityContent, PrivacyProblem, Problem, UnitContent, WeekFigures
from output.package.gains import Gain
from output.package.letters.settings import LetterSettings

DAY = date(2026, 11, 25)
DEADLINE = date(2026, 12, 9)
AS_OF = date(2026, 11, 23)
DOMAINS = {"SA": "社会救助和社会福利", "ED": "教育", "GR": "有关要求"}
SETTINGS = LetterSettings(
    issuer="云河市政务公开办公室", city="云河市", number="云政务公开函〔2026〕12号", contact="王某某",
    telephone="0431-88880000", copies_to=("云河市人民政府办公室",),
)  # fmt: skip


def problem(number: int = 1, **changed: Any) -> Problem:
    """A problem of the unit, number by number of another point."""
    domain = ("SA", "ED", "GR")[number % 3]
    made = Problem(
        number=number,
        case_id=f"C{number:04}",
        domain=domain,
        domain_title=DOMAINS[domain],
        point_id=f"{domain}-{number % 20 + 1:02}",
        point_number=f"{domain}-{number % 20 + 1:02}",
        point_name=f"要点{number}的实施结果",
        point_title=f"公开第{number}项的实施结果",
        scheme="",
        record_name="",
        place="栏目：通知公告",
        url=f"http://mzj.example.gov.cn/zwgk/shgysy/jzgz/202611/t20261102_{number:06}.html?from=column&page=3",
        page_title=f"关于第{number}批救助资金安排情况的公示",
        published=AS_OF,
        outcome="missing",
        severity="ABC"[number % 3],
        confidence="high",
        doubt="",
        reason=f"截至2026年11月23日，在云河市民政局网站“通知公告”栏目未见第{number}项信息（共检索27个页面）。",
        evidence="检索记录：共检索27个页面",
        basis="任务分工表：“公开救助资金使用情况”",
        fix=f"在“通知公告”栏目补充第{number}项，写明实施结果。",
        cooperating="",
        first_seen=AS_OF,
        first_seen_run="2026-11-23",
        again=False,
        state="found",
        confirmed=None,
        deadline=None,
        records=1,
    )
    return replace(made, **changed)


def weeks(count: int) -> tuple[WeekFigures, ...]:
    """Weeks up to AS_OF; the third has no score."""
    return tuple(
        WeekFigures(
            run_id=f"run-{at}",
            as_of=AS_OF - timedelta(weeks=count - 1 - at),
            score=None if at == 2 else 50.0 + at,
            coverage=0.9,
            deficiencies=90 - at,
            new=3,
            resolved=4,
        )
        for at in range(count)
    )


def unit(problems: int = 3, **changed: Any) -> UnitContent:
    """A unit with so many problems."""
    made = UnitContent(
        unit_id="mzj",
        name="云河市民政局",
        email="mzj@example.gov.cn",
        run_id="2026-11-23",
        as_of=AS_OF,
        score=71.8,
        grade="合格",
        rank=2,
        ranked_of=3,
        coverage=0.934,
        visit_state="complete",
        problems=tuple(problem(at) for at in range(1, problems + 1)),
        reviewer=(),
        privacy=(),
        weeks=weeks(5),
        domain_scores={"SA": 77.3, "GR": 66.6},
        domain_titles=DOMAINS,
        gains=(
            Gain(point_id="SA-04", point_name="实施结果", marks=6.2),
            Gain(point_id="GR-01", point_name="专栏", marks=2.5),
        ),
    )
    return replace(made, **changed)


def blocked(**changed: Any) -> UnitContent:
    """A unit whose site could not be looked at."""
    return replace(
        unit(
            0, unit_id="rsj", name="云河市人力资源和社会保障局", score=None, grade="", rank=None, visit_state="blocked",
            domain_scores={"SA": None}, gains=(), coverage=0.0,
        ),
        **changed,
    )  # fmt: skip


def leak() -> PrivacyProblem:
    """Personal data that stands open."""
    return PrivacyProblem(
        kind="PRIV-01", kind_name="身份证号", url="http://mzj.example.gov.cn/a.html", page_title="名单", masked=False, count=3,
        fix="立即撤下", at_once=True,
    )  # fmt: skip


def city(copies: int = 1) -> CityContent:
    """Three units, one of them blocked, so many times over."""
    base = (
        unit(4), unit(2, unit_id="jyj", name="云河市教育局", score=92.0, grade="优", rank=1, domain_scores={"ED": 95.0, "GR": 88.0}),
        blocked(),
    )  # fmt: skip
    units = tuple(replace(one, unit_id=f"{one.unit_id}{at}") for at in range(copies) for one in base)
    return CityContent(run_id="2026-11-23", as_of=AS_OF, units=units, domains=DOMAINS, weeks=weeks(5))
