"""What was published stays as it was; what became true later is a later edition, with its reasons."""

from __future__ import annotations

import pytest

from matinee.errors import MatineeError
from matinee.reports.chart_words import restated_lines
from matinee.store.refresh import Refresh
from tests.player import Player

TITLES = [
    "long,long,Long,film,12000,2021-03-01T00:00:00+00:00",
    "short,short,Short,film,3000,2021-03-01T00:00:00+00:00",
    "old,old,Old,film,6000,2021-02-01T00:00:00+00:00",
]
WEEK = "2021-03-01"


@pytest.fixture
def lake(make_lake):
    """Two weeks; in the first Long has 100 minutes, Short 50, Old 10."""
    return make_lake(
        [
            Player("long", "a").play(0, 6000).stop(),
            Player("short", "b").play(0, 3000).end(),
            Player("old", "c", country="BR", time_zone="America/Sao_Paulo").play(0, 600).stop(),
            Player("long", "a", day=7).play(6000, 8000).stop(),
        ],
        TITLES,
    )


def comes(lake, *players):
    """Reports come in late, and are worked out."""
    file = lake.folder.path.parent / "late.cmcd"
    file.write_text("\n".join(line for player in players for line in player.lines))
    lake.import_cmcd([file])
    lake.refresh()


def catalogue_says(lake, *lines):
    file = lake.folder.path.parent / "corrected.csv"
    file.write_text("\n".join(["asset_id,title_id,name,kind,runtime_s,released_at", *lines]))
    lake.import_catalogue(file)
    lake.refresh()


def told(lake):
    return [
        (row["edition"], row["title"], row["rank_was"], row["rank_now"], row["why"])
        for row in lake.restatements().to_dicts()
    ]


def without_edition(chart):
    return {**chart.as_dict(), "edition": None}


def test_a_late_event_leaves_the_edition_and_makes_a_restatement(lake):
    first, nothing = lake.publish(week=WEEK)
    assert first.edition.number == 1 and not nothing
    comes(lake, Player("short", "d", day=3).play(0, 3000).end(), Player("short", "e", day=4).play(0, 1200).stop())
    assert lake.edition(1, week=WEEK) == first
    newest = lake.edition(week=WEEK)
    assert newest.edition.number == 2
    assert told(lake) == [(2, "Short", 2, 1, "late data"), (2, "Long", 1, 2, "others moved")]
    row = lake.restatements().to_dicts()[0]
    assert (row["hours_was"], row["hours_now"]) == (3000 / 3600, 7200 / 3600)
    assert (row["reach_was"], row["reach_now"]) == (1, 3)
    assert without_edition(newest) == lake.top10(week=WEEK).as_dict()


def test_the_newest_edition_is_the_chart_worked_out_from_scratch(lake, make_lake):
    lake.publish(week=WEEK)
    late = Player("short", "d", day=3).play(0, 3000).end()
    comes(lake, late)
    scratch = make_lake(
        [
            Player("long", "a").play(0, 6000).stop(),
            Player("short", "b").play(0, 3000).end(),
            Player("old", "c", country="BR", time_zone="America/Sao_Paulo").play(0, 600).stop(),
            Player("long", "a", day=7).play(6000, 8000).stop(),
            late,
        ],
        TITLES,
    )
    assert without_edition(lake.edition(week=WEEK)) == scratch.top10(week=WEEK).as_dict()
    counted = scratch.top10(week=WEEK, as_of="2021-04-01")  # from the spans, not from the table of periods
    assert counted.as_dict() == scratch.top10(week=WEEK).as_dict()


def test_publishing_again_what_is_the_same_makes_no_edition(lake):
    lake.publish(week=WEEK)
    again, restated = lake.publish(week=WEEK)
    assert again.edition.number == 1 and not restated
    assert len(lake.editions()) == 1


def test_viewing_of_other_weeks_leaves_a_published_week_alone(lake):
    lake.publish(week=WEEK)
    comes(lake, Player("old", "z", day=9).play(0, 6000).end())
    assert lake.editions()["edition"] == [1]


def test_a_corrected_runtime_restates_a_chart_by_views(lake):
    lake.publish(week=WEEK, by="views")
    lake.publish(week=WEEK, by="hours")
    catalogue_says(lake, "short,short,Short,film,24000,2021-03-01T00:00:00+00:00")
    assert told(lake) == [
        (2, "Long", 2, 1, "others moved"),
        (2, "Short", 1, 2, "corrected runtime"),
        (2, "Short", 2, 2, "corrected runtime"),
    ]


def test_a_corrected_name_restates_too(lake):
    lake.publish(week=WEEK)
    catalogue_says(lake, "long,long,Longest,film,12000,2021-03-01T00:00:00+00:00")
    assert told(lake) == [(2, "Longest", 1, 1, "catalogue")]


def test_a_title_that_is_no_film_any_more_leaves_the_chart_of_films(lake):
    lake.publish(week=WEEK, chart="films")
    catalogue_says(lake, "long,long,Long,episode,12000,2021-03-01T00:00:00+00:00")
    assert told(lake) == [
        (2, "Short", 2, 1, "others moved"),
        (2, "Old", 3, 2, "others moved"),
        (2, "Long", 1, None, "catalogue"),
    ]


def test_a_title_that_rises_into_the_chart_was_below_it_before(lake):
    lake.publish(week=WEEK, places=2)
    comes(lake, Player("old", "f", day=2).play(0, 6000).end())
    assert told(lake) == [
        (2, "Old", None, 1, "late data"),
        (2, "Long", 1, 2, "others moved"),
        (2, "Short", 2, None, "others moved"),
    ]


def test_a_late_event_weeks_before_changes_how_long_a_title_is_there(lake):
    lake.publish(week="2021-03-08")
    comes(lake, Player("long", "a", day=-7).play(0, 6000).stop())
    assert told(lake) == [(2, "Long", 1, 1, "earlier periods restated")]
    newest = lake.edition(week="2021-03-08")
    assert newest.places[0].periods_in_chart == 3


def test_editions_of_a_country_and_of_a_day_are_apart(lake):
    lake.publish(week=WEEK)
    lake.publish(week=WEEK, country="BR")
    lake.publish(day="2021-03-01")
    comes(lake, Player("short", "d", day=3).play(0, 3000).end())
    assert sorted(
        zip(lake.editions()["period"], lake.editions()["country"], lake.editions()["edition"], strict=True), key=str
    ) == [
        ("day", None, 1),
        ("week", "BR", 1),
        ("week", None, 1),
        ("week", None, 2),
    ]


def test_an_own_chart_is_restated_by_the_rule_it_was_published_by(lake):
    settings = lake.folder.path / "matinee.toml"
    settings.write_text('[chart."ours"]\ntitles = ["long", "old"]\n')
    lake = type(lake)(lake.folder.path)
    lake.publish(week=WEEK, chart="ours")
    settings.write_text('[chart."ours"]\ntitles = ["short"]\n')
    lake = type(lake)(lake.folder.path)
    comes(lake, Player("old", "f", day=2).play(0, 6000).end())
    newest = lake.edition(week=WEEK, chart="ours")
    assert [place.title for place in newest.places] == ["Old", "Long"]
    assert newest.rule.titles == ("long", "old")


def test_a_refresh_that_was_broken_off_before_it_restated_is_made_up_for(lake, monkeypatch):
    lake.publish(week=WEEK)
    file = lake.folder.path.parent / "late.cmcd"
    file.write_text("\n".join(Player("short", "d", day=3).play(0, 3000).end().lines))
    lake.import_cmcd([file])
    monkeypatch.setattr(type(lake), "_restate", lambda self: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        lake.refresh()
    monkeypatch.undo()
    assert lake.editions()["edition"] == [1]
    lake.refresh()
    assert lake.editions()["edition"] == [1, 2]


def test_a_week_that_has_not_ended_is_not_published(lake):
    with pytest.raises(MatineeError) as error:
        lake.publish(week="2099-01-05")
    assert error.value.problem == "The week to 2099-01-11 has not ended."


def test_what_is_not_worked_out_is_not_published(make_lake):
    lake = make_lake([Player("film").play(0, 600).stop()], refresh=False)
    with pytest.raises(MatineeError) as error:
        lake.publish(week=WEEK)
    assert error.value.hint == "Run `matinee refresh`, then publish."


def test_an_edition_that_is_not_there_is_asked_for_in_vain(lake):
    with pytest.raises(MatineeError) as error:
        lake.edition(week=WEEK)
    assert error.value.problem == "The chart all of 2021-03-01 was not published."
    lake.publish(week=WEEK)
    with pytest.raises(MatineeError) as error:
        lake.edition(3, week=WEEK)
    assert error.value.problem == "There is no edition 3 of this chart."


def test_what_was_published_is_found_whatever_the_settings_say_by_then(lake):
    settings = lake.folder.path / "matinee.toml"
    settings.write_text('[chart."ours"]\nkind = "film"\n')
    lake = type(lake)(lake.folder.path)
    lake.publish(week=WEEK)
    ours, _ = lake.publish(week=WEEK, chart="ours")
    settings.write_text('chart_time_zone = "Asia/Kolkata"\n')
    lake = type(lake)(lake.folder.path)
    assert lake.edition(1, week=WEEK).time_zone == "UTC"
    assert lake.edition(chart="ours") == ours == lake.edition(1, chart="ours", week="2021-03-07")
    lake.publish(week=WEEK)
    assert lake.edition(week=WEEK).time_zone == "Asia/Kolkata"
    settings.write_text('[chart."ours"]\nkind = "film"\nweek_starts = "friday"\n')
    assert type(lake)(lake.folder.path).edition(chart="ours", week=WEEK) == ours


def test_a_published_chart_is_not_published_by_another_rule(lake):
    settings = lake.folder.path / "matinee.toml"
    settings.write_text('[chart."ours"]\ntitles = ["long", "old"]\n')
    lake = type(lake)(lake.folder.path)
    lake.publish(week=WEEK, chart="ours")
    settings.write_text('[chart."ours"]\ntitles = ["short"]\ntitle = "Ours"\n')
    lake = type(lake)(lake.folder.path)
    with pytest.raises(MatineeError) as error:
        lake.publish(week=WEEK, chart="ours")
    assert error.value.problem == (
        "The chart ours of 2021-03-01 was published by another rule than matinee.toml has now."
    )
    assert lake.publish(week="2021-03-08", chart="ours")[0].rule.titles == ("short",)


def test_a_chart_of_more_places_than_there_can_be_is_refused(lake):
    with pytest.raises(MatineeError) as error:
        lake.publish(week=WEEK, places=10**20)
    assert error.value.hint == "Ask for one place or more, up to 1,000,000."


def test_a_page_tells_what_its_own_chart_says_otherwise_and_not_what_a_longer_one_does(lake):
    lake.publish(week=WEEK)
    lake.publish(week=WEEK, places=20)
    comes(lake, Player("short", "d", day=3).play(0, 3000).end(), Player("short", "e", day=4).play(0, 1200).stop())
    assert len(lake.restatements()) == 4 and sorted(lake.restatements()["places"]) == [10, 10, 20, 20]
    lines = restated_lines(lake.edition(week=WEEK), lake.charts.restatements())
    assert [(line.title, line.rank) for line in lines] == [("Short", "2 → 1"), ("Long", "1 → 2")]


def test_viewing_that_the_catalogue_gives_to_another_title_is_neither_late_nor_gone(lake):
    lake.publish(week=WEEK)
    catalogue_says(lake, "long,renamed,Renamed,film,12000,2021-03-01T00:00:00+00:00")
    assert told(lake) == [(2, "Renamed", None, 1, "catalogue"), (2, "Long", 1, None, "catalogue")]
    comes(lake, Player("long", "z", day=2).play(0, 6000).end())
    assert told(lake)[0] == (3, "Renamed", 1, 1, "late data")


def test_a_title_that_was_never_in_a_chart_of_films_may_have_come_late_or_be_a_film_only_now(lake):
    catalogue_says(lake, "long,long,Long,episode,12000,2021-03-01T00:00:00+00:00")
    lake.publish(week=WEEK, chart="films", places=1)
    catalogue_says(lake, "long,long,Long,film,12000,2021-03-01T00:00:00+00:00")
    assert told(lake) == [
        (2, "Long", None, 1, "late data or catalogue"),
        (2, "Short", 1, None, "others moved"),
    ]


def test_a_title_that_nobody_had_watched_before_came_late(lake):
    lake.publish(week="2021-02-15")
    comes(lake, Player("old", "z", day=-12).play(0, 6000).end())
    assert told(lake) == [(2, "Old", None, 1, "late data")]


def test_a_refresh_that_was_broken_off_before_it_noted_what_it_did_knows_what_was_moved(lake, monkeypatch):
    lake.publish(week=WEEK)
    monkeypatch.setattr(Refresh, "_tidy", lambda self: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        catalogue_says(lake, "long,renamed,Renamed,film,12000,2021-03-01T00:00:00+00:00")
    monkeypatch.undo()
    lake.refresh()
    assert told(lake) == [(2, "Renamed", None, 1, "catalogue"), (2, "Long", 1, None, "catalogue")]
