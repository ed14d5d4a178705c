"""Pictures of a report: one declaration each, drawn as SVG without a browser or a network.

The colours stay apart for colour-blind readers and in grey (Okabe and Ito, 2008).
"""

from __future__ import annotations

import json
from typing import NamedTuple

import altair as alt
import vl_convert

from matinee.metrics.dayparts import WEEKDAYS
from matinee.reports.report import Report
from matinee.units import Unit, show

BLUE, ORANGE, GREY = "#0072B2", "#E69F00", "#8a8a8a"
_WIDTH, _HEIGHT = 620, 220


class Picture(NamedTuple):
    """A picture: its title, its text for those who do not see it, and its Vega-Lite chart."""

    title: str
    alt: str
    chart: alt.Chart | alt.LayerChart

    def svg(self) -> str:
        """The picture as SVG, self-contained."""
        return str(vl_convert.vegalite_to_svg(json.dumps(self.chart.to_dict()), allowed_base_urls=[]))


def pictures(report: Report) -> list[Picture]:
    """The pictures of a report; none of what there is nothing to show of."""
    drawn = []
    if report.numbers["reach"].value:
        drawn.append(_days(report))
    if len(report.retention):
        drawn.append(_minutes(report))
    if len(report.dayparts):
        drawn.append(_hours(report))
    return drawn


def _days(report: Report) -> Picture:
    rows = []
    for row in report.daily.to_dicts():
        rows.append({"day": row["day"], "households": row["new_households"], "who": "new"})
        rows.append({"day": row["day"], "households": row["reach"] - row["new_households"], "who": "came back"})
    chart = (
        alt.Chart(alt.InlineData(values=rows))
        .mark_bar()
        .encode(
            x=alt.X("day:O", title="day since release", axis=alt.Axis(labelAngle=0, labelOverlap=True)),
            y=alt.Y("households:Q", title="households", axis=alt.Axis(format="~s")),
            color=_two("who", ["new", "came back"]),
            order=alt.Order("who:N", sort="descending"),
        )
    )
    first, last = report.daily["new_households"][0], report.daily["new_households"][-1]
    text = (
        f"Households that watched on each day: {first:,} new ones on day 1, {last:,} on day {len(report.daily)}; "
        "those that came back stand beside them."
    )
    return Picture("Households by day", text, _sized(chart))


def _minutes(report: Report) -> Picture:
    rows = []
    for row in report.retention.to_dicts():
        rows.append({"minute": row["minute"], "share": row["share"], "what": "watched"})
        rows.append({"minute": row["minute"], "share": row["rewatched"], "what": "watched again"})
    chart = (
        alt.Chart(alt.InlineData(values=rows))
        .mark_area()
        .encode(
            x=alt.X("minute:Q", title="minute of the content", scale=alt.Scale(nice=False)),
            y=alt.Y("share:Q", title="per starting household", stack=True, axis=alt.Axis(format="%")),
            color=_two("what", ["watched", "watched again"]),
            order=alt.Order("what:N"),
        )
    )
    shares = report.retention["share"]
    text = (
        f"Share of starting households that watched each minute: {show(shares[0], Unit.SHARE)} the first, "
        f"{show(shares[-1], Unit.SHARE)} the last; above it, how often it was watched again."
    )
    return Picture("Minute by minute", text, _sized(chart))


def _hours(report: Report) -> Picture:
    rows = [row | {"weekday": WEEKDAYS[row["weekday"]][:3]} for row in report.dayparts.to_dicts()]
    chart = (
        alt.Chart(alt.InlineData(values=rows))
        .mark_rect()
        .encode(
            x=alt.X("hour:O", title="local hour", axis=alt.Axis(labelAngle=0, grid=False)),
            y=alt.Y("weekday:O", title=None, sort=[day[:3] for day in WEEKDAYS], axis=alt.Axis(grid=False)),
            color=alt.Color("hours:Q", title="hours", scale=alt.Scale(scheme="cividis")),
        )
    )
    top = max(report.dayparts.to_dicts(), key=lambda row: row["hours"])
    text = f"Viewing by weekday and local hour: most on {WEEKDAYS[top['weekday']]} from {top['hour']}:00."
    return Picture("When it is watched", text, _sized(chart, height=170))


def _two(field: str, names: list[str]) -> alt.Color:
    return alt.Color(
        f"{field}:N",
        scale=alt.Scale(domain=names, range=[BLUE, ORANGE]),
        legend=alt.Legend(title=None, orient="top"),
    )


def _sized(chart: alt.Chart, height: int = _HEIGHT) -> alt.Chart:
    sized: alt.Chart = (
        chart.properties(width=_WIDTH, height=height)
        .configure(background="white", font="sans-serif")
        .configure_view(stroke=None)
        .configure_axis(grid=True, gridColor="#eeeeee", domainColor=GREY, tickColor=GREY, labelFontSize=11)
    )
    return sized
