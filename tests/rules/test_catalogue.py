"""docs/rules.md as a civil servant reads it: every point in the same order, no code without its meaning."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from little_book import BAD, GOOD, point, write
from little_overlay import overlay

from audit.model import OUTCOME_LABELS
from output.score import ScoreSettings
from rules.catalogue import catalogue
from rules.load import load_book
from rules.model import Book

PARTS = ("条款", "怎样算达标", "检查方式", "严重程度", "怎样整改")


@pytest.fixture(scope="module")
def book() -> Book:
    return load_book()


@pytest.fixture(scope="module")
def page(book: Book) -> str:
    return catalogue(book)


def section(page: str, point_id: str) -> str:
    return re.split(r'\n<a id="', page[page.index(f'<a id="{point_id}">') :], maxsplit=1)[0]


def little(root: Path, **more: Any) -> str:
    return catalogue(load_book(write(root, lambda domain, duties: domain["points"][1].update(more))))


def test_every_point_says_what_people_ask_in_one_order(book: Book, page: str) -> None:
    for one in book.points.values():
        text = section(page, one.id)
        places = [text.index(f"**{part}**") for part in PARTS]
        assert places == sorted(places), one.id
        assert one.basis[0].clause in text
        if one.good:
            assert "**合格的例子**" in text and "**不合格的例子**" in text and "不算的原因：" in text, one.id


def test_every_point_that_somebody_owes_says_who(book: Book, page: str) -> None:
    for one in book.points.values():
        apart = {"SITE": "网站的主办单位", "PRIV": "发布信息的单位"}
        who = apart.get(one.id.partition("-")[0], "责任单位：")
        assert f"**谁负责**：{who}" in section(page, one.id), one.id


def test_both_indexes_lead_to_every_point(book: Book, page: str) -> None:
    targets = set(re.findall(r"\]\(#([A-Z]+(?:-\d+)?)\)", page))
    anchors = set(re.findall(r'<a id="([^"]+)"></a>', page))
    assert targets == anchors == {*book.points, *(domain.prefix for domain in book.domains)}
    units = page[page.index("## 按单位查") : page.index('<a id="PA">')]
    assert all(f"| {duty.name} |" in units for duty in book.duties.values())
    assert "| 教育局 | SA-01至SA-06（教育救助）、ED 全部、GR 全部 |" in units


def test_the_preface_explains_every_outcome_as_the_audit_calls_it(page: str) -> None:
    head = page[: page.index("## 按领域查")]
    assert all(f"| {label} |" in head for label in OUTCOME_LABELS.values())


def test_the_preface_tells_the_score_as_it_is_computed(page: str) -> None:
    head, rule = page[: page.index("## 按领域查")], ScoreSettings()
    for words in (
        f"达标得{rule.met:g}分，情况说明{rule.declared:g}分",
        f"部分达标{rule.partial:g}分",
        f"未见{rule.missing:g}分",
        f"已过期的按{rule.late:g}折算，超过时限一倍以上的按{rule.very_late:g}折算",
        f"不足{rule.least_records}条的交人工",
        f"关键{rule.severity_a:g}、应有{rule.severity_b:g}、辅助{rule.severity_c:g}、提示{rule.severity_m:g}",
        f"{rule.excellent:g}分以上为优，{rule.good:g}分以上为良，{rule.passed:g}分以上为合格",
    ):
        assert words in head.replace("\n", ""), words
    assert rule.least_coverage == 0.5 and "不足一半时不评等级" in head


def test_no_code_of_the_program_reaches_the_reader(page: str) -> None:
    text = re.sub(r"<!--.*?-->|<[^>]+>|\(#[^)]+\)", "", page)
    for code in ("F20", "FS", "E2", "E3", "MONEY", "news_ok", "missing", "partial", "SC-0", "figures", "draft"):
        assert not re.search(rf"(?<![A-Za-z0-9-]){code}(?![A-Za-z])", text), code
    assert "没有公开" not in text.replace("不等于“没有公开”", "")


def test_an_example_is_shown_as_a_reader_sees_it(tmp_path: Path) -> None:
    table = {"name": "项目表", "title": "项目公示", "column": "扶贫", "table": [["项目", "来源"], ["引水|工程", ""]]}
    page = little(tmp_path, good=[table], bad=[BAD])
    assert "> **项目公示**\n>\n> 栏目：扶贫\n>\n> | 项目 | 来源 |\n> |---|---|\n> | 引水\\|工程 |   |\n" in page
    assert "**不合格的例子**（只有标题）不算的原因：没有内容。" in page


def test_a_long_example_is_cut_and_says_so(tmp_path: Path) -> None:
    text = "\n".join(f"第{n}行 资金来源:中央财政资金" for n in range(1, 31))
    page = little(tmp_path, good=[GOOD | {"text": text}])
    assert "第8行" in page and "第9行" not in page and "（以下略）" in page


def test_markup_is_shown_as_its_text_and_not_before_plain_examples(tmp_path: Path) -> None:
    markup = {"name": "网页", "html": "<h1>扶贫公示</h1><table><tr><td>资金来源</td><td>中央</td></tr></table>"}
    assert "<h1>" not in little(tmp_path / "a", good=[markup])
    assert "> 资金来源　中央" in little(tmp_path / "b", good=[markup])
    assert "（写明来源）" in little(tmp_path / "c", good=[markup, GOOD])


def test_text_that_looks_like_markdown_stays_text(tmp_path: Path) -> None:
    page = little(tmp_path, fix="补充 *号_ <b> 1. 项。", satisfied_by="- 列明。")
    assert r"补充 \*号\_ \<b\> 1. 项。" in page and r"\- 列明。" in page


def test_the_catalogue_of_a_city_holds_its_own_domain(tmp_path: Path) -> None:
    domain = {
        "domain": "own",
        "prefix": "LF",
        "title": "彩票公益金",
        "columns": ["彩票"],
        "points": [point(1, id="LF-01")],
    }
    city = overlay(tmp_path / "city", domain, {"prefix": "PA", "retire": ["PA-01"]})
    page = catalogue(load_book(write(tmp_path / "base"), [city]))
    assert "## LF 彩票公益金" in page and "[LF-01 资金来源](#LF-01)" in page
    assert "### PA-01 资金来源（停用）" in page and "[PA-01" not in page
