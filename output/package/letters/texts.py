"""The words of the letters: templates/wording.toml, entry by entry replaced by a city's own file of that name."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path

from output.package.letters.settings import LetterError

NAME = "wording.toml"
OURS = Path(__file__).parent / "templates"
_FIELD = re.compile(r"\{(\w+)\}")
Text = str | tuple[str, ...]


COMMON: Mapping[str, frozenset[str]] = {
    "notice": frozenset("unit issuer city as_of day deadline problems contact telephone reply_to".split()),
    "bulletin": frozenset("issuer city as_of day deadline problems units contact telephone".split()),
    "checkup": frozenset("unit issuer city as_of day problems".split()),
}
"""Names that every entry of a table may use, beside those that ours uses."""


class Texts:
    """The entries of one table, such as ``[notice]``, with the values of the names that all of them may use."""

    def __init__(self, entries: Mapping[str, Text], values: Mapping[str, object]) -> None:
        self._entries = entries
        self._values = values

    def say(self, entry: str, **values: object) -> str:
        """The text of an entry, each {name} filled in once: braces in a value stay as they are."""
        text = self._entries[entry]
        return fill(text if isinstance(text, str) else "".join(text), {**self._values, **values})

    def each(self, entry: str, **values: object) -> tuple[str, ...]:
        """The texts of an entry that is a list."""
        texts = self._entries[entry]
        return tuple(fill(text, {**self._values, **values}) for text in ((texts,) if isinstance(texts, str) else texts))


def fill(text: str, values: Mapping[str, object]) -> str:
    """Put `values` in place of {names}."""
    return _FIELD.sub(lambda match: str(values.get(match[1], match[0])), text)


def read_texts(table: str, templates: Path | None, values: Mapping[str, object]) -> Texts:
    """The words of one table, with `values` for the names in COMMON.

    Raises LetterError naming file and line for a file that cannot be used.
    """
    ours = _read(OURS / NAME)
    own = templates / NAME if templates else None
    if own is None or not own.is_file():
        return Texts(ours[table], values)
    theirs = _read(own)
    _check(own, ours, theirs)
    return Texts({**ours[table], **theirs.get(table, {})}, values)


def _read(path: Path) -> Mapping[str, Mapping[str, Text]]:
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise LetterError(f"{path}: {error}") from error
    tables = {name: value for name, value in said.items() if isinstance(value, dict)}
    if stray := sorted(said.keys() - tables.keys()):
        raise LetterError(f"{path}:{_line(path, stray[0])}: {stray[0]}: put it under [notice], [bulletin] or [checkup]")
    return {name: {key: _text(path, key, value) for key, value in table.items()} for name, table in tables.items()}


def _text(path: Path, key: str, value: object) -> Text:
    if isinstance(value, str):
        return value
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return tuple(value)
    raise LetterError(f"{path}:{_line(path, key)}: {key}: must be a text or a list of texts")


def _check(path: Path, ours: Mapping[str, Mapping[str, Text]], theirs: Mapping[str, Mapping[str, Text]]) -> None:
    for table, entries in theirs.items():
        if table not in ours:
            raise LetterError(f"{path}:{_line(path, table)}: [{table}]: unknown; known are: {', '.join(ours)}")
        for key, value in entries.items():
            place = f"{path}:{_line(path, key, table)}: {key}"
            if key not in ours[table]:
                raise LetterError(f"{place}: unknown; known are: {', '.join(ours[table])}")
            if isinstance(value, str) != isinstance(ours[table][key], str):
                raise LetterError(
                    f"{place}: must be a {'text' if isinstance(ours[table][key], str) else 'list of texts'}"
                )
            usable = COMMON[table] | _fields(ours[table][key])
            if wrong := sorted(_fields(value) - usable):
                raise LetterError(f"{place}: {{{wrong[0]}}} is not known here; known are: {', '.join(sorted(usable))}")


def _fields(text: Text) -> set[str]:
    return set(_FIELD.findall(text if isinstance(text, str) else "".join(text)))


def _line(path: Path, key: str, table: str = "") -> int:
    here = ""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if header := re.match(r"\s*\[\s*([\w-]+)\s*\]", line):
            here = header[1]
            if not table and here == key:
                return number
        elif (not table or here == table) and re.match(rf"\s*[\"']?{re.escape(key)}[\"']?\s*=", line):
            return number
    return 1
