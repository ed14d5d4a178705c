"""Who completed a part is followed for equally long: did they start the next part, and whom did that bring."""

from __future__ import annotations

import csv
import io
import json

import pytest

from matinee.catalogue.franchises import Franchise
from matinee.errors import MatineeError
from matinee.rollups.audience import Kept, guarded, share_kept
from matinee.rollups.drops import ANCHORS, expected_drop
from tests.player import Player
from tests.rollups.watched import told_of

LINES = [
    "one,one,One,film,6000,2021-03-01T00:00:00+00:00",
    "two,two,Two,film,6000,2021-03-08T00:00:00+00:00",
    "three,three,Three,film,6000,TBD",
]


def whole(film, home, day, **more):
    return Player(film, home, day=day, at_s=7000 * ("ot".index(film[0])), **more).play(0, 6000).end()


def begun(film, home, day, **more):
    return Player(film, home, day=day, **more).play(0, 600).stop()


@pytest.fixture
def lake(make_lake):
    """Two comes out on day 7; homes are followed for seven days, and the last viewing is on day 20.

    a completed One twice, b and c once, before; a and b came to Two, b on the eighth day only. d completed One on day 9 and
    began Two on day 11; e began Two first and went back to One. f only began One, and came. g is new. h tells no
    positions; i completed One on day 18, too late to be followed; j is new on day 8, and went back to One on day 10.
    """
    players = [
        *(whole("one", "a", day) for day in (0, 1)),
        whole("one", "b", 2),
        whole("one", "c", 3),
        begun("two", "a", 7),
        begun("two", "b", 15),
        whole("one", "d", 9),
        begun("two", "d", 11),
        begun("two", "e", 7),
        whole("one", "e", 8),
        begun("one", "f", 4),
        begun("two", "f", 8),
        whole("two", "g", 12),
        Player("one", "h", day=1, positions=False).play(0, 6000).stop(),
        whole("one", "i", 18),
        begun("two", "j", 8),
        begun("one", "j", 10),
        begun("one", "z", 20),
    ]
    franchise = Franchise(id="f", name="Numbers", parts=("one", "two", "three"))
    return told_of(make_lake(players, LINES), franchises=[franchise])


def asked(lake, **more):
    return lake.audience_retention("numbers", **{"days": 7, "least_homes": 1} | more)


def groups(step):
    return {one.who: (one.homes, one.kept) for one in step.groups}


def test_homes_that_completed_a_part_and_started_the_next(lake):
    told = asked(lake)
    (step,) = told.steps
    found = groups(step)
    # a, b, c before, d after; b began Two eight days after it came out.
    assert found["completed it"] == (4, 2)
    assert (found["twice"], found["once"]) == ((1, 1), (3, 1))
    assert (found["before the next came out"], found["after it came out"]) == ((3, 1), (1, 1))
    # f of One only; j began it on day 10, but Two first; z is followed too short.
    assert found["started it only"] == (1, 1)
    assert step.left_out == {"unknown": 1, "next first": 2, "too young": 2}
    assert told.missing == ("Three has not been on the service for 7 days yet, as far as is measured.",)


def test_what_the_next_part_brought(lake):
    (step,) = asked(lake).steps
    # a, d, e, f, g, j in the first seven days of Two; e, g, j had not begun One before.
    assert (step.reach, step.new.kept) == (6, 3)
    # All three are followed for seven days; e and j went back.
    assert (step.went_back.homes, step.went_back.kept) == (3, 2)
    # One had a, b, c, f, h in its first seven days.
    assert step.ratio == pytest.approx(6 / 5)


def test_longer_and_earlier(lake):
    assert groups(asked(lake, days=9).steps[0])["completed it"] == (4, 3), "b too"
    early = asked(lake, as_of="2021-03-20T00:00:00+00:00", days=7).steps[0]
    assert early.left_out["too young"] == 1, "i has not seen it yet, and d has been followed for seven days"


def test_kids_households_stand_apart(make_lake, tmp_path):
    """Two of three homes with a kids profile on One come to Two; of two others one; of one nobody says."""
    lines = ["household,asset,session,started_at,ended_at,position_start_ms,position_end_ms,rate,kids"]

    def watched(home, film, day, minutes, kids):
        at = f"2021-03-{day:02}T"
        lines.append(
            f"{home},{film},{home}{film},{at}10:00:00Z,{at}{10 + minutes // 60}:{minutes % 60:02}:00Z,0,{minutes * 60000},1,{kids}"
        )

    for home, kids, comes in (
        ("a", "true", 1), ("b", "true", 1), ("c", "true", 0), ("d", "false", 1), ("e", "false", 0), ("f", "", 1),
    ):  # fmt: skip
        watched(home, "one", 2, 100, kids)
        if comes:
            watched(home, "two", 9, 10, "")
    watched("z", "one", 20, 10, "")
    (tmp_path / "spans.csv").write_text("\n".join(lines))
    lake = make_lake((), LINES)
    lake.import_spans([tmp_path / "spans.csv"])
    found = groups(asked(told_of(lake, franchises=[Franchise(id="f", name="Numbers", parts=("one", "two"))])).steps[0])
    assert found["kids households"] == (3, 2)
    assert (found["other households"], found["not told whether kids"]) == ((2, 1), (1, 1))


def test_figures_of_few_homes_are_not_told(lake):
    (step,) = asked(lake, least_homes=3).steps
    assert {one.who: (one.homes, one.share) for one in step.groups}["completed it"] == (4, None)
    assert step.left_out == {"unknown": None, "next first": None, "too young": None}


def test_what_is_hidden_cannot_be_worked_out():
    many, more, few = (
        share_kept(who, homes, kept, 10) for who, homes, kept in (("a", 900, 90), ("b", 500, 50), ("c", 9, 0))
    )
    told = guarded([many, more, few])
    assert [(one.who, one.homes, one.guards) for one in told] == [
        ("a", 900, False),
        ("b", None, True),
        ("c", None, False),
    ]
    assert guarded([many, more]) == [many, more]
    assert few == Kept(who="c", homes=None, kept=None, share=None, low=None, high=None)


def test_without_own_pairs_the_published_ones_stand_wide():
    drop = expected_drop([])
    ratios = [second / first for _, first, second in ANCHORS]
    assert [round(ratio - 1, 2) for ratio in ratios] == [-0.29, -0.38]
    assert min(ratios) < drop.median < max(ratios)
    assert drop.low < 0.5 * min(ratios) * 1.3 and drop.high > 1 and drop.own_weight == 0


def test_own_pairs_outweigh_them():
    own = [0.9, 0.95, 1.0, 1.05, 0.92, 0.97] * 4
    drop = expected_drop(own)
    assert drop.own_pairs == 24 and drop.own_weight > 0.8
    assert 0.85 < drop.median < 1.0 and drop.high / drop.low < expected_drop([]).high / expected_drop([]).low
    assert expected_drop([0.0]).own_pairs == 0


def test_json_and_csv(lake):
    told = asked(lake)
    made = json.loads(told.to_json())
    assert made["steps"][0]["next_reach"] == 6 and made["expected_reach_ratio"]["own_pairs"] == 1
    lines = list(csv.DictReader(io.StringIO(told.to_csv())))
    assert (lines[0]["who"], lines[0]["homes"], lines[0]["kept"]) == ("completed it", "4", "2")


def test_a_franchise_that_nobody_knows(lake):
    with pytest.raises(MatineeError) as refused:
        lake.audience_retention("Number")
    assert refused.value.problem == 'There is no franchise "Number".'
    assert refused.value.hint.startswith("Did you mean Numbers?")
