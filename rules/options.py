"""The options that say which rule book, the same for every command. Nothing heavy is imported here."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

_DIRECTORY = click.Path(exists=True, file_okay=False, path_type=Path)


def book_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """The option --book."""
    told = "A directory with book/*.yml and duties.yml (default: the book that comes with the program)."
    return click.option("--book", "directory", type=_DIRECTORY, help=told)(command)


def overlay_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """The option --overlay, which may be given several times: a tuple of directories, each over the ones before."""
    told = "A city's own rules, laid over the book; may be given several times, later ones win."
    return click.option("--overlay", "overlays", multiple=True, type=_DIRECTORY, metavar="DIR", help=told)(command)
