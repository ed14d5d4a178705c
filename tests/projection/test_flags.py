"""What a flag does to a projection."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from matinee.projection.flags import Flag, effect, flag_of
from matinee.projection.hold import Hold, holds
from matinee.projection.intervals import Expectation
from matinee.projection.project import project

from .made import slate

MISSES = np.array([-0.3, -0.1, -0.1, 0.1, 0.1, 0.3])


def hold_of(one, **other):
    return Hold(title=one.title, released_on=one.released_on, day=one.closed_days, state="behaves differently", **other)


def test_flagged_titles_of_the_past_move_the_middle_as_far_as_they_are_many():
    """Three that came out 0.4 above: 1.2 ÷ (3 + 5). They lie 0.25 from there, usual is 1.4826 · 0.1; (10 + 3 · 1.686) ÷ 8."""
    shift, wider = effect(MISSES, np.array([0.4, 0.4, 0.4]))
    assert shift == pytest.approx(0.15)
    assert wider == pytest.approx((10 + 3 * 0.25 / 0.14826) / 8)


def test_upper_ends_are_widened_and_lower_ones_stay():
    expectation = Expectation(
        median=1.0, ends={50: (0.9, 1.1), 80: (0.8, 1.3), 95: None}, values=np.array([0.8, 1.2]), titles=2, group="all"
    )
    found = Flag(shift=0.1, wider=2.0, titles=3, cause="reach-driven").widen(expectation)
    assert found.median == pytest.approx(1.1)
    assert found.ends[50] == pytest.approx((0.9, 1.3)) and found.ends[80] == pytest.approx((0.8, 1.7))
    assert found.ends[95] is None and found.values == pytest.approx([0.8, 1.5])
    down = Flag(shift=-0.1, wider=1.0, titles=3, cause="reach-driven").widen(expectation)
    assert down.ends[80] == pytest.approx((0.7, 1.2)) and down.values == pytest.approx([0.7, 1.1])


def test_a_projection_says_that_it_was_flagged_and_is_wider_above():
    one, past = slate()[150].until(14), slate()
    flag = flag_of(hold_of(one, cause="reach-driven"), one, past)
    plain, flagged = project(one, past), project(one, past, flag=flag)
    assert flagged.rests_on.members == (*plain.rests_on.members, str(flag))
    assert replace(flagged.rests_on, members=()) == replace(plain.rests_on, members=())
    for level in (50, 80, 95):
        low, high = plain.intervals[level], flagged.intervals[level]
        assert high.high > low.high and high.low <= low.low
        assert high.low <= flagged.median <= high.high
    assert flagged.chance_to_pass(plain.intervals[95].high) > plain.chance_to_pass(plain.intervals[95].high)


def test_a_flag_is_told_in_words():
    assert str(Flag(shift=0.15, wider=2.0, titles=3, cause="reach-driven")) == (
        "flag: behaves differently (reach-driven), middle moved by +16.2 %, upper ends 2 times as far off, "
        "from 3 titles flagged before"
    )


def test_who_watches_again_brings_no_new_households_and_widens_a_little():
    one = slate()[150].until(14)
    flag = flag_of(hold_of(one, cause="rewatch-driven"), one, slate())
    assert (flag.shift, flag.wider, flag.titles) == (0.0, 1.25, 0)


def test_as_others_changes_nothing():
    one = slate()[150].until(14)
    hold = holds([one], slate()[:150])[0]
    assert not hold.flagged and flag_of(hold, one, slate()) is None
    assert project(one, slate(), flag=None) == project(one, slate())


def test_of_titles_that_had_not_closed_a_flag_knows_nothing():
    one = slate()[150].until(14)
    flag = flag_of(hold_of(one, cause="reach-driven"), one, slate()[:150])
    past = [other for other in slate() if (one.released_on - other.released_on).days > 14]
    assert flag_of(hold_of(one, cause="reach-driven"), one, past) == flag
