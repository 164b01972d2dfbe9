"""Notices as they are really written, and what each of them does and does not disclose."""

from __future__ import annotations

import pytest
from real_book import AS_OF, finding, findings, judge, notice, shown

from audit.model import Outcome

PROJECTS = (
    ("序号", "项目名称", "资金来源", "资金额度(万元)", "责任单位"),
    ("1", "柳林镇冷库项目", "中央财政衔接资金", "86", "柳林镇人民政府"),
    ("2", "石桥村产业路项目", "省级财政衔接资金", "42", "石桥镇人民政府"),
)
ALLOCATION = notice(
    "云山区2026年财政衔接推进乡村振兴补助资金分配公示",
    PROJECTS,
    "监督举报电话:12317、88120055",
    source="云山区财政局",
    columns=("信息公开", "乡村振兴"),
)


@pytest.mark.parametrize("point", ["PA-03", "PA-04", "PA-08", "PA-10"])
def test_an_allocation_notice_shows_for_each_project(point: str) -> None:
    found = {one.record_name: one.outcome for one in findings(point, [ALLOCATION])}
    assert found == {"柳林镇冷库项目": Outcome.MET, "石桥村产业路项目": Outcome.MET}


@pytest.mark.parametrize("point", ["PA-05", "PA-06", "PA-07", "PA-09", "PA-11"])
def test_an_allocation_notice_lacks_for_each_project(point: str) -> None:
    found = {one.record_name: one.outcome for one in findings(point, [ALLOCATION])}
    assert found == {"柳林镇冷库项目": Outcome.MISSING, "石桥村产业路项目": Outcome.MISSING}


def test_the_amounts_of_an_allocation_notice_are_an_allocation() -> None:
    assert {one.outcome for one in findings("PA-14", [ALLOCATION])} == {Outcome.MET}


def test_a_notice_kept_for_good_is_no_period_of_a_project() -> None:
    page = notice(
        "云山县衔接资金项目公告公示监督方式",
        "项目名称:石桥村安全饮水项目",
        "监督举报电话:12317,县农业农村局88321101、88321102。",
        "通信地址:云山县中心街1号。电子邮箱:jd@example.cn。",
        "公告时间:长期公开。",
        columns=("信息公开", "乡村振兴"),
    )
    assert shown(page, "PA-10")
    assert not shown(page, "PA-05")


def test_a_standard_catalogue_discloses_nothing() -> None:
    page = notice(
        "云山县扶贫领域基层政务公开标准目录",
        (
            ("公开事项", "公开内容", "公开时限", "公开主体"),
            ("项目实施", "项目名称、资金来源、实施期限、绩效目标、实施单位及责任人、监督电话(12317)", "20个工作日", "县农业农村局"),
            ("资金分配", "资金名称、分配结果", "20个工作日", "县财政局"),
        ),
        page_type="catalogue",
        columns=("信息公开", "扶贫"),
    )  # fmt: skip
    told = {one.point for one in judge().judge(page).evidence}
    assert not {point for point in told if point.startswith(("PA-", "SA-", "ED-", "HC-", "EN-", "DR-", "CS-"))}


def test_a_lottery_notice_without_outcomes_lacks_them() -> None:
    page = notice(
        "云山县民政局2025年度福利彩票公益金使用情况公告",
        "2025年,县本级福利彩票公益金使用规模186万元,其中上级下达120万元,县级留成66万元。",
        (
            ("项目名称", "项目单位", "资金额度(万元)", "执行情况"),
            ("养老院消防改造", "县中心养老院", "96", "已支付96万元"),
            ("助残辅具采购", "县残疾人康复中心", "90", "已支付41万元,执行进度45.6%"),
        ),
        source="云山县民政局",
        columns=("信息公开", "社会福利"),
    )
    assert finding("SA-07", [page]).outcome == Outcome.MET
    for point in ("SA-08", "SA-09"):
        assert {one.outcome for one in findings(point, [page])} == {Outcome.MET}
    assert {one.outcome for one in findings("SA-10", [page])} == {Outcome.MISSING}


def test_a_standard_in_an_internal_notice_is_no_payment() -> None:
    page = notice(
        "关于发放临时救助金的通知", "临时救助金标准为每人988元,发放对象为经审核确认的困难群众,请各乡镇做好发放工作。"
    )
    assert [one.scheme for one in shown(page, "SA-02")] == ["SC-08"]
    assert not shown(page, "SA-06")


def test_an_explanation_of_a_procedure_shows_nobody_s_exit() -> None:
    page = notice(
        "贫困户退出程序解读",
        "贫困户退出要经过村民主评议、入户核实、农户认可、公示公告等程序,公示期不少于7天。",
        page_type="interpretation",
        columns=("信息公开", "扶贫"),
    )
    assert not shown(page, "PA-13")


def test_news_of_an_inspection_party_is_no_result() -> None:
    page = notice(
        "验收组到石桥镇开展扶贫项目验收",
        "9月10日,县验收组到石桥镇对产业路等扶贫项目开展验收,实地查看工程质量,查阅档案资料。",
        page_type="news",
        columns=("工作动态",),
    )
    assert not shown(page, "PA-11")


def test_quarterly_figures_show_use_and_payment_without_a_name() -> None:
    page = notice(
        "云山县2026年第三季度城乡低保资金发放情况",
        "2026年7月至9月,全县共发放城乡低保资金612.5万元,保障3126户4862人。",
        published=AS_OF.replace(month=10, day=10),
        columns=("信息公开", "社会救助"),
    )
    for point in ("SA-05", "SA-06"):
        assert finding(point, [page], "SC-01").outcome == Outcome.MET
        assert finding(point, [page], "SC-08").outcome == Outcome.MISSING


@pytest.mark.parametrize(
    ("fund", "day", "era", "outcome"),
    [
        ("巩固拓展脱贫攻坚成果", AS_OF.replace(month=3), "2021年以后", Outcome.MET),
        ("扶贫", AS_OF.replace(year=2020, month=3), "2021年以前", Outcome.PARTIAL),
    ],
)
def test_the_vocabulary_of_a_policy_is_told(fund: str, day: object, era: str, outcome: Outcome) -> None:
    text = "一、基本原则。二、帮扶措施。三、资金保障。四、组织领导。" * 12
    page = notice(
        f"云山县人民政府关于{fund}政策措施的实施意见", "云政发〔2020〕3号", text, page_type="policy", published=day,
        columns=("信息公开", "扶贫政策"),
    )  # fmt: skip
    one = finding("PA-01", [page])
    assert one.outcome == outcome
    assert era in one.reason


def test_an_allocation_of_relief_without_people_is_part_of_its_use() -> None:
    page = notice(
        "关于下达2026年第三季度临时救助资金的公示",
        "现下达2026年第三季度临时救助补助资金42万元,其中柳林镇26万元、石桥镇16万元。",
        columns=("信息公开", "社会救助"),
    )
    one = finding("SA-05", [page], "SC-08")
    assert one.outcome == Outcome.PARTIAL
    assert "未见救助人数" in one.reason


@pytest.mark.parametrize(
    ("title", "text", "outcome"),
    [
        ("柳林镇2026年监测户风险消除公示", "拟消除风险12户31人,公示期7天。", Outcome.MET),
        ("柳林镇2026年监测户风险消除公示", "拟消除风险12户31人,名单见村务公开栏。", Outcome.PARTIAL),
        ("云山县关于批准贫困村退出的公告", "经评估验收,批准石桥村等3个贫困村退出。", Outcome.MET),
    ],
)
def test_a_list_of_exits_is_shown_for_a_time_or_final(title: str, text: str, outcome: Outcome) -> None:
    page = notice(
        title, f"现将防止返贫监测对象有关情况予以公布:{text}请社会各界予以监督。", columns=("信息公开", "乡村振兴")
    )
    assert finding("PA-13", [page]).outcome == outcome
