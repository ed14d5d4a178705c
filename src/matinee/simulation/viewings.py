"""How the simulated households watch: who starts what and when, stops, comes back, watches again.

Everything is drawn for a block of households at a time, from a seed of its own, so that a
season of any size is made in bounded memory and comes out the same each time. A household
watches a title in passes, one after the other; a pass begins at the start of the asset and
goes on, over one sitting or several, to where it ends. That is what makes the truth plain:
a pass that gets to nine tenths of the runtime is a completion, and no other is.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from matinee import instants
from matinee.simulation.slate import LAST_US, PLACES, POPULATION, SLATE, WINDOW_DAYS, Shown

Ints = npt.NDArray[np.int64]

BLOCK_HOUSEHOLDS = 200_000
DAY_MS = 86_400_000
_MINUTE_MS = 60_000
_GRAIN_MS = 3_000
"""Positions are whole multiples of it, so that times at 1.5 times the speed are whole too."""
_MOST_PASSES = 14
_WITH_CHILDREN = 0.3
_SAMPLERS = 0.08
_LATE = 0.05


class Households(NamedTuple):
    """The households of a block: number, home (place in `PLACES`), whether with children."""

    number: Ints
    home: Ints
    children: npt.NDArray[np.bool_]


class Sittings(NamedTuple):
    """Sittings, one row each: one session of one household with one asset.

    Positions and instants are milliseconds. `speed` is twice the playback rate. `pause_ms`
    is a pause at `pause_at_ms` in the content; where `jump_to_ms` is not 0 the sitting jumps
    there at `pause_at_ms` instead. `passing` numbers the passes of a household and asset.
    """

    household: Ints
    title: Ints
    asset: Ints
    passing: Ints
    profile: Ints
    place: Ints
    start_ms: Ints
    from_ms: Ints
    to_ms: Ints
    speed: Ints
    pause_at_ms: Ints
    pause_ms: Ints
    jump_to_ms: Ints

    def rows(self, chosen: npt.NDArray[np.bool_] | Ints) -> Sittings:
        """Some of the sittings."""
        return Sittings(*(column[chosen] for column in self))


def blocks(seed: int, scale: float) -> Iterator[tuple[Households, Sittings]]:
    """Every block of households and what they watched, by household and time.

    Args:
        seed: From which everything is drawn.
        scale: Households for each household of the real service, 0.0001 for 1:10,000.
    """
    population = round(POPULATION * scale)
    count = -(-population // BLOCK_HOUSEHOLDS)
    for block in range(count):
        first, last = population * block // count, population * (block + 1) // count
        rng = np.random.default_rng([seed, block])
        size = last - first
        households = Households(
            np.arange(first, last),
            rng.choice(len(PLACES), size, p=[share for _, _, share in PLACES]),
            rng.random(size) < _WITH_CHILDREN,
        )
        parts = []
        for number, title in enumerate(SLATE):
            total = round(title.starters * scale)
            starters = total * last // population - total * first // population
            parts.append(_watch(rng, households, number, title, starters))
        together = Sittings(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))
        yield households, together.rows(np.lexsort((together.start_ms, together.title, together.household)))


def _watch(rng: np.random.Generator, households: Households, number: int, title: Shown, starters: int) -> Sittings:
    """All sittings of a block with a title: exactly so many households start it in 28 days."""
    samplers, late = round(starters * _SAMPLERS), round(starters * _LATE)
    audience = _audience(rng, households, title, starters + samplers + late)
    starters = min(starters, len(audience))
    first_day = _first_days(rng, title, len(audience))
    role = np.zeros(len(audience), np.int64)
    role[starters : starters + samplers] = 1
    role[starters + samplers :] = 2
    # From the 29th local day on every clock on earth is past the window.
    first_day[role == 2] = WINDOW_DAYS + 1 + rng.integers(0, 10, int((role == 2).sum()))
    watch = _watch_season if title.series else _watch_film
    sittings = watch(rng, households, audience, first_day, role == 1, number, title)
    kept = sittings.start_ms + 4 * 3_600_000 < LAST_US // 1000
    return sittings.rows(kept)


def _audience(rng: np.random.Generator, households: Households, title: Shown, wanted: int) -> Ints:
    """Which households see anything of it, in random order, families first in their share."""
    order = rng.permutation(len(households.number))
    with_children = order[households.children[order]]
    without = order[~households.children[order]]
    families = min(len(with_children), round(wanted * title.family))
    others = min(len(without), wanted - families)
    return rng.permutation(np.concatenate([with_children[:families], without[:others]]))


def _first_days(rng: np.random.Generator, title: Shown, count: int) -> Ints:
    """On which day after the release each household begins: falling, with weekends above."""
    days = np.arange(WINDOW_DAYS)
    weekday = (datetime.fromtimestamp(title.released_us / 1e6, UTC).weekday() + days) % 7
    weight = (1 - title.fall) ** days * np.where(weekday >= 4, 1.5, 1.0)
    return rng.choice(WINDOW_DAYS, count, p=weight / weight.sum())


def _watch_film(
    rng: np.random.Generator,
    households: Households,
    audience: Ints,
    first_day: Ints,
    samples: npt.NDArray[np.bool_],
    number: int,
    title: Shown,
) -> Sittings:
    runtime_ms = title.runtimes_s[0] * 1000
    count = len(audience)
    children = households.children[audience]
    ends_ms = _ends(rng, count, runtime_ms, title.finish)
    finishes = ends_ms >= runtime_ms * 0.95
    skips = ~samples & ~finishes & (rng.random(count) < 0.05)
    ends_ms[samples] = _grained(rng.integers(20_000, 110_000, int(samples.sum())))
    goes_on = np.where(children, title.again, title.again_others)
    day = first_day.copy()
    active = np.ones(count, bool)
    parts = []
    for passing in range(_MOST_PASSES):
        who = np.flatnonzero(active)
        if not len(who):
            break
        if passing:
            ends_ms[who] = _ends(rng, len(who), runtime_ms, 0.9)
        mine = _Pass(
            household=audience[who],
            day=day[who],
            end_ms=np.where(skips[who], runtime_ms, ends_ms[who]),
            skip=skips[who],
            short=samples[who],
            abroad=(rng.random(len(who)) < 0.03) & (passing > 0),
            last_chance=day[who] >= WINDOW_DAYS - 2,
        )
        sittings, lasted_days = _sit(rng, households, mine, passing, number, title)
        parts.append(sittings)
        # Two days between passes, so that whoever flew to the other side of the earth in
        # between still watched them in this order.
        gap = 2 + rng.geometric(0.45 if title.kids else 0.12, len(who))
        day[who] += lasted_days + gap
        again = rng.random(len(who)) < goes_on[who]
        active[who] = again & ~samples[who] & ~skips[who] & (passing > 0 or finishes[who])
    return Sittings(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))


class _Pass(NamedTuple):
    household: Ints
    day: Ints
    end_ms: Ints
    skip: npt.NDArray[np.bool_]
    short: npt.NDArray[np.bool_]
    abroad: npt.NDArray[np.bool_]
    last_chance: npt.NDArray[np.bool_]


def _sit(
    rng: np.random.Generator, households: Households, one: _Pass, passing: int, number: int, title: Shown
) -> tuple[Sittings, Ints]:
    """One pass of each of these households, in one sitting or two, and over how many days."""
    count = len(one.household)
    home = households.home[one.household]
    place = np.where(one.abroad, rng.integers(0, len(PLACES), count), home)
    children = households.children[one.household]
    weekday = (_weekday(title) + one.day) % 7
    school = title.kids & children & (weekday < 5) & (rng.random(count) < 0.75)
    long = ~one.short & ~one.skip & (one.end_ms > 30 * _MINUTE_MS)
    split = long & (school | (rng.random(count) < 0.18)) & ~(one.last_chance & ~school)
    cut_ms = _grained((one.end_ms * rng.uniform(0.3, 0.6, count)).astype(np.int64))
    # A few stop within two minutes and begin in earnest a day later.
    hesitate = split & ~school & (rng.random(count) < 0.06)
    cut_ms[hesitate] = _grained(rng.integers(60_000, 110_000, int(hesitate.sum())))
    minute = _minute_of_day(rng, title, school, weekday)
    second_minute = np.where(school, rng.integers(15 * 60 + 20, 17 * 60, count), rng.integers(18 * 60, 21 * 60, count))
    second_day = np.where(school, 0, 1)
    speed = np.where(~one.short & (one.end_ms >= 20 * _MINUTE_MS) & (rng.random(count) < 0.03), 3, 2)
    start_ms = _instants(title, one.day, minute, place, rng)
    profile = np.where(title.kids & children, 2, rng.integers(0, 2, count))
    pauses = long & ~split & (rng.random(count) < 0.2)
    jump = one.skip
    base = Sittings(
        household=households.number[one.household],
        title=np.full(count, number),
        asset=np.zeros(count, np.int64),
        passing=np.full(count, passing),
        profile=profile,
        place=place,
        start_ms=start_ms,
        from_ms=np.zeros(count, np.int64),
        to_ms=np.where(split, cut_ms, one.end_ms),
        speed=np.where(hesitate | jump, 2, speed),
        pause_at_ms=np.where(jump, 150_000, np.where(pauses, cut_ms, 0)),
        pause_ms=np.where(pauses, rng.integers(60, 3_000, count) * 1_000, 0),
        jump_to_ms=np.where(jump, _grained(np.full(count, title.runtimes_s[0] * 950)), 0),
    )
    later = base._replace(
        start_ms=np.maximum(
            _instants(title, one.day + second_day, second_minute, place, rng), base.start_ms + 3 * 3_600_000
        ),
        from_ms=cut_ms,
        to_ms=one.end_ms,
        pause_at_ms=np.zeros(count, np.int64),
        pause_ms=np.zeros(count, np.int64),
    ).rows(split)
    both = Sittings(*(np.concatenate(pair) for pair in zip(base, later, strict=True)))
    return both, np.where(split, second_day, 0)


def _watch_season(
    rng: np.random.Generator,
    households: Households,
    audience: Ints,
    first_day: Ints,
    samples: npt.NDArray[np.bool_],
    number: int,
    title: Shown,
) -> Sittings:
    count = len(audience)
    place = households.home[audience]
    profile = rng.integers(0, 2, count)
    day, asset = first_day.copy(), 0
    start_ms = _instants(
        title, day, _minute_of_day(rng, title, np.zeros(count, bool), _weekday(title) + day), place, rng
    )
    active = np.ones(count, bool)
    stay = title.finish ** (1 / len(title.runtimes_s))
    parts = []
    for asset, runtime_s in enumerate(title.runtimes_s):
        who = np.flatnonzero(active)
        runtime_ms = runtime_s * 1000
        stays = rng.random(len(who)) < stay
        end_ms = np.where(stays, runtime_ms, _ends(rng, len(who), runtime_ms, 0.2))
        end_ms[samples[who]] = _grained(rng.integers(20_000, 110_000, int(samples[who].sum())))
        nothing = np.zeros(len(who), np.int64)
        parts.append(
            Sittings(
                household=households.number[audience[who]],
                title=np.full(len(who), number),
                asset=np.full(len(who), asset),
                passing=nothing,
                profile=profile[who],
                place=place[who],
                start_ms=start_ms[who],
                from_ms=nothing,
                to_ms=end_ms,
                speed=nothing + 2,
                pause_at_ms=nothing,
                pause_ms=nothing,
                jump_to_ms=nothing,
            )
        )
        ended_ms = start_ms[who] + end_ms
        binge = rng.random(len(who)) < 0.55
        day[who] += np.where(binge, 0, rng.geometric(0.6, len(who)))
        evening = _instants(title, day[who], rng.integers(18 * 60, 21 * 60, len(who)), place[who], rng)
        start_ms[who] = np.where(binge, ended_ms + 20_000, np.maximum(evening, ended_ms + 6 * 3_600_000))
        active[who] = stays & ~samples[who]
    return Sittings(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))


def _ends(rng: np.random.Generator, count: int, runtime_ms: int, finish: float) -> Ints:
    """How far each gets: most of those who finish to the very end, some into the credits."""
    share = np.where(rng.random(count) < 0.7, 1.0, rng.uniform(0.955, 0.995, count))
    gives_up = rng.beta(0.9, 1.6, count) * 0.85
    finishes = rng.random(count) < finish
    ends_ms = _grained((runtime_ms * np.where(finishes, share, gives_up)).astype(np.int64))
    ends_ms[finishes & (share == 1.0)] = runtime_ms
    return np.maximum(ends_ms, 150_000)


def _minute_of_day(rng: np.random.Generator, title: Shown, school: npt.NDArray[np.bool_], weekday: Ints) -> Ints:
    """When a sitting begins, in minutes of the local day."""
    count = len(school)
    evening = np.clip(rng.normal(20.3 * 60, 60, count), 17 * 60, 23 * 60 + 20).astype(np.int64)
    if title.kids:
        daytime = rng.integers(9 * 60, 20 * 60, count)
        evening = np.where((weekday % 7 >= 5) | (rng.random(count) < 0.5), daytime, np.minimum(evening, 20 * 60))
    return np.where(school, rng.integers(6 * 60 + 40, 7 * 60 + 20, count), evening)


def _instants(title: Shown, day: Ints, minute: Ints, place: Ints, rng: np.random.Generator) -> Ints:
    """Local day and minute as milliseconds of UTC; nothing begins before the release."""
    released_ms = title.released_us // 1000
    midnight_ms = released_ms - released_ms % DAY_MS
    start_ms = midnight_ms + day * DAY_MS + minute * _MINUTE_MS - _OFFSETS_MS[place] + rng.integers(0, 60_000, len(day))
    return np.where(start_ms < released_ms, released_ms + rng.integers(0, 180 * _MINUTE_MS, len(day)), start_ms)


def _weekday(title: Shown) -> int:
    return instants.to_datetime(title.released_us).weekday()


def _grained(values_ms: Ints) -> Ints:
    return np.maximum(values_ms // _GRAIN_MS, 1) * _GRAIN_MS


def _offset_ms(time_zone: str) -> int:
    offset = datetime(2021, 1, 1, tzinfo=ZoneInfo(time_zone)).utcoffset()
    assert offset is not None
    return int(offset.total_seconds() * 1000)


_OFFSETS_MS = np.array([_offset_ms(time_zone) for _, time_zone, _ in PLACES])
