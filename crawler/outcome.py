"""How a visit ended: its figures, state and remarks, from what its ledger holds and what earlier visits brought."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

from crawler.baseline import crawler_digest
from crawler.capture import Visit
from crawler.columns import NEWS
from crawler.health import compare, earlier_visits
from crawler.ledger import LACKING, Ledger
from crawler.recorder import now
from crawler.units import Unit, lax_hosts

UNKNOWN, SHARE = "generic", 0.1
"""The system that is none of those known, and from which share of a unit's pages on a system is said to make them."""
Found = Mapping[str, Set[str]]
"""Names of disclosure columns with the addresses they were seen at."""


def summed(
    run_id: str, unit: Unit, ledger: Ledger, found: Found, notes: Sequence[str], given_up: str = ""
) -> Visit:  # fmt: skip
    """The visit in figures. `notes` are remarks made on the way, `given_up` says after what it was ("" if not)."""
    kinds = ledger.kinds()
    return Visit(
        run_id=run_id,
        unit_id=unit.unit_id,
        state=state(found, ledger, bool(notes)),
        pages=kinds.total() - kinds["attachment"],
        documents=kinds["article"],
        attachments=kinds["attachment"],
        misses=ledger.missed().total(),
        columns_found=columns(found, ledger),
        started_at=ledger.started,
        finished_at=now(),
        note="; ".join(dict.fromkeys([*notes, *remarks(ledger, bool(unit.sites), given_up), *spared(unit, ledger)])),
        unchanged=ledger.unchanged(),
        unlisted=ledger.unlisted(),
        crawler=crawler_digest(),
    )


def compared(visit: Visit, directory: Path) -> Visit:
    """The visit set against the unit's earlier ones; one that falls short is no complete one.

    `directory` is the unit's in the run. Raises CaptureError when an earlier visit.json cannot be read.
    """
    found = compare(visit, earlier_visits(directory.parents[3], visit.run_id, visit.unit_id))
    short = found.shortfall and visit.state in ("complete", "no_column")
    return replace(
        visit, state="partial" if short else visit.state, shortfall=found.shortfall, vanished=found.vanished,
        appeared=found.appeared,
    )  # fmt: skip


def columns(found: Found, ledger: Ledger) -> tuple[str, ...]:
    """Names of the disclosure columns; a link that led to a single text named none."""
    return tuple(_columns(found, ledger))


def _columns(found: Found, ledger: Ledger) -> Iterator[str]:
    for name, urls in found.items():
        rows = (ledger.rows.get(url) for url in urls)
        if {row.kind for row in rows if row} != {"article"}:
            yield name


def systems(counted: Mapping[str, int]) -> tuple[str, ...]:
    """The publishing systems that made a good part of a unit's lists, columns and front pages, the commonest first.

    `counted`: pages by system. ("generic",) for a site whose pages bear no system's mark.
    """
    known = {
        name: pages for name, pages in counted.items() if name != UNKNOWN and pages >= SHARE * sum(counted.values())
    }
    return tuple(sorted(known, key=lambda name: (-known[name], name))) or ((UNKNOWN,) if counted.get(UNKNOWN) else ())


def discloses(found: Found, ledger: Ledger) -> bool:
    """Whether there is a disclosure column; columns of news alone are none."""
    return any(not re.search(NEWS, name) for name in _columns(found, ledger))


def state(found: Found, ledger: Ledger, noted: bool) -> str:
    """The visit's state: complete | partial | unreachable | blocked | no_column. `noted`: the visit has remarks."""
    missed, answered = ledger.missed(), ledger.answered()
    if missed["blocked"] and missed["blocked"] >= answered:
        return "blocked"
    if not answered and not missed["empty"]:
        return "unreachable"
    if not discloses(found, ledger) and not missed["empty"]:
        return "no_column"
    return "partial" if missed or noted else "complete"


def spared(unit: Unit, ledger: Ledger) -> Iterator[str]:
    """Hosts that answered over TLS and were not asked to prove that they are who they say."""
    lax = lax_hosts(unit)
    answered = (urlsplit(row.url) for row in ledger.rows.values() if row.status) if lax else ()
    hosts = {url.hostname or "" for url in answered if url.scheme == "https"} & lax
    yield from (f"the certificate of {host} was not checked (tls: lax)" for host in sorted(hosts))


def remarks(ledger: Ledger, sites: bool, given_up: str) -> Iterator[str]:
    """What a person should know of the visit. `given_up` says after what it was, "" when it was not."""
    if not sites:
        yield "the registry names no site"
    if ledger.answered() == 1:
        yield "only one page answered"
    for row in ledger.rows.values() if ledger.lacks_home() else ():
        if row.kind == "home" and row.state in LACKING:
            yield f"{row.url}: {row.reason or row.state}"
    if given_up:
        yield f"given up after {given_up}"
