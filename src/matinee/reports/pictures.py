"""Pictures of a report: one declaration each, drawn as SVG without a browser or a network.

The colours stay apart for colour-blind readers and in grey (Okabe and Ito, 2008).
"""

from __future__ import annotations

import json
from typing import Any, NamedTuple, TypeVar

import altair as alt
import vl_convert

from matinee.metrics.dayparts import WEEKDAYS
from matinee.metrics.week import Days
from matinee.reports.report import Report
from matinee.units import Unit, show

BLUE, ORANGE, GREY = "#0072B2", "#E69F00", "#8a8a8a"
_WIDTH, _HEIGHT = 620, 220
T = TypeVar("T", alt.Chart, alt.LayerChart)


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
    if "rewatches_by_gap" in report.curves and any(report.curves["rewatches_by_gap"]["rewatches"]):
        drawn.append(_gaps(report))
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
    rows = [
        {"from": row["hour"], "to": row["hour"] + 1, "above": row["weekday"], "below": row["weekday"] + 1}
        | {"hours": row["hours"]}
        for row in report.dayparts.to_dicts()
    ]
    school = [part for part in report.asked.week.dayparts_in(report.country) if part.days is Days.SCHOOL]
    bands: list[dict[str, Any]] = [
        {"from": part.from_minute / 60, "to": part.to_minute / 60, "above": 0, "below": 5, "name": part.name}
        for part in school
    ]
    names = json.dumps([day[:3] for day in WEEKDAYS])
    hour = alt.X(
        "from:Q",
        title="local hour",
        scale=alt.Scale(domain=[0, 24], nice=False),
        axis=alt.Axis(grid=False, values=list(range(0, 24, 3)), format="d"),
    )
    weekday = alt.Y(
        "above:Q",
        title=None,
        scale=alt.Scale(domain=[7, -0.8 if bands else 0], nice=False),
        axis=alt.Axis(
            grid=False,
            values=[day + 0.5 for day in range(7)],
            labelExpr=f"{names}[floor(datum.value)]",
            ticks=False,
            domain=False,
        ),
    )
    colour = alt.Color("hours:Q", title="hours", scale=alt.Scale(scheme="cividis"))
    layers = [alt.Chart(alt.InlineData(values=rows)).mark_rect().encode(hour, weekday, colour, x2="to", y2="below")]
    if bands:
        of = alt.Chart(alt.InlineData(values=bands))
        layers.append(
            of.mark_rect(fillOpacity=0, stroke=ORANGE, strokeWidth=2.5).encode(hour, weekday, x2="to", y2="below")
        )
        layers.append(
            of.mark_text(align="left", baseline="bottom", dy=-3, fontSize=11).encode(hour, weekday, text="name:N")
        )
    top = max(report.dayparts.to_dicts(), key=lambda row: row["hours"])
    text = f"Viewing by weekday and local hour: most on {WEEKDAYS[top['weekday']]} from {top['hour']}:00."
    if bands:
        text += f" Framed on Monday to Friday: {', '.join(band['name'] for band in bands)}."
    return Picture("When it is watched", text, _sized(_over(*layers), height=190))


def _gaps(report: Report) -> Picture:
    rows = report.curves["rewatches_by_gap"].to_dicts()
    names = {"same day": "within 24 hours", "week": "within 7 days", "later": "later"}
    shown = [
        {"gap": names[row["gap"]], "rewatches": row["rewatches"], "text": show(row["rewatches"], Unit.COMPLETIONS)}
        for row in rows
    ]
    of = alt.Chart(alt.InlineData(values=shown))
    gap = alt.Y("gap:N", title=None, sort=None, axis=alt.Axis(labelFontSize=12, ticks=False, domain=False))
    count = alt.X("rewatches:Q", title="rewatches", axis=alt.Axis(format="~s", tickMinStep=1, tickCount=6))
    chart = _over(
        of.mark_bar(color=ORANGE, height=20).encode(x=count, y=gap),
        of.mark_text(align="left", dx=5, fontSize=11).encode(x=count, y=gap, text="text:N"),
    )
    told = ", ".join(f"{row['text']} {row['gap']}" for row in shown)
    text = f"How soon after a completion the same household completed it again: {told}."
    return Picture("How soon it is watched again", text, _sized(chart, height=90))


def _over(*layers: alt.Chart) -> alt.LayerChart:
    return alt.LayerChart(layer=list(layers))


def _two(field: str, names: list[str]) -> alt.Color:
    return alt.Color(
        f"{field}:N",
        scale=alt.Scale(domain=names, range=[BLUE, ORANGE]),
        legend=alt.Legend(title=None, orient="top"),
    )


def _sized(chart: T, height: int = _HEIGHT) -> T:
    sized: T = (
        chart.properties(width=_WIDTH, height=height)
        .configure(background="white", font="sans-serif")
        .configure_view(stroke=None)
        .configure_axis(grid=True, gridColor="#eeeeee", domainColor=GREY, tickColor=GREY, labelFontSize=11)
    )
    return sized
