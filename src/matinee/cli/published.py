"""Commands of charts that others publish: import netflix-top10, import daily-top10, conformance, catalogue matches."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from matinee import terminal
from matinee.cli.cataloguing import catalogue
from matinee.cli.options import Files, FormatOption, LakeOption, open_lake
from matinee.cli.taking_in import imports

if TYPE_CHECKING:
    from matinee.published.checked import Checked
    from matinee.published.desk import ImportedChart, Published

app = typer.Typer()
conformance = typer.Typer(
    help="Check charts that others publish against the rules of their publisher.",
    no_args_is_help=True,
    rich_markup_mode="markdown",
)
app.add_typer(conformance, name="conformance")

EditionOption = Annotated[
    str | None,
    typer.Option(
        help="When the files were published.", metavar="DATE", show_default="by the name of the file, or today"
    ),
]
WhoseOption = Annotated[str, typer.Option("--country", help="Whose chart it is; the file does not say.", metavar="CC")]
EachOption = Annotated[
    bool, typer.Option("--restatements", help="List each thing that a later edition says otherwise.")
]


@imports.command(
    "netflix-top10", epilog="Next: `matinee catalogue matches --ambiguous`, `matinee records --title TITLE`."
)
def import_netflix_top10(files: Files, edition: EditionOption = None, lake: LakeOption = None) -> None:
    """Take in Netflix's published Top 10: weekly, weekly by country, most popular, in every layout.

    Editions live side by side, so that what a later one says otherwise can be seen. A file that
    comes again with its edition takes the place of what it brought.

    Examples:
    `matinee import netflix-top10 all-weeks-global.2024-11-13.tsv`

    `matinee import netflix-top10 all-weeks-countries.tsv --edition 2024-11-13`
    """
    published = open_lake(lake).published
    with terminal.progress() as tell:
        done = published.import_netflix_top10(files, edition=edition, tell=tell)
    _show(done, published)


@imports.command(
    "daily-top10", epilog="Next: `matinee catalogue matches --ambiguous`, `matinee records --title TITLE`."
)
def import_daily_top10(
    files: Files, country: WhoseOption = "US", edition: EditionOption = None, lake: LakeOption = None
) -> None:
    """Take in a daily Top 10, as others collected it day by day.

    Columns `As of, Rank, Last Week Rank, Title, Type, Netflix Exclusive, Netflix Release Date, Days In
    Top 10, Viewership Score`; day, rank and title are needed.

    Example: `matinee import daily-top10 us_daily.csv --country US`
    """
    published = open_lake(lake).published
    with terminal.progress() as tell:
        done = published.import_daily_top10(files, country=country, edition=edition, tell=tell)
    _show(done, published)


@conformance.command(
    "netflix-top10", epilog="What is checked, and what explains a difference: docs/published-charts.md."
)
def conformance_netflix_top10(
    files: Files, each: EachOption = False, format: FormatOption = terminal.Format.TABLE
) -> None:
    """Check files of Netflix's Top 10: rank order, rounding, views, weeks; and editions against each other.

    Every exception is listed, with the rule that explains it. Ends with 1 where something is unexplained.
    JSON has all of it, CSV the table of checks. No lake is needed.

    Example: `matinee conformance netflix-top10 all-weeks-global.tsv`
    """
    from matinee.published.desk import check_netflix_top10

    with terminal.progress() as tell:
        checked = check_netflix_top10(files, tell=tell)
    _show_checked(checked, format, each=each)


@conformance.command("daily-top10", epilog="What is checked, and what explains a difference: docs/published-charts.md.")
def conformance_daily_top10(
    files: Files,
    country: WhoseOption = "US",
    each: EachOption = False,
    format: FormatOption = terminal.Format.TABLE,
) -> None:
    """Check files of a daily Top 10: ranks, days, score, rank a week before; and editions against each other.

    Every exception is listed, with the rule that explains it. Ends with 1 where something is unexplained.
    JSON has all of it, CSV the table of checks. No lake is needed.

    Example: `matinee conformance daily-top10 us_daily.csv`
    """
    from matinee.published.desk import check_daily_top10

    with terminal.progress() as tell:
        checked = check_daily_top10(files, country=country, tell=tell)
    _show_checked(checked, format, each=each)


@catalogue.command("matches", epilog='Then: `matinee catalogue match "NAME" TITLE_ID`.')
def catalogue_matches(
    ambiguous: Annotated[bool, typer.Option("--ambiguous", help="Only names that may mean several titles.")] = False,
    unmatched: Annotated[
        bool, typer.Option("--unmatched", help="Only names that the catalogue does not have.")
    ] = False,
    lake: LakeOption = None,
) -> None:
    """List which titles of the catalogue are in charts that others publish, and which may be meant there.

    Titles are matched by name, season and day of release; what these leave open is asked for.

    Example: `matinee catalogue matches --ambiguous`
    """
    from matinee.reports.published_text import matches_text

    opened = open_lake(lake)
    matching = opened.published.matching()
    for part in matches_text(matching, opened.catalogue, ambiguous=ambiguous, unmatched=unmatched):
        terminal.show(part)


@catalogue.command("match", epilog="Which are open: `matinee catalogue matches --ambiguous`.")
def catalogue_match(
    name: Annotated[str, typer.Argument(help="The name as the charts have it.")],
    title: Annotated[str | None, typer.Argument(metavar="TITLE_ID", help="Its id in the catalogue.")] = None,
    none: Annotated[bool, typer.Option("--none", help="It is none of the catalogue's.")] = False,
    season: Annotated[
        str | None, typer.Option(help="The season as the charts have it, or its number.", show_default="any")
    ] = None,
    released: Annotated[
        str | None, typer.Option(help="Its day of release by the charts.", metavar="DATE", show_default="any")
    ] = None,
    lake: LakeOption = None,
) -> None:
    """Decide which title of the catalogue a name in charts that others publish means; it is kept.

    Examples:
    `matinee catalogue match "Rebecca" rebecca-2020`

    `matinee catalogue match "Ozark" ozark-4 --season 4`

    `matinee catalogue match "Love Hard" --none`
    """
    from matinee.reports.published_text import decided_line

    opened = open_lake(lake)
    decided = opened.published.decide(name, title, none=none, season=season, released=released)
    terminal.show(decided_line(decided, opened.catalogue))


def _show(done: Sequence[ImportedChart], published: Published) -> None:
    from matinee.reports.published_text import matching_lines

    taken_in = any(one.error is None for one in done)
    terminal.show_imported(done, "place", str, *(matching_lines(published.matching()) if taken_in else ()))


def _show_checked(checked: Checked, format: terminal.Format, *, each: bool) -> None:
    from matinee.reports.published_text import checked_text

    terminal.show_told(checked, partial(checked_text, every_restatement=each), format)
    for error in checked.refused:
        terminal.complain(error)
    raise typer.Exit(checked.exit_status)
