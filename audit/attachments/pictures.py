"""Pictures: unreadable without a recogniser; with one, read like a scanned page."""

from __future__ import annotations

import re
import time
import warnings
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING

from audit.attachments.content import Content, Unreadable
from audit.attachments.scan import MAX_PAGES, SECONDS, Recognise, Seen, content_of_scans

if TYPE_CHECKING:
    from PIL.Image import Image

FORMATS = ("PNG", "JPEG", "GIF", "BMP", "TIFF")
MAX_PIXELS = 40_000_000
LEAST_SIDE = 100
"""Pixels: less is an icon or a line."""
_ENDINGS = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff")


def read(body: bytes) -> Content:
    """Raises Unreadable (no_text_layer): a picture has no text that could be read as it is."""
    raise Unreadable("no_text_layer")


def recognised(body: bytes, recognise: Recognise) -> Content:
    """What is written on a picture, of a TIFF on all its pages. Raises Unreadable."""
    return _recognised(_frames(body), recognise)


def recognised_in_zip(body: bytes, recognise: Recognise, plain: Content) -> Content:
    """What is written on the pictures in an office file or an OFD file, after what it says itself (`plain`)."""
    with zipfile.ZipFile(BytesIO(body)) as archive:
        names = sorted(filter(_is_shown, archive.namelist()), key=_in_order)
        seen = _recognised((frame for name in names for frame in _frames_or_none(archive.read(name))), recognise)
    return replace(seen, lines=(*plain.lines, *seen.lines), tables=(*plain.tables, *seen.tables))


def _is_shown(name: str) -> bool:
    """Whether a part is a picture in the document, not a small view of it, nor a seal's."""
    lowered = name.lower()
    return lowered.endswith(_ENDINGS) and not re.search(r"thumb|^docprops/|/signs?/", lowered)


def _in_order(name: str) -> tuple[str | int, ...]:
    """image2 before image10."""
    return tuple(int(part) if part.isdecimal() else part for part in re.split(r"(\d+)", name))


def _recognised(frames: Iterable[Image], recognise: Recognise) -> Content:
    until = time.process_time() + SECONDS
    scans: list[Seen] = []
    unread = ""
    for frame in frames:
        if len(scans) == MAX_PAGES or time.process_time() > until:
            unread = "too_large" if len(scans) == MAX_PAGES else "too_slow"
            break
        scans.append(recognise(frame))
    return content_of_scans(scans, unread)


def _frames_or_none(body: bytes) -> Iterator[Image]:
    """The frames of one picture among several; a damaged one is left out."""
    try:
        yield from _frames(body)
    except Unreadable:
        return


def _frames(body: bytes) -> Iterator[Image]:
    from PIL import Image, UnidentifiedImageError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow warns of large pictures; ours are measured below
            picture = Image.open(BytesIO(body), formats=FORMATS)
        for number in range(min(getattr(picture, "n_frames", 1) if picture.format == "TIFF" else 1, MAX_PAGES + 1)):
            picture.seek(number)
            if picture.width * picture.height > MAX_PIXELS:
                raise Unreadable("too_large")
            if min(picture.size) >= LEAST_SIDE:
                yield _on_white(picture)
    except Image.DecompressionBombError as error:
        raise Unreadable("too_large") from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError) as error:
        raise Unreadable("damaged") from error


def _on_white(picture: Image) -> Image:
    """The picture as a page shows it: what is transparent is white."""
    from PIL import Image

    if picture.mode not in ("RGBA", "LA", "P", "PA"):
        return picture.convert("RGB")
    shown = picture.convert("RGBA")
    page = Image.new("RGBA", shown.size, "white")
    page.alpha_composite(shown)
    return page.convert("RGB")
