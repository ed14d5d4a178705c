"""Runs: in all and in a row, how high, and how a title came back."""

from __future__ import annotations

from itertools import groupby, pairwise

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from matinee.charts.runs import histories, standings
from tests.data import needs_data
from tests.published.places import edition

LISTS, TITLES = ("list",), ("title",)


def table(rows):
    """Places from (list, title, number, rank)."""
    columns = zip(*rows, strict=True) if rows else ((), (), (), ())
    types = (pa.string(), pa.string(), pa.int64(), pa.int32())
    arrays = [pa.array(column, type_) for column, type_ in zip(columns, types, strict=True)]
    return pa.table(arrays, names=["list", "title", "number", "rank"])


def stood(ranks, title="A", list_="US"):
    """A title's ranks period by period, 0 where it was not in the list; other titles fill the list's periods."""
    mine = [(list_, title, number, rank) for number, rank in enumerate(ranks) if rank]
    return [*mine, *((list_, "filler", number, 99) for number in range(len(ranks)))]


def standing(rows, title="A"):
    found = standings(table(rows), lists=LISTS, titles=TITLES).to_pylist()
    return [row for row in found if row["title"] == title]


def history(rows, title="A"):
    found = histories(table(rows), lists=LISTS, titles=TITLES).to_pylist()
    return next(row for row in found if row["title"] == title)


def test_a_run_is_broken_by_a_period_without_a_place():
    rows = standing(stood([3, 2, 0, 1, 1, 4]))
    assert [row["periods"] for row in rows] == [1, 2, 3, 4, 5]
    assert [row["in_a_row"] for row in rows] == [1, 2, 1, 2, 3]
    assert [row["previous_rank"] for row in rows] == [None, 3, None, 1, 1]
    assert [row["peak_rank"] for row in rows] == [3, 2, 1, 1, 1]
    assert [row["periods_at_1"] for row in rows] == [0, 0, 1, 2, 2]


def test_a_title_comes_for_the_first_time_or_again():
    assert [row["entry"] for row in standing(stood([0, 5, 6, 0, 7]))] == ["new entry", None, "re-entry"]


def test_nobody_can_tell_what_was_before_the_first_period():
    assert [row["entry"] for row in standing(stood([5, 0, 7]))] == [None, "re-entry"]


def test_a_period_that_the_chart_is_missing_breaks_a_run_too():
    rows = standing([("US", "A", 1, 1), ("US", "A", 3, 1)])
    assert [row["in_a_row"] for row in rows] == [1, 1] and rows[1]["entry"] == "re-entry"


def test_the_whole_history_has_the_longest_run_and_the_one_it_is_in():
    row = history(stood([3, 2, 0, 4, 2, 2, 0, 9]))
    assert (row["periods"], row["first"], row["last"]) == (6, 0, 7)
    assert (row["longest_run"], row["longest_from"], row["longest_to"]) == (3, 3, 5)
    assert (row["current_run"], row["peak_rank"], row["peak_number"], row["periods_at_1"]) == (1, 2, 1, 0)


def test_of_equal_runs_the_earliest_is_told():
    row = history(stood([1, 1, 0, 1, 1]))
    assert (row["longest_from"], row["longest_to"]) == (0, 1)


def test_a_title_that_has_left_is_in_no_run():
    assert history(stood([1, 1, 0]))["current_run"] == 0


def test_lists_do_not_know_of_each_other():
    rows = [*stood([1, 1, 1]), *stood([0, 7, 0], list_="BR")]
    assert [(row["list"], row["in_a_row"]) for row in standing(rows)] == [("US", 1), ("US", 2), ("US", 3), ("BR", 1)]


def test_nulls_are_a_list_and_a_title_like_others():
    rows = standings(table([(None, None, 1, 1), (None, "A", 1, 2), (None, None, 2, 5)]), lists=LISTS, titles=TITLES)
    assert rows["in_a_row"].to_pylist() == [1, 1, 2]


def test_a_title_that_stands_twice_in_one_period_counts_once_where_it_is_higher():
    rows = standing([("US", "A", 1, 4), ("US", "A", 1, 2), ("US", "A", 2, 3)])
    assert [row["periods"] for row in rows] == [1, 1, 2]
    assert [row["peak_rank"] for row in rows] == [2, 2, 2] and rows[2]["previous_rank"] == 2


def test_no_places_make_no_runs():
    assert standings(table([]), lists=LISTS, titles=TITLES).num_rows == 0
    assert histories(table([]), lists=LISTS, titles=TITLES).num_rows == 0


def slowly(rows, row):
    """What stands before a place, counted out one period after the other."""
    list_, title, number, _ = row
    ranks = {}
    for other_list, other_title, when, rank in rows:
        if (other_list, other_title) == (list_, title):
            ranks[when] = min(rank, ranks.get(when, rank))
    before = [when for when in ranks if when <= number]
    in_a_row = 1
    while number - in_a_row in ranks:
        in_a_row += 1
    first_of_list = min(when for other_list, _, when, _ in rows if other_list == list_)
    entry = None
    if number - 1 not in ranks and number != first_of_list:
        entry = "new entry" if min(ranks) == number else "re-entry"
    return {
        "periods": len(before),
        "in_a_row": in_a_row,
        "peak_rank": min(ranks[when] for when in before),
        "periods_at_1": sum(ranks[when] == 1 for when in before),
        "previous_rank": ranks.get(number - 1),
        "entry": entry,
    }


def slow_history(rows, list_, title):
    mine = sorted({row[2] for row in rows if row[:2] == (list_, title)})
    ranks = {when: min(row[3] for row in rows if row[:3] == (list_, title, when)) for when in mine}
    runs, run = [], [mine[0]]
    for before, after in pairwise(mine):
        if after == before + 1:
            run.append(after)
        else:
            runs.append(run)
            run = [after]
    runs.append(run)
    longest = max(runs, key=len)
    last_of_list = max(row[2] for row in rows if row[0] == list_)
    best = min(ranks.values())
    return {
        "periods": len(mine),
        "first": mine[0],
        "last": mine[-1],
        "longest_run": len(longest),
        "longest_from": longest[0],
        "longest_to": longest[-1],
        "current_run": len(run) if mine[-1] == last_of_list else 0,
        "peak_rank": best,
        "peak_number": min(when for when in mine if ranks[when] == best),
        "periods_at_1": sum(rank == 1 for rank in ranks.values()),
    }


places = st.lists(
    st.tuples(st.sampled_from(["US", "BR", None]), st.sampled_from("ABC"), st.integers(0, 9), st.integers(1, 4)),
    max_size=40,
)


@given(places)
def test_every_standing_is_what_counting_period_by_period_gives(rows):
    found = standings(table(rows), lists=LISTS, titles=TITLES).to_pylist()
    for row, place in zip(found, rows, strict=True):
        assert {name: row[name] for name in row if name not in ("list", "title", "number", "rank")} == slowly(
            rows, place
        )


@given(places)
def test_every_history_is_what_going_through_its_runs_gives(rows):
    found = histories(table(rows), lists=LISTS, titles=TITLES).to_pylist()
    assert len(found) == len({row[:2] for row in rows})
    for row in found:
        expected = slow_history(rows, row["list"], row["title"])
        assert {name: row[name] for name in row if name not in LISTS + TITLES} == expected


@given(places, st.randoms(use_true_random=False))
def test_the_order_of_places_does_not_matter(rows, random):
    shuffled = random.sample(rows, len(rows))
    one, other = (
        sorted(map(repr, standings(table(some), lists=LISTS, titles=TITLES).to_pylist())) for some in (rows, shuffled)
    )
    assert one == other


@needs_data
def test_weeks_of_ninety_countries_are_those_that_the_publisher_counted():
    """Judged by the published count of weeks of the country file, which has no namesakes."""
    file = edition("2021-11-17", "all-weeks-countries")
    numbers = pa.array([place.number for place in file.places])
    rows = file.to_table().append_column("number", numbers)
    found = standings(rows, lists=("country", "category"), titles=("name", "season"))
    assert found.num_rows == 37_600 and found["periods"].to_pylist() == found["periods_in_chart"].to_pylist()
    countries = [key for key, _ in groupby(sorted(found["country"].to_pylist()))]
    assert len(countries) == 94
