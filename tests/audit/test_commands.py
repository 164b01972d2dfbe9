"""`gongkai judge` and `gongkai rules test` as a person runs them."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner

from audit.book_cli import rules_test
from audit.cli import judge

NOTICE = """<html><head><title>云山县2026年衔接资金项目公告</title></head><body>
<h1>云山县2026年衔接资金项目公告</h1><div>发布时间：2026-05-06 来源：云山县农业农村局</div>
<div class="TRS_Editor"><p>现将我县2026年财政衔接推进乡村振兴补助资金项目公告如下。</p>
<table><tr><th>项目名称</th><th>资金来源</th><th>责任人</th><th>实施期限</th></tr>
<tr><td>柳林村引水工程</td><td>中央衔接资金120万元</td><td>王建国</td><td>2026年3月至2026年10月</td></tr>
<tr><td>上河村道路工程</td><td>—</td><td></td><td>2026年4月至2026年9月</td></tr></table>
<p>监督电话：12317 联系人手机 13844440001</p></div></body></html>"""
KEYS = ["url", "title", "page_type", "issuer", "evidence", "lookalikes", "privacy"]


def test_judge_prints_the_contract(tmp_path: Path) -> None:
    page = tmp_path / "notice.html"
    page.write_text(NOTICE, encoding="utf-8")
    result = CliRunner().invoke(judge, [str(page), "--url", "http://nyj.example.gov.cn/tzgg/1.html"])
    assert result.exit_code == 0
    (line,) = result.stdout.splitlines()
    said = json.loads(line)
    assert list(said) == KEYS
    shown = {(one["point"], one["record"]) for one in said["evidence"]}
    assert ("PA-04", "柳林村引水工程") in shown and ("PA-04", "上河村道路工程") not in shown
    assert any(point == "PA-10" for point, _ in shown)
    assert {one["grade"] for one in said["evidence"]} <= {"E2", "E3"}
    assert "13844440001" not in line


def test_judge_takes_pages_and_files_in_the_order_given(tmp_path: Path) -> None:
    page, sheet = tmp_path / "a.html", tmp_path / "b.csv"
    page.write_text(NOTICE, encoding="utf-8")
    sheet.write_text("项目名称,资金来源\n衔接资金引水工程,中央衔接资金120万元\n", encoding="gbk")
    lines = CliRunner().invoke(judge, [str(sheet), str(page)]).stdout.splitlines()
    assert [json.loads(line)["title"] for line in lines] == ["b", "云山县2026年衔接资金项目公告"]


def test_a_url_speaks_of_every_page_given(tmp_path: Path) -> None:
    page = tmp_path / "a.html"
    page.write_text(NOTICE, encoding="utf-8")
    lines = CliRunner().invoke(judge, [str(page), str(page), "--url", "http://a.gov.cn/"]).stdout.splitlines()
    assert [json.loads(line)["url"] for line in lines] == ["http://a.gov.cn/"] * 2


def test_the_books_examples_hold() -> None:
    result = CliRunner().invoke(rules_test, [])
    assert result.exit_code == 0, result.stdout


def test_an_example_that_no_longer_holds_is_named(tmp_path: Path) -> None:
    source = Path(__file__).parents[2] / "rules"
    (tmp_path / "book").mkdir()
    for file in (source / "book").glob("*.yml"):
        text = file.read_text(encoding="utf-8")
        if file.name == "culture.yml":
            text = text.replace("check: topic", "check: topic\n        text_any: [绝无此词]", 1)
        (tmp_path / "book" / file.name).write_text(text, encoding="utf-8")
    (tmp_path / "duties.yml").write_text((source / "duties.yml").read_text(encoding="utf-8"), encoding="utf-8")
    result = CliRunner().invoke(rules_test, ["CS-01", "--book", str(tmp_path)])
    assert result.exit_code == 1
    assert "CS-01" in result.stdout and "no evidence" in result.stdout
