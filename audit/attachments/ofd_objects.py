"""What is drawn on an OFD page: pieces of text, ruling lines, pictures. Format: GB/T 33190-2016, 7.7, 8 to 11.

The format counts in millimetres from the top left corner; places come out in points.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from lxml import etree

from audit.attachments.content import Unreadable, one_line
from audit.attachments.pdf_lines import Line
from audit.attachments.ruling import MOST_RULES, Rule

POINTS = 72 / 25.4
A4 = (0.0, 0.0, 210.0, 297.0)
MAX_OBJECTS = 200_000
MAX_DEPTH = 20
ABOVE, BELOW = 0.86, 0.14
"""How far a character reaches above and below its base line, as shares of its size."""
JUMP = 2.5
"""An advance of so many sizes leads to the next column."""
THIN = 1.0
STRAIGHT = 0.2
_ARGUMENTS = {"S": 2, "M": 2, "L": 2, "Q": 4, "B": 6, "A": 7, "C": 0}
Element = etree._Element
Matrix = tuple[float, float, float, float, float, float]
Place = tuple[float, float]


@dataclass(slots=True)
class Drawn:
    """One page in points; `pictures` is the area that pictures cover."""

    width: float
    height: float
    pieces: list[Line] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    pictures: float = 0.0


def drawn(contents: Iterable[Element], box: str | None) -> Drawn:
    """What the contents of one page (its own, and its templates') draw. Raises Unreadable (too_large)."""
    sizes = _numbers(box)
    _, _, width, height = sizes if len(sizes) == 4 else A4
    page = Drawn(width * POINTS, height * POINTS)
    count = 0
    for content in contents:
        for one in content.iterfind("{*}Content/{*}Layer"):
            for element in _objects(one, MAX_DEPTH):
                count += 1
                if count > MAX_OBJECTS:
                    raise Unreadable("too_large")
                _draw(element, page)
    return page


def _objects(parent: Element, depth: int) -> Iterator[Element]:
    for child in parent:
        if _name(child) == "PageBlock":
            if depth:
                yield from _objects(child, depth - 1)
        else:
            yield child


def _draw(element: Element, page: Drawn) -> None:
    if element.get("Visible") == "false":
        return
    name = _name(element)
    if name == "TextObject":
        page.pieces += _pieces(element)
    elif name == "PathObject" and len(page.rules) <= MOST_RULES:
        page.rules += _rules(element)
    elif name == "ImageObject":
        sizes = _numbers(element.get("Boundary"))
        page.pictures += sizes[2] * sizes[3] * POINTS * POINTS if len(sizes) == 4 else 0


def _pieces(element: Element) -> Iterator[Line]:
    """The text of an object, cut where it jumps to the next column."""
    size = _number(element.get("Size"), 3.5)
    wide = size * _number(element.get("HScale"), 1.0)
    place = _placer(element)
    x = y = 0.0
    for code in element.iterfind("{*}TextCode"):
        x, y = _number(code.get("X"), x), _number(code.get("Y"), y)
        text = code.text or ""
        steps = _deltas(code.get("DeltaX"), len(text))
        downward = _deltas(code.get("DeltaY"), len(text))
        if not steps and downward:
            yield from _piece(text, place, (x, y), (x + wide, y + sum(downward)), size)
            continue
        start, begin, at = 0, x, x
        for index in range(1, len(text)):
            step = steps[min(index, len(steps)) - 1] if steps else wide
            at += step
            if abs(step) > JUMP * size:
                yield from _piece(text[start:index], place, (begin, y), (at - step + wide, y), size)
                start, begin = index, at
        yield from _piece(text[start:], place, (begin, y), (at + wide, y), size)


def _piece(text: str, place: _Placer, first: Place, last: Place, size: float) -> Iterator[Line]:
    if not (line := one_line(text)):
        return
    corners = [place(first[0], first[1] - ABOVE * size), place(last[0], last[1] + BELOW * size)]
    across, down = [x for x, _ in corners], [y for _, y in corners]
    if all(map(math.isfinite, (*across, *down))):
        yield Line(line, min(across), max(across), min(down), max(down))


class _Placer:
    """Turns an object's own places, in millimetres, into those of the page, in points."""

    def __init__(self, boundary: Sequence[float], matrix: Matrix) -> None:
        self._left, self._top = boundary[0], boundary[1]
        self._matrix = matrix

    def __call__(self, x: float, y: float) -> Place:
        a, b, c, d, e, f = self._matrix
        return (a * x + c * y + e + self._left) * POINTS, (b * x + d * y + f + self._top) * POINTS


def _placer(element: Element) -> _Placer:
    boundary, matrix = _numbers(element.get("Boundary")), _numbers(element.get("CTM"))
    a, b, c, d, e, f = matrix if len(matrix) == 6 else (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
    return _Placer(boundary if len(boundary) == 4 else (0.0, 0.0), (a, b, c, d, e, f))


def _rules(element: Element) -> Iterator[Rule]:
    """The straight lines of a path that run along the page; a filled area as thin as a line is one."""
    place = _placer(element)
    path = [[place(x, y) for x, y in part] for part in _parts(element.findtext("{*}AbbreviatedData") or "")]
    if element.get("Stroke") == "false" and element.get("Fill") != "true":
        return
    for part in path:
        across, down = [x for x, _ in part], [y for _, y in part]
        width, height = max(across) - min(across), max(down) - min(down)
        if len(part) > 2 and min(width, height) <= THIN * POINTS:
            flat = width >= height
            middle = (min(down) + max(down)) / 2 if flat else (min(across) + max(across)) / 2
            yield Rule(flat, middle, min(across) if flat else min(down), max(across) if flat else max(down))
        elif element.get("Stroke") != "false":
            yield from _sides(part)


def _sides(part: Sequence[Place]) -> Iterator[Rule]:
    for (x0, y0), (x1, y1) in itertools.pairwise(part):
        if abs(y1 - y0) <= STRAIGHT * POINTS:
            yield Rule(True, (y0 + y1) / 2, min(x0, x1), max(x0, x1))
        elif abs(x1 - x0) <= STRAIGHT * POINTS:
            yield Rule(False, (x0 + x1) / 2, min(y0, y1), max(y0, y1))


def _parts(data: str) -> Iterator[list[Place]]:
    """The corners of each part of a path; where it bends, its lines end."""
    part: list[Place] = []
    words = iter(data.split())
    for word in words:
        wanted = _ARGUMENTS.get(word, 0)
        numbers = [_number(next(words, None), 0.0) for _ in range(wanted)]
        if word == "C" and len(part) > 2:
            part.append(part[0])
        elif word in ("M", "S") or wanted > 2:
            if len(part) > 1:
                yield part
            part = [(numbers[-2], numbers[-1])]
        elif word == "L":
            part.append((numbers[0], numbers[1]))
    if len(part) > 1:
        yield part


def _deltas(text: str | None, most: int) -> list[float]:
    """Advances from character to character; "g 3 6.35" stands for three of 6.35."""
    found: list[float] = []
    words = iter((text or "").split())
    for word in words:
        if word == "g":
            count, value = int(_number(next(words, None), 0.0)), _number(next(words, None), 0.0)
            found += [value] * min(max(count, 0), most)
        else:
            found.append(_number(word, 0.0))
        if len(found) >= most:
            break
    return found


def _numbers(text: str | None) -> list[float]:
    return [_number(word, 0.0) for word in (text or "").split()]


def _number(text: str | None, default: float) -> float:
    try:
        value = float(text) if text else default
    except ValueError:
        return default
    return value if math.isfinite(value) and abs(value) < 1e6 else default


def _name(element: Element) -> str:
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""
