"""`SELECT * FROM search('…')`: the macro search_words of the snapshot, its question cut into words by us."""

from __future__ import annotations

import contextlib

import duckdb


def tell_words(db: duckdb.DuckDBPyConnection) -> None:
    """Give the connection cut_words(text) and search(question). jieba is loaded when one is called."""
    with contextlib.suppress(duckdb.CatalogException):  # another connection of this process has told it
        db.create_function("cut_words", _cut_words, ["VARCHAR"], "VARCHAR[]")
    with contextlib.suppress(duckdb.CatalogException):  # a snapshot of an older version has no index
        db.execute("CREATE TEMP MACRO search(question) AS TABLE SELECT * FROM search_words(cut_words(question))")


def _cut_words(question: str) -> list[str]:
    from audit.words import asked_words

    return asked_words(question)
