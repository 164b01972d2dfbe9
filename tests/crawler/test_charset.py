"""Charsets as real pages declare them: wrongly."""

from __future__ import annotations

import pytest

from crawler.charset import decode

TEXT = "<html><head><meta charset='{}'><title>市教育局通知</title></head><body>关于做好招生工作的通知，请认真贯彻执行。</body></html>"


@pytest.mark.parametrize(
    ("encoding", "declared", "header"),
    [
        ("utf-8", "utf-8", ""),
        ("utf-8", "gb2312", ""),
        ("utf-8", "gb2312", "text/html; charset=gb2312"),
        ("gbk", "gb2312", "text/html"),
        ("gb18030", "utf-8", "text/html; charset=utf-8"),
        ("gbk", "gb2312", "text/html; charset=ISO-8859-1"),
        ("utf-16", "gb2312", ""),
        ("utf-16-le", "unicode", ""),
        ("utf-16-be", "gb2312", ""),
        ("gbk", "no-such-charset", ""),
    ],
)
def test_the_text_is_right_whatever_is_declared(encoding: str, declared: str, header: str) -> None:
    page = TEXT.format(declared)
    assert decode(page.encode(encoding), header) == page


def test_one_bad_byte_does_not_spoil_a_utf8_page() -> None:
    body = TEXT.format("utf-8").encode("utf-8").replace(b"<body>", b"<body>\xff")
    assert "关于做好招生工作的通知" in decode(body)


def test_an_undeclared_short_gbk_page() -> None:
    assert decode("通知".encode("gbk") + "公告：请各单位认真学习".encode("gbk")) == "通知公告：请各单位认真学习"
