"""Words that a rule's own exceptions shut out, and words given twice."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from little_book import BAD, GOOD, write
from little_overlay import overlay

from rules.lint import lint
from rules.source import Fault

FIELD = {"check": "field", "labels": ["资金来源"]}
SHUT: dict[str, tuple[dict[str, Any], str]] = {
    "term": (
        {"check": "figures", "terms": [["扶贫资金", "专项资金"]], "shapes": [["MONEY"]], "not_terms": ["专项"]},
        "“专项资金” never counts: not_terms has “专项”",
    ),
    "label": (FIELD | {"labels": ["资金来源", "来源"], "not_labels": ["来源"]}, "labels opens nothing"),
    "title": (FIELD | {"title": ["扶贫公示"], "not_title": ["公示"]}, "title opens nothing: not_title shuts out all"),
    "one title of two": (FIELD | {"title": ["扶贫公示", "名单"], "not_title": ["公示"]}, "“扶贫公示” never counts"),
    "text": (FIELD | {"text_any": ["扶贫"], "not_text": ["扶贫"]}, "text_any opens nothing"),
    "header": (
        {"check": "table", "headers": [["项目名称"], ["金额"]], "not_headers": ["项目"]},
        "“项目名称” never counts: not_headers has “项目”",
    ),
    "weak": (FIELD | {"weak": ["资金来源"]}, "“资金来源” is both a full and a weak word"),
}


def faults(root: Path, rule: dict[str, Any]) -> list[Fault]:
    return lint(write(root, lambda domain, duties: domain["points"][1].update(recognise=[rule])))


@pytest.mark.parametrize("name", SHUT)
def test_a_word_that_never_counts_is_named_by_file_line_and_id(tmp_path: Path, name: str) -> None:
    rule, what = SHUT[name]
    found = [fault for fault in faults(tmp_path, rule) if what in fault.what]
    assert found, [str(fault) for fault in faults(tmp_path, rule)]
    assert (found[0].file, found[0].id) == ("book/poverty.yml", "PA-02")
    assert found[0].line > 40


def test_a_longer_word_shuts_out_only_itself(tmp_path: Path) -> None:
    rule = FIELD | {"not_labels": ["其他资金来源"], "title": ["公示"], "not_title": ["招聘公示"]}
    assert not [fault for fault in faults(tmp_path, rule) if "counts" in fault.what or "opens" in fault.what]


def test_a_gate_may_shut_out_its_own_terms(tmp_path: Path) -> None:
    write(tmp_path, lambda domain, duties: domain["gate"].update(not_terms=["扶贫"]))
    assert any("gate.terms opens nothing" in fault.what for fault in lint(tmp_path))


def test_an_example_needs_a_name(tmp_path: Path) -> None:
    write(tmp_path, lambda domain, duties: domain["points"][0].update(good=[GOOD | {"name": ""}], bad=[BAD]))
    (fault,) = (one for one in lint(tmp_path) if "has no name" in one.what)
    assert fault.id == "PA-01"


def test_faults_of_an_overlay_are_named_in_its_files(tmp_path: Path) -> None:
    change = {"PA-02": {"title": "未列明来源", "add": {"recognise": [FIELD | {"labels": ["来源", "来源"]}]}}}
    city = overlay(tmp_path / "city", {"prefix": "PA", "change": change})
    found = [one for one in lint(write(tmp_path / "base"), [city]) if one.file.startswith(str(city))]
    assert {one.id for one in found} == {"PA-02"}
    assert any("stands twice" in one.what for one in found) and any("without “未”" in one.what for one in found)


def test_what_a_city_adds_is_neither_unexpected_nor_without_a_basis_of_its_own(tmp_path: Path) -> None:
    own = {"document": "云河市实施方案", "clause": "一"}
    extra = {
        "id": "LF-01", "name": "规模", "title": "公开规模", "level": "U", "severity": "A", "basis": [own],
        "satisfied_by": "写明。", "fix": "补充。", "recognise": [{"check": "field", "labels": ["规模"], "gate": False}],
        "good": [{"name": "写明", "text": "规模:120万元"}], "bad": [{"name": "没写", "text": "规模", "why": "没有内容。"}],
    }  # fmt: skip
    domain = {"domain": "lottery", "prefix": "LF", "title": "彩票", "columns": ["彩票"], "points": [extra]}
    duties = {"change": {"water": {"add": {"leads": [{"points": ["LF"]}]}}}}
    city, base = overlay(tmp_path / "city", domain, duties=duties), write(tmp_path / "base")
    assert [str(one) for one in lint(base, [city])] == [str(one) for one in lint(base)]
    lonely = overlay(tmp_path / "lonely", domain)
    assert any("LF-01: no duty in duties.yml leads on this point" in str(one) for one in lint(base, [lonely]))
    wrong = overlay(tmp_path / "wrong", domain | {"prefix": "SC", "points": [extra | {"id": "SC-50"}]})
    assert any("SC is the prefix of the kinds of relief" in str(one) for one in lint(base, [wrong]))
