"""博达 VSB (Webplus): a list is rczp.htm, its other pages rczp/1.htm … counted down; the pager is made of links."""

from __future__ import annotations

import re

from crawler.cms.family import Family

FAMILY = Family(
    hints=("vsb_content", "v_news_content", "_sitegray", "/info/", "treetempurl"),
    mark=re.compile(r"vsb_content|v_news_content|_sitegray|/info/\d+/\d+\.htm|TreeTempUrl"),
    article=re.compile(r"/info/\d+/\d+\.|NewsContentUrl|LeaderMailContentUrl|[?&]wbnewsid=\d"),
)
