"""The front door: the root command. Sub-commands load only when called, so that --help stays quick."""

from __future__ import annotations

import errno
import importlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

COMMANDS: dict[str, str | dict[str, str]] = {
    "demo": "gongkai.demo.cli:demo",
    "run": "gongkai.weekly:run",
    "crawl": "crawler.cli:crawl",
    "audit": "audit.cli:audit",
    "export": "output.cli:export",
    "extract": "audit.cli:extract",
    "judge": "audit.cli:judge",
    "columns": "crawler.cli:columns",
    "rules": {
        "lint": "audit.book_cli:lint",
        "test": "audit.book_cli:rules_test",
        "show": "rules.cli:show",
        "docs": "rules.cli:docs",
        "whatif": "audit.proof.cli:whatif",
    },
    "units": {"check": "gongkai.registry:units_check", "import": "crawler.cli:units_import"},
    "explain": "audit.proof.cli:explain",
    "replay": "audit.proof.cli:replay",
    "evidence": "audit.proof.cli:evidence",
    "selfcheck": "gongkai.selfcheck:selfcheck",
    "query": "output.cli:query",
    "search": "output.cli:search",
    "doctor": "output.cli:doctor",
    "diff": "output.history.cli:diff",
    "prune": "output.history.prune_cli:prune",
    "case": {
        "list": "output.cases.cli:case_list",
        "show": "output.cases.cli:case_show",
        "confirm": "output.cases.cli:confirm",
        "notify": "output.cases.cli:notify",
        "start": "output.cases.cli:start",
        "reply": "output.cases.cli:reply",
        "reject": "output.cases.cli:reject",
        "close": "output.cases.cli:close",
        "waive": "output.cases.cli:waive",
        "approve": "output.cases.cli:approve",
        "refuse": "output.cases.cli:refuse",
        "note": "output.cases.cli:note",
        "reopen": "output.cases.cli:reopen",
        "review": "output.cases.cli:review",
        "recheck": "gongkai.recheck_cli:recheck_command",
    },
    "package": "output.package.cli:package",
    "send": "output.mail.cli:send",
    "schedule": {
        "due": "gongkai.schedule.cli:due",
        "run": "gongkai.schedule.cli:run",
        "status": "gongkai.schedule.cli:status",
        "install": "gongkai.schedule.cli:install",
        "uninstall": "gongkai.schedule.cli:uninstall",
    },
}
SETTINGS = "gongkai.settings"
SETTINGS_FILE = "gongkai.settings.file"
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
NO_SETTINGS = frozenset({"demo"})
"""Commands that are always the same: the sample city must never be written into a city's own data."""
GROUP_HELP = {
    "rules": "The rule book's own tools.",
    "units": "The registry's own tools.",
    "schedule": "The weekly job, unattended.",
    "case": "The life of each deficiency, and what people decide about it.",
}


class LazyGroup(click.Group):
    """A group whose commands are named in a table and imported when first asked for."""

    def __init__(self, *args: Any, table: Mapping[str, str | dict[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.table = table

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.table)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        target = self.table.get(cmd_name)
        if target is None:
            return None
        if isinstance(target, dict):
            return LazyGroup(cmd_name, table=target, help=GROUP_HELP[cmd_name])
        module, _, attribute = target.partition(":")
        command: click.Command = getattr(importlib.import_module(module), attribute)
        if cmd_name not in NO_SETTINGS and (values := ctx.meta.get(SETTINGS)):
            ctx.default_map = {cmd_name: _defaults(command, values)}
        return command


class DiskError(click.ClickException):
    """A file or directory that the system does not let us use. The message names it and says what to do."""

    exit_code = 2

    def __init__(self, error: OSError) -> None:
        said = f"{error.filename}: {error.strerror}" if error.filename else str(error.strerror or error)
        hint = _HINTS.get(error.errno or 0, "")
        super().__init__(f"{said}{f'; {hint}' if hint else ''}")


_HINTS = {
    errno.EACCES: "let the user who calls gongkai read it, and write where it writes",
    errno.EPERM: "let the user who calls gongkai read it, and write where it writes",
    errno.EROFS: "name a place that can be written",
    errno.ENOSPC: "the disk is full: make room and call it again, it goes on from what is there",
    errno.EDQUOT: "the disk quota is used up: make room and call it again, it goes on from what is there",
}


class FrontDoor(LazyGroup):
    """The root command. What the disk refuses anywhere below is told on one line, as every other error is."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except OSError as error:
            if error.errno == errno.EPIPE:  # click ends quietly when a reader such as head has gone
                raise
            raise DiskError(error) from error


def _defaults(command: click.Command, values: Mapping[str, Any]) -> dict[str, Any]:
    """The settings that a command has options for, by the names of its parameters."""
    found = {one.name: values[opt] for one in command.params for opt in one.opts if opt in values and one.name}
    for one in command.params:
        if "--duty" in one.opts and one.name:
            from gongkai.settings import own_duties

            found[one.name] = own_duties(values.get("--overlay", ()))
    return found


def _read_settings(ctx: click.Context, option: click.Parameter, given: Path | None) -> None:
    path = given or (Path("gongkai.toml") if Path("gongkai.toml").is_file() else None)
    if path is None or ctx.resilient_parsing:
        return
    from gongkai.settings import load_settings, options

    ctx.meta[SETTINGS] = options(load_settings(path), path)
    ctx.meta[SETTINGS_FILE] = path


@click.group(cls=FrontDoor, table=COMMANDS)
@click.option("--settings", type=FILE, envvar="GONGKAI_SETTINGS", show_envvar=True, is_eager=True, expose_value=False,
              callback=_read_settings, metavar="FILE",
              help="Defaults for the options of all commands, as TOML (default: gongkai.toml, if there is one).")  # fmt: skip
@click.version_option(package_name="gongkai")
def main() -> None:
    """Check whether government units have really published what they must about public-interest work."""


if __name__ == "__main__":
    main()
