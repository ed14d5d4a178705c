"""What a metric is, and the few words its expression is written in.

A metric counts facts: one row a household that watched the title within the window. The
columns a metric may use are

- `started`: whether the household reached the definition's threshold, and `starts`, how
  many times it sat down to it;
- `viewing_us`, `known_us`: viewing, and the part of it whose position is known;
- `covered_ms`, `completions`: null where the household's positions, or the runtime, are unknown;
- `runtime_ms`: the title's, null where unknown.

All are whole numbers, so that a sum does not depend on the order in which it is taken.
"""

from __future__ import annotations

import importlib
import inspect
from dataclasses import dataclass

from ibis import _
from ibis.common.deferred import Deferred

from matinee.units import Unit

__all__ = ["Metric", "completions", "households", "households_known", "known", "prose", "started"]

started = _.started
completions = _.completions
known = _.completions.notnull()


def households(condition: Deferred) -> Deferred:
    """How many households meet a condition."""
    return condition.cast("int64").sum()


def households_known(condition: Deferred) -> Deferred:
    """How many households of known positions meet a condition; null where there is none of those."""
    return condition.cast("int64").sum(where=known)


@dataclass(frozen=True, kw_only=True)
class Metric:
    """A number about a title, declared once.

    Attributes:
        name: Its file, CLI word, JSON key and column.
        title: What a person reads above it.
        unit: What one of it is.
        formula: How it is worked out, in words.
        adds_up_over: Over what its values may be added: "days", "countries", "titles".
        value: What is counted; or the numerator, where there is something to divide by.
        over: The denominator, or None.
        parts: What numerator and denominator are counted in, where there are any.
        left_out: Households that count in neither, for want of positions; or None.
        needs_position: Whether it is unknown where nothing is known of positions or runtime.
    """

    name: str
    title: str
    unit: Unit
    formula: str
    adds_up_over: tuple[str, ...] = ()
    value: Deferred
    over: Deferred | None = None
    parts: str | None = None
    left_out: Deferred | None = None
    needs_position: bool = False


def prose(metric: Metric) -> str:
    """What its file says of a metric: what it is, how to read it, when it misleads, its source."""
    module = importlib.import_module(f"matinee.metrics.{metric.name}")
    assert module.__doc__
    return inspect.cleandoc(module.__doc__)
