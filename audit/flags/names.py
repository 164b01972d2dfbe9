"""Names of a unit and its place, and how a text reads without them: what is left tells a copy from a text of one's own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

UNIT, PLACE, DATE, AROUND = "\ue000", "\ue001", "\ue002", "\ue003"
"""Stand in for a name of the unit, of its own place, a date, and a name of a place around it (no page uses them)."""
_PLACE = re.compile(r"[\u4e00-\u9fff]{1,8}?(?:省|自治区|市|自治州|盟|县|区|旗|镇|乡)")
_OWN = "我局|本局|我委|本委|我办|我中心|本中心|我单位|本单位|我校|我院|局党组|委党组"
_HERE = "[我全本]"
_NEVER = "(?!)"
_DAY = r"20\d{2}(?:年度?|[-./])(?:\d{1,2}(?:月(?:份|\d{1,2}日)?|[-./]\d{1,2}日?))?|\d{1,2}月(?:份|\d{1,2}日)?|第[一二三四]季度|[上下]半年"
_DATES = re.compile(_DAY)
_STANDS_FOR = ("", UNIT, PLACE, AROUND)


@dataclass(frozen=True, slots=True)
class Names:
    """How a unit calls itself: `units` are its names, `places` those of the area it serves, the widest first."""

    units: tuple[str, ...]
    places: tuple[str, ...]
    _names: re.Pattern[str] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        own, around = self.places[-1:], self.places[:-1]
        # A bureau's bare name behind another place's (云河市|民政局 on a county's site) is that place's bureau.
        units = [
            re.escape(one) if one.startswith(own) else rf"(?<![省市县区旗州盟]){re.escape(one)}" for one in self.units
        ]
        here = [*own, *(one[:-1] for one in own if len(one) > 2)]
        parts = (
            [*sorted(units, key=lambda one: (-len(one), one)), _OWN],
            [*map(re.escape, here), *(_HERE + one[-1] for one in own)],
            [*map(re.escape, around), *(_HERE + one[-1] for one in around)],
        )
        groups = "|".join(f"({'|'.join(part) or _NEVER})" for part in parts)
        object.__setattr__(self, "_names", re.compile(groups))

    def masked(self, text: str) -> str:
        """`text` with UNIT, PLACE, AROUND and DATE in the place of names and dates."""
        return _DATES.sub(DATE, self._names.sub(lambda found: _STANDS_FOR[found.lastindex or 0], text))


def names_of(name: str, aliases: Sequence[str] = ()) -> Names:
    """The names of a unit out of its full name and the names of its duties."""
    places = tuple(_places(name))
    rest = name.removeprefix("".join(places))
    own = [name, *aliases]
    for place in places[-1:]:
        tails = ("人民政府", "政府") if rest in ("", "人民政府") else (rest,)
        own += [head + tail for head in (place, place[-1]) for tail in tails]
    return Names(tuple(dict.fromkeys(one for one in own if len(one) > 2)), places)


def without_dates(text: str) -> str:
    """`text` with DATE in the place of dates, periods and years."""
    return _DATES.sub(DATE, text)


def _places(name: str) -> Iterator[str]:
    at = 0
    while found := _PLACE.match(name, at):
        yield found[0]
        at = found.end()
