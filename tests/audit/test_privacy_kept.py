"""Nothing that a run keeps beside its captures repeats personal data; and what it says of it, to whom."""

from __future__ import annotations

import io
import logging
import sqlite3
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import duckdb
import openpyxl
import pytest
from captured import Answer, write_unit
from click.testing import CliRunner

from audit.run import audit
from crawler import capture
from crawler.units import Unit, store_units
from gongkai.cli import main
from output.exports.lists import write_lists
from output.store import build
from rules.load import load_book

AS_OF = date(2026, 11, 23)
SITE = "http://mzj.qinghe.example"
SECRETS = (
    "229999195003071235", "22999919500307124X", "13900000001", "13900000002", "6228480402564890018",
    "22999919500307123541", "柳林村3组12号", "尿毒症", "欧阳建设", "司马秀英", "1950年3月7日",
)  # fmt: skip
ROWS = (
    ("姓名", "身份证号", "家庭住址", "联系电话", "银行卡号", "残疾证号", "病种", "保障标准"),
    ("欧阳建设", "229999195003071235", "柳林村3组12号", "13900000001", "6228480402564890018", "22999919500307123541", "尿毒症", "860元"),
    ("司马秀英", "22999919500307124X", "柳林村3组12号", "13900000002", "6228480402564890018", "", "尿毒症", "860元"),
)  # fmt: skip


def table() -> str:
    rows = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in ROWS)
    return f"<table border='1'>{rows}</table>"


def web(title: str, body: str, day: str = "2026-05-06") -> bytes:
    text = f"<div class='box'><h1>{title}</h1><div>发布时间：{day} 来源：青河县民政局</div><div class='txt'>{body}</div></div>"
    return f"<html><head><meta charset='utf-8'><title>{title}</title></head><body>{text}</body></html>".encode()


def workbook() -> bytes:
    book = openpyxl.Workbook()
    book.active.append(("乡镇", "户数"))
    book.active.append(("柳林镇", 12))
    hidden = book.create_sheet("底稿")
    hidden.sheet_state = "veryHidden"
    for row in ROWS:
        hidden.append(row)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("data")
    story = "低保户欧阳建设说，救助金已经到账。欧阳建设，1950年3月7日出生，家住柳林村3组12号，联系电话13900000001。"
    more = "<p>经审核，以下家庭符合最低生活保障条件，现予公示，公示期7天，监督电话：0431-81234567。</p>" * 2
    columns = ("社会救助", "低保公示")
    write_unit(data, "r1", "mzj", {
        f"{SITE}/a/1.html": Answer(body=web("青河县2026年5月低保对象公示", more + table()), columns=columns),
        f"{SITE}/a/2.html": Answer(body=web("欧阳建设229999195003071235低保公示", f"<p>{story}</p>" + more), columns=columns),
        f"{SITE}/a/3.html": Answer(body=web("青河县低保资金发放情况", more), columns=columns),
        f"{SITE}/a/3.xlsx": Answer(
            body=workbook(), content_type="application/octet-stream", referrer=f"{SITE}/a/3.html",
            anchor="欧阳 229999195003071235 低保发放表.xlsx", columns=columns,
        ),
    })  # fmt: skip
    return data


@pytest.fixture(scope="module")
def said(data: Path) -> list[str]:
    lines: list[str] = []
    unit = Unit(unit_id="mzj", name="青河县民政局", kind="department", duty=("civil_affairs",), sites=(f"{SITE}/",))
    handler = logging.StreamHandler(stream := io.StringIO())
    logging.getLogger().addHandler(handler)
    try:
        store_units(capture.run_dir(data, "r1"), [unit])
        audit(data, "r1", [unit], load_book(), AS_OF, progress=lines.append)
        capture.update_run(capture.run_dir(data, "r1"), finished=True)
        build(data)
        write_lists(data, "r1")
    finally:
        logging.getLogger().removeHandler(handler)
    return [*lines, stream.getvalue()]


def kept(data: Path) -> Iterator[tuple[str, str]]:
    """(where, everything that can be read there) of all that an audit and its lists leave."""
    for path in data.glob("runs/**/*.parquet"):
        yield path.name, "\n".join(map(repr, duckdb.read_parquet(str(path)).fetchall()))
    with duckdb.connect(data / "gongkai.duckdb", read_only=True) as db:
        for (name,) in db.sql("SELECT table_name FROM information_schema.tables").fetchall():
            yield name, "\n".join(map(repr, db.sql(f'FROM "{name}"').fetchall()))
    with closing(sqlite3.connect(data / "cache" / "audit.sqlite")) as cache:
        for name in ("page", "facts", "verdict"):
            values = cache.execute(f"SELECT value FROM {name}").fetchall()  # noqa: S608 - names of this test
            assert values, f"the cache holds no {name}"
            yield f"cache {name}", "\n".join(zlib.decompress(value).decode() for (value,) in values)
    for path in (data / "exports").rglob("*.*"):
        if path.suffix == ".xlsx":
            with zipfile.ZipFile(path) as book:
                yield path.name, "\n".join(book.read(name).decode("utf-8", "replace") for name in book.namelist())
        else:
            yield path.name, path.read_text(encoding="utf-8")


def test_no_raw_value_is_kept_or_said(data: Path, said: list[str]) -> None:
    places = dict(kept(data))
    assert {"privacy.parquet", "documents.parquet", "findings.parquet", "privacy_hit", "finding", "page"} <= set(places)
    assert "低保" in places["documents.parquet"] and "PRIV-01" in places["privacy_hit"]
    leaks = [(place, secret) for place, text in places.items() for secret in SECRETS if secret in text]
    assert not leaks
    assert not [secret for secret in SECRETS if any(secret in line for line in said)]


def test_hits_are_stored_as_a_kind_a_count_a_masked_example_and_a_hash(data: Path, said: list[str]) -> None:
    with duckdb.connect(data / "gongkai.duckdb", read_only=True) as db:
        rows = db.sql("SELECT url, priv_id, masked, count, snippet, digest FROM privacy_hit").fetchall()
    found = {(url.rsplit("/", 1)[-1], kind): count for url, kind, masked, count, *_ in rows if not masked}
    table_kinds = {"PRIV-01", "PRIV-02", "PRIV-03", "PRIV-04", "PRIV-05", "PRIV-09"}
    assert table_kinds <= {kind for page, kind in found if page == "1.html"}
    assert table_kinds <= {kind for page, kind in found if page == "3.xlsx"}, "a very hidden sheet is read"
    assert {"PRIV-08", "PRIV-13"} <= {kind for page, kind in found if page == "2.html"}
    assert found["1.html", "PRIV-01"] == 2 and found["1.html", "PRIV-02"] == 1
    assert all(len(digest) == 32 for *_, digest in rows)


def test_the_list_stays_published_and_the_exposure_is_told_apart(data: Path, said: list[str]) -> None:
    with duckdb.connect(data / "gongkai.duckdb", read_only=True) as db:
        outcome, reason = db.sql("SELECT outcome, reason FROM finding WHERE point_id = 'SA-11'").fetchall()[0]
        lacking = db.sql("SELECT count(*) FROM deficiency WHERE point_id LIKE 'SA-11'").fetchall()[0][0]
        veto = db.sql("SELECT privacy_veto FROM scorecard WHERE unit_id = 'mzj'").fetchall()[0][0]
    assert outcome == "manual" and "立即" in reason and "身份证号码" in reason
    assert lacking == 0 and veto
    book = openpyxl.load_workbook(data / "exports" / "r1" / "mzj-问题清单.xlsx")
    sheet = ["\t".join(str(cell or "") for cell in row) for row in book["个人信息"].iter_rows(values_only=True)]
    assert any("PRIV-01" in line and "立即整改" in line for line in sheet)


def test_explaining_a_point_repeats_nothing(data: Path, said: list[str]) -> None:
    shown = CliRunner().invoke(main, ["explain", "mzj", "SA-04", "--data", str(data)])
    assert shown.exit_code == 0, shown.output
    assert not [secret for secret in SECRETS if secret in shown.output]
