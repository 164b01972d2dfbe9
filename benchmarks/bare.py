"""The yardstick of `benchmarks.crawl`: Scrapy alone, following the same links and keeping nothing.

``python -m benchmarks.bare FLAVOUR HOST_CONCURRENCY URL…`` prints the number of pages as JSON. `seen` takes hrefs by
XPath and drops those it knows before a Request is made, the fastest plain way; `follow` is the spider of Scrapy's
tutorial (``response.follow_all(css="a")``), `extractor` uses LinkExtractor; both leave duplicates to Scrapy's own filter.
"""

from __future__ import annotations

import json
import sys
from collections.abc import AsyncIterator, Iterator
from typing import Any
from urllib.parse import urlsplit

import scrapy
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import Response
from scrapy.linkextractors import LinkExtractor

FLAVOURS = ("seen", "follow", "extractor")


class Bare(scrapy.Spider):
    """Follows every link on its hosts."""

    name = "bare"

    def __init__(self, urls: list[str], flavour: str, **more: Any) -> None:
        super().__init__(**more)
        self.urls, self.flavour = urls, flavour
        self.hosts = {urlsplit(url).netloc for url in urls}
        self.allowed_domains = [urlsplit(url).hostname or "" for url in urls]
        self.known = set(urls)
        self.extractor = LinkExtractor(allow_domains=list(self.hosts))
        self.pages = 0

    async def start(self) -> AsyncIterator[Any]:
        for url in self.urls:
            yield scrapy.Request(url, dont_filter=self.flavour == "seen")

    def parse(self, response: Response, **_: Any) -> Iterator[scrapy.Request]:
        self.pages += 1
        if self.flavour == "extractor":
            yield from (scrapy.Request(link.url) for link in self.extractor.extract_links(response))
            return
        if self.flavour == "follow":
            yield from response.follow_all(css="a")  # type: ignore[attr-defined]
            return
        for href in response.xpath("//a/@href").getall():
            url = response.urljoin(href)
            if url not in self.known and urlsplit(url).netloc in self.hosts:
                self.known.add(url)
                yield scrapy.Request(url, dont_filter=True)


def main() -> None:
    flavour, concurrency, *urls = sys.argv[1:]
    process = AsyncCrawlerProcess({
        "CONCURRENT_REQUESTS": 2 * len(urls) + 8, "CONCURRENT_REQUESTS_PER_DOMAIN": int(concurrency), "DOWNLOAD_DELAY": 0,
        "LOG_LEVEL": "WARNING", "TELNETCONSOLE_ENABLED": False, "REMOTE_CONTROL_ENABLED": False, "ROBOTSTXT_OBEY": True,
    })  # fmt: skip
    crawler = process.create_crawler(Bare)
    process.crawl(crawler, urls=urls, flavour=flavour)
    process.start()
    json.dump({"pages": crawler.spider.pages}, sys.stdout)


if __name__ == "__main__":
    main()
