"""gongkai query: a table that stands straight, CSV, JSON, and errors of one line."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from run_files import finding, write_run

from output import store
from output.cli import query
from output.table import as_csv, as_json, as_table, display_width


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("query")
    write_run(data, "2026-11-16", [finding("nync", "PA-01", "missing"), finding("mzj", "PA-01", "met")])
    store.build(data)
    return data


def ask(data: Path, sql: str, *options: str) -> Result:
    return CliRunner().invoke(query, [sql, "--data", str(data), *options])


def test_table_is_the_default(data: Path) -> None:
    result = ask(data, "SELECT unit_id, outcome, searched_pages FROM finding ORDER BY unit_id")
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "unit_id  outcome  searched_pages",
        "-------  -------  --------------",
        "mzj      met                  40",
        "nync     missing              40",
    ]
    assert result.stderr == "2 rows\n"


def test_csv_and_json(data: Path) -> None:
    sql = "SELECT unit_name, domain, record_name, outcome FROM deficiency"
    as_rows = list(csv.reader(io.StringIO(ask(data, sql, "--csv").stdout)))
    assert as_rows == [["unit_name", "domain", "record_name", "outcome"], ["临河市农业农村局", "PA", "", "missing"]]
    assert json.loads(ask(data, sql, "--json").stdout) == [
        {"unit_name": "临河市农业农村局", "domain": "PA", "record_name": None, "outcome": "missing"}
    ]
    assert json.loads(ask(data, "SELECT * FROM finding WHERE false", "--json").stdout) == []


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("SELECT nothing FROM finding", "nothing"),
        ("SELEC 1", "syntax error"),
        ("SELECT * FROM case", "syntax error"),
        ("", "one SQL statement"),
        ("SELECT 1; SELECT 2", "one SQL statement"),
        ("DROP TABLE finding", "read-only"),
        ("SELECT * FROM read_csv('/etc/passwd')", "disabled"),
    ],
)
def test_errors_are_one_line_and_exit_2(data: Path, sql: str, words: str) -> None:
    result = ask(data, sql)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert words in result.stderr
    assert result.stderr.count("\n") == 1


def test_no_database_and_two_forms_exit_2(tmp_path: Path, data: Path) -> None:
    assert ask(tmp_path, "SELECT 1").exit_code == 2
    assert "exclude" in ask(data, "SELECT 1", "--csv", "--json").stderr
    assert ask(data, "SELECT 1", "--csv", "--json").exit_code == 2


def test_a_table_stands_straight_with_chinese() -> None:
    lines = list(as_table(["单位", "n"], [["民政局", 5], ["a", 12], [None, None]]))
    assert lines == ["单位     n", "------  --", "民政局   5", "a       12", ""]
    assert [display_width(text) for text in ("局a", "e\u0301", "\u200b")] == [3, 1, 0]


def test_a_table_fits_the_terminal_and_never_commands_it() -> None:
    lines = list(as_table(["a", "b"], [["很长的标题" * 20, "\x1b[31mred\nnext"]], width=40))
    assert max(map(display_width, lines)) <= 40
    assert "\x1b" not in "".join(lines)
    assert "…" in lines[2]


def test_values_of_every_kind() -> None:
    row = [True, Decimal("12.50"), Decimal(3), float("nan"), date(2026, 1, 2), ["x"], {"timeout": 1}, b"\x01", None]
    names = list("abcdefghi")
    plain = {"a": True, "b": 12.5, "c": 3, "d": None, "e": "2026-01-02", "f": ["x"], "g": {"timeout": 1}, "h": "01"}
    assert json.loads(as_json(names, [row])) == [plain | {"i": None}]
    assert as_csv(["a", "g"], [[True, {"t": 1}]]) == 'a,g\ntrue,"{""t"": 1}"\n'
    assert json.loads(as_json(["a", "a", "a_2"], [[1, 2, 3]])) == [{"a": 1, "a_2": 2, "a_2_2": 3}]


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("missing-points", "missing-points has no such parameter; it takes"),
        ("longest-open", "write: gongkai query longest-open --set unit=nync"),
        ("longest-opne", "did you mean longest-open"),
    ],
)
def test_a_parameter_without_set_is_hinted_at_only_where_the_query_has_it(data: Path, name: str, told: str) -> None:
    result = CliRunner().invoke(query, [name, "unit=nync", "--data", str(data)])
    assert result.exit_code == 2
    assert told in result.stderr


def test_the_table_whose_name_is_a_word_of_sql_is_told_to_be_quoted(data: Path) -> None:
    told = ask(data, "SELECT count(*) FROM case").stderr
    assert "double quotes" in told and 'FROM "case"' in told
