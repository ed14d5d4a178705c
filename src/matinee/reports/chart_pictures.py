"""Pictures of a chart: its figures as bars, and its ranks over the last periods as lines.

One declaration each, drawn as SVG, PNG or PDF without a browser or a network. What a colour
says is written beside it too, and the colours stay apart in grey (Okabe and Ito, 2008). In
an SVG names are text, shown in the reader's fonts; PNG and PDF need fonts with the letters of
the names on the machine that draws, or show boxes in their place.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import altair as alt
import pyarrow as pa
import vl_convert
from markupsafe import escape

from matinee.charts.chart import Chart, Place
from matinee.errors import MatineeError
from matinee.periods import LENGTHS
from matinee.reports.chart_words import UNITS, change, clean, counted_to, figure_of, nothing, plain, published, subject
from matinee.reports.pictures import BLUE, Picture

MOST_BARS = 100
"""How many titles a picture of bars holds; a longer one nobody can look at, and few programs open."""
MOST_PERIODS = 12
"""How many periods a picture of ranks goes back."""
MOST_LINES = 10
"""How many titles a picture of ranks follows; more cannot be told apart."""

_BLACK, _QUIET, _FAINT = "#1b1b1b", "#5c5c5c", "#d8d5d0"
_WIDTH, _ROW, _STEP, _NAME = 640, 44, 52, 230
_COLOURS = (BLUE, "#D55E00", "#009E73", "#CC79A7", _BLACK, "#E69F00", "#56B4E9", "#7a5c00", "#999999", "#6b2fc4")
_LIGHT = ("#CC79A7", "#E69F00", "#56B4E9", "#999999")
_DASHES = ([1, 0], [6, 3])


def chart_picture(chart: Chart) -> Picture:
    """The titles of a chart as horizontal bars of the figure that ranks, with rank, change and name.

    Raises:
        MatineeError: It has more titles than a picture can hold.
    """
    if len(chart.places) > MOST_BARS:
        raise MatineeError(
            f"A picture of {len(chart.places):,} places is too long to look at.",
            f"Ask for {MOST_BARS} places or fewer.",
        )
    most = max((figure_of(place, chart.by) or 0 for place in chart.places), default=0)
    rows = [
        {
            "row": row,
            "rank": str(place.rank),
            "change": change(place, chart.period).sign,
            "name": clean(place.title),
            "figure": figure_of(place, chart.by) or 0,
            "shown": plain(figure_of(place, chart.by)),
        }
        for row, place in enumerate(chart.places)
    ]
    of = alt.Chart(alt.InlineData(values=rows or [{"row": 0, "name": nothing(chart)}]))
    row = alt.Y("row:O", axis=None, scale=alt.Scale(paddingInner=0, paddingOuter=0))
    length = alt.X("figure:Q", axis=None, scale=alt.Scale(domain=[0, (most or 1) * 1.25], range=[70, _WIDTH]))
    indent = 70 if rows else 0
    name = of.mark_text(align="left", dx=indent, dy=-9, fontSize=14, limit=_WIDTH - 70, color=_BLACK)
    layers = [name.encode(x=alt.value(0), y=row, text="name:N")]
    if rows:
        bar = of.mark_bar(color=BLUE, height=9, yOffset=8)
        shown = of.mark_text(align="left", dx=6, dy=8, fontSize=13, fontWeight="bold", color=_BLACK)
        rank = of.mark_text(align="right", dx=26, fontSize=20, fontWeight="bold", color=_BLACK)
        changed = of.mark_text(align="left", dx=33, fontSize=11, color=_QUIET)
        layers = [
            bar.encode(x=length, x2=alt.datum(0), y=row),
            *layers,
            shown.encode(x=length, y=row, text="shown:N"),
            rank.encode(x=alt.value(0), y=row, text="rank:N"),
            changed.encode(x=alt.value(0), y=row, text="change:N"),
        ]
    return Picture(_title(chart), _in_words(chart), _framed(alt.layer(*layers), chart, _ROW * max(1, len(rows))))


def ranks_picture(chart: Chart, lists: pa.Table) -> Picture:
    """The ranks that the titles of a chart had in its last periods, as lines that cross.

    Args:
        chart: Of its best titles, ten at most, the ranks are shown.
        lists: The list of each period, as `matinee.charts.top10.lists_until` gives it.
    """
    followed = chart.places[:MOST_LINES]
    rows = list(_rows(chart, followed, lists))
    periods = [_day(chart, back) for back in range(max((row["back"] for row in rows), default=0), -1, -1)]
    deepest = max((row["rank"] for row in rows), default=1)
    of = alt.Chart(alt.InlineData(values=rows))
    axis = alt.Axis(
        labelAngle=0, grid=False, ticks=False, labelColor=_QUIET, titleColor=_QUIET, titleFontWeight="normal"
    )
    begins = "weeks from" if chart.period == "week" else None
    when = alt.X("period:O", title=begins, scale=alt.Scale(domain=periods), axis=axis)
    rank = alt.Y(
        "rank:Q",
        title=None,
        scale=alt.Scale(domain=[deepest + 0.5, 0.5], nice=False, zero=False),
        axis=alt.Axis(values=list(range(1, deepest + 1)), gridColor=_FAINT, ticks=False, domain=False, labels=False),
    )
    colour, dash = alt.Color("colour:N", scale=None), alt.StrokeDash("dash:N", scale=None)
    line = of.mark_line(strokeWidth=3, interpolate="monotone").encode(when, rank, colour, dash, detail="run:N")
    dot = of.mark_circle(size=260, opacity=1).encode(when, rank, colour)
    number = of.mark_text(fontSize=10, fontWeight="bold").encode(
        when, rank, alt.Color("ink:N", scale=None), text="rank:Q"
    )
    name = (
        of.mark_text(align="left", dx=28, fontSize=13, limit=_NAME, color=_BLACK)
        .transform_filter(alt.datum.back == 0)
        .encode(when, rank, text="name:N")
    )
    drawn = alt.layer(line, dot, number, name)
    told = " ".join(_told(place, rows) for place in followed) or nothing(chart)
    words = f"Ranks by {chart.period}, from {periods[0]}. {told}"
    width = _STEP * len(periods)
    title = f"{_title(chart)}: ranks, {chart.period} by {chart.period}"
    return Picture(title, words, _framed(drawn, chart, 30 * deepest, width, title))


def save_picture(chart: Chart, path: Path) -> None:
    """Write the bars of a chart as SVG, PNG or PDF, by the file's suffix.

    Raises:
        MatineeError: The file has another suffix, or cannot be written.
    """
    write_picture(chart_picture(chart), path)


def write_picture(picture: Picture, path: Path) -> None:
    """Write a picture as SVG, PNG or PDF, by the file's suffix.

    Raises:
        MatineeError: The file has another suffix, or cannot be written.
    """
    draw = _WRITERS.get(path.suffix.lower())
    if draw is None:
        raise MatineeError(
            f"{path} is no picture that can be written: its name ends in {path.suffix or 'nothing'}.",
            "Let it end in .svg, .png or .pdf.",
        )
    drawn = draw(picture)
    try:
        path.write_bytes(drawn)
    except OSError as problem:
        raise MatineeError(f"{path} cannot be written: {problem.strerror}.", "Name another file.") from None


def _svg(picture: Picture) -> bytes:
    """The SVG, with the words of the picture for those who do not see it."""
    told = f"<title>{escape(picture.title)}</title><desc>{escape(picture.alt)}</desc>"
    opening, drawn = picture.svg().split(">", 1)
    return f'{opening} role="img" aria-label="{escape(picture.alt)}">{told}{drawn}'.encode()


def _png(picture: Picture) -> bytes:
    spec = json.dumps(picture.chart.to_dict())
    return bytes(vl_convert.vegalite_to_png(spec, scale=2, allowed_base_urls=[]))


def _pdf(picture: Picture) -> bytes:
    return bytes(vl_convert.vegalite_to_pdf(json.dumps(picture.chart.to_dict()), allowed_base_urls=[]))


_WRITERS: dict[str, Callable[[Picture], bytes]] = {".svg": _svg, ".png": _png, ".pdf": _pdf}


def _title(chart: Chart) -> str:
    return clean(chart.rule.title)


def _framed(
    drawn: alt.LayerChart | alt.FacetChart, chart: Chart, height: int, width: int = _WIDTH, title: str | None = None
) -> alt.LayerChart:
    """A picture with its title, and below that what it is of and which edition."""
    heading = alt.TitleParams(
        title or _title(chart), subtitle=[subject(chart), _small_print(chart)], anchor="start", fontSize=20, subtitleFontSize=13,
        subtitleColor=_QUIET, color=_BLACK, offset=14, subtitlePadding=6, frame="group",
    )  # fmt: skip
    framed: alt.LayerChart = (
        drawn.properties(width=width, height=height, title=heading, padding=20)
        .configure(background="white", font="sans-serif")
        .configure_view(stroke=None)
        .configure_axis(labelFontSize=12, domainColor=_FAINT)
    )
    return framed


def _small_print(chart: Chart) -> str:
    """What a picture says of its figures, in a line."""
    by = f" by {chart.definition}" if chart.by == "reach" else ""
    parts = [
        f"{UNITS[chart.by]}{by}",
        f"days begin at midnight, {chart.time_zone}",
        counted_to(chart),
        published(chart),
    ]
    return " ".join(f"{part[0].upper()}{part[1:]}." for part in parts if part)


def _in_words(chart: Chart) -> str:
    """The chart, read out."""
    lines = [
        f"{place.rank}, {clean(place.title)}: {plain(figure_of(place, chart.by))} {UNITS[chart.by]}, "
        f"{change(place, chart.period).words}."
        for place in chart.places
    ]
    return " ".join([f"{_title(chart)}, {subject(chart)}.", *(lines or [nothing(chart)])])


def _rows(chart: Chart, followed: tuple[Place, ...], lists: pa.Table) -> Iterator[dict[str, Any]]:
    """The places of these titles in the last periods; those without a break between them are one run."""
    now = chart.first_day.toordinal() // LENGTHS[chart.period]
    lines = {place.title_id: place for place in followed}
    wanted = [row for row in lists.to_pylist() if row["title"] in lines and now - MOST_PERIODS < row["number"] <= now]
    runs: dict[str, tuple[int, int]] = {}
    for row in sorted(wanted, key=lambda row: row["number"]):
        title, number = row["title"], row["number"]
        last, run = runs.get(title, (number - 1, 0))
        run += number != last + 1
        runs[title] = number, run
        place = lines[title]
        line = followed.index(place)
        yield {
            "back": now - number,
            "period": _day(chart, now - number),
            "rank": row["rank"],
            "line": line,
            "run": f"{line}.{run}",
            "colour": _COLOURS[line],
            "ink": _BLACK if _COLOURS[line] in _LIGHT else "white",
            "dash": _DASHES[line % len(_DASHES)],
            "name": clean(place.title),
        }


def _day(chart: Chart, back: int) -> str:
    """The first day of the period so many before that of the chart; the weeks of a picture are 12, so that none comes twice."""
    day = chart.first_day - timedelta(days=back * LENGTHS[chart.period])
    return f"{day.day} {day:%b}"


def _told(place: Place, rows: list[dict[str, Any]]) -> str:
    """The ranks of a title, read out."""
    ranks = [f"{row['rank']} on {row['period']}" for row in rows if row["name"] == clean(place.title)]
    return f"{clean(place.title)}: {', '.join(ranks) or 'none'}."
