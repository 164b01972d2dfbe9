"""For every test: scans stay unread and script pages undrawn unless a test asks for it, so that all machines agree."""

from __future__ import annotations

import os

os.environ["GONGKAI_OCR"] = "off"
os.environ["GONGKAI_DRAWING"] = "off"
