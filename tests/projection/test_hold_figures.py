"""The figures that were set for holds, on made-up services that nothing was developed on, and on published charts.

Measured once over 500 titles a service (docs/hold.md) and guarded here on fewer, with room for chance: of 12 to 15 titles in the top.
"""

from __future__ import annotations

import numpy as np
import pytest

from matinee.projection.chart_weeks import premieres
from matinee.projection.hold import holds
from matinee.projection.hold_readings import place
from tests.data import needs_data
from tests.published.places import edition

from .held import SERVICES, area_under, legs, looked_at_weekly, promoted, service, stays
from .made import slate


def top_of(values):
    return values >= np.quantile(values, 0.95)


@pytest.mark.parametrize("name", SERVICES)
def test_at_day_nine_a_hold_says_who_will_stay(name):
    curves = service(name, titles=600, seed=3003)
    tested = curves[300:]
    scores = np.array([one.z for one in holds([one.until(9) for one in tested], curves[:300])])
    ends = np.array([legs(one) for one in tested])
    before_christmas = np.array([one.released_on.strftime("%m%d") < "1125" for one in tested])
    assert area_under(scores, top_of(ends)) >= 0.90
    assert area_under(scores[before_christmas], top_of(ends[before_christmas])) >= 0.93


@pytest.mark.parametrize("name", ["small", "front"])
def test_of_ordinary_titles_hardly_any_is_flagged_in_all_its_weeks(name):
    curves = service(name, titles=360, seed=3004)
    tested = range(200, 360)
    flagged = looked_at_weekly(curves, tested)
    top = top_of(np.array([legs(curves[one]) for one in tested]))
    ordinary = [one for one, high in zip(tested, top, strict=True) if not high]
    assert sum(bool(flagged[one]) for one in ordinary) <= 0.03 * len(ordinary)


def test_titles_over_christmas_are_not_flagged_for_christmas():
    curves = slate(700, seed=3005, days=28)
    over = [one for one in curves[250:] if "1205" <= one.released_on.strftime("%m%d") <= "1225"]
    found = [holds([one.until(day)], curves)[0] for one in over for day in (14, 21)]
    assert len(over) >= 30
    assert sum(one.flagged for one in found) <= 0.03 * len(found)


def test_a_title_that_stops_falling_is_flagged_where_others_are_alike():
    """As *KPop Demon Hunters*: from the second week on each week brings what the one before did. Measured: docs/hold.md."""
    curves = service("steady", titles=300, seed=3006)
    found = [holds([stays(one, from_day=8).until(21)], curves[:200])[0] for one in curves[200:300:5]]
    assert sum(one.flagged for one in found) >= 0.35 * len(found)
    assert sum(one.cause == "reach-driven" for one in found) >= 0.7 * sum(one.flagged for one in found)


def test_a_push_is_called_a_push():
    curves = service("steady", titles=300, seed=3007)
    found = [holds([promoted(one, on_day=15).until(19)], curves[:200])[0] for one in curves[200:300:5]]
    flagged = [one for one in found if one.flagged]
    assert len(flagged) >= 5
    assert sum(one.cause == "re-promotion" for one in flagged) >= 0.7 * len(flagged)


@needs_data
def test_of_published_films_hardly_any_is_far_out():
    """Week on week, 1 to 2 (which the days of the first week blur) and 2 to 3, beside all earlier films of the list.

    One that left the list is taken at rank 10.
    """
    films = [one for one in premieres(edition("2024-11-13").places) if len(one.lowest) >= 3]
    for week in (1, 2):
        known = [one for one in films if one.lowest[week - 1] > 0]
        scores = []
        for film in known[::3]:
            past = [one for one in known if one.week < film.week and one.category == film.category]
            if len(past) >= 30:
                logs = np.log([one.highest[week] / one.lowest[week - 1] for one in [*past, film]])
                christmas = np.array(
                    [
                        one.christmas_weeks(week, week + 1) - one.christmas_weeks(week - 1, week)
                        for one in [*past, film]
                    ],
                    float,
                )
                scores.append(
                    place(
                        float(logs[-1]), logs[:-1], sign=christmas[-1:], signs=christmas[:-1, None],
                        sds=np.array([0.4]), holiday=christmas, spread=0.2,
                    ).z
                )  # fmt: skip
        assert len(scores) > 230 and np.mean(np.array(scores) > 3.5) < 0.01
