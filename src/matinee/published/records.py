"""Records of a title in published charts: how long it was there, how long in a row, how high.

A name may stand for several titles: seasons, remakes, a film and a series. Each is told by
itself and nothing is guessed. Of one chart of several editions give the newest only.
"""

from __future__ import annotations

import csv
import difflib
import io
import json
from collections import defaultdict
from collections.abc import Collection, Hashable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pyarrow as pa

from matinee.catalogue.spelling import may_be, plain
from matinee.charts.runs import histories
from matinee.errors import MatineeError
from matinee.imports.published import List, PublishedPlace, Title, days_of
from matinee.published.recount import recount
from matinee.units import some


@dataclass(frozen=True, kw_only=True)
class ChartRecord:
    """A title's record in one list.

    Attributes:
        title: As the chart has it; of several spellings the latest.
        also_called: Other names under which the same title stood there.
        namesake: True where the list had another title of this name before.
        chart, category, country, period: The list.
        periods: In all; None in an all-time list, which has no periods.
        first, last: First day of the first, last day of the last one.
        in_a_row, from_, to: The longest run, the earliest of equal ones, with its first and last day.
        best_rank: The best.
        times_at_best, periods_at_1: How often it stood there, and at no. 1.
        most_hours, most_views: Of one period, where the chart says.
        since: The first day of the list in the file: records are no older than that.
        edition: Which edition of the chart says so, if that is known.
        may_be_older: Whether the title may have been in the chart before; the numbers are then too small.
    """

    title: Title
    also_called: tuple[str, ...]
    namesake: bool
    chart: str
    category: str | None
    country: str | None
    period: str
    periods: int | None
    first: date | None
    last: date | None
    in_a_row: int | None
    from_: date | None
    to: date | None
    best_rank: int
    times_at_best: int
    periods_at_1: int
    most_hours: int | None
    most_views: int | None
    since: date | None
    edition: date | None
    may_be_older: bool

    def as_dict(self) -> dict[str, Any]:
        """The record as JSON has it."""
        dates = {"first": self.first, "last": self.last, "from": self.from_, "to": self.to, "since": self.since}
        return {
            "name": self.title.name,
            "season": self.title.season,
            "released": self.title.released and self.title.released.isoformat(),
            "also_called": list(self.also_called),
            "namesake": self.namesake,
            "chart": self.chart,
            "category": self.category,
            "country": self.country,
            "period": self.period,
            "periods": self.periods,
            "in_a_row": self.in_a_row,
            "best_rank": self.best_rank,
            "times_at_best": self.times_at_best,
            "periods_at_1": self.periods_at_1,
            "most_hours": self.most_hours,
            "most_views": self.most_views,
            "may_be_older": self.may_be_older,
            "edition": self.edition and self.edition.isoformat(),
        } | {name: day and day.isoformat() for name, day in dates.items()}

    def sentence(self) -> str:
        """The record as a person reads it."""
        list_ = ", ".join(part for part in (self.chart, self.country, self.category) if part)
        if self.periods is None or self.in_a_row is None:
            figures = ((self.most_hours, "hours"), (self.most_views, "views"))
            told = " and ".join(f"{figure:,} {unit}" for figure, unit in figures if figure is not None)
            return f"{self.title} ({list_}, first {self.period}): no. {self.best_rank}" + (
                f" with {told}." if told else "."
            )
        in_all = "" if self.periods == self.in_a_row else f"{some(self.periods, self.period)} in all, of these "
        older = "; it may have been there before" if self.may_be_older else ""
        return (
            f"{self.title} ({list_}): {in_all}{some(self.in_a_row, self.period)} in a row, "
            f"from {self.from_} to {self.to}, best rank {self.best_rank}{older}."
        )


@dataclass(frozen=True, kw_only=True)
class TitleRecords:
    """The records of all titles that a name may mean, and what to tell a person where these are several."""

    records: tuple[ChartRecord, ...]
    ambiguity: str | None

    def as_dict(self) -> dict[str, Any]:
        """The records as JSON has them."""
        return {"ambiguity": self.ambiguity, "records": [record.as_dict() for record in self.records]}

    def to_json(self) -> str:
        """The records as JSON."""
        return json.dumps(self.as_dict(), indent=2, ensure_ascii=False)

    def to_csv(self) -> str:
        """The records as CSV, one a line."""
        text = io.StringIO()
        lines = [record.as_dict() for record in self.records]
        writer = csv.DictWriter(text, list(lines[0]) if lines else [], lineterminator="\n")
        writer.writeheader()
        writer.writerows(line | {"also_called": "; ".join(line["also_called"])} for line in lines)
        return text.getvalue()


def chart_records(
    places: Sequence[PublishedPlace], wanted: str, *, country: str | None = None
) -> tuple[ChartRecord, ...]:
    """The records of all titles that a name may mean, by title and list.

    Args:
        places: Of published charts, each in one edition.
        wanted: A name or the name of a season, in whatever case. Where letters of a published name
            were lost, like in `The Queen_____ Gambit`, any letters will do for them.
        country: Only charts of this country.

    Raises:
        MatineeError: No title is called that.
    """
    if country is not None:
        places = [place for place in places if place.country == country]
    return records_of(places, titles_called({place.title for place in places}, wanted))


def records_of(places: Sequence[PublishedPlace], titles: Collection[Title]) -> tuple[ChartRecord, ...]:
    """The records of some titles, by title and list."""
    names = set(titles)
    lists = {place.list for place in places if place.title in names}
    told = _records([place for place in places if place.list in lists])
    return tuple(sorted((record for record, called in told if called & names), key=_in_order))


def longest_runs(places: Sequence[PublishedPlace], *, limit: int = 10) -> tuple[ChartRecord, ...]:
    """The titles that stayed longest in a row, whatever the list; of equal ones first the one that came first."""
    with_periods = [place for place in places if place.period_end]
    records = [record for record, _ in _records(with_periods)]
    return tuple(sorted(records, key=lambda one: (-(one.in_a_row or 0), str(one.from_), _in_order(one)))[:limit])


def ambiguity(records: Sequence[ChartRecord], wanted: str) -> str | None:
    """What to tell a person whose name means several titles; None where it means one.

    A chart that does not tell the day of release is taken to speak of the same title as one that does.
    """
    titles: dict[tuple[str, bool], set[date]] = {}
    for record in records:
        dates = titles.setdefault((str(record.title), record.namesake), set())
        if record.title.released:
            dates.add(record.title.released)
    names = []
    for (name, namesake), released in titles.items():
        said = " (a namesake)" if namesake else ""
        names += [f"{name}{said} (released {day})" for day in sorted(released)] or [name + said]
    if len(names) < 2:
        return None
    return f"{len(names)} titles may be meant by {wanted!r}, each told by itself: {'; '.join(names)}."


def titles_called(titles: Collection[Title], wanted: str) -> set[Title]:
    """The titles that a name means: by name or season, else by what is left of their names.

    Raises:
        MatineeError: No title is called that.
    """
    sought = plain(wanted)
    found = {
        title
        for title in titles
        if sought in (plain(title.name), plain(title.season or ""), plain(str(title))) or may_be(title.name, sought)
    }
    if found:
        return found
    known = {plain(title.name): title.name for title in sorted(titles, key=str)}
    near = difflib.get_close_matches(sought, known, n=1, cutoff=0.6)
    raise MatineeError(
        f'There is no title called "{wanted}" in the published charts.',
        f'Did you mean "{known[near[0]]}"?'
        if near
        else f"They have {some(len(titles), 'title')}; import the chart that has it.",
    )


def _records(places: Sequence[PublishedPlace]) -> Iterator[tuple[ChartRecord, set[Title]]]:
    """The record of every title in every list, with all that it was called."""
    groups: dict[Hashable, list[PublishedPlace]] = defaultdict(list)
    reasons: dict[Hashable, set[str]] = defaultdict(set)
    periods: list[tuple[int, int, int]] = []
    opens: dict[List, date] = {}
    for place, counted in zip(places, recount(places), strict=True):
        list_ = place.list
        key: Hashable = (list_, place.title) if counted is None else counted.title
        groups[key].append(place)
        if counted is not None and place.number is not None and place.period_start is not None:
            periods.append((counted.title, place.number, place.rank))
            opens[list_] = min(place.period_start, opens.get(list_, place.period_start))
            if counted.reason:
                reasons[key].add(counted.reason)
    histories_ = _histories(periods)
    for key, mine in groups.items():
        record = _record(mine, histories_.get(key), reasons[key], opens.get(mine[0].list))
        yield record, {place.title for place in mine}


def _histories(periods: list[tuple[int, int, int]]) -> dict[Hashable, dict[str, int]]:
    """The history of each title, from title, number of the period and rank of its places."""
    columns = zip(*periods, strict=True) if periods else ((), (), ())
    places = pa.table([pa.array(column, pa.int64()) for column in columns], names=["title", "number", "rank"])
    return {row["title"]: row for row in histories(places, lists=(), titles=("title",)).to_pylist()}


def _record(
    mine: list[PublishedPlace], history: dict[str, int] | None, reasons: set[str], since: date | None
) -> ChartRecord:
    latest = max(mine, key=lambda place: (place.number or 0, -place.rank))
    best = min(place.rank for place in mine)
    run = None
    if history is not None:
        run = days_of(latest.period, history["longest_from"])[0], days_of(latest.period, history["longest_to"])[1]
    return ChartRecord(
        title=latest.title,
        also_called=tuple(sorted({str(place.title) for place in mine} - {str(latest.title)})),
        namesake=any(reason.startswith("a namesake") for reason in reasons),
        chart=latest.chart,
        category=latest.category,
        country=latest.country,
        period=latest.period,
        periods=history["periods"] if history else None,
        first=min((place.period_start for place in mine if place.period_start), default=None),
        last=latest.period_end,
        in_a_row=history["longest_run"] if history else None,
        from_=run[0] if run else None,
        to=run[1] if run else None,
        best_rank=best,
        times_at_best=sum(place.rank == best for place in mine),
        periods_at_1=sum(place.rank == 1 for place in mine),
        most_hours=max((place.hours for place in mine if place.hours is not None), default=None),
        most_views=max((place.views for place in mine if place.views is not None), default=None),
        since=since,
        edition=latest.edition,
        may_be_older=any(reason.startswith("earlier") for reason in reasons),
    )


def _in_order(record: ChartRecord) -> tuple[str, ...]:
    parts = (str(record.title), str(record.first), record.chart, record.country or "", record.category or "")
    return tuple(parts)
