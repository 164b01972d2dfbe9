"""Writing the flags of a unit and of a run, and the traces they are raised from.

``units/<unit_id>/traces.parquet``  what is kept of each document to compare it
``units/<unit_id>/flags.parquet``   flags that one unit's pages raise by themselves and against earlier runs
``flags.parquet`` of the run        flags that only all units together raise
"""

from __future__ import annotations

import functools
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from audit import rows, tables
from audit.flags import burst, copies, redated, stuffing, template
from audit.flags.copies import Publisher
from audit.flags.history import marked, sightings
from audit.flags.model import Flag
from audit.flags.names import names_of
from audit.flags.trace import Trace, body_lines, trace
from audit.model import Document
from audit.privacy import mask
from audit.question import Site
from crawler.capture import PageRow

NO_LINES: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """All that the pages of one unit say together."""

    traces: Sequence[Trace]
    pages: Sequence[PageRow]
    as_of: date


OF_PAGE: dict[str, Callable[[Document, Sequence[str]], Iterator[Flag]]] = {
    "template": template.of_page,
    "keyword_stuffing": stuffing.of_page,
    "hidden": stuffing.out_of_sight,
}
"""Flags of one page. In: the page and its own lines, normalised."""
OF_UNIT: dict[str, Callable[[Sight], Iterator[Flag]]] = {
    "template": lambda sight: template.of_siblings(sight.traces),
    "redated": lambda sight: redated.of_unit(sight.traces),
    "burst": lambda sight: burst.of_unit(sight.traces, sight.pages, sight.as_of),
}
"""Flags that the pages of a unit raise together."""


def write_unit(
    directory: Path, site: Site, pages: Sequence[PageRow], as_of: date, further: Iterable[Flag] = ()
) -> list[Flag]:
    """Write traces.parquet and flags.parquet of a unit's directory; returns the flags.

    In: the judged site (no personal word of its pages is left in its documents), the ledger of the visit, the day the
    audit speaks of, and flags that other checks raise.
    """
    run_id = directory.parent.parent.name
    documents = [one.document for one in site.judgements]
    names = names_of(site.own_names[0], site.own_names[1:])
    seen = [(one, body_lines(one, site.repeated.get(urlsplit(one.url).netloc, NO_LINES))) for one in documents]
    fresh = [trace(one, lines, names) for one, lines in seen]
    traces = marked(fresh, sightings(directory), run_id)
    flags = [
        *further,
        *page_flags(seen),
        *unit_flags(Sight(traces=traces, pages=pages, as_of=as_of)),
    ]
    titles = {(row.final_url or row.url): row.columns[-1] for row in pages if row.columns}
    titles |= {one.url: one.title for one in traces}
    hidden = [replace(flag, proof=mask(flag.proof)) for flag in dict.fromkeys(flags)]
    keys = {"run_id": run_id, "unit_id": site.unit.unit_id}
    tables.write(directory, "traces", [keys | _row(one) for one in traces])
    tables.write(directory, "flags", [keys | rows.flag_row(flag, titles.get(flag.url, ""), as_of) for flag in hidden])
    return hidden


def write_run(run: Path, named: Mapping[str, Sequence[str]], as_of: date) -> list[tuple[str, Flag]]:
    """Write flags.parquet of a run: what only its units together show. Returns (unit, flag).

    In: the run's directory, with the traces of its units, and the names of the units to compare (full name first).
    """
    publishers = list(_publishers(run, named))

    @functools.lru_cache(maxsize=4)
    def texts(unit_id: str) -> dict[str, str]:
        kept = tables.read(run / "units" / unit_id, "documents", ("url", "text"))
        return {row["url"]: row["text"] or "" for row in kept}

    flags = list(copies.of_run(publishers, lambda unit_id, url: texts(unit_id).get(url, "")))
    titles = {(one.unit_id, seen.url): seen.title for one in publishers for seen in one.traces}
    made = [
        {"run_id": run.name, "unit_id": unit_id} | rows.flag_row(flag, titles[unit_id, flag.url], as_of)
        for unit_id, flag in flags
    ]
    tables.write(run, "flags", made)
    return flags


def page_flags(seen: Iterable[tuple[Document, Sequence[str]]]) -> list[Flag]:
    """The flags that each page raises by itself, by address. In: pages with their own lines, normalised."""
    return _in_order(flag for one, lines in seen for check in OF_PAGE.values() for flag in check(one, lines))


def unit_flags(sight: Sight) -> list[Flag]:
    """The flags that the pages of a unit raise together, by address. The order of the pages changes nothing."""
    return _in_order(flag for check in OF_UNIT.values() for flag in check(sight))


def _in_order(flags: Iterable[Flag]) -> list[Flag]:
    return sorted(flags, key=lambda flag: (flag.url, flag.kind, flag.proof))


def _row(one: Trace) -> dict[str, Any]:
    return {field.name: getattr(one, field.name) for field in fields(one)}


def _publishers(run: Path, named: Mapping[str, Sequence[str]]) -> Iterator[Publisher]:
    for unit_id, names in named.items():
        kept = tables.read(run / "units" / unit_id, "traces", tuple(field.name for field in fields(Trace)))
        own = names_of(names[0], names[1:])
        traces = [Trace(**{name: _held(value) for name, value in one.items()}) for one in kept]
        yield Publisher(unit_id, own, [one for one in traces if copies.may_be_copied(one, own.units)])


def _held(value: Any) -> Any:
    """A value as a trace holds it; hashes packed, since a run has millions."""
    if not isinstance(value, list):
        return value
    return array("q", value) if value and isinstance(value[0], int) else tuple(value)
