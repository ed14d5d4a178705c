"""Pictures of the evidence: where a title stands among the slate, and what its sequel would reach."""

from __future__ import annotations

from typing import Any

import altair as alt

from matinee.reports.chart_words import clean
from matinee.reports.pictures import Picture
from matinee.reports.projection_pictures import BANDS
from matinee.sequel.evidence import Evidence
from matinee.sequel.lines import configured
from matinee.units import Unit, show

_INK, _QUIET, _FAINT, _MIDDLE, _ASKED = "#1b1b1b", "#5c5c5c", "#d8d5d0", "#003f66", "#a04000"
_WIDTH, _ROW = 560, 44


def standing_picture(made: Evidence) -> Picture | None:
    """By figure, the share of the slate that lies below the title, and where that lies 80 times in 100; None without a slate."""
    rows = [
        {
            "figure": one.title,
            "percentile": one.percentile,
            "low": one.from_percentile,
            "high": one.to_percentile,
            "value": show(one.value, one.unit),
        }
        for one in made.standings
        if one.percentile is not None
    ]
    if not rows:
        return None
    of = alt.Chart(alt.InlineData(values=rows))
    row = alt.Y("figure:N", title=None, sort=None, axis=alt.Axis(ticks=False, domain=False, labelColor=_INK))
    axis = alt.Axis(format=".0%", gridColor=_FAINT, tickCount=5)
    share = alt.X("low:Q", title="of the slate lie below", scale=alt.Scale(domain=[0, 1]), axis=axis)
    half = alt.Chart(alt.InlineData(values=[{"low": 0.5}])).mark_rule(color=_QUIET, strokeDash=[2, 3]).encode(share)
    layers = [
        of.mark_bar(color=BANDS[80], height=14).encode(share, row, x2="high"),
        half,
        of.mark_point(color=_INK, size=130, filled=True, opacity=1, shape="diamond").encode(
            alt.X("percentile:Q", title="of the slate lie below"), row
        ),
        of.mark_text(align="left", dx=8, fontSize=12, fontWeight="bold", color=_INK).encode(
            x=alt.value(_WIDTH), y=row, text="value:N"
        ),
    ]
    title = "Where it stands among the slate"
    words = [f"{one['figure']}: {one['value']}, above {one['percentile']:.0%}, {one['low']:.0%} to {one['high']:.0%}." for one in rows]  # fmt: skip
    below = f"Diamond: this title. Bar: 80 times in 100. {made.slate[0].upper()}{made.slate[1:]}."
    return Picture(title, clean(f"{title}. {' '.join(words)}"), _framed(alt.layer(*layers), title, below, _ROW * len(rows)))  # fmt: skip


def estimate_picture(made: Evidence) -> Picture | None:
    """The reach of a sequel: its middle and its ranges, beside this title and the middle one of the slate; None where it is not told."""
    told = made.estimate
    if told is None:
        return None
    rows = [
        {"row": "a sequel", "level": level, "low": ends.low, "high": ends.high}
        for level, ends in sorted(told.intervals.items(), reverse=True)
    ]
    most = max(told.intervals[80].high, told.reach_first) * 1.05
    scale = alt.Scale(domain=[0, most], nice=False)
    axis = alt.Axis(format="~s", gridColor=_FAINT, tickCount=6)
    name = f"households in the first {made.days} days"
    of = alt.Chart(alt.InlineData(values=rows))
    share = alt.X("low:Q", title=name, scale=scale, axis=axis)
    row = alt.Y("row:N", title=None, axis=alt.Axis(ticks=False, domain=False, labels=False))
    layers: list[Any] = [
        of.transform_filter(alt.datum.level == level).mark_bar(color=BANDS[level], height=height).encode(share, row, x2="high")
        for level, height in ((80, 26), (50, 26))
    ]  # fmt: skip
    middle = alt.Chart(alt.InlineData(values=[{"row": "a sequel", "low": told.median}]))
    layers.append(middle.mark_tick(color=_MIDDLE, thickness=3, size=34).encode(share, row))
    marks = [("this title", told.reach_first, _INK)]
    if made.median_reach is not None:
        marks.append(("middle of the slate", made.median_reach, _ASKED))
    for words, value, colour in marks:
        mark = alt.Chart(alt.InlineData(values=[{"low": value, "words": f"{words} {value:,.0f}"}]))
        layers.append(mark.mark_rule(color=colour, strokeDash=[5, 4], strokeWidth=1.5).encode(share))
        near = value > 0.75 * most
        layers.append(
            mark.mark_text(
                align="right" if near else "left", dx=-6 if near else 6, dy=-42, fontSize=12, fontWeight="bold", color=colour
            ).encode(share, text="words:N")
        )  # fmt: skip
    title = "What a sequel would reach"
    eighty, fifty = told.intervals[80], told.intervals[50]
    below = (
        f"Line: the middle, {show(round(told.median), Unit.HOUSEHOLDS)}. Dark: 50 times in 100, {_ends(fifty.low, fifty.high)}. "
        f"Light: 80 times in 100, {_ends(eighty.low, eighty.high)}."
    )
    return Picture(title, clean(f"{title}. {below}"), _framed(alt.layer(*layers), title, below, 100))


def _ends(low: float, high: float) -> str:
    return f"{round(low):,} to {round(high):,}"


def _framed(drawn: alt.LayerChart | alt.FacetChart, title: str, below: str, height: int) -> Any:  # as Altair has it
    heading = alt.TitleParams(
        title, subtitle=clean(below), anchor="start", fontSize=15, subtitleFontSize=12, subtitleColor=_QUIET, color=_INK,
        offset=12, subtitlePadding=5, frame="group", limit=_WIDTH + 200,
    )  # fmt: skip
    return configured(drawn.properties(width=_WIDTH, height=height, title=heading))
