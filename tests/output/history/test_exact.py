"""`gongkai diff --exact`: where several things changed, judging the older pages again tells which of them sufficed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from audit.run import audit
from crawler import capture
from crawler.capture import PageRow, Visit
from crawler.recorder import Exchange, UnitCapture
from crawler.units import Unit, store_units
from gongkai.cli import main
from output import store
from rules.model import Book

SITE = "http://nync.example.gov.cn/"
UNIT = Unit(unit_id="nync", name="临河市农业农村局", kind="department", duty=("agriculture",), sites=(SITE,))
RUNS = (date(2026, 3, 2), date(2026, 3, 9))
LATER = date(2028, 7, 15)
POLICY = "现将扶贫政策予以公开，请各地结合实际认真抓好落实，进一步巩固拓展脱贫攻坚成果，切实做好防止返贫监测帮扶工作。"
FIGURES = "截至2025年底，全市累计脱贫12345人，扶贫工作成效明显，脱贫人口人均纯收入增长10.5%。"


@dataclass(frozen=True)
class Case:
    """Titles of the policy page in the two runs, words that the rule looks for, days, and the causes told."""

    title: tuple[str, str]
    words: tuple[list[str], list[str]]
    days: tuple[date, date]
    cheap: str
    proved: str


CASES = {
    "the page alone would have done": Case(
        ("扶贫政策汇编", "帮扶工作情况"), (["扶贫政策"], ["扶贫政策", "扶贫办法"]), RUNS, "rule", "site"
    ),
    "the rule alone would have done": Case(
        ("扶贫政策汇编", "扶贫政策汇编（修订）"), (["扶贫政策"], ["扶贫办法"]), RUNS, "rule", "rule"
    ),
    "the site alone": Case(("扶贫政策汇编", "帮扶工作情况"), (["扶贫政策"], ["扶贫政策"]), RUNS, "site", "site"),
    "the rule alone": Case(("扶贫政策汇编", "扶贫政策汇编"), (["扶贫政策"], ["扶贫办法"]), RUNS, "rule", "rule"),
}


def book(words: list[str], terms: Sequence[str] = ("脱贫",)) -> Book:
    """Two points of a little domain, put to agriculture."""
    common: dict[str, Any] = {
        "basis": [{"document": "任务分工表", "clause": "一.1", "quote": "扶贫政策"}], "satisfied_by": "列明", "fix": "补充公开。",
    }  # fmt: skip
    policy = {
        "id": "PA-01", "name": "扶贫政策", "title": "公开扶贫政策", "level": "U", "severity": "B", "freshness": ["FS"],
        "recognise": [{"check": "topic", "title": words, "min_chars": 20}], **common,
    }  # fmt: skip
    results = {
        "id": "PA-17", "name": "扶贫成效", "title": "公开扶贫成效", "level": "U", "severity": "B", "freshness": ["FY"],
        "recognise": [{"check": "figures", "terms": [list(terms)], "shapes": [["COUNT", "PCT"]]}], **common,
    }  # fmt: skip
    domain = {
        "domain": "poverty", "prefix": "PA", "title": "脱贫攻坚", "columns": ["扶贫"],
        "gate": {"terms": ["扶贫"], "columns": ["扶贫"]}, "points": [policy, results],
    }  # fmt: skip
    duty = {"id": "U01", "name": "农业农村局", "leads": [{"points": ["PA-01", "PA-17"]}]}
    return Book.model_validate({"domains": [domain], "duties": {"agriculture": duty}})


def write(data: Path, day: date, title: str, rules: Book, as_of: date) -> str:
    """Crawl (by hand) and audit one run of four pages, of which the policy page bears `title`."""
    run_id = day.isoformat()
    run, directory = capture.run_dir(data, run_id), capture.unit_dir(data, run_id, UNIT.unit_id)
    pages = {f"p{number}.html": (f"工作动态第{number}期", "今日召开会议研究部署相关工作。" * 4) for number in range(3)}
    text = POLICY if "政策" in title else POLICY.replace("扶贫政策", "有关情况")
    pages |= {"policy.html": (title, text), "results.html": ("扶贫成效", FIGURES)}
    store_units(run, [UNIT])
    capture.update_run(
        run, run_id=run_id, started_at=f"{run_id}T01:00:00+00:00", crawled=True, crawled_at=f"{run_id}T02:00:00Z"
    )
    with UnitCapture(directory, {"software": "tests"}) as out:
        for name, (heading, words) in pages.items():
            out.row(_row(out, SITE + name, _page(heading, words)))
    capture.write_visit(
        directory,
        Visit(
            run_id=run_id, unit_id=UNIT.unit_id, state="complete", pages=len(pages), documents=len(pages), attachments=0,
            misses=0, columns_found=("扶贫",), started_at=f"{run_id}T01:00:00Z", finished_at=f"{run_id}T02:00:00Z",
        ),
    )  # fmt: skip
    audit(data, run_id, [UNIT], rules, as_of)
    return run_id


def _page(heading: str, words: str) -> bytes:
    return (
        f'<html><head><meta charset="utf-8"><title>{heading}</title></head><body><div class="article"><h1>{heading}</h1>'
        f'<p>发布时间：2026-02-01 来源：{UNIT.name}</p><div id="zoom"><p>{words}</p></div></div></body></html>'
    ).encode()


def _row(out: UnitCapture, url: str, body: bytes) -> PageRow:
    place = out.record(
        Exchange(
            url=url, method="GET", request_headers=[], status=200, reason="OK",
            response_headers=[("Content-Type", "text/html; charset=utf-8")], body=body,
        )
    )  # fmt: skip
    return PageRow(
        url=url, state="fetched", kind="article", status=200, columns=("扶贫",), content_type="text/html; charset=utf-8",
        length=len(body), digest=hashlib.sha256(body).hexdigest(), warc=place.warc, offset=place.offset, fetched_at=place.at,
    )  # fmt: skip


def causes(data: Path, *options: str) -> dict[str, str]:
    result = CliRunner().invoke(main, ["diff", "--data", str(data), "--json", *options])
    assert result.exit_code == 0, result.output
    return {row["point_id"]: row["cause"] for row in json.loads(result.stdout) if row["cause"]}


@pytest.mark.parametrize("name", CASES)
def test_judging_again_tells_which_cause_sufficed(tmp_path: Path, name: str) -> None:
    case = CASES[name]
    for day, title, words in zip(RUNS, case.title, case.words, strict=True):
        write(tmp_path, day, title, book(words), day)
    store.build(tmp_path)
    assert causes(tmp_path) == {"PA-01": case.cheap}
    assert causes(tmp_path, "--exact") == {"PA-01": case.proved}


@pytest.mark.parametrize(("terms", "cheap"), [(["脱贫"], "date"), (["脱贫", "减贫"], "rule")])
def test_a_window_that_passed_is_proved_though_the_rule_changed(tmp_path: Path, terms: list[str], cheap: str) -> None:
    write(tmp_path, RUNS[0], "扶贫政策汇编", book(["扶贫政策"]), RUNS[0])
    write(tmp_path, RUNS[1], "扶贫政策汇编", book(["扶贫政策"], terms), LATER)
    store.build(tmp_path)
    assert causes(tmp_path) == {"PA-17": cheap}
    assert causes(tmp_path, "--exact") == {"PA-17": "date"}


def test_pages_that_are_gone_cannot_be_judged_again(tmp_path: Path) -> None:
    write(tmp_path, RUNS[0], "扶贫政策汇编", book(["扶贫政策"]), RUNS[0])
    write(tmp_path, RUNS[1], "帮扶工作情况", book(["扶贫政策"]), RUNS[1])
    store.build(tmp_path)
    for path in capture.unit_dir(tmp_path, RUNS[0].isoformat(), UNIT.unit_id).glob("*.warc.gz"):
        path.unlink()
    result = CliRunner().invoke(main, ["diff", "--data", str(tmp_path), "--exact"])
    assert result.exit_code == 2 and "nync: cannot be judged again" in result.stderr


def test_what_a_rule_changed_in_is_told_from_the_kept_books(tmp_path: Path) -> None:
    write(tmp_path, RUNS[0], "扶贫政策汇编", book(["扶贫政策"]), RUNS[0])
    other = book(["扶贫办法"]).model_dump(mode="json")
    other["domains"][0]["points"][0]["severity"] = "A"
    other["duties"]["agriculture"]["name"] = "农业农村委"
    write(tmp_path, RUNS[1], "扶贫政策汇编", Book.model_validate(other), RUNS[1])
    store.build(tmp_path)
    said = dict(store.ask(tmp_path, "SELECT coalesce(point_id, ''), what FROM rule_change")[1])
    assert said == {"PA-01": "severity B → A; recognise", "": "who owes what: agriculture"}
