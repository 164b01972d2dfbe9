"""What one publishing system is known by, and how it lists and pages."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from crawler.cms.paging import Pager


@dataclass(frozen=True, slots=True)
class Family:
    """A publishing system.

    `mark` is looked for in address and markup (there only where one of the `hints` stands, lower-case words of which
    every match has one: they are found fifty times faster), `article` in the address of a page. `pagers` compute further pages, the
    first that recognises its pager wins. `unpack` writes out entries that stand where an HTML parser sees none.
    """

    mark: re.Pattern[str]
    hints: tuple[str, ...] = ()
    article: re.Pattern[str] | None = None
    pagers: tuple[Pager, ...] = ()
    unpack: Callable[[str], str] | None = None
