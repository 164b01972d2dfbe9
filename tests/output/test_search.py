"""Finding documents by words: what is found, in which order, and that nothing hidden comes out."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pytest
from analyst_city import make_city
from click.testing import CliRunner
from run_files import finding, write_run, write_unit

from audit.words import asked_words, count_words
from gongkai.cli import main
from output import store
from output.search.ask import NAMES, QuestionError, parts, search
from output.search.index import cut, index_texts


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_city(tmp_path_factory.mktemp("city"))


def found(city: Path, question: str, **more: object) -> list[str]:
    with store.connect(city) as db:
        rows = search(db, question, **more).rows  # type: ignore[arg-type]
    return [row[NAMES.index("url")] for row in rows]


def test_words_of_two_characters_and_those_inside_longer_ones_are_kept() -> None:
    counted = count_words("专项资金管理办法，资 金来源。Word文件A1")
    assert counted["资金"] == 2
    assert not any(len(word) == 1 for word in counted)
    assert asked_words("扶贫项目 资金来源") == ["扶贫", "项目", "资金来源"]
    assert asked_words("水 的") == []


def test_words_of_the_title_count_more() -> None:
    ((_, words, times),) = cut([(1, "救助标准", "救助对象")])
    assert dict(zip(words, times, strict=True))["救助"] == 4


def test_all_words_must_be_there_and_the_best_come_first(city: Path) -> None:
    assert found(city, "扶贫项目 资金来源", units=["nync"])[0] == "http://nync.example/a"
    assert set(found(city, "资金来源", units=["nync"])) == {"http://nync.example/a", "http://nync.example/f.pdf"}
    assert len(found(city, "扶贫项目")) == 4
    assert len(found(city, "扶贫项目", limit=1)) == 1


def test_where_no_text_holds_all_words_those_with_most_are_shown(city: Path) -> None:
    with store.connect(city) as db:
        answer = search(db, "资金来源 财政 保障标准", ["nync"])
        assert (answer.held, answer.asked) == (2, 4)
        assert {row[NAMES.index("url")][-1] for row in answer.rows} == {"a", "b"}
        assert search(db, "天文望远镜").rows == []
    assert store.ask(city, "SELECT * FROM search('资金来源 保障标准')")[1] == []
    said = CliRunner().invoke(main, ["search", "资金来源 保障标准", "--data", str(city)])
    assert "no text holds all 3 words; these hold at least 2" in said.stderr


def test_a_word_across_the_borders_of_words_is_not_found_unless_quoted(city: Path) -> None:
    assert found(city, "税收") == []
    assert found(city, '"税收入另行"', units=["mzj"]) == ["http://mzj.example/b"]
    assert found(city, '资金 "省级财政衔接"', units=["mzj"]) == ["http://mzj.example/a"]


def test_single_characters_are_looked_for_literally(city: Path) -> None:
    assert found(city, "另", units=["mzj"]) == ["http://mzj.example/b"]


def test_snippets_show_the_place_and_only_masked_text(city: Path) -> None:
    with store.connect(city) as db:
        (row,) = search(db, "责任人", ["nync"], 1).rows
    shown = row[NAMES.index("snippet")]
    assert "责任人：王某" in shown
    assert "138****5678" in shown


@pytest.mark.parametrize("question", ["", "  ", '""', '"资金', "\u3000"])
def test_a_question_that_says_nothing_is_refused(question: str) -> None:
    with pytest.raises(QuestionError):
        parts(question)


def test_analysts_search_in_sql(city: Path) -> None:
    by_question = store.ask(city, "SELECT url FROM search('资金来源') WHERE unit_id = 'nync' ORDER BY score DESC")[1]
    by_words = store.ask(city, "SELECT url FROM search_words(['资金来源']) WHERE unit_id = 'nync' ORDER BY score DESC")[
        1
    ]
    assert by_question == by_words
    assert len(by_question) == 2


def test_only_new_texts_are_cut_and_old_ones_leave(tmp_path: Path) -> None:
    def week(day: str, *texts: str) -> None:
        write_run(tmp_path, day, [finding("nync", "PA-01", "met")])
        rows = [
            {"url": f"http://nync.example/{at}", "title": "公告", "text": text, "is_attachment": False}
            for at, text in enumerate(texts)
        ]
        write_unit(tmp_path, day, "nync", documents=rows)

    week("2026-11-02", "项目资金一", "救助标准二")
    store.build(tmp_path)
    week("2026-11-09", "项目资金一", "健康教育三")
    store.build(tmp_path)
    assert found(tmp_path, "救助标准") == []
    assert found(tmp_path, "健康教育") == ["http://nync.example/1"]
    assert found(tmp_path, "项目资金") == ["http://nync.example/0"]
    (base,) = (tmp_path / "cache").glob("store-*.duckdb")
    import duckdb

    with duckdb.connect(base) as db:
        assert db.execute("SELECT count(*) FROM search_text").fetchone() == (2,)
        assert index_texts(db) == 0


def test_the_command(city: Path) -> None:
    done = CliRunner().invoke(main, ["search", "扶贫项目 资金来源", "--data", str(city), "--unit", "nync", "--json"])
    assert done.exit_code == 0
    first = json.loads(done.stdout)[0]
    assert first["unit_name"] == "临河市农业农村局"
    assert first["title"] == "扶贫项目资金公告"
    refused = CliRunner().invoke(main, ["search", '"资金', "--data", str(city)])
    assert refused.exit_code == 2
    assert "quote is not closed" in refused.output


def test_a_database_of_an_older_version_is_named() -> None:
    with duckdb.connect() as db, pytest.raises(QuestionError, match="build it again"):
        search(db, "资金来源")
