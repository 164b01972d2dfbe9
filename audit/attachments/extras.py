"""What is only there when an extra of the package is installed."""

from __future__ import annotations

import importlib.util
import os

SWITCH = "GONGKAI_OCR"
NEEDED = ("rapidocr", "onnxruntime")


def recognises_scans() -> bool:
    """Whether characters are recognised here: the extra `gongkai[ocr]` is there, and GONGKAI_OCR does not say off."""
    return os.environ.get(SWITCH, "") != "off" and all(importlib.util.find_spec(name) is not None for name in NEEDED)
