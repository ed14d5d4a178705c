"""Episode by episode: how many households started each, finished it, and went on to the next.

An episode is started by two minutes of viewing it and finished by having seen nine tenths of
it. `went_on` is the share of an episode's starters that also started the next one, whatever
the order in which they did; where it falls, the season loses its audience. Of films there is
nothing to tell. An episode whose successor is not out yet has no `went_on`.

Source: episode-to-episode retention as streaming services quote it; thresholds are ours.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import ibis

from matinee.metrics.curve import Asked, Column, Curve
from matinee.units import Unit

LEAST_US, SEEN = 120_000_000, 0.9


def _rows(asked: Asked) -> Iterator[dict[str, Any]]:
    if len(asked.assets) < 2 or asked.is_empty:
        return
    homes, places = asked.viewed.households, asked.places
    watched = homes.select("household", one=homes.asset_viewing.unnest()).unpack("one")
    started = watched.filter(watched.viewing_us >= LEAST_US).join(places, "asset").select("household", "place")
    after = started.select(home="household", next="place")
    pairs = started.left_join(after, [started.household == after.home, started.place + 1 == after.next])
    going = {
        row["place"]: row
        for row in asked.rows(pairs.group_by("place").aggregate(n=pairs.count(), on=pairs.home.count()))
    }
    stretches = homes.select("household", stretch=homes.depths.unnest()).unpack("stretch")
    seen = stretches.group_by("household", "asset").aggregate(ms=(ibis._.to_ms - ibis._.from_ms).sum())
    runtimes = {place: asset.runtime_ms for place, asset in enumerate(asked.assets, start=1)}
    of_places = seen.join(places, "asset")
    needed = ibis.cases(
        *((of_places.place == place, round(ms * SEEN)) for place, ms in runtimes.items() if ms is not None),
        else_=None,
    )
    ends = of_places.filter(of_places.ms >= needed) if any(runtimes.values()) else None
    finished = (
        {}
        if ends is None
        else {row["place"]: row["n"] for row in asked.rows(ends.group_by("place").aggregate(n=ends.count()))}
    )
    for place, asset in enumerate(asked.assets, start=1):
        row = going.get(place, {"n": 0, "on": 0})
        last = place == len(asked.assets)
        yield {
            "episode": place,
            "name": asset.name,
            "starters": row["n"],
            "completers": None if asset.runtime_ms is None else finished.get(place, 0),
            "went_on": None if last or not row["n"] else row["on"] / row["n"],
        }


EPISODES = Curve(
    name="episodes",
    title="Episode by episode",
    formula="a row an episode that was released by the end of the window",
    columns=(
        Column(name="episode", type=int, meaning="its place in the season"),
        Column(name="name", type=str, meaning="its name"),
        Column(name="starters", type=int, meaning="households that watched two minutes of it", unit=Unit.HOUSEHOLDS),
        Column(name="completers", type=int, meaning="households that saw 90 % of it", unit=Unit.HOUSEHOLDS),
        Column(name="went_on", type=float, meaning="share of its starters that started the next", unit=Unit.SHARE),
    ),
    rows=_rows,
)
