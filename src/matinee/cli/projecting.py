"""Commands that say where a title is heading: project, hold."""

from __future__ import annotations

import math
from functools import partial
from pathlib import Path
from typing import Annotated, Literal

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
from matinee.errors import MatineeError

app = typer.Typer()


@app.command(epilog="How it works, and when not to trust it: docs/projection.md. On your own past: `matinee backtest`.")
def project(
    title: Annotated[str, typer.Argument(help="A title's name or id.")],
    days: Annotated[int, typer.Option(help="How many days from the release.")] = 28,
    passing: Annotated[
        str | None,
        typer.Option(
            help="Tell the chance that more households come than this, or than to any other title.",
            metavar="N|record",
            show_default=False,
        ),
    ] = None,
    adjusted: Annotated[
        bool,
        typer.Option(
            "--adjusted", help="Beside the count, tell it as in normal weeks, even where it is the same or not known."
        ),
    ] = False,
    history: Annotated[
        bool, typer.Option("--history", help="What was said of it when, and how it came out; in place of a new one.")
    ] = False,
    definition: DefinitionOption = "netflix.chose.2020",
    country: CountryOption = None,
    as_of: AsOfOption = None,
    format: FormatOption = terminal.Format.TABLE,
    html: Annotated[Path | None, typer.Option(help="Also write a page.", metavar="FILE")] = None,
    picture: Annotated[Path | None, typer.Option(help="Also draw it: .svg, .png or .pdf.", metavar="FILE")] = None,
    lake: LakeOption = None,
) -> None:
    """Project how many households a title will have reached: median, intervals, and what that rests on.

    What is said is kept in a ledger that never changes; `--history` shows it.

    Examples:
    `matinee project "We Can Be Heroes"`

    `matinee project heroes --days 91 --passing 10000`

    `matinee project heroes --passing record`

    `matinee project heroes --as-of 2021-01-05T08:00Z`

    `matinee project heroes --html heroes.html --picture heroes.png`

    `matinee project heroes --history`
    """
    from matinee.reports.projection_text import history_table, projection_table

    opened = open_lake(lake)
    if history:
        terminal.show_result(opened.title(title).projections(definition=definition), history_table, format)
        return
    made = opened.title(title).project(
        days=days, definition=definition, country=country, as_of=as_of, passing=_passing(passing)
    )
    terminal.show_result(made, partial(projection_table, adjusted=adjusted), format)
    if html is not None:
        from matinee.reports.page import projection_page

        terminal.save(html, projection_page(made))
    if picture is not None:
        from matinee.reports.chart_pictures import write_picture
        from matinee.reports.projection_pictures import fan_picture

        write_picture(fan_picture(made), picture)
        terminal.warn(f"Wrote {picture}")
    warn_if_stale(opened)


@app.command(epilog="How it is found, and when not to trust it: docs/hold.md.")
def hold(
    title: Annotated[str, typer.Argument(help="A title's name or id.")],
    days: Annotated[int, typer.Option(help="The window whose outcome the comparables show.")] = 28,
    definition: DefinitionOption = "netflix.chose.2020",
    country: CountryOption = None,
    as_of: AsOfOption = None,
    format: FormatOption = terminal.Format.TABLE,
    html: Annotated[Path | None, typer.Option(help="Also write a page.", metavar="FILE")] = None,
    picture: Annotated[Path | None, typer.Option(help="Also draw it: .svg, .png or .pdf.", metavar="FILE")] = None,
    lake: LakeOption = None,
) -> None:
    """Say how a title holds from week to week beside its like, and whether it behaves differently.

    From day 9 on. With the titles that began most like it, how each came out, and what it alone would imply.

    Examples:
    `matinee hold "We Can Be Heroes"`

    `matinee hold heroes --as-of 2021-01-08T08:00Z`
    """
    from matinee.reports.hold_text import hold_table

    opened = open_lake(lake)
    found = opened.title(title).hold(days=days, definition=definition, country=country, as_of=as_of)
    terminal.show_result(found, hold_table, format)
    if html is not None:
        from matinee.reports.page import hold_page

        terminal.save(html, hold_page(found))
    if picture is not None:
        from matinee.reports.chart_pictures import write_picture
        from matinee.reports.projection_pictures import hold_picture

        write_picture(hold_picture(found), picture)
        terminal.warn(f"Wrote {picture}")
    warn_if_stale(opened)


def _passing(asked: str | None) -> float | Literal["record"] | None:
    """A number of households, or the record.

    Raises:
        MatineeError: It is neither.
    """
    if asked is None:
        return None
    if asked == "record":
        return "record"
    try:
        households = float(asked.replace(",", "").replace("_", ""))
    except ValueError:
        households = math.nan
    if not 0 <= households < math.inf:
        raise MatineeError(f'"{asked}" is no number of households.', "Write --passing 5000, or --passing record.")
    return households
