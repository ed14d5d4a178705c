"""Commands that say where a title is heading: project."""

from __future__ import annotations

from typing import Annotated

import typer

from matinee import terminal
from matinee.cli.options import (
    AsOfOption,
    CountryOption,
    DefinitionOption,
    FormatOption,
    LakeOption,
    open_lake,
    warn_if_stale,
)

app = typer.Typer()


@app.command(epilog="How it works, and when not to trust it: docs/projection.md. On your own past: `matinee backtest`.")
def project(
    title: Annotated[str, typer.Argument(help="A title's name or id.")],
    days: Annotated[int, typer.Option(help="How many days from the release.")] = 28,
    passing: Annotated[
        float | None,
        typer.Option(help="Tell the chance that more households come than this.", metavar="N", show_default=False),
    ] = None,
    history: Annotated[
        bool, typer.Option("--history", help="What was said of it when, and how it came out; in place of a new one.")
    ] = False,
    definition: DefinitionOption = "netflix.chose.2020",
    country: CountryOption = None,
    as_of: AsOfOption = None,
    format: FormatOption = terminal.Format.TABLE,
    lake: LakeOption = None,
) -> None:
    """Project how many households a title will have reached: median, intervals, and what that rests on.

    What is said is kept in a ledger that never changes; `--history` shows it.

    Examples:
    `matinee project "We Can Be Heroes"`

    `matinee project heroes --days 91 --passing 10000`

    `matinee project heroes --as-of 2021-01-05T08:00Z`

    `matinee project heroes --history`
    """
    from matinee.reports.projection_text import history_table, projection_table

    opened = open_lake(lake)
    if history:
        terminal.show_result(opened.title(title).projections(definition=definition), history_table, format)
        return
    made = opened.title(title).project(days=days, definition=definition, country=country, as_of=as_of, passing=passing)
    terminal.show_result(made, projection_table, format)
    warn_if_stale(opened)
