"""Cold start: how launches go where a service has not closed any of its own yet.

A shape by age and weekday, put together from published figures, and how far titles and services
lie from it. It is a prior: it centres the regression, and every closed title takes from its weight.

Sources: weekly hours of Netflix films by days on service in the first week (three days ×2.89, four ×2.29, five
×1.86, six ×1.77, seven ×1.62 after three more weeks; Friday titles day 10 to 24 ×1.25), and daily US box
office of 1,240 Friday openers outside Christmas (day 3 to 28 ×2.55, 7 to 28 ×1.89, 11 to 28 ×1.35, 13 to 28 ×1.28; 28 to 91
×1.07), 10 % to 90 % as `SPREADS` has them. Between the two, for a service knows neither.

When not to trust it: always, in its level. One service differs from another by a quarter (`SERVICE_SD`).
"""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

SERVICE_SD = 0.25
"""By how much the log of the multiplier from day 3 to 28 differs between services."""
_LEAST_SERVICE_SD = 0.01
_BEYOND, _BEYOND_SERVICE = 0.05, 0.08
"""How far titles lie from 91 ÷ 28 days, and services."""
FRIDAY = 4

_WEEK = (0.42, 0.42, 0.36, 0.35, 0.96, 1.0, 0.80)
"""New households of Monday to Sunday beside a Saturday's: between cinemas and streaming."""
_WEEKLY_HOLDS = (0.51, 0.48, 0.51, 0.60, 0.67, 0.71, 0.74, 0.76, 0.78, 0.80)
"""What is left of a week in the next: decay slows. The last one holds from then on."""
_OPENING = 1.08
"""Day 1 beside what its weekday lets expect."""
SPREADS = ((1, 0.20), (3, 0.15), (7, 0.11), (11, 0.065), (13, 0.055), (21, 0.03), (28, 0.015))
"""How far titles lie from what their early signs say, log of the 28-day multiplier, by age."""


@cache
def expected_days(weekday: int, days: int) -> Floats:
    """New households by day beside each other, for a release on this weekday (0 is Monday)."""
    week = np.array([_WEEK[(weekday + day) % 7] for day in range(days)])
    shape = week * decline(days)
    shape[:1] *= _OPENING
    shape.setflags(write=False)
    return shape


def decline(days: int) -> Floats:
    """What is left of a day's new households by age, the weekday apart; 1 on day 1."""
    weeks = -(-days // 7) + 1
    steps = np.log([_WEEKLY_HOLDS[min(week, len(_WEEKLY_HOLDS) - 1)] for week in range(weeks)])
    ends = np.concatenate(([0.0], np.cumsum(steps)))
    return np.asarray(np.exp(np.interp(np.arange(days) / 7, np.arange(weeks + 1), ends)))


def expected_multiplier(weekday: int, at: int, days: int) -> float:
    """How many times the households of the first `at` days those of the first `days` will be.

    >>> [round(expected_multiplier(4, at, 28), 2) for at in (3, 7, 11, 13)]
    [2.59, 1.86, 1.33, 1.27]
    """
    shape = expected_days(weekday, days)
    return float(shape.sum() / shape[:at].sum())


def spread(at: int, days: int) -> float:
    """How far titles of one service lie from what their early signs say, log of the multiplier."""
    ages, sds = zip(*SPREADS, strict=True)
    first = float(np.interp(at, ages, sds)) * np.sqrt(np.clip((days - at) / max(28 - at, 1), 0, 1))
    return float(np.hypot(first, _BEYOND * _beyond(at, days)))


def service_sd(at: int, days: int) -> float:
    """By how much the log multiplier of a service differs from the published ones; less where less is to come."""
    first = 0.0
    if at < 28:
        to_come = np.log(expected_multiplier(FRIDAY, at, min(days, 28)))
        first = SERVICE_SD * float(to_come / np.log(expected_multiplier(FRIDAY, 3, 28)))
    return float(np.hypot(max(first, _LEAST_SERVICE_SD), _BEYOND_SERVICE * _beyond(at, days)))


def _beyond(at: int, days: int) -> float:
    """How much of the way from 28 to 91 days, log scale, is to come."""
    return max(0.0, float(np.log(max(days, 28) / max(at, 28)) / np.log(91 / 28)))
