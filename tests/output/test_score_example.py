"""The worked example of docs/score.zh.md, computed again from its own tables."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from run_files import finding, write_run

from output import store
from output.score import ScoreSettings, read_score

DOC = Path(__file__).parents[2] / "docs" / "score.zh.md"


def table(name: str) -> list[dict[str, str]]:
    """The table that follows the mark ``<!-- name -->``."""
    text = DOC.read_text(encoding="utf-8").split(f"<!-- {name} -->\n", 1)[1].split("\n\n", 1)[0]
    lines = [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines()]
    return [dict(zip(lines[0], line, strict=True)) for line in lines[2:]]


def number(cell: str) -> float | None:
    return float(cell) if cell else None


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("example")
    found = [
        finding(
            "mzj", row["编号"], row["结果"], severity=row["程度"], scheme_id=row["类别"] or None, grade=row["证据"] or None,
            record_key=row["记录"] or None, record_name=row["记录"] or None, share=number(row["已列明"]),
            windows=number(row["时限倍数"]),
        )
        for row in table("findings")
    ]  # fmt: skip
    write_run(data, "2026-11-16", found)
    store.build(data)
    return data


def test_points(data: Path) -> None:
    sql = "SELECT point_id, round(score, 4), weight FROM point_score WHERE unit_id = 'mzj' ORDER BY point_id"
    expected = [(row["编号"], number(row["得分"]), float(row["权重"])) for row in table("points")]
    assert store.ask(data, sql)[1] == expected


def test_domains(data: Path) -> None:
    sql = "SELECT domain, score, weight FROM heatmap WHERE unit_id = 'mzj' ORDER BY domain"
    assert store.ask(data, sql)[1] == [
        (row["领域"], number(row["得分"]), number(row["权重"])) for row in table("domains")
    ]


def test_unit(data: Path) -> None:
    (row,) = table("unit")
    sql = (
        "SELECT score, grade, coverage, points, points_scored, points_few, deficiencies, evidence_high, evidence_medium"
        " FROM scorecard WHERE unit_id = 'mzj'"
    )
    grade = row.pop("等次")
    score, *others = (float(cell) for cell in row.values())
    assert store.ask(data, sql)[1] == [(score, grade, *others)]


def test_the_weights_in_the_text_are_the_defaults(tmp_path: Path) -> None:
    (example,) = re.findall(r"```toml\n(.*?)```", DOC.read_text(encoding="utf-8"), re.DOTALL)
    path = tmp_path / "gongkai.toml"
    path.write_text(example, encoding="utf-8")
    assert read_score(path) == ScoreSettings()
    assert set(re.findall(r"^(\w+) =", example, re.MULTILINE)) == set(ScoreSettings.model_fields)
