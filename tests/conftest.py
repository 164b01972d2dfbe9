"""For every test: scans stay unread and script pages undrawn unless a test asks for it, so that all machines agree, and
no property fails because a machine was slow."""

from __future__ import annotations

import os

from hypothesis import settings

os.environ["GONGKAI_OCR"] = "off"
os.environ["GONGKAI_DRAWING"] = "off"

settings.register_profile("gongkai", deadline=None)
settings.load_profile("gongkai")
