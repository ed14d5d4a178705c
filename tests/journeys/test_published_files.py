"""The real files of charts that others publish, through the command line."""

from __future__ import annotations

import re
from collections import Counter

from matinee.lake import Lake
from matinee.reports.published_text import records_text, restatement_lines, restatements_table
from tests.data import data_folder, needs_data


def real(folder, pattern):
    return sorted((data_folder() / folder).glob(pattern))


def checks(out):
    """The lines of the table of checks, their numbers as text."""
    rows = re.findall(r"^ (.+?)  +(rows|lists) +([\d,]+) +([\d,]+) +([\d,]+) +([\d,]+) *$", out, re.MULTILINE)
    return {name: tuple(numbers) for name, _, *numbers in rows}


@needs_data
def test_the_rules_are_reproduced_on_the_real_global_file(run):
    status, out, _ = run("conformance", "netflix-top10", *real("netflix_top10", "all-weeks-global.2024-11-13.tsv"))
    assert status == 0
    assert checks(out) == {
        "rows can be read": ("7,040", "7,040", "0", "0"),
        "ranks complete": ("704", "704", "0", "0"),
        "periods complete": ("704", "704", "0", "0"),
        "rank order": ("704", "704", "0", "0"),
        "hours rounded": ("7,040", "7,040", "0", "0"),
        "views rounded": ("2,960", "2,960", "0", "0"),
        "views = hours ÷ runtime": ("2,960", "2,843", "117", "0"),
        "periods in chart": ("7,040", "7,037", "3", "0"),
    }
    assert re.findall(r"^Explained: .*", out, re.MULTILINE) == [
        "Explained: views = hours ÷ runtime, still airing, 117 rows",
        "Explained: periods in chart, a namesake, 3 rows",
    ]
    assert len(re.findall(r"^    line \d+, week to ", out, re.MULTILINE)) == 120


@needs_data
def test_the_rules_are_reproduced_on_the_real_file_by_country(run):
    status, out, _ = run("conformance", "netflix-top10", *real("netflix_top10", "all-weeks-countries*.tsv"))
    assert (status, checks(out)["periods in chart"]) == (0, ("37,600", "37,600", "0", "0"))


@needs_data
def test_the_days_of_the_real_daily_chart_are_recounted_and_each_difference_is_listed(run):
    status, out, _ = run("conformance", "daily-top10", *real("daily_top10", "*.csv"))
    assert status == 0
    assert checks(out)["periods in chart"] == checks(out)["score"] == ("4,560", "4,419", "141", "0")
    assert len(re.findall(r"^    line \d+, 20", out, re.MULTILINE)) == 141 + 141 + 4


@needs_data
def test_records_of_the_real_daily_chart_from_a_lake(run, lake):
    (file,) = real("daily_top10", "*.csv")
    status, out, _ = run("import", "daily-top10", file, "--edition", "2021-07-01", "--lake", lake)
    assert (status, out.splitlines()[0]) == (
        0,
        "us_daily_to_2021-06.csv (edition of 2021-07-01, as you say): 4,560 places taken in.",
    )
    published = Lake(lake).published
    assert records_text(published.records("We Can Be Heroes")) == (
        "We Can Be Heroes (daily, US): 24 days in a row, from 2020-12-26 to 2021-01-18, best rank 2."
    )
    assert records_text(published.records("the midnight sky", "US")) == (
        "The Midnight Sky (daily, US): 10 days in a row, from 2020-12-24 to 2021-01-02, best rank 1."
    )
    assert records_text(published.records("Cloudy with a Chance of Meatballs")).splitlines()[0] == (
        "2 titles may be meant by 'Cloudy with a Chance of Meatballs', each told by itself: "
        "Cloudy with a Chance of Mea__ (released 2018-12-02); Cloudy with a Chance of Mea__ (released 2020-11-15)."
    )


@needs_data
def test_every_restatement_between_the_real_editions_is_found_in_a_lake(run, lake):
    """The counts are those of the files, compared column by column by other means."""
    files = real("netflix_top10", "all-weeks-global.*.tsv") + real("netflix_top10", "most-popular.*.tsv")
    status, out, err = run("import", "netflix-top10", *files, "--lake", lake)
    assert status == 1 and len(out.splitlines()) == 16
    assert err.splitlines()[0] == "Error: all-weeks-global.2023-06-01.tsv is a web page, not the published Top 10."
    found = Lake(lake).published.restatements()
    assert Counter((one.later, one.kind) for one in found.found if one.chart == "global") == {
        ("2021-12-08", "hours"): 30,
        ("2021-12-08", "rank"): 19,
        ("2021-12-08", "periods in chart"): 1,
        ("2021-12-08", "renamed"): 2,
        ("2021-12-08", "row lost"): 2,
        ("2021-12-08", "row gained"): 2,
        ("2022-06-29", "renamed"): 1,
        ("2023-05-31", "renamed"): 12,
        ("2023-07-26", "renamed"): 6,
        ("2024-01-03", "renamed"): 105,
        ("2024-08-28", "renamed"): 147,
        ("2024-09-04", "rank"): 2,
        ("2024-09-04", "renamed"): 11,
        ("2024-09-04", "row lost"): 1,
        ("2024-09-04", "row gained"): 1,
        ("2024-11-13", "renamed"): 1,
    }
    assert Counter((one.later, one.kind) for one in found.found if one.chart == "most popular") == {
        ("2022-06-29", "hours"): 2,
        ("2023-05-31", "hours"): 1,
        ("2024-08-28", "hours"): 2,
        ("2024-08-28", "views"): 2,
    }
    assert found.compared[0] == ("global", "2021-11-17", "2021-12-01")
    assert next(restatement_lines(found)) == "global, 2021-12-01 to 2021-12-08"
    assert restatements_table(found).row_count == 21


@needs_data
def test_the_real_file_by_country_comes_once(run, lake):
    (file,) = real("netflix_top10", "all-weeks-countries*.tsv")
    said = "all-weeks-countries.2021-11-17.tsv (edition of 2021-11-17, by its name): "
    for expected in ("37,600 places taken in.", "0 places taken in, 37,600 already there."):
        status, out, _ = run("import", "netflix-top10", file, "--lake", lake)
        assert (status, out.splitlines()[0]) == (0, said + expected)
