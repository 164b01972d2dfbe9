"""Names of a unit and its place, and how a text reads without them: what is left tells a copy from a text of one's own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

UNIT, PLACE, DATE = "\ue000", "\ue001", "\ue002"
"""Stand in for a name of the unit, a name of its place, and a date (characters that no page uses)."""
_PLACE = re.compile(r"[\u4e00-\u9fff]{1,8}?(?:省|自治区|市|自治州|盟|县|区|旗|镇|乡)")
_OWN = "我局|本局|我委|本委|我办|我中心|本中心|我单位|本单位|我校|我院|局党组|委党组"
_HERE = "我市|全市|本市|我区|全区|本区|我县|全县|本县|我旗|全旗"
_DAY = r"20\d{2}(?:年度?|[-./])(?:\d{1,2}(?:月(?:份|\d{1,2}日)?|[-./]\d{1,2}日?))?|\d{1,2}月(?:份|\d{1,2}日)?|第[一二三四]季度|[上下]半年"
_DATES = re.compile(_DAY)


@dataclass(frozen=True, slots=True)
class Names:
    """How a unit calls itself: `units` are its names, `places` those of the area it serves, the widest first."""

    units: tuple[str, ...]
    places: tuple[str, ...]
    _names: re.Pattern[str] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        units = "|".join([*map(re.escape, sorted(self.units, key=lambda name: (-len(name), name))), _OWN])
        stems = [stem for place in self.places if len(stem := place[:-1]) > 1]
        places = "|".join([*map(re.escape, (*reversed(self.places), *stems)), _HERE])
        object.__setattr__(self, "_names", re.compile(f"({units})|(?:{places})"))

    def masked(self, text: str) -> str:
        """`text` with UNIT, PLACE and DATE in the place of names and dates."""
        return _DATES.sub(DATE, self._names.sub(lambda found: UNIT if found[1] else PLACE, text))


def names_of(name: str, aliases: Sequence[str] = ()) -> Names:
    """The names of a unit out of its full name and the names of its duties."""
    places = tuple(_places(name))
    rest = name.removeprefix("".join(places))
    own = [name, *aliases]
    if places and len(rest) > 2:
        own += [place + rest for place in places] + [places[-1][-1] + rest]
    if places and rest in ("", "人民政府"):
        own += [place + tail for place in (*places, places[-1][-1]) for tail in ("人民政府", "政府")]
    return Names(tuple(dict.fromkeys(one for one in own if len(one) > 2)), places)


def without_dates(text: str) -> str:
    """`text` with DATE in the place of dates, periods and years."""
    return _DATES.sub(DATE, text)


def _places(name: str) -> Iterator[str]:
    at = 0
    while found := _PLACE.match(name, at):
        yield found[0]
        at = found.end()
