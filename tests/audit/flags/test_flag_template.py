"""Blank and template pages, and what only looks like one."""

from __future__ import annotations

import pytest
from posts import SITE, kinds, page, traced

from audit.flags.record import page_flags
from audit.flags.template import of_siblings
from audit.flags.trace import body_lines
from audit.model import Document, Link, Table

HEADS = ("项目名称", "资金来源", "资金规模", "责任人")
BLANK_TABLE: Table = (HEADS, ("", "", "", ""), ("", "", "", ""))
OPEN = "项目名称：××××\n资金来源：____\n资金规模：____万元\n责任人：XXX\n公示时间：2026年5月"
FIGURES = "本月全县共发放低保金{}万元，保障{}户{}人，人均补差{}元，资金已全部通过一卡通发放到位。"


@pytest.mark.parametrize(
    ("title", "text", "more", "said"),
    [
        ("2026年衔接资金项目公示", OPEN, {}, "5个栏目项中4项未填写"),
        ("项目实施情况公告", "资金来源：【】\n责任单位：待填写\n监督电话：此处填写电话\n", {}, "3项未填写"),
        ("关于项目安排的公示", "请在此处输入正文", {}, "编辑提示"),
        ("项目进展", "Lorem ipsum dolor sit amet, consectetur adipiscing elit.", {}, "占位文字"),
        ("衔接资金使用情况公示", "项目名称\t资金来源\t资金规模\t责任人", {"tables": (BLANK_TABLE,)}, "2行数据单元格均为空"),
        ("帮扶成效", "\n".join(["各项帮扶工作正在有序推进之中。"] * 6), {}, "同一句话重复6次"),
        ("帮扶成效", "测试测试测试测试测试测试", {}, "重复字词"),
        ("2026年低保资金发放情况公示", "内容正在更新中，敬请期待。", {}, "正文仅有"),
        ("2026年低保资金发放情况公示", "", {}, "未见文字"),
    ],
)  # fmt: skip
def test_a_template_page_is_flagged_with_its_proof(title: str, text: str, more: dict[str, object], said: str) -> None:
    document = page(title, text, **more)
    (flag,) = page_flags([(document, body_lines(document))])
    assert flag.kind == "template" and said in flag.proof


FILE = (Link(url=f"{SITE}/a.xlsx", name="附件", kind="xlsx"),)
INNOCENT = {
    "a form to fill in": page("临时救助申请表", OPEN),
    "how to fill in": page("关于填报项目库的说明", "请在此处填写项目名称\n资金来源：____\n规模：____\n责任人：____"),
    "a form in a file": page("项目公示", OPEN, parent_url=f"{SITE}/gs/0.html"),
    "crossed out to protect persons": page(
        "行政处罚信息公示", "姓名：×××\n身份证号：××××\n住址：×××\n当事人：×××\n案由：无证经营\n处罚结果：罚款2000元"
    ),
    "a full notice": page("衔接资金项目公示", "项目名称：柳林村灌溉\n资金来源：中央衔接资金\n资金规模：60万元\n责任人：李某"),
    "one field of many not yet known": page("项目公示", "项目名称：柳林村灌溉\n资金来源：中央资金\n竣工日期：____\n责任人：李某"),
    "a table of zeros": page(
        "三公经费使用情况公示", "", tables=((("项目", "金额"), ("公车", "0"), ("接待", "0"), ("出国", "无"), ("会议", "—")),)
    ),
    "a blank table beside the filled one": page(
        "项目情况公示", "见表格所列", tables=(BLANK_TABLE, (HEADS, ("柳林村灌溉", "中央", "60", "李某")))
    ),
    "its table is a file": page("衔接资金使用情况公示", "", tables=(BLANK_TABLE,), attachments=FILE),
    "its text is a file": page("低保资金发放情况公示", "", attachments=FILE),
    "its text is a picture": page("低保资金发放情况公示", "", images=1),
    "a link that was not read": page("2月低保发放明细", "2月发放xlsx"),
    "a film": page("国家奖学金获奖学生名单公布", "", columns=("视频新闻",), page_type="list_of_names"),
    "nothing happened": page("2026年行政强制情况公示", "本年度无此事项"),
    "a refrain": page("工作简报", "加强宣传引导工作力度。组织走访慰问活动。" * 3 + "发放米面油300份。开展培训12场，参训560人次。"),
}  # fmt: skip


@pytest.mark.parametrize("name", INNOCENT)
def test_what_only_looks_like_a_template_is_not_flagged(name: str) -> None:
    assert kinds(INNOCENT[name]) == []


def siblings(titles: list[str], bodies: list[str], **more: object) -> list[Document]:
    return [page(title, body, url=f"{SITE}/gs/{n}.html", **more) for n, (title, body) in enumerate(zip(titles, bodies, strict=True))]  # fmt: skip


SAME = "我局高度重视此项工作，成立了领导小组，明确了责任分工，扎实推进各项任务落实，取得了良好成效，得到群众一致好评。"
TITLES = ["临时救助工作情况", "医疗救助工作情况", "高龄津贴工作情况"]


def test_pages_that_differ_by_their_title_only_are_flagged() -> None:
    flags = list(of_siblings(traced(siblings(TITLES, [SAME] * 3))))
    assert {flag.url for flag in flags} == {f"{SITE}/gs/{n}.html" for n in range(3)}
    assert all("另外2个标题不同的页面完全相同" in flag.proof and flag.other_url != flag.url for flag in flags)


def test_the_title_said_again_in_the_body_makes_no_difference() -> None:
    assert len(list(of_siblings(traced(siblings(TITLES, [f"{title}。{SAME}" for title in TITLES]))))) == 3


MONTHS = [f"2026年{month}月城乡低保资金发放情况公示" for month in range(1, 9)]
ALIKE = {
    "a monthly series with figures of its own": siblings(MONTHS, [FIGURES.format(n, n + 1, n + 2, n + 3) for n in range(8)]),
    "a monthly series without change": siblings(MONTHS, [FIGURES.format(1, 2, 3, 4)] * 8),
    "one notice in three columns": siblings(["临时救助工作情况"] * 3, [SAME] * 3),
    "two pages": siblings(TITLES[:2], [SAME] * 2),
    "statements that nothing happened": siblings(
        TITLES, ["经核实，我局2026年度未发生此类事项，特此说明，今后如有相关事项将及时向社会公开。"] * 3
    ),
    "covers of files": siblings(TITLES, [SAME] * 3, attachments=FILE),
}  # fmt: skip


@pytest.mark.parametrize("name", ALIKE)
def test_pages_alike_for_a_good_reason_are_not_flagged(name: str) -> None:
    assert list(of_siblings(traced(ALIKE[name]))) == []


def test_a_site_that_was_read_wrongly_is_not_accused() -> None:
    topics = "低保 医保 养老 儿童 残疾 慈善 婚姻 殡葬 救助 区划 地名 社区".split()
    pages = siblings([f"{topic}工作情况" for topic in topics], [SAME] * len(topics))
    assert list(of_siblings(traced(pages))) == []
