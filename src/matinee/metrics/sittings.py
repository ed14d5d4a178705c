"""Sittings: a household's viewing of a title, until it takes half an hour off.

Only for what is told of sittings; a completion knows none of them.
"""

import ibis
import ibis.expr.types as ir

BREAK_US = 1_800_000_000
"""A break as long as this ends a sitting."""


def sittings(spans: ir.Table) -> ir.Table:
    """The spans, with `sitting`: which of the household's sittings each belongs to, from 1."""
    earlier = ibis.window(group_by="household", order_by=["started_us", "ended_us"], preceding=(None, 1))
    marked = spans.mutate(before_us=spans.ended_us.max().over(earlier))
    begins = marked.before_us.isnull() | (marked.started_us - marked.before_us >= BREAK_US)
    marked = marked.mutate(begins=begins.cast("int64"))
    until = ibis.window(group_by="household", order_by=["started_us", "ended_us"], preceding=(None, 0))
    return marked.mutate(sitting=marked.begins.sum().over(until)).drop("before_us", "begins")
