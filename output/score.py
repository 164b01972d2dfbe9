"""The weights of the score. The model is ours, not a norm; a city sets its own under ``[score]`` of a TOML file.

Every snapshot keeps the weights that its scores were computed with in its table `score_rule`, one row.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Annotated

import click
from pydantic import BaseModel, ConfigDict, Field, model_validator

from output.settings import read_table

Weight = Annotated[float, Field(ge=0, le=1000)]
Share = Annotated[float, Field(ge=0, le=1)]
Points = Annotated[float, Field(ge=0, le=100)]


class ScoreError(click.ClickException):
    """Weights that cannot be used. The message names the file and the key."""

    exit_code = 2


class ScoreSettings(BaseModel):
    """How findings become a score from 0 to 100. The defaults are the recommended model; docs/score.zh.md explains it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    severity_a: Weight = 3
    severity_b: Weight = 2
    severity_c: Weight = 1
    severity_m: Weight = 0
    met: Share = 1
    declared: Share = 0.6
    """Until a person accepts the unit's declaration."""
    partial: Share = 0.5
    """Where a finding does not say itself how much is there."""
    missing: Share = 0
    late: Share = 0.8
    """Factor for evidence past its freshness window."""
    very_late: Share = 0.5
    """Factor for evidence more than twice as old as its window."""
    least_records: Annotated[int, Field(ge=1, le=1000)] = 3
    """Fewer decided records than this are no sample: the point is left to a person."""
    least_coverage: Share = 0.5
    """No grade where less than this share was decided."""
    excellent: Points = 90
    good: Points = 80
    passed: Points = 60

    @model_validator(mode="after")
    def _grades_descend(self) -> ScoreSettings:
        if not self.excellent >= self.good >= self.passed:
            raise ValueError("the grades must descend: excellent >= good >= passed")
        return self

    def digest(self) -> str:
        """A short name of these weights: equal weights have equal names."""
        plain = json.dumps({key: float(value) for key, value in self.model_dump().items()}, sort_keys=True)
        return hashlib.sha256(plain.encode()).hexdigest()[:12]


def read_score(path: Path) -> ScoreSettings:
    """Weights from the table ``[score]`` of a TOML file; without that table, the defaults. Raises ScoreError."""
    return read_table(path, "score", ScoreSettings, ScoreError)
