"""Premieres in a published weekly Top 10: what is known of each week, and what only has bounds.

A film that is not in the list of a week had no more hours than the one at rank 10: its hours lie between 0 and those. So a
total of several weeks lies between a lowest and a highest, and is "near-exact" where they are within 20 % of each
other. To leave out who drops out would be to learn from survivors only.

When not to trust it: half of all first appearances are no premieres but come from other services' catalogues, and the
file does not say so, nor on which weekday a film began. Who knows the dates of release gives them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

from matinee.catalogue.spelling import plain
from matinee.errors import MatineeError
from matinee.imports.published import PublishedPlace, days_of
from matinee.imports.published_rows import read_sheet
from matinee.rejections import Rejection

Floats = npt.NDArray[np.float64]

TRUTH_WITHIN = 0.42
"""Where in its bounds the truth lies, by the exact 28-day totals that were published of 18 films."""
NEAR_EXACT = 1.2


@dataclass(frozen=True, kw_only=True)
class Premiere:
    """A film from its first week in the list on.

    Attributes:
        name, category: Of the film and its list.
        week: The number of its first week.
        lowest, highest: Hours of each week from the first on, as far as lists go; alike where they were published.
        last_place: Hours at rank 10 of each of these weeks.
        first_days: Days on the service in its first week, Monday to Sunday; None where the release is not known.
    """

    name: str
    category: str
    week: int
    lowest: Floats
    highest: Floats
    last_place: Floats
    first_days: int | None

    def bounds(self, weeks: int) -> tuple[float, float]:
        """The lowest and highest total of so many weeks."""
        return float(self.lowest[:weeks].sum()), float(self.highest[:weeks].sum())

    def best(self, weeks: int) -> float:
        """The most likely total of so many weeks."""
        low, high = self.bounds(weeks)
        return low + TRUTH_WITHIN * (high - low)

    def near_exact(self, weeks: int) -> bool:
        """Whether the total of so many weeks is known within 20 %."""
        low, high = self.bounds(weeks)
        return high <= NEAR_EXACT * low

    def christmas_weeks(self, from_week: int, to_week: int) -> int:
        """How many of these weeks (0 is the first) have 25 December or 1 January in them."""
        return sum(_is_christmas(self.week + week) for week in range(from_week, to_week))


def premieres(
    places: Iterable[PublishedPlace], released: dict[str, list[date]] | None = None, *, weeks: int = 13
) -> list[Premiere]:
    """The films that came into a weekly list for the first time, in order of that week.

    Args:
        places: Of the weekly file for the whole world; other lists than those of films are not looked at.
        released: Days of release by name (`matinee.catalogue.spelling.plain`), where they are known.
        weeks: How many weeks of each are of use.

    Returns:
        All but those of the first week of the file, which may have been there before. A list that is missing ends what is
        known of its films.
    """
    tenth: dict[tuple[str, int], float] = {}
    shown: dict[tuple[str, str], dict[int, tuple[float, int | None]]] = defaultdict(dict)
    for place in places:
        if place.period != "week" or place.country or place.number is None or place.hours is None:
            continue
        category = place.category or ""
        if not category.startswith("Films"):
            continue
        key, hours = (category, place.number), float(place.hours)
        tenth[key] = min(tenth.get(key, hours), hours)
        shown[category, place.name][place.number] = (hours, place.periods_in_chart)
    if not tenth:
        return []
    begin = min(week for _, week in tenth)
    found = []
    for (category, name), by_week in sorted(shown.items()):
        for week in sorted(by_week):
            first = by_week[week][1] == 1 if by_week[week][1] is not None else week == min(by_week)
            if first and week > begin:
                found.append(_premiere(name, category, week, by_week, tenth, released or {}, weeks))
    return sorted(found, key=lambda one: (one.week, one.category, one.name))


def read_releases(lines: Iterable[str], file: str) -> dict[str, list[date]]:
    """Days of release by name, from a table with the columns title and released_on; rows without a date are not looked at.

    Raises:
        MatineeError: It is no such table.
    """
    sheet = read_sheet(lines, file, "days of release", "title, released_on")
    if missing := sheet.missing(("title", "released_on")):
        raise MatineeError(
            f"{file}, line {sheet.line}: the header has no column {', '.join(missing)}.",
            "Days of release need the columns title and released_on.",
        )
    found: dict[str, list[date]] = defaultdict(list)
    for row in sheet.rows:
        fields = sheet.fields(row)
        if isinstance(fields, Rejection):
            continue
        day, name = fields.day("released_on"), fields.given("title")
        if day is not None and name is not None:
            found[plain(name)].append(day)
    return dict(found)


def _premiere(
    name: str,
    category: str,
    week: int,
    by_week: dict[int, tuple[float, int | None]],
    tenth: dict[tuple[str, int], float],
    released: dict[str, list[date]],
    weeks: int,
) -> Premiere:
    lowest, highest, last_place = [], [], []
    for number in range(week, week + weeks):
        bound = tenth.get((category, number))
        if bound is None:
            break
        hours, nth = by_week.get(number, (None, None))
        # A count that begins again is a namesake's.
        own = hours is not None and (number == week or nth != 1)
        lowest.append(hours if own and hours is not None else 0.0)
        highest.append(hours if own and hours is not None else bound)
        last_place.append(bound)
    monday, sunday = days_of("week", week)
    days = [day for day in released.get(plain(name), []) if monday <= day <= sunday]
    return Premiere(
        name=name,
        category=category,
        week=week,
        lowest=np.array(lowest),
        highest=np.array(highest),
        last_place=np.array(last_place),
        first_days=(sunday - min(days)).days + 1 if days else None,
    )


def _is_christmas(week: int) -> bool:
    monday, _ = days_of("week", week)
    return any((day := monday + timedelta(days=offset)).month * 100 + day.day in (1225, 101) for offset in range(7))
