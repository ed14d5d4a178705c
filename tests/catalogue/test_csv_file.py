"""A catalogue as a CSV file: what a line says, and what becomes of one that says it wrong."""

from __future__ import annotations

import pytest

from matinee import instants
from matinee.catalogue import Asset, Release, Title
from matinee.catalogue.csv_file import OPTIONAL, REQUIRED, read_catalogue
from matinee.errors import MatineeError

ALL = (*REQUIRED, *OPTIONAL)
CHRISTMAS_US = instants.parse("2020-12-25T08:00:00+00:00")
HEROES = {
    "asset_id": "heroes",
    "title_id": "heroes-1",
    "name": "We Can Be Heroes",
    "kind": "film",
    "runtime_s": "6060",
    "released_at": "2020-12-25T08:00:00Z",
}
DARK = {
    "asset_id": "dark-2-1",
    "title_id": "dark-2",
    "name": "Beginnings and Endings",
    "kind": "episode",
    "runtime_s": "3180",
    "released_at": "2019-06-21T07:00:00Z",
    "series": "Dark",
    "season": "2",
    "episode": "1",
}


def lines(*rows, columns=ALL, end="\n"):
    """A file of these rows; no value needs quotation marks."""
    return [",".join(columns) + end] + [",".join(row.get(name, "") for name in columns) + end for row in rows]


def read(*rows):
    catalogue, rejections = read_catalogue(lines(*rows), "titles.csv")
    assert rejections == []
    return catalogue


def sentences(text):
    return [rejection.sentence("titles.csv") for rejection in read_catalogue(text, "titles.csv")[1]]


def test_a_film_is_a_title_an_asset_and_a_release():
    catalogue = read(HEROES | {"credits_at_s": "5700.5", "language": "en", "kids": "true"})
    assert catalogue.titles == {
        "heroes-1": Title(id="heroes-1", name="We Can Be Heroes", kind="film", language="en", kids=True)
    }
    assert catalogue.assets == {
        "heroes": Asset(
            id="heroes",
            title="heroes-1",
            name="We Can Be Heroes",
            runtime_ms=6_060_000,
            credits_at_ms=5_700_500,
            released_at_us=CHRISTMAS_US,
        )
    }
    assert catalogue.releases == {
        ("heroes-1", "*"): Release(title="heroes-1", territory="*", released_at_us=CHRISTMAS_US, status="released")
    }


def test_episodes_make_a_season():
    second = DARK | {"asset_id": "dark-2-2", "name": "Dark Matter", "runtime_s": "3300", "episode": "2"}
    catalogue = read(second, DARK)
    assert catalogue.titles == {
        "dark-2": Title(id="dark-2", name="Dark: Season 2", kind="season", series="Dark", season=2)
    }
    assert [(asset.name, asset.episode) for asset in catalogue.assets_of("dark-2")] == [
        ("Beginnings and Endings", 1),
        ("Dark Matter", 2),
    ]
    assert catalogue.runtime_ms("dark-2") == 6_480_000


@pytest.mark.parametrize(
    ("series", "season", "name"),
    [("Dark", "2", "Dark: Season 2"), ("Maniac", "", "Maniac"), ("", "2", "dark-2: Season 2"), ("", "", "dark-2")],
)
def test_a_season_is_called_after_its_series_and_number(series, season, name):
    assert read(DARK | {"series": series, "season": season}).titles["dark-2"].name == name


@pytest.mark.parametrize("undecided", ["", "TBD", "tbd"])
def test_a_release_may_be_still_to_be_decided(undecided):
    catalogue = read(HEROES | {"released_at": undecided})
    assert catalogue.releases["heroes-1", "*"] == Release(title="heroes-1", released_at_us=None, status="announced")
    assert catalogue.assets["heroes"].released_at_us is None


def test_a_title_comes_out_in_each_territory_at_its_own_time():
    catalogue = read(
        HEROES | {"territory": "BR", "released_at": "2020-12-26T03:00:00Z"},
        HEROES | {"territory": "gb"},
        HEROES | {"territory": "JP", "released_at": "TBD"},
        HEROES | {"territory": "*", "released_at": "2021-01-01"},
    )
    assert [catalogue.released_at_us("heroes-1", place) for place in ("GB", "BR", "JP", "DE", None)] == [
        CHRISTMAS_US,
        instants.parse("2020-12-26T03:00:00Z"),
        None,
        instants.parse("2021-01-01"),
        CHRISTMAS_US,
    ]
    assert catalogue.assets["heroes"].released_at_us == CHRISTMAS_US


@pytest.mark.parametrize("order", [[0, 1, 2], [2, 1, 0], [1, 2, 0]])
def test_a_season_is_released_with_its_first_episode(order):
    dates = ["2019-06-21T07:00:00Z", "2019-06-28T07:00:00Z", "TBD"]
    rows = [
        DARK | {"asset_id": f"e{number}", "episode": f"{number}", "released_at": date}
        for number, date in enumerate(dates)
    ]
    catalogue = read(*(rows[place] for place in order))
    assert catalogue.releases["dark-2", "*"].released_at_us == instants.parse("2019-06-21T07:00:00Z")
    assert catalogue.releases["dark-2", "*"].status == "released"
    assert len(catalogue.assets_of("dark-2", instants.parse("2019-06-28T00:00:00Z"))) == 1
    assert len(catalogue.assets_of("dark-2", instants.parse("2019-06-29T00:00:00Z"))) == 2


def test_a_live_programme_has_no_runtime():
    assert read(HEROES | {"runtime_s": ""}).assets["heroes"].runtime_ms is None


@pytest.mark.parametrize(("kids", "means"), [("1", True), ("Yes", True), ("no", False), ("FALSE", False), ("", None)])
def test_kids_is_yes_no_or_unknown(kids, means):
    assert read(HEROES | {"kids": kids}).titles["heroes-1"].kids is means


@pytest.mark.parametrize("begin", ["", "\ufeff", "\n\n"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_file_may_come_from_any_spreadsheet(begin, end, separator):
    text = [line.replace(",", separator) for line in lines(HEROES, {}, DARK, end=end)]
    text[0] = begin + text[0]
    catalogue, rejections = read_catalogue("".join(text).splitlines(keepends=True), "titles.csv")
    assert (list(catalogue.titles), rejections) == (["heroes-1", "dark-2"], [])


def test_columns_are_found_by_name_in_any_order_and_others_are_left():
    text = lines(HEROES | {"studio": "Troublemaker"}, columns=("studio", *reversed(REQUIRED)))
    catalogue, rejections = read_catalogue(text, "titles.csv")
    assert catalogue.titles["heroes-1"].name == "We Can Be Heroes" and rejections == []


def test_a_quoted_name_may_have_commas_and_quotation_marks():
    name = '"Crazy, Stupid, ""Love"""'
    assert read(HEROES | {"name": name}).titles["heroes-1"].name == 'Crazy, Stupid, "Love"'


def test_a_line_may_end_before_the_columns_it_does_not_need():
    catalogue, rejections = read_catalogue([lines()[0], "heroes,heroes-1,Heroes,film,6060,TBD\n"], "titles.csv")
    assert list(catalogue.titles) == ["heroes-1"] and rejections == []


NEEDS = (
    "A catalogue needs the columns asset_id,title_id,name,kind,runtime_s,released_at "
    "and may have credits_at_s,series,season,episode,territory,language,kids."
)


@pytest.mark.parametrize("column", REQUIRED)
def test_a_file_without_a_needed_column_is_refused(column):
    with pytest.raises(MatineeError) as error:
        read_catalogue(lines(HEROES, columns=[name for name in ALL if name != column]), "titles.csv")
    assert str(error.value) == f"titles.csv, line 1: the header has no column {column}.\n{NEEDS}"


@pytest.mark.parametrize("text", [[], ["\n", "\n"]])
def test_an_empty_file_is_refused(text):
    with pytest.raises(MatineeError) as error:
        read_catalogue(text, "titles.csv")
    assert str(error.value) == f"titles.csv, line 1: the header has no column {', '.join(REQUIRED)}.\n{NEEDS}"


MISSING = "Give the field a value; without it the record cannot be placed."
LENGTH = "Give a length of time above zero and below a week."
KIND = "Use one of the kinds that the documentation shows."
NUMBER = "Give a plain number within the range that the documentation shows."
FORMAT = "Send the record in the format that the documentation of this door shows."
COUNTRY = "Use the two letters of ISO 3166-1, like GB or BR."


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"asset_id": ""}, f"asset_id is empty. {MISSING}"),
        ({"title_id": " "}, f"title_id is empty. {MISSING}"),
        ({"name": ""}, f"name is empty. {MISSING}"),
        ({"kind": "series"}, f"kind is 'series', neither film nor episode. {KIND}"),
        ({"kind": ""}, f"kind is '', neither film nor episode. {KIND}"),
        ({"runtime_s": "0"}, f"runtime_s is '0'. {LENGTH}"),
        ({"runtime_s": "0.0001"}, f"runtime_s is '0.0001'. {LENGTH}"),
        ({"runtime_s": "-6060"}, f"runtime_s is '-6060'. {LENGTH}"),
        ({"runtime_s": "604801"}, f"runtime_s is '604801'. {LENGTH}"),
        ({"runtime_s": "nan"}, f"runtime_s is 'nan'. {LENGTH}"),
        ({"runtime_s": "1:41:00"}, f"runtime_s is '1:41:00'. {LENGTH}"),
        ({"credits_at_s": "6061"}, f"credits_at_s 6061 lies beyond the runtime. {LENGTH}"),
        ({"credits_at_s": "late"}, f"credits_at_s is 'late'. {LENGTH}"),
        (
            {"credits_at_s": "5700", "runtime_s": ""},
            f"credits_at_s is '5700' without a runtime_s. {LENGTH}",
        ),
        (
            {"released_at": "2020-12-25T08:00:00"},
            f"released_at: '2020-12-25T08:00:00' is not a point in time. {FORMAT}",
        ),
        ({"released_at": "25/12/2020"}, f"released_at: '25/12/2020' is not a point in time. {FORMAT}"),
        ({"territory": "UK"}, f"territory is 'UK'. {COUNTRY}"),
        ({"territory": "Utopia"}, f"territory is 'Utopia'. {COUNTRY}"),
        ({"season": "two"}, f"season is 'two'. {NUMBER}"),
        ({"season": "-1"}, f"season is '-1'. {NUMBER}"),
        ({"episode": "1.5"}, f"episode is '1.5'. {NUMBER}"),
        ({"episode": "9" * 30}, f"episode is '{'9' * 30}'. {NUMBER}"),
        ({"kids": "maybe"}, f"kids is 'maybe', neither true nor false. {KIND}"),
        ({"kids": "no,more"}, f"It has 14 values for 13 columns. {FORMAT}"),
        ({"name": '"We Can'}, f"Its quotation marks do not pair up. {FORMAT}"),
    ],
)
def test_a_bad_line_is_rejected_and_costs_no_other(wrong, sentence):
    text = lines(HEROES, HEROES | {"asset_id": "bad", "title_id": "bad"} | wrong, DARK)
    assert sentences(text) == [f"titles.csv, line 3: {sentence}"]
    assert list(read_catalogue(text, "titles.csv")[0].assets) == ["heroes", "dark-2-1"]


def test_lines_are_counted_with_the_blank_ones():
    text = lines(HEROES, HEROES | {"kind": "x"})
    assert sentences([text[0], "\n", text[1], "\n", ",,,\n", text[2]]) == [
        f"titles.csv, line 6: kind is 'x', neither film nor episode. {KIND}"
    ]


def test_a_rejected_line_is_kept_as_it_came():
    text = lines(HEROES | {"kind": "x"}, columns=REQUIRED)
    record = read_catalogue(text, "titles.csv")[1][0].record
    assert record == "heroes,heroes-1,We Can Be Heroes,x,6060,2020-12-25T08:00:00Z"
