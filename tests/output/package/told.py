"""Contents of packages made by hand, for the tests of lists, forms and their reading."""

from __future__ import annotations

from datetime import date
from typing import Any

from output.package.content import CityContent, PrivacyProblem, Problem, UnitContent

RUN, AS_OF, DAY, DEADLINE = "2026-11-23", date(2026, 11, 23), date(2026, 11, 30), date(2026, 12, 14)


def case_id(number: int) -> str:
    return f"C{number:016x}"


def problem(number: int = 1, **more: Any) -> Problem:
    values: dict[str, Any] = {
        "number": number, "case_id": case_id(number), "domain": "PA", "domain_title": "脱贫攻坚", "point_id": "PA-04",
        "point_number": "PA-04", "point_name": "资金来源", "point_title": "公布资金来源", "scheme": "",
        "record_name": f"第{number}村道路项目", "place": f"记录：第{number}村道路项目", "url": f"http://nync.example/{number}.html",
        "page_title": "衔接资金项目公告", "published": date(2026, 3, 1), "outcome": "missing", "severity": "A",
        "confidence": "high", "doubt": "", "reason": "截至2026年11月23日，在该公告中未见资金来源。", "evidence": "所列页面",
        "basis": "《任务分工表》一.1：“资金来源”", "fix": "补充公布资金来源。", "cooperating": "财政局", "first_seen": AS_OF,
        "first_seen_run": RUN, "again": False, "state": "found", "confirmed": False, "deadline": None, "records": 1,
    }  # fmt: skip
    return Problem(**values | more)


def privacy(number: int = 1, **more: Any) -> PrivacyProblem:
    values: dict[str, Any] = {
        "kind": "PRIV-01", "kind_name": "身份证号码", "url": f"http://nync.example/p{number}.html", "page_title": "发放名单",
        "masked": False, "count": 3, "fix": "立即撤下。", "at_once": True,
    }  # fmt: skip
    return PrivacyProblem(**values | more)


def unit(count: int = 3, **more: Any) -> UnitContent:
    values: dict[str, Any] = {
        "unit_id": "nync", "name": "临河市农业农村局", "email": "", "run_id": RUN, "as_of": AS_OF, "score": 61.0,
        "grade": "合格", "rank": 1, "ranked_of": 2, "coverage": 0.9, "visit_state": "complete",
        "problems": tuple(problem(number) for number in range(1, count + 1)), "reviewer": (), "privacy": (), "weeks": (),
        "domain_scores": {"PA": 61.0},
    }  # fmt: skip
    return UnitContent(**values | more)


def city(*units: UnitContent) -> CityContent:
    return CityContent(run_id=RUN, as_of=AS_OF, units=units, domains={"PA": "脱贫攻坚"})
