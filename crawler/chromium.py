"""Where the optional browser is. What it is used for: `crawler.browser` (script pages), pictures of evidence."""

from __future__ import annotations

import os
import shutil

PROGRAMS = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")


def program() -> str:
    """The browser's path: GONGKAI_CHROMIUM, else the first one that is installed, else ""."""
    named = os.environ.get("GONGKAI_CHROMIUM")
    if named is not None:
        return shutil.which(named) or ""
    return next((path for name in PROGRAMS if (path := shutil.which(name))), "")
