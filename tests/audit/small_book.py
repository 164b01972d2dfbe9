"""A little book of three points for tests of the engine, and pages to judge."""

from __future__ import annotations

from datetime import date

from audit.judge import Judge
from audit.model import Document
from audit.question import Question, Site
from crawler.capture import PageRow, Visit
from crawler.units import Unit
from rules.model import Book, Domain

AS_OF = date(2026, 11, 23)
BASIS = [{"document": "任务分工表", "clause": "一.1", "quote": "资金来源"}]
COMMON = {"basis": BASIS, "satisfied_by": "列明", "fix": "补充公开。"}

DOMAIN = Domain.model_validate(
    {
        "domain": "poverty",
        "prefix": "PA",
        "title": "脱贫攻坚",
        "columns": ["脱贫攻坚", "扶贫"],
        "gate": {"terms": ["扶贫", "衔接资金"], "columns": ["扶贫"]},
        "records": {"project": {"name_headers": ["项目名称"], "labels": ["项目名称"]}},
        "points": [
            {
                "id": "PA-01", "name": "扶贫政策", "title": "公开扶贫政策", "level": "U", "severity": "B",
                "freshness": ["FS"], "recognise": [{"check": "topic", "title": ["扶贫政策"], "min_chars": 20}], **COMMON,
            },
            {
                "id": "PA-04", "name": "资金来源", "title": "项目列明资金来源", "level": "R", "severity": "A",
                "record": "project",
                "recognise": [{"check": "field", "labels": ["资金来源"], "weak": ["资金渠道"]}], **COMMON,
            },
            {
                "id": "PA-07", "name": "实施结果", "title": "项目列明实施结果", "level": "R", "severity": "A",
                "record": "project", "after": "PA-05",
                "recognise": [{"check": "field", "labels": ["完成情况"]}], **COMMON,
            },
            {
                "id": "PA-05", "name": "实施期限", "title": "项目列明实施期限", "level": "R", "severity": "A",
                "record": "project",
                "recognise": [{"check": "field", "labels": ["实施期限"], "values": ["PERIOD"]}], **COMMON,
            },
            {
                "id": "PA-10", "name": "举报电话", "title": "项目列明举报电话", "level": "R", "severity": "A",
                "record": "project",
                "recognise": [{"check": "field", "labels": ["监督电话", "举报电话"], "values": ["TEL"]}], **COMMON,
            },
            {
                "id": "PA-17", "name": "扶贫成效", "title": "公开扶贫成效", "level": "U", "severity": "B",
                "freshness": ["FY"], "news_ok": True,
                "recognise": [{"check": "figures", "terms": [["脱贫"]], "shapes": [["COUNT", "PCT"]]}], **COMMON,
            },
        ],
    }
)  # fmt: skip
BOOK = Book(domains=(DOMAIN,), duties={})
JUDGE = Judge(BOOK)
UNIT = Unit(
    unit_id="u1", name="云山县农业农村局", kind="department", duty=("agriculture",), sites=("http://a.gov.cn/",)
)


def visit(state: str = "complete") -> Visit:
    return Visit(
        run_id="r1", unit_id="u1", state=state, pages=3, documents=2, attachments=0, misses=0,
        columns_found=("扶贫",), started_at="", finished_at="",
    )  # fmt: skip


def page(title: str, text: str = "", **more: object) -> Document:
    values: dict[str, object] = {
        "url": f"http://a.gov.cn/{title}.html",
        "title": title,
        "text": text,
        "published": date(2026, 6, 1),
        "source": "云山县农业农村局",
        "page_type": "notice",
        "columns": ("信息公开", "扶贫"),
    }
    return Document(**(values | more))  # type: ignore[arg-type]


def project_table(*rows: tuple[str, ...], headers: tuple[str, ...] = ("项目名称", "资金来源")) -> Document:
    table = (headers, *rows)
    text = "\n".join("\t".join(row) for row in table) + "\n监督电话:12317"
    return page("扶贫项目公告", text, tables=(table,))


def miss(columns: tuple[str, ...] = ("扶贫",), reason: str = "timeout") -> PageRow:
    return PageRow(url="http://a.gov.cn/x", state="missed", kind="article", columns=columns, reason=reason)


def question(
    point_id: str,
    documents: list[Document],
    misses: tuple[PageRow, ...] = (),
    state: str = "complete",
    role: str = "lead",
) -> Question:
    site = Site(
        unit=UNIT,
        visit=visit(state),
        judgements=tuple(JUDGE.judge(document) for document in documents),
        misses=misses,
        own_names=(UNIT.name,),
    )
    return Question(
        site=site,
        domain=DOMAIN,
        point=BOOK.points[point_id],
        scheme=None,
        role=role,
        judge=JUDGE,
        digest="d",
        as_of=AS_OF,
    )
