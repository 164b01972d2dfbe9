"""Numbers that belong to one person, and how they are hidden.

Identity numbers: GB 11643-1999 (check character by ISO 7064 MOD 11-2). Bank cards: ISO/IEC 7812-1 (Luhn). Disability
certificates: the identity number, one digit for the kind and one for the grade. Mobiles: eleven digits from 13 to 19.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_DAY = r"(?:0[1-9]|1[0-2])[ -]?(?:0[1-9]|[12]\d|3[01])"
ID18 = re.compile(rf"(?<!\d)[1-9]\d{{5}}[ -]?(?:19|20)\d{{2}}[ -]?{_DAY}[ -]?\d{{3}}[\dXx](?!\d)")
ID15 = re.compile(rf"(?<!\d)[1-9]\d{{5}}\d{{2}}{_DAY}\d{{3}}(?!\d)")
DISABILITY = re.compile(r"(?<!\d)[1-9]\d{16}[\dXx][1-7][1-4](?!\d)")
ACCOUNT = re.compile(r"(?<!\d)(?:\d{16,30}|\d{4}(?:[ -]\d{4}){3,4}(?:[ -]\d{1,3})?)(?!\d)")
LABELLED = re.compile(r"(?<!\d)(?!0\d{2,3}[2-9]\d{6,7}(?!\d))\d{10,30}(?!\d)")
"""A number that only its label tells apart; a landline with its area code is none."""
MOBILE = re.compile(
    r"(?<!\d)(?:(?:\+|00)?86[ -]?|0)?(?P<number>1[3-9]\d(?:[ -]?\d{4}[ -]?\d{4}|\d[ -]\d{3}[ -]\d{4}))(?!\d|\.\d|[万亿]?元)"
)
PARTLY = re.compile(
    r"(?<!\d)[1-9]\d{2,16}(?:[*xX×□]{2,15}|(?<=\d{10})(?:[*×□]|[xX](?=[\dxX*])))[\dXx*×□]{0,14}(?![\d*])"
)
"""A number with a part hidden; a single X at the end is a check character."""
ROUNDED = re.compile(r"(?<![\d.])[1-9]\.\d{9,16}[Ee]\+1[4-8](?!\d)")
"""A long number that a sheet has put into its own short form: what it still shows tells the birthday."""
MOBILE_PARTLY = re.compile(r"(?<!\d)1[3-9](?=[\d*xX×□]{9}(?![\d*]))\d{1,5}[*xX×□]{2,8}\d{0,4}")
ACCOUNT_LABEL = re.compile(r"卡\(?折\)?号|折号|账号|帐号|账户|帐户|卡号|一卡通|存折|银行卡")
CERTIFICATE_LABEL = re.compile(
    r"残疾人?证|低保证|医保号|医保卡|医保编号|医疗证号|社保号|社保卡|五保证|优抚证|学籍号|社会保障号|社会保障卡|参保号|医疗保险号|救助证|户口簿号|准生证"
)
IDENTITY_LABEL = re.compile(r"身份证|证件号|身份号码|公民身份")
_PUBLIC = re.compile(
    r"(?:信用代码|登记号|注册号|项目代码|项目编码|许可证\S{0,4}|备案\S{0,3}|索引号|统一代码|机构代码|文书号|标识码|批号|执照\S{0,3}|招标编号|项目编号|采购编号|合同编号|文号|流水号|条形码)[^\d\n]{0,8}$"
)
_LONG = re.compile(r"\d[\d*xX×□ \u00a0\u3000－—–‐−＊-]{9}")
"""What every number to hide has somewhere: cheap to look for."""
_FOLD = str.maketrans("０１２３４５６７８９ＸｘＡ－—–‐−　\u00a0＊", "0123456789XxA-----  *")
_PROVINCES = frozenset("11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83 91".split())  # fmt: skip
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
HIDDEN_ENOUGH = 8
"""Characters of an identity number that must be hidden: fewer can be worked out from birthday and check digit."""


def compact(number: str) -> str:
    """A number without the blanks and dashes it was printed with."""
    return re.sub(r"[ -]", "", number)


def valid_id(number: str) -> bool:
    """Whether an 18-digit identity number names a province and has the right check character."""
    number = compact(number)
    if number[:2] not in _PROVINCES:
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number[:17], _WEIGHTS, strict=True))
    return _CHECKS[total % 11] == number[17].upper()


def luhn(number: str) -> bool:
    """Whether a card number passes the Luhn check."""
    digits = [int(digit) for digit in reversed(compact(number))]
    return sum(d if i % 2 == 0 else sum(divmod(2 * d, 10)) for i, d in enumerate(digits)) % 10 == 0


def is_public(text: str, start: int) -> bool:
    """Whether the number that starts here is named as a public code (credit code, permit, project …)."""
    return _PUBLIC.search(text[max(0, start - 24) : start]) is not None


def mask(text: str) -> str:
    """`text` with every identity, account, certificate and mobile number partly starred; office lines stay.

    Works on text of any form (full-width digits, blanks or dashes inside a number). Public codes named as such stay,
    unless they have the form of an identity number. Masking twice changes nothing.
    """
    if not _LONG.search(text):
        return text
    while (masked := _pass(text)) != text:
        text = masked
    return text


def _pass(text: str) -> str:
    characters = list(text)
    folded = text.translate(_FOLD)
    for start, end, head, tail in _secrets(folded):
        for index in range(start + head, end - tail):
            if folded[index] not in " -":
                characters[index] = "*"
    return "".join(characters)


def _secrets(text: str) -> Iterator[tuple[int, int, int, int]]:
    """(start, end, characters kept at the head, at the tail) of every number to hide."""
    for pattern, head, tail in _ALWAYS:
        for match in pattern.finditer(text):
            yield *match.span(), head, tail
    for match in MOBILE.finditer(text):
        yield *match.span("number"), 3, 4
    accounts = list(ACCOUNT.finditer(text))
    if ACCOUNT_LABEL.search(text) or CERTIFICATE_LABEL.search(text):
        accounts += LABELLED.finditer(text)
    for match in accounts:
        known = any(pattern.fullmatch(match.group()) for pattern, _, _ in _ALWAYS) or MOBILE.fullmatch(match.group())
        if not known and not is_public(text, match.start()):
            yield *match.span(), 0, 4
    for match in PARTLY.finditer(text):
        if 15 <= len(match.group()) <= 20:
            yield *match.span(), 4, 4
    for match in MOBILE_PARTLY.finditer(text):
        yield *match.span(), 3, 4


_ALWAYS = ((DISABILITY, 4, 2), (ID18, 4, 4), (ID15, 4, 3), (ROUNDED, 4, 4))


def starred(number: str, head: int, tail: int) -> str:
    """`number` without blanks and with all but its head and tail starred."""
    number = compact(number)
    return number[:head] + "*" * max(len(number) - head - tail, 0) + number[max(len(number) - tail, head) :]
