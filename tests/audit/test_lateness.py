"""Late publication: a flag and a remark, never an outcome."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from small_book import AS_OF, page
from whole_book import judge, outcome, site, verdict

from audit.model import Document, Outcome
from audit.timely.lateness import delay, late_flags
from audit.timely.workdays import covered_years

FORMED = date(2026, 3, 2)
NOTICE = page(
    "云河市2026年城乡低保资金发放情况公示",
    "2026年第一季度,全市发放城乡低保资金486.5万元,保障1860户、2730人。",
    columns=("社会救助", "城乡低保"),
    formed=FORMED,
    published=date(2026, 4, 30),
)


def proof(document: Document, point: str = "SA-06", as_of: date = AS_OF) -> str:
    found = delay(site([document]), document, judge().book.points[point], as_of)
    return found.proof if found else ""


def test_the_proof_names_both_days_and_the_working_days_between() -> None:
    assert proof(NOTICE) == "成文日期2026年3月2日，公开日期2026年4月30日，相隔42个工作日，超过10个工作日时限"


@pytest.mark.parametrize(
    ("point", "published", "late"),
    [
        ("SA-06", date(2026, 3, 16), False),
        ("SA-06", date(2026, 3, 17), True),
        ("PA-04", date(2026, 3, 30), False),
        ("PA-04", date(2026, 3, 31), True),
        ("PA-04", FORMED, False),
        ("PA-04", date(2026, 2, 27), False),
        ("PA-04", None, False),
    ],
)
def test_ten_working_days_for_relief_and_twenty_else(point: str, published: date | None, late: bool) -> None:
    assert bool(proof(replace(NOTICE, published=published), point)) is late


def test_without_a_formed_day_nothing_is_late() -> None:
    assert proof(replace(NOTICE, formed=None)) == ""


@pytest.mark.parametrize("issuer", ["higher", "peer", "media", "lower"])
def test_another_bodys_text_is_not_measured(issuer: str) -> None:
    assert proof(replace(NOTICE, issuer=issuer)) == ""  # type: ignore[arg-type]


def test_what_was_late_years_ago_is_no_matter() -> None:
    assert proof(NOTICE, as_of=date(2027, 9, 1)) == ""
    assert proof(NOTICE, as_of=date(2026, 4, 1)) == "", "not yet published"


def test_a_year_beyond_the_calendar_is_said_and_raises_no_flag() -> None:
    year = covered_years()[-1]
    document = replace(NOTICE, formed=date(year, 12, 1), published=date(year + 1, 3, 1))
    found = delay(site([document]), document, judge().book.points["SA-06"], date(year + 1, 3, 2))
    assert found is not None
    assert not found.late
    assert f"{covered_years()[0]}年至{year}年" in found.proof


def test_a_file_is_measured_by_the_day_of_its_page() -> None:
    file = page(
        "附表",
        NOTICE.text,
        url="http://a.gov.cn/1.xlsx",
        parent_url=NOTICE.url,
        published=None,
        formed=date(2019, 1, 1),
    )
    both = site([NOTICE, file])
    found = delay(both, file, judge().book.points["SA-06"], AS_OF)
    assert found is not None
    assert "成文日期2026年3月2日" in found.proof
    assert [flag.url for flag in late_flags(both, judge().book.points.values(), AS_OF)] == [NOTICE.url], "once a page"


def test_one_flag_a_page_by_the_shortest_limit() -> None:
    (flag,) = late_flags(site([NOTICE]), judge().book.points.values(), AS_OF)
    assert (flag.kind, flag.url) == ("late", NOTICE.url)
    assert "超过10个工作日时限" in flag.proof
    unrelated = page("机关食堂改造", "食堂已改造。", formed=FORMED, published=date(2026, 4, 30), columns=("党建",))
    assert list(late_flags(site([unrelated]), judge().book.points.values(), AS_OF)) == []


def penalties(*days: str) -> Document:
    rows = [(f"北岭电镀厂{n}", "超标排放水污染物", "罚款12万元", day) for n, day in enumerate(days)]
    table = (("当事人", "违法事实", "处罚决定", "决定日期"), *rows)
    text = "\n".join("\t".join(row) for row in table)
    return page("环境行政处罚情况公示", text, tables=(table,), columns=("行政处罚",), published=date(2026, 10, 30))


def test_each_row_of_a_table_has_its_own_day() -> None:
    late = penalties("2026年9月1日", "2026-08-03", "2026年10月19日", "")
    assert proof(late, "EN-11") == (
        "所列3条中2条的公开超过20个工作日时限，最早一条形成于2026年8月3日，公开日期2026年10月30日，相隔60个工作日"
    )
    assert proof(penalties("2026年10月19日"), "EN-11") == ""
    assert proof(penalties("2026年9月1日"), "EN-07") == "", "a column of that name means something else there"


REPORT = """云河市民政局2025年政府信息公开工作年度报告如下。
一、总体情况
全年主动公开社会公益事业建设领域信息126条。
二、主动公开政府信息情况
三、收到和处理政府信息公开申请情况
四、政府信息公开行政复议、行政诉讼情况
五、存在的主要问题及改进情况
六、其他需要报告的事项
无。"""


def report(year: int, day: date | None, text: str = REPORT) -> Document:
    return page(
        f"云河市民政局{year}年政府信息公开工作年度报告", text, page_type="annual_report", published=day,
        columns=("政府信息公开年报",),
    )  # fmt: skip


def test_the_report_of_the_year_before_last_will_do_until_the_day_that_is_due() -> None:
    old, new = report(2024, date(2025, 1, 20)), report(2025, date(2026, 1, 20))
    assert outcome("GR-06", [old], as_of=date(2026, 1, 31)) == Outcome.MET
    finding = verdict("GR-06", [old], as_of=date(2026, 2, 1))
    assert finding.outcome is Outcome.STALE
    assert "2026年1月31日后已超出年度公开期限" in finding.reason
    assert outcome("GR-06", [old], as_of=date(2026, 3, 31), kind="district") == Outcome.MET
    assert outcome("GR-06", [old], as_of=date(2026, 4, 1), kind="district") == Outcome.STALE
    assert outcome("GR-06", [old, new], as_of=date(2026, 2, 1)) == Outcome.MET


def test_a_late_report_is_met_and_said_to_be_late() -> None:
    finding = verdict("GR-06", [report(2025, date(2026, 2, 10))])
    assert finding.outcome is Outcome.MET
    assert "公开日期2026年2月10日，晚于2025年度信息的公开期限2026年1月31日" in finding.reason
    assert "期限" not in verdict("GR-06", [report(2025, date(2026, 1, 31))]).reason
    assert "期限" not in verdict("GR-06", [report(2025, date(2026, 2, 10))], kind="district").reason
    assert "期限" not in verdict("GR-06", [report(2025, None)]).reason, "undated is never late"


def test_the_reason_tells_which_of_the_six_parts_are_there() -> None:
    assert "报告六个部分齐全" in verdict("GR-06", [report(2025, date(2026, 1, 20))]).reason
    short = REPORT.replace("四、政府信息公开行政复议、行政诉讼情况\n", "")
    assert "报告未见行政复议、行政诉讼情况部分" in verdict("GR-06", [report(2025, date(2026, 1, 20), short)]).reason
    silent = REPORT.replace("社会公益事业建设领域信息126条", "各类信息")
    finding = verdict("GR-06", [report(2025, date(2026, 1, 20), silent)])
    assert finding.outcome is Outcome.PARTIAL
    assert "报告六个部分齐全" in finding.reason
    assert outcome("GR-06", []) == Outcome.MISSING
