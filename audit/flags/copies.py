"""The same text put out by different units as their own: names, places and dates swapped, the rest word for word.

Needs all units of a run, but only their traces. Sentences are matched by hash; one that more than three units share is
common wording (fixed by law, or handed down) and counts on neither side. A pair is flagged only when most of both texts
is equal and an equal sentence speaks of the publisher itself, or of its place where the places differ. What has a source
named, one document number, names the other unit, or is of a kind that is worded alike everywhere is no copy.

Work grows with the number of sentences: no text is compared with every other.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations

import pyarrow as pa
import pyarrow.compute as pc

from audit.flags.model import Flag
from audit.flags.names import Names
from audit.flags.trace import Trace, sentences
from audit.privacy import mask
from audit.text import normalise

COMMON_UNITS = 3
"""Units that may share a sentence before it is common wording."""
ROWS_AT_ONCE = 250_000
"""Sentences that are counted at a time: by their hashes, so that equal ones meet."""
CROWD = 20
"""Documents that may share a sentence; more of them is a form."""
EQUAL_CHARS, EQUAL_SENTENCES = 150, 3
SHARE, OTHER_SHARE = 0.7, 0.5
UNKNOWN = 10**6
ONE_RELEASE = 7
"""Days between which news of two units may be one press release."""
WORDED_ALIKE = frozenset("guide catalogue annual_report profile list home error tender".split())
_FIXED = re.compile(
    r"指南|目录|制度|规定|办法|章程|职责|职能|须知|承诺|声明|流程|条例|细则|守则|公约|倡议|依申请|年度报告|科普|知识|问答|转发|转载"
)


Place = tuple[int, int]
"""A document: the number of its publisher and its own number there."""
TextOf = Callable[[str, str], str]
"""Unit and address → the text as it is kept, personal data masked."""


@dataclass(frozen=True, slots=True)
class Publisher:
    """A unit as copies are told apart: how it calls itself and the traces of its documents."""

    unit_id: str
    names: Names
    traces: Sequence[Trace]


@dataclass(frozen=True, slots=True)
class Copy:
    """A document that repeats another one, what is equal, and how much of the two that is."""

    later: Place
    earlier: Place
    equal: frozenset[int]
    chars: int
    share: float


def of_run(publishers: Sequence[Publisher], text_of: TextOf) -> Iterator[tuple[str, Flag]]:
    """(unit, flag) of every document that repeats one of another unit, against the one it repeats most.

    Neither the order of units nor that of documents changes the answer.
    """
    publishers = sorted(publishers, key=lambda one: one.unit_id)
    placed = [
        (unit, number)
        for unit, one in enumerate(publishers)
        for number, seen in sorted(enumerate(one.traces), key=lambda item: item[1].url)
        if may_be_copied(seen, one.names.units)
    ]
    pairs, common = _shared(publishers, placed)
    found: dict[Place, list[Copy]] = defaultdict(list)
    for (one, two), equal in pairs.items():
        if copy := _copy(publishers, one, two, equal, common):
            found[copy.later].append(copy)
    for later in sorted(found, key=lambda place: _key(publishers, place)):
        best = sorted(found[later], key=lambda copy: (-copy.chars, _key(publishers, copy.earlier)))
        for copy in best:
            if flag := _told(publishers, copy, text_of):
                yield publishers[later[0]].unit_id, flag
                break


def may_be_copied(seen: Trace, names: Sequence[str]) -> bool:
    """Whether a document speaks for its publisher (called `names`) at some length, in words of its own."""
    if seen.is_attachment or seen.issuer != "self" or seen.page_type in WORDED_ALIKE or _FIXED.search(seen.title):
        return False
    if len(seen.sentences) < EQUAL_SENTENCES or sum(seen.lengths) < EQUAL_CHARS or not (seen.own or seen.here):
        return False
    source = re.sub(r"\s|^(?:信息)?来源[:：]?", "", seen.source)
    return source in ("", "本站", "本网", "原创") or any(source in name or name in source for name in names)


def _shared(
    publishers: Sequence[Publisher], placed: Sequence[Place]
) -> tuple[dict[tuple[Place, Place], set[int]], set[int]]:
    """Pairs of documents of two units with the sentences that both have and few others; and the common sentences."""
    table = _table(publishers, placed)
    parts = 1 << (table.num_rows // ROWS_AT_ONCE).bit_length()
    holders: dict[int, list[int]] = defaultdict(list)
    common: set[int] = set()
    for part in range(parts):
        piece = table.filter(pc.equal(pc.bit_wise_and(table["hash"], parts - 1), part))
        counted = piece.group_by("hash").aggregate([("unit", "count_distinct"), ("owner", "count")])
        units, owners = counted["unit_count_distinct"], counted["owner_count"]
        several = pc.greater(units, 1)
        few = pc.and_(pc.less_equal(units, COMMON_UNITS), pc.less_equal(owners, CROWD))
        common |= set(counted.filter(pc.and_(several, pc.invert(few)))["hash"].to_pylist())
        wanted = counted.filter(pc.and_(several, few))["hash"].combine_chunks()
        rare = piece.filter(pc.is_in(piece["hash"], value_set=wanted))
        for key, owner in zip(rare["hash"].to_pylist(), rare["owner"].to_pylist(), strict=True):
            holders[key].append(owner)
    pairs: dict[tuple[Place, Place], set[int]] = defaultdict(set)
    for key, indexes in holders.items():
        for one, two in combinations(sorted(indexes), 2):
            if placed[one][0] != placed[two][0]:
                pairs[placed[one], placed[two]].add(key)
    return {pair: equal for pair, equal in pairs.items() if len(equal) >= EQUAL_SENTENCES}, common


def _table(publishers: Sequence[Publisher], placed: Sequence[Place]) -> pa.Table:
    """One row for each sentence: its hash, the document that holds it, and that document's unit."""
    lists = pa.array([publishers[unit].traces[number].sentences for unit, number in placed], pa.list_(pa.int64()))
    owner = pc.list_parent_indices(lists)
    units = pc.take(pa.array([unit for unit, _ in placed], pa.int32()), owner)
    return pa.table({"hash": pc.list_flatten(lists), "owner": owner, "unit": units})


def _copy(publishers: Sequence[Publisher], one: Place, two: Place, equal: set[int], common: set[int]) -> Copy | None:
    """The pair as a copy, the later document first; None when too little is equal or there is a plain reason for it."""
    earlier, later = sorted((one, two), key=lambda place: (_trace(publishers, place).published or date.max, place))
    mine, theirs = _trace(publishers, later), _trace(publishers, earlier)
    chars = sum(length for key, length in zip(mine.sentences, mine.lengths, strict=True) if key in equal)
    share, other = chars / (_own_chars(mine, common) or 1), chars / (_own_chars(theirs, common) or 1)
    if chars < EQUAL_CHARS or share < SHARE or other < OTHER_SHARE:
        return None
    if mine.doc_number and mine.doc_number == theirs.doc_number:
        return None
    if "news" in (mine.page_type, theirs.page_type) and _days_between(mine, theirs) <= ONE_RELEASE:
        return None
    voiced = equal & set(mine.own) & set(theirs.own)
    if set(publishers[one[0]].names.places).isdisjoint(publishers[two[0]].names.places[-1:]):
        voiced |= equal & set(mine.here) & set(theirs.here)
    return Copy(later, earlier, frozenset(voiced), chars, share) if voiced else None


def _told(publishers: Sequence[Publisher], copy: Copy, text_of: TextOf) -> Flag | None:
    """The flag of a copy; None when one text names the other's publisher."""
    mine, theirs = _trace(publishers, copy.later), _trace(publishers, copy.earlier)
    me, they = publishers[copy.later[0]], publishers[copy.earlier[0]]
    text, other = normalise(text_of(me.unit_id, mine.url)), normalise(text_of(they.unit_id, theirs.url))
    if _names_other(text, me.names, they.names) or _names_other(other, they.names, me.names):
        return None
    raw = sentences(text, me.names)
    shown = max((raw[key][1] for key in copy.equal if key in raw), key=lambda words: (len(words), words), default="")
    days = _days_between(mine, theirs)
    order = f"对方早{days}天发布" if days and days < UNKNOWN else "两者先后未能判断"
    return Flag(
        kind="copied",
        url=mine.url,
        other_url=theirs.url,
        other_unit_id=they.unit_id,
        proof=f"与{they.names.units[0]}“{mask(theirs.title[:40])}”相同文字{copy.chars}字，占本页正文{round(100 * copy.share)}%"
        f"（单位、地名、日期除外），未见注明来源；{order}" + (f"；相同处：“{mask(shown[:80])}”" if shown else ""),
    )


def _names_other(text: str, own: Names, other: Names) -> bool:
    return any(
        name in text for name in other.units if name not in own.units and not any(name in one for one in own.units)
    )


def _own_chars(seen: Trace, common: set[int]) -> int:
    return sum(length for key, length in zip(seen.sentences, seen.lengths, strict=True) if key not in common)


def _days_between(one: Trace, two: Trace) -> int:
    return abs((one.published - two.published).days) if one.published and two.published else UNKNOWN


def _trace(publishers: Sequence[Publisher], place: Place) -> Trace:
    return publishers[place[0]].traces[place[1]]


def _key(publishers: Sequence[Publisher], place: Place) -> tuple[str, str]:
    return publishers[place[0]].unit_id, _trace(publishers, place).url
