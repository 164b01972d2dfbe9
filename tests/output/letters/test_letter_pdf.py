"""The PDFs, measured: GB/T 9704-2012 in millimetres, page breaks, hostile text, the same bytes each time."""

from __future__ import annotations

import io
import re
from collections import defaultdict
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pdfplumber
import pytest
from letter_cases import DAY, DEADLINE, SETTINGS, blocked, city, problem, unit, weeks

from output.package.letters.checkup import compose_checkup
from output.package.letters.files import write_bulletin, write_checkup, write_notice
from output.package.letters.letter import Letter, Paragraph
from output.package.letters.press import press_for

MM = 72 / 25.4
HOSTILE = '#import "@preview/x:1.0.0": * #panic("x") $x^2$ *b* _i_ `raw` @ref <label> \\u{41} // [] {braces} 《》'


def pages(made: bytes | Path) -> list[Any]:
    return list(pdfplumber.open(io.BytesIO(made if isinstance(made, bytes) else made.read_bytes())).pages)


def lines(page: Any, size: float = 16) -> list[list[Any]]:
    """Characters of one size by line, from above."""
    found: dict[float, list[Any]] = defaultdict(list)
    for one in page.chars:
        if abs(one["size"] - size) < 0.1 and one["text"].strip():
            found[round(one["top"], 0)].append(one)
    return [found[top] for top in sorted(found)]


def words(page: Any) -> str:
    return re.sub(r"\s", "", page.extract_text())


@pytest.fixture(scope="module")
def plain_page() -> Any:
    """The second page of a letter that is one long text without a mark."""
    letter = Letter(
        title=("关于测量版心的通知",), issuer="云河市政务公开办公室", head="云河市政务公开办公室文件", number="云函〔2026〕1号",
        mark="代拟稿", salutation="云河市民政局", blocks=(Paragraph("云" * 28 * 60), Paragraph("请测量。")), day=DAY,
        printed_by="云河市政务公开办公室",
    )  # fmt: skip
    values = {name: getattr(letter, name) for name in Letter.__slots__} | {"dated": "2026年11月25日"}
    return pages(press_for(SETTINGS).pdf("letter.typ", values, DAY))[1]


def test_the_page_is_a4_with_margins_of_37_and_28_millimetres(plain_page: Any) -> None:
    assert (round(plain_page.width / MM), round(plain_page.height / MM)) == (210, 297)
    body = [one for line in lines(plain_page) for one in line]
    assert min(one["x0"] for one in body) / MM == pytest.approx(28, abs=0.2)
    assert max(one["x1"] for one in body) / MM == pytest.approx(28 + 156, abs=0.3)
    assert min(one["top"] for one in body) / MM == pytest.approx(37, abs=0.5)
    assert max(one["bottom"] for one in body) / MM <= 37 + 225


def test_a_page_has_22_lines_of_28_characters(plain_page: Any) -> None:
    found = lines(plain_page)
    assert len(found) == 22
    assert {len(line) for line in found} == {28}
    tops = [line[0]["top"] for line in found]
    assert {round(b - a, 1) for a, b in pairwise(tops)} == {round(225 / 22 * MM, 1)}


def test_page_numbers_stand_outside_seven_millimetres_beneath(tmp_path: Path) -> None:
    pdf = write_notice(unit(30), SETTINGS, DAY, DEADLINE, tmp_path)[1]
    for number, page in enumerate(pages(pdf), 1):
        foot = [one for one in page.chars if one["top"] > (37 + 225) * MM]
        assert "".join(one["text"] for one in foot).replace(" ", "") == f"—{number}—"
        assert min(one["top"] for one in foot) / MM == pytest.approx(37 + 225 + 7, abs=0.5)
        edge, wanted = (
            (max(one["x1"] for one in foot) / MM, 184 - 14 / MM)
            if number % 2
            else (min(one["x0"] for one in foot) / MM, 28 + 14 / MM)
        )
        assert edge == pytest.approx(wanted, abs=0.8)


def test_title_number_signature_and_colophon_stand_where_the_norm_has_them(tmp_path: Path) -> None:
    pdf = write_notice(unit(3), SETTINGS, DAY, DEADLINE, tmp_path)[1]
    first, *_, last = pages(pdf)
    for line in lines(first, 22):
        assert (line[0]["x0"] + line[-1]["x1"]) / 2 / MM == pytest.approx(28 + 78, abs=0.6)
    assert "云政务公开函〔2026〕12号" in words(first) and "（代拟稿）" in words(first)
    head = [one for one in first.chars if one["size"] > 30]
    assert min(one["top"] for one in head) / MM == pytest.approx(37 + 35, abs=3)
    assert {tuple(round(part, 2) for part in one["non_stroking_color"]) for one in head} == {(0.82, 0.0, 0.0)}
    dated = next(line for line in lines(last) if "".join(one["text"] for one in line) == "2026年11月25日")
    assert dated[-1]["x1"] / MM == pytest.approx(184 - 4 * 156 / 28, abs=0.5)
    assert words(last).endswith("2026年11月25日印发—4—")
    foot = max(line["bottom"] for line in last.lines)
    assert foot / MM == pytest.approx(37 + 225, abs=1)


@pytest.mark.parametrize("count", [1, 3, 12, 300])
def test_the_signature_never_stands_alone_and_headers_repeat(count: int, tmp_path: Path) -> None:
    name = "云河市临港经济技术开发区管理委员会社会事业发展和人力资源社会保障与民政卫生健康局（加挂行政审批服务局牌子）"
    pdf = write_notice(unit(count, name=name), SETTINGS, DAY, DEADLINE, tmp_path)[1]
    made = pages(pdf)
    signed = next(page for page in made if "云河市政务公开办公室2026年11月25日" in words(page))
    assert "第四十七条的规定" in words(signed)
    tables = [page for page in made if page.find_tables()]
    assert tables and all("序号" in words(page) and "整改要求" in words(page) for page in tables)
    for page in made:
        body = [one for one in page.chars if one["top"] < 262 * MM]
        assert body and max(one["x1"] for one in body) / MM < 184 + 3.5
        assert max(one["bottom"] for one in body) / MM <= 262.5
    assert len(made) <= 9


def test_no_cell_runs_into_its_neighbour(tmp_path: Path) -> None:
    address = "http://www.lingang.example.gov.cn/" + "abcdefghij" * 7
    ones = tuple(
        replace(problem(at), url=address, fix="A" * 70, reason="截至2026年11月23日，" + "x" * 100) for at in range(1, 4)
    )
    pdf = write_notice(replace(unit(0), problems=ones), SETTINGS, DAY, DEADLINE, tmp_path)[1]
    looked = 0
    for page in pages(pdf):
        for table in page.find_tables():
            for x0, top, x1, bottom in table.cells:
                inside = page.crop((x0, top, x1, bottom)).chars
                looked += len(inside)
                assert all(x0 - 0.5 <= one["x0"] and one["x1"] <= x1 + 0.5 for one in inside)
    assert looked > 500


def test_hostile_text_stays_text(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    one = replace(
        problem(), reason=HOSTILE, fix=HOSTILE, page_title=HOSTILE, url="javascript:alert(1)", point_name=HOSTILE[:20]
    )
    hostile = replace(unit(0), problems=(one,), name=HOSTILE[:40])
    settings = SETTINGS.model_copy(update={"contact": "#read(x)"})
    notice = write_notice(hostile, settings, DAY, DEADLINE, tmp_path)[1]
    checkup = write_checkup(hostile, settings, DAY, tmp_path)[0]
    text = "".join(words(page) for page in pages(notice))
    assert '#import"@preview/x:1.0.0"' in text and "`raw`" in text and "{braces}" in text and "#read(x)" in text
    assert '#panic("x"' in "".join(words(page) for page in pages(checkup))
    assert not [link for page in pages(notice) for link in page.hyperlinks]


def test_the_same_letter_has_the_same_bytes_and_says_who_wrote_it(tmp_path: Path) -> None:
    made = []
    for folder in (tmp_path / "a", tmp_path / "b"):
        folder.mkdir()
        paths = [
            *write_notice(unit(3), SETTINGS, DAY, DEADLINE, folder),
            *write_checkup(unit(3), SETTINGS, DAY, folder),
        ]
        made.append([path.read_bytes() for path in (*paths, *write_bulletin(city(), SETTINGS, DAY, folder))])
    assert made[0] == made[1]
    with pdfplumber.open(io.BytesIO(made[0][1])) as document:
        assert document.metadata["Author"] == "云河市政务公开办公室"
        assert document.metadata["Title"].startswith("关于做好社会公益事业建设领域")
        assert document.metadata["CreationDate"].startswith("D:20261124160000")  # midnight in China
    assert b"pdfaid:part" in made[0][1] and b"pdfuaid:part" in made[0][1]


@pytest.mark.parametrize(
    "one",
    [
        unit(0), unit(1), unit(300, name="很长的名称" * 20, weeks=weeks(13)), blocked(), unit(0, reviewer=(problem(),)),
        unit(2, score=None, grade="", rank=None, visit_state="partial"), unit(0, score=0.0, visit_state="no_column", weeks=()),
        unit(
            300, weeks=weeks(26), domain_scores={f"D{at}": 10.0 * at for at in range(10)},
            domain_titles={f"D{at}": "一个相当长的公开领域名称" * 2 for at in range(10)},
        ),
    ],
)  # fmt: skip
def test_a_checkup_is_always_one_page(one: Any, tmp_path: Path) -> None:
    (page,) = pages(write_checkup(one, SETTINGS, DAY, tmp_path)[0])
    text = words(page)
    assert "政府信息公开体检报告" in text and "各领域得分" in text and "改进后提分较多的要点" in text
    foot = min(word["top"] for word in page.extract_words() if "本报告由程序" in word["text"])
    assert max(one["bottom"] for one in page.chars if one["size"] > 8.2) <= foot + 1
    assert max(one["x1"] for one in page.chars) <= page.width - 15 * MM


def test_a_checkup_says_score_rank_bars_and_gains(tmp_path: Path) -> None:
    (page,) = pages(write_checkup(unit(8), SETTINGS, DAY, tmp_path)[0])
    text = words(page)
    for said in ("71.8", "合格", "93%", "第2名", "共3个评分单位", "8项", "77.3分", "+6.2分", "另有2项"):
        assert said in text


def test_a_checkup_names_no_gain_of_a_point_that_is_in_doubt_or_was_set_aside() -> None:
    def gains(**more: Any) -> list[str]:
        return [one["point"] for one in compose_checkup(replace(unit(0), **more), SETTINGS, DAY)["gains"]]

    waits, told = replace(problem(9), point_id="SA-04"), replace(problem(8), point_id="SA-04")
    assert gains() == ["SA-04 实施结果", "GR-01 专栏"]
    assert gains(reviewer=(waits,)) == gains(waived=(waits,)) == ["GR-01 专栏"]
    assert gains(reviewer=(waits,), problems=(told,)) == ["SA-04 实施结果", "GR-01 专栏"]


def test_a_blocked_unit_is_never_scored_zero(tmp_path: Path) -> None:
    (page,) = pages(write_checkup(blocked(), SETTINGS, DAY, tmp_path)[0])
    assert "未评分" in words(page) and "0分" not in words(page) and "未能查看" in words(page)
