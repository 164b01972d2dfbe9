"""One record on several addresses: names that differ in nothing that matters, and names that must stay apart."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from small_book import AS_OF, BOOK, DOMAIN, JUDGE, UNIT, page, visit

from audit.evaluate import evaluate
from audit.judge import Judgement
from audit.model import Document, Finding, Outcome
from audit.question import Question, Site
from audit.records import record_key
from audit.same import one_record_each


def row(name: str, source: str, url: str, **more: object) -> Document:
    table = (("项目名称", "资金来源"), (name, source))
    return page("扶贫项目公告", "\n".join("\t".join(one) for one in table), tables=(table,), url=url, **more)


def notice(title: str, text: str, url: str, **more: object) -> Document:
    return page(title, f"项目名称:{title}\n{text}", url=url, **more)


def merged(*documents: Document) -> tuple[Judgement, ...]:
    return one_record_each([JUDGE.judge(document) for document in documents], UNIT.name)


def keys(*documents: Document) -> list[str]:
    return sorted({record.key for one in merged(*documents) for record in one.records})


def findings(point: str, *documents: Document) -> list[Finding]:
    site = Site(unit=UNIT, visit=visit(), judgements=merged(*documents), misses=(), own_names=(UNIT.name,))
    question = Question(
        site=site, domain=DOMAIN, point=BOOK.points[point], scheme=None, role="lead", judge=JUDGE, digest="d", as_of=AS_OF
    )  # fmt: skip
    return evaluate(question)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("兴隆镇引水工程", "兴隆镇 引水工程"),
        ("兴隆镇引水工程(一期)", "兴隆镇引水工程【一期】"),
        ("兴隆镇引水工程", "2025年兴隆镇引水工程"),
        ("兴隆镇引水工程", "2025年度兴隆镇引水工程"),
        ("兴隆镇引水工程", "关于兴隆镇引水工程的公示"),
        ("2025年兴隆镇引水工程", "关于2025年兴隆镇引水工程情况的公告"),
        ("云山县兴隆镇引水工程", "兴隆镇引水工程"),
        ("云山县2025年兴隆镇引水工程", "2025年云山县兴隆镇引水工程"),
    ],
)
def test_a_record_under_two_writings_is_one(one: str, other: str) -> None:
    first, second = row(one, "中央资金", "http://a.gov.cn/1"), row(other, "—", "http://zwgk.gov.cn/2")
    assert len(keys(first, second)) == 1
    assert keys(first, second) == keys(second, first)
    (finding,) = findings("PA-04", first, second)
    assert finding.outcome is Outcome.MET


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2024年兴隆镇引水工程", "2025年兴隆镇引水工程"),
        ("云山县引水工程", "永安县引水工程"),
        ("引水工程", "永安县引水工程"),
        ("幸福小区改造工程", "改造工程"),
        ("兴隆镇引水工程一期", "兴隆镇引水工程二期"),
        ("兴隆镇引水工程", "永安镇引水工程"),
    ],
)
def test_records_that_only_resemble_each_other_stay_apart(one: str, other: str) -> None:
    first, second = row(one, "中央资金", "http://a.gov.cn/1"), row(other, "—", "http://zwgk.gov.cn/2")
    assert len(keys(first, second)) == 2
    assert sorted(finding.outcome for finding in findings("PA-04", first, second)) == [Outcome.MET, Outcome.MISSING]


def test_a_name_without_year_joins_neither_of_two_years() -> None:
    documents = [
        row(name, "中央资金", f"http://a.gov.cn/{name}") for name in ("2024年引水工程", "2025年引水工程", "引水工程")
    ]
    assert len(keys(*documents)) == 3


BODY = (
    "为改善群众饮水条件,经县巩固拓展脱贫攻坚成果领导小组会议研究,决定铺设输水管网十二公里,新建蓄水池两座,购置净化设备一套,"
    "惠及三个行政村四百二十户群众。项目建成后由村集体管护,水费收入用于设施维修。公告期间如有异议,请以书面形式向县农业农村局"
    "反映,单位来函应加盖公章,个人来函应署真实姓名,逾期不再受理。"
)


def test_notices_of_one_document_number_or_of_nearly_one_text_are_one() -> None:
    own = notice("兴隆镇农村饮水引水工程", BODY, "http://a.gov.cn/1", doc_number="云农发〔2026〕12号")
    portal = notice("兴隆镇饮水引水工程实施", "内容见附件", "http://b.gov.cn/1", doc_number="云农发〔2026〕12号")
    assert len(keys(own, portal)) == 1
    copy = notice("兴隆镇农村饮水工程", f"{BODY}(责任编辑:某某)", "http://b.gov.cn/2")
    assert len(keys(replace(own, doc_number=None), copy)) == 1
    other = replace(copy, doc_number="云农发〔2026〕13号")
    assert len(keys(own, other)) == 2, "two document numbers are two documents"
    elsewhere = notice("永安镇文化广场建设", BODY, "http://b.gov.cn/3")
    assert len(keys(replace(own, doc_number=None), elsewhere)) == 2, "a form letter under another title"


def test_all_addresses_are_kept_and_the_finding_names_the_others() -> None:
    places = ("http://a.gov.cn/1", "http://qu.gov.cn/2", "http://zwgk.gov.cn/3")
    documents = [
        row(name, "—", url)
        for name, url in zip(("引水工程", "2025年引水工程", "关于引水工程的公示"), places, strict=True)
    ]
    (finding,) = findings("PA-04", *documents)
    assert finding.outcome is Outcome.MISSING
    assert finding.url == places[0] and "等3处" in finding.reason
    assert all(url in finding.reason for url in places[1:])
    kept = {(record.key, record.url) for one in merged(*documents) for record in one.records}
    assert kept == {(finding.record_key, url) for url in places}


def test_evidence_goes_with_the_record() -> None:
    full = row("2025年引水工程", "中央资金", "http://a.gov.cn/1")
    short = row("引水工程", "中央资金", "http://b.gov.cn/2", published=date(2026, 5, 1))
    rows = {one.record for judgement in merged(full, short) for one in judgement.evidence if one.record}
    assert rows == {"2025年引水工程"}


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("关于引水工程项目的公示", "引水工程项目"),
        ("关于公示", "关于公示"),
        ("引水工程公告", "引水工程"),
        ("信息公开", "信息公开"),
    ],
)
def test_key_of_a_title(name: str, key: str) -> None:
    assert record_key(name) == key
