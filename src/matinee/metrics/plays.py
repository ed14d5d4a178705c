"""Plays and amounts: the spans of a title become sessions, and those what others call plays."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from matinee.metrics.terms import Joining, Measured, Plays, Telling
from matinee.viewing.rules import Rule

_DAY_US = 86_400_000_000


def sessions(spans: ir.Table, assets: ir.Table) -> ir.Table:
    """One row a session, with what others keep of it.

    Args:
        spans: With started_us and ended_us.
        assets: Columns asset, runtime_ms, credits_at_ms; of what was released.

    Returns:
        Columns household, profile, asset, session, started_us, ended_us, played_us, normal_us, last_ms,
        furthest_ms (null: no position), runtime_ms, credits_at_ms (null: unknown).
    """
    lasted = spans.ended_us - spans.started_us
    rows = spans.group_by("household", "profile", "asset", "session").aggregate(
        started_us=spans.started_us.min(),
        ended_us=spans.ended_us.max(),
        played_us=lasted.sum(),
        normal_us=(spans.rate == 1).ifelse(lasted, 0).sum(),
        last_ms=spans.position_end_ms.argmax(spans.ended_us),
        furthest_ms=spans.position_end_ms.max(),
    )
    joined = rows.left_join(assets, "asset")
    return joined.select(*rows.columns, "runtime_ms", "credits_at_ms")


def amounts(rows: ir.Table) -> ir.Table:
    """One row: viewing, at normal speed, and the furthest positions together; null where there is none."""
    return rows.aggregate(
        sessions=rows.count(),
        viewing_us=rows.played_us.sum(),
        normal_us=rows.normal_us.sum(),
        furthest_ms=rows.furthest_ms.sum(),
        runtimes=rows.runtime_ms.count(),
    )


def reached(facts: ir.Table, rules: list[Rule]) -> ir.Table:
    """One row: how many households passed each threshold, and the mean coverage."""
    counts = {rule.name: facts[f"{rule.name}_at"].count() for rule in rules}
    return facts.aggregate(coverage=facts.coverage.mean(), **counts)


def told(rows: ir.Table, plays: Plays) -> ir.Table:
    """One row: `value`, what a rule tells of the plays; null where no session has what the rule needs."""
    usable = rows
    if plays.needs_position:
        usable = usable.filter(usable.last_ms.notnull())
    if plays.needs_runtime:
        usable = usable.filter(usable.runtime_ms.notnull())
    # One who knows none of the sessions cannot say that there was no play.
    known = usable.count()
    joined = _joined(usable.filter(usable.played_us >= round(plays.session_least_s * 1_000_000)), plays)
    enough = joined.measured > plays.least if plays.above else joined.measured >= plays.least
    if plays.credits and plays.measured is Measured.LAST:
        enough = enough | (joined.last_ms >= joined.credits_at_ms).fill_null(False)
    count = enough.cast("int64").sum()
    if plays.telling is Telling.COUNT:
        value = count.fill_null(0).cast("float64")
    elif plays.telling is Telling.SHARE:
        value = count.cast("float64") / joined.count().nullif(0)
    else:
        value = joined.measured.mean(where=enough)
    return joined.aggregate(value=value).cross_join(usable.aggregate(known=known))


def _joined(rows: ir.Table, plays: Plays) -> ir.Table:
    """One row a play, with what is measured of it."""
    numbered = rows.mutate(number=_number(rows, plays))
    if plays.joining in (Joining.GAP, Joining.RESUMED):
        before = ibis.window(
            group_by=["household", "profile", "asset"],
            order_by=["started_us", "session"],
            preceding=(None, 0),
        )
        numbered = numbered.mutate(number=numbered.number.sum().over(before))
    one = numbered.group_by("household", "profile", "asset", "number").aggregate(
        played_us=numbered.played_us.sum(),
        last_ms=numbered.last_ms.argmax(numbered.started_us),
        furthest_ms=numbered.furthest_ms.max(),
        runtime_ms=numbered.runtime_ms.max(),
        credits_at_ms=numbered.credits_at_ms.max(),
    )
    measures = {
        Measured.SECONDS: one.played_us / 1_000_000,
        Measured.PLAYED: one.played_us / (one.runtime_ms * 1000),
        Measured.LAST: one.last_ms / one.runtime_ms,
        Measured.FURTHEST: one.furthest_ms / one.runtime_ms,
    }
    return one.mutate(measured=measures[plays.measured].cast("float64"))


def _number(rows: ir.Table, plays: Plays) -> ir.Value:
    """What tells a play from others of the person and item: its name, or 1 where a new one begins."""
    if plays.joining is Joining.SESSION:
        return rows.session
    if plays.joining is Joining.EVER:
        return ibis.literal(0)
    if plays.joining is Joining.DAY:
        return (rows.started_us // _DAY_US).cast("int64")
    in_order = ibis.window(group_by=["household", "profile", "asset"], order_by=["started_us", "session"])
    last_ms, ended_us, played_us = (rows[name].lag().over(in_order) for name in ("last_ms", "ended_us", "played_us"))
    if plays.joining is Joining.RESUMED:
        mark = rows.runtime_ms * plays.full
        watched = (last_ms >= mark) | (last_ms >= rows.credits_at_ms).fill_null(False)
        new = last_ms.isnull() | watched | (rows.last_ms < last_ms)
    else:
        runtime_us = rows.runtime_ms * 1000
        new = (
            ended_us.isnull()
            | (rows.started_us - ended_us >= plays.gap_s * 1_000_000)
            | (played_us > runtime_us * plays.full)
            | (played_us + rows.played_us > runtime_us)
        )
    return new.cast("int64")
