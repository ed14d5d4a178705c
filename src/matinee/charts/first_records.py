"""Best first days: titles ranked by what they were watched in each of their first windows.

Of equal figures that of the earlier release stands higher, then that whose name comes first in
the alphabet. A running window is not ranked: it says what the title has, and what it needs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from matinee import instants
from matinee.charts.first_days import BY, DAYS, EARLIER, METRICS, RANKED, RUNNING, UNRELEASED, WINDOWS, FirstDays


class Holder(NamedTuple):
    """A title in its place; the best holds the record.

    Attributes:
        rank: 1 is the record.
        title_id, title: The title, by its id and its name.
        from_us, to_us: Its window.
        value: Its figure.
    """

    rank: int
    title_id: str
    title: str
    from_us: int
    to_us: int
    value: float

    def as_dict(self) -> dict[str, Any]:
        """As JSON has it."""
        return {
            "rank": self.rank,
            "title_id": self.title_id,
            "title": self.title,
            "from": instants.show(self.from_us),
            "to": instants.show(self.to_us),
            "value": self.value,
        }


Chance = Callable[[str, int, float], float | None]
"""How likely a title (its id) ends its first so many days above a number of households; None: nobody can tell."""


class Running(NamedTuple):
    """A title whose window has not ended.

    Attributes:
        title_id, title: The title.
        from_us, to_us: Its window.
        value: What it has so far.
        days_left: How many days the window has still to go.
        is_ahead: Whether it has more than the record already; None where there is no record, or it is a mean.
        needs: How much more draws level with the record; what is more than that breaks it. 0 for one that is ahead.
        needs_per_day: The same for each of the days left.
        recently: What it got in the last seven days of the data, or since its release.
        recent_days: How many days those are.
        chance: That it breaks the record: told by projections, None as long as nobody projects.
    """

    title_id: str
    title: str
    from_us: int
    to_us: int
    value: float
    days_left: float
    is_ahead: bool | None
    needs: float | None
    needs_per_day: float | None
    recently: float | None
    recent_days: float
    chance: float | None = None

    def as_dict(self) -> dict[str, Any]:
        """As JSON has it."""
        named = self._asdict()
        bounds = {"from": instants.show(named.pop("from_us")), "to": instants.show(named.pop("to_us"))}
        head = {"title_id": named.pop("title_id"), "title": named.pop("title")}
        return head | bounds | named


class FirstRecord(NamedTuple):
    """The record of a window, by one figure.

    Attributes:
        window, by: Which.
        places: The titles ranked, best first.
        of: How many are ranked in all.
        running: The titles whose window has not ended, those of the highest figure first.
        left_out: How many titles are not ranked, by reason.
    """

    window: str
    by: str
    places: tuple[Holder, ...]
    of: int
    running: tuple[Running, ...]
    left_out: dict[str, int]

    @property
    def best(self) -> Holder | None:
        """Who holds the record; None where no window has ended."""
        return self.places[0] if self.places else None

    def with_chances(self, chance: Chance) -> FirstRecord:
        """The same, with the chance that each running title breaks it; told of reach only."""
        days = DAYS.get(self.window)
        if self.by != "reach" or days is None or self.best is None:
            return self
        best = self.best.value
        return self._replace(
            running=tuple(one._replace(chance=chance(one.title_id, days, best)) for one in self.running)
        )

    def only(self, places: int) -> FirstRecord:
        """The same with not more than so many places, and so many running."""
        return self._replace(places=self.places[:places], running=self.running[:places])

    def as_dict(self) -> dict[str, Any]:
        """As JSON has it."""
        return {
            "record": self.window,
            "by": self.by,
            "unit": str(METRICS[self.by].unit),
            "of": self.of,
            "places": [place.as_dict() for place in self.places],
            "running": [one.as_dict() for one in self.running],
            "left_out": self.left_out,
        }


def first_records(first_days: Sequence[FirstDays], least_completing: int) -> list[FirstRecord]:
    """Rank all titles in every window by every figure."""
    return [
        _record(window, by, [one for one in first_days if one.window == window], least_completing)
        for window in WINDOWS
        for by in BY[window]
    ]


def _record(window: str, by: str, titles: list[FirstDays], least_completing: int) -> FirstRecord:
    states = [one.state(by, least_completing) for one in titles]
    ranked = _in_order((one for one, state in zip(titles, states, strict=True) if state == RANKED), by)
    running = _in_order((one for one, state in zip(titles, states, strict=True) if state == RUNNING), by)
    places = tuple(
        Holder(rank, one.title.id, one.title.name, one.from_us, one.to_us, value)
        for rank, (value, one) in enumerate(ranked, start=1)
    )
    best = places[0].value if places else None
    left_out = Counter(state for state in states if state not in (RANKED, RUNNING, UNRELEASED))
    return FirstRecord(
        window=window,
        by=by,
        places=places,
        of=len(places),
        running=tuple(_running(one, by, value, best) for value, one in running),
        left_out=dict(sorted(left_out.items(), key=lambda one: (one[0] != EARLIER, one[0]))),
    )


def _in_order(titles: Iterable[FirstDays], by: str) -> list[tuple[float, FirstDays]]:
    figures = [(value, one) for one in titles if (value := one.value(by)) is not None]
    return sorted(figures, key=lambda pair: (-pair[0], pair[1].from_us, pair[1].title.name, pair[1].title.id))


def _running(one: FirstDays, by: str, value: float, best: float | None) -> Running:
    gap = None if best is None else one.short_of(by, best)
    needs = None if gap is None else max(0, gap)
    return Running(
        title_id=one.title.id,
        title=one.title.name,
        from_us=one.from_us,
        to_us=one.to_us,
        value=value,
        days_left=one.days_left,
        is_ahead=None if gap is None else gap < 0,
        needs=needs,
        needs_per_day=None if needs is None else needs / one.days_left,
        recently=one.recent(by),
        recent_days=one.recent_days,
    )
