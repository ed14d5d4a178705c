"""What a sequel would have to bring for its cost: per household and per hour, and how likely it brings as much."""

from __future__ import annotations

from dataclasses import dataclass

from matinee.errors import MatineeError
from matinee.sequel.estimate import Estimate


@dataclass(frozen=True, kw_only=True)
class Needed:
    """What the budget needs, where a household or an hour is worth something.

    Attributes:
        what: "households" or "hours".
        worth: What one of it is worth, in the unit of the budget.
        amount: How many pay for it.
        households: How many households that is: hours at what the part before was watched per household.
        chance: To reach more.
    """

    what: str
    worth: float
    amount: float
    households: float
    chance: float


@dataclass(frozen=True, kw_only=True)
class BreakEven:
    """A budget beside the estimate.

    Attributes:
        budget: In whatever currency.
        per_household, per_hour: Its cost by what the sequel is estimated to bring: at the median, and at the upper and the lower
            end of 80 times in 100.
        hours_per_household: Of the part before, taken for the sequel too; None where nobody watched.
        needed: What it needs, for each worth that was given.
    """

    budget: float
    per_household: tuple[float, float, float]
    per_hour: tuple[float, float, float] | None
    hours_per_household: float | None
    needed: tuple[Needed, ...]


def break_even(
    budget: float,
    told: Estimate,
    *,
    hours_per_household: float | None,
    worth_household: float | None = None,
    worth_hour: float | None = None,
) -> BreakEven:
    """Lay a budget beside an estimate.

    Raises:
        MatineeError: An amount is not above zero.
    """
    for name, amount in (("budget", budget), ("worth-household", worth_household), ("worth-hour", worth_hour)):
        if amount is not None and not 0 < amount < float("inf"):
            raise MatineeError(f"--{name} {amount:g} is no amount.", "Give an amount above zero.")
    ends = told.intervals[80]
    per_household = (budget / told.median, budget / ends.high, budget / ends.low)
    low, middle, high = (None if not hours_per_household else one / hours_per_household for one in per_household)
    needed = []
    if worth_household is not None:
        households = budget / worth_household
        needed.append(
            Needed(
                what="households", worth=worth_household, amount=households, households=households,
                chance=told.chance_above(households),
            )
        )  # fmt: skip
    if worth_hour is not None and hours_per_household:
        hours = budget / worth_hour
        households = hours / hours_per_household
        needed.append(
            Needed(
                what="hours", worth=worth_hour, amount=hours, households=households, chance=told.chance_above(households)
            )
        )  # fmt: skip
    return BreakEven(
        budget=budget,
        per_household=per_household,
        per_hour=None if low is None or middle is None or high is None else (low, middle, high),
        hours_per_household=hours_per_household,
        needed=tuple(needed),
    )
