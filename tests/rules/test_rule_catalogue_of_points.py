"""Level, severity, freshness and the place of news: as the catalogue of content points sets them, point by point."""

from __future__ import annotations

from rules.duties import expand
from rules.load import load_book
from rules.model import Point

SET = """
PA-01 U B FS+F20 | PA-02 U B FS | PA-03 R A F20 | PA-04 R A F20 | PA-05 R A F20 | PA-06 R B F20 | PA-07 R A F20
PA-08 R A F20 | PA-09 R A F20 | PA-10 R A FS | PA-11 R A F20 | PA-12 U B FY | PA-13 U B FY | PA-14 R A F20
PA-15 R A FY+F20 | PA-16 U B FY | PA-17 U B FY | PA-18 C C FS | PA-19 R C FS | PA-20 R C FS
SA-01 U B FS+F10 | SA-02 U A FY+F10 | SA-03 U B FS+F10 | SA-04 U B FS+F10 | SA-05 R A FQ+F10 | SA-06 R A FQ+F10
SA-07 U A FY | SA-08 R A FY | SA-09 R A FY | SA-10 R B FY | SA-11 X A FS | SA-12 M C FS
ED-01 U B F20 | ED-02 U B FS | ED-03 U A FY | ED-04 U A FY | ED-05 U A FH | ED-06 U B FY | ED-07 U B FY
ED-08 R A FY | ED-09 R B FY | ED-10 R B FY | ED-11 R A FY
HC-01 U B FH | HC-02 U B FS | HC-03 U A FE+FS | HC-04 U B FM | HC-05 U B FH | HC-06 U B FM | HC-07 U C FH
HC-08 U C FY | HC-09 U B FY | HC-10 U B FY | HC-11 U B FQ | HC-12 U A FM | HC-13 U A FE+FQ
EN-01 U B FH | EN-02 U B FH | EN-03 U B FH | EN-04 U B F20 | EN-05 U B F20 | EN-06 U A FY | EN-07 R A FQ
EN-08 U B FY | EN-09 R A FE | EN-10 U A FE | EN-11 R A FM | EN-12 U A FQ | EN-13 U A FE | EN-14 U C FE | EN-15 U B FY
DR-01 U A FE | DR-02 U B FE | DR-03 U B FE | DR-04 U A FE | DR-05 U B FE | DR-06 R A FE+FY | DR-07 R A FE+FY
DR-08 R A FE+FY | DR-09 R B FE | DR-10 R A FE | DR-11 U B FE+FQ | DR-12 U B FS | DR-13 R A FE
CS-01 U B F20 | CS-02 U B FY | CS-03 U A FY | CS-04 U A FY | CS-05 R B FY | CS-06 U B FS+FQ | CS-07 U B FY
CS-08 U A FY | CS-09 U B FY | CS-10 R A FY | CS-11 U B FM | CS-12 U B FQ | CS-13 R A FY
GR-01 C A FS | GR-02 U B FY | GR-03 C B FQ | GR-04 R A FY | GR-05 C C | GR-06 U A FY | GR-07 M C | GR-08 M C
GR-09 U B FE+FY | GR-10 M C | GR-11 U B F20 | GR-12 U B FY | GR-13 U A FY | GR-14 U B FY | GR-15 U C FY
GR-16 U B FY | GR-17 U A FY | GR-18 U C FS+FY | GR-19 U A FS | GR-20 U C FY
"""
NEWS = (
    "PA-07 PA-17 SA-09 SA-10 ED-05 ED-06 ED-07 EN-06 HC-06 HC-07 HC-08 HC-10 DR-01 DR-02 DR-03 DR-11 CS-02 CS-05 CS-11 "
    "CS-12"
)
EVENTS = "HC-04 EN-09 EN-10 EN-13 EN-14 DR-01 DR-02 DR-03 DR-04 DR-05 DR-06 DR-07 DR-08 DR-09 DR-10 DR-11 DR-13"
VILLAGE = "PA-12 PA-13 PA-14 PA-15 PA-16 PA-17 DR-09 DR-10"
KINDS = "SA-01..SA-06 ED-01..ED-02 HC-07..HC-08 EN-09 CS-01..CS-08 CS-10 CS-13"
TABLE = frozenset({"PA", "SA", "ED", "HC", "EN", "DR", "CS", "GR"})


def book() -> dict[str, Point]:
    return {one: point for one, point in load_book().points.items() if one.partition("-")[0] in TABLE}


def test_level_severity_and_freshness() -> None:
    written = [" ".join(one.split()) for line in SET.strip().splitlines() for one in line.split("|")]
    told = [f"{p.id} {p.level} {p.severity} {'+'.join(p.freshness)}".strip() for p in book().values()]
    assert told == written


def test_where_news_counts() -> None:
    assert {one for one, point in book().items() if point.news_ok} == set(NEWS.split())


def test_what_is_owed_only_on_an_event() -> None:
    assert {one for one, point in book().items() if point.event} == set(EVENTS.split())


def test_what_village_boards_may_carry_too() -> None:
    assert {one for one, point in book().items() if point.local} == set(VILLAGE.split())


def test_what_is_judged_by_kind() -> None:
    wanted = {one for selector in KINDS.split() for one in expand(selector, tuple(book()))}
    assert {one for one, point in book().items() if point.schemes} == wanted
