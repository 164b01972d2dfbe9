"""`gongkai rules lint` runs the examples: one that no longer holds is a fault with file, line and id."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from audit.book_cli import lint

ROOT = Path(__file__).parents[2]
OVERLAY = """\
prefix: PA
change:
  PA-04:
    add:
      good:
        - name: 没有写来源的项目
          title: 扶贫项目公示
          text: 项目名称：柳林村引水工程
      bad:
        - name: 其实写明了来源
          title: 扶贫项目公示
          text: 资金来源：中央财政专项扶贫资金60万元
          why: 试一试。
"""


def overlay(root: Path, text: str) -> str:
    (root / "book").mkdir(parents=True)
    (root / "book" / "poverty.yml").write_text(text, encoding="utf-8")
    return str(root)


def test_examples_that_do_not_hold_are_named_by_file_line_and_id(tmp_path: Path) -> None:
    told = CliRunner().invoke(lint, ["--overlay", overlay(tmp_path / "city", OVERLAY)])
    assert told.exit_code == 2
    file = tmp_path / "city" / "book" / "poverty.yml"
    one, two = told.stdout.splitlines()
    assert one.startswith(f"{file}:6: PA-04: the example “没有写来源的项目” no longer holds: no evidence")
    assert two.startswith(f"{file}:10: PA-04: the example “其实写明了来源” no longer holds: taken for evidence")
    assert told.stderr == "2 faults\n"


def test_a_book_that_cannot_be_loaded_is_told_without_its_examples(tmp_path: Path) -> None:
    text = OVERLAY.replace("    add:", "    severity: Z\n    add:")
    told = CliRunner().invoke(lint, ["--overlay", overlay(tmp_path / "city", text)])
    assert told.exit_code == 2
    assert "no longer holds" not in told.stdout
    assert "PA-04: points.3.severity: " in told.stdout
