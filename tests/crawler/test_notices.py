"""Pages that say with status 200 that there is no page, and pages that only write about such things."""

from __future__ import annotations

import pytest
from town import article, html, links

from crawler.notices import BROKEN, GONE, MAINTENANCE, notice

MENU = links(*[(f"/m{number}/", f"政务公开第{number}栏") for number in range(60)])


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("您访问的页面不存在", GONE), ("抱歉，您要查看的文章已被删除", GONE), ("找不到该页面", GONE), ("404 Not Found", GONE),
        ("很抱歉，该信息已下线", GONE), ("The page could not be found", GONE), ("出错啦！错误代码：404", GONE),
        ("网站正在升级维护，请稍后再试", MAINTENANCE), ("系统维护中", MAINTENANCE), ("本站暂停服务", MAINTENANCE),
        ("网站改版中，敬请期待", MAINTENANCE), ("Site under maintenance", MAINTENANCE), ("网站正在建设中", MAINTENANCE),
        ("系统发生错误", BROKEN), ("数据库连接失败", BROKEN), ("Server Error in '/' Application.", BROKEN),
        ("502 Bad Gateway", BROKEN), ("欢迎访问某市民政局", ""), ("暂无数据", ""), ("栏目建设中", ""),
    ],
)  # fmt: skip
def test_short_pages_are_told_by_their_words(said: str, kind: str) -> None:
    assert notice(html(f"<h2>{said}</h2>").encode()) == kind


@pytest.mark.parametrize("charset", ["utf-8", "gb18030"])
def test_the_charset_does_not_matter(charset: str) -> None:
    assert notice(html("<p>您访问的页面不存在</p>").encode(charset)) == GONE


@pytest.mark.parametrize(
    "title", ["404", "404错误提示", "页面不存在-某市民政局", "您访问的页面不存在", "Page Not Found", "找不到页面"]
)
def test_a_title_tells_among_menus(title: str) -> None:
    assert notice(html(MENU, title).encode()) == GONE


@pytest.mark.parametrize("title", ["4040户家庭领取补助", "某市民政局", "关于公布已撤销的栏目的通知", "文件下载"])
def test_other_titles_do_not(title: str) -> None:
    assert notice(html(MENU, title).encode()) == ""


def test_articles_may_write_of_it() -> None:
    text = (
        "因系统升级维护，本站将于十二月一日暂停服务，您访问的页面不存在时请电话联系。"
        + "请广大群众相互转告，合理安排办事时间。" * 12
    )
    assert notice(article("关于网站升级维护的通知", text).encode()) == ""


def test_a_short_notice_that_was_announced_as_such_is_an_article() -> None:
    page = html("<h1>关于网站系统维护的公告</h1><p>本周六系统维护。</p>").encode()
    assert notice(page, "关于网站系统维护的公告") == ""
    assert notice(page, "临时救助公示") == MAINTENANCE


@pytest.mark.parametrize("body", [b"", b"%PDF-1.4 404 not found", '{"msg":"页面不存在"}'.encode()])
def test_what_is_no_markup_is_no_notice(body: bytes) -> None:
    assert notice(body) == ""
