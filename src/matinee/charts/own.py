"""The service's own charts: asked for, published, and restated when the truth comes later."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, cast

from matinee import instants
from matinee.catalogue import Catalogue
from matinee.catalogue.countries import known_country
from matinee.charts.chart import Chart
from matinee.charts.edition_shelf import keep, read
from matinee.charts.editions import Anew, Kept, Restated, find, newest, next_edition, same_rule, to_check
from matinee.charts.rules import BY, DEFAULT, ChartRule, find_rule
from matinee.charts.top10 import Asked, Watched, all_of, charts_of, ranked
from matinee.errors import MatineeError
from matinee.metrics.definitions import DEFAULT as DEFAULT_DEFINITION
from matinee.metrics.definitions import Definition, find_definition
from matinee.periods import Period, parse_day
from matinee.store.folder import LakeFolder
from matinee.store.history import History

LATEST = 0
"""Stands for the newest edition."""
_MOST_PLACES = 1_000_000
_NEVER_US = instants.parse("2200-01-01")
"""Nothing was watched before 1970, or will have been from then on: an instant beyond is as good as these."""


class Wanted(NamedTuple):
    """Which chart a person wants; `Lake.top10` says what each of these is."""

    chart: str = DEFAULT
    day: str | None = None
    week: str | None = None
    country: str | None = None
    by: str | None = None
    places: int = 10
    definition: str = DEFAULT_DEFINITION
    as_of: str | None = None


class OwnCharts:
    """What one can ask of the charts of a lake.

    Args:
        folder: The lake.
        history: What was watched.
        catalogue: As it rests in the lake.
        rules: The charts there are.
        definitions: By which reach may count.
    """

    def __init__(
        self,
        folder: LakeFolder,
        history: History,
        catalogue: Catalogue,
        rules: Sequence[ChartRule],
        definitions: Sequence[Definition],
    ) -> None:
        self._folder = folder
        self._history = history
        self._catalogue = catalogue
        self._rules = rules
        self._definitions = definitions

    def top10(self, wanted: Wanted) -> Chart:
        """Who led, as it is worked out now."""
        asked = self._asked(wanted)
        return ranked(self._history, self._catalogue, asked, _period(asked, wanted))

    def publish(self, wanted: Wanted) -> tuple[Chart, list[Restated]]:
        """Freeze a chart as it is now; one that was published and differs gets a new edition.

        Returns:
            The newest edition, and what it says otherwise than the one before.

        Raises:
            MatineeError: The period has not ended, or what is wanted does not make sense.
        """
        asked = self._asked(wanted)
        watched = Watched(self._history, asked)
        period = _period(asked, wanted) or watched.latest()
        now_us = instants.now_us()
        if period.to_us > now_us:
            raise MatineeError(
                f"The {asked.periods.period} to {period.last_day} has not ended.",
                f"It ends at {instants.show(period.to_us)}; publish it then.",
            )
        kept = read(self._folder.tables)
        chart = charts_of(watched, self._catalogue, asked, [period])[0]
        before = newest(kept, chart)
        if before is not None and not same_rule(before.rule, chart.rule):
            raise MatineeError(
                f"The chart {asked.rule.id} of {period.first_day} was published by another rule than matinee.toml has now.",
                "What is published keeps its rule: give the new one another id, and publish that.",
            )
        return self._next(kept, watched, asked, period, now_us, chart)

    def edition(self, wanted: Wanted, number: int) -> Chart:
        """A chart as it was published; without day and week the latest that was.

        Args:
            wanted: Which chart.
            number: Which edition, or `LATEST`.

        Raises:
            MatineeError: It was not published.
        """
        self._check(wanted)
        kept = read(self._folder.tables)
        if all(one.chart.rule.id != wanted.chart for one in kept):
            find_rule(wanted.chart, self._rules)
        day = wanted.day or wanted.week
        return find(
            kept,
            chart=wanted.chart,
            period="week" if wanted.day is None else "day",
            day=None if day is None else parse_day(day),
            country=known_country(wanted.country),
            by=wanted.by,
            places=wanted.places,
            number=number,
        )

    def editions(self) -> list[Chart]:
        """Every chart that was published, in all editions, the latest period first."""
        kept = read(self._folder.tables)
        order = {"week": 0, "day": 1}
        charts = [one.chart for one in kept]
        charts.sort(key=lambda chart: (chart.rule.id, chart.country or "", order[chart.period], chart.by))
        return sorted(charts, key=lambda chart: chart.first_day, reverse=True)

    def restatements(self) -> list[Restated]:
        """What later editions say otherwise, the latest first."""
        found = [restated for one in read(self._folder.tables) for restated in one.restated]
        return sorted(found, key=lambda one: one.published_at, reverse=True)

    def restate(self, changed_from_us: int) -> list[Restated]:
        """Give every published chart that is no longer what the lake says a new edition.

        Args:
            changed_from_us: Since when viewing is another; charts of earlier periods stay.

        Returns:
            What the new editions say otherwise.
        """
        kept = read(self._folder.tables)
        found: list[Restated] = []
        for asked, periods in to_check(kept, changed_from_us, self._definitions):
            watched = Watched(self._history, asked)
            for period, chart in zip(periods, charts_of(watched, self._catalogue, asked, periods), strict=True):
                found += self._next(kept, watched, asked, period, instants.now_us(), chart)[1]
        return found

    def _next(
        self,
        kept: list[Kept],
        watched: Watched,
        asked: Asked,
        period: Period,
        now_us: int,
        chart: Chart,
    ) -> tuple[Chart, list[Restated]]:
        """Publish a chart, unless its newest edition says the same."""
        everything = all_of(watched, self._catalogue, asked, period)
        progress = self._folder.progress()
        cut_off_at = progress.get("refreshed_at", instants.show(now_us))
        anew = Anew(
            *(frozenset(cast("list[str]", progress.get(name, []))) for name in ("restate_moved", "restate_said"))
        )
        titles = set(watched.of(period)["title"].to_pylist())
        fresh = next_edition(
            kept, chart, everything, titles, anew, published_at=instants.show(now_us), cut_off_at=str(cut_off_at)
        )
        if fresh is None:
            same = newest(kept, chart)
            assert same is not None
            return same, []
        keep(self._folder.tables, fresh)
        kept.append(fresh)
        return fresh.chart, list(fresh.restated)

    def _check(self, wanted: Wanted) -> None:
        if wanted.day is not None and wanted.week is not None:
            raise MatineeError("A chart is of a day or of a week, not of both.", "Give --day or --week.")
        if wanted.by is not None and wanted.by not in BY:
            raise MatineeError(f"A chart cannot rank by {wanted.by!r}.", f"Rank by one of: {', '.join(BY)}.")
        if not 1 <= wanted.places <= _MOST_PLACES:
            raise MatineeError(
                f"A chart cannot have {wanted.places} places.", f"Ask for one place or more, up to {_MOST_PLACES:,}."
            )

    def _asked(self, wanted: Wanted) -> Asked:
        self._check(wanted)
        rule = find_rule(wanted.chart, self._rules)
        return Asked(
            rule=rule,
            by=wanted.by or rule.by,
            periods=rule.periods("week" if wanted.day is None else "day", self._folder.settings),
            country=known_country(wanted.country),
            places=wanted.places,
            definition=find_definition(wanted.definition, self._definitions),
            as_of_us=None if wanted.as_of is None else min(max(0, instants.parse(wanted.as_of)), _NEVER_US),
        )


def _period(asked: Asked, wanted: Wanted) -> Period | None:
    day = wanted.day or wanted.week
    return None if day is None else asked.periods.of(parse_day(day))
