"""Tables out of ruling lines and pieces of text, wherever both come from (an OFD page, a scan)."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from audit.attachments.page_blocks import Ruled
from audit.attachments.pdf_lines import Line, join

MOST_RULES = 8_000
FAR = 5
"""How many times farther than rules miss each other a rule goes on beyond a table's last column, when one is there."""
MOST_CELLS = 50_000
"""Of one page: more than this is a map or a drawing."""
Groups = dict[int, list["Rule"]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line along the page: `at` is its distance from the top (flat) or from the left (upright)."""

    flat: bool
    at: float
    start: float
    end: float


def tables_of(rules: Sequence[Rule], pieces: Sequence[Line], near: float) -> list[Ruled]:
    """The tables of a page, merged cells filled. Lines that miss each other by less than `near` meet."""
    if len(rules) > MOST_RULES:
        return []
    found = (_table(group, pieces, near) for group in _connected(_long(rules, near), near))
    return [one for one in found if one is not None]


def text_lines(pieces: Iterable[Line], tables: Sequence[Ruled], height: float, edge: float) -> list[Line]:
    """The lines of a page from top to bottom: pieces beside one another made one, those within tables left alone.

    `height` of the page, and the share of it where headers and footers stand.
    """
    inside: list[Line] = []
    free: list[Line] = []
    for piece in pieces:
        (inside if any(_within(table, piece) for table in tables) else free).append(piece)
    lines: list[Line] = []
    for piece in sorted(free, key=lambda one: (one.middle, one.left)):
        at = next((n for n, one in enumerate(lines[-4:], max(len(lines) - 4, 0)) if _beside(one, piece)), None)
        if at is None:
            lines.append(piece)
        else:
            lines[at] = _beside_one_another(lines[at], piece)
    margin = (edge * height, (1 - edge) * height)
    marked = [
        Line(one.text, one.left, one.right, one.top, one.bottom, one.bottom < margin[0] or one.top > margin[1])
        for one in lines
    ]
    return sorted([*marked, *inside], key=lambda one: (one.top, one.left))


def _within(table: Ruled, piece: Line) -> bool:
    left, top, right, bottom = table.box
    return top <= piece.middle <= bottom and left <= (piece.left + piece.right) / 2 <= right


def _beside(line: Line, piece: Line) -> bool:
    """Whether a piece stands in the row of a line."""
    least = min(line.height, piece.height)
    return abs(line.middle - piece.middle) < 0.5 * least and min(line.bottom, piece.bottom) - max(line.top, piece.top) > 0.3 * least  # fmt: skip


def _beside_one_another(one: Line, other: Line) -> Line:
    first, last = (one, other) if one.left <= other.left else (other, one)
    apart = last.left - first.right > 0.8 * max(one.height, other.height)
    text = f"{first.text} {last.text}" if apart else join(first.text, last.text)
    return Line(text, first.left, max(one.right, other.right), min(one.top, other.top), max(one.bottom, other.bottom))


def _long(rules: Sequence[Rule], near: float) -> list[Rule]:
    """Rules in one line that touch made one; what is no longer than a stroke of a letter left out."""
    found: list[Rule] = []
    for rule in sorted(rules, key=lambda one: (one.flat, round(one.at / near), one.start)):
        last = found[-1] if found else None
        if last and last.flat == rule.flat and abs(last.at - rule.at) <= near and rule.start - last.end <= near:
            found[-1] = Rule(last.flat, last.at, last.start, max(last.end, rule.end))
        else:
            found.append(rule)
    return [one for one in found if one.end - one.start > 3 * near]


def _connected(rules: Sequence[Rule], near: float) -> list[list[Rule]]:
    """Rules that cross or touch, group by group."""
    flat = sorted((one for one in rules if one.flat), key=lambda one: one.at)
    upright = [one for one in rules if not one.flat]
    places = [one.at for one in flat]
    joined = _Joined(len(flat) + len(upright))
    for number, rule in enumerate(upright, len(flat)):
        first, last = bisect_right(places, rule.start - near), bisect_right(places, rule.end + near)
        for index in range(first, last):
            if flat[index].start - near <= rule.at <= flat[index].end + near:
                joined.join(number, index)
    groups: Groups = {}
    for number, rule in enumerate([*flat, *upright]):
        groups.setdefault(joined.root(number), []).append(rule)
    return [group for group in groups.values() if len(group) > 3 and len({one.flat for one in group}) == 2]


class _Joined:
    """Sets of numbers that are joined pair by pair."""

    def __init__(self, count: int) -> None:
        self._above = list(range(count))

    def root(self, number: int) -> int:
        while self._above[number] != number:
            self._above[number] = self._above[self._above[number]]
            number = self._above[number]
        return number

    def join(self, one: int, other: int) -> None:
        self._above[self.root(one)] = self.root(other)


def _table(rules: Sequence[Rule], pieces: Sequence[Line], near: float) -> Ruled | None:
    across, down = _sides(rules, False, near), _sides(rules, True, near)
    rows, columns = len(down) - 1, len(across) - 1
    if rows < 1 or columns < 2 or rows * columns > MOST_CELLS:
        return None
    areas = _areas(rules, across, down, near)
    box = (across[0], down[0], across[-1], down[-1])
    words: dict[int, list[Line]] = {}
    for piece in pieces:
        middle = (piece.left + piece.right) / 2
        if _within(Ruled((), box), piece):
            row, column = bisect_right(down, piece.middle) - 1, bisect_right(across, middle) - 1
            words.setdefault(areas(min(row, rows - 1) * columns + min(column, columns - 1)), []).append(piece)
    texts = {area: _cell(found) for area, found in words.items()}
    table = [tuple(texts.get(areas(row * columns + column), "") for column in range(columns)) for row in range(rows)]
    filled = tuple(row for row in table if any(row))
    if len(filled) < 2 or len(texts) < 3:
        return None
    return Ruled(filled, box)


def _sides(rules: Sequence[Rule], flat: bool, near: float) -> list[float]:
    """Where rows or columns begin and end: at rules, and where the rules across them end (a table open at its sides)."""
    own = [one.at for one in rules if one.flat is flat]
    ends = [end for one in rules if one.flat is not flat for end in (one.start, one.end)]
    beyond = [end for end in (min(ends), max(ends)) if not min(own) - FAR * near < end < max(own) + FAR * near]
    return _edges([*own, *beyond], near)


def _edges(places: Iterable[float], near: float) -> list[float]:
    found: list[float] = []
    for place in sorted(places):
        if not found or place - found[-1] > near:
            found.append(place)
    return found


def _areas(rules: Sequence[Rule], across: Sequence[float], down: Sequence[float], near: float) -> Callable[[int], int]:
    """Cells that no rule parts are one: gives the number of the area that a cell belongs to."""
    rows, columns = len(down) - 1, len(across) - 1
    joined = _Joined(rows * columns)
    flat: Groups = {}
    upright: Groups = {}
    for rule in rules:
        edges, kept = (down, flat) if rule.flat else (across, upright)
        kept.setdefault(max(bisect_right(edges, rule.at) - 1, 0), []).append(rule)
    for row in range(rows):
        for column in range(columns):
            cell = row * columns + column
            middle, centre = (down[row] + down[row + 1]) / 2, (across[column] + across[column + 1]) / 2
            if column + 1 < columns and not _parted(upright.get(column + 1, ()), middle, near):
                joined.join(cell, cell + 1)
            if row + 1 < rows and not _parted(flat.get(row + 1, ()), centre, near):
                joined.join(cell, cell + columns)
    return joined.root


def _parted(rules: Sequence[Rule], place: float, near: float) -> bool:
    return any(rule.start - near <= place <= rule.end + near for rule in rules)


def _cell(pieces: Sequence[Line]) -> str:
    """The text of a cell: its lines from top to bottom."""
    text = ""
    for line in text_lines(pieces, (), 1.0, 0.0):
        text = join(text, line.text)
    return text
