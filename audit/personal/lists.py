"""Tables of persons: what may not stand beside a name, and which lists may not name anybody at all.

A table of officials, businesses or penalised parties is no table of private persons: their names and office lines are
published by law.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from audit.personal.found import Found, View
from audit.personal.numbers import (
    ACCOUNT_LABEL,
    CERTIFICATE_LABEL,
    ID18,
    IDENTITY_LABEL,
    MOBILE,
    ROUNDED,
    compact,
    starred,
    valid_id,
)
from audit.personal.people import ADDRESSED, is_full_name, is_masked_name, starred_name
from audit.personal.rosters import NAME, Roster

WELFARE = re.compile(
    r"低保|救助|特困|残疾|贫困|脱贫|孤儿|困境|困难|补贴|补助|津贴|帮扶|资助|五保|优抚|失独|危房|危旧房|公租房|廉租|保障性住房|助学|慰问|适老化|"
    r"高龄|养老服务|抚恤|监测对象|临时生活|奖扶|特扶|大病|医疗救助|一卡通|到户|易地搬迁|失能|供养|惠民惠农|建档立卡|免学|雨露计划|营养改善|返贫"
)
_CONTACT = re.compile(r"联系人|帮扶|包保|责任人|负责人|干部|经办|院长|校长|主管|管理员|网格员")
HOUSE = re.compile(
    r"(?:村|社区|屯|街|路|小区|苑|园|庄|委|巷|道|镇|乡)[^\s,;]{0,14}?[\d一二三四五六七八九十]+\s*(?:组|社|号|栋|幢|单元|室|号楼)"
)
DOOR = re.compile(r"(?<!\d)\d+(?:\s*(?:号|室)(?!\w)|[栋幢]?-\d+(?:-\d+)?)|单元\d+")
_ADDRESS = re.compile(r"门牌|自然屯|小区|住址|地址|住所|居住地|村组|家庭所在")
_PLACE = re.compile(r"乡镇|街道|社区|村|住址|地址|片区|居委|所属区")
_BIRTH = re.compile(r"出生|年龄|生日")
_ILLNESS_HEAD = re.compile(
    r"病种|病名|病情|病因|诊断|残疾类别|残疾等级|残疾类型|残疾种类|残疾级别|疾病|患病|伤残|失能等级"
)
_REASON_HEAD = re.compile(r"致贫|致困|原因|事由|健康|备注|家庭情况|困难情况|返贫|风险|身体状况")
_ILLNESS = re.compile(
    r"癌|肿瘤|尿毒症|白血病|精神|艾滋|残疾|残[一二三四]级|瘫|透析|患[^,。]{0,6}病|因病|因残|重病|大病|心脏病|糖尿病|脑梗|肝硬化|智力|骨折|手术|抑郁|癫痫"
)
_ILL_LIST = re.compile(
    r"精神(?:障碍|病|疾病|残疾)|艾滋|肺结核|尿毒症|白血病|血友病|癌|肿瘤|先心病|先天性心脏病|透析|麻风|戒毒|吸毒|梅毒|孤独症|自闭症|脑瘫"
)
"""Illnesses that a list of persons tells of by its own name."""
COMPLAINANT = re.compile(r"(?:诉求|投诉|举报|信访|来信|来访|上访|写信|反映|留言|咨询)人")
_FAMILY_HEAD = re.compile(r"家庭.{0,4}收入|月收入|年收入|人均.{0,4}收入|存款|车辆|婚姻|房产|财产")
MINORS = re.compile(r"孤儿|困境儿童|困境未成年|事实无人抚养|留守儿童|辍学|控辍|劝返|流浪未成年")
_SCHOOL = re.compile(r"小学|中学|幼儿园|年级|班级|[一二三四五六七八九\d]班")
_FAMILY = re.compile(r"失独|特别扶助|计划生育|计生|独生子女|特扶|奖励扶助|奖扶")
HIDES_VALUES = frozenset({"PRIV-04", "PRIV-05", "PRIV-09"})
"""Kinds whose values tell who it is, or hurt, even without the name beside them."""


def _found(
    identifier: str,
    roster: Roster,
    column: int,
    rows: Sequence[tuple[str, ...]],
    masked: bool = False,
    shown: Iterable[str] = (),
) -> Found:
    """Persons, one a row, as one finding: a row is counted once for its kind, however many of its cells show it.
    `shown` are the cells that tell."""
    label = "、".join(dict.fromkeys((roster.headers[roster.name], roster.headers[column])))
    names = [row[roster.name] for row in rows]
    values = tuple(sorted({"|".join((name, *row)) for name, row in zip(names, rows, strict=True)}))
    secrets = {*names, *(shown if identifier in HIDES_VALUES else ())}
    return Found(identifier, masked, values, len(rows), label, starred_name(names[0]), tuple(sorted(secrets)))


def _beside(
    identifier: str, heads: re.Pattern[str], accepts: Callable[[str, str], bool]
) -> Callable[[View], Iterator[Found]]:
    """What may not stand beside a full name: a filled cell under one of these headers. `accepts(name, value)`."""

    def detect(view: View) -> Iterator[Found]:
        for roster in view.rosters:
            for column in roster.column(heads):
                told = [(row, roster.cell(row, column)) for row in roster.rows]
                told = [(row, value) for row, value in told if value and accepts(row[roster.name], value)]
                if told:
                    rows = [row for row, _ in told]
                    yield _found(identifier, roster, column, rows, shown=[value for _, value in told])

    return detect


def _is_household(name: str, value: str) -> bool:
    """An address down to the group beside a full name, or down to the door beside any name."""
    if not HOUSE.search(value):
        return False
    return is_full_name(name) or DOOR.search(value) is not None


def _is_illness(name: str, value: str) -> bool:
    return is_full_name(name) and len(value) >= 2 and value not in ("健康", "良好", "正常", "一般")


def _is_ill_reason(name: str, value: str) -> bool:
    return is_full_name(name) and _ILLNESS.search(value) is not None


def _is_certificate(name: str, value: str) -> bool:
    return re.search(r"\d{8,}", compact(value)) is not None


def _full(name: str, value: str) -> bool:
    return is_full_name(name)


def mobiles(view: View) -> Iterator[Found]:
    """PRIV-03 in tables: the number belongs to the person whose column stands nearest before it."""
    for roster in view.rosters:
        for column, head in enumerate(roster.headers):
            if _owner(roster, column, head):
                numbers = [
                    match["number"] for row in roster.rows for match in MOBILE.finditer(roster.cell(row, column))
                ]
                if numbers:
                    shown = starred(numbers[0], 3, 4)
                    yield Found("PRIV-03", False, tuple(map(compact, numbers)), len(numbers), head, shown)


def _owner(roster: Roster, column: int, head: str) -> bool:
    """Whether a column's telephone is that of the listed person, not of the official in charge."""
    if _CONTACT.search(head):
        return False
    before = roster.headers[:column]
    nearest = next((one for one in reversed(before) if _CONTACT.search(one) or NAME.search(one)), "")
    return not _CONTACT.search(nearest)


def accounts(view: View) -> Iterator[Found]:
    """PRIV-02 in tables: an account of a named person; an organisation's account is public."""
    for roster in view.rosters:
        for column in roster.column(ACCOUNT_LABEL):
            cells = [compact(roster.cell(row, column)) for row in roster.rows]
            numbers = [match.group() for cell in cells for match in re.finditer(r"(?<!\d)\d{10,30}(?!\d)", cell)]
            if numbers:
                label = roster.headers[column]
                yield Found("PRIV-02", False, tuple(numbers), len(numbers), label, starred(numbers[0], 0, 4))


def identities(view: View) -> Iterator[Found]:
    """PRIV-01 in tables: numbers under 身份证 whose last digits a sheet has rounded away still tell the birthday."""
    for roster in view.rosters:
        for column in roster.column(IDENTITY_LABEL):
            cells = [roster.cell(row, column) for row in roster.rows]
            numbers = [m.group() for cell in cells for m in ID18.finditer(cell) if not valid_id(m.group())]
            numbers += [m.group() for cell in cells for m in ROUNDED.finditer(cell)]
            if numbers:
                label = roster.headers[column]
                yield Found(
                    "PRIV-01", False, tuple(map(compact, numbers)), len(numbers), label, starred(numbers[0], 4, 4)
                )


def patients(view: View) -> Iterator[Found]:
    """PRIV-05: a list whose own name says what its persons suffer from."""
    for roster in view.rosters:
        if _ILL_LIST.search(f"{roster.about} {roster.headers[roster.name]}"):
            yield from (found for found in _named(roster, "PRIV-05", roster.name) if not found.masked)


def complainants(view: View) -> Iterator[Found]:
    """PRIV-10 in tables: whole names of those who complained."""
    for roster in view.rosters:
        head = roster.headers[roster.name]
        if COMPLAINANT.search(head):
            for name in (row[roster.name] for row in roster.rows):
                if is_full_name(name) and not ADDRESSED.search(name):
                    yield Found("PRIV-10", False, (name,), 1, head, starred_name(name), (name,))


def minors(view: View) -> Iterator[Found]:
    """PRIV-06: children in need are never listed one by one, not even masked; pupils not with school and welfare."""
    for roster in view.rosters:
        about = f"{roster.about} {' '.join(roster.headers)}"
        column = roster.name
        if not MINORS.search(about):
            if not WELFARE.search(about):
                continue
            schools = [index for index in range(len(roster.headers)) if _column_says(roster, index, _SCHOOL)]
            if not schools:
                continue
            column = schools[0]
        yield from _named(roster, "PRIV-06", column)


def families(view: View) -> Iterator[Found]:
    """PRIV-07: lists of families by what concerns nobody else."""
    for roster in view.rosters:
        if _FAMILY.search(f"{roster.about} {' '.join(roster.headers)}"):
            yield from (found for found in _named(roster, "PRIV-07", roster.name) if not found.masked)


def _column_says(roster: Roster, index: int, words: re.Pattern[str]) -> bool:
    cells = [roster.cell(row, index) for row in roster.rows]
    return index != roster.name and sum(1 for cell in cells if words.search(cell)) * 2 > len(cells)


def _named(roster: Roster, identifier: str, column: int) -> Iterator[Found]:
    for masked in (False, True):
        rows = [row for row in roster.rows if is_full_name(row[roster.name]) is not masked]
        if rows:
            yield _found(identifier, roster, column, rows, masked)


def combinations(view: View) -> Iterator[Found]:
    """PRIV-08: a full name with two of birthday or age, sex, address. Masked names in a welfare list are reported as
    masked: somebody has seen to it.
    """
    for roster in view.rosters:
        if not WELFARE.search(f"{roster.about} {' '.join(roster.headers)} {view.text[:600]}"):
            continue
        groups = [roster.column(words) for words in (_BIRTH, re.compile("性别"), _ADDRESS)]
        full = [row for row in roster.rows if is_full_name(row[roster.name]) and _filled(roster, row, groups) >= 2]
        if full:
            column = next(group[0] for group in groups if group)
            yield _found("PRIV-08", roster, column, full)
        places = [*roster.column(_PLACE), *roster.column(_BIRTH)]
        hidden = [
            row for row in roster.rows if is_masked_name(row[roster.name]) and any(roster.cell(row, i) for i in places)
        ]
        if hidden and places:
            yield _found("PRIV-08", roster, places[0], hidden, masked=True)


def _filled(roster: Roster, row: Sequence[str], groups: Sequence[Sequence[int]]) -> int:
    return sum(1 for group in groups if any(roster.cell(row, index) for index in group))


DETECTORS: tuple[Callable[[View], Iterator[Found]], ...] = (
    identities,
    accounts,
    mobiles,
    _beside("PRIV-04", _ADDRESS, _is_household),
    _beside("PRIV-05", _ILLNESS_HEAD, _is_illness),
    _beside("PRIV-05", _REASON_HEAD, _is_ill_reason),
    patients,
    complainants,
    minors,
    families,
    _beside("PRIV-07", _FAMILY_HEAD, _full),
    combinations,
    _beside("PRIV-09", CERTIFICATE_LABEL, _is_certificate),
)
