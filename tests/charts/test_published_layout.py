"""A chart of our own in the layout of published ones."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta

import pyarrow as pa
import pytest

from matinee import instants
from matinee.catalogue import Catalogue, Title
from matinee.catalogue.titles import Release
from matinee.charts.chart import place_of
from matinee.charts.published_layout import to_tsv
from matinee.charts.runs import standings
from matinee.errors import MatineeError
from matinee.imports.daily_top10 import read_daily
from matinee.imports.netflix_top10 import read_top10
from matinee.published.conformance import conformance

from .made import day, place, week

FILM = Title(id="heroes", name="We Can Be Heroes", kind="film", language="en")
SEASON = Title(id="moons-2", name="Paper Moons: Season 2", kind="season", series="Paper Moons", season=2)
CATALOGUE = Catalogue.of([FILM, SEASON])


def rows(chart, catalogue=CATALOGUE):
    return [line.split("\t") for line in to_tsv(chart, catalogue).splitlines()]


def read_back(tsv):
    return read_top10(tsv.splitlines(keepends=True), "ours.tsv")


def test_a_week_of_all_countries_has_hours_runtime_and_views():
    chart = week(
        "2024-01-01",
        place(
            1, "We Can Be Heroes", title_id="heroes", hours=3_328.5, views=1_997.1, runtime_s=6000, periods_in_chart=3
        ),
    )
    assert rows(chart) == [
        [
            "week", "category", "weekly_rank", "show_title", "season_title", "weekly_hours_viewed", "runtime",
            "weekly_views", "cumulative_weeks_in_top_10",
        ],
        ["2024-01-07", "All titles", "1", "We Can Be Heroes", "N/A", "3329", "1.6667", "1997", "3"],
    ]  # fmt: skip


def test_a_week_of_a_country_has_ranks_and_the_name_that_published_files_give_the_country():
    one = place(1, "Paper Moons: Season 2", title_id="moons-2", periods_in_chart=2)
    assert rows(week("2024-01-01", one, chart="seasons", country="GB")) == [
        [
            "country_name", "country_iso2", "week", "category", "weekly_rank", "show_title", "season_title",
            "cumulative_weeks_in_top_10",
        ],
        ["United Kingdom", "GB", "2024-01-07", "Series", "1", "Paper Moons", "Paper Moons: Season 2", "2"],
    ]  # fmt: skip
    assert rows(week("2024-01-01", one, country="KR"))[1][:2] == ["South Korea", "KR"]
    assert rows(week("2024-01-01", one, country="BR"))[1][:2] == ["Brazil", "BR"]


def test_a_day_has_the_columns_of_the_daily_file_and_leaves_empty_what_is_not_known():
    catalogue = CATALOGUE.with_more(
        Catalogue.of(releases=[Release(title="heroes", released_at_us=instants.parse("2020-12-25T08:00:00+00:00"))])
    )
    chart = day(
        "2021-01-04",
        place(1, "We Can Be Heroes", title_id="heroes", periods_in_chart=11, previous_rank=2),
        place(2, "Paper Moons: Season 2", title_id="moons-2"),
        place(3, "unheard-of"),
    )
    assert rows(chart, catalogue) == [
        [
            "As of", "Rank", "Last Week Rank", "Title", "Type", "Netflix Exclusive", "Netflix Release Date",
            "Days In Top 10", "Viewership Score",
        ],
        ["1/4/2021", "1", "", "We Can Be Heroes", "Movie", "", "12/25/2020", "11", ""],
        ["1/4/2021", "2", "", "Paper Moons: Season 2", "TV Show", "", "", "1", ""],
        ["1/4/2021", "3", "", "unheard-of", "", "", "", "1", ""],
    ]  # fmt: skip


def test_a_release_is_of_the_day_in_the_time_zone_of_the_chart():
    released = Release(title="heroes", released_at_us=instants.parse("2020-12-25T20:00:00+00:00"))
    chart = day("2021-01-04", place(1, "x", title_id="heroes"), time_zone="Asia/Tokyo")
    assert rows(chart, Catalogue.of([FILM], releases=[released]))[1][6] == "12/26/2020"


def test_figures_are_rounded_after_ranking_halves_up():
    chart = week(
        "2024-01-01",
        place(1, "More", hours=32_349_999.9, views=18_150_000.0, runtime_s=6360),
        place(2, "Less", hours=32_450_000.0, views=18_149_999.9, runtime_s=6360),
        chart="netflix.films.english",
    )
    figures = [row[4:8] for row in rows(chart)[1:]]
    assert figures == [["N/A", "32300000", "1.7667", "18200000"], ["N/A", "32500000", "1.7667", "18100000"]]


def test_what_rests_on_an_unknown_runtime_stays_empty():
    chart = week("2024-01-01", place(1, "unheard-of", views=None, runtime_s=None))
    assert rows(chart)[1][5:8] == ["1000", "", ""]
    back = read_back(to_tsv(chart, CATALOGUE)).places[0]
    assert (back.hours, back.runtime_s, back.views) == (1000, None, None)


def test_weeks_in_a_top_10_are_not_told_by_a_chart_of_another_length():
    of_20 = week("2024-01-01", place(1, "x", periods_in_chart=7), asked=20)
    assert rows(of_20)[1][-1] == "" and rows(replace(of_20, country="BR"))[1][-1] == ""
    assert rows(day("2024-01-01", place(1, "x"), asked=5))[1][-2] == ""


@pytest.mark.parametrize(
    ("name", "series", "shown"),
    [
        ("Paper Moons: Season 2", "Paper Moons", ("Paper Moons", "Paper Moons: Season 2")),
        ("Season 2", "Paper Moons", ("Paper Moons", "Paper Moons: Season 2")),
        ("Paper Moons: Season 2", None, ("Paper Moons", "Paper Moons: Season 2")),
        ("Paper Moons", None, ("Paper Moons", "Paper Moons")),
    ],
)
def test_a_season_is_told_with_its_series(name, series, shown):
    catalogue = Catalogue.of([Title(id="moons-2", name=name, kind="season", series=series)])
    assert tuple(rows(week("2024-01-01", place(1, name, title_id="moons-2")), catalogue)[1][3:5]) == shown


def test_names_are_those_of_the_edition_not_those_of_the_catalogue_today():
    assert rows(week("2024-01-01", place(1, "Its old name", title_id="heroes")))[1][3] == "Its old name"


HOSTILE = [
    'The "Best" of Us', '"', "Tab\tand\nline\r\nand\x85\u2028\u2029more", "-", "N/A", "=1+1", "a,b;c", "' OR 1=1",
    "فيلم قصير عن الحب", "千と千尋の神隠し",
]  # fmt: skip


def test_any_name_comes_back_as_it_was():
    names = [*HOSTILE, "x" * 1000]
    chart = week("2024-01-01", *[place(rank, name) for rank, name in enumerate(names, start=1)])
    back = read_back(to_tsv(chart, CATALOGUE))
    assert back.rejections == [] and back.repeated == 0
    assert [one.name for one in back.places] == [
        name if "\t" not in name else "Tab and line and more" for name in names
    ]


def test_a_day_is_read_back_with_names_ranks_and_days():
    names = [name for name in HOSTILE if "\t" not in name]
    chart = day("2021-01-04", *[place(rank, name) for rank, name in enumerate(names, start=1)])
    back = read_daily(to_tsv(chart, CATALOGUE).splitlines(), "ours.tsv")
    assert back.rejections == []
    assert [(one.rank, one.name, one.period_end) for one in back.places] == [
        (rank, name, date(2021, 1, 4)) for rank, name in enumerate(names, start=1)
    ]


def test_an_empty_chart_is_a_header():
    for chart in (week("2024-01-01"), week("2024-01-01", country="GB"), day("2024-01-01")):
        assert len(rows(chart)) == 1
    assert read_back(to_tsv(week("2024-01-01"), CATALOGUE)).places == []


def test_minutes_are_written_as_hours():
    chart = week("2024-01-01", place(1, "x", hours=90.0), chart="nielsen.top10")
    assert rows(chart)[1][1:6] == ["Streaming Top 10", "1", "x", "N/A", "90"]


@pytest.mark.parametrize(
    ("chart", "problem", "hint"),
    [
        (
            week("2024-01-05", chart="luminate.films"),
            (
                "The weeks of the chart luminate.films end on a Thursday, and the published layout names a week by the "
                "Sunday that ends it."
            ),
            "Write this chart with `--format csv`.",
        ),
        (
            week("2024-01-01", by="reach"),
            "The published layout has hours and views and no reach, so that the ranks would rest on nothing in it.",
            "Write this chart with `--format csv`, or rank it by hours or views.",
        ),
    ],
)
def test_what_has_no_such_layout_is_refused(chart, problem, hint):
    with pytest.raises(MatineeError) as error:
        to_tsv(chart, CATALOGUE)
    assert (error.value.problem, error.value.hint) == (problem, hint)


def test_ranks_by_reach_have_a_layout_where_ranks_are_all_there_is():
    assert rows(week("2024-01-01", place(1, "x"), by="reach", country="GB"))[1][4] == "1"
    assert rows(day("2024-01-01", place(1, "x"), by="reach"))[1][1] == "1"


WEEKS = 8


def own_charts(rule, kind, seed):
    """Charts of eight weeks of large figures, from exact whole numbers as a lake has them, and their catalogue."""
    chance = random.Random(seed)
    titles = {
        f"{kind}-{number}": Title(
            id=f"{kind}-{number}",
            name=f"Name {number}" if kind == "film" else f"Name {number}: Season {number % 3 + 1}",
            kind=kind,
            series=None if kind == "film" else f"Name {number}",
        )
        for number in range(25)
    }
    runtimes_ms = {id: chance.randrange(70 * 60_000, 600 * 60_000) for id in titles}
    lists = []
    for number in range(WEEKS):
        watched = {id: chance.randrange(10**6, 9 * 10**7) * 3_600_000_000 for id in titles}
        best = sorted(titles, key=lambda title: -watched[title] / runtimes_ms[title])[:10]
        lists += [
            {"number": number, "rank": rank, "title": id, "viewing_us": watched[id], "runtime_ms": runtimes_ms[id], "reach": 1}
            for rank, id in enumerate(best, start=1)
        ]  # fmt: skip
    stand = standings(pa.Table.from_pylist(lists), lists=(), titles=("title",)).to_pylist()
    charts = [
        week(
            (date(2024, 1, 1) + timedelta(weeks=number)).isoformat(),
            *[place_of(row, titles[row["title"]].name) for row in stand if row["number"] == number],
            chart=rule,
        )
        for number in range(WEEKS)
    ]
    return charts, Catalogue.of(titles.values())


def test_charts_of_several_weeks_are_read_back_and_keep_the_rules_of_published_ones():
    tsv, expected = "", []
    for rule, kind in (("netflix.films.english", "film"), ("netflix.tv.other", "season")):
        charts, catalogue = own_charts(rule, kind, seed=5)
        for chart in charts:
            header, body = to_tsv(chart, catalogue).split("\n", 1)
            tsv += body if tsv else f"{header}\n{body}"
            expected += [(chart.last_day, chart.rule.title, one.rank, one.title) for one in chart.places]
    back = read_back(tsv)
    told = [(one.period_end, one.category, one.rank, one.season or one.name) for one in back.places]
    assert told == expected and len(told) == 2 * WEEKS * 10
    held = conformance(back)
    assert held.exit_status == 0
    checked = {check.name: check.checked for check in held.checks}
    assert (checked["rank order"], checked["views = hours ÷ runtime"], checked["periods in chart"]) == (16, 160, 160)
