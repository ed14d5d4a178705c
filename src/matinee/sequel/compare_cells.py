"""What of a comparison may be given to others: cells of fewer homes than a threshold are left out.

Curves end before the first day on which fewer homes watched, were new or finished; ratios need both their parts, and what is
left of the whole, to be of so many; a part of the day or an hour is told where its share of all homes would be so many.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from matinee.reports.small_cells import is_small
from matinee.sequel.compare import AtAge, Compared, Day, Week
from matinee.units import NOTHING, show


def few(least: int) -> str:
    """What stands in place of a cell that is left out."""
    return f"fewer than {least} homes"


def told_days(one: Compared, least: int) -> list[Day]:
    """Its days, up to the first that may not be told."""
    told = []
    for day in one.days:
        if any(0 < count < least for count in (day.new_households, day.completions)):
            break
        told.append(day)
    return told


def told_weeks(one: Compared, least: int) -> list[Week]:
    """Its weeks; None where one of the two weeks brought too few homes."""
    counts = [sum(day.new_households for day in one.days[at : at + 7]) for at in range(0, len(one.days), 7)]
    told = []
    for week in one.weeks:
        small = any(0 < counts[at] < least for at in (week.week - 1, week.week - 2))
        told.append(
            replace(week, new_households=None, hours=None, adjusted_new_households=None, adjusted_hours=None)
            if small
            else week
        )
    return told


def is_completion_told(age: AtAge, least: int) -> bool:
    """Whether it may be told who had finished by an age."""
    return _are_told((age.starters, age.completers, age.starters - age.completers), least)


def is_rewatch_told(age: AtAge, least: int) -> bool:
    """Whether it may be told who had come back by an age."""
    return _are_told((age.completers, age.rewatchers, age.completers - age.rewatchers), least)


def _are_told(counts: Sequence[int], least: int) -> bool:
    return not any(0 < count < least for count in counts)


def told_hours(one: Compared, least: int) -> list[float | None]:
    """The shares of hours of the day; None where it may be of too few homes, and nowhere a share where all that is left is none."""
    told = [None if is_few(one, share, least) else share for share in one.by_hour]
    return told if any(told) else []


def is_few(one: Compared, share: float, least: int) -> bool:
    """Whether a share of the viewing may be that of fewer homes."""
    reach = one.report.numbers["reach"].value or 0
    return 0 < share * reach < least


def figure(one: Compared, name: str, least: int) -> str:
    """A metric at equal age, as a person reads it."""
    number = one.report.numbers[name]
    if number.value is None:
        return NOTHING
    return few(least) if least and is_small(one.report, number, least) else show(number.value, number.metric.unit)
