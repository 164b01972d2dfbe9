"""Optical character recognition by RapidOCR: PP-OCR models that come inside its wheel, run by onnxruntime, offline.

Only ever imported in the process for scans. Part of the extra `gongkai[ocr]`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from audit.attachments.content import one_line
from audit.attachments.pdf_lines import Line
from audit.attachments.ruling import Rule
from audit.attachments.scan import SCALE, Seen

if TYPE_CHECKING:
    from PIL.Image import Image

TALL = 1.6
"""Height over width above which a picture is cut into several: the recogniser shrinks its longer side."""
TILE = 1.4
LONGEST = 2_000
"""Pixels of the shorter side that are enough (A4 at 150 dpi has 1,240)."""
THREADS = 1
"""An audit has its own workers; and one thread gives the same sums in the same order every time."""
SHORTEST = 40
"""A ruling line is at least this part of the page's shorter side (one fortieth)."""


class Recogniser:
    """Loaded once, then called for every page. In: a picture. Out: what is seen on it."""

    def __init__(self) -> None:
        import cv2
        from rapidocr import RapidOCR

        cv2.setNumThreads(THREADS)
        self._engine: Any = RapidOCR(
            params={"Global.log_level": "critical", "EngineConfig.onnxruntime.intra_op_num_threads": THREADS}
        )

    def __call__(self, picture: Image) -> Seen:
        import numpy

        shorter = min(picture.size)
        if shorter > LONGEST:
            picture = picture.resize((picture.width * LONGEST // shorter, picture.height * LONGEST // shorter))
        pixels = numpy.asarray(picture.convert("RGB"))[:, :, ::-1]
        pieces: list[Line] = []
        scores: list[float] = []
        for top, bottom in _tiles(pixels):
            for line, score in self._pieces(numpy.ascontiguousarray(pixels[top:bottom]), top):
                pieces.append(line)
                scores.append(score)
        return Seen(tuple(pieces), tuple(scores), tuple(_rules(pixels)), pixels.shape[0] * SCALE)

    def _pieces(self, pixels: Any, top: int) -> Iterator[tuple[Line, float]]:
        found = self._engine(pixels)
        if found.txts is None:
            return
        for text, score, box in zip(found.txts, found.scores, found.boxes, strict=True):
            across, down = [float(x) * SCALE for x, _ in box], [(float(y) + top) * SCALE for _, y in box]
            if line := one_line(text):
                yield Line(line, min(across), max(across), min(down), max(down)), float(score)


def _tiles(pixels: Any) -> Iterator[tuple[int, int]]:
    """A picture cut from top to bottom where its rows are the most even, so that no line of text is cut."""
    height, width = pixels.shape[:2]
    if height <= TALL * width:
        yield 0, height
        return
    even = pixels.mean(axis=2).std(axis=1)
    size = max(int(TILE * width), 1)
    top = 0
    while height - top > TALL * width:
        first = top + size // 2
        cut = first + int(even[first : top + size].argmin())
        yield top, cut
        top = cut
    yield top, height


def _rules(pixels: Any) -> Iterator[Rule]:
    """Straight lines along the page, by morphological opening with long thin windows."""
    import cv2

    grey = cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY)
    ink = cv2.adaptiveThreshold(grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 25, 12)
    length = max(min(grey.shape) // SHORTEST, 20)
    for flat in (True, False):
        window = cv2.getStructuringElement(cv2.MORPH_RECT, (length, 1) if flat else (1, length))
        _, _, boxes, _ = cv2.connectedComponentsWithStats(cv2.morphologyEx(ink, cv2.MORPH_OPEN, window))
        for left, top, width, height, _ in boxes[1:].tolist():
            thick, start, size = (height, left, width) if flat else (width, top, height)
            if thick < length / 2:
                at = (top if flat else left) + thick / 2
                yield Rule(flat, at * SCALE, start * SCALE, (start + size) * SCALE)
