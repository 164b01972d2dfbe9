"""Records as units publish them: whole pages and files through extraction and judgement, with the book itself."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence

import docx
import pytest
import xlsxwriter
from files import PdfPaper, saved
from small_book import AS_OF, UNIT, visit

from audit.evaluate import evaluate
from audit.judge import Judge, Judgement
from audit.model import Outcome
from audit.question import Question, Site
from audit.read import read_bytes
from rules.load import load_book

JUDGE = Judge(load_book())
TITLE = "云山县2026年财政衔接推进乡村振兴补助资金项目公告"
Cell = str | tuple[str, str]
HEAD = ("序号", "项目名称", "实施单位", "责任人", "资金来源", "实施期限")
WATER = ("1", "引水工程", "县水务局", "王强", "中央资金", "2026年3月至10月")
ROAD = ("2", "道路工程", "县交通局", "李明", "省级资金", "2026年3月至9月")
BRIDGE = ("3", "桥梁工程", "县交通局", "赵亮", "省级资金", "2026年4月至9月")


def table(*rows: Sequence[Cell]) -> str:
    def cell(one: Cell) -> str:
        return f"<td>{one}</td>" if isinstance(one, str) else f"<td {one[1]}>{one[0]}</td>"

    return "<table>" + "".join(f"<tr>{''.join(map(cell, row))}</tr>" for row in rows) + "</table>"


def lines(*texts: str) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def judged(body: str, title: str = TITLE) -> Judgement:
    page = (
        f"<html><head><title>{title}</title></head><body><div class='content'><h1>{title}</h1>"
        f"<p>发布时间：2026-05-06 来源：云山县农业农村局</p>{body}</div></body></html>"
    )
    return JUDGE.judge(read_bytes(page.encode(), "http://a.gov.cn/x.html", "text/html"))


def opened(body: bytes, kind: str) -> Judgement:
    return JUDGE.judge(read_bytes(body, f"http://a.gov.cn/x.{kind}", "", name=f"{TITLE}.{kind}"))


def names(judgement: Judgement) -> list[str]:
    return [record.name for record in judgement.records if record.kind == "project"]


def shown(judgement: Judgement, point: str) -> dict[str | None, str]:
    """Record → value of one point; None: what was said for all."""
    return {one.record: one.value for one in judgement.evidence if one.point == point}


def lacking(judgement: Judgement, points: Iterable[str]) -> dict[str, list[str]]:
    """The points that a record lacks, what is said for all counted for each."""
    found = {point: shown(judgement, point) for point in points}
    return {
        name: [point for point, values in found.items() if name not in values and None not in values]
        for name in names(judgement)
    }


ALL = ("PA-03", "PA-04", "PA-05", "PA-08", "PA-09")


def test_headers_on_two_levels_parts_totals_and_the_cell_above() -> None:
    page = judged(
        lines("现将项目安排情况公告如下。单位：万元")
        + table(
            [("2026年衔接资金项目表", "colspan=8")],
            [("序号", "rowspan=2"), ("工程名称", "rowspan=2"), ("建设单位", "rowspan=2"), ("项目负责人", "rowspan=2"),
             ("资金来源", "colspan=3"), ("建设工期", "rowspan=2")],
            ["中央", "省级", "县级"],
            [("一、产业类", "colspan=8")],
            ["1", "大棚种植项目", "兴隆镇人民政府", "王建国", "120", "30", "0", "2026年3月-2026年10月"],
            ["2", "肉牛养殖项目", "〃", "同上", "80", "〃", "", "″"],
            ["", "产业类小计", "", "", "200", "60", "", ""],
            [("二、基础设施类", "colspan=8")],
            ["3", "村内道路项目", "永安镇人民政府", "", "100", "", "20", ""],
            ["总 计（3个）", "", "", "", "300", "60", "20", ""],
        )
    )  # fmt: skip
    assert names(page) == ["大棚种植项目", "肉牛养殖项目", "村内道路项目"]
    assert shown(page, "PA-09") == {"大棚种植项目": "王建国", "肉牛养殖项目": "王建国"}
    assert shown(page, "PA-05") == dict.fromkeys(["大棚种植项目", "肉牛养殖项目"], "2026年3月-2026年10月")
    assert lacking(page, ALL)["村内道路项目"] == ["PA-05", "PA-09"]


@pytest.mark.parametrize(
    "parts",
    [
        [(HEAD, WATER), (HEAD, ROAD), (BRIDGE,)],
        [(HEAD, WATER), ([("续表", "colspan=6")], ROAD), ([("（续表二）", "colspan=6")], HEAD, BRIDGE)],
        [(HEAD, WATER, HEAD, ROAD, HEAD, BRIDGE)],
        [(HEAD[1:], WATER[1:]), (ROAD[1:], BRIDGE[1:])],
        [(HEAD, ("1", "2", "3", "4", "5", "6"), WATER, ROAD, BRIDGE)],
        [(HEAD, ("栏次", "1", "2", "3", "4", "5"), WATER, ROAD, BRIDGE, [("备注", ""), *[""] * 5])],
    ],
)
def test_a_table_goes_on_with_or_without_its_header(parts: list[tuple[Sequence[Cell], ...]]) -> None:
    page = judged("<p>续表</p>".join(table(*rows) for rows in parts))
    assert names(page) == ["引水工程", "道路工程", "桥梁工程"]
    assert lacking(page, ALL) == {"引水工程": [], "道路工程": [], "桥梁工程": []}


def test_another_table_of_the_same_width_is_no_continuation() -> None:
    contacts = table(
        ("单位", "职务", "姓名", "联系电话", "邮箱", "备注"), ("办公室", "主任", "钱进", "88779005", "a@b.cn", "")
    )
    page = judged(table(HEAD, WATER) + contacts)
    assert names(page) == ["引水工程"]


def test_a_table_on_its_side() -> None:
    page = judged(table(*zip(HEAD, WATER, ROAD, BRIDGE, strict=True), ["监督电话", ("12317", "colspan=3")]))
    assert names(page) == ["引水工程", "道路工程", "桥梁工程"]
    assert lacking(page, (*ALL, "PA-10")) == {"引水工程": [], "道路工程": [], "桥梁工程": []}


def test_one_form_is_the_page_and_several_are_records() -> None:
    form = [["项目名称", "引水工程", "实施单位", "县水务局"], ["资金来源", "中央资金", "责任人", "王强"]]
    single = judged(table(*form))
    assert names(single) == ["引水工程"] and shown(single, "PA-09") == {None: "王强"}
    other = [["项目名称", "道路工程", "实施单位", "县交通局"], ["资金来源", "省级资金", "责任人", ""]]
    for page in (judged(table(*form) + table(*other)), judged(table(*form, *other))):
        assert lacking(page, ALL) == {"引水工程": ["PA-05"], "道路工程": ["PA-05", "PA-09"]}


PARAGRAPHS = {
    "a label a line": (
        "一、项目名称：兴隆镇引水工程", "资金来源：中央衔接资金50万元", "实施单位：县水务局", "责任人：王强",
        "二、项目名称：永安镇道路工程", "资金来源：省级衔接资金60万元", "实施单位：县交通局",
    ),
    "a project a paragraph": (
        "1.项目名称：兴隆镇引水工程；资金来源：中央衔接资金50万元；实施单位：县水务局；责任人：王强。",
        "2.项目名称：永安镇道路工程；资金来源：省级衔接资金60万元；实施单位：县交通局。",
    ),
    "a project a heading": (
        "（一）兴隆镇引水工程", "1.资金来源：中央衔接资金50万元", "2.实施单位：县水务局", "3.责任人：王强",
        "（二）永安镇道路工程", "1.资金来源：省级衔接资金60万元", "2.实施单位：县交通局",
    ),
}  # fmt: skip


@pytest.mark.parametrize("texts", PARAGRAPHS.values(), ids=PARAGRAPHS.keys())
def test_projects_told_one_after_the_other_are_several_records(texts: tuple[str, ...]) -> None:
    around = ("现将2026年衔接资金项目公告如下：", *texts, "监督电话：12317", "特此公告。", "云山县农业农村局")
    page = judged(lines(*around))
    assert names(page) == ["兴隆镇引水工程", "永安镇道路工程"]
    expected = {"兴隆镇引水工程": ["PA-05"], "永安镇道路工程": ["PA-05", "PA-09"]}
    assert lacking(page, (*ALL, "PA-10")) == expected
    assert all(record.prose for record in page.records if record.kind == "project")


def test_one_project_in_numbered_lines_is_the_page() -> None:
    page = judged(
        lines(
            "一、项目名称：兴隆镇引水工程", "二、资金来源：中央衔接资金", "三、实施单位：县水务局", "四、责任人：王强"
        )
    )
    assert names(page) == ["兴隆镇引水工程"]
    assert shown(page, "PA-04") == {None: "中央衔接资金"}


SAID = (
    "以上项目监督电话均为：12317。",
    "上述项目责任人均为县农业农村局副局长王强。",
    "项目实施期限均为2026年3月至2026年12月。",
)
PLAIN = table(("项目名称", "实施单位", "资金来源"), WATER[1:3] + WATER[4:5], ROAD[1:3] + ROAD[4:5])


@pytest.mark.parametrize(
    "body",
    [
        PLAIN + lines(*SAID),
        lines(*SAID) + PLAIN,
        PLAIN.replace("</table>", f"<tr><td colspan=3>备注：{''.join(SAID)}</td></tr></table>"),
    ],
)
def test_what_is_said_for_all_projects_counts_for_every_row(body: str) -> None:
    assert lacking(judged(body), (*ALL, "PA-10")) == {"引水工程": [], "道路工程": []}


def test_an_office_in_each_place_is_only_a_part_of_who_is_responsible() -> None:
    page = judged(PLAIN + lines("以上项目责任人均为各乡镇长。"))
    (one,) = [one for one in page.evidence if one.point == "PA-09"]
    assert one.partial and "职务" in one.reason


def test_bare_numbers_are_money_by_the_unit_above_the_table_but_not_the_serial_number() -> None:
    unit = lines("单位：万元")
    counted = judged(unit + table(("序号", "项目名称", "受益人数"), ("1", "引水工程", "210"), ("2", "道路工程", "80")))
    assert shown(counted, "PA-14") == {}
    given = judged(unit + table(("序号", "项目名称", "安排"), ("1", "引水工程", "50"), ("2", "道路工程", "60")))
    assert set(shown(given, "PA-14")) == {"引水工程", "道路工程"}


def test_a_workbook_with_title_unit_row_and_groups_that_were_not_merged() -> None:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        sheet = book.add_worksheet("项目表")
        sheet.merge_range(0, 0, 0, 5, "2026年衔接资金项目安排表")
        rows: list[list[object]] = [
            ["填报单位：云山县农业农村局", "", "", "", "单位：万元", ""],
            ["序号", "项目名称", "资金来源", "", "责任人", "实施期限"],
            ["", "", "中央", "省级", "", ""],
            [1, "引水工程", 50, 20, "王强", "2026年3月至10月"],
            [2, "道路工程", 60, "", "同上", "〃"],
            ["合计", "", 110, 20, "", ""],
        ]
        for number, row in enumerate(rows, start=1):
            sheet.write_row(number, 0, row)
        sheet.merge_range(7, 0, 7, 5, "注：监督举报电话 12317；以上项目由县农业农村局组织实施")
    judgement = opened(target.getvalue(), "xlsx")
    assert names(judgement) == ["引水工程", "道路工程"]
    assert lacking(judgement, ("PA-04", "PA-05", "PA-09", "PA-14")) == {"引水工程": [], "道路工程": []}


def test_a_word_file_with_cells_merged_downwards_and_a_table_that_goes_on() -> None:
    paper = docx.Document()
    paper.add_paragraph(TITLE)
    first = paper.add_table(rows=3, cols=4)
    for at, row in enumerate(
        (
            ("乡镇", "项目名称", "资金来源", "责任人"),
            ("兴隆镇", "引水工程", "中央资金", "王强"),
            ("", "道路工程", "", ""),
        )
    ):
        for column, text in enumerate(row):
            first.cell(at, column).text = text
    for column in (0, 2, 3):
        first.cell(1, column).merge(first.cell(2, column))
    paper.add_paragraph("续表")
    second = paper.add_table(rows=1, cols=4)
    for column, text in enumerate(("永安镇", "桥梁工程", "省级资金", "赵亮")):
        second.cell(0, column).text = text
    judgement = opened(saved(paper), "docx")
    assert names(judgement) == ["引水工程", "道路工程", "桥梁工程"]
    assert shown(judgement, "PA-09") == {"引水工程": "王强", "道路工程": "王强", "桥梁工程": "赵亮"}


def test_a_pdf_table_over_two_pages_with_its_header_again() -> None:
    head, water, road = HEAD[1:5], WATER[1:5], ROAD[1:5]
    body = PdfPaper().title(TITLE).table([head, water]).page().table([head, road]).page().done()
    judgement = opened(body, "pdf")
    assert names(judgement) == ["引水工程", "道路工程"]
    assert shown(judgement, "PA-09") == {"引水工程": "王强", "道路工程": "李明"}


def test_a_plan_with_headings_of_projects_tells_no_records() -> None:
    plan = lines(
        "（一）实施大棚改造项目", "责任单位：县农业农村局", "（二）实施冷库建设项目", "责任单位：县商务局",
        "各地应当加强组织领导，完善工作机制。" * 6,
    )  # fmt: skip
    page = judged(plan, "云山县巩固拓展脱贫攻坚成果同乡村振兴有效衔接实施方案")
    assert names(page) == []


def test_records_in_paragraphs_are_no_table_for_a_machine() -> None:
    told = judged(lines("监督电话：12317", *PARAGRAPHS["a label a line"]))
    listed = judged(table(HEAD, WATER, ROAD))
    for judgement, outcome in ((told, Outcome.PARTIAL), (listed, Outcome.MET)):
        site = Site(unit=UNIT, visit=visit(), judgements=(judgement,), misses=(), own_names=(UNIT.name,))
        asked = Question(
            site=site, domain=JUDGE.book.domain_of("PA-20"), point=JUDGE.book.points["PA-20"], scheme=None, role="lead",
            judge=JUDGE, digest="d", as_of=AS_OF,
        )  # fmt: skip
        assert [finding.outcome for finding in evaluate(asked)] == [outcome, outcome]


ASKED = ("PA-03", "PA-04", "PA-05", "PA-06", "PA-07", "PA-08", "PA-09", "PA-10", "PA-11")


def test_a_usual_notice_of_allocation_lacks_what_such_notices_lack() -> None:
    """Worked examples 1 and 2: 公告时间 is no period of the project, the telephones below speak for all rows."""
    page = judged(
        lines("现将2026年财政衔接推进乡村振兴补助资金安排情况公告如下。单位：万元")
        + table(("序号", "项目名称", "资金来源", "金额", "责任单位"), ("1", "大棚种植项目", "中央衔接资金", "120", "县农业农村局"),
                ("2", "村内道路项目", "省级衔接资金", "80", "县交通运输局"))
        + lines("公告时间：长期公开", "监督举报电话：12317，0431-84567890", "通信地址：云山县人民大街1号 电子邮箱：jd@example.cn")
    )  # fmt: skip
    lacks = ["PA-05", "PA-06", "PA-07", "PA-09", "PA-11"]
    assert lacking(page, ASKED) == {"大棚种植项目": lacks, "村内道路项目": lacks}


def test_a_notice_of_lottery_funds_says_projects_and_spending_but_no_effect() -> None:
    """Worked example 4."""
    page = judged(
        lines("2025年度本级福利彩票公益金共安排300万元。")
        + table(("项目名称", "项目单位", "资金额度（万元）", "已支付（万元）", "预算执行进度"),
                ("敬老院改造项目", "云山县社会福利院", "200", "180", "90%"), ("儿童之家项目", "云山县民政局", "100", "0", "0%")),
        "云山县2025年度福利彩票公益金使用情况公告",
    )  # fmt: skip
    kept = {record.name for record in page.records if record.kind == "lottery_project"}
    assert kept == {"敬老院改造项目", "儿童之家项目"}
    assert set(shown(page, "SA-08")) == kept and set(shown(page, "SA-09")) == kept
    assert shown(page, "SA-10") == {}
