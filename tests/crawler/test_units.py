"""A registry is taken whole or not at all, and every fault is named by file, line and column."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawler.units import DUTY_KEYS, Override, UnitsError, load_units, named_places, parse_units, territory_of

HEAD = "unit_id,name,kind,duty,sites,parent,email,notes\n"
GOOD = "U02,市民政局,department,civil_affairs,http://mzj.a.gov.cn/,,,\n"


def faults(text: str) -> list[str]:
    with pytest.raises(UnitsError) as caught:
        parse_units(HEAD + text, "units.csv")
    return str(caught.value).splitlines()


def test_a_good_row_becomes_a_unit() -> None:
    row = 'U02,市民政局,department,civil_affairs+ageing,"http://MZJ.a.gov.cn http://zw.a.gov.cn/zcbm/mzj/",U00,a@b.cn,"一,\n二"\n'
    top, unit = parse_units(HEAD + "U00,市政府,district,district,http://a.gov.cn/,,,\n" + row, "units.csv")
    assert (unit.unit_id, unit.duty, unit.parent) == ("U02", ("civil_affairs", "ageing"), "U00")
    assert unit.sites == ("http://mzj.a.gov.cn/", "http://zw.a.gov.cn/zcbm/mzj/")
    assert unit.notes == "一,\n二"
    assert top.override == Override()


def test_a_byte_order_mark_windows_lines_and_blank_rows_are_taken(tmp_path: Path) -> None:
    path = tmp_path / "units.csv"
    path.write_bytes(b"\xef\xbb\xbf" + (HEAD + GOOD + ",,,,,,,\n\n").replace("\n", "\r\n").encode())
    assert [unit.unit_id for unit in load_units(path)] == ["U02"]


def test_columns_may_stand_in_any_order_and_the_last_three_may_lack() -> None:
    text = "sites,name,unit_id,duty,kind\nhttp://a.gov.cn/,市民政局,U02,civil_affairs,department\n"
    assert parse_units(text, "units.csv")[0].name == "市民政局"


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("U 2,市民政局,department,civil_affairs,http://a.gov.cn/,,,", "column unit_id: 'U 2' is not allowed"),
        ("..,市民政局,department,civil_affairs,http://a.gov.cn/,,,", "column unit_id: '..' is not allowed"),
        ("U02,,department,civil_affairs,http://a.gov.cn/,,,", "column name: is empty"),
        ("U02,市民政局,dept,civil_affairs,http://a.gov.cn/,,,", "column kind: 'dept' is not allowed; use one of department"),
        ("U02,市民政局,department,civil,http://a.gov.cn/,,,", "column duty: 'civil' is no duty; use one of ageing"),
        ("U02,市民政局,department,,http://a.gov.cn/,,,", "column duty: '' is no duty"),
        ("U02,市民政局,department,ageing+ageing,http://a.gov.cn/,,,", "column duty: 'ageing' stands twice"),
        ("U02,市民政局,department,ageing,,,,", "column sites: is empty; write one or more URLs"),
        ("U02,市民政局,department,ageing,a.gov.cn,,,", "column sites: 'a.gov.cn' is no web address"),
        ("U02,市民政局,department,ageing,ftp://a.gov.cn/,,,", "is no web address"),
        ("U02,市民政局,department,ageing,http://u:p@a.gov.cn/,,,", "without user name"),
        ("U02,市民政局,department,ageing,http://a.gov.cn/ http://a.gov.cn,,,", "http://a.gov.cn/ stands twice"),
        ("U02,市民政局,department,ageing,http://a.gov.cn/,,nobody,", "column email: 'nobody' is no mail address"),
        ("U02,市民政局,department,ageing,http://a.gov.cn/,U99,,", "column parent: 'U99' is no unit of this file"),
        ("U02,市民政局,department,ageing,http://a.gov.cn/,U02,,", "column parent: 'U02' comes out as its own parent"),
        ("U02,市民政局,department,ageing,http://a.gov.cn/,,,x,y", "has 9 cells, the header has 8"),
    ],
)  # fmt: skip
def test_a_bad_cell_is_named_with_what_is_allowed(row: str, expected: str) -> None:
    (fault,) = faults(row + "\n")
    assert fault.startswith("units.csv:2:")
    assert expected in fault


def test_every_fault_of_the_file_is_told_at_once() -> None:
    found = faults(
        GOOD + GOOD.replace("civil_affairs", "nothing") + GOOD.replace("U02", "U03").replace("department", "x")
    )
    assert [line.split(":")[1] for line in found] == ["3", "4"]


def test_an_id_or_a_site_that_stands_twice_is_named_with_the_other_line() -> None:
    (fault,) = faults(GOOD + GOOD.replace("U02", "u02").replace("mzj", "jyj"))
    assert fault.startswith("units.csv:3: column unit_id: 'u02' is already the id of line 2")
    (fault,) = faults(GOOD + GOOD.replace("U02", "U03").replace("http://mzj", "https://www.mzj"))
    assert "already the site of U02 (line 2)" in fault


def test_two_units_may_share_a_host_on_different_paths() -> None:
    rows = GOOD.replace("mzj.a.gov.cn/", "zw.a.gov.cn/mzj/") + GOOD.replace("U02", "U03").replace(
        "mzj.a.gov.cn/", "zw.a.gov.cn/jyj/"
    )
    first, second = parse_units(HEAD + rows, "units.csv")
    assert territory_of(first, [first, second]).page("http://zw.a.gov.cn/mzj/x.html")
    assert not territory_of(first, [first, second]).page("http://zw.a.gov.cn/jyj/x.html")


def test_a_circle_of_parents_is_a_fault() -> None:
    rows = GOOD.replace(",,,\n", ",U03,,\n") + GOOD.replace("U02", "U03").replace("mzj", "jyj").replace(
        ",,,\n", ",U02,,\n"
    )
    assert len(faults(rows)) == 2


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "units.csv:1: column unit_id: is missing"),
        (HEAD, "units.csv:2: there is no unit"),
        (HEAD.replace("notes", "remarks") + GOOD, "units.csv:1: column remarks: is unknown"),
        (HEAD.replace("notes", "name") + GOOD, "units.csv:1: column name: stands twice"),
        (HEAD + 'U02,"市民政局\n', "units.csv: is no CSV file"),
    ],
)
def test_a_file_without_its_header_is_refused(text: str, expected: str) -> None:
    with pytest.raises(UnitsError) as caught:
        parse_units(text, "units.csv")
    assert expected in str(caught.value)


def test_a_file_that_is_missing_or_not_utf8_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnitsError, match=r"units\.csv: cannot be read"):
        load_units(tmp_path / "units.csv")
    (tmp_path / "units.csv").write_bytes((HEAD + GOOD).encode("gb18030"))
    with pytest.raises(UnitsError, match="is not UTF-8"):
        load_units(tmp_path / "units.csv")


def test_a_unit_whose_address_is_not_known_yet_says_so() -> None:
    (unit,) = parse_units(HEAD + "U21,市安委会,department,safety_committee,unknown,,,\n", "units.csv")
    assert unit.sites == ()


@pytest.fixture
def registry(tmp_path: Path) -> Path:
    path = tmp_path / "units.csv"
    path.write_text(HEAD + GOOD, encoding="utf-8")
    return path


def test_overrides_beside_the_registry_are_read(registry: Path) -> None:
    registry.with_name("overrides.yml").write_text(
        "U02:\n  column_urls: [http://zw.a.gov.cn:8080/mzj/]\n  delay: 3\n  max_pages: 50\n  rendering: never\n",
        encoding="utf-8",
    )
    (unit,) = load_units(registry)
    assert unit.override == Override(
        column_urls=("http://zw.a.gov.cn:8080/mzj/",), delay=3.0, max_pages=50, rendering="never"
    )
    assert named_places([unit]) == {("mzj.a.gov.cn", 80), ("mzj.a.gov.cn", 443), ("zw.a.gov.cn", 8080)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("U02: {rendering: often}\n", "named.yml:1: rendering: 'often' is unknown; use never, auto"),
        ("U02: {delays: 3}\n", "named.yml:1: 'delays' is unknown; use one of column_urls"),
        ("U99: {delay: 3}\n", "named.yml:1: 'U99' is no unit of units.csv"),
        ("U02:\n  delay: -1\n", "named.yml:2: delay: -1 is not allowed; write seconds"),
        ("U02:\n  delay: true\n", "named.yml:2: delay: True is not allowed"),
        ("U02:\n  max_pages: 0\n", "named.yml:2: max_pages: 0 is not allowed"),
        ("U02:\n  column_urls: [x]\n", "named.yml:2: column_urls: ['x'] is not allowed"),
        ("U02:\n  cms: word\n", "named.yml:2: cms: 'word' is unknown"),
        ("U02: {delay: 3}\nU02: {delay: 4}\n", "named.yml:2: 'U02' stands twice"),
        ("- U02\n", "named.yml:1: must be a mapping"),
        ("U02: 3\n", "named.yml:1: must be a mapping"),
        ("U02: {\n", "is no YAML"),
    ],
)
def test_a_fault_in_the_overrides_is_named(registry: Path, text: str, expected: str) -> None:
    named = registry.with_name("named.yml")
    named.write_text(text, encoding="utf-8")
    with pytest.raises(UnitsError) as caught:
        load_units(registry, overrides=named)
    assert expected in str(caught.value)


def test_overrides_that_were_named_must_be_there(registry: Path) -> None:
    with pytest.raises(UnitsError, match=r"gone\.yml: cannot be read"):
        load_units(registry, overrides=registry.with_name("gone.yml"))


def test_the_duty_keys_are_those_of_the_rule_book() -> None:
    import yaml

    import rules

    book = Path(rules.__file__).parent / "duties.yml"
    content = yaml.safe_load(book.read_text(encoding="utf-8"))
    assert set(content.get("duties", content)) == DUTY_KEYS


def test_the_example_registry_of_changchun_is_sound() -> None:
    units = load_units(Path(__file__).parents[2] / "units.changchun.csv")
    ids = [unit.unit_id for unit in units]
    assert [f"U{number:02d}" for number in range(1, 25)] == ids[:24]
    assert all("未核实" in unit.notes for unit in units)
    assert sum(unit.kind == "district" for unit in units) == 11
    assert sum(unit.kind == "zone" for unit in units) == 6
