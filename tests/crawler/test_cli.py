"""The crawler's commands: data to stdout, talk to stderr, exit codes as promised."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from crawler import capture
from crawler.capture import Visit
from crawler.units import load_units
from gongkai.cli import main

HEAD = "unit_id,name,kind,duty,sites,parent,email,notes\n"
ROWS = "U02,某市民政局,department,civil_affairs,http://mzj.a.gov.cn/,,,\nU21,某市安委会,department,safety_committee,unknown,,,\n"
ROOT = Path(__file__).parents[2]


@pytest.fixture
def registry(tmp_path: Path) -> Path:
    path = tmp_path / "units.csv"
    path.write_text(HEAD + ROWS, encoding="utf-8")
    return path


def test_a_sound_registry_is_said_to_be_sound(registry: Path) -> None:
    result = CliRunner().invoke(main, ["units", "check", str(registry)])
    assert (result.exit_code, result.stdout) == (0, "")
    assert "U21 某市安委会: no address is known" in result.stderr
    assert "2 units, no fault" in result.stderr


def test_a_faulty_registry_stops_everything(registry: Path, tmp_path: Path) -> None:
    registry.write_text(HEAD + ROWS.replace("civil_affairs", "civil"), encoding="utf-8")
    for command in (
        ["units", "check", str(registry)],
        ["crawl", "--units", str(registry), "--data", str(tmp_path / "data")],
    ):
        result = CliRunner().invoke(main, command)
        assert (result.exit_code, result.stdout) == (2, "")
        assert "units.csv:2: column duty: 'civil' is no duty" in result.stderr
    assert not (tmp_path / "data").exists()


def test_a_spreadsheet_is_imported_to_stdout_or_to_a_file(tmp_path: Path) -> None:
    sheet, out = tmp_path / "登记表.csv", tmp_path / "units.csv"
    sheet.write_text("单位编码,单位名称,类型,职责,网址\nU02,某市民政局,部门,民政,mzj.a.gov.cn\n", encoding="utf-8")
    printed = CliRunner().invoke(main, ["units", "import", str(sheet)])
    assert printed.stdout == HEAD + "U02,某市民政局,department,civil_affairs,http://mzj.a.gov.cn/,,,\n".replace(
        "gov.cn/", "gov.cn"
    )
    written = CliRunner().invoke(main, ["units", "import", str(sheet), "--out", str(out)])
    assert (written.exit_code, written.stdout) == (0, "")
    assert [unit.name for unit in load_units(out)] == ["某市民政局"]
    sheet.write_text("一,二\n", encoding="utf-8")
    assert CliRunner().invoke(main, ["units", "import", str(sheet)]).exit_code == 2


def visited(data: Path, unit_id: str, state: str) -> None:
    directory = capture.unit_dir(data, "2026-11-25", unit_id)
    capture.write_visit(directory, Visit(run_id="2026-11-25", unit_id=unit_id, state=state, pages=1, documents=0,
                                         attachments=0, misses=0, columns_found=(), started_at="", finished_at=""))  # fmt: skip


@pytest.mark.parametrize(("state", "code"), [("complete", 0), ("unreachable", 3)])
def test_too_few_answers_are_told_by_the_exit_code(registry: Path, tmp_path: Path, state: str, code: int) -> None:
    registry.write_text(HEAD + ROWS.splitlines()[0] + "\n", encoding="utf-8")
    visited(tmp_path, "U02", state)
    result = CliRunner().invoke(
        main, ["crawl", "--units", str(registry), "--data", str(tmp_path), "--as-of", "2026-11-25", "--delay", "0"]
    )
    assert result.exit_code == code, result.stderr
    assert json.loads(result.stdout)["state"] == state


def test_an_unknown_unit_and_a_bad_run_id_are_refused(registry: Path, tmp_path: Path) -> None:
    base = ["crawl", "--units", str(registry), "--data", str(tmp_path / "data")]
    unknown = CliRunner().invoke(main, [*base, "--unit", "U99"])
    assert (unknown.exit_code, "U99: no such unit" in unknown.stderr) == (2, True)
    bad = CliRunner().invoke(main, [*base, "--run", "../x"])
    assert (bad.exit_code, "run id '../x'" in bad.stderr) == (2, True)


def test_scrapy_s_own_command_knows_the_spider() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "scrapy", "list"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout.split()) == (0, ["disclosure"])
