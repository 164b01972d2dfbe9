"""What the rule book says of a point, as the lists need it."""

from __future__ import annotations

from audit.rows import point_rows
from rules.load import load_book


def test_units_that_cooperate_are_named_by_duty_or_by_the_tables_own_words() -> None:
    book = load_book()
    rows = {row["point_id"]: row for row in point_rows(book, dict.fromkeys(book.points, ""))}
    assert rows["GR-02"]["cooperating"] == "政府各有关部门、各社会公益事业单位"
    assert "水务局" in rows["EN-02"]["cooperating"]
