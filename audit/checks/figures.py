"""figures: one sentence, line or table row that holds a word of every group and a value of every shape (grade E3)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from audit.checks.hit import Answer, Hit, Near, negated, snippet
from audit.grid import Grid
from audit.reading import Reading, terms_of
from audit.records import row_name
from audit.shapes import cell_shows, first_value, shows
from audit.text import sentences
from rules.model import Domain, FiguresCheck

MAX_SPAN = 600
_CITED = re.compile(r"《[^《》]*》")


def check(rule: FiguresCheck, domain: Domain, reading: Reading) -> Iterator[Answer]:
    """Yield a hit for every sentence (or line) and every table row that holds all groups."""
    not_terms = terms_of(rule.not_terms)
    groups = [terms_of(group) for group in rule.terms]
    for whole in reading.sentences if rule.span == "sentence" else _paragraphs(reading, not_terms):
        # The title of a cited document speaks of that document, unless the rule says otherwise.
        piece = whole if rule.cited else _CITED.sub("《》", whole)
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
            context=piece,
        )
    for grid in reading.grids:
        yield from _in_rows(rule, domain, reading, grid)


def _paragraphs(reading: Reading, not_terms: tuple[str, ...]) -> Iterator[str]:
    """Lines, the long ones as overlapping pieces: a digest puts a dozen unrelated items into one paragraph.

    A word that speaks against a paragraph speaks against all of it.
    """
    for line in reading.lines:
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


def _shown(group: tuple[str, ...], piece: str, domain: Domain, reading: Reading) -> str | None:
    """The first shape of a group that a piece shows; the day of publication answers for a WHEN."""
    for shape in group:
        if shows(shape, piece[:MAX_SPAN], domain.shapes) or (shape == "WHEN" and reading.document.published):
            return shape
    return None


def _in_rows(rule: FiguresCheck, domain: Domain, reading: Reading, grid: Grid) -> Iterator[Hit]:
    if not grid.headers or not rule.shapes:
        return
    head = " ".join(grid.headers) + " " + grid.caption
    not_terms = terms_of(rule.not_terms)
    if reading.first(not_terms, head):
        return
    for row in grid.rows:
        cells = " ".join(row)
        if reading.first(not_terms, cells):
            continue
        whole = f"{head} {cells} {reading.title}"
        words = [reading.first(terms_of(group), whole) for group in rule.terms]
        if not all(words):
            continue
        if all(_row_shows(group, domain, grid, row) for group in rule.shapes):
            text = " ".join(f"{h}:{c}" for h, c in zip(grid.headers, row, strict=False) if c)
            name = row_name(domain, grid, row)
            yield Hit(rule.grade, text[:60], text[:120], "表格逐行列明数值", record=name, context=text)


def _row_shows(group: tuple[str, ...], domain: Domain, grid: Grid, row: tuple[str, ...]) -> bool:
    return any(
        cell_shows(shape, cell, header, grid.caption, domain.shapes)
        for shape in group
        for header, cell in zip(grid.headers, row, strict=False)
    )
