"""Best days, weeks and months of the service, by hours and by households that watched anything.

Days, weeks and months begin in the chart's time zone. Only whole ones are ranked: of those that
began before the data nobody knows, and the one that has not ended says what it needs. The
households of a period are counted in it, each once: those of its days do not add up to them.
Of equal figures the earlier one stands higher.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from matinee.charts.first_days import Known
from matinee.instants import DAY_US
from matinee.periods import Period, Periods
from matinee.store import Engine
from matinee.store.activity import activity
from matinee.units import MICROSECONDS_PER_HOUR, Unit

SERIES = ("day", "week", "month")
UNITS = {"hours": Unit.HOURS, "households": Unit.HOUSEHOLDS}


class PeriodPlace(NamedTuple):
    """A whole period in its place."""

    rank: int
    first_day: date
    last_day: date
    value: float

    def as_dict(self) -> dict[str, Any]:
        """As JSON has it."""
        return self._asdict() | {"first_day": self.first_day.isoformat(), "last_day": self.last_day.isoformat()}


class RunningPeriod(NamedTuple):
    """The period that has not ended; see `matinee.charts.first_records.Running`."""

    first_day: date
    last_day: date
    value: float
    days_left: float
    is_ahead: bool | None
    needs: float | None
    needs_per_day: float | None
    chance: float | None = None

    def as_dict(self) -> dict[str, Any]:
        """As JSON has it."""
        return self._asdict() | {"first_day": self.first_day.isoformat(), "last_day": self.last_day.isoformat()}


class PeriodRecord(NamedTuple):
    """The best days, weeks or months, by one figure.

    Attributes:
        period: "day", "week" or "month".
        by: "hours" or "households".
        places: The best, best first.
        of: How many whole ones there are.
        running: The one that has not ended; None where the data ends with one.
        left_out: How many began before the data: 1 or 0.
    """

    period: str
    by: str
    places: tuple[PeriodPlace, ...]
    of: int
    running: RunningPeriod | None
    left_out: int

    def only(self, places: int) -> PeriodRecord:
        """The same with not more than so many places."""
        return self._replace(places=self.places[:places])

    def as_dict(self) -> dict[str, Any]:
        """As JSON has it."""
        return {
            "record": self.period,
            "by": self.by,
            "unit": str(UNITS[self.by]),
            "of": self.of,
            "places": [place.as_dict() for place in self.places],
            "running": None if self.running is None else self.running.as_dict(),
            "left_out": self.left_out,
        }


def period_records(
    engine: Engine, known: Known, weeks: Periods, *, country: str | None, titles: Collection[str] | None
) -> list[PeriodRecord]:
    """Rank all days, weeks and months of which there is data.

    Args:
        engine: With the view `spans`.
        known: Of what time there is data, and where days begin.
        weeks: The weeks of the chart.
        country: Only what was watched there; None: everywhere.
        titles: Only these; None: all.
    """
    months = _months(known)
    series = {
        "day": list(known.days.between(known.from_us, known.to_us)),
        "week": list(weeks.between(known.from_us, known.to_us)),
        "month": months,
    }
    first, last = (known.days.of(day) for day in _outermost(series))
    days = list(known.days.between(first.from_us, last.to_us))
    rows = activity(engine, days, series, country=country, titles=titles, until_us=known.to_us).to_pylist()
    found = {(row["series"], row["first_day"]): row for row in rows}
    nothing = {"viewing_us": 0, "households": 0}
    records = []
    for name in SERIES:
        figures = [(period, found.get((name, period.first_day), nothing)) for period in series[name]]
        records += [_record(name, by, known, [(one, _value(row, by)) for one, row in figures]) for by in UNITS]
    return records


def _value(row: dict[str, Any], by: str) -> float:
    return float(row["viewing_us"]) / MICROSECONDS_PER_HOUR if by == "hours" else int(row["households"])


def _record(name: str, by: str, known: Known, figures: Sequence[tuple[Period, float]]) -> PeriodRecord:
    whole = [pair for pair in figures if pair[0].from_us >= known.from_us and pair[0].to_us <= known.to_us]
    ranked = sorted(whole, key=lambda pair: (-pair[1], pair[0].first_day))
    best = ranked[0][1] if ranked else None
    open_ones = [pair for pair in figures if pair[0].to_us > known.to_us]
    running = None
    if open_ones and open_ones[0][0].from_us >= known.from_us:
        running = _running(*open_ones[0], known, best)
    return PeriodRecord(
        period=name,
        by=by,
        places=tuple(
            PeriodPlace(rank, one.first_day, one.last_day, value) for rank, (one, value) in enumerate(ranked, start=1)
        ),
        of=len(ranked),
        running=running,
        left_out=sum(one.from_us < known.from_us for one, _ in figures),
    )


def _running(period: Period, value: float, known: Known, best: float | None) -> RunningPeriod:
    days_left = (period.to_us - known.to_us) / DAY_US
    needs = None if best is None else max(0, best - value)
    return RunningPeriod(
        first_day=period.first_day,
        last_day=period.last_day,
        value=value,
        days_left=days_left,
        is_ahead=None if best is None else value > best,
        needs=needs,
        needs_per_day=None if needs is None else needs / days_left,
    )


def _months(known: Known) -> list[Period]:
    """The calendar months of which there is data."""
    first, last = known.days.at(known.from_us).first_day, known.days.at(known.to_us - 1).first_day
    months = []
    opens = first.replace(day=1)
    while opens <= last:
        closes = (opens + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        months.append(Period(opens, closes, known.days.of(opens).from_us, known.days.of(closes).to_us))
        opens = closes + timedelta(days=1)
    return months


def _outermost(series: dict[str, list[Period]]) -> tuple[date, date]:
    periods = [period for periods in series.values() for period in periods]
    return min(period.first_day for period in periods), max(period.last_day for period in periods)
