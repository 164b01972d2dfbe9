"""Records that are no rows: forms one below the other, tables lying on their side, numbered paragraphs.

Each becomes a plain table with a header row, so that what is asked of records is asked of them all in one way.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence

from audit.scan import longest_in

Pair = tuple[str, str]
Form = tuple[Pair, ...]

_NAMING = re.compile(r"(?:名称|姓名|当事人|相对人|被处罚单位|被处罚人|项目|学校|企业|单位)$")
_NUMBERING = (
    r"(?:第[一二三四五六七八九十]+[项个、]?|[一二三四五六七八九十]+、|\([一二三四五六七八九十\d]+\)|\d+[.、)](?!\d))"
)
_PAIR = re.compile(rf"(?:^|[\s,、;。]){_NUMBERING}?\s*([\u4e00-\u9fff]{{2,12}}(?:\([^()]{{0,12}}\))?)\s*:\s*")
_NAMED = re.compile(rf"^{_NUMBERING}?\s*([\u4e00-\u9fff]{{0,6}}(?:名称|当事人|被处罚单位|被处罚人))\s*:\s*(\S.*)$")
_HEADING = re.compile(rf"^{_NUMBERING}\s*([^:。;,]{{4,40}}(?:项目|工程))$")
_FOR_ALL = re.compile(
    r"^(?:[一二三四五六七八九十]+、|\d+[.、])?(?:以上|上述|上列|特此|附件|附:|注:|备注:|各项目|所有项目|公示期)"
)
_NAME_END = re.compile(r"[。;]|,(?=[\u4e00-\u9fff]{2,10}:)")
_JOINED = re.compile(r"^[的和及与或等、,;:()是为由]")
_LONGEST_LABEL = 12
_LONGEST_LINE = 80
_FEWEST_BARE = 4
"""Lines that open with a label and no colon before they are taken for a notice board written with blanks."""
TEXT = "说明"
"""The column that holds what a paragraph says without a label."""
FEWEST = 2
MOST_FIELDS = 60
"""Fields of a record that stand in one column; a higher table is no table on its side."""
SAMPLE = 20
"""Records of a text that are looked at to see whether they are records."""


def forms_in(pairs: Sequence[Pair]) -> tuple[Form, ...]:
    """The forms of a key-value table: a new one begins wherever its first label comes again."""
    if not pairs:
        return ()
    starts = [at for at, (key, _) in enumerate(pairs) if key == pairs[0][0]]
    return tuple(tuple(pairs[start:end]) for start, end in zip(starts, [*starts[1:], len(pairs)], strict=True))


def lined_up(forms: Sequence[Form]) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]] | None:
    """Headers and rows of a table with one row for each form; None when they are not several of one make."""
    if len(forms) < FEWEST or any(len(form) < FEWEST or form[0][0] != forms[0][0][0] for form in forms):
        return None
    headers = tuple(dict.fromkeys(key for form in forms for key, _ in form))
    if not any(_NAMING.search(bare(key)) for key in headers):
        return None
    return headers, tuple(tuple(dict(reversed(form)).get(key, "") for key in headers) for form in forms)


def upright(body: Sequence[tuple[str, ...]], labels: frozenset[str]) -> list[tuple[str, ...]] | None:
    """A table whose labels stand in its first column and whose records stand side by side, set upright; else None."""
    width = max(len(row) for row in body)
    if width < 3 or not FEWEST <= len(body) <= MOST_FIELDS:
        return None
    rows = [row + ("",) * (width - len(row)) for row in body]
    known = [row for row in rows if is_name_of_field(row[0], labels) or row[0] == "序号"]
    if len(known) < 3 or len(known) * 10 < len(rows) * 7:
        return None
    if any(_mostly_labels(line, labels) for line in (rows[0][1:], *list(zip(*rows, strict=True))[1:])):
        return None
    names = next((row for row in known if _NAMING.search(bare(row[0]))), None)
    if names is None or len({cell for cell in names[1:] if cell}) < FEWEST:
        return None
    return [tuple(column) for column in zip(*rows, strict=True)]


def _mostly_labels(cells: Sequence[str], labels: frozenset[str]) -> bool:
    filled = [cell for cell in cells if cell]
    return sum(1 for cell in filled if is_name_of_field(cell, labels)) * 2 >= max(len(filled), 1)


def bare(label: str) -> str:
    """A label without brackets, colon and blanks."""
    return re.sub(r"\([^()]*\)|[:\s]", "", label)


def is_name_of_field(cell: str, labels: frozenset[str]) -> bool:
    """Whether a cell is nothing but one of the book's labels, give or take a few characters (项目实施期限)."""
    plain = bare(cell)
    return 2 <= len(plain) <= 14 and longest_in(plain, labels) * 3 >= len(plain) * 2


def paragraphs(lines: Sequence[str], labels: frozenset[str]) -> tuple[tuple[Form, ...], tuple[str, ...]]:
    """Records told one after the other in a text (一、项目名称:… 资金来源:…), and the lines that belong to none.

    No records, and all lines, when fewer than two are told, or when they hold no label of the book beside their name.
    """
    for opening in (_NAMED, _HEADING):
        starts = [at for at, line in enumerate(lines) if opening.match(line)]
        if len(starts) < FEWEST:
            continue
        spans = list(_spans(lines, starts))
        forms = tuple(_form(opening, lines[start:end]) for start, end in spans)
        sample = forms[:SAMPLE]
        told = sum(1 for form in sample if any(is_name_of_field(key, labels) for key, _ in form[1:]))
        if told * 2 > len(sample) and len({form[0][1] for form in forms}) >= FEWEST:
            inside = {at for start, end in spans for at in range(start, end)}
            return forms, tuple(line for at, line in enumerate(lines) if at not in inside)
    return (), tuple(lines)


def with_colons(lines: Sequence[str], labels: frozenset[str]) -> list[str]:
    """Lines of a notice board whose labels were set off by blanks alone (项目名称 某村道路工程), with the colon put in.

    Blanks between Chinese characters are gone by now, so lines count only where several labels open lines of their own
    and make up at least half of the lines between the first and the last.
    """
    bounds = {at: bound for at, line in enumerate(lines) if (bound := _bare_label(line, labels))}
    if len({lines[at][:bound] for at, bound in bounds.items()}) < _FEWEST_BARE:
        return list(lines)
    if len(bounds) * 2 < max(bounds) - min(bounds) + 1:
        return list(lines)
    return [
        f"{line[: bounds[at]]}:{line[bounds[at] :].lstrip()}" if at in bounds else line for at, line in enumerate(lines)
    ]


def _bare_label(line: str, labels: frozenset[str]) -> int:
    """Where the label ends that opens a short line and is followed by its value without a colon; 0: none does."""
    if len(line) > _LONGEST_LINE or line.endswith("。") or "\t" in line:
        return 0
    end = next((size for size in range(_LONGEST_LABEL, 3, -1) if line[:size] in labels), 0)
    rest = line[end:].lstrip()
    return end if end and rest and not _JOINED.match(rest) else 0


def _spans(lines: Sequence[str], starts: Sequence[int]) -> Iterator[tuple[int, int]]:
    """From each opening line to the next, the last no longer than the longest before it. Words for all end a record."""
    longest = max(after - start for start, after in itertools.pairwise(starts))
    known = {match[1] for line in lines[: starts[-1]] for match in _PAIR.finditer(line)}
    for start, after in zip(starts, [*starts[1:], min(starts[-1] + longest, len(lines))], strict=True):
        end = start + 1
        while end < after and not _FOR_ALL.match(lines[end]):
            first = _PAIR.match(lines[end])
            if start == starts[-1] and first and first[1] not in known:
                break
            end += 1
        yield start, end


def _form(opening: re.Pattern[str], lines: Sequence[str]) -> Form:
    match = opening.match(lines[0])
    if match is None:
        return ()
    pairs: list[Pair] = []
    if opening is _HEADING:
        pairs.append(("项目名称", match[1]))
        lines = lines[1:]
    said: list[str] = []
    for line in lines:
        found = list(_PAIR.finditer(line))
        said.append(line[: found[0].start()] if found else line)
        for at, one in enumerate(found):
            end = found[at + 1].start() if at + 1 < len(found) else len(line)
            pairs.append((one[1], line[one.end() : end].strip(" ,、;。")))
    if opening is _NAMED and pairs:
        pairs[0] = (match[1], _NAME_END.split(pairs[0][1])[0].strip())
    return (*pairs, (TEXT, " ".join(part for part in said if part.strip())))
