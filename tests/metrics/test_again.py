"""Who comes back, when and how: numbers and curves on small audiences, worked out by hand."""

from __future__ import annotations

import pytest

from tests.player import Player

SEASON = [f"e{n},season,Episode {n},episode,600,2021-03-01T00:00:00+00:00" for n in (1, 2, 3, 4)]
SHORT = ["film,film,Film,film,600,2021-03-01T00:00:00+00:00"]


@pytest.fixture
def report(make_lake):
    """Home a, of two, sees a film of ten minutes four times: at 19:00, an hour later, three days and ten days on.

    Home b sees it in three sittings on two days, home c its first six minutes, home d all of it at
    double speed; the player of home e tells no positions.
    """
    lake = make_lake(
        [
            Player("film", "a", profile="ann").play(0, 600).end(),
            Player("film", "a", profile="bob", at_s=3600).play(0, 600).end(),
            Player("film", "a", profile="bob", day=3).play(0, 600).end(),
            Player("film", "a", day=13).play(0, 600).end(),
            Player("film", "b").play(0, 200).stop(),
            Player("film", "b", at_s=2100).play(200, 400).stop(),
            Player("film", "b", day=1).play(400, 600).end(),
            Player("film", "c").play(0, 360).stop(),
            Player("film", "d").play(0, 600, rate=2).end(),
            Player("film", "e", positions=False).play(0, 240).stop(),
            Player("other", "f").play(0, 3600).stop(),
        ],
        SHORT,
    )
    return lake.title("film").report()


def value(report, name):
    return report.numbers[name].value


def column(report, curve, name):
    return report.curves[curve][name]


def test_average_audience_is_viewing_at_normal_speed_by_runtime(report):
    assert value(report, "average_audience") == (4 * 600 + 600 + 360 + 240) / 600
    assert value(report, "loyalty") == pytest.approx((4 * 600 + 600 + 360 + 240) / 600 / 5)


def test_share_of_viewing_is_of_all_titles(report):
    watched_s = 4 * 600 + 600 + 360 + 300 + 240
    assert value(report, "share_of_viewing") == watched_s / (watched_s + 3600)
    assert value(report, "viewing_per_household") == pytest.approx(watched_s / 3600 / 5)


def test_the_keenest_tenth(report):
    # 240, 300, 360, 600 and 2400 seconds: the 90th percentile lies six tenths of the way from the fourth to the fifth.
    assert value(report, "viewing_90th_percentile") == pytest.approx((600 + 0.6 * 1800) / 3600)


def test_time_to_completion_runs_from_the_first_play(report):
    # Nine tenths: home a after 540 s, home d after 270 s, home b after a day and 140 s.
    assert value(report, "time_to_completion") == pytest.approx(540 / 3600)


def test_rewatches_by_gap_and_by_profile(report):
    assert report.curves["rewatches_by_gap"].to_dicts() == [
        {"gap": "same day", "rewatches": 1},
        {"gap": "week", "rewatches": 1},
        {"gap": "later", "rewatches": 1},
    ]
    assert report.curves["rewatches_by_profile"].to_dicts() == [
        {"profile": "same", "rewatches": 1},
        {"profile": "another", "rewatches": 2},
        {"profile": "unknown", "rewatches": 0},
    ]


def test_completions_by_hour_and_by_sittings(report):
    # 1 March 2021 is a Monday, and in London 19:00 UTC is 19:00.
    found = {
        (row["weekday"], row["hour"]): (row["first_completions"], row["rewatches"])
        for row in report.curves["completions_by_hour"].to_dicts()
        if row["first_completions"] or row["rewatches"]
    }
    assert found == {(0, 19): (2, 0), (1, 19): (1, 0), (0, 20): (0, 1), (3, 19): (0, 1), (6, 19): (0, 1)}
    # Home b: 200 s, a break of 1,900 s, 200 s, a day: three sittings.
    assert column(report, "completions_by_sittings", "households") == [2, 0, 1, 0, 0]


def test_a_break_of_half_an_hour_ends_a_sitting(make_lake):
    def sittings(break_s):
        players = [Player("film").play(0, 200).stop(), Player("film", at_s=200 + break_s).play(200, 600).end()]
        return make_lake(players, SHORT).title("film").report().curves["completions_by_sittings"]["households"]

    assert sittings(1799) == [1, 0, 0, 0, 0] and sittings(1800) == [0, 1, 0, 0, 0]


def test_where_they_left(report):
    # Home c after six minutes, at the end of the sixth one.
    assert [row["minute"] for row in report.curves["abandonment"].to_dicts() if row["households"]] == [5]


def test_starters_watchers_and_completers_by_age(report):
    assert report.curves["ages"].to_dicts()[:3] == [
        {"days": 1, "starters": 5, "watchers": 2, "completers": 2},
        {"days": 7, "starters": 5, "watchers": 3, "completers": 3},
        {"days": 28, "starters": 5, "watchers": 3, "completers": 3},
    ]


def test_an_age_that_is_not_over_has_no_row(make_lake):
    lake = make_lake([Player("film").play(0, 600).end()], SHORT)
    rows = lake.title("film").report(as_of="2021-03-09T00:00:00+00:00").curves["ages"]
    assert rows["days"] == [1, 7]


def test_peak_concurrency_counts_on_full_minutes(make_lake):
    lake = make_lake(
        [
            Player("film", "a").play(0, 600).end(),
            Player("film", "b", at_s=30).play(0, 300).stop(),
            Player("film", "b", at_s=60).play(0, 90).stop(),
            # Between two full minutes; and from the minute at which home a is through.
            Player("film", "c", at_s=65).play(0, 50).stop(),
            Player("film", "d", at_s=600).play(0, 120).stop(),
        ],
        SHORT,
    )
    assert value(lake.title("film").report(), "peak_concurrency") == 3


def test_a_season_episode_by_episode(make_lake):
    lake = make_lake(
        [
            Player("e1", "a").play(0, 600).end(),
            Player("e2", "a", at_s=700).play(0, 600).end(),
            Player("e3", "a", at_s=1400).play(0, 300).stop(),
            Player("e1", "b").play(0, 600).end(),
            Player("e2", "b", day=1).play(0, 600).end(),
            Player("e3", "b", day=2).play(0, 600).end(),
            Player("e1", "c").play(0, 100).stop(),
            Player("e3", "d").play(0, 600).end(),
        ],
        SEASON,
    )
    report = lake.title("season").report()
    assert report.curves["episodes"].to_dicts() == [
        {"episode": 1, "name": "Episode 1", "starters": 2, "completers": 2, "went_on": 1.0},
        {"episode": 2, "name": "Episode 2", "starters": 2, "completers": 2, "went_on": 1.0},
        {"episode": 3, "name": "Episode 3", "starters": 3, "completers": 2, "went_on": 0.0},
        {"episode": 4, "name": "Episode 4", "starters": 0, "completers": 0, "went_on": None},
    ]
    # Only home a saw three in one evening; a, b and d have started the season.
    number = report.numbers["binge_rate"]
    assert (number.value, number.counted, number.out_of) == (1 / 3, 1, 3)


def test_a_film_is_not_binged_and_has_no_episodes(report):
    assert value(report, "binge_rate") is None and not len(report.curves["episodes"])


def test_kids_households_beside_others(make_lake, tmp_path):
    lake = make_lake(titles=SHORT)
    lines = ["household,asset,session,started_at,ended_at,position_start_ms,position_end_ms,rate,kids"]
    for home, kids, times in (("a", "true", 2), ("b", "true", 1), ("c", "false", 1), ("d", "", 1)):
        for time in range(times):
            day = f"2021-03-0{2 + time}"
            lines.append(f"{home},film,{home}{time},{day}T19:00:00Z,{day}T19:10:00Z,0,600000,1,{kids}")
    # A child of home c looks in for two minutes, on a profile of its own.
    lines.append("c,film,c9,2021-03-05T08:00:00Z,2021-03-05T08:02:00Z,0,120000,1,true")
    file = tmp_path / "spans.csv"
    file.write_text("\n".join(lines) + "\n")
    lake.import_spans([file])
    lake.refresh()
    rows = {row["group"]: row for row in lake.title("film").report().curves["kids_households"].to_dicts()}
    assert [rows[group]["reach"] for group in ("kids", "others", "unknown")] == [3, 0, 1]
    assert rows["kids"]["rewatch_rate"] == 1 / 3 and rows["others"]["rewatch_rate"] is None
