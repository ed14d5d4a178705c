"""Records of the service as they are shown: all of them, or how one title stands among all."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from matinee import instants
from matinee.catalogue import Title
from matinee.charts.best_periods import PeriodRecord
from matinee.charts.first_days import METRICS, RANKED, RUNNING
from matinee.charts.first_records import FirstRecord, Holder, Running
from matinee.charts.longest_runs import RunPlace, RunRecord
from matinee.charts.rules import ChartRule
from matinee.metrics.definitions import Definition

LINE = (
    "record", "by", "state", "rank", "of", "title_id", "title", "from", "to", "value", "unit", "days_left", "is_ahead",
    "needs", "needs_per_day", "recently", "recent_days", "chance",
)  # fmt: skip
"""The columns of records as CSV."""

GOES_ON = "goes on"
"""How a run stands that is ranked and has not ended."""


@dataclass(frozen=True, kw_only=True)
class Scope:
    """What records are of.

    Attributes:
        chart: The chart whose titles count, and whose runs.
        country: Where it was watched, or None for everywhere.
        definition: By which households have started.
        time_zone: Where days begin.
        since: The day on which the data begins; None: there is none.
        to_us: Up to where there is data.
        least_completing: How many households must have completed a title before the mean over them is told.
        undated: How many titles are left out since nobody knows when they came out.
    """

    chart: ChartRule
    country: str | None
    definition: Definition
    time_zone: str
    since: date | None
    to_us: int | None
    least_completing: int
    undated: int

    def as_dict(self) -> dict[str, Any]:
        """As JSON has it."""
        return {
            "chart": self.chart.id,
            "chart_version": self.chart.version,
            "country": self.country,
            "definition": self.definition.id,
            "definition_version": self.definition.version,
            "time_zone": self.time_zone,
            "since": None if self.since is None else self.since.isoformat(),
            "data_to": None if self.to_us is None else instants.show(self.to_us),
            "least_completing_households": self.least_completing,
            "titles_without_a_date_of_release": self.undated,
        }


@dataclass(frozen=True, kw_only=True)
class ServiceRecords:
    """The records of a service.

    Attributes:
        scope: What they are of.
        firsts: Of titles in their first days.
        periods: Of days, weeks and months.
        runs: Of titles in the chart.
    """

    scope: Scope
    firsts: tuple[FirstRecord, ...]
    periods: tuple[PeriodRecord, ...]
    runs: tuple[RunRecord, ...]

    def as_dict(self) -> dict[str, Any]:
        """The records as JSON has them: exact figures."""
        return self.scope.as_dict() | {
            "titles": [record.as_dict() for record in self.firsts],
            "service": [record.as_dict() for record in self.periods],
            "runs": [record.as_dict() for record in self.runs],
        }

    def to_json(self) -> str:
        """The records as JSON."""
        return json.dumps(self.as_dict(), indent=2, ensure_ascii=False)

    def to_csv(self) -> str:
        """The records as CSV, one place a line, with the columns `LINE`."""
        return _csv(self._lines())

    def _lines(self) -> Iterator[dict[str, Any]]:
        for entry in [*(one.as_dict() for one in self.firsts), *(one.as_dict() for one in self.periods)]:
            running = entry["running"] or []
            entry["running"] = running if isinstance(running, list) else [running]
            for state, lines in ((RANKED, entry["places"]), (RUNNING, entry["running"])):
                for line in lines:
                    yield entry | line | {"state": state}
        for run in self.runs:
            entry = run.as_dict()
            for line in entry["places"]:
                yield entry | line | {"state": GOES_ON if line["goes_on"] else RANKED}


class TitleFigure(NamedTuple):
    """A title in one of its first windows, by one figure.

    Attributes:
        window, by: Which.
        from_us, to_us: From when to when; None where nobody knows when it came out.
        value: Its figure; None: nothing to measure, or nothing that may be told.
        state: How it stands: "ranked", "running" or why it is neither.
        rank: Among all titles of the chart; None where it is not ranked.
        of: How many are ranked.
        best: Who holds the record; None: nobody yet.
        running: What it needs, where its window has not ended.
    """

    window: str
    by: str
    from_us: int | None
    to_us: int | None
    value: float | None
    state: str
    rank: int | None
    of: int
    best: Holder | None
    running: Running | None

    def as_dict(self) -> dict[str, Any]:
        """As JSON has it."""
        return {
            "record": self.window,
            "by": self.by,
            "unit": str(METRICS[self.by].unit),
            "from": None if self.from_us is None else instants.show(self.from_us),
            "to": None if self.to_us is None else instants.show(self.to_us),
            "value": self.value,
            "state": self.state,
            "rank": self.rank,
            "of": self.of,
            "best": None if self.best is None else self.best.as_dict(),
            "running": None if self.running is None else self.running.as_dict(),
        }


class TitleRun(NamedTuple):
    """A title's run in the chart: its place among all, and who holds the record."""

    record: RunRecord
    place: RunPlace

    def as_dict(self) -> dict[str, Any]:
        """As JSON has it."""
        entry = self.record.as_dict()
        best = entry.pop("places")[0]
        return entry | self.place.as_dict() | {"best": best}


@dataclass(frozen=True, kw_only=True)
class TitleStanding:
    """How one title stands among all in every record that a title can hold.

    Attributes:
        scope: What the records are of.
        title: Which title.
        figures: Its first days.
        runs: Its runs in the chart; those it never had are absent.
    """

    scope: Scope
    title: Title
    figures: tuple[TitleFigure, ...]
    runs: tuple[TitleRun, ...]

    @property
    def held(self) -> tuple[TitleFigure | TitleRun, ...]:
        """The records that it holds."""
        held_runs = (run for run in self.runs if run.place.rank == 1)
        return (*(figure for figure in self.figures if figure.rank == 1), *held_runs)

    def as_dict(self) -> dict[str, Any]:
        """As JSON has it: exact figures."""
        return self.scope.as_dict() | {
            "title_id": self.title.id,
            "title": self.title.name,
            "figures": [figure.as_dict() for figure in self.figures],
            "runs": [run.as_dict() for run in self.runs],
        }

    def to_json(self) -> str:
        """As JSON."""
        return json.dumps(self.as_dict(), indent=2, ensure_ascii=False)

    def to_csv(self) -> str:
        """As CSV, one figure a line, with the columns `LINE`."""
        named = {"title_id": self.title.id, "title": self.title.name}
        lines = [figure.as_dict() for figure in self.figures]
        lines = [(line["running"] or {}) | line | named for line in lines]
        lines += [
            line | {"state": GOES_ON if line["goes_on"] else RANKED} for line in (run.as_dict() for run in self.runs)
        ]
        return _csv(lines)


def _csv(lines: Iterable[dict[str, Any]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(LINE)
    for line in lines:
        named = {"from": line.get("first_day"), "to": line.get("last_day")} | line
        writer.writerow(["" if named.get(name) is None else named[name] for name in LINE])
    return text.getvalue()
