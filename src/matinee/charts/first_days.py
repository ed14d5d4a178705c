"""First days: what each title was watched in the windows that begin with its release.

The first 1, 7, 28 and 91 days are so many times 24 hours. The first weekend is the first that
ends after the release, Friday 00:00 to Sunday 24:00 in the chart's time zone; it begins with the
release where that is later. A figure is that of the title's report over the same days.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import NamedTuple

from matinee.catalogue import Catalogue, Title
from matinee.instants import DAY_US
from matinee.metrics import CATALOGUE
from matinee.periods import Periods
from matinee.store.history import History
from matinee.store.openings import Counts, Opening, Openings
from matinee.units import MICROSECONDS_PER_HOUR
from matinee.viewing.rules import Rule

WEEKEND = "first_weekend"
DAYS = {"first_day": 1, "first_7_days": 7, "first_28_days": 28, "first_91_days": 91}
WINDOWS = ("first_day", WEEKEND, *list(DAYS)[1:])
"""The windows, in the order in which they are shown."""

MEAN = "completions_per_completer"
_WITH_MEAN = ("first_28_days", "first_91_days")
BY = {window: ("reach", "hours", "views", *((MEAN,) if window in _WITH_MEAN else ())) for window in WINDOWS}
"""By what titles are ranked in each window. A mean of completions needs time for repeats."""

LEAST_COMPLETING = 50
"""How many households must have completed a title before the mean over them is told: no home alone can then be a
record, and nobody be recognised in one."""

RANKED, RUNNING, EARLIER, UNKNOWN, FEW = "ranked", "running", "began before the data", "unknown", "too few households"
UNRELEASED, UNDATED, ELSEWHERE = "not released yet", "no date of release", "not in the chart"
UNWATCHED = "not watched"
"""How a title can stand in a window."""

METRICS = {metric.name: metric for metric in CATALOGUE}
_RECENTLY = "recently"
RECENT_DAYS = 7


class Known(NamedTuple):
    """Of what time there is data: from the day of the first viewing to the end of that of the last, or to now.

    Attributes:
        from_us, to_us: The instants.
        until_us: Up to when viewing counts at all, which may be later.
        days: The days of the chart.
    """

    from_us: int
    to_us: int
    until_us: int
    days: Periods


def known_time(history: History, days: Periods, country: str | None, until_us: int) -> Known | None:
    """Of what time there is data; None: of none.

    Args:
        history: What was watched.
        days: The days of the chart.
        country: Where records are of; data of it may begin later than that of others.
        until_us: As if nothing had been watched from then on.
    """
    extent, there = history.extent(), history.extent(country=country)
    if extent is None or there is None or there.from_us >= until_us:
        return None
    to_us = min(until_us, days.at(min(extent.to_us, until_us) - 1).to_us)
    return Known(days.at(there.from_us).from_us, to_us, until_us, days)


@dataclass(frozen=True, kw_only=True)
class FirstDays:
    """A title in one of its first windows.

    Attributes:
        window: Which.
        title: The title.
        from_us, to_us: From when to when.
        known: Of what time there is data.
        counts: What was watched in it, as far as there is data.
        runtime_ms: Of what was released up to where viewing counts; None: unknown.
        whole_runtime_ms: Of what is released by the window's end.
        recently: What was watched of this in the last seven days of the data.
        recent_days: How many days those are: fewer since a release less than seven days ago.
    """

    window: str
    title: Title
    from_us: int
    to_us: int
    known: Known
    counts: Counts
    runtime_ms: int | None
    whole_runtime_ms: int | None
    recently: Counts
    recent_days: float

    def value(self, by: str) -> float | None:
        """Its figure, as the report has it."""
        return _figure(self.counts, by, self.runtime_ms)

    def state(self, by: str, least_completing: int) -> str:
        """How it stands: one of the words above."""
        if self.from_us >= self.known.to_us:
            return UNRELEASED
        if by == MEAN and self.runtime_ms is not None and self.counts.completing_households < least_completing:
            return FEW
        if self.from_us < self.known.from_us:
            return EARLIER
        if self.value(by) is None:
            return UNKNOWN
        return RANKED if self.to_us <= self.known.to_us else RUNNING

    @property
    def days_left(self) -> float:
        """How many days the window has still to go."""
        return (self.to_us - self.known.to_us) / DAY_US

    def short_of(self, by: str, record: float) -> float | None:
        """How much more draws level with a record; below 0: how far it is ahead. A mean has no such figure.

        Views are those by the runtime of all that is released by the window's end.
        """
        has = _figure(self.counts, by, self.whole_runtime_ms)
        return None if by == MEAN or has is None else record - has

    def recent(self, by: str) -> float | None:
        """What came in recently of a figure, in the same views."""
        return None if by == MEAN else _figure(self.recently, by, self.whole_runtime_ms)


def _figure(counts: Counts, by: str, runtime_ms: int | None) -> float | None:
    """A figure from counts, divided as metrics are."""
    if by == "reach":
        return counts.reach
    if by == MEAN:
        return (
            counts.completions / counts.completing_households if runtime_ms and counts.completing_households else None
        )
    if by == "views" and not runtime_ms:
        return None
    if not counts.viewing_us:
        return 0
    if by == "hours":
        return float(counts.viewing_us) / MICROSECONDS_PER_HOUR
    assert runtime_ms
    return counts.viewing_us / (runtime_ms * 1000)


class Measured(NamedTuple):
    """All titles in all windows, and the titles whose date of release is not known."""

    first_days: list[FirstDays]
    undated: list[Title]


def measure(
    openings: Openings,
    catalogue: Catalogue,
    titles: Sequence[Title],
    rule: Rule,
    country: str | None,
    known: Known,
) -> Measured:
    """Measure the first days of titles.

    Args:
        openings: To count with.
        catalogue: For releases and runtimes.
        titles: The titles.
        rule: By which a household has started.
        country: Only what was watched there, from the release there; None: everywhere.
        known: Of what time there is data.
    """
    released_us = releases(catalogue, country)
    named = {title.id: title for title in titles}
    wanted = [
        Opening(window, title, *bounds)
        for title in named
        if title in released_us
        for window, bounds in windows_of(released_us[title], known.days).items()
    ]
    recent = _recent(wanted, known)
    counts = openings.counts([*_counted(wanted, known), *recent], rule, country)
    before = {one.title: counts.get((_RECENTLY, one.title), Counts()) for one in recent}
    return Measured(
        [_first_days(one, named[one.title], catalogue, known, counts, before.get(one.title)) for one in wanted],
        [title for title in titles if title.id not in released_us],
    )


def releases(catalogue: Catalogue, country: str | None) -> dict[str, int]:
    """When each title came out, of those of which it is known; in one pass, as `Catalogue.released_at_us` has it."""
    found: dict[str, int] = {}
    if country is not None:
        for title in catalogue.titles:
            released_us = catalogue.released_at_us(title, country)
            if released_us is not None:
                found[title] = released_us
        return found
    for (title, _), release in catalogue.releases.items():
        if release.released_at_us is not None:
            found[title] = min(release.released_at_us, found.get(title, release.released_at_us))
    return found


def windows_of(released_us: int, days: Periods) -> dict[str, tuple[int, int]]:
    """From when to when a title's first windows go."""
    week = Periods("week", days.time_zone).at(released_us)
    friday = days.of(week.last_day - timedelta(days=2))
    bounds = {name: (released_us, released_us + count * DAY_US) for name, count in DAYS.items()}
    bounds[WEEKEND] = (max(friday.from_us, released_us), week.to_us)
    return {window: bounds[window] for window in WINDOWS}


def _counted(wanted: Sequence[Opening], known: Known) -> list[Opening]:
    """The windows that have begun, as far as viewing counts."""
    return [one._replace(to_us=min(one.to_us, known.until_us)) for one in wanted if one.from_us < known.until_us]


def _recent(wanted: Sequence[Opening], known: Known) -> list[Opening]:
    """For each title with a running window of days: the same up to seven days before the data ends."""
    ago_us = known.to_us - RECENT_DAYS * DAY_US
    running = {
        one.title: one for one in wanted if one.kind in DAYS and one.from_us < ago_us and one.to_us > known.to_us
    }
    return [one._replace(kind=_RECENTLY, to_us=ago_us) for one in running.values()]


def _first_days(
    one: Opening,
    title: Title,
    catalogue: Catalogue,
    known: Known,
    counts: dict[tuple[str, str], Counts],
    before: Counts | None,
) -> FirstDays:
    found = counts.get((one.kind, one.title), Counts())
    earlier = before if one.kind in DAYS else None
    return FirstDays(
        window=one.kind,
        title=title,
        from_us=one.from_us,
        to_us=one.to_us,
        known=known,
        counts=found,
        runtime_ms=catalogue.runtime_ms(one.title, min(one.to_us, known.until_us)),
        whole_runtime_ms=catalogue.runtime_ms(one.title, one.to_us),
        # Of a season that grew, fewer households may have seen a share of it now than had of what there was then.
        recently=Counts(*(max(0, now - then) for now, then in zip(found, earlier or Counts(), strict=True))),
        recent_days=RECENT_DAYS if earlier is not None else max(0.0, (known.to_us - one.from_us) / DAY_US),
    )
