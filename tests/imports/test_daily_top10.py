"""Daily Top 10 files: read as others collected them, letters lost on the way included."""

from __future__ import annotations

from datetime import date

import pytest

from matinee.errors import MatineeError
from matinee.imports.daily_top10 import read_daily
from matinee.imports.published import PUBLISHED
from matinee.imports.published_rows import read_date
from tests.data import data_folder, needs_data

UNDERSCORED = (
    "As of,Rank,Last_Week_Rank,Title,Type_of_Film,Netflix_Exclusive,Netflix_Release_Date,Days_In_Top_10,"
    "Viewership_Score"
)
SPACED = "As of,Rank,Last Week Rank,Title,Type,Netflix Exclusive,Netflix Release Date,Days In Top 10,Viewership Score"
ROW = '1/4/21,6,3,"We Can Be Heroes",Movie,Yes,25-Dec-20,10,75'


def read(*lines, **options):
    return read_daily([line + "\n" for line in lines], "daily.csv", **options)


@pytest.mark.parametrize("header", [UNDERSCORED, SPACED, SPACED.upper()])
def test_columns_are_found_whatever_joins_their_words(header):
    found = read(header, ROW)
    assert found.rejections == [] and len(found.places) == 1
    place = found.places[0]
    assert (place.source, place.chart, place.category, place.country) == ("daily", "daily", None, "US")
    assert (place.period, place.period_start, place.period_end) == ("day", date(2021, 1, 4), date(2021, 1, 4))
    assert (place.rank, place.name, place.season, place.kind) == (6, "We Can Be Heroes", None, "Movie")
    assert (place.exclusive, place.released) == (True, date(2020, 12, 25))
    assert (place.rank_a_week_before, place.periods_in_chart, place.score) == (3, 10, 75)
    assert found.to_table().schema == PUBLISHED


def test_a_dash_means_that_a_title_was_not_in_the_chart_and_nothing_that_nothing_is_known():
    place = read(UNDERSCORED, "1/4/21,6,-,Rango,Movie,,,10,").places[0]
    assert (place.rank_a_week_before, place.exclusive, place.released, place.score) == (None, None, None, None)


@pytest.mark.parametrize("text", ["1/4/21", "01/04/21", "1/4/2021", "2021-01-04", "4-Jan-21", "Jan 4, 2021"])
def test_dates_are_read_as_they_are_found(text):
    assert read_date(text) == date(2021, 1, 4)


@pytest.mark.parametrize("text", ["", "13/1/21", "2/30/21", "4-Foo-21", "4.1.2021", "1/4"])
def test_what_is_no_date_is_none(text):
    assert read_date(text) is None


def test_another_country_can_be_said():
    assert read(UNDERSCORED, ROW, country="BR").places[0].country == "BR"
    assert read(UNDERSCORED, ROW, country=None).places[0].country is None


def test_no_more_than_day_rank_and_title_is_needed():
    place = read("title;rank;as of", "Rango;8;1/1/21").places[0]
    assert (place.name, place.rank, place.period_end, place.periods_in_chart) == ("Rango", 8, date(2021, 1, 1), None)


FORMAT = "Send the record in the format that the documentation of this door shows."
NUMBER = "Give a plain number within the range that the documentation shows."


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("13/1/21,6,3,Rango,Movie,,28-Dec-20,1,3", f"as_of is '13/1/21', which is no date. {FORMAT}"),
        ("1/1/21,0,3,Rango,Movie,,28-Dec-20,1,3", f"rank is '0'. {NUMBER}"),
        ("1/1/21,6,3,Rango,Movie,,December,1,3", f"netflix_release_date is 'December', which is no date. {FORMAT}"),
        ("1/1/21,6,3,Rango,Movie,,28-Dec-20,none,3", f"days_in_top_10 is 'none'. {NUMBER}"),
        ("1/1/21,6,3,Rango", f"It has 4 of 9 columns. {FORMAT}"),
    ],
)
def test_a_row_that_cannot_be_is_rejected_and_costs_no_other(line, sentence):
    found = read(UNDERSCORED, line, ROW)
    assert [place.name for place in found.places] == ["We Can Be Heroes"]
    assert [one.sentence("daily.csv") for one in found.rejections] == [f"daily.csv, line 2: {sentence}"]


COLUMNS = (
    "As of, Rank, Last Week Rank, Title, Type, Netflix Exclusive, Netflix Release Date, Days In Top 10, "
    "Viewership Score"
)


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ([], f"daily.csv is empty.\nTake a file of a daily Top 10, with the columns {COLUMNS}."),
        (
            ["name,price", "bread,2"],
            f"daily.csv, line 1: this is not the header of a daily Top 10.\nA daily Top 10 has the columns {COLUMNS}.",
        ),
        (
            ["As of,Title", "1/1/21,Rango"],
            f"daily.csv, line 1: the header has no column rank.\nA daily Top 10 has the columns {COLUMNS}.",
        ),
    ],
)
def test_a_file_that_is_no_daily_top_10_is_refused(lines, message):
    with pytest.raises(MatineeError) as error:
        read(*lines)
    assert str(error.value) == message


@needs_data
def test_every_row_of_the_real_file_is_read():
    with (data_folder() / "daily_top10" / "us_daily_to_2021-06.csv").open(encoding="utf-8") as lines:
        found = read_daily(lines, "us_daily_to_2021-06.csv")
    days = {place.period_end for place in found.places}
    assert (len(found.places), found.rejections, found.repeated) == (4560, [], 0)
    assert (min(days), max(days), len(days)) == (date(2020, 4, 1), date(2021, 6, 30), 456)
    assert sum(place.rank_a_week_before is None for place in found.places) == 2648
    assert sum(place.exclusive is True for place in found.places) == 2823
