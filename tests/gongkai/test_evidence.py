"""The folder for one finding: what it holds, that it can be verified, and that it shows nobody's personal data."""

from __future__ import annotations

import csv
import hashlib
import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from warcio.archiveiterator import ArchiveIterator

from audit.proof import picture
from audit.run import audit
from crawler import capture
from crawler.capture import PageRow, Visit
from crawler.chromium import program
from crawler.recorder import Exchange, UnitCapture
from crawler.units import Unit, store_units
from gongkai.cli import main
from rules.load import load_book

RUN, SITE = "2026-11-23", "http://127.0.0.1:1"
STANDARD = "<p>自2026年1月1日起，我市城市最低生活保障标准为每人每月820元，农村最低生活保障标准为每人每月640元。</p>"
LIST = "<table><tr><td>姓名</td><td>身份证号</td><td>救助金额（元）</td></tr><tr><td>王小明</td><td>110101199003070011</td><td>500</td></tr></table>"


def page(title: str, body: str) -> str:
    return f'<html><head><meta charset="utf-8"><title>{title}</title></head><body><h1>{title}</h1><div>发布时间：2026-04-01 来源：某市民政局</div><div id="zoom">{body}<p>特此公告，请社会各界监督。</p></div></body></html>'


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of one unit with a notice and a list of persons, captured as the crawl captures."""
    folder = tmp_path_factory.mktemp("data")
    run = capture.run_dir(folder, RUN)
    unit = Unit(unit_id="mz", name="某市民政局", kind="department", duty=("civil_affairs",), sites=(f"{SITE}/",))
    directory = capture.unit_dir(folder, RUN, "mz")
    pages = {
        f"{SITE}/a.html": page("关于公布2026年城乡低保标准的公告", STANDARD),
        f"{SITE}/b.html": page(
            "2026年4月临时救助发放名单公示", f"<p>2026年4月共发放临时救助资金500元，救助1人。</p>{LIST}"
        ),
    }
    with UnitCapture(directory, {"software": "gongkai"}) as writer:
        for url, text in pages.items():
            body = text.encode()
            place = writer.record(
                Exchange(
                    url=url, method="GET", request_headers=[("Host", "127.0.0.1")], status=200, reason="OK",
                    response_headers=[("Content-Type", "text/html")], body=body, address="127.0.0.1",
                )
            )  # fmt: skip
            writer.row(
                PageRow(
                    url=url, state="fetched", kind="article", columns=("=社会救助",), status=200, content_type="text/html",
                    length=len(body), digest=hashlib.sha256(body).hexdigest(), warc=place.warc, offset=place.offset,
                    fetched_at=place.at,
                )
            )  # fmt: skip
    store_units(run, [unit])
    visit = Visit(
        run_id=RUN, unit_id="mz", state="complete", pages=2, documents=2, attachments=0, misses=0,
        columns_found=("社会救助",), started_at="", finished_at="",
    )  # fmt: skip
    capture.write_visit(directory, visit)
    audit(folder, RUN, [unit], load_book(), date(2026, 11, 23))
    return folder


def evidence(data: Path, finding: str, out: Path) -> Result:
    return CliRunner().invoke(main, ["evidence", finding, "--data", str(data), "--out", str(out)])


def test_the_folder_holds_the_page_as_it_came_and_its_sums_hold(data: Path, tmp_path: Path) -> None:
    out = tmp_path / "folder"
    result = evidence(data, "mz/SA-02/SC-01", out)
    assert result.exit_code == 0, result.output
    assert STANDARD in (out / "page-1.html").read_text(encoding="utf-8")
    for line in (out / "SHA256SUMS").read_text(encoding="utf-8").splitlines():
        digest, name = line.split("  ")
        assert hashlib.sha256((out / name).read_bytes()).hexdigest() == digest
    note = (out / "说明.txt").read_text(encoding="utf-8")
    for part in (
        "某市民政局",
        "SA-02 救助标准",
        "达标",
        "依据：《",
        f"{SITE}/a.html",
        "服务器地址：127.0.0.1",
        "北京时间",
    ):
        assert part in note
    assert "HTTP/1.1 200 OK" in (out / "page-1.headers.txt").read_text(encoding="utf-8")
    assert json.loads((out / "manifest.json").read_text(encoding="utf-8"))["finding"]["outcome"] == "met"


def test_an_independent_reader_can_open_the_records(data: Path, tmp_path: Path) -> None:
    out = tmp_path / "folder"
    evidence(data, "mz/SA-02/SC-01", out)
    with (out / "page-1.warc.gz").open("rb") as source:
        records = [(one.rec_type, one.rec_headers["WARC-Target-URI"], one.content_stream().read()) for one in ArchiveIterator(source, check_digests="raise")]  # fmt: skip
    assert [(kind, url) for kind, url, _ in records] == [("response", f"{SITE}/a.html"), ("request", f"{SITE}/a.html")]
    assert records[0][2] == (out / "page-1.html").read_bytes()


def test_a_page_with_open_personal_data_is_named_and_not_copied(data: Path, tmp_path: Path) -> None:
    out = tmp_path / "folder"
    assert evidence(data, "mz/SA-06/SC-08", out).exit_code == 0
    assert "含未隐去的个人信息" in (out / "说明.txt").read_text(encoding="utf-8")
    assert not list(out.glob("page-*"))
    assert all(b"110101199003070011" not in path.read_bytes() for path in out.iterdir())


def test_an_absence_shows_all_that_was_searched(data: Path, tmp_path: Path) -> None:
    out = tmp_path / "folder"
    assert evidence(data, "mz/SA-07", out).exit_code == 0
    rows = list(csv.DictReader((out / "searched.csv").read_text(encoding="utf-8-sig").splitlines()))
    assert [row["url"] for row in rows] == [f"{SITE}/a.html", f"{SITE}/b.html"]
    assert rows[0]["columns"] == "'=社会救助"


def test_an_existing_folder_and_a_wide_name_are_refused(data: Path, tmp_path: Path) -> None:
    taken = evidence(data, "mz/SA-07", tmp_path)
    assert taken.exit_code == 2
    assert "exists already" in taken.stderr
    wide = evidence(data, "mz", tmp_path / "folder")
    assert wide.exit_code == 2
    assert "name one of them" in wide.stderr
    assert not (tmp_path / "folder").exists()


def test_a_hostile_page_is_drawn_without_its_scripts_and_redirections() -> None:
    page = '<meta http-equiv="refresh" content="0;url=file:///etc/passwd"><script>document.title=1</script><iframe src="file:///etc/passwd"></iframe><img src="x" onerror="alert(1)"><p>正文'  # fmt: skip
    safe = picture.harmless(page)
    assert "正文" in safe
    assert not any(word in safe for word in ("refresh", "<script", "iframe", "onerror", "passwd"))


@pytest.mark.skipif(not program(), reason="no Chromium here")
def test_a_page_is_drawn_where_a_browser_is_installed() -> None:
    assert picture.picture("<p>正文".encode()).startswith(b"\x89PNG")


def test_without_a_browser_there_is_no_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("GONGKAI_CHROMIUM", raising=False)
    assert picture.picture(b"<p>x") == b""
