"""The titles that are in their first weeks, and where each is heading."""

from __future__ import annotations

from matinee import instants
from matinee.errors import MatineeError
from matinee.instants import DAY_US
from matinee.lake import Lake
from matinee.units import NOTHING, Unit, show

WINDOW_DAYS = 28


def running_titles(lake: Lake, until_us: int) -> list[dict[str, str]]:
    """The titles that are in their first weeks at an instant, the newest first, in words.

    Args:
        lake: Which lake.
        until_us: The instant; nothing that was watched from then on counts.

    Returns:
        For each its id, name, day, and households so far, expected and 80 times in 100.
    """
    released = [(lake.catalogue.released_at_us(id) or 0, title) for id, title in lake.catalogue.titles.items()]
    rows = []
    for at_us, title in sorted(released, key=lambda one: (-one[0], one[1].name)):
        if not until_us - WINDOW_DAYS * DAY_US < at_us <= until_us:
            continue
        row = {"id": title.id, "name": title.name, "day": str((until_us - at_us) // DAY_US + 1)}
        try:
            told = lake.title(title.id).project(days=WINDOW_DAYS, as_of=instants.show(until_us)).projection
        except MatineeError:
            rows.append(row | {"so_far": NOTHING, "expected": NOTHING, "between": NOTHING})
            continue
        interval = told.intervals.get(80)
        between = NOTHING if interval is None else f"{round(interval.low):,} to {round(interval.high):,}"
        expected = show(round(told.median), Unit.HOUSEHOLDS)
        rows.append(row | {"so_far": show(told.counted, Unit.HOUSEHOLDS), "expected": expected, "between": between})
    return rows
