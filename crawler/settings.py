"""Scrapy's settings for this project. Politeness and guards stand here once; a run may only slow them down."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

from crawler.capture import BODY_LIMIT

try:
    VERSION = version("gongkai")
except PackageNotFoundError:
    VERSION = "0"

BOT_NAME = "gongkai"
SPIDER_MODULES = ["crawler.spiders"]
NEWSPIDER_MODULE = "crawler.spiders"


def user_agent(contact: str = "") -> str:
    """Who we are and whom to ask: one identity for every site."""
    return f"gongkai/{VERSION} (government disclosure audit; {contact or 'no contact given'})"


USER_AGENT = user_agent()
ROBOTSTXT_USER_AGENT = "gongkai"
ROBOTSTXT_OBEY = True

CONCURRENT_REQUESTS_PER_DOMAIN = 1
DOWNLOAD_DELAY = 1.0
DOWNLOAD_DELAY_JITTER = 0.0
DOWNLOAD_TIMEOUT = 30.0
RETRY_TIMES = 2
CRAWL_DELAY_CAP = 60.0
"""Seconds beyond which a robots.txt Crawl-delay is not followed literally, and a host is not slowed down further."""
DRAWS = False
"""Whether there is a browser for pages that a script draws: crawler.browser.settings says so."""
DRAWN_PAGES = 30
"""Pages of one unit that are drawn in one visit, and the seconds that one may take to appear."""
DRAWN_TIMEOUT = 30.0
SLOWER_FROM = 2.0
"""Seconds that a host's delay grows to, at least, when it answers 429 or 503 for the first time."""
LONGEST_CLOSED = 12 * 3600.0
"""Seconds that are waited for a unit's hours to begin; a unit that opens later is left to the resumed run."""
CLOCK_STARTS = ""
"""A time (ISO 8601, with zone) that the crawl takes for the moment of its start, instead of this machine's clock."""
EXTENSIONS = {"crawler.pace.PaceKeeper": 0}

DOWNLOAD_MAXSIZE = BODY_LIMIT
DOWNLOAD_WARNSIZE = 0
REDIRECT_MAX_TIMES = 5
DOWNLOAD_VERIFY_CERTIFICATES = True
HTTPPROXY_ENABLED = False
"""A proxy would resolve names itself, behind the guard's back."""
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False
METAREFRESH_ENABLED = False
HTTPERROR_ALLOW_ALL = True
TWISTED_DNS_RESOLVER = "crawler.guard.GuardedResolver"
DOWNLOAD_HANDLERS = {
    "data": None,
    "file": None,
    "ftp": None,
    "s3": None,
    "http": "crawler.sending.Http",
    "https": "crawler.tls.Https",
}

DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "zh-CN,zh;q=0.9",
    "Accept-Encoding": "gzip, deflate",
}
DOWNLOADER_MIDDLEWARES = {
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "crawler.guard.ObeyRobots": 100,
    "crawler.guard.GuardMiddleware": 820,
    "crawler.whole.WholeMiddleware": 850,
    "crawler.wire.RecordMiddleware": 895,
}
DUPEFILTER_CLASS = "scrapy.dupefilters.BaseDupeFilter"
CONCURRENT_ITEMS = 2
"""Scrapy starts as many tasks for every response; a visit hands over its requests one by one."""
STATS_DUMP = False
LOG_LEVEL = "INFO"
LOGSTATS_INTERVAL = 0
MEMUSAGE_ENABLED = False
