"""Who of a part came to the next, by how deep they were in it, counted by hand."""

from __future__ import annotations

import pytest

from matinee.catalogue.franchises import Franchise
from matinee.sequel.evidence_sections import evidence_sections
from matinee.sequel.followed import followed_of
from tests.player import Player
from tests.rollups.watched import told_of

TITLES = [
    "one,one,One,film,600,2021-03-01T19:00:00+00:00",
    "two,two,Two,film,600,2021-03-04T19:00:00+00:00",
    "three,three,Three,film,600,TBD",
    "other,other,Other,film,600,2021-03-01T19:00:00+00:00",
]


@pytest.fixture
def lake(make_lake):
    """Of One 20 homes leave, 30 finish, 10 finish twice; Two, three days later, has 5, 15 and 9 of these and 31 others."""
    left = [f"left-{n}" for n in range(20)]
    once = [f"once-{n}" for n in range(30)]
    twice = [f"twice-{n}" for n in range(10)]
    new = [f"new-{n}" for n in range(31)]
    players = [Player("one", home, day=0).play(0, 150).stop() for home in left]
    players += [Player("one", home, day=0).play(0, 600).end() for home in once + twice]
    players += [Player("one", home, day=1).play(0, 600).end() for home in twice]
    players += [Player("two", home, day=4).play(0, 600).end() for home in left[:5] + once[:15] + twice[:9] + new]
    players += [Player("one", "late", day=5).play(0, 600).end(), Player("other", "last", day=11).play(0, 600).end()]
    franchise = Franchise(id="f", name="F", parts=("one", "two", "three"))
    return told_of(make_lake(players, TITLES), franchises=[franchise])


def test_depths_are_of_the_day_on_which_the_next_part_came_out(lake):
    (pair,) = lake.sequel("two", days=7).followed
    assert (pair.first, pair.second, pair.own) == ("One", "Two", True)
    assert (pair.told.homes, pair.told.came, pair.told.brought) == ((20, 30, 10), (5, 15, 9), 31)
    assert pair.told.ratio == 1.0


def test_the_estimate_rests_on_it_and_the_report_shows_it(lake):
    made = lake.sequel("two", days=7)
    assert (made.estimate.own_sequels, made.estimate.state) == (1, "own slate and anchors")
    # One own sequel and a prior worth 1.96, on the logit scale, with half a household added to each count: of those who
    # finished it once 15.5 of 31 and 0.5; who came back, 9.5 of 11: (1.8458 + 1.96 · 1.0986) ÷ 2.96 = 1.351, the logit of 0.7943.
    assert made.estimate.parts[1].share == pytest.approx(0.5)
    assert made.estimate.parts[2].share == pytest.approx(0.7943, abs=1e-4)
    told = [
        section
        for section in evidence_sections(made, drawn=False).sections
        if section.name == "Who stays from part to part"
    ]
    assert told[0].tables[0].rows == [
        ("One", "Two, of this franchise", "25.0 %", "50.0 %", "90.0 %", "48.3 %", "51.7 %", "1.00")
    ]  # fmt: skip


def test_its_own_outcome_is_not_what_an_estimate_rests_on(lake):
    made = lake.sequel("one", days=7)
    assert made.estimate.own_sequels == 0 and len(made.followed) == 1


def test_a_pair_whose_second_has_not_closed_its_window_says_nothing_yet(lake):
    assert lake.sequel("two", days=7, as_of="2021-03-11T18:00Z").followed == ()
    assert len(lake.sequel("two", days=7, as_of="2021-03-11T20:00Z").followed) == 1


def row(state, homes, kept, done=0):
    return {"state": state, "homes": homes, "kept": kept, "done": done}


def test_homes_of_unknown_positions_are_spread_over_the_depths():
    rows = [row("started", 40, 10), row("completed", 40, 30, 1), row("unknown", 80, 0), row("too young", 7, 0)]
    told = followed_of("a", "b", rows, 100, kids=None)
    assert (told.homes, told.came, told.brought) == ((80, 80, 0), (20, 60, 0), 20)
    assert (
        followed_of("a", "b", [*rows, row("unknown", 1, 0)], 100, kids=None) is None
    )  # of fewer than half it is known


def test_of_few_homes_a_ratio_is_chance():
    assert followed_of("a", "b", [row("completed", 49, 30, 1)], 500, kids=None) is None
    assert followed_of("a", "b", [row("completed", 500, 30, 1)], 49, kids=None) is None
