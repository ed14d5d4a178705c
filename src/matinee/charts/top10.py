"""The Top 10: titles ranked by hours, views, reach or minutes, of a day or of a week.

Days and weeks begin at midnight in the chart's time zone; a film playing across it counts
for each side with what was watched there. Titles are ranked by exact figures, before
anything is rounded. A season is a title; its runtime is that of the episodes that were
released by the end of the period. Periods in chart are counted in all, and in a row.

A list of a few places is found without reading all titles: the table of periods has the most
watched first, and one that lies deeper than what was read cannot have more than the last that
was. Source of the method: Fagin, Lotem, Naor, Optimal aggregation algorithms for middleware, 2003.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from matinee import instants
from matinee.catalogue import Catalogue, Title
from matinee.catalogue.titles import unknown_title
from matinee.charts.chart import Chart, place_of
from matinee.charts.rules import ChartRule
from matinee.charts.runs import standings
from matinee.metrics.definitions import DEFAULT, Definition
from matinee.periods import Period, Periods
from matinee.store.history import History, Window

_FIRST_DEPTH = 50
_DEEPER = 8

_Integers = npt.NDArray[np.int64]


class Asked(NamedTuple):
    """What a chart is asked for.

    Attributes:
        rule: What is ranked.
        by: What ranks.
        periods: Its days or weeks.
        country: Only what was watched there; None: everywhere.
        places: How many.
        definition: By which reach counts.
        as_of_us: As if nothing had been watched from then on; None: all there is.
    """

    rule: ChartRule
    by: str
    periods: Periods
    country: str | None
    places: int
    definition: Definition
    as_of_us: int | None = None


class Watched:
    """What titles were watched in each period: from the lake's table where it has that, else counted once.

    Args:
        history: What was watched.
        asked: What chart.
    """

    def __init__(self, history: History, asked: Asked) -> None:
        self._history = history
        self._asked = asked
        at_rest = asked.as_of_us is None and asked.definition.id == DEFAULT and history.keeps(asked.periods)
        self._counted = None if at_rest else self._count()

    def _count(self) -> pa.Table:
        asked = self._asked
        return self._history.count_periods(asked.periods, asked.country, asked.definition.rule, asked.as_of_us)

    def leading(self, depth: int | None) -> tuple[pa.Table, int | None]:
        """The titles of all periods, and how many of each: not more than the depth, or all (None)."""
        if self._counted is not None:
            return self._counted, None
        asked = self._asked
        by_reach = asked.by == "reach"
        return self._history.title_periods(asked.periods, asked.country, most=depth, by_reach=by_reach), depth

    def of(self, period: Period) -> pa.Table:
        """All titles of one period."""
        if self._counted is not None:
            return self._counted.filter(pc.equal(self._counted["first_day"], period.first_day))
        return self._history.title_periods(self._asked.periods, self._asked.country, first_day=period.first_day)

    def latest(self) -> Period:
        """The latest period in which anything was watched anywhere; of an empty lake that of today."""
        asked = self._asked
        if self._counted is None:
            first_days = self._history.title_periods(asked.periods, None, most=1)["first_day"].to_pylist()
            if first_days:
                return asked.periods.of(max(first_days))
        extent = self._history.extent()
        if extent is None:
            return asked.periods.of(datetime.now(ZoneInfo(asked.periods.time_zone)).date())
        until_us = extent.to_us if asked.as_of_us is None else min(extent.to_us, asked.as_of_us)
        return asked.periods.at(until_us - 1)


def ranked(history: History, catalogue: Catalogue, asked: Asked, wanted: Period | None = None) -> Chart:
    """Rank the titles of a period.

    Args:
        history: What was watched.
        catalogue: For names, runtimes, kinds and languages.
        asked: What chart.
        wanted: The period; None: the latest in which anything was watched.
    """
    watched = Watched(history, asked)
    return charts_of(watched, catalogue, asked, [wanted or watched.latest()])[0]


def charts_of(watched: Watched, catalogue: Catalogue, asked: Asked, wanted: Sequence[Period]) -> list[Chart]:
    """The charts of several periods, of which the lists are worked out once."""
    latest = max(wanted, key=lambda period: period.first_day)
    stand = standings(lists_until(watched, catalogue, asked, latest), lists=(), titles=("title",)).to_pylist()
    places: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in sorted(stand, key=lambda row: row["rank"]):
        places[row["number"]].append(row)
    as_of_us = asked.as_of_us
    return [
        Chart(
            rule=asked.rule,
            period=asked.periods.period,
            first_day=period.first_day,
            last_day=period.last_day,
            window=Window(period.from_us, period.to_us),
            time_zone=asked.periods.time_zone,
            country=asked.country,
            by=asked.by,
            definition=asked.definition.id,
            asked=asked.places,
            places=tuple(
                place_of(row, _title(catalogue, row["title"]).name)
                for row in places[asked.periods.number(period.first_day)]
            ),
            left_out=_left_out(watched, catalogue, asked, period),
            counted_to_us=None if as_of_us is None or as_of_us >= period.to_us else as_of_us,
        )
        for period in wanted
    ]


def lists_until(
    watched: Watched, catalogue: Catalogue, asked: Asked, wanted: Period | None = None, *, depth: int | None = None
) -> pa.Table:
    """The list of each period up to one, or of all.

    Args:
        watched: What was watched.
        catalogue: For names, runtimes, kinds and languages.
        asked: What chart.
        wanted: The last period; None: of all there are.
        depth: How many titles of each period to read first; it is the list whatever the number.

    Returns:
        Columns number (of the period), rank, title, viewing_us, reach, runtime_ms; a line a place.
    """
    depth = depth or max(_FIRST_DEPTH, 2 * asked.places)
    while True:
        rows, depth = watched.leading(depth)
        lists, sure = _Rows(rows, catalogue, asked).best(depth, wanted)
        if sure or depth is None:
            return lists
        depth *= _DEEPER


def all_of(watched: Watched, catalogue: Catalogue, asked: Asked, period: Period) -> pa.Table:
    """All titles of one period that can be ranked, in order; columns as those of `lists_until`."""
    everything = asked._replace(places=np.iinfo(np.int64).max)
    return _Rows(watched.of(period), catalogue, everything).best(None, period)[0]


def _left_out(watched: Watched, catalogue: Catalogue, asked: Asked, period: Period) -> int:
    """How many titles of a period cannot be ranked for want of what the catalogue says of them."""
    rule, by_views = asked.rule, asked.by == "views"
    if not by_views and (rule.kind, rule.language) == (None, None):
        return 0
    titles = [_title(catalogue, id) for id in watched.of(period)["title"].to_pylist()]
    return sum(
        (rule.kind is not None and title.kind == "unknown")
        or (rule.language is not None and title.language is None)
        or (by_views and rule.has(title) and not _runtime_ms(catalogue, title.id, period.to_us))
        for title in titles
    )


def _runtime_ms(catalogue: Catalogue, id: str, until_us: int) -> int | None:
    """What `Catalogue.runtime_ms` says, without looking at the episodes of a title that has one runtime only."""
    always, later = catalogue.runtimes(id)
    return catalogue.runtime_ms(id, until_us) if later else always


def _title(catalogue: Catalogue, id: str) -> Title:
    return catalogue.titles.get(id) or unknown_title(id)


class _Rows:
    """Titles by period, with what ranks them."""

    def __init__(self, rows: pa.Table, catalogue: Catalogue, asked: Asked) -> None:
        self._asked = asked
        self._catalogue = catalogue
        coded = rows["title"].combine_chunks().dictionary_encode()
        self._titles: list[str] = coded.dictionary.to_pylist()
        self._known = [_title(catalogue, id) for id in self._titles]
        self._title: _Integers = np.asarray(coded.indices, np.int64)
        self._day: _Integers = rows["first_day"].cast(pa.int32()).to_numpy().astype(np.int64)
        self._viewing_us: _Integers = rows["viewing_us"].to_numpy()
        self._reach: _Integers = rows["reach"].to_numpy()
        self._runtime_ms = self._runtimes()

    def best(self, depth: int | None, wanted: Period | None) -> tuple[pa.Table, bool]:
        """The list of each period up to the wanted one, and whether nothing beyond the depth could be in it."""
        figure = self._figure()
        allowed = np.asarray([self._asked.rule.has(title) for title in self._known], bool)
        usable = allowed[self._title] if len(allowed) else np.zeros(0, bool)
        if self._asked.by == "views":
            usable &= self._runtime_ms > 0
        if wanted is not None:
            usable &= self._day <= wanted.first_day.toordinal() - _EPOCH
        by_name = sorted(range(len(self._known)), key=self._by_name)
        name_rank = np.empty(len(by_name), np.int64)
        name_rank[by_name] = np.arange(len(by_name))
        rows = np.flatnonzero(usable)
        rows = rows[np.lexsort((name_rank[self._title[rows]], -figure[rows], self._day[rows]))]
        begins = np.flatnonzero(np.append(True, self._day[rows][1:] != self._day[rows][:-1])) if len(rows) else rows
        place = np.arange(len(rows)) - np.repeat(begins, np.diff(np.append(begins, len(rows))))
        kept = rows[place < self._asked.places]
        rank = place[place < self._asked.places] + 1
        sure = depth is None or self._is_sure(depth, figure, kept, rank, wanted)
        runtime_ms = self._runtime_ms[kept]
        lists = pa.table(
            {
                "number": (self._day[kept] + _EPOCH) // self._asked.periods.length,
                "rank": rank.astype(np.int64),
                "title": pa.array([self._titles[code] for code in self._title[kept]], pa.string()),
                "viewing_us": self._viewing_us[kept],
                "reach": self._reach[kept],
                "runtime_ms": pa.array(runtime_ms, mask=runtime_ms == 0),
            }
        )
        return lists, sure

    def _by_name(self, code: int) -> tuple[str, str, str]:
        name = self._known[code].name
        return name.casefold(), name, self._titles[code]

    def _figure(self) -> npt.NDArray[Any]:
        if self._asked.by == "reach":
            return self._reach
        if self._asked.by == "views":
            return self._viewing_us / np.maximum(self._runtime_ms, 1)
        return self._viewing_us

    def _is_sure(
        self, depth: int, figure: npt.NDArray[Any], kept: _Integers, rank: _Integers, wanted: Period | None
    ) -> bool:
        """Whether in each period the last place has more than any title can have that was not read."""
        days, deepest = self._deepest(depth)
        if wanted is not None:
            within = days <= wanted.first_day.toordinal() - _EPOCH
            days, deepest = days[within], deepest[within]
        last = rank == self._asked.places
        lowest = dict(zip(self._day[kept][last].tolist(), figure[kept][last].tolist(), strict=True))
        return all(
            day in lowest and lowest[day] > most for day, most in zip(days.tolist(), deepest.tolist(), strict=True)
        )

    def _deepest(self, depth: int) -> tuple[_Integers, npt.NDArray[Any]]:
        """The days of the periods that have more titles than were read, and the most that one of those can have."""
        counted = self._reach if self._asked.by == "reach" else self._viewing_us
        days, of = np.unique(self._day, return_inverse=True)
        count = np.bincount(of, minlength=len(days))
        least = np.full(len(days), np.iinfo(np.int64).max)
        np.minimum.at(least, of, counted)
        more = count >= depth
        if self._asked.by == "views":
            return days[more], least[more] / self._shortest_ms()
        return days[more], least[more]

    def _shortest_ms(self) -> int:
        """No title of the rule is shorter."""
        of_rule = (one for one in self._catalogue.assets.values() if self._asked.rule.has(self._of(one.title)))
        return min((one.runtime_ms for one in of_rule if one.runtime_ms), default=1)

    def _of(self, id: str) -> Title:
        return _title(self._catalogue, id)

    def _runtimes(self) -> _Integers:
        """The runtime of each row's title by the end of its period, 0 where it is unknown."""
        days, of = np.unique(self._day, return_inverse=True)
        ends_us = np.array([self._end_us(day) for day in days.tolist()], np.int64)[of] if len(days) else self._day
        steps = [self._catalogue.runtimes(id) for id in self._titles]
        runtime_ms = np.array([first or 0 for first, _ in steps], np.int64)[self._title]
        for code, (_, later) in enumerate(steps):
            if later:
                mine = np.flatnonzero(self._title == code)
                released_us, runtimes = (
                    np.array(column) for column in zip(*((us, ms or 0) for us, ms in later), strict=True)
                )
                known = np.searchsorted(released_us, ends_us[mine], "left")
                runtime_ms[mine] = np.where(known, runtimes[known - 1], runtime_ms[mine])
        return runtime_ms

    def _end_us(self, day: int) -> int:
        return self._asked.periods.of(instants.to_datetime(day * instants.DAY_US).date()).to_us


_EPOCH = instants.to_datetime(0).toordinal()
"""The number of the day 1970-01-01, from which tables count days."""
