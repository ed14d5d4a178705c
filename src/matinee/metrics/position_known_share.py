"""Viewing with known position: the share of viewing that completion rests on.

Players that do not report where in the content they are still report that they play. Read
0.97 as: of 100 hours viewed, 97 say which part was watched. Where it is low, completion
speaks for the players that do report, not for all.
"""

from ibis import _

from matinee.metrics.metric import Metric
from matinee.units import Unit

POSITION_KNOWN_SHARE = Metric(
    name="position_known_share",
    title="Viewing with known position",
    unit=Unit.SHARE,
    formula="viewing time whose position in the content is known ÷ viewing time",
    value=_.known_us.sum(),
    over=_.viewing_us.sum(),
    parts="microseconds of viewing",
    shared_out=True,
)
