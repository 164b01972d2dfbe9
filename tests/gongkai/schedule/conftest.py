"""Lets the tests of the schedule use the crawler's small town of sites."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "crawler"))
