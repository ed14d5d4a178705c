"""Rewatches by profile: whether it was the same person of the household who completed the title again.

`same` means that the profile which brought about a completion also brought about the one
before, `another` that it was someone else's turn; `unknown` where the player told no
profile. Much of `another` says that a title goes around a family rather than being watched
twice by anybody. Households below the start threshold are left out.

Source: profiles as the player tells them, or as a token does; homes that share one profile
look like one person.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import ibis

from matinee.metrics.completion_moments import completion_moments, with_what_played
from matinee.metrics.curve import Asked, Column, Curve
from matinee.units import Unit

WHO = ("same", "another", "unknown")


def _rows(asked: Asked) -> Iterator[dict[str, Any]]:
    if asked.runtime_ms is None or asked.is_empty:
        return
    moments = with_what_played(completion_moments(asked.viewed), asked.viewed.spans)
    in_order = ibis.window(group_by="household", order_by="number")
    pairs = moments.mutate(before=moments.profile.lag().over(in_order))
    again = pairs.filter(pairs.number > 1)
    who = ibis.ifelse(again.profile == again.before, "same", "another").fill_null("unknown")
    found = {row["who"]: row["n"] for row in asked.rows(again.group_by(who=who).aggregate(n=again.count()))}
    for name in WHO:
        yield {"profile": name, "rewatches": found.get(name, 0)}


REWATCHES_BY_PROFILE = Curve(
    name="rewatches_by_profile",
    title="Rewatches by profile",
    formula="a row for the same profile as at the completion before, another one, and unknown ones",
    columns=(
        Column(name="profile", type=str, meaning="same, another or unknown"),
        Column(
            name="rewatches",
            type=int,
            meaning="completions beyond a household's first",
            unit=Unit.COMPLETIONS,
            adds_up_over=("rows", "titles"),
        ),
    ),
    rows=_rows,
)
