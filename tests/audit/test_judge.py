"""One document against a small book: grades, gates and anti-patterns."""

from __future__ import annotations

import pytest
from small_book import JUDGE, page, project_table


def points(document: object) -> set[str]:
    return {one.point for one in JUDGE.judge(document).evidence}  # type: ignore[arg-type]


def test_a_label_with_a_value_is_evidence_and_a_label_alone_is_a_lookalike() -> None:
    judgement = JUDGE.judge(page("扶贫项目公告", "项目名称:引水工程\n资金来源:中央衔接资金"))
    assert {(one.point, one.grade, one.partial) for one in judgement.evidence} == {("PA-04", "E3", False)}
    bare = JUDGE.judge(page("扶贫项目公告", "各单位要公开资金来源。"))
    assert [one.point for one in bare.lookalikes] == ["PA-04"] and not bare.evidence


def test_a_weak_label_is_partial() -> None:
    (one,) = JUDGE.judge(page("扶贫项目公告", "资金渠道:省级财政")).evidence
    assert one.partial


@pytest.mark.parametrize("text", ["监督电话:", "监督电话:待定", "监督电话:见附件", "应当公布监督电话"])
def test_a_hotline_needs_a_number(text: str) -> None:
    assert "PA-10" not in points(page("扶贫项目公告", text))


def test_every_row_is_a_record_and_an_empty_cell_is_no_evidence() -> None:
    judgement = JUDGE.judge(project_table(("引水工程", "中央资金"), ("道路工程", "—"), ("合计", "")))
    assert [record.name for record in judgement.records] == ["引水工程", "道路工程"]
    assert [one.record for one in judgement.evidence if one.point == "PA-04"] == ["引水工程"]


def test_the_gate_stays_closed_for_another_domain() -> None:
    assert not points(page("办公设备采购公告", "资金来源:财政资金", columns=("政府采购",)))


@pytest.mark.parametrize("kind", ["catalogue", "interpretation", "news", "policy", "tender", "annual_report", "error"])
def test_pages_that_only_speak_of_fields_are_no_evidence(kind: str) -> None:
    assert "PA-04" not in points(page("扶贫项目公告", "资金来源:中央衔接资金", page_type=kind))


def test_news_counts_only_where_the_point_allows_it_and_with_a_value() -> None:
    assert points(page("扶贫工作成效显著", "全县脱贫1277人。", page_type="news")) == {"PA-17"}
    assert not points(page("扶贫工作成效显著", "全县脱贫成效显著。", page_type="news"))


def test_boilerplate_lines_are_not_read() -> None:
    document = page("扶贫项目公告", "项目名称:引水工程\n监督电话:12317")
    assert "PA-10" in points(document)
    assert not {one.point for one in JUDGE.judge(document, frozenset({"监督电话:12317"})).evidence}


def test_placeholder_pages_are_empty() -> None:
    assert not points(page("扶贫政策", "栏目建设中,敬请期待,请各位访客稍后再来查看本栏目内容,谢谢您的关注和支持"))


def test_a_declaration_is_heard() -> None:
    judgement = JUDGE.judge(page("关于扶贫项目资金来源的情况说明", "2026年度本局未安排扶贫项目,无相关资金来源信息。"))
    assert {one.point for one in judgement.declarations} == {"PA-04"}


def test_a_declaration_speaks_of_what_it_denies_not_of_who_denies_it() -> None:
    judgement = JUDGE.judge(page("扶贫工作情况说明", "2026年度,本局扶贫政策科未接到监督电话举报,未发生实施期限变更。"))
    assert {one.point for one in judgement.declarations} <= {"PA-05", "PA-10"}


def test_a_declaration_may_list_what_it_denies() -> None:
    text = "2026年度我局未承担扶贫项目,无资金来源、实施期限、监督电话等信息可公开。"
    judgement = JUDGE.judge(page("关于扶贫项目的情况说明", text))
    assert {"PA-04", "PA-05", "PA-10"} <= {one.point for one in judgement.declarations}


@pytest.mark.parametrize("denial", ["未使用扶贫资金来源", "没有需要公开的资金来源信息", "无扶贫资金来源项目"])
def test_a_declaration_has_many_words(denial: str) -> None:
    judgement = JUDGE.judge(page("关于扶贫工作的情况说明", f"2026年度我局{denial}。"))
    assert "PA-04" in {one.point for one in judgement.declarations}


def test_what_is_only_not_yet_public_is_no_declaration() -> None:
    assert not JUDGE.judge(page("关于扶贫项目的情况说明", "扶贫项目资金来源尚未公开。")).declarations


def test_a_page_with_a_name_label_is_the_record_of_that_name() -> None:
    judgement = JUDGE.judge(page("引水工程竣工公示", "项目名称:扶贫引水工程\n资金来源:中央资金"))
    assert [record.name for record in judgement.records] == ["扶贫引水工程"]


def test_a_label_may_say_that_it_comprises_its_value() -> None:
    assert "PA-04" in points(page("扶贫项目公告", "资金来源包括:(一)中央财政资金;(二)企业自筹。"))
