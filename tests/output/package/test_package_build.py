"""The folder of a package: whole or not at all, the same again, each file in the manifest, no unit in another's."""

from __future__ import annotations

import contextlib
import csv
import hashlib
import json
import shutil
import signal
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pytest
from click.testing import CliRunner
from run_files import finding, write_run

from gongkai.cli import main
from output import store
from output.cases.state import State
from output.journal.model import Act, Entry
from output.journal.store import open_journal
from output.package import build
from output.package.build import Package, build_package, package_name
from output.package.letters.settings import LetterError, LetterSettings
from output.store import StoreError

DAY, NOW = date(2026, 11, 30), datetime(2026, 11, 30, 1, tzinfo=UTC)
RUN = "2026-11-23"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("built")
    found = [finding("nync", "PA-10", "missing"), finding("nync", "PA-01", "missing", grade="E1")]
    write_run(data, RUN, [*found, finding("mzj", "SA-02", "missing"), finding("yjj", "PA-10", "met")])
    store.build(data)
    return data


@pytest.fixture(scope="module")
def made(built: Path) -> Package:
    return build_package(built, day=DAY, now=NOW, deadline=date(2026, 12, 15))


@pytest.fixture
def data(built: Path, made: Package, tmp_path: Path) -> Path:
    """A copy with the package in it, to change."""
    return shutil.copytree(built, tmp_path / "data", symlinks=True)


def again(data: Path, **more: Any) -> Package:
    return build_package(data, **{"day": DAY, "now": NOW, "deadline": date(2026, 12, 15)} | more)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_every_file_stands_in_the_manifest_with_its_hash_and_owner(made: Package) -> None:
    manifest = json.loads(made.manifest.read_text(encoding="utf-8"))
    files = contents(made.folder)
    assert {row["path"] for row in manifest["files"]} == files.keys() - {"manifest.json"}
    for row in manifest["files"]:
        body = files[row["path"]]
        assert (row["sha256"], row["bytes"]) == (hashlib.sha256(body).hexdigest(), len(body))
        assert row["unit_id"] == ("" if row["path"].startswith("全市/") else row["path"].split("-")[0])
    assert (manifest["run_id"], manifest["day"]) == (RUN, "2026-11-30")
    assert manifest["units"]["nync"]["case_ids"] == list(made.units["nync"].case_ids)
    assert set(manifest["units"]["nync"]["deadlines"].values()) == {"2026-12-15"}


def test_units_get_lists_forms_and_letters_and_the_city_its_own(made: Package) -> None:
    names = {path.name for path in made.units["nync"].folder.iterdir()}
    assert names == {
        "问题清单.xlsx", "问题清单.csv", "整改反馈表.xlsx", "整改反馈表.docx", "整改通知.docx", "整改通知.pdf", "体检报告.pdf",
    }  # fmt: skip
    assert {path.name for path in (made.folder / "全市").iterdir()} == {
        "全部单位问题清单.xlsx", "全部单位问题清单.csv", "待复核清单.xlsx", "通报.docx", "通报.pdf",
    }  # fmt: skip
    assert {path for one in made.units.values() for path in one.files} <= set(made.folder.rglob("*"))


def test_unit_without_problems_gets_a_checkup_and_no_notice(made: Package) -> None:
    assert [path.name for path in made.units["yjj"].folder.iterdir()] == ["体检报告.pdf"]
    assert made.units["yjj"].case_ids == ()


def test_no_unit_finds_another_in_its_list(made: Package) -> None:
    for unit_id, name in (("nync", "临河市农业农村局"), ("mzj", "临河市民政局")):
        with (made.units[unit_id].folder / "问题清单.csv").open(encoding="utf-8-sig", newline="") as source:
            rows = list(csv.DictReader(source))
        assert {row["责任单位"] for row in rows} == {name}
        assert {row["编号"] for row in rows} == set(made.units[unit_id].case_ids)


def test_doubtful_problem_stands_only_in_the_reviewers_list(made: Package) -> None:
    page = openpyxl.load_workbook(made.folder / "全市" / "待复核清单.xlsx").worksheets[0]
    assert [page.cell(4, at).value for at in (3, 5)] == ["临河市农业农村局", "PA-01"] and page.max_row == 4
    assert len(made.units["nync"].case_ids) == 1


def test_second_call_of_the_day_leaves_it_as_it_is(made: Package, data: Path) -> None:
    second = again(data, now=datetime(2026, 11, 30, 9, tzinfo=UTC))
    assert not second.fresh and contents(second.folder) == contents(made.folder)


def test_same_data_make_the_same_bytes_elsewhere(made: Package, data: Path, tmp_path: Path) -> None:
    other = again(data, dest=tmp_path / "elsewhere")
    assert other.fresh and contents(other.folder) == contents(made.folder)
    assert other.folder == tmp_path / "elsewhere" / f"2026-11-30-{RUN}"


def test_changed_decisions_make_it_anew(made: Package, data: Path) -> None:
    case_id = made.units["nync"].case_ids[0]
    waived = Entry(case_id=case_id, act=Act.waive, ground=str(State.false_positive), person="李明", at=NOW)
    with open_journal(data) as journal:
        journal.append([waived])
    second = again(data)
    assert second.fresh and second.units["nync"].case_ids == ()
    assert [path.name for path in second.units["nync"].folder.iterdir()] == ["体检报告.pdf"]
    assert not [path.name for path in second.folder.parent.iterdir() if path.name.startswith(".2026")]


def test_damaged_package_is_made_anew(made: Package, data: Path) -> None:
    path = data / "packages" / made.folder.name / "全市" / "待复核清单.xlsx"
    path.write_bytes(b"")
    assert again(data).fresh and path.read_bytes() == (made.folder / "全市" / "待复核清单.xlsx").read_bytes()


def test_failure_half_way_leaves_what_was_there(made: Package, data: Path, tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "checkup.typ").write_text("#nonsense(", encoding="utf-8")
    with pytest.raises(LetterError, match=r"checkup\.typ"):
        again(data, all_confidences=True, settings=LetterSettings(templates=tmp_path / "templates"))
    home = data / "packages"
    assert sorted(path.name for path in home.iterdir()) == [".lock", made.folder.name]
    assert contents(home / made.folder.name) == contents(made.folder)


def test_disk_that_cannot_be_written_is_told(made: Package, data: Path) -> None:
    (data / "packages" / f".{made.folder.name}.new").write_text("in the way", encoding="utf-8")
    with pytest.raises(StoreError, match="cannot be written: File exists"):
        again(data)


def test_package_set_aside_by_a_killed_run_is_put_back(made: Package, data: Path) -> None:
    home = data / "packages"
    (home / made.folder.name).rename(home / f".{made.folder.name}.old")
    (home / f".{made.folder.name}.new").mkdir()
    assert not again(data).fresh
    assert sorted(path.name for path in home.iterdir()) == [".lock", made.folder.name]


@pytest.mark.parametrize("blow", [signal.SIGTERM, signal.SIGKILL])
def test_a_process_killed_in_mid_work_leaves_no_folder_that_looks_finished(
    made: Package, data: Path, blow: signal.Signals
) -> None:
    """A real process, hit when the first unit's folder is there; the next call makes the whole package."""
    home, name = data / "packages", f"2026-12-01-{RUN}"
    words = ["package", "--data", str(data), "--day", "2026-12-01"]
    with subprocess.Popen([sys.executable, "-m", "gongkai", *words], stderr=subprocess.PIPE) as process:
        while process.poll() is None and not any((home / f".{name}.new").glob("*/*.xlsx")):
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(0.02)
        process.send_signal(blow)
        process.wait()
    assert process.returncode not in (0, 2)
    assert sorted(path.name for path in home.iterdir() if path.name[0] != ".") == [made.folder.name]
    assert not list(home.glob(f"*{name}*/manifest.json"))
    assert again(data, day=date(2026, 12, 1)).fresh
    assert sorted(path.name for path in home.iterdir()) == [".lock", made.folder.name, name]


def test_some_units_have_a_folder_of_their_own(made: Package, data: Path) -> None:
    some = again(data, units=("mzj",))
    assert some.folder.name == f"2026-11-30-{RUN}-mzj"
    assert [path.name for path in some.folder.iterdir() if path.is_dir()] == ["mzj-临河市民政局"]
    assert contents(data / "packages" / made.folder.name) == contents(made.folder)


def test_names_of_packages_stay_short() -> None:
    assert package_name(DAY, RUN, ("b", "a", "b")) == f"2026-11-30-{RUN}-a+b"
    many = package_name(DAY, RUN, [f"unit{at}" for at in range(40)])
    assert many.startswith(f"2026-11-30-{RUN}-40units-") and len(many) < 60


def test_deadline_before_the_day_is_refused(data: Path) -> None:
    with pytest.raises(StoreError, match="is before the day of the package"):
        again(data, deadline=date(2026, 11, 1))


def test_unit_id_that_cannot_name_a_folder_is_refused(made: Package) -> None:
    unit = type("Unit", (), {"unit_id": "../x", "name": "某局"})()
    with pytest.raises(StoreError, match="cannot name a folder"):
        build.folder_name(unit)


def test_command_prints_the_folder(made: Package, data: Path) -> None:
    said = ["package", "--data", str(data), "--day", "2026-11-30", "--deadline", "2026-12-15"]
    result = CliRunner().invoke(main, said)
    assert result.exit_code == 0, result.output
    assert result.stdout.strip() == str(data / "packages" / made.folder.name)
    assert result.stderr == "2 problems go out to 2 of 3 units; it was there already\n"


def test_command_refuses_what_is_not_there(data: Path) -> None:
    result = CliRunner().invoke(main, ["package", "--data", str(data), "--unit", "abc"])
    assert (result.exit_code, result.stderr.strip()) == (2, f"Error: unit 'abc': run {RUN} has no such unit")


def test_database_of_another_version_is_told(data: Path) -> None:
    path = (data / "gongkai.duckdb").resolve()
    with duckdb.connect(path) as db:
        db.execute("ALTER VIEW deficiency_all RENAME TO deficiency_then")
    with pytest.raises(StoreError, match="built by another version of this program"):
        again(data)
