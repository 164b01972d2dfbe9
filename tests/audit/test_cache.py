"""The cache changes how long an audit takes and nothing else."""

from __future__ import annotations

import logging
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from captured import Answer, write_unit
from small_book import DOMAIN

from audit import tables
from audit.judge import Judge
from audit.model import Document
from audit.reuse import leaves
from audit.reuse.cache import FILE, FOLDER, KEEP_RUNS, Cache, key_of
from audit.reuse.engine import engine_digest
from audit.reuse.screened import Screened, screen
from audit.run import audit
from crawler import capture
from crawler.units import Unit
from rules.model import Book

AS_OF = date(2026, 11, 23)
SITES = {"a": "http://a.example", "b": "http://b.example"}
UNITS = [
    Unit(unit_id=key, name=f"云山县{key}局", kind="department", duty=("agriculture",), sites=(f"{site}/",))
    for key, site in SITES.items()
]
DUTIES = {"agriculture": {"id": "U01", "name": "农业农村部门", "leads": [{"points": ["PA"]}]}}
BOOK = Book.model_validate({"domains": [DOMAIN.model_dump()], "duties": DUTIES})
STORY = "<p>本县扶贫资金来源：中央财政衔接资金一百二十万元。</p><p>二〇二五年全县{0}户三百人稳定脱贫。</p><p>监督举报电话：12317</p>"
FOOT = "<p>主办单位：云山县局 联系电话：0431-81234567</p>"


def web(number: int, more: str = "") -> bytes:
    title = f"扶贫政策及项目公告{number}"
    body = (
        "<p>扶贫工作按照有关规定继续开展，现将有关情况予以公告，欢迎群众监督。</p>" + STORY.format(number) + more + FOOT
    )
    text = f"<div class='box'><h1>{title}</h1><div>发布时间：2026-05-06</div><div class='txt'>{body}</div></div>"
    return f"<html><head><meta charset='utf-8'><title>{title}</title></head><body>{text}</body></html>".encode()


def person(number: int) -> str:
    rows = "<tr><td>姓名</td><td>身份证号</td><td>家庭住址</td></tr>"
    rows += f"<tr><td>欧阳建设</td><td>229999195003071235</td><td>柳林村{number}组12号</td></tr>"
    return f"<table border='1'>{rows}</table><p>困难户欧阳建设说，资金已经到账。</p>"


def crawl(data: Path, run_id: str, pages: int = 9) -> None:
    for key, site in SITES.items():
        answers = {
            f"{site}/fp/{number}.html": Answer(body=web(number, person(number) * (number % 5 == 0)), columns=("扶贫",))
            for number in range(pages)
        }
        write_unit(data, run_id, key, answers)


def results(data: Path, run_id: str, book: Book = BOOK, **how: bool | int) -> tuple[object, ...]:
    """Everything an audit returns, says and writes."""
    said: list[str] = []
    units = UNITS if "b" in [path.name for path in capture.unit_dirs(capture.run_dir(data, run_id))] else UNITS[:1]
    findings = audit(data, run_id, units, book, AS_OF, progress=said.append, **how)  # type: ignore[arg-type]
    run = capture.run_dir(data, run_id)
    files = {str(path.relative_to(run)): pq.read_table(path).to_pylist() for path in sorted(run.rglob("*.parquet"))}
    return list(findings), said, files


@pytest.fixture
def data(tmp_path: Path) -> Path:
    crawl(tmp_path, "r1")
    return tmp_path


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> Callable[[], tuple[int, int]]:
    """How many bodies were read, and how many documents judged, since the last time it was asked."""
    bodies, documents = [0], [0]
    read, judge = leaves.read_bytes, Judge.judge

    def reading(*arguments: object, **named: object) -> Document:
        bodies[0] += 1
        return read(*arguments, **named)  # type: ignore[arg-type]

    def judging(self: Judge, *arguments: object, **named: object) -> object:
        documents[0] += 1
        return judge(self, *arguments, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(leaves, "read_bytes", reading)
    monkeypatch.setattr(Judge, "judge", judging)

    def since() -> tuple[int, int]:
        found = bodies[0], documents[0]
        bodies[0] = documents[0] = 0
        return found

    return since


def changed(point: str, **what: object) -> Book:
    """The book with one point told otherwise."""
    value = DOMAIN.model_dump()
    entry = next(one for one in value["points"] if one["id"] == point)
    entry["recognise"] = [entry["recognise"][0] | what]
    return Book.model_validate({"domains": [value], "duties": DUTIES})


def test_cold_warm_and_without_a_cache_everything_is_the_same(data: Path) -> None:
    without = results(data, "r1", cached=False)
    assert not (data / FOLDER).exists()
    cold, warm = results(data, "r1"), results(data, "r1")
    assert without == cold == warm
    assert len(without[0]) > 10 and any(row["point_id"] == "PA-01" for row in without[2]["units/a/evidence.parquet"])


def test_a_warm_audit_reads_no_body_and_judges_no_document(data: Path, counted: Callable[[], tuple[int, int]]) -> None:
    results(data, "r1")
    assert counted() == (18, 18)
    results(data, "r1")
    assert counted() == (0, 0)


def test_a_new_document_costs_only_itself(data: Path, counted: Callable[[], tuple[int, int]]) -> None:
    results(data, "r1")
    counted()
    crawl(data, "r2", pages=10)
    new = results(data, "r2")
    assert counted() == (2, 2)
    assert new == results(data, "r2", cached=False)


def test_a_rule_is_asked_again_only_where_its_words_stand(data: Path, counted: Callable[[], tuple[int, int]]) -> None:
    results(data, "r1")
    counted()
    stranger = changed("PA-07", labels=["完成情况", "验收结论"])
    assert results(data, "r1", stranger) == results(data, "r1", stranger)
    assert counted() == (4, 4), "only pages with hidden words might hold the words of the changed rule"
    telephone = changed("PA-10", labels=["监督举报电话"])
    again = results(data, "r1", telephone)
    assert counted() == (18, 18)
    assert again == results(data, "r1", telephone, cached=False)
    assert results(data, "r1", stranger) == results(data, "r1", stranger, cached=False)


@pytest.mark.parametrize(
    ("point", "what"),
    [
        ("PA-17", {"terms": [["扶贫"]], "shapes": [["TEL", "COUNT", "YEAR"]]}),
        ("PA-04", {"labels": ["资金来源", "扶贫资金来源"]}),
        ("PA-01", {"title": ["政策及项目"]}),
        ("PA-01", {"min_chars": 9000}),
    ],
)
def test_after_a_change_of_a_rule_the_cache_tells_what_the_documents_tell(
    data: Path, point: str, what: dict[str, object]
) -> None:
    results(data, "r1")
    book = changed(point, **what)
    warm = results(data, "r1", book)
    assert warm == results(data, "r1", book, cached=False)
    assert results(data, "r1") == results(data, "r1", cached=False)


def test_points_and_domains_come_and_go(data: Path) -> None:
    results(data, "r1")
    value = DOMAIN.model_dump()
    fewer = Book.model_validate({"domains": [value | {"points": value["points"][:3]}], "duties": DUTIES})
    gate = Book.model_validate(
        {"domains": [value | {"gate": {"terms": ["水利"], "columns": ["水利"]}}], "duties": DUTIES}
    )
    for book in (fewer, gate, BOOK):
        assert results(data, "r1", book) == results(data, "r1", book, cached=False)


def test_several_processes_leave_the_same_files(data: Path) -> None:
    alone = results(data, "r1", cached=False)
    assert results(data, "r1", workers=2) == alone
    assert results(data, "r1", workers=2) == alone


def test_no_raw_value_is_in_the_cache(data: Path) -> None:
    results(data, "r1")
    with closing(sqlite3.connect(data / FOLDER / FILE)) as file:
        keys = [key for (key,) in file.execute("SELECT key FROM page")]
    cache = Cache(data, engine_digest(), "r1")
    said = "\n".join(map(repr, cache.pages(keys).values()))
    cache.close()
    assert "2299**********1235" in said
    assert "229999195003071235" not in said


@pytest.mark.parametrize("damage", ["nonsense", "torn"])
def test_a_broken_file_is_thrown_away_with_a_line(data: Path, damage: str, caplog: pytest.LogCaptureFixture) -> None:
    first = results(data, "r1")
    path = data / FOLDER / FILE
    for log in path.parent.glob("*-wal"):
        log.unlink()
    body = path.read_bytes()
    path.write_bytes(b"no database at all" * 999 if damage == "nonsense" else body[:4096] + b"\0" * (len(body) - 4096))
    with caplog.at_level(logging.WARNING):
        assert results(data, "r1") == first
    assert "the cache is thrown away" in caplog.text
    assert results(data, "r1") == first
    assert path.exists()


def test_a_place_that_cannot_be_written_costs_only_time(data: Path, caplog: pytest.LogCaptureFixture) -> None:
    (data / FOLDER).write_text("a file where the folder would be")
    with caplog.at_level(logging.WARNING):
        found = results(data, "r1")
    assert "the cache is not used" in caplog.text
    assert found == results(data, "r1", cached=False)


def test_an_entry_that_is_no_value_is_read_again(data: Path) -> None:
    first = results(data, "r1")
    with closing(sqlite3.connect(data / FOLDER / FILE)) as file, file:
        file.execute("UPDATE page SET value = x'00'")
        file.execute("UPDATE verdict SET value = x'78'")
    assert results(data, "r1") == first


def test_what_no_run_uses_any_more_is_dropped(tmp_path: Path) -> None:
    page, _ = screen(Document(url="http://a.example/", text="正文"), b"")
    old = Cache(tmp_path, "e", "run-0")
    old.keep_pages({b"old": page, b"used": page})
    old.close()
    for number in range(1, KEEP_RUNS + 1):
        cache = Cache(tmp_path, "e", f"run-{number}")
        assert cache.pages([b"used"]) == {b"used": page}
        cache.sweep()
        cache.close()
    cache = Cache(tmp_path, "e", f"run-{KEEP_RUNS}")
    assert cache.pages([b"old", b"used"]) == {b"used": page}
    cache.close()


def test_another_engine_begins_anew(tmp_path: Path) -> None:
    page, _ = screen(Document(url="http://a.example/", text="正文"), b"")
    for engine, expected in (("one", {}), ("one", {b"k": page}), ("two", {})):
        cache = Cache(tmp_path, engine, "r")
        assert cache.pages([b"k"]) == expected
        cache.keep_pages({b"k": page})
        cache.close()


def test_two_processes_write_at_once_and_both_are_kept(tmp_path: Path) -> None:
    page, _ = screen(Document(url="http://a.example/", text="正文"), b"")
    one, two = Cache(tmp_path, "e", "r"), Cache(tmp_path, "e", "r")
    one.keep_pages({b"1": page})
    two.keep_pages({b"2": page})
    one.keep_pages({b"3": page})
    assert set(two.pages([b"1", b"2", b"3"])) == {b"1", b"2", b"3"}
    one.close()
    two.close()


def test_keys_tell_their_parts_apart() -> None:
    assert key_of("ab", "c") != key_of("a", "bc")
    assert key_of(None) != key_of("None") and key_of(b"a") != key_of("a")


def test_the_engine_is_known_by_its_sources() -> None:
    assert engine_digest() == engine_digest() and len(engine_digest()) == 64


def test_a_screened_document_says_whether_a_word_of_it_is_hidden() -> None:
    plain, _ = screen(Document(url="http://a.example/", text="监督电话:12317"), b"")
    hidden, _ = screen(
        Document(url="http://a.example/", title="低保公示", text="低保户欧阳建设,身份证号229999195003071235"), b""
    )
    assert isinstance(plain, Screened) and plain.whole
    assert "229999195003071235" not in hidden.document.text


def test_an_audit_of_one_unit_does_not_forget_the_others(data: Path) -> None:
    results(data, "r1")
    shutil.rmtree(capture.unit_dir(data, "r1", "a"))
    audit(data, "r1", UNITS[1:], BOOK, AS_OF)
    assert [row["unit_id"] for row in tables.read(capture.run_dir(data, "r1"), "units")] == ["a", "b"]


def test_findings_are_read_from_the_files_as_they_were_written(data: Path) -> None:
    found = audit(data, "r1", UNITS, BOOK, AS_OF)
    rows = [row for key in SITES for row in tables.read(capture.unit_dir(data, "r1", key), "findings")]
    assert len(found) == len(rows) == len(list(found)) > 10
    assert [(one.unit_id, one.point_id, one.outcome.value, one.as_of) for one in found] == [
        (row["unit_id"], row["point_id"], row["outcome"], row["as_of"]) for row in rows
    ]
    assert found[0] == next(iter(found)) and found[1:3] == list(found)[1:3]
