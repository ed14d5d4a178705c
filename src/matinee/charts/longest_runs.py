"""Longest runs in the service's own chart: days and weeks in a row, in all, and at no. 1.

Of the whole days and weeks of the chart. A run that was there when the data begins may be longer
than it says. Of equal runs the one that began first stands higher, then the alphabet decides.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, NamedTuple

from matinee.catalogue import Catalogue
from matinee.catalogue.titles import unknown_title
from matinee.charts.first_days import Known, releases
from matinee.charts.runs import histories
from matinee.charts.top10 import Asked, Watched, lists_until
from matinee.periods import Period, Periods
from matinee.store.history import History

KINDS = ("in_a_row", "in_all", "at_no_1")


class RunPlace(NamedTuple):
    """A title in its place.

    Attributes:
        rank: 1 is the record.
        title_id, title: The title.
        value: How many days or weeks.
        first_day, last_day: Of the run; of the title's time in the chart; of its first and last one at no. 1.
        goes_on: Whether the run holds; whether the title is in the latest chart; whether it leads there.
        may_be_longer: Whether it was there when the data begins, and the title had come out before.
    """

    rank: int
    title_id: str
    title: str
    value: int
    first_day: date
    last_day: date
    goes_on: bool
    may_be_longer: bool

    def as_dict(self) -> dict[str, Any]:
        """As JSON has it."""
        return self._asdict() | {"first_day": self.first_day.isoformat(), "last_day": self.last_day.isoformat()}


class RunRecord(NamedTuple):
    """The longest runs of one kind.

    Attributes:
        period: "day" or "week".
        kind: "in_a_row", "in_all" or "at_no_1".
        by: What ranks in the chart.
        places: The titles, best first.
        of: How many titles there are in all.
    """

    period: str
    kind: str
    by: str
    places: tuple[RunPlace, ...]
    of: int

    @property
    def name(self) -> str:
        """Like "weeks_in_a_row"."""
        return f"{self.period}s_{self.kind}"

    def only(self, places: int) -> RunRecord:
        """The same with not more than so many places."""
        return self._replace(places=self.places[:places])

    def as_dict(self) -> dict[str, Any]:
        """As JSON has it."""
        places = [place.as_dict() for place in self.places]
        return {"record": self.name, "by": self.by, "unit": f"{self.period}s", "of": self.of, "places": places}


def run_records(history: History, catalogue: Catalogue, asked: Asked, known: Known) -> list[RunRecord]:
    """The longest runs in a chart.

    Args:
        history: What was watched.
        catalogue: For names, kinds and runtimes.
        asked: Which chart, with its days or its weeks.
        known: Of what time there is data.
    """
    latest = _latest_whole(asked.periods, known)
    lists = lists_until(Watched(history, asked), catalogue, asked, latest)
    rows: list[dict[str, Any]] = histories(lists, lists=(), titles=("title",)).to_pylist()
    names = {row["title"]: (catalogue.titles.get(row["title"]) or unknown_title(row["title"])).name for row in rows}
    closes = asked.periods.number(latest.first_day)
    opens = asked.periods.number(asked.periods.at(known.from_us).first_day)
    released_us = releases(catalogue, asked.country)
    older = {row["title"] for row in rows if released_us.get(row["title"], -1) < known.from_us}
    at_1: dict[str, list[int]] = {}
    for place in lists.to_pylist():
        if place["rank"] == 1:
            at_1.setdefault(place["title"], []).append(place["number"])
    records = []
    for kind in KINDS:
        runs = [_run(kind, row, at_1.get(row["title"], []), closes) for row in rows]
        told = [
            one._replace(may_be_longer=one.since == opens and one.title in older) for one in runs if one is not None
        ]
        records.append(_record(asked, kind, names, told))
    return records


class _Run(NamedTuple):
    """A title's run: how long, first and last period, and since when the title was there for it."""

    title: str
    value: int
    first: int
    last: int
    since: int
    goes_on: bool
    may_be_longer: bool = False


def _run(kind: str, row: dict[str, Any], led: list[int], closes: int) -> _Run | None:
    title, last = row["title"], row["last"]
    if kind == "in_a_row":
        first, to = row["longest_from"], row["longest_to"]
        return _Run(title, row["longest_run"], first, to, first, to == closes)
    if kind == "in_all":
        return _Run(title, row["periods"], row["first"], last, row["first"], last == closes)
    return _Run(title, len(led), min(led), max(led), row["first"], max(led) == closes) if led else None


def _record(asked: Asked, kind: str, names: dict[str, str], runs: Iterable[_Run]) -> RunRecord:
    ranked = sorted(runs, key=lambda one: (-one.value, one.first, names[one.title], one.title))
    places = tuple(
        RunPlace(
            rank,
            one.title,
            names[one.title],
            one.value,
            _period(asked.periods, one.first).first_day,
            _period(asked.periods, one.last).last_day,
            one.goes_on,
            one.may_be_longer,
        )
        for rank, one in enumerate(ranked, start=1)
    )
    return RunRecord(asked.periods.period, kind, asked.by, places, len(places))


def _latest_whole(periods: Periods, known: Known) -> Period:
    latest = periods.at(known.to_us - 1)
    return latest if latest.to_us <= known.to_us else periods.before(latest)


def _period(periods: Periods, number: int) -> Period:
    """The period with a number; see `Periods.number`."""
    # Of a week that does not begin with the weekday of day 0 the number is that of an earlier day.
    return periods.of(date.fromordinal(number * periods.length) + timedelta(days=periods.length - 1))
