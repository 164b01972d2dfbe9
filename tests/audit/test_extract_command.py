"""`gongkai extract`, and the command that measures extraction."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

from click.testing import CliRunner
from web_pages import PROSE, TITLE, article, page

from benchmarks import accuracy, extraction
from gongkai.cli import main

KEYS = [
    "url", "title", "published", "metadata_published", "source", "doc_number", "text", "page_type", "columns",
    "attachments", "tables",
]  # fmt: skip


def test_one_line_a_file_in_the_order_given_with_the_keys_of_the_contract(tmp_path: Path) -> None:
    for name in ("b.html", "a.html"):
        (tmp_path / name).write_bytes(page(article(f"<p>{PROSE[0]}</p><p>{name}：{PROSE[1]}</p>")))
    result = CliRunner().invoke(main, ["extract", str(tmp_path / "b.html"), str(tmp_path / "a.html")])
    rows = [json.loads(line) for line in result.stdout.splitlines()]

    assert result.exit_code == 0
    assert [list(row) for row in rows] == [KEYS, KEYS]
    assert [row["text"].splitlines()[1][:6] for row in rows] == ["b.html", "a.html"]
    assert rows[0]["published"] == "2024-04-12"
    assert rows[0]["metadata_published"] is None


def test_the_address_makes_links_absolute(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_bytes(page(article(f"<p>{PROSE[0]}</p><p>{PROSE[1]}</p><p><a href='a.xls'>名单</a></p>")))
    result = CliRunner().invoke(main, ["extract", str(path), "--url", "http://mzj.qinghe.gov.cn/mz/1.html"])
    row = json.loads(result.stdout)

    assert row["url"] == "http://mzj.qinghe.gov.cn/mz/1.html"
    assert row["attachments"] == [{"url": "http://mzj.qinghe.gov.cn/mz/a.xls", "name": "名单", "kind": "xls"}]


def test_a_missing_file_is_refused_before_any_is_read(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_bytes(page(article()))
    missing = CliRunner().invoke(main, ["extract", str(path), str(tmp_path / "none.html")])

    assert (missing.exit_code, missing.stdout) == (2, "")
    assert "none.html" in missing.stderr


def test_one_address_speaks_of_every_file_given(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_bytes(page(article()))
    both = CliRunner().invoke(main, ["extract", str(path), str(path), "--url", "http://a.gov.cn/"])

    assert [json.loads(line)["url"] for line in both.stdout.splitlines()] == ["http://a.gov.cn/"] * 2


def test_a_page_is_read_in_under_two_seconds_from_a_cold_start(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_bytes(page(article()))
    began = time.perf_counter()
    done = subprocess.run([sys.executable, "-m", "gongkai", "extract", str(path)], capture_output=True, check=True)

    assert time.perf_counter() - began < 2
    assert json.loads(done.stdout)["title"] == TITLE


def labelled(folder: Path, **changes: object) -> Path:
    """A corpus of one labelled page; `changes` to what is labelled."""
    (folder / "pages").mkdir()
    (folder / "pages" / "one.html").write_bytes(page(article()))
    gold = {
        "title": TITLE, "pub_date": "2024-04-12", "source": "县民政局", "doc_number": None, "attachments": 0,
        "body_start": PROSE[0][:10], "body_end": PROSE[-1][-10:], "body_chars": len("".join(PROSE)), **changes,
    }  # fmt: skip
    row = {
        "file": "one.html",
        "url": None,
        "gold": gold,
        "gold_judge": {"page_type": "news", "issuer_is_other_body": False},
    }
    (folder / "gold.jsonl").write_text(json.dumps(row, ensure_ascii=False), encoding="utf-8")
    return folder


def test_a_page_read_right_scores_one_everywhere(tmp_path: Path) -> None:
    measures = extraction.measure(labelled(tmp_path))

    assert set(measures.values()) == {(1.0, 1)}
    assert {"title", "date", "source", "doc number", "body", "clean", "attachments", "page type", "issuer"} == set(
        measures
    )


def test_a_body_of_another_length_or_another_date_scores_nothing(tmp_path: Path) -> None:
    measures = extraction.measure(labelled(tmp_path, body_chars=60, pub_date="2024-04-13"))

    assert measures["body"] == (0.0, 1)
    assert measures["date"] == (0.0, 1)
    assert measures["title"] == (1.0, 1)


def test_accuracy_prints_a_table_and_checks_its_floors(tmp_path: Path) -> None:
    good = CliRunner().invoke(accuracy.main, ["--corpus", str(labelled(tmp_path)), "--section", "extraction"])
    (tmp_path / "bad").mkdir()
    bad = labelled(tmp_path / "bad", title="另一个标题")
    checked = CliRunner().invoke(accuracy.main, ["--corpus", str(bad), "--section", "extraction", "--check"])
    unchecked = CliRunner().invoke(accuracy.main, ["--corpus", str(bad), "--section", "extraction"])

    assert "title" in good.stdout
    assert checked.exit_code == 1
    assert "extraction title 0.000" in checked.stderr
    assert unchecked.exit_code == 0


def test_a_folder_without_labels_is_refused(tmp_path: Path) -> None:
    result = CliRunner().invoke(accuracy.main, ["--corpus", str(tmp_path)])

    assert result.exit_code == 2
    assert "gold.jsonl" in result.stderr
