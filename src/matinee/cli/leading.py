"""Commands that say who leads: top10, charts, editions, restatements, records."""

from __future__ import annotations

from enum import StrEnum
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
from matinee.errors import MatineeError
from matinee.units import some

app = typer.Typer()


class By(StrEnum):
    """What a chart ranks by."""

    HOURS = "hours"
    VIEWS = "views"
    REACH = "reach"
    MINUTES = "minutes"


_PERIOD = "Without --day or --week: the latest week in which anything was watched. All charts: `matinee charts`."


@app.command(epilog=_PERIOD)
def top10(
    chart: Annotated[str, typer.Option(help="Which chart; `matinee charts` lists them.", metavar="ID")] = "all",
    week: Annotated[str | None, typer.Option(help="The week with this day.", metavar="DATE")] = None,
    day: Annotated[str | None, typer.Option(help="This day.", metavar="DATE")] = None,
    country: CountryOption = None,
    by: Annotated[By | None, typer.Option(help="What ranks.", show_default="as the chart has it")] = None,
    places: Annotated[int, typer.Option(help="How many places.", metavar="N")] = 10,
    definition: DefinitionOption = "netflix.chose.2020",
    as_of: AsOfOption = None,
    publish: Annotated[
        bool, typer.Option("--publish", help="Freeze the chart as an edition; where it is another now, a later one.")
    ] = False,
    edition: Annotated[
        int | None, typer.Option(help="As it was published; 0 is the newest edition.", metavar="N", show_default=False)
    ] = None,
    format: FormatOption = terminal.Format.TABLE,
    tsv: Annotated[
        Path | None, typer.Option(help="Also write it in the layout of published charts.", metavar="FILE")
    ] = None,
    html: Annotated[Path | None, typer.Option(help="Also write a page.", metavar="FILE")] = None,
    picture: Annotated[Path | None, typer.Option(help="Also draw it: .svg, .png or .pdf.", metavar="FILE")] = None,
    lake: LakeOption = None,
) -> None:
    """Show who leads: the Top 10 of a week or a day, overall or in a country; publish it.

    Examples:
    `matinee top10 --week 2021-01-04`

    `matinee top10 --chart films --day 2020-12-26 --country GB --by views`

    `matinee top10 --week 2021-01-04 --publish`

    `matinee top10 --week 2021-01-04 --edition 1 --html top10.html --picture top10.png`
    """
    from matinee.charts.published_layout import to_tsv
    from matinee.metrics.definitions import DEFAULT
    from matinee.reports.chart_text import chart_table
    from matinee.reports.page import chart_page

    if (publish or edition is not None) and (as_of is not None or definition != DEFAULT):
        raise MatineeError(
            "A published chart is of all that came in, and has the default definition.",
            "Leave out --as-of and --definition.",
        )
    if publish and edition is not None:
        raise MatineeError(
            f"--publish makes the next edition, and --edition {edition} shows one that is there.",
            "Give one of the two.",
        )
    opened = open_lake(lake)
    ranks = by and by.value
    if publish:
        shown, restated = opened.publish(chart=chart, day=day, week=week, country=country, by=ranks, places=places)
        if restated:
            terminal.show(
                f"Edition {shown.edition and shown.edition.number} says {some(len(restated), 'line')} otherwise."
            )
    elif edition is not None:
        shown = opened.edition(edition, chart=chart, day=day, week=week, country=country, by=ranks, places=places)
    else:
        shown = opened.top10(
            chart=chart,
            day=day,
            week=week,
            country=country,
            by=ranks,
            places=places,
            definition=definition,
            as_of=as_of,
        )
    terminal.show_result(shown, chart_table, format)
    if tsv is not None:
        terminal.save(tsv, to_tsv(shown, opened.catalogue))
    if html is not None:
        terminal.save(html, chart_page([shown], opened.charts.restatements()))
    if picture is not None:
        from matinee.reports.chart_pictures import save_picture

        save_picture(shown, picture)
        terminal.warn(f"Wrote {picture}")
    if edition is None:
        warn_if_stale(opened)


@app.command(epilog="A chart of your own is a few lines in matinee.toml: docs/charts.md.")
def charts(lake: LakeOption = None) -> None:
    """List the charts there are: what they rank, by what, in which week.

    Example: `matinee charts`
    """
    from matinee.charts.rules import PRESETS
    from matinee.reports.chart_text import rules_table

    terminal.show(rules_table(open_lake(lake).chart_rules if lake else PRESETS))


@app.command(epilog="One of them: `matinee top10 --week DATE --edition N`. What changed: `matinee restatements`.")
def editions(format: FormatOption = terminal.Format.TABLE, lake: LakeOption = None) -> None:
    """List every chart that was published, in all its editions.

    Example: `matinee editions`
    """
    from matinee.reports.chart_text import editions_table

    terminal.show_result(open_lake(lake).editions(), editions_table, format)


@app.command(epilog="What was published: `matinee editions`.")
def restatements(
    published: Annotated[
        bool, typer.Option("--published", help="Of the charts of others that were imported, in place of one's own.")
    ] = False,
    format: FormatOption = terminal.Format.TABLE,
    lake: LakeOption = None,
) -> None:
    """List what later editions of charts say otherwise: what changed, by how much, and why.

    Examples:
    `matinee restatements`

    `matinee restatements --published --format csv`
    """
    from matinee.reports import chart_text, published_text

    opened = open_lake(lake)
    if published:
        terminal.show_told(opened.published.restatements(), published_text.restatements_text, format)
    else:
        terminal.show_result(opened.restatements(), chart_text.restatements_text, format)


@app.command(epilog="What each record is, and what is left out: docs/records.md.")
def records(
    title: Annotated[
        str | None, typer.Option(help="How this title stands, here and in published charts.", show_default="all titles")
    ] = None,
    chart: Annotated[str, typer.Option(help="Only titles of this chart.", metavar="ID")] = "all",
    country: CountryOption = None,
    definition: DefinitionOption = "netflix.chose.2020",
    as_of: AsOfOption = None,
    format: FormatOption = terminal.Format.TABLE,
    lake: LakeOption = None,
) -> None:
    """Show the records: best first days, days, weeks, months, longest runs; or how a title stands.

    Examples:
    `matinee records`

    `matinee records --chart films --country GB`

    `matinee records --title "We Can Be Heroes"`
    """
    from matinee.reports.records_text import on_record_text, service_records_table

    opened = open_lake(lake)
    if title is None:
        found = opened.records(chart=chart, country=country, definition=definition, as_of=as_of)
        terminal.show_result(found, service_records_table, format)
    else:
        told = opened.on_record(title, chart=chart, country=country, definition=definition, as_of=as_of)
        terminal.show_told(told, on_record_text, format)
    warn_if_stale(opened)
