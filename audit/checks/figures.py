"""figures: one sentence, line or table row that holds a word of every group and a value of every shape (grade E3)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from audit.checks.borrowed import CITED, borrowed
from audit.checks.hit import Answer, Hit, Near, negated, snippet
from audit.reading import Reading, terms_of
from audit.scan import MOST_PLACES, Index, crosses_seams
from audit.shapes import first_value, is_null, shows
from audit.tabular.gridview import GridView
from audit.text import sentences
from rules.model import Domain
from rules.recognisers import FiguresCheck

MAX_SPAN = 600
_OVER_TIME = re.compile(r"今年以来|近年来|近几年|多年来|一直以来|长期以来|年初以来")
"""A text that sums up a long time: the day it was published on is not when a thing in it happened."""


def check(rule: FiguresCheck, domain: Domain, reading: Reading) -> Iterator[Answer]:
    """Yield a hit for every sentence (or line) and every table row that holds all groups."""
    own = list(_sentences(rule, domain, reading))
    yield from own
    if not any(isinstance(answer, Hit) for answer in own):
        yield from borrowed(rule, domain, reading)
    for view in reading.views:
        yield from _in_rows(rule, domain, reading, view)


def _sentences(rule: FiguresCheck, domain: Domain, reading: Reading) -> Iterator[Answer]:
    not_terms = terms_of(rule.not_terms)
    groups = [terms_of(group) for group in rule.terms]
    for whole in _pieces(rule, groups, reading):
        # The title of a cited document speaks of that document, unless the rule says otherwise.
        piece = whole if rule.cited else CITED.sub("《》", whole)
        found = [reading.first(group, piece) for group in groups]
        if not all(found) or not groups:
            if found and found[0]:
                yield Near(f"仅提及“{found[0]}”，同句未列明数额或事项", piece[:80])
            continue
        if reading.first(not_terms, piece):
            continue
        words = [word for word in found if word]
        if any(negated(piece, piece.find(word)) for word in words):
            yield Near(f"“{words[0]}”为否定表述", piece[:80])
            continue
        values = [_shown(group, piece, domain, reading) for group in rule.shapes]
        if not all(values):
            yield Near(f"提及“{words[0]}”，同句未列明数值", piece[:80])
            continue
        at = piece.find(words[0])
        value = "、".join(first_value(shape, piece, domain.shapes) for shape in values if shape)
        yield Hit(
            rule.grade,
            value or words[0],
            snippet(piece, at, at + len(words[0]), 60),
            f"同句列明“{'、'.join(words)}”及数值",
            context=_spoken(piece, words) if rule.span == "paragraph" else piece,
        )


def _pieces(rule: FiguresCheck, groups: Sequence[tuple[str, ...]], reading: Reading) -> Iterator[str]:
    """The sentences or paragraphs that hold a word of the first group: no other is even a mention."""
    if not groups:
        return
    index = reading.sentence_index if rule.span == "sentence" else reading.line_index
    lines = (index.pieces[number] for number in _holding(index, groups[0])[:MOST_PLACES])
    yield from lines if rule.span == "sentence" else _paragraphs(lines, reading, terms_of(rule.not_terms))


def _holding(index: Index, words: tuple[str, ...]) -> Sequence[int]:
    """Words with brackets of a title may come about where cited titles are taken out."""
    return range(len(index.pieces)) if any(map(crosses_seams, words)) else index.holding(words)


def _paragraphs(lines: Iterable[str], reading: Reading, not_terms: tuple[str, ...]) -> Iterator[str]:
    """Lines, the long ones as overlapping pieces: a digest puts a dozen unrelated items into one paragraph.

    A word that speaks against a paragraph speaks against all of it.
    """
    for line in lines:
        if len(line) <= MAX_SPAN:
            yield line
            continue
        if reading.first(not_terms, line):
            continue
        blocks = [""]
        for sentence in sentences(line):
            if blocks[-1] and len(blocks[-1]) + len(sentence) > MAX_SPAN // 2:
                blocks.append("")
            blocks[-1] += sentence
        yield from (first + second for first, second in zip(blocks, [*blocks[1:], ""], strict=True))


def _spoken(piece: str, words: Sequence[str]) -> str:
    """The sentences of a paragraph that hold one of the words found: the others may speak of another matter."""
    return "".join(one for one in sentences(piece) if any(word in one for word in words)) or piece


def _shown(group: tuple[str, ...], piece: str, domain: Domain, reading: Reading) -> str | None:
    """The first shape of a group that a piece shows; the day of publication answers for a WHEN."""
    for shape in group:
        if shows(shape, piece[:MAX_SPAN], domain.shapes) or (shape == "WHEN" and _of_its_day(reading)):
            return shape
    return None


def _of_its_day(reading: Reading) -> bool:
    """Whether what a text tells happened about the day of its publication."""
    return bool(reading.document.published) and not _OVER_TIME.search(reading.text[:MAX_SPAN])


def _in_rows(rule: FiguresCheck, domain: Domain, reading: Reading, view: GridView) -> Iterator[Hit]:
    grid = view.grid
    if not grid.headers or not rule.shapes:
        return
    not_terms = terms_of(rule.not_terms)
    if reading.first(not_terms, view.head):
        return
    around = f"{view.head}\n{reading.title}"
    lacking = [words for group in rule.terms if not reading.first(words := terms_of(group), around)]
    headed = list(_headed(rule, lacking, reading, view))
    for number in _rows(view, lacking):
        row, cells = grid.rows[number], view.rows.pieces[number]
        if not_terms and reading.first(not_terms, cells):
            continue
        if not all(reading.first(words, cells) for words in lacking):
            continue
        if not all(_is_filled(row, columns) or reading.first(words, cells) for words, columns in headed):
            continue
        if all(any(view.row_shows(shape, number, domain) for shape in group) for group in rule.shapes):
            text = " ".join(f"{h}:{c}" for h, c in zip(grid.headers, row, strict=False) if c)
            name = view.name(number, domain)
            yield Hit(rule.grade, text[:60], text[:120], "表格逐行列明数值", record=name, context=text)


def _headed(
    rule: FiguresCheck, lacking: Sequence[tuple[str, ...]], reading: Reading, view: GridView
) -> Iterator[tuple[tuple[str, ...], list[int]]]:
    """Groups that only headers answer, with their columns: a row says something of them where such a cell is filled."""
    about = f"{view.grid.caption}\n{reading.title}"
    for group in rule.terms:
        words = terms_of(group)
        if words not in lacking and not reading.first(words, about):
            yield words, [at for at, header in enumerate(view.grid.headers) if reading.first(words, header)]


def _is_filled(row: tuple[str, ...], columns: Sequence[int]) -> bool:
    """Whether one of the columns is filled, or the words run over several headers and no column has them alone."""
    return not columns or any(at < len(row) and not is_null(row[at]) for at in columns)


def _rows(view: GridView, lacking: Sequence[tuple[str, ...]]) -> Sequence[int]:
    """The rows that may hold a word of every group that headers and title do not hold."""
    everyone: Sequence[int] = range(len(view.grid.rows))
    for words in lacking:
        holding = set(view.rows.holding(words))
        everyone = [number for number in everyone if number in holding]
    return everyone
