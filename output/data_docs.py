"""docs/data.md: the prose of docs/parts/data.md, then every table, view and ready query by its own comments.

``python -m output.data_docs [--check]``
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import click
import duckdb

from output.queries import ready_queries
from output.store import LATEST, derive

PROSE, PAGE = Path("docs/parts/data.md"), Path("docs/data.md")
STALE = 1
_MADE = (
    "<!-- Made by `make docs` from docs/parts/data.md and the COMMENT ON texts of output/. Change those, not this. -->"
)
_COLUMNS = """
    SELECT column_name, CASE WHEN starts_with(data_type, 'ENUM') THEN 'ENUM' ELSE data_type END, coalesce(comment, '')
    FROM duckdb_columns() WHERE table_name = ? ORDER BY column_index
"""


def page(prose: str) -> str:
    """The text of docs/data.md."""
    with duckdb.connect() as db:
        for part in ("schema.sql", "search/index.sql"):
            db.execute(files("output").joinpath(part).read_text(encoding="utf-8"))
        derive(db)
        title, _, rest = prose.partition("\n")
        return "\n".join([title, "", _MADE, rest.rstrip(), "", *_reference(db), *_queries()]) + "\n"


def _reference(db: duckdb.DuckDBPyConnection) -> Iterator[str]:
    yield "## Tables"
    yield ""
    tables = db.execute(
        "SELECT table_name, comment FROM duckdb_tables() WHERE NOT internal AND NOT temporary ORDER BY table_name"
    )
    for name, comment in tables.fetchall():
        if not _narrowed(name):
            yield from _columns(db, name, comment)
    yield "## Views"
    yield ""
    yield f"{_joined(LATEST)} show the latest complete run; of each, `<name>_all` shows every run, with the same columns."
    yield ""
    views = db.execute(
        "SELECT view_name, comment FROM duckdb_views() WHERE NOT internal AND NOT temporary ORDER BY view_name"
    )
    for name, comment in views.fetchall():
        if not _narrowed(name):
            yield from _columns(db, name, comment)


def _narrowed(name: str) -> bool:
    """Whether another view shows the same for the latest run."""
    return name.endswith("_all") and name.removesuffix("_all") in LATEST


def _columns(db: duckdb.DuckDBPyConnection, name: str, comment: str | None) -> Iterator[str]:
    yield f"### `{name}`"
    yield ""
    yield comment or ""
    yield ""
    yield "| column | type | what it is |"
    yield "|---|---|---|"
    for column, kind, says in db.execute(_COLUMNS, [name]).fetchall():
        yield f"| `{column}` | {kind} | {_cell(says)} |"
    yield ""


def _queries() -> Iterator[str]:
    yield "## Ready queries"
    yield ""
    yield "`gongkai query NAME --data DATA [--set KEY=VALUE]`"
    yield ""
    yield "| name | answers | 问题 | parameters |"
    yield "|---|---|---|---|"
    for one in ready_queries().values():
        takes = "; ".join(f"`{each.name}={each.default}` {each.says}" for each in one.parameters)
        yield f"| `{one.name}` | {_cell(one.says)} | {one.title} | {_cell(takes)} |"


def _joined(names: tuple[str, ...]) -> str:
    return ", ".join(f"`{name}`" for name in names[:-1]) + f" and `{names[-1]}`"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


@click.command()
@click.option("--check", is_flag=True, help="Write nothing; exit 1 when the file is not what would be written.")
def main(check: bool) -> None:
    """Write docs/data.md (in the current directory)."""
    text = page(PROSE.read_text(encoding="utf-8"))
    if not check:
        PAGE.write_text(text, encoding="utf-8")
        click.echo(f"{PAGE} written", err=True)
    elif not PAGE.is_file() or PAGE.read_text(encoding="utf-8") != text:
        click.echo(f"{PAGE} is not current: run make docs", err=True)
        raise SystemExit(STALE)


if __name__ == "__main__":
    main()
