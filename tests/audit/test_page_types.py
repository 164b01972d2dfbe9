"""Page types over pages of many cities' styles: every type found, and how many of all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from web_pages import PROSE, page

from audit.extract import extract
from audit.model import Document
from audit.pagetype import page_type

CASES = yaml.safe_load(Path(__file__).with_name("page_types.yml").read_text(encoding="utf-8"))
PAGES = [(kind, case) for kind, cases in CASES.items() for case in cases]


def typed(case: dict[str, Any]) -> str:
    rows = tuple(tuple(row) for row in case.get("table", ()))
    lines = [case.get("text", ""), *("\t".join(row) for row in rows)]
    text = "\n".join(PROSE) * 2 if case.get("prose") else "\n".join(line for line in lines if line)
    tables = (rows,) if rows else ()
    return page_type(Document(url="", title=case["title"], text=text, tables=tables, how=case.get("how", "")))


@pytest.mark.parametrize(("kind", "case"), PAGES, ids=[case["title"] for _, case in PAGES])
def test_a_page_has_its_type(kind: str, case: dict[str, Any]) -> None:
    assert typed(case) == kind


def test_there_are_enough_pages_of_every_type() -> None:
    assert len(PAGES) + len(ERRORS) + 2 * len(COLUMNS) >= 150


ERRORS = (
    "404 Not Found",
    "抱歉，您访问的页面不存在或已被删除",
    "502 Bad Gateway nginx",
    "系统维护中，请稍后再试",
    "您的访问存在风险，请输入验证码",
    "403 Forbidden",
    "出错了！找不到您要访问的网页，5秒后返回首页",
    "站点暂停服务，网站升级维护中",
)


@pytest.mark.parametrize("text", ERRORS)
def test_an_error_says_so(text: str) -> None:
    assert extract(page(f"<div class='main'><p>{text}</p></div>", heading=text)).page_type == "error"


COLUMNS = ("通知公告", "政策文件", "社会救助", "财政专项资金", "乡村振兴", "重点领域信息公开")


@pytest.mark.parametrize("name", COLUMNS)
@pytest.mark.parametrize(
    "form", ["<li><a href='{u}'>{t}</a><span>{d}</span></li>", "<tr><td><a href='{u}'>{t}</a></td><td>[{d}]</td></tr>"]
)
def test_a_column_is_a_list(name: str, form: str) -> None:
    rows = "".join(
        form.format(u=f"/a/t2024{n:02}.html", t=f"关于公布第{n}批社会救助对象复核情况的公告", d=f"2026-04-{n:02}")
        for n in range(1, 21)
    )
    body = f"<table>{rows}</table>" if form.startswith("<tr") else f"<ul class='list'>{rows}</ul>"
    found = extract(page(f"<h2>{name}</h2>{body}<div>共12页 上一页 下一页</div>", heading=f"{name}_青河县民政局"))
    assert found.page_type == "list"
