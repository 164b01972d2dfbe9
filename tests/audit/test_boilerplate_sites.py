"""Whole little sites: menus, breadcrumbs and footers go, and what notices say stays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import product

import pytest

from audit.boilerplate import boilerplate
from audit.extract import extract
from audit.judge import Judge
from audit.model import Document
from audit.text import normalise
from rules.load import load_book

HOST = "http://nyj.qinghe.example"
PHONE, HOTLINE = "0431-81230000", "0431-81239999"
COLUMNS = ("政策文件", "项目公告", "工作动态", "年度报告")
MENU = "首页 政务公开 办事服务 互动交流 专题专栏 走进青河 网站地图 无障碍阅读".split()
FOOTS = {
    "office": f"主办单位：青河县农业农村局 联系电话：{PHONE}",
    "hotline": f"监督举报电话：{PHONE}",
    "duty": f"值班电话：{PHONE} 传真：{PHONE}",
}
SENTENCES = (
    "本次会议对春耕备耕、农资供应和农机检修作了安排，要求各乡镇按时完成。",
    "调查组先后到五个行政村查看地块，核对面积和台账，当场提出修改意见。",
    "培训分为理论授课和现场操作两部分，参训人员领取了技术手册和样品。",
    "验收小组查阅了施工记录和检测报告，对发现的三处瑕疵限期整改到位。",
)
FRAMES = {
    "apart": "<div class='con'>{body}</div><div class='foot'><p>{foot}</p></div>",
    "same box": "<div class='con'>{body}<p>{foot}</p></div>",
    "last cell": "<table width='100%'><tr><td>{body}</td></tr><tr><td align='center'>{foot}</td></tr></table>",
    "under a rule": "<div id='zoom'>{body}<hr><div>{foot}</div></div>",
}


def said(number: int, place: int) -> str:
    """A sentence that only this page has."""
    return f"第{number}期：{SENTENCES[(number + place) % 4]}"


def notice(number: int) -> str:
    """A project notice: everything but its hotline is its own."""
    return (
        f"<p>项目名称：柳林村第{number}段道路硬化项目</p><p>建设地点：柳林镇柳林村{number}社</p>"
        f"<p>资金来源：中央财政衔接推进乡村振兴补助资金{number + 20}万元</p><p>实施单位：柳林镇人民政府</p>"
        f"<p>扶贫项目监督举报电话：{HOTLINE}</p><p>{said(number, 0)}</p>"
    )


def silent(number: int) -> str:
    """A project notice without a telephone."""
    return notice(number).replace(f"<p>扶贫项目监督举报电话：{HOTLINE}</p>", "")


def other(number: int) -> str:
    return f"<p>{said(number, 0)}</p><p>{said(number, 1)}</p>"


def page(number: int, column: str, title: str, body: str, frame: str, foot: str) -> Document:
    menu = "".join(f"<li><a href='/c{n}/'>{name}</a></li>" for n, name in enumerate(MENU))
    crumb = f"您的位置：<a href='/'>首页</a> &gt; <a href='/gk/'>信息公开</a> &gt; <a href='/c/'>{column}</a>"
    inside = (
        f"<h1>{title}</h1><div class='info'>发布时间：2026-05-{number % 28 + 1:02} 来源：青河县农业农村局</div>{body}"
    )
    markup = (
        f"<html><head><meta charset='utf-8'><title>{title}-青河县农业农村局</title></head><body><ul class='nav'>{menu}</ul>"
        f"<div class='crumb'>{crumb}</div>{FRAMES[frame].format(body=inside, foot=foot)}</body></html>"
    )
    return extract(markup.encode(), f"{HOST}/{number}.html", "text/html; charset=utf-8", ("信息公开", column))


def site(frame: str, foot: str, project: str = "notice") -> list[Document]:
    """Twelve project notices and twelve pages of other columns."""
    make = notice if project == "notice" else silent
    pages = [page(n, "项目公告", f"柳林村第{n}段道路硬化扶贫项目公告", make(n), frame, foot) for n in range(1, 13)]
    for n in range(13, 25):
        column = COLUMNS[n % 4] if n % 4 != 1 else "政策文件"
        pages.append(page(n, column, f"青河县农业农村局第{n}次工作通报", other(n), frame, foot))
    return pages


def left(documents: Sequence[Document]) -> dict[str, set[str]]:
    """Address → lines that count, repeated lines left out."""
    repeated = boilerplate(documents).get(HOST.removeprefix("http://"), frozenset())
    return {one.url: set(normalise(one.text).split("\n")) - repeated for one in documents}


@pytest.fixture(scope="module")
def judge() -> Judge:
    return Judge(load_book())


@pytest.mark.parametrize(("frame", "foot"), list(product(FRAMES, FOOTS)))
def test_the_frame_goes_and_the_content_stays(frame: str, foot: str) -> None:
    documents = site(frame, FOOTS[foot])
    lines = left(documents)
    for document in documents:
        kept = lines[document.url]
        text = "\n".join(kept)
        assert PHONE not in text, "a telephone of the footer is left"
        assert not kept & {*MENU, "信息公开"} and "您的位置" not in text
        number = int(document.url.rsplit("/", 1)[-1].removesuffix(".html"))
        assert normalise(said(number, 0)) in text, "a sentence of the page is gone"
    notices = [lines[document.url] for document in documents[:12]]
    assert all(f"扶贫项目监督举报电话:{HOTLINE}" in kept for kept in notices), "the notices' own hotline is gone"
    assert all("实施单位:柳林镇人民政府" in kept for kept in notices)


@pytest.mark.parametrize("frame", FRAMES)
def test_a_footer_telephone_is_nobodys_hotline(frame: str, judge: Judge) -> None:
    documents = site(frame, FOOTS["hotline"], "silent")
    repeated = boilerplate(documents).get(HOST.removeprefix("http://"), frozenset())
    for document in documents:
        said = {one.point for one in judge.judge(document, repeated).evidence}
        assert "PA-10" not in said
    told = {one.point for one in judge.judge(documents[0], repeated).evidence}
    assert "PA-04" in told, "the notice itself is still read"


def test_a_hotline_that_all_notices_share_is_theirs(judge: Judge) -> None:
    documents = site("apart", FOOTS["office"])
    repeated = boilerplate(documents).get(HOST.removeprefix("http://"), frozenset())
    for document in documents[:12]:
        assert "PA-10" in {one.point for one in judge.judge(document, repeated).evidence}


def test_a_site_in_two_hosts_keeps_their_frames_apart() -> None:
    documents = site("same box", FOOTS["hotline"])
    moved = [replace(one, url=one.url.replace("nyj", "mzj")) for one in documents[:4]]
    repeated = boilerplate([*documents, *moved])
    assert set(repeated) == {"nyj.qinghe.example"}, "four pages are too few to tell"
