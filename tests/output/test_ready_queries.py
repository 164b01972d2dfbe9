"""Ready queries: each answers on real data, takes real parameters, and says what is wrong with others."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from analyst_city import make_city
from click.testing import CliRunner

from gongkai.cli import main
from output import store
from output.journal.model import Act, Entry
from output.journal.store import open_journal
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
    assert asked(city, "privacy", "unit=mzj' OR '1'='1") == []  # asked without looking whether there is such a unit


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
        (["query", "worst-units", "domain=PA", "limit=3"], "gongkai query worst-units --set domain=PA --set limit=3"),
        (["query", "SELECT", "1", "--data", str(city)], "put the whole statement in quotes"),
    ):
        refused = run(main, arguments)
        assert refused.exit_code == 2
        assert said in refused.output


@pytest.mark.parametrize(
    ("name", "given", "said"),
    [
        ("longest-open", "unit=MZJ", "the database knows no such unit; did you mean mzj"),
        ("longest-open", "unit=民政局", "did you mean mzj 临河市民政局"),
        ("longest-open", "unit=' OR 1=1", "there are "),
        ("evidence", "point=PA04", "the database knows no such point; did you mean PA-04"),
        ("worst-units", "domain=XX", "the database knows no such domain; there are "),
        ("flips", "cause=sites", "did you mean site 网站变化?"),
        ("flags", "kind=coped", "did you mean copied"),
    ],
)
def test_a_name_that_the_database_does_not_know_is_refused(city: Path, name: str, given: str, said: str) -> None:
    refused = CliRunner().invoke(main, ["query", name, "--data", str(city), "--set", given])
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert said in refused.stderr
    assert len(refused.stderr.splitlines()) == 1


def test_search_refuses_a_unit_that_does_not_exist(city: Path) -> None:
    refused = CliRunner().invoke(main, ["search", "资金", "--data", str(city), "--unit", "mzjj"])
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert "did you mean mzj" in refused.stderr


def test_ready_queries_show_the_time_of_china(city: Path) -> None:
    ((stored, shown),) = store.ask(
        city, 'SELECT DISTINCT "at", china_time("at") FROM case_event WHERE event = \'notify\''
    )[1]
    assert shown - stored == timedelta(hours=8)
    assert {row["at"] for row in asked(city, "sendings")} == {shown}


def test_what_the_journal_knows_and_the_database_does_not_is_said(tmp_path: Path) -> None:
    data = make_city(tmp_path)
    run = CliRunner().invoke
    assert "note:" not in run(main, ["query", "sendings", "--data", str(data)]).stderr
    case_id = store.ask(data, 'SELECT min(case_id) FROM "case" WHERE open')[1][0][0]
    said = Entry(case_id=case_id, act=Act.note, person="李监督", at=datetime(2026, 11, 25, tzinfo=UTC))
    with open_journal(data) as journal:
        journal.append([said, replace(said, case_id="C0000000000000000")])
    for sql, notes in (("sendings", 1), ('SELECT count(*) FROM "case"', 1), ("ranking", 0)):
        answer = run(main, ["query", sql, "--data", str(data)])
        assert answer.exit_code == 0
        assert answer.stderr.count("1 entries of the journal are newer than the database") == notes
    store.build(data)
    assert "note:" not in run(main, ["query", "sendings", "--data", str(data)]).stderr


def test_a_database_that_a_ready_query_does_not_fit_says_how_to_build_it(
    city: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = replace(find_query("ranking"), sql="SELECT column_of_a_later_version FROM scorecard")
    monkeypatch.setattr("output.queries.find_query", lambda name: later)
    refused = CliRunner().invoke(main, ["query", "ranking", "--data", str(city)])
    assert refused.exit_code == 2
    assert "built by another version of this program; build it with: gongkai export" in refused.stderr
