"""What a sentence leaves unsaid because the title, or the sentence before it, has just said it: its subject.

A report named 低保资金发放情况 goes on with "本月共发放…户…万元"; the reader carries the subject over, and so do we, but
only to a sentence that tells what was done and how much in its own words, never to a plan or a promise.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from audit.checks.hit import Hit, negated, snippet
from audit.reading import Reading, terms_of
from audit.scan import MOST_PLACES
from audit.shapes import first_value, shows
from audit.text import sentences
from rules.model import Domain
from rules.recognisers import FiguresCheck

CITED = re.compile(r"《[^《》]*》")
FIGURES = ("MONEY", "COUNT", "PCT")
_AHEAD = re.compile(
    r"计划(?!生育)|目标|力争|预计|预期|打算|着力|聚焦|确保|不少于|不低于|不得|应当|必须|需要|要求|可(?:获|享|以|申请)|[拟将]|(?<![主重需])要"
)
"""A sentence that looks ahead or lays down a rule tells of nothing done, whatever its title says."""


def borrowed(rule: FiguresCheck, domain: Domain, reading: Reading) -> Iterator[Hit]:
    """Hits of sentences that lack only the leading word of a rule and have it from the title, or from the sentence
    before in their paragraph. What they must show of figures (money, counts, shares) stands in them."""
    groups = [terms_of(group) for group in rule.terms]
    if rule.span != "sentence" or len(groups) < 2 or not any(set(FIGURES) & set(group) for group in rule.shapes):
        return
    not_terms = terms_of(rule.not_terms)
    title = CITED.sub("《》", reading.title)
    titled = None if reading.first(not_terms, title) else reading.first(groups[0], title)
    for number in reading.line_index.holding(groups[1])[:MOST_PLACES]:
        before = ""
        for sentence in sentences(reading.line_index.pieces[number]):
            piece = sentence if rule.cited else CITED.sub("《》", sentence)
            word = titled or (None if reading.first(not_terms, before) else reading.first(groups[0], before))
            if word and (hit := _hit(rule, word, title if titled else before, piece, domain, reading)):
                yield hit if titled else replace(hit, context=before + piece)
            before = piece


def _hit(rule: FiguresCheck, word: str, lender: str, piece: str, domain: Domain, reading: Reading) -> Hit | None:
    groups = [terms_of(group) for group in rule.terms]
    if _AHEAD.search(piece) or reading.first(groups[0], piece) or reading.first(terms_of(rule.not_terms), piece):
        return None
    if _AHEAD.search(lender) or negated(lender, lender.find(word)):
        return None
    found = [reading.first(group, piece) for group in groups[1:]]
    words = [one for one in found if one]
    if len(words) < len(found) or any(negated(piece, piece.find(one)) for one in words):
        return None
    values = [_figure(group, piece, domain) for group in rule.shapes]
    if not all(values):
        return None
    at = piece.find(words[0])
    value = "、".join(first_value(shape, piece, domain.shapes) for shape in values if shape)
    said = snippet(piece, at, at + len(words[0]), 60)
    return Hit(rule.grade, value, said, f"承前文“{word}”，同句列明“{'、'.join(words)}”及数值", context=piece)


def _figure(group: tuple[str, ...], piece: str, domain: Domain) -> str | None:
    """A shape of the group that the sentence shows; where the group asks for figures, only a figure will do."""
    asked = [shape for shape in group if shape in FIGURES] or group
    return next((shape for shape in asked if shows(shape, piece, domain.shapes)), None)
