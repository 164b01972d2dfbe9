"""Personal data in pages and lists (PRIV-01 … PRIV-13), and the masking of everything that leaves the audit.

The raw value never leaves: a hit is a masked snippet, a salted hash of the distinct values, and their count. Law:
政府信息公开条例 art. 15, 社会救助暂行办法 art. 61, 个人信息保护法 arts. 25, 28, 34. Identity numbers are checked by
GB 11643-1999 (ISO 7064 MOD 11-2), bank cards by ISO/IEC 7812-1 (Luhn).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from audit.grid import Grid, grids
from audit.model import Document, PrivacyHit
from audit.shapes import is_null, is_person
from audit.text import normalise

_ID18 = re.compile(
    r"(?<![\dA-Za-z])[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?![\dA-Za-z])"
)
_ID15 = re.compile(r"(?<!\d)[1-9]\d{5}\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}(?!\d)")
_ID_MASKED = re.compile(r"(?<![\dA-Za-z])[1-9]\d{2,9}[*＊xX×□]{3,}[\dXx]{0,4}(?![\dA-Za-z])")
_CARD = re.compile(r"(?<![\dA-Za-z])[3-9]\d{15,18}(?![\dA-Za-z])")
_MOBILE = re.compile(r"(?<![\dA-Za-z])1[3-9]\d{9}(?![\dA-Za-z])")
_MOBILE_MASKED = re.compile(r"(?<!\d)1[3-9]\d[*＊xX×□]{3,8}\d{2,4}(?!\d)")
_DISABILITY = re.compile(r"(?<!\d)[1-9]\d{16}[\dXx][1-7][1-4](?!\d)")
_HOUSE = re.compile(r"(?:村|社区|屯|街|路)[^\s,;]{0,10}\d+\s*(?:组|号|栋|幢|单元|室)")
_LABELLED_NAME = re.compile(r"((?:姓名|户主|申请人)\s*:)([\u4e00-\u9fff])[\u4e00-\u9fff]{1,2}")
_STARS = re.compile(r"[*＊×□某]|[xX]{2,}")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_ID_NEAR = re.compile(r"身份证|证件号|身份号码")
_CARD_NEAR = re.compile(r"账号|帐号|卡号|一卡通|开户")
_OFFICE = re.compile(
    r"联系人|咨询|监督|举报|投诉|服务热线|值班|报名|联系电话|联系方式|办公|主任|书记|局长|科长|负责人|采购|代理|项目经理|记者|电话:"
)
_WELFARE = re.compile(
    r"低保|救助|特困|残疾|贫困|脱贫|孤儿|困境|补贴|补助|津贴|帮扶|资助|五保|优抚|失独|危房|公租房|临时救助|助学"
)
MINOR_WORDS = re.compile(r"孤儿|困境儿童|事实无人抚养|留守儿童|辍学")
FAMILY_WORDS = re.compile(r"失独|特别扶助|计划生育|独生子女伤残|家庭收入|存款|婚姻")
ILLNESS_HEADERS = ("病种", "病名", "诊断", "残疾类别", "残疾等级", "致贫原因", "疾病", "残疾种类", "患病")
NAME_HEADERS = ("姓名", "户主", "申请人", "户主姓名", "对象姓名", "学生姓名", "受助人", "家庭成员")
NUMBER_HEADERS = ("身份证", "证件号码", "残疾证号", "低保证号", "医保号", "学籍号")


@dataclass(frozen=True, slots=True)
class Found:
    """Distinct values of one kind in one document. `masked`: they stand masked on the page itself."""

    id: str
    masked: bool
    values: tuple[str, ...]
    place: str


def valid_id(number: str) -> bool:
    """Whether an 18-digit identity number has the right check character."""
    total = sum(int(digit) * weight for digit, weight in zip(number[:17], _WEIGHTS, strict=True))
    return _CHECKS[total % 11] == number[17].upper()


def luhn(number: str) -> bool:
    """Whether a card number passes the Luhn check."""
    digits = [int(digit) for digit in reversed(number)]
    return sum(d if i % 2 == 0 else sum(divmod(2 * d, 10)) for i, d in enumerate(digits)) % 10 == 0


def mask(text: str) -> str:
    """`text` with identity numbers, card numbers, disability numbers and mobiles partly starred. Office lines stay.

    Masking twice changes nothing.
    """
    text = _DISABILITY.sub(lambda m: m.group()[:4] + "*" * 14 + m.group()[-2:], text)
    text = _ID18.sub(lambda m: m.group()[:4] + "*" * 10 + m.group()[-4:], text)
    text = _CARD.sub(lambda m: "*" * (len(m.group()) - 4) + m.group()[-4:], text)
    text = _ID15.sub(lambda m: m.group()[:4] + "*" * 8 + m.group()[-3:], text)
    return _MOBILE.sub(lambda m: m.group()[:3] + "****" + m.group()[-4:], text)


def scan(document: Document, salt: bytes) -> tuple[PrivacyHit, ...]:
    """Personal data shown by a document. `salt` keeps the hashes of one audit from being looked up."""
    text = normalise(document.text)
    tables = grids(document.tables, frozenset(NAME_HEADERS), text.split("\n"))
    hits: dict[tuple[str, bool], list[Found]] = {}
    for detect in DETECTORS:
        for found in detect(text, tables, normalise(document.title)):
            hits.setdefault((found.id, found.masked), []).append(found)
    return tuple(_hit(key, found, salt, document.url) for key, found in hits.items())


def _hit(key: tuple[str, bool], found: Sequence[Found], salt: bytes, url: str) -> PrivacyHit:
    values = sorted({value for one in found for value in one.values})
    digest = hashlib.blake2b("\n".join(values).encode(), key=hashlib.sha256(salt).digest(), digest_size=16).hexdigest()
    return PrivacyHit(
        id=key[0], masked=key[1], count=len(values), snippet=hide(mask(found[0].place[:80])), digest=digest, url=url
    )


def hide(text: str) -> str:
    """Star the given name of every person named in a snippet."""
    text = _LABELLED_NAME.sub(r"\1\2**", text)
    parts = re.split(r"([\s:,;、|]+)", text)
    return "".join(
        part[0] + "*" * (len(part) - 1) if 2 <= len(part) <= 4 and is_person(part) else part for part in parts
    )


def _around(text: str, start: int, end: int) -> str:
    line = text.rfind("\n", 0, start) + 1
    return text[max(line, start - 24) : end + 8].split("\n")[0]


def _identity(text: str, tables: Sequence[Grid], title: str) -> Iterator[Found]:
    for match in _ID18.finditer(text):
        if valid_id(match.group()):
            yield Found("PRIV-01", False, (match.group(),), _around(text, *match.span()))
    for match in _ID15.finditer(text):
        if _ID_NEAR.search(text[max(0, match.start() - 30) : match.start()]):
            yield Found("PRIV-01", False, (match.group(),), _around(text, *match.span()))
    for match in _ID_MASKED.finditer(text):
        plain = sum(character.isdigit() for character in match.group())
        if len(match.group()) in (15, 18) and _ID_NEAR.search(text):
            yield Found("PRIV-01", plain <= 10, (match.group(),), _around(text, *match.span()))


def _cards(text: str, tables: Sequence[Grid], title: str) -> Iterator[Found]:
    for match in _CARD.finditer(text):
        number = match.group()
        near = _CARD_NEAR.search(text[max(0, match.start() - 30) : match.start()])
        office = re.search(r"对公|单位账|户名|公司|财政|捐赠账", text[max(0, match.start() - 60) : match.start()])
        identity = len(number) == 18 and valid_id(number)
        if not identity and not office and (near or (luhn(number) and _WELFARE.search(title + text[:500]))):
            yield Found("PRIV-02", False, (number,), _around(text, *match.span()))


def _mobiles(text: str, tables: Sequence[Grid], title: str) -> Iterator[Found]:
    for pattern, masked in ((_MOBILE, False), (_MOBILE_MASKED, True)):
        for match in pattern.finditer(text):
            line_start = text.rfind("\n", 0, match.start()) + 1
            line = text[line_start : match.end()]
            row = "\t" in text[line_start : text.find("\n", match.end()) if "\n" in text[match.end() :] else len(text)]
            named = any(is_person(cell) for cell in re.split(r"[\t\s]+", line[-80:]))
            if masked or (row and named and _personal(tables)) or (not row and not _OFFICE.search(line[-60:])):
                yield Found("PRIV-03", masked, (match.group(),), _around(text, *match.span()))


def _personal(tables: Sequence[Grid]) -> bool:
    """Whether a table lists private persons: it names them, and speaks of households, ages or money for them."""
    heads = " ".join(" ".join(grid.headers) for grid in tables)
    private = re.search(r"姓名|户主|申请人", heads)
    office = re.search(r"法定代表人|联系人|负责人|职务|单位名称|机构名称|企业名称|项目名称|地址", heads)
    return bool(private) and not office


def _column(grid: Grid, words: Sequence[str]) -> int | None:
    return next((i for i, head in enumerate(grid.headers) if any(word in head for word in words)), None)


def _rows(tables: Sequence[Grid], words: Sequence[str]) -> Iterator[tuple[Grid, list[tuple[str, str]]]]:
    """Tables of named persons with a filled column under one of `words`: pairs (name, value)."""
    for grid in tables:
        name, value = _column(grid, NAME_HEADERS), _column(grid, words)
        if name is None or value is None or name == value:
            continue
        pairs = [
            (row[name], row[value])
            for row in grid.rows
            if max(name, value) < len(row) and is_person(row[name]) and not is_null(row[value])
        ]
        if pairs:
            yield grid, pairs


def _listed(identifier: str, words: Sequence[str], test: Callable[[str], bool]) -> Callable[..., Iterator[Found]]:
    def detect(text: str, tables: Sequence[Grid], title: str) -> Iterator[Found]:
        for grid, pairs in _rows(tables, words):
            open_pairs = [pair for pair in pairs if not _STARS.search(pair[0]) and test(pair[1])]
            if open_pairs:
                place = f"{' '.join(grid.headers)}: {open_pairs[0][0]}"
                yield Found(identifier, False, tuple("|".join(pair) for pair in open_pairs), place)

    return detect


def _named_lists(identifier: str, topic: re.Pattern[str]) -> Callable[..., Iterator[Found]]:
    """Lists of named persons under a topic that allows no list of names at all."""

    def detect(text: str, tables: Sequence[Grid], title: str) -> Iterator[Found]:
        for grid in tables:
            name = _column(grid, NAME_HEADERS)
            if name is None or not topic.search(f"{title} {grid.caption} {' '.join(grid.headers)}"):
                continue
            names = [row[name] for row in grid.rows if name < len(row) and is_person(row[name])]
            bare = [one for one in names if not _STARS.search(one)]
            if bare:
                yield Found(identifier, False, tuple(bare), f"{title}: {bare[0]}")

    return detect


def _quasi(text: str, tables: Sequence[Grid], title: str) -> Iterator[Found]:
    """PRIV-08: a full name with at least two of exact birth day or age, sex, address to the house."""
    for grid in tables:
        name = _column(grid, NAME_HEADERS)
        if name is None:
            continue
        wanted = [_column(grid, words) for words in (("出生", "年龄"), ("性别",), ("住址", "地址", "家庭住址"))]
        columns = [index for index in wanted if index is not None]
        rows = [
            row
            for row in grid.rows
            if name < len(row)
            and is_person(row[name])
            and not _STARS.search(row[name])
            and sum(1 for index in columns if index < len(row) and not is_null(row[index])) >= 2
        ]
        if rows and _WELFARE.search(f"{title} {text[:500]}"):
            yield Found(
                "PRIV-08", False, tuple("|".join(row) for row in rows), f"{' '.join(grid.headers)}: {rows[0][name]}"
            )


def _exact(pattern: re.Pattern[str]) -> Callable[[str], bool]:
    return lambda value: bool(pattern.search(value))


DETECTORS: tuple[Callable[[str, Sequence[Grid], str], Iterable[Found]], ...] = (
    _identity,
    _cards,
    _mobiles,
    _listed("PRIV-04", ("住址", "家庭住址", "地址", "村组"), _exact(_HOUSE)),
    _listed("PRIV-05", ILLNESS_HEADERS, lambda value: len(value) >= 2),
    _named_lists("PRIV-06", MINOR_WORDS),
    _named_lists("PRIV-07", FAMILY_WORDS),
    _quasi,
    _listed("PRIV-09", NUMBER_HEADERS, _exact(re.compile(r"\d{10,}"))),
)
