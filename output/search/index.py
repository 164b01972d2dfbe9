"""Keeping the words of the newest texts: only texts that were not met before are cut."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import nullcontext
from multiprocessing import get_context
from typing import TYPE_CHECKING

import pyarrow as pa

from audit.words import count_words

if TYPE_CHECKING:
    import duckdb

OF_TITLE = 3
"""What a word of the title counts."""
MOST_TIMES = 10_000
BATCH = 5_000
ALONE = 1_000
"""Texts up to which one process cuts: a second one takes a second to start."""
WORKERS = 2
LEAST_TAIL = 1_000_000
"""Postings that may stand outside the order of words before all are put in order again; a quarter of all when more."""

Text = tuple[int, str, str]
Posting = tuple[int, list[str], list[int]]

_PLACES = """
CREATE OR REPLACE TEMP TABLE place AS
SELECT one.*, run.number FROM (
    SELECT run_id, unit_id, url, 'page' AS kind, title, published, sha256(concat(title, chr(10), text)) AS digest
    FROM document WHERE text <> ''
    UNION ALL BY NAME
    SELECT run_id, unit_id, url, 'attachment' AS kind, name AS title, published, sha256(concat(name, chr(10), text)) AS digest
    FROM attachment WHERE text <> ''
) AS one JOIN run USING (run_id)
QUALIFY row_number() OVER (PARTITION BY unit_id, url ORDER BY run.number DESC, kind) = 1
"""
_FRESH = """
CREATE OR REPLACE TEMP TABLE fresh AS
SELECT (SELECT coalesce(max(text_id), 0) FROM search_text) + row_number() OVER (ORDER BY digest) AS text_id, *
FROM (
    SELECT digest, any_value(run_id) AS run_id, arg_min(unit_id, run_id) AS unit_id, arg_min(url, run_id) AS url
    FROM place WHERE digest NOT IN (SELECT digest FROM search_text) GROUP BY digest
)
"""
_BATCH = """
WITH wanted AS (FROM fresh WHERE text_id BETWEEN ? AND ?)
SELECT text_id, coalesce(title, ''), text FROM wanted JOIN document USING (run_id, unit_id, url) WHERE text <> ''
    AND sha256(concat(title, chr(10), text)) = wanted.digest
UNION ALL
SELECT text_id, coalesce(name, ''), text FROM wanted JOIN attachment USING (run_id, unit_id, url) WHERE text <> ''
    AND sha256(concat(name, chr(10), text)) = wanted.digest
"""


def index_texts(db: duckdb.DuckDBPyConnection) -> int:
    """Bring the search tables of `db` up to date with its newest texts. Returns how many texts had to be cut."""
    db.execute(_PLACES)
    _drop_gone(db)
    db.execute(_FRESH)
    (count,) = db.execute("SELECT count(*) FROM fresh").fetchone() or (0,)
    if count:
        _cut_all(db)
    db.begin()
    db.execute("DELETE FROM search_document")
    db.execute(
        "INSERT INTO search_document BY NAME SELECT text_id, run_id, unit_id, url, kind, title, published"
        " FROM place JOIN search_text USING (digest) ORDER BY unit_id, url"
    )
    db.commit()
    _tidy(db)
    db.execute("DROP TABLE place; DROP TABLE fresh")
    return int(count)


def cut(texts: Sequence[Text]) -> list[Posting]:
    """For each (number, title, text): its number, its words, and how often each counts."""
    done = []
    for number, title, text in texts:
        counted = count_words(text)
        for word, times in count_words(title).items():
            counted[word] += OF_TITLE * times
        done.append((number, list(counted), [min(times, MOST_TIMES) for times in counted.values()]))
    return done


def _drop_gone(db: duckdb.DuckDBPyConnection) -> None:
    """Take away texts that are nowhere the newest any more."""
    gone = "SELECT text_id FROM search_text WHERE digest NOT IN (SELECT digest FROM place)"
    db.begin()
    db.execute(f"CREATE OR REPLACE TEMP TABLE gone AS {gone}")
    if db.execute("SELECT count(*) FROM gone").fetchone() != (0,):
        db.execute("DELETE FROM search_posting WHERE text_id IN (FROM gone)")
        db.execute("DELETE FROM search_text WHERE text_id IN (FROM gone)")
    db.execute("DROP TABLE gone")
    db.commit()


def _cut_all(db: duckdb.DuckDBPyConnection) -> None:
    first, last = db.execute("SELECT min(text_id), max(text_id) FROM fresh").fetchone() or (0, -1)
    alone = last - first < ALONE
    with nullcontext() if alone else ProcessPoolExecutor(WORKERS, mp_context=get_context("spawn")) as pool:
        for low in range(first, last + 1, BATCH):
            texts = db.execute(_BATCH, [low, low + BATCH - 1]).fetchall()
            size = max(1, -(-len(texts) // (4 * WORKERS)))
            parts = [texts[at : at + size] for at in range(0, len(texts), size)]
            cuts = map(cut, parts) if pool is None else pool.map(cut, parts)
            _keep(db, [posting for part in cuts for posting in part])


def _keep(db: duckdb.DuckDBPyConnection, postings: Sequence[Posting]) -> None:
    """One batch, all or nothing."""
    table = pa.table(
        {
            "text_id": pa.array([number for number, words, _ in postings for _ in words], pa.int32()),
            "word": pa.array([word for _, words, _ in postings for word in words], pa.string()),
            "times": pa.array([times for _, _, counts in postings for times in counts], pa.uint16()),
        }
    )
    db.begin()
    db.register("cut_now", table)
    db.execute(
        "INSERT INTO search_word SELECT (SELECT coalesce(max(word_id), 0) FROM search_word) + row_number() OVER (ORDER BY word), word"
        " FROM (SELECT DISTINCT word FROM cut_now) WHERE word NOT IN (SELECT word FROM search_word)"
    )
    db.execute(
        "INSERT INTO search_posting SELECT word_id, text_id, times FROM cut_now JOIN search_word USING (word)"
        " ORDER BY word_id, text_id"
    )
    db.execute("INSERT INTO search_segment VALUES (?)", [len(table)])
    db.unregister("cut_now")
    sizes = {"text_id": [one[0] for one in postings], "words": [sum(one[2]) for one in postings]}
    db.execute(
        "INSERT INTO search_text SELECT said.text_id, digest, words"
        " FROM (SELECT unnest($text_id) AS text_id, unnest($words) AS words) AS said JOIN fresh USING (text_id)",
        sizes,
    )
    db.commit()


def _tidy(db: duckdb.DuckDBPyConnection) -> None:
    """Put all postings in order again when too many are not, or many were deleted: words are found by their place."""
    sizes = [size for (size,) in db.execute("SELECT postings FROM search_segment").fetchall()]
    (live,) = db.execute("SELECT count(*) FROM search_posting").fetchone() or (0,)
    total, largest = sum(sizes), max(sizes, default=0)
    if total - largest <= max(LEAST_TAIL, total // 4) and 3 * live >= 2 * total:
        return
    db.begin()
    db.execute("CREATE TEMP TABLE ordered AS FROM search_posting")
    db.execute("TRUNCATE search_posting")
    db.execute("INSERT INTO search_posting FROM ordered ORDER BY word_id, text_id")
    db.execute("DROP TABLE ordered")
    db.execute("DELETE FROM search_segment")
    db.execute("INSERT INTO search_segment VALUES (?)", [live])
    db.commit()
