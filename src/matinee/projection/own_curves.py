"""Launch curves of the service's own titles: new households of each closed day since the release.

A title is in where its release (in the country that is asked for) is known and the lake has its
first day whole: what came out before the data begins has no curve. A day is closed when 24 hours
since it began lie before the last viewing that the lake has of anything.
"""

from __future__ import annotations

from collections import defaultdict
from zoneinfo import ZoneInfo

from matinee import instants
from matinee.catalogue import Catalogue
from matinee.metrics.definitions import Definition
from matinee.periods import Periods
from matinee.projection.curves import Curve
from matinee.projection.hold import Run
from matinee.store.history import Window
from matinee.store.openings import Opening, Openings
from matinee.units import MICROSECONDS_PER_HOUR

_KIND = "launch"


def data_until(extent: Window, until_us: int | None) -> int:
    """Up to when days can be closed: the last viewing, or the instant that is asked for."""
    return extent.to_us if until_us is None else min(extent.to_us, until_us)


def own_runs(
    openings: Openings,
    catalogue: Catalogue,
    definition: Definition,
    extent: Window,
    *,
    time_zone: str,
    days: int,
    country: str | None = None,
    until_us: int | None = None,
) -> list[Run]:
    """All titles as they run: new households and hours of each closed day.

    Args:
        openings: To count with.
        catalogue: For releases, kinds and languages.
        definition: By which a household has started.
        extent: From the first to the last viewing of the lake.
        time_zone: In which the day of a release is named.
        days: No curve is longer.
        country: Only what was watched there, since the release there; None: everywhere.
        until_us: As if nothing had been watched from then on.
    """
    zone = ZoneInfo(time_zone)
    begin_us = Periods("day", time_zone).at(extent.from_us).from_us
    end_us = data_until(extent, until_us)
    windows = {}
    for title in catalogue.titles:
        released_us = catalogue.released_at_us(title, country)
        if released_us is None or released_us < begin_us:
            continue
        closed = min(days, (end_us - released_us) // instants.DAY_US)
        if closed >= 1:
            windows[title] = Opening(_KIND, title, released_us, released_us + closed * instants.DAY_US)
    counts: dict[str, dict[int, int]] = defaultdict(dict)
    for row in openings.starts_by_day(list(windows.values()), definition.rule, country).to_pylist():
        counts[row["title"]][row["day"]] = row["households"]
    hours: dict[str, dict[int, float]] = defaultdict(dict)
    for row in openings.viewing_by_day(list(windows.values()), country).to_pylist():
        hours[row["title"]][row["day"]] = row["viewing_us"] / MICROSECONDS_PER_HOUR
    runs = []
    for id, window in windows.items():
        named = catalogue.titles[id]
        days_closed = range(1, (window.to_us - window.from_us) // instants.DAY_US + 1)
        curve = Curve(
            title=id,
            released_on=instants.to_datetime(window.from_us).astimezone(zone).date(),
            new_households=tuple(float(counts[id].get(day, 0)) for day in days_closed),
            kind=named.kind,
            kids=named.kids,
            language=named.language,
            threshold=definition.id,
        )
        runs.append(Run(curve=curve, watched=tuple(hours[id].get(day, 0.0) for day in days_closed)))
    return runs
