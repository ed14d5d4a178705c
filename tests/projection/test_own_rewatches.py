"""Those who see the service's own titles through: counted as reports count them, projected with what closed titles taught."""

from __future__ import annotations

import csv
import io
import json

import pytest

from matinee.reports.projection_text import projection_table
from tests.player import Player

SHORT = "short,short,Short,film,600,2021-03-01T19:00:00+00:00"
PARTS = [
    "ep1,show-1,Chapter 1,episode,600,2021-03-01T19:00:00+00:00",
    "ep2,show-1,Chapter 2,episode,600,2021-03-08T19:00:00+00:00",
]


def finish(household, day, at_s=0, asset="short", **other):
    return Player(asset, household, day=day, at_s=at_s, **other).play(0, 600).stop()


@pytest.fixture
def lake(make_lake):
    """Twelve homes of day 1, of which ten finish; one comes back twice, one begins again at once, two profiles sit in two rooms."""
    done = [finish(f"home-{one}", 0, one * 60) for one in range(8)]
    done += [finish("home-0", 2), finish("home-0", 4), finish("home-1", 0, 2000)]
    done += [finish("home-8", 0, 0, profile="a"), finish("home-8", 0, 700, profile="b")]
    done += [finish("home-9", 0, 30, profile="a"), finish("home-9", 0, 1900, profile="a")]
    begun = [Player("short", f"gone-{one}").play(0, 200).stop() for one in range(2)]
    blind = [Player("short", f"blind-{one}", positions=False).play(0, 600).stop() for one in range(4)]
    last = [Player("short", f"late-{day}", day=day).play(0, 200).stop() for day in range(1, 8)]
    return make_lake([*done, *begun, *blind, *last], [SHORT])


def test_completions_and_hours_so_far_are_those_of_the_report(lake):
    found = lake.title("short").project().seen_through
    reported = lake.title("short").report(days=7).numbers
    assert found.outlook.completers == reported["completing_households"].value == 10
    assert found.completions == reported["completions"].value == 15
    assert found.hours == pytest.approx(reported["hours"].value)
    assert found.known_share == pytest.approx(
        18 / 22
    )  # seven days are closed, with 22 households, 4 of them without positions


def test_two_profiles_of_one_evening_are_no_rewatch_and_one_profile_that_begins_again_is(lake):
    found = lake.title("short").project().seen_through
    # home-0 twice, home-9 with one profile once; whether home-1 is one person nobody knows.
    assert (found.outlook.rewatches, found.co_viewed) == (3, 2)
    assert found.totals.completions.median >= found.completions


def test_what_is_expected_is_never_below_what_is_counted(lake):
    told = lake.title("short").project().as_dict()["seen_through"]
    for what in ("completing_households", "rewatches", "completions", "hours"):
        ends = [end for one in told[what]["intervals"].values() if one for end in one.values()]
        assert min([told[what]["median"], *ends]) >= told[what]["counted"]
        assert told[what]["intervals"]["95"] is None
    assert told["state"] == "prior only" and told["rests_on"]["kind_from"] == "prior only"


def test_csv_has_every_number_on_a_line_of_its_own(lake):
    made = lake.title("short").project()
    rows = list(csv.DictReader(io.StringIO(made.to_csv())))
    assert [row["day"] for row in rows if row["what"] == "households"] == [str(day) for day in range(8, 29)]
    told = {row["what"]: row for row in rows if row["day"] == "28"}
    assert set(told) == {"households", "completing_households", "rewatches", "completions", "hours"}
    assert float(told["rewatches"]["median"]) == made.seen_through.totals.rewatches.median


def test_once_the_window_has_closed_it_is_the_count(lake):
    found = lake.title("short").project(days=7)
    assert found.projection.state == "closed"
    assert found.seen_through.totals.completions.median == found.seen_through.completions == 15


def test_a_share_is_told_only_where_enough_homes_were_followed_so_long(lake):
    back = lake.title("short").project().seen_through.coming_back
    assert back[28] is None and back[91] is None


@pytest.mark.parametrize(
    ("titles", "asset", "why"),
    [
        (PARTS, "ep1", "It was released in parts, and is completed anew with each."),
        (["ep1,one,One,film,,2021-03-01T19:00:00+00:00"], "ep1", "The catalogue does not know its runtime."),
    ],
)
def test_what_cannot_be_told_says_why(make_lake, titles, asset, why):
    lake = make_lake([finish(f"{day}-{one}", day, one, asset) for day in range(4) for one in range(3)], titles)
    made = lake.title(titles[0].split(",")[1]).project()
    assert made.seen_through.totals is None and made.seen_through.why_not == why
    assert json.loads(made.to_json())["seen_through"]["why_not"] == why
    assert projection_table(made)


def test_homes_without_positions_are_said(make_lake):
    blind = [Player("short", f"{day}", day=day, positions=False).play(0, 600).stop() for day in range(4)]
    made = make_lake(blind, [SHORT]).title("short").project()
    assert made.seen_through.why_not == "No player says where in the title its households are."


def test_an_answer_of_a_day_is_the_same_when_positions_and_profiles_become_known_later(make_lake):
    then = [finish(f"home-{one}", 0, one * 60) for one in range(6)]
    then += [Player("short", "blind", positions=False).play(0, 600).stop()]
    then += [finish("twice", 0, 0, profile="a"), finish("twice", 0, 700, profile="a")]
    then += [Player("short", f"late-{day}", day=day).play(0, 200).stop() for day in range(1, 5)]
    later = [finish("blind", 10), finish("twice", 10, profile="b")]
    asked = {"as_of": "2021-03-04T19:00Z"}
    before = make_lake(then, [SHORT]).title("short").project(**asked).as_dict()["seen_through"]
    after = make_lake([*then, *later], [SHORT]).title("short").project(**asked).as_dict()["seen_through"]
    assert before == after and before["known_share"] < 1
