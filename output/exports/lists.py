"""The deficiency lists of a run: one workbook and one CSV over all units, and one of each for every unit."""

from __future__ import annotations

import csv
import os
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from pathlib import Path

from audit.model import OUTCOME_LABELS
from crawler.capture import safe_name
from output import store
from output.exports import scores, site, wording
from output.exports.cells import clean, inert
from output.exports.listing import Listing, read_listing
from output.exports.workbook import A4, Section, Sheet, write_workbook

EXPORTS = "exports"
OVERALL = "全部单位问题清单"
OF_UNIT = "{}-问题清单"


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What an export left: the files, and how many deficiencies of how many units they list."""

    run_id: str
    directory: Path
    files: tuple[Path, ...]
    units: int
    deficiencies: int


def write_lists(data: Path, run_id: str | None = None, units: Sequence[str] = ()) -> Written:
    """Write the lists of a run (the latest complete one by default) to ``DATA/exports/<run_id>/``.

    With `units`, only theirs are written and the list over all stays as it was. Each file is written beside and
    renamed. Raises StoreError for an unknown run or unit, and when a file cannot be written.
    """
    with store.connect(data) as db:
        listing = read_listing(db, run_id, units)
    directory = data / EXPORTS / listing.run_id
    try:
        directory.mkdir(parents=True, exist_ok=True)
        files = [] if units else _pair(directory, OVERALL, listing, "")
        for score in listing.units:
            if not safe_name(score.unit_id):
                raise store.StoreError(f"unit id {score.unit_id!r} cannot name a file; correct units.csv")
            files += _pair(directory, OF_UNIT.format(score.unit_id), only(listing, score.unit_id), score.unit_name)
        if not units:
            _clear(directory, files)
    except OSError as error:
        raise store.StoreError(f"{directory}: the lists cannot be written: {error}") from error
    return Written(
        run_id=listing.run_id,
        directory=directory,
        files=tuple(files),
        units=len(listing.units),
        deficiencies=len(listing.problems),
    )


def only(listing: Listing, unit_id: str) -> Listing:
    """The part of a listing that speaks of one unit."""
    return replace(
        listing,
        items=tuple(item for item in listing.items if item.unit_id == unit_id),
        exposed=tuple(hit for hit in listing.exposed if hit.unit_id == unit_id),
        flagged=(),
        units=tuple(score for score in listing.units if score.unit_id == unit_id),
        domains=tuple(score for score in listing.domains if score.unit_id == unit_id),
        site=tuple(one for one in listing.site if one.unit_id == unit_id),
    )


def sheets(listing: Listing, unit_name: str = "") -> list[Sheet]:
    """The tables of a workbook, the deficiencies first."""
    note = wording.headline(listing)
    if unit_name:
        note += "".join(f"\n{scores.summed_up(one)}" for one in listing.units)
    made = [
        Sheet(
            "问题清单", wording.title(unit_name), note, wording.PROBLEM_COLUMNS,
            list(wording.problem_rows(listing.problems)), empty=wording.NO_PROBLEM,
        ),
        Sheet(
            "待核查", f"{unit_name}待核查事项", "以下事项未作判定，不计入问题，不据此通知责任单位；请人工核查后再定。",
            wording.DOUBT_COLUMNS, list(wording.doubt_rows(listing.doubts)),
        ),
        Sheet(
            "达标情况", f"{unit_name}公开要点达标情况", scores.SCORE_NOTE, scores.SCORE_COLUMNS,
            list(scores.score_rows(listing.units)),
        ),
        Sheet(
            "分领域情况", f"{unit_name}分领域达标情况", scores.SCORE_NOTE, scores.DOMAIN_COLUMNS,
            list(scores.domain_rows(listing.domains)), paper=A4,
        ),
    ]  # fmt: skip
    if listing.unsure:
        made.append(
            Sheet(
                "建议先复核", f"{unit_name}建议先复核的问题", "问题清单中的下列各项依据的是专门页面（中置信度），通知责任单位前建议人工复核。",
                wording.DOUBT_COLUMNS, list(wording.doubt_rows(listing.unsure)),
            )
        )  # fmt: skip
    if listing.each:
        made.append(
            Sheet(
                "附：逐条清单", f"{unit_name}合并事项逐条清单", "问题清单、待核查中合并为一项的记录，在此逐条列出。",
                wording.EACH_COLUMNS, list(wording.each_rows(listing.each)),
            )
        )  # fmt: skip
    made.append(Sheet("网站检查", f"{unit_name}网站检查", site.NOTE, site.COLUMNS, list(site.site_rows(listing.site)), empty=site.NONE))  # fmt: skip
    if listing.exposed:
        made.append(
            Sheet(
                "个人信息", f"{unit_name}疑似未脱敏个人信息", "请立即核实；属实的立即撤下或脱敏后重新发布。摘录已脱敏。",
                wording.EXPOSED_COLUMNS, list(wording.exposed_rows(listing.exposed)),
            )
        )  # fmt: skip
    if listing.flagged:
        made.append(
            Sheet(
                "待核实线索", "待核实线索（供监管部门内部核实）", wording.FLAG_NOTE, wording.FLAG_COLUMNS,
                list(wording.flag_rows(listing.flagged)),
            )
        )  # fmt: skip
    return made


def explanation(listing: Listing) -> list[Section]:
    """The sheet 说明: what was looked at and what the words mean."""
    found: Counter[str] = Counter()
    for score in listing.units:
        found.update(score.outcomes)
    severities = Counter(item.severity for item in listing.problems)
    return [
        Section("一、检查范围", (wording.headline(listing), *wording.SCOPE_LINES)),
        Section(
            "二、结果分类",
            header=("结果", "含义", "项数"),
            rows=[(OUTCOME_LABELS[one], meaning, found[one.value]) for one, meaning in wording.OUTCOME_MEANING.items()],
        ),
        Section(
            "三、严重程度",
            header=("程度", "含义", "问题数"),
            rows=[
                (wording.SEVERITY_LABELS[key], meaning, severities[key])
                for key, meaning in wording.SEVERITY_MEANING.items()
            ],
        ),
        Section("四、得分办法", scores.rule_lines(listing.rule)),
        Section("五、整改与复核", wording.AFTER_LINES),
    ]


def write_csv(path: Path, columns: Sequence[str], rows: Sequence[wording.Row]) -> None:
    """CSV as Chinese office programs open it: UTF-8 with BOM, CRLF, no cell that could run as a formula."""
    with path.open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(columns)
        writer.writerows([_csv_cell(value) for value in row] for row in rows)


def _csv_cell(value: wording.Cell) -> str | int | float:
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    return inert(clean(value)) if isinstance(value, str) else value


def _pair(directory: Path, stem: str, listing: Listing, unit_name: str) -> list[Path]:
    tables = sheets(listing, unit_name)
    made = datetime.combine(listing.as_of or date(1980, 1, 1), time())
    about = tables[0].title
    return [
        _beside(
            directory / f"{stem}.xlsx", lambda path: write_workbook(path, tables, about, explanation(listing), made)
        ),
        _beside(directory / f"{stem}.csv", lambda path: write_csv(path, tables[0].columns, tables[0].rows)),
    ]


def _beside(path: Path, write: Callable[[Path], None]) -> Path:
    scratch = path.with_name(f".{os.getpid()}.{path.name}")
    try:
        write(scratch)
        scratch.replace(path)
    finally:
        scratch.unlink(missing_ok=True)
    return path


def _clear(directory: Path, files: Sequence[Path]) -> None:
    """A list of a unit that the run no longer has must not lie about as if it were current."""
    for old in {*directory.glob("*问题清单.xlsx"), *directory.glob("*问题清单.csv")} - set(files):
        old.unlink()
