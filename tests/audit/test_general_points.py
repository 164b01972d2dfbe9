"""The general requirements: seven fields of a service list, channels, what people decide."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from real_book import finding, findings, notice, shown

from audit.model import Document, Outcome

HEADERS = ("服务项目", "服务依据", "服务标准", "服务对象", "咨询电话", "监督电话", "救济渠道")
FULL = ("图书外借", "公共图书馆法", "每证十册", "全体居民", "88120001", "88120002", "向主管部门申诉")


def service_list(*rows: tuple[str, ...], text: str = "", headers: tuple[str, ...] = HEADERS) -> list[object]:
    return [notice("云山县图书馆公益服务清单", (headers, *rows), text, page_type="catalogue")]


def test_seven_fields_are_a_service_list() -> None:
    (one,) = findings("GR-04", service_list(FULL))
    assert one.outcome == Outcome.MET
    assert one.share is None


def test_each_service_is_scored_by_its_seven_fields() -> None:
    short = ("流动图书车", "公共图书馆法", "每月四次", "", "88120001", "", "—")
    one, other = findings("GR-04", service_list(FULL, short))
    assert one.outcome == Outcome.MET
    assert other.outcome == Outcome.PARTIAL
    assert "列明服务项目、依据、标准、咨询救助，未见范围、投诉举报、救济渠道" in other.reason
    assert other.share == pytest.approx(4 / 7)


def test_what_is_said_below_the_list_holds_for_every_service() -> None:
    (one,) = findings(
        "GR-04",
        service_list(
            FULL[:4], text="咨询电话:88120001\n投诉电话:88120002\n救济渠道:可以申请行政复议", headers=HEADERS[:4]
        ),
    )
    assert one.outcome == Outcome.MET


def test_a_list_told_in_prose_counts_its_fields_too() -> None:
    lines = ("服务项目:辅具适配", "服务依据:残疾预防和残疾人康复条例", "服务标准:免费", "服务对象:持证残疾人")
    one = finding("GR-04", [notice("残疾人康复服务清单", *lines, page_type="catalogue")])
    assert one.outcome == Outcome.PARTIAL
    assert one.share == pytest.approx(4 / 7)
    assert "未见咨询救助、投诉举报、救济渠道" in one.reason


def test_a_list_of_powers_is_part_of_it_at_most() -> None:
    rows = (("职权名称", "依据"), ("行政给付:高龄津贴", "条例"), ("社会救助:临时救助", "办法"))
    one = finding("GR-04", [notice("云山县民政局权责清单", rows, page_type="catalogue")])
    assert (one.outcome, one.share) == (Outcome.PARTIAL, None)


def test_channels_are_told_and_left_to_people() -> None:
    guide = notice(
        "云山县民政局政府信息公开指南", "主动公开的形式:政府网站、微信公众号、村务公开栏。", page_type="guide"
    )
    one = finding("GR-07", [guide])
    assert one.outcome == Outcome.MANUAL
    assert "政务新媒体见《云山县民政局政府信息公开指南》" in one.reason
    assert "网站未见新闻媒体、手机短信、宣传手册" in one.reason
    assert one.url == guide.url


@pytest.mark.parametrize("point", ["GR-07", "GR-08", "GR-10", "SA-12"])
def test_what_people_decide_is_manual_with_and_without_a_page(point: str) -> None:
    assert finding(point, [notice("关于放假的通知", "国庆节放假七天。")]).outcome == Outcome.MANUAL


def test_a_mailbox_is_a_channel_for_complaints() -> None:
    text = "认为本局未依法履行信息公开义务的,可以向区政务公开办公室投诉,投诉邮箱:jubao@example.cn。"
    assert shown(notice("政府信息公开监督投诉方式", text), "GR-19")
    assert not shown(notice("政府信息公开监督投诉方式", text.replace("邮箱:jubao@example.cn", "邮箱正在开通")), "GR-19")


RESULTS = notice(
    "2026年第三季度环境信访办理情况", "第三季度,全县共受理环境信访件186件,办结183件。", columns=("环境保护", "信访")
)
CHANNEL = notice(
    "环境污染举报方式", "群众可拨打12369或者来信举报环境污染问题。", columns=("环境保护", "投诉举报"), published=None
)


def test_parts_on_two_pages_make_one_whole() -> None:
    one = finding("EN-12", [RESULTS, CHANNEL])
    assert one.outcome == Outcome.MET
    assert "投诉渠道见《环境污染举报方式》" in one.reason


@pytest.mark.parametrize(("page", "lacking"), [(RESULTS, "投诉渠道"), (CHANNEL, "办理结果")])
def test_one_part_of_two_is_half(page: Document, lacking: str) -> None:
    one = finding("EN-12", [page])
    assert (one.outcome, one.share) == (Outcome.PARTIAL, 0.5)
    assert one.reason.endswith(f"未见{lacking}")


def test_what_must_be_kept_up_may_not_be_old_though_the_channel_may() -> None:
    old = replace(RESULTS, title="2024年第三季度环境信访办理情况", published=date(2024, 10, 9))
    assert finding("EN-12", [old, replace(CHANNEL, published=date(2023, 1, 5))]).outcome != Outcome.MET
    assert finding("EN-12", [RESULTS, replace(CHANNEL, published=date(2023, 1, 5))]).outcome == Outcome.MET
    assert finding("EN-12", [old]).outcome == Outcome.STALE
