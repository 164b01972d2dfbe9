"""Personal data in the shapes of real pages, and what only looks like it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from audit.extract import extract
from audit.model import Document
from audit.privacy import scan

CASES = yaml.safe_load(Path(__file__).with_name("privacy_cases.yml").read_text(encoding="utf-8"))


def document(case: dict[str, Any]) -> Document:
    title = case.get("title", "")
    if "html" in case:
        body = f"<div><h1>公示</h1><p>发布时间：2026-05-06</p><div class='txt'>{case['html']}</div></div>"
        return extract(f"<html><body>{body}</body></html>".encode())
    rows = tuple(tuple(row) for row in case.get("table", ()))
    lines = [case.get("text", ""), *("\t".join(row) for row in rows)]
    text = "\n".join(line for line in lines if line)
    return Document(url="u", title=title, text=text, tables=(rows,) if rows else ())


def kinds(case: dict[str, Any]) -> set[str]:
    return {hit.id for hit in scan(document(case), b"salt") if not hit.masked}


def name(case: dict[str, Any]) -> str:
    return str(case.get("title") or case.get("text") or case.get("html"))[:30]


def test_there_are_enough_of_both() -> None:
    assert len(CASES["shown"]) >= 60 and len(CASES["clean"]) >= 60
    assert {kind for case in CASES["shown"] for kind in case["kinds"]} == {f"PRIV-{n:02}" for n in range(1, 14)} - {"PRIV-12"}  # fmt: skip


@pytest.mark.parametrize("case", CASES["shown"], ids=name)
def test_what_is_shown_is_found(case: dict[str, Any]) -> None:
    assert set(case["kinds"]) <= kinds(case)


@pytest.mark.parametrize("case", CASES["clean"], ids=name)
def test_what_is_clean_is_left_alone(case: dict[str, Any]) -> None:
    assert kinds(case) == set()
