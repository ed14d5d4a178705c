"""Completion moments: each completion of each household, and what was playing when it came about."""

import ibis
import ibis.expr.types as ir

from matinee.metrics.metric import Viewed


def completion_moments(viewed: Viewed) -> ir.Table:
    """One row a completion of the households with a start.

    Returns:
        Columns household; number, 1 for the first; at_us; before_us, the instant of the one
        before, null for the first.
    """
    homes = viewed.households.filter(viewed.households.started)
    moments = homes.select("household", at_us=homes.completed_us.unnest())
    in_order = ibis.window(group_by="household", order_by="at_us")
    return moments.mutate(
        number=(ibis.row_number().over(in_order) + 1).cast("int64"), before_us=moments.at_us.lag().over(in_order)
    )


def with_what_played(moments: ir.Table, spans: ir.Table) -> ir.Table:
    """The completions, with `profile` and `time_zone` of the span that brought each about; null where unknown.

    Where two screens of the household played at that instant, the first of their profiles and zones is taken.
    """
    played = spans.select(
        home="household", profile="profile", time_zone="time_zone", s_us="started_us", e_us="ended_us"
    )
    playing = moments.left_join(
        played, [moments.household == played.home, played.s_us < moments.at_us, moments.at_us <= played.e_us]
    )
    return playing.group_by("household", "number", "at_us", "before_us").aggregate(
        profile=playing.profile.min(), time_zone=playing.time_zone.min()
    )
