"""Which links lead to the disclosure columns."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from crawler.cli import columns
from crawler.discovery import breadcrumb, column_links

HOME = """<body><ul>
<li><a href="/zwgk/">政务公开</a></li><li><a href="/zwgk/shgysy/">社会公益事业建设领域政府信息公开</a></li>
<li><a href="/zwgk/zdly/">重点领域信息公开</a></li><li><a href="/zwgk/fpjz/">扶贫救助</a></li>
<li><a href="javascript:void(0)" onclick="window.open('/zwgk/ndbg/')">政府信息公开年报</a></li>
<li><a href="/zwgk/ndbg/t20260120_1.html">云河市教育局2025年政府信息公开工作年度报告</a></li>
<li><a href="/zp/">招聘公告</a></li><li><a href="/dj/">党史学习教育</a></li><li><a href="javascript:;">义务教育</a></li>
<li><a href="mailto:a@a.cn">监督投诉</a></li></ul></body>"""


def test_the_named_column_comes_first_and_doors_last() -> None:
    links = column_links(HOME, "http://a.gov.cn/")
    assert [link.text for link in links][:2] == ["社会公益事业建设领域政府信息公开", "重点领域信息公开"]
    assert {link.kind for link in links} == {"domain", "door", "support"}
    assert next(link for link in links if link.kind == "support").url == "http://a.gov.cn/zwgk/ndbg/"


@pytest.mark.parametrize(
    "text", ["招聘公告", "党史学习教育", "义务教育", "监督投诉", "云河市教育局2025年政府信息公开工作年度报告"]
)
def test_other_links_are_left(text: str) -> None:
    assert text not in {link.text for link in column_links(HOME, "http://a.gov.cn/")}


@pytest.mark.parametrize("href", ["/", "/index.html", "http://a.gov.cn"])
def test_the_banner_is_no_column_whatever_the_unit_is_called(href: str) -> None:
    assert column_links(f'<a href="{href}">云河市住房保障局</a>', "http://a.gov.cn/wsbs/") == []


def test_a_slug_speaks_where_the_words_do_not() -> None:
    (link,) = column_links('<a href="/zdlyxxgk/">专项工作</a>', "http://a.gov.cn/")
    assert (link.kind, link.why) == ("domain", "zdlyxxgk")


def test_offsite_links_are_marked() -> None:
    (link,) = column_links('<a href="http://zwgk.b.gov.cn/jyj/">政府信息公开</a>', "http://a.gov.cn/")
    assert link.offsite


def test_breadcrumb_from_the_page_or_its_meta() -> None:
    assert breadcrumb("<div>当前位置：首页 > 政务公开 > 扶贫救助</div>") == ("政务公开", "扶贫救助")
    assert breadcrumb('<meta name="ColumnName" content="扶贫救助"><body>x</body>') == ("扶贫救助",)


def test_the_columns_command(tmp_path: Path) -> None:
    page = tmp_path / "home.html"
    page.write_text(HOME, encoding="gbk")
    result = CliRunner().invoke(columns, [str(page), "--url", "http://a.gov.cn/"])
    links = json.loads(result.stdout)
    assert (
        result.exit_code == 0
        and links[0]["url"] == "http://a.gov.cn/zwgk/shgysy/"
        and links[0]["score"] > links[-1]["score"]
    )
