"""What a re-check asks the site for again: some columns and some pages. The rest stands as the last good visit has it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from crawler.frontier import Want
from crawler.scope import canonical, key


@dataclass(frozen=True, slots=True, kw_only=True)
class Focus:
    """`columns` are names of columns, as rows of a ledger have them; `urls` are pages that are asked for in any case.

    The homepage is always asked for, and so is every page that the earlier visit does not know: a unit may answer a
    request with a new column.
    """

    columns: frozenset[str] = frozenset()
    urls: tuple[str, ...] = ()
    _keys: frozenset[str] = field(init=False, default=frozenset())

    def __post_init__(self) -> None:
        object.__setattr__(self, "_keys", frozenset(map(key, self.urls)))

    def named(self, url: str) -> bool:
        """Whether a page is asked for in any case."""
        return key(url) in self._keys

    def holds(self, want: Want) -> bool:
        """Whether the site may have to be asked for a page that the earlier visit knows."""
        return want.role == "home" or self.named(want.url) or not self.columns.isdisjoint(want.columns)


def focus_on(columns: Iterable[str], urls: Iterable[str]) -> Focus:
    """A focus; addresses are brought to the form in which a ledger has them, each once, in their order."""
    return Focus(columns=frozenset(columns), urls=tuple(dict.fromkeys(map(canonical, urls))))
