"""A captured page as a picture, where a Chromium is installed: without scripts, without network, within a time limit."""

from __future__ import annotations

import logging
import subprocess
import tempfile
from pathlib import Path

from lxml.etree import LxmlError
from lxml.html import HTMLParser, document_fromstring, tostring
from lxml_html_clean import Cleaner

from crawler.charset import decode
from crawler.chromium import program

log = logging.getLogger(__name__)
TIME_LIMIT = 40
WINDOW = "1200,2400"
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


def picture(body: bytes, content_type: str = "") -> bytes:
    """A PNG of a page's HTML; b"" without a browser, or when it could not be drawn in time.

    The page is hostile: its scripts are off, every host name leads nowhere, the profile is thrown away.
    """
    chromium = program()
    if not chromium:
        return b""
    with tempfile.TemporaryDirectory(prefix="gongkai-picture-") as scratch:
        folder = Path(scratch)
        page, shot = folder / "page.html", folder / "page.png"
        try:
            page.write_text(harmless(decode(body, content_type)), encoding="utf-8")
        except (LxmlError, ValueError, UnicodeError) as error:
            log.warning("the page could not be drawn: %s", error)
            return b""
        command = [
            chromium, "--headless", "--no-sandbox", "--no-first-run", "--disable-gpu", "--hide-scrollbars", "--disable-extensions",
            "--disable-background-networking", "--host-resolver-rules=MAP * ~NOTFOUND",
            f"--user-data-dir={folder / 'profile'}", f"--window-size={WINDOW}", f"--screenshot={shot}", page.as_uri(),
        ]  # fmt: skip
        try:
            subprocess.run(command, timeout=TIME_LIMIT, check=True, capture_output=True)  # noqa: S603
        except (OSError, subprocess.SubprocessError) as error:
            log.warning("the page could not be drawn: %s", error)
        return shot.read_bytes() if shot.exists() else b""


def harmless(markup: str) -> str:
    """The page without scripts, frames, plug-ins and redirections, under a policy that fetches nothing."""
    cleaner = Cleaner(
        scripts=True, javascript=True, meta=True, embedded=True, frames=True, forms=False, page_structure=False,
        links=True, processing_instructions=True, safe_attrs_only=False, remove_unknown_tags=False,
    )  # fmt: skip
    root = document_fromstring(markup.encode("utf-8"), parser=HTMLParser(encoding="utf-8"))
    cleaner(root)
    policy = f'<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{POLICY}">'
    return f"<!DOCTYPE html>{policy}{tostring(root, encoding='unicode')}"
