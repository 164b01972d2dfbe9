"""Old items under a new date, against their address, their signature and earlier runs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from posts import SITE, page, traced

from audit.flags.history import Sighting, marked
from audit.flags.redated import of_unit, url_date
from audit.flags.trace import Trace
from audit.model import Document

SHOWN = date(2026, 11, 16)
TEXT = "经审核，拟对柳林镇等四个乡镇的困难家庭实施临时救助，现将有关情况予以公示，公示期七天，欢迎群众监督。"


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("http://a.example/zw/gs/202301/t20230105_88.html", date(2023, 1, 5)),
        ("http://a.example/art/2023/1/5/art_12_34.html", date(2023, 1, 5)),
        ("http://a.example/c10/2023-01/05/content_9.shtml", date(2023, 1, 5)),
        ("http://a.example/c10/20230105/9f.html", date(2023, 1, 5)),
        ("http://a.example/c10/202302/9f.shtml", date(2023, 2, 28)),
        ("http://a.example/c10/2023-02/9f.html", date(2023, 2, 28)),
        ("http://a.example/contents/20231/385318.html", None),
        ("http://a.example/c10/202399/9f.html", None),
        ("http://a.example/p?d=/202301/", None),
    ],
)
def test_the_day_that_an_address_names(url: str, day: date | None) -> None:
    assert url_date(url) == day


def flagged(document: Document) -> list[str]:
    return [flag.proof for flag in of_unit(traced([document]))]


OLD = f"{SITE}/gs/202301/t20230105_7.html"


def test_a_new_date_over_an_old_address_is_flagged_with_both() -> None:
    (proof,) = flagged(page("临时救助公示", TEXT, url=OLD, published=SHOWN))
    assert "2026年11月16日" in proof and "2023年1月5日" in proof and "1411天" in proof


def test_a_new_date_over_an_old_signature_is_flagged() -> None:
    (proof,) = flagged(page("临时救助公示", TEXT, published=SHOWN, formed=date(2024, 3, 1)))
    assert "落款日期为2024年3月1日" in proof
    (proof,) = flagged(page("临时救助公示", TEXT, published=SHOWN, doc_number="青民救〔2023〕8号"))
    assert "2023年" in proof


INNOCENT = {
    "a draft that lay for a month": page("临时救助公示", TEXT, url=f"{SITE}/gs/t20261015_7.html", published=SHOWN),
    "a month in the address": page("临时救助公示", TEXT, url=f"{SITE}/gs/202610/7.html", published=SHOWN),
    "shown older than its address": page("临时救助公示", TEXT, url=f"{SITE}/202611/7.html", published=date(2020, 1, 2)),
    "a guide kept up to date": page("低保办事指南", TEXT, url=OLD, published=SHOWN, page_type="guide"),
    "a page filled anew": page("2026年10月低保发放公示", TEXT, url=OLD, published=SHOWN),
    "words of this year": page("临时救助公示", f"{TEXT}\n2026年11月10日", url=OLD, published=SHOWN),
    "an old rule put on the site at last": page(
        "临时救助实施办法", TEXT, page_type="policy", published=SHOWN, formed=date(2019, 3, 1), doc_number="青民〔2019〕3号"
    ),
    "a text of a higher body": page("国务院令", TEXT, issuer="higher", published=SHOWN, formed=date(2014, 2, 21)),
    "late by half a year": page("临时救助公示", TEXT, published=SHOWN, formed=date(2026, 5, 1)),
    "its own metadata say otherwise": page(
        "临时救助公示", TEXT, url=OLD, published=SHOWN, metadata_published=date(2023, 1, 5)
    ),
    "undated": page("临时救助公示", TEXT, url=OLD),
    "a file": page("临时救助公示", TEXT, url=OLD, published=SHOWN, parent_url=f"{SITE}/gs/1.html"),
}  # fmt: skip


@pytest.mark.parametrize("name", INNOCENT)
def test_what_has_a_plain_reason_is_not_flagged(name: str) -> None:
    assert flagged(INNOCENT[name]) == []


def test_a_site_that_moved_is_told_once_and_as_such() -> None:
    pages = [
        page(f"{n}号公示", TEXT, url=f"{SITE}/gs/20{20 + n % 5}0{n % 9 + 1}/{n}.html", published=SHOWN)
        for n in range(30)
    ]
    (flag,) = of_unit(traced(pages))
    assert "30个页面" in flag.proof and "网站迁移" in flag.proof


def seen(one: Trace, **more: object) -> Sighting:
    said = {"url": one.url, "title": one.title, "body": one.body, "first_shown": date(2026, 3, 2), "first_run": "2026-03-09", "first_url": one.url}  # fmt: skip
    return Sighting(**(said | more))  # type: ignore[arg-type]


@pytest.fixture
def notice() -> Trace:
    return traced([page("临时救助公示", TEXT, published=SHOWN)])[0]


def test_an_earlier_run_bears_witness(notice: Trace) -> None:
    (flag,) = of_unit(marked([notice], [seen(notice)], "2026-11-23"))
    assert "批次2026-03-09采集时同一网址显示为2026年3月2日" in flag.proof


def test_the_witness_is_handed_on_from_run_to_run(notice: Trace) -> None:
    (now,) = marked([notice], [seen(notice)], "2026-11-23")
    assert (now.first_shown, now.first_run) == (date(2026, 3, 2), "2026-03-09")
    (later,) = marked([notice], [seen(now, first_shown=now.first_shown, first_run=now.first_run)], "2026-11-30")
    assert (later.first_shown, later.first_run) == (date(2026, 3, 2), "2026-03-09")


def test_a_text_put_up_again_elsewhere_is_known(notice: Trace) -> None:
    old = f"{SITE}/old/9.html"
    (flag,) = of_unit(marked([notice], [seen(notice, url=old, first_url=old)], "2026-11-23"))
    assert flag.other_url == old and "另一网址" in flag.proof


def test_an_earlier_run_that_proves_nothing(notice: Trace) -> None:
    old = f"{SITE}/old/9.html"
    changed = seen(notice, body=notice.body + 1)
    renamed = seen(notice, url=old, title="2月公示")
    same_week = seen(notice, first_shown=date(2026, 11, 12))
    for earlier in (changed, renamed, same_week):
        assert list(of_unit(marked([notice], [earlier], "2026-11-23"))) == []
    standing = replace(notice, url=old, published=date(2026, 3, 2))
    assert list(of_unit(marked([notice, standing], [seen(notice, url=old, first_url=old)], "2026-11-23"))) == []
