"""A crawl of named pages fetches them and their files, and walks no further."""

from __future__ import annotations

from pathlib import Path

from town import Reply, Town, article, html, links

from crawler import capture
from crawler.run import crawl


def test_only_the_named_pages_and_their_files_are_fetched(tmp_path: Path) -> None:
    with Town() as town:
        site = town.site(1)
        site.pages |= {
            "/": html(links(("/zwgk/", "政务公开"), ("/a.html", "公告"))),
            "/a.html": article(
                "关于救助资金的公告", attachments='<a href="/a.xlsx">附件：名单.xlsx</a><a href="/b.html">下一篇</a>'
            ),
            "/b.html": article("另一篇公告"),
            "/a.xlsx": Reply(b"PK\x03\x04 sheet"),
        }
        visit = crawl([site.unit()], tmp_path, "r", delay=0, pages=[f"{site.url}a.html"])[0]
        assert {path for path in site.hits if path != "/robots.txt"} == {"/a.html", "/a.xlsx"}
    assert (visit.pages, visit.documents, visit.attachments) == (1, 1, 1)
    rows = capture.read_pages(capture.unit_dir(tmp_path, "r", "U02"))
    assert [(row.kind, row.state) for row in rows] == [("article", "fetched"), ("attachment", "fetched")]
