"""Made-up services whose sequels' outcomes are known, by rules of their own that the estimator does not have.

Assumed here, and not there: each household likes a title by a draw of its own (a Beta distribution, wide for adults' titles), what it
does next follows from that liking and a title effect with Student's t of 3 degrees; children's titles carry over more, and the
deeper the more; seasons otherwise than films; retention falls with the years between two parts, and the service grows meanwhile; who is new
comes by a push that is log-Normal and not in proportion to the first part; and only titles that did well are followed up, so that sequels fall
back by selection alone. The level of retention differs between services by a Normal on the logit scale, and so does how erratic titles are. None of this is a share
of depths, and none of the spreads is one that `matinee.sequel.estimate` has.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from matinee.sequel.estimate import Followed

_HOMES = 20_000
"""Households drawn for each title; its counts are scaled to its reach."""


class Slate(NamedTuple):
    """A service: its sequels so far, and the one that is to come, with what it turned out to reach."""

    past: list[Followed]
    coming: Followed


class _Service(NamedTuple):
    """What titles of one service have in common: level of retention, growth a year, how erratic titles and pushes are."""

    level: float
    growth: float
    erratic: float
    push: float


def slate(seed: int, past: int | None = None, rough: float | None = None) -> Slate:
    """A service with so many sequels.

    Args:
        seed: Of everything.
        past: Sequels so far; None: 0 to 24.
        rough: From 0, where titles are much alike, to 1, where they are not; None: anything between.
    """
    rng = np.random.default_rng(seed)
    wanted = 1 + (int(rng.integers(0, 25)) if past is None else past)
    level, growth, drawn = rng.normal(0.0, 0.45), rng.uniform(-0.02, 0.12), rng.random()
    roughness = drawn if rough is None else rough
    service = _Service(level, growth, 0.15 + 0.75 * roughness, 0.3 + 0.6 * roughness)
    made: list[Followed] = []
    while len(made) < wanted:
        one = _title(rng, service, len(made))
        if one is not None:
            made.append(one)
    return Slate(made[:-1], made[-1])


def _title(rng, service, number):
    kind = rng.choice(3, p=(0.3, 0.4, 0.3))  # for children, a film, a season
    reach = np.exp(rng.normal(10, 0.9))
    quality = rng.standard_t(4) * 0.5 + (0.4, 0.0, -0.2)[kind]
    # Followed up is what did well, by what the service saw, and now and then what did not.
    if rng.random() > 1 / (1 + np.exp(-(1.2 * (np.log(reach) - 10) + 1.5 * quality + 0.2))):
        return None
    wide = (4.0, 2.0, 1.5)[kind]
    mean = 1 / (1 + np.exp(-(0.6 + 0.7 * quality)))
    liking = rng.beta(mean * wide, (1 - mean) * wide, _HOMES)
    finishes = rng.random(_HOMES) < np.sqrt(liking)
    again = finishes & (rng.random(_HOMES) < (0.5, 0.08, 0.04)[kind] * liking**1.5)
    years = rng.uniform(0.8, 4.0)
    shock = rng.standard_t(3) * service.erratic
    effect = service.level + shock + (0.35, 0.0, 0.15)[kind] - 0.15 * years
    comes = rng.random(_HOMES) < 1 / (1 + np.exp(-(effect - 1.9 + 2.6 * liking + (0.8, 0.3, 0.5)[kind] * again)))
    scale = reach / _HOMES
    grown = np.exp(service.growth * years)
    brought = reach**0.8 * np.exp(rng.normal(0.4, service.push) + 0.25 * quality + 0.4 * service.level) * grown
    depths = (~finishes, finishes & ~again, again)
    return Followed(
        first=f"part-{number}-1",
        second=f"part-{number}-2",
        homes=tuple(float(depth.sum() * scale) for depth in depths),
        came=tuple(float((depth & comes).sum() * scale) for depth in depths),
        brought=float(brought),
        kids=bool(kind == 0),
    )
