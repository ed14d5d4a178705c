"""Hold of a group: how many households its titles brought in their second week, for each one in the first.

Read 0.45 as: for each hundred homes that started a title of the director in its first seven days, forty-five others
did in the next seven. A home that started two of the titles counts with each: it is the titles that hold. Of a
title this is what is new, and not what is watched again; Christmas lifts it, and nothing is taken out for that:
`matinee hold` reads single titles in normal weeks. Library titles had their first weeks long ago, and hold nearly all.

Source: own, after the weekly hold of the box office.
"""

from ibis import _

from matinee.metrics.metric import Metric
from matinee.units import Unit

HOLD = Metric(
    name="hold",
    title="Hold",
    unit=Unit.RATIO,
    formula="households that started a title on its days 8 to 14 ÷ on its days 1 to 7",
    value=_.second_week.sum(),
    over=(_.first_week + _.second_week).sum(),
    parts="households",
    shared_out=True,
)
"""Counted as the second week's part of both, which is a share; told as a part of the first."""
