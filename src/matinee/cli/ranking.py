"""Commands about several titles together: rollup, rank, retention."""

from __future__ import annotations

from enum import StrEnum
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

LeastHomesOption = Annotated[
    int | None,
    typer.Option(help="Figures of fewer homes are not shown.", metavar="N", show_default="as in matinee.toml"),
]
FromOption = Annotated[
    str | None, typer.Option("--from", help="Only viewing from this day on.", metavar="DATE", show_default="all")
]
ToOption = Annotated[
    str | None, typer.Option("--to", help="Only viewing to the end of this day.", metavar="DATE", show_default="all")
]

app = typer.Typer()


class By(StrEnum):
    """What groups titles."""

    FRANCHISE = "franchise"
    UNIVERSE = "universe"
    DIRECTOR = "director"
    WRITER = "writer"
    PRODUCER = "producer"
    CAST = "cast"
    STUDIO = "studio"
    GENRE = "genre"
    SERIES = "series"
    TITLE = "title"


class Per(StrEnum):
    """What a rate is of."""

    HOME = "home"
    TITLE = "title"


class Over(StrEnum):
    """What the parts of a roll-up are."""

    TITLES = "titles"
    COUNTRIES = "countries"
    WEEKS = "weeks"
    DAYS = "days"


@app.command(epilog="What may be added up, and what is counted anew: docs/rollups.md.")
def rollup(
    names: Annotated[list[str], typer.Argument(metavar="NAME...", help="Titles; with --by, franchises, people, …")],
    by: Annotated[By, typer.Option(help="What the names are of.")] = By.TITLE,
    over: Annotated[Over, typer.Option(help="What its parts are.")] = Over.TITLES,
    days: Annotated[
        int | None, typer.Option(help="Over how many days of its own each title counts.", show_default="all measured")
    ] = None,
    country: CountryOption = None,
    from_day: FromOption = None,
    to_day: ToOption = None,
    definition: DefinitionOption = "netflix.chose.2020",
    as_of: AsOfOption = None,
    least_homes: LeastHomesOption = None,
    format: FormatOption = terminal.Format.TABLE,
    lake: LakeOption = None,
) -> None:
    """Roll titles up: what they had together, each home once, and what titles, countries or weeks add up to.

    Examples:
    `matinee rollup "We Can Be Heroes" "Night Ferry" --days 28`

    `matinee rollup "Robert Rodriguez" --by director`

    `matinee rollup "We Can Be Heroes" --over countries --from 2021-01-01 --to 2021-01-31`
    """
    from matinee.reports.rollups_text import roll_up_table

    opened = open_lake(lake)
    told = opened.rollups.roll_up(
        *names,
        by=by.value,
        over=over.value,
        days=days,
        country=country,
        from_day=from_day,
        to_day=to_day,
        definition=definition,
        as_of=as_of,
        least_homes=least_homes,
    )
    terminal.show_result(told, roll_up_table, format)
    warn_if_stale(opened)


@app.command(epilog="How it is counted and shrunk, and when not to trust it: docs/rollups.md.")
def rank(
    by: Annotated[By, typer.Option(help="What groups titles.")] = By.FRANCHISE,
    metric: Annotated[
        str,
        typer.Option(help="By what to rank: reach, completion_rate, rewatch_rate, hours, …, or hold.", metavar="NAME"),
    ] = "reach",
    days: Annotated[int, typer.Option(help="Over how many days each title is counted.")] = 28,
    per: Annotated[
        Per, typer.Option(help="Rates of homes, each once, or of homes and titles: many titles are no advantage then.")
    ] = Per.HOME,
    country: CountryOption = None,
    from_day: FromOption = None,
    to_day: ToOption = None,
    definition: DefinitionOption = "netflix.chose.2020",
    as_of: AsOfOption = None,
    least_homes: LeastHomesOption = None,
    format: FormatOption = terminal.Format.TABLE,
    lake: LakeOption = None,
) -> None:
    """Rank franchises, directors, casts, studios or genres: each home once, every title over as many days.

    Rates of few homes or few titles are drawn towards what all groups are like; both figures are shown.

    Examples:
    `matinee rank --by director --metric rewatch_rate`

    `matinee rank --by franchise --metric reach --country GB --days 91`

    `matinee rank --by genre --metric completion_rate --per title --format csv`
    """
    from matinee.reports.rollups_text import ranking_table

    opened = open_lake(lake)
    ranking = opened.rank(
        by=by.value,
        metric=metric,
        days=days,
        per=per.value,
        country=country,
        from_day=from_day,
        to_day=to_day,
        definition=definition,
        as_of=as_of,
        least_homes=least_homes,
    )
    terminal.show_result(ranking, ranking_table, format)
    warn_if_stale(opened)


@app.command(epilog="How homes are followed, and what is left out: docs/rollups.md.")
def retention(
    franchise: Annotated[str, typer.Argument(help="A franchise's name or id, or a series.")],
    days: Annotated[int, typer.Option(help="For how many days each home is followed.")] = 28,
    country: CountryOption = None,
    definition: DefinitionOption = "netflix.chose.2020",
    as_of: AsOfOption = None,
    least_homes: LeastHomesOption = None,
    format: FormatOption = terminal.Format.TABLE,
    lake: LakeOption = None,
) -> None:
    """Say how many homes that completed a part of a franchise went on to the next, and whom that brought new.

    By how often they completed the part, by kids profiles; with what the reach of a next part is expected to be.

    Examples:
    `matinee retention "We Can Be Heroes"`

    `matinee retention heroes --days 91 --format json`
    """
    from matinee.reports.audience_text import audience_table

    opened = open_lake(lake)
    told = opened.audience_retention(
        franchise,
        days=days,
        country=country,
        definition=definition,
        as_of=as_of,
        least_homes=least_homes,
    )
    terminal.show_result(told, audience_table, format)
    warn_if_stale(opened)
