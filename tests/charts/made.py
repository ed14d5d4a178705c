"""Charts of our own, made by hand."""

from __future__ import annotations

from datetime import date

from matinee.charts.chart import Chart, Place
from matinee.charts.rules import find_rule
from matinee.periods import Periods
from matinee.store.history import Window


def place(rank, title, **other):
    """A place: as by default, new in the first period of all."""
    usual = {"previous_rank": None, "entry": None, "hours": 1000.0, "views": 500.0, "reach": 300, "runtime_s": 7200.0}
    counted = {"periods_in_chart": 1, "in_a_row": 1, "peak_rank": rank, "periods_at_1": int(rank == 1)}
    return Place(rank=rank, title=title, **{"title_id": title} | usual | counted | other)


def week(monday, *places, chart="all", **other):
    """A chart of the week that begins on a day."""
    return _chart("week", monday, places, chart, other)


def day(on, *places, chart="all", **other):
    """A chart of a day."""
    return _chart("day", on, places, chart, other)


def _chart(period, first_day, places, chart, other):
    rule = find_rule(chart)
    zone = other.pop("time_zone", rule.time_zone or "UTC")
    of = Periods(period, zone, rule.week_starts).of(date.fromisoformat(first_day))
    usual = {"country": None, "by": rule.by, "definition": "netflix.chose.2020", "asked": 10}
    return Chart(
        rule=rule, period=period, first_day=of.first_day, last_day=of.last_day,
        window=Window(of.from_us, of.to_us), time_zone=zone, places=places, **usual | other,
    )  # fmt: skip
