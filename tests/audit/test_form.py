"""form: the named fields of a record, by cells of its row, by labels, by words, by files; which are there and which not."""

from __future__ import annotations

import pytest
from small_book import page

from audit.judge import Judge
from audit.model import Document, Evidence, Link
from rules.model import Book, Domain

RULE = {
    "check": "form",
    "fields": {"项目": ["项目名称"], "地点": ["建设地点"], "电话": ["联系电话"]},
    "headers": {"地点": ["位置"]},
    "values": {"电话": ["TEL"]},
    "said": {"地点": ["位于"]},
    "files": {"全本": ["报告书"]},
    "need": 2,
}
ROWS = (("序号", "项目名称", "位置"), ("1", "饲料加工项目", "柳林镇"), ("2", "烘干塔项目", ""))


def told(document: Document, **more: object) -> dict[str | None, Evidence]:
    domain = {
        "domain": "environment", "prefix": "EN", "title": "环境保护", "columns": ["环境保护"],
        "records": {"project": {"name_headers": ["项目名称"]}},
        "points": [{
            "id": "EN-09", "name": "环评审批", "title": "公开环评审批", "level": "R", "severity": "A",
            "basis": [{"document": "任务分工表", "clause": "五.1"}], "satisfied_by": "列明。", "fix": "补充。",
            "recognise": [RULE | more],
        }],
    }  # fmt: skip
    judge = Judge(Book(domains=(Domain.model_validate(domain),), duties={}))
    return {one.record: one for one in judge.judge(document).evidence}


def table(*lines: str, **more: object) -> Document:
    text = "\n".join("\t".join(row) for row in ROWS) + "\n" + "\n".join(lines)
    return page("受理公示", text, tables=(ROWS,), **more)


def test_labels_beside_the_table_speak_for_every_row() -> None:
    found = told(table("联系电话:88120044"))
    assert found["饲料加工项目"].reason == "列明项目、地点、电话，未见全本"
    assert found["烘干塔项目"].reason == "列明项目、电话，未见地点、全本"
    assert [one.share for one in found.values()] == [pytest.approx(3 / 4), pytest.approx(2 / 4)]
    assert all(one.partial and one.grade == "E3" for one in found.values())


def test_all_fields_are_full_evidence_without_a_share() -> None:
    report = Link(url="http://a.gov.cn/1.pdf", name="饲料加工项目环境影响报告书.pdf", kind="pdf")
    found = told(table("联系电话:88120044", attachments=(report,)))
    assert not found["饲料加工项目"].partial
    assert found["饲料加工项目"].share is None


def test_a_page_without_a_table_is_one_record() -> None:
    found = told(page("受理公示", "项目名称:饲料加工项目\n该项目位于柳林镇。"))
    assert found[None].reason == "列明项目、地点，未见电话、全本"


def test_a_field_of_the_wrong_shape_does_not_count() -> None:
    found = told(page("受理公示", "项目名称:饲料加工项目\n建设地点:柳林镇\n联系电话:见公告栏"))
    assert found[None].reason == "列明项目、地点，未见电话、全本"


def test_fewer_fields_than_needed_are_no_answer() -> None:
    assert told(page("受理公示", "联系电话:88120044")) == {}
    assert told(page("受理公示", "项目名称:饲料加工项目\n建设地点:柳林镇"), need=3) == {}


def test_a_shape_shown_anywhere_is_a_field() -> None:
    found = told(
        page("受理公示", "项目名称:饲料加工项目\n自2026年3月5日起征求意见。"), shown={"日期": ["DATE"]}, need=2
    )
    assert found[None].reason == "列明项目、日期，未见地点、电话、全本"
    assert told(page("受理公示", "项目名称:饲料加工项目\n即日起征求意见。"), shown={"日期": ["DATE"]}, need=2) == {}
