"""Completions by sittings: in how many sittings the households that finished the title got to its end.

Counted to the first completion. A sitting goes on while the home's breaks from the title are
shorter than half an hour. A film that most homes finish in one sitting holds them; one that
takes three evenings is put off and taken up again, or is for children who are sent to
bed. Five stands for five and more. Households below the start threshold are left out.

Source: own; a completion itself knows no sittings.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import ibis

from matinee.metrics.completion_moments import completion_moments
from matinee.metrics.curve import Asked, Column, Curve
from matinee.metrics.sittings import sittings
from matinee.units import Unit

MOST = 5


def _rows(asked: Asked) -> Iterator[dict[str, Any]]:
    if asked.runtime_ms is None or asked.is_empty:
        return
    moments = completion_moments(asked.viewed)
    firsts = moments.filter(moments.number == 1).select(home="household", at_us="at_us")
    rows = sittings(asked.viewed.spans).select("household", "sitting", "started_us")
    until = rows.join(firsts, [rows.household == firsts.home, rows.started_us < firsts.at_us])
    taken = until.group_by("household").aggregate(sittings=ibis.least(until.sitting.max(), MOST).cast("int64"))
    counted = taken.group_by("sittings").aggregate(n=taken.count())
    found = {row["sittings"]: row["n"] for row in asked.rows(counted)}
    for count in range(1, MOST + 1):
        yield {"sittings": count, "households": found.get(count, 0)}


COMPLETIONS_BY_SITTINGS = Curve(
    name="completions_by_sittings",
    title="Completions by sittings",
    formula="a row a number of sittings to a household's first completion; 5 is five and more",
    columns=(
        Column(name="sittings", type=int, meaning="sittings up to the first completion"),
        Column(
            name="households",
            type=int,
            meaning="households that took so many",
            unit=Unit.HOUSEHOLDS,
            adds_up_over=("rows",),
        ),
    ),
    rows=_rows,
)
