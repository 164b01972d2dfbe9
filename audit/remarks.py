"""What the reason of a verdict adds about the page that shows a point. It changes no outcome."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from audit.model import Document
from audit.question import Question
from audit.timely.annual_report import absent_parts
from audit.timely.lateness import delay

Remark = Callable[[Question, Document], str]


def remarks(question: Question, document: Document) -> str:
    """All remarks on the page, each behind a semicolon; empty when there is nothing to add."""
    rules = [REMARKS[question.point.id]] if question.point.id in REMARKS else []
    said = (rule(question, document) for rule in (*rules, _late))
    return "".join(f"；{one}" for one in said if one)


def _late(question: Question, document: Document) -> str:
    found = delay(question.site, document, question.point, question.as_of)
    return found.proof if found else ""


def _six_parts(question: Question, document: Document) -> str:
    """GR-06: which of the six parts of the report (条例 art. 50) its page and files show."""
    page = document.parent_url or document.url
    bundle = [one.document for one in question.site.judgements if page in (one.document.url, one.document.parent_url)]
    if any(one.unread for one in bundle):
        return ""
    absent = absent_parts(one.text for one in bundle)
    return f"报告未见{'、'.join(absent)}部分" if absent else "报告六个部分齐全"


REMARKS: Mapping[str, Remark] = {"GR-06": _six_parts}
