"""A chart as it is shown: what it is of, and its lines."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NamedTuple

from matinee import instants
from matinee.charts.rules import ChartRule
from matinee.store.history import Window
from matinee.units import MICROSECONDS_PER_HOUR


class Place(NamedTuple):
    """One line of a chart.

    Attributes:
        rank: 1 is the best.
        previous_rank: In the period before; None for a title that was not in the chart then.
        entry: "new entry", "re-entry"; None for one that was there before, and in the first period of all.
        title_id, title: The title, by its id and its name.
        hours: How long it was watched.
        views: Hours ÷ runtime; None where the runtime is unknown.
        reach: Households that watched it in the period and had started it by its end.
        runtime_s: Of what was released by the end of the period; None where it is unknown.
        periods_in_chart: In all, this one included.
        in_a_row: Of these, without a break up to this one.
        peak_rank: The best so far.
        periods_at_1: How often it led so far.
    """

    rank: int
    previous_rank: int | None
    entry: str | None
    title_id: str
    title: str
    hours: float
    views: float | None
    reach: int
    runtime_s: float | None
    periods_in_chart: int
    in_a_row: int
    peak_rank: int
    periods_at_1: int


def place_of(row: Mapping[str, Any], name: str) -> Place:
    """A line of a chart, from whole numbers: viewing_us, runtime_ms (None: unknown), and its standings."""
    runtime_ms = row["runtime_ms"]
    return Place(
        rank=row["rank"],
        previous_rank=row["previous_rank"],
        entry=row["entry"],
        title_id=row["title"],
        title=name,
        hours=row["viewing_us"] / MICROSECONDS_PER_HOUR,
        views=row["viewing_us"] / (runtime_ms * 1000) if runtime_ms else None,
        reach=row["reach"],
        runtime_s=runtime_ms / 1000 if runtime_ms else None,
        periods_in_chart=row["periods"],
        in_a_row=row["in_a_row"],
        peak_rank=row["peak_rank"],
        periods_at_1=row["periods_at_1"],
    )


class Edition(NamedTuple):
    """When a chart was published, and what was known then.

    Attributes:
        number: 1 for the first; a later one differs, and says why.
        published_at: When, ISO 8601.
        cut_off_at: Up to when what came in is counted, ISO 8601.
    """

    number: int
    published_at: str
    cut_off_at: str


@dataclass(frozen=True, kw_only=True)
class Chart:
    """A chart: who led in a period.

    Attributes:
        rule: What is ranked, and by what.
        period: "day" or "week".
        first_day, last_day: The days it covers, in its time zone.
        window: The same as instants.
        time_zone: Where its days begin.
        country: Where it was watched, or None for everywhere.
        by: What ranks.
        definition: The id of the definition by which reach counts.
        asked: How many places were asked for.
        places: The lines, best first.
        left_out: How many titles were watched in the period and cannot be ranked, since the catalogue does not
            know their runtime, kind or language.
        counted_to_us: Up to when viewing counts, where the period has not ended or the chart is as of then; else None.
        edition: Which edition it is; None for one that is worked out now.
    """

    rule: ChartRule
    period: str
    first_day: date
    last_day: date
    window: Window
    time_zone: str
    country: str | None
    by: str
    definition: str
    asked: int
    places: tuple[Place, ...]
    left_out: int = 0
    counted_to_us: int | None = None
    edition: Edition | None = None

    def as_dict(self) -> dict[str, Any]:
        """The chart as JSON has it: exact figures."""
        return {
            "chart": self.rule.id,
            "version": self.rule.version,
            "title": self.rule.title,
            "rule": replace(self.rule, by=self.by).in_words(),
            "source": self.rule.source,
            "period": self.period,
            "from": instants.show(self.window.from_us),
            "to": instants.show(self.window.to_us),
            "first_day": self.first_day.isoformat(),
            "last_day": self.last_day.isoformat(),
            "time_zone": self.time_zone,
            "country": self.country,
            "by": self.by,
            "definition": self.definition,
            "left_out": self.left_out,
            "counted_to": None if self.counted_to_us is None else instants.show(self.counted_to_us),
            "edition": None if self.edition is None else self.edition._asdict(),
            "places": [place._asdict() for place in self.places],
        }

    def to_json(self) -> str:
        """The chart as JSON."""
        return json.dumps(self.as_dict(), indent=2, ensure_ascii=False)

    def to_csv(self) -> str:
        """The chart as CSV, one title a line."""
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(Place._fields)
        writer.writerows(self.places)
        return text.getvalue()
