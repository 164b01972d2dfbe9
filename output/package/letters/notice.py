"""整改通知: what a unit is asked to mend, by when, and how it answers. Pure."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

from output.exports.wording import SEVERITY_LABELS
from output.package.content import Problem, UnitContent
from output.package.letters.letter import (
    Block,
    Column,
    Heading,
    Letter,
    Outline,
    Paragraph,
    Table,
    china_date,
    listed,
    plain,
    shortened,
)
from output.package.letters.settings import BLANK, LetterSettings, document_number
from output.package.letters.texts import Texts, read_texts
from output.package.letters.titles import title_lines

UNSEEN = ("blocked", "unreachable")
"""States of a visit that leave a unit without a score."""
PHRASES = ("社会公益事业建设领域", "政府信息公开", "整改工作", "检查情况")
"""Set phrases that a title does not break inside."""
_COLUMNS = (
    Column("清单序号", 12, "center"),
    Column("领域编号", 25, "center"),
    Column("问题", 49),
    Column("网页", 36),
    Column("整改要求", 34),
)
_NOT_HERE = re.compile(r"^截至\d+年\d+月\d+日，|（另见[^）]*）")
"""The day is said once above the table; further pages stand in the list."""
_REASON, _PAGE, _FIX = 130, 110, 80
_OUTCOMES = {"missing": 0, "stale": 1, "partial": 2}


def compose_notice(unit: UnitContent, settings: LetterSettings, day: date, deadline: date) -> Letter:
    """The letter to one unit, with its problems of most weight. Raises LetterError for wording that cannot be used."""
    words = read_texts("notice", settings.templates, _values(unit, settings, day, deadline))
    return Letter(
        title=title_lines(words.say("title" if unit.problems else "title_none"), (unit.name, *PHRASES)),
        issuer=settings.issuer or BLANK,
        head=head(settings),
        number=document_number(settings, day),
        mark=settings.draft_mark,
        salutation=unit.name,
        blocks=tuple(_blocks(unit, settings, words, deadline)),
        attachments=words.each("attachments") if unit.problems else (),
        day=day,
        note=words.say("note"),
        copies="，".join(settings.copies_to),
        printed_by=settings.printed_by or settings.issuer or BLANK,
    )


def head(settings: LetterSettings) -> str:
    """发文机关标志: the office's full name and 文件, or nothing where the settings want none."""
    return f"{settings.issuer or BLANK}文件" if settings.red_head else ""


def contact_values(settings: LetterSettings) -> dict[str, str]:
    """What the settings say, blanks for what they leave out."""
    return {
        "issuer": settings.issuer or BLANK,
        "city": settings.city,
        "contact": settings.contact or "＿＿＿",
        "telephone": settings.telephone or "＿＿＿＿＿＿",
        "reply_to": settings.reply_to,
    }


def _values(unit: UnitContent, settings: LetterSettings, day: date, deadline: date) -> dict[str, object]:
    return {
        **contact_values(settings),
        "unit": unit.name,
        "as_of": china_date(unit.as_of),
        "day": china_date(day),
        "deadline": china_date(deadline),
        "problems": len(unit.problems),
    }


def _blocks(unit: UnitContent, settings: LetterSettings, words: Texts, deadline: date) -> Iterator[Block]:
    outline = Outline()
    yield Paragraph(words.say("opening"))
    yield outline.heading(1, words.say("checked"))
    yield from _checked(unit, words)
    yield outline.heading(1, words.say("found"))
    yield from _found(unit, settings, words, outline)
    yield outline.heading(1, words.say("demands" if unit.problems else "demands_none"))
    demands = words.each("demand") if unit.problems else (words.say("demand_none"),)
    if told := sum(one.deadline not in (None, deadline) for one in unit.problems):
        demands = (*demands, words.say("told_before", count=told))
    yield from (outline.point(text) for text in demands) if unit.problems else map(Paragraph, demands)
    if unit.problems:
        yield outline.heading(1, words.say("reply"))
        where = words.say("answer_to") if settings.reply_to else words.say("answer_blank")
        yield Paragraph(words.say("answer", where=where))
    if ending := words.say("ending"):
        yield Paragraph(ending)


def _checked(unit: UnitContent, words: Texts) -> Iterator[Paragraph]:
    seen = unit.visit_state not in UNSEEN
    known = seen and unit.coverage is not None
    yield Paragraph(words.say("scope", coverage=percent(unit.coverage)) if known else words.say("scope_blank"))
    if unit.visit_state in (*UNSEEN, "no_column", "partial"):
        yield Paragraph(words.say(unit.visit_state))
    if seen and unit.score is not None and not _is_pending(unit):
        rank = f"，在{unit.ranked_of}个评分单位中排第{unit.rank}名" if unit.rank else ""
        grade = f"，等次为{unit.grade}" if unit.grade else ""
        yield Paragraph(words.say("score", score=figure(unit.score), grade=grade, rank=rank))
    if len(unit.weeks) > 1 and (day := unit.weeks[-2].as_of):
        last = unit.weeks[-1]
        yield Paragraph(words.say("before", before=china_date(day), new=last.new, resolved=last.resolved))


def _found(unit: UnitContent, settings: LetterSettings, words: Texts, outline: Outline) -> Iterator[Block]:
    problems = unit.problems
    if not problems:
        if unit.visit_state not in UNSEEN:
            yield Paragraph(words.say("pending" if _is_pending(unit) else "none"))
    else:
        yield Paragraph(words.say("summary", kinds=_kinds(problems)))
        yield from _by_domain(problems, words, outline)
        shown = gravest(problems, settings.serious)
        if shown:
            entry = "serious_all" if len(shown) == len(problems) else "serious"
            yield Paragraph(words.say(entry, shown=len(shown)))
            yield Table(words.say("serious_caption"), _COLUMNS, tuple(map(_row, shown)))
    if unit.privacy:
        yield Paragraph(words.say("privacy", privacy=len(unit.privacy)))


def _kinds(problems: Sequence[Problem]) -> str:
    count = Counter(one.severity for one in problems)
    return "、".join(f"{level(key)}内容{count[key]}项" for key in SEVERITY_LABELS if count[key])


def _is_pending(unit: UnitContent) -> bool:
    """Whether nothing goes out because a person has to look first: then neither praise nor a score is told."""
    return bool(unit.reviewer) and not unit.problems


def _by_domain(problems: Sequence[Problem], words: Texts, outline: Outline) -> Iterator[Heading | Paragraph]:
    found: dict[str, list[Problem]] = defaultdict(list)
    for one in problems:
        found[one.domain_title].append(one)
    for domain, ones in found.items():
        points = [shortened(name, 24) for name in dict.fromkeys(one.point_name for one in gravest(ones, len(ones)))]
        yield outline.heading(2, shortened(domain.split("（")[0], 24))
        yield Paragraph(words.say("domain", problems=len(ones), points=listed([f"“{one}”" for one in points])))


def gravest(problems: Sequence[Problem], most: int) -> list[Problem]:
    """The problems of most weight: by severity, then what is missing before what is old or incomplete.

    A point shows once before any comes a second time, so that one long list does not fill the table.
    """
    again: Counter[tuple[str, str]] = Counter()
    keyed = []
    for one in problems:
        point = (one.severity, one.point_id)
        keyed.append(((one.severity, again[point], _OUTCOMES.get(one.outcome, 3), one.number), one))
        again[point] += 1
    return [one for _, one in sorted(keyed, key=lambda pair: pair[0])][:most]


def _row(one: Problem) -> tuple[str, ...]:
    reason = _NOT_HERE.sub("", plain(one.reason))
    page = one.url if len(one.url) <= _PAGE else shortened(one.page_title or one.place, 40)
    return (
        str(one.number),
        f"{shortened(one.domain_title.split('（')[0], 14)} {one.point_number}（{level(one.severity)}）",
        shortened(reason, _REASON),
        page or shortened(one.place, 40),
        shortened(one.fix, _FIX),
    )


def level(severity: str) -> str:
    """关键, 一般 or 辅助."""
    return SEVERITY_LABELS.get(severity, severity).split()[-1]


def percent(share: float | None) -> str:
    """0.9341 → 93%; ＿＿ for None."""
    return "＿＿" if share is None else f"{share * 100:.0f}%"


def figure(score: float) -> str:
    """71.8, 90: one place, none where it is zero."""
    return f"{score:.1f}".removesuffix(".0")
