"""Files and directories that may not be read or written: one clear line and exit code 2, in real processes."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from run_files import finding, write_run

from output import store
from output.journal.model import Act, Entry
from output.journal.store import open_journal

NOON = datetime(2026, 11, 24, 4, tzinfo=UTC)
DROP = "-dac_override,-dac_read_search"


def call(*words: str) -> subprocess.CompletedProcess[str]:
    """`gongkai` as somebody whom modes of files bind: root is let off the right to pass over them."""
    prefix: list[str] = []
    if os.geteuid() == 0:
        if not (program := shutil.which("setpriv")):
            pytest.skip("root without setpriv may read everything")
        prefix = [program, f"--bounding-set={DROP}", f"--inh-caps={DROP}", "--"]
    command = [*prefix, sys.executable, "-m", "gongkai", *words]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@contextmanager
def mode(path: Path, bits: int) -> Iterator[None]:
    before = path.stat().st_mode
    path.chmod(bits)
    try:
        yield
    finally:
        path.chmod(before)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("data")
    write_run(data, "2026-11-23", [finding("nync", "PA-01", "missing"), finding("mzj", "PA-01", "met")])
    with open_journal(data) as journal:
        journal.append([Entry(case_id="C0", act=Act.note, person="王芳", at=NOON)])
    store.build(data)
    (data / "exports").mkdir()
    (data / "packages").mkdir()
    return data


@pytest.mark.parametrize(
    ("place", "bits", "words", "said"),
    [
        ("snapshots", 0, ("query", "ranking"), "gongkai.duckdb: Permission denied; let the user who calls gongkai"),
        ("runs", 0, ("export",), "runs: Permission denied"),
        ("runs", 0, ("audit",), "runs: Permission denied"),
        ("exports", 0o555, ("export",), "exports/2026-11-23: the lists cannot be written"),
        ("packages", 0o555, ("package",), "the package cannot be written: Permission denied"),
        ("journal.sqlite", 0, ("case", "list"), "who calls gongkai must be able to read and write it"),
    ],
)
def test_what_may_not_be_used_is_told_on_one_line(
    data: Path, place: str, bits: int, words: tuple[str, ...], said: str
) -> None:
    with mode((data / place).resolve(), bits):
        done = call(*words, "--data", str(data))
    told = [
        line for line in done.stderr.splitlines() if not line.startswith(("database: ", "Usage: ", "Try ")) and line
    ]
    assert (done.returncode, done.stdout, len(told)) == (2, "", 1), done.stderr
    assert said in told[0]


def test_who_may_not_open_the_journal_still_has_answers(data: Path) -> None:
    with mode(data / "journal.sqlite", 0):
        done = call("query", 'SELECT count(*) FROM "case"', "--data", str(data), "--csv")
    assert (done.returncode, done.stdout) == (0, "count_star()\n1\n")
    assert "note: whether this answer is the newest cannot be told: " in done.stderr
