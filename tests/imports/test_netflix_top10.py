"""Netflix's published Top 10: every layout is read, and what is none of them is refused."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matinee.errors import MatineeError
from matinee.imports.netflix_top10 import edition_of, read_top10
from matinee.imports.published import PUBLISHED, PublishedPlace, to_places
from tests.data import data_folder, needs_data

GLOBAL_2021 = (
    "week", "category", "weekly_rank", "show_title", "season_title", "weekly_hours_viewed",
    "cumulative_weeks_in_top_10",
)  # fmt: skip
GLOBAL_2023 = (
    *GLOBAL_2021[:6], "runtime", "weekly_views", "cumulative_weeks_in_top_10", "is_staggered_launch",
    "episode_launch_details",
)  # fmt: skip
GLOBAL_OVERRIDE = (*GLOBAL_2023[:10], "runtime_override_flag", "episode_launch_dtls")
COUNTRY = ("country_name", "country_iso2", *GLOBAL_2021[:5], "cumulative_weeks_in_top_10")
FIRST_28 = ("category", "rank", "show_title", "season_title", "hours_viewed_first_28_days")
FIRST_91 = (*FIRST_28[:4], "hours_viewed_first_91_days", "runtime", "views_first_91_days")
LAUNCHES = (
    '"[{""episodesLaunched"":12,""countryList"":[""KR"",""JP""]},{""episodesLaunched"":14,""countryList"":[""CH""]}]"'
)

ROW = {
    "country_name": "Brazil",
    "country_iso2": "BR",
    "week": "2023-07-23",
    "category": "TV (English)",
    "weekly_rank": "3",
    "rank": "3",
    "show_title": "Ozark",
    "season_title": "Ozark: Season 4",
    "weekly_hours_viewed": "20300000",
    "hours_viewed_first_28_days": "491090000",
    "hours_viewed_first_91_days": "491100000",
    "runtime": "2.2667",
    "weekly_views": "9000000",
    "views_first_91_days": "216700000",
    "cumulative_weeks_in_top_10": "5",
    "is_staggered_launch": "false",
    "episode_launch_details": "",
    "episode_launch_dtls": "",
    "runtime_override_flag": "true",
}


def written(columns, *rows):
    lines = [columns, *([({**ROW, **row})[column] for column in columns] for row in rows or [{}])]
    return "".join("\t".join(values) + "\n" for values in lines)


def read(text, **options):
    return read_top10(text.splitlines(keepends=True), "top10.tsv", **options)


def only(text):
    found = read(text)
    assert found.rejections == [] and len(found.places) == 1
    return found.places[0]


def sentences(found):
    return [rejection.sentence("top10.tsv") for rejection in found.rejections]


@pytest.mark.parametrize("columns", [GLOBAL_2021, GLOBAL_2023, GLOBAL_OVERRIDE, GLOBAL_2021[::-1]])
def test_a_weekly_file_is_read_by_the_names_of_its_columns(columns):
    place = only(written(columns))
    assert (place.chart, place.category, place.country, place.period) == ("global", "TV (English)", None, "week")
    assert (place.period_start, place.period_end) == (date(2023, 7, 17), date(2023, 7, 23))
    assert (place.rank, place.name, place.season) == (3, "Ozark", "Ozark: Season 4")
    assert (place.hours, place.periods_in_chart, place.line) == (20_300_000, 5, 2)


def test_runtime_views_and_flags_are_null_in_a_file_that_has_none():
    place = only(written(GLOBAL_2021))
    assert (place.views, place.runtime_h, place.runtime_s, place.staggered, place.runtime_overridden) == (None,) * 5


def test_runtime_and_views_are_read_where_they_stand():
    place = only(written(GLOBAL_2023))
    assert (place.views, place.runtime_h, place.runtime_s) == (9_000_000, Decimal("2.2667"), 8160)
    assert (place.staggered, place.episodes_least, place.episodes_most) == (False, None, None)


@pytest.mark.parametrize(("columns", "name"), [(GLOBAL_2023, "details"), (GLOBAL_OVERRIDE, "dtls")])
def test_a_series_that_still_airs_has_no_runtime_and_tells_how_many_episodes_were_out(columns, name):
    row = {"is_staggered_launch": "true", "runtime": "0", f"episode_launch_{name}": LAUNCHES}
    place = only(written(columns, row))
    assert (place.staggered, place.runtime_h, place.runtime_s) == (True, None, None)
    assert (place.episodes_least, place.episodes_most) == (12, 14)


def test_a_list_of_launches_that_was_cut_off_tells_nothing():
    place = only(written(GLOBAL_2023, {"episode_launch_details": '"[{""episodesLaunched"":12,""coun"'}))
    assert (place.episodes_least, place.episodes_most) == (None, None)


def test_the_flag_of_a_runtime_set_by_hand_is_read():
    assert only(written(GLOBAL_OVERRIDE)).runtime_overridden is True


def test_a_film_has_no_season():
    assert only(written(GLOBAL_2021, {"season_title": "N/A"})).season is None


def test_a_country_file_has_countries_and_no_hours():
    place = only(written(COUNTRY, {"category": "TV"}))
    assert (place.chart, place.country, place.category, place.hours) == ("country", "BR", "TV", None)


def test_the_country_file_of_2021_called_its_lists_english_though_they_are_not():
    rows = [{"category": "Films (English)", "show_title": "Yara"}, {"category": "TV (English)"}]
    assert [place.category for place in read(written(COUNTRY, *rows)).places] == ["Films", "TV"]


@pytest.mark.parametrize(
    ("columns", "period", "hours", "views"),
    [(FIRST_28, "28 days", 491_090_000, None), (FIRST_91, "91 days", 491_100_000, 216_700_000)],
)
def test_an_all_time_list_has_a_window_and_no_weeks(columns, period, hours, views):
    place = only(written(columns))
    assert (place.chart, place.period, place.period_start, place.period_end) == ("most popular", period, None, None)
    assert (place.rank, place.hours, place.views, place.periods_in_chart) == (3, hours, views, None)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("begin", ["", "\ufeff"])
def test_line_ends_and_marks_of_encoding_do_not_matter(begin, end):
    assert only(begin + written(GLOBAL_2023).replace("\n", end)).name == "Ozark"


def test_a_file_that_went_through_a_spreadsheet_is_read_too():
    text = written(GLOBAL_2021, {"week": "7/23/2023", "show_title": "Ozark"}).replace("\t", ",")
    assert only(text).period_end == date(2023, 7, 23)


def test_quotation_marks_of_a_title_belong_to_it():
    assert only(written(GLOBAL_2021, {"show_title": '"""Sr."""'})).name == '"Sr."'


def test_rows_that_are_alike_count_once():
    found = read(written(GLOBAL_2021, {}, {}, {"weekly_rank": "4", "show_title": "Other"}))
    assert [place.name for place in found.places] == ["Ozark", "Other"] and found.repeated == 1


FORMAT = "Send the record in the format that the documentation of this door shows."
NUMBER = "Give a plain number within the range that the documentation shows."
MISSING = "Give the field a value; without it the record cannot be placed."


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (
            {"week": "2023-07-22"},
            f"week is 2023-07-22, a Saturday; a week is named by the Sunday that ends it. {FORMAT}",
        ),
        ({"week": "soon"}, f"week is 'soon', which is no date. {FORMAT}"),
        ({"week": "2023-02-30"}, f"week is '2023-02-30', which is no date. {FORMAT}"),
        ({"week": ""}, f"week is empty. {MISSING}"),
        ({"category": ""}, f"category is empty. {MISSING}"),
        ({"show_title": ""}, f"show_title is empty. {MISSING}"),
        ({"weekly_rank": "0"}, f"weekly_rank is '0'. {NUMBER}"),
        ({"weekly_rank": "first"}, f"weekly_rank is 'first'. {NUMBER}"),
        ({"weekly_hours_viewed": ""}, f"weekly_hours_viewed is empty. {MISSING}"),
        ({"weekly_hours_viewed": "N/A"}, f"weekly_hours_viewed is N/A. {MISSING}"),
        ({"weekly_hours_viewed": "-10000"}, f"weekly_hours_viewed is '-10000'. {NUMBER}"),
        ({"weekly_hours_viewed": "2.03E+07"}, f"weekly_hours_viewed is '2.03E+07'. {NUMBER}"),
        ({"weekly_views": "many"}, f"weekly_views is 'many'. {NUMBER}"),
        ({"runtime": "2:16"}, f"runtime is '2:16'. {NUMBER}"),
        ({"cumulative_weeks_in_top_10": "0"}, f"cumulative_weeks_in_top_10 is '0'. {NUMBER}"),
        ({"is_staggered_launch": "perhaps"}, f"is_staggered_launch is 'perhaps', neither true nor false. {FORMAT}"),
    ],
)
def test_a_row_that_cannot_be_is_rejected_and_costs_no_other(wrong, sentence):
    found = read(written(GLOBAL_2023, {"show_title": "Before"}, wrong, {"show_title": "After"}))
    assert [place.name for place in found.places] == ["Before", "After"]
    assert sentences(found) == [f"top10.tsv, line 3: {sentence}"]


def test_a_country_that_is_none_is_rejected():
    found = read(written(COUNTRY, {"country_iso2": "ZZ"}, {}))
    assert len(found.places) == 1
    assert sentences(found) == [
        "top10.tsv, line 2: country_iso2 is 'ZZ'. Use the two letters of ISO 3166-1, like GB or BR."
    ]


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("2023-07-23\tTV (English)\t4", "It has 3 of 7 columns."),
        ('2023-07-23\tTV (English)\t4\t"Ozark', "Its quotation marks do not pair up."),
        ("2023-07-23\tTV (English)\t4\tA\tN/A\t100\t1\tmore", "It has 8 values for 7 columns."),
    ],
)
def test_a_row_that_is_no_row_costs_no_other(line, problem):
    found = read(written(GLOBAL_2021) + line + "\n")
    assert len(found.places) == 1 and sentences(found) == [f"top10.tsv, line 3: {problem} {FORMAT}"]


NEEDED = "week, category, weekly_rank, show_title, weekly_hours_viewed"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "",
            f"top10.tsv is empty.\nTake a file of the published Top 10, with the columns {NEEDED}.",
        ),
        (
            '<a href="https://example.org/all-weeks-global.tsv">Moved Permanently</a>.\n\n',
            (
                "top10.tsv is a web page, not the published Top 10.\nThe address answered with a page, "
                "as it does where it has moved; download the file that the page leads to."
            ),
        ),
        (
            "null",
            (
                "top10.tsv holds the word null and nothing else.\n"
                "It was published like this once; take another edition of the published Top 10."
            ),
        ),
        (
            "name,price\nbread,2\n",
            (
                "top10.tsv, line 1: this is not the header of the published Top 10.\n"
                f"The weekly file has the columns {NEEDED}, in any order."
            ),
        ),
        (
            "week\tcategory\tshow_title\n2023-07-23\tTV\tOzark\n",
            (
                "top10.tsv, line 1: the header has no column weekly_rank, weekly_hours_viewed.\n"
                f"This file of the published Top 10 needs the columns {NEEDED}, in any order."
            ),
        ),
        (
            "Title,Date\nFilm,3/1/21\n",
            (
                "top10.tsv, line 1: this is not the header of the published Top 10.\n"
                f"The weekly file has the columns {NEEDED}, in any order."
            ),
        ),
    ],
)
def test_a_file_that_is_no_top_10_is_refused(text, message):
    with pytest.raises(MatineeError) as error:
        read(text)
    assert str(error.value) == message


def test_a_header_alone_is_a_chart_without_places():
    found = read(written(GLOBAL_2021).splitlines()[0])
    assert (found.places, found.rejections, found.to_table().num_rows) == ([], [], 0)


def test_places_go_into_a_table_and_come_back():
    found = read(written(GLOBAL_OVERRIDE, {}, {"runtime": "0", "season_title": "N/A"}), edition=date(2023, 7, 26))
    table = found.to_table()
    assert table.schema == PUBLISHED and PUBLISHED.names == list(PublishedPlace._fields)
    assert to_places(table) == found.places and found.places[0].edition == date(2023, 7, 26)


@pytest.mark.parametrize(
    ("name", "edition"),
    [
        ("all-weeks-global.2021-11-17.tsv", date(2021, 11, 17)),
        ("2023-06-01 most-popular.tsv", date(2023, 6, 1)),
        ("all-weeks-global.tsv", None),
        ("all-weeks-global.2021-13-17.tsv", None),
    ],
)
def test_the_name_of_a_saved_file_tells_its_edition(name, edition):
    assert edition_of(name) == edition


values = st.one_of(st.sampled_from(sorted({*ROW.values(), "", "0", "N/A", "2023-07-24"})), st.text(max_size=6))
rows = st.fixed_dictionaries(dict.fromkeys(GLOBAL_OVERRIDE, values))


@given(st.lists(st.one_of(rows, st.just({})), min_size=1, max_size=5))
def test_every_row_is_a_place_or_a_repetition_or_a_rejection(made_up):
    text = written(GLOBAL_OVERRIDE, *made_up)
    found = read_top10(text.split("\n"), "top10.tsv")
    below = [line for line in text.split("\n")[1:] if line.replace("\0", "").strip()]
    assert len(found.places) + found.repeated + len(found.rejections) <= len(below)
    blank = [line for line in below if not any(value.strip('" \r') for value in line.split("\t"))]
    assert len(found.places) + found.repeated + len(found.rejections) >= len(below) - len(blank)
    assert to_places(found.to_table()) == found.places


@needs_data
@pytest.mark.parametrize(
    ("name", "rows", "with_views", "staggered"),
    [
        ("all-weeks-global.2021-11-17.tsv", 800, 0, 0),
        ("all-weeks-global.2023-05-31.tsv", 4000, 0, 0),
        ("all-weeks-global.2023-07-26.tsv", 4320, 240, 13),
        ("all-weeks-global.2024-11-13.tsv", 7040, 2960, 117),
        ("all-weeks-countries.2021-11-17.tsv", 37_600, 0, 0),
        ("most-popular.2022-06-29.tsv", 40, 0, 0),
        ("most-popular.2024-08-28.tsv", 40, 40, 0),
    ],
)
def test_every_row_of_a_real_file_is_read(name, rows, with_views, staggered):
    with (data_folder() / "netflix_top10" / name).open(encoding="utf-8") as lines:
        found = read_top10(lines, name)
    assert (len(found.places), found.rejections, found.repeated) == (rows, [], 0)
    assert sum(place.views is not None for place in found.places) == with_views
    airing = [place for place in found.places if place.staggered]
    assert len(airing) == staggered and all(place.runtime_h is None and place.episodes_most for place in airing)


@needs_data
def test_the_edition_that_is_a_redirect_page_is_refused():
    name = "all-weeks-global.2023-06-01.tsv"
    with (data_folder() / "netflix_top10" / name).open(encoding="utf-8") as lines, pytest.raises(MatineeError) as error:
        read_top10(lines, name)
    assert str(error.value).startswith(f"{name} is a web page, not the published Top 10.")
