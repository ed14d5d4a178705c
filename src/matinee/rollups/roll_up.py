"""One set of titles rolled up, beside what its parts add up to: titles of a franchise, countries of the world, weeks of a month."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from matinee import instants
from matinee.errors import MatineeError
from matinee.metrics import Metric
from matinee.metrics.definitions import Definition
from matinee.periods import Periods
from matinee.rollups.together import Counted
from matinee.rollups.ways import Way, way_of
from matinee.store.history import Window
from matinee.store.openings import Opening
from matinee.units import Unit

TITLES, COUNTRIES, WEEKS, DAYS = "titles", "countries", "weeks", "days"
OVER = (TITLES, COUNTRIES, WEEKS, DAYS)
"""What the parts of a roll-up are."""
PERIODS = {WEEKS: "week", DAYS: "day"}
MOST_PARTS = 400


@dataclass(frozen=True, kw_only=True)
class RolledUp:
    """A metric of all together.

    Attributes:
        metric: Which.
        whole: Each household once; None where it is of few homes.
        added_up: What the parts add up to: of a ratio, its numerators and denominators. None where it tells of few homes.
        adds_up: Whether the metric is declared to add up over the parts.
    """

    metric: Metric
    whole: Counted | None
    added_up: Counted | None
    adds_up: bool

    @property
    def times_larger(self) -> float | None:
        """How many times as large the sum of the parts is; None for ratios, and where one of the two is not told."""
        if self.metric.parts is not None or self.whole is None or self.added_up is None:
            return None
        return self.added_up.value / self.whole.value if self.whole.value and self.added_up.value is not None else None


@dataclass(frozen=True, kw_only=True)
class RollUp:
    """A set of titles rolled up.

    Attributes:
        name: What it is called.
        titles: Their names by id; those that count.
        left_out: Those that do not: not on the service in that time, or their days not over.
        over: What the parts are: titles, countries, weeks or days.
        days: Over how many days of its own each title counts; None: over all the time measured.
        measured: From when to when viewing counts.
        country: Where; None: everywhere.
        definition: By which a household has started.
        least_homes: Of how many homes a figure must be.
        numbers: Every metric that several titles have together.
        parts: The reach of each part by its name; None where it is of few homes.
    """

    name: str
    titles: Mapping[str, str]
    left_out: tuple[str, ...]
    over: str
    days: int | None
    measured: Window
    country: str | None
    definition: Definition
    least_homes: int
    numbers: Mapping[str, RolledUp]
    parts: Mapping[str, float | None]

    def as_dict(self) -> dict[str, Any]:
        """As JSON has it: exact figures, those of few homes null."""
        return {
            "name": self.name,
            "titles": dict(self.titles),
            "titles_left_out": list(self.left_out),
            "over": self.over,
            "days": self.days,
            "measured_from": instants.show(self.measured.from_us),
            "measured_to": instants.show(self.measured.to_us),
            "country": self.country,
            "definition": {"id": self.definition.id, "version": self.definition.version},
            "least_homes": self.least_homes,
            "metrics": {name: _number(number) for name, number in self.numbers.items()},
            "reach_of_parts": dict(self.parts),
        }

    def to_json(self) -> str:
        """The roll-up as JSON."""
        return json.dumps(self.as_dict(), indent=2, ensure_ascii=False)

    def to_csv(self) -> str:
        """The metrics as CSV, one a line."""
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        columns = ("value", "counted", "out_of", "parts_added_up", "times_larger", "unit", "adds_up")
        writer.writerow(["metric", *columns])
        for name, number in self.as_dict()["metrics"].items():
            writer.writerow([name, *("" if number[column] is None else number[column] for column in columns)])
        return text.getvalue()


def _number(number: RolledUp) -> dict[str, Any]:
    whole = number.whole or Counted(value=None)
    return {
        "value": whole.value,
        "unit": number.metric.unit,
        "counted": whole.counted,
        "out_of": whole.out_of,
        "left_out": whole.left_out,
        "parts_added_up": number.added_up and number.added_up.value,
        "times_larger": number.times_larger,
        "adds_up": number.adds_up,
        "few_homes": number.whole is None,
    }


def told(metric: Metric, whole: Counted, added_up: Counted, reach: float, *, over: str, least: int) -> RolledUp:
    """A metric, as far as it may be told."""
    counts: list[float] = [reach]
    if metric.parts == "households":
        counts += [whole.counted or 0, whole.out_of or 0, (whole.out_of or 0) - (whole.counted or 0)]
    elif way_of(metric) is Way.SUM_BY_SET:
        counts.append(whole.out_of or 0)
    elif metric.unit is Unit.HOUSEHOLDS:
        counts += [whole.value or 0, reach - (whole.value or 0)]
    several = abs((added_up.value or 0) - (whole.value or 0)) if metric.unit is Unit.HOUSEHOLDS else 0
    few = any(0 < count < least for count in counts)
    return RolledUp(
        metric=metric,
        whole=None if few else whole,
        added_up=None if few or 0 < several < least else added_up,
        adds_up=(DAYS if over == WEEKS else over) in metric.adds_up_over,
    )


def check_parts(over: str, days: int | None, country: str | None) -> None:
    """Whether there can be such parts.

    Raises:
        MatineeError: There can not.
    """
    if over not in OVER:
        raise MatineeError(f"A roll-up has no {over!r} to add up.", f"Ask for one over {', '.join(OVER)}.")
    if over in PERIODS and days is not None:
        raise MatineeError(
            f"Titles of which each has {days} days of its own have no {over} together.", "Leave the days out."
        )
    if over == COUNTRIES and country is not None:
        raise MatineeError(f"{country} has no countries to add up.", "Leave the country out.")


def cut_up(periods: Periods, windows: Sequence[Opening], measured: Window) -> Iterator[tuple[str, list[Opening]]]:
    """The windows of each day or week, under the name of its first day.

    Raises:
        MatineeError: There are too many.
    """
    each = list(periods.between(measured.from_us, measured.to_us))
    if len(each) > MOST_PARTS:
        raise MatineeError(f"That are {len(each)} parts.", f"Ask for a time of {MOST_PARTS} at most.")
    for period in each:
        begin_us, end_us = max(period.from_us, measured.from_us), min(period.to_us, measured.to_us)
        yield (
            period.first_day.isoformat(),
            [window._replace(from_us=begin_us, to_us=end_us) for window in windows],
        )
