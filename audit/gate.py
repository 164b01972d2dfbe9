"""Does a document belong to a domain? By its own words, or by standing in one of the domain's columns."""

from __future__ import annotations

from audit.reading import Reading, terms_of
from rules.model import Domain

SHORT_TEXT = 500
HITS_IN_LONG_TEXT = 2


def opens(domain: Domain, reading: Reading) -> bool:
    """Whether `reading` passes the domain's gate (a domain without a gate is open to all)."""
    gate = domain.gate
    if gate is None:
        return True
    columns = terms_of(gate.columns)
    if any(reading.first(columns, column) for column in reading.columns):
        return True
    terms, longer = terms_of(gate.terms), terms_of(gate.not_terms)
    if _hits(reading, terms, longer, reading.title):
        return True
    needed = 1 if reading.length < SHORT_TEXT else HITS_IN_LONG_TEXT
    return _hits(reading, terms, longer, reading.text) >= needed


def _hits(reading: Reading, terms: tuple[str, ...], longer: tuple[str, ...], text: str) -> int:
    hits = reading.count(terms, text)
    if hits:
        hits -= sum(reading.count(terms, word) * text.count(word) for word in longer if word in text)
    return max(hits, 0)
