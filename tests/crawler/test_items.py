"""Entries of lists in every layout: which rows are meant, what their titles and dates are."""

from __future__ import annotations

import pytest

from crawler.cms import read_list
from crawler.cms.dates import date_of, is_date, without_date

BASE = "http://a.gov.cn/xxgk/tzgg/index.html"


def rows(pattern: str, count: int = 6) -> str:
    return "".join(pattern.replace("{i}", str(i)) for i in range(1, count + 1))


@pytest.mark.parametrize(
    "pattern",
    [
        "<div class='item'><div class='t'><a href='{i}.html'>第{i}批救助对象公示名单</a></div><div class='d'>2026-03-0{i}</div></div>",
        "<table><tr><td>·<a href='{i}.html'>第{i}批救助对象公示名单</a></td><td width=80>2026/3/{i}</td></tr></table>",
        "<ul class='row'><li class='title'><h3><a href='{i}.html'>第{i}批救助对象公示名单</a></h3></li><li class='date'>2026-03-0{i}</li></ul>",
        "<li><a href='{i}.html'>第{i}批救助对象公示名单</a><i>0{i}</i><em>2026-03</em></li>",
        "<li><a href='{i}.html'><b class='day'>0{i}</b><b class='ym'>2026.03</b><p>第{i}批救助对象公示名单</p></a></li>",
        "<li><a href='202603/t2026030{i}_7{i}.html'>第{i}批救助对象公示名单</a><span>[03-0{i}]</span></li>",
        "<li><a href='{i}.html' title='第{i}批救助对象公示名单'>第{i}批救助对象公示名单2026-03-0{i}</a></li>",
        "<li>[2026-03-0{i} 09:12]<a href='{i}.html'>第{i}批救助对象公示名单</a></li>",
        "<li><a href='/c/'>[公示]</a><a href='{i}.html'>第{i}批救助对象公示名单</a><span>26-03-0{i}</span></li>",
        "<li><a href='{i}.html'><img src='a.png'></a><h4><a href='{i}.html'>第{i}批救助对象公示名单</a></h4><p>摘要：名单如下。</p><span>2026年03月0{i}日</span></li>",
        "<tr><td>{i}</td><td><a href='{i}.html'>第{i}批救助对象公示名单</a></td><td>成文日期：2025-12-0{i}</td><td>发布日期：2026-03-0{i}</td></tr>",
        "<li><a href='{i}.html'>第{i}批救助对象公示名单</a><span>2026-03-0{i}</span><!-- <span>2026-03-0{i}</span> --></li>",
        "<li onclick=\"location.href='{i}.html'\"><p>第{i}批救助对象公示名单</p><span>2026-03-0{i}</span></li>",
        "<li><a href='javascript:void(0)' data-href='{i}.html'>第{i}批救助对象公示名单</a><span>2026-03-0{i}</span></li>",
    ],
)  # fmt: skip
def test_layouts(pattern: str) -> None:
    found = read_list(f"<body><div class='main'>{rows(pattern)}</div></body>", BASE).items
    assert [(item.title, item.date) for item in found] == [
        (f"第{i}批救助对象公示名单", f"2026-03-0{i}") for i in range(1, 7)
    ]
    assert all(item.url.endswith((f"/{i}.html", f"_7{i}.html")) for i, item in enumerate(found, start=1))


def test_short_lists_of_blocks_keep_their_rows() -> None:
    block = "<div class='item'><a href='{i}.html'>第{i}批救助对象公示名单</a><span>2026-03-0{i}</span></div>"
    assert len(read_list(f"<body><div class='main'>{rows(block, 3)}</div></body>", BASE).items) == 3


def test_the_list_beside_the_pager_is_meant() -> None:
    row = "<li><a href='{i}.html'>第{i}批救助对象公示名单</a><span>2026-03-0{i}</span></li>"
    hot = "<li><a href='h{i}.html'>热点新闻的第{i}条标题</a><span>2025-01-0{i}</span></li>"
    page = f"<body><div class='side'><ul class='list'>{rows(hot, 9)}</ul></div><div class='main'><div><ul class='list'>{rows(row, 4)}</ul><div class='page'>第1/1页 <a href='#'>下一页</a></div></div></div></body>"
    assert [item.title for item in read_list(page, BASE).items] == [f"第{i}批救助对象公示名单" for i in range(1, 5)]


def test_lists_of_one_make_that_stand_apart_are_one_list() -> None:
    row = "<li><a href='{i}.html'>第{i}批救助对象公示名单</a><span>2026-03-0{i}</span></li>"
    page = f"<body><div class='m'><ul>{rows(row, 5)}</ul><ul>{rows(row, 5)}</ul></div></body>"
    assert len(read_list(page, BASE).items) == 10


def test_a_pinned_entry_without_date_belongs_to_the_list() -> None:
    row = "<li><a href='{i}.html'>第{i}批救助对象公示名单</a><span>2026-03-0{i}</span></li>"
    page = f"<body><ul><li><a href='top.html'>置顶：救助政策一览</a></li>{rows(row)}</ul></body>"
    found = read_list(page, BASE).items
    assert (len(found), found[0].title, found[0].date) == (7, "置顶：救助政策一览", "")


def test_entries_that_nobody_can_fetch_are_counted_without_address() -> None:
    row = "<li><a href='javascript:;' onclick='show({i})'>第{i}批救助对象公示名单</a><span>2026-03-0{i}</span></li>"
    found = read_list(f"<body><ul>{rows(row)}</ul></body>", BASE).items
    assert len(found) == 6 and {item.url for item in found} == {""}


def test_a_list_without_dates() -> None:
    row = "<li><a href='{i}.html'>关于第{i}批救助对象名单的公示</a></li>"
    found = read_list(
        f"<body><div class='nav'><li><a href='/a/'>政务公开</a></li></div><ul>{rows(row)}</ul></body>", BASE
    ).items
    assert found[0].title == "关于第1批救助对象名单的公示" and len(found) == 6


@pytest.mark.parametrize("note", ["共 0 条", "暂无相关内容", "没有找到相关信息"])
def test_an_empty_list_is_empty_whatever_stands_beside_it(note: str) -> None:
    hot = "<li><a href='h{i}.html'>热点新闻的第{i}条标题</a><span>2025-01-0{i}</span></li>"
    page = f"<body><ul>{rows(hot, 3)}</ul><div class='main'><p>{note}</p></div></body>"
    assert read_list(page, BASE).items == ()


def test_a_page_without_rows_has_no_entries() -> None:
    assert read_list("<p>本局职责如下。</p>", BASE).items == () == read_list("", BASE).items


@pytest.mark.parametrize(
    ("pieces", "expected"),
    [
        (["2026-03-02"], "2026-03-02"),
        (["截止日期：2026-05-01", "2026-03-02"], "2026-03-02"),
        (["生效日期：2026-05-01", "发布时间：2026-03-02 10:00"], "2026-03-02"),
        (["02", "2026-03"], "2026-03-02"),
        (["03-02"], ""),
        (["索引号 2026-0032"], ""),
        (["联系电话 12-03-0455"], ""),
    ],
)
def test_which_date_is_meant(pieces: list[str], expected: str) -> None:
    assert date_of(pieces, "标题", "http://a.gov.cn/1.html") == expected


def test_dates_leave_titles() -> None:
    assert (
        without_date("关于公示的通知（2026-03-02）") == "关于公示的通知" == without_date("2026年3月2日 关于公示的通知")
    )
    assert without_date("2026年工作计划") == "2026年工作计划"
    assert is_date("[2026-03-02 09:12]") and is_date("发布时间：2026-03-02") and not is_date("2026-03-02 公示")


@pytest.mark.parametrize(
    "markup",
    [
        "<dl>" + rows("<dt><a href='{i}.html'>第{i}批救助对象公示名单的公告</a></dt><dd>发布时间：2026年3月{i}日</dd>") + "</dl>",
        rows("<article><h2><a href='{i}.html'>第{i}批救助对象公示名单的公告</a></h2><div><time datetime='2026-03-0{i}T09:00:00+08:00'>3月 {i}, 2026</time></div><p>名单如下。<a href='{i}.html'>阅读更多</a></p></article>"),
        rows("<table><tr><td>[<a href='c.asp'>公示</a>] <a href='{i}.html'>第{i}批救助对象公示名单的公告</a></td><td>[26/03/0{i}]</td></tr></table>"),
        "<table>" + rows("<tr><td><a href='{i}.html'>第{i}批救助对象公示名单的公告</a>(2026-03-0{i})</td></tr>") + "</table>",
        rows("<img src='d.gif'> <a href='{i}.html'>第{i}批救助对象公示名单的公告</a> <font>2026-3-{i}</font><br>"),
        "<table><tr><th>索引号</th><th>名称</th><th>生成日期</th><th>发布日期</th></tr>"
        + rows("<tr><td>QH-{i}</td><td><a href='{i}.html'>第{i}批救助对象公示名单的公告</a></td><td>2026-01-1{i}</td><td>2026-03-0{i}</td></tr>") + "</table>",
    ],
)  # fmt: skip
def test_the_day_of_an_entry_is_found_below_it_in_an_attribute_and_under_its_columns_head(markup: str) -> None:
    read = read_list(f"<html><body><div class='list'>{markup}</div></body></html>", BASE)

    assert [(item.title, item.date) for item in read.items] == [
        (f"第{i}批救助对象公示名单的公告", f"2026-03-0{i}") for i in range(1, 7)
    ]


def test_two_entries_stand_side_by_side_in_one_row_of_a_table() -> None:
    cells = [f"<td><a href='{i}.html'>第{i}批救助对象公示名单</a>(03-0{i})</td>" for i in range(1, 7)]
    table = "".join(f"<tr>{one}{other}</tr>" for one, other in zip(cells[::2], cells[1::2], strict=True))
    read = read_list(f"<html><body><table>{table}</table></body></html>", BASE)

    assert [item.title for item in read.items] == [f"第{i}批救助对象公示名单" for i in range(1, 7)]
