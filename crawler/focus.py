"""What a visit asks the site for in any case, and to what a re-check confines itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from crawler.frontier import Want
from crawler.scope import canonical, key


@dataclass(frozen=True, slots=True, kw_only=True)
class Focus:
    """`urls` are pages that are asked for in any case. Of the units `told` (their ids) something is open that they were
    told of: they may be mending it, so that all their lists are asked for. `columns` are names of columns, as rows of a ledger have them: where
    they are given, even if there are none, all other pages stand as the last good visit has them.

    The homepage is always asked for, and so is every page that the earlier visit does not know: a unit may answer a
    request with a new column.
    """

    columns: frozenset[str] | None = None
    urls: tuple[str, ...] = ()
    told: frozenset[str] = frozenset()
    _keys: frozenset[str] = field(init=False, default=frozenset())

    def __post_init__(self) -> None:
        object.__setattr__(self, "_keys", frozenset(map(key, self.urls)))

    def named(self, url: str) -> bool:
        """Whether a page is asked for in any case."""
        return key(url) in self._keys

    def holds(self, want: Want) -> bool:
        """Whether the site may have to be asked for a page that the earlier visit knows."""
        if self.columns is None or want.role == "home" or self.named(want.url):
            return True
        return not self.columns.isdisjoint(want.columns)


WHOLE = Focus()
"""A visit as usual."""


def focus_on(columns: Iterable[str], urls: Iterable[str]) -> Focus:
    """The focus of a re-check; addresses are brought to the form in which a ledger has them, each once, in their order."""
    return Focus(columns=frozenset(columns), urls=tuple(dict.fromkeys(map(canonical, urls))))
