"""Holidays that come back every year, worked out by rule, and which kind of day a day is.

The rules are those of the United States. What each adds is measured on the service's own titles as soon as they
saw it twice (`matinee.projection.calendar_lifts`); the lifts here stand in until then, between two kinds of house:
on streaming services films that were already running held ×1.25 in the week of 18 December, ×1.45 in that with 25
December and ×1.12 in that with 1 January, and no other holiday had a stable sign; in cinemas a workday off takes two
to three times what the weekday usually does.

When not to trust it: elsewhere, where other days are holidays; and for what moves without a rule.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

import numpy as np
import numpy.typing as npt

Integers = npt.NDArray[np.int64]

MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY = range(7)


@dataclass(frozen=True, kw_only=True)
class DayKind:
    """A kind of day that behaves differently.

    Attributes:
        name: What it is.
        lift: What it adds to the log of new households, where a service has not seen it yet.
        days: The days of it in a year.
        group: "christmas" or "other": intervals know the difference.
    """

    name: str
    days: Callable[[int], list[date]]
    lift: float = 0.0
    group: str = "other"


def nth(year: int, month: int, weekday: int, number: int) -> date:
    """The so-manieth such weekday of a month; −1 is the last.

    >>> nth(2020, 11, THURSDAY, 4), nth(2020, 5, MONDAY, -1)
    (datetime.date(2020, 11, 26), datetime.date(2020, 5, 25))
    """
    if number < 0:
        after = date(year + month // 12, month % 12 + 1, 1)
        return nth(after.year, after.month, weekday, 1) - timedelta(weeks=-number)
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (number - 1))


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar, by the anonymous rule of 1876 (Meeus, Astronomical Algorithms, 8).

    >>> easter(2020), easter(2021)
    (datetime.date(2020, 4, 12), datetime.date(2021, 4, 4))
    """
    moon, (century, short) = year % 19, divmod(year, 100)
    leap, rest = divmod(century, 4)
    epact = (19 * moon + century - leap - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    to_sunday = (32 + 2 * rest + 2 * (short // 4) - epact - short % 4) % 7
    late = (moon + 11 * epact + 22 * to_sunday) // 451
    month, day = divmod(epact + to_sunday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def _fixed(
    month: int, first: int, last: int, weekdays: tuple[int, ...] = tuple(range(7))
) -> Callable[[int], list[date]]:
    def days(year: int) -> list[date]:
        found = [date(year, month, day) for day in range(first, last + 1)]
        return [day for day in found if day.weekday() in weekdays]

    return days


def _mondays(year: int) -> list[date]:
    rules = ((1, 3), (2, 3), (5, -1), (9, 1))
    return [nth(year, month, MONDAY, number) for month, number in rules]


def _around_thanksgiving(*offsets: int) -> Callable[[int], list[date]]:
    return lambda year: [nth(year, 11, THURSDAY, 4) + timedelta(days=offset) for offset in offsets]


_WORKDAYS = (MONDAY, TUESDAY, WEDNESDAY, THURSDAY)
_WEEKEND = (FRIDAY, SATURDAY, SUNDAY)

DAY_KINDS = (
    DayKind(name="before Christmas, Monday to Thursday", days=_fixed(12, 18, 23, _WORKDAYS), lift=0.35, group="christmas"),
    DayKind(name="before Christmas, Friday to Sunday", days=_fixed(12, 18, 23, _WEEKEND), lift=0.1, group="christmas"),
    DayKind(name="Christmas Eve", days=_fixed(12, 24, 24), lift=-0.25, group="christmas"),
    DayKind(name="Christmas Day", days=_fixed(12, 25, 25), lift=0.5, group="christmas"),
    DayKind(name="after Christmas, Monday to Thursday", days=_fixed(12, 26, 30, _WORKDAYS), lift=0.7, group="christmas"),
    DayKind(name="after Christmas, Friday to Sunday", days=_fixed(12, 26, 30, _WEEKEND), lift=0.25, group="christmas"),
    DayKind(name="New Year's Eve", days=_fixed(12, 31, 31), lift=0.5, group="christmas"),
    DayKind(name="New Year's Day", days=_fixed(1, 1, 1), lift=0.5, group="christmas"),
    DayKind(name="after New Year's Day, Monday to Thursday", days=_fixed(1, 2, 4, _WORKDAYS), lift=0.2, group="christmas"),
    DayKind(name="Monday holidays", days=_mondays, lift=0.5),
    DayKind(name="Sundays before Monday holidays", days=lambda year: [day - timedelta(days=1) for day in _mondays(year)], lift=0.15),
    DayKind(name="4 July", days=_fixed(7, 4, 4), lift=0.1),
    DayKind(name="14 February", days=_fixed(2, 14, 14)),
    DayKind(name="Good Friday", days=lambda year: [easter(year) - timedelta(days=2)], lift=0.3),
    DayKind(name="Easter Sunday", days=lambda year: [easter(year)]),
    DayKind(name="Easter Monday", days=lambda year: [easter(year) + timedelta(days=1)], lift=0.15),
    DayKind(name="before Thanksgiving", days=_around_thanksgiving(-2, -1), lift=0.4),
    DayKind(name="Thanksgiving", days=_around_thanksgiving(0), lift=0.5),
    DayKind(name="after Thanksgiving", days=_around_thanksgiving(1), lift=0.3),
    DayKind(name="weekend after Thanksgiving", days=_around_thanksgiving(2, 3)),
)  # fmt: skip
"""Kinds of days; of two that meet on a day the first one named here holds."""

ORDINARY = -1
"""The kind of a day that is none of them."""


@cache
def _year(year: int) -> Integers:
    kinds = np.full(366, ORDINARY, np.int64)
    for number in reversed(range(len(DAY_KINDS))):
        for day in DAY_KINDS[number].days(year):
            kinds[day.timetuple().tm_yday - 1] = number
    return kinds


def day_kinds(ordinals: Integers) -> Integers:
    """The kind of each of these days, as its place in `DAY_KINDS`; `ORDINARY` for most."""
    if not ordinals.size:
        return np.zeros(ordinals.shape, np.int64)
    least, most = int(ordinals.min()), int(ordinals.max())
    from_year, to_year = date.fromordinal(least).year, date.fromordinal(most).year
    lengths = [date(year, 12, 31).timetuple().tm_yday for year in range(from_year, to_year + 1)]
    years = zip(range(from_year, to_year + 1), lengths, strict=True)
    table = np.concatenate([_year(year)[:length] for year, length in years])
    return np.asarray(table[ordinals - date(from_year, 1, 1).toordinal()], np.int64)
