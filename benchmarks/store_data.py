"""A city's year as files: run directories with as many documents and findings as asked for, made quickly and always alike.

Documents stay from week to week as they do on real sites: three in a hundred are replaced each week, and a finding
changes its outcome about twice a year. Texts are words of the dictionary by Zipf's law, some 750 characters each.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from audit import tables
from audit.words import common_words

FIRST = date(2026, 1, 5)
VOCABULARY = 20_000
RENEWED = 0.03
"""Share of the documents that a week replaces."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How much to make, over all runs together."""

    documents: int = 1_000_000
    findings: int = 3_000_000
    runs: int = 52
    units: int = 100
    points: int = 140

    def days(self) -> list[date]:
        return [FIRST + timedelta(weeks=week) for week in range(self.runs)]


def make(data: Path, size: Size, weeks: Sequence[int] | None = None, workers: int = 2) -> None:
    """Write the run directories of `weeks` (all by default) below `data`."""
    chosen = list(weeks if weeks is not None else range(size.runs))
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        list(pool.map(partial(_week, data, size), chosen))


def _week(data: Path, size: Size, week: int) -> None:
    day = (FIRST + timedelta(weeks=week)).isoformat()
    run = data / "runs" / day
    with duckdb.connect(config={"threads": 1}) as db:
        db.execute("SET enable_progress_bar = false")
        db.execute("CREATE TABLE word AS SELECT unnest(?) AS word", [list(common_words(VOCABULARY))])
        db.execute("CREATE MACRO dice(a, b) AS (hash(a, b) % 1000003)::DOUBLE / 1000003")
        db.execute(_DOCUMENTS.format(week=week, run=day, units=size.units, each=_each(size.documents, size)))
        db.execute(
            _FINDINGS.format(week=week, run=day, units=size.units, points=size.points, each=_each(size.findings, size))
        )
        for name, sql in _TABLES.items():
            for unit, rows in _by_unit(db, name, sql.format(run=day, book=f"d{week // 20}")):
                directory = run / "units" / unit
                directory.mkdir(parents=True, exist_ok=True)
                pq.write_table(rows, directory / f"{name}.parquet", compression="zstd")
        pages = dict(db.execute(_PAGES.format(run=day)).fetchall())
    for unit, lines in pages.items():
        (run / "units" / unit / "pages.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
        _json(run / "units" / unit / "visit.json", _visit(day, unit, len(lines), gone=(int(unit[1:]) + week) % 17 == 0))
    _registry(run, size, week)
    started = {"run_id": day, "started_at": f"{day}T01:00:00+00:00", "as_of": day, "rule_digest": f"book{week // 20}"}
    _json(run / "run.json", started | {"crawled": True, "crawled_at": f"{day}T03:00:00.000Z", "audited": True})


def _each(count: int, size: Size) -> int:
    return max(1, round(count / size.runs / size.units))


def _by_unit(db: duckdb.DuckDBPyConnection, name: str, sql: str) -> Iterator[tuple[str, Any]]:
    schema = pa.schema(list(tables.SCHEMAS[name].items()))
    db.execute(f"CREATE OR REPLACE TEMP TABLE rows AS {sql} ORDER BY unit_id")
    found = {
        row[0] for row in db.execute("SELECT column_name FROM duckdb_columns() WHERE table_name = 'rows'").fetchall()
    }
    chosen = ", ".join(f'"{key}"' if key in found else f'NULL AS "{key}"' for key in schema.names)
    all_rows = db.sql(f"SELECT {chosen} FROM rows").to_arrow_table().cast(schema)  # noqa: S608 - names of columns
    start = 0
    for unit, count in db.execute("SELECT unit_id, count(*) FROM rows GROUP BY ALL ORDER BY ALL").fetchall():
        yield unit, all_rows.slice(start, count)
        start += count


def _visit(day: str, unit: str, pages: int, gone: bool) -> dict[str, Any]:
    return {
        "run_id": day, "unit_id": unit, "state": "complete", "pages": pages, "documents": pages, "attachments": pages // 5,
        "misses": 2, "columns_found": ["公示公告", "政策文件"], "started_at": f"{day}T01:00:00+00:00",
        "finished_at": f"{day}T02:00:00+00:00", "searchable": True, "note": "", "systems": ["trs"], "drawn": 0,
        "vanished": ["财政衔接资金"] if gone else [],
    }  # fmt: skip


def _registry(run: Path, size: Size, week: int) -> None:
    units = [
        {"unit_id": f"u{unit:03d}", "name": f"云河市第{unit}局", "kind": "department", "duty": ["agriculture"],
         "sites": [f"http://u{unit:03d}.example/"], "parent": "", "email": "", "notes": ""}
        for unit in range(size.units)
    ]  # fmt: skip
    points = [
        {"point_id": f"{prefix}-{number:02d}", "place": number, "domain": prefix, "domain_title": f"领域{prefix}",
         "name": f"要点{number}", "title": f"公布要点{number}", "level": "R" if number % 3 == 0 else "U", "severity": "ABC"[number % 3],
         "freshness": "FY", "status": "active", "schemes": False, "basis": "《任务分工表》", "satisfied_by": "页面载明",
         "fix": "补充公布", "cooperating": "财政局", "counted": "个项目",
         "rule_digest": f"d{week // 20}" if number % 10 == 5 else "d1"}
        for at in range(size.points)
        for prefix, number in [_point(at)]
    ]  # fmt: skip
    tables.write(run, "units", units)
    tables.write(run, "points", points)
    tables.write(run, "schemes", [{"scheme_id": "SC-01", "name": "最低生活保障"}])


def _point(at: int) -> tuple[str, int]:
    return ("PA", "SA", "ED", "HE", "EN", "DR", "CS")[at % 7], at // 7 + 1


def _json(path: Path, value: dict[str, Any]) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False) + "\n", encoding="utf-8")


_DOCUMENTS = """
CREATE TABLE doc AS
SELECT
    'u' || lpad(unit::VARCHAR, 3, '0') AS unit_id, place,
    -- the week in which what stands at this place was put there
    {week} - ({week} + (1 / 0.03 * dice(unit, place))::INT) % (1 / 0.03)::INT AS since,
    (hash(unit, place, greatest(since, -1)) >> 1)::BIGINT AS seed,
    '{run}' AS run_id,
    'http://' || unit_id || '.example/' || printf('%d', seed % 100000000) || '.html' AS url,
    place % 5 = 0 AS is_attachment
FROM range({units}) AS u(unit), range({each}) AS p(place);
CREATE TABLE vocabulary AS SELECT list(word) AS words FROM word;
ALTER TABLE doc ADD COLUMN text VARCHAR;
UPDATE doc SET text = array_to_string(list_transform(range(300), lambda k:
    vocabulary.words[1 + (len(vocabulary.words) * pow(dice(doc.seed, k), 4))::INT]
    || CASE WHEN k % 24 = 23 THEN '。' || chr(10) WHEN k % 8 = 7 THEN '，' ELSE '' END), '')
FROM vocabulary;
"""
_FINDINGS = """
CREATE TABLE verdict AS
SELECT
    '{run}' AS run_id, 'u' || lpad(unit::VARCHAR, 3, '0') AS unit_id,
    ['PA', 'SA', 'ED', 'HE', 'EN', 'DR', 'CS'][1 + point % 7] || '-' || lpad((point // 7 + 1)::VARCHAR, 2, '0') AS point_id,
    CASE WHEN n >= {points} THEN printf('k%05d', n // {points}) END AS record_key,
    CASE WHEN n >= {points} THEN printf('产业路硬化项目%d号', n // {points}) END AS record_name,
    (hash(unit, n) >> 1)::BIGINT AS seed,
    -- an outcome lasts about half a year
    dice(seed, ({week} + (26 * dice(seed, 999))::INT) // 26) AS luck,
    CASE WHEN (unit + {week}) % 29 = 0 AND n % 2 = 0 THEN 'unchecked'  -- half of the site was out of reach
         WHEN luck < .45 THEN 'met' WHEN luck < .7 THEN 'missing' WHEN luck < .76 THEN 'partial' WHEN luck < .8 THEN 'stale'
         WHEN luck < .83 THEN 'manual' WHEN luck < .86 THEN 'unchecked' ELSE 'inapplicable' END AS outcome,
    n
FROM (SELECT unit, n, n % {points} AS point FROM range({units}) AS u(unit), range({each}) AS p(n));
"""
_TABLES = {
    "documents": """
        SELECT run_id, unit_id, url, 'http://' || unit_id || '.example/list.html' AS parent_url,
            left(text, 18) AS title, DATE '2025-01-01' + (seed % 600)::INT AS published, NULL::DATE AS metadata_published,
            NULL::DATE AS formed, '本站' AS source, '' AS doc_number, '' AS index_number, text,
            ['policy', 'notice', 'news', 'list_of_names'][1 + seed % 4] AS page_type, 'self' AS issuer,
            ['政务公开', '公示公告'] AS columns, 'cms' AS how, if(is_attachment AND seed % 7 = 0, 'scan', '') AS unread,
            sha256(text) AS digest, is_attachment, if(is_attachment, 'pdf', '') AS kind FROM doc""",
    "evidence": """
        SELECT doc.run_id, doc.unit_id, url, printf('PA-%02d', 1 + (seed + k) % 20) AS point_id, NULL::VARCHAR AS scheme_id,
            printf('k%05d', seed % 500) AS record_key, '产业路硬化项目' AS record_name, if(k = 0, 'E3', 'E2') AS grade,
            left(text, 8) AS value, left(text, 40) AS snippet, '栏目与标签相符' AS reason, false AS partial, 'new' AS era
        FROM doc, range(2) AS twice(k)""",
    "records": """
        SELECT run_id, unit_id, url, 'PA' AS domain, 'project' AS kind, printf('k%05d', seed % 500) AS record_key,
            '产业路硬化项目' AS record_name FROM doc WHERE place % 2 = 0""",
    "privacy": """
        SELECT run_id, unit_id, url, 'PRIV-01' AS priv_id, seed % 2 = 0 AS masked, 1 + seed % 9 AS count,
            '身份证号2201****001X' AS snippet, sha256(url) AS digest FROM doc WHERE place % 97 = 1""",
    "findings": """
        SELECT run_id, unit_id, point_id, NULL::VARCHAR AS scheme_id, record_key, record_name,
            'http://' || unit_id || '.example/' || n || '.html' AS url, outcome, ['A', 'B', 'C'][1 + n % 3] AS severity,
            'E3' AS grade, NULL::DOUBLE AS share, NULL::DOUBLE AS windows,
            '截至今日，在网站未见' || point_id || '信息（共检索40个页面）' AS reason, 40 AS searched_pages, 0 AS unseen_pages,
            CASE WHEN right(point_id, 1) = '5' THEN '{book}' ELSE 'd1' END AS rule_digest, DATE '{run}' AS as_of FROM verdict""",
    "flags": """
        SELECT run_id, unit_id, 'late' AS kind, url, left(text, 18) AS title, NULL::VARCHAR AS other_unit_id,
            NULL::VARCHAR AS other_url, '形成之日起30个工作日后公开' AS proof, DATE '{run}' AS seen_at
        FROM doc WHERE place % 211 = 3""",
}
_PAGES = """
SELECT unit_id, list(to_json({{
    url: url || if(k = 1, '#page=2', ''), state: if(place % 150 = 9, 'missed', 'unchanged'), kind: if(is_attachment, 'attachment', 'article'),
    columns: ['政务公开', '公示公告'], reason: if(place % 150 = 9, 'timeout', ''), status: 200, final_url: '',
    content_type: 'text/html; charset=utf-8', length: 20000, digest: sha256(text), warc: 'capture-00000.warc.gz',
    "offset": place * 5000, fetched_at: '{run}T01:00:00.000Z', referrer: 'http://' || unit_id || '.example/list.html',
    anchor: left(text, 18), list_date: '2025-03-04', run: '', day: '{run}', checked: '{run}', etag: '', modified: '', looks: 1
}})) FROM doc, range(2) AS twice(k) WHERE k = 0 OR place % 3 = 0 GROUP BY ALL
"""
