"""A part of a fold is told in the words that the database has for a whole one."""

from __future__ import annotations

from pathlib import Path

from run_files import POINTS, finding, write_run

from output import store
from output.exports.listing import read_listing
from output.package.folds import parted, words_of

COUNTED = [point | ({"counted": "个项目"} if point["point_id"] == "PA-04" else {}) for point in POINTS]
WHOLE = "截至2026年11月23日，临河市农业农村局公布的30个项目中，{count}个项目未见{more}资金来源，如{names}；逐条见附表"


def test_parts_of_a_fold_say_what_they_hold(tmp_path: Path) -> None:
    found = [
        finding(
            "nync", "PA-04", "partial" if at <= 5 else "missing", record_key=f"k{at:02}", record_name=f"第{at:02}号"
        )
        for at in range(1, 31)
    ]
    write_run(tmp_path, "2026-11-23", found, points=COUNTED)
    store.build(tmp_path)
    with store.connect(tmp_path) as db:
        items = read_listing(db).items
        ((whole,),) = db.execute("SELECT reason FROM deficiency").fetchall()
        (open_part, _), (settled, _) = parted(items, lambda one: one.outcome == "missing", words_of(db))
        ((row, _),) = parted(items, lambda one: True, words_of(db))
    names = "“第01号”“第02号”“第03号”"
    assert row.reason == whole == WHOLE.format(count=30, more="或未完整载明", names=names)
    assert settled.record_name == "第01号等5个项目"
    assert settled.reason == WHOLE.format(count=5, more="或未完整载明", names=names)
    assert open_part.record_name == "第06号等25个项目"
    assert open_part.reason == WHOLE.format(count=25, more="", names="“第06号”“第07号”“第08号”")
