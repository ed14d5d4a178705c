"""The curves of a report: days, hours of the week, minutes of the content."""

from __future__ import annotations

import pytest

from matinee import instants
from matinee.metrics.clocks import utc_offsets
from tests.player import Player


def hours_by(report):
    return {(row["weekday"], row["hour"]): row["hours"] for row in report.dayparts.to_dicts() if row["hours"]}


def test_viewing_is_shown_at_the_hour_on_the_wall(make_lake):
    # Monday 19:00 UTC is Monday 16:00 in São Paulo, and half past midnight on Tuesday in Kolkata.
    lake = make_lake(
        [
            Player("film", "one", country="BR", time_zone="America/Sao_Paulo", at_s=1800).play(0, 3600).stop(),
            Player("film", "two", country="IN", time_zone="Asia/Kolkata").play(0, 3600).stop(),
        ]
    )
    found = hours_by(lake.title("film").report())
    assert found == {(0, 16): 0.5, (0, 17): 0.5, (1, 0): 0.5, (1, 1): 0.5}


@pytest.mark.parametrize(
    ("night", "expected"),
    [
        # In London on 28 March 2021 the hour from 1 to 2 does not exist: 00:30 to 01:30 UTC
        # is half an hour at 0 and half an hour at 2.
        ("2021-03-28", {(6, 0): 0.5, (6, 2): 0.5}),
        # On 31 October 2021 the hour from 1 to 2 is there twice: 23:30 UTC the day before
        # is 00:30 on the wall, and after half an hour it is 1 for two hours.
        ("2021-10-31", {(6, 0): 0.5, (6, 1): 0.5}),
    ],
)
def test_the_nights_in_which_clocks_change(make_lake, night, expected):
    begin_us = instants.parse(night) + (30 if night == "2021-03-28" else -30) * 60_000_000
    player = Player("film")
    player.clock_ms = begin_us // 1000
    lake = make_lake([player.play(0, 3600).stop()])
    assert hours_by(lake.title("film").report(days=365)) == expected


def test_viewing_of_unknown_local_time_is_left_out_and_said(make_lake):
    player = Player("film").play(0, 3600).stop()
    player.lines = [line.replace(',com.matinee-tz="Europe/London"', "") for line in player.lines]
    report = make_lake([player, Player("film", "other").play(0, 1200).stop()]).title("film").report()
    assert report.local_time_known_share == 0.25
    assert sum(report.dayparts["hours"]) == pytest.approx(1 / 3)


def test_offsets_cover_the_stretch_and_change_where_clocks_do():
    window = instants.parse("2021-01-01"), instants.parse("2022-01-01")
    rows = utc_offsets(["Europe/London"], *window).to_pylist()
    assert [row["offset_us"] // instants.HOUR_US for row in rows] == [0, 1, 0]
    assert [instants.show(row["from_us"]) for row in rows[1:]] == [
        "2021-03-28T01:00:00+00:00",
        "2021-10-31T01:00:00+00:00",
    ]
    assert (rows[0]["from_us"], rows[-1]["to_us"]) == window


def test_each_minute_has_the_share_that_watched_it_and_how_often_it_was_watched_again(make_lake):
    # Three homes of ten minutes: all of it twice over, the first half, and 90 seconds.
    titles = ["film,film,Film,film,600,2021-03-01T00:00:00+00:00"]
    lake = make_lake(
        [
            Player("film", "twice").play(0, 600).end(),
            Player("film", "twice", day=1).play(0, 600).end(),
            Player("film", "half").play(0, 300).stop(),
            Player("film", "little").play(0, 90).stop(),
            Player("film", "little", day=1).play(0, 90).stop(),
        ],
        titles,
    )
    rows = lake.title("film").report().retention.to_dicts()
    assert [row["share"] for row in rows] == pytest.approx([1, (1 + 1 + 0.5) / 3, *[2 / 3] * 3, *[1 / 3] * 5])
    assert [row["rewatched"] for row in rows] == pytest.approx([2 / 3, (1 + 0.5) / 3, *[1 / 3] * 8])


def test_the_mean_of_the_retention_curve_is_the_coverage(make_lake):
    lake = make_lake([Player("film", f"{n}").play(0, 600 * n + 37).stop() for n in range(1, 8)])
    report = lake.title("film").report()
    assert sum(report.retention["share"]) / 100 == pytest.approx(report.numbers["coverage"].value)


def test_episodes_follow_each_other_in_the_curve_and_a_short_last_minute_is_whole(make_lake):
    titles = [f"e{n},season,Episode {n},episode,90,2021-03-01T00:00:00+00:00" for n in (1, 2)]
    lake = make_lake([Player("e1").play(0, 90).end(), Player("e2", day=1).play(0, 60).end()], titles)
    shares = lake.title("season").report().retention["share"]
    assert shares == pytest.approx([1, 1, 0.5])


def test_days_begin_with_the_release_and_not_at_midnight(make_lake):
    titles = ["film,film,Film,film,6000,2021-03-01T20:00:00+00:00"]
    lake = make_lake(
        [Player("film", "a").play(0, 3600 * 1.5).stop(), Player("film", "b", day=1).play(0, 600).stop()], titles
    )
    days = lake.title("film").report(days=2).daily.to_dicts()
    # The first home began an hour before the release: only what came after it counts. The
    # second watched 23 hours after it, still on day 1.
    assert [day["new_households"] for day in days] == [2, 0]
    assert [day["hours"] for day in days] == [0.5 + 1 / 6, 0]
    assert days[1]["from"] == "2021-03-02T20:00:00+00:00"


def test_what_is_reached_at_the_very_end_of_a_day_is_that_days(make_lake):
    # Two minutes that end as the window of a day does.
    titles = ["film,film,Film,film,120,2021-03-01T19:02:00+00:00"]
    lake = make_lake([Player("film", day=1).play(0, 120).end()], titles)
    report = lake.title("film").report(days=1)
    assert report.numbers["reach"].value == 1 and report.daily["new_households"] == [1]
    assert report.daily["reach"] == [1] and report.daily["completions"] == [1]
    assert lake.title("film").report(days=2).daily["new_households"] == [1, 0]


def test_nothing_known_of_anybodys_positions_leaves_completion_unknown(make_lake):
    lake = make_lake(
        [
            Player("film", "starts", positions=False).play(0, 600).stop(),
            Player("film", "does not", positions=False).play(0, 60).stop(),
        ]
    )
    numbers = lake.title("film").report().numbers
    assert numbers["reach"].value == 1
    for name in ("completions", "completing_households", "rewatching_households", "completion_rate", "coverage"):
        assert numbers[name].value is None, name
