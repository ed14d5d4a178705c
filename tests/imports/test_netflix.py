"""A Netflix viewing history: what is read of it, and what is not."""

from __future__ import annotations

import csv
import io

import pytest

from matinee import instants
from matinee.catalogue import Catalogue
from matinee.catalogue.names import Names
from matinee.errors import MatineeError
from matinee.imports.netflix import household_of, read_activity, to_spans

from .history import CLASSIC, SINCE_2025, written

NOW_US = instants.parse("2025-01-01")
NEEDED = f"A viewing history has the columns {', '.join(CLASSIC)}, in any order."


def row(**values):
    """Ann watched Film for 100 minutes, but for what is said otherwise."""
    usual = {
        "Profile Name": "Ann",
        "Start Time": "2021-03-01 19:00:00",
        "Duration": "01:40:00",
        "Attributes": "Autoplayed: user action: None; ",
        "Title": "Film",
        "Supplemental Video Type": "",
        "Device Type": "Smart TV",
        "Bookmark": "01:40:00",
        "Latest Bookmark": "01:40:00",
        "Country": "GB (United Kingdom)",
    }
    return usual | {name.replace("_", " "): value for name, value in values.items()}


def read(text):
    return read_activity(text.splitlines(keepends=True), "ViewingActivity.csv", NOW_US)


def read_rows(*rows):
    return read(written(rows))


def only(activity):
    """The one row of viewing: its start, its seconds, its title, its country."""
    assert activity.rejections == [] and len(activity.rows) == 1
    found = activity.rows[0]
    return instants.show(found.started_us), found.lasted_us / 1_000_000, found.title, found.country


def sentences(activity):
    return [rejection.sentence("ViewingActivity.csv") for rejection in activity.rejections]


WHOLE = ("2021-03-01T19:00:00+00:00", 6000, "Film", "GB")


@pytest.mark.parametrize("columns", [CLASSIC, SINCE_2025])
@pytest.mark.parametrize("header", [True, False])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("begin", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_columns_are_found_in_either_order_with_and_without_a_header(columns, header, separator, begin, end):
    text = begin + written([row()], columns, header=header, separator=separator).replace("\n", end)
    assert only(read(text)) == WHOLE


def test_a_row_says_who_and_on_what_it_was_watched():
    found = read_rows(row()).rows[0]
    assert (found.profile, found.device) == ("Ann", "Smart TV")


def test_a_file_needs_no_more_than_start_duration_and_title():
    start, seconds, title, country = only(read("Title,Start Time,Duration\nFilm,2021-03-01 19:00:00,1:40:00\n"))
    assert (start, seconds, title, country) == (*WHOLE[:3], None)


def test_a_headerless_file_is_known_by_any_of_its_first_rows():
    text = written([row(Country="")] * 3 + [row(Title="Other")], header=False)
    assert {found.title for found in read(text).rows} == {"Film", "Other"}


@pytest.mark.parametrize(
    ("written_as", "means"),
    [
        ("2021-03-01 19:00:07", "2021-03-01T19:00:07+00:00"),
        ("2021-03-01 19:00", "2021-03-01T19:00:00+00:00"),
        ("2021-03-01 9:05:07", "2021-03-01T09:05:07+00:00"),
        ("3/1/2021 19:00", "2021-03-01T19:00:00+00:00"),
        ("12/11/2021 9:05", "2021-12-11T09:05:00+00:00"),
        ("3/25/2021 0:30", "2021-03-25T00:30:00+00:00"),
        ("25/3/2021 19:00", "2021-03-25T19:00:00+00:00"),
        ("3/1/21 19:00:07", "2021-03-01T19:00:07+00:00"),
        ("3/1/2021 7:00 PM", "2021-03-01T19:00:00+00:00"),
        ("3/1/2021, 7:00\u202fpm", "2021-03-01T19:00:00+00:00"),
        ("3/1/2021 12:15 AM", "2021-03-01T00:15:00+00:00"),
        ("1.3.2021 19:00", "2021-03-01T19:00:00+00:00"),
    ],
)
def test_a_start_is_read_as_exported_or_as_a_spreadsheet_left_it(written_as, means):
    assert only(read_rows(row(Start_Time=written_as)))[0] == means


def test_one_number_above_twelve_tells_the_order_of_all_dates():
    activity = read_rows(row(Start_Time="2/1/2021 19:00"), row(Start_Time="13/1/2021 19:00"))
    assert [instants.show(found.started_us)[:10] for found in activity.rows] == ["2021-01-02", "2021-01-13"]
    activity = read_rows(row(Start_Time="2/1/2021 19:00"), row(Start_Time="2/13/2021 19:00"))
    assert [instants.show(found.started_us)[:10] for found in activity.rows] == ["2021-02-01", "2021-02-13"]


@pytest.mark.parametrize(
    ("duration", "seconds"),
    [("00:00:01", 1), ("1:02:03", 3723), ("01:02:03", 3723), ("100:00:00", 360_000), ("168:00:00", 604_800)],
)
def test_a_duration_has_as_many_hours_as_it_has(duration, seconds):
    assert only(read_rows(row(Duration=duration)))[1] == seconds


@pytest.mark.parametrize(
    "kind", ["HOOK", "TRAILER", "TEASER_TRAILER", "PROMOTIONAL", "RECAP", "PREVIEW", "CINEMAGRAPH", "TUTORIAL"]
)
def test_what_goes_with_a_title_is_not_viewing_of_it(kind):
    activity = read_rows(row(), row(Supplemental_Video_Type=kind))
    assert len(activity.rows) == 1
    assert sentences(activity) == [
        (
            f"ViewingActivity.csv, line 3: Supplemental Video Type is '{kind}'. "
            "Nothing to do: trailers, recaps and previews are not viewing of the title."
        )
    ]


CLOCK = "Check the clock of the device; times before 1995 or over a year ahead are not believed."
LENGTH = "Give a length of time above zero and below a week."


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"Start_Time": "1970-01-01 00:00:04"}, f"Start Time is '1970-01-01 00:00:04'. {CLOCK}"),
        ({"Start_Time": "1/1/1970 0:00"}, f"Start Time is '1/1/1970 0:00'. {CLOCK}"),
        ({"Start_Time": "2026-01-03 00:00:00"}, f"Start Time is '2026-01-03 00:00:00'. {CLOCK}"),
        ({"Start_Time": "2021-02-30 19:00:00"}, f"Start Time is '2021-02-30 19:00:00'. {CLOCK}"),
        ({"Start_Time": "yesterday"}, f"Start Time is 'yesterday'. {CLOCK}"),
        ({"Start_Time": ""}, f"Start Time is ''. {CLOCK}"),
        ({"Duration": "00:00:00"}, f"Duration is '00:00:00'. {LENGTH}"),
        ({"Duration": "168:00:01"}, f"Duration is '168:00:01'. {LENGTH}"),
        ({"Duration": "99999:00:00"}, f"Duration is '99999:00:00'. {LENGTH}"),
        ({"Duration": "-00:10:00"}, f"Duration is '-00:10:00'. {LENGTH}"),
        ({"Duration": "00:61:00"}, f"Duration is '00:61:00'. {LENGTH}"),
        ({"Duration": "45"}, f"Duration is '45'. {LENGTH}"),
        ({"Title": " "}, "Title is empty. Give the field a value; without it the record cannot be placed."),
        (
            {"Country": "ZZ (Nowhere)"},
            "Country is 'ZZ (Nowhere)'. Use the two letters of ISO 3166-1, like GB or BR.",
        ),
    ],
)
def test_a_row_that_cannot_be_is_rejected_and_costs_no_other(wrong, sentence):
    activity = read_rows(row(Title="Before"), row(**wrong), row(Title="After"))
    assert [found.title for found in activity.rows] == ["Before", "After"]
    assert sentences(activity) == [f"ViewingActivity.csv, line 3: {sentence}"]


FORMAT = "Send the record in the format that the documentation of this door shows."


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("Ann,2021-03-01 20:00:00,01:4", "It has 3 of 10 columns."),
        ("Ann", "It has 1 of 10 columns."),
        ('Ann,2021-03-01 20:00:00,01:40:00,,"The Good, the B', "Its quotation marks do not pair up."),
        ("Ann,2021-03-01 20:00:00,01:40:00,,One, Two,,TV,,,GB (United Kingdom)", "It has 11 values for 10 columns."),
    ],
)
def test_a_row_that_is_no_row_costs_no_other_and_keeps_no_name(line, problem):
    before, after = written([row(Title="Before")]), written([row(Title="After")], header=False)
    activity = read(f"{before}{line}\n{after}")
    assert [found.title for found in activity.rows] == ["Before", "After"]
    assert sentences(activity) == [f"ViewingActivity.csv, line 3: {problem} {FORMAT}"]
    assert "Ann" not in activity.rejections[0].record


def test_a_rejected_row_is_kept_without_the_name_of_the_profile():
    record = read_rows(row(Duration="00:00:00", Bookmark="", Latest_Bookmark="")).rejections[0].record
    assert record == (
        "…,2021-03-01 19:00:00,00:00:00,Autoplayed: user action: None;,Film,,Smart TV,,,GB (United Kingdom)"
    )


def test_blank_lines_are_no_rows_and_do_not_shift_the_count_of_lines():
    text = written([row(), row(Duration="00:00:00")]).replace("\n", "\n\n").replace("\n\n", "\n,,,,,,,,,\n", 1)
    activity = read("\n" + text)
    assert len(activity.rows) == 1 and [rejection.line for rejection in activity.rejections] == [6]


def test_a_quoted_title_may_have_commas_and_quotation_marks():
    title = 'Crazy, Stupid, "Love"'
    text = written([row(Title=title)])
    assert '"Crazy, Stupid, ""Love"""' in text
    assert only(read(text))[2] == title


def test_a_row_that_stands_there_again_counts_once():
    activity = read_rows(row(), row(Title="Other"), row(), row())
    assert [found.title for found in activity.rows] == ["Film", "Other"] and activity.repeated == 2


def test_two_devices_at_once_both_count():
    activity = read_rows(row(), row(Device_Type="Phone"), row(Start_Time="2021-03-01 19:30:00"))
    assert len(activity.rows) == 3 and activity.repeated == 0
    spans = to_spans(activity, "home", Names(Catalogue()), secret=b"k", buckets=4)
    lasted = [(row["ended_at"] - row["started_at"]).total_seconds() for row in spans.to_pylist()]
    assert lasted == [6000, 6000, 6000] and len(set(spans["session"].to_pylist())) == 3


def test_no_position_is_guessed_from_a_bookmark():
    spans = to_spans(read_rows(row()), "home", Names(Catalogue()), secret=b"k", buckets=4).to_pylist()
    assert [(span["position_start_ms"], span["position_end_ms"], span["rate"]) for span in spans] == [(None, None, 1.0)]
    assert (spans[0]["country"], spans[0]["device"], spans[0]["source"]) == ("GB", "Smart TV", "netflix")


def test_profiles_of_one_file_are_persons_of_one_household():
    activity = read_rows(row(), row(Profile_Name="Ben"), row(Profile_Name=""))
    spans = to_spans(activity, "home", Names(Catalogue()), secret=b"k", buckets=4)
    assert len(set(spans["household"].to_pylist())) == 1
    assert len(set(spans["profile"].to_pylist())) == 3 and spans["profile"].null_count == 1


def test_a_household_keeps_its_name_when_a_later_export_has_more():
    early = [row(), row(Start_Time="2021-03-05 19:00:00")]
    later = [row(Start_Time="2021-04-01 19:00:00"), *(one | {"Latest Bookmark": "Not latest view"} for one in early)]
    names = {household_of(read(written(rows, order))) for rows in (early, later) for order in (CLASSIC, SINCE_2025)}
    assert len(names) == 1
    assert household_of(read_rows(row(Profile_Name="Zoe"))) not in names


def test_a_household_has_a_name_where_its_oldest_rows_differ_in_what_is_known_only():
    assert household_of(read_rows(row(), row(Country=""))) == household_of(read_rows(row(Country=""), row()))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "Title,Date\nFilm,3/1/21\n",
            (
                "ViewingActivity.csv is the short viewing history: it has titles and dates, and no viewing time.\n"
                "Ask Netflix for a copy of your personal information, and import CONTENT_INTERACTION/ViewingActivity.csv."
            ),
        ),
        (
            "",
            "ViewingActivity.csv is empty.\nTake the file CONTENT_INTERACTION/ViewingActivity.csv of the export.",
        ),
        (
            "\n ,,\n",
            "ViewingActivity.csv is empty.\nTake the file CONTENT_INTERACTION/ViewingActivity.csv of the export.",
        ),
        (
            "\nname,price\nbread,2\n",
            "ViewingActivity.csv, line 2: this is not the header of a viewing history, nor a row of one.\n" + NEEDED,
        ),
        (
            "<html><body>Sign in</body></html>\n",
            "ViewingActivity.csv, line 1: this is not the header of a viewing history, nor a row of one.\n" + NEEDED,
        ),
        (
            "Profile Name,Title,Country\nAnn,Film,GB (United Kingdom)\n",
            "ViewingActivity.csv, line 1: the header has no column Start Time, Duration.\n" + NEEDED,
        ),
    ],
)
def test_a_file_that_is_no_viewing_history_is_refused(text, message):
    with pytest.raises(MatineeError) as error:
        read(text)
    assert str(error.value) == message


def test_a_header_alone_is_a_history_without_viewing():
    activity = read(",".join(CLASSIC) + "\n")
    assert activity == ([], 0, [])
    assert to_spans(activity, household_of(activity), Names(Catalogue()), secret=b"k", buckets=4).num_rows == 0


def test_what_a_csv_reader_reads_is_what_is_read():
    """Judged by Python's csv module on text as it writes it."""
    titles = ["A, B", 'Say "Yes"', "Größe: Teil", "; semi", "怪奇物語"]
    text = written([row(Title=title) for title in titles])
    judged = [values["Title"] for values in csv.DictReader(io.StringIO(text))]
    assert [found.title for found in read(text).rows] == judged == titles
