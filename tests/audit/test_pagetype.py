"""Page types by title, structure and column, and whose text a page is."""

from __future__ import annotations

import pytest
from web_pages import PROSE, article, metas, page, paragraphs

from audit.extract import extract
from audit.html.shape import is_front
from audit.issuer import issuer
from audit.model import Document
from audit.pagetype import explain, page_type

TEXT = "\n".join(PROSE)


def document(title: str, text: str = TEXT, **fields: object) -> Document:
    """A document with this title and text."""
    return Document(url="", title=title, text=text, **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("青河县人民政府办公室关于印发养老服务三年行动方案的通知", "policy"),
        ("青河县城乡居民临时救助办法（试行）", "policy"),
        ("中华人民共和国慈善法", "policy"),
        ("关于青河县临时救助办法的政策解读", "interpretation"),
        ("一图读懂：青河县临时救助办法", "interpretation"),
        ("县民政局召开养老服务工作会议", "news"),
        ("三处社区食堂建成投用 老人用餐更方便", "news"),
        ("关于下达2024年困难群众救助补助资金的通知", "notice"),
        ("2024年第一批衔接资金项目公示", "notice"),
        ("关于启动防汛四级应急响应的通知", "notice"),
        ("青河县2024年3月城乡低保发放明细", "notice"),
        ("东河镇帮扶资金投入情况表", "notice"),
        ("2024年春季国家助学金拟资助学生名单公示", "list_of_names"),
        ("关于公布全县中小学生作文比赛获奖结果的通知", "list_of_names"),
        ("2024年3月青河县环境空气质量", "statistics"),
        ("青河县民政局2023年度部门决算", "statistics"),
        ("青河县民政局2023年政府信息公开工作年度报告", "annual_report"),
        ("青河县民政局2023年工作总结", "work_report"),
        ("2024年政府工作报告", "work_report"),
        ("临时救助申请办事指南", "guide"),
        ("残疾人两项补贴申领须知", "guide"),
        ("青河县基本养老服务清单", "catalogue"),
        ("社会公益事业建设领域政府信息公开目录", "catalogue"),
        ("县福利院食堂食材采购项目中标公告", "tender"),
        ("青河县民政局简介", "profile"),
        ("青河县2023年衔接资金项目绩效自评总结报告", "notice"),
        ("青河县2023年临时救助资金落实情况", "notice"),
        ("青河县出台20个扶贫专项2018年实施方案", "news"),
        ("青河县下拨1200万元冬春救助资金温暖受灾群众", "news"),
        ("关于下拨2024年冬春救助资金的通知", "notice"),
        ("青河县2023年度公共文化项目绩效评价", "notice"),
        ("青河县公布2023年度福利彩票公益金使用情况", "news"),
        ("我县下拨口粮12万公斤救助受灾群众", "news"),
        ("因灾倒塌房屋恢复重建全部竣工", "news"),
        ("防止返贫监测对象有哪几类？", "interpretation"),
        ("2025年第一季度全县政府网站检查情况", "notice"),
        ("柳林镇“四个一”持续提升政务公开质效", "news"),
        ("青河县规范慈善组织信息公开", "news"),
    ],
)
def test_the_title_tells_the_type(title: str, expected: str) -> None:
    assert page_type(document(title)) == expected


def test_counted_projects_are_no_introduction_of_a_body() -> None:
    text = (
        "2023年度东西部协作项目共两个，分别是：东河镇茶叶加工厂和西河镇冷库。截至6月底，东河镇已完成厂房主体建设，西河镇完成地勘。"
        * 3
    )

    assert page_type(document("2023年度东西部协作项目进展情况", text)) == "notice"


def test_money_handed_down_stays_a_notice_under_a_number() -> None:
    text = "青财社〔2026〕8号\n各乡镇财政所、民政办：\n现下达2026年养老服务补助资金86万元，请按规定使用。"

    assert page_type(document("关于下达2026年养老服务补助资金的通知", text, doc_number="青财社〔2026〕8号")) == "notice"


def test_the_marks_that_spoke_are_named() -> None:
    kind, marks = explain(document("青河县城乡居民临时救助办法", "第一条 一\n第二条 二\n第三条 三"))

    assert kind == "policy"
    assert marks == ("policy by title", "articles")


def test_headers_of_a_catalogue_make_a_catalogue_whatever_the_title_says() -> None:
    table = (
        ("序号", "公开事项", "公开内容", "公开时限", "公开主体"),
        ("1", "临时救助", "对象名单", "10个工作日", "民政局"),
    )

    assert page_type(document("青河县社会救助信息公示", tables=(table,))) == "catalogue"


def test_parts_of_a_guide_make_a_guide() -> None:
    text = "政策概述：对就业困难人员给予补贴。\n申请条件：法定年龄内。\n申请材料：身份证。\n办理流程：窗口受理。\n咨询电话：81234567"

    assert page_type(document("灵活就业人员社保补贴政策", text)) == "guide"


def test_growth_rates_make_statistics() -> None:
    text = "一季度完成投资12亿元，同比增长3.1%，其中民间投资增长2.2%，工业投资下降1.3%，服务业投资比上年增长4%。"

    assert page_type(document("一季度投资平稳向好", text)) == "statistics"


def test_a_line_about_the_house_itself_makes_a_profile() -> None:
    text = "青河县图书馆始建于1986年，位于东河大街18号，馆舍面积三千平方米。" + TEXT * 2

    assert page_type(document("青河县图书馆", text)) == "profile"


@pytest.mark.parametrize(
    "text",
    [
        "502 Bad Gateway",
        "HTTP Error 404",
        "您访问的页面不存在",
        "请完成安全验证后继续访问",
        "网站正在维护中，请稍后再试",
        "您的访问被拦截 事件ID：8842",
    ],
)
def test_an_error_page_is_an_error(text: str) -> None:
    assert extract(page(f"<div>{text}</div>", heading=text)).page_type == "error"


def test_a_report_of_sites_that_were_down_is_no_error() -> None:
    text = "经检查，柳林镇网站多次无法访问，青石镇网站有两个空白栏目，请于十日内整改。"
    assert page_type(document("关于一季度政府网站检查情况的通报", text)) == "notice"


def test_steps_in_order_make_a_guide() -> None:
    text = "监测对象风险消除，按以下程序办理：1.村提出名单。2.入户核实收入和住房。3.村民评议并公示七天。4.镇审核。"
    assert page_type(document("监测对象风险消除", text)) == "guide"


def test_a_long_article_about_maintenance_is_no_error() -> None:
    assert page_type(document("全县网络安全培训举行", "日前，培训讲解了防火墙与安全验证。" + TEXT * 8)) == "news"


ROWS = "".join(
    f"<li><a href='/a/{n}.html'>关于开展第{n}批养老机构评估工作的通知</a><span>2024-04-{n:02}</span></li>"
    for n in range(1, 16)
)


def test_links_with_dates_are_a_list() -> None:
    found = extract(page(f"<div><h2>通知公告</h2><ul>{ROWS}</ul></div>", heading="通知公告-青河县民政局"))

    assert found.page_type == "list"
    assert found.how == "list"
    assert "关于开展第3批养老机构评估工作的通知" in found.text


def test_an_article_beside_a_list_is_no_list() -> None:
    assert extract(page(article() + f"<ul>{ROWS}</ul>")).page_type == "news"


def test_the_front_page_is_home() -> None:
    links = "".join(f"<a href='/{n}'>栏目{n}</a><br>" for n in range(40))
    body = page(f"<ul>{ROWS}</ul>{links}", heading="青河县民政局")

    assert extract(body, "http://mzj.qinghe.gov.cn/").page_type == "home"
    assert extract(body, "http://mzj.qinghe.gov.cn/index.shtml").page_type == "home"


@pytest.mark.parametrize(
    ("url", "front"),
    [
        ("http://a.gov.cn", True),
        ("http://a.gov.cn/index.html", True),
        ("http://a.gov.cn/zwgk/index.html", False),
        ("index.html", False),
    ],
)
def test_front_pages_by_address(url: str, front: bool) -> None:
    assert is_front(url) is front


@pytest.mark.parametrize(
    ("title", "fields", "names", "whose"),
    [
        ("国务院办公厅关于加强养老服务的意见", {}, ("青河县民政局",), "higher"),
        ("民政部关于印发临时救助规程的通知", {}, ("青河县民政局",), "higher"),
        ("某省民政厅关于做好临时救助的通知", {}, ("长河市民政局",), "higher"),
        ("青河县人民政府办公室关于印发方案的通知", {}, ("青河县民政局",), "higher"),
        ("青河县民政局关于做好临时救助的通知", {}, ("青河县民政局",), "self"),
        ("青河县民政局关于做好临时救助的通知", {}, ("青河县民政局政府网站",), "self"),
        ("白水县民政局关于做好临时救助的通知", {}, ("青河县民政局",), "peer"),
        ("东河镇人民政府关于低保对象的公示", {}, ("青河县民政局",), "lower"),
        ("中华人民共和国慈善法", {}, ("青河县民政局",), "higher"),
        ("长河市教育局关于开学工作的通知", {}, ("长河市第一中学",), "higher"),
        ("养老服务谱新篇", {"source": "人民日报", "page_type": "news"}, ("青河县民政局",), "media"),
        ("养老服务谱新篇", {"source": "长河日报", "page_type": "news"}, ("长河市民政局",), "self"),
        ("养老服务谱新篇", {"source": "长江日报", "page_type": "news"}, ("武汉市民政局",), "self"),
        ("临时救助办法", {"source": "民政部", "page_type": "policy"}, ("青河县民政局",), "higher"),
        ("【答记者问】国务院食品安全委员会办公室负责人就助餐服务答记者问", {"page_type": "interpretation"}, ("青河县民政局",), "higher"),
        ("首批养老示范县公布 民政部养老服务司负责人答记者问", {"source": "民政部", "page_type": "interpretation"}, ("青河县民政局",), "higher"),
        ("青河县民政局负责人就低保提标答记者问", {"page_type": "interpretation"}, ("青河县民政局",), "self"),
        ("社区食堂开张", {"source": "县民政局", "page_type": "news"}, ("青河县民政局",), "self"),
    ],
)  # fmt: skip
def test_whose_text_it_is(title: str, fields: dict[str, object], names: tuple[str, ...], whose: str) -> None:
    assert issuer(document(title, **fields), names) == whose


def test_the_byline_of_a_central_agency_counts_as_its_source() -> None:
    assert issuer(document("养老服务谱新篇", "新华社北京4月12日电 " + TEXT), ("青河县民政局",)) == "media"


def test_the_site_names_itself_in_metadata_or_title() -> None:
    title = "国务院办公厅关于加强养老服务的意见"
    body = article(paragraphs(*PROSE), title=title)

    assert extract(page(body, heading=f"{title}-青河县民政局")).issuer == "higher"
    assert extract(page(body, heading=title, head=metas(SiteName="青河县民政局"))).issuer == "higher"
    assert extract(page(body, heading=f"{title}-中国政府网", head=metas(SiteName="国务院办公厅"))).issuer == "self"
