"""Point × unit: the laws of fairness."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_book import miss, page, project_table, question

from audit.evaluate import evaluate
from audit.model import DEFICIENT, Document, Outcome
from audit.timely.freshness import windows
from crawler.capture import PageRow


def outcomes(point: str, documents: list[Document], **more: object) -> list[Outcome]:
    return [finding.outcome for finding in evaluate(question(point, documents, **more))]  # type: ignore[arg-type]


def test_nothing_found_on_a_walked_site_is_missing_and_says_where_and_how_much() -> None:
    (finding,) = evaluate(question("PA-01", [page("扶贫动态", "无关内容")]))
    assert finding.outcome is Outcome.MISSING
    assert "未见扶贫政策" in finding.reason and "共检索1个页面" in finding.reason and "扶贫" in finding.reason


@pytest.mark.parametrize("state", ["unreachable", "blocked"])
def test_a_site_that_did_not_answer_is_never_missing(state: str) -> None:
    assert outcomes("PA-01", [], state=state) == [Outcome.UNCHECKED]


@pytest.mark.parametrize(("pages", "outcome"), [(1, Outcome.UNCHECKED), (2, Outcome.MISSING)])
def test_one_page_is_no_search(pages: int, outcome: Outcome) -> None:
    asked = question("PA-01", [])
    visit = replace(asked.site.visit, state="no_column", pages=pages, documents=0, columns_found=())
    (finding,) = evaluate(replace(asked, site=replace(asked.site, visit=visit)))
    assert finding.outcome is outcome


PAGES = st.lists(
    st.sampled_from(
        [
            page("扶贫政策", "本县扶贫政策全文如下:对脱贫户产业给予补助并长期坚持。"),
            page("扶贫动态", "全县脱贫1277人。", page_type="news"),
            page("扶贫成效", "全县脱贫1277人。", published=date(2019, 1, 1)),
            project_table(("引水工程", "中央资金"), ("道路工程", "—")),
        ]
    ),
    max_size=4,
)
POINTS = st.sampled_from(["PA-01", "PA-04", "PA-10", "PA-17"])


@given(PAGES, POINTS, st.sampled_from(["timeout", "blocked", "budget", "script_list"]))
def test_adding_a_miss_never_creates_a_deficiency(pages: list[Document], point: str, reason: str) -> None:
    before = evaluate(question(point, pages))
    after = evaluate(question(point, pages, misses=(miss(reason=reason),)))
    for old, new in zip(before, after, strict=True):
        assert new.outcome == old.outcome or (old.outcome in DEFICIENT and new.outcome is Outcome.UNCHECKED)


@given(PAGES, POINTS)
def test_adding_an_unrelated_page_changes_no_outcome(pages: list[Document], point: str) -> None:
    unrelated = page("机关食堂改造", "本局食堂已改造完毕。", columns=("机关党建",))
    assert outcomes(point, pages) == outcomes(point, [*pages, unrelated])


@given(PAGES, POINTS)
def test_the_order_of_pages_does_not_matter(pages: list[Document], point: str) -> None:
    assert sorted(outcomes(point, pages)) == sorted(outcomes(point, pages[::-1]))


def test_a_miss_in_another_domains_column_does_not_hide_an_absence() -> None:
    assert outcomes("PA-01", [], misses=(miss(("脱贫攻坚",)),)) == [Outcome.UNCHECKED]


def test_each_record_that_lacks_the_field_is_one_finding() -> None:
    findings = evaluate(question("PA-04", [project_table(("引水工程", "中央资金"), ("道路工程", "—"))]))
    assert {(f.record_name, f.outcome) for f in findings} == {
        ("引水工程", Outcome.MET),
        ("道路工程", Outcome.MISSING),
    }


def test_a_sentence_below_the_table_applies_to_all_rows() -> None:
    assert outcomes("PA-10", [project_table(("引水工程", "中央"), ("道路工程", "省级"))]) == [Outcome.MET, Outcome.MET]


def test_rows_of_another_kind_speak_for_the_notice_that_is_the_record() -> None:
    text = "项目名称:扶贫引水工程\n标段\t资金来源\n一标段\t中央资金"
    notice = page("扶贫项目公告", text, tables=((("标段", "资金来源"), ("一标段", "中央资金")),))
    (finding,) = evaluate(question("PA-04", [notice]))
    assert (finding.record_name, finding.outcome) == ("扶贫引水工程", Outcome.MET)


def test_a_result_is_owed_only_after_the_period_has_ended() -> None:
    table = project_table(
        ("引水工程", "2026年3月至2027年10月"), ("道路工程", "2025年3月至2025年10月"), headers=("项目名称", "实施期限")
    )
    assert outcomes("PA-07", [table]) == [Outcome.INAPPLICABLE, Outcome.MISSING]


def test_evidence_outside_its_window_is_stale_and_undated_is_never_late() -> None:
    old = page("扶贫成效", "全县脱贫1277人,衔接资金到位。", published=date(2019, 1, 1))
    undated = page("扶贫成效", "全县脱贫1277人,衔接资金到位。", published=None)
    assert outcomes("PA-17", [old]) == [Outcome.STALE]
    assert outcomes("PA-17", [undated]) == [Outcome.MET]


def test_stale_evidence_says_how_old_it_is_in_windows_and_how_much_it_showed() -> None:
    old = page("扶贫成效", "全县脱贫1277人,衔接资金到位。", published=date(2019, 1, 1))
    (finding,) = evaluate(question("PA-17", [old]))
    assert (finding.windows, finding.share) == (7.0, None)
    named = replace(old, title="2024年扶贫成效", text="全县脱贫1277人,贫困户全部脱贫。")
    (finding,) = evaluate(question("PA-17", [named]))
    assert (finding.windows, finding.share) == (2.0, 0.5), "words of the old era show a part"


@pytest.mark.parametrize(
    ("codes", "published", "expected"),
    [
        (["FM"], date(2026, 7, 22), 2.0),
        (["FQ"], date(2026, 11, 23), 0.0),
        (["FH", "FY"], date(2024, 11, 21), 2.0),
        (["FM"], None, None),
        (["FS"], date(2019, 1, 1), None),
        (["FY"], None, None),
    ],
)
def test_age_in_windows(codes: list[str], published: date | None, expected: float | None) -> None:
    assert windows(codes, published, "情况", date(2026, 11, 23)) == expected


def test_the_old_eras_words_are_history_only_on_pages_of_that_era_or_without_a_date() -> None:
    text = "全县脱贫1277人,贫困户全部脱贫。"
    assert outcomes("PA-17", [page("扶贫成效", text, published=None)]) == [Outcome.PARTIAL]
    assert outcomes("PA-17", [page("扶贫成效", text)]) == [Outcome.MET]


def test_an_unread_attachment_of_a_page_about_the_point_needs_a_person() -> None:
    parent = page("扶贫政策", "见附件")
    attachment = Document(
        url="http://a.gov.cn/a.ofd", title="扶贫政策全文", parent_url=parent.url, unread="unsupported_kind"
    )
    assert outcomes("PA-01", [parent, attachment]) == [Outcome.MANUAL]
    assert outcomes("PA-17", [parent, attachment]) == [Outcome.MISSING], "扶贫政策 is no doubt about 扶贫成效"


def test_an_unread_attachment_outside_the_domain_is_no_doubt() -> None:
    parent = page("脱贫工作服采购结果", "见附件", columns=("政府采购",))
    attachment = Document(
        url="http://a.gov.cn/a.ofd", title="采购结果", parent_url=parent.url, unread="unsupported_kind"
    )
    assert outcomes("PA-17", [parent, attachment]) == [Outcome.MISSING]


def test_another_bodys_policy_counts_half_and_its_data_nothing() -> None:
    policy = page(
        "扶贫政策",
        "省扶贫政策全文如下:衔接资金用于产业补助并长期坚持。",
        page_type="policy",
        issuer="higher",
        source="省政府",
    )
    data = page("扶贫成效", "全省脱贫12770人,衔接资金到位。", issuer="higher", source="省政府")
    assert outcomes("PA-01", [policy]) == [Outcome.PARTIAL]
    assert outcomes("PA-17", [data]) == [Outcome.MISSING]


def test_a_cooperating_unit_is_not_blamed() -> None:
    assert outcomes("PA-01", [], role="cooperating") == [Outcome.INAPPLICABLE]


OWN_FILE = PageRow(
    url="http://a.gov.cn/x#file1", state="missed", kind="attachment", reason="script_file", columns=("统计",)
)


def test_a_part_is_not_all_there_is_while_the_pages_own_files_are_unseen() -> None:
    part = page("扶贫成效", "全县脱贫1277人,贫困户全部脱贫。", published=None, url="http://a.gov.cn/1.html")
    lost = replace(OWN_FILE, referrer=part.url)
    assert outcomes("PA-17", [part], misses=(lost,)) == [Outcome.PARTIAL], "old words stay old whatever the file says"
    weak = page("扶贫政策", "本页为扶贫政策的说明,衔接资金文件全文请见附件。", url="http://a.gov.cn/2.html")
    unread = Document(url="http://a.gov.cn/2.doc", title="全文", parent_url=weak.url, unread="unsupported_kind")
    assert part_of(weak) == Outcome.PARTIAL
    assert part_of(weak, misses=(replace(OWN_FILE, referrer=weak.url),)) == Outcome.UNCHECKED
    assert part_of(weak, misses=(OWN_FILE,)) == Outcome.PARTIAL, "a file of another page"
    assert part_of(weak, unread) == Outcome.MANUAL


def part_of(*documents: Document, misses: tuple[PageRow, ...] = ()) -> Outcome:
    """The outcome of PA-01 when its recogniser shows only a part of it."""
    asked = question("PA-01", list(documents), misses=misses)
    judged = [
        replace(one, evidence=tuple(replace(e, partial=True) for e in one.evidence)) for one in asked.site.judgements
    ]
    return evaluate(replace(asked, site=replace(asked.site, judgements=tuple(judged))))[0].outcome


def test_another_bodys_policy_is_no_proof_that_the_own_one_lacks() -> None:
    policy = page(
        "扶贫政策", "省扶贫政策全文如下:衔接资金用于产业补助。", page_type="policy", issuer="higher", source="省政府"
    )
    assert outcomes("PA-01", [policy], misses=(miss(),)) == [Outcome.UNCHECKED]


@pytest.mark.parametrize("column", ["党员风采", "党纪法规", "廉政教育", "以案促改"])
def test_a_miss_in_a_column_of_the_party_hides_no_absence(column: str) -> None:
    assert outcomes("PA-01", [], misses=(miss((column,)),)) == [Outcome.MISSING]


def test_a_higher_bodys_text_stays_its_own_whoever_posted_it() -> None:
    text = "省扶贫政策全文如下:衔接资金用于产业补助并长期坚持。"
    posted = page("扶贫政策", text, page_type="policy", issuer="higher", source="云山县农业农村局")
    assert outcomes("PA-01", [posted]) == [Outcome.PARTIAL]
    assert outcomes("PA-01", [replace(posted, issuer="peer")]) == [Outcome.MET], "the source is the unit itself"


def test_the_nearest_unseen_column_is_named_first() -> None:
    far, near = miss(("通知公告",)), replace(miss(("脱贫⁄攻坚",)), url="http://a.gov.cn/near")
    (finding,) = evaluate(question("PA-17", [], misses=(far, near)))
    assert (finding.outcome, finding.url) == (Outcome.UNCHECKED, "http://a.gov.cn/near")


def test_a_record_is_not_accused_while_pages_of_its_columns_were_not_seen() -> None:
    table = project_table(("引水工程", "中央资金"), ("道路工程", "—"))
    assert outcomes("PA-04", [table], misses=(miss(reason="budget"),)) == [Outcome.MET, Outcome.UNCHECKED]


def test_a_record_on_several_pages_is_shown_where_the_point_would_stand() -> None:
    first = project_table(("道路工程", "中央资金"))
    second = page(
        "扶贫项目完成情况公告",
        "项目名称\t完成情况\n道路工程\t—",
        tables=((("项目名称", "完成情况"), ("道路工程", "—")),),
    )
    (finding,) = evaluate(question("PA-07", [first, second]))
    assert (finding.outcome, finding.url) == (Outcome.MISSING, second.url)
    assert f"《扶贫项目完成情况公告》等2处（另见 {first.url}）中未见实施结果" in finding.reason


def test_a_page_dated_after_the_day_of_the_audit_is_named_and_not_counted() -> None:
    ahead = page("扶贫成效", "全县脱贫1277人,衔接资金到位。", published=date(2026, 12, 1))
    (finding,) = evaluate(question("PA-17", [ahead]))
    assert finding.outcome is Outcome.MISSING
    assert "《扶贫成效》标注日期晚于检查日期，未计入" in finding.reason
    assert outcomes("PA-17", [ahead, page("扶贫成效二", "全县脱贫1277人,衔接资金到位。")]) == [Outcome.MET]


def test_a_page_dated_after_it_was_seen_has_a_wrong_date_for_a_person_to_look_at() -> None:
    asked = question("PA-17", [page("扶贫成效", "全县脱贫1277人,衔接资金到位。", published=date(2027, 12, 1))])
    visited = replace(asked.site.visit, finished_at="2026-11-23T09:30:00+08:00")
    (finding,) = evaluate(replace(asked, site=replace(asked.site, visit=visited)))
    assert finding.outcome is Outcome.MANUAL
    assert "晚于抓取日期" in finding.reason
    visited = replace(visited, finished_at="2027-11-30T17:30:00+00:00")
    (finding,) = evaluate(replace(asked, site=replace(asked.site, visit=visited)))
    assert finding.outcome is Outcome.MISSING, "in China it was already the first of December"


def test_a_record_of_a_page_dated_after_the_day_of_the_audit_is_none_yet() -> None:
    table = project_table(("引水工程", "中央资金"), ("道路工程", "—"))
    assert outcomes("PA-04", [replace(table, published=date(2026, 12, 1))]) == [Outcome.MISSING]


def test_old_evidence_is_stale_and_says_since_when() -> None:
    old = page("2019年扶贫成效", "全县脱贫1277人,衔接资金到位。", published=date(2020, 1, 10))
    (finding,) = evaluate(question("PA-17", [old]))
    assert finding.outcome is Outcome.STALE
    assert "发布于2020年1月10日，2021年6月30日后已超出年度公开期限" in finding.reason


RANK = (Outcome.MET, Outcome.PARTIAL, Outcome.STALE, Outcome.MISSING)


@given(PAGES, st.sampled_from(["PA-01", "PA-17"]), st.integers(2012, 2026))
def test_adding_an_older_page_never_makes_a_verdict_worse(pages: list[Document], point: str, year: int) -> None:
    dated = [one.published for one in pages if one.published]
    day = min([*dated, date(year, 1, 1)])
    older = page(
        "扶贫成效及扶贫政策", "全县脱贫1277人,衔接资金到位并长期坚持。", published=day, url="http://a.gov.cn/old"
    )
    (before,), (after,) = outcomes(point, pages), outcomes(point, [*pages, older])
    assert RANK.index(after) <= RANK.index(before)


@pytest.mark.parametrize(
    ("title", "day", "outcome"),
    [
        ("扶贫成效情况说明", date(2026, 3, 1), Outcome.DECLARED),
        ("扶贫成效情况说明", date(2023, 3, 1), Outcome.MISSING),
        ("扶贫成效情况说明", None, Outcome.DECLARED),
        ("2023年扶贫成效情况说明", None, Outcome.MISSING),
        ("扶贫成效情况说明", date(2026, 12, 1), Outcome.MISSING),
    ],
)
def test_a_declaration_speaks_of_its_own_year(title: str, day: date | None, outcome: Outcome) -> None:
    said = page(title, "本年度我局未开展扶贫成效统计,无扶贫成效信息可公开。", published=day)
    assert outcomes("PA-17", [said]) == [outcome]
