"""Recounting a published chart: by name, and by the rules where names are no ids."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matinee.published.conformance import conformance
from matinee.published.recount import recount

from .places import daily, file, weekly


def check(name, *places):
    return next(one for one in conformance(file(*places)).checks if one.name == name)


def told(one):
    """What differs: where, what is published, what is computed, why."""
    return [(each.where, each.published, each.computed, each.reason) for each in one.differences]


def numbers(one):
    return one.checked, one.agreeing, len(one.explained), len(one.unexplained)


def counts(*published):
    """A film in the weeks where a count is given, and another in every week."""
    sundays = [f"2022-01-{day:02}" for day in (2, 9, 16, 23, 30)]
    mine = [
        weekly(sunday, 1, "Noise", periods_in_chart=count)
        for sunday, count in zip(sundays, published, strict=False)
        if count
    ]
    return [*mine, *(weekly(sunday, 2, "Filler") for sunday in sundays[: len(published)])]


def test_periods_are_counted_in_all_and_not_in_a_row():
    assert numbers(check("periods in chart", *counts(1, 2, 0, 3))) == (3, 3, 0, 0)


def test_a_count_that_begins_again_after_an_absence_is_that_of_a_namesake():
    one = check("periods in chart", *counts(1, 2, 0, 1, 2))
    reason = "a namesake: the count begins again at 1 on 2022-01-17, so this is another title"
    assert [each[1:] for each in told(one)] == [("1", "3", reason), ("2", "4", reason)]


def test_the_first_of_two_namesakes_goes_on_with_its_own_count():
    one = check("periods in chart", *counts(1, 0, 1, 0, 2))
    assert [(each[1], each[2], each[3] is None) for each in told(one)] == [("1", "2", False), ("2", "3", False)]


@pytest.mark.parametrize("published", [(1, 1), (1, 3), (1, 2, 2), (1, 0, 3)])
def test_a_count_that_no_rule_gives_is_unexplained(published):
    one = check("periods in chart", *counts(*published))
    assert len(one.explained) == 0 and len(one.unexplained) >= 1


def test_a_file_that_begins_later_says_so():
    one = check("periods in chart", *counts(4, 5))
    reason = "earlier: 3 weeks may lie before 2021-12-27, where the file begins"
    assert [each[1:] for each in told(one)] == [("4", "1", reason), ("5", "2", reason)]


def test_a_count_that_comes_in_high_later_on_is_unexplained():
    assert numbers(check("periods in chart", *counts(0, 4, 5))) == (2, 0, 0, 2)


# --- a daily chart ---

NEW = "2021-01-02"
"""A day of release too late for a title to have been in the chart before."""


def days(name, *told_, released="2020-12-25", start=1):
    """Days of January 2021 from (rank, days in chart, score); nothing on a day without any."""
    return [
        daily(f"2021-01-{day:02}", one[0], name, released=released, periods_in_chart=one[1], score=one[2])
        for day, one in enumerate(told_, start=start)
        if one
    ]


def test_a_score_adds_ten_points_for_the_first_place_and_one_for_the_last():
    assert numbers(check("score", *days("A", (1, 1, 10), (10, 2, 11), None, (3, 3, 19)))) == (3, 3, 0, 0)


def test_a_title_may_be_renamed_and_its_count_goes_on():
    old, new = days("Chappelle_____ Show", (8, 1, 3), (6, 2, 8)), days("Chappelle's Show", (6, 3, 13), start=3)
    for name in ("periods in chart", "score"):
        (one,) = check(name, *old, *new).differences
        assert one.reason == ("renamed: it was called 'Chappelle_____ Show' until 2021-01-02, and the count goes on")


@pytest.mark.parametrize(
    "old",
    [
        days("Old", (8, 1, 3), (6, 2, 8), released="2021-01-01"),  # another day of release
        days("Old", (8, 1, 3), (6, 2, 8), (7, 3, 12), released=NEW),  # still there itself
        days("Old", (8, 2, 3), (6, 3, 8), released=NEW),  # another count
        [*days("Old", (8, 1, 3), (6, 2, 8), released=NEW), *days("Else", (9, 1, 2), (9, 2, 4), released=NEW)],
    ],
)
def test_a_title_is_renamed_only_where_nothing_else_is_possible(old):
    new = days("New", (5, 3, 14), start=3, released=NEW)
    one = check("periods in chart", *old, *new)
    assert [each[0] for each in told(one) if each[3] is None] == ["2021-01-03, US, no. 5: New"]


def test_a_title_goes_on_under_one_new_name_only():
    old = days("Old", (8, 1, 3), (6, 2, 8), released=NEW)
    twice = [*days("New", (5, 3, 14), start=3, released=NEW), *days("New", (7, 3, 12), start=3, released=NEW)]
    titles = [one.title for one in recount([*old, *twice])]
    assert titles[:3] == [titles[0]] * 3 and titles[3] != titles[0]


def test_a_title_released_a_day_before_the_file_begins_was_not_there_for_five():
    first, late = days("First", (1, 1, 10)), days("Late", (5, 6, 20), released="2020-12-31", start=4)
    assert len(check("score", *first, *late).unexplained) == 1


def test_a_title_released_before_the_file_begins_may_have_been_there_before():
    first = days("First", (1, 1, 10))
    back = days("Back", (5, 6, 20), (5, 7, 26), released="2018-04-06", start=4)
    filler = days("Filler", *[(9, day, 2 * day) for day in range(1, 6)], released="2021-01-01")
    one = check("score", *first, *filler, *back)
    reason = "earlier: 5 days may lie before 2021-01-01, where the file begins"
    assert [each[1:] for each in told(one)] == [("20", "6", reason), ("26", "12", reason)]


def test_a_day_that_was_counted_twice_shows_in_count_and_score():
    places = days("Lucifer", (1, 1, 10), (1, 3, 30), (2, 4, 39))
    reason = "counted twice: on 2021-01-02 the count rose by 2 and the score by twice the points of no. 1"
    for name in ("periods in chart", "score"):
        assert [each[3] for each in told(check(name, *places))] == [reason, reason]


def test_a_count_that_jumps_without_the_score_is_unexplained():
    assert len(check("periods in chart", *days("A", (1, 1, 10), (1, 3, 20))).unexplained) == 1


def test_the_rank_a_week_before_is_that_of_seven_days_before():
    places = [
        daily("2021-01-01", 3, "A"),
        daily("2021-01-02", 4, "A"),
        daily("2021-01-08", 5, "A", rank_a_week_before=3),
        daily("2021-01-08", 6, "B", rank_a_week_before=None),
        daily("2021-01-09", 5, "A", rank_a_week_before=3),
    ]
    one = check("rank a week before", *places)
    assert numbers(one) == (3, 2, 0, 1)
    assert told(one) == [("2021-01-09, US, no. 5: A", "3", "4", None)]


counted_places = st.lists(
    st.builds(
        lambda day, rank, name, count, score: daily(
            f"2021-01-{day:02}", rank, name, released="2020-12-31", periods_in_chart=count, score=score
        ),
        st.integers(1, 8),
        st.integers(1, 10),
        st.sampled_from("AB"),
        st.one_of(st.none(), st.integers(1, 9)),
        st.one_of(st.none(), st.integers(1, 30)),
    ),
    max_size=20,
)


@given(counted_places)
def test_whatever_was_published_every_place_belongs_to_one_title_and_no_title_is_there_twice_at_once(places):
    found = recount(places)
    assert len(found) == len(places)
    at_once = [(one.title, place.number) for one, place in zip(found, places, strict=True)]
    assert len(set(at_once)) == len(at_once)
    for name in "AB":
        mine = [one.by_name for one, place in zip(found, places, strict=True) if place.name == name]
        assert sorted(mine) == list(range(1, len(mine) + 1))


@given(counted_places, st.randoms(use_true_random=False))
def test_a_recount_does_not_depend_on_the_order_of_days(places, random):
    days_once = list({(place.number, place.rank): place for place in places}.values())
    shuffled = random.sample(days_once, len(days_once))
    one = {(place.number, place.rank): counted for place, counted in zip(days_once, recount(days_once), strict=True)}
    other = {(place.number, place.rank): counted for place, counted in zip(shuffled, recount(shuffled), strict=True)}
    assert one == other
