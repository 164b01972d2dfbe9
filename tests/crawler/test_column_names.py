"""What a link to a column is called where its own words do not say."""

from __future__ import annotations

import pytest

from crawler.discovery import column_links

HOST = "http://a.gov.cn/"


def _names(markup: str) -> dict[str, str]:
    return {link.url.removeprefix(HOST): link.text for link in column_links(f"<body>{markup}</body>", HOST)}


@pytest.mark.parametrize("more", ["更多+", "MORE", "查看更多 &gt;&gt;", "[更多]"])
@pytest.mark.parametrize(
    "box",
    [
        "<div><h3>养老服务</h3><ul><li><a href='/1.html'>机构走访</a></li></ul><a href='/yl/'>{}</a></div>",
        "<div><h3><span>养老服务</span><a href='/yl/'>{}</a></h3></div>",
        "<dl><dt>养老服务</dt><dd><a href='/yl/'>{}</a></dd></dl>",
    ],
)
def test_a_more_link_bears_the_heading_of_its_box(box: str, more: str) -> None:
    assert _names(box.format(more)) == {"yl/": "养老服务"}


def test_a_more_link_among_several_bears_no_name() -> None:
    assert _names("<div><h3>养老服务</h3><a href='/a/'>更多</a><a href='/b/'>更多</a></div>") == {}


def test_a_label_for_readers_aloud_names_an_icon() -> None:
    assert _names("<a href='/c/' aria-label='社会公益事业建设'><i></i></a>") == {"c/": "社会公益事业建设"}


@pytest.mark.parametrize("name", ["学校公开", "收费公示", "资助政策", "就医指南", "公示栏", "环保"])
def test_short_names_of_columns(name: str) -> None:
    assert _names(f"<a href='/c/'>{name}</a>") == {"c/": name}


@pytest.mark.parametrize("name", ["环保志愿者风采", "医院收费公示牌安装工程", "校园风光"])
def test_names_that_only_hold_such_words_are_none(name: str) -> None:
    assert _names(f"<a href='/c/'>{name}</a>") == {}


def test_what_holds_a_crowd_of_links_is_no_box_of_one_column() -> None:
    def box(entries: int) -> dict[str, str]:
        crowd = "".join(f'<a href="/n/{number}.html">第{number}期</a>' for number in range(entries))
        return _names(f"<div><h3>社会救助</h3>{crowd}<a href='/jz/'>更多</a></div>")

    assert (box(20), box(200)) == ({"jz/": "社会救助"}, {})
