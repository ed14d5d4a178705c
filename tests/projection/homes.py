"""Households that see films through and come back, made up for the tests; nothing of the model is in two of the three.

Each generator gives single completions (household, age of the title in days), from which a test takes what was known at an age.

- `renewing`: after each completion a household goes on with a chance of its own (beta), after a gap that is log-normal.
- `families`: some households have children; they come back nearly daily for a while of their own and then stop, the others hardly.
- `frailty`: the model's own process, with the model's own shape.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from matinee.projection.rewatches import completers_of

WINDOW = 91


@dataclass(frozen=True, kw_only=True)
class Film:
    title: str
    kids: bool
    new_households: np.ndarray
    started: np.ndarray
    completed: np.ndarray
    household: np.ndarray
    age_days: np.ndarray

    def at(self, days):
        """Its completers as they were known at this age."""
        return completers_of(self.household, self.age_days, cut_off_days=days, title=self.title, kids=self.kids)

    def starters(self, days):
        """When they started and completed, as known at this age."""
        known = self.started <= days
        done = np.where(self.completed <= days, self.completed, np.nan)
        return self.started[known], done[known]


def film(rng, generator, *, number=0, kids=False, size=3000, ages=WINDOW):
    """A film on which households start ever more slowly, 68 % of which see it through, most at once."""
    size = int(size * np.exp(rng.normal(0, 0.7)))
    fall = np.exp(rng.normal(np.log(0.09), 0.3))
    started = np.minimum(rng.exponential(1 / fall, size), rng.uniform(0, ages, size))
    later = rng.random(size) < 0.2
    lag = np.where(later, rng.exponential(3.0, size), 0.08)
    done = rng.random(size) < np.clip(rng.normal(0.68, 0.06), 0.4, 0.9)
    completed = np.where(done, started + lag, np.nan)
    homes = np.flatnonzero(done & (completed <= ages))
    pairs = [(homes, completed[homes]), *generator(rng, homes, completed[homes], kids, ages)]
    household, age = (np.concatenate(part) for part in zip(*pairs, strict=True))
    return Film(
        title=f"Film {number}",
        kids=kids,
        new_households=np.histogram(started, bins=np.arange(ages + 1))[0].astype(float),
        started=started,
        completed=completed,
        household=household,
        age_days=age,
    )


def renewing(rng, homes, first, kids, ages):
    level = np.exp(rng.normal(0, 0.4))
    goes_on = rng.beta(0.35 * level * (1.8 if kids else 1), 2.2, len(homes))
    middle, width = np.exp(rng.normal(np.log(12 if kids else 30), 0.2)), 1.6
    age, active, found = first.copy(), np.ones(len(homes), bool), []
    for _ in range(200):
        active &= rng.random(len(homes)) < goes_on
        age = age + 0.2 + rng.lognormal(np.log(middle), width, len(homes))
        active &= age <= ages
        if not active.any():
            break
        found.append((homes[active], age[active]))
    return found


def families(rng, homes, first, kids, ages):
    level = np.exp(rng.normal(0, 0.35))
    children = rng.random(len(homes)) < (0.5 if kids else 0.2)
    likes = children & (rng.random(len(homes)) < 0.25 * level * (1 if kids else 0.3))
    others = ~likes & (rng.random(len(homes)) < 0.06 * level)
    until = first + np.where(likes, rng.exponential(rng.uniform(6, 14), len(homes)), ages)
    gap = np.where(likes, rng.uniform(1.5, 6, len(homes)), rng.uniform(10, 90, len(homes)))
    age, active, found = first.copy(), likes | others, []
    for _ in range(200):
        age = age + 0.3 + rng.exponential(gap)
        active &= (age <= ages) & (age <= until)
        if not active.any():
            break
        found.append((homes[active], age[active]))
    return found


def frailty(rng, homes, first, kids, ages, *, rate=None, growth=None, shape=0.2):
    rate = np.exp(rng.normal(np.log(0.17 if kids else 0.09), 0.4)) if rate is None else rate
    growth = rng.normal(0.25, 0.15) if growth is None else growth
    followed = ages - first
    whole = np.expm1(growth * np.log1p(followed)) / np.expm1(growth * np.log(29))
    counts = rng.poisson(rng.gamma(shape, rate / shape, len(homes)) * whole)
    each = np.repeat(np.arange(len(homes)), counts)
    part = rng.random(len(each)) * np.expm1(growth * np.log1p(followed[each]))
    return [(homes[each], first[each] + np.expm1(np.log1p(part) / growth))]
