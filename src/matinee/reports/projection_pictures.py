"""Pictures of a projection and of a hold: the fan of what may come, and the title beside its like.

One declaration each, drawn as SVG, PNG or PDF without a browser or a network. The bands grow darker towards the middle, so
that they stay apart in grey; what a line says is written beside it. In a page the letters take the page's colours
(`projection.css`); a picture that is saved has a white ground.
"""

from __future__ import annotations

from typing import Any

import altair as alt

from matinee.projection.own_answers import TitleHold, TitleProjection
from matinee.reports.chart_words import clean
from matinee.reports.hold_text import hold_words
from matinee.reports.pictures import Picture
from matinee.reports.projection_tables import chance_of, told_chance
from matinee.reports.projection_text import heading
from matinee.units import Unit, show, some

BANDS = {95: "#d3e5f2", 80: "#9cc7e4", 50: "#4f9acb"}
"""By level, from the widest; each darker than the last."""
_INK, _QUIET, _FAINT, _MIDDLE, _ASKED = "#1b1b1b", "#5c5c5c", "#d8d5d0", "#003f66", "#a04000"
_WIDTH, _HEIGHT, _BESIDE, _ROW = 640, 300, 130, 56


def fan_picture(made: TitleProjection) -> Picture:
    """Households by day: counted so far, the median to come in bands of 50, 80 and 95 times in 100, and the number asked for."""
    told = made.projection
    bands = _bands(made)
    lines = [{"day": day, "households": count} for day, count in enumerate(made.so_far, start=1)]
    middle = [{"day": told.at, "households": told.counted}]
    middle += [{"day": one.day, "households": one.median} for one in told.path]
    most = max([*(row["high"] for row in bands), told.median, made.passing or 0.0, 1.0])
    day = alt.X(
        "day:Q",
        title="days since the release",
        scale=alt.Scale(domain=[1, max(told.days, 2)], nice=False),
        axis=alt.Axis(grid=False, tickMinStep=1, format="d"),
    )
    scale = alt.Scale(domain=[0, most * 1.04], nice=False)
    axis = alt.Axis(format=",.0f", gridColor=_FAINT, domain=False, ticks=False, tickCount=5)
    count = alt.Y("households:Q", title=None, scale=scale, axis=axis)
    layers: list[alt.Chart] = []
    if bands:
        named = [_named(level) for level in BANDS if any(row["level"] == _named(level) for row in bands)]
        colours = [colour for level, colour in BANDS.items() if _named(level) in named]
        legend = alt.Legend(title=None, orient="top", symbolType="square", symbolOpacity=1, columnPadding=30)
        colour = alt.Color("level:N", scale=alt.Scale(domain=named, range=colours), legend=legend)
        for name in named:
            rows = [row for row in bands if row["level"] == name]
            of = alt.Chart(alt.InlineData(values=rows)).mark_area(opacity=1)
            layers.append(of.encode(day, alt.Y("low:Q", title=None, scale=scale, axis=axis), alt.Y2("high"), colour))
    layers.append(_line(middle, _MIDDLE, 2.5).encode(day, count))
    layers.append(_line(lines, _INK, 3).encode(day, count))
    layers.append(
        alt.Chart(alt.InlineData(values=lines[-1:])).mark_circle(color=_INK, size=70, opacity=1).encode(day, count)
    )
    if made.passing is not None:
        asked = [{"day": one, "households": made.passing} for one in (1, max(told.days, 2))]
        layers.append(_line(asked, _ASKED, 2, [7, 5]).encode(day, count))
    for words, place, ink in _beside(made, most):
        text = alt.Chart(alt.InlineData(values=[{"households": place, "words": words}]))
        mark = text.mark_text(align="left", dx=8, fontSize=12, color=ink, fontWeight="bold", limit=_BESIDE)
        layers.append(mark.encode(x=alt.value(_WIDTH), y=count, text="words:N"))
    title = clean(heading(made))
    return Picture(title, _fan_in_words(made), _framed(alt.layer(*layers), title, _fan_lines(made), _HEIGHT, right=40))


def hold_picture(found: TitleHold) -> Picture:
    """By measure, the title's hold beside the range of its like, 80 in 100 of them, and their middle."""
    told = found.hold
    rows: list[dict[str, Any]] = [
        {"measure": one.measure, "hold": one.hold, "low": one.low, "high": one.high, "median": one.median}
        for one in told.readings
    ]
    of = alt.Chart(alt.InlineData(values=rows or [{"measure": told.state}]))
    row = alt.Y("measure:N", title=None, sort=None, axis=alt.Axis(labelFontSize=13, ticks=False, domain=False))
    layers = [of.mark_text(align="left", fontSize=13, color=_INK).encode(x=alt.value(0), y=row, text="measure:N")]
    if rows:
        most = max(max(row["hold"], row["high"]) for row in rows)
        axis = alt.Axis(format="%", gridColor=_FAINT, tickCount=6)
        name = "what a week brings, of what the week before brought"
        share = alt.X("low:Q", title=name, scale=alt.Scale(domain=[0, most * 1.08], nice=False), axis=axis)
        layers = [
            of.mark_bar(color=BANDS[80], height=16).encode(share, row, x2="high"),
            of.mark_tick(color=_MIDDLE, thickness=3, size=26).encode(alt.X("median:Q", title=name), row),
            of.mark_point(color=_INK, size=150, filled=True, opacity=1, shape="diamond").encode(
                alt.X("hold:Q", title=name), row
            ),
        ]
    title = f"{clean(found.title.name)}: hold by day {told.day}"
    words = _hold_in_words(found)
    return Picture(
        title, words, _framed(alt.layer(*layers), title, [_hold_key(found)], _ROW * max(1, len(rows)), left=40)
    )


def typical_picture(found: TitleHold) -> Picture | None:
    """Reach by day beside the middle half of the service's titles of its kind at the same age; None where there is no band."""
    told = found.typical
    if told is None or not found.so_far:
        return None
    rows = [
        {"day": day, "low": low, "median": median, "high": high}
        for day, (low, median, high) in enumerate(zip(told.low, told.median, told.high, strict=True), start=1)
    ]
    lines = [{"day": day, "households": count} for day, count in enumerate(found.so_far, start=1)]
    most = max(*told.high, *found.so_far, 1.0)
    day = alt.X(
        "day:Q",
        title="days since the release",
        scale=alt.Scale(domain=[1, max(len(rows), 2)], nice=False),
        axis=alt.Axis(grid=False, tickMinStep=1, format="d"),
    )
    scale = alt.Scale(domain=[0, most * 1.04], nice=False)
    axis = alt.Axis(format=",.0f", gridColor=_FAINT, domain=False, ticks=False, tickCount=5)
    low, count = (alt.Y(f"{name}:Q", title=None, scale=scale, axis=axis) for name in ("low", "households"))
    middle = [{"day": row["day"], "households": row["median"]} for row in rows]
    of = alt.Chart(alt.InlineData(values=rows))
    layers = [
        of.mark_area(color=BANDS[95], opacity=1).encode(day, low, alt.Y2("high")),
        _line(middle, BANDS[50], 1.5, [4, 3]).encode(day, count),
        _line(lines, _INK, 3).encode(day, count),
    ]
    kind = "titles" if told.kind is None else f"{told.kind}s"
    at = len(found.so_far)
    mine, below, above = found.so_far[-1], told.low[at - 1], told.high[at - 1]
    place = "above" if mine > above else "below" if mine < below else "within"
    says = f"On day {at}: {mine:,.0f} households, {place} the middle half of {told.titles:,} {kind}, {below:,.0f} to {above:,.0f}."
    title = f"{clean(found.title.name)}: reach beside what is typical"
    key = f"Line: this title. Band: half of the {kind} at the same age; dashes: their middle. Counted by {found.definition.id}."
    return Picture(title, f"{title}. {says}", _framed(alt.layer(*layers), title, [says, key], 240, right=40))


def _bands(made: TitleProjection) -> list[dict[str, Any]]:
    told = made.projection
    levels = [level for level in BANDS if told.intervals[level] is not None and told.path]
    rows: list[dict[str, Any]] = []
    for level in levels:
        rows.append({"day": told.at, "level": _named(level), "low": told.counted, "high": told.counted})
        for day in told.path:
            rows += [
                {"day": day.day, "level": _named(level), "low": one.low, "high": one.high}
                for one in day.intervals
                if one.level == level
            ]
    return rows


def _named(level: int) -> str:
    return f"{level} times in 100"


def _line(rows: list[dict[str, Any]], colour: str, width: float, dash: list[int] | None = None) -> alt.Chart:
    of = alt.Chart(alt.InlineData(values=rows))
    line: alt.Chart = of.mark_line(color=colour, strokeWidth=width, strokeDash=dash or alt.Undefined)
    return line


def _beside(made: TitleProjection, most: float) -> list[tuple[str, float, str]]:
    """The words beside the ends of the lines, moved apart where they would lie on each other."""
    told = made.projection
    name = "counted" if told.state == "closed" else "expected"
    words = [(f"{round(told.median):,} {name}", told.median, _MIDDLE)]
    if made.passing is not None:
        words.append((f"{made.passing:,.0f} {'asked for' if made.record is None else 'record'}", made.passing, _ASKED))
        gap = 0.06 * most
        if abs(made.passing - told.median) < gap:
            up = 1 if made.passing >= told.median else -1
            words[1] = (words[1][0], told.median + up * gap, _ASKED)
    return words


def _fan_lines(made: TitleProjection) -> list[str]:
    """What stands below the title of a fan."""
    told = made.projection
    lines = [f"{show(told.counted, Unit.HOUSEHOLDS)} counted in {some(told.at, 'day')}."]
    interval = told.intervals[80]
    if told.state != "closed" and interval is not None:
        ends = f"{round(interval.low):,} to {round(interval.high):,}"
        lines[0] += f" {round(told.median):,} expected in {some(told.days, 'day')}, 80 times in 100 {ends}."
    if made.passing is not None:
        lines.append(f"{chance_of(made)}: {told_chance(made)}.")
    rests = f" {some(told.rests_on.closed_titles, 'closed title')}." if told.state != "closed" else ""
    lines.append(
        f"{told.state[0].upper()}{told.state[1:]}.{rests} Counted by {made.definition.id}. Released {told.released_on}."
    )
    return lines


def _fan_in_words(made: TitleProjection) -> str:
    """The picture, read out."""
    told = made.projection
    said = [clean(heading(made)) + ".", *_fan_lines(made)]
    for level in (50, 95):
        interval = told.intervals[level]
        if told.state != "closed":
            ends = "refused" if interval is None else f"{round(interval.low):,} to {round(interval.high):,}"
            said.append(f"{_named(level)}: {ends}.")
    return " ".join(said)


def _hold_key(found: TitleHold) -> str:
    by = f"of {some(found.hold.compared, 'title')} of its like" if found.hold.readings else "nothing to compare yet"
    return (
        f"Diamond: this title. Bar: eight in ten {by}; line: their middle." if found.hold.readings else by.capitalize()
    )


def _hold_in_words(found: TitleHold) -> str:
    told = found.hold
    said = [clean(hold_words(found))]
    for one in told.readings:
        hold, median, low, high = (show(value, Unit.SHARE) for value in (one.hold, one.median, one.low, one.high))
        said.append(f"{one.measure}: {hold}; its like {median}, from {low} to {high}.")
    return " ".join(said)


def _framed(
    drawn: alt.LayerChart | alt.FacetChart, title: str, below: list[str], height: int, *, left: int = 0, right: int = 0
) -> alt.LayerChart:
    """A picture with its title, and room at its sides for letters that are wider with the reader than here."""
    padding = {"left": 16 + left, "right": 16 + right, "top": 16, "bottom": 16}
    heading = alt.TitleParams(
        title, subtitle=below, anchor="start", fontSize=18, subtitleFontSize=12, subtitleColor=_QUIET, color=_INK,
        offset=12, subtitlePadding=6, frame="group", limit=_WIDTH + _BESIDE,
    )  # fmt: skip
    framed: alt.LayerChart = (
        drawn.properties(width=_WIDTH, height=height, title=heading, padding=padding)
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
        .configure_legend(labelFontSize=12, labelColor=_QUIET)
    )
    return framed
