"""For every test: scans stay unread unless a test asks for them, so that all machines come to the same."""

from __future__ import annotations

import os

os.environ["GONGKAI_OCR"] = "off"
