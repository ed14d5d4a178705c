"""Netflix's views: hours ÷ runtime, and why a row may say otherwise.

Reproduced from the published figures in whole numbers, so that halves are halves. The rules
for a row whose views are not that, tried in this order:

1. **Still airing**: `is_staggered_launch`, and a runtime of 0. Countries had different numbers of
   episodes, each with a runtime of its own; the file gives none.
2. **Rounded**: some hours that are rounded to the published ones give the published views.
3. **Set by hand**: the file says so, in `runtime_override_flag`.
4. **Live or weekly**: the show's runtime is another one each week, for three weeks on end, and the
   runtime that the views imply is within half and twice the published one. "For live titles, we
   show the latest runtime on our Top 10" (Netflix to Wrestlenomics, reported 2025-02-17).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from matinee.imports.published import PublishedPlace

FIRST_WEEK_BY_VIEWS = date(2023, 6, 18)
"""The first week that ranks by views and rounds hours to 100,000; named by its Sunday."""
VIEWS_STEP = 100_000
_RUNTIME_STEPS = 10_000
"""Published runtimes are whole numbers of 1/10,000 h."""


class ViewsDiffer(NamedTuple):
    """A row whose views are not hours ÷ runtime, and the rule that says why."""

    place: PublishedPlace
    published: str
    computed: str
    reason: str | None


def ranks_by_views(place: PublishedPlace) -> bool | None:
    """Whether the list of a place ranks by views, not by hours; None where neither is published."""
    if place.hours is None and place.views is None:
        return None
    if place.period_end is None:
        return place.views is not None
    return place.period_end >= FIRST_WEEK_BY_VIEWS


def hours_step(place: PublishedPlace) -> int:
    """What the hours of a place are rounded to."""
    return 100_000 if ranks_by_views(place) else 10_000


def views(hours: int, runtime_steps: int) -> int:
    """Hours ÷ runtime, rounded to 100,000, halves up; the runtime in 1/10,000 h.

    >>> views(32_300_000, 22_667)
    14200000
    """
    step = runtime_steps * VIEWS_STEP
    return (2 * hours * _RUNTIME_STEPS + step) // (2 * step) * VIEWS_STEP


def why_views_differ(places: Sequence[PublishedPlace]) -> Iterator[ViewsDiffer]:
    """The rows whose views are not hours ÷ runtime, each with its reason, if one of the rules gives one.

    Args:
        places: Of lists that rank by views.
    """
    changing = _with_changing_runtime(places)
    for place in places:
        published = "no views" if place.views is None else f"{place.views:,}"
        if place.runtime_h is None or place.hours is None or place.views is None:
            airing = place.staggered and place.runtime_h is None and place.views is not None
            yield ViewsDiffer(place, published, "unknown", _airing(place) if airing else None)
            continue
        runtime = int(place.runtime_h * _RUNTIME_STEPS)
        computed = views(place.hours, runtime)
        if computed == place.views:
            continue
        reason = None
        if _is_rounding(place.hours, runtime, place.views, hours_step(place)):
            reason = f"rounded: hours that are rounded to {place.hours:,} give it"
        elif place.runtime_overridden:
            reason = "set by hand: the file says that the runtime is not the catalogue's"
        elif (place.category, place.name) in changing and computed <= 2 * place.views <= 4 * computed:
            reason = "live or weekly: the runtime changes week by week, and the latest is shown"
        yield ViewsDiffer(place, published, f"{computed:,}", reason)


def _airing(place: PublishedPlace) -> str:
    if place.episodes_least is None or place.episodes_most is None:
        return "still airing: countries had different numbers of episodes, so that no runtime is given"
    return (
        f"still airing: countries had {place.episodes_least} to {place.episodes_most} episodes, "
        "so that no runtime is given"
    )


def _is_rounding(hours: int, runtime: int, published: int, step: int) -> bool:
    """Whether hours that round to the published ones give the published views."""
    low, high = views(hours - step // 2, runtime), views(hours + step // 2, runtime)
    return low <= published <= high


def _with_changing_runtime(places: Sequence[PublishedPlace]) -> set[tuple[str | None, str]]:
    """The shows that had another runtime each week for three weeks on end, standing in the list once in each."""
    runtimes: dict[tuple[str | None, str], dict[int, list[PublishedPlace]]] = defaultdict(lambda: defaultdict(list))
    for place in places:
        if place.number is not None:
            runtimes[place.category, place.name][place.number].append(place)
    found = set()
    for show, weeks in runtimes.items():
        changes = 0
        for (before, earlier), (after, later) in pairwise(sorted(weeks.items())):
            alone = len(earlier) == len(later) == 1 and after == before + 1
            changed = alone and None not in (earlier[0].runtime_h, later[0].runtime_h)
            changes = changes + 1 if changed and earlier[0].runtime_h != later[0].runtime_h else 0
            if changes >= 2:
                found.add(show)
    return found
