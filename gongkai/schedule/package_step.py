"""The documents for the units, built by their own command with the settings of the city, in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

MOST_SECONDS = 2 * 3600


def build_package(data: Path, run_id: str, settings_file: Path | None) -> tuple[bool, str]:
    """Build the package of a run. Returns whether it was built, and its folder or what stood in the way."""
    settings = ["--settings", str(settings_file)] if settings_file else []
    command = [sys.executable, "-m", "gongkai", *settings, "package", "--data", str(data), "--run", run_id]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=MOST_SECONDS, check=False)  # noqa: S603 - our own
    except (OSError, subprocess.TimeoutExpired) as error:
        return False, str(error)
    told = (done.stdout if done.returncode == 0 else done.stderr).strip().splitlines()
    return done.returncode == 0, told[-1] if told else f"gongkai package ended with {done.returncode}"
