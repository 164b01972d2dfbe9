"""Points judged by themselves for each 类别: culture and sport, stages of education, groups, areas, stages of an EIA."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from real_book import finding, findings, judge, notice, shown

from audit.cli import judge as judge_command
from audit.examples import document
from audit.model import Outcome
from rules.model import Domain, Point

PLAN = (
    "本规划期为2026年至2030年。发展目标:到2030年,学前三年毛入园率达到97%,九年义务教育巩固率达到99%。",
    "主要任务:推进学前教育普及普惠,新建幼儿园6所;推进义务教育优质均衡,改造学校12所;办好职业教育,建设实训基地2个。",
    "保障措施:落实经费投入,加强督导评估,每年公布规划执行情况,接受社会监督。完善教师补充机制,优化学校布局,保障学位供给。"
    "教育、发改、财政、自然资源部门按照职责分工抓好落实,县政府每年听取一次专题汇报,中期评估结果向社会公布。",
)
VENUES = (
    ("设施名称", "地址", "开放时间", "联系电话"),
    ("云山县图书馆", "体育路1号", "8:30-17:00", "88120001"),
    ("云山县体育馆", "文化路2号", "8:00-20:00", "88120002"),
    ("云山县会展中心", "中心街3号", "8:00-20:00", ""),
)
FUNDS = "2026年安排公共文化服务专项资金386万元,其中送戏下乡资金60万元。"
EIA = (
    ("项目名称", "建设地点", "建设单位", "环评机构", "项目概况"),
    ("饲料加工项目", "柳林镇", "云山县丰禾饲料公司", "清源环境公司", "年产2万吨"),
)


def kinds(title: str, *body: str, point: str, **more: object) -> set[str | None]:
    return {one.scheme for one in shown(notice(title, *body, **more), point)}


def test_evidence_that_names_one_side_is_for_that_side_only() -> None:
    assert kinds("2026年公共文化资金安排公示", FUNDS, point="CS-03") == {"culture"}
    assert finding("CS-03", [notice("2026年公共文化资金安排公示", FUNDS)], "culture").outcome == Outcome.MET
    sport = finding("CS-03", [notice("2026年公共文化资金安排公示", FUNDS)], "sports")
    assert sport.outcome == Outcome.MISSING
    assert sport.scheme_id == "sports"
    assert "未见财政资金投入（体育）信息" in sport.reason


def test_evidence_that_names_neither_side_is_for_both() -> None:
    text = "市民中心会议场馆建筑面积1.2万平方米,已于8月竣工,9月投入使用,免费向市民开放。"
    assert kinds("市民中心场馆竣工", text, point="CS-05", page_type="news") == {"culture", "sports"}


def test_a_sentence_beside_the_other_side_s_does_not_count_for_it() -> None:
    both = notice(
        "2025年公共文化体育专项资金使用情况",
        "2025年公共文化服务专项资金支出351万元。公共体育专项资金支出197万元。",
    )
    told = {one.scheme: one.value for one in shown(both, "CS-04")}
    assert told == {"culture": "351万元", "sports": "197万元"}


def test_a_row_belongs_to_the_side_of_its_name_not_of_its_street() -> None:
    page = notice("云山县公共文化体育设施名录", VENUES)
    culture = {one.record_name: one.outcome for one in findings("CS-10", [page], "culture")}
    sports = {one.record_name: one.outcome for one in findings("CS-10", [page], "sports")}
    assert culture == {"云山县图书馆": Outcome.MET, "云山县会展中心": Outcome.PARTIAL}
    assert sports == {"云山县体育馆": Outcome.MET, "云山县会展中心": Outcome.PARTIAL}


def test_a_row_that_lacks_one_of_four_fields_has_three_quarters() -> None:
    (lacking,) = [one for one in findings("CS-10", [notice("公共文化体育设施名录", VENUES)], "sports") if one.share]
    assert lacking.share == pytest.approx(0.75)


def test_a_comprehensive_plan_is_for_every_stage_that_it_names() -> None:
    page = notice("云山县教育事业发展规划(2026-2030年)", *PLAN, page_type="policy")
    assert {one.scheme for one in shown(page, "ED-02")} == {"preschool", "compulsory", "vocational"}
    assert finding("ED-02", [page], "special").outcome == Outcome.MISSING
    assert finding("ED-02", [page], "vocational").outcome == Outcome.MET


def test_a_plan_for_one_stage_is_for_that_stage_whatever_else_it_mentions() -> None:
    page = notice("云山县幼儿园布局规划(2026-2030年)", *PLAN, page_type="policy")
    assert {one.scheme for one in shown(page, "ED-02")} == {"preschool"}


def test_a_policy_that_names_no_stage_is_told_but_credited_to_none() -> None:
    text = "云教发〔2026〕3号。" + "各学校应当按照规定实施,明确标准和条件,不得擅自变更。" * 20
    page = notice("云山县教育局校车管理办法教育规定", text, page_type="policy")
    assert [one.scheme for one in shown(page, "ED-01")] == [None]
    compulsory = finding("ED-01", [page], "compulsory")
    assert compulsory.outcome == Outcome.MISSING
    assert "未写明所属类别" in compulsory.reason


def test_higher_education_is_owed_only_where_something_of_it_is_shown() -> None:
    plan = notice("云山县教育事业发展规划(2026-2030年)", *PLAN, page_type="policy")
    none = finding("ED-02", [plan], "higher")
    assert none.outcome == Outcome.INAPPLICABLE
    assert "直属高等教育" in none.reason
    college = notice("校区建设消息", "新校区工程进展顺利。", columns=("信息公开", "高等教育"))
    assert finding("ED-02", [plan, college], "higher").outcome == Outcome.MISSING


def test_health_messages_are_for_the_group_in_the_title() -> None:
    text = "健康预防要点:合理饮食,适度锻炼,定期体检,出现不适及时就医,遵医嘱用药。" * 5
    assert kinds("老年人健康知识", text, point="HC-07", page_type="guide") == {"elderly"}
    assert kinds("妇幼健康知识", text, point="HC-07", page_type="guide") == {"women"}
    assert kinds("儿童健康知识", text, point="HC-07", page_type="guide") == {"minors"}
    assert kinds("健康知识讲座走进农村", text + "村民", point="HC-08", page_type="guide") == {"rural"}
    assert kinds("职业健康知识", text, point="HC-08", page_type="guide") == {"industrial"}


def test_a_declaration_about_one_side_leaves_the_other_open() -> None:
    page = notice("关于受赠情况的情况说明", "情况说明:2025年度,我县图书馆、文化馆无受捐款物管理使用情况需要公开。")
    assert finding("CS-13", [page], "culture").outcome == Outcome.DECLARED
    assert finding("CS-13", [page], "sports").outcome == Outcome.MISSING
    whole = notice("关于受赠情况的情况说明", "情况说明:2025年度,我县公共文化体育领域无受捐款物管理使用情况需要公开。")
    assert {finding("CS-13", [whole], kind).outcome for kind in ("culture", "sports")} == {Outcome.DECLARED}


def test_an_unread_file_about_one_side_is_no_doubt_about_the_other() -> None:
    page = notice("公共图书馆绩效评价结果", "见附件。", columns=("公共文化体育", "绩效评价"))
    scan = notice(
        "公共图书馆绩效评价结果", "", url="http://zhj.example.gov.cn/1.pdf", parent_url=page.url, unread="no_text_layer"
    )
    assert finding("CS-08", [page, scan], "culture").outcome == Outcome.MANUAL
    assert finding("CS-08", [page, scan], "sports").outcome == Outcome.MISSING


def test_no_assessment_at_all_is_no_deficiency_of_any_stage() -> None:
    other = notice("关于大气污染防治的通告", "大气污染防治有关事项通告如下。")
    outcomes = {finding("EN-09", [other], stage).outcome for stage in ("acceptance", "proposed", "decision")}
    assert outcomes == {Outcome.INAPPLICABLE}


def test_each_stage_of_an_assessment_is_looked_for_once_one_is_shown() -> None:
    page = notice(
        "2026年9月1日拟作出审批意见的建设项目环境影响评价文件公示", EIA, "公示期为5个工作日。联系电话:88120044"
    )
    (proposed,) = findings("EN-09", [page], "proposed")
    assert (proposed.outcome, proposed.record_name) == (Outcome.MET, "饲料加工项目")
    for stage, name in (("acceptance", "受理公示"), ("decision", "审批决定")):
        (lacking,) = findings("EN-09", [page], stage)
        assert lacking.outcome == Outcome.MISSING
        assert f"建设项目环评审批（{name}）" in lacking.reason


def test_a_stage_that_lacks_fields_is_partial_and_says_which() -> None:
    page = notice("建设项目环境影响评价文件受理公示", EIA, "联系电话:88120044")
    (one,) = findings("EN-09", [page], "acceptance")
    assert one.outcome == Outcome.PARTIAL
    assert "未见公示期、报告书（表）全本" in one.reason
    assert one.share == pytest.approx(5 / 7)


def test_judge_tells_a_point_of_two_sides_once_and_without_a_scheme(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text(
        "<html><head><title>云山县市民中心建设进展</title></head><body><div class='content'><h1>市民中心场馆建设进展</h1>"
        "<p>来源:云山县文化广电和体育局 2026-09-01</p><p>市民中心场馆建筑面积1.2万平方米,已于8月竣工,9月投入使用,"
        "免费向全县市民开放,欢迎市民前来参观体验。</p></div></body></html>",
        encoding="utf-8",
    )
    answer = CliRunner().invoke(judge_command, [str(path)])
    told = [one for one in json.loads(answer.stdout)["evidence"] if one["point"] == "CS-05"]
    assert [one["scheme"] for one in told] == [None]


def test_judge_still_names_the_kind_of_relief(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text(
        "<html><head><title>关于调整低保标准的公告</title></head><body><div class='content'><h1>关于调整低保标准的公告</h1>"
        "<p>自2026年7月1日起,全县城市低保标准提高到每人每月720元,农村低保标准提高到每人每年6600元。</p></div></body></html>",
        encoding="utf-8",
    )
    told = json.loads(CliRunner().invoke(judge_command, [str(path)]).stdout)["evidence"]
    assert ("SA-02", "SC-01") in {(one["point"], one["scheme"]) for one in told}


def of_kinds() -> list[tuple[Domain, Point]]:
    domains = [domain for domain in judge().book.domains if domain.prefix != "SA"]
    return [(domain, point) for domain in domains for point in domain.points if domain.schemes_of(point)]


@pytest.mark.parametrize("pair", of_kinds(), ids=lambda pair: pair[1].id)
def test_look_alikes_of_a_kind_are_evidence_for_another(pair: tuple[Domain, Point]) -> None:
    for example in (one for one in pair[1].bad if one.scheme):
        told = {one.scheme for one in judge().judge(document(example)).evidence if one.point == pair[1].id}
        assert told, f"{example.name} is refused for another reason than its kind"
        assert example.scheme not in told


SECTIONS = (
    "一、主要业务",
    "(一)最低生活保障申请",
    "1.办理条件:具有本县户籍,家庭人均收入低于规定标准。",
    "(二)特困人员救助供养申请",
    "1.办理条件:具有本县户籍,年满60周岁,无劳动能力、无生活来源。",
)


def test_what_stands_under_a_heading_is_of_the_kind_that_it_names() -> None:
    assert kinds("民政窗口业务办理告知", *SECTIONS, point="SA-01", page_type="guide") == {"SC-01", "SC-02"}


def test_a_heading_below_says_nothing_of_what_stands_above_it() -> None:
    lines = "一、最低生活保障", "【保障标准】每人每月760元。", "二、特困人员救助供养", "【供养标准】每人每月980元。"
    told = {one.scheme: one.value for one in shown(notice("低保、临时救助等政策一览", *lines), "SA-02")}
    assert told == {"SC-01": "760元", "SC-02": "980元"}


def test_a_heading_that_names_no_kind_ends_the_one_of_its_rank_before() -> None:
    last = "(三)其他事项", "1.孤儿等儿童的办理条件:具有本县户籍,未满18周岁。"
    page = notice("民政窗口业务办理告知", *SECTIONS[:3], *last, page_type="guide")
    assert {one.scheme for one in shown(page, "SA-01")} == {"SC-01", "SC-12"}


def test_a_title_that_names_one_kind_speaks_for_the_whole_page() -> None:
    assert kinds("特困人员救助供养办理", *SECTIONS[1:3], point="SA-01", page_type="guide") == {"SC-02"}
