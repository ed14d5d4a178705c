"""A sequel is estimated from whom the part before leaves behind, and from what became of other sequels."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matinee.errors import MatineeError
from matinee.rollups.drops import ANCHORS
from matinee.sequel.estimate import BROUGHT, DEPTHS, Followed, estimate
from tests.sequel.slates import slate

USUAL = (3200.0, 6340.0, 460.0)
"""Ten thousand homes as viewing histories have them: 68 % finished, 6.8 % of these came back."""


def followed(ratio, kids=None, size=10_000):
    """A sequel that kept the same share at every depth, and a fifth of the ratio of whose homes were new."""
    homes = (0.32 * size, 0.634 * size, 0.046 * size)
    return Followed(
        first="a", second="b", homes=homes, came=tuple(0.8 * ratio * one for one in homes), brought=0.2 * ratio * size, kids=kids
    )  # fmt: skip


def test_without_own_sequels_it_is_where_published_ones_lie():
    # −29 and −38 %: √(54/76 · 34/55) = 0.6628.
    told = estimate(USUAL, [])
    assert told.ratio == pytest.approx(0.6628, abs=0.01)
    assert [second / first for _, first, second in ANCHORS] == pytest.approx([0.711, 0.618], abs=0.001)
    assert (told.state, told.own_sequels) == ("anchors only", 0)
    # 4 degrees: t is 1.533 at 80 times in 100; √(1 + 1 ÷ 1.96) · 0.35 = 0.430 (both spreads: √(0.35² + 0.25²)).
    assert told.intervals[80].high / told.median == pytest.approx(math.exp(1.533 * 0.430), rel=0.001)


def test_parts_are_shares_of_homes_and_add_up():
    told = estimate((1000.0, 1000.0, 1000.0), [])
    assert [part.name for part in told.parts] == [*DEPTHS, BROUGHT]
    assert [part.share for part in told.parts] == pytest.approx([0.25, 0.5, 0.75, 0.23])
    assert [part.households for part in told.parts] == pytest.approx([250, 500, 750, 690])
    assert told.median == pytest.approx(sum(part.households for part in told.parts)) == pytest.approx(2190)


def test_who_came_back_counts_for_more_than_who_left():
    deep, shallow = estimate((1000.0, 2000.0, 7000.0), []), estimate((7000.0, 2000.0, 1000.0), [])
    assert deep.median > 1.4 * shallow.median


@settings(deadline=None)
@given(st.floats(0.2, 1.1))
def test_many_own_sequels_outweigh_the_published_ones(ratio):
    told = estimate(USUAL, [followed(ratio)] * 40)
    assert told.ratio == pytest.approx(ratio, rel=0.07)  # the prior is worth 1.96 of 42
    assert told.intervals[80].high / told.median < 1.3  # all the same: the prior's spread is worth four sequels of 44
    assert told.state == "own slate and anchors" and told.parts[0].own_share > 0.95


def test_kinds_that_differ_are_told_apart():
    past = [followed(1.0, kids=True)] * 8 + [followed(0.5, kids=False)] * 8
    kids, others = (estimate(USUAL, past, kids=kind) for kind in (True, False))
    assert 0.8 < kids.ratio < 1.0 and 0.5 < others.ratio < 0.65
    assert (kids.alike, kids.own_sequels) == (8, 16)


@settings(deadline=None)
@given(
    st.tuples(*[st.floats(1, 1e6)] * 3),
    st.lists(st.tuples(st.floats(0.1, 1.5), st.sampled_from([True, False, None])), max_size=12),
    st.floats(0, 1),
)
def test_intervals_nest_and_hold_the_median_and_a_less_sure_first_part_widens_them(homes, past, reach_sd):
    sequels = [followed(min(ratio, 1.2), kids) for ratio, kids in past]
    sure, told = estimate(homes, sequels, kids=True), estimate(homes, sequels, kids=True, reach_sd=reach_sd)
    fifty, eighty = told.intervals[50], told.intervals[80]
    assert 0 < eighty.low <= fifty.low <= told.median <= fifty.high <= eighty.high
    assert eighty.high >= sure.intervals[80].high
    assert told.chance_above(told.median) == pytest.approx(0.5)
    assert told.chance_above(eighty.high) == pytest.approx(0.1, abs=1e-6)
    assert sum(part.households for part in told.parts) == pytest.approx(told.median)


def test_what_cannot_be_is_refused():
    with pytest.raises(MatineeError) as error:
        Followed(first="a", second="b", homes=(1, 1, 1), came=(2, 0, 0), brought=0)
    assert error.value.problem == "b cannot have reached more households of a than there are, or fewer than none."
    with pytest.raises(MatineeError) as error:
        estimate((0.0, 0.0, 0.0), [])
    assert error.value.problem == "Nobody watched the part before."


def test_on_made_up_services_outcomes_lie_where_they_are_said_to():
    """Sixty of the services of `make bench-sequel`, where two hundred give 83 %; three standard errors are 15 %."""
    inside = 0
    for seed in range(60):
        made = slate(seed)
        ends = estimate(made.coming.homes, made.past, kids=made.coming.kids).intervals[80]
        inside += ends.low <= made.coming.reach_second <= ends.high
    assert 0.65 <= inside / 60 <= 0.95
