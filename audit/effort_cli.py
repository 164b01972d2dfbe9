"""The options by which a command says how much of the machine an audit may use. Neither changes a finding."""

from __future__ import annotations

import os

import click


def cpus() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


workers_option = click.option(
    "--workers", type=click.IntRange(min=1), default=cpus,
    help="Processes that share the units (default: one for each processor).",
)  # fmt: skip
cache_option = click.option(
    "--cache/--no-cache", "cached", default=True, show_default=True,
    help="Use again what was read and judged before (DATA/cache).",
)  # fmt: skip
