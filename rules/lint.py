"""Faults in the rule book that its schema alone cannot see. Every check is one function in `CHECKS`.

A rule author gets one line for each fault: file, line, id, what is wrong and what is allowed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path

from rules.duties import expand, well_formed
from rules.lint_words import dead_words, repeated_words
from rules.load import BookFiles, DomainFile, misplaced_ids, read_files, repeated_ids, shape_faults
from rules.model import Book, Example, Point
from rules.recognisers import Recognise
from rules.source import Fault

SEED_DOCUMENT = "长春市关于推进社会公益事业建设领域政府信息公开工作任务分工表"
EXPECTED = {"PA": 20, "SA": 12, "ED": 11, "HC": 13, "EN": 15, "DR": 13, "CS": 13, "GR": 20, "SITE": 16, "PRIV": 13}
"""How many points each domain must have. The first eight are the task table's: 117 in all."""
FILES = {
    "PA": "poverty", "SA": "relief", "ED": "education", "HC": "health", "EN": "environment", "DR": "disaster",
    "CS": "culture", "GR": "general", "SITE": "site", "PRIV": "privacy",
}  # fmt: skip
SCHEMES = 13
KINDS = {
    "ED": ("compulsory", "preschool", "special", "vocational", "higher"),
    "HC": ("women", "minors", "elderly", "rural", "industrial"),
    "EN": ("acceptance", "proposed", "decision"),
    "CS": ("culture", "sports"),
}
"""The 类别 that the task table tells apart outside relief."""
SEEDED = frozenset(EXPECTED) - {"SITE", "PRIV"}
NEGATIVE = re.compile(r"[未缺不]")
NOT_NEGATIVE = ("未成年", "不合格", "不动产")
"""Words with 未 or 不 that name a thing and deny nothing."""

Check = Callable[[BookFiles, Book], Iterator[Fault]]


def lint(directory: Path | None = None, overlays: Sequence[Path] = ()) -> list[Fault]:
    """All faults of the book in `directory` (None: the package's own) with `overlays` laid over it, by file and line.

    When a file breaks the schema the other checks run on what could be read, except those that need the whole book.
    """
    read = read_files(directory, overlays)
    faults = [*read.faults, *repeated_ids(read), *shape_faults(read)]
    checks = [check for check in CHECKS if not (read.faults and check in WHOLE_BOOK)]
    for check in checks:
        faults += check(read, read.book)
    return sorted(set(faults), key=lambda fault: (fault.file, fault.line, fault.id, fault.what))


@cache
def seed_text() -> str:
    """The city's task table, the public document that every point of the first eight domains goes back to."""
    return (files("rules") / "task_table.txt").read_text(encoding="utf-8")


def expected_points() -> tuple[str, ...]:
    """Every point id the book must have, in order."""
    return tuple(f"{prefix}-{n:02d}" for prefix, count in EXPECTED.items() for n in range(1, count + 1))


def expected_schemes() -> tuple[str, ...]:
    """Every id of a kind of relief that the book must have, in order."""
    return tuple(f"SC-{n:02d}" for n in range(1, SCHEMES + 1))


def _at(file: DomainFile, number: int, what: str, *path: str | int) -> Fault:
    point = file.domain.points[number]
    return Fault(*file.source.at(("points", number, *path)), point.id, what)


def example_places(read: BookFiles) -> Mapping[tuple[str, str], tuple[str, int]]:
    """(point, name of an example) → file and line where it stands."""
    return {
        (point.id, example.name): file.source.at(("points", number, kind, index))
        for file, number, point in _points(read)
        for kind, examples in (("good", point.good), ("bad", point.bad))
        for index, example in enumerate(examples)
    }


def _points(read: BookFiles) -> Iterator[tuple[DomainFile, int, Point]]:
    for file in read.domains:
        for number, point in enumerate(file.domain.points):
            yield file, number, point


def _names(read: BookFiles, book: Book) -> Iterator[Fault]:
    """A file is named for its domain, and all its ids bear the domain's prefix. A city's own domains have any name."""
    for file in read.domains:
        prefix, name = file.domain.prefix, file.source.name
        if prefix == "SC":
            yield Fault(*file.source.at(("prefix",)), "", "SC is the prefix of the kinds of relief; choose another")
        elif any(prefix in layer.domains for layer in read.layers):
            pass
        elif prefix not in FILES:
            what = f"unknown prefix “{prefix}”; allowed: {', '.join(FILES)}, and any in an overlay"
            yield Fault(*file.source.at(("prefix",)), "", what)
        elif not (file.domain.domain == FILES[prefix] and name == f"book/{FILES[prefix]}.yml"):
            wanted = f"domain: {FILES[prefix]} in book/{FILES[prefix]}.yml"
            yield Fault(*file.source.at(("domain",)), "", f"prefix {prefix} belongs to {wanted}")
    yield from misplaced_ids(read)


def _complete(read: BookFiles, book: Book) -> Iterator[Fault]:
    """Every expected point and scheme is there, and no other."""
    wanted = expected_points()
    for prefix in EXPECTED:
        lacking = [one for one in expand(prefix, wanted) if one not in book.points]
        if lacking:
            yield Fault(f"book/{FILES[prefix]}.yml", 1, "", f"points not in the book: {', '.join(lacking)}")
    lacking = [one for one in expected_schemes() if one not in book.schemes]
    if lacking:
        yield Fault("book/relief.yml", 1, "", f"schemes not in the book: {', '.join(lacking)}")
    for prefix, kinds in KINDS.items():
        if lacking := [one for one in kinds if one not in book.schemes]:
            yield Fault(f"book/{FILES[prefix]}.yml", 1, "", f"schemes not in the book: {', '.join(lacking)}")
    for file, number, point in _points(read):
        if point.id not in wanted and point.id not in read.laid:
            yield _at(file, number, "not an expected id: add it to EXPECTED in rules/lint.py first", "id")


def _basis(read: BookFiles, book: Book) -> Iterator[Fault]:
    """Every point of the eight domains quotes the task table word for word; every basis names document and clause.

    What a city adds or changes may go back to a document of its own.
    """
    for file, number, point in _points(read):
        for index, basis in enumerate(point.basis):
            if not basis.document or not basis.clause:
                yield _at(file, number, "a basis needs document and clause", "basis", index)
            if basis.document == SEED_DOCUMENT and basis.quote and basis.quote not in seed_text():
                what = f"the quote “{basis.quote}” is not in the task table (rules/task_table.txt)"
                yield _at(file, number, what, "basis", index, "quote")
        first = point.basis[0]
        seeded = file.domain.prefix in SEEDED and point.id not in read.laid
        if seeded and (first.document != SEED_DOCUMENT or not first.quote):
            yield _at(file, number, f"the first basis must be {SEED_DOCUMENT} with a quote", "basis", 0)


def _titles(read: BookFiles, book: Book) -> Iterator[Fault]:
    """A title says what is right."""
    for file, number, point in _points(read):
        title = point.title
        for word in NOT_NEGATIVE:
            title = title.replace(word, "")
        if found := NEGATIVE.search(title):
            yield _at(file, number, f"the title must say what is right, without “{found.group()}”", "title")


def _is_tried(point: Point) -> bool:
    """Whether the examples of a point can be run: it is active and a recogniser of it reads documents."""
    reads = any(rule.check not in ("column", "structure") for rule in point.recognise)
    return point.status == "active" and point.level not in ("M", "X") and reads


def _examples(read: BookFiles, book: Book) -> Iterator[Fault]:
    """An active point has a good example and a look-alike; each has a name of its own and one kind of body."""
    for file, number, point in _points(read):
        for kind, examples in (("good", point.good), ("bad", point.bad)):
            private = file.domain.kind == "privacy" and point.status == "active"
            if (private or _is_tried(point)) and not examples:
                yield _at(file, number, f"an active point needs at least one {kind} example")
            for index, example in enumerate(examples):
                if not example.name:
                    yield _at(file, number, f"a {kind} example has no name; say in a few words what it is", kind, index)
                if what := _body_fault(example):
                    yield _at(file, number, f"example “{example.name}”: {what}", kind, index)
                if kind == "bad" and not example.why:
                    what = f"example “{example.name}”: a look-alike needs why"
                    yield _at(file, number, what, kind, index)
                if example.scheme and example.scheme not in book.schemes:
                    what = f"unknown scheme {example.scheme}; allowed: {', '.join(book.schemes)}"
                    yield _at(file, number, what, kind, index, "scheme")
        names = Counter(one.name for one in (*point.good, *point.bad))
        for name in (name for name, count in names.items() if count > 1):
            yield _at(file, number, f"two examples are called “{name}”")


def _body_fault(example: Example) -> str:
    if example.html and (example.text or example.table):
        return "html stands alone, without text or table"
    if not (example.html or example.text or example.table):
        return "needs one of text, table, html"
    if example.table and len(example.table) < 2:
        return "a table needs a header row and at least one more row"
    return ""


def _references(read: BookFiles, book: Book) -> Iterator[Fault]:
    """What a point names exists: its record kind, the point it comes after, the schemes it is judged by."""
    for file, number, point in _points(read):
        kinds = file.domain.records
        if point.record and point.record not in kinds:
            allowed = ", ".join(kinds) or "none (the domain has no records)"
            yield _at(file, number, f"unknown record kind “{point.record}”; allowed: {allowed}", "record")
        if point.record and point.level != "R":
            yield _at(file, number, "record is only for points of level R", "record")
        if point.parts and (len(point.parts) < 2 or point.record):
            yield _at(
                file, number, "part divides a point that is not asked of records into two parts or more", "recognise"
            )
        if point.after and (point.after not in book.points or point.level != "R"):
            yield _at(file, number, "after names another point, and only a point of level R has it", "after")
        if point.schemes and not file.domain.schemes:
            yield _at(file, number, "schemes: true needs schemes in the same file", "schemes")
        if not isinstance(point.schemes, bool):
            own = [scheme.id for scheme in file.domain.schemes]
            for one in (one for one in point.schemes if one not in own):
                allowed = ", ".join(own) or "none (the domain has no schemes)"
                yield _at(file, number, f"unknown scheme {one}; allowed: {allowed}", "schemes")


def _recognisers(read: BookFiles, book: Book) -> Iterator[Fault]:
    """Numbers that a recogniser can meet."""
    for file, number, point in _points(read):
        for index, rule in enumerate(point.recognise):
            if what := _impossible(rule):
                yield _at(file, number, what, "recognise", index)


def _impossible(rule: Recognise) -> str:
    if rule.check == "parts" and not 1 <= rule.need <= len(rule.parts):
        return f"need must be between 1 and the number of parts ({len(rule.parts)})"
    if rule.check == "parts" and rule.partial_from > rule.need:
        return "partial_from must be at most need"
    if rule.check == "form":
        names = {*rule.fields, *rule.said, *rule.shown, *rule.files}
        if not 1 <= rule.need <= len(names):
            return f"need must be between 1 and the number of fields ({len(names)})"
        if strays := [one for one in (*rule.headers, *rule.values) if one not in rule.fields]:
            return f"headers and values must name a field: {', '.join(dict.fromkeys(strays))}"
    if not bool(rule.named) <= (1 <= rule.least <= len(rule.named)):
        return f"least must be between 1 and the number of kinds in named ({len(rule.named)})"
    if rule.check == "figures" and not rule.terms:
        return "figures need at least one group of terms"
    if rule.check == "table" and not rule.headers:
        return "a table needs at least one group of headers"
    if set(rule.pages) & set(rule.not_pages):
        return "a page type stands in both pages and not_pages"
    return ""


def _duties(read: BookFiles, book: Book) -> Iterator[Fault]:
    """Roles name points and schemes that exist; no two duties share an id."""
    if read.duty_source is None:
        return
    at, known = read.duty_source.at, tuple(dict.fromkeys((*expected_points(), *book.points)))
    seen: dict[str, str] = {}
    for key, duty in book.duties.items():
        if duty.id in seen:
            yield Fault(*at((key, "id")), key, f"the id {duty.id} is already that of {seen[duty.id]}")
        seen.setdefault(duty.id, key)
        if not duty.leads and not duty.cooperates:
            yield Fault(*at((key,)), key, "a duty needs leads or cooperates")
        for kind, roles in (("leads", duty.leads), ("cooperates", duty.cooperates)):
            for index, role in enumerate(roles):
                where = at((key, kind, index))
                for selector in role.points:
                    if not well_formed(selector):
                        what = f"“{selector}” is no id, prefix or range like SA-01..SA-06"
                        yield Fault(*where, key, what)
                    elif not expand(selector, known):
                        yield Fault(*where, key, f"“{selector}” names no point of the book")
                others = dict.fromkeys((*(one for kinds in KINDS.values() for one in kinds), *book.schemes))
                for scheme in (one for one in role.schemes if one not in {*expected_schemes(), *others}):
                    rest = "".join(f", {one}" for one in others if one not in expected_schemes())
                    allowed = f"{expected_schemes()[0]} to {expected_schemes()[-1]}{rest}"
                    yield Fault(*where, key, f"unknown scheme {scheme}; allowed: {allowed}")


def _owners(read: BookFiles, book: Book) -> Iterator[Fault]:
    """Every point of the eight domains has someone who owes it."""
    leads = {
        one
        for duty in book.duties.values()
        for role in duty.leads
        for selector in role.points
        for one in expand(selector, tuple(book.points))
    }
    for file, number, point in _points(read):
        owed = file.domain.kind in ("subject", "general")
        if owed and point.status != "retired" and point.id not in leads:
            yield _at(file, number, "no duty in duties.yml leads on this point")


CHECKS: tuple[Check, ...] = (
    _names, _complete, _basis, _titles, _examples, _references, _recognisers, repeated_words, dead_words, _duties, _owners,
)  # fmt: skip
WHOLE_BOOK: frozenset[Check] = frozenset({_complete, _references, _owners})
