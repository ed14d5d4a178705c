"""The households of a title that went on to another: part 1 and part 2 of a franchise.

Each household is followed from an instant of its own, for equally long: from its first completion of the part, or from when the
next part came out where that is later. Whoever had started the next part by then saw it first, and is no audience that could be kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from matinee.instants import DAY_US
from matinee.store.engine import Engine
from matinee.store.household_sets import HouseholdSets
from matinee.store.openings import Opening
from matinee.viewing.rules import Rule

COMPLETED, STARTED = "completed", "started"
UNKNOWN, NEXT_FIRST, TOO_YOUNG = "unknown", "next first", "too young"
"""How a household of the part stands: it had completed it, or only started it; or it is left out, and why."""


@dataclass(frozen=True, kw_only=True)
class Pair:
    """A part of a franchise and the next.

    Attributes:
        earlier: The titles of the parts before the next, this one too.
        part, next: The titles.
        out_us: When the next came out, or from when on it was measured.
        days: For how many days of 24 hours a household is followed.
        from_us, to_us: From when to when viewing counts.
    """

    earlier: tuple[str, ...]
    part: str
    next: str
    out_us: int
    days: int
    from_us: int
    to_us: int


def went_on(
    sets: HouseholdSets, engine: Engine, pair: Pair, rule: Rule, country: str | None
) -> tuple[list[dict[str, Any]], dict[str, int]]:
    """How many households of a part went on to the next.

    Args:
        sets: To count with.
        engine: The same that these have.
        pair: The part and the next.
        rule: By which a household has started.
        country: Only what was watched there; None: everywhere.

    Returns:
        Of the part, a row each for `state`, `done` (completions by then, 3 for more), `kids` (whether any of its viewing was on a
        kids profile; null: unknown) and `before` (whether it was in that state before the next came out), with `homes` and `kept`, those that
        started the next in time. Of the next: `reach` in its days, `new` to all earlier parts among these, and of the new ones
        followed equally long (`followed`) those that `went_back` to an earlier part.

    Raises:
        MatineeError: Facts have not been worked out by these rules yet.
    """
    titles = dict.fromkeys([*pair.earlier, pair.part, pair.next])
    windows = [Opening("whole", title, pair.from_us, pair.to_us) for title in titles]
    query = sets.facts_query(windows, rule, country)
    engine.drop("followed")
    engine.keep(
        "followed",
        f"SELECT title, household, epoch_us({rule.name}_at) AS crossed_us, completions IS NOT NULL AS known, "
        "list_transform(coalesce(completed_at, []), lambda instant: epoch_us(instant)) AS completed_us "
        f"FROM ({query}) WHERE {rule.name}_at IS NOT NULL",
    )
    values = {"part": pair.part, "next": pair.next, "out_us": pair.out_us, "last_us": pair.to_us - pair.days * DAY_US}
    long = pair.days * DAY_US
    there = "" if country is None else "AND country = $country"
    place = {} if country is None else {"country": country}
    rows = engine.sql(
        "WITH nexts AS (SELECT household, crossed_us AS next_us FROM followed WHERE title = $next), "
        "flags AS (SELECT household, max(kids::INTEGER) = 1 AS kids FROM spans WHERE title = $part "
        f"AND epoch_us(started_at) < $to_us {there} GROUP BY household), "
        "homes AS (SELECT known, completed_us, next_us, kids, len(completed_us) > 0 AS finished, "
        "greatest(CASE WHEN len(completed_us) > 0 THEN completed_us[1] ELSE crossed_us END, $out_us) AS since_us "
        "FROM followed LEFT JOIN nexts USING (household) LEFT JOIN flags USING (household) WHERE title = $part) "
        f"SELECT CASE WHEN NOT known THEN '{UNKNOWN}' WHEN next_us <= since_us THEN '{NEXT_FIRST}' "
        f"WHEN since_us > $last_us THEN '{TOO_YOUNG}' WHEN finished THEN '{COMPLETED}' ELSE '{STARTED}' END AS state, "
        "least(len(list_filter(completed_us, lambda instant: instant <= since_us)), 3)::BIGINT AS done, kids, "
        "since_us = $out_us AS before, count(*) AS homes, "
        f"count(*) FILTER (next_us > since_us AND next_us <= since_us + {long}) AS kept FROM homes GROUP BY ALL",
        to_us=pair.to_us,
        **values,
        **place,
    ).to_pylist()
    return rows, _brought(engine, pair, [title for title in titles if title != pair.next])


def _brought(engine: Engine, pair: Pair, earlier: Sequence[str]) -> dict[str, int]:
    """Whom the next part brought."""
    listed = ", ".join(f"$title_{number}" for number in range(len(earlier)))
    long = pair.days * DAY_US
    row: dict[str, int] = engine.sql(
        "WITH seen AS (SELECT household, min(crossed_us) AS seen_us FROM followed "
        f"WHERE title IN ({listed}) GROUP BY household), "
        "came AS (SELECT crossed_us, seen_us, seen_us IS NULL OR seen_us >= crossed_us AS fresh, "
        f"crossed_us + {long} <= $to_us AS whole FROM followed LEFT JOIN seen USING (household) "
        f"WHERE title = $next AND crossed_us <= $out_us + {long}) "
        "SELECT count(*) AS reach, count(*) FILTER (fresh) AS new, count(*) FILTER (fresh AND whole) AS followed, "
        f"count(*) FILTER (fresh AND whole AND seen_us <= crossed_us + {long}) AS went_back FROM came",
        next=pair.next,
        out_us=pair.out_us,
        to_us=pair.to_us,
        **{f"title_{number}": title for number, title in enumerate(earlier)},
    ).to_pylist()[0]
    return row
