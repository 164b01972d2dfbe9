"""The day that a document bears: its shapes, and what only looks like one."""

from __future__ import annotations

from datetime import date

import pytest
import web_pages as web

from audit.attachments import read_attachment
from audit.extract import extract
from audit.html.signature import signature_date

DAY = date(2025, 3, 5)
BODY = ["关于做好春荒救助工作的通知", "各乡镇人民政府：", *web.PROSE]


@pytest.mark.parametrize(
    "ending",
    [
        ["青河县民政局", "2025年3月5日"],
        ["青河县民政局", "二〇二五年三月五日"],
        ["青河县民政局", "二○二五年三月五日"],
        ["青河县民政局", "二 0 二五年三月五日".replace(" ", "")],
        ["青 河 县 民 政 局", "2025 年 3 月 5 日"],
        ["青河县民政局 2025年3月5日"],
        ["青河县民政局（代章）", "2025年3月5日"],
        ["青河县民政局", "青河县财政局", "2025.3.5"],
        ["青河县人民政府办公室", "2025年3月5日印发"],
        ["青河县人民政府办公室2025年3月5日印发"],
        ["2025年3月5日"],
        ["青河县民政局", "2025年3月5日", "（此件公开发布）", "联系人：王科长"],
        ["附件：1.救助名册", "2.资金分配表", "青河县民政局", "2025年3月5日"],
        ["青河县民政局", "2025年3月5日", "附件", "上年度救助办法", "省民政厅", "2019年1月2日"],
        ["青河县民政局", "2025年3月5日", "附件1", "发放花名册", "2019年1月2日"],
        ["县长　王大明", "2025年3月5日"],
        ["青河县社会福利中心", "2025年3月5日 星期三"],
    ],
)
def test_a_signature_in_its_many_shapes(ending: list[str]) -> None:
    assert signature_date([*BODY, *ending]) == DAY


@pytest.mark.parametrize(
    "lines",
    [
        [*BODY, "公示期为2025年3月5日至2025年3月11日"],
        [*BODY, "本办法自2025年3月5日起施行。"],
        ["2025年3月5日", "青河县民政局", *BODY],
        [*BODY, "张三\t2025年3月5日"],
        [*BODY, "2025-03-05"],
        [*BODY, "开工日期 2025年3月5日", "竣工日期 2025年9月5日"],
        [*BODY, "王大明 2025年3月5日"],
        [BODY[0], BODY[1], "2025年3月5日", *web.PROSE, *web.PROSE],
        [*BODY, "2025年3月"],
        [*BODY, "青河县民政局", "2025年13月5日"],
        [],
    ],
)
def test_what_is_no_signature(lines: list[str]) -> None:
    assert signature_date(lines) is None


def article(head: str = "", ending: str = "", meta: str = "") -> bytes:
    text = web.paragraphs(*web.PROSE)
    body = f"<h1>{web.TITLE}</h1><div>发布时间：2025-04-20 来源：青河县民政局</div>"
    return web.page(f"{head}<div class='main'>{body}<div class='content'>{text}{ending}</div></div>", head=meta)


@pytest.mark.parametrize(
    "page",
    [
        article(
            head="<table><tr><td>索引号</td><td>000123/2025-1</td><td>成文日期</td><td>2025年03月05日</td></tr></table>"
        ),
        article(head="<ul><li>索 引 号：000123</li><li>成文日期：2025-03-05</li></ul>"),
        article(head="<div>形成日期：2025年3月5日　有效性：有效</div>"),
        article(head="<div><span>印发日期</span><span>2025-03-05</span></div>"),
        article(head="<div>生成日期： 2025/03/05</div>"),
        article(ending="<p align='right'>青河县民政局</p><p align='right'>2025年3月5日</p>"),
        article(ending="<p>青河县民政局<br>二〇二五年三月五日</p>"),
        article(meta=web.metas(cwrq="2025-03-05")),
    ],
)
def test_the_formed_day_stands_apart_from_the_published_one(page: bytes) -> None:
    document = extract(page, "http://mz.qinghe.gov.cn/tz/1.html")
    assert (document.formed, document.published) == (DAY, date(2025, 4, 20))


def test_a_page_without_one_has_none() -> None:
    assert extract(article(), "http://mz.qinghe.gov.cn/tz/1.html").formed is None


def test_a_file_bears_its_own_day() -> None:
    text = "\n".join([*BODY, "青河县民政局", "2025年3月5日"])
    assert read_attachment(text.encode(), "通知.txt").formed == DAY
