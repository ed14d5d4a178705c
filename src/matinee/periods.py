"""The days and weeks of a chart: where they begin.

A day begins at midnight in the chart's time zone, a week at midnight of its first weekday.
Days on which clocks are set have 23 or 25 hours.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import NamedTuple
from zoneinfo import ZoneInfo

from matinee import instants
from matinee.errors import MatineeError

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
LENGTHS = {"day": 1, "week": 7}


class Period(NamedTuple):
    """One day or week: its first and last day, and the instants from and up to which it goes."""

    first_day: date
    last_day: date
    from_us: int
    to_us: int


class Stretch(NamedTuple):
    """Periods of equal length in a row: when the first begins, its first day, how long each is, in microseconds."""

    from_us: int
    first_day: date
    each_us: int


class Periods(NamedTuple):
    """All days, or all weeks, of a time zone.

    Attributes:
        period: "day" or "week".
        time_zone: Where they begin.
        week_starts: The weekday with which a week begins, 0 for Monday; 0 for days.
    """

    period: str
    time_zone: str = "UTC"
    week_starts: int = 0

    def __str__(self) -> str:
        """As a person reads it, and as tables have it."""
        if self.period == "day":
            return f"day, {self.time_zone}"
        return f"week from {WEEKDAYS[self.week_starts]}, {self.time_zone}"

    @property
    def length(self) -> int:
        """How many days a period has."""
        return LENGTHS[self.period]

    def of(self, day: date) -> Period:
        """The period with a day.

        >>> Periods("week", "Europe/London", 4).of(date(2021, 1, 1)).last_day.isoformat()
        '2021-01-07'
        """
        back = (day.weekday() - self.week_starts) % 7 if self.period == "week" else 0
        return self._from(day - timedelta(days=back))

    def at(self, instant_us: int) -> Period:
        """The period with an instant."""
        day = instants.to_datetime(instant_us).astimezone(ZoneInfo(self.time_zone)).date()
        found = self.of(day)
        # Where midnight itself is skipped or comes twice, the day by the clock may be the neighbour's.
        if instant_us < found.from_us:
            return self.of(found.first_day - timedelta(days=1))
        return self.of(found.last_day + timedelta(days=1)) if instant_us >= found.to_us else found

    def before(self, period: Period) -> Period:
        """The period before one."""
        return self._from(period.first_day - timedelta(days=self.length))

    def between(self, from_us: int, to_us: int) -> Iterator[Period]:
        """The periods that have a part of a window, in order."""
        period = self.at(from_us)
        while period.from_us < to_us:
            yield period
            period = self._from(period.last_day + timedelta(days=1))

    def stretches(self, from_us: int, to_us: int) -> list[Stretch]:
        """The periods of a window, those of equal length together."""
        together = groupby(self.between(from_us, to_us), key=lambda period: period.to_us - period.from_us)
        firsts = [(each_us, next(periods)) for each_us, periods in together]
        return [Stretch(first.from_us, first.first_day, each_us) for each_us, first in firsts]

    def number(self, first_day: date) -> int:
        """The number of the period that begins on a day: one more for the next."""
        return first_day.toordinal() // self.length

    def _from(self, first_day: date) -> Period:
        zone = ZoneInfo(self.time_zone)
        after = first_day + timedelta(days=self.length)
        opens, closes = (instants.to_us(datetime.combine(day, time(), zone)) for day in (first_day, after))
        return Period(first_day, after - timedelta(days=1), opens, closes)


def parse_day(text: str) -> date:
    """Read a date.

    >>> parse_day("2020-12-25")
    datetime.date(2020, 12, 25)

    Raises:
        MatineeError: The text is no date, or one of no streaming service.
    """
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or not 1995 <= day.year <= 2100:
        raise MatineeError(f"{text!r} is not a date.", "Write it as YYYY-MM-DD, like 2021-01-04.")
    return day
