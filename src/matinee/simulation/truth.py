"""The exact answers about a simulated season, from how it was made.

Nothing here knows of depth profiles, tables or engines. A pass that reached nine tenths of
the runtime is a completion, because that is how passes were made; the rest is sums.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from matinee import instants
from matinee.simulation.slate import PLACES, SLATE, WINDOW_DAYS, Shown
from matinee.simulation.viewings import DAY_MS, Ints, Sittings

START_MS = 120_000
"""The start threshold of `netflix.chose.2020`."""


class Plays(NamedTuple):
    """Uninterrupted playing: what a sitting is made of."""

    household: Ints
    title: Ints
    asset: Ints
    passing: Ints
    place: Ints
    profile: Ints
    sitting: Ints
    start_ms: Ints
    end_ms: Ints
    from_ms: Ints
    to_ms: Ints
    speed: Ints
    skips: npt.NDArray[np.bool_]

    def rows(self, chosen: npt.NDArray[np.bool_] | Ints) -> Plays:
        """Some of them."""
        return Plays(**{name: column[chosen] for name, column in self._asdict().items()})


def plays_of(sittings: Sittings) -> Plays:
    """Sittings taken apart at their pauses and jumps, by sitting and time."""
    count = len(sittings.household)
    broken = sittings.pause_at_ms > 0
    jumps = sittings.jump_to_ms > 0
    first_to = np.where(broken, sittings.pause_at_ms, sittings.to_ms)
    first_end = sittings.start_ms + (first_to - sittings.from_ms) * 2 // sittings.speed
    second_start = first_end + sittings.pause_ms
    second_from = np.where(jumps, sittings.jump_to_ms, sittings.pause_at_ms)
    second_end = second_start + (sittings.to_ms - second_from) * 2 // sittings.speed
    shared = {name: getattr(sittings, name) for name in ("household", "title", "asset", "passing", "place", "profile")}
    shared |= {"sitting": np.arange(count), "speed": sittings.speed, "skips": jumps}
    one = Plays(start_ms=sittings.start_ms, end_ms=first_end, from_ms=sittings.from_ms, to_ms=first_to, **shared)
    two = Plays(start_ms=second_start, end_ms=second_end, from_ms=second_from, to_ms=sittings.to_ms, **shared)
    two = two.rows(broken)
    both = Plays(*(np.concatenate(pair) for pair in zip(one, two, strict=True)))
    return both.rows(np.lexsort((both.start_ms, both.sitting)))


class Truth:
    """The answers, added up block by block: no household is in two blocks."""

    def __init__(self) -> None:
        self._answers: dict[tuple[str, str | None], dict[str, Any]] = {}

    def add(self, plays: Plays) -> None:
        """Add what the households of a block watched."""
        country = np.array([code for code, _, _ in PLACES])[plays.place]
        for number, title in enumerate(SLATE):
            of_title = plays.rows(plays.title == number)
            its_country = country[plays.title == number]
            for code in (None, *sorted(set(its_country.tolist()))):
                chosen = of_title if code is None else of_title.rows(its_country == code)
                self._answer(title, code, _answers(title, chosen))

    def _answer(self, title: Shown, country: str | None, found: dict[str, Any]) -> None:
        held = self._answers.setdefault((title.id, country), found)
        if held is found:
            return
        for name, value in found.items():
            if name == "daily":
                for mine, other in zip(held["daily"], value, strict=True):
                    for key in ("new_households", "reach", "viewing_ms", "completions"):
                        mine[key] += other[key]
            else:
                held[name] += value

    def as_dict(self) -> dict[str, Any]:
        """By title id: overall and by country; counts are households, times milliseconds and hours."""
        titles: dict[str, Any] = {}
        for (id, country), found in self._answers.items():
            answers = found | {"hours": found["viewing_ms"] / 3_600_000}
            answers["peak_concurrency"] = int(answers.pop("streams").max())
            answers["daily"] = [day | {"hours": day["viewing_ms"] / 3_600_000} for day in found["daily"]]
            entry = titles.setdefault(id, {"countries": {}})
            if country is None:
                entry["overall"] = answers
            else:
                entry["countries"][country] = answers
        for title in SLATE:
            titles[title.id] = {
                "name": title.name if title.series is None else f"{title.series}: Season 1",
                "from": instants.show(title.released_us),
                "days": WINDOW_DAYS,
                "definition": "netflix.chose.2020",
            } | titles[title.id]
        return titles


def _answers(title: Shown, plays: Plays) -> dict[str, Any]:
    opens_ms = title.released_us // 1000
    closes_ms = opens_ms + WINDOW_DAYS * DAY_MS
    plays = plays.rows((plays.start_ms < closes_ms) & (plays.end_ms > opens_ms))
    cut_ms = np.maximum(plays.end_ms - closes_ms, 0)
    plays = plays._replace(end_ms=plays.end_ms - cut_ms, to_ms=plays.to_ms - cut_ms * plays.speed // 2)
    plays = plays.rows(np.lexsort((plays.start_ms, plays.household)))
    crossed_ms, households = _crossings(plays)
    counts, moments_of = _completions(title, plays)
    completed_ms = np.array([moment for moments in moments_of.values() for moment in moments], np.int64)
    started = set(households[crossed_ms >= 0].tolist())
    days = []
    piece_day, piece_ms, piece_household = _by_day(plays, opens_ms)
    crossing_of = dict(zip(households.tolist(), crossed_ms.tolist(), strict=True))
    crossed_day = np.where(crossed_ms >= 0, (crossed_ms - 1 - opens_ms) // DAY_MS, -1)
    completed_day = (completed_ms - 1 - opens_ms) // DAY_MS
    for day in range(WINDOW_DAYS):
        there = np.unique(piece_household[piece_day == day])
        end_ms = opens_ms + (day + 1) * DAY_MS
        reached = sum(0 <= crossing_of[household] <= end_ms for household in there.tolist())
        days.append(
            {
                "day": day + 1,
                "new_households": int((crossed_day == day).sum()),
                "reach": reached,
                "viewing_ms": int(piece_ms[piece_day == day].sum()),
                "completions": int((completed_day == day).sum()),
            }
        )
    lasted_ms = plays.end_ms - plays.start_ms
    gaps_ms = _gaps_ms(moments_of, started)
    return {
        "reach": len(started),
        "viewing_ms_of_reach": int(lasted_ms[np.isin(plays.household, sorted(started))].sum()),
        "viewing_ms_at_normal_speed": int(lasted_ms[plays.speed == 2].sum()),
        "rewatches_same_day": int((gaps_ms < DAY_MS).sum()),
        "rewatches_week": int(((gaps_ms >= DAY_MS) & (gaps_ms < 7 * DAY_MS)).sum()),
        "rewatches_later": int((gaps_ms >= 7 * DAY_MS).sum()),
        "streams": _streams(plays, opens_ms),
        "viewing_ms": int((plays.end_ms - plays.start_ms).sum()),
        "completions": sum(counts.values()),
        "completing_households": sum(count >= 1 and home in started for home, count in counts.items()),
        "rewatching_households": sum(count >= 2 and home in started for home, count in counts.items()),
        "daily": days,
    }


def _crossings(plays: Plays) -> tuple[Ints, Ints]:
    """When each household has watched two minutes in all, -1 where it never has; and which it is."""
    households, first = np.unique(plays.household, return_index=True)
    if not len(households):
        return first, households
    lasted = plays.end_ms - plays.start_ms
    running = np.cumsum(lasted)
    before = running - lasted - np.repeat((running - lasted)[first], np.diff(np.append(first, len(lasted))))
    crosses = (before < START_MS) & (before + lasted >= START_MS)
    crossed_ms = np.full(len(households), -1)
    crossed_ms[np.searchsorted(households, plays.household[crosses])] = (
        plays.start_ms[crosses] + START_MS - before[crosses]
    )
    return crossed_ms, households


def _gaps_ms(moments_of: dict[int, list[int]], started: set[int]) -> Ints:
    """How long after the completion before it each further completion of a household with a start was."""
    gaps = [
        later - earlier
        for household, moments in moments_of.items()
        if household in started
        for earlier, later in pairwise(sorted(moments))
    ]
    return np.array(gaps, np.int64)


def _streams(plays: Plays, opens_ms: int) -> Ints:
    """How many streams played at the start of each minute of the window."""
    first, end = (-(-(at_ms - opens_ms) // 60_000) for at_ms in (plays.start_ms, plays.end_ms))
    steps = np.zeros(WINDOW_DAYS * 1440 + 2, np.int64)
    np.add.at(steps, np.maximum(first, 0), 1)
    np.add.at(steps, np.maximum(end, 0), -1)
    return np.cumsum(steps)


def _completions(title: Shown, plays: Plays) -> tuple[dict[int, int], dict[int, list[int]]]:
    """How often each household completed it, and when each completion was."""
    by_asset: list[dict[int, list[int]]] = []
    for asset, runtime_s in enumerate(title.runtimes_s):
        need_ms = runtime_s * 900
        passes = (plays.asset == asset) & ~plays.skips & (plays.from_ms < need_ms) & (plays.to_ms >= need_ms)
        at_ms = plays.start_ms + -(-(need_ms - plays.from_ms) * 2 // plays.speed)
        times: dict[int, list[int]] = {}
        for household, moment in zip(plays.household[passes].tolist(), at_ms[passes].tolist(), strict=True):
            times.setdefault(household, []).append(moment)
        by_asset.append(times)
    counts: dict[int, int] = {}
    moments: dict[int, list[int]] = {}
    for household in set(by_asset[0]).intersection(*by_asset[1:]):
        lists = [sorted(times[household]) for times in by_asset]
        counts[household] = min(map(len, lists))
        moments[household] = [max(times[k] for times in lists) for k in range(counts[household])]
    return counts, moments


def _by_day(plays: Plays, opens_ms: int) -> tuple[Ints, Ints, Ints]:
    """Playing cut at the ends of days: day, milliseconds, household. Nothing lasts a whole day."""
    first, last = (plays.start_ms - opens_ms) // DAY_MS, (plays.end_ms - 1 - opens_ms) // DAY_MS
    assert (last - first <= 1).all()
    midnight = opens_ms + (first + 1) * DAY_MS
    head = np.minimum(plays.end_ms, midnight) - plays.start_ms
    over = last > first
    tail = (plays.end_ms - midnight)[over]
    return (
        np.concatenate([first, last[over]]),
        np.concatenate([head, tail]),
        np.concatenate([plays.household, plays.household[over]]),
    )
