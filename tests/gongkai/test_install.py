"""What `pip install .` must bring along by name, since an old pip does not bring it along by itself."""

from __future__ import annotations

import tomllib
from pathlib import Path

PROJECT = Path(__file__).parents[2] / "pyproject.toml"


def test_the_cleaner_of_lxml_is_asked_for_by_name() -> None:
    # justext asks for lxml[html_clean]; pip 23 does not find that extra under its new spelling, and a page without
    # prose then ends in an ImportError.
    asked = tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]["dependencies"]
    assert any(one.startswith("lxml-html-clean") for one in asked)
