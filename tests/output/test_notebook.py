"""docs/notebook.ipynb runs from its first cell to its last on a small city; the committed file holds no output."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from analyst_city import make_city

ROOT = Path(__file__).parents[2]
NOTEBOOK = ROOT / "docs" / "notebook.ipynb"
RUN = """
import json, sys
import nbformat
from nbclient import NotebookClient

notebook = nbformat.read(sys.argv[1], as_version=4)
NotebookClient(notebook, timeout=120, kernel_name="python3").execute()
said = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
assert not [one["text"] for one in said if one.get("name") == "stderr"], said
print("".join(one.get("text", "") or one["data"]["text/plain"] for one in said))
"""


def test_the_notebook_runs(tmp_path: Path) -> None:
    data = make_city(tmp_path / "data")
    done = subprocess.run(
        [sys.executable, "-c", RUN, str(NOTEBOOK)],
        env=os.environ | {"GONGKAI_DATA": str(data), "PYTHONPATH": str(ROOT), "IPYTHONDIR": str(tmp_path / "ipython")},
        capture_output=True, text=True, check=False, timeout=200,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    for said in ("临河市农业农村局", "2026-11-23", "扶贫项目资金公告", "持续时间最长的问题", "单位数"):
        assert said in done.stdout


def test_the_committed_notebook_holds_no_output() -> None:
    cells = json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    assert len(code) >= 6
    assert all(cell["outputs"] == [] and cell["execution_count"] is None for cell in code)
