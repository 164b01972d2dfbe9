"""One address has one spelling, and a unit's scope ends where another unit's begins."""

from __future__ import annotations

import pytest

from crawler.scope import Territory, canonical, key, moved_to, scope_of, site_of, territory

BASE = "http://www.a.gov.cn/zwgk/index.html"


@pytest.mark.parametrize(
    ("href", "expected"),
    [
        ("./list.html#top", "http://www.a.gov.cn/zwgk/list.html"),
        ("../art/2024/1.html", "http://www.a.gov.cn/art/2024/1.html"),
        ("HTTP://WWW.A.GOV.CN:80", "http://www.a.gov.cn/"),
        ("https://a.gov.cn:443/x", "https://a.gov.cn/x"),
        ("http://a.gov.cn:8080/x", "http://a.gov.cn:8080/x"),
        ("/x;jsessionid=0A1B?id=3&PHPSESSID=7", "http://www.a.gov.cn/x?id=3"),
        ("/x?sid=1&spm=a.b&id=3", "http://www.a.gov.cn/x?id=3"),
        ("/附件 一.pdf", "http://www.a.gov.cn/%E9%99%84%E4%BB%B6%20%E4%B8%80.pdf"),
        ("/%E9%99%84.pdf", "http://www.a.gov.cn/%E9%99%84.pdf"),
        ("/a/./b/../../../c.html", "http://www.a.gov.cn/c.html"),
        ("\\col\\1.html", "http://www.a.gov.cn/col/1.html"),
        ("//b.gov.cn/x", "http://b.gov.cn/x"),
        ("javascript:;", ""),
        ("mailto:a@b.cn", ""),
        ("http://", ""),
        ("http://[::1/x", ""),
        ("http://a.gov.cn:99999/", ""),
        ("http://user@a.gov.cn/x", "http://a.gov.cn/x"),
        ("ftp://a.gov.cn/x", ""),
        ("http://a b.cn/", ""),
    ],
)
def test_an_address_has_one_spelling(href: str, expected: str) -> None:
    assert canonical(href, BASE) == expected
    if expected:
        assert canonical(expected) == expected


def test_schemes_and_www_do_not_make_two_pages() -> None:
    assert key("http://www.a.gov.cn/x?b=1") == key("https://a.gov.cn/x?b=1") != key("https://a.gov.cn/x?b=2")


@pytest.mark.parametrize(
    ("url", "prefix"),
    [
        ("http://a.gov.cn", "/"),
        ("http://a.gov.cn/index1.html", "/"),
        ("http://a.gov.cn/zcbm/fgw_1/", "/zcbm/fgw_1/"),
        ("http://a.gov.cn/zcbm/fgw_1/index.shtml", "/zcbm/fgw_1/"),
        ("http://a.gov.cn/zcbm/fgw_1", "/zcbm/fgw_1/"),
    ],
)
def test_a_site_address_names_a_directory(url: str, prefix: str) -> None:
    assert scope_of(canonical(url)).prefix == prefix


@pytest.fixture
def portal() -> Territory:
    return territory(["http://zw.a.gov.cn/zcbm/mzj/"], ["http://zw.a.gov.cn/", "http://zw.a.gov.cn/zcbm/jyj/"])


def test_on_a_shared_portal_a_unit_keeps_to_its_own_section(portal: Territory) -> None:
    assert portal.page("http://zw.a.gov.cn/zcbm/mzj/zdly/index.html")
    assert portal.page("http://zw.a.gov.cn/zcbm/mzj")
    assert not portal.page("http://zw.a.gov.cn/zcbm/jyj/zdly/")
    assert not portal.page("http://zw.a.gov.cn/")
    assert not portal.page("http://zw.a.gov.cn/zcbm/mzjx/")


def test_the_articles_of_a_section_may_lie_in_the_host_s_common_store(portal: Territory) -> None:
    assert portal.article("http://zw.a.gov.cn/art/2024/1/2/art_1_2.html")
    assert portal.article("http://zw.a.gov.cn/info/1403/2761.htm")
    assert not portal.article("http://zw.a.gov.cn/zcbm/jyj/202401/t1.html")
    assert not portal.article("http://zw.a.gov.cn/about.html")
    assert not portal.article("http://other.gov.cn/info/1403/2761.htm")


def test_the_owner_of_a_portal_leaves_the_sections_to_their_units() -> None:
    owner = territory(["http://zw.a.gov.cn/"], ["http://zw.a.gov.cn/zcbm/mzj/"])
    assert owner.page("http://zw.a.gov.cn/zwgk/")
    assert not owner.page("http://zw.a.gov.cn/zcbm/mzj/zdly/")
    assert not owner.article("http://zw.a.gov.cn/zcbm/mzj/202401/t1.html")


def test_files_may_come_from_any_host_of_the_same_owner() -> None:
    unit = territory(["http://mzj.a.gov.cn/"])
    assert unit.attachment("http://files.a.gov.cn/x.pdf")
    assert not unit.attachment("http://files.b.gov.cn/x.pdf")
    assert not territory(["http://127.0.2.1:8000/"]).attachment("http://127.0.3.1:8000/x.pdf")


def test_a_host_is_one_host_over_http_and_https_and_with_www() -> None:
    unit = territory(["http://www.a.gov.cn/"])
    assert unit.page("https://a.gov.cn/x")
    assert not unit.page("http://a.gov.cn:8080/x")
    assert not unit.page("http://sub.a.gov.cn/x")


@pytest.mark.parametrize(
    ("host", "site"),
    [("mzj.cc.gov.cn", "cc.gov.cn"), ("cc.gov.cn", "cc.gov.cn"), ("www.lgedu.net", "lgedu.net"), ("127.0.2.1", "127.0.2.1")],
)  # fmt: skip
def test_the_owner_s_part_of_a_host(host: str, site: str) -> None:
    assert site_of(host) == site


def test_pages_are_asked_for_where_their_site_answers() -> None:
    moved = {("http", "a.gov.cn"): ("https", "www.a.gov.cn")}
    assert moved_to("http://a.gov.cn/x?b=1", moved) == "https://www.a.gov.cn/x?b=1"
    assert moved_to("http://b.gov.cn/x", moved) == "http://b.gov.cn/x"
