"""Which engine judged: a digest over everything beside the rule book that decides what a document comes to."""

from __future__ import annotations

import functools
import hashlib
import sys
import unicodedata
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from importlib.resources.abc import Traversable

from audit.attachments.extras import recognises_scans

LIBRARIES = (
    "beautifulsoup4", "jieba", "libarchive-c", "lxml", "lxml-html-clean", "olefile", "onnxruntime", "openpyxl",
    "pdfplumber", "pillow", "pypdfium2", "python-calamine", "python-docx", "rapidocr", "trafilatura",
)  # fmt: skip
"""Libraries that read pages and files or cut text."""
BESIDE = (
    ("crawler", "charset.py"),
    ("rules", "load.py"),
    ("rules", "model.py"),
    ("rules", "recognisers.py"),
    ("rules", "strict.py"),
)
"""Modules of other rooms that the audit reads pages or rules with."""


@functools.cache
def engine_digest() -> str:
    """SHA-256 over the sources of the audit room and the versions of the libraries that matter, the same on every
    machine that has the same of both."""
    total = hashlib.sha256()
    for name, source in sorted([*_sources(files("audit"), "audit"), *_beside()]):
        total.update(f"{name}\0{len(source)}\0".encode() + source)
    python = f"{sys.version_info.major}.{sys.version_info.minor} {unicodedata.unidata_version}"
    scans = f"scans {'recognised' if recognises_scans() else 'unread'}"
    total.update("\0".join([python, scans, *(f"{name} {_version(name)}" for name in LIBRARIES)]).encode())
    return total.hexdigest()


def _sources(folder: Traversable, name: str) -> Iterator[tuple[str, bytes]]:
    for one in folder.iterdir():
        if one.is_dir():
            yield from _sources(one, f"{name}/{one.name}")
        elif one.name.endswith(".py"):
            yield f"{name}/{one.name}", one.read_bytes()


def _beside() -> Iterator[tuple[str, bytes]]:
    for package, name in BESIDE:
        yield f"{package}/{name}", (files(package) / name).read_bytes()


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "none"
