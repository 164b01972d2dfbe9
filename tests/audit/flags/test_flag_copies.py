"""The same text put out by two units, and all the good reasons for that."""

from __future__ import annotations

import random
import time
import tracemalloc
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

import pytest
from posts import page, traced

from audit.flags.copies import Publisher, of_run
from audit.flags.model import Flag
from audit.flags.names import names_of
from audit.flags.trace import Trace
from audit.model import Document

QINGHE, LINSHAN = "云河市青河区人民政府", "云河市临山县人民政府"
CIVIL, HEALTH = "云河市民政局", "云河市卫生健康委员会"
TEXT = (
    "{place}高度重视困难群众救助帮扶工作，多次召开专题会议研究部署，层层压实工作责任。"
    "{unit}组织干部深入村组开展入户走访，逐户核实家庭收入和生活状况，做到不漏一户、不落一人。"
    "对走访中发现的问题建立清单，明确整改时限和责任人员，逐项对账销号，确保问题整改到位。"
    "同时依托村务公开栏和微信群开展政策宣传，发放明白纸三千余份，群众政策知晓率明显提升。"
    "下一步，{place}将继续完善主动发现机制，强化部门数据比对，切实兜住兜牢基本民生底线。"
)
EARLY, LATE = date(2026, 3, 2), date(2026, 9, 20)


def told(unit: str, place: str, **more: object) -> Document:
    said = {"url": f"http://{names_of(unit).places[-1]}.example/1.html", "published": LATE}
    return page(f"{place}困难群众救助工作情况", TEXT.format(place=place, unit=unit), **(said | more))


def raised(units: Mapping[str, Sequence[Document]]) -> list[tuple[str, Flag]]:
    """Flags of a run of these units; a unit's id is its name."""
    texts = {(unit, one.url): one.text for unit, documents in units.items() for one in documents}
    publishers = [Publisher(unit, names_of(unit), traced(documents, unit)) for unit, documents in units.items()]
    return list(of_run(publishers, lambda unit, url: texts[unit, url]))


FIRST = told(QINGHE, "青河区", published=EARLY)
COPY = told(LINSHAN, "临山县")


def test_a_copy_is_flagged_on_the_later_page_with_both_addresses_share_and_excerpt() -> None:
    ((unit, flag),) = raised({QINGHE: [FIRST], LINSHAN: [COPY]})
    assert unit == LINSHAN and flag.kind == "copied"
    assert (flag.url, flag.other_url, flag.other_unit_id) == (COPY.url, FIRST.url, QINGHE)
    assert "占本页正文100%" in flag.proof and "对方早202天" in flag.proof and "临山县" in flag.proof


def test_a_copy_with_a_sentence_of_its_own_is_still_one() -> None:
    more = replace(COPY, text=COPY.text + "2026年8月，临山县还为63户困难家庭修缮了住房并验收合格。")
    ((_, flag),) = raised({QINGHE: [FIRST], LINSHAN: [more]})
    assert "占本页正文100%" not in flag.proof


def test_with_dates_unknown_the_order_is_not_claimed() -> None:
    ((_, flag),) = raised({QINGHE: [replace(FIRST, published=None)], LINSHAN: [replace(COPY, published=None)]})
    assert "先后未能判断" in flag.proof


def test_departments_of_one_place_are_told_apart_by_their_names() -> None:
    ours, theirs = (
        told(CIVIL, "我市", url="http://a.example/1", published=EARLY),
        told(HEALTH, "我市", url="http://b.example/1"),
    )
    assert [unit for unit, _ in raised({CIVIL: [ours], HEALTH: [theirs]})] == [HEALTH]


FIXED = "如不服本决定，可以在收到本决定书之日起六十日内向本级人民政府申请行政复议，也可以在六个月内依法向人民法院提起行政诉讼。"
OWN = "{unit}于2026年5月6日对{who}立案调查，查明其{what}，事实清楚，证据确凿，依据有关规定作出处罚决定，罚款{sum}元并责令改正，现依法予以公开。"
INNOCENT = {
    "a source is named": {QINGHE: [FIRST], LINSHAN: [replace(COPY, source="云河日报")]},
    "the text names the other": {QINGHE: [FIRST], LINSHAN: [replace(COPY, text=f"{COPY.text}（云河市青河区人民政府供稿）")]},
    "a text of a higher body": {QINGHE: [replace(FIRST, issuer="higher")], LINSHAN: [replace(COPY, issuer="higher")]},
    "one document of both": {
        QINGHE: [replace(FIRST, doc_number="云民联发〔2026〕3号")], LINSHAN: [replace(COPY, doc_number="云民联发〔2026〕3号")]
    },
    "a form of annual reports": {QINGHE: [replace(FIRST, page_type="annual_report")], LINSHAN: [replace(COPY, page_type="annual_report")]},
    "rules on disclosure, worded alike everywhere": {QINGHE: [FIRST], LINSHAN: [replace(COPY, title="政府信息公开保密审查制度")]},
    "one press release": {
        QINGHE: [replace(FIRST, page_type="news")], LINSHAN: [replace(COPY, page_type="news", published=date(2026, 3, 4))]
    },
    "a law, which speaks of neither": {
        unit: [replace(one, text=one.text.replace(unit, "有关部门").replace(place, "各级人民政府"))]
        for unit, place, one in ((QINGHE, "青河区", FIRST), (LINSHAN, "临山县", COPY))
    },
    "one city's notice on two of its sites": {
        CIVIL: [told("云河市", "云河市", url="http://a.example/1")], HEALTH: [told("云河市", "云河市", url="http://b.example/1")]
    },
    "a notice of the city on the sites of two counties": {
        unit: [replace(one, text=one.text.replace(unit, "云河市民政局").replace(place, "云河市"))]
        for unit, place, one in ((QINGHE, "青河区", FIRST), (LINSHAN, "临山县", COPY))
    },
    "wording fixed by law, other facts": {
        QINGHE: [replace(FIRST, text=FIXED * 2 + OWN.format(unit=QINGHE, who="甲药店", what="未按规定查验票据", sum=2000))],
        LINSHAN: [replace(COPY, text=FIXED * 2 + OWN.format(unit=LINSHAN, who="乙餐馆", what="超范围经营冷食类食品", sum=5000))],
    },
    "short": {QINGHE: [replace(FIRST, text=FIRST.text[:100])], LINSHAN: [replace(COPY, text=COPY.text[:100])]},
    "one unit, twice": {QINGHE: [FIRST, replace(FIRST, url="http://other.example/2", published=LATE)]},
    "a file": {QINGHE: [FIRST], LINSHAN: [replace(COPY, parent_url="http://x.example/")]},
}  # fmt: skip


@pytest.mark.parametrize("name", INNOCENT)
def test_equal_texts_with_a_plain_reason_are_not_flagged(name: str) -> None:
    assert raised(INNOCENT[name]) == []


def test_a_report_with_the_same_words_and_other_figures_is_not_a_copy() -> None:
    series = "{u}本季度共发放低保金{a}万元，惠及困难家庭{b}户。{u}本季度发放高龄津贴{c}万元，惠及老年人{d}人次。{u}本季度实施临时救助{e}人次，支出救助资金{f}万元。{u}本季度核查家庭{g}户，清退不符合条件家庭{h}户。"
    one, two = (
        series.format(u=unit, **{key: base + n for n, key in enumerate("abcdefgh")})
        for unit, base in ((QINGHE, 100), (LINSHAN, 300))
    )
    assert raised({QINGHE: [replace(FIRST, text=one)], LINSHAN: [replace(COPY, text=two)]}) == []


def test_what_more_than_three_units_say_is_common_wording() -> None:
    places = ("青河区", "临山县", "松岭县", "柳溪县")
    units = {f"云河市{one}人民政府": [told(f"云河市{one}人民政府", one)] for one in places}
    assert raised(units) == []


def test_neither_order_of_units_nor_of_documents_matters() -> None:
    other = replace(
        told(QINGHE, "青河区", published=EARLY),
        url="http://qinghe.example/other",
        text="青河区举办养老护理员技能竞赛，二十名选手参加。" * 9,
    )
    forth = raised({QINGHE: [FIRST, other], LINSHAN: [COPY]})
    back = raised({LINSHAN: [COPY], QINGHE: [other, FIRST]})
    assert forth == back != []


def synthetic(units: int, documents: int) -> list[Publisher]:
    """Units whose documents have 30 sentences each, a tenth of them common, and one copied from the unit before."""
    chance = random.Random(7)  # noqa: S311 - made-up hashes
    publishers: list[Publisher] = []
    for unit in range(units):
        traces = []
        for number in range(documents):
            own = [chance.getrandbits(62) for _ in range(27)]
            traces.append(_trace(f"http://u{unit}.example/{number}", (*own, 1, 2, 3)))
        if publishers:
            traces[0] = replace(
                traces[0], sentences=publishers[-1].traces[1].sentences, own=publishers[-1].traces[1].own
            )
        publishers.append(
            Publisher(f"u{unit:03d}", names_of(f"云河市{chr(0x4E00 + unit)}{chr(0x5E00 + unit)}县人民政府"), traces)
        )
    return publishers


def _trace(url: str, sentences: tuple[int, ...]) -> Trace:
    return Trace(
        url=url, title="救助工作情况", page_type="notice", issuer="self", published=EARLY, sentences=sentences,
        lengths=(30,) * len(sentences), own=sentences[:1],
    )  # fmt: skip


def test_work_and_memory_grow_with_the_documents_and_no_faster() -> None:
    took, held = [], []
    for documents in (25, 100):
        publishers = synthetic(40, documents)
        tracemalloc.start()
        begun = time.perf_counter()
        found = list(of_run(publishers, lambda unit, url: ""))
        took.append(time.perf_counter() - begun)
        held.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        assert len(found) == 39
    assert took[1] < 10 * took[0] + 0.5
    assert held[1] < 6 * held[0]
