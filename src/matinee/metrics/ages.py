"""First days: starters, watchers and completers at one, seven, 28 and 91 days after the release.

The three circles of a title's audience at the ages at which the field quotes them. A
`starter` is a household past the start threshold, a `watcher` one of these that has seen at
least 70 % of the film or of one episode, a `completer` one that has completed the title.
Ages that are not over yet have no row. The columns nest.

Source: starters, watchers and completers of Netflix's letter to the House of Lords, 2019, at
seven and 28 days; 91 days since its most popular lists of 2023.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from matinee.metrics.curve import Asked, Column, Curve
from matinee.metrics.metric import completions, households, households_known, started
from matinee.units import Unit
from matinee.viewing.rules import Measure, Rule

AGES_DAYS = (1, 7, 28, 91)
SEEN = Rule(measure=Measure.COVERAGE, least=0.7, one_asset=True)


def _rows(asked: Asked) -> Iterator[dict[str, Any]]:
    for days in AGES_DAYS:
        homes = asked.at_age(days)
        if homes is None:
            continue
        known = homes.completions.notnull()
        seen = homes[f"{SEEN.name}_us"].notnull().cast("int64").sum(where=known & homes.started)
        row = asked.rows(
            homes.aggregate(
                n=homes.count(),
                starters=households(started),
                watchers=seen,
                completers=households_known(started & (completions >= 1)),
            )
        )[0]
        nobody = 0 if not row["n"] and asked.runtime_ms is not None else None
        yield {
            "days": days,
            "starters": row["starters"] or 0,
            "watchers": nobody if row["watchers"] is None else row["watchers"],
            "completers": nobody if row["completers"] is None else row["completers"],
        }


AGES = Curve(
    name="ages",
    title="First days",
    formula="a row an age of the title that is over",
    columns=(
        Column(name="days", type=int, meaning="days since the release"),
        Column(name="starters", type=int, meaning="households with a start", unit=Unit.HOUSEHOLDS),
        Column(
            name="watchers", type=int, meaning="households that saw 70 % of it or of one episode", unit=Unit.HOUSEHOLDS
        ),
        Column(name="completers", type=int, meaning="households with a completion", unit=Unit.HOUSEHOLDS),
    ),
    rows=_rows,
)
