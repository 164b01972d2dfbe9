"""What a careful person would find in the sample city (``truth.yml``), written out finding by finding."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml

from audit.model import Outcome
from audit.records import record_key
from audit.run import APART
from gongkai.demo.city import CityError, Site, load_city
from rules.duties import Owed, expand, owed
from rules.model import Book

TRUTH = Path(__file__).with_name("truth.yml")
BEST_FIRST = (Outcome.MET, Outcome.DECLARED, Outcome.PARTIAL, Outcome.STALE, Outcome.MANUAL, Outcome.MISSING)


@dataclass(frozen=True, slots=True, order=True)
class Key:
    """Which finding: a point on a unit, on one of its records, or on a kind of relief."""

    unit: str
    point: str
    scheme: str = ""
    record: str = ""


@dataclass(frozen=True, slots=True)
class _Unit:
    """One unit's part of the truth, with the selectors written out."""

    site: Site
    book: Book
    events: frozenset[str]
    said: Mapping[str, Any]

    def ids(self, selectors: str) -> tuple[str, ...]:
        known = tuple(self.book.points)
        return tuple(one for selector in selectors.split() for one in expand(selector, known))

    def named(self, said: Mapping[str, Any]) -> dict[str, Outcome]:
        """Point → outcome, from lists such as `met: PA-01..PA-03`."""
        lists = ((Outcome(word), said[word]) for word in said if word in list(Outcome))
        return {point: outcome for outcome, selectors in lists for point in self.ids(selectors)}

    def rows(self) -> dict[tuple[str, str], dict[str, Outcome]]:
        """Point and kind → record → outcome."""
        found: dict[tuple[str, str], dict[str, Outcome]] = {}
        for group in self.said.get("records", ()):
            for name, said in group["rows"].items():
                named = self.named(said)
                for point in self.ids(group["points"]):
                    place = found.setdefault((point, group.get("scheme", "")), {})
                    place[name] = named.get(point, Outcome.MET)
        return found

    def expected(self) -> Iterator[tuple[Key, Outcome]]:
        plain, rows = self.named(self.said), self.rows()
        schemes = {scheme: self.named(said) for scheme, said in self.said.get("schemes", {}).items()}
        if both := plain.keys() & {point for point, _ in rows}:
            raise CityError(f"truth.yml: {self.site.unit}: {', '.join(sorted(both))} stand both by record and by unit")
        for (point, scheme), role in owed(self.book, (self.site.duty,)).items():
            if self.book.domain_of(point).kind in APART:
                continue
            key = Key(self.site.unit, point, scheme or "")
            default = self._default(point, role)
            records = rows.get((point, scheme or ""), {})
            if role == "cooperating" or self.site.mode != "normal":
                yield key, default
            elif records and self.book.points[point].record:
                for name, outcome in records.items():
                    yield replace(key, record=record_key(name)), outcome
            elif records:
                yield key, min(records.values(), key=BEST_FIRST.index)
            elif scheme:
                yield key, schemes.get(scheme, {}).get(point, default)
            else:
                yield key, plain.get(point, default)

    def _default(self, point: str, role: Owed) -> Outcome:
        if role == "cooperating":
            return Outcome.INAPPLICABLE
        if self.site.mode != "normal":
            return Outcome.UNCHECKED
        if self.book.points[point].level == "M" or self.book.points[point].status == "draft":
            return Outcome.MANUAL
        return Outcome.INAPPLICABLE if point in self.events else Outcome.MISSING


def load_truth(book: Book, path: Path = TRUTH) -> dict[Key, Outcome]:
    """Every finding that the sample city must give under `book`.

    A point that the book asks of each record is given by record, any other as one outcome for the unit (of records, the
    best one). Raises CityError when the file names an unknown unit or says two things of one point.
    """
    raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    sites = {site.unit: site for site in load_city()}
    if strays := raw["units"].keys() ^ sites.keys():
        raise CityError(f"truth.yml and the city disagree about the units {', '.join(sorted(strays))}")
    known = tuple(book.points)
    events = frozenset(one for selector in raw["events"].split() for one in expand(selector, known))
    units = (_Unit(site, book, events, raw["units"][unit]) for unit, site in sites.items())
    return {key: outcome for unit in units for key, outcome in unit.expected()}
