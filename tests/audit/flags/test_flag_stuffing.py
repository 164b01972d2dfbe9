"""Names of disclosures without the disclosures, in sight and out of it."""

from __future__ import annotations

import pytest
from posts import SITE, kinds, page

from audit.extract import extract

CHAIN = "项目名称 资金来源 资金规模 实施期限 责任人 监督电话 举报电话"


def test_a_page_that_is_a_chain_of_names_is_flagged() -> None:
    assert kinds(page("扶贫项目信息公开", CHAIN, page_type="other")) == ["keyword_stuffing"]
    assert kinds(page("扶贫项目信息公开", f"{CHAIN}\n详见政务公开专栏。", page_type="other")) == ["keyword_stuffing"]


INNOCENT = {
    "heads of a list that follows": page(
        "项目公示", f"{CHAIN}\n柳林村灌溉项目 中央财政衔接资金 60万元 2026年5月至10月 李某 0431-81234567 12317\n松岭村道路项目 省级资金"
    ),
    "a table": page("项目公示", CHAIN, tables=((tuple(CHAIN.split()), ("灌溉",) * 7),)),
    "a catalogue": page("主动公开基本目录", CHAIN, page_type="catalogue"),
    "its table is a file": page("项目公示", CHAIN, images=2),
    "a promise in prose": page(
        "公示办法", "各乡镇应当公开项目名称、资金来源、资金规模、实施期限、责任人、监督电话、举报电话等内容，公开时间不少于10天，接受群众监督。"
    ),
    "a few names": page("项目公示", "项目名称 资金来源 责任人"),
}  # fmt: skip


@pytest.mark.parametrize("name", INNOCENT)
def test_names_with_what_they_name_are_not_flagged(name: str) -> None:
    assert "keyword_stuffing" not in kinds(INNOCENT[name])


def web(inside: str) -> bytes:
    return (
        "<html><head><title>帮扶政策</title></head><body><div class='content'><h1>帮扶政策宣讲会召开</h1>"
        f"<p>近日，县里召开帮扶政策宣讲会，干部群众120人参加了会议。</p>{inside}</div></body></html>"
    ).encode()


@pytest.mark.parametrize(
    "style",
    ["display:none", "color:#fff", "color: #FFFFFF; background:#fff", "font-size:0", "font-size:0px;", "opacity:0",
     "text-indent:-9999px", "position:absolute;left:-5000px", "visibility: hidden"],
)  # fmt: skip
def test_names_that_no_reader_sees_are_flagged(style: str) -> None:
    document = extract(web(f'<p style="{style}">{CHAIN}</p>'), f"{SITE}/1.html")
    assert "hidden" in kinds(document)


@pytest.mark.parametrize(
    "inside",
    [
        f"<p>{CHAIN}</p>",
        f'<p style="color:#fff;background-color:#b00">{CHAIN}</p>',
        f'<div class="banner"><p style="color:#fff">{CHAIN}</p></div>',
        '<ul style="display:none">'
        + "".join(f"<li><a href='/{name}'>{name}</a></li>" for name in CHAIN.split())
        + "</ul>",
        '<table style="display:none"><tr>' + "".join(f"<td>{name}</td>" for name in CHAIN.split()) + "</tr></table>",
        '<p style="display:none">您访问的链接即将离开本站，是否继续？项目名称 资金来源</p>',
        f'<p style="font-size:10px">{CHAIN}</p>',
        f'<p style="line-height:0.9;margin-left:-5px;opacity:0.9">{CHAIN}</p>',
    ],
)
def test_what_is_in_sight_or_only_folded_away_is_not_flagged(inside: str) -> None:
    assert "hidden" not in kinds(extract(web(inside), f"{SITE}/1.html"))


def test_a_page_of_thousands_of_hidden_elements_is_read_in_one_pass() -> None:
    body = web('<p style="display:none">略</p>' * 10_000 + '<div style="display:none">' * 200 + CHAIN)
    assert "资金来源" in extract(body, f"{SITE}/1.html").concealed
