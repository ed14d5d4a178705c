"""Commands that ask what was measured of a title: report, definitions, explain."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from matinee import terminal
from matinee.cli.options import (
    AsOfOption,
    CountryOption,
    DefinitionOption,
    EngineOption,
    FormatOption,
    LakeOption,
    open_lake,
    warn_if_stale,
)
from matinee.errors import MatineeError

app = typer.Typer()


@app.command(epilog="What a number means: `matinee explain completion_rate`, `matinee definitions`.")
def report(
    title: Annotated[str, typer.Argument(help="A title's name or id.")],
    days: Annotated[int, typer.Option(help="How many days from the release.")] = 28,
    definition: DefinitionOption = "netflix.chose.2020",
    country: CountryOption = None,
    as_of: AsOfOption = None,
    all_definitions: Annotated[
        bool, typer.Option("--all-definitions", help="What every definition says of it, side by side.")
    ] = False,
    format: FormatOption = terminal.Format.TABLE,
    html: Annotated[Path | None, typer.Option(help="Also write a page with pictures.", metavar="FILE")] = None,
    engine: EngineOption = None,
    lake: LakeOption = None,
) -> None:
    """Report on a title: reach, hours, completion, rewatches, day by day.

    Examples:
    `matinee report "We Can Be Heroes"`

    `matinee report heroes --days 7 --country GB --format json`

    `matinee report heroes --all-definitions`

    `matinee report heroes --as-of 2021-01-04T00:00Z --html heroes.html`
    """
    from matinee.metrics.definitions import DEFAULT
    from matinee.reports.definitions_text import under_all_table
    from matinee.reports.page import definitions_page, page
    from matinee.reports.text import report_table

    if all_definitions and definition != DEFAULT:
        raise MatineeError(
            f"--all-definitions counts by all, and --definition {definition} by one.", "Give one of the two."
        )
    opened = open_lake(lake)
    if all_definitions:
        told = opened.title(title, engine).definitions(days=days, country=country, as_of=as_of)
        terminal.show_result(told, under_all_table, format)
        warn_if_stale(opened)
        if html is not None:
            terminal.save(html, definitions_page(told))
        return
    made = opened.title(title, engine).report(days=days, definition=definition, country=country, as_of=as_of)
    terminal.show_result(made, report_table, format)
    warn_if_stale(opened)
    if html is not None:
        terminal.save(html, page([made]))


@app.command()
def definitions(
    id: Annotated[
        str | None, typer.Argument(help="A definition to explain, like tautulli.watched.", show_default="all")
    ] = None,
    format: FormatOption = terminal.Format.TABLE,
    lake: LakeOption = None,
) -> None:
    """List the definitions of the field, with rule and source, or explain one.

    Examples:
    `matinee definitions`

    `matinee definitions tautulli.watched`
    """
    from matinee.metrics.definitions import PRESETS, all_terms
    from matinee.reports.definitions_text import find_terms, listing_table

    known = all_terms(open_lake(lake).definitions if lake else PRESETS)
    terminal.show_result(find_terms(id, known), listing_table, format)


@app.command()
def explain(
    name: Annotated[str, typer.Argument(help="A metric or a definition, like completion_rate.")],
    lake: LakeOption = None,
) -> None:
    """Say what a metric or a definition means, how to read it, and where it comes from.

    Example: `matinee explain completion_rate`
    """
    from matinee.metrics.definitions import PRESETS, all_terms
    from matinee.reports.definitions_text import explanation

    terminal.show(explanation(name, all_terms(open_lake(lake).definitions if lake else PRESETS)))
