"""Curves for the tests, made by hand or by the generator."""

from __future__ import annotations

from datetime import date
from functools import cache

from matinee.projection.curves import Curve

from .launches import Service, launches

FRIDAY = date(2021, 3, 5)


def curve(*counts, title="Film", released=FRIDAY, **other):
    return Curve(title=title, released_on=released, new_households=counts, **other)


@cache
def slate(titles=200, seed=1, days=28, service=None):
    """So many made-up titles as curves, in order of release."""
    made = launches(service or Service(), titles=titles, seed=seed, days=days)
    return tuple(
        Curve(title=one.title, released_on=one.released_on, new_households=one.counts, kids=one.kids) for one in made
    )


def table(curves, *, header="title,released_on,day,new_households"):
    """Curves as the lines of a file."""
    lines = [header]
    for one in curves:
        for day, count in enumerate(one.new_households, start=1):
            lines.append(f"{one.title},{one.released_on},{day},{count}")
    return lines
