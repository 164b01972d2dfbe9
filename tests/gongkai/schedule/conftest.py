"""Lets the tests of the schedule use the crawler's small town of sites, and run directories written by hand."""

from __future__ import annotations

import sys
from pathlib import Path

for room in ("crawler", "output"):
    sys.path.insert(0, str(Path(__file__).parents[2] / room))
