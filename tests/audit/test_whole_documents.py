"""Pages put together from whole documents: a header that closes the page before its text begins."""

from __future__ import annotations

from audit.html.tree import parse


def test_the_text_after_a_closed_header_is_in_the_tree() -> None:
    header = "<html><body><div>" + "网站首页栏目导航菜单" * 40 + "</div></body></html>"
    text = "<div class='main'><p>本年度城乡低保标准提高到每人每月七百元。</p></div></body></html>"
    root = parse(header + text)
    assert "七百元" in "".join(root.itertext())
