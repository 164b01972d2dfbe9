"""Who owes what: ranges, prefixes, schemes, and which role wins."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest
from little_book import point

from rules.duties import expand, owed, well_formed
from rules.load import RuleError, load_book
from rules.model import Book

KEYS = """
development_reform civil_affairs education health market_supervision ecology emergency culture sports finance
human_resources housing disabled_persons ageing water construction urban_management natural_resources forestry
animal_husbandry safety_committee lottery medical_insurance disclosure_office agriculture district zone
""".split()


def relief(duties: dict[str, Any], **retired: Any) -> Book:
    points = [
        point(1) | {"id": "SA-01", "schemes": True},
        point(2) | {"id": "SA-02", "schemes": True},
        point(7) | {"id": "SA-07"} | retired,
    ]
    schemes = [{"id": f"SC-{n:02d}", "name": "低保", "terms": ["低保"]} for n in (1, 2, 3)]
    domain = {
        "domain": "relief", "prefix": "SA", "title": "救助", "columns": ["救助"], "schemes": schemes, "points": points,
    }  # fmt: skip
    named = {key: {"id": key, "name": key} | duty for key, duty in duties.items()}
    return Book.model_validate({"domains": [domain], "duties": named})


def of(keys: Iterable[str], role: str = "lead") -> set[str]:
    pairs = owed(load_book(), tuple(keys)).items()
    return {f"{point_id}/{scheme}" if scheme else point_id for (point_id, scheme), its in pairs if its == role}


def test_a_prefix_is_every_point_and_every_scheme() -> None:
    book = relief({"a": {"leads": [{"points": ["SA"]}]}})
    assert list(owed(book, ["a"])) == [
        ("SA-01", "SC-01"), ("SA-01", "SC-02"), ("SA-01", "SC-03"),
        ("SA-02", "SC-01"), ("SA-02", "SC-02"), ("SA-02", "SC-03"), ("SA-07", None),
    ]  # fmt: skip


def test_schemes_narrow_a_range() -> None:
    book = relief({"a": {"leads": [{"points": ["SA-01..SA-06"], "schemes": ["SC-02"]}]}})
    assert owed(book, ["a"]) == {("SA-01", "SC-02"): "lead", ("SA-02", "SC-02"): "lead"}


def test_lead_wins_over_data_and_data_over_cooperating() -> None:
    book = relief(
        {
            "a": {"cooperates": [{"points": ["SA"]}]},
            "b": {"cooperates": [{"points": ["SA-02", "SA-07"], "schemes": ["SC-01"], "data": True}]},
            "c": {"leads": [{"points": ["SA-07"]}]},
        }
    )
    for keys in (["a", "b", "c"], ["c", "b", "a"]):
        found = owed(book, keys)
        assert found["SA-07", None] == "lead"
        assert found["SA-02", "SC-01"] == "data"
        assert found["SA-02", "SC-02"] == "cooperating"


def test_a_retired_point_is_owed_by_nobody() -> None:
    book = relief({"a": {"leads": [{"points": ["SA"]}]}}, status="retired")
    assert ("SA-07", None) not in owed(book, ["a"])


def test_an_unknown_duty_is_refused_with_the_known_ones() -> None:
    with pytest.raises(RuleError, match=r"unknown duty “fishery”; allowed: .*agriculture"):
        owed(load_book(), ["fishery"])


@pytest.mark.parametrize(
    ("selector", "found"),
    [
        ("PA", ("PA-01", "PA-02", "PA-10")),
        ("PA-02", ("PA-02",)),
        ("PA-02..PA-10", ("PA-02", "PA-10")),
        ("P", ()),
        ("PA-03", ()),
    ],
)
def test_expand(selector: str, found: tuple[str, ...]) -> None:
    assert expand(selector, ("PA-01", "PA-02", "PA-10", "SA-02")) == found


@pytest.mark.parametrize("selector", ["PA-1", "pa", "PA-06..PA-03", "PA-01..SA-03", "PA-01-PA-03", "PA-01..03"])
def test_selectors_that_mean_nothing(selector: str) -> None:
    assert not well_formed(selector)


def test_the_registry_s_keys_are_all_there() -> None:
    assert list(load_book().duties) == KEYS


def test_leads_of_departments() -> None:
    general = {f"GR-{n:02d}" for n in (*range(1, 10), 11, *range(14, 21))}
    assert of(["agriculture"]) == {f"PA-{n:02d}" for n in range(1, 21)} | general
    assert of(["market_supervision"]) == {"HC-12", "HC-13"} | general
    assert {"SA-02/SC-01", "SA-06/SC-11", "SA-07", "GR-13"} <= of(["civil_affairs"])
    assert not {one for one in of(["civil_affairs"]) if one.endswith(("SC-03", "SC-04", "SC-13"))}
    assert {"HC-11", "DR-02", "SA-01/SC-13"} <= of(["health"])
    assert {"DR-01", "DR-13", "SA-05/SC-03"} <= of(["emergency"])
    assert not {"DR-02", "DR-03"} & of(["emergency"])


def test_culture_sport_and_finance_share_their_row() -> None:
    culture, sport, finance = of(["culture"]), of(["sports"]), of(["finance"])
    apart = [*range(1, 9), 10, 13]
    assert {one for one in culture if one.startswith("CS")} == {f"CS-{n:02d}/culture" for n in apart} | {
        "CS-09",
        "CS-11",
    }
    assert {one for one in sport if one.startswith("CS")} == {f"CS-{n:02d}/sports" for n in apart} | {"CS-12"}
    both = {f"CS-{n:02d}/{kind}" for n in (3, 4, 8) for kind in ("culture", "sports")}
    assert {one for one in finance if one.startswith("CS")} == both


def test_the_stages_of_education_and_who_owes_them() -> None:
    stages = {"compulsory", "preschool", "special", "vocational"}
    assert {one for one in of(["education"]) if one.startswith("ED-01")} == {f"ED-01/{s}" for s in (*stages, "higher")}
    for key in ("district", "zone"):
        assert {one for one in of([key]) if one.startswith("ED-02")} == {f"ED-02/{stage}" for stage in stages}


def test_points_that_are_judged_by_group_area_and_stage() -> None:
    health, ecology = of(["health"]), of(["ecology"])
    assert {one for one in health if one.startswith("HC-07")} == {"HC-07/women", "HC-07/minors", "HC-07/elderly"}
    assert {one for one in health if one.startswith("HC-08")} == {"HC-08/rural", "HC-08/industrial"}
    stages = {"EN-09/acceptance", "EN-09/proposed", "EN-09/decision"}
    assert {one for one in ecology if one.startswith("EN-09")} == stages
    assert {"CS-06/culture", "CS-06/sports", *stages} <= of(["district"])


@pytest.mark.parametrize(
    ("key", "scheme"),
    [
        ("human_resources", "SC-07"),
        ("housing", "SC-06"),
        ("disabled_persons", "SC-10"),
        ("ageing", "SC-09"),
        ("medical_insurance", "SC-04"),
    ],
)
def test_cooperating_units_that_hold_the_data(key: str, scheme: str) -> None:
    assert of([key], "data") == {f"SA-{n:02d}/{scheme}" for n in range(1, 7)}
    assert of([key]) == set()


@pytest.mark.parametrize("key", ["district", "zone"])
def test_counties_and_zones_carry_every_domain(key: str) -> None:
    found = {one.partition("/")[0] for one in of([key])}
    assert found == {one for one in load_book().points if not one.startswith(("SITE", "PRIV"))}
    assert len(found) == 117
    assert f"SA-06/SC-{13:02d}" in of([key])
