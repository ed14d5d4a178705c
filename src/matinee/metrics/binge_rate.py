"""Binge rate: of the households that started a season, how many watched three episodes in one sitting.

A sitting goes on while the home's breaks from the season are shorter than half an hour; an
episode is one of a sitting's if it was watched for at least two minutes in it. Read 0.25 as:
one in four homes that started the season had an evening of three episodes or more. Seasons
that come out week by week have few such evenings before the end. Titles of fewer than three
episodes have none, so it is not told of them.

Source: three or more episodes in one sitting, as in Deloitte's digital media trends surveys
since 2015. The half hour and the two minutes are ours.
"""

import ibis.expr.types as ir

from matinee.metrics.metric import Metric, Viewed, started
from matinee.metrics.sittings import sittings
from matinee.units import Unit

EPISODES, LEAST_US = 3, 120_000_000


def _counted(viewed: Viewed) -> ir.Table:
    rows = sittings(viewed.spans)
    watched = rows.group_by("household", "sitting", "asset").aggregate(us=(rows.ended_us - rows.started_us).sum())
    long = watched.filter(watched.us >= LEAST_US)
    marathons = long.group_by("household", "sitting").aggregate(episodes=long.count())
    binged = marathons.filter(marathons.episodes >= EPISODES).select("household").distinct()
    reached = viewed.households.filter(started).select("household")
    both = reached.semi_join(binged, "household")
    return both.aggregate(value=both.count()).cross_join(reached.aggregate(over=reached.count()))


BINGE_RATE = Metric(
    name="binge_rate",
    title="Binge rate",
    unit=Unit.SHARE,
    formula="households with three episodes in one sitting ÷ households with a start",
    query=_counted,
    parts="households",
    shared_out=True,
    least_assets=EPISODES,
)
