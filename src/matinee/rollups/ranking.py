"""Rankings of groups of titles: franchises, directors, studios, by what their titles did at equal follow-up.

Rates are shrunk (`matinee.rollups.shrinkage`) and ranked by the shrunk value; counts are of all homes, so that there is nothing to
shrink. Ranked is before rounding, ties by name. A group in which a count is of fewer homes than the least is not shown,
and counted: neither its place nor its figure is told.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from matinee import instants
from matinee.metrics.definitions import Definition
from matinee.rollups.follow_up import FollowUp
from matinee.rollups.groups import Group
from matinee.rollups.shrinkage import LEVEL, METHOD, Prior, Seen, Shrunk, learn, shrink
from matinee.rollups.together import Counted, Together
from matinee.units import Unit

HOME, TITLE = "home", "title"
PER = (HOME, TITLE)
"""What a rate is of: homes, each once; or homes and titles, so that a group of many titles has no more chances than one of few."""

LINE = (
    "rank", "id", "name", "value", "low", "high", "raw", "own_weight", "counted", "out_of", "reach", "titles", "library_titles",
    "titles_left_out", "titles_added_up", "times_larger",
)  # fmt: skip
"""The columns of a ranking as CSV."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What is ranked, by what.

    Attributes:
        name, title, formula: Of the metric; hold is none of the report's.
        unit: What one of it is.
        is_rate: Whether it is shrunk.
        per: For a rate "home" or "title".
    """

    name: str
    title: str
    formula: str
    unit: Unit
    is_rate: bool
    per: str


@dataclass(frozen=True, kw_only=True)
class Place:
    """A group in a ranking.

    Attributes:
        rank: 1 for the highest.
        group: Which.
        value: By which it is ranked: shrunk, where it is a rate.
        low, high: The interval; None where nothing is estimated.
        raw: As counted.
        own_weight: How much of the value is the group's own; None: nothing was shrunk.
        counted, out_of: Behind the raw rate.
        reach: Households that started one of its titles, each once.
        titles: How many of its titles are counted; `library_titles` of them came out before their days begin.
        left_out: How many are not: too young, or not on the service.
        added_up: The titles added up, households of several counted several times; None where the difference is of few homes.
        times_larger: How many times as large that is as the value; None for rates.
    """

    rank: int
    group: Group
    value: float
    low: float | None
    high: float | None
    raw: float
    own_weight: float | None
    counted: float | None
    out_of: float | None
    reach: int | None
    titles: int
    library_titles: int
    left_out: int
    added_up: float | None
    times_larger: float | None

    def as_dict(self) -> dict[str, Any]:
        """As JSON and CSV have it."""
        figures = (
            self.rank, self.group.id, self.group.name, self.value, self.low, self.high, self.raw, self.own_weight, self.counted,
            self.out_of, self.reach, self.titles, self.library_titles, self.left_out, self.added_up, self.times_larger,
        )  # fmt: skip
        return dict(zip(LINE, figures, strict=True))


@dataclass(frozen=True, kw_only=True)
class Ranking:
    """Groups of titles, ranked.

    Attributes:
        by: What groups them.
        asked: By what they are ranked.
        definition: By which a household has started.
        country: Where; None: everywhere.
        followed: Over which time each title was counted.
        least_homes: Of how many homes a figure must be.
        places: The groups that are shown, the highest first.
        few: How many groups are not, since a count is of fewer homes.
        unwatched: How many have nothing to measure: no title followed long enough, or nobody came.
        prior: What was learned of all groups; None where nothing is shrunk.
    """

    by: str
    asked: Asked
    definition: Definition
    country: str | None
    followed: FollowUp
    least_homes: int
    places: tuple[Place, ...]
    few: int
    unwatched: int
    prior: Prior | None

    def as_dict(self) -> dict[str, Any]:
        """As JSON has it: exact figures."""
        followed, prior = self.followed, self.prior
        return {
            "by": self.by,
            "metric": {
                "name": self.asked.name,
                "title": self.asked.title,
                "unit": self.asked.unit,
                "formula": self.asked.formula,
                "per": self.asked.per if self.asked.is_rate else None,
            },
            "definition": {"id": self.definition.id, "version": self.definition.version},
            "country": self.country,
            "followed": {
                "days": followed.days,
                "measured_from": instants.show(followed.measured.from_us),
                "measured_to": instants.show(followed.measured.to_us),
                "titles": len(followed.windows),
                "library_titles": len(followed.library),
                "titles_too_young": len(followed.too_young),
                "titles_not_on_the_service": len(followed.absent),
            },
            "least_homes": self.least_homes,
            "groups_of_fewer_homes": self.few,
            "groups_with_nothing_to_measure": self.unwatched,
            "shrinkage": None
            if prior is None
            else {
                "method": METHOD,
                "mean": prior.mean,
                "strength": prior.strength,
                "alike_within_title": prior.alike,
                "groups": prior.groups,
                "groups_of_several_titles": prior.of_several,
            },
            "interval": {"level": LEVEL, "kind": "posterior beta"} if self.asked.is_rate else None,
            "places": [place.as_dict() for place in self.places],
        }

    def to_json(self) -> str:
        """The ranking as JSON."""
        return json.dumps(self.as_dict(), indent=2, ensure_ascii=False)

    def to_csv(self) -> str:
        """The places as CSV, one a line."""
        text = io.StringIO()
        writer = csv.DictWriter(text, LINE, lineterminator="\n")
        writer.writeheader()
        writer.writerows(place.as_dict() for place in self.places)
        return text.getvalue()


@dataclass(frozen=True, kw_only=True)
class Standing:
    """A group before it is ranked.

    Attributes:
        group: Which.
        reach: Households that started one of its titles.
        rolled: What it had together; for a rate with parts.
    """

    group: Group
    reach: float
    rolled: Together

    def seen(self, per: str) -> Seen:
        """Its rate as counts."""
        whole = self.rolled.whole if per == HOME else self.rolled.naive
        parts = tuple((one.counted or 0, one.out_of or 0) for one in self.rolled.titles.values())
        return Seen(counted=whole.counted or 0, out_of=whole.out_of or 0, titles=parts)


def rank_groups(
    standings: Sequence[Standing], asked: Asked, followed: FollowUp, least_homes: int
) -> tuple[tuple[Place, ...], int, int, Prior | None]:
    """The places, how many groups are of too few homes, how many of nobody, and what was learned.

    What groups are like is learned of all of them, those too small to be shown too.
    """
    known = [one for one in standings if _whole(one, asked).value is not None and (asked.is_rate or one.reach)]
    prior = learn([one.seen(asked.per) for one in known]) if asked.is_rate else None
    shown = [one for one in known if not _is_small(one, asked, least_homes)]
    told = [(one, _told(one, asked, prior)) for one in shown]
    told.sort(key=lambda pair: (-_value(asked, pair[1].value), pair[0].group.name.casefold(), pair[0].group.id))
    counted = {window.title for window in followed.windows}
    places = tuple(
        _place(rank, one, shrunk, asked, counted, followed.library, least_homes)
        for rank, (one, shrunk) in enumerate(told, start=1)
    )
    return places, len(known) - len(shown), len(standings) - len(known), prior


def _whole(one: Standing, asked: Asked) -> Counted:
    return one.rolled.whole if not asked.is_rate or asked.per == HOME else one.rolled.naive


def _is_small(one: Standing, asked: Asked, least: int) -> bool:
    """Whether a figure tells of fewer homes than that: itself, a part of its ratio, or what is left of the whole."""
    counts = [one.reach]
    whole = _whole(one, asked)
    if asked.is_rate:
        counts += [whole.counted or 0, whole.out_of or 0, (whole.out_of or 0) - (whole.counted or 0)]
    elif whole.out_of is not None:
        counts.append(whole.out_of)
    elif asked.unit is Unit.HOUSEHOLDS:
        counts += [whole.value or 0, one.reach - (whole.value or 0)]
    return any(0 < count < least for count in counts)


def _told(one: Standing, asked: Asked, prior: Prior | None) -> Shrunk:
    if asked.is_rate:
        return shrink(one.seen(asked.per), prior)
    value = _whole(one, asked).value
    assert value is not None
    return Shrunk(value=value, weight=None, worth=one.reach, low=value, high=value)


def _value(asked: Asked, share: float) -> float:
    """A figure as it is told: of hold, the second week as a part of the first, and not of both."""
    if asked.unit is not Unit.RATIO or not asked.is_rate:
        return share
    return share / (1 - share) if share < 1 else float("inf")


def _place(
    rank: int,
    one: Standing,
    shrunk: Shrunk,
    asked: Asked,
    counted: set[str],
    library: frozenset[str],
    least: int,
) -> Place:
    mine = [title for title in one.group.titles if title in counted]
    whole, naive = _whole(one, asked), one.rolled.naive
    several = (naive.value or 0) - (whole.value or 0)
    hidden = asked.unit is Unit.HOUSEHOLDS and 0 < several < least
    rate = asked.is_rate
    raw = whole.value
    assert raw is not None
    return Place(
        rank=rank,
        group=one.group,
        value=_value(asked, shrunk.value),
        low=_value(asked, shrunk.low) if rate else None,
        high=_value(asked, shrunk.high) if rate else None,
        raw=_value(asked, raw),
        own_weight=shrunk.weight,
        counted=whole.counted,
        out_of=whole.out_of,
        reach=round(one.reach),
        titles=len(mine),
        library_titles=sum(title in library for title in mine),
        left_out=len(one.group.titles) - len(mine),
        added_up=None if hidden or naive.value is None else _value(asked, naive.value),
        times_larger=None if hidden or rate else one.rolled.times_larger,
    )


def by_group(groups: Sequence[Group]) -> Mapping[str, Sequence[str]]:
    """The titles of each group."""
    return {group.id: group.titles for group in groups}
