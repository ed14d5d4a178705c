"""The Top 10: who led, ranked before rounding."""

from __future__ import annotations

import pytest

from matinee.errors import MatineeError
from tests.player import Player

TITLES = [
    "long,long,Long,film,12000,2021-03-01T00:00:00+00:00",
    "short,short,Short,film,3000,2021-03-01T00:00:00+00:00",
    "old,old,Old,film,6000,2021-02-01T00:00:00+00:00",
]


@pytest.fixture
def lake(make_lake):
    """Two weeks: Long leads by hours, Short by views; Old is there in the first week only."""
    return make_lake(
        [
            Player("long", "a").play(0, 6000).stop(),
            Player("short", "b").play(0, 3000).end(),
            Player("short", "b", at_s=4000).play(0, 1200).stop(),
            Player("old", "c", country="BR", time_zone="America/Sao_Paulo").play(0, 600).stop(),
            Player("long", "a", day=7).play(6000, 8000).stop(),
            Player("short", "b", day=8).play(0, 2000).stop(),
            Player("unheard-of", "c", day=8).play(0, 1000).stop(),
        ],
        TITLES,
    )


def lines(chart):
    return [(place.rank, place.previous_rank, place.title, place.periods_in_chart) for place in chart.places]


def test_a_week_runs_from_monday_to_sunday_whatever_day_of_it_is_named(lake):
    charts = [lake.top10(week=day) for day in ("2021-03-01", "2021-03-04", "2021-03-07")]
    assert charts[0] == charts[1] == charts[2]
    assert (charts[0].first_day.isoformat(), charts[0].last_day.isoformat()) == ("2021-03-01", "2021-03-07")


def test_hours_and_views_lead_to_different_charts(lake):
    by_hours, by_views = (lake.top10(week="2021-03-01", by=by) for by in ("hours", "views"))
    assert [place.title for place in by_hours.places] == ["Long", "Short", "Old"]
    assert [place.title for place in by_views.places] == ["Short", "Long", "Old"]
    assert [place.views for place in by_views.places] == [1.4, 0.5, 0.1]


def test_a_line_knows_the_rank_before_and_the_periods_in_chart(lake):
    # In the second week Long and Short have exactly as many hours: the alphabet decides.
    assert lines(lake.top10(week="2021-03-08")) == [
        (1, 1, "Long", 2),
        (2, 2, "Short", 2),
        (3, None, "unheard-of", 1),
    ]


def test_a_title_of_unknown_runtime_is_ranked_by_hours_and_not_by_views(lake):
    assert [place.title for place in lake.top10(week="2021-03-08", by="views").places] == ["Short", "Long"]


def test_a_chart_of_a_country_has_what_was_watched_there(lake):
    assert [place.title for place in lake.top10(week="2021-03-01", country="br").places] == ["Old"]


def test_a_day_is_charted_as_a_week_is(lake):
    assert lines(lake.top10(day="2021-03-09")) == [(1, None, "Short", 2), (2, None, "unheard-of", 1)]


def test_without_a_day_the_latest_week_is_shown(lake):
    assert lake.top10().first_day.isoformat() == "2021-03-08"


def test_a_chart_has_as_many_places_as_asked(lake):
    assert [place.rank for place in lake.top10(week="2021-03-01", places=2).places] == [1, 2]


def test_ranks_are_of_exact_figures(make_lake):
    """A second apart in an hour and a half: the same to any reader, and not to the chart."""
    lake = make_lake([Player("a", "x").play(0, 5400).stop(), Player("b", "x", day=1).play(0, 5401).stop()], [])
    assert [place.title for place in lake.top10().places] == ["b", "a"]


def test_days_begin_in_the_time_zone_of_the_chart(make_lake):
    # Monday 19:00 UTC is already Tuesday in Tokyo.
    lake = make_lake([Player("a").play(0, 600).stop()], [])
    (lake.folder.path / "matinee.toml").write_text('chart_time_zone = "Asia/Tokyo"')
    again = type(lake)(lake.folder.path)
    assert again.top10(day="2021-03-01").places == ()
    assert [place.title for place in again.top10(day="2021-03-02").places] == ["a"]


def test_an_empty_lake_has_an_empty_chart(make_lake):
    assert make_lake().top10(week="2021-03-01").places == ()


@pytest.mark.parametrize(
    ("asked", "problem"),
    [
        ({"day": "2021-03-01", "week": "2021-03-01"}, "A chart is of a day or of a week, not of both."),
        ({"day": "1 March"}, "'1 March' is not a date."),
        ({"by": "fame"}, "A chart cannot rank by 'fame'."),
        ({"places": 0}, "A chart cannot have 0 places."),
        ({"country": "UK"}, "'UK' is not a country."),
    ],
)
def test_a_question_that_makes_no_sense_is_refused(lake, asked, problem):
    with pytest.raises(MatineeError) as error:
        lake.top10(**asked)
    assert error.value.problem == problem
