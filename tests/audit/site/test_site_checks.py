"""Each site check on a site in order, on one at fault, and where nothing may be said."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from little_site import COLUMN, HOME, METAS, OTHER, PROSE, ROOT, Page, article, check, entries, html, unit

from audit.model import Outcome
from audit.site.checks import CHECKS, SECTION
from rules.load import load_book

MET, PARTIAL, FAILS = Outcome.MET, Outcome.PARTIAL, Outcome.MISSING
MANUAL, UNCHECKED, INAPPLICABLE = Outcome.MANUAL, Outcome.UNCHECKED, Outcome.INAPPLICABLE


def pages(count: int, state: str = "fetched", **more: str) -> list[Page]:
    texts = (
        Page(path=f"{state}/{n}.html", markup=article(f"市民政局工作动态第{n}期"), state=state, **more)
        for n in range(count)
    )  # type: ignore[arg-type]
    return list(texts)


def column(name: str, days: list[str], slug: str, **more: str) -> list[Page]:
    """A column with its list page and an article for each day."""
    listed = entries(*((f"/{slug}/{n}.html", f"{name}里的一篇文章之{n}", day) for n, day in enumerate(days)))
    list_page = Page(path=f"{slug}/", kind="list", columns=(name,), markup=html(listed, METAS | COLUMN))
    texts = (
        Page(path=f"{slug}/{n}.html", columns=(name,), list_date=day, anchor=f"{name}里的一篇文章之{n}",
             markup=article(f"{name}里的一篇文章之{n}", day=day, **more))
        for n, day in enumerate(days)
    )  # fmt: skip
    return [list_page, *texts]


def test_every_site_point_of_the_book_has_its_check() -> None:
    book = load_book()
    ids = [point for point in book.points if point.startswith("SITE-")]
    assert list(CHECKS) == ids
    assert all(book.points[one].status == "active" for one in ids)


# SITE-01


def test_a_site_that_answers_is_reachable() -> None:
    assert check("SITE-01", HOME, *pages(30)).outcome == MET


def test_many_failures_are_for_a_person_to_confirm() -> None:
    said = check("SITE-01", HOME, *pages(30), *pages(3, "missed", reason="timeout"))
    assert said.outcome == MANUAL
    assert "失败3次（占9%）" in said.reason


def test_few_probes_decide_nothing_and_tell_the_share() -> None:
    said = check("SITE-01", HOME, *pages(5), *pages(4, "missed", reason="timeout"))
    assert said.outcome == UNCHECKED
    assert "本次访问10次，失败4次（占40%）" in said.reason


def test_what_we_refused_is_no_failed_probe() -> None:
    assert check("SITE-01", HOME, *pages(30), *pages(20, "missed", reason="budget")).outcome == MET


# SITE-02


def test_a_front_page_of_this_week_is_fresh() -> None:
    said = check("SITE-02", HOME, OTHER)
    assert said.outcome == MET
    assert "2026年11月20日" in said.reason


def home(days: list[str], more: str = "") -> Page:
    listed = entries(*((f"/dt/{n}.html", f"市民政局开展走访活动之{n}", day) for n, day in enumerate(days)))
    return replace(HOME, markup=html(listed + more))


STALE_DAYS = [f"2026-09-{n:02d}" for n in range(1, 9)]


def test_a_front_page_of_two_months_ago_fails() -> None:
    said = check("SITE-02", home(STALE_DAYS), replace(OTHER, list_date="2026-09-01", markup=article("走访活动", day="2026-09-01")))  # fmt: skip
    assert said.outcome == FAILS
    assert said.reason == "截至2026年11月23日，首页最新内容为2026年9月8日，未见两周内更新"


@pytest.mark.parametrize(
    ("front", "outcome"),
    [
        (home(["11-20", *STALE_DAYS]), MET),
        (home(["[11/21]", *STALE_DAYS]), MET),
        (home(["12-20", *STALE_DAYS]), FAILS),  # of last year
        (home([""] * 8), MANUAL),
        (home(STALE_DAYS, "<iframe src='/news.html'></iframe>"), MANUAL),
        (replace(HOME, state="missed", reason="timeout"), UNCHECKED),
    ],
)
def test_days_of_a_front_page(front: Page, outcome: Outcome) -> None:
    old = replace(OTHER, list_date="2026-09-01", markup=article("走访活动", day="2026-09-01"))
    assert check("SITE-02", front, old, replace(old, path="dt/2.html")).outcome == outcome


def test_newer_texts_elsewhere_leave_the_front_page_to_a_person() -> None:
    assert check("SITE-02", home(STALE_DAYS), OTHER).outcome == MANUAL


def test_an_old_capture_judged_later_is_not_stale() -> None:
    assert check("SITE-02", HOME, OTHER, as_of=date(2027, 6, 1)).outcome == MET


# SITE-03


def test_columns_in_time_are_met() -> None:
    said = check("SITE-03", HOME, *column("工作动态", ["2026-11-18"], "dt"), *column("通知公告", ["2026-07-01"], "tz"))
    assert said.outcome == MET
    assert said.share == 1.0


def test_a_stale_column_is_told_and_five_fail() -> None:
    stale = [one for n in range(5) for one in column(f"工作动态{n}新闻", ["2026-10-01"], f"dt{n}")]
    assert check("SITE-03", HOME, *stale[:2]).outcome == PARTIAL
    said = check("SITE-03", HOME, *stale)
    assert said.outcome == FAILS
    assert "未在规定期限内更新的栏目5个" in said.reason


def test_undated_entries_count_as_not_updated() -> None:
    undated = column("通知公告", [""], "tz", PubDate="")
    said = check("SITE-03", HOME, *undated)
    assert said.outcome == PARTIAL
    assert "“通知公告”条目未标日期" in said.reason


def test_a_column_with_unseen_pages_is_not_judged() -> None:
    stale = column("工作动态", ["2026-10-01"], "dt")
    lost = Page(path="dt/9.html", state="missed", reason="timeout", columns=("工作动态",))
    assert check("SITE-03", HOME, *stale, lost).outcome == UNCHECKED


def test_further_pages_of_a_list_hold_nothing_newer() -> None:
    stale = column("工作动态", [f"2026-10-{n:02d}" for n in range(1, 8)], "dt")
    more = Page(path="dt/#more", kind="list", state="missed", reason="script_list", columns=("工作动态",))
    assert check("SITE-03", HOME, *stale, more).outcome == PARTIAL


def test_blank_columns_say_so_themselves() -> None:
    empty = html("<div class='list'>暂无信息</div>", METAS | COLUMN)
    blank = [Page(path=f"b{n}/", kind="list", columns=(f"专栏{n}",), markup=empty) for n in range(5)]
    assert check("SITE-03", HOME, OTHER, *blank).outcome == FAILS
    assert check("SITE-03", HOME, OTHER, *blank[:4]).outcome == PARTIAL
    silent = [replace(one, markup=html("<div class='list'></div>", METAS | COLUMN)) for one in blank]
    assert "空白栏目" not in check("SITE-03", HOME, OTHER, *silent).reason


# SITE-04


def letters(*lines: tuple[str, str]) -> Page:
    rows = "".join(f"<tr><td>关于低保申请的咨询</td><td>{day}</td><td>{state}</td></tr>" for day, state in lines)
    return Page(
        path="jzxx/", kind="list", columns=("局长信箱",), markup=html(f"<h2>局长信箱来信</h2><table>{rows}</table>")
    )


def test_a_mailbox_with_answers_is_met() -> None:
    said = check("SITE-04", HOME, letters(("2026-06-01", "已回复"), ("2026-11-10", "办理中")))
    assert said.outcome == MET
    assert "核对公开留言2件" in said.reason


def test_a_letter_unanswered_for_four_months_fails() -> None:
    said = check("SITE-04", HOME, letters(("2026-06-01", "未回复"), ("2026-11-10", "已回复")))
    assert said.outcome == FAILS
    assert "1件超过三个月" in said.reason
    assert check("SITE-04", HOME, letters(("2024-06-01", "未回复"))).outcome == MET  # beyond the year looked at


def test_no_channel_is_said_only_when_all_was_seen() -> None:
    bare = replace(HOME, markup=html(PROSE, menu="<a href='/dt/'>工作动态</a>"))
    assert check("SITE-04", bare, OTHER_BARE).outcome == FAILS
    assert check("SITE-04", replace(bare, markup=html("<a href='/x/'><img src='x.png'></a>", menu="")), OTHER_BARE).outcome == MANUAL  # fmt: skip
    lost = Page(path="hd/", kind="column", state="missed", reason="timeout", columns=("公众参与",))
    assert check("SITE-04", bare, OTHER_BARE, lost).outcome == UNCHECKED


OTHER_BARE = Page(path="dt/1.html", markup=html(PROSE, menu=""), columns=("工作动态",))


def test_a_dead_channel_is_no_channel() -> None:
    gone = Page(path="jzxx/", kind="column", state="absent", columns=("局长信箱",))
    menu = "<ul><li><a href='/jzxx/'>局长信箱</a></li></ul>"
    said = check("SITE-04", replace(HOME, markup=html(PROSE, menu=menu)), OTHER_BARE, gone)
    assert said.outcome == PARTIAL
    assert said.url == ROOT + "jzxx/"


# SITE-05


GUIDE = (
    "<p>一、事项名称：高龄津贴申领</p><p>二、设定依据：老年人权益保障法。</p><p>三、申请条件：本市户籍年满80周岁。</p>"
    "<p>四、申请材料：身份证件、银行卡。</p><p>五、办理地点：各街道便民服务中心。</p><p>六、办理时限：10个工作日。</p>"
    "<p>七、办理流程：申请、审核、发放。</p><p>八、联系电话：88230010</p>"
)


def guide(body: str) -> Page:
    return Page(path="bszn/1.html", markup=article("高龄津贴申领办事指南", body), columns=("办事指南",))


def test_a_whole_guide_is_met() -> None:
    assert check("SITE-05", HOME, guide(GUIDE)).outcome == MET


def test_a_guide_without_material_and_telephone_is_partial() -> None:
    said = check(
        "SITE-05",
        HOME,
        guide(GUIDE.replace("申请材料：身份证件、银行卡", "其他").replace("联系电话：88230010", "其他")),
    )
    assert said.outcome == PARTIAL
    assert "未见材料、电话" in said.reason
    assert said.share == 0.75


def test_services_elsewhere_are_looked_at_by_a_person() -> None:
    menu = "<a href='https://www.jlzwfw.gov.cn/'>政务服务</a>"
    assert check("SITE-05", replace(HOME, markup=html(PROSE, menu=menu)), OTHER_BARE).outcome == MANUAL
    assert check("SITE-05", replace(HOME, markup=html(PROSE, menu="")), OTHER_BARE).outcome == MANUAL


# SITE-06


def gone(path: str, **more: str) -> Page:
    return Page(path=path, state="absent", anchor="关于某事的通知", **more)  # type: ignore[arg-type]


def test_links_that_open_are_met() -> None:
    assert check("SITE-06", HOME, *pages(30)).outcome == MET


def test_broken_links_are_counted_by_the_hundred() -> None:
    listed = replace(HOME, markup=html("<a href='/gone/1.html'>关于某事的通知</a>"))
    said = check("SITE-06", listed, *pages(38), gone("gone/1.html"))
    assert said.outcome == PARTIAL
    assert "访问站内链接40个，失效1个（其中附件0个），每百条2.5个；如http://mzj.linhe.gov.cn/gone/1.html" in said.reason
    assert "关于某事" not in said.reason  # words of a link may hold names
    assert check("SITE-06", listed, *pages(9), gone("gone/1.html")).outcome == FAILS


def test_an_address_that_no_page_links_is_not_held_against_the_site() -> None:
    assert check("SITE-06", HOME, *pages(9), gone("dt/index_2.html", kind="list")).outcome == MET


# SITE-07, SITE-08


def test_pages_with_all_tags_are_met() -> None:
    assert check("SITE-07", HOME, OTHER).outcome == MET


def test_pages_without_tags_fail_and_some_tags_are_partial() -> None:
    naked = replace(OTHER, markup=html(PROSE, {}))
    assert check("SITE-07", replace(HOME, markup=html(PROSE, {})), naked).outcome == FAILS
    said = check("SITE-07", HOME, replace(OTHER, markup=html(PROSE, METAS | COLUMN)))
    assert said.outcome == PARTIAL
    assert "ArticleTitle（1个页面）、PubDate（1个页面）、ContentSource（1个页面）" in said.reason


def test_an_empty_tag_is_none() -> None:
    assert check("SITE-07", HOME, replace(OTHER, markup=article("走访活动", source=""))).outcome == PARTIAL


@pytest.mark.parametrize(
    ("tags", "said"),
    [
        ({"SiteIDCode": "mzj_site"}, "SiteIDCode 不是10位数字“mzj_site”"),
        ({"PubDate": "近日"}, "PubDate 无法识别“近日”"),
        ({"SiteDomain": "网站域名"}, "SiteDomain 仍为模板文字“网站域名”"),
        ({"SiteDomain": "www.qinghe.gov.cn"}, "SiteDomain“www.qinghe.gov.cn”与网站域名不一致"),
        ({"ColumnType": "${column.type}"}, "ColumnType 仍为模板文字"),
    ],
)
def test_tags_that_say_nothing_true(tags: dict[str, str], said: str) -> None:
    answer = check("SITE-08", HOME, replace(OTHER, markup=article("走访活动", **tags)))
    assert answer.outcome == PARTIAL
    assert said in answer.reason


def test_sound_tags_are_met() -> None:
    kinds = {
        "PubDate": "2020年08月02日",
        "ColumnType": "信息公开，政策文件",
        "SiteDomain": "https://www.linhe.gov.cn/,mz.com",
    }
    assert check("SITE-08", HOME, replace(OTHER, markup=article("走访活动", **kinds))).outcome == MET


def test_without_tags_there_is_no_quality_to_judge() -> None:
    naked = replace(OTHER, markup=html(PROSE, {}))
    assert check("SITE-08", replace(HOME, markup=html(PROSE, {})), naked).outcome == INAPPLICABLE


# SITE-09


def test_an_honest_site_is_met() -> None:
    friends = (
        "<div style='display:none' class='links'><a href='https://www.some-company.com/'>友情链接</a></div>"
        "<div style='text-indent:-9999px'><a href='http://www.gov.cn/'>中国政府网</a></div>"
    )
    friends += "<a href='http://www.cms-maker.com/' style='display:none'>技术支持</a><ul style='top:-102px'><a href='http://abc-789.com/'>友情</a></ul>"
    crime = article(
        "临河警方打击网络赌博，捣毁博彩平台3个", "<p>民警提醒：百家乐、六合彩等网络博彩十赌九诈。</p>" + PROSE
    )
    said = check("SITE-09", replace(HOME, markup=html(friends)), replace(OTHER, markup=crime))
    assert said.outcome == MET


@pytest.mark.parametrize(
    "planted",
    [
        "<div style='position:absolute;left:-8000px'><a href='http://abc-789.com/'>软件下载</a></div>",
        "<marquee height='1' width='2'><a href='http://abc-789.com/'>装修</a></marquee>",
        "<span style='display:none'>"
        + "".join(f"<a href='http://abc-{n}.com/'>装修</a>" for n in range(5))
        + "</span>",
        "<a href='http://abc-789.com/'>百家乐</a>",
        "<a href='/zt/'>澳门新葡京官网</a>",
    ],
)
def test_planted_links_are_shown_to_a_person(planted: str) -> None:
    said = check("SITE-09", replace(HOME, markup=html(planted)), OTHER)
    assert said.outcome == MANUAL
    assert said.url == ROOT


def test_a_replaced_title_is_shown() -> None:
    assert check("SITE-09", replace(HOME, markup=html(PROSE, title="皇冠体育官网-首页")), OTHER).outcome == MANUAL


def test_a_redirect_to_a_stranger_is_shown() -> None:
    away = Page(path="old/", kind="column", state="missed", reason="off_site", final_url="http://abc-789.com/")
    assert check("SITE-09", HOME, OTHER, away).outcome == MANUAL
    portal = replace(away, final_url="https://www.jl.gov.cn/")
    assert check("SITE-09", HOME, OTHER, portal).outcome == MET


# SITE-10


def trs(day: str, shown: str, number: int = 1) -> Page:
    path = f"zwgk/{day[:6]}/t{day}_{number}.html"
    return Page(path=path, markup=article("关于提高低保标准的通知", day=shown), list_date=shown)


def test_dates_as_in_the_address_are_met() -> None:
    assert check("SITE-10", HOME, trs("20261118", "2026-11-20")).outcome == MET


def test_a_renewed_date_is_shown_to_a_person() -> None:
    said = check("SITE-10", HOME, trs("20230515", "2026-11-20"))
    assert said.outcome == MANUAL
    assert "所示2026年11月20日、网址为2023年5月15日" in said.reason


def test_the_day_a_site_moved_is_no_forgery() -> None:
    moved = [trs("20230515", f"2019-03-{n:02d}", n) for n in range(1, 7)]
    assert check("SITE-10", HOME, *moved).outcome == MET
    assert check("SITE-10", HOME, *moved[:1]).outcome == MANUAL


def test_addresses_without_days_tell_nothing() -> None:
    assert check("SITE-10", HOME, OTHER).outcome == UNCHECKED


# SITE-11


def test_a_whole_foot_is_met() -> None:
    assert check("SITE-11", HOME, OTHER).outcome == MET


def test_a_foot_without_records_is_partial() -> None:
    foot = "<div class='foot'>主办：临河市民政局 联系电话：88230000</div>"
    bare = replace(HOME, markup=html(PROSE, foot=foot, menu=""))
    said = check("SITE-11", bare, replace(OTHER, markup=html(PROSE, foot=foot, menu="")))
    assert said.outcome == PARTIAL
    assert "未见网站标识码、ICP备案、公安备案、网站地图" in said.reason
    drawn = replace(HOME, markup=html(PROSE, foot="<script>$('#foot').load('/foot.html')</script>", menu=""))
    assert check("SITE-11", drawn, OTHER_BARE_FOOT).outcome == MANUAL
    none = replace(HOME, markup=html(PROSE, foot="", menu=""))
    assert check("SITE-11", none, OTHER_BARE_FOOT).outcome == FAILS


OTHER_BARE_FOOT = Page(path="dt/1.html", markup=html(PROSE, foot="", menu=""), columns=("工作动态",))


# SITE-12, SITE-14


def test_a_platform_with_its_sections_is_met() -> None:
    assert check("SITE-12", HOME, OTHER).outcome == MET


def test_lacking_sections_are_named() -> None:
    menu = "<ul><li><a href='/gknb/'>政府信息公开年报</a></li><li><a href='/dt/'>工作动态</a></li></ul>"
    front = replace(HOME, markup=html(PROSE, menu=menu))
    said = check("SITE-12", front, OTHER_BARE)
    assert said.outcome == PARTIAL
    assert said.reason == "未见政府信息公开指南、政府信息公开制度、法定主动公开内容、依申请公开栏目"
    assert said.share == 0.2
    nothing = replace(HOME, markup=html(PROSE, menu=""))
    assert check("SITE-12", nothing, OTHER_BARE).outcome == FAILS
    elsewhere = replace(HOME, markup=html("<a href='http://zwgk.other.gov.cn/mzj/'>政府信息公开</a>", menu=""))
    assert check("SITE-12", elsewhere, OTHER_BARE).outcome == MANUAL


OPEN_GUIDE = (
    "<p>为方便公民、法人和其他组织获取本机关政府信息，编制本指南。</p><p>一、公开范围：机构职能、政策文件、社会救助等信息，"
    "自形成或者变更之日起20个工作日内公开。</p><p>二、受理机构：局办公室；办公地址：临河市同安街6号；办公时间：工作日8:30至17:00；"
    "联系电话：88230011。</p><p>三、公民、法人或者其他组织认为本机关未依法公开的，可以投诉。</p>"
)


def open_guide(body: str) -> Page:
    return Page(path="gkzn/1.html", markup=article("临河市民政局政府信息公开指南", body), columns=("政府信息公开指南",))


def test_a_whole_disclosure_guide_is_met() -> None:
    assert check("SITE-14", HOME, open_guide(OPEN_GUIDE)).outcome == MET


def test_a_guide_without_the_twenty_days_and_hours_is_partial() -> None:
    body = OPEN_GUIDE.replace("20个工作日内", "及时").replace("办公时间：工作日8:30至17:00；", "")
    said = check("SITE-14", HOME, open_guide(body))
    assert said.outcome == PARTIAL
    assert "未见20个工作日的规定、办公时间" in said.reason


def test_no_guide_and_a_guide_unread() -> None:
    assert check("SITE-14", HOME, OTHER).outcome == FAILS
    assert check("SITE-14", HOME, open_guide("<p><img src='zn.png'></p>")).outcome == MANUAL
    lost = Page(path="gkzn/1.html", state="missed", reason="timeout", columns=("政府信息公开指南",))
    assert check("SITE-14", HOME, OTHER, lost).outcome == UNCHECKED


# SITE-13


def cells(*rows: tuple[str, ...]) -> str:
    return (
        "<table>" + "".join("<tr>" + "".join(f"<td>{one}</td>" for one in row) + "</tr>" for row in rows) + "</table>"
    )


def figures(new: int, before: int, done: int, after: int) -> str:
    return cells(
        ("申请人情况", "自然人", "总计"),
        ("一、本年新收政府信息公开申请数量", str(new), str(new)),
        ("二、上年结转政府信息公开申请数量", str(before), str(before)),
        ("三、本年度办理结果（一）予以公开", str(done), str(done)),
        ("（七）总计", str(done), str(done)),
        ("四、结转下年度继续办理", str(after), str(after)),
    )


def report(body: str = "", day: str = "2026-01-20", year: int = 2025, table: str = "") -> Page:
    parts = body or (
        f"<p>一、总体情况</p><p>{year}年主动公开信息410条，做好各项公开工作，及时回应社会关切，加强平台建设。</p>"
        "<p>二、主动公开政府信息情况</p><p>行政许可96件，行政处罚3件。</p><p>三、收到和处理政府信息公开申请情况</p>"
        f"{table}<p>全年收到申请3件。</p><p>四、政府信息公开行政复议、行政诉讼情况</p><p>无。</p>"
        "<p>五、存在的主要问题及改进情况</p><p>加强栏目建设。</p><p>六、其他需要报告的事项</p><p>无。</p>"
    )
    markup = article(f"临河市民政局{year}年政府信息公开工作年度报告", parts, day=day)
    return Page(path=f"gknb/{year}.html", markup=markup, columns=("政府信息公开年报",), list_date=day)


def test_a_report_in_time_with_six_parts_is_met() -> None:
    assert check("SITE-13", HOME, report()).outcome == MET
    assert check("SITE-13", HOME, report(table=figures(12, 1, 11, 2))).outcome == MET


def test_figures_that_do_not_add_up_are_told() -> None:
    said = check("SITE-13", HOME, report(table=figures(12, 1, 11, 1)))
    assert said.outcome == PARTIAL
    assert "新收12件、上年结转1件，办理总计11件、结转下年1件" in said.reason


def test_a_report_lacking_parts_or_late_is_partial() -> None:
    short = "<p>一、总体情况</p><p>主动公开信息410条，平台建设进一步加强，各项制度更加完善，回应关切更加及时。</p>"
    said = check("SITE-13", HOME, report(short))
    assert said.outcome == PARTIAL
    assert "行政复议、行政诉讼情况" in said.reason
    late = check("SITE-13", HOME, report(day="2026-03-02"))
    assert late.outcome == PARTIAL
    assert "2026年3月2日晚于2026年1月31日" in late.reason
    assert check("SITE-13", HOME, report(day="2026-03-02"), owner=unit("district")).outcome == MET


def test_only_an_older_report_fails_after_the_deadline_alone() -> None:
    old = report(year=2024, day="2025-01-20")
    assert check("SITE-13", HOME, old).outcome == FAILS
    assert check("SITE-13", HOME, old, as_of=date(2026, 1, 15)).outcome == INAPPLICABLE
    assert check("SITE-13", HOME, old, owner=unit("institution")).outcome == INAPPLICABLE
    lost = Page(path="gknb/9.html", state="missed", reason="timeout", columns=("政府信息公开年报",))
    assert check("SITE-13", HOME, old, lost).outcome == UNCHECKED


# SITE-15


def policy(more: str = "") -> Page:
    body = "<p>各县区民政局：</p><p>现将《临河市临时救助实施办法》印发给你们，请认真贯彻执行。</p><p>第一条 为规范临时救助工作，制定本办法。</p><p>第二条 本办法适用于本市行政区域。</p>"
    return Page(path="zc/1.html", columns=("政策文件",), list_date="2026-10-10",
                markup=article("临河市民政局关于印发《临河市临时救助实施办法》的通知", body + more))  # fmt: skip


def reading(more: str = "") -> Page:
    return Page(path="jd/1.html", columns=("政策解读",), list_date="2026-10-12",
                markup=article("《临河市临时救助实施办法》政策解读", PROSE + more))  # fmt: skip


def test_policy_and_interpretation_that_link_each_other_are_met() -> None:
    there, back = "<p><a href='/jd/1.html'>政策解读</a></p>", "<p><a href='/zc/1.html'>查看原件</a></p>"
    assert check("SITE-15", HOME, policy(there), reading(back)).outcome == MET
    said = check("SITE-15", HOME, policy(there), reading())
    assert said.outcome == PARTIAL
    assert said.share == 0.5


def test_policy_and_interpretation_apart_fail() -> None:
    assert check("SITE-15", HOME, policy(), reading()).outcome == FAILS
    assert check("SITE-15", HOME, policy()).outcome == INAPPLICABLE
    assert check("SITE-15", HOME, policy("<h3>相关解读</h3>"), reading("<h3>相关文件</h3>")).outcome == MET


# SITE-16


def test_dated_and_sourced_texts_are_met() -> None:
    assert check("SITE-16", HOME, OTHER).outcome == MET


def test_texts_without_day_or_source_fail() -> None:
    naked = [
        Page(path=f"dt/t20261101_{n}.html", columns=("工作动态",), list_date="2026-11-01",
             markup=article(f"市民政局开展走访活动之{n}", day="", source="", PubDate="", ContentSource=""))
        for n in range(3)
    ]  # fmt: skip
    said = check("SITE-16", HOME, *naked)
    assert said.outcome == FAILS
    assert "3篇未见日期，3篇未见来源" in said.reason
    assert check("SITE-16", HOME, naked[0], OTHER, replace(OTHER, path="dt/2.html")).outcome == PARTIAL


# What holds for all


@pytest.mark.parametrize("check_id", list(CHECKS))
def test_a_site_that_was_not_reached_is_never_at_fault(check_id: str) -> None:
    lost = replace(HOME, state="missed", reason="timeout")
    assert check(check_id, lost, state="unreachable").outcome in (UNCHECKED, INAPPLICABLE)
    assert check(check_id, lost, state="blocked").outcome in (UNCHECKED, INAPPLICABLE)
    assert check(check_id, HOME).outcome in (UNCHECKED, INAPPLICABLE)
    assert check(check_id, owner=replace(unit(), sites=())).outcome == UNCHECKED


@pytest.mark.parametrize("check_id", list(CHECKS))
def test_a_section_of_a_portal_owes_only_what_its_editors_can_do(check_id: str) -> None:
    section = unit("department", "http://www.linhe.gov.cn/mzj/")
    said = check(check_id, HOME, OTHER, owner=section)
    assert (said.outcome == INAPPLICABLE and "共用门户" in said.reason) == (check_id not in SECTION)
