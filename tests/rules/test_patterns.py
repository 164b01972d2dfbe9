"""Patterns that may be run, and patterns that are refused before they are."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from little_book import write

from rules.lint import lint
from rules.load import RuleError, load_book
from rules.patterns import LONGEST, pattern_fault

GOOD = (
    r"[A-Z]{2}\d{6}(?:-\d{1,3})?",
    r"财[一-龥]{0,6}指?[〔\[(]20\d{2}[〕\])]\d{1,4}号",
    r"(?:19|20)\d{2}年(?:1[0-2]|[1-9])月",
    r"(?<!\d)1[3-9]\d{9}(?!\d)",
    r"第\d{1,3}批|首批",
)
BAD: dict[str, str] = {
    r"(a+)+$": "without an upper bound",
    r"(\d+)*元": "without an upper bound",
    r"(?:a|a)*b": "without an upper bound",
    r"\d{2,}号": "without an upper bound",
    r".*元": "without an upper bound",
    r"\d*?号": "without an upper bound",
    r"(?:(?:a{1,9}){1,9}){1,9}b": "in up to",
    r"a{1,30}a{1,30}b": "in up to",
    r"(?:a|a|a|aa){1,10}b": "in up to",
    r"(ab)\1": "reference back",
    r"(a)?(?(1)b|c)": "reference back",
    r"\d{0,3}": "matches where nothing stands",
    r"(?=\d)": "matches where nothing stands",
    r"": "matches where nothing stands",
    r"[\d": "no regular expression",
    r"(a": "no regular expression",
    r"\d{1,99999999999999}": "no regular expression",
    r".{101}": "may span 101 characters",
    "金" * (LONGEST + 1): "201 characters",
}


@pytest.mark.parametrize("pattern", GOOD)
def test_patterns_of_numbers_are_taken(pattern: str) -> None:
    assert pattern_fault(pattern) == ""


@pytest.mark.parametrize("pattern", BAD)
def test_a_pattern_that_may_not_come_to_an_end_is_refused(pattern: str) -> None:
    assert BAD[pattern] in pattern_fault(pattern)


PIECES = st.recursive(
    st.sampled_from(["a", "b", "[ab]", ".", "a|b", "(?:ab)"]),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["?", "*", "+", "{1,3}", "{0,40}", "{2}", "{3,}", "??", "{1,4}?"])).map(
            lambda pair: f"(?:{pair[0]}){pair[1]}"
        ),
        st.lists(inner, min_size=1, max_size=3).map("".join),
        st.lists(inner, min_size=1, max_size=3).map(lambda many: f"(?:{'|'.join(many)})"),
    ),
    max_leaves=6,
)


@settings(max_examples=150)
@given(pattern=PIECES)
def test_whatever_is_taken_comes_to_an_end_on_hostile_text(pattern: str) -> None:
    if not pattern_fault(pattern):
        for text in ("a" * 400, "ab" * 200, "b" * 399 + "c"):
            re.search(f"(?:{pattern})$x", text)


def shaped(root: Path, pattern: str, value: str = "许可证号") -> Path:
    def spoil(domain: dict[str, Any], duties: dict[str, Any]) -> None:
        domain["shapes"] = {"许可证号": pattern}
        domain["points"][1]["recognise"] = [{"check": "field", "labels": ["资金来源"], "values": [value]}]

    return write(root, spoil)


def test_a_bad_pattern_is_named_by_file_and_line_and_never_loaded(tmp_path: Path) -> None:
    root = shaped(tmp_path, r"(\d+)+号")
    lines = (root / "book" / "poverty.yml").read_text(encoding="utf-8").splitlines()
    line = next(number for number, text in enumerate(lines, 1) if text.startswith("  许可证号"))
    told = [str(fault) for fault in lint(root)]
    assert any(one.startswith(f"book/poverty.yml:{line}: shapes.许可证号: a repetition without") for one in told)
    with pytest.raises(RuleError, match="write how often at most"):
        load_book(root)


def test_a_shape_that_nobody_defines_is_named_with_those_there_are(tmp_path: Path) -> None:
    told = [str(fault) for fault in lint(shaped(tmp_path, r"\d{6}", "准考证号"))]
    assert any("PA-02: unknown value shape “准考证号”; allowed: MONEY" in one and "许可证号" in one for one in told)


def test_a_shape_may_not_take_the_name_of_one_of_the_program_s(tmp_path: Path) -> None:
    write(tmp_path, lambda domain, duties: domain.update(shapes={"TEL": r"\d{6}"}))
    with pytest.raises(RuleError, match="the program has a shape of this name"):
        load_book(tmp_path)
