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
    pdf: Annotated[
        Path | None, typer.Option(help="Also write it as a PDF, to print or to send.", metavar="FILE")
    ] = None,
    png: Annotated[Path | None, typer.Option(help="Also write it as one picture.", metavar="FILE")] = None,
    least: Annotated[
        int, typer.Option(help="PDF and PNG leave out what tells of fewer homes; 1: nothing.", metavar="N")
    ] = 50,
    engine: EngineOption = None,
    lake: LakeOption = None,
) -> None:
    """Report on a title: reach, hours, completion, rewatches, day by day.

    Examples:
    `matinee report "We Can Be Heroes"`

    `matinee report heroes --days 7 --country GB --format json`

    `matinee report heroes --all-definitions`

    `matinee report heroes --as-of 2021-01-04T00:00Z --html heroes.html`

    `matinee report heroes --pdf heroes.pdf --png heroes.png`
    """
    from matinee.metrics.definitions import DEFAULT
    from matinee.reports.definitions_text import under_all_table
    from matinee.reports.page import definitions_page, page
    from matinee.reports.text import report_table

    if all_definitions and definition != DEFAULT:
        raise MatineeError(
            f"--all-definitions counts by all, and --definition {definition} by one.", "Give one of the two."
        )
    if all_definitions and (pdf or png):
        raise MatineeError(
            "A PDF or PNG is of one definition.", "Leave out --all-definitions, or write it with --html."
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
    for path, suffix in ((pdf, "pdf"), (png, "png")):
        if path is not None:
            from matinee.reports import sections_pdf
            from matinee.reports.report_sections import report_sections

            write = sections_pdf.write_pdf if suffix == "pdf" else sections_pdf.write_png
            write(report_sections(made, least), path)
            terminal.warn(f"Wrote {path}")


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
    name: Annotated[str, typer.Argument(help="A metric, a curve or a definition, like completion_rate.")],
    title: Annotated[
        str | None, typer.Option(help="Explain this title's number: counts, what was left out, the query.")
    ] = None,
    days: Annotated[int, typer.Option(help="With --title: how many days from the release.")] = 28,
    definition: DefinitionOption = "netflix.chose.2020",
    country: CountryOption = None,
    as_of: AsOfOption = None,
    format: FormatOption = terminal.Format.TABLE,
    lake: LakeOption = None,
) -> None:
    """Say what a metric or a definition means and how to read it, or how a title's number came about.

    Examples:
    `matinee explain completion_rate`

    `matinee explain completion_rate --title "We Can Be Heroes" --days 7`
    """
    from matinee.metrics.definitions import PRESETS, all_terms
    from matinee.reports.definitions_text import explanation
    from matinee.reports.explained import explained_text

    if title is None:
        terminal.show(explanation(name, all_terms(open_lake(lake).definitions if lake else PRESETS)))
        return
    opened = open_lake(lake)
    told = opened.title(title).explain(name, days=days, definition=definition, country=country, as_of=as_of)
    terminal.show_result(told, explained_text, format)
    warn_if_stale(opened)
