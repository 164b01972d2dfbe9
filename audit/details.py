"""What must stand beside a piece of evidence for it to be whole: of conditions, two at least (`Recogniser.named`)."""

from __future__ import annotations

from dataclasses import replace

from audit.checks.hit import Hit
from audit.reading import Reading, terms_of
from rules.recognisers import Recogniser

BELOW = 400
"""Characters after the evidence in which its details are looked for: conditions are told line by line below it."""


def detailed(rule: Recogniser, hit: Hit, reading: Reading) -> Hit:
    """The hit as it is, or as a part when fewer details than asked for stand beside it; the reason names them."""
    if not rule.named:
        return hit
    place = _beside(hit, reading)
    found = [name for name, words in rule.named.items() if reading.first(terms_of(words), place)]
    if len(found) >= rule.least:
        return hit
    only = "、".join(found) or "无"
    reason = f"{hit.reason}，只写明{len(found)}项（{only}），应有{rule.least}项以上"
    return replace(hit, partial=True, reason=reason, share=max(len(found), 1) / rule.least)


def _beside(hit: Hit, reading: Reading) -> str:
    """The sentence, row or line of a hit with what follows it, or the whole text where it cannot be placed."""
    said = hit.context or hit.snippet
    at = reading.text.find(said)
    if at >= 0:
        return reading.text[at : at + len(said) + BELOW]
    return said if hit.record else f"{said}\n{reading.text}"
