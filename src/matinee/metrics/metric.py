"""What a metric is, and the few words its expression is written in.

Most metrics count facts: one row a household that watched the title within the window. The
columns such a metric may use are

- `started`: whether the household reached the definition's threshold, and `starts`, how
  many times it sat down to it;
- `viewing_us`, `known_us`: viewing, and the part of it whose position is known;
- `covered_ms`, `completions`: null where the household's positions, or the runtime, are unknown;
- `completed_us`: the instants of its completions, in order, and `first_completed_us`, the first;
- `runtime_ms`: the title's, null where unknown.

All are whole numbers, so that a sum does not depend on the order in which it is taken. What
facts do not hold, who watched at the same instant and what the rest of the service did, is
asked of the spans: see `Viewed`.
"""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import ibis.expr.types as ir
from ibis import _
from ibis.common.deferred import Deferred

from matinee.units import Unit

if TYPE_CHECKING:
    from matinee.metrics.curve import Curve

__all__ = [
    "Metric",
    "Viewed",
    "at_normal_speed",
    "completions",
    "households",
    "households_known",
    "known",
    "prose",
    "started",
]

started = _.started
completions = _.completions
known = _.completions.notnull()
at_normal_speed = (_.rate == 1).ifelse(_.ended_us - _.started_us, 0).sum()
"""Microseconds of viewing at normal speed: of spans, not of facts."""


def households(condition: Deferred) -> Deferred:
    """How many households meet a condition."""
    return condition.cast("int64").sum()


def households_known(condition: Deferred) -> Deferred:
    """How many households of known positions meet a condition; null where there is none of those."""
    return condition.cast("int64").sum(where=known)


class Viewed(NamedTuple):
    """What a metric may ask, all within the window and the country.

    Attributes:
        households: The facts of the title, with what the definition makes of them.
        spans: Its spans, cut at the window's ends; instants are `started_us` and `ended_us` too.
        of_service: The spans of all titles.
    """

    households: ir.Table
    spans: ir.Table
    of_service: ir.Table


@dataclass(frozen=True, kw_only=True)
class Metric:
    """A number about a title, declared once.

    Attributes:
        name: Its file, CLI word, JSON key and column.
        title: What a person reads above it.
        unit: What one of it is.
        formula: How it is worked out, in words.
        adds_up_over: Over what its values may be added: "days", "countries", "titles".
        value: What is counted of the facts; or the numerator, where there is something to divide by.
        over: The denominator, or None.
        of_spans: Instead of `value`, what is summed up over the spans of the title.
        query: Instead of all three, what is asked of spans: one row with `value`, and `over` where it has parts.
        parts: What numerator and denominator are counted in, where there are any.
        left_out: Households that count in neither, for want of positions; or None.
        shared_out: Whether it describes those who watched, so that of nobody it is null and not 0.
        needs_position: Whether it is unknown where nothing is known of positions or runtime.
        needs_runtime: Whether it is unknown where the runtime is.
        least_assets: Of how many films or episodes the title must consist.
    """

    name: str
    title: str
    unit: Unit
    formula: str
    adds_up_over: tuple[str, ...] = ()
    value: Deferred | None = None
    over: Deferred | None = None
    of_spans: Deferred | None = None
    query: Callable[[Viewed], ir.Table] | None = None
    parts: str | None = None
    left_out: Deferred | None = None
    shared_out: bool = False
    needs_position: bool = False
    needs_runtime: bool = False
    least_assets: int = 1

    def counted(self, viewed: Viewed) -> ir.Table:
        """One row with its counts: `value`, `over` and `left_out`, as far as it has them."""
        if self.query is not None:
            return self.query(viewed)
        counts = {"value": self.value, "over": self.over, "left_out": self.left_out}
        counted = viewed.households.aggregate(**{name: count for name, count in counts.items() if count is not None})
        return counted if self.of_spans is None else viewed.spans.aggregate(value=self.of_spans).cross_join(counted)


def prose(declared: Metric | Curve) -> str:
    """What its file says of a metric or curve: what it is, how to read it, when it misleads, its source."""
    module = importlib.import_module(f"matinee.metrics.{declared.name}")
    assert module.__doc__
    return inspect.cleandoc(module.__doc__)
