"""Numbers of persons wherever they stand: identity, accounts, mobiles, certificates."""

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
from audit.shapes import is_organisation, is_person

_NEAR = 30
_OFFICE = re.compile(
    r"联系人|联系方式|联系电话|咨询|监督|举报|投诉|信访|服务热线|热线|值班|报名|办公|主任|书记|局长|科长|处长|站长|所长|院长|校长|经理|负责人|责任人|采购|代理|"
    r"记者|工作人员|同志|客服|受理|电\s*话|传真|手机:|联系:|地址"
)
_PRIVATE = re.compile(
    r"(?:申请人|户主|患者|受助人|救助对象|补助对象|监护人|家长|农户|贫困户|脱贫户|低保户|监测户|特困人员|残疾人|家属)(?:姓名)?\s*:?\s*([\u4e00-\u9fff·]{2,4})"
    r"[\s,:、(]*(?:的?(?:本人)?(?:联系|手机)?(?:电话|方式|手机号?码?))?[\s:)]*$"
)
_FOR_OFFICE = re.compile(r"咨询|监督|举报|投诉|热线|值班|报名|办公|受理|责任人|联系人|经办|帮扶")
_OFFICE_ACCOUNT = re.compile(
    r"对公|基本户|单位账|公司|财政|捐赠|捐款|慈善|红十字|基金会|协会|委员会|学校|医院|中心|局|公益|保证金|收款单位|开户名称"
)
_BODY_HOLDER = re.compile(
    r"(?:户名|开户名称?|账户名称?|收款(?:人|单位)|单位名称?)\s*:?\s*([\u4e00-\u9fff()]{4,30}?)(?=[\s,;:]|账号|帐号|账户|卡号|开户|银行|$)"
)
_HOLDER = re.compile(r"(?:户名|持卡人|开户人|姓名|户主)\s*:\s*([\u4e00-\u9fff·]{2,4})")
_LABELS = re.compile(
    r"(身份证号?码?|证件号码?|公民身份号码|银行卡号|银行账号|账号|帐号|卡号|一卡通[^\s:]{0,4}|手机号?码?|联系电话|电话|联系方式|残疾证号|低保证号|医保号|学籍号)[^\n]{0,12}$"
)


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
        if is_public(text, match.start()):
            continue
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
        if not personal and (_OFFICE_ACCOUNT.search(before) or _held_by_a_body(before)):
            continue
        near = ACCOUNT_LABEL.search(before[-_NEAR:])
        if near or (welfare and 16 <= len(number) <= 19 and number[0] in "3456789" and luhn(number)):
            yield _number("PRIV-02", text, match, "账号", starred(number, 0, 4))


def _held_by_a_body(before: str) -> bool:
    holder = _BODY_HOLDER.search(before)
    return holder is not None and is_organisation(holder[1])


def mobiles(view: View) -> Iterator[Found]:
    """PRIV-03: mobiles in running text outside an office's contacts; masked ones anywhere, counted by line."""
    for line, before in zip(view.lines, ("", *view.lines), strict=False):
        for match in MOBILE.finditer(line):
            if _is_own(line[: match.start()]) or not _OFFICE.search(f"{before[-20:]} {line[: match.start()][-60:]}"):
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


def _is_own(before: str) -> bool:
    """Whether a number stands right behind the name of a private person and nothing speaks of an office."""
    person = _PRIVATE.search(before[-_NEAR:])
    return person is not None and is_person(person[1]) and not _FOR_OFFICE.search(before[-_NEAR:])


def certificates(view: View) -> Iterator[Found]:
    """PRIV-09 in text: a certificate's number right behind its label."""
    for line in view.lines:
        for match in re.finditer(
            rf"(?:{CERTIFICATE_LABEL.pattern})[号码编]*\s*:?\s*([A-Z]?\d{{8,20}}[Xx]?\d{{0,2}})", line
        ):
            yield Found("PRIV-09", False, (match[1],), 1, "证件号", starred(match[1], 0, 4), (match[1],))


def _number(identifier: str, text: str, match: re.Match[str], default: str, shown: str, masked: bool = False) -> Found:
    number = match["number"] if "number" in match.re.groupindex else match.group()
    return Found(identifier, masked, (compact(number),), 1, _label(text, match.start(), default), shown)


DETECTORS: tuple[Callable[[View], Iterator[Found]], ...] = (
    identities,
    accounts,
    mobiles,
    certificates,
)
