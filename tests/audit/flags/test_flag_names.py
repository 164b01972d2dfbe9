"""How a unit calls itself, and how a text reads without its names."""

from __future__ import annotations

import pytest

from audit.flags.names import AROUND, DATE, PLACE, UNIT, names_of

MARKS = {UNIT: "甲", PLACE: "乙", AROUND: "丙", DATE: "丁"}


def read(name: str, text: str, *aliases: str) -> str:
    masked = names_of(name, aliases).masked(text)
    return masked.translate({ord(mark): letter for mark, letter in MARKS.items()})


@pytest.mark.parametrize(
    ("name", "text", "masked"),
    [
        ("云河市民政局", "云河市民政局与市民政局、我局在云河市和全市", "甲与甲、甲在乙和乙"),
        ("云河市民政局", "2025年3月2日、2024年度、第三季度、3月份", "丁、丁、丁、丁"),
        ("云河市青河区民政局", "青河区民政局在青河区，云河市民政局在云河市", "甲在乙，丙民政局在丙"),
        ("云河市青河区民政局", "民政局会同省民政局", "甲会同省民政局"),
        ("青河区", "青河区人民政府、区政府、我区、我市", "甲、甲、乙、我市"),
        ("云河市青河区人民政府", "云河市人民政府下发，全区落实，全市推广", "丙人民政府下发,乙落实,丙推广"),
        ("青山医院（东院）", "青山医院（东院）与我院", "甲与甲"),
    ],
)
def test_names_and_dates_are_taken_out(name: str, text: str, masked: str) -> None:
    assert read(name, text, "民政局").replace("，", ",") == masked.replace("，", ",")


@pytest.mark.parametrize(
    ("name", "places"),
    [
        ("云河市民政局", ("云河市",)),
        ("云河市青河区人民政府", ("云河市", "青河区")),
        ("云河市市场监督管理局", ("云河市",)),
        ("云河经济技术开发区管理委员会", ("云河经济技术开发区",)),
        ("青山医院", ()),
    ],
)
def test_places_are_read_from_the_name(name: str, places: tuple[str, ...]) -> None:
    assert names_of(name).places == places
