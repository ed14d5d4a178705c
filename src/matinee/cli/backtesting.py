"""The command that tests projections on what is over: backtest."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from matinee import terminal
from matinee.cli.options import FormatOption
from matinee.errors import MatineeError

app = typer.Typer()


@app.command(epilog="What the figures mean, and when not to trust them: docs/projection.md.")
def backtest(
    curves: Annotated[
        Path | None,
        typer.Option(help="Launch curves: columns title, released_on, day, new_households.", metavar="FILE"),
    ] = None,
    days: Annotated[int, typer.Option(help="The window that is projected.")] = 28,
    at: Annotated[
        str, typer.Option(help="How many days are closed when it is projected.", metavar="DAYS")
    ] = "3,7,11,13",
    test_from: Annotated[
        str | None,
        typer.Option(help="Test titles released from this day on.", metavar="DATE", show_default="all"),
    ] = None,
    history: Annotated[
        int | None, typer.Option(help="Learn from the last N closed titles only.", metavar="N", show_default="all")
    ] = None,
    seed: Annotated[int, typer.Option(help="The same seed gives the same figures.")] = 0,
    netflix_top10: Annotated[
        Path | None, typer.Option("--netflix-top10", help="Or Netflix's weekly Top 10, global.", metavar="FILE")
    ] = None,
    released: Annotated[
        Path | None, typer.Option(help="With it: days of release, title and released_on.", metavar="FILE")
    ] = None,
    most_popular: Annotated[
        Path | None, typer.Option(help="With it: the most popular, with 91-day hours.", metavar="FILE")
    ] = None,
    format: FormatOption = terminal.Format.TABLE,
) -> None:
    """Test projections on titles that are over, each with no more than was known on its day.

    Examples:
    `matinee backtest --curves curves.csv --days 28 --at 3,7,11,13`

    `matinee backtest --curves curves.csv --test-from 2020-01-01 --history 100 --format json`

    `matinee backtest --netflix-top10 all-weeks-global.tsv`
    """
    from matinee.projection.backtest_files import backtest_curves, backtest_netflix_top10
    from matinee.reports.backtest_text import backtest_table, chart_backtest_table

    if (curves is None) == (netflix_top10 is None):
        raise MatineeError(
            "There is nothing to test on." if curves is None else "There are two things to test on.",
            "Give either `--curves FILE` or `--netflix-top10 FILE`.",
        )
    if curves is not None:
        with terminal.progress() as tell:
            found = backtest_curves(
                curves,
                days=days,
                ages=_days(at),
                test_from=None if test_from is None else _date(test_from),
                history=history,
                seed=seed,
                tell=tell,
            )
        terminal.show_result(found, backtest_table, format)
        terminal.show_rejections(found.rejections, curves.name)
    elif netflix_top10 is not None:
        with terminal.progress() as tell:
            of_chart = backtest_netflix_top10(netflix_top10, released=released, most_popular=most_popular, tell=tell)
        terminal.show_result(of_chart, chart_backtest_table, format)
        terminal.show_rejections(of_chart.rejections, netflix_top10.name)


def _date(text: str) -> date:
    """A date.

    Raises:
        MatineeError: It is none.
    """
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise MatineeError(f'"{text}" is no date.', "Write it as 2021-01-04.") from None


def _days(text: str) -> list[int]:
    """Days, separated by commas.

    Raises:
        MatineeError: One is no number.
    """
    try:
        return [int(day) for day in text.split(",")]
    except ValueError:
        raise MatineeError(f'"{text}" are no days.', "Give numbers, separated by commas, like 3,7,11,13.") from None
