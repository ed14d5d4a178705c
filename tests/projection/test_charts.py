"""Weekly charts: bounds of what was not published, and projections that bear them."""

from __future__ import annotations

import json
from datetime import date, timedelta

import numpy as np
import pytest

from matinee.catalogue.spelling import plain
from matinee.errors import MatineeError
from matinee.projection.chart_backtest import chart_backtest, official_hours
from matinee.projection.chart_weeks import premieres, read_releases
from tests.data import needs_data
from tests.published.places import edition, weekly

SUNDAYS = [(date(2021, 1, 3) + timedelta(weeks=week)).isoformat() for week in range(120)]


def chart(*weeks, **other):
    """Lists of two: one film, and what stands at the last rank. None where the film has no place."""
    places = [weekly(SUNDAYS[0], 1, "Before", hours=500)]
    for number, (hours, last) in enumerate(weeks, start=1):
        if hours is not None:
            places.append(weekly(SUNDAYS[number], 1, "Film", hours=hours, **other))
        places.append(weekly(SUNDAYS[number], 2, f"Last {number}", hours=last))
    return places


def film(*weeks, released=None):
    return next(one for one in premieres(chart(*weeks), released) if one.name == "Film")


def test_a_week_without_a_place_lies_between_nothing_and_rank_10():
    found = film((900, 100), (400, 90), (None, 80), (None, 70))
    assert found.bounds(4) == (1300, 1450)
    assert found.best(4) == pytest.approx(1300 + 0.42 * 150)


def test_a_total_within_20_percent_is_near_exact():
    assert film((900, 100), (400, 90), (None, 80), (None, 70)).near_exact(4)
    assert not film((900, 100), (None, 90), (None, 80), (None, 70)).near_exact(4)


def test_what_was_there_when_the_file_begins_is_no_premiere():
    assert "Before" not in {one.name for one in premieres(chart((900, 100)))}


def test_a_count_of_weeks_that_begins_again_is_another_film():
    places = chart((900, 100), (None, 90), (None, 80), (None, 70))
    for number, (week, count) in enumerate([(1, 1), (3, 1)]):
        places = [one for one in places if not (one.name == "Film" and number == 0)]
        places.append(weekly(SUNDAYS[week], 1, "Film", hours=900, periods_in_chart=count))
    found = [one for one in premieres(places) if one.name == "Film"]
    assert [one.bounds(3) for one in found] == [(900, 900 + 90 + 80), (900, 900 + 70)]


def test_days_of_the_first_week_follow_from_the_day_of_release():
    """The week to Sunday 10 January 2021: a film of Friday has three days in it."""
    assert film((900, 100), released={"film": [date(2021, 1, 8)]}).first_days == 3
    assert film((900, 100), released={"film": [date(2020, 12, 8)]}).first_days is None


def test_days_of_release_are_read_by_name():
    found = read_releases(["title,released_on", "The Film,2021-01-08", "Other,", "The film,2022-02-02"], "released.csv")
    assert found == {"the film": [date(2021, 1, 8), date(2022, 2, 2)]}


def made_up(films=300, seed=4):
    """A chart of ten each week: films of a known decline, so that the truth beyond the list is known."""
    rng = np.random.default_rng(seed)
    hours, truth = {}, {}
    for number in range(films):
        week, first = 1 + number // 3, rng.lognormal(16, 0.8)
        hold = 0.45 * np.exp(rng.normal(0, 0.15))
        for age in range(20):
            hours.setdefault(week + age, []).append((first * hold**age, f"Film {number}"))
        truth[f"Film {number}"] = first * (1 - hold**4) / (1 - hold)
    places = [weekly(SUNDAYS[0], 1, "Before", hours=10**7)]
    for week in range(1, films // 3 + 1):
        for rank, (viewed, name) in enumerate(sorted(hours[week], reverse=True)[:10], start=1):
            places.append(weekly(SUNDAYS[week], rank, name, hours=int(viewed)))
    return places, truth


def test_films_that_drop_out_are_tested_too_and_the_truth_is_met():
    places, truth = made_up()
    found = chart_backtest(premieres(places))
    made = found.forecasts[4, 2]
    off = [abs(one.projected / truth[one.film.name] - 1) for one in made]
    assert sum(not one.film.near_exact(4) for one in made) > 20
    assert np.median(off) < 0.08
    assert found.as_dict()["windows"][1]["all"]["provably_too_high"] < 0.2


def test_what_happens_later_changes_no_projection():
    places, _ = made_up()
    films = premieres(places)
    last = max(one.week for one in films if len(one.lowest) >= 4)
    earlier = [one for one in films if one.week + 4 < last + 1] + [one for one in films if one.week == last]
    all_of_them = [one.projected for one in chart_backtest(films).forecasts[4, 1] if one.film.week == last]
    assert all_of_them == [one.projected for one in chart_backtest(earlier).forecasts[4, 1] if one.film.week == last]


def test_a_chart_that_is_too_short_is_said():
    with pytest.raises(MatineeError) as caught:
        chart_backtest(premieres(chart((900, 100), (400, 90))))
    assert str(caught.value) == (
        "The chart is too short to learn from.\nIt takes 40 films whose first four weeks are over."
    )


@needs_data
def test_published_films_meet_what_was_set():
    """The figures that were set for premieres as the file has them, all that can be met without days of release."""
    official = official_hours(edition("2024-08-28", "most-popular").places)
    assert official["Films (English)", plain("Red Notice")] == 454_200_000
    found = chart_backtest(premieres(edition("2024-11-13").places), official)
    windows = {(one["weeks"], one["from_weeks"]): one for one in json.loads(found.to_json())["windows"]}
    assert windows[4, 1]["all"]["provably_too_high"] <= 0.40
    assert windows[4, 2]["all"]["provably_too_high"] <= 0.20
    assert windows[4, 2]["all"]["near_exact"]["median_ape"] <= 0.045
    assert windows[13, 1]["official"]["median_ape"] <= 0.16
    assert windows[13, 4]["official"]["median_ape"] <= 0.045
