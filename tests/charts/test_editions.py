"""What was published stays as it was; what became true later is a later edition, with its reasons."""

from __future__ import annotations

import pytest

from matinee.errors import MatineeError
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
