"""Auditing a run: what the run itself keeps."""

from __future__ import annotations

import stat
from pathlib import Path

from audit.run import SALT, column_path, salt_of


def test_each_data_directory_has_a_secret_of_its_own(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    one.mkdir()
    two.mkdir()
    assert salt_of(one) == salt_of(one) != salt_of(two)
    assert stat.S_IMODE((one / SALT).stat().st_mode) == 0o600


def test_a_document_stands_in_the_columns_walked_and_those_it_shows() -> None:
    assert column_path(("公益事业",), ("公益事业", "扶贫")) == ("公益事业", "扶贫")
    assert column_path(("公益事业", "扶贫"), ()) == ("公益事业", "扶贫")
    assert column_path(("重点领域-督导评估",), ("重点领域", "督导评估")) == ("重点领域", "督导评估")
    assert column_path(("通知公告",), ("信息公开", "扶贫")) == ("通知公告", "信息公开", "扶贫")
