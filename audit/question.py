"""One point put to one unit, with everything the unit's visit brought: what `evaluate` and `per_record` work on."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from audit import reasons
from audit.happenings import alerts
from audit.happenings.events import WAITS, WINDOW, WOUNDED, Event, Happening, events_of, happenings
from audit.judge import Judge, Judgement, topic_words
from audit.model import Document, Evidence, Finding, Lookalike, Outcome
from audit.privacy import Examined
from audit.reading import terms_of
from audit.reuse.screened import Screened
from audit.sitewide import ColumnEntries, columns_of
from audit.timely.freshness import DUE, dated, fresh
from crawler.capture import PageRow, Visit
from crawler.units import Unit
from rules.model import Domain, Point, Scheme

DATA_SEVERITY = "C"
NEW_ERA = date(2021, 2, 25)
"""The day the old vocabulary (扶贫) ended: words of before count as history only on pages of before."""
_NEWS = re.compile(r"(?:动态|要闻|新闻|资讯|简报)$|新闻")
"""Columns of news: nothing but points that news may show lives there."""
_ASIDE = re.compile(
    r"领导|机构(?:设置|职能|概况|科室)|组织机构|部门职责|内设|党[建务员纪风群]|廉政|纪检|以案|人事|招聘|视频|图片|图文|友情|站群|网站导航|提案|建议|招商|关于我们|版权"
)
"""Columns about the body itself: no point lives there."""
POLICY_TYPES = frozenset({"policy", "interpretation", "guide"})


@dataclass(frozen=True)
class Site:
    """Everything an audit knows of one unit's visit."""

    unit: Unit
    visit: Visit
    judgements: tuple[Judgement, ...]
    misses: tuple[PageRow, ...]
    own_names: tuple[str, ...]
    examined: Mapping[str, Examined | Screened] = field(default_factory=dict)
    """What of personal data each page shows, by address."""
    repeated: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Lines that a host repeats on its pages, by host."""

    @functools.cached_property
    def by_url(self) -> dict[str, Judgement]:
        return {one.document.url: one for one in self.judgements}

    @functools.cached_property
    def _told(self) -> dict[str, list[tuple[Judgement, list[Evidence]]]]:
        found: dict[str, list[tuple[Judgement, list[Evidence]]]] = {}
        for judgement in self.judgements:
            points: dict[str, list[Evidence]] = {}
            for one in judgement.evidence:
                points.setdefault(one.point, []).append(one)
            for point, evidence in points.items():
                found.setdefault(point, []).append((judgement, evidence))
        return found

    def evidence_of(self, point: str) -> Sequence[tuple[Judgement, Sequence[Evidence]]]:
        """The documents with evidence for a point, in their order, each with that evidence."""
        return self._told.get(point, ())

    @functools.cached_property
    def _near(self) -> dict[str, list[tuple[Document, Lookalike]]]:
        found: dict[str, list[tuple[Document, Lookalike]]] = {}
        for judgement in self.judgements:
            for one in judgement.lookalikes:
                found.setdefault(one.point, []).append((judgement.document, one))
        return found

    def lookalikes_of(self, point: str) -> Sequence[tuple[Document, Lookalike]]:
        """What only resembles a point, in the order of the documents."""
        return self._near.get(point, ())

    @functools.cached_property
    def declaring(self) -> tuple[Judgement, ...]:
        """The documents that declare anything."""
        return tuple(one for one in self.judgements if one.declarations)

    @functools.cached_property
    def doubtful(self) -> tuple[Judgement, ...]:
        """The documents that were not read to their end or hold a doubt."""
        return tuple(one for one in self.judgements if one.document.unread or one.doubts)

    def parent(self, document: Document) -> Document | None:
        one = self.by_url.get(document.parent_url or "")
        return one.document if one else None

    def day(self, document: Document) -> date | None:
        return dated(document, self.parent(document))

    @functools.cached_property
    def happenings(self) -> tuple[Happening, ...]:
        """The pages that may tell of an event."""
        return tuple(happenings((one.document for one in self.judgements), self.day, (self.unit.name, *self.own_names)))

    @functools.cached_property
    def columns(self) -> dict[str, ColumnEntries]:
        documents = [one.document for one in self.judgements if one.document.page_type not in ("home", "list", "error")]
        return columns_of(documents, {document.url: self.day(document) for document in documents})


@dataclass(frozen=True, slots=True)
class Candidate:
    """Evidence weighed for this unit: who issued it and how old it is."""

    evidence: Evidence
    document: Document
    fresh: bool
    partial: bool
    note: str = ""

    @property
    def share(self) -> float | None:
        """How much of the requirement it shows; None where that cannot be counted."""
        return None if self.note else self.evidence.share


def candidates(site: Site, point: Point, scheme: str | None, as_of: date) -> Iterator[Candidate]:
    """The unit's evidence for a point, with another body's data left out and its policies at half value (N6).

    What was published after `as_of` is no evidence on that day.
    """
    due = point.due_day(site.unit.kind) or DUE
    for judgement, told in site.evidence_of(point.id):
        document = judgement.document
        day = site.day(document)
        if day is not None and day > as_of:
            continue
        foreign = _foreign(site, document) and not point.reposts_ok
        if foreign and document.page_type not in POLICY_TYPES:
            continue
        current = fresh(point.freshness, day, document.title, as_of, due) and not _past_event(point, day, as_of)
        for one in told:
            if one.scheme != scheme:
                continue
            old = not point.record and one.era == "old" and _before(day, NEW_ERA)
            note = reasons.FOREIGN if foreign else reasons.OLD_ERA if old else ""
            yield Candidate(one, document, current, one.partial or foreign or old, note)


def _past_event(point: Point, day: date | None, as_of: date) -> bool:
    """Whether evidence for a point that is owed on events alone is of one before the audit window."""
    return point.event and set(point.freshness) == {"FE"} and day is not None and (as_of - day).days > WINDOW


def _before(day: date | None, limit: date) -> bool:
    return day is None or day < limit


def _foreign(site: Site, document: Document) -> bool:
    if document.issuer in ("self", "lower"):
        return False
    if document.issuer == "higher":
        return True  # who posts a higher body's text names himself as its source
    named = f"{document.source or ''}"
    return not any(name in named for name in site.own_names)


@dataclass(frozen=True)
class Question:
    """One point put to one unit: all that is needed to word and stamp its findings."""

    site: Site
    domain: Domain
    point: Point
    scheme: str | None
    role: str
    judge: Judge
    digest: str
    as_of: date

    @property
    def kind(self) -> Scheme | None:
        """The 类别 that the question is narrowed to."""
        return self.judge.book.schemes.get(self.scheme or "")

    def concerns(self, schemes: frozenset[str]) -> bool:
        """Whether what speaks of these 类别 (none: of all) speaks of the question's own."""
        return not schemes or not self.scheme or self.scheme in schemes

    @property
    def severity(self) -> str:
        return DATA_SEVERITY if self.role == "data" else self.point.severity

    def finding(self, outcome: Outcome, reason: str, **more: object) -> Finding:
        values: dict[str, object] = {
            "severity": self.severity,
            "searched_pages": len(self.site.judgements),
            "unseen_pages": len(self.unseen),
        }
        return Finding(
            unit_id=self.site.unit.unit_id,
            point_id=self.point.id,
            scheme_id=self.scheme,
            outcome=outcome,
            reason=reason,
            rule_digest=self.digest,
            as_of=self.as_of,
            **(values | more),  # type: ignore[arg-type]
        )

    @functools.cached_property
    def events(self) -> tuple[Event, ...]:
        """What happened inside the audit window that the point is owed on, oldest first."""
        if self.point.id in alerts.POINTS:
            return alerts.alert_events(self.notices, self.as_of)
        words, known = self.point.events, self.site.happenings
        if self.point.event and not words:  # the domain's words are broader: the page must be of the domain, too
            words, inside = self.domain.events, self.domain.prefix
            known = tuple(one for one in known if inside in self.site.by_url[one.event.url].domains)
        if self.point.id in WOUNDED:
            known = tuple(one for one in known if not one.unhurt)
        spans, wait = self.judge.segmenter.spans, WAITS.get(self.point.id, 0)
        return events_of(known, lambda word, title: bool(spans(word, title)), terms_of(words), self.as_of, wait)

    @functools.cached_property
    def notices(self) -> tuple[alerts.Notice, ...]:
        """Notices that start or lift a warning of heavy pollution."""
        dated_ = ((one.document, self.site.day(one.document)) for one in self.site.judgements)
        return tuple(alerts.notices_of((document, day) for document, day in dated_ if day is None or day <= self.as_of))

    @functools.cached_property
    def topic(self) -> tuple[str, ...]:
        """The words by which a title shows that it is about the point."""
        return topic_words(self.point)

    @functools.cached_property
    def ahead(self) -> tuple[Document, ...]:
        """Pages that would be evidence, were they not dated after the day of the audit."""
        return tuple(
            judgement.document
            for judgement, told in self.site.evidence_of(self.point.id)
            if any(one.scheme == self.scheme for one in told)
            and (day := self.site.day(judgement.document)) is not None
            and day > self.as_of
        )

    @functools.cached_property
    def walked(self) -> tuple[str, ...]:
        """Walked columns in which the point would live: its own, then its domain's, then the general ones."""
        found = self.site.visit.columns_found
        names = [one for one in found if not any(one != other and one.endswith(f"-{other}") for other in found)]
        spans = self.judge.segmenter.spans
        own = [n for n in names if any(spans(word, n) for word in self.point.columns)]
        domain = [n for n in names if any(spans(word, n) for word in self.domain.columns)]
        return tuple(dict.fromkeys([*own, *domain, *(n for n in names if self._lives_in((n,)))]))

    @functools.cached_property
    def unseen(self) -> tuple[PageRow, ...]:
        """Misses in the columns where the point would live, nearest column first."""
        return tuple(sorted((one for one in self.site.misses if self._lives_in(one.columns)), key=self._distance))

    def _distance(self, miss: PageRow) -> int:
        spans = self.judge.segmenter.spans
        for distance, words in enumerate((self.point.columns, self.domain.columns)):
            if any(spans(word, _name(column)) for word in words for column in miss.columns):
                return distance
        return 2

    def _lives_in(self, columns: Sequence[str]) -> bool:
        book, spans = self.judge.book, self.judge.segmenter.spans
        names = [_name(column) for column in columns]
        own = (*self.domain.columns, *self.point.columns)
        if not names or any(spans(name, column) for column in names for name in own):
            return True
        if _ASIDE.search(names[-1]):
            return False
        if _NEWS.search(names[-1]):
            return self.point.news_ok
        others = [d for d in book.domains if d.prefix != self.domain.prefix and d.kind == "subject"]
        inner = names[-1]
        return not any(spans(name, inner) for domain in others for name in domain.columns)


def _name(column: str) -> str:
    """A column's name without what only parts its words: 预算/决算 is 预算决算."""
    return re.sub(r"[\s/⁄、·|]", "", column)


def best(found: Iterable[Candidate]) -> Candidate | None:
    """The candidate to show: full, strongest grade, newest."""
    return max(found, key=_rank, default=None)


def _rank(one: Candidate) -> tuple[bool, str, str]:
    return not one.partial, one.evidence.grade, str(one.document.published or one.document.metadata_published or "")


def shown(one: Candidate | None) -> Mapping[str, object]:
    return {"url": one.document.url, "grade": one.evidence.grade} if one else {}
