"""A challenge page is told from content by what it lacks, not by a word it contains."""

from __future__ import annotations

import pytest

from crawler.blocking import challenge_name

ARTICLE = (
    "<html><body><h1>关于开展网站安全验证工作的通知</h1><p>"
    + "各单位要认真落实安全验证与防火墙配置要求。" * 30
    + "</p></body></html>"
)
SCRIPT = "<script>{}</script>"


def page(text: str = "", script: str = "") -> bytes:
    return f"<!DOCTYPE html><html><head>{SCRIPT.format(script)}</head><body>{text}</body></html>".encode()


@pytest.mark.parametrize(
    ("status", "body", "name"),
    [
        (521, page(script="document.cookie=('_')+('_')+('j')+('s')+('l')+('_clearance')"), "jiasule"),
        (521, b"", "firewall"),
        (412, page(script="$_ts=window['$_ts'];if(!$_ts)$_ts={};"), "ruishu"),
        (202, page(script="$_ts=window['$_ts'];"), "ruishu"),
        (200, page(script="var arg1='3A';function setCookie(){document.cookie='acw_sc__v2='+x}"), "aliyun"),
        (200, page("<div>请完成安全验证后继续访问</div><div>拖动滑块</div>"), "firewall"),
        (200, page("<h1>您的请求已被拦截</h1>如有疑问请联系网站管理员"), "firewall"),
        (403, page("您的访问可能对网站造成安全威胁，" + "事件编号" * 200), "firewall"),
        (503, page("Checking your browser before accessing", "window._cf_chl_opt={}"), "cloudflare"),
        (200, "<html><body>访问过于频繁，请稍后再试</body></html>".encode("gb18030"), "firewall"),
        (200, page(script="window.location='/WZWSREL2luZGV4?wzwschallenge=1'"), "wzws"),
    ],
)
def test_an_interstitial_is_named(status: int, body: bytes, name: str) -> None:
    assert challenge_name(status, body) == name


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (200, ARTICLE.encode()),
        (200, ARTICLE.replace("<html>", "<html><script>$_ts=window['$_ts'];</script>").encode()),
        (200, page("<p>暂无信息</p>")),
        (200, b"%PDF-1.7 __jsl_clearance"),
        (200, b""),
        (403, page("<h1>403 Forbidden</h1>nginx")),
        (404, page("<h1>404 Not Found</h1>")),
        (500, page("服务器内部错误，请求被拦截器处理时出错")),
    ],
)
def test_what_is_content_or_another_error_is_not(status: int, body: bytes) -> None:
    assert challenge_name(status, body) is None
