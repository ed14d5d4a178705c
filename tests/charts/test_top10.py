"""The Top 10: who led, ranked before rounding."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matinee.catalogue import Asset, Catalogue, Title
from matinee.charts.rules import BY, find_rule
from matinee.charts.top10 import Asked, lists_until
from matinee.errors import MatineeError
from matinee.metrics.definitions import PRESETS
from matinee.periods import Periods
from tests.player import Player

TITLES = [
    "long,long,Long,film,12000,2021-03-01T00:00:00+00:00",
    "short,short,Short,film,3000,2021-03-01T00:00:00+00:00",
    "old,old,Old,film,6000,2021-02-01T00:00:00+00:00",
]


@pytest.fixture
def lake(make_lake):
    """Two weeks: Long leads by hours, Short by views; Old is there in the first week only."""
    return make_lake(
        [
            Player("long", "a").play(0, 6000).stop(),
            Player("short", "b").play(0, 3000).end(),
            Player("short", "b", at_s=4000).play(0, 1200).stop(),
            Player("old", "c", country="BR", time_zone="America/Sao_Paulo").play(0, 600).stop(),
            Player("long", "a", day=7).play(6000, 8000).stop(),
            Player("short", "b", day=8).play(0, 2000).stop(),
            Player("unheard-of", "c", day=8).play(0, 1000).stop(),
        ],
        TITLES,
    )


def lines(chart):
    return [(place.rank, place.previous_rank, place.title, place.periods_in_chart) for place in chart.places]


def test_a_week_runs_from_monday_to_sunday_whatever_day_of_it_is_named(lake):
    charts = [lake.top10(week=day) for day in ("2021-03-01", "2021-03-04", "2021-03-07")]
    assert charts[0] == charts[1] == charts[2]
    assert (charts[0].first_day.isoformat(), charts[0].last_day.isoformat()) == ("2021-03-01", "2021-03-07")


def test_hours_and_views_lead_to_different_charts(lake):
    by_hours, by_views = (lake.top10(week="2021-03-01", by=by) for by in ("hours", "views"))
    assert [place.title for place in by_hours.places] == ["Long", "Short", "Old"]
    assert [place.title for place in by_views.places] == ["Short", "Long", "Old"]
    assert [place.views for place in by_views.places] == [1.4, 0.5, 0.1]


def test_a_line_knows_the_rank_before_and_the_periods_in_chart(lake):
    # In the second week Long and Short have exactly as many hours: the alphabet decides.
    assert lines(lake.top10(week="2021-03-08")) == [
        (1, 1, "Long", 2),
        (2, 2, "Short", 2),
        (3, None, "unheard-of", 1),
    ]


def test_a_title_of_unknown_runtime_is_ranked_by_hours_and_not_by_views(lake):
    assert [place.title for place in lake.top10(week="2021-03-08", by="views").places] == ["Short", "Long"]


def test_a_chart_of_a_country_has_what_was_watched_there(lake):
    assert [place.title for place in lake.top10(week="2021-03-01", country="br").places] == ["Old"]


def test_a_day_is_charted_as_a_week_is(lake):
    assert lines(lake.top10(day="2021-03-09")) == [(1, None, "Short", 2), (2, None, "unheard-of", 1)]


def test_without_a_day_the_latest_week_is_shown(lake):
    assert lake.top10().first_day.isoformat() == "2021-03-08"


def test_a_chart_has_as_many_places_as_asked(lake):
    assert [place.rank for place in lake.top10(week="2021-03-01", places=2).places] == [1, 2]


def test_ranks_are_of_exact_figures(make_lake):
    """A second apart in an hour and a half: the same to any reader, and not to the chart."""
    lake = make_lake([Player("a", "x").play(0, 5400).stop(), Player("b", "x", day=1).play(0, 5401).stop()], [])
    assert [place.title for place in lake.top10().places] == ["b", "a"]


def test_days_begin_in_the_time_zone_of_the_chart(make_lake):
    # Monday 19:00 UTC is already Tuesday in Tokyo.
    lake = make_lake([Player("a").play(0, 600).stop()], [])
    (lake.folder.path / "matinee.toml").write_text('chart_time_zone = "Asia/Tokyo"')
    again = type(lake)(lake.folder.path)
    assert again.top10(day="2021-03-01").places == ()
    assert [place.title for place in again.top10(day="2021-03-02").places] == ["a"]


def test_an_empty_lake_has_an_empty_chart(make_lake):
    assert make_lake().top10(week="2021-03-01").places == ()


@pytest.mark.parametrize(
    ("asked", "problem"),
    [
        ({"day": "2021-03-01", "week": "2021-03-01"}, "A chart is of a day or of a week, not of both."),
        ({"day": "1 March"}, "'1 March' is not a date."),
        ({"by": "fame"}, "A chart cannot rank by 'fame'."),
        ({"places": 0}, "A chart cannot have 0 places."),
        ({"country": "UK"}, "'UK' is not a country."),
    ],
)
def test_a_question_that_makes_no_sense_is_refused(lake, asked, problem):
    with pytest.raises(MatineeError) as error:
        lake.top10(**asked)
    assert error.value.problem == problem


def test_a_line_knows_its_run_its_peak_and_how_it_came_in(make_lake):
    weeks = {"long": (0, 2, 3), "short": (0, 1, 2, 3)}
    players = [
        Player(title, "a", day=7 * week).play(0, 900 if title == "long" or week == 1 else 600).stop()
        for title, those in weeks.items()
        for week in those
    ]
    lake = make_lake([*players, Player("old", "b", day=7).play(0, 60).stop()], TITLES)
    charts = [lake.top10(week=f"2021-03-{day:02}") for day in (1, 8, 15, 22)]
    facts = [
        [
            (one.title, one.entry, one.periods_in_chart, one.in_a_row, one.peak_rank, one.periods_at_1)
            for one in chart.places
        ]
        for chart in charts
    ]
    assert facts == [
        [("Long", None, 1, 1, 1, 1), ("Short", None, 1, 1, 2, 0)],
        [("Short", None, 2, 2, 1, 1), ("Old", "new entry", 1, 1, 2, 0)],
        [("Long", "re-entry", 2, 1, 1, 2), ("Short", None, 3, 3, 1, 1)],
        [("Long", None, 3, 2, 1, 3), ("Short", None, 4, 4, 1, 1)],
    ]


def test_reach_ranks_households_however_little_they_watched(make_lake):
    """Three homes give Short its two minutes; the fourth stops before, and counts for nothing."""
    homes = [Player("short", home).play(0, 120).stop() for home in "abc"]
    lake = make_lake(
        [Player("long", "a").play(0, 6000).stop(), *homes, Player("short", "d").play(0, 119).stop()], TITLES
    )
    chart = lake.top10(week="2021-03-01", by="reach")
    assert [(place.title, place.reach) for place in chart.places] == [("Short", 3), ("Long", 1)]


def test_reach_of_a_week_has_those_who_started_before_and_came_back(make_lake):
    lake = make_lake(
        [Player("long", "a").play(0, 100).stop(), Player("long", "a", day=7).play(100, 160).stop()], TITLES
    )
    assert [lake.top10(week=day).places[0].reach for day in ("2021-03-01", "2021-03-08")] == [0, 1]


def test_reach_by_another_definition_is_counted_from_the_spans(lake):
    chart = lake.top10(week="2021-03-01", by="reach", definition="netflix.completer.2019")
    assert [(place.title, place.reach) for place in chart.places] == [("Short", 1), ("Long", 0), ("Old", 0)]
    assert chart.definition == "netflix.completer.2019"


def test_a_household_abroad_counts_there_and_once_in_all(make_lake):
    abroad = Player("long", "a", day=1, country="BR").play(600, 1200).stop()
    lake = make_lake([Player("long", "a").play(0, 600).stop(), abroad], TITLES)
    reaches = [lake.top10(week="2021-03-01", country=country).places[0].reach for country in ("GB", "BR", None)]
    assert reaches == [1, 1, 1]


def test_the_runtime_that_counts_is_what_was_out_by_the_end_of_the_period(make_lake):
    """An hour of a season watched each week; its second episode comes out in the second week."""
    episodes = [
        "e1,season,One,episode,3600,2021-03-01T00:00:00+00:00",
        "e2,season,Two,episode,3600,2021-03-08T00:00:00+00:00",
    ]
    lake = make_lake([Player("e1", day=day).play(0, 3600).end() for day in (0, 7)], episodes)
    assert [lake.top10(week=day).places[0].views for day in ("2021-03-01", "2021-03-08")] == [1.0, 0.5]
    assert [lake.top10(week=day).places[0].runtime_s for day in ("2021-03-01", "2021-03-08")] == [3600, 7200]


def test_what_the_catalogue_does_not_say_is_left_out_and_counted(lake):
    chart = lake.top10(week="2021-03-08", chart="netflix.films.english")
    assert (chart.places, chart.left_out) == ((), 3)  # no title of it has a language
    assert lake.top10(week="2021-03-08", by="views").left_out == 1


def test_as_of_an_instant_nothing_later_was_watched(lake):
    chart = lake.top10(week="2021-03-08", as_of="2021-03-09T00:00Z")
    assert [(place.title, place.hours) for place in chart.places] == [("Long", 2000 / 3600)]
    assert chart.as_dict()["counted_to"] == "2021-03-09T00:00:00+00:00"


def test_a_chart_by_minutes_is_one_by_hours(lake):
    by_minutes, by_hours = (lake.top10(week="2021-03-01", by=by) for by in ("minutes", "hours"))
    assert by_minutes.places == by_hours.places and by_minutes.by == "minutes"


VIEWING = st.lists(
    st.tuples(st.integers(0, 30), st.integers(0, 3), st.integers(1, 40), st.sampled_from([1, 2, 60])),
    min_size=1, max_size=60,
)  # fmt: skip
"""Title, week, seconds, by which its runtime is long; many of the same figure."""


@pytest.mark.parametrize("by", BY)
@settings(max_examples=60, deadline=None)
@given(VIEWING, st.integers(1, 4))
def test_a_list_found_at_the_top_is_the_list_of_all(by, viewing, places):
    """The reading stops early where nothing below can belong in the list: never too early."""
    monday = date(2021, 3, 1)
    total = {}
    for title, week, seconds, _ in viewing:
        row = total.setdefault((f"t{title:02}", monday + timedelta(days=7 * week)), [0, 0])
        row[0] += seconds * 1_000_000
        row[1] += seconds % 3
    lengths = {f"t{title:02}": length for title, _, _, length in viewing}
    catalogue = Catalogue.of(
        [
            Title(id=id, name=f"N{hash(id) % 5}", kind="film" if length > 1 else "season")
            for id, length in lengths.items()
        ],
        [Asset(id=id, title=id, name=id, runtime_ms=length * 1000) for id, length in lengths.items()],
    )
    rule = find_rule("films" if places % 2 else "all")
    asked = Asked(rule, by, Periods("week"), None, places, PRESETS[0])
    rows = [
        {"first_day": day, "title": title, "viewing_us": us, "reach": reach}
        for (title, day), (us, reach) in total.items()
    ]
    reads = _Reads(rows, by)
    assert lists_until(reads, catalogue, asked, depth=1) == lists_until(reads, catalogue, asked, depth=10_000)


class _Reads:
    """Rows as the lake's table gives them: of each period so many as are asked for, the most watched first."""

    def __init__(self, rows, by):
        self._rows = sorted(rows, key=lambda row: (-row["reach" if by == "reach" else "viewing_us"], row["title"]))

    def leading(self, depth):
        seen, rows = Counter(), []
        for row in self._rows:
            seen[row["first_day"]] += 1
            if seen[row["first_day"]] <= depth:
                rows.append(row)
        schema = pa.schema(
            [("first_day", pa.date32()), ("title", pa.string()), ("viewing_us", pa.int64()), ("reach", pa.int64())]
        )
        return pa.Table.from_pylist(rows, schema=schema), depth


@pytest.mark.parametrize("instant", ["0001-01-01T00:00+14:00", "1970-01-01", "9999-12-31T23:59-14:00"])
def test_as_of_an_instant_far_away_is_as_of_before_or_after_everything(lake, instant):
    known = [] if instant < "2" else ["Long", "Short", "unheard-of"]
    chart = lake.top10(as_of=instant)
    assert [place.title for place in chart.places] == known
    assert chart.first_day.isoformat() == ("1969-12-29" if not known else "2021-03-08")


def test_a_lake_that_was_never_refreshed_says_so(make_lake):
    with pytest.raises(MatineeError) as error:
        make_lake(refresh=False).top10()
    assert error.value.problem == "Nothing in this lake is worked out yet."
