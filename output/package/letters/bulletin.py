"""通报: what a week's check found in the whole city. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from statistics import mean

from output.package.content import CityContent, Problem, UnitContent
from output.package.letters.bulletin_figures import (
    WEEKS,
    domain_table,
    heatmap,
    mean_score,
    ranking,
    trend_chart,
    unscored,
)
from output.package.letters.letter import Block, Letter, Outline, Paragraph, china_date, listed, sentence, shortened
from output.package.letters.notice import PHRASES, UNSEEN, contact_values, figure, head, percent
from output.package.letters.settings import BLANK, LetterSettings, document_number
from output.package.letters.texts import Texts, read_texts
from output.package.letters.titles import title_lines

GOOD = 90
_TYPICAL = 8
_NAMED = 6


def compose_bulletin(city: CityContent, settings: LetterSettings, day: date, deadline: date) -> Letter:
    """The letter to all units. Raises LetterError for wording that cannot be used."""
    words = read_texts("bulletin", settings.templates, _values(city, settings, day, deadline))
    return Letter(
        title=title_lines(words.say("title"), (settings.city, *PHRASES)),
        issuer=settings.issuer or BLANK,
        head=head(settings),
        number=document_number(settings, day),
        mark=settings.draft_mark,
        salutation=settings.bulletin_to,
        blocks=tuple(_blocks(city, words)),
        day=day,
        note=words.say("note"),
        copies="，".join(settings.copies_to),
        printed_by=settings.printed_by or settings.issuer or BLANK,
    )


def _values(city: CityContent, settings: LetterSettings, day: date, deadline: date) -> dict[str, object]:
    return {
        **contact_values(settings),
        "as_of": china_date(city.as_of),
        "day": china_date(day),
        "deadline": china_date(deadline),
        "units": len(city.units),
        "problems": sum(len(unit.problems) for unit in city.units),
    }


def _blocks(city: CityContent, words: Texts) -> Iterator[Block]:
    outline = Outline()
    sections = {
        "overall": _overall(city, words),
        "by_domain": _by_domain(city, words),
        "by_unit": _by_unit(city, words),
        "compared": _compared(city, words),
        "good": _good(city, words),
        "typical": _typical(city, words, outline),
        "next": (outline.point(text) for text in words.each("next_steps")),
    }
    yield Paragraph(words.say("opening"))
    for name, blocks in sections.items():
        yield outline.heading(1, words.say(name))
        yield from blocks


def _overall(city: CityContent, words: Texts) -> Iterator[Block]:
    scored = [unit.score for unit in city.units if is_scored(unit)]
    left_out = len(city.units) - len(scored)
    covered = [unit.coverage for unit in city.units if unit.coverage is not None and unit.visit_state not in UNSEEN]
    yield Paragraph(
        words.say(
            "scope",
            scored=len(scored),
            mean=mean_score(city.units),
            unscored=words.say("scope_unscored", count=left_out) if left_out else "",
            coverage=percent(mean(covered) if covered else None),
            concerned=sum(bool(unit.problems) for unit in city.units),
        )
    )
    grades = Counter(unit.grade for unit in city.units if is_scored(unit))
    if told := "、".join(
        f"{name or '未评等次'}{grades[name]}个" for name in ("优", "良", "合格", "不合格", "") if grades[name]
    ):
        yield Paragraph(words.say("grades", grades=told))


def _by_domain(city: CityContent, words: Texts) -> Iterator[Block]:
    yield Paragraph(words.say("domains"))
    yield domain_table(city, words.say("domains_caption"))


def _by_unit(city: CityContent, words: Texts) -> Iterator[Block]:
    yield Paragraph(words.say("ranking"))
    yield ranking(city, words.say("ranking_caption"))
    if table := unscored(city, words.say("unscored_caption")):
        yield Paragraph(words.say("unscored_intro"))
        yield table
    yield Paragraph(words.say("heatmap"))
    yield heatmap(city, words.say("heatmap_caption"))


def _compared(city: CityContent, words: Texts) -> Iterator[Block]:
    weeks = city.weeks
    if len(weeks) < 2 or weeks[-2].as_of is None:
        yield Paragraph(words.say("first"))
        return
    old, new = weeks[-2], weeks[-1]
    moved = "未变" if old.score is None or new.score is None else _moved(new.score - old.score)
    yield Paragraph(
        words.say(
            "before",
            before=china_date(weeks[-2].as_of),
            resolved=new.resolved,
            new=new.new,
            old=old.deficiencies,
            now=new.deficiencies,
            moved=moved,
        )
    )
    solved = {unit.name: unit.weeks[-1].resolved for unit in city.units if unit.weeks and unit.weeks[-1].resolved}
    if solved:
        best = sorted(solved, key=lambda name: (-solved[name], name))[:_NAMED]
        yield Paragraph(words.say("improved", units="、".join(f"{name}（{solved[name]}项）" for name in best)))
    yield Paragraph(words.say("trend", weeks=len(weeks[-WEEKS:])))
    yield trend_chart(weeks, words.say("trend_caption"))


def _moved(by: float) -> str:
    return "基本持平" if abs(by) < 0.05 else f"{'上升' if by > 0 else '下降'}{figure(abs(by))}分"


def _good(city: CityContent, words: Texts) -> Iterator[Block]:
    best = [unit.name for unit in city.units if is_scored(unit) and unit.grade == "优"]
    if best:
        yield Paragraph(words.say("good_units", units=_units(best)))
    named = False
    for prefix, domain in city.domains.items():
        units = [unit.name for unit in city.units if is_scored(unit) and (unit.domain_scores.get(prefix) or 0) >= GOOD]
        if units:
            named = True
            yield Paragraph(words.say("good_domains", domain=domain.split("（")[0], units=_units(units)))
    if not best and not named:
        yield Paragraph(words.say("good_none"))


def _units(names: Sequence[str]) -> str:
    return listed(names, _NAMED).replace(f"等{len(names)}项", f"等{len(names)}个单位")


def _typical(city: CityContent, words: Texts, outline: Outline) -> Iterator[Block]:
    found: dict[str, list[tuple[UnitContent, Problem]]] = defaultdict(list)
    for unit in city.units:
        for one in unit.problems:
            found[one.point_id].append((unit, one))
    spread = {point: len({unit.unit_id for unit, _ in ones}) for point, ones in found.items()}
    common = sorted((point for point in found if spread[point] > 1), key=lambda point: (-spread[point], point))[
        :_TYPICAL
    ]
    if not common:
        yield Paragraph(words.say("typical_none"))
        return
    yield Paragraph(words.say("typical_intro"))
    for point in common:
        example = found[point][0][1]
        said = words.say(
            "typical_item", point=f"未见或未完整公开“{shortened(example.point_name or example.point_title, 40)}”",
            count=spread[point], problems=len(found[point]), basis=sentence(shortened(example.basis, 110)),
        )  # fmt: skip
        yield outline.point(said)


def is_scored(unit: UnitContent) -> bool:
    """Whether the unit has a score: one that could not be looked at has none, which is not a score of 0."""
    return unit.score is not None and unit.visit_state not in UNSEEN
