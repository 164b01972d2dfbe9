"""SiteServer CMS: channels/1751.html, channels/1751_2.html, contents/<channel>/<id>.html; the pager is made of links."""

from __future__ import annotations

import re

from crawler.cms.family import Family

FAMILY = Family(
    hints=("channels/", "contents/", "siteserver", "sitefiles/"),
    mark=re.compile(r"/?channels/\d+|contents/\d+/\d+\.html|siteserver|sitefiles/assets", re.I),
    article=re.compile(r"/contents/\d+/\d+\."),
)
