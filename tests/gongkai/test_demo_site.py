"""The sample city's sites, as they lie on disk and as they are served."""

from __future__ import annotations

import re
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import openpyxl
import pdfplumber
import pypdfium2
import pytest
from lxml import html

from gongkai.demo.build import Sample, build
from gongkai.demo.city import CityError, load_city, parse_articles
from gongkai.demo.markup import blocks, filled, to_html
from gongkai.demo.server import free_port, serve

PAGES = {".html", ".htm", ".shtml"}


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    return build(tmp_path_factory.mktemp("city"), free_port(load_city(), 19000))


def pages(sample: Sample) -> Iterator[tuple[str, str]]:
    """Every page of the city: its address and its text."""
    for site in sample.sites:
        folder = sample.folder / site.unit
        for path in sorted(folder.rglob("*")):
            if path.suffix in PAGES:
                yield f"{site.origin}/{path.relative_to(folder)}", path.read_bytes().decode(site.charset)


def links(url: str, text: str) -> Iterator[str]:
    """Links of a page as a reader's browser would find them: also from lists inside scripts and from jumps."""
    text = re.sub(r"<!\[CDATA\[|\]\]>|<script type=\"text/xml\">", "", text)
    root = html.fromstring(text.encode("utf-8"), parser=html.HTMLParser(encoding="utf-8"))
    found = [*root.xpath("//@href"), *re.findall(r'location\.href="([^"]+)"', text)]
    return (urljoin(url, href).split("#")[0] for href in found if not href.startswith("javascript:"))


def on_disk(sample: Sample, url: str) -> bool:
    parts = urlsplit(url)
    site = next(site for site in sample.sites if site.address == parts.hostname)
    target = sample.folder / site.unit / unquote(parts.path).lstrip("/")
    return target.is_file() or (target / "index.html").is_file()


def test_every_link_resolves_except_the_planted_ones(sample: Sample) -> None:
    broken = {link for url, text in pages(sample) for link in links(url, text) if not on_disk(sample, link)}
    assert broken == sample.dead
    assert len(broken) >= 4


def test_every_page_is_linked_from_somewhere(sample: Sample) -> None:
    linked = {unquote(link) for url, text in pages(sample) for link in links(url, text)}
    paged = re.compile(r"(_\d+|/\d+)\.(html|htm|shtml)$|/search\.html$|/index\.html$")
    alone = [url for url, _ in pages(sample) if url not in linked and not paged.search(url)]
    jumped = [url for url in alone if not url.endswith("jump.html")]
    assert jumped == []


def test_gbk_pages_declare_gb2312(sample: Sample) -> None:
    page = (sample.folder / "sthj" / "index.html").read_bytes()
    assert b'charset="gb2312"' in page
    with pytest.raises(UnicodeDecodeError):
        page.decode("utf-8")
    assert "云河市生态环境局" in page.decode("gb18030")


@pytest.mark.parametrize(
    ("unit", "mark"),
    [
        ("nync", 'createPageHTML(2, 0, "index", "html")'),
        ("mzj", "<UCAPCONTENT>"),
        ("jyj", '<a href="/channels/1751_2.html">下一页</a>'),
        ("wjw", '<a href="wjyw/1.htm">下页</a>'),
        ("scjg", "<record><![CDATA["),
        ("yjj", "/content/post_"),
    ],
)
def test_six_publishing_styles(sample: Sample, unit: str, mark: str) -> None:
    site = next(site for site in sample.sites if site.unit == unit)
    assert any(mark in text for url, text in pages(sample) if url.startswith(f"{site.origin}/"))


def test_attachments_are_real_files_of_their_kind(sample: Sample) -> None:
    def one(unit: str, kind: str) -> Path:
        return next((sample.folder / unit).rglob(f"P*.{kind}"))

    sheet = openpyxl.load_workbook(one("jyj", "xlsx")).active
    assert sheet is not None
    assert [cell.value for cell in sheet[3]] == ["学前教育", 6120.4, 4980.2, 1140.2]
    report = one("sthj", "pdf")
    with pdfplumber.open(report) as document:
        assert "建设单位：云河制药股份有限公司" in document.pages[0].extract_text()
    with pypdfium2.PdfDocument(report) as document:
        assert "建设单位：云河制药股份有限公司" in document[0].get_textpage().get_text_bounded()
    with pypdfium2.PdfDocument(one("qinghe", "pdf")) as document:
        assert document[0].get_textpage().get_text_bounded().strip() == ""
    assert one("tyj", "xls").read_bytes().startswith(b"\xd0\xcf\x11\xe0")
    assert one("wjw", "docx").read_bytes().startswith(b"PK")
    assert one("yjj", "rar").read_bytes().startswith(b"Rar!")
    assert "大豆油" in next(path.read_text("gb18030") for path in (sample.folder / "scjg").rglob("P*.csv"))


def test_building_twice_gives_the_same_bytes(sample: Sample, tmp_path: Path) -> None:
    again = build(tmp_path, sample.sites[0].port)
    for path in sample.folder.rglob("*.*"):
        if path.is_file():
            assert path.read_bytes() == (again.folder / path.relative_to(sample.folder)).read_bytes(), path


def test_every_site_answers_on_its_own_address(sample: Sample) -> None:
    def get(unit: str, path: str) -> tuple[int, str, bytes]:
        site = next(site for site in sample.sites if site.unit == unit)
        connection = HTTPConnection(site.address, site.port, timeout=5)
        connection.request("GET", path)
        answer = connection.getresponse()
        result = answer.status, answer.headers["Content-Type"], answer.read()
        connection.close()
        return result

    with serve(sample):
        assert get("nync", "/")[:2] == (200, "text/html")
        assert get("nync", "/gone.html")[0] == 404
        assert get("nync", "/../mzj/index.html")[0] == 404
        status, _, body = get("rsj", "/")
        assert (status, b"_clearance" in body) == (521, True)
        with pytest.raises(ConnectionRefusedError):
            get("canlian", "/")


def test_merged_cells() -> None:
    text = "| 甲 | 乙 |\n| ^ | 丙 |\n| 合计 | < |"
    markup = to_html(text)
    assert '<td rowspan="2"><p>甲</p></td>' in markup
    assert '<td colspan="2"><p>合计</p></td>' in markup
    (rows,) = blocks(text)
    assert not isinstance(rows, str)
    assert filled(rows) == [["甲", "乙"], ["甲", "丙"], ["合计", "合计"]]


def test_an_article_without_a_date_is_named(tmp_path: Path) -> None:
    source = tmp_path / "a.md"
    source.write_text("# 没有日期的通知\nsource: 某局\n\n正文。\n", encoding="utf-8")
    with pytest.raises(CityError, match=r"a\.md: 没有日期的通知"):
        parse_articles(source, 1)
