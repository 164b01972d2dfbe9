"""form: the named fields of a record, by cells of its row, by labels that speak for the page, by words, by files."""

from __future__ import annotations

from collections.abc import Iterator

from audit.checks import field
from audit.checks.hit import Answer, Hit, Near
from audit.reading import Reading, terms_of
from audit.shapes import shows
from rules.model import Domain
from rules.recognisers import FieldCheck, FormCheck


def check(rule: FormCheck, domain: Domain, reading: Reading) -> Iterator[Answer]:
    """Yield one hit for each row that fills a field of its own, else one for the page; fewer than `need` fields are no
    answer. The reason says which fields are there and which are not."""
    page, rows = _found(rule, domain, reading)
    page |= _said(rule, reading) | _shown(rule, domain, reading) | _offered(rule, reading)
    for record, fields in rows.items() or ((None, set()),):
        if len(fields | page) >= rule.need:
            yield _answer(rule, fields | page, record, reading)


def _found(rule: FormCheck, domain: Domain, reading: Reading) -> tuple[set[str], dict[str, set[str]]]:
    """The fields said for the whole page, and those of each row."""
    page: set[str] = set()
    rows: dict[str, set[str]] = {}
    for name, labels in rule.fields.items():
        headers = (*labels, *rule.headers[name]) if name in rule.headers else ()
        one = FieldCheck(check="field", labels=labels, headers=headers, values=rule.values.get(name, ("TEXT",)))
        for hit in field.check(one, domain, reading):
            if isinstance(hit, Near):
                continue
            if hit.record is None:
                page.add(name)
            else:
                rows.setdefault(hit.record, set()).add(name)
    return page, rows


def _said(rule: FormCheck, reading: Reading) -> set[str]:
    text = f"{reading.title}\n{reading.text}"
    return {name for name, words in rule.said.items() if reading.first(terms_of(words), text)}


def _shown(rule: FormCheck, domain: Domain, reading: Reading) -> set[str]:
    text = f"{reading.title}\n{reading.text}"
    return {name for name, group in rule.shown.items() if any(shows(one, text, domain.shapes) for one in group)}


def _offered(rule: FormCheck, reading: Reading) -> set[str]:
    names = " ".join(link.name for link in reading.document.attachments)
    return {name for name, words in rule.files.items() if any(word in names for word in words)}


def _answer(rule: FormCheck, found: set[str], record: str | None, reading: Reading) -> Hit:
    wanted = tuple(dict.fromkeys((*rule.fields, *rule.said, *rule.shown, *rule.files)))
    there = "、".join(name for name in wanted if name in found)
    lacking = "、".join(name for name in wanted if name not in found)
    reason = f"列明{there}" + (f"，未见{lacking}" if lacking else "")
    share = len(found) / len(wanted)
    here = record or reading.title[:80]
    return Hit("E3", there[:60], here, reason, record, partial=bool(lacking), share=share if lacking else None)
