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
    FormatOption,
    LakeOption,
    open_lake,
    warn_if_stale,
)

app = typer.Typer()


@app.command(epilog="What a number means: `matinee explain completion_rate`, `matinee definitions`.")
def report(
    title: Annotated[str, typer.Argument(help="A title's name or id.")],
    days: Annotated[int, typer.Option(help="How many days from the release.")] = 28,
    definition: DefinitionOption = "netflix.chose.2020",
    country: CountryOption = None,
    as_of: AsOfOption = None,
    format: FormatOption = terminal.Format.TABLE,
    html: Annotated[Path | None, typer.Option(help="Also write a page with pictures.", metavar="FILE")] = None,
    lake: LakeOption = None,
) -> None:
    """Report on a title: reach, hours, completion, rewatches, day by day.

    Examples:
    `matinee report "We Can Be Heroes"`

    `matinee report heroes --days 7 --country GB --format json`

    `matinee report heroes --as-of 2021-01-04T00:00Z --html heroes.html`
    """
    from matinee.reports.page import page
    from matinee.reports.text import report_table

    opened = open_lake(lake)
    made = opened.title(title).report(days=days, definition=definition, country=country, as_of=as_of)
    terminal.show_result(made, report_table, format)
    warn_if_stale(opened)
    if html is not None:
        terminal.save(html, page([made]))


@app.command()
def definitions(lake: LakeOption = None) -> None:
    """List the definitions that a start can be counted by, with rule and source.

    Example: `matinee definitions`
    """
    from matinee.metrics.definitions import PRESETS
    from matinee.reports.text import definitions_table

    terminal.show(definitions_table(open_lake(lake).definitions if lake else PRESETS))


@app.command()
def explain(
    name: Annotated[str, typer.Argument(help="A metric or a definition, like completion_rate.")],
    lake: LakeOption = None,
) -> None:
    """Say what a metric or a definition means, how to read it, and where it comes from.

    Example: `matinee explain completion_rate`
    """
    from matinee.metrics.definitions import PRESETS
    from matinee.reports.text import explanation

    terminal.show(explanation(name, open_lake(lake).definitions if lake else PRESETS))
