"""Editions of charts: what was published stays as it was; a later truth is a later edition.

An edition has the rule, the places, up to when what came in was counted, and what it says
otherwise than the edition before, line by line and with the reason. The next edition is made
by the rule of the one before, even where the settings say something else by then.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NamedTuple

import pyarrow as pa

from matinee.charts.chart import Chart, Edition, Place, place_of
from matinee.charts.rules import ChartRule
from matinee.charts.top10 import Asked
from matinee.errors import MatineeError
from matinee.metrics.definitions import Definition, find_definition
from matinee.periods import Period, Periods

LATE, TAKEN_OUT, RUNTIME = "late data", "viewing taken out", "corrected runtime"
CATALOGUE, OTHERS, EARLIER = "catalogue", "others moved", "earlier periods restated"
REASONS = {
    LATE: "More viewing of the title came in after the edition before.",
    TAKEN_OUT: "Viewing of the title is gone: erased, or worked out anew from corrected reports.",
    RUNTIME: "The catalogue knows another runtime.",
    CATALOGUE: "The catalogue knows another kind, language or name, or gives what was watched to another title.",
    OTHERS: "Its own figures are the same; titles around it have others.",
    EARLIER: "Its figures and its rank are the same; those of earlier periods are not.",
}
"""Why a line of a published chart changed."""


class Restated(NamedTuple):
    """One line that an edition says otherwise than the one before.

    Attributes:
        chart, period, first_day, last_day, time_zone, country, by, places: Which chart, of how many places.
        edition: The later of the two.
        published_at: When that was published.
        title_id, title: The title.
        rank_was, rank_now: None where it has no place.
        hours_was, hours_now, views_was, views_now, reach_was, reach_now: None where they are not known.
        why: One or more of `REASONS`.
    """

    chart: str
    period: str
    first_day: date
    last_day: date
    time_zone: str
    country: str | None
    by: str
    places: int
    edition: int
    published_at: str
    title_id: str
    title: str
    rank_was: int | None
    rank_now: int | None
    hours_was: float | None
    hours_now: float | None
    views_was: float | None
    views_now: float | None
    reach_was: int | None
    reach_now: int | None
    why: str


class Anew(NamedTuple):
    """What the catalogue says otherwise than when charts were last held against their editions.

    Attributes:
        moved: Titles whose viewing came from another title or went there, since an asset is of another.
        said: Titles of which it says anything else.
    """

    moved: Collection[str] = ()
    said: Collection[str] = ()


@dataclass(frozen=True, kw_only=True)
class Kept:
    """An edition, with those just below its last place, who show later why one of them has one."""

    chart: Chart
    below: tuple[Place, ...]
    restated: tuple[Restated, ...]


def find(
    kept: Sequence[Kept],
    *,
    chart: str,
    period: str,
    day: date | None,
    country: str | None,
    by: str | None,
    places: int,
    number: int,
) -> Chart:
    """One edition, as it was published: whatever the settings make of that chart by now.

    Args:
        kept: All editions.
        chart: The id of the chart.
        period: "day" or "week".
        day: A day of the period; None: the latest that was published.
        country: Where; None: everywhere.
        by: What ranks; None: what its rule had.
        places: How many it was asked for.
        number: Which edition; 0 is the newest.

    Raises:
        MatineeError: There is none.
    """
    wanted = (chart, period, country, places)
    mine = [
        one.chart
        for one in kept
        if (one.chart.rule.id, one.chart.period, one.chart.country, one.chart.asked) == wanted
        and one.chart.by == (by or one.chart.rule.by)
        and (day is None or one.chart.first_day <= day <= one.chart.last_day)
    ]
    if not mine:
        when = "" if day is None else f" of {day}"
        raise MatineeError(
            f"The chart {chart}{when} was not published.",
            "`matinee editions` lists what was; `matinee top10 --publish` publishes it.",
        )
    # Of one day there may be several, where the week or the time zone was set anew: the last published is meant.
    latest = max(mine, key=lambda one: (one.first_day if day is None else day, edition_of(one).published_at))
    mine = [one for one in mine if _identity(one) == _identity(latest)]
    if number == 0:
        return mine[-1]
    for one in mine:
        if edition_of(one).number == number:
            return one
    raise MatineeError(
        f"There is no edition {number} of this chart.", f"It has {len(mine)}: from 1 to {edition_of(mine[-1]).number}."
    )


def newest(kept: Sequence[Kept], chart: Chart) -> Chart | None:
    """The newest edition of the same chart of the same period; None where it was not published."""
    return next((one.chart for one in reversed(kept) if _identity(one.chart) == _identity(chart)), None)


def same_rule(one: ChartRule, other: ChartRule) -> bool:
    """Whether two rules rank the same titles; what they are called is no matter."""
    return (one.kind, one.language, one.kids, one.titles) == (other.kind, other.language, other.kids, other.titles)


def next_edition(
    kept: Sequence[Kept],
    chart: Chart,
    everything: pa.Table,
    watched: Collection[str],
    anew: Anew,
    *,
    published_at: str,
    cut_off_at: str,
) -> Kept | None:
    """The edition to publish; None where the newest says the same.

    Args:
        kept: All editions.
        chart: As it is now.
        everything: All titles of the period that can be ranked, as `all_of` gives them.
        watched: All titles that were watched in it.
        anew: What the catalogue says otherwise by now.
        published_at: When it is published.
        cut_off_at: Up to when what came in is counted.
    """
    earlier = [one for one in kept if _identity(one.chart) == _identity(chart)]
    before = earlier[-1] if earlier else None
    if before is not None and (before.chart.places, before.chart.left_out) == (chart.places, chart.left_out):
        return None
    now = {row["title"]: _figures(row) for row in everything.to_pylist()}
    number = 1 if before is None else edition_of(before.chart).number + 1
    chart = replace(chart, edition=Edition(number, published_at, cut_off_at))
    below = tuple(place for place in now.values() if chart.asked < place.rank <= 2 * chart.asked)
    restated = () if before is None else tuple(_changes(before, chart, now, watched, anew))
    return Kept(chart=chart, below=below, restated=restated)


def to_check(
    kept: Sequence[Kept], changed_from_us: int, definitions: Sequence[Definition]
) -> Iterator[tuple[Asked, list[Period]]]:
    """The published charts that may be other now: what to ask for, and which periods of it."""
    newest = {_identity(one.chart): one.chart for one in kept}
    together: dict[Hashable, list[Chart]] = defaultdict(list)
    for chart in newest.values():
        if chart.window.to_us > changed_from_us:
            together[_line(chart), chart.rule].append(chart)
    for charts in together.values():
        one = charts[0]
        starts = one.rule.week_starts if one.period == "week" else 0
        asked = Asked(
            rule=one.rule,
            by=one.by,
            periods=Periods(one.period, one.time_zone, starts),
            country=one.country,
            places=one.asked,
            definition=find_definition(one.definition, definitions),
        )
        yield asked, [Period(chart.first_day, chart.last_day, *chart.window) for chart in charts]


def _changes(
    before: Kept, chart: Chart, now: Mapping[str, Place], watched: Collection[str], anew: Anew
) -> Iterator[Restated]:
    """Every line that is another, as they stand now; those that stand no more last."""
    were = {place.title_id: place for place in before.chart.places}
    known = were | {place.title_id: place for place in before.below}
    are = {place.title_id: place for place in chart.places}
    left = [place.title_id for place in before.chart.places if place.title_id not in are]
    for id in [*are, *left]:
        was, is_ = were.get(id), are.get(id)
        if was == is_:
            continue
        earlier, current = known.get(id), is_ or now.get(id)
        told = current or earlier
        assert told is not None
        yield Restated(
            chart=chart.rule.id,
            period=chart.period,
            first_day=chart.first_day,
            last_day=chart.last_day,
            time_zone=chart.time_zone,
            country=chart.country,
            by=chart.by,
            places=chart.asked,
            edition=edition_of(chart).number,
            published_at=edition_of(chart).published_at,
            title_id=id,
            title=(is_ or was or told).title,
            rank_was=was.rank if was else None,
            rank_now=is_.rank if is_ else None,
            hours_was=earlier.hours if earlier else None,
            hours_now=current.hours if current else None,
            views_was=earlier.views if earlier else None,
            views_now=current.views if current else None,
            reach_was=earlier.reach if earlier else None,
            reach_now=current.reach if current else None,
            why=_why(earlier, current, was, is_)
            if earlier and id in watched and id not in anew.moved
            else _why_other(chart, id, watched, anew),
        )


def _why_other(chart: Chart, id: str, watched: Collection[str], anew: Anew) -> str:
    """Why, where figures alone do not say it: a title that the edition before did not have, is gone, or was taken for another."""
    if id in anew.moved:
        return CATALOGUE
    if id not in watched:
        return TAKEN_OUT
    chosen = not chart.rule.has_all or chart.by == "views"
    # Below all that the edition before kept, or not among its titles at all.
    return f"{LATE} or {CATALOGUE}" if chosen and id in anew.said else LATE


def _why(earlier: Place, current: Place | None, was: Place | None, is_: Place | None) -> str:
    """Why a line is another, in the words of `REASONS`."""
    if current is None:
        return CATALOGUE
    why = []
    if current.hours != earlier.hours:
        why.append(LATE if current.hours > earlier.hours else TAKEN_OUT)
    elif current.reach != earlier.reach:
        why.append(LATE if current.reach > earlier.reach else TAKEN_OUT)
    if current.runtime_s != earlier.runtime_s:
        why.append(RUNTIME)
    if was and is_ and was.title != is_.title:
        why.append(CATALOGUE)
    if why:
        return "; ".join(why)
    return OTHERS if (was and was.rank) != (is_ and is_.rank) else EARLIER


def _figures(row: Mapping[str, Any]) -> Place:
    """The figures of a title of which only the rank and the figures matter."""
    nothing = {"previous_rank": None, "entry": None, "periods": 0, "in_a_row": 0, "peak_rank": 0, "periods_at_1": 0}
    return place_of({**row, **nothing}, row["title"])


def edition_of(chart: Chart) -> Edition:
    """Which edition a published chart is."""
    assert chart.edition is not None
    return chart.edition


def _line(chart: Chart) -> Hashable:
    """What the editions of all periods of one published chart have in common."""
    return chart.rule.id, chart.by, chart.period, chart.time_zone, chart.country, chart.asked, chart.definition


def _identity(chart: Chart) -> Hashable:
    return _line(chart), chart.first_day
