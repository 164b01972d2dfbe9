"""Tables of private persons, told from tables of officials, businesses and penalised parties, whose names and office
lines are published by law."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from audit.personal.people import is_full_name, is_masked_name
from audit.shapes import is_null
from audit.tabular.grid import Grid

NAME = re.compile(
    r"姓名|户主|申请人|救助对象|受助|补助对象|补贴对象|发放对象|家庭成员|监护人|学生|患者|承租人|产权人|残疾人|老人|儿童|农户|领取人|持卡人|受益人|持证人|承包人|权利人|村民|住户|参保人|申领人|学员|机主|购机者|借款人|贷款人|领款人|收款人|被保险人|投保人|被救助|获助|享受人|优抚对象|军属|搬迁户|改造户|种植户|养殖户|农牧民|失业人员|就业困难人员|求助人|受益户|承租户|轮候人|配租人|安置对象|资助对象|扶助对象|发放人员|补助人员|补贴人员|领取人员|(?:诉求|投诉|举报|信访|来信|来访|上访|写信|反映)人"
)
_NAME_NOT = re.compile(
    r"数|电话|身份|证|住址|地址|类别|人口|关系|性别|年龄|学校|情况|编号|金额|卡号|账号|签字|盖章|标准|意见|户籍|类型|户型"
)
OFFICE = re.compile(
    r"职务|职称|岗位|科室|法定代表|法人|经营者|负责人|(?:单位|机构|企业|公司|合作社|协会|社团|组织|商户|门店|园所)名称|工作单位|店名|园名|校名|项目名称|(?:理事|会|社|厂|园|校|院|站|馆)长|处罚|违法|案由|许可|医师|医生|村医|乡医|教练|分管|"
    r"执业证|资格证|执教|卫生室|驻村|第一书记|河长|驾驶|车牌|志愿|讲解|林长|网格|执法证|职业|专业|应聘|报考|准考证|笔试|面试|名次|比赛|获奖|奖项|裁判|帮扶单位|当事人"
)
OFFICE_TITLE = re.compile(
    r"督导员|主任名单|乡村医生|医务人员|护士|医生|工作人员|志愿者|护理员|教师|专家|责任人|领导小组|干部|委员|录用|招聘|招录|考试|录取|中考|高考|比赛|竞赛|获奖|表彰|处罚|失信|"
    r"(?<![人学党成会社职])员.{0,4}(?:名单|名册|花名册|一览|信息|公示|公告|电话)|运动员|裁判|传承人|执法人员|医师|代表|评委|注册|律师|从业|先进"
)


@dataclass(frozen=True, slots=True)
class Roster:
    """A table of private persons: its headers, the column of the name, and the rows that hold a name."""

    headers: tuple[str, ...]
    name: int
    rows: tuple[tuple[str, ...], ...]
    about: str
    """Title and caption: what the list is of."""

    def column(self, words: re.Pattern[str]) -> list[int]:
        return [index for index, head in enumerate(self.headers) if index != self.name and words.search(head)]

    def cell(self, row: Sequence[str], index: int) -> str:
        return row[index] if index < len(row) and not is_null(row[index]) else ""


def rosters(title: str, tables: Sequence[Grid]) -> tuple[Roster, ...]:
    """The tables of private persons in a document."""
    found = []
    for grid in tables:
        headers, rows = _table(grid)
        about = f"{title} {grid.caption}"
        if any(OFFICE.search(head) for head in headers) or OFFICE_TITLE.search(about):
            continue
        name = next((i for i, head in enumerate(headers) if NAME.search(head) and not _NAME_NOT.search(head)), None)
        if name is None:
            continue
        named = tuple(row for row in rows if name < len(row) and _is_name(row[name]))
        if named:
            found.append(Roster(headers, name, named, about))
    return tuple(found)


def _table(grid: Grid) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """A form of labels and values is a table of one row."""
    if grid.headers or not grid.pairs:
        return grid.headers, grid.rows
    return tuple(label for label, _ in grid.pairs), (tuple(value for _, value in grid.pairs),)


def _is_name(cell: str) -> bool:
    return is_full_name(cell) or is_masked_name(cell)
