"""Groups of titles are ranked by what each title did in as many days, and small ones are not shown."""

from __future__ import annotations

import csv
import io
import json

import pytest

from matinee.catalogue.franchises import Franchise
from matinee.errors import MatineeError
from tests.player import Player
from tests.rollups.watched import completers, histories, roles, starters, told_of

LINES = [
    "old,old,Old,film,6000,2020-06-01T00:00:00+00:00",
    "one,one,One,film,6000,2021-03-01T00:00:00+00:00",
    "two,two,Two,film,6000,2021-03-02T00:00:00+00:00",
    "late,late,Late,film,6000,2021-03-12T00:00:00+00:00",
    "tbd,tbd,To Be,film,6000,TBD",
]


def seen(film, home, times=1, day=0, seconds=6000):
    return [
        Player(film, home, day=day + number, at_s=sum(map(ord, film))).play(0, seconds).stop()
        for number in range(times)
    ]


@pytest.fixture
def lake(make_lake):
    """Old and One are Ana's, Two is Ben's with Ana, Late is Cy's. The last viewing is on day 14, a Monday."""
    players = [
        *(player for home in "abcdef" for player in seen("one", home, times=2 if home in "ab" else 1)),
        *(player for home in "abgh" for player in seen("two", home, day=2)),
        *seen("old", "a", day=1),
        *seen("old", "i", day=1, times=2),
        *seen("one", "j", day=9, seconds=600),  # after the first week of One
        *seen("late", "k", day=12),
        *seen("late", "k", day=14),
    ]
    told = roles(ana=["old", "one", "two"], ben=["two"], cy=["late"], dot=["tbd"])
    return told_of(make_lake(players, LINES), **told, franchises=[Franchise(id="f", name="Both", parts=("one", "two"))])


def rank(lake, **asked):
    return lake.rank(**{"by": "director", "days": 7, "least_homes": 1} | asked)


def rows(ranking):
    return {place.group.name: place for place in ranking.places}


def test_reach_of_a_director_is_that_of_homes_and_not_of_titles(lake):
    ranking = rank(lake)
    ana = rows(ranking)["Ana"]
    assert (ana.rank, ana.value, ana.added_up, ana.times_larger) == (1, 9, 12, pytest.approx(12 / 9))
    assert (ana.titles, ana.library_titles, ana.left_out) == (3, 1, 0)
    _, seconds = histories(lake)
    # J began One on its tenth day only.
    assert starters(seconds, {"old", "one", "two"}) - starters(
        {key: watched for key, watched in seconds.items() if watched == 600}, {"one"}
    ) == starters({key: watched for key, watched in seconds.items() if watched >= 6000}, {"old", "one", "two"})
    assert (rows(ranking)["Ben"].value, rows(ranking)["Ben"].added_up) == (4, 4)


def test_a_rate_is_of_homes_or_of_homes_and_titles(lake):
    depths, _ = histories(lake)
    mine = {"old", "one", "two"}
    home = rows(rank(lake, metric="rewatch_rate"))["Ana"]
    assert (home.counted, home.out_of) == (len(completers(depths, mine, 2)), len(completers(depths, mine))) == (3, 9)
    title = rows(rank(lake, metric="rewatch_rate", per="title"))["Ana"]
    assert (title.counted, title.out_of) == (3, 12)
    assert home.own_weight is None, "two groups teach nothing"
    assert home.value == home.raw == 3 / 9 and home.low < home.value < home.high


def test_titles_whose_days_are_not_over_are_left_out_and_counted(lake):
    ranking = rank(lake)
    assert "Cy" not in rows(ranking) and ranking.unwatched == 2
    assert (ranking.followed.too_young, ranking.followed.absent) == ({"late"}, {"tbd"})
    assert rows(rank(lake, days=3))["Cy"].value == 1
    assert rows(rank(lake, days=10))["Ana"].value == 10, "with J"


def test_a_library_title_counts_from_where_the_measuring_begins(lake):
    windows = {window.title: window for window in rank(lake).followed.windows}
    assert windows["old"].from_us == windows["one"].from_us  # the first day of viewing, midnight UTC
    later = rank(lake, from_day="2021-03-03")
    assert later.followed.library == {"old", "one", "two"}
    assert rows(later)["Ben"].value == 4
    assert rank(lake, to_day="2021-03-07").followed.too_young == {"two"}


def test_figures_of_few_homes_are_counted_and_not_shown(lake):
    ranking = rank(lake, least_homes=5)
    assert list(rows(ranking)) == ["Ana"] and ranking.few == 1
    # Three homes are in two of Ana's titles: what the titles add up to would tell.
    assert rows(ranking)["Ana"].added_up is None and rows(ranking)["Ana"].times_larger is None
    assert list(rows(rank(lake, metric="rewatch_rate", least_homes=4))) == ["Ben"], "of Ana's three came back"


def test_hold_is_the_second_week_as_a_part_of_the_first(lake):
    found = rows(rank(lake, metric="hold", days=14))
    assert (found["Ana"].counted, found["Ana"].out_of) == (1, 11), "One and Two: Old began earlier"
    assert (found["Ana"].raw, found["Ana"].titles, found["Ana"].left_out) == (pytest.approx(1 / 10), 2, 1)
    with pytest.raises(MatineeError, match="Hold takes two weeks"):
        rank(lake, metric="hold", days=7)


def test_ties_go_by_name_and_places_before_rounding(make_lake):
    players = [player for film in ("one", "two", "late") for player in seen(film, f"h-{film}", day=12)]
    told = roles(zoe=["one"], ana=["two"], mia=["late"])
    lake = told_of(make_lake([*players, *seen("late", "more", day=13), *seen("old", "x", day=20)], LINES), **told)
    places = rank(lake, days=5).places
    assert [(place.rank, place.group.name, place.value) for place in places] == [
        (1, "Mia", 2),
        (2, "Ana", 1),
        (3, "Zoe", 1),
    ]


def test_by_franchise_and_by_country(lake):
    found = rows(rank(lake, by="franchise"))["Both"]
    assert (found.value, found.added_up) == (8, 10)
    with pytest.raises(MatineeError, match="Nothing was watched in BR yet"):
        rank(lake, country="BR")


def test_json_and_csv_say_the_same(lake):
    ranking = rank(lake, metric="rewatch_rate")
    told = json.loads(ranking.to_json())
    assert told["metric"]["per"] == "home" and told["shrinkage"] is None
    assert told["interval"] == {"level": 0.95, "kind": "posterior beta"}
    assert told["followed"]["titles_too_young"] == 1 and told["groups_with_nothing_to_measure"] == 2
    lines = list(csv.DictReader(io.StringIO(ranking.to_csv())))
    assert [(line["name"], float(line["value"])) for line in lines] == [
        (place["name"], place["value"]) for place in told["places"]
    ]


def test_what_does_not_exist_is_refused(lake):
    for asked, problem in (
        ({"by": "colour"}, "Titles are not grouped by 'colour'."),
        ({"metric": "views"}, "Views does not add up over titles, and is no count of households"),
        ({"per": "person"}, "A rate is not per 'person'."),
        ({"least_homes": 0}, "A figure cannot be of 0 homes."),
        ({"days": 0}, "A window of 0 days is not possible."),
        ({"from_day": "2022-01-01"}, "Nothing was measured in that time."),
    ):
        with pytest.raises(MatineeError) as refused:
            rank(lake, **asked)
        assert refused.value.problem.startswith(problem) and refused.value.hint
