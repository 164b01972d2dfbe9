"""gongkai rules lint, show, docs: what they print, where, and how they exit."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner, Result
from little_book import write

from gongkai.cli import main


def run(*args: str) -> Result:
    return CliRunner().invoke(main, ["rules", *args])


def test_lint_of_the_package_s_book_says_so_on_stderr() -> None:
    result = run("lint")
    assert result.exit_code == 0, result.output
    assert result.stdout == ""
    assert "no faults" in result.stderr


def test_lint_prints_one_line_for_each_fault_and_exits_2(tmp_path: Path) -> None:
    write(tmp_path, lambda domain, duties: domain["points"][1].update(title="缺少来源"))
    result = run("lint", "--book", str(tmp_path))
    assert result.exit_code == 2
    lines = result.stdout.splitlines()
    assert any("PA-02: the title must say what is right" in line for line in lines)
    assert result.stderr == f"{len(lines)} faults\n"


def test_lint_of_a_directory_that_is_no_book_exits_2(tmp_path: Path) -> None:
    result = run("lint", "--book", str(tmp_path))
    assert result.exit_code == 2
    assert "holds book/*.yml and duties.yml" in result.stderr


def test_show_tells_all_of_a_point() -> None:
    result = run("show", "PA-04")
    assert result.exit_code == 0
    for words in (
        "PA-04 资金来源",
        "一.1“",
        "严重程度：关键（A）",
        "责任单位：",
        "农业农村局",
        "识别方式",
        "正例：",
        "反例：",
        "规则指纹：",
    ):
        assert words in result.stdout


def test_show_of_a_draft_says_that_people_judge_it(tmp_path: Path) -> None:
    write(tmp_path, lambda domain, duties: domain["points"][0].update(status="draft", recognise=[]))
    result = run("show", "PA-01", "--book", str(tmp_path))
    assert "草案" in result.stdout and "由人工判断" in result.stdout


def test_show_of_a_prefix_tells_the_whole_domain() -> None:
    assert run("show", "GR").stdout.count("规则指纹：") == 20


def test_show_of_an_unknown_point_says_what_is_allowed() -> None:
    result = run("show", "XX-01")
    assert result.exit_code == 2
    assert "an id such as PA-04" in result.stderr


def test_show_with_a_broken_book_exits_2_with_the_fault(tmp_path: Path) -> None:
    write(tmp_path, lambda domain, duties: domain["points"][1].pop("fix"))
    result = run("show", "PA-01", "--book", str(tmp_path))
    assert result.exit_code == 2
    assert "PA-02: the key “fix” is missing" in result.stderr


def test_docs_writes_and_checks(tmp_path: Path) -> None:
    book, out = str(write(tmp_path / "book")), tmp_path / "docs" / "rules.md"
    assert run("docs", "--check", "--book", book, "--out", str(out)).exit_code == 1
    assert run("docs", "--book", book, "--out", str(out)).exit_code == 0
    assert run("docs", "--check", "--book", book, "--out", str(out)).exit_code == 0
    text = out.read_text(encoding="utf-8")
    assert "### PA-01 资金来源\n" in text
    out.write_text(text + "\n", encoding="utf-8")
    stale = run("docs", "--check", "--book", book, "--out", str(out))
    assert stale.exit_code == 1
    assert "gongkai rules docs" in stale.stderr
