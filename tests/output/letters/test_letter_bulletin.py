"""通报: ranking, heat map, trend, comparison."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pdfplumber
from letter_cases import DAY, DEADLINE, SETTINGS, blocked, city, problem, unit, weeks

from output.package.letters.bulletin import compose_bulletin
from output.package.letters.bulletin_figures import ranking
from output.package.letters.checkup import compose_checkup
from output.package.letters.files import write_bulletin
from output.package.letters.letter import Block, Chart, Heading, Paragraph, Table


def text_of(blocks: Sequence[Block]) -> str:
    return "\n".join(one.text for one in blocks if isinstance(one, (Paragraph, Heading)))


def test_units_without_score_stand_apart_and_are_never_zero() -> None:
    blocks = compose_bulletin(city(), SETTINGS, DAY, DEADLINE).blocks
    tables = {one.caption: one for one in blocks if isinstance(one, Table)}
    ranked, apart = tables["单位得分排名"], tables["未参加排名的单位"]
    assert [row[:3] for row in ranked.rows] == [("1", "云河市教育局", "92"), ("2", "云河市民政局", "71.8")]
    assert apart.rows == (("1", "云河市人力资源和社会保障局", "未评分", "网站启用安全验证，未能查看"),)
    assert "评分2个，平均得分81.9分；1个单位因网站无法访问等原因未评分，不按0分处理；" in text_of(blocks)
    assert "能够访问的单位应查事项中作出结论的平均占" in text_of(blocks), "not of all units"
    (heat,) = [one for one in blocks if isinstance(one, Chart) and one.figure == "heatmap"]
    rows = {row["name"]: row for row in heat.data["rows"]}
    assert rows["云河市人力资源和社会保障局"]["score"] is None
    assert rows["云河市人力资源和社会保障局"]["cells"] == [None, "", ""]
    assert rows["云河市教育局"]["cells"] == ["", 95, 88]


def test_a_unit_whose_problems_all_wait_for_a_person_is_not_said_to_have_none() -> None:
    waiting = unit(0, rank=1, score=0.0, reviewer=(problem(1),))
    rows = ranking(replace(city(), units=(waiting, unit(0, rank=2), unit(3, rank=3))), "").rows
    assert [row[4] for row in rows] == ["待核实", "0", "3"]
    assert [compose_checkup(one, SETTINGS, DAY)["count"] for one in (waiting, unit(0))] == ["待核实", "0项"]


def test_it_compares_praises_and_asks() -> None:
    text = text_of(compose_bulletin(city(), SETTINGS, DAY, DEADLINE).blocks)
    for words in (
        "已解决4项，新出现3项，总数由87项变为86项，平均得分上升1分", "云河市教育局等次为优", "在教育领域，云河市教育局得分在90分以上",
        "涉及2个单位，共2项", "2026年12月9日前（清单另列期限的，以清单为准）完成整改", "合格1个", "优1个",
    ):  # fmt: skip
        assert words in text
    assert [one[0] for one in re.findall(r"^[一二三四五六七]、", text, re.M)] == list("一二三四五六七")


def test_a_first_week_has_nothing_to_compare() -> None:
    letter = compose_bulletin(replace(city(), weeks=weeks(1)), SETTINGS, DAY, DEADLINE)
    assert "尚无前次结果" in text_of(letter.blocks)
    assert not [one for one in letter.blocks if isinstance(one, Chart) and one.figure == "trend"]


def test_a_city_that_cannot_be_scored_still_gets_its_letter(tmp_path: Path) -> None:
    nothing = replace(city(), units=(blocked(),), weeks=())
    pdf = write_bulletin(nothing, SETTINGS, DAY, tmp_path)[1]
    with pdfplumber.open(pdf) as document:
        assert "未评分" in "".join(page.extract_text() for page in document.pages)


def test_a_large_city_repeats_headers_and_numbers_every_cell(tmp_path: Path) -> None:
    pdf = write_bulletin(city(30), SETTINGS, DAY, tmp_path)[1]
    with pdfplumber.open(pdf) as document:
        texts = [re.sub(r"\s", "", page.extract_text()) for page in document.pages]
    heat = [text for text in texts if "总分" in text]
    assert len(heat) > 2 and all("教育" in text for text in heat)
    assert sum(text.count("71.8") for text in heat) >= 30
    assert any("90分以上" in text and "未评分" in text for text in heat)
    assert any("得分（满分100）" in text and "11月23日" in text for text in texts)


def test_charts_are_drawn_and_read_without_colour(tmp_path: Path) -> None:
    pdf = write_bulletin(city(), SETTINGS, DAY, tmp_path)[1]
    with pdfplumber.open(pdf) as document:
        assert not [image for page in document.pages for image in page.images]
        fills = {tuple(round(part, 2) for part in one["non_stroking_color"]) for page in document.pages for one in page.rects
                 if isinstance(one["non_stroking_color"], (tuple, list)) and one["fill"]}  # fmt: skip
    grey = sorted(0.299 * r + 0.587 * g + 0.114 * b for r, g, b in (one for one in fills if len(one) == 3))
    assert all(b - a > 0.08 for a, b in pairwise(grey))


def test_typical_problems_are_those_of_several_units() -> None:
    alone = replace(city(), units=(unit(3),))
    assert "本次未见涉及多个单位的共性问题" in text_of(compose_bulletin(alone, SETTINGS, DAY, DEADLINE).blocks)
