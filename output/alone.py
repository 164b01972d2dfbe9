"""One process at a time: a lock on a file that goes with its process, however it ends (fcntl, flock(2))."""

from __future__ import annotations

import fcntl
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import click

TRIES, BETWEEN = 10, 0.01


class Busy(click.ClickException):
    """Another process holds the lock. The message says which, and since when."""

    exit_code = 2


@contextmanager
def alone(path: Path, doing: str, since: str = "") -> Iterator[None]:
    """Hold the lock file `path` while the block runs. `doing` and `since` are what others are told meanwhile.

    Raises Busy when another process holds it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+", encoding="utf-8") as lock:
        if not _taken(lock):
            raise Busy(f"{_holder(path)} holds {path}; wait until it has ended")
        lock.truncate(0)
        lock.write(json.dumps({"pid": os.getpid(), "doing": doing, "since": since}))
        lock.flush()
        yield
        lock.truncate(0)


def held(path: Path) -> bool:
    """Whether a process holds the lock now."""
    if not path.exists():
        return False
    with path.open("a", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return True
    return False


def _taken(lock: IO[str]) -> bool:
    """Whether we have the lock. One who only looks (`held`) has it for a moment, so it is tried more than once."""
    for _ in range(TRIES):
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            time.sleep(BETWEEN)
        else:
            return True
    return False


def _holder(path: Path) -> str:
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        since = f" (since {said['since']})" if said["since"] else ""
        return f"{said['doing']}, process {said['pid']}{since},"
    except (OSError, ValueError, KeyError, TypeError):
        return "another process"
