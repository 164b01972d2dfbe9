"""How publishing systems name and draw things: one module per style, all with the same five functions."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from gongkai.demo.styles import guangdong, jcms, siteserver, trs, ucap, vsb
from gongkai.demo.styles.frame import Style

STYLES: Mapping[str, Style] = MappingProxyType(
    {
        "trs": trs.STYLE,
        "ucap": ucap.STYLE,
        "siteserver": siteserver.STYLE,
        "vsb": vsb.STYLE,
        "jcms": jcms.STYLE,
        "guangdong": guangdong.STYLE,
    }
)
