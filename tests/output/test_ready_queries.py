"""Ready queries: each answers on real data, takes real parameters, and says what is wrong with others."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from analyst_city import make_city
from click.testing import CliRunner

from gongkai.cli import main
from output import store
from output.queries import QueryError, find_query, parse, ready_queries, values_for


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_city(tmp_path_factory.mktemp("city"))


def asked(city: Path, name: str, *given: str) -> list[dict[str, object]]:
    query = find_query(name)
    names, rows = store.ask(city, query.sql, values_for(query, given))
    return [dict(zip(names, row, strict=True)) for row in rows]


@pytest.mark.parametrize("name", ready_queries())
def test_every_query_answers(city: Path, name: str) -> None:
    assert asked(city, name)


def test_there_are_queries_enough_and_each_says_what_it_answers() -> None:
    queries = ready_queries().values()
    assert len(queries) >= 20
    assert all(one.title and one.says and all(each.says for each in one.parameters) for one in queries)
    assert len({one.title for one in queries}) == len(queries)


def test_answers_are_the_right_ones(city: Path) -> None:
    assert [row["record_name"] for row in asked(city, "records-without")] == [
        "东山村道路硬化项目",
        "红旗村道路硬化项目",
    ]
    assert [(row["point_id"], row["times"]) for row in asked(city, "repeated")] == [("PA-04", 1)]
    assert [row["column"] for row in asked(city, "columns-vanished")] == ["财政衔接资金"]
    assert {(row["unit_id"], row["run_before"]) for row in asked(city, "coverage-fell")} == {("mzj", "2026-11-16")}
    assert {(row["event"], row["person"]) for row in asked(city, "sendings")} == {("notify", "李监督")}
    assert [row["days_late"] for row in asked(city, "overdue")] == [8]
    assert {row["reason"] for row in asked(city, "unreadable")} == {"scan"}


def test_parameters_narrow_and_are_never_text_of_the_statement(city: Path) -> None:
    assert len(asked(city, "missing-points", "limit=1")) == 1
    assert {row["unit_id"] for row in asked(city, "privacy", "unit=mzj")} == {"mzj"}
    assert asked(city, "privacy", "unit=mzj' OR '1'='1") == []


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("limit=viele", "give a whole number, not “viele”"),
        ("colour=red", "has no such parameter; it takes unit, limit"),
        ("limit", "write it as key=value"),
    ],
)
def test_bad_parameters_are_refused(given: str, said: str) -> None:
    with pytest.raises(QueryError, match=said):
        values_for(find_query("longest-open"), [given])


def test_a_parameter_given_twice_is_refused() -> None:
    with pytest.raises(QueryError, match="twice"):
        values_for(find_query("longest-open"), ["limit=1", "limit=2"])


@pytest.mark.parametrize(
    "text", ["SELECT 1", "-- zh: 甲\nSELECT 1", "-- zh: 甲\n-- en: a\n-- parameter: x\nSELECT 1", "-- z"]
)
def test_a_file_without_its_header_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"bad\.sql"):
        parse("bad", text)


def test_the_command_lists_runs_and_refuses(city: Path) -> None:
    run = CliRunner().invoke
    listed = json.loads(run(main, ["query", "--list", "--json"]).stdout)
    assert {one["name"] for one in listed} == set(ready_queries())
    shown = run(main, ["query", "records-without", "--data", str(city), "--set", "unit=nync", "--csv"])
    assert shown.exit_code == 0
    assert "红旗村道路硬化项目" in shown.stdout
    for arguments, said in (
        (["query", "worst-unit", "--data", str(city)], "did you mean worst-units"),
        (["query", "--data", str(city)], "give one SQL statement or the name"),
        (["query", "worst-units"], "--data"),
        (["query", "SELECT 1", "--data", str(city), "--set", "a=1"], "only ready queries take parameters"),
    ):
        refused = run(main, arguments)
        assert refused.exit_code == 2
        assert said in refused.output
