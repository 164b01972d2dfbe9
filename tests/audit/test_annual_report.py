"""The six parts of the annual report on disclosure."""

from __future__ import annotations

import pytest

from audit.timely.annual_report import PARTS, absent_parts

REPORT = """本报告根据条例编制。
一、总体情况
主动公开了社会救助信息。
二、主动公开政府信息情况
三、收到和处理政府信息公开申请情况
四、政府信息公开行政复议、行政诉讼情况
五、存在的主要问题及改进情况
六、其他需要报告的事项
无。"""


def test_a_whole_report() -> None:
    assert absent_parts([REPORT]) == ()


def test_the_parts_may_stand_in_a_file() -> None:
    lines = REPORT.splitlines()
    assert absent_parts(["\n".join(lines[:3]), "\n".join(lines[3:])]) == ()


@pytest.mark.parametrize(
    ("heading", "part"), list(zip([line for line in REPORT.splitlines() if line[1] == "、"], PARTS, strict=True))
)
def test_a_part_without_its_heading_is_named(heading: str, part: str) -> None:
    assert absent_parts([REPORT.replace(heading + "\n", "")]) == (part,)


@pytest.mark.parametrize(
    ("heading", "other"),
    [
        ("一、总体情况", "（一）基本情况"),
        ("三、收到和处理政府信息公开申请情况", "三、依申请公开办理情况"),
        ("四、政府信息公开行政复议、行政诉讼情况", "四、因政府信息公开申请行政复议、提起行政诉讼情况"),
        ("五、存在的主要问题及改进情况", "五、存在问题和下一步打算"),
        ("六、其他需要报告的事项", "六、需要说明的其他事项"),
    ],
)
def test_headings_in_other_words(heading: str, other: str) -> None:
    assert absent_parts([REPORT.replace(heading, other)]) == ()


def test_a_word_deep_in_a_sentence_is_no_heading() -> None:
    text = "本年度我局认真落实各项要求，公开工作取得一定成效，全年没有发生因公开工作引起的行政复议案件。"
    assert "行政复议、行政诉讼情况" in absent_parts([text])


def test_a_page_that_keeps_no_lines_is_told_by_its_numbers() -> None:
    assert absent_parts([REPORT.replace("\n", "")]) == ()
