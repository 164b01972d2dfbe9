"""Points that are owed on an event: nothing happened, something happened and was told, or was not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from small_book import miss, page
from whole_book import outcome, verdict

from audit.model import Document, Outcome

HERE = {"columns": ("灾害事故救援",), "source": "云河市应急管理局"}
OTHER = page("机关食堂改造", "本局食堂已改造完毕。", columns=("机关党建",))


def told(title: str, text: str, day: date, **more: object) -> Document:
    return page(title, text, published=day, **(HERE | more))


FLOOD = told(
    "“7·18”洪涝灾害应急处置情况通报",
    "7月18日凌晨,柳溪镇发生洪涝灾害,消防救援队伍紧急转移受灾群众326人,无人员伤亡。",
    date(2026, 7, 19),
)
DRILL = told(
    "我市举行洪涝灾害抢险演练", "7月18日,演练模拟柳溪镇洪涝险情,转移群众326人。", date(2026, 7, 19), page_type="news"
)
FUNDS = told(
    "“7·18”洪涝灾害救灾资金下达情况公告", "下达柳溪镇救灾资金486.5万元,用于受灾群众生活救助。", date(2026, 8, 5)
)


def test_without_an_event_nothing_is_owed() -> None:
    finding = verdict("DR-01", [OTHER])
    assert (finding.outcome, finding.reason) == (Outcome.INAPPLICABLE, "审计窗口内未见相关事件，本期不适用")
    assert outcome("DR-01", [DRILL]) == Outcome.INAPPLICABLE


def test_an_event_without_its_information_is_missing_and_named() -> None:
    assert outcome("DR-01", [FLOOD]) == Outcome.MET
    finding = verdict("DR-06", [FLOOD])
    assert finding.outcome is Outcome.MISSING
    assert "2026年7月18日的事件（见《“7·18”洪涝灾害应急处置情况通报》）" in finding.reason
    assert outcome("DR-06", [FLOOD, FUNDS]) == Outcome.MET


def test_an_event_is_not_held_against_a_unit_before_its_limit() -> None:
    assert outcome("DR-06", [FLOOD], as_of=date(2026, 8, 1)) == Outcome.INAPPLICABLE
    assert "公开期限内" in verdict("DR-06", [FLOOD], as_of=date(2026, 8, 1)).reason


def test_a_page_that_was_not_seen_may_tell_of_the_event() -> None:
    assert outcome("DR-06", [FLOOD], misses=(miss(("灾害事故救援",)),)) == Outcome.UNCHECKED


def test_evidence_must_not_be_older_than_the_event() -> None:
    earlier = told(
        "“3·2”雪灾应急处置情况通报",
        "3月2日,双塔镇发生雪灾,救援队伍转移受灾群众41人。",
        date(2026, 3, 3),
    )
    mention = told("“7·18”洪涝灾害基本情况", "7月18日,柳溪镇遭受洪涝,损失正在统计。", date(2026, 7, 19))
    assert outcome("DR-01", [earlier]) == Outcome.MET
    finding = verdict("DR-01", [earlier, mention])
    assert finding.outcome is Outcome.PARTIAL
    assert "未见2026年7月18日的事件" in finding.reason
    assert outcome("DR-01", [earlier, mention, FLOOD]) == Outcome.MET


def test_evidence_of_an_event_before_the_window_says_nothing_of_today() -> None:
    old = replace(FLOOD, published=date(2024, 7, 19))
    assert outcome("DR-01", [old]) == Outcome.INAPPLICABLE
    later = told("“7·18”洪涝灾害基本情况", "7月18日,柳溪镇遭受洪涝,损失正在统计。", date(2026, 7, 19))
    assert outcome("DR-01", [old, later]) == Outcome.STALE


def test_an_accident_is_no_reason_to_ask_for_relief_funds() -> None:
    accident = told("化工厂爆炸事故情况通报", "3月2日,北岭化工厂发生爆炸,消防救援队伍疏散居民120人。", date(2026, 3, 3))
    assert outcome("DR-06", [accident]) == Outcome.INAPPLICABLE
    assert outcome("DR-13", [accident]) == Outcome.MISSING
    assert outcome("DR-13", [accident], as_of=date(2026, 6, 30)) == Outcome.INAPPLICABLE, "still investigated"


def test_medical_help_is_asked_for_only_where_somebody_may_be_hurt() -> None:
    assert outcome("DR-02", [FLOOD]) == Outcome.INAPPLICABLE, "the page says that nobody was"
    hurt = replace(FLOOD, text=FLOOD.text.replace("无人员伤亡", "造成3人受伤"))
    assert outcome("DR-02", [hurt]) == Outcome.MISSING


def test_a_response_that_was_started_is_no_damage_done() -> None:
    typhoon = told(
        "关于启动防台风Ⅳ级应急响应的通知", "定于5月29日16时在柳溪镇启动防台风Ⅳ级应急响应。", date(2026, 5, 29)
    )
    assert outcome("DR-06", [typhoon]) == outcome("DR-11", [typhoon]) == Outcome.INAPPLICABLE


AIR = {"columns": ("重污染天气",), "source": "云河市生态环境局"}
YELLOW = page(
    "云河市重污染天气黄色预警公告",
    "经市政府同意，自2026年11月2日12时启动重污染天气黄色预警和Ⅲ级应急响应。全市停止土石方作业，增加道路洒水频次。\n云河市重污染天气应急指挥部办公室",
    published=date(2026, 11, 2),
    **AIR,
)
LIFTED = page(
    "关于解除重污染天气黄色预警的公告",
    "自2026年11月5日8时解除重污染天气黄色预警，终止Ⅲ级应急响应。\n云河市重污染天气应急指挥部办公室",
    published=date(2026, 11, 5),
    **AIR,
)
ADVICE = page(
    "重污染天气健康防护提示",
    "11月3日仍为重污染天气,建议老年人减少户外活动,外出佩戴口罩。",
    published=date(2026, 11, 3),
    **AIR,
)


@pytest.mark.parametrize(
    ("point", "documents", "wanted"),
    [
        ("EN-13", [OTHER], Outcome.INAPPLICABLE),
        ("EN-13", [YELLOW, LIFTED], Outcome.MET),
        ("EN-13", [YELLOW], Outcome.PARTIAL),
        ("EN-14", [OTHER], Outcome.INAPPLICABLE),
        ("EN-14", [YELLOW, LIFTED], Outcome.MISSING),
        ("EN-14", [YELLOW, LIFTED, ADVICE], Outcome.MET),
        ("EN-14", [YELLOW, LIFTED, replace(ADVICE, published=None)], Outcome.MET),
        ("EN-14", [YELLOW, LIFTED, replace(ADVICE, published=date(2026, 11, 15))], Outcome.PARTIAL),
    ],
)
def test_warnings_of_heavy_pollution(point: str, documents: list[Document], wanted: Outcome) -> None:
    assert outcome(point, [OTHER, *documents]) == wanted


def test_a_young_warning_asks_for_nothing_yet() -> None:
    assert outcome("EN-13", [OTHER, YELLOW], as_of=date(2026, 11, 10)) == Outcome.MET
    assert outcome("EN-14", [OTHER, YELLOW], as_of=date(2026, 11, 10)) == Outcome.INAPPLICABLE


HEALTH = {"columns": ("卫生应急",), "source": "云河市卫生健康委员会"}
PLAN = page(
    "云河市突发公共卫生事件应急预案",
    "为有效控制突发公共卫生事件,制定本预案。事件分级:特别重大、重大、较大、一般四级。组织体系:市政府成立应急指挥部。应急响应:按照分级响应原则开展流行病学调查、医疗救治和信息发布。"
    "保障措施:落实物资、经费和队伍保障,加强宣传教育和监督检查,各成员单位按照职责分工落实。",
    published=date(2024, 3, 1),
    page_type="policy",
    **HEALTH,
)
POISONED = page(
    "河东区一起食物中毒事件处置情况通报",
    "2026年7月12日,河东区某企业食堂发生一起疑似食物中毒事件,共报告病例23人,均已送医救治。",
    published=date(2026, 7, 13),
    **HEALTH,
)
HEARD = page("河东区食物中毒事件关注", "7月12日,河东区某食堂有食物中毒消息。", published=date(2026, 7, 13), **HEALTH)


@pytest.mark.parametrize(
    ("documents", "wanted"),
    [
        ([PLAN], Outcome.MET),
        ([PLAN, POISONED], Outcome.MET),
        ([PLAN, HEARD], Outcome.PARTIAL),
        ([POISONED], Outcome.PARTIAL),
        ([OTHER], Outcome.MISSING),
    ],
)
def test_the_plan_always_and_the_notice_when_something_happened(documents: list[Document], wanted: Outcome) -> None:
    assert outcome("HC-03", [OTHER, *documents]) == wanted
