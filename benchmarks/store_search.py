"""An index of generated texts, as large as asked for: words by Zipf's law, 300 to a text."""

from __future__ import annotations

import time
from importlib.resources import files
from pathlib import Path

import duckdb

from audit.words import common_words
from output.search import index

VOCABULARY = 20_000
WORDS = 300
BATCH = 50_000
QUESTIONS = ("扶贫项目 资金来源", "公示 项目 管理", "最低生活保障标准", "一个", '"一个 没有"')
"""Rare words, common ones, a long word, the commonest word of all, and one that only reading every text can answer."""

_TEXTS = """
INSERT INTO document BY NAME
SELECT 'r1' AS run_id, 'u' || (n % 100) AS unit_id, 'http://u' || (n % 100) || '.example/' || n AS url, words[1] || words[2] AS title,
    array_to_string(words, '') AS text
FROM (
    SELECT n, list_transform(range({words}), lambda k: vocabulary[1 + (len(vocabulary) * pow(dice(n, k), 4))::INT]) AS words
    FROM range({low}, {high}) AS t(n), (SELECT list(word ORDER BY word_id) AS vocabulary FROM search_word)
)
"""
_POSTINGS = """
INSERT INTO search_posting
SELECT 1 + ({count} * pow(dice(n, k), 4))::INT AS word_id, n AS text_id, count(*) AS times
FROM range({low}, {high}) AS t(n), range({words}) AS w(k) GROUP BY ALL ORDER BY ALL
"""


def fill(path: Path, texts: int) -> list[tuple[str, float, str]]:
    """Make a database with an index of so many texts at `path`. Returns what was measured."""
    with duckdb.connect(path) as db:
        for part in ("schema.sql", "search/index.sql"):
            db.execute(files("output").joinpath(part).read_text(encoding="utf-8"))
        db.execute("CREATE MACRO dice(a, b) AS (hash(a, b) % 1000003)::DOUBLE / 1000003")
        words = common_words(VOCABULARY)
        db.execute("INSERT INTO search_word SELECT generate_subscripts($1, 1), unnest($1)", [words])
        for low in range(0, texts, BATCH):
            bounds = {"low": low, "high": min(low + BATCH, texts), "words": WORDS, "count": len(words)}
            db.execute(_TEXTS.format(**bounds))
            db.execute(_POSTINGS.format(**bounds))
            db.execute("INSERT INTO search_segment SELECT count(*) FROM search_posting")
        db.execute(f"INSERT INTO search_text SELECT range, '', {WORDS} FROM range(?)", [texts])  # noqa: S608 - a constant
        db.execute(
            "INSERT INTO search_document BY NAME SELECT split_part(url, '/', 4)::INT AS text_id, run_id, unit_id, url, 'page' AS kind,"
            " title FROM document"
        )
        db.execute("CHECKPOINT")
        begun = time.perf_counter()
        index._tidy(db)
        db.execute("CHECKPOINT")
        took = time.perf_counter() - begun
        (postings,) = db.execute("SELECT count(*) FROM search_posting").fetchone() or (0,)
        (blocks,) = db.execute(
            "SELECT count(DISTINCT block_id) FROM pragma_storage_info('search_posting') WHERE block_id >= 0"
        ).fetchone() or (0,)
    return [("postings", postings, ""), ("index", blocks / 4, "MB"), ("putting all in order anew", took, "s")]


def cutting(texts: int) -> float:
    """How many texts a second one process cuts."""
    words = common_words(VOCABULARY)
    made = [
        (n, "公示", "".join(words[int(len(words) * ((n * 7919 + k * 104729) % 10007 / 10007) ** 4)] for k in range(WORDS)))
        for n in range(texts)
    ]  # fmt: skip
    index.cut(made[:10])
    begun = time.process_time()
    index.cut(made)
    return texts / (time.process_time() - begun)
