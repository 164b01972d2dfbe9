"""Which walked column answers a column rule, and whether it is kept up."""

from __future__ import annotations

from datetime import date

from audit.model import Document
from audit.sitewide import columns_of, find_column
from audit.text import Segmenter
from rules.recognisers import ColumnCheck

AS_OF = date(2026, 11, 23)
RULE = ColumnCheck(check="column", names=["社会公益事业建设"], weak=["重点领域"], within_months=6)
WORDS = Segmenter(["社会公益事业建设", "重点领域"])


def found(name: str, *days: date | None) -> tuple[str | None, bool, bool]:
    documents = [
        Document(url=f"http://a.example/{n}", title="公示", text="", columns=(name,)) for n in range(len(days))
    ]
    columns = columns_of(documents, {one.url: day for one, day in zip(documents, days, strict=True)})
    answer = find_column(RULE, columns, WORDS, AS_OF)
    return answer.column.name if answer.column else None, answer.weak, answer.late


def test_a_column_kept_up_answers() -> None:
    assert found("社会公益事业建设领域", date(2026, 10, 1), date(2020, 1, 1)) == ("社会公益事业建设领域", False, False)


def test_an_old_column_is_late_and_a_day_to_come_does_not_make_it_young() -> None:
    assert found("社会公益事业建设领域", date(2024, 1, 1)) == ("社会公益事业建设领域", False, True)
    assert found("社会公益事业建设领域", date(2024, 1, 1), date(2027, 1, 1)) == ("社会公益事业建设领域", False, True)


def test_undated_entries_are_never_late_and_a_neighbour_is_weak() -> None:
    assert found("社会公益事业建设领域", None) == ("社会公益事业建设领域", False, False)
    assert found("重点领域信息公开", None) == ("重点领域信息公开", True, False)
    assert found("领导之窗", None) == (None, False, False)
