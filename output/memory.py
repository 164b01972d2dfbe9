"""The option --memory: how much of the machine DuckDB may take when it builds."""

from __future__ import annotations

import re

import click

SIZE = re.compile(r"[1-9]\d*(\.\d+)?\s*(MB|GB|TB|MiB|GiB|TiB)")


def checked(text: str) -> str:
    """`text` when it is a size. Raises ValueError, which says what is one."""
    if text and not SIZE.fullmatch(text):
        raise ValueError("give a size such as 500MB or 2GB")
    return text


def _option(ctx: click.Context, parameter: click.Parameter, given: str) -> str:
    try:
        return checked(given)
    except ValueError as error:
        raise click.BadParameter(str(error)) from error


memory_option = click.option(
    "--memory",
    default="",
    metavar="SIZE",
    callback=_option,
    help="The most memory that the database may take while it is built, such as 2GB; beyond it goes to the disk.",
)
