"""Why a point came to its verdict on a unit: what was searched, every page that came into question, and what lacks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from audit import reasons
from audit.evaluate import evaluate
from audit.judge import Judgement, topic_words
from audit.model import Document, Evidence, Finding
from audit.question import Candidate, Question, candidates
from audit.text import normalise
from rules.strict import Model

COUNTED, PART, OLD, NOT, DOUBT, SAID = "计入", "部分计入", "已过期", "未计入", "存疑", "情况说明"
RANK = {one: number for number, one in enumerate((COUNTED, PART, OLD, SAID, DOUBT, NOT))}


@dataclass(frozen=True, slots=True, kw_only=True)
class Considered:
    """A page that came into question: how it was taken and why, with the words of the rule that stand there."""

    url: str
    title: str
    published: date | None
    columns: tuple[str, ...]
    page_type: str
    taken: str
    why: str
    words: tuple[str, ...] = ()
    snippet: str = ""
    grade: str = ""
    record: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Everything that led to the findings of one point (and one kind of relief) on one unit."""

    unit_id: str
    unit_name: str
    point_id: str
    name: str
    scheme: str
    as_of: date
    role: str
    findings: tuple[Finding, ...]
    pages_read: int
    pages_of_domain: int
    columns: tuple[str, ...]
    unseen: tuple[tuple[str, str], ...]
    """Pages of these columns that were not seen, and why."""
    events: tuple[tuple[str, date, str], ...]
    """For a point owed on events: what happened, on which day, and the page that tells it."""
    considered: tuple[Considered, ...]
    basis: tuple[str, ...]
    title: str
    satisfied_by: str
    fix: str


def explain(question: Question) -> Explanation:
    """Judge the question again and tell all that was weighed. Pure, as the judgement itself."""
    point, site = question.point, question.site
    scheme = question.judge.book.schemes.get(question.scheme or "")
    return Explanation(
        unit_id=site.unit.unit_id,
        unit_name=site.unit.name,
        point_id=point.id,
        name=point.name,
        scheme=scheme.name if scheme else "",
        as_of=question.as_of,
        role=question.role,
        findings=tuple(evaluate(question)),
        pages_read=len(site.judgements),
        pages_of_domain=sum(question.domain.prefix in one.domains for one in site.judgements),
        columns=question.walked,
        unseen=tuple((row.url, reasons.MISS_WORDS.get(row.reason, row.reason)) for row in question.unseen),
        events=tuple((one.name, one.day, one.url) for one in question.events) if point.event else (),
        considered=tuple(sorted(_considered(question), key=_nearness)),
        basis=tuple(
            f"《{one.document}》{one.clause}" + (f"：“{one.quote}”" if one.quote else "") for one in point.basis
        ),
        title=point.title,
        satisfied_by=point.satisfied_by,
        fix=point.fix,
    )


def _nearness(one: Considered) -> tuple[int, int, int]:
    """What counted comes first, then what shares the longest and the most words with the rule."""
    return RANK[one.taken], -len(one.words[0]) if one.words else 0, -len(one.words)


def _considered(question: Question) -> Iterator[Considered]:
    weighed = list(candidates(question.site, question.point, question.scheme, question.as_of))
    by_document: dict[str, list[Candidate]] = {}
    for one in weighed:
        by_document.setdefault(one.document.url, []).append(one)
    words = point_words(question)
    for judgement in question.site.judgements:
        found = by_document.get(judgement.document.url, [])
        yield from _counted(question, found, words)
        yield from _left_out(question, judgement, {id(one.evidence) for one in found}, words)
        if not found:
            yield from _not_evidence(question, judgement, words)


def _counted(question: Question, found: Iterable[Candidate], words: tuple[str, ...]) -> Iterator[Considered]:
    for one in found:
        old = "" if one.fresh else "，发布日期或所属年度不在规定期限内"
        taken = OLD if not one.fresh else PART if one.partial else COUNTED
        why = (one.note or one.evidence.reason) + old
        yield _line(question, one.document, taken, why, words, one.evidence)


def _left_out(
    question: Question, judgement: Judgement, weighed: set[int], words: tuple[str, ...]
) -> Iterator[Considered]:
    for one in judgement.evidence:
        if one.point != question.point.id or id(one) in weighed:
            continue
        if one.scheme != question.scheme:
            other = question.judge.book.schemes.get(one.scheme or "")
            why = f"属于{other.name if other else '其他类别'}"
        elif (day := question.site.day(judgement.document)) is not None and day > question.as_of:
            why = f"发布于{reasons.china_date(day)}，晚于检查日期"
        else:
            why = f"发布机构不是本单位（来源：{judgement.document.source or '未注明'}），不作为本单位的数据"
        yield _line(question, judgement.document, NOT, why, words, one)


def _not_evidence(question: Question, judgement: Judgement, words: tuple[str, ...]) -> Iterator[Considered]:
    point, document = question.point, judgement.document
    told = False
    for said in judgement.declarations:
        if said.point == point.id:
            told = True
            yield _line(question, document, SAID, "本单位作出情况说明", words, snippet=said.snippet)
    for doubt in judgement.doubts:
        if doubt.point == point.id:
            told = True
            yield _line(question, document, DOUBT, doubt.why, words)
    for near in judgement.lookalikes:
        if near.point == point.id and not told:
            told = True
            yield _line(question, document, NOT, near.why, words, snippet=near.snippet)
    if told or any(one.point == point.id for one in judgement.evidence):
        return
    heading = normalise(" ".join((document.title, *document.columns[-1:])))
    if any(word in heading and question.judge.segmenter.spans(word, heading) for word in topic_words(point)):
        why = reasons.unread(document) if document.unread else "标题或栏目涉及本要点，正文未见符合规则的内容"
        yield _line(question, document, DOUBT if document.unread else NOT, why, words)


def _line(
    question: Question, document: Document, taken: str, why: str, words: tuple[str, ...],
    evidence: Evidence | None = None, snippet: str = "",
) -> Considered:  # fmt: skip
    snippet = evidence.snippet if evidence else snippet
    place = f"{normalise(document.title)}\n{snippet}"
    return Considered(
        url=document.url,
        title=document.title,
        published=question.site.day(document),
        columns=document.columns,
        page_type=document.page_type,
        taken=taken,
        why=why,
        words=_longest(word for word in words if word in place),
        snippet=snippet,
        grade=evidence.grade if evidence else "",
        record=evidence.record if evidence else None,
    )


def _longest(words: Iterable[str]) -> tuple[str, ...]:
    """The words without those that stand inside a longer one (they come longest first)."""
    kept: list[str] = []
    for word in words:
        if not any(word in longer for longer in kept):
            kept.append(word)
    return tuple(kept)


def point_words(question: Question) -> tuple[str, ...]:
    """The words by which the rule of a point looks for it, longest first."""
    found = {normalise(word) for rule in question.point.recognise for word in _words(rule)}
    return tuple(sorted(found, key=lambda word: (-len(word), word)))


_LOOKED_FOR = ("title", "text_any", "labels", "weak", "headers", "terms", "body", "parts", "names")


def _words(rule: Model) -> Iterator[str]:
    for name in _LOOKED_FOR:
        yield from _flat(getattr(rule, name, ()))


def _flat(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _flat(one)
    elif isinstance(value, tuple):
        for one in value:
            yield from _flat(one)
