"""Rule files are read strictly, faults name file, line and id, and digests change only with what decides."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from little_book import BAD, point, write

from rules.load import RuleError, book_digest, load_book, point_digest
from rules.model import Book


def fault(root: Path) -> str:
    with pytest.raises(RuleError) as caught:
        load_book(root)
    assert caught.value.exit_code == 2
    return str(caught.value)


def rewrite(root: Path, old: str, new: str) -> Path:
    write(root)
    file = root / "book" / "poverty.yml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    return root


def line_of(root: Path, words: str) -> int:
    lines = (root / "book" / "poverty.yml").read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if words in line)


def spoiled(root: Path, **more: Any) -> Path:
    return write(root, lambda domain, duties: domain["points"][1].update(more))


def test_a_good_book_is_read_once(tmp_path: Path) -> None:
    book = load_book(write(tmp_path))
    assert list(book.points) == ["PA-01", "PA-02"]
    assert load_book(tmp_path) is book


def test_the_package_has_a_book_of_its_own() -> None:
    assert "PA-04" in load_book().points


def test_an_unknown_key_is_refused_with_the_allowed_ones(tmp_path: Path) -> None:
    told = fault(spoiled(tmp_path, recogniser=[]))
    assert told.startswith(f"book/poverty.yml:{line_of(tmp_path, 'recogniser:')}: PA-02: unknown key “recogniser”")
    assert "recognise" in told.partition("allowed: ")[2]


def test_an_unknown_key_of_a_recogniser_names_that_kind_s_keys(tmp_path: Path) -> None:
    told = fault(spoiled(tmp_path, recognise=[{"check": "field", "label": ["资金"], "labels": ["资金"]}]))
    assert "unknown key “label”" in told
    assert "not_labels" in told and "optional" not in told


def test_an_unknown_key_of_a_duty_is_refused(tmp_path: Path) -> None:
    write(tmp_path, lambda domain, duties: duties["water"]["cooperates"][0].update(scheme="SC-01"))
    assert "duties.yml:" in fault(tmp_path)
    assert "water: unknown key “scheme”" in fault(tmp_path)


def test_a_missing_key_is_named(tmp_path: Path) -> None:
    write(tmp_path, lambda domain, duties: domain["points"][1].pop("fix"))
    assert "PA-02: the key “fix” is missing" in fault(tmp_path)


def test_a_number_where_words_belong_is_refused(tmp_path: Path) -> None:
    row = {"name": "电话", "table": [["监督电话"], [88779005]]}
    assert "88779005" in fault(spoiled(tmp_path, good=[row]))


def test_a_term_of_one_character_is_refused(tmp_path: Path) -> None:
    assert "at least 2 characters" in fault(spoiled(tmp_path, columns=["村"]))


def test_an_unknown_kind_of_check_is_refused_with_the_allowed_ones(tmp_path: Path) -> None:
    told = fault(spoiled(tmp_path, recognise=[{"check": "regex", "labels": ["资金"]}]))
    assert "'regex'" in told and "'field'" in told


def test_an_active_point_needs_a_recogniser(tmp_path: Path) -> None:
    assert "needs at least one recogniser" in fault(spoiled(tmp_path, recognise=[]))


def test_a_key_given_twice_is_refused_with_its_line(tmp_path: Path) -> None:
    rewrite(tmp_path, "prefix: PA", "prefix: PA\nprefix: ED")
    assert fault(tmp_path) == "book/poverty.yml:3: the key “prefix” is given twice"


def test_aliases_are_refused(tmp_path: Path) -> None:
    rewrite(tmp_path, "columns:\n- 脱贫攻坚", "columns: &a\n- 脱贫攻坚\nevents: *a")
    assert "anchors and aliases are not allowed" in fault(tmp_path)


def test_broken_yaml_is_refused_with_its_line(tmp_path: Path) -> None:
    rewrite(tmp_path, "prefix: PA", "prefix: [PA")
    assert fault(tmp_path).startswith("book/poverty.yml:3: not valid YAML")


@pytest.mark.parametrize("text", ["", "- 脱贫攻坚\n", "脱贫攻坚\n"])
def test_a_file_that_is_no_mapping_is_refused(tmp_path: Path, text: str) -> None:
    write(tmp_path)
    (tmp_path / "book" / "poverty.yml").write_text(text, encoding="utf-8")
    assert "must be one mapping" in fault(tmp_path)


def test_another_encoding_is_refused(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / "book" / "poverty.yml").write_bytes("title: 扶贫".encode("gb18030"))
    assert "save the file as UTF-8" in fault(tmp_path)


def test_an_id_used_twice_is_refused_with_both_places(tmp_path: Path) -> None:
    write(tmp_path, lambda domain, duties: domain["points"].append(point(1)))
    told = fault(tmp_path)
    assert "PA-01: this id is already used at book/poverty.yml:" in told


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    def spoil(domain: dict[str, Any], duties: dict[str, Any]) -> None:
        domain["points"][0]["level"] = "Z"
        domain["points"][1]["severity"] = "Z"

    told = fault(write(tmp_path, spoil))
    assert len(told.splitlines()) == 2


def test_a_directory_without_a_book_is_refused(tmp_path: Path) -> None:
    assert "holds book/*.yml and duties.yml" in fault(tmp_path)


def book(tmp_path: Path, name: str, **more: Any) -> Book:
    return load_book(spoiled(tmp_path / name, **more))


def test_a_digest_does_not_hang_on_examples_or_on_keys_left_at_their_default(tmp_path: Path) -> None:
    plain = point_digest(book(tmp_path, "a"), "PA-02")
    assert point_digest(book(tmp_path, "b", bad=[BAD | {"name": "另一个"}]), "PA-02") == plain
    assert point_digest(book(tmp_path, "c", news_ok=False, columns=[]), "PA-02") == plain


def test_a_digest_changes_with_the_point_and_with_its_gate_and_with_nothing_else(tmp_path: Path) -> None:
    plain = book(tmp_path, "a")
    other = book(tmp_path, "b", severity="B")
    assert point_digest(other, "PA-02") != point_digest(plain, "PA-02")
    assert point_digest(other, "PA-01") == point_digest(plain, "PA-01")
    gated = load_book(write(tmp_path / "c", lambda domain, duties: domain["gate"]["terms"].append("脱贫")))
    assert point_digest(gated, "PA-01") != point_digest(plain, "PA-01")


def test_the_book_s_digest_changes_with_duties(tmp_path: Path) -> None:
    plain = book(tmp_path, "a")
    moved = load_book(write(tmp_path / "b", lambda domain, duties: duties.pop("water")))
    assert book_digest(moved) != book_digest(plain)
    assert book_digest(book(tmp_path, "c")) == book_digest(plain)
