"""Share of viewing: how much of everything that was watched on the service was this title.

Read 0.12 as: of 100 hours that homes watched in the window, twelve were of this title. The
whole counts what was watched within the same window and country, titles the catalogue does
not know included. A quiet month makes a high share of little: read it beside the hours.

Source: the "share of viewing" of Nielsen's and Barb's reports, within one service.
"""

import ibis.expr.types as ir
from ibis import _

from matinee.metrics.metric import Metric, Viewed
from matinee.units import Unit


def _counted(viewed: Viewed) -> ir.Table:
    service = viewed.of_service
    everything = service.aggregate(over=(service.ended_us - service.started_us).sum())
    return viewed.households.aggregate(value=_.viewing_us.sum()).cross_join(everything)


SHARE_OF_VIEWING = Metric(
    name="share_of_viewing",
    title="Share of viewing",
    unit=Unit.SHARE,
    formula="viewing of the title ÷ viewing of all titles in the same window",
    query=_counted,
    parts="microseconds of viewing",
    shared_out=True,
)
