"""EmpireCMS (帝国): lists index.html, index_2.html, or /e/action/ListInfo/?classid=3&page=1, counted from 0.

The pager is made of links; a chooser of pages (``<select onchange="self.location.href=…">``) stands beside them.
"""

from __future__ import annotations

import re

from crawler.cms.family import Family

FAMILY = Family(
    hints=("/e/", "/d/file/", "empirecms", "帝国网站", "&nbsp;", "classid="),
    mark=re.compile(
        r"""/e/(?:action|public|data|search|pl|member|DownSys)/|/d/file/|EmpireCMS|帝国网站管理系统|<b>&nbsp;[\d,]+</b>|[?&]classid=\d+"""
    ),
    article=re.compile(r"/e/action/ShowInfo(?:\.php|/)?\?classid=\d+&(?:amp;)?id=\d+", re.I),
)
