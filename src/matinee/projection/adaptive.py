"""Intervals that adapt: what was issued and came out moves the level that the next interval is made at.

For each stated level 1 − α the level in use is 1 − αₜ, with α₁ = α and, title after title in the order in which windows closed,

    αₜ₊₁ = αₜ + γ (α − missₜ)        kept between α ÷ 5 and the smaller of 2 α and 0.9

missₜ is the share of the title's issued intervals of that level that its outcome fell out of. Over many titles the issued
intervals then cover 1 − α of them whatever the titles do (Gibbs and Candès, Adaptive conformal inference under distribution shift,
NeurIPS 2021). Of the issues of one title, window and day the first counts; all that were issued count, however they came out.

When not to trust it: few titles move little, twenty misses in a row bring 80 % to 95 %; and who asks only about titles
that do well has a ledger of those.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta

from matinee.projection.intervals import AS_THEY_ARE, LEVELS, Adapted
from matinee.projection.ledger import Issued, first_of_each

STEP = 0.01
"""γ: by how much one title moves α."""
_TIGHTEST, _LOOSEST = 0.2, 2.0


def adapted(issued: Iterable[Issued], *, before: date) -> Adapted:
    """The levels in use after what came out.

    Args:
        issued: Projections of one definition, country and window; those whose outcome is not known are not looked at.
        before: Only windows that had closed before this day began.
    """
    of_title: dict[tuple[date, str], list[Issued]] = defaultdict(list)
    for one in first_of_each(list(issued)):
        closed_on = one.released_on + timedelta(days=one.days)
        if one.outcome is not None and one.at < one.days and closed_on < before:
            of_title[closed_on, one.title].append(one)
    if not of_title:
        return Adapted(levels=dict(AS_THEY_ARE), titles=0)
    levels: dict[int, float] = {}
    for level in LEVELS:
        stated = used = 1 - level / 100
        for title in sorted(of_title):
            held = [one.covered(level) for one in of_title[title]]
            known = [covered for covered in held if covered is not None]
            if known:
                used += STEP * (stated - known.count(False) / len(known))
                used = min(max(used, _TIGHTEST * stated), _LOOSEST * stated, 0.9)
        # A narrower interval is never made at a higher level than a wider one.
        levels[level] = max(100 * (1 - used), *levels.values(), 0.0)
    return Adapted(levels=levels, titles=len(of_title))
