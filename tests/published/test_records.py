"""Records of published charts: how long, how long in a row, how high, for every title that a name may mean."""

from __future__ import annotations

import json
from datetime import date

import pytest

from matinee.errors import MatineeError
from matinee.published.records import TitleRecords, ambiguity, chart_records, longest_runs
from tests.data import needs_data

from .places import DAILY, daily, edition, real, weekly


def days(name, ranks, *, released="2020-12-25", counts=None):
    """Days of January 2021, rank by rank; 0 for a day without."""
    counts = counts or [None] * len(ranks)
    return [
        daily(f"2021-01-{day:02}", rank, name, released=released, periods_in_chart=count)
        for day, (rank, count) in enumerate(zip(ranks, counts, strict=True), start=1)
        if rank
    ]


def sentences(places, wanted, **options):
    return [record.sentence() for record in chart_records(places, wanted, **options)]


def test_a_record_tells_the_longest_run_and_the_best_rank():
    assert sentences(days("Rango", [4, 0, 2, 2, 3]), "rango") == [
        "Rango (daily, US): 4 days in all, of these 3 days in a row, from 2021-01-03 to 2021-01-05, best rank 2."
    ]


def test_a_title_that_never_left_is_told_in_a_row_only():
    record = chart_records(days("Rango", [4, 1, 1]), "RANGO")[0]
    assert record.sentence() == "Rango (daily, US): 3 days in a row, from 2021-01-01 to 2021-01-03, best rank 1."
    assert (record.times_at_best, record.periods_at_1, record.since) == (2, 2, date(2021, 1, 1))


def test_weeks_run_from_monday_to_sunday():
    places = [weekly(sunday, 3, "Rango", hours=hours) for sunday, hours in (("2022-01-02", 5), ("2022-01-09", 7))]
    record = chart_records(places, "Rango")[0]
    assert record.sentence() == (
        "Rango (global, Films (English)): 2 weeks in a row, from 2021-12-27 to 2022-01-09, best rank 3."
    )
    assert (record.most_hours, record.most_views) == (7, None)


def test_an_all_time_list_tells_the_rank_and_the_figures():
    common = {"chart": "most popular", "period": "91 days", "period_start": None, "period_end": None}
    place = weekly("2022-01-02", 8, "Rango", hours=231_200_000, views=137_300_000, **common)
    assert sentences([place], "Rango") == [
        "Rango (most popular, Films (English), first 91 days): no. 8 with 231,200,000 hours and 137,300,000 views."
    ]


def test_seasons_of_one_name_are_told_each_by_itself():
    places = [weekly("2022-01-02", rank, "Dark", season=f"Dark: Season {rank}") for rank in (1, 2)]
    records = chart_records(places, "dark")
    assert [str(record.title) for record in records] == ["Dark: Season 1", "Dark: Season 2"]
    assert ambiguity(records, "dark") == (
        "2 titles may be meant by 'dark', each told by itself: Dark: Season 1; Dark: Season 2."
    )
    assert sentences(places, "Dark: season 2") == [
        "Dark: Season 2 (global, Films (English)): 1 week in a row, from 2021-12-27 to 2022-01-02, best rank 2."
    ]


def test_a_remake_of_the_same_name_is_another_title():
    counts = {"2022-01-02": 1, "2022-01-09": 2, "2022-01-23": 1}
    places = [
        *(weekly(sunday, 1, "Noise", periods_in_chart=count) for sunday, count in counts.items()),
        weekly("2022-01-16", 1, "Filler"),
    ]
    records = chart_records(places, "Noise")
    assert [(record.periods, record.namesake) for record in records] == [(2, False), (1, True)]
    assert ambiguity(records, "Noise") == (
        "2 titles may be meant by 'Noise', each told by itself: Noise; Noise (a namesake)."
    )


def test_films_of_one_name_are_told_apart_by_their_release():
    places = [*days("Cats", [5, 5], released="2020-01-01"), *days("Cats", [7, 0], released="2020-02-01")]
    assert ambiguity(chart_records(places, "cats"), "cats") == (
        "2 titles may be meant by 'cats', each told by itself: Cats (released 2020-01-01); Cats (released 2020-02-01)."
    )


def test_one_title_in_several_charts_is_not_ambiguous():
    places = [*days("Rango", [5]), weekly("2021-01-03", 1, "Rango"), weekly("2021-01-03", 2, "Rango", country="BR")]
    records = chart_records(places, "Rango")
    assert len(records) == 3 and ambiguity(records, "Rango") is None
    assert [record.country for record in chart_records(places, "Rango", country="BR")] == ["BR"]


def test_a_title_that_was_renamed_has_one_record():
    places = [
        *days("Chappelle_____ Show", [8, 6, 0], counts=[1, 2, 0]),
        *days("Chappelle's Show", [0, 0, 3], counts=[0, 0, 3]),
    ]
    for wanted in ("Chappelle's Show", "chappelle’s show", "Chappelle_____ Show"):
        record = chart_records(places, wanted)[0]
        assert (record.periods, record.in_a_row, record.best_rank) == (3, 3, 3)
        assert (record.title.name, record.also_called) == ("Chappelle's Show", ("Chappelle_____ Show",))


def test_a_title_that_was_there_when_the_file_begins_may_be_older():
    record = chart_records(days("Ozark", [2, 3], counts=[5, 6], released="2017-07-21"), "Ozark")[0]
    assert record.sentence() == (
        "Ozark (daily, US): 2 days in a row, from 2021-01-01 to 2021-01-02, best rank 2; it may have been there before."
    )


@pytest.mark.parametrize(
    ("published", "wanted", "is_it"),
    [
        ("The Queen_____ Gambit", "The Queen's Gambit", True),
        ("Pok___mon Journeys: The Series", "Pokémon Journeys: The Series", True),
        ("Tiger King: Murder, Mayhem __", "Tiger King: Murder, Mayhem and Madness", True),
        ("A Babysitter_____ Guide to Mon__", "A Babysitter's Guide to Monster Hunting", True),
        ("Schitt_____ Creek", "Schitt's Creek", True),
        ("The Queen_____ Gambit", "The Queen and her Gambit", False),
        ("Tiger King: Murder, Mayhem __", "Tiger King", False),
        ("___ite", "White", False),
    ],
)
def test_a_name_that_lost_letters_is_recognised_by_those_it_kept(published, wanted, is_it):
    places = days(published, [5])
    if is_it:
        assert [record.title.name for record in chart_records(places, wanted)] == [published]
    else:
        with pytest.raises(MatineeError):
            chart_records(places, wanted)


def test_a_name_that_is_in_no_chart_is_refused():
    with pytest.raises(MatineeError) as error:
        chart_records(days("We Can Be Heroes", [5]), "We Can Be Heros")
    assert str(error.value) == (
        'There is no title called "We Can Be Heros" in the published charts.\nDid you mean "We Can Be Heroes"?'
    )
    with pytest.raises(MatineeError) as error:
        chart_records(days("Rango", [5]), "Metropolis")
    assert str(error.value).endswith("\nThey have 1 title; import the chart that has it.")


def test_a_record_can_be_written_as_json_has_it():
    line = chart_records(days("Rango", [4, 0, 2]), "Rango")[0].as_dict()
    assert {name: line[name] for name in ("name", "periods", "in_a_row", "from", "to", "best_rank")} == {
        "name": "Rango",
        "periods": 2,
        "in_a_row": 1,
        "from": "2021-01-01",
        "to": "2021-01-01",
        "best_rank": 2,
    }


def test_records_can_be_written_as_json_and_csv():
    found = TitleRecords(records=chart_records(days("Rango", [4, 0, 2]), "Rango"), ambiguity=None)
    told = json.loads(found.to_json())
    assert (told["ambiguity"], told["records"]) == (None, [found.records[0].as_dict()])
    header, line = found.to_csv().splitlines()
    assert header.startswith("name,season,released,also_called,namesake,chart,")
    assert line.startswith("Rango,,2020-12-25,,False,daily,,US,day,2,1,2,")


def test_the_longest_runs_come_first():
    places = [*days("A", [1, 1, 0, 1]), *days("B", [2, 2, 2, 2]), *days("C", [0, 3, 3, 0])]
    assert [(record.title.name, record.in_a_row) for record in longest_runs(places, limit=2)] == [("B", 4), ("A", 2)]


@needs_data
def test_we_can_be_heroes_stayed_24_days_in_a_row():
    assert sentences(real(DAILY).places, "We Can Be Heroes") == [
        "We Can Be Heroes (daily, US): 24 days in a row, from 2020-12-26 to 2021-01-18, best rank 2."
    ]


@needs_data
def test_the_midnight_sky_stayed_10_days():
    record = chart_records(real(DAILY).places, "the midnight sky")[0]
    assert (record.periods, record.in_a_row, record.best_rank, record.periods_at_1) == (10, 10, 1, 4)
    assert (record.from_, record.to) == (date(2020, 12, 24), date(2021, 1, 2))


@needs_data
def test_records_of_the_real_daily_chart():
    assert [record.sentence() for record in longest_runs(real(DAILY).places, limit=3)] == [
        (
            "Cocomelon (daily, US): 250 days in all, of these 86 days in a row, "
            "from 2021-04-06 to 2021-06-30, best rank 3."
        ),
        (
            "The Queen_____ Gambit (daily, US): 73 days in all, of these 62 days in a row, "
            "from 2020-10-24 to 2020-12-24, best rank 1."
        ),
        "Bridgerton (daily, US): 58 days in a row, from 2020-12-26 to 2021-02-21, best rank 1.",
    ]


@needs_data
def test_records_of_the_real_weekly_chart_keep_namesakes_apart():
    places = edition("2024-11-13").places
    assert sentences(places, "Noise") == [
        "Noise (global, Films (Non-English)): 2 weeks in a row, from 2023-01-09 to 2023-01-22, best rank 1.",
        "Noise (global, Films (Non-English)): 2 weeks in a row, from 2023-03-13 to 2023-03-26, best rank 2.",
    ]
    assert sentences(places, "Squid Game: Season 1") == [
        (
            "Squid Game: Season 1 (global, TV (Non-English)): 22 weeks in all, of these 19 weeks in a row, "
            "from 2021-09-13 to 2022-01-23, best rank 1."
        )
    ]
