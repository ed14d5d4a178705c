"""How Christmas releases of the simulated season are projected, over many seeds: with nothing closed before, and with a year of titles.

`make bench-projection`, or `python -m tools.bench_christmas 50`. Errors are of the median, below zero too low; Christmas releases
are those of 23 to 25 December, the others of the season are shown beside them. New households are counted as the truth of the simulation has
them. The year before is made by the simulation's own law (homes begin ever more rarely, and on weekends more often), with titles
that fall, in size and in weekday as the season's do, none of which is in it.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from datetime import date, timedelta

import numpy as np

from matinee import instants, terminal
from matinee.projection.curves import Curve
from matinee.projection.project import project
from matinee.simulation.slate import SLATE, WINDOW_DAYS
from matinee.simulation.truth import Truth, plays_of
from matinee.simulation.viewings import blocks

SCALE = 0.0001
AGES = (3, 7, 11, 13)
CHRISTMAS = (date(2020, 12, 23), date(2020, 12, 25))
YEAR = 60
_WEEKEND = 1.5
"""What a Friday, Saturday or Sunday has beside other days in the simulation."""


def season(seed: int) -> list[Curve]:
    """The season's titles as they open with this seed."""
    truth = Truth()
    for _, sittings in blocks(seed, SCALE):
        truth.add(plays_of(sittings))
    answers = truth.as_dict()
    return [
        Curve(
            title=title.id,
            released_on=instants.to_datetime(title.released_us).date(),
            new_households=tuple(float(day["new_households"]) for day in answers[title.id]["overall"]["daily"]),
            kind="film" if title.series is None else "season",
            kids=title.kids,
            language="en",
        )
        for title in SLATE
    ]


def year_before(seed: int, titles: int = YEAR) -> list[Curve]:
    """Titles of the year before the season, by the simulation's law."""
    rng = np.random.default_rng([seed, 1])
    falls = [title.fall for title in SLATE]
    sizes = [title.starters * SCALE for title in SLATE]
    made = []
    for number in range(titles):
        released_on = date(2019, 11, 1) + timedelta(days=int(rng.integers(0, 365)))
        weekdays = (released_on.weekday() + np.arange(WINDOW_DAYS)) % 7
        fall = np.exp(rng.uniform(np.log(min(falls)), np.log(max(falls))))
        weight = (1 - fall) ** np.arange(WINDOW_DAYS) * np.where(weekdays >= 4, _WEEKEND, 1.0)
        size = int(np.exp(rng.uniform(np.log(min(sizes)), np.log(max(sizes)))))
        counts = rng.multinomial(size, weight / weight.sum())
        made.append(
            Curve(
                title=f"before {number}",
                released_on=released_on,
                new_households=tuple(map(float, counts)),
                kind="film",
                kids=bool(rng.random() < 0.2),
                language="en",
            )
        )
    return made


def errors(seed: int, titles: int) -> dict[tuple[int, bool], list[tuple[float, bool]]]:
    """By age and whether it is a Christmas release: by how much each title was missed, and whether 80 % held."""
    curves = season(seed)
    known = [*year_before(seed, titles), *curves]
    found = defaultdict(list)
    for curve in curves:
        came = sum(count or 0.0 for count in curve.new_households)
        for at in AGES:
            made = project(curve.until(at), known)
            interval = made.intervals[80]
            assert interval is not None
            christmas = CHRISTMAS[0] <= curve.released_on <= CHRISTMAS[1]
            found[at, christmas].append((made.median / came - 1, interval.low <= came <= interval.high))
    return found


def medians(seeds: range, titles: int) -> dict[tuple[int, bool], tuple[float, float]]:
    """By age and whether it is a Christmas release: the median error over titles and seeds, and the share that 80 % held."""
    found = defaultdict(list)
    with terminal.progress() as tell:
        for seed in seeds:
            for key, values in errors(seed, titles).items():
                found[key] += values
            tell("Seasons", seed + 1 - seeds.start, len(seeds))
    return {
        key: (float(np.median([error for error, _ in values])), float(np.mean([held for _, held in values])))
        for key, values in found.items()
    }


def main(seeds: int = 50) -> None:
    """Print the medians."""
    for titles, what in ((0, "nothing closed before the season"), (YEAR, f"{YEAR} titles of the year before")):
        found = medians(range(seeds), titles)
        terminal.show(f"Simulated seasons, {seeds} seeds, {what}")
        for christmas, which in ((True, "Christmas releases"), (False, "other titles")):
            told = [f"day {at}: {found[at, christmas][0]:+.1%} ({found[at, christmas][1]:.0%} in 80 %)" for at in AGES]
            terminal.show(f"  {which}: {', '.join(told)}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
