"""Lines that stand on a large share of a host's pages (N4): menus, footers, duty telephones. They are no evidence."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from urllib.parse import urlsplit

from audit.model import Document
from audit.text import normalise

SHARE = 0.3
FEWEST_PAGES = 8
LONGEST = 120


def boilerplate(documents: Iterable[Document]) -> dict[str, frozenset[str]]:
    """For every host, the normalised lines that stand on at least 30 % of its pages (hosts with few pages: none).

    Pages with the same body are counted once, so that a notice published in several columns is not taken for a footer.
    """
    lines: dict[str, Counter[str]] = defaultdict(Counter)
    pages: Counter[str] = Counter()
    seen: set[tuple[str, str]] = set()
    for document in documents:
        host = urlsplit(document.url).netloc
        text = normalise(document.text)
        if document.parent_url or not text or (host, text) in seen:
            continue
        seen.add((host, text))
        pages[host] += 1
        lines[host].update({line for line in text.split("\n") if line and len(line) <= LONGEST and "\t" not in line})
    return {
        host: frozenset(line for line, count in counted.items() if count >= SHARE * pages[host])
        for host, counted in lines.items()
        if pages[host] >= FEWEST_PAGES
    }
