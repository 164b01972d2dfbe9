"""Where a redirect leads a visit: every hop passes scope, guard and ledger like any other page. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from crawler.capture import PageRow
from crawler.frontier import Want
from crawler.guard import inward
from crawler.scope import Territory, host_of, key, owner_of
from crawler.turns import SERVICES, TURNS
from crawler.units import Unit

LIMIT = 5
Onward = Literal["", "add", "follow", "return"]


@dataclass(frozen=True, slots=True)
class Hop:
    """What becomes of a page that sends its reader on: the row's state ("" for none yet) and reason, and whether its
    target is asked for: as a page like any other (add), though its address is known (follow), or known already and now
    perhaps open (return). `note` is for a person.
    """

    state: str
    reason: str = ""
    onward: Onward = ""
    note: str = ""


def hop(
    want: Want, target: str, unit: Unit, territory: Territory, rows: Mapping[str, PageRow], seen: bool, cookies: bool
) -> Hop:
    """What to do with a redirect from a wanted page to `target` ("" for none that can be read).

    `seen`: the target was wanted before. `cookies`: the answer set some, which may open the same address.
    """
    if not target:
        return Hop("missed", "connection")
    if want.hops >= LIMIT or (target == want.url and not cookies):
        return Hop("missed", "redirect_limit")
    if target == want.url:
        return Hop("", onward="follow")
    if inward(target) and not territory.page(target):
        return Hop("missed", "private_address")
    if not _inside(want, target, unit, territory):
        if want.role not in ("home", "column", *TURNS):
            return Hop("redirected")
        return Hop(
            "missed", "off_site", note=f"{want.url} leads to {host_of(target)}, which the registry does not name"
        )
    if want.form and seen:
        return Hop("missed", "script_list")
    if _comes_back(target, want.url, rows):
        return Hop("redirected", onward="return")
    return Hop("redirected", onward="follow" if key(target) == key(want.url) else "add")


def _comes_back(target: str, url: str, rows: Mapping[str, PageRow]) -> bool:
    """Whether redirects led from `target` to `url`: back there the cookies set on the way may open it."""
    for _ in range(LIMIT):
        row = rows.get(target)
        if row is None or row.state != "redirected":
            return False
        if row.final_url == url:
            return True
        target = row.final_url
    return False


def _inside(want: Want, target: str, unit: Unit, territory: Territory) -> bool:
    """Whether a redirect stays within bounds; a home page may move to another host of its owner."""
    if want.role == "home":
        return any(owner_of(url) == owner_of(target) for url in unit.sites)
    bounds = {"attachment": territory.attachment, "article": territory.article}
    bounds |= dict.fromkeys(SERVICES, territory.service)
    return bounds.get(want.role, territory.page)(target)
