"""topic: a whole page or attachment on the topic, with substance (grade E2)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from audit.checks.hit import Answer, Hit, Near, negated
from audit.reading import Reading, terms_of
from audit.shapes import DOCNO, shows
from rules.model import Domain
from rules.recognisers import TopicCheck

_ARTICLES = re.compile(r"(?:^|\n)第[一二三四五六七八九十百]+条")
FEWEST_ARTICLES = 5
_SIGNED = re.compile(
    r"(?:政府|局|厅|委|委员会|办公室|联合会|指挥部|管委会|中心|领导小组)\)?\s*\n\s*"
    r"(?:20\d{2}年\d{1,2}月\d{1,2}日|二[〇○零][^\n]{2,10}日)"
)
"""The body and the day below a document, or below the letter that carries it."""
_DAY = re.compile(r"\n\s*(?:20\d{2}年\d{1,2}月\d{1,2}日|二[〇○零][^\n]{2,10}日)\s*(?:\n|$)")
_ISSUER = re.compile(
    r"^[^\n,。:《》]{2,40}?(?:局|厅|委|委员会|办公室|联合会|政府)(?=关于|印发|转发|召开|举办|开展|组织)"
)
"""The body that heads a title: what its name says is its office, not the topic (教育局关于…党建…)."""

_GOVERNMENT = re.compile(r"^[^\n,。:《》]{2,20}人民政府[^\n,。:《》]{0,30}(?:通告|公告|决定|令)")
"""A government and the kind of its document, without 关于 between them (某市人民政府禁烧通告)."""


def check(rule: TopicCheck, domain: Domain, reading: Reading) -> Iterator[Answer]:
    """Yield one hit when title or innermost column names the topic and the body has substance."""
    word = _topic(terms_of(rule.title), reading)
    if word is None:
        if mention := reading.first(terms_of(rule.title), reading.text):
            yield Near(f"正文仅提及“{mention}”，并非专门页面", "")
        return
    heading = reading.heading
    if negated(heading, heading.find(word)):
        yield Near(f"标题中“{word}”为否定表述", heading)
        return
    if reading.length < rule.min_chars:
        yield Near(f"标题为“{word}”，正文不足{rule.min_chars}字", heading)
        return
    lacking = [group for group in rule.body if not reading.first(terms_of(group), reading.text)]
    if lacking:
        yield Near(f"标题涉及“{word}”，正文未见“{lacking[0][0]}”等内容", heading)
        return
    if not all(any(shows(shape, reading.text, domain.shapes) for shape in group) for group in rule.shapes):
        yield Near(f"标题涉及“{word}”，正文未列明所需数据", heading)
        return
    number = reading.document.doc_number
    if rule.doc_number and not (number or _identified(reading)):
        yield Near(f"标题涉及“{word}”，未见文号或发文机关与日期", heading)
        return
    yield Hit(
        rule.grade,
        number if rule.doc_number and number else reading.title[:60],
        heading[:80],
        f"专门页面，标题涉及“{word}”",
    )


def _topic(terms: tuple[str, ...], reading: Reading) -> str | None:
    """The first term that title or innermost column holds outside of the issuing body's name."""
    heading = reading.heading
    body = match.end() if (match := _ISSUER.match(heading)) else 0
    found = (term for term in terms if term in heading)
    return next((term for term in found if any(end > body for _, end in reading.spans(term, heading))), None)


def _identified(reading: Reading) -> bool:
    """A document number, an issuing body with a date (told by the page or signed below), or the articles of a law."""
    document = reading.document
    if (
        DOCNO.search(f"{reading.title}\n{reading.text[:600]}")
        or len(_ARTICLES.findall(reading.text)) >= FEWEST_ARTICLES
    ):
        return True
    dated = bool(document.published or document.metadata_published)
    if _SIGNED.search(reading.text) or (_headed(reading) and (dated or _DAY.search(reading.text))):
        return True
    return bool(document.source and dated)


def _headed(reading: Reading) -> bool:
    """Whether the title, or the first line below it, begins with the issuing body."""
    return bool(_ISSUER.match(reading.title) or _GOVERNMENT.match(reading.title) or _GOVERNMENT.match(reading.text))
