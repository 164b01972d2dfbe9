"""JEECMS and its kin: index_2.jhtml, often reached by ``onclick="location.href=…"`` on ``href="#"``: links to us."""

from __future__ import annotations

import re

from crawler.cms.family import Family

FAMILY = Family(
    hints=("jeecms", ".jhtml"), mark=re.compile(r"jeecms|\.jhtml", re.I), article=re.compile(r"/\d+\.jhtml$")
)
