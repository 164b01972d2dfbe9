"""What holds of every package, whatever people decided: what was set aside or is in doubt goes to no unit, in no file,
and nothing of one unit goes to another."""

from __future__ import annotations

import html
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import pdfplumber
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from run_files import finding, write_run

from output import store
from output.cases.reading import read_lives
from output.cases.settings import DEFAULT_CASES
from output.journal.model import Act, Entry
from output.journal.store import open_journal
from output.package.build import build_package
from output.package.content import CityContent, UnitContent, read_content

DAY = date(2026, 11, 30)
AT = datetime(2026, 11, 24, 4, tzinfo=UTC)
NAMES = {"nync": "临河市农业农村局", "mzj": "临河市民政局", "yjj": "临河市应急管理局"}
SURE, UNSURE = {"searched_pages": 40}, {"searched_pages": 3}
MANY = 23
"""Records alike: more than are listed one by one."""


@dataclass(frozen=True)
class Fate:
    """Acts of people on a case, and what they leave of it."""

    acts: tuple[tuple[Act, str, bool], ...] = ()
    """Act, person, and whether it was only proposed."""
    open: bool = True
    confirmed: bool = False


W, L = "王芳", "李强"
FATES = {
    "untouched": Fate(),
    "told": Fate(((Act.notify, W, False),)),
    "confirmed": Fate(((Act.confirm, W, False),), confirmed=True),
    "waived": Fate(((Act.waive, W, False),), open=False),
    "waive proposed": Fate(((Act.waive, W, True),)),
    "waive approved": Fate(((Act.waive, W, True), (Act.approve, L, False)), open=False),
    "waive refused": Fate(((Act.waive, W, True), (Act.refuse, L, False))),
    "confirmed, then waived": Fate(((Act.confirm, W, False), (Act.waive, L, False)), open=False),
    "confirmed, waive proposed": Fate(((Act.confirm, W, False), (Act.waive, L, True)), confirmed=True),
    "waived, then opened again": Fate(((Act.waive, W, False), (Act.reopen, L, False))),
    "confirmed, waived, opened again": Fate(((Act.confirm, W, False), (Act.waive, W, False), (Act.reopen, L, False))),
    "closed": Fate(((Act.close, W, False),), open=False),
    "closed, then opened again": Fate(((Act.close, W, False), (Act.reopen, L, False))),
}


@dataclass(frozen=True)
class One:
    """A deficiency: whose it is, its case, words that stand at nothing else, and whether the program is sure."""

    unit_id: str
    case_id: str
    words: tuple[str, ...]
    sure: bool
    alike: bool


@dataclass(frozen=True)
class City:
    data: Path
    ones: tuple[One, ...]

    @property
    def singles(self) -> tuple[One, ...]:
        return tuple(one for one in self.ones if not one.alike)

    def alike(self, unit_id: str) -> tuple[One, ...]:
        return tuple(one for one in self.ones if one.alike and one.unit_id == unit_id)


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> City:
    data = tmp_path_factory.mktemp("never")
    rows = []
    for unit_id in NAMES:
        for at, point in enumerate(("PA-01", "PA-10", "SA-02")):
            word = f"{unit_id}点{at}"
            rows.append(
                finding(unit_id, point, "missing", url=f"http://{unit_id}.example/p{at}.html", reason=f"{word}字样。")
                | (SURE if at % 2 else UNSURE)
            )
        records = MANY if unit_id != "yjj" else 4
        rows += [
            finding(unit_id, "PA-04", "missing", record_key=f"k{at}", record_name=f"{unit_id}村{at:02d}路",
                    url=f"http://{unit_id}.example/r{at:02d}.html", reason=f"{unit_id}记{at:02d}字样。")
            | (SURE if unit_id == "nync" or (unit_id == "yjj" and at % 2) else UNSURE)
            for at in range(records)
        ]  # fmt: skip
    write_run(data, "2026-11-23", rows)
    store.build(data)
    with store.connect(data) as db:
        found = db.execute(
            'SELECT unit_id, case_id, finding.record_name, reason, url, searched_pages >= 10 FROM finding JOIN "case"'
            " USING (unit_id, case_id) ORDER BY ALL"
        ).fetchall()
    ones = tuple(
        One(
            unit_id=unit_id,
            case_id=case_id,
            words=tuple(filter(None, (case_id, name, reason.rstrip("。"), url))),
            sure=sure,
            alike=name is not None and unit_id != "yjj",
        )
        for unit_id, case_id, name, reason, url, sure in found
    )
    assert len(ones) == 9 + 2 * MANY + 4
    return City(data, ones)


@st.composite
def fates(draw: st.DrawFn, city: City) -> dict[str, Fate]:
    """Case → what people did. Of records alike most are left alone, and of some units all are confirmed or waived."""
    told = {one.case_id: FATES[draw(st.sampled_from(list(FATES)))] for one in city.singles}
    for unit_id in ("nync", "mzj"):
        members = city.alike(unit_id)
        usual = FATES[draw(st.sampled_from(["untouched", "confirmed", "waived", "untouched"]))]
        told |= {one.case_id: usual for one in members}
        chosen = draw(st.lists(st.sampled_from(members), max_size=4, unique=True))
        told |= {one.case_id: FATES[draw(st.sampled_from(list(FATES)))] for one in chosen}
    return told


def entries_of(told: Mapping[str, Fate]) -> list[Entry]:
    """The journal that leads there."""
    entries: list[Entry] = []
    for case_id, fate in sorted(told.items()):
        for act, person, proposed in fate.acts:
            about = len(entries) if act in (Act.approve, Act.refuse) else None
            entries.append(
                Entry(
                    case_id=case_id, act=act, person=person, at=AT, proposed=proposed, about=about,
                    ground="false_positive" if act is Act.waive else "", entry_id=len(entries) + 1,
                )
            )  # fmt: skip
    return entries


def goes_out(city: City, told: Mapping[str, Fate]) -> set[str]:
    """Cases that units are told of, by the rule: open, and confirmed or sure; of records alike all or none that are open."""
    out = {one.case_id for one in city.singles if told[one.case_id].open and (one.sure or told[one.case_id].confirmed)}
    for unit_id in ("nync", "mzj"):
        still = [one for one in city.alike(unit_id) if told[one.case_id].open]
        if all(one.sure for one in still) or all(told[one.case_id].confirmed for one in still):
            out |= {one.case_id for one in still}
    return out


def read(db: duckdb.DuckDBPyConnection, told: Mapping[str, Fate]) -> CityContent:
    entries = entries_of(told)
    lives = read_lives(db, entries, DAY, DEFAULT_CASES) if entries else {}
    return read_content(db, None, lives=lives)


def numbers(unit: UnitContent) -> set[str]:
    """Cases that a unit's problems speak of, one by one."""
    return {case_id for one in unit.problems for case_id in ([each.case_id for each in one.each] or [one.case_id])}


@settings(max_examples=30)
@given(st.data())
def test_units_are_told_of_what_is_open_and_sure_or_confirmed_and_of_nothing_else(
    city: City, data: st.DataObject
) -> None:
    told = data.draw(fates(city))
    with store.connect(city.data) as db:
        units = {unit.unit_id: unit for unit in read(db, told).units}
    out = goes_out(city, told)
    owners = {one.case_id: one.unit_id for one in city.ones}
    for unit_id, unit in units.items():
        assert numbers(unit) == {case_id for case_id in out if owners[case_id] == unit_id}
        said = plain(repr((unit.problems, unit.privacy)))
        assert not [word for word in forbidden(city, out, unit_id) if word in said]
        everything = {
            case_id
            for one in (*unit.problems, *unit.reviewer, *unit.waived)
            for case_id in ([each.case_id for each in one.each] or [one.case_id])
        }
        assert everything == {one.case_id for one in city.ones if one.unit_id == unit_id}


def test_a_fold_counts_only_the_records_that_are_still_open(city: City) -> None:
    told = {one.case_id: FATES["untouched"] for one in city.ones}
    told[city.alike("nync")[0].case_id] = FATES["waived"]
    with store.connect(city.data) as db:
        (unit,) = [one for one in read(db, told).units if one.unit_id == "nync"]
    (fold,) = [one for one in unit.problems if one.each]
    assert (fold.records, len(fold.each)) == (MANY - 1, MANY - 1)
    assert f"公布的{MANY}条记录中，{MANY - 1}条记录未见资金来源" in fold.reason


@settings(max_examples=2, derandomize=True)
@given(st.data())
def test_no_file_of_a_unit_holds_what_is_kept_back_or_another_units(
    city: City, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    told = data.draw(fates(city))
    home = tmp_path_factory.mktemp("files")
    with open_journal(home) as journal:
        journal.append(entries_of(told))
    for name in ("snapshots", "gongkai.duckdb", "runs"):
        (home / name).symlink_to((city.data / name).resolve())
    made = build_package(home, day=DAY, now=AT, deadline=date(2026, 12, 14), dest=home / "out")
    out = goes_out(city, told)
    for unit_id, unit in made.units.items():
        words = forbidden(city, out, unit_id)
        for path in unit.files:
            said = plain("".join(texts(path)))
            assert not [word for word in words if word in said], path.name
        assert set(unit.files) == {path for path in unit.folder.rglob("*") if path.is_file()}
        mine = [one.words[-1] for one in city.ones if one.case_id in out and one.unit_id == unit_id]
        if mine:
            listed = plain("".join(texts(unit.folder / "问题清单.xlsx")))
            assert all(word in listed for word in mine)


def forbidden(city: City, out: Iterable[str], unit_id: str) -> list[str]:
    """Words that may stand in nothing that this unit gets."""
    told = set(out)
    words = [word for one in city.ones if one.case_id not in told or one.unit_id != unit_id for word in one.words]
    others = [word for other, name in NAMES.items() if other != unit_id for word in (name, f"{other}.example")]
    return list(map(plain, [*words, *others]))


def plain(text: str) -> str:
    """Without blanks and line ends: a page may break a line anywhere."""
    return re.sub(r"\s+", "", text)


def texts(path: Path) -> Iterator[str]:
    """All text of a file, also what a program does not show: every part of an Office file, comments and properties."""
    if path.suffix in (".xlsx", ".docx"):
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                text = archive.read(name).decode("utf-8", "replace")
                yield html.unescape(re.sub(r"<[^>]*>", "", text))
                yield " ".join(re.findall(r'="([^"]*)"', text))
    elif path.suffix == ".pdf":
        with pdfplumber.open(path) as document:
            yield from (page.extract_text() for page in document.pages)
            yield str(document.metadata)
    else:
        yield path.read_text(encoding="utf-8-sig")
