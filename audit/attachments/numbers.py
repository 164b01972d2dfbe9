"""Cell values as a sheet shows them. Format codes: ECMA-376 part 1, 18.8.30 and 18.8.31 (built-in numbers, with those
of the Chinese language edition: 27-36 and 50-58).

Days come out as 2024-05-06, or as 2024年5月6日 where the format says 年. Numbers without a format of their own come out
in full: an identity number that a sheet would show as 2.20102E+17 is still one.
"""

from __future__ import annotations

import functools
import re
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

_YEAR_MONTH, _DAY, _MONTH_DAY = 'yyyy"年"m"月"', 'yyyy"年"m"月"d"日"', 'm"月"d"日"'
BUILT_IN = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 14: "yyyy-m-d", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy",
    18: "h:mm", 19: "h:mm:ss", 20: "h:mm", 21: "h:mm:ss", 22: "yyyy-m-d h:mm", 27: _YEAR_MONTH, 28: _MONTH_DAY, 29: _MONTH_DAY,
    30: "m-d-yy", 31: _DAY, 32: 'h"时"mm"分"', 33: 'h"时"mm"分"ss"秒"', 34: 'h"时"mm"分"', 35: 'h"时"mm"分"ss"秒"', 36: _YEAR_MONTH,
    37: "#,##0", 38: "#,##0", 39: "#,##0.00", 40: "#,##0.00", 41: "#,##0", 42: "#,##0", 43: "#,##0.00", 44: "#,##0.00", 45: "mm:ss",
    46: "[h]:mm:ss", 47: "mm:ss", 49: "@", 50: _YEAR_MONTH, 51: _MONTH_DAY, 52: _YEAR_MONTH, 53: _MONTH_DAY, 54: _MONTH_DAY,
    55: _YEAR_MONTH, 56: _MONTH_DAY, 57: _YEAR_MONTH, 58: _MONTH_DAY,
}  # fmt: skip
_TOKEN = re.compile(r'"([^"]*)"|\\(.)|_.|\*.|(\[[^\]]*\])|([0#?][0#?.,]*|\.[0#?]+)|(.)', re.DOTALL)
_LAST_DAY = 2_958_466
"""9999-12-31, the last day that a sheet knows."""


@functools.lru_cache(maxsize=50_000)
def shown(raw: str, code: str, epoch_1904: bool = False) -> str:
    """The number `raw` (as the file writes it) under a format code; `raw` itself when it is no number."""
    if code == "General" and raw.isdecimal():
        return raw
    try:
        value = Decimal(raw)
    except InvalidOperation:
        return raw
    if not value.is_finite() or abs(value.adjusted()) > 30:
        return raw
    section, value = _section(code, value)
    if is_date(section) and 0 <= value < _LAST_DAY:
        return _moment(value, section, epoch_1904)
    return _number(value, section)


def is_date(section: str) -> bool:
    """Whether a section of a format code shows a day or a time."""
    tokens = list(_TOKEN.finditer(section))
    plain = "".join(match[5] or "" for match in tokens).lower()
    if re.search(r"\[[hms]+\]", section.lower()):
        return True
    figures = any(match[4] and not match[4].startswith(".") for match in tokens)
    return not figures and "general" not in plain and re.search("[ymdhs]", plain) is not None


def general(value: Decimal) -> str:
    """A number without a format: fifteen digits as the file holds them, never with an exponent."""
    rounded = value if value == value.to_integral_value() else Decimal(f"{value:.15g}")
    text = f"{rounded:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _section(code: str, value: Decimal) -> tuple[str, Decimal]:
    """The section of a code that is for this value: positive;negative;zero;text."""
    sections = re.split(r';(?=(?:[^"]*"[^"]*")*[^"]*$)', code)
    if value < 0 and len(sections) > 1:
        return sections[1], -value if not re.search(r"\[[<>=]", code) else value
    if value == 0 and len(sections) > 2:
        return sections[2], value
    return sections[0], value


def _number(value: Decimal, section: str) -> str:
    before, pattern, after = "", "", ""
    for match in _TOKEN.finditer(section):
        quoted, escaped, _, digits, other = match.groups()
        if digits:
            if pattern:
                return general(value)
            pattern = digits
            continue
        literal = quoted or escaped or (other if other and other in "%-+()（）¥￥$元万亿户人 /‰" else "")
        if other and other in "Ee":
            return general(value)
        before, after = (before + literal, after) if not pattern else (before, after + literal)
    if not pattern:
        return (before + after).strip() if "general" not in section.lower() and before + after else general(value)
    if "?" in pattern and "/" in after:
        return general(value)
    if "%" in before + after:
        value *= 100
    return f"{before}{_digits(value, pattern)}{after}".strip()


def _digits(value: Decimal, pattern: str) -> str:
    whole, _, fraction = pattern.partition(".")
    while whole.endswith(",") or fraction.endswith(","):
        value /= 1000
        whole, fraction = (whole, fraction[:-1]) if fraction.endswith(",") else (whole[:-1], fraction)
    places = sum(1 for mark in fraction if mark in "0#?")
    rounded = (
        value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP) if value.adjusted() + places < 27 else value
    )
    text = f"{abs(rounded):,f}" if "," in whole else f"{abs(rounded):f}"
    left, _, right = text.partition(".")
    least = fraction.count("0")
    while len(right) > least and right.endswith("0"):
        right = right[:-1]
    left = left.rjust(whole.count("0"), "0") if "," not in whole else left
    sign = "-" if rounded < 0 else ""
    return sign + (f"{left}.{right}" if right else left)


def _moment(value: Decimal, section: str, epoch_1904: bool) -> str:
    lowered = section.lower()
    code = re.sub(
        r'"[^"]*"|\\.|\[\$[^\]]*\]|\[dbnum\d\]', lambda match: match.group() if match.group()[0] == '"' else "", lowered
    )
    if "[h" in code:
        minutes = round(float(value) * 1440)
        return f"{minutes // 60}:{minutes % 60:02}"
    start = datetime(1904, 1, 1) if epoch_1904 else datetime(1899, 12, 31 if value < 60 else 30)
    when = start + timedelta(seconds=round(float(value) * 86400))
    clock = when.strftime("%H:%M") if "h" in code else ""
    letters = re.sub(r'"[^"]*"', "", re.sub(r"h+[^ymd]*m+|m+[^ymdh]*s+", "", code))
    parts = [mark for mark in "ymd" if mark in letters]
    day = _day(when, parts, "年" in code or "月" in code)
    return f"{day} {clock}" if day and clock and when.time() != datetime.min.time() else day or clock


def _day(when: datetime, parts: list[str], chinese: bool) -> str:
    values = {"y": f"{when.year}", "m": f"{when.month}", "d": f"{when.day}"}
    if chinese:
        return "".join(values[part] + {"y": "年", "m": "月", "d": "日"}[part] for part in parts)
    return "-".join(values[part].zfill(2) for part in parts)
