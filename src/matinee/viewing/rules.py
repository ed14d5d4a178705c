"""Rules by which a household has started a title: how long, how much, how continuously."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from matinee.instants import SECOND_US


class Measure(StrEnum):
    """What a rule measures of a household and a title."""

    VIEWING = "viewing"
    """Seconds of viewing, added up over sittings, profiles and devices."""
    CONSECUTIVE = "consecutive"
    """Seconds of viewing at normal speed in one span: a pause, a stall or a seek begins anew."""
    COVERAGE = "coverage"
    """Share of the runtime that was watched at least once."""


@dataclass(frozen=True, kw_only=True)
class Rule:
    """A threshold; a household is counted from the instant at which it is reached.

    Attributes:
        measure: What is measured.
        least: Seconds, or a share from 0 to 1. Zero seconds means any viewing at all.
        one_asset: Whether a single asset (a film, one episode) must reach it, rather than
            all assets of the title together.
    """

    measure: Measure
    least: float
    one_asset: bool = False

    @property
    def name(self) -> str:
        """The name of the rule's columns in the facts.

        >>> Rule(measure=Measure.VIEWING, least=120).name
        'viewing_120s'
        >>> Rule(measure=Measure.COVERAGE, least=0.7, one_asset=True).name
        'coverage_70pct_of_one_asset'
        """
        one, small, large = (10_000, "ppm", "pct") if self.measure is Measure.COVERAGE else (SECOND_US, "us", "s")
        whole = self.amount % one == 0
        amount = f"{self.amount // one}{large}" if whole else f"{self.amount}{small}"
        if self.measure is not Measure.COVERAGE and self.least == 0:
            amount = "0s"
        return f"{self.measure}_{amount}{'_of_one_asset' if self.one_asset else ''}"

    @property
    def amount(self) -> int:
        """The threshold as the fold needs it: microseconds, or millionths of the runtime."""
        if self.measure is Measure.COVERAGE:
            return round(self.least * 1_000_000)
        return max(1, round(self.least * SECOND_US))
