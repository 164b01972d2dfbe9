"""figures: rows of a table, cited titles, and which scheme a hit speaks of."""

from __future__ import annotations

from small_book import page

from audit.judge import Judge
from rules.model import Book, Domain, Scheme


def judge(**rule: object) -> Judge:
    point = {
        "id": "SA-05",
        "name": "救助款物",
        "title": "救助款物的使用情况已经公开",
        "level": "R",
        "severity": "A",
        "schemes": True,
        "basis": [{"document": "任务分工表", "clause": "二.1"}],
        "satisfied_by": "列明金额。",
        "fix": "补充金额。",
        "recognise": [{"check": "figures", "terms": [["资金", "补贴"]], "shapes": [["MONEY"]], **rule}],
    }
    domain = {
        "domain": "relief",
        "prefix": "SA",
        "title": "社会救助",
        "columns": ["社会救助"],
        "gate": {"terms": ["救助", "补贴"], "columns": ["社会救助"]},
        "schemes": [
            {"id": "SC-01", "name": "低保", "terms": ["低保"]},
            {"id": "SC-06", "name": "住房", "terms": ["危房改造"]},
            {"id": "SC-09", "name": "老年", "terms": ["高龄津贴"]},
        ],
        "points": [point],
    }
    return Judge(Book(domains=(Domain.model_validate(domain),), duties={}))


def test_every_row_speaks_for_its_own_scheme() -> None:
    table = (("补贴项目", "资金(万元)"), ("低保", "60"), ("高龄津贴", "12"), ("危房改造", "—"))
    document = page("补贴发放情况", "\n".join("\t".join(row) for row in table), tables=(table,))
    assert {one.scheme for one in judge().judge(document).evidence} == {"SC-01", "SC-09"}


def test_a_row_with_a_forbidden_word_is_left_out() -> None:
    table = (("补贴项目", "资金(万元)"), ("低保", "60"), ("高龄津贴(计划)", "12"))
    document = page("补贴发放情况", "\n".join("\t".join(row) for row in table), tables=(table,))
    assert {one.scheme for one in judge(not_terms=["计划"]).judge(document).evidence} == {"SC-01"}


def test_the_title_says_which_of_the_schemes_beside_a_figure_is_meant() -> None:
    document = page("关于下达危房改造资金的公示", "现下达资金8万元,用于低保户的危房改造,属于救助项目。")
    assert {one.scheme for one in judge().judge(document).evidence} == {"SC-06"}
    far = "低保户、分散供养人员、贫困家庭以及其他经乡镇核定并公示的住房最危险的家庭和个人的全部待修缮和重建的住房进行危房改造"
    long = page("关于下达危房改造资金的公示", f"现下达救助资金8万元,用于{far}。")
    assert {one.scheme for one in judge().judge(long).evidence} == {"SC-06"}
    untitled = page("关于下达资金的公示", "现下达资金8万元,用于低保户的危房改造,属于救助项目。")
    assert {one.scheme for one in judge().judge(untitled).evidence} == {"SC-01", "SC-06"}


def test_words_of_a_cited_title_count_only_where_the_rule_says_so() -> None:
    document = page("低保救助公示", "根据《关于下达2018年低保资金的通知》,下达我局197万元。")
    assert not judge().judge(document).evidence
    assert judge(cited=True).judge(document).evidence


def test_the_people_of_one_scheme_are_the_recipients_of_another() -> None:
    people = (
        judge()
        .book.domains[0]
        .model_copy(
            update={
                "schemes": (
                    Scheme(id="SC-01", name="低保", terms=("低保",), people=("低保家庭",)),
                    Scheme(id="SC-05", name="教育", terms=("助学金",)),
                )
            }
        )
    )
    judged = Judge(Book(domains=(people,), duties={}))
    titled = page("关于下达助学金的通知", "现下达救助资金12万元,用于低保家庭学生。")
    assert {one.scheme for one in judged.judge(titled).evidence} == {"SC-05"}
    alone = page("关于下达补贴的通知", "现下达救助资金12万元,用于低保家庭。")
    assert {one.scheme for one in judged.judge(alone).evidence} == {"SC-01"}


def test_words_at_both_ends_of_a_long_paragraph_belong_to_different_items() -> None:
    rule = {"terms": [["补贴"], ["高龄津贴"]], "span": "paragraph"}
    item = "各乡镇救助站按照职责做好日常巡查和信息报送工作。"
    far = page("工作简报", f"发放补贴8万元。{item * 40}高龄津贴另行安排。", page_type="notice")
    near = page("工作简报", f"{item * 40}发放补贴8万元。{item * 6}其中包括高龄津贴。{item * 40}", page_type="notice")
    assert not judge(**rule).judge(far).evidence
    assert judge(**rule).judge(near).evidence
    against = page("工作简报", f"培训班结业。{near.text}", page_type="notice")
    assert not judge(**rule, not_terms=["培训班"]).judge(against).evidence


CARRIED = {"terms": [["低保金"], ["发放"]], "shapes": [["MONEY"]], "grade": "E3"}


def test_a_sentence_has_its_subject_from_the_title() -> None:
    found = judge(**CARRIED).judge(page("四月份低保金情况", "有关补贴情况如下。四月共发放31.2万元。"))
    assert [one.value for one in found.evidence] == ["31.2万元"]
    assert "承前文“低保金”" in found.evidence[0].reason


def test_a_sentence_has_its_subject_from_the_one_before_in_its_paragraph() -> None:
    text = "本县低保金按月打入一卡通。四月共发放补贴31.2万元。"
    assert [one.value for one in judge(**CARRIED).judge(page("四月情况", text)).evidence] == ["31.2万元"]
    apart = text.replace("。四月", "。\n四月")
    assert not judge(**CARRIED).judge(page("四月情况", apart)).evidence


def test_a_plan_a_denial_or_a_sentence_without_figures_borrows_nothing() -> None:
    for said in ("五月计划发放31.2万元。", "五月尚未发放31.2万元。", "五月发放补贴。"):
        assert not judge(**CARRIED).judge(page("低保金情况", said)).evidence


def test_nothing_is_lent_by_a_title_that_speaks_of_another_matter() -> None:
    rule = {**CARRIED, "not_terms": ["培训"]}
    assert not judge(**rule).judge(page("低保金政策培训", "补贴如下。四月共发放31.2万元。")).evidence
    assert not judge(**CARRIED).judge(page("转发《低保金办法》", "补贴如下。四月共发放31.2万元。")).evidence
