"""Reading launch curves from a table."""

from __future__ import annotations

import pytest

from matinee.errors import MatineeError
from matinee.projection.curve_rows import read_curves

HEADER = "title,released_on,day,new_households"


def read(*lines, header=HEADER):
    return read_curves([header, *lines], "curves.csv")


def test_rows_in_any_order_become_curves():
    found = read("B,2021-03-05,2,8", "A,2021-03-12,1,5", "B,2021-03-05,1,9")
    assert [(one.title, one.new_households) for one in found.curves] == [("B", (9, 8)), ("A", (5,))]
    assert not found.rejections


def test_what_else_is_known_of_a_title_is_kept():
    found = read("A,2021-03-05,1,5,film,yes,en", header=f"{HEADER},kind,kids,language")
    assert (found.curves[0].kind, found.curves[0].kids, found.curves[0].language) == ("film", True, "en")


def test_a_day_that_has_no_row_is_a_gap():
    assert read("A,2021-03-05,1,5", "A,2021-03-05,3,4").curves[0].new_households == (5, None, 4)


@pytest.mark.parametrize("value", ["", "-3", "many", "nan", "inf", "1e99"])
def test_a_count_that_cannot_be_read_costs_its_day_only(value):
    found = read("A,2021-03-05,1,5", f"A,2021-03-05,2,{value}", "A,2021-03-05,3,4")
    assert found.curves[0].new_households == (5, None, 4)
    assert [one.line for one in found.rejections] == [3]


def test_a_bad_last_day_is_closed_all_the_same():
    assert read("A,2021-03-05,1,5", "A,2021-03-05,2,x").curves[0].new_households == (5, None)


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("A,2021-13-05,1,5", "released_on is '2021-13-05', which is no date."),
        ("A,2021-03-05,0,5", "day is '0'."),
        ("A,2021-03-05,1.5,5", "day is '1.5'."),
        (",2021-03-05,1,5", "title is empty."),
        ("A,2021-03-05,1", "It has 3 of 4 columns."),
    ],
)
def test_a_row_that_cannot_be_placed_says_why(row, problem):
    found = read("B,2021-03-05,1,5", row)
    assert [one.problem for one in found.rejections] == [problem]
    assert len(found.curves) == 1


def test_a_day_told_twice_counts_as_it_was_told_first():
    found = read("A,2021-03-05,1,5", "A,2021-03-05,1,6", "A,2021-03-05,1,5")
    assert found.curves[0].new_households == (5,)
    assert [one.problem for one in found.rejections] == ["Day 1 of A is 6, and 5 in a row before."]


def test_numbers_as_other_tools_write_them_are_read():
    found = read("A,2021-03-05 00:00:00,1.0,5.0", "A,2021-03-05T08:00:00Z,2,1.5e3")
    assert found.curves[0].new_households == (5, 1500)


def test_a_remake_of_one_name_is_another_title():
    assert len(read("A,2021-03-05,1,5", "A,1999-03-05,1,5").curves) == 2


def test_a_header_without_the_columns_is_refused():
    with pytest.raises(MatineeError) as caught:
        read("A,1", header="title,day")
    assert str(caught.value) == (
        "curves.csv, line 1: the header has no column released_on, new_households.\n"
        "Launch curves need the columns title, released_on, day, new_households, in any order."
    )


def test_a_file_of_nothing_but_bad_rows_is_refused():
    with pytest.raises(MatineeError) as caught:
        read("A,never,1,5")
    assert str(caught.value) == (
        "No row of curves.csv can be used.\nEach needs a title, a day of release, a day from 1 on and a count."
    )
