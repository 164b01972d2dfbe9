"""Lines that stand on a large share of a host's pages (N4): menus, footers, duty telephones. They are no evidence."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit

from audit.html.lines import is_footer
from audit.model import Document
from audit.text import normalise

SHARE = 0.3
FEWEST_PAGES = 8
LONGEST = 120
FEWEST_COLUMNS = 3
SHARE_OF_COLUMNS = 0.75
NEARLY_ALL = 0.95
_CONTACT = re.compile(r"电话|热线|传真|地址|邮编|邮箱")

Lines = frozenset[str]


def boilerplate(documents: Iterable[Document]) -> dict[str, Lines]:
    """For every host, the normalised lines that stand on at least 30 % of its pages (hosts with few pages: none).

    Pages with the same body are counted once, so that a notice published in several columns is not taken for a footer.
    A line that project notices share (one office, one hotline for all) is their content: only what stands in nearly
    every column belongs to the site. With too few columns to tell, contact lines on nearly every page do.
    """
    hosts: dict[str, dict[str, list[Lines]]] = defaultdict(lambda: defaultdict(list))
    seen: set[tuple[str, str]] = set()
    for document in documents:
        host = urlsplit(document.url).netloc
        text = normalise(document.text)
        if document.parent_url or not text or (host, text) in seen:
            continue
        seen.add((host, text))
        lines = frozenset(line for line in text.split("\n") if line and len(line) <= LONGEST and "\t" not in line)
        hosts[host][document.columns[-1] if document.columns else ""].append(lines)
    return {
        host: frozenset(_repeated(columns))
        for host, columns in hosts.items()
        if sum(map(len, columns.values())) >= FEWEST_PAGES
    }


def _repeated(columns: Mapping[str, list[Lines]]) -> Iterable[str]:
    counted = {name: Counter(line for page in pages for line in page) for name, pages in columns.items()}
    pages = sum(map(len, columns.values()))
    whole = sum(counted.values(), Counter[str]())
    for line, count in whole.items():
        if count < SHARE * pages:
            continue
        if is_footer(line):
            yield line
        elif len(columns) < FEWEST_COLUMNS:
            if count >= NEARLY_ALL * pages and _CONTACT.search(line):
                yield line
        elif sum(
            counted[name][line] >= SHARE * len(inside) for name, inside in columns.items()
        ) >= SHARE_OF_COLUMNS * len(columns):
            yield line
