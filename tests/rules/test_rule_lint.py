"""Every kind of fault that the linter knows, each made on purpose in a little book."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from little_book import BAD, GOOD, write

from rules.lint import lint
from rules.source import Fault

Entry = dict[str, Any]
ABSENT = "not in the book"


def faults(root: Path, spoil: Callable[[Entry, Entry], None] = lambda domain, duties: None) -> list[Fault]:
    """Faults of the little book, without those that say what it lacks of the whole."""
    return [fault for fault in lint(write(root, spoil)) if ABSENT not in fault.what]


def of_point(root: Path, **more: Any) -> list[Fault]:
    return faults(root, lambda domain, duties: domain["points"][1].update(more))


def test_the_little_book_is_clean(tmp_path: Path) -> None:
    assert faults(tmp_path) == []


def test_what_the_whole_lacks_is_told_by_file(tmp_path: Path) -> None:
    told = [str(fault) for fault in lint(write(tmp_path)) if ABSENT in fault.what]
    assert len(told) == 15
    assert "book/education.yml:1: points not in the book: ED-01, ED-02" in "\n".join(told)
    assert any(one.startswith("book/poverty.yml:1: points not in the book: PA-03, ") for one in told)
    assert any("schemes not in the book: SC-01" in one for one in told)


BROKEN: dict[str, tuple[Entry, str]] = {
    "title": ({"title": "未列明资金来源"}, "the title must say what is right, without “未”"),
    "no good example": ({"good": []}, "at least one good example"),
    "no look-alike": ({"bad": []}, "at least one bad example"),
    "look-alike without why": ({"bad": [BAD | {"why": ""}]}, "needs why"),
    "example without body": ({"good": [{"name": "空"}]}, "needs one of text, table, html"),
    "example with two bodies": ({"good": [GOOD | {"html": "<p>资金来源</p>"}]}, "html stands alone"),
    "table of one row": ({"good": [{"name": "表", "table": [["资金来源"]]}]}, "a table needs a header row"),
    "two examples of one name": ({"good": [GOOD, GOOD]}, "two examples are called “写明来源”"),
    "example of an unknown scheme": ({"good": [GOOD | {"scheme": "SC-99"}]}, "unknown scheme SC-99"),
    "prefix": ({"id": "ED-02"}, "must begin with this file's prefix PA-"),
    "unexpected id": ({"id": "PA-77"}, "not an expected id"),
    "record kind": ({"record": "fund"}, "unknown record kind “fund”; allowed: project"),
    "record of another level": ({"level": "U"}, "record is only for points of level R"),
    "after an unknown point": ({"after": "PA-50"}, "after names another point"),
    "schemes": ({"schemes": True}, "needs schemes in the same file"),
    "word twice": ({"columns": ["公开", "公开"]}, "“公开” stands twice in columns"),
    "word twice in a group": (
        {"recognise": [{"check": "figures", "terms": [["资金", "资金"]], "shapes": [["MONEY"]]}]},
        "“资金” stands twice in recognise.0.terms.0",
    ),
    "pattern": ({"recognise": [{"check": "field", "labels": ["资金.*来源"]}]}, "reads like a pattern"),
    "parts": ({"recognise": [{"check": "parts", "parts": {"一": ["资金"]}, "need": 2}]}, "number of parts (1)"),
    "partial_from": (
        {"recognise": [{"check": "parts", "parts": {"一": ["资金"]}, "need": 1, "partial_from": 2}]},
        "partial_from must be at most need",
    ),
    "figures": ({"recognise": [{"check": "figures", "terms": [], "shapes": []}]}, "at least one group of terms"),
    "form": ({"recognise": [{"check": "form", "fields": {"一": ["资金"]}, "need": 2}]}, "number of fields (1)"),
    "named": (
        {"recognise": [{"check": "field", "labels": ["资金"], "named": {"一": ["来源"]}, "least": 2}]},
        "number of kinds in named (1)",
    ),
    "form of strange headers": (
        {"recognise": [{"check": "form", "fields": {"一": ["资金"]}, "headers": {"二": ["来源"]}, "need": 1}]},
        "must name a field: 二",
    ),
    "one part": (
        {"recognise": [{"check": "field", "labels": ["资金"], "part": "渠道"}]},
        "into two parts or more",
    ),
    "scheme of another domain": ({"schemes": ["culture"]}, "unknown scheme culture"),
    "table": ({"recognise": [{"check": "table", "headers": []}]}, "at least one group of headers"),
    "pages": (
        {"recognise": [{"check": "field", "labels": ["资金"], "pages": ["news"], "not_pages": ["news"]}]},
        "both pages and not_pages",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_a_fault_of_a_point(tmp_path: Path, name: str) -> None:
    more, what = BROKEN[name]
    found = [fault for fault in of_point(tmp_path, **more) if what in fault.what]
    assert found, of_point(tmp_path, **more)
    assert found[0].file == "book/poverty.yml"
    assert found[0].id == more.get("id", "PA-02")
    assert found[0].line > 30


@pytest.mark.parametrize("title", ["公开面向未成年人的科普", "公开不合格食品的处置"])
def test_a_title_may_name_a_thing_that_holds_a_denying_sign(tmp_path: Path, title: str) -> None:
    assert of_point(tmp_path, title=title) == []


def test_a_draft_needs_neither_recogniser_nor_examples(tmp_path: Path) -> None:
    assert of_point(tmp_path, status="draft", recognise=[], good=[], bad=[]) == []


def test_points_recognised_by_structure_need_no_examples(tmp_path: Path) -> None:
    assert of_point(tmp_path, recognise=[{"check": "structure", "kind": "original"}], good=[], bad=[]) == []


def basis(root: Path, **more: Any) -> str:
    def spoil(domain: Entry, duties: Entry) -> None:
        domain["points"][1]["basis"][0].update(more)

    return " ".join(fault.what for fault in faults(root, spoil))


def test_the_quote_is_the_table_s_own(tmp_path: Path) -> None:
    assert "the quote “资金来路” is not in the task table" in basis(tmp_path, quote="资金来路")
    assert "with a quote" in basis(tmp_path, quote="")
    assert "a basis needs document and clause" in basis(tmp_path, clause="")
    assert "the first basis must be" in basis(tmp_path, document="某个通知")


def test_a_file_bears_its_domain_s_name(tmp_path: Path) -> None:
    found = faults(tmp_path, lambda domain, duties: domain.update(domain="welfare"))
    assert [fault.what for fault in found] == ["prefix PA belongs to domain: poverty in book/poverty.yml"]
    shutil.move(tmp_path / "book" / "poverty.yml", tmp_path / "book" / "welfare.yml")
    assert any("domain: poverty in book/poverty.yml" in fault.what for fault in lint(tmp_path))


def test_an_unknown_prefix_is_told_with_the_known_ones(tmp_path: Path) -> None:
    found = faults(tmp_path, lambda domain, duties: domain.update(prefix="ZZ"))
    assert any("unknown prefix “ZZ”; allowed: PA, SA" in fault.what for fault in found)


def duty(root: Path, key: str, **more: Any) -> list[str]:
    return [str(fault) for fault in faults(root, lambda domain, duties: duties[key].update(more))]


def test_faults_of_duties_name_file_line_and_key(tmp_path: Path) -> None:
    (told,) = duty(tmp_path, "water", cooperates=[{"points": ["PA-2"]}])
    assert told == "duties.yml:11: water: “PA-2” is no id, prefix or range like SA-01..SA-06"
    (told,) = duty(tmp_path, "water", cooperates=[{"points": ["PA-50"]}])
    assert "names no point of the book" in told
    (told,) = duty(tmp_path, "water", cooperates=[{"points": ["PA"], "schemes": ["SC-14"]}])
    assert "unknown scheme SC-14; allowed: SC-01 to SC-13" in told
    (told,) = duty(tmp_path, "water", cooperates=[])
    assert "needs leads or cooperates" in told
    (told,) = duty(tmp_path, "water", id="U01A")
    assert "the id U01A is already that of agriculture" in told


def test_a_point_without_an_owner_is_told(tmp_path: Path) -> None:
    found = duty(tmp_path, "agriculture", leads=[{"points": ["PA-01"]}])
    assert [one.partition(": ")[2] for one in found] == ["PA-02: no duty in duties.yml leads on this point"]


def test_a_file_that_breaks_the_schema_does_not_hide_faults_elsewhere(tmp_path: Path) -> None:
    write(tmp_path, lambda domain, duties: domain["points"][1].update(title="缺少来源"))
    (tmp_path / "book" / "relief.yml").write_text("domain: relief\nprefix: SA\n", encoding="utf-8")
    told = [str(fault) for fault in lint(tmp_path)]
    assert any(one.startswith("book/relief.yml:1: the key “title” is missing") for one in told)
    assert any("without “缺”" in one for one in told)
    assert not any(ABSENT in one for one in told)


def test_faults_come_by_file_and_line(tmp_path: Path) -> None:
    found = faults(tmp_path, lambda domain, duties: [one.update(title="缺") for one in domain["points"]])  # type: ignore[func-returns-value]
    assert [fault.id for fault in found] == ["PA-01", "PA-02"]
