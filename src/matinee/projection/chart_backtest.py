"""Back-test on a published weekly Top 10: four-week and 13-week totals of films from their first weeks.

Rolling origin: a film whose first n weeks were out learns only from films whose whole window was out a week before. Where the truth
is known within 20 %, the error is measured against it; for all premieres it is counted how many projections are provably too
high or too low, which is above the highest or below the lowest total that the chart allows.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from matinee.catalogue.spelling import plain
from matinee.errors import MatineeError
from matinee.imports.published import PublishedPlace, days_of
from matinee.progress import Tell
from matinee.projection.chart_multiplier import ChartMultiplier
from matinee.projection.chart_weeks import Premiere
from matinee.rejections import Rejection

WINDOWS = ((4, 1), (4, 2), (13, 1), (13, 2), (13, 4))
"""Weeks that are projected, and from how many."""
LEAST_PAST = 40


@dataclass(frozen=True, kw_only=True)
class ChartForecast:
    """One projection of a film's total, and what the chart lets one know of it.

    Attributes:
        film: The film.
        weeks, at: How many weeks were projected, from how many.
        projected: Hours.
        constant: What the median multiplier of near-exact films would have said.
        official: Hours in the first 91 days as the publisher gave them, where it did.
    """

    film: Premiere
    weeks: int
    at: int
    projected: float
    constant: float
    official: float | None

    @property
    def too_high(self) -> bool:
        """Whether it is above what the chart allows."""
        return self.projected > self.film.bounds(self.weeks)[1]

    @property
    def too_low(self) -> bool:
        """Whether it is below what the chart allows."""
        return self.projected < self.film.bounds(self.weeks)[0]


@dataclass(frozen=True, kw_only=True)
class ChartBacktest:
    """What the back-test found.

    Attributes:
        forecasts: By window and weeks known, as in `WINDOWS`.
        rejections: Rows of the file that could not be used.
    """

    forecasts: dict[tuple[int, int], tuple[ChartForecast, ...]]
    rejections: tuple[Rejection, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """The scores as JSON has them."""
        return {"windows": [_window(weeks, at, self.forecasts[weeks, at]) for weeks, at in self.forecasts]}

    def to_json(self) -> str:
        """The scores as JSON; shares from 0 to 1, what could not be measured null."""
        return json.dumps(self.as_dict(), indent=2)

    def to_csv(self) -> str:
        """Every forecast with what is known of its outcome, one a line."""
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        film = ("title", "category", "first_week_ends", "first_days", "weeks", "from_weeks")
        writer.writerow([*film, "projected", "lowest", "highest", "official", "constant_multiplier"])
        for made in self.forecasts.values():
            for one in made:
                ends = days_of("week", one.film.week)[1].isoformat()
                known = [one.film.name, one.film.category, ends, one.film.first_days or ""]
                low, high = one.film.bounds(one.weeks)
                official = "" if one.official is None else one.official
                writer.writerow([*known, one.weeks, one.at, one.projected, low, high, official, one.constant])
        return text.getvalue()


def chart_backtest(
    films: Sequence[Premiere], official: dict[tuple[str, str], float] | None = None, *, tell: Tell | None = None
) -> ChartBacktest:
    """Test projections of films' totals.

    Args:
        films: All premieres (`matinee.projection.chart_weeks.premieres`).
        official: Hours of the first 91 days by category and name (`matinee.catalogue.spelling.plain`), where published.
        tell: Hears how far it is.

    Raises:
        MatineeError: The chart is too short to learn from.
    """
    forecasts = {}
    for weeks, at in WINDOWS:
        closed = [film for film in films if len(film.lowest) >= weeks]
        forecasts[weeks, at] = tuple(_forecasts(closed, weeks, at, official or {}, tell)) if closed else ()
    if not any(forecasts.values()):
        raise MatineeError(
            "The chart is too short to learn from.", f"It takes {LEAST_PAST} films whose first four weeks are over."
        )
    return ChartBacktest(forecasts=forecasts)


def official_hours(places: Sequence[PublishedPlace]) -> dict[tuple[str, str], float]:
    """Hours of the first 91 days by category and name, from a list of the most popular titles."""
    return {
        (place.category or "", plain(place.name)): float(place.hours)
        for place in places
        if place.period == "91 days" and place.hours is not None
    }


def _forecasts(
    films: Sequence[Premiere], weeks: int, at: int, official: dict[tuple[str, str], float], tell: Tell | None
) -> Iterator[ChartForecast]:
    model = ChartMultiplier(films, at=at, weeks=weeks)
    week = np.array([film.week for film in films])
    multipliers = np.array([film.best(weeks) / film.best(at) for film in films])
    exact = np.array([film.near_exact(weeks) for film in films])
    begun = np.unique(week)
    for done, now in enumerate(begun, start=1):
        if tell is not None:
            tell(f"{weeks} weeks from {at}", done, len(begun))
        past, running = np.flatnonzero(week + weeks < now + at), np.flatnonzero(week == now)
        if len(past) < LEAST_PAST:
            continue
        constant = float(np.median(multipliers[past[exact[past]]] if exact[past].any() else multipliers[past]))
        for row, hours in zip(running.tolist(), model.project(past, running).tolist(), strict=True):
            film = films[row]
            yield ChartForecast(
                film=film,
                weeks=weeks,
                at=at,
                projected=hours,
                constant=film.best(at) * constant,
                official=official.get((film.category, plain(film.name))) if weeks == 13 else None,
            )


def _window(weeks: int, at: int, made: Sequence[ChartForecast]) -> dict[str, Any]:
    dated = [one for one in made if one.film.first_days is not None]
    in_official = [(one.projected, one.official) for one in made if one.official is not None]
    return {
        "weeks": weeks,
        "from_weeks": at,
        "all": _scores(made),
        "dated": _scores(dated),
        "official": _errors(in_official) if weeks == 13 else None,
    }


def _scores(made: Sequence[ChartForecast]) -> dict[str, Any]:
    exact = [one for one in made if one.film.near_exact(one.weeks)]
    return {
        "premieres": len(made),
        "provably_too_high": sum(one.too_high for one in made) / len(made) if made else None,
        "provably_too_low": sum(one.too_low for one in made) / len(made) if made else None,
        "near_exact": _errors([(one.projected, one.film.best(one.weeks)) for one in exact]),
        "constant_multiplier": _errors([(one.constant, one.film.best(one.weeks)) for one in exact]),
    }


def _errors(pairs: Sequence[tuple[float, float]]) -> dict[str, Any]:
    """How far off projections were, of those whose truth is known."""
    if not pairs:
        return {"n": 0, "median_ape": None, "wmape": None, "bias": None}
    said, actual = np.array(pairs).T
    off = said - actual
    return {
        "n": len(pairs),
        "median_ape": float(np.median(np.abs(off / actual))),
        "wmape": float(np.abs(off).sum() / actual.sum()),
        "bias": float(np.median(off / actual)),
    }
