"""Monstrous documents are judged in their first part, in time that grows with their size, and said to be unread."""

from __future__ import annotations

import pytest
from real_book import findings, judge, notice

from audit.limits import MOST_CELLS, MOST_CHARACTERS, MOST_COLUMNS, MOST_MARKUP, bounded
from audit.model import Document, Outcome
from audit.read import read_bytes

HEADERS = (
    "序号",
    "项目名称",
    "建设单位",
    "资金来源",
    "资金规模(万元)",
    "责任人",
    "监督电话",
    "实施期限",
    "地点",
    "备注",
)
FACT = "项目资金来源:中央财政衔接推进乡村振兴补助资金120万元。"


def row(number: int) -> tuple[str, ...]:
    return (
        str(number),
        f"云山村道路硬化工程{number}",
        "河东镇人民政府",
        "中央财政衔接资金",
        "12",
        "王强",
        "12317",
        "2026年3月至9月",
        "河东村",
        "",
    )


def document(text: str = "", *rows: tuple[str, ...], title: str = "财政衔接资金项目公告") -> Document:
    return Document(
        url="http://a.example/1.html", title=title, text=text, tables=(rows,) if rows else (), page_type="notice"
    )


def test_a_text_of_fifty_megabytes_is_judged_in_its_first_part() -> None:
    text = FACT + "\n" + "全县上下一心,各项工作有序开展。\n" * 1_100_000
    assert len(text.encode()) > 50_000_000
    kept = bounded(document(text))
    assert kept.unread == "too_large" and MOST_CHARACTERS // 2 < len(kept.text) <= MOST_CHARACTERS
    assert kept.text.endswith("。")
    assert "PA-04" in {one.point for one in judge().judge(document(text)).evidence}


def test_a_line_of_five_megabytes_without_punctuation() -> None:
    kept = bounded(document("扶贫工作稳步推进" * 210_000))
    assert (len(kept.text), kept.unread) == (MOST_CHARACTERS, "too_large")
    assert judge().judge(document("扶贫工作稳步推进" * 25_000)).domains


def test_a_table_of_two_hundred_thousand_cells_is_judged_to_its_end() -> None:
    table = (HEADERS, *map(row, range(20_000)))
    assert bounded(document("", *table)).unread == ""
    few = (HEADERS, *map(row, range(2_000)))
    found = judge().judge(document("", *few))
    assert {one.record for one in found.evidence if one.point == "PA-04"} >= {few[1][1], few[-1][1]}


def test_rows_and_columns_beyond_the_limits_are_left_out() -> None:
    kept = bounded(document("", *map(row, range(MOST_CELLS // 10 + 7))))
    assert sum(len(one) for one in kept.tables[0]) == MOST_CELLS and kept.unread == "too_large"
    wide = bounded(document("", ("甲",) * 200_000, ("乙",) * 200_000))
    assert [len(one) for one in wide.tables[0]] == [MOST_COLUMNS] * 2 and wide.unread == "too_large"


def test_what_is_within_the_limits_stays_as_it_is() -> None:
    small = document(FACT, HEADERS, row(1))
    assert bounded(small) is small


def test_a_page_of_ten_thousand_nested_tags() -> None:
    body = f"<html><body>{'<div>' * 10_000}<p>{FACT * 10}</p>{'</div>' * 10_000}</body></html>".encode()
    assert "资金来源" in read_bytes(body, "http://a.example/1.html", "text/html; charset=utf-8").text


def test_a_page_too_large_to_parse_is_read_in_part() -> None:
    head = f"<html><head><title>公告</title></head><body><h1>公告</h1><p>{FACT * 9}</p><script>".encode()
    page = read_bytes(
        head + b"x" * MOST_MARKUP + b"</script></body></html>", "http://a.example/1.html", "text/html; charset=utf-8"
    )
    assert page.unread == "too_large" and "资金来源" in page.text
    small = read_bytes(head + b"x</script></body></html>", "http://a.example/1.html", "text/html; charset=utf-8")
    assert small.unread == "" and small.digest != page.digest


@pytest.mark.parametrize(("unread", "outcome"), [("", Outcome.MISSING), ("too_large", Outcome.MANUAL)])
def test_absence_in_a_document_read_in_part_is_for_a_person(unread: str, outcome: Outcome) -> None:
    page = notice("环境违法行政处罚公示", "某企业超标排放污染物,环境监察支队依法立案。", unread=unread)
    assert [one.outcome for one in findings("EN-01", [page])] == [outcome]
