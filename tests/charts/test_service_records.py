"""Records of the service, worked out by hand on a small lake."""

from __future__ import annotations

import csv
import io
import json

import pytest
from rich.console import Console

from matinee.charts.rules import PRESETS
from matinee.reports.records_text import service_records_table, title_standing_table
from tests.charts.own_records import at, episode, film, first, lake_of, places, records, watched

TITLES = [
    film("one", at(0, 8)),
    film("two", at(10, 8), kids=True),
    film("three", at(20, 8), kids=True),
    film("old", at(-20, 8)),
    film("live", at(1, 8), runtime_s=""),
    film("undated", None),
]
SPANS = [
    *(watched(home, "one", at(0, 19), 600) for home in "abc"),
    watched("z", "old", at(1, 19), 3000),
    watched("a", "one", at(3, 19), 6000),
    watched("z", "live", at(4, 19), 60),
    watched("z", "undated", at(5, 19), 600),
    *(watched(home, "two", at(10, 19), 1200, country="BR") for home in "ab"),
    watched("d", "two", at(12, 19), 1200),
    watched("a", "two", at(13, 19), 5400),
    watched("a", "two", at(14, 19), 5400),
    *(watched(home, "three", at(20 + day, 19), 1200) for day, home in enumerate("ab")),
    watched("e", "one", at(22, 19), 6000),
    watched("z", "old", at(24, 19), 600),
]


@pytest.fixture(scope="module")
def lake(tmp_path_factory):
    """Three weeks and four days, from Monday, 1 March 2021."""
    return lake_of(tmp_path_factory.mktemp("hand"), SPANS, TITLES)


@pytest.fixture(scope="module")
def found(lake):
    return records(lake, least_completing=1).of_service()


def period(found, name, by):
    return next(one for one in found.periods if (one.period, one.by) == (name, by))


def run(found, name):
    return next(one for one in found.runs if one.name == name)


def shown(renderable):
    console = Console(width=140, highlight=False, file=io.StringIO())
    console.print(renderable)
    return console.file.getvalue()


def test_titles_are_ranked_by_their_first_day(found):
    assert places(first(found, "first_day", "reach")) == [(1, "one", 3), (2, "two", 2), (3, "three", 1), (4, "live", 0)]
    # 40 minutes against 30, and 20, and the minute of Live was on its fourth day.
    assert places(first(found, "first_day", "hours")) == [
        (1, "two", 2 / 3),
        (2, "one", 0.5),
        (3, "three", 1 / 3),
        (4, "live", 0),
    ]


def test_of_equal_figures_the_earlier_release_stands_higher(found):
    assert places(first(found, "first_7_days", "reach")) == [(1, "one", 3), (2, "two", 3), (3, "live", 0)]


def test_what_came_out_before_the_data_is_left_out_and_counted(found):
    assert found.scope.since.isoformat() == "2021-03-01"
    assert first(found, "first_day", "reach").left_out == {"began before the data": 1}
    assert found.scope.undated == 1


def test_views_of_an_unknown_runtime_are_not_ranked(found):
    record = first(found, "first_day", "views")
    assert [place.title_id for place in record.places] == ["two", "one", "three"]
    assert record.left_out == {"began before the data": 1, "unknown": 1}


def test_a_running_title_says_what_it_needs(found):
    running = first(found, "first_7_days", "reach").running
    assert [one.title_id for one in running] == ["three"]
    one = running[0]
    # Released on day 20 at 8:00, data to the end of day 24: 2 1/3 days of seven are left.
    assert (one.value, one.needs, one.is_ahead, one.chance) == (2, 1, False, None)
    assert one.days_left == pytest.approx(7 / 3)
    assert one.needs_per_day == pytest.approx(3 / 7)
    assert (one.recently, one.recent_days) == (2, pytest.approx(4 + 2 / 3))


def test_what_came_in_of_late_is_that_of_seven_days(found):
    running = {one.title_id: one for one in first(found, "first_28_days", "reach").running}
    # Household e on day 22 is new; a, b and c had started One long before.
    assert (running["one"].value, running["one"].recently, running["one"].recent_days) == (4, 1, 7)
    hours = {one.title_id: one for one in first(found, "first_28_days", "hours").running}
    assert hours["one"].recently == 6000 / 3600


def test_where_no_window_has_ended_there_is_no_record_and_no_need(found):
    record = first(found, "first_28_days", "reach")
    assert record.best is None
    assert [(one.needs, one.needs_per_day, one.is_ahead) for one in record.running] == [(None, None, None)] * 4


def test_a_running_title_may_be_ahead_already(lake):
    # On day 12 Two has had two days of its seven; only Live and One have ended theirs.
    record = first(records(lake, as_of=at(14, 12)).of_service(), "first_7_days", "hours")
    assert [(place.title_id, place.value) for place in record.places] == [("one", 7800 / 3600), ("live", 60 / 3600)]
    assert [(one.title_id, one.is_ahead, one.needs) for one in record.running] == [("two", True, 0)]


def test_completions_are_told_of_enough_households_only(lake):
    def means(least):
        record = first(
            records(lake, least_completing=least, as_of=at(60)).of_service(),
            "first_28_days",
            "completions_per_completer",
        )
        return record.running, record.left_out

    running, left_out = means(1)
    # a saw One whole once, and nine tenths of Two twice; e saw One once.
    assert {one.title_id: one.value for one in running} == {"two": 2, "one": 1}
    # Nobody finished Three and Old, and nobody knows how long Live is.
    assert left_out == {"too few households": 2, "unknown": 1}
    running, left_out = means(2)
    assert {one.title_id: one.value for one in running} == {"one": 1}
    assert {(one.needs, one.recently) for one in running} == {(None, None)}


def test_the_best_day_week_and_month_are_whole_ones(found):
    best = period(found, "day", "hours").places[0]
    assert (best.first_day.isoformat(), best.value) == ("2021-03-04", 6000 / 3600)
    assert period(found, "day", "hours").of == 25
    assert period(found, "day", "households").places[0].value == 3
    week = period(found, "week", "households")
    # a, b, c and z: four homes, though its days have seven together.
    assert [(one.first_day.isoformat(), one.value) for one in week.places] == [
        ("2021-03-01", 4),
        ("2021-03-08", 3),
        ("2021-03-15", 1),
    ]
    assert (week.of, week.left_out) == (3, 0)


def test_a_running_week_and_month_say_what_they_need(found):
    week = period(found, "week", "households").running
    # b on Monday, e on Tuesday, z on Thursday; four homes are the record; Friday to Sunday are left.
    assert (week.first_day.isoformat(), week.value, week.needs, week.days_left) == ("2021-03-22", 3, 1, 3)
    month = period(found, "month", "hours")
    assert month.places == ()
    assert (month.running.value, month.running.needs, month.running.days_left) == (34860 / 3600, None, 6)


def test_a_period_that_began_before_the_data_is_no_record(tmp_path):
    lake = lake_of(tmp_path, [watched("a", "one", at(day, 19), 600) for day in (2, 16, 40)], TITLES)
    found = records(lake).of_service()
    assert period(found, "week", "hours").left_out == period(found, "month", "hours").left_out == 1
    # Of the weeks from 8 March to 4 April, and the one from 5 to 11 April, which has 40 days after the first of March.
    assert [one.value for one in period(found, "week", "households").places] == [1, 0, 0, 0]
    assert period(found, "week", "households").running.value == 1


def test_days_and_weekends_begin_in_the_time_zone_of_the_chart(tmp_path):
    lake = lake_of(tmp_path, SPANS, TITLES, 'chart_time_zone = "Asia/Tokyo"\n')
    # 19:00 in London is 4:00 of the next day in Tokyo.
    assert period(records(lake).of_service(), "day", "hours").places[0].first_day.isoformat() == "2021-03-05"


def test_the_day_on_which_clocks_are_set_has_23_hours(tmp_path):
    spans = [watched("a", "one", at(26, 23, 30), 7200), watched("b", "one", at(27, 22, 30), 3600)]
    lake = lake_of(tmp_path, spans, TITLES, 'chart_time_zone = "Europe/London"\n')
    days = period(records(lake).of_service(), "day", "hours").places
    # Sunday, 28 March, ends at 23:00 UTC.
    assert [(day.first_day.isoformat(), day.value) for day in days] == [
        ("2021-03-28", 2),
        ("2021-03-27", 0.5),
        ("2021-03-29", 0.5),
    ]


def test_a_season_needs_views_by_the_runtime_it_will_have(tmp_path):
    titles = [film("one", at(0)), episode(1, at(20)), episode(2, at(45))]
    spans = [watched("a", "one", at(0, 19), 3000), watched("b", "show-1-e1", at(30, 19), 900)]
    running = first(
        records(lake_of(tmp_path, spans, titles), as_of=at(32)).of_service(), "first_28_days", "views"
    ).running
    # A quarter of both episodes, of which one is out: half a view is the record, and a quarter is missing.
    assert [(one.title_id, one.value, one.needs, one.recently) for one in running] == [("show-1", 0.5, 0.25, 0.25)]


def test_only_titles_of_the_chart_count(lake):
    found = records(lake, chart="kids").of_service()
    assert places(first(found, "first_day", "reach")) == [(1, "two", 2), (2, "three", 1)]
    assert found.scope.undated == 0
    assert period(found, "week", "households").places[0].value == 3
    assert [place.title_id for place in run(found, "weeks_in_a_row").places] == ["two", "three"]


def test_a_country_has_records_of_its_own_since_its_own_first_day(lake):
    found = records(lake, country="BR").of_service()
    assert found.scope.since.isoformat() == "2021-03-11"
    assert places(first(found, "first_day", "reach")) == [(1, "two", 2)]


def test_runs_are_of_whole_weeks_and_days(found):
    weeks = run(found, "weeks_in_a_row")
    assert [(place.title_id, place.value, place.goes_on) for place in weeks.places] == [
        ("two", 2, True),
        ("live", 1, False),
        ("old", 1, False),
        ("one", 1, False),
        ("undated", 1, False),
        ("three", 1, True),
    ]
    # Old came out before the data begins; nobody knows of Undated. One came out that week.
    assert {place.title_id for place in weeks.places if place.may_be_longer} == {"old", "undated"}
    at_1 = run(found, "days_at_no_1").places
    assert [(place.title_id, place.value) for place in at_1[:2]] == [("two", 4), ("one", 3)]
    assert {place.title_id: place.goes_on for place in at_1}["old"]


def test_a_title_stands_among_all(lake):
    two = records(lake, least_completing=1).of_title(lake.catalogue.titles["two"])
    stands = {(one.window, one.by): one for one in two.figures}
    figure = stands["first_day", "reach"]
    assert (figure.value, figure.state, figure.rank, figure.of, figure.best.title_id) == (2, "ranked", 2, 4, "one")
    assert stands["first_28_days", "reach"].running.title_id == "two"
    held = [one.window if hasattr(one, "window") else one.record.name for one in two.held]
    assert held[:2] == ["first_day", "first_day"]
    assert "weeks_in_a_row" in held


@pytest.mark.parametrize(
    ("title", "chart", "state", "value"),
    [
        ("old", "all", "began before the data", 0),
        ("undated", "all", "no date of release", None),
        ("one", "kids", "not in the chart", None),
    ],
)
def test_a_title_that_is_not_ranked_says_why(lake, title, chart, state, value):
    figure = records(lake, chart=chart).of_title(lake.catalogue.titles[title]).figures[0]
    assert (figure.state, figure.rank, figure.value) == (state, None, value)


def test_a_title_that_is_still_to_come_is_not_measured(lake):
    figure = records(lake, as_of=at(15)).of_title(lake.catalogue.titles["three"]).figures[0]
    assert (figure.state, figure.value) == ("not released yet", None)


def test_what_was_watched_later_is_not_known_then(lake):
    # Live was first watched on day 4; on day 3 nobody had.
    found = records(lake, as_of=at(3)).of_service()
    assert places(first(found, "first_day", "reach")) == [(1, "one", 3)]
    assert (found.scope.undated, first(found, "first_day", "reach").left_out) == (0, {"began before the data": 1})


def test_nothing_watched_is_no_record(tmp_path):
    lake = lake_of(tmp_path, [], TITLES)
    found = records(lake).of_service()
    assert (found.scope.since, found.firsts, found.periods, found.runs) == (None, (), (), ())
    assert json.loads(found.to_json())["since"] is None
    assert records(lake).of_title(lake.catalogue.titles["one"]).figures == ()
    assert shown(service_records_table(found)) == "Nothing was watched yet, so that there are no records.\n"


@pytest.mark.parametrize("day", [1, 5, 11, 20.5, 25, 60])
@pytest.mark.parametrize("chart", ["all", "kids"])
def test_every_title_is_ranked_or_running_or_left_out_once(lake, day, chart):
    found = records(lake, chart=chart, as_of=at(day)).of_service()
    rule = next(one for one in PRESETS if one.id == chart)
    titles = [title for title in lake.catalogue.titles.values() if rule.has(title) and title.id != "undated"]
    for record in found.firsts:
        values = [place.value for place in record.places]
        assert values == sorted(values, reverse=True)
        assert [place.rank for place in record.places] == list(range(1, record.of + 1))
        told = [one.title_id for one in (*record.places, *record.running)]
        assert len(set(told)) == len(told)
        assert len(told) + sum(record.left_out.values()) <= len(titles)
        assert {one.chance for one in record.running} <= {None}


def test_json_and_csv_have_exact_figures(found):
    data = json.loads(found.to_json())
    assert data["since"] == "2021-03-01"
    assert data["data_to"] == "2021-03-26T00:00:00+00:00"
    assert data["titles"][1]["places"][0]["value"] == 2 / 3
    lines = list(csv.DictReader(io.StringIO(found.to_csv())))
    best = next(line for line in lines if (line["record"], line["by"], line["rank"]) == ("first_day", "hours", "1"))
    assert (best["title_id"], best["value"], best["unit"], best["of"]) == ("two", repr(2 / 3), "hours", "4")
    running = next(line for line in lines if (line["record"], line["state"]) == ("first_7_days", "running"))
    assert (running["title_id"], running["needs"], running["chance"], running["rank"]) == ("three", "1", "", "")
    week = next(line for line in lines if (line["record"], line["rank"]) == ("weeks_in_a_row", "1"))
    assert (week["state"], week["from"], week["to"], week["unit"]) == ("goes on", "2021-03-08", "2021-03-21", "weeks")


def test_json_and_csv_of_a_title_say_the_same(lake):
    two = records(lake).of_title(lake.catalogue.titles["two"])
    data = json.loads(two.to_json())
    lines = list(csv.DictReader(io.StringIO(two.to_csv())))
    assert len(lines) == len(data["figures"]) + len(data["runs"])
    for line, figure in zip(lines, data["figures"], strict=False):
        assert (line["record"], line["by"], line["state"]) == (figure["record"], figure["by"], figure["state"])
        assert line["value"] == ("" if figure["value"] is None else repr(figure["value"]))
        assert line["needs"] == (
            "" if not figure["running"] or figure["running"]["needs"] is None else repr(figure["running"]["needs"])
        )
    assert data["figures"][0]["best"]["title_id"] == "one"


def test_only_so_many_places_are_told(lake):
    record = first(records(lake).of_service(places=2), "first_day", "reach")
    assert (len(record.places), record.of) == (2, 4)


def test_a_person_reads_the_records_in_lines(found):
    text = shown(service_records_table(found))
    lines = [" ".join(line.split()) for line in text.splitlines()]
    assert "Records of the service since 2021-03-01: All titles" in lines
    assert "First day reach 3 One 2021-03-01 4" in lines
    assert "First 28 days reach – nobody yet –" in lines
    assert "Day hours 1.67 h 2021-03-04 25" in lines
    assert "Weeks in a row hours 2 weeks Two 2021-03-08+ 6" in lines
    assert "7 days reach Three 2 1 0.43 2.3 0.43" in lines
    assert "Data from 2021-03-01 to 2021-03-26 00:00 (UTC); a record is broken by more, not by as much." in lines
    assert "Left out, since they came out before the data begins: 1 title." in lines
    assert "Left out, since nobody knows when they came out: 1 title." in lines
    assert "Left out of views, since their runtime is unknown: 1 title." in lines
    assert "chance" not in text


def test_a_person_reads_how_a_title_stands(lake):
    text = shown(title_standing_table(records(lake).of_title(lake.catalogue.titles["two"])))
    lines = [" ".join(line.split()) for line in text.splitlines()]
    assert "Two since 2021-03-01: All titles" in lines
    assert "First day reach 2 no. 2 of 4 3, One" in lines
    assert "First day hours 0.67 h no. 1 of 4 its own" in lines
    assert any(line.startswith("Holds ") for line in lines)
