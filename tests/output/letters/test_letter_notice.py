"""整改通知 as values: what it says."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from letter_cases import DAY, DEADLINE, SETTINGS, blocked, leak, problem, unit

from output.package.letters.checkup import compose_checkup
from output.package.letters.letter import Heading, Letter, Outline, Paragraph, Table, chinese_number, plain
from output.package.letters.notice import compose_notice, gravest
from output.package.letters.settings import LetterError, LetterSettings, default_deadline, document_number
from output.package.letters.titles import title_lines
from output.settings import checked


def said(letter: Letter) -> str:
    return "\n".join(one.text for one in letter.blocks if isinstance(one, (Paragraph, Heading)))


def test_names_law_day_figures_deadline_and_form() -> None:
    text = said(compose_notice(unit(3), SETTINGS, DAY, DEADLINE))
    for words in (
        "第四十六条、第四十七条", "截至2026年11月23日", "共发现问题3项，其中关键内容1项、一般内容1项、辅助内容1项", "占93%",
        "得分71.8分，等次为合格，在3个评分单位中排第2名", "2026年12月9日前", "《整改反馈表》", "与上次检查（2026年11月16日）相比",
    ):  # fmt: skip
        assert words in text
    assert "没有公开" not in text


def test_headings_are_numbered_as_official_letters_number_them() -> None:
    headings = [one for one in compose_notice(unit(3), SETTINGS, DAY, DEADLINE).blocks if isinstance(one, Heading)]
    assert [one.text[:3] for one in headings if one.level == 1] == ["一、检", "二、发", "三、整", "四、反"]
    assert [one.text[:3] for one in headings if one.level == 2] == ["（一）", "（二）", "（三）"]


def test_the_table_holds_the_gravest_and_the_rest_stand_in_the_list() -> None:
    letter = compose_notice(unit(300), SETTINGS, DAY, DEADLINE)
    (table,) = [one for one in letter.blocks if isinstance(one, Table)]
    assert len(table.rows) == SETTINGS.serious
    assert all("关键" in row[1] for row in table.rows)
    assert "较为突出的12项问题见下表，其余见附件。" in said(letter)
    assert letter.attachments == ("问题清单", "整改反馈表")


def test_what_was_told_before_keeps_its_own_deadline() -> None:
    told = unit(3)
    older = replace(told.problems[0], deadline=date(2026, 12, 1))
    texts = [
        said(compose_notice(replace(told, problems=(first, *told.problems[1:])), SETTINGS, DAY, DEADLINE))
        for first in (older, replace(older, deadline=DEADLINE))
    ]
    assert ["5.原定期限。此前已告知的1项问题，仍按原定期限整改，各项期限见问题清单。" in one for one in texts] == [
        True,
        False,
    ]


def test_rows_of_the_table_bear_their_numbers_in_the_list() -> None:
    told = unit(30)
    letter = compose_notice(told, SETTINGS, DAY, DEADLINE)
    (table,) = [one for one in letter.blocks if isinstance(one, Table)]
    assert table.columns[0].title == "清单序号"
    assert [row[0] for row in table.rows] == [str(one.number) for one in gravest(told.problems, SETTINGS.serious)]
    assert [row[0] for row in table.rows] != [str(at) for at in range(1, len(table.rows) + 1)]


def test_a_checkup_speaks_of_a_list_only_where_there_is_one() -> None:
    told = unit(3)
    foots = [compose_checkup(one, SETTINGS, DAY)["words"]["foot"] for one in (told, replace(told, problems=()))]
    assert ["全部问题见问题清单" in foot for foot in foots] == [True, False]
    assert all("不等同于未公开" in foot for foot in foots)


def test_a_point_shows_once_before_any_comes_again() -> None:
    alike = [problem(at, severity="A", point_id="SA-01") for at in range(1, 6)]
    other = problem(9, severity="A", point_id="SA-02")
    assert gravest([*alike, other], 2) == [alike[0], other]


def test_a_blocked_unit_has_no_score_and_is_told_why() -> None:
    text = said(compose_notice(blocked(), SETTINGS, DAY, DEADLINE))
    assert "本次不予评分" in text
    assert "得分" not in text and "未见需要整改" not in text


def test_without_problems_nothing_is_asked() -> None:
    letter = compose_notice(unit(0), SETTINGS, DAY, DEADLINE)
    assert "在本次检查范围内未见需要整改的问题" in said(letter)
    assert not letter.attachments and "".join(letter.title).endswith("检查情况的通知")


def test_what_waits_for_a_person_is_no_praise() -> None:
    text = said(compose_notice(unit(0, reviewer=(problem(),)), SETTINGS, DAY, DEADLINE))
    assert "尚待人工核实" in text
    assert "未见需要整改" not in text and "得分" not in text


def test_personal_data_are_counted_and_never_shown() -> None:
    text = said(compose_notice(unit(1, privacy=(leak(),)), SETTINGS, DAY, DEADLINE))
    assert "1处网页疑似公开" in text
    assert leak().url not in text


def test_without_settings_blanks_stand_for_what_nobody_said() -> None:
    letter = compose_notice(unit(1), LetterSettings(), DAY, DEADLINE)
    assert letter.issuer == "＿＿＿＿＿＿" and letter.number == "＿＿＿〔2026〕＿＿号"
    assert letter.mark == "代拟稿" and "反馈至＿＿＿＿＿＿" in said(letter)


@pytest.mark.parametrize(
    "number", ["长政函[2026]12号", "长政函〔2026〕012号", "长政函〔2026〕第12号", "长政函 〔2026〕12号"]
)
def test_a_number_not_as_the_norm_has_it_is_refused(number: str) -> None:
    with pytest.raises(LetterError, match="机关代字〔年〕序号号"):
        checked({"number": number}, LetterSettings, LetterError, "letters")


def test_the_code_alone_gets_the_year() -> None:
    assert document_number(LetterSettings(number="长政务公开函"), DAY) == "长政务公开函〔2026〕＿＿号"


def test_the_deadline_counts_working_days() -> None:
    assert default_deadline(DAY, SETTINGS) == date(2026, 12, 9)
    assert default_deadline(date(2026, 9, 28), replace_days(3)) == date(2026, 10, 8)  # the National Day holiday
    assert default_deadline(date(2099, 1, 2), replace_days(6)) == date(2099, 1, 12)  # no holidays decreed yet


def replace_days(days: int) -> LetterSettings:
    return SETTINGS.model_copy(update={"deadline_days": days})


def test_unknown_settings_name_what_is_known(tmp_path: Path) -> None:
    with pytest.raises(LetterError, match="known are: issuer"):
        checked({"isuer": "某局"}, LetterSettings, LetterError, "letters")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("关于做好社会公益事业建设领域政府信息公开问题整改工作的通知", ("社会公益事业建设领域", "政府信息公开")),
        (
            "关于云河市社会公益事业建设领域政府信息公开检查情况的通报",
            ("云河市", "社会公益事业建设领域", "政府信息公开"),
        ),
        (
            "云河市政务公开办公室关于印发云河市社会公益事业建设领域政府信息公开工作任务分工表落实情况检查评估办法的通知",
            ("云河市",),
        ),
    ],
)
def test_a_title_breaks_between_words_to_a_trapezium_or_a_diamond(text: str, names: tuple[str, ...]) -> None:
    lines = title_lines(text, names)
    sizes = [len(one) for one in lines]
    assert "".join(lines) == text and max(sizes) <= 18
    assert not any(a > b < c for a, b, c in zip(sizes, sizes[1:], sizes[2:], strict=False))
    assert not any(one[0] in "的、）》" for one in lines) and not any(one.endswith("关于") for one in lines)
    assert all(any(name in line for line in lines) for name in names)


def test_a_title_without_a_word_boundary_is_cut_at_its_width() -> None:
    assert all(len(one) <= 18 for one in title_lines("某" * 80))


def test_numbers_in_chinese() -> None:
    assert [chinese_number(one) for one in (1, 10, 11, 20, 35)] == ["一", "十", "十一", "二十", "三十五"]


def test_numbering_starts_anew_under_each_heading() -> None:
    outline = Outline()
    texts = [outline.heading(1, "甲"), outline.point("乙"), outline.heading(1, "丙"), outline.point("丁")]
    assert [one.text for one in texts] == ["一、甲", "1.乙", "二、丙", "1.丁"]


def test_text_of_a_page_is_made_plain() -> None:
    assert plain("甲\n乙\x00丙\u202e丁\ud800 戊") == "甲 乙丙丁 戊"


def test_without_weeks_nothing_is_compared() -> None:
    assert "上次检查" not in said(compose_notice(replace(unit(1), weeks=()), SETTINGS, DAY, DEADLINE))
