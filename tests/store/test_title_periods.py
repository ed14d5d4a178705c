"""The table of periods says what an hour-by-hour count of the spans says, however it came to be."""

from __future__ import annotations

import random
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matinee.lake import Lake
from matinee.periods import Periods
from matinee.store.refresh import FACTS
from matinee.store.title_periods import TITLE_PERIODS
from tests.player import Player
from tests.store.test_refresh import TITLES, rows_of, take_in

LONDON_FRIDAYS = '[chart."ours"]\ntime_zone = "Europe/London"\nweek_starts = "friday"\n'
KEPT = {
    "day, UTC": ("UTC", 1, 0),
    "week from monday, UTC": ("UTC", 7, 0),
    "day, Europe/London": ("Europe/London", 1, 0),
    "week from friday, Europe/London": ("Europe/London", 7, 4),
}
SITTING = st.tuples(
    st.sampled_from(["one", "two", "three"]),
    st.sampled_from(["a", "b", "nobody knows"]),
    st.integers(0, 40),
    st.integers(60, 7 * 3600),
    st.integers(30, 9000),
    st.sampled_from(["GB", "BR"]),
)
"""Household, asset, evening, seconds after 19:00, how long, country; over the night on which London sets its clocks."""


def new_lake(folder, secret=b"s" * 32):
    lake = Lake.create(folder / "lake")
    (folder / "lake" / "secret").write_bytes(secret)
    (folder / "lake" / "matinee.toml").write_text(LONDON_FRIDAYS)
    (folder / "titles.csv").write_text(TITLES)
    lake.import_catalogue(folder / "titles.csv")
    return lake


def reports(sittings):
    lines = []
    for number, (household, asset, day, at_s, lasts_s, country) in enumerate(sittings):
        player = Player(asset, household, day=day, at_s=at_s, country=country, session=f"s{number % 7}")
        lines += player.play(0, lasts_s).stop().lines
    return lines


def counted_by_hand(lake):
    """The table, counted in plain Python: every span walked through midnight by midnight."""
    crossed = {
        (row["household"], row["title"]): row["viewing_120s_at"] for row in lake.folder.tables.read(FACTS).to_pylist()
    }
    viewing, homes = defaultdict(timedelta), defaultdict(set)
    for name, (zone, length, starts) in KEPT.items():
        for span in lake.folder.tables.read("spans").to_pylist():
            moment = span["started_at"]
            while moment < span["ended_at"]:
                day = moment.astimezone(ZoneInfo(zone)).date()
                first = day - timedelta(days=(day.weekday() - starts) % 7 if length == 7 else 0)
                after = first + timedelta(days=length)
                midnight = datetime(after.year, after.month, after.day, tzinfo=ZoneInfo(zone)).astimezone(UTC)
                until = min(midnight, span["ended_at"])
                for country in (span["country"], "*"):
                    viewing[name, country, first, span["title"]] += until - moment
                    began = crossed[span["household"], span["title"]]
                    if began is not None and began <= midnight:
                        homes[name, country, first, span["title"]].add(span["household"])
                moment = until
    return {key: (time // timedelta(microseconds=1), len(homes[key])) for key, time in viewing.items()}


def at_rest(lake):
    return {
        (row["periods"], row["country"], row["first_day"], row["title"]): (row["viewing_us"], row["reach"])
        for row in lake.folder.tables.read(TITLE_PERIODS).to_pylist()
    }


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(SITTING, min_size=1, max_size=12), st.integers(2, 4), st.integers(0, 2**16))
def test_it_is_what_the_spans_say_at_once_and_in_parts(tmp_path_factory, sittings, parts, seed):
    lines = reports(sittings)
    at_once = new_lake(tmp_path_factory.mktemp("once"))
    take_in(at_once, lines)
    at_once.refresh()
    assert at_rest(at_once) == counted_by_hand(at_once)
    in_parts = new_lake(tmp_path_factory.mktemp("parts"))
    random.Random(seed).shuffle(lines)
    for part in range(parts):
        take_in(in_parts, lines[part::parts])
        in_parts.refresh()
    assert rows_of(in_parts, TITLE_PERIODS) == rows_of(at_once, TITLE_PERIODS)


def test_titles_are_numbered_by_hours_and_by_reach(make_lake):
    lake = make_lake(
        [
            Player("film", "a").play(0, 6000).stop(),
            Player("short", "a").play(0, 200).stop(),
            Player("short", "b", country="BR").play(0, 200).stop(),
        ]
    )
    rows = lake.folder.tables.read(TITLE_PERIODS).to_pylist()
    days = {(row["country"], row["title"]): row for row in rows if row["periods"] == "day, UTC"}
    assert {key: (row["hours_rank"], row["reach_rank"]) for key, row in days.items()} == {
        ("*", "film"): (1, 2),
        ("*", "short"): (2, 1),
        ("GB", "film"): (1, 1),
        ("GB", "short"): (2, 2),
        ("BR", "short"): (1, 1),
    }


def test_a_title_that_becomes_another_leaves_no_row_behind(make_lake, tmp_path):
    lake = make_lake([Player("e1").play(0, 600).stop()], [])
    assert {row["title"] for row in lake.folder.tables.read(TITLE_PERIODS).to_pylist()} == {"e1"}
    (tmp_path / "more.csv").write_text(
        "asset_id,title_id,name,kind,runtime_s,released_at,series,season,episode\n"
        "e1,dark-1,Secrets,episode,3000,2021-03-01T00:00:00+00:00,Dark,1,1\n"
    )
    lake.import_catalogue(tmp_path / "more.csv")
    lake.refresh()
    assert {row["title"] for row in lake.folder.tables.read(TITLE_PERIODS).to_pylist()} == {"dark-1"}


def test_viewing_of_unknown_country_counts_everywhere_and_in_no_country(make_lake):
    lake = make_lake([Player("film", "a", country="").play(0, 600).stop()])
    rows = lake.folder.tables.read(TITLE_PERIODS).to_pylist()
    assert {row["country"] for row in rows} == {"*"}


@pytest.mark.parametrize(
    ("day", "hours"), [("2021-03-28", 23), ("2021-10-31", 25), ("2021-03-27", 24)], ids=["spring", "autumn", "else"]
)
def test_days_on_which_clocks_are_set_are_shorter_or_longer(day, hours):
    period = Periods("day", "Europe/London").of(datetime.fromisoformat(day).date())
    assert (period.to_us - period.from_us) == hours * 3_600_000_000


@pytest.mark.parametrize("zone", ["Europe/London", "America/Havana", "Asia/Beirut", "Africa/Cairo", "Asia/Kathmandu"])
def test_every_instant_is_in_one_period_even_where_midnight_is_skipped(zone):
    periods = Periods("day", zone)
    begin = int(datetime(2021, 3, 1, tzinfo=UTC).timestamp()) * 1_000_000
    days = list(periods.between(begin, begin + 300 * 86_400_000_000))
    assert all(one.to_us == other.from_us for one, other in pairwise(days))
    for one in days:
        assert periods.at(one.from_us) == periods.at(one.to_us - 1) == one
    stretches = periods.stretches(begin, begin + 300 * 86_400_000_000)
    for one in days:
        stretch = [each for each in stretches if each.from_us <= one.from_us][-1]
        number = periods.number(stretch.first_day) + (one.from_us - stretch.from_us) // stretch.each_us
        assert number == periods.number(one.first_day)
