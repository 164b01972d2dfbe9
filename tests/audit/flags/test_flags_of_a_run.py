"""Flags through a whole audit: files, database, the supervisor's workbook; outcomes and units' lists are untouched."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest
from captured import Answer, write_unit

from audit import tables
from audit.flags.model import KINDS
from audit.run import audit
from crawler import capture
from crawler.units import Unit, store_units
from output import store
from output.exports.lists import write_lists
from rules.load import load_book

QINGHE, LINSHAN = "http://qinghe.example", "http://linshan.example"
UNITS = [
    Unit(unit_id="qh", name="云河市青河区民政局", kind="department", duty=("civil_affairs",), sites=(f"{QINGHE}/",)),
    Unit(unit_id="ls", name="云河市临山县民政局", kind="department", duty=("civil_affairs",), sites=(f"{LINSHAN}/",)),
]
COLUMNS = ("社会救助", "临时救助")
STORY = (
    "<p>{0}高度重视困难群众救助帮扶工作，多次召开专题会议研究部署，层层压实工作责任。</p>"
    "<p>{0}民政局组织干部深入村组开展入户走访，逐户核实家庭收入和生活状况，做到不漏一户、不落一人。</p>"
    "<p>对走访中发现的问题建立清单，明确整改时限和责任人员，逐项对账销号，确保问题整改到位。联系人电话13900000001。</p>"
    "<p>同时依托村务公开栏和微信群开展政策宣传，发放明白纸三千余份，群众政策知晓率明显提升。</p>"
    "<p>下一步，{0}将继续完善主动发现机制，强化部门数据比对，切实兜住兜牢基本民生底线。</p>"
)
NOTICE = "<p>经审核，拟对柳林镇等四个乡镇的困难家庭实施临时救助，现将有关情况予以公示，公示期七天，欢迎群众监督。</p>"


def web(title: str, body: str, day: str) -> bytes:
    text = f"<div class='box'><h1>{title}</h1><div>发布时间：{day}</div><div class='txt'>{body}</div></div>"
    return f"<html><head><meta charset='utf-8'><title>{title}</title></head><body>{text}</body></html>".encode()


def run(data: Path, name: str, day: date, notice_day: str) -> None:
    pages = {
        "qh": {
            f"{QINGHE}/a/1.html": web("青河区困难群众救助工作情况通报", STORY.format("青河区"), "2026-03-02"),
            f"{QINGHE}/a/2.html": web("临时救助对象公示", NOTICE, notice_day),
        },
        "ls": {f"{LINSHAN}/a/9.html": web("临山县困难群众救助工作情况通报", STORY.format("临山县"), "2026-09-20")},
    }
    store_units(capture.run_dir(data, name), UNITS)
    for unit_id, bodies in pages.items():
        write_unit(data, name, unit_id, {url: Answer(body=body, columns=COLUMNS) for url, body in bodies.items()})
    audit(data, name, UNITS, load_book(), day, progress=lambda _: None)
    capture.update_run(capture.run_dir(data, name), started_at=f"{name}T01:00:00+00:00", crawled=True, finished=True)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("data")
    run(data, "2026-10-19", date(2026, 10, 19), "2026-03-02")
    run(data, "2026-11-23", date(2026, 11, 23), "2026-11-20")
    store.build(data)
    return data


def test_a_copy_is_kept_with_the_run_and_a_redated_page_with_its_unit(data: Path) -> None:
    (copy,) = tables.read(data / "runs" / "2026-11-23", "flags")
    assert (copy["unit_id"], copy["kind"], copy["other_unit_id"]) == ("ls", "copied", "qh")
    assert (copy["url"], copy["other_url"]) == (f"{LINSHAN}/a/9.html", f"{QINGHE}/a/1.html")
    assert copy["title"] == "临山县困难群众救助工作情况通报" and copy["seen_at"] == date(2026, 11, 23)
    (redated,) = tables.read(data / "runs" / "2026-11-23" / "units" / "qh", "flags")
    assert redated["kind"] == "redated" and "批次2026-10-19采集时" in redated["proof"]
    assert tables.read(data / "runs" / "2026-10-19" / "units" / "qh", "flags") == []


def test_the_view_shows_the_latest_run_with_names_labels_and_first_sight(data: Path) -> None:
    shown = store.ask(data, "SELECT unit_name, label, first_seen_run, other_unit_name FROM flagged ORDER BY unit_id")[1]
    assert shown == [
        ("云河市临山县民政局", "与其他单位内容雷同", "2026-10-19", "云河市青河区民政局"),
        ("云河市青河区民政局", "旧内容改标新日期", "2026-11-23", None),
    ]
    assert store.ask(data, "SELECT count(*) FROM flagged_all")[1] == [(3,)]


def test_labels_of_the_database_are_those_of_the_audit(data: Path) -> None:
    for kind, label in KINDS.items():
        assert store.ask(data, f"SELECT flag_label('{kind}')")[1] == [(label,)]


def test_supervisors_see_the_flags_and_units_do_not(data: Path) -> None:
    written = {path.name: path for path in write_lists(data).files}
    book = openpyxl.load_workbook(written["全部单位问题清单.xlsx"])
    rows = [[cell.value for cell in row] for row in book["待核实线索"].iter_rows(min_row=3)]
    assert rows[0][:6] == ["序号", "责任单位", "线索类型", "页面标题", "网址", "线索说明"]
    assert [row[2] for row in rows[1:3]] == ["与其他单位内容雷同", "旧内容改标新日期"]
    assert rows[1][4] == f"{LINSHAN}/a/9.html" and rows[1][7] == f"{QINGHE}/a/1.html"
    for name in ("ls-问题清单.xlsx", "qh-问题清单.xlsx"):
        assert "待核实线索" not in openpyxl.load_workbook(written[name]).sheetnames


def test_nothing_personal_is_kept_with_a_flag(data: Path) -> None:
    for path in [*data.glob("runs/*/flags.parquet"), *data.glob("runs/*/units/*/flags.parquet"), *data.glob("runs/*/units/*/traces.parquet")]:  # fmt: skip
        assert b"13900000001" not in path.read_bytes()
        assert "13900000001" not in repr(tables.read(path.parent, path.stem))


def test_a_flag_changes_no_outcome(data: Path, tmp_path: Path) -> None:
    run(tmp_path, "2026-11-23", date(2026, 11, 23), "2026-11-20")
    for unit in ("qh", "ls"):
        alone = tables.read(tmp_path / "runs" / "2026-11-23" / "units" / unit, "findings")
        assert alone == tables.read(data / "runs" / "2026-11-23" / "units" / unit, "findings")
