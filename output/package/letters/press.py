"""Setting type: a template of typst and values go in, a PDF or pictures come out. The only importer of typst's compiler.

Values reach a template as JSON in `sys.inputs`, and are strings there: nothing of a page ever becomes markup.
"""

from __future__ import annotations

import dataclasses
import functools
import json
import logging
import shutil
import tempfile
import weakref
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from output.package.letters.fonts import GAP, Fonts, choose_fonts
from output.package.letters.letter import plain
from output.package.letters.settings import LetterError, LetterSettings
from output.package.letters.texts import OURS

CHINA = timezone(timedelta(hours=8))
STANDARDS = ["a-2a", "ua-1"]
"""PDF/A-2a to be kept, PDF/UA-1 to be read aloud: fonts embedded, tagged, language and title said."""
PIXELS = 220
log = logging.getLogger(__name__)


class Press:
    """A set of templates (a city's over ours) with its fonts."""

    def __init__(self, templates: Path | None, fonts: Fonts) -> None:
        import typst

        self._own = templates
        self._fonts = fonts
        self._root = Path(tempfile.mkdtemp(prefix="gongkai-letters-"))
        weakref.finalize(self, shutil.rmtree, self._root, ignore_errors=True)
        for folder in (OURS, *((templates,) if templates else ())):
            shutil.copytree(folder, self._root, dirs_exist_ok=True)
        self._typst_fonts = typst.Fonts(
            include_system_fonts=False, include_embedded_fonts=False, font_paths=list(fonts.folders)
        )

    def pdf(self, template: str, values: Mapping[str, Any], day: date) -> bytes:
        """A PDF of `values`, the same bytes for the same values and day. Raises LetterError."""
        return self._compile(template, values, format="pdf", pdf_standards=STANDARDS, timestamp=midnight(day))[0]

    def pictures(self, template: str, values: Mapping[str, Any]) -> list[bytes]:
        """PNG pictures of `values`, one for each page. Raises LetterError."""
        return self._compile(template, values, format="png", ppi=PIXELS)

    def _compile(self, template: str, values: Mapping[str, Any], **how: Any) -> list[bytes]:
        import typst

        fonts = {**self._fonts.named(), "official": sorted(self._fonts.official)}
        data = {**self._shown(values, template), "fonts": fonts}
        compiler = typst.Compiler(input=self._root / template, root=self._root, font_paths=self._typst_fonts)
        try:
            made, warned = compiler.compile_with_warnings(
                sys_inputs={"data": json.dumps(data, ensure_ascii=False)}, **how
            )
        except typst.TypstError as error:
            raise LetterError(self._fault(template, error)) from error
        for one in warned:
            log.warning("%s", self._fault(template, one))
        if made is None:
            raise LetterError(f"{self._place(template)}: made no document")
        return made if isinstance(made, list) else [made]

    def _shown(self, values: Mapping[str, Any], template: str) -> dict[str, Any]:
        missing: set[str] = set()

        def shown(text: str) -> str:
            missing.update(self._fonts.missing(text))
            return self._fonts.shown(text)

        made: dict[str, Any] = each_text(values, lambda text: shown(plain(text)))
        if missing:
            named = ", ".join(f"{one} (U+{ord(one):04X})" for one in sorted(missing))
            log.warning("%s: no font has %s; %s stands in their place", template, named, GAP)
        return made

    def _fault(self, template: str, fault: Any) -> str:
        """One line: file, line and column as the compiler says them, and what it says."""
        said = " ".join(str(fault.message).split())
        for line in str(fault.diagnostic).splitlines():
            if "┌─" in line:
                name, _, rest = line.split("┌─", 1)[1].strip().partition(".typ:")
                return f"{self._place(Path(f'{name}.typ').name)}:{rest}: {said}"
        return f"{self._place(template)}: {said}"

    def _place(self, name: str) -> Path:
        own = self._own / name if self._own else None
        return own if own and own.is_file() else OURS / name


def press_for(settings: LetterSettings) -> Press:
    """The press of these settings; the same one as long as no template file changes. Raises LetterError."""
    return _press(settings.templates, _state(settings.templates), choose_fonts(settings.fonts))


@functools.lru_cache(maxsize=4)
def _press(templates: Path | None, state: object, fonts: Fonts) -> Press:
    return Press(templates, fonts)


def _state(templates: Path | None) -> tuple[tuple[str, int, int], ...]:
    if templates is None:
        return ()
    found = ((path, path.stat()) for path in sorted(templates.rglob("*")) if path.is_file())
    return tuple((str(path), known.st_mtime_ns, known.st_size) for path, known in found)


def each_text(value: Any, change: Callable[[str], str]) -> Any:
    """Values for JSON, every text in them changed by `change`; dataclasses become mappings, days ISO dates."""
    if isinstance(value, str):
        return change(value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        named = {one.name: getattr(value, one.name) for one in dataclasses.fields(value)}
        return {name: each_text(one, change) for name, one in named.items()}
    if isinstance(value, Mapping):
        return {str(name): each_text(one, change) for name, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [each_text(one, change) for one in value]
    return value.isoformat() if isinstance(value, date) else value


def midnight(day: date) -> datetime:
    """The fixed time that a document of `day` says it was made at."""
    return datetime(day.year, day.month, day.day, tzinfo=CHINA).astimezone(UTC)
