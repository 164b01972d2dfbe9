"""Whose text a page is: national and provincial bodies, neighbours, schools, newspapers and sites that are no office."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from audit.issuer import issuer
from audit.model import Document

CASES = yaml.safe_load(Path(__file__).with_name("issuers.yml").read_text(encoding="utf-8"))


def told(case: dict[str, Any]) -> str:
    document = Document(
        url="", title=case["title"], text=case.get("text", ""), source=case.get("source"),
        doc_number=case.get("doc_number"), page_type=case["type"],
    )  # fmt: skip
    return issuer(document, case["names"])


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['title']} · {case['names'][0]}")
def test_whose_text_it_is(case: dict[str, Any]) -> None:
    assert told(case) == case["whose"]


def test_there_are_enough_of_each() -> None:
    assert len(CASES) >= 50
    assert {case["whose"] for case in CASES} == {"self", "higher", "peer", "lower", "media"}
