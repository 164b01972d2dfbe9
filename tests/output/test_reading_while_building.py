"""Readers in processes of their own while databases are built: no error, and never half a state."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from run_files import finding, write_run

from output import store

WEEKS = [f"2026-{month:02d}-02" for month in range(1, 9)]
READER = """
import sys
from pathlib import Path
from output import store

data, stop = Path(sys.argv[1]), Path(sys.argv[2])
seen, rounds, last = 0, 0, False
print("reading", flush=True)
while not last:
    last = stop.exists()  # one more round after the last build
    with store.connect(data) as db:
        runs, newest = db.execute("SELECT count(*), max(run_id) FROM run").fetchone()
        found, changed = db.execute("SELECT count(DISTINCT run_id), max(run_id) FROM finding").fetchone()
        shown = db.execute("SELECT DISTINCT run_id FROM deficiency").fetchall()
    assert (runs, newest) == (found, changed), (runs, found)
    assert shown == [(newest,)], (shown, newest)
    assert runs >= seen, "an older database came back"
    seen, rounds = runs, rounds + 1
print(seen, rounds)
"""


def test_readers_never_meet_an_error_or_half_a_state(tmp_path: Path) -> None:
    data, stop = tmp_path / "data", tmp_path / "stop"
    write_run(data, WEEKS[0], [finding("nync", "PA-01", "missing")])
    store.build(data)
    root = Path(__file__).parents[2]
    readers = [
        subprocess.Popen(
            [sys.executable, "-c", READER, str(data), str(stop)], stdout=subprocess.PIPE, text=True, cwd=root
        )
        for _ in range(2)
    ]
    for reader in readers:
        assert reader.stdout is not None
        assert reader.stdout.readline() == "reading\n"
    for week in WEEKS[1:]:
        write_run(data, week, [finding("nync", "PA-01", "missing")])
        store.build(data)
    stop.touch()
    for reader in readers:
        said, _ = reader.communicate(timeout=60)
        assert reader.returncode == 0
        seen, rounds = map(int, said.split())
        assert seen == len(WEEKS)
        assert rounds > 2
