"""Every definition of the field, on the traps that tell them apart: values worked out by hand."""

from __future__ import annotations

import pytest

from tests.player import Player

FILM = ["film,film,Film,film,5400,2021-03-01T00:00:00+00:00"]
EPISODES = [f"e{n},season,Episode {n},episode,1800,2021-03-0{n}T00:00:00+00:00" for n in (1, 2)]


def four_sittings():
    return [Player("film", day=day).play(day * 1350, (day + 1) * 1350).stop() for day in range(4)]


def half_twice():
    return [Player("film").play(0, 2700).play(0, 2700).stop()]


def half_twice_a_day_apart():
    return [Player("film", day=day).play(0, 2700).stop() for day in range(2)]


def half_twice_within_the_hour():
    return [Player("film", at_s=at_s).play(0, 2700).stop() for at_s in (0, 3600)]


def skipper():
    return [Player("film").play(0, 150).seek(5130).play(5130, 5150).stop()]


def faster():
    return [Player("film").play(0, 5400, 1.5).end()]


def with_a_pause():
    return [Player("film").play(0, 2700).pause(3600).play(2700, 5400).end()]


def two_profiles():
    return [Player("film", profile=name, day=day).play(0, 5400).end() for day, name in enumerate("ab")]


def two_full():
    return [Player("film", day=day).play(0, 5400).end() for day in range(2)]


def half_then_whole():
    return [Player("film").play(0, 2700).stop(), Player("film", day=1).play(0, 5400).end()]


def lost_tenth():
    return [Player("film").play(0, 4860).end()]


# What each would say, by hand. "completions" is the truth, by depth.
CASES = {
    four_sittings: {
        "completions": 1,
        "netflix.chose.2020": 1,
        "netflix.watcher.2019": 1,
        "netflix.completer.2019": 1,
        "tautulli.play": 1,
        "tautulli.watched": 1,
        "jellystat.play": 4,
        "jellystat.progress": 0.25,
        "snowplow.play": 4,
        "snowplow.complete": 0,
        "streamystats.complete": 1,
        "streamystats.completion": 0.625,
        "jellyfin.played": 1,
        "nagra.completion": 1,
        "ink.view": 4,
        "ink.complete": 1,
        "mapp.runtime": (1350 + 2700 + 4050 + 5400) / 3600,
        "mapp.duration": 1.5,
        "netflix.views.2023": 1,
        "nielsen.minutes": 90,
    },
    half_twice: {
        "completions": 0,
        "netflix.watcher.2019": 0,
        "snowplow.complete": 1,
        "jellystat.play": 1,
        "tautulli.play": 1,
        "tautulli.watched": 0,
        "jellyfin.played": 0,
        "netflix.views.2023": 1,
        "wistia.engagement": 0.5,
        "mapp.runtime": 0.75,
        "mapp.duration": 1.5,
    },
    half_twice_a_day_apart: {
        "completions": 0,
        "tautulli.play": 1,
        "tautulli.watched": 0,
        "jellystat.play": 2,
        "snowplow.complete": 0,
        "netflix.hours.2021": 1.5,
    },
    half_twice_within_the_hour: {"jellystat.play": 1, "jellystat.progress": 1, "tautulli.watched": 0},
    skipper: {
        "completions": 0,
        "netflix.chose.2020": 1,
        "tautulli.watched": 1,
        "jellyfin.played": 1,
        "kodi.watched": 1,
        "trakt.watched": 1,
        "ums.played": 1,
        "ink.complete": 1,
        "adobe.complete": 0,
        "jellystat.progress": 170 / 5400,
        "snowplow.complete": 0,
        "netflix.watcher.2019": 0,
    },
    faster: {
        "completions": 1,
        "netflix.completer.2019": 1,
        "netflix.hours.2021": 1,
        "jellystat.progress": 2 / 3,
        "snowplow.complete": 0,
        "barb.reach": 0,
        "barb.ama": 0,
        "barb.loyalty": None,
        "tautulli.watched": 1,
        "adobe.complete": 1,
    },
    with_a_pause: {
        "completions": 1,
        "netflix.hours.2021": 1.5,
        "snowplow.play": 1,
        "snowplow.complete": 1,
        "jellystat.play": 1,
        "barb.ama": 1,
        "barb.loyalty": 1,
    },
    two_profiles: {
        "completions": 2,
        "netflix.chose.2020": 1,
        "tautulli.play": 2,
        "jellyfin.played": 2,
        "netflix.views.2023": 2,
        "barb.loyalty": 2,
    },
    two_full: {"completions": 2, "tautulli.play": 2, "jellystat.play": 2, "snowplow.play": 2, "snowplow.complete": 2},
    half_then_whole: {
        "completions": 1,
        "tautulli.play": 1,
        "snowplow.play": 2,
        "jellystat.play": 2,
        "netflix.views.2023": 1.5,
    },
    lost_tenth: {"completions": 1, "snowplow.complete": 0, "netflix.completer.2019": 1},
}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.__name__)
def test_a_trap_tells_the_definitions_apart(make_lake, case):
    title = make_lake(case(), FILM).title("film")
    told = title.definitions()
    said = {one.term.id: one.value for one in told.said}
    said["completions"] = told.report.numbers["completions"].value
    expected = CASES[case]
    assert {id: said[id] for id in expected} == pytest.approx(expected, abs=1e-9)


def test_one_home_in_two_countries_is_one_in_all_and_one_in_each(make_lake):
    players = [Player("film", country=country, day=day).play(0, 600).stop() for day, country in enumerate(("GB", "FR"))]
    title = make_lake(players, FILM).title("film")
    reach = [title.definitions(days=7, country=country)["netflix.chose.2020"] for country in (None, "GB", "FR")]
    assert reach == [1, 1, 1]


def test_a_play_over_midnight_is_cut_where_the_window_ends(make_lake):
    # From 23:30 on Sunday 7 March; the window of seven days ends at midnight, UTC.
    player = Player("film", day=6, at_s=4.5 * 3600).play(0, 5400).end()
    title = make_lake([player], FILM).title("film")
    assert title.definitions(days=7)["nielsen.minutes"] == 30
    assert title.definitions(days=8)["nielsen.minutes"] == 90
    assert title.definitions(days=7)["tautulli.watched"] == 0


def test_clocks_that_are_set_add_no_hour(make_lake):
    # From 0:30 UTC; in London the hour after 1:00 on 28 March 2021 does not exist.
    player = Player("film", day=26, at_s=5.5 * 3600).play(0, 5400).end()
    told = make_lake([player], FILM).title("film").definitions()
    assert (told["netflix.hours.2021"], told["tautulli.play"], told["ink.view"]) == (1.5, 1, 1)


def test_a_runtime_edited_after_release_changes_what_is_divided(make_lake, tmp_path):
    lake = make_lake([Player("film").play(0, 5400).end()], FILM)
    assert lake.title("film").definitions()["netflix.views.2023"] == 1
    (tmp_path / "edited.csv").write_text(
        "asset_id,title_id,name,kind,runtime_s,released_at\nfilm,film,Film,film,10800,2021-03-01T00:00:00+00:00\n"
    )
    lake.import_catalogue(tmp_path / "edited.csv")
    lake.refresh()
    told = lake.title("film").definitions()
    assert (told["netflix.views.2023"], told["tautulli.watched"], told["snowplow.complete"]) == (0.5, 0, 0)
    assert (told["netflix.hours.2021"], told["netflix.completer.2019"]) == (1.5, 0)


def test_an_episode_that_comes_out_makes_the_season_longer(make_lake):
    title = make_lake([Player("e1").play(0, 1800).end()], EPISODES).title("season")
    assert title.definitions(days=1)["luminate.views"] == 1
    later = title.definitions(days=7)
    assert (later["luminate.views"], later["netflix.completer.2019"], later["kodi.watched"]) == (0.5, 0, 1)


def test_what_has_no_runtime_is_counted_and_not_divided(make_lake):
    live = ["live,live,Live,film,,2021-03-01T00:00:00+00:00"]
    told = make_lake([Player("live").play(0, 3600).stop()], live).title("live").definitions()
    assert (told["netflix.hours.2021"], told["snowplow.valid"], told["netflix.chose.2020"]) == (1, 1, 1)
    why = {one.term.id: one.why_not for one in told.said if one.value is None}
    assert {"netflix.views.2023", "tautulli.watched", "netflix.watcher.2019", "barb.ama"} <= set(why)
    assert set(why.values()) == {"no runtime is known"}


def test_without_positions_what_needs_them_is_unknown(make_lake):
    told = make_lake([Player("film", positions=False).play(0, 5400).stop()], FILM).title("film").definitions()
    assert (told["netflix.views.2023"], told["snowplow.complete"]) == (1, 1)
    why = {one.term.id: one.why_not for one in told.said if one.value is None}
    assert {"tautulli.watched", "netflix.completer.2019", "mapp.runtime", "nagra.completion"} <= set(why)
    assert set(why.values()) == {"no player told a position"}


def test_credits_end_a_watch_early_where_the_catalogue_knows_them(make_lake, tmp_path):
    lake = make_lake([Player("film").play(0, 4320).stop()], FILM)
    assert lake.title("film").definitions()["tautulli.watched"] == 0
    (tmp_path / "credits.csv").write_text(
        "asset_id,title_id,name,kind,runtime_s,released_at,credits_at_s\n"
        "film,film,Film,film,5400,2021-03-01T00:00:00+00:00,4300\n"
    )
    lake.import_catalogue(tmp_path / "credits.csv")
    lake.refresh()
    assert lake.title("film").definitions()["tautulli.watched"] == 1


def test_nobody_is_no_household_no_play_and_no_share(make_lake):
    lake = make_lake([Player("other").play(0, 60).stop()], [*FILM, FILM[0].replace("film,film", "other,other")])
    told = lake.title("film").definitions()
    assert (told["netflix.chose.2020"], told["tautulli.play"], told["netflix.hours.2021"]) == (0, 0, 0)
    assert (told["nagra.completion"], told["barb.loyalty"], told["wistia.engagement"]) == (None, None, None)
    assert all(one.ratio is None for one in told.said)
