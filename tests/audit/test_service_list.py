"""What GR-04 needs of the engine: rows as records only under a list's own title, lacking fields named, prose apart."""

from __future__ import annotations

from dataclasses import replace

from audit.judge import Judge, Judgement
from audit.model import Document
from rules.model import Book, Domain

DOMAIN = Domain.model_validate(
    {
        "domain": "general",
        "prefix": "GR",
        "title": "有关要求",
        "columns": ["社会公益"],
        "records": {"service": {"name_headers": ["服务项目"], "rows_title": ["服务清单"]}},
        "points": [
            {
                "id": "GR-04", "name": "服务清单", "title": "编制服务清单", "level": "R", "severity": "A", "record": "service",
                "recognise": [
                    {
                        "check": "table", "title": ["服务清单"], "headers": [["服务项目"]], "pages": ["catalogue"],
                        "optional": [["服务依据"], ["投诉电话"]],
                    },
                    {
                        "check": "parts", "title": ["服务清单"], "need": 3, "partial_from": 1, "prose": True,
                        "pages": ["catalogue"],
                        "parts": {"项目": ["服务项目"], "依据": ["服务依据"], "投诉": ["投诉电话"]},
                    },
                ],
                "basis": [{"document": "d", "clause": "c"}], "satisfied_by": "列明", "fix": "补充。",
            }
        ],
    }
)  # fmt: skip
JUDGE = Judge(Book(domains=(DOMAIN,), duties={}))
TABLE = (
    ("序号", "服务项目", "服务依据", "投诉电话"),
    ("1", "图书外借", "公共图书馆法", "88321100"),
    ("2", "流动书车", "公共图书馆法", ""),
)
PAGE = Document(url="http://a.gov.cn/1.html", title="县图书馆服务清单", text="", page_type="catalogue")


def judged(**more: object) -> Judgement:
    return JUDGE.judge(replace(PAGE, **more))  # type: ignore[arg-type]


def with_table(title: str = PAGE.title) -> Judgement:
    return judged(title=title, tables=(TABLE,), text="\n".join("\t".join(row) for row in TABLE))


def test_each_row_is_judged_by_itself_and_its_lacking_field_is_named() -> None:
    found = {one.record: one for one in with_table().evidence}
    assert not found["图书外借"].partial
    assert found["流动书车"].partial
    assert "投诉电话" in found["流动书车"].reason


def test_rows_are_records_only_under_a_title_of_the_kind() -> None:
    assert [one.name for one in with_table().records] == ["图书外借", "流动书车"]
    assert not with_table("养老院收费公示").records


def test_prose_parts_leave_tables_alone() -> None:
    assert all(one.record for one in with_table().evidence)
    text = "服务项目:图书外借\n服务依据:公共图书馆法\n投诉电话:88321100"
    (one,) = judged(text=text).evidence
    assert not one.partial and one.record is None
