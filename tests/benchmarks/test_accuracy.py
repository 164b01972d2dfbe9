"""The measures themselves, on two pages labelled here."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from benchmarks import report
from benchmarks.accuracy import main
from benchmarks.evidence import measure as evidence
from benchmarks.matrix import matrix, share_right, table
from benchmarks.privacy import measure as privacy

NOTICE = """<html><head><title>柳林村道路硬化项目公告</title></head><body><div><h1>柳林村道路硬化项目公告</h1>
<p>发布时间：2026-05-06 来源：青河县农业农村局</p><div><p>衔接资金项目公告如下，请群众监督，公告期十天，欢迎提出意见和建议。</p>
<p>项目名称：柳林村道路硬化项目</p><p>资金来源：中央财政衔接推进乡村振兴补助资金80万元</p><p>户主欧阳建设，139****0001</p></div></div></body></html>"""
NEWS = """<html><head><title>我县召开会议</title></head><body><div><h1>我县召开会议</h1><p>发布时间：2026-05-06</p>
<div><p>近日，我县召开会议，传达上级精神，部署下一步工作，与会人员进行了座谈交流，会议开了一个上午。</p></div></div></body></html>"""


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    (tmp_path / "pages").mkdir()
    rows = []
    for name, markup, kind, points, hits in (
        ("1.html", NOTICE, "notice", ["PA-04", "PA-06"], [{"id": "PRIV-03", "masked": True, "count": 1}]),
        ("2.html", NEWS, "other", [], []),
    ):
        (tmp_path / "pages" / name).write_text(markup, encoding="utf-8")
        found = [{"point": point, "scheme": None, "grade": "E3", "value": "", "sure": True} for point in points]
        judged = {"page_type": kind, "evidence": found, "lookalikes": [{"point": "PA-01"}], "privacy": hits}
        rows.append({"file": name, "url": "", "kind": "detail", "gold_judge": judged})
    lines = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    (tmp_path / "gold.jsonl").write_text(lines, encoding="utf-8")
    return tmp_path


def test_evidence_is_measured_over_all_and_by_domain(corpus: Path) -> None:
    measured = evidence(corpus)
    assert measured["evidence recall (sure)"] == (0.5, 2) == measured["PA recall (sure)"]
    assert measured["PA look-alikes refused"] == (1.0, 2)
    assert not any(name.startswith("ED") for name in measured)


def test_the_matrix_has_labelled_types_in_rows_and_told_types_in_columns(corpus: Path) -> None:
    counted = matrix(corpus)
    assert counted == {("notice", "notice"): 1, ("other", "news"): 1}
    assert share_right(counted) == (0.5, 2)
    assert list(table(counted)) == [
        ("labelled \\ told", "notice", "other", "news", "right"),
        ("notice", "1", "·", "·", "1.00"),
        ("other", "·", "·", "1", "0.00"),
    ]


def test_privacy_is_measured_on_labels_and_on_our_own_snippets(corpus: Path) -> None:
    measured = privacy(corpus)
    assert measured["labelled found"] == (1.0, 1) == measured["counts right"]
    assert measured["office telephones left alone"] == (1.0, 2)
    assert measured["own snippets found"][1] > 60 and measured["own snippets left alone"][1] > 60


def test_what_was_measured_is_written_as_a_page(corpus: Path) -> None:
    measured = {"evidence": evidence(corpus), "privacy": privacy(corpus)}
    text = report.page(measured, {"evidence": {"evidence recall (sure)": 0.4}}, matrix(corpus))
    assert "| evidence recall (sure) | 0.500 | 2 | 0.40 |" in text
    assert "| PA | " in text and "0.500 right of 2 pages" in text and str(corpus) not in text


def test_a_metric_below_its_floor_fails_the_check_and_names_itself(corpus: Path) -> None:
    told = CliRunner().invoke(main, ["--corpus", str(corpus), "--section", "evidence", "--check"])
    assert told.exit_code == 1
    assert "PA recall (sure) 0.500 < 0.99" in told.output
    assert CliRunner().invoke(main, ["--corpus", str(corpus / "pages")]).exit_code == 2
