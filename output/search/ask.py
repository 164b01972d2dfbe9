"""Questions to the index: all words must be there, quoted ones literally; the best answers first, with a snippet."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import click
import duckdb

from audit.words import asked_words

CANDIDATES = 200
"""Best answers by BM25 that are looked at again: where a whole part of the question stands literally, rank goes up."""
AROUND = 30
"""Characters of a snippet before and after what was found."""
NAMES = ("score", "unit_id", "unit_name", "kind", "title", "published", "snippet", "url", "run_id")
_PART = re.compile(r'"([^"]*)"|(\S+)')


class QuestionError(click.ClickException):
    """A question that cannot be asked. The message says what to do."""

    exit_code = 2


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a question: its text, the words it is found by, and whether it must stand there as it is."""

    text: str
    words: tuple[str, ...]
    literal: bool


def parts(question: str) -> list[Part]:
    """The parts of a question, which blanks separate. A part without a word of two characters is taken literally.

    Raises QuestionError when there is none, or a quote is not closed.
    """
    if question.count('"') % 2:
        raise QuestionError(f"{question}: a double quote is not closed")
    found = []
    for quoted, plain in _PART.findall(question.replace("“", '"').replace("”", '"').replace("\u3000", " ")):
        text = (quoted or plain).strip().lower()
        if text:
            # The border of a quote need not be one of words, so that its words need not be in the index.
            words = () if quoted else tuple(asked_words(text))
            found.append(Part(text, words, not words))
    if not found:
        raise QuestionError(
            "the question is empty: give at least one word, such as: gongkai search 资金来源 --data DIR"
        )
    return found


@dataclass(frozen=True, slots=True)
class Found:
    """What answers a question, the best first. Each row holds at least `held` of the question's `asked` words."""

    rows: list[tuple[Any, ...]]
    held: int
    asked: int


def search(db: duckdb.DuckDBPyConnection, question: str, units: Sequence[str] = (), limit: int = 20) -> Found:
    """What answers `question`, in the columns NAMES, only of `units` when given. Where no text holds all of its words,
    those that hold most.

    Raises QuestionError for a question that says nothing, or a database of an older version.
    """
    asked = parts(question)
    words = list(dict.fromkeys(word for part in asked for word in part.words))
    literal = {f"literal{number}": part.text for number, part in enumerate(part for part in asked if part.literal)}
    values: dict[str, Any] = {"units": list(units), "most": max(limit, CANDIDATES)} | literal
    values |= {"words": words} if words else {}
    held, found = len(words), []
    for held in range(len(words), 0, -1) or (0,):
        try:
            found = db.execute(_statement(bool(words), literal), values | ({"least": held} if words else {})).fetchall()
        except duckdb.CatalogException as error:
            raise QuestionError("the database is of an older version; build it again: gongkai export") from error
        if found:
            break
    rows = [_row(one, asked) for one in found]
    rows.sort(key=lambda row: -float(row[0]))
    return Found(rows[:limit], held, len(words))


_TEXT = """
    SELECT best.*, unit.name AS unit_name, coalesce(document.text, attachment.text) AS text
    FROM best
    LEFT JOIN unit USING (unit_id)
    LEFT JOIN document ON document.run_id = best.run_id AND document.unit_id = best.unit_id AND document.url = best.url
        AND document.text <> ''
    LEFT JOIN attachment ON attachment.run_id = best.run_id AND attachment.unit_id = best.unit_id AND attachment.url = best.url
        AND attachment.text <> ''
"""
_TITLES = {"document": "title", "attachment": "name"}
_HOLDING = "SELECT run_id, unit_id, url FROM {table} WHERE text <> '' AND {tests}"


def _statement(by_words: bool, literal: Mapping[str, str]) -> str:
    """One SELECT with parameters for words, units and literal parts; texts are read only of the best, or to find literals."""
    among = "search_least($words, $least)" if by_words else "(SELECT *, 0.0::DOUBLE AS score FROM search_document)"
    chosen = f"SELECT * FROM {among} WHERE (len($units) = 0 OR list_contains($units, unit_id))"  # noqa: S608 - constants
    holds = ""
    if literal:
        tests = {table: " AND ".join(_test(name, text, table) for name, text in literal.items()) for table in _TITLES}
        pages, files = (_HOLDING.format(table=table, tests=tests[table]) for table in _TITLES)
        holds = f"holding AS ({pages} UNION {files}), "
        chosen += " AND (run_id, unit_id, url) IN (FROM holding)"
    best = f"best AS ({chosen} ORDER BY score DESC, published DESC NULLS LAST, unit_id, url LIMIT $most)"
    return (
        f"WITH {holds}{best}, told AS ({_TEXT})"  # noqa: S608 - constants
        " SELECT score, unit_id, unit_name, kind, title, published, text, url, run_id FROM told"
    )


def _test(name: str, text: str, table: str) -> str:
    """Lower case only where the part has letters: it costs as much as the reading."""
    title = _TITLES[table]
    body, head = ("text", title) if text.upper() == text else ("lower(text)", f"lower({title})")
    return f"(contains({body}, ${name}) OR contains({head}, ${name}))"


def _row(found: Sequence[Any], asked: Sequence[Part]) -> tuple[Any, ...]:
    score, unit_id, unit_name, kind, title, published, text, url, run_id = found
    whole = f"{title or ''}\n{text or ''}".lower()
    literally = sum(part.text in whole for part in asked) / len(asked)
    shown = snippet(text or "", asked)
    return (round(score * (1 + literally), 3), unit_id, unit_name, kind, title, published, shown, url, run_id)


def snippet(text: str, asked: Sequence[Part]) -> str:
    """The words around the first place of a part of the question, or of one of its words; else how the text begins."""
    low = text.lower()
    wanted = [part.text for part in asked] + [word for part in asked for word in part.words]
    at, length = next(((low.find(one), len(one)) for one in wanted if one in low), (0, 0))
    start, end = max(0, at - AROUND), min(len(text), at + length + AROUND)
    cut = " ".join(text[start:end].split())
    return ("…" if start else "") + cut + ("…" if end < len(text) else "")
