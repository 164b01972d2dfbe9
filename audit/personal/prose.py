"""Personal data in running text, and numbers wherever they stand."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from audit.personal.found import Found, View
from audit.personal.lists import WELFARE
from audit.personal.numbers import (
    ACCOUNT,
    ACCOUNT_LABEL,
    CERTIFICATE_LABEL,
    HIDDEN_ENOUGH,
    ID15,
    ID18,
    IDENTITY_LABEL,
    MOBILE,
    MOBILE_PARTLY,
    PARTLY,
    compact,
    is_public,
    luhn,
    starred,
    valid_id,
)
from audit.personal.people import STARS, starred_name
from audit.shapes import is_person

_NEAR = 30
_OFFICE = re.compile(
    r"联系人|联系方式|联系电话|咨询|监督|举报|投诉|信访|服务热线|热线|值班|报名|办公|主任|书记|局长|科长|处长|站长|所长|院长|校长|经理|负责人|责任人|采购|代理|"
    r"记者|工作人员|同志|客服|受理|电\s*话|传真|手机:|联系:|地址"
)
_OFFICE_ACCOUNT = re.compile(
    r"对公|基本户|单位账|公司|财政|捐赠|捐款|慈善|红十字|基金会|协会|委员会|学校|医院|中心|局|公益|保证金|收款单位|开户名称"
)
_HOLDER = re.compile(r"(?:户名|持卡人|开户人|姓名|户主)\s*:\s*([\u4e00-\u9fff·]{2,4})")
_LABELS = re.compile(
    r"(身份证号?码?|证件号码?|公民身份号码|银行卡号|银行账号|账号|帐号|卡号|一卡通[^\s:]{0,4}|手机号?码?|联系电话|电话|联系方式|残疾证号|低保证号|医保号|学籍号)[^\n]{0,12}$"
)
_REPORTER = re.compile(
    r"(?:举报人|信访人|投诉人|来信人|写信人|上访人|反映人|来访人)(?:姓名)?\s*[:\t]\s*([\u4e00-\u9fff·]{2,4})(?=$|[\s,。;、(]|\t)"
)
_BIRTHDAY = re.compile(
    r"(?:19|20)\d{2}年\d{1,2}月\d{1,2}日?\s*(?:出?生|生人)|(?:出生于|生于|出生日期|出生年月日)\s*:?\s*(?:19|20)\d{2}[年.-]\d{1,2}[月.-]\d{1,2}"
)
_ORIGIN = re.compile(r"籍贯|贯籍|住址|家住|户籍|现住|家庭地址")
_OFFICIAL = re.compile(r"党组|书记|局长|主任|拟任|任职|干部|现任|副处|正处|烈士|委员|主席|院士|人大代表")
_STORY = re.compile(
    r"(?:贫困户|脱贫户|低保户|五保户|特困户|监测户|特困人员|残疾人|重病患者|患者|孤寡老人|困难户|困难职工|低保对象|特困供养对象|留守儿童|孤儿|困难学生|受助学生|监测对象|困难老人|独居老人)"
    r"[“\"'‘]?([\u4e00-\u9fff]{2,4}?)[”\"'’]?(?=家(?![庭里长属])|说[,:道]|的(?:儿子|女儿|妻子|丈夫|老伴|母亲|父亲|孩子|孙|家)|一家|老人|大爷|大娘|大妈|奶奶|爷爷|告诉|"
    r"今年|激动地|高兴地|感慨|[,(]\s*(?:男|女|今年|\d{1,2}岁|现年)|患有|身患|因病|因残)"
)
_ALIAS = re.compile(r"化名")


def _label(text: str, start: int, default: str) -> str:
    line = text[text.rfind("\n", 0, start) + 1 : start]
    match = _LABELS.search(line[-_NEAR:])
    return match[1] if match else default


def identities(view: View) -> Iterator[Found]:
    """PRIV-01: whole numbers with a right check digit, old ones near their label, and badly masked ones."""
    text = view.text
    for match in ID18.finditer(text):
        if valid_id(match.group()):
            yield _number("PRIV-01", text, match, "身份证号", starred(match.group(), 4, 4))
    for match in ID15.finditer(text):
        if IDENTITY_LABEL.search(text[max(0, match.start() - _NEAR) : match.start()]):
            yield _number("PRIV-01", text, match, "身份证号", starred(match.group(), 4, 3))
    for match in PARTLY.finditer(text):
        hidden = sum(1 for character in match.group() if not character.isdigit())
        if len(match.group()) in (15, 18) and (IDENTITY_LABEL.search(text) or hidden < HIDDEN_ENOUGH):
            yield _number("PRIV-01", text, match, "身份证号", starred(match.group(), 4, 4), hidden >= HIDDEN_ENOUGH)


def accounts(view: View) -> Iterator[Found]:
    """PRIV-02 in text: a number near its label or of a card's form in a welfare list, unless an office holds it."""
    text, welfare = view.text, WELFARE.search(f"{view.title} {view.text[:500]}")
    for match in ACCOUNT.finditer(text):
        number = compact(match.group())
        before = text[max(0, match.start() - 2 * _NEAR) : match.start()]
        holder = _HOLDER.search(before)
        personal = bool(holder and is_person(holder[1]))
        if is_public(text, match.start()) or ID18.match(text, match.start()):
            continue
        if _OFFICE_ACCOUNT.search(before) and not personal:
            continue
        near = ACCOUNT_LABEL.search(before[-_NEAR:])
        if near or (welfare and 16 <= len(number) <= 19 and number[0] in "3456789" and luhn(number)):
            yield _number("PRIV-02", text, match, "账号", starred(number, 0, 4))


def mobiles(view: View) -> Iterator[Found]:
    """PRIV-03: mobiles in running text outside an office's contacts; masked ones anywhere, counted by line."""
    for line, before in zip(view.lines, ("", *view.lines), strict=False):
        for match in MOBILE.finditer(line):
            if not _OFFICE.search(f"{before[-20:]} {line[: match.start()][-60:]}"):
                yield _number("PRIV-03", line, match, "手机", starred(match["number"], 3, 4))
    for line in view.text.split("\n"):
        masked = MOBILE_PARTLY.search(line)
        if masked:
            yield Found(
                "PRIV-03",
                True,
                (masked.group(),),
                1,
                _label(line, masked.start(), "手机"),
                starred(masked.group(), 3, 4),
            )


def certificates(view: View) -> Iterator[Found]:
    """PRIV-09 in text: a certificate's number right behind its label."""
    for line in view.lines:
        for match in re.finditer(
            rf"(?:{CERTIFICATE_LABEL.pattern})[号码编]*\s*:?\s*([A-Z]?\d{{8,20}}[Xx]?\d{{0,2}})", line
        ):
            yield Found("PRIV-09", False, (match[1],), 1, "证件号", starred(match[1], 0, 4), (match[1],))


def reporters(view: View) -> Iterator[Found]:
    """PRIV-10: the full name of somebody who complained."""
    for match in _REPORTER.finditer(view.text):
        if is_person(match[1]) and not STARS.search(match[1]):
            yield Found(
                "PRIV-10",
                False,
                (match[1],),
                1,
                match.group()[: match.group().index(match[1])].strip(":\t "),
                starred_name(match[1]),
                (match[1],),
            )


def biographies(view: View) -> Iterator[Found]:
    """PRIV-08 in text: a private person's exact birthday with the place the person comes from or lives at."""
    for line in view.lines:
        day = _BIRTHDAY.search(line)
        if day and _ORIGIN.search(line) and not _OFFICIAL.search(line):
            yield Found("PRIV-08", False, (line,), 1, "出生日期、籍贯或者住址", "****年**月**日", (day.group(),))


def stories(view: View) -> Iterator[Found]:
    """PRIV-13: a named poor, ill or disabled person in a narrative; a pseudonym marked as one is right."""
    if _ALIAS.search(view.text):
        return
    for line in view.lines:
        for match in _STORY.finditer(line):
            name = match[1]
            if is_person(name) and not STARS.search(name):
                yield Found(
                    "PRIV-13",
                    False,
                    (name,),
                    1,
                    match.group()[: match.group().index(name)].strip("“\"'‘"),
                    starred_name(name),
                    (name,),
                )


def _number(identifier: str, text: str, match: re.Match[str], default: str, shown: str, masked: bool = False) -> Found:
    number = match["number"] if "number" in match.re.groupindex else match.group()
    return Found(identifier, masked, (compact(number),), 1, _label(text, match.start(), default), shown)


DETECTORS: tuple[Callable[[View], Iterator[Found]], ...] = (
    identities,
    accounts,
    mobiles,
    certificates,
    reporters,
    biographies,
    stories,
)
