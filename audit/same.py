"""The same record in several places: on the unit's site, on the platform, on the district's portal. One record, one key.

Names are the same when they differ only in blanks, brackets, words around them (关于…的公示), in a year or a place that
only one of them tells. Notices under different titles are the same when they bear one document number, or when their
texts are nearly equal and their titles close. What is not sure to be the same stays apart.
"""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from audit.judge import Judgement
from audit.model import Document
from audit.records import Record, record_key
from audit.text import normalise

_YEAR = re.compile(r"(20\d{2})(?:年度|年)?")
_PLACE = re.compile(r"[\u4e00-\u9fff]{1,6}?(?:[市县旗]|(?<![小社园校])区)")
SHORTEST = 3
"""Characters of a name that is left without its year and place; a shorter one tells nothing."""
LEAST_TEXT = 80
"""Characters of a text that can show by itself that two notices are one."""
START = 30
"""Characters at the start of a long line by which notices are brought together; their end may hold an editor's name."""
NEARLY_EQUAL, CLOSE = 0.85, 0.5
MOST_ALIKE = 50
"""Notices with a line in common that are compared with each other; a line of more notices is a phrase."""
Key = tuple[str, str, str]
"""Domain, kind and key of a record."""


@dataclass(slots=True)
class _Known:
    """What was seen of one record key."""

    name: str
    table: bool = False
    documents: list[Document] = field(default_factory=list)


def one_record_each(judgements: Sequence[Judgement], unit_name: str = "") -> tuple[Judgement, ...]:
    """The judgements of one unit with one name and key for each record, wherever it stands. Their order stays.

    `unit_name` tells the place whose name may stand before a record's own or not (云山县…).
    """
    known = _known(judgements)
    place = _PLACE.match(unit_name)
    names = dict(_names(known, place[0] if place else ""))
    if not names:
        return tuple(judgements)
    by_name = {(domain, key): name for (domain, _, key), name in names.items()}
    return tuple(_renamed(one, names, by_name) for one in judgements)


def _known(judgements: Iterable[Judgement]) -> dict[Key, _Known]:
    found: dict[Key, _Known] = {}
    for judgement in judgements:
        for record in judgement.records:
            if record.key:
                seen = found.setdefault((record.domain, record.kind, record.key), _Known(record.name))
                seen.table = seen.table or record.table
                seen.documents.append(judgement.document)
    return found


def _names(known: Mapping[Key, _Known], place: str) -> Iterator[tuple[Key, str]]:
    """For each record that has another name elsewhere: the name they all go by."""
    lead: dict[Key, Key] = {key: key for key in known}
    for one, other in (*_by_name(known, place), *_by_notice(known)):
        first, second = _root(lead, one), _root(lead, other)
        lead[max(first, second)] = min(first, second)
    groups: dict[Key, list[Key]] = defaultdict(list)
    for key in known:
        groups[_root(lead, key)].append(key)
    for group in groups.values():
        if len(group) > 1:
            name = known[max(group, key=_telling)].name
            yield from ((key, name) for key in group)


def _root(lead: Mapping[Key, Key], key: Key) -> Key:
    while lead[key] != key:
        key = lead[key]
    return key


def _telling(key: Key) -> tuple[bool, int, str]:
    """The name with a year before one without, then the shorter."""
    return bool(_YEAR.search(key[2])), -len(key[2]), key[2]


def _parts(key: str, place: str) -> tuple[str, str]:
    """A record's key without its year and its unit's place, and the year."""
    year = _YEAR.search(key)
    core = (_YEAR.sub("", key, count=1) if year else key).removeprefix(place)
    return core if len(core) >= SHORTEST else key, year[1] if year else ""


def _by_name(known: Mapping[Key, _Known], place: str) -> Iterator[tuple[Key, Key]]:
    """Records of one name, when they agree in the year, or only one year is told at all."""
    groups: dict[tuple[str, str, str], dict[str, list[Key]]] = defaultdict(lambda: defaultdict(list))
    for key in known:
        core, year = _parts(key[2], place)
        groups[key[0], key[1], core][year].append(key)
    for years in groups.values():
        together = (
            [list(itertools.chain.from_iterable(years.values()))]
            if len(years.keys() - {""}) <= 1
            else list(years.values())
        )
        yield from (pair for keys in together for pair in itertools.pairwise(keys))


def _by_notice(known: Mapping[Key, _Known]) -> Iterator[tuple[Key, Key]]:
    """Whole pages that are one record each: the same document number, or nearly the same text under a close title."""
    pages = [(key, seen.documents[0]) for key, seen in known.items() if not seen.table]
    buckets: dict[tuple[str, str, str], list[tuple[Key, Document]]] = defaultdict(list)
    for key, document in pages:
        if document.doc_number:
            buckets[key[0], key[1], record_key(document.doc_number)].append((key, document))
        for line in sorted(document.text.split("\n"), key=len)[-2:]:
            if len(line) >= LEAST_TEXT // 2:
                buckets[key[0], key[1], re.sub(r"[\W_]", "", normalise(line))[:START]].append((key, document))
    for bucket in buckets.values():
        for at, (one, first) in enumerate(bucket[:MOST_ALIKE]):
            for other, second in bucket[at + 1 : MOST_ALIKE]:
                if one != other and _one_notice(one[2], other[2], first, second):
                    yield one, other


def _one_notice(one: str, other: str, first: Document, second: Document) -> bool:
    if first.doc_number and second.doc_number and record_key(first.doc_number) != record_key(second.doc_number):
        return False
    years = {_parts(name, "")[1] for name in (one, other)} - {""}
    if len(years) > 1 or _likeness(_grams(one, 2), _grams(other, 2)) < CLOSE:
        return False
    if first.doc_number and second.doc_number:
        return True
    texts = [record_key_of_text(document) for document in (first, second)]
    return min(map(len, texts)) >= LEAST_TEXT and _likeness(_grams(texts[0], 4), _grams(texts[1], 4)) >= NEARLY_EQUAL


def record_key_of_text(document: Document) -> str:
    """A text without blanks and punctuation."""
    return re.sub(r"[\W_]", "", normalise(document.text))


def _grams(text: str, size: int) -> frozenset[str]:
    return frozenset(text[at : at + size] for at in range(max(len(text) - size + 1, 1)))


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other)


def _renamed(judgement: Judgement, names: Mapping[Key, str], by_name: Mapping[tuple[str, str], str]) -> Judgement:
    return replace(
        judgement,
        records=tuple(_record(record, names) for record in judgement.records),
        evidence=tuple(
            replace(one, record=by_name.get((one.point.split("-")[0], record_key(one.record)), one.record))
            if one.record
            else one
            for one in judgement.evidence
        ),
    )


def _record(record: Record, names: Mapping[Key, str]) -> Record:
    name = names.get((record.domain, record.kind, record.key))
    return record if name is None else replace(record, name=name, key=record_key(name))
