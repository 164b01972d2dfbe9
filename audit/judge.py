"""One document against the whole book: what it is evidence for, what it only resembles, which records it holds.

Pure: no network, no clock, no database. Freshness, duty and the weight of an issuer are the unit's affair
(`audit.evaluate`); here a page is judged at its word.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby

from audit.checks import CHECKS
from audit.checks.hit import Hit, Near
from audit.details import detailed
from audit.gate import opens
from audit.limits import bounded
from audit.model import Document, Evidence, Lookalike
from audit.pages import closed, worded
from audit.plan import Plan, Step
from audit.privacy import mask
from audit.reading import Reading, read, terms_of
from audit.records import Record, records
from audit.schemes import kinds_in, kinds_of, record_kinds
from audit.text import Segmenter, normalise
from audit.vocabulary import labels_of, words_of
from rules.model import Book, Domain, Point
from rules.recognisers import Recognise

_DECLARES = re.compile(
    r"(?:本年度|本部门|本单位|本局|我局|我委|我区|我市|本区|今年|年度|年|截至)?[^。;]{0,24}?"
    r"(?:未(?:发生|接受|收到|产生|开展|安排|获得|涉及|组织|使用|分配|实施|承担|发放|出现|举办|启动|触发|发布)"
    r"|无(?:此类|相关|该类|此项|上述|需要公开|应公开)|没有(?:发生|接受|收到|此类|相关|开展|安排|使用)"
    r"|(?:没有|暂无|无)[^。;]{0,40}?(?:可|需|需要|应|应当|可以)(?:公开|公布)|不涉及|不存在"
    r"|(?:没有|暂无|(?<!有)无)[^。;,，]{0,20}(?:项目|事件|案件|资金|信息|事项|名单|对象|学校))"
)
_DENIES = re.compile(r"未(?!来)|(?<!有)无(?!论)|没有|不涉及")
DECLARATION_LENGTH = 800


@dataclass(frozen=True, slots=True)
class Doubt:
    """Real doubt on a point: a person should look."""

    point: str
    why: str
    schemes: frozenset[str] = frozenset()
    """Only these 类别 (none: whatever the point is judged by)."""


@dataclass(frozen=True, slots=True)
class Declaration:
    """The unit says that it has nothing to publish on a point (情况说明)."""

    point: str
    snippet: str
    schemes: frozenset[str] = frozenset()
    """Only these 类别 (none: whatever the point is judged by)."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """Everything one document says to the book."""

    document: Document
    domains: frozenset[str]
    evidence: tuple[Evidence, ...]
    lookalikes: tuple[Lookalike, ...]
    records: tuple[Record, ...]
    doubts: tuple[Doubt, ...]
    declarations: tuple[Declaration, ...]


class Judge:
    """A book made ready: its words known to the segmenter, its labels to the table reader."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.plan = Plan(book)
        self.labels = frozenset(labels_of(book))
        self.ungated = frozenset(domain.prefix for domain in book.domains if _ungated(domain))
        terms = words_of(book)
        self.words = self.labels.union(map(normalise, terms))
        """What texts are cut and tables are read by: a verdict may hang on any of them that stands in the document."""
        self.segmenter = Segmenter(terms, (*self.labels, *self.plan.words))

    def judge(
        self,
        document: Document,
        boilerplate: frozenset[str] = frozenset(),
        only: Container[str] | None = None,
    ) -> Judgement:
        """Judge one document; `boilerplate` are the host's repeated lines in normal form. With `only`, no other points
        are asked (domains, records and declarations are always complete)."""
        reading = read(bounded(document), self.segmenter, self.labels, boilerplate)
        open_domains = [domain for domain in self.book.domains if opens(domain, reading)]
        prefixes = frozenset(domain.prefix for domain in open_domains)
        evidence: list[Evidence] = []
        nears: list[tuple[str, Near]] = []
        for point_id, steps in groupby(self.plan.woken(reading), key=lambda step: step.point.id):
            if only is None or point_id in only:
                found, near = self._point(steps, reading, prefixes)
                evidence += found
                nears += [(point_id, one) for one in near]
        shown = {one.point for one in evidence}
        return Judgement(
            document=document,
            domains=prefixes,
            evidence=tuple(evidence),
            lookalikes=tuple(_lookalikes(nears, shown)),
            records=tuple(self._records(prefixes, reading)),
            doubts=tuple(
                Doubt(point, near.why, self._named(point, near.snippet, reading))
                for point, near in nears
                if near.doubt and point not in shown
            ),
            declarations=tuple(self._declarations(open_domains, reading)),
        )

    def _point(
        self, steps: Iterable[Step], reading: Reading, open_domains: frozenset[str]
    ) -> tuple[list[Evidence], list[Near]]:
        evidence: list[Evidence] = []
        nears: list[Near] = []
        for step in steps:
            point, rule, why = step.point, step.rule, None
            if rule.gate and step.domain.prefix not in open_domains:
                continue
            for answer in CHECKS[rule.check](rule, step.domain, reading):
                if why is None:
                    why = closed(point, rule, reading) or worded(rule, reading, step.words)
                if isinstance(answer, Near):
                    nears.append(replace(answer, doubt=False) if why and answer.doubt else answer)
                elif why:
                    nears.append(Near(f"{answer.reason}，但{why}", answer.snippet))
                else:
                    evidence += self._evidence(point, rule, answer, reading)
        return _distinct(evidence), nears

    def _evidence(self, point: Point, rule: Recognise, hit: Hit, reading: Reading) -> Iterator[Evidence]:
        hit = detailed(rule, hit, reading)
        one = Evidence(
            point=point.id,
            grade=hit.grade,
            value=mask(hit.value),
            snippet=mask(hit.snippet),
            reason=mask(rule.because or hit.reason),
            record=hit.record,
            partial=hit.partial or rule.partial,
            share=hit.share,
            part=rule.part,
            era=reading.era if point.id.startswith("PA-") else None,
            url=reading.document.url,
        )
        for kind in kinds_of(self.book.domain_of(point.id), point, hit, reading):
            yield one if kind is None else replace(one, scheme=kind)

    def _records(self, open_domains: frozenset[str], reading: Reading) -> Iterator[Record]:
        for domain in self.book.domains:
            if domain.records and (domain.prefix in open_domains or domain.prefix in self.ungated):
                labels = {label for kind in domain.records.values() for label in terms_of(kind.labels)}
                told = any(point.record and point.schemes for point in domain.points)
                for record in records(domain, reading, dict(_bound(labels, reading))):
                    schemes = record_kinds(domain, record.name, reading) if told else frozenset()
                    yield replace(record, schemes=schemes)

    def _declarations(self, domains: list[Domain], reading: Reading) -> Iterator[Declaration]:
        if (
            "情况说明" not in reading.title
            and "情况的说明" not in reading.title
            and "情况说明" not in reading.text[-200:]
        ):
            return
        if reading.length > DECLARATION_LENGTH:
            return
        for sentence in (reading.title, *reading.sentences):
            if not _DECLARES.search(sentence):
                continue
            objects = [sentence[match.end() :] for match in _DENIES.finditer(sentence)]
            points = [point for domain in domains for point in domain.points if point.status == "active"]
            denied = most_about(points, reading.segmenter, " ".join((*objects, reading.title)))
            clauses = [clause for text in objects for clause in text.split(",") if "、" in clause]
            listed = [part for clause in clauses for part in clause.split("、")]
            also = [point for point in points if any(_names(point, reading.segmenter, part) for part in listed)]
            for point in {point.id: point for point in (*denied, *also)}.values():
                said = f"{sentence} {reading.title}"
                yield Declaration(point.id, mask(sentence[:80]), self._named(point.id, said, reading))

    def _named(self, point_id: str, text: str, reading: Reading) -> frozenset[str]:
        """The 类别 of a point that a piece of text names."""
        schemes = self.book.domain_of(point_id).schemes_of(self.book.points[point_id])
        return frozenset(one.id for one in kinds_in(schemes, reading, text)) if schemes else frozenset()


def _bound(labels: set[str], reading: Reading) -> Iterator[tuple[str, str]]:
    """The labels to which the document binds a value outside its lists, each with its first value."""
    pairs = [pair for grid in reading.grids for pair in grid.pairs if pair[1]]
    for label in labels:
        pattern = re.compile(rf"{re.escape(label)}(?:\([^()]*\))?\s*:\s*(\S.*)")
        said = (match[1].split("\t")[0] for line in reading.lines if (match := pattern.search(line)))
        value = next((value for key, value in pairs if label in key), None) or next(said, None)
        if value:
            yield label, value.strip()


def _distinct(evidence: list[Evidence]) -> list[Evidence]:
    """The strongest evidence for each scheme, record and part: full before partial, E3 before E2, first come first."""
    best: dict[tuple[str | None, str | None, str], Evidence] = {}
    for one in evidence:
        key = (one.scheme, one.record, one.part)
        if key not in best or (one.partial, -int(one.grade[1])) < (best[key].partial, -int(best[key].grade[1])):
            best[key] = one
    return list(best.values())


def _lookalikes(nears: list[tuple[str, Near]], shown: set[str]) -> Iterator[Lookalike]:
    seen: set[str] = set()
    for point, near in nears:
        if point not in shown and point not in seen:
            seen.add(point)
            yield Lookalike(point=point, why=near.why, snippet=mask(near.snippet))


def topic_words(point: Point) -> tuple[str, ...]:
    """The words by which a title or a sentence shows that it is about the point."""
    words = [point.name]
    for rule in point.recognise:
        if rule.check == "figures":
            words += [term for group in rule.terms[:1] for term in group]
        elif rule.check == "field":
            words += rule.labels
        elif rule.check == "topic":
            words += rule.title
    return terms_of(tuple(words))


def most_about(points: Iterable[Point], segmenter: Segmenter, text: str, enough: int = 99) -> tuple[Point, ...]:
    """The points that a text is about: those named by its longest words, so that 均衡发展 goes before 教育.

    Words of `enough` characters name their point whatever stands beside them.
    """
    hits: list[tuple[int, Point]] = []
    for point in points:
        words = (word for word in topic_words(point) if word in text and segmenter.spans(word, text))
        hits.append((max(map(len, words), default=0), point))
    needed = min(max((length for length, _ in hits), default=0), enough)
    return tuple(point for length, point in hits if length and length >= needed)


def _names(point: Point, segmenter: Segmenter, part: str) -> bool:
    """Whether one item of an enumeration names the point, by a word too long to stand there by chance."""
    return any(len(word) >= 4 and word in part and segmenter.spans(word, part) for word in topic_words(point))


def _ungated(domain: Domain) -> bool:
    """Whether records of a domain are recognised on pages that do not pass its gate."""
    return any(not rule.gate for point in domain.points if point.record for rule in point.recognise)
