"""Lines of several titles in one picture: by day, week, age or hour; in the colours of the charts of the house.

One declaration each, drawn without a browser or a network. Names stand beside the ends of their lines, moved apart
where they would lie on each other; a dashed line is the same title as in normal weeks. The colours stay apart in grey (Okabe and Ito, 2008).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt

from matinee.reports.chart_words import clean
from matinee.reports.pictures import BLUE, Picture

COLOURS = (BLUE, "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#7a5c00", "#6b2fc4")
_INK, _QUIET, _FAINT = "#1b1b1b", "#5c5c5c", "#d8d5d0"
_WIDTH, _HEIGHT, _BESIDE = 620, 240, 170
_GAP = 0.07
"""Names beside lines lie this share of the height apart at least."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """A line of a picture.

    Attributes:
        name: Of the title.
        place: Its place among the titles, which gives the colour.
        points: From left to right; None: nothing known there.
        adjusted: Whether it is the title as in normal weeks.
    """

    name: str
    place: int
    points: Sequence[tuple[float, float | None]]
    adjusted: bool = False


@dataclass(frozen=True, kw_only=True)
class Axes:
    """What is drawn against what.

    Attributes:
        title: Of the picture.
        below: What stands below it.
        across: Name of the axis from left to right.
        format: Of the figures, as D3 has it.
        marks: Whether each point is marked: where they are few.
        from_zero: Whether the figures begin at zero.
        level: A value at which a quiet line is drawn.
        ticks: Where the axis from left to right has its figures; none: wherever it fits.
    """

    title: str
    below: Sequence[str]
    across: str
    format: str = "~s"
    marks: bool = False
    from_zero: bool = True
    level: float | None = None
    ticks: Sequence[float] = ()


def lines_picture(axes: Axes, lines: Sequence[Line], words: str) -> Picture:
    """Lines as a picture.

    Args:
        axes: What is drawn against what.
        lines: The lines; those without a point are left out.
        words: The picture, read out.
    """
    return Picture(axes.title, clean(words), configured(lines_panel(axes, lines)))


def lines_panel(axes: Axes, lines: Sequence[Line]) -> Any:
    """Lines as a part of a larger picture."""
    rows: list[dict[str, Any]] = [
        {"x": x, "y": y, "name": clean(line.name), "colour": COLOURS[line.place], "line": number}
        | {"dash": [5, 4] if line.adjusted else [1, 0], "width": 1.5 if line.adjusted else 2.5}
        for number, line in enumerate(lines)
        for x, y in line.points
    ]
    known: list[float] = [row["y"] for row in rows if row["y"] is not None]
    of = alt.Chart(alt.InlineData(values=rows or [{"x": 0, "y": 0}]))
    top = max([*known, axes.level or 0.0]) or 1.0
    low = 0.0 if axes.from_zero else min(known, default=0.0)
    first, last = min([row["x"] for row in rows] or [0]), max([row["x"] for row in rows] or [1])
    scale = alt.Scale(domain=[low * 0.95, top * 1.06], nice=False)
    ticks = {"values": list(axes.ticks)} if axes.ticks else {"tickMinStep": 1}
    across = alt.Axis(grid=False, format="d", **ticks)
    x = alt.X("x:Q", title=axes.across, scale=alt.Scale(domain=[first, max(last, first + 1)], nice=False), axis=across)
    up = alt.Axis(format=axes.format, gridColor=_FAINT, domain=False, ticks=False, tickCount=5)
    y = alt.Y("y:Q", title=None, scale=scale, axis=up)
    layers: list[alt.Chart] = []
    if axes.level is not None:
        rule = alt.Chart(alt.InlineData(values=[{"y": axes.level}]))
        layers.append(rule.mark_rule(color=_QUIET, strokeDash=[2, 3]).encode(y=y))
    if rows:
        colour = alt.Color("colour:N", scale=None)
        layers.append(
            of.mark_line(opacity=1).encode(
                x,
                y,
                colour,
                alt.StrokeDash("dash:N", scale=None),
                alt.StrokeWidth("width:Q", scale=None),
                detail="line:N",
            )
        )
        if axes.marks:
            layers.append(of.mark_circle(size=55, opacity=1).encode(x, y, colour))
    for name, place, value in _beside(lines, top * 1.06 - low * 0.95):
        text = alt.Chart(alt.InlineData(values=[{"y": value, "words": name}]))
        mark = text.mark_text(align="left", dx=8, fontSize=12, fontWeight="bold", color=COLOURS[place], limit=_BESIDE)
        layers.append(mark.encode(x=alt.value(_WIDTH), y=y, text="words:N"))
    heading = alt.TitleParams(
        axes.title, subtitle=list(axes.below), anchor="start", fontSize=15, subtitleFontSize=12, subtitleColor=_QUIET, color=_INK,
        offset=10, subtitlePadding=5, frame="group", limit=_WIDTH + _BESIDE,
    )  # fmt: skip
    drawn: Any = alt.layer(*layers or [of.mark_point(opacity=0).encode(x, y)]).properties(
        width=_WIDTH, height=_HEIGHT, title=heading
    )
    return drawn  # a layered chart, for which Altair has no one type


def configured(drawn: Any) -> Any:  # any chart of Altair
    """A picture with the letters and colours of the house."""
    return (
        drawn.properties(padding={"left": 16, "right": _BESIDE, "top": 16, "bottom": 16})
        .configure(background="white", font="sans-serif")
        .configure_view(stroke=None)
        .configure_axis(
            labelFontSize=12,
            labelColor=_QUIET,
            titleColor=_QUIET,
            titleFontWeight="normal",
            domainColor=_FAINT,
            tickColor=_FAINT,
        )
    )


def _beside(lines: Sequence[Line], height: float) -> list[tuple[str, int, float]]:
    """The names beside the ends of lines, from the lowest up, moved apart."""
    ends: dict[int, tuple[str, float]] = {}
    for line in lines:
        known = [y for _, y in line.points if y is not None]
        if known and not line.adjusted:
            ends[line.place] = clean(line.name), known[-1]
    told: list[tuple[str, int, float]] = []
    for place, (name, end) in sorted(ends.items(), key=lambda one: one[1][1]):
        least = told[-1][2] + _GAP * height if told else end
        told.append((name, place, max(end, least)))
    return told
