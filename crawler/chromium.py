"""Where the optional browser is, and whether pages are drawn. Used by `crawler.browser` and for pictures of evidence."""

from __future__ import annotations

import os
import shutil
from importlib.util import find_spec

EXTRA = "scrapy_playwright"
SWITCH = "GONGKAI_DRAWING"
PROGRAMS = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")


def program() -> str:
    """The browser's path: GONGKAI_CHROMIUM, else the first one that is installed, else ""."""
    named = os.environ.get("GONGKAI_CHROMIUM")
    if named is not None:
        return shutil.which(named) or ""
    return next((path for name in PROGRAMS if (path := shutil.which(name))), "")


def hindrance() -> str:
    """What keeps pages from being drawn here, "" when nothing does: a switch, the extra `browser`, or no Chromium."""
    if os.environ.get(SWITCH) == "off":
        return f"{SWITCH} is off"
    if find_spec(EXTRA) is None:
        return "the extra gongkai[browser] is not installed"
    return "" if program() else "Chromium was not found"


def draws() -> bool:
    """Whether pages that a script draws can be drawn here."""
    return not hindrance()
