"""The book that comes with the program: whole, clean, in the city's own words, and its catalogue current."""

from __future__ import annotations

from pathlib import Path
from typing import Any, get_args

import pytest

from rules import model, recognisers, wording
from rules.catalogue import catalogue
from rules.duties import Owed
from rules.lint import EXPECTED, KINDS, SEED_DOCUMENT, lint, seed_text
from rules.load import load_book

ROOT = Path(__file__).parents[2]

COVERAGE: dict[str, dict[str, str]] = {
    "一、脱贫攻坚领域": {
        "扶贫政策": "PA-01", "扶贫规划": "PA-02", "扶贫项目名称": "PA-03", "资金来源": "PA-04", "实施期限": "PA-05",
        "预期目标": "PA-06", "实施结果": "PA-07", "实施单位": "PA-08", "责任人": "PA-09", "举报电话": "PA-10",
        "检查验收结果": "PA-11", "贫困识别": "PA-12", "贫困退出": "PA-13", "扶贫资金分配": "PA-14", "使用情况": "PA-15",
        "帮扶责任人": "PA-16", "扶贫成效": "PA-17", "可检索": "PA-18", "可核查": "PA-19", "可利用": "PA-20",
    },
    "二、社会救助和社会福利领域": {
        "对象认定": "SA-01", "救助标准": "SA-02", "福利补贴申领": "SA-03", "申请审批程序": "SA-04", "救助款物的管理使用": "SA-05",
        "福利补贴发放": "SA-06", "使用规模": "SA-07", "资助项目": "SA-08", "执行情况": "SA-09", "实际效果": "SA-10",
        "个人隐私": "SA-11", "因地制宜、因事制宜": "SA-12",
    },
    "三、教育领域": {
        "相关政策": "ED-01", "发展规划": "ED-02", "经费投入": "ED-03", "使用": "ED-04", "困难学生资助实施情况": "ED-05",
        "控辍保学": "ED-06", "县域义务教育均衡发展": "ED-07", "办学资质": "ED-08", "办学质量": "ED-09", "招生范围": "ED-10",
        "收费": "ED-11",
    },
    "四、基本医疗卫生领域": {
        "重大疾病预防控制": "HC-01", "国家免疫规划": "HC-02", "突发公共卫生事件": "HC-03", "传染病疫情": "HC-04", "防控": "HC-05",
        "健康科普": "HC-06", "重点人群": "HC-07", "重点区域": "HC-08", "疾病应急救助": "HC-09", "健康扶贫": "HC-10",
        "卫生监督": "HC-11", "食品安全信息": "HC-12", "黑名单": "HC-13",
    },
    "五、环境保护领域": {
        "大气污染防治": "EN-01", "水污染防治": "EN-02", "土壤污染管控和修复": "EN-03", "环境污染防治": "EN-04", "生态保护政策": "EN-05",
        "实施效果": "EN-06", "污染源监测": "EN-07", "减排": "EN-08", "建设项目环境影响评价审批": "EN-09",
        "重大环境污染和生态破坏事件调查处理": "EN-10", "执法监管": "EN-11", "投诉处理": "EN-12", "重污染天气预警": "EN-13",
        "重污染天气期间信息发布、舆情引导": "EN-14", "强制性披露": "EN-15",
    },
    "六、灾害事故救援领域": {
        "应急处置与救援": "DR-01", "医疗救护": "DR-02", "卫生防疫": "DR-03", "次生灾害预警防范": "DR-04", "灾害救助需求": "DR-05",
        "救助款物": "DR-06", "捐赠款物": "DR-07", "使用情况": "DR-08", "救助对象": "DR-09", "接受救助款物数额": "DR-10",
        "灾后恢复重建": "DR-11",
    },
    "七、公共文化体育领域": {
        "服务保障政策": "CS-01", "服务体系建设": "CS-02", "财政资金投入": "CS-03", "使用": "CS-04", "设施建设": "CS-05",
        "设施建设和使用": "CS-06", "政府购买公共文化体育服务的目录": "CS-07", "绩效评价结果": "CS-08", "文化遗产保护": "CS-09",
        "设施名录": "CS-10", "公益性文化服务活动": "CS-11", "公益性体育赛事和活动": "CS-12", "受捐款物管理使用": "CS-13",
    },
    "有关要求": {
        "专栏": "GR-01", "主动公开基本目录": "GR-02", "持续加以推进": "GR-03", "服务清单": "GR-04", "纳入信息公开专栏": "GR-05",
        "年度报告": "GR-06", "多种载体和方式": "GR-07", "精准推送": "GR-08", "热点舆情": "GR-09", "相关舆情处置": "GR-10",
        "政策解释": "GR-11", "组织开展评估": "GR-12", "公开评估结果": "GR-13", "绩效考核": "GR-14", "细化任务指标": "GR-15",
        "专项督查和第三方评估": "GR-16", "通报结果": "GR-17", "定期通报制度": "GR-18", "投诉举报渠道": "GR-19", "社会监督员": "GR-20",
    },
}  # fmt: skip
"""Row of the city's table → every item it names, in its own words → the point that stands for it."""
SCHEMES = (
    "城乡低保、特困人员救助供养、受灾人员救助、医疗救助、教育救助、住房救助、就业救助、临时救助、老年人福利、残疾人福利、"
    "儿童福利、孤儿基本生活保障、计划生育特殊困难家庭扶助"
)
ADDED = {"DR-12", "DR-13"}
"""Points that statutes add to the table."""
ITEMS = [(row, item, point_id) for row, items in COVERAGE.items() for item, point_id in items.items()]


def row_text(row: str) -> str:
    """The text of one row of the table: from its name to the next row's."""
    text = seed_text()
    names = [*COVERAGE, " \n"]
    start = text.index(f"\t{row}") if f"\t{row}" in text else text.index(row)
    ends = [at for name in names if name != row and (at := text.find(name, start + len(row))) > 0]
    return text[start : min(ends, default=len(text))]


def test_the_book_has_no_faults() -> None:
    assert [str(fault) for fault in lint()] == []


def test_the_counts_of_the_task_table() -> None:
    book = load_book()
    counts = {domain.prefix: len(domain.points) for domain in book.domains}
    assert counts == EXPECTED
    assert sum(counts[domain.prefix] for domain in book.domains if domain.prefix not in ("SITE", "PRIV")) == 117
    kinds = [one for prefix in ("ED", "HC", "EN", "CS") for one in KINDS[prefix]]
    assert list(book.schemes) == [f"SC-{n:02d}" for n in range(1, 14)] + kinds


@pytest.mark.parametrize(("row", "item", "point_id"), ITEMS)
def test_no_item_of_the_table_lacks_a_point(row: str, item: str, point_id: str) -> None:
    assert item in row_text(row), f"{item} does not stand in the row {row}"
    point = load_book().points[point_id]
    quotes = [basis.quote for basis in point.basis if basis.document == SEED_DOCUMENT]
    assert any(set(item) <= set(quote) or quote in item for quote in quotes), quotes


def test_no_point_of_the_table_lacks_an_item() -> None:
    covered = {point_id for _, _, point_id in ITEMS}
    expected = {one for one in load_book().points if not one.startswith(("SITE", "PRIV"))}
    assert expected - covered == ADDED


def test_the_thirteen_schemes_are_the_table_s() -> None:
    assert SCHEMES in seed_text()
    names = SCHEMES.split("、")
    relief = [one for one in load_book().schemes.values() if one.id.startswith("SC-")]
    for name, scheme in zip(names, relief, strict=True):
        assert set(scheme.name) & set(name), (scheme.id, scheme.name, name)


@pytest.mark.parametrize(
    ("row", "ids"),
    [
        ("三、教育领域", ("compulsory", "preschool", "special", "vocational", "higher")),
        ("四、基本医疗卫生领域", ("women", "minors", "elderly", "rural", "industrial")),
    ],
)
def test_the_other_kinds_are_the_table_s(row: str, ids: tuple[str, ...]) -> None:
    assert all(load_book().schemes[one].name in row_text(row) for one in ids)


def test_no_point_of_the_task_table_is_a_draft() -> None:
    assert [
        p.id for p in load_book().points.values() if p.status != "active" and p.id[:4] not in ("SITE", "PRIV")
    ] == []


def test_every_kind_of_a_point_has_examples_of_its_own() -> None:
    book = load_book()
    for domain in book.domains:
        for point in domain.points:
            for kind in domain.schemes_of(point) if domain.prefix != "SA" else ():
                told = [one for one in (*point.good, *point.bad) if one.scheme == kind.id]
                assert len(told) >= 2, f"{point.id} {kind.id}: {len(told)} examples"


def test_the_catalogue_is_current() -> None:
    written = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
    assert written == catalogue(load_book()), "run gongkai rules docs"


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        (wording.LEVELS, model.Level),
        (wording.SEVERITIES, model.Severity),
        (wording.STATUSES, model.Status),
        (wording.FRESHNESS, model.Freshness),
        (wording.PAGE_TYPES, recognisers.PageType),
        (wording.SHAPES, recognisers.Shape),
        (wording.ROLES, Owed),
    ],
)
def test_every_code_of_the_model_has_a_name(words: dict[str, str], codes: Any) -> None:
    assert set(words) == set(get_args(codes))


def test_every_kind_of_check_can_be_told() -> None:
    told = {rule.check for point in load_book().points.values() for rule in point.recognise}
    assert set(wording.WORDINGS) >= told
    for point in load_book().points.values():
        for rule in point.recognise:
            assert wording.recogniser_text(rule)
