"""A city's own rules over the book: added, retired, changed; the base untouched; faults named in the city's files."""

from __future__ import annotations

import copy
import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from little_book import GOOD, point, write
from little_overlay import overlay

from rules.duties import owed
from rules.load import RuleError, book_digest, load_book, point_digest
from rules.model import Book

LOTTERY: dict[str, Any] = {
    "domain": "lottery",
    "prefix": "LF",
    "title": "彩票公益金",
    "columns": ["彩票公益金"],
    "points": [point(1, id="LF-01"), point(2, id="LF-02")],
}


@pytest.fixture
def base(tmp_path: Path) -> Path:
    return write(tmp_path / "base")


def laid(base: Path, *domains: dict[str, Any], duties: dict[str, Any] | None = None) -> Book:
    return load_book(base, [overlay(base.parent / "city", *domains, duties=duties)])


def told(base: Path, *domains: dict[str, Any], duties: dict[str, Any] | None = None) -> str:
    with pytest.raises(RuleError) as caught:
        laid(base, *domains, duties=duties)
    assert caught.value.exit_code == 2
    return str(caught.value)


def line_of(file: Path, words: str) -> int:
    return next(n for n, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1) if words in line)


@pytest.mark.parametrize("duties", [None, {}])
def test_an_empty_overlay_changes_no_digest(base: Path, duties: dict[str, Any] | None) -> None:
    book, plain = laid(base, duties=duties), load_book(base)
    assert book_digest(book) == book_digest(plain)
    assert {one: point_digest(book, one) for one in book.points} == {
        one: point_digest(plain, one) for one in plain.points
    }


def test_a_point_s_keys_are_replaced_and_added_to(base: Path) -> None:
    change = {
        "title": "列明每笔资金的来源",
        "severity": "B",
        "add": {
            "columns": ["资金公开"],
            "recognise": [{"check": "field", "labels": ["资金渠道"]}],
            "good": [GOOD | {"name": "另一个"}],
        },
    }
    book, plain = laid(base, {"prefix": "PA", "change": {"PA-02": change}}), load_book(base)
    one = book.points["PA-02"]
    assert (one.title, one.severity, one.columns) == ("列明每笔资金的来源", "B", ("资金公开",))
    assert [rule.labels for rule in one.recognise if rule.check == "field"] == [("资金来源",), ("资金渠道",)]
    assert [example.name for example in one.good] == ["写明来源", "另一个"]
    assert (one.fix, one.name) == (plain.points["PA-02"].fix, "资金来源")
    assert point_digest(book, "PA-02") != point_digest(plain, "PA-02")
    assert point_digest(book, "PA-01") == point_digest(plain, "PA-01")
    assert load_book(base).points["PA-02"].severity == "A"


def test_recognisers_are_replaced_when_named_outright(base: Path) -> None:
    rules = [{"check": "field", "labels": ["资金渠道"]}]
    book = laid(base, {"prefix": "PA", "change": {"PA-01": {"recognise": rules}}})
    assert [rule.labels for rule in book.points["PA-01"].recognise if rule.check == "field"] == [("资金渠道",)]


def test_a_retired_point_is_owed_by_nobody(base: Path) -> None:
    book = laid(base, {"prefix": "PA", "retire": ["PA-01"]})
    assert book.points["PA-01"].status == "retired"
    assert list(owed(book, ["agriculture"])) == [("PA-02", None)]
    assert book.layers[0].retired == ("PA-01",)


def test_the_domain_itself_is_changed_and_added_to(base: Path) -> None:
    book = laid(base, {"prefix": "PA", "title": "乡村振兴", "add": {"gate": {"terms": ["衔接资金"]}}})
    (domain,) = book.domains
    assert domain.title == "乡村振兴"
    assert domain.gate is not None and domain.gate.terms == ("扶贫", "衔接资金")
    assert domain.gate.columns == ("扶贫",)
    assert book.layers[0].changed == {"PA": ("title", "gate")}


def test_a_new_point_joins_its_domain(base: Path) -> None:
    book = laid(base, {"prefix": "PA", "points": [point(31)]})
    assert list(book.points) == ["PA-01", "PA-02", "PA-31"]
    assert list(owed(book, ["agriculture"])) == [("PA-01", None), ("PA-02", None), ("PA-31", None)]


def test_a_new_domain_has_a_prefix_of_its_own_and_duties_that_owe_it(base: Path) -> None:
    duties = {
        "duties": {"lottery_office": {"id": "U90", "name": "彩票中心", "leads": [{"points": ["LF"]}]}},
        "change": {"water": {"add": {"cooperates": [{"points": ["LF-02"]}]}}},
    }
    book = laid(base, LOTTERY, duties=duties)
    assert [domain.prefix for domain in book.domains] == ["PA", "LF"]
    assert book.domain_of("LF-02").title == "彩票公益金"
    assert owed(book, ["lottery_office"]) == {("LF-01", None): "lead", ("LF-02", None): "lead"}
    assert owed(book, ["water"])[("LF-02", None)] == "cooperating"
    assert book.layers[0].domains == ("LF",)
    assert set(book.layers[0].added) == {"LF-01", "LF-02", "lottery_office"}


def test_every_duty_may_be_changed_at_once(base: Path) -> None:
    every = {"every": {"add": {"leads": [{"points": ["PA-31"]}]}}}
    book = laid(base, {"prefix": "PA", "points": [point(31)]}, duties=every)
    assert all(("PA-31", None) in owed(book, [key]) for key in book.duties)


def test_duties_are_replaced_in_part_and_retired(base: Path) -> None:
    book = laid(base, duties={"retire": ["water"], "change": {"agriculture": {"leads": [{"points": ["PA-01"]}]}}})
    assert list(book.duties) == ["agriculture"]
    assert list(owed(book, ["agriculture"])) == [("PA-01", None)]
    with pytest.raises(RuleError, match="unknown duty “water”"):
        owed(book, ["water"])


def test_the_later_overlay_wins(base: Path, tmp_path: Path) -> None:
    one = overlay(tmp_path / "one", {"prefix": "PA", "change": {"PA-01": {"severity": "B", "name": "来源"}}})
    two = overlay(tmp_path / "two", {"prefix": "PA", "change": {"PA-01": {"severity": "C"}}})
    book = load_book(base, [one, two])
    assert (book.points["PA-01"].severity, book.points["PA-01"].name) == ("C", "来源")
    assert load_book(base, [two, one]).points["PA-01"].severity == "B"
    assert [layer.name for layer in book.layers] == ["one", "two"]


def test_an_overlay_may_change_what_the_one_below_added(base: Path, tmp_path: Path) -> None:
    over = overlay(tmp_path / "over", {"prefix": "LF", "change": {"LF-01": {"severity": "C"}}, "retire": ["LF-02"]})
    book = load_book(base, [overlay(tmp_path / "city", LOTTERY), over])
    assert (book.points["LF-01"].severity, book.points["LF-02"].status) == ("C", "retired")


CHANGES = st.fixed_dictionaries(
    {},
    optional={
        "severity": st.sampled_from("ABC"),
        "level": st.sampled_from(["U", "R"]),
        "title": st.just("公开资金来源"),
        "freshness": st.lists(st.sampled_from(["FY", "FQ"]), max_size=2),
        "add": st.fixed_dictionaries(
            {},
            optional={
                "columns": st.lists(st.sampled_from(["资金公开", "收支公开"]), unique=True),
                "recognise": st.just([{"check": "field", "labels": ["资金渠道"]}]),
                "good": st.just([GOOD | {"name": "另一个"}]),
            },
        ),
    },
)
PATCH = st.fixed_dictionaries(
    {"prefix": st.just("PA")},
    optional={
        "retire": st.lists(st.sampled_from(["PA-01", "PA-02"]), unique=True),
        "change": st.dictionaries(st.sampled_from(["PA-01", "PA-02"]), CHANGES),
        "add": st.just({"gate": {"terms": ["衔接资金"]}, "events": ["通报"]}),
        "points": st.just([point(31)]),
        "columns": st.just(["乡村振兴"]),
    },
)
DUTY_PATCH = st.fixed_dictionaries(
    {},
    optional={
        "every": st.just({"add": {"leads": [{"points": ["PA-01"]}]}}),
        "retire": st.just(["agriculture"]),
        "duties": st.just({"forestry": {"id": "U77", "name": "林业局", "leads": [{"points": ["PA"]}]}}),
        "change": st.just({"water": {"remark": "另有说明", "add": {"aliases": ["水利局"]}}}),
    },
)


@settings(max_examples=25)
@given(patch=PATCH, duties=DUTY_PATCH)
def test_laying_the_same_overlay_twice_equals_once(
    tmp_path_factory: pytest.TempPathFactory, patch: dict[str, Any], duties: dict[str, Any]
) -> None:
    root = tmp_path_factory.mktemp("twice")
    base, city = write(root / "base"), overlay(root / "city", patch, copy.deepcopy(LOTTERY), duties=duties)
    once, twice = load_book(base, [city]), load_book(base, [city, shutil.copytree(city, root / "again")])
    assert book_digest(once) == book_digest(twice)
    assert once.domains == twice.domains


def test_an_unknown_key_is_named_in_the_city_s_file(base: Path) -> None:
    what = told(base, {"prefix": "PA", "change": {"PA-02": {"titel": "列明"}}})
    file = base.parent / "city" / "book" / "pa.yml"
    assert what.startswith(f"{file}:{line_of(file, 'titel')}: PA-02: unknown key “titel”")
    assert "satisfied_by" in what


def test_a_wrong_value_is_named_in_the_city_s_file_also_behind_what_the_base_has(base: Path) -> None:
    rules = [{"check": "field", "labels": ["村"]}]
    what = told(base, {"prefix": "PA", "change": {"PA-02": {"add": {"recognise": rules}}}})
    file = base.parent / "city" / "book" / "pa.yml"
    assert what.startswith(f"{file}:{line_of(file, '村')}: PA-02: ")
    assert "at least 2 characters" in what


UNKNOWN: dict[str, tuple[dict[str, Any], str]] = {
    "change": ({"change": {"PA-40": {"severity": "B"}}}, "PA-40: no such point in the book below; this domain has PA-01, PA-02"),
    "retire": ({"retire": ["PA-40"]}, "PA-40: no such point in the book below"),
    "key": ({"retired": ["PA-01"]}, "unknown key “retired”; allowed: retire, change, add"),
    "id": ({"change": {"PA-01": {"id": "PA-09"}}}, "an id never changes"),
    "prefix": ({"points": [point(1, id="LF-01")]}, "must begin with this domain's prefix PA-"),
    "again": ({"points": [point(1, severity="B")]}, "the book below has this point already: change it under change:"),
    "points under add": ({"add": {"points": [point(9)]}}, "new points stand under points:"),
    "no list": ({"retire": "PA-01"}, "must be a list of ids"),
    "no mapping": ({"change": {"PA-01": "B"}}, "PA-01: must be a mapping"),
    "shape": ({"change": {"PA-01": {"recognise": [{"check": "field", "labels": ["证号"], "values": ["LICENCE"]}]}}}, "PA-01: unknown value shape “LICENCE”; allowed: MONEY"),
}  # fmt: skip


@pytest.mark.parametrize("name", UNKNOWN)
def test_what_the_book_below_has_not_is_named(base: Path, name: str) -> None:
    patch, what = UNKNOWN[name]
    said = told(base, {"prefix": "PA"} | patch)
    assert what in said
    assert said.startswith(f"{base.parent / 'city' / 'book' / 'pa.yml'}:")


def test_an_unknown_duty_is_named(base: Path) -> None:
    said = told(base, duties={"change": {"watr": {"remark": ""}}, "retire": ["wood"], "add": {}})
    assert "duties.yml:2: watr: no such duty in the book below; it has agriculture, water" in said
    assert "wood: no such duty" in said
    assert "unknown key “add”; allowed: retire, change, duties, every" in said


def test_a_directory_that_is_no_overlay_is_refused(base: Path, tmp_path: Path) -> None:
    (tmp_path / "city").mkdir()
    with pytest.raises(RuleError, match=r"not an overlay; it holds book/\*.yml, duties.yml or both"):
        load_book(base, [tmp_path / "city"])
    overlay(tmp_path / "city")
    (tmp_path / "city" / "lottery.yml").write_text("prefix: LF\n", encoding="utf-8")
    with pytest.raises(RuleError, match="no place in an overlay"):
        load_book(base, [tmp_path / "city"])


def test_a_file_without_a_prefix_and_one_that_is_no_yaml_are_named(base: Path) -> None:
    assert "the key “prefix” is missing" in told(base, {"retire": ["PA-01"]})
    (base.parent / "city" / "book" / "odd.yml").write_text("prefix: [", encoding="utf-8")
    with pytest.raises(RuleError, match=r"odd\.yml:\d: not valid YAML"):
        load_book(base, [base.parent / "city"])


def test_a_city_s_subject_comes_before_what_is_no_subject(base: Path, tmp_path: Path) -> None:
    general = LOTTERY | {"domain": "own", "prefix": "OWN", "kind": "general", "points": [point(1, id="OWN-01")]}
    book = load_book(base, [overlay(tmp_path / "city", general, LOTTERY)])
    assert [domain.prefix for domain in book.domains] == ["PA", "LF", "OWN"]
    assert book.subjects == {"PA", "LF"}


def test_an_id_of_another_domain_is_refused_before_anything_is_judged(base: Path) -> None:
    assert "LF-09: the id must begin with this file's prefix XX-" in told(
        base, LOTTERY | {"prefix": "XX", "points": [point(1, id="LF-09")]}
    )


ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.sampled_from(["PA-01", "PA", "water", "", "扶贫", "leads", "points"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                "retire change add points every duties PA-01 water leads id prefix gate recognise good status".split()
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@settings(max_examples=120)
@given(
    patch=st.dictionaries(
        st.sampled_from(["retire", "change", "add", "points", "columns", "gate"]), ANYTHING, max_size=4
    ),
    duties=st.dictionaries(st.sampled_from(["retire", "change", "duties", "every"]), ANYTHING, max_size=4),
)
def test_whatever_an_overlay_says_is_laid_or_refused_in_words(
    tmp_path_factory: pytest.TempPathFactory, patch: dict[str, Any], duties: dict[str, Any]
) -> None:
    root = tmp_path_factory.mktemp("any")
    city = overlay(root / "city", {"prefix": "PA"} | patch, duties=duties)
    try:
        book = load_book(write(root / "base"), [city])
    except RuleError as error:
        assert all(":" in line for line in str(error).splitlines())
    else:
        assert set(book.points) >= {"PA-01", "PA-02"}
