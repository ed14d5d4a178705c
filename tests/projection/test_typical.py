"""The typical band is the middle half of titles of the same kind at the same age."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from matinee.projection.typical import typical

from .made import FRIDAY, curve


def slate(*sizes, **more):
    """Titles that bring so many households on each of three days."""
    return [
        curve(size, size, size, title=f"{size}", released=FRIDAY + timedelta(days=number), kind="film", **more)
        for number, size in enumerate(sizes)
    ]


def test_the_band_is_the_middle_half_on_each_day():
    """Of 10, 20, 30, 40 and 50 a day, quartiles are 20, 30 and 40: by hand, and by Moore and McCabe's median of each half too."""
    mine = curve(70, title="Mine", kind="film")
    found = typical(mine, [mine, *slate(10, 20, 30, 40, 50)], days=3)
    assert found.titles == 5 and found.kind == "film"
    assert (found.low, found.median, found.high) == ((20, 40, 60), (30, 60, 90), (40, 80, 120))


def test_titles_of_another_kind_threshold_or_age_are_not_in_it():
    mine = curve(70, title="Mine", kind="film", threshold="a")
    season = [curve(9, 9, 9, title="Season", kind="season", threshold="a")]
    young = [curve(9, 9, title="Young", kind="film", threshold="a")]
    found = typical(mine, [*slate(10, 20, 30, 40, threshold="a"), *slate(1, threshold="b"), *season, *young], days=3)
    assert found.titles == 4 and found.median == (25, 50, 75)


def test_of_three_titles_there_is_no_band():
    assert typical(curve(1, title="Mine", kind="film"), slate(10, 20, 30), days=3) is None


def test_a_title_of_unknown_kind_is_laid_beside_all():
    season = curve(50, 50, 50, title="Season", kind="season", released=date(2021, 1, 1))
    found = typical(curve(1, title="Mine"), [*slate(10, 20, 30), season], days=3)
    assert found.titles == 4 and found.kind is None


@given(st.lists(st.lists(st.integers(0, 1000), min_size=5, max_size=5), min_size=4, max_size=12), st.integers(1, 5))
def test_half_of_the_titles_lie_within_and_nothing_ever_falls(counts, days):
    others = [
        curve(*map(float, days), title=str(place), kind="film", released=FRIDAY + timedelta(days=place))
        for place, days in enumerate(counts)
    ]
    found = typical(curve(1, title="Mine", kind="film"), others, days=days)
    reach = np.cumsum(np.array(counts), axis=1)[:, :days]
    within = ((found.low <= reach) & (reach <= found.high)).sum(axis=0)
    assert within.min() >= len(counts) / 2 - 1  # the quartiles lie between titles
    for line in (found.low, found.median, found.high):
        assert len(line) == days and all(np.diff(line) >= 0)
