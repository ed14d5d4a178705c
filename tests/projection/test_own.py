"""The service's own titles: their curves are those of reports, and what was said of them stays said."""

from __future__ import annotations

import json

import pytest

from matinee.errors import MatineeError
from matinee.metrics.definitions import PRESETS
from matinee.projection.own import OwnProjections
from tests.player import Player

TITLES = [
    "old,old,Old,film,6000,2021-02-01T00:00:00+00:00",
    "one,one,One,film,6000,2021-03-01T19:00:00+00:00",
    "two,two,Two,film,6000,2021-03-03T00:00:00+00:00",
    "tbd,tbd,To Be,film,6000,TBD",
]


def homes(asset, by_day, first=0):
    """So many new households on each day, each watching ten minutes."""
    return [
        Player(asset, f"{asset}-{day}-{number}", day=first + day, at_s=number * 60).play(0, 600).stop()
        for day, count in enumerate(by_day)
        for number in range(count)
    ]


@pytest.fixture
def lake(make_lake):
    players = [*homes("one", [5, 4, 3, 2, 2, 1, 1, 2, 1, 1]), *homes("two", [6, 3, 2, 2, 1, 1, 1, 1], first=2)]
    return make_lake([Player("old", "a").play(0, 600).stop(), *players], TITLES)


def curves_of(lake, days):
    told = OwnProjections(lake.folder, lake.history, lake.engine, lake.catalogue, lake.rules)
    return [run.curve for run in told.runs(PRESETS[0], days=days)]


def come(lake, players):
    file = lake.folder.path.parent / "more.cmcd"
    file.write_text("\n".join(line for player in players for line in player.lines))
    lake.import_cmcd([file])
    lake.refresh()


def test_a_curve_has_the_new_households_that_a_report_has(lake):
    curves = {curve.title: curve for curve in curves_of(lake, days=28)}
    assert set(curves) == {"one", "two"}  # Old came out before the data begins, To Be not yet
    assert curves["one"].new_households == (5, 4, 3, 2, 2, 1, 1, 2, 1)
    for title, curve in curves.items():
        daily = lake.title(title).report(days=curve.closed_days).daily["new_households"]
        assert list(curve.new_households) == daily
    assert (curves["two"].released_on.isoformat(), curves["two"].kind, curves["two"].threshold) == (
        "2021-03-03",
        "film",
        "netflix.chose.2020",
    )


def test_a_household_that_came_before_the_release_counts_from_the_release_on(make_lake):
    early = [Player("one", "early", day=-1).play(0, 600).stop(), Player("one", "early", day=1).play(600, 1200).stop()]
    lake = make_lake([Player("old", "a", day=-3).play(0, 600).stop(), *early, *homes("one", [2, 1, 1])], TITLES)
    (curve,) = (one for one in curves_of(lake, days=2) if one.title == "one")
    assert curve.new_households == (2, 2)


def test_a_projection_of_now_is_kept_and_one_of_the_past_is_not(lake):
    lake.title("one").project(as_of="2021-03-05T19:00Z")
    assert len(lake.projections()) == 0
    first = lake.title("one").project()
    lake.title("one").project()
    kept = lake.title("one").projections()
    assert len(kept) == 1 and kept["median"] == [first.projection.median] and kept["at"] == [9]


def test_what_was_said_stays_said_and_is_told_how_it_came_out(lake):
    said = lake.title("one").project(days=10)
    come(lake, homes("one", [0] * 10 + [1, 1]))
    assert lake.title("one").project(days=10).projection.state == "closed"
    first, closed = lake.title("one").projections().to_dicts()
    assert (first["at"], first["median"], first["state"]) == (9, said.projection.median, "prior only")
    assert first["outcome"] == 22 and first["error"] == said.projection.median / 22 - 1
    assert (closed["median"], closed["error"]) == (22, 0)


def test_a_projection_as_of_a_day_is_the_same_when_later_data_have_come(lake):
    asked = {"as_of": "2021-03-06T19:00Z", "days": 28}
    before = lake.title("one").project(**asked).as_dict()
    come(lake, [*homes("one", [0] * 12 + [9, 9]), *homes("two", [0] * 12 + [5])])
    after = lake.title("one").project(**asked).as_dict()
    assert {**before, "cut_off_at": None} == {**after, "cut_off_at": None}


def test_a_projection_is_no_less_than_what_is_counted_and_no_more_than_who_could_come(lake):
    (lake.folder.path / "matinee.toml").write_text("eligible_households = 23\n")
    again = type(lake)(lake.folder.path)
    made = again.title("one").project().projection
    assert made.counted == 21
    assert all(21 <= end <= 23 for one in made.intervals.values() if one for end in (one.low, one.high))


def test_json_has_the_exact_numbers(lake):
    made = lake.title("one").project(passing=30)
    told = json.loads(made.to_json())
    assert (told["counted"], told["median"], told["chance"]) == (21, made.projection.median, 0.4)
    assert told["passing"] == 30 and told["chance_bound"] is None and told["record"] is None
    assert told["intervals"]["95"] is None and told["state"] == "prior only"
    assert made.to_csv().splitlines()[0].startswith("what,day,counted,median,low_50,high_50")


def test_the_record_to_pass_is_the_most_that_another_title_had(lake):
    made = lake.title("two").project(days=8, as_of="2021-03-12T19:00Z", passing="record")
    assert (made.passing, made.record.id) == (20, "one")  # 5 + 4 + 3 + 2 + 2 + 1 + 1 + 2
    with pytest.raises(MatineeError) as error:
        lake.title("one").project(passing="record")
    assert error.value.problem == "No other title has closed its first 28 days: there is no record to pass."


@pytest.mark.parametrize(
    ("title", "problem"),
    [
        ("tbd", "The catalogue does not say when To Be was released."),
        ("old", "Old has no day since its release that is closed and known."),
    ],
)
def test_what_cannot_be_projected_says_why(lake, title, problem):
    with pytest.raises(MatineeError) as error:
        lake.title(title).project()
    assert error.value.problem == problem
