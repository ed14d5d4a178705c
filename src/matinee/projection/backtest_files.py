"""Back-tests on files: launch curves of one's own, or a published weekly Top 10."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TypeVar

from matinee.errors import MatineeError
from matinee.imports.netflix_top10 import edition_of, read_top10
from matinee.progress import Tell
from matinee.projection.backtest import Backtest, backtest
from matinee.projection.chart_backtest import ChartBacktest, chart_backtest, official_hours
from matinee.projection.chart_weeks import premieres, read_releases
from matinee.projection.curve_rows import read_curves

Read = TypeVar("Read")


def backtest_curves(
    file: Path,
    *,
    days: int,
    ages: Sequence[int],
    test_from: date | None = None,
    history: int | None = None,
    seed: int = 0,
    tell: Tell | None = None,
) -> Backtest:
    """Test the model on launch curves; see `matinee.projection.backtest`.

    Raises:
        MatineeError: The file cannot be read, or nothing in it can be tested.
    """
    read = _reading(file, lambda lines: read_curves(lines, file.name))
    found = backtest(read.curves, days=days, ages=ages, test_from=test_from, history=history, seed=seed, tell=tell)
    return replace(found, rejections=read.rejections)


def backtest_netflix_top10(
    file: Path, *, released: Path | None = None, most_popular: Path | None = None, tell: Tell | None = None
) -> ChartBacktest:
    """Test projections of films' totals on the weekly Top 10; see `matinee.projection.chart_backtest`.

    Args:
        file: The weekly file for the whole world.
        released: Titles with their days of release, where they are known.
        most_popular: The list of the most popular titles, which has official 91-day hours.
        tell: Hears how far it is.

    Raises:
        MatineeError: A file cannot be read, or the chart is too short to learn from.
    """
    chart = _reading(file, lambda lines: read_top10(lines, file.name, edition=edition_of(file.name)))
    dates, official = {}, {}
    if released is not None:
        dates = _reading(released, lambda lines: read_releases(lines, released.name))
    if most_popular is not None:
        official = official_hours(_reading(most_popular, lambda lines: read_top10(lines, most_popular.name)).places)
    films = premieres(chart.places, dates)
    if not films:
        raise MatineeError(f"{file.name} has no premieres of films.", "Take the weekly file for the whole world.")
    return replace(chart_backtest(films, official, tell=tell), rejections=tuple(chart.rejections))


def _reading(file: Path, read: Callable[[Sequence[str]], Read]) -> Read:
    try:
        lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError as problem:
        raise MatineeError(f"{file} cannot be read: {problem.strerror}.", "Name another file.") from None
    return read(lines)
