"""Titles: how a person finds one, what it is made of, and what a later file changes."""

from __future__ import annotations

import pytest

from matinee import instants
from matinee.catalogue import Asset, Catalogue, Release, Title
from matinee.catalogue.countries import countries, country_code
from matinee.errors import MatineeError

FIRST_US, SECOND_US, THIRD_US = (instants.parse(day) for day in ("2020-12-25", "2021-01-01", "2021-01-08"))
HEROES = Title(id="heroes-1", name="We Can Be Heroes", kind="film")
CATALOGUE = Catalogue.of(
    [
        HEROES,
        Title(id="sabrina-1954", name="Sabrina", kind="film"),
        Title(id="sabrina-2018", name="Sabrina", kind="season"),
        Title(id="Dark", name="Dark: Season 1", kind="season"),
        Title(id="other", name="dark", kind="film"),
    ],
    releases=[Release(title="heroes-1", released_at_us=FIRST_US)],
)


@pytest.mark.parametrize("wanted", ["heroes-1", "We Can Be Heroes", "we can be heroes", "WE CAN BE HEROES"])
def test_a_title_is_found_by_its_id_or_by_its_name_in_any_case(wanted):
    assert CATALOGUE.find(wanted) == HEROES


def test_an_id_goes_before_a_name():
    assert CATALOGUE.find("Dark").id == "Dark" and CATALOGUE.find("dark").id == "other"


def test_a_title_that_was_watched_and_is_not_in_the_catalogue_is_found():
    watched = ["1917", "heroes-1"]
    assert CATALOGUE.find("1917", watched) == Title(id="1917", name="1917", kind="unknown")
    assert CATALOGUE.find("heroes-1", watched) == HEROES


def test_a_name_that_several_titles_have_is_asked_for():
    with pytest.raises(MatineeError) as error:
        CATALOGUE.find("sabrina")
    assert str(error.value) == (
        "2 titles are called 'sabrina'.\nSay which by its id: sabrina-1954 (film), sabrina-2018 (season)."
    )


@pytest.mark.parametrize(
    ("wanted", "hint"),
    [
        ("We Can Be Heros", 'Did you mean "We Can Be Heroes" (film, 2020)? `matinee catalogue list` shows all 6.'),
        ("darc: season 1", 'Did you mean "Dark: Season 1" (season)? `matinee catalogue list` shows all 6.'),
        ("19i7", 'Did you mean "1917" (unknown)? `matinee catalogue list` shows all 6.'),
        ("Roma", "`matinee catalogue list` shows all 6."),
    ],
)
def test_a_name_that_nothing_has_is_answered_with_the_nearest(wanted, hint):
    with pytest.raises(MatineeError) as error:
        CATALOGUE.find(wanted, ["1917"])
    assert str(error.value) == f'There is no title called "{wanted}".\n{hint}'


def test_in_an_empty_catalogue_nothing_is_found():
    with pytest.raises(MatineeError) as error:
        Catalogue().find("Roma")
    assert str(error.value) == (
        'There is no title called "Roma".\nThe catalogue is empty. Fill it with `matinee catalogue import FILE.csv`.'
    )


def episode(number, released_at_us, runtime_ms=1000):
    return Asset(
        id=f"e{number}",
        title="s",
        name=f"{number}",
        runtime_ms=runtime_ms,
        released_at_us=released_at_us,
        episode=number,
    )


def season(*episodes):
    dates = [one.released_at_us for one in episodes if one.released_at_us is not None]
    return Catalogue.of(
        [Title(id="s", name="S", kind="season")],
        episodes,
        [Release(title="s", released_at_us=min(dates, default=None))],
    )


def test_a_season_has_the_runtime_of_its_episodes_so_far():
    catalogue = season(episode(2, SECOND_US, 20), episode(1, FIRST_US, 10), episode(3, None, 40))
    assert [asset.id for asset in catalogue.assets_of("s")] == ["e1", "e2", "e3"]
    assert [catalogue.runtime_ms("s", until) for until in (FIRST_US, SECOND_US, THIRD_US, None)] == [None, 10, 30, 70]


def test_episodes_of_which_no_date_is_known_are_all_there():
    catalogue = season(episode(1, None, 10), episode(2, None, 20))
    assert catalogue.runtime_ms("s", FIRST_US) == 30


def test_one_unknown_runtime_leaves_that_of_the_season_unknown():
    assert season(episode(1, FIRST_US, 10), episode(2, FIRST_US, None)).runtime_ms("s") is None


def test_a_title_nobody_knows_is_one_asset_of_unknown_runtime():
    assert Catalogue().assets_of("1917") == [Asset(id="1917", title="1917", name="1917", runtime_ms=None)]
    assert Catalogue().runtime_ms("1917") is None and Catalogue().released_at_us("1917") is None
    assert Catalogue().title_of("1917") == "1917" and season(episode(1, None)).title_of("e1") == "s"


def test_what_a_later_file_says_of_an_id_replaces_what_was_known():
    later = Catalogue.of(
        [Title(id="heroes-1", name="Heroes", kind="film")],
        releases=[Release(title="heroes-1", released_at_us=THIRD_US)],
    )
    both = CATALOGUE.with_more(later)
    assert both.titles["heroes-1"].name == "Heroes" and both.released_at_us("heroes-1") == THIRD_US
    assert len(both.titles) == 5 and CATALOGUE.released_at_us("heroes-1") == FIRST_US


def test_a_new_episode_does_not_release_its_season_again():
    out = season(episode(1, FIRST_US), episode(2, SECOND_US))
    assert out.with_more(season(episode(3, THIRD_US))).released_at_us("s") == FIRST_US
    assert out.with_more(season(episode(3, None))).released_at_us("s") == FIRST_US
    assert season(episode(1, None)).with_more(season(episode(2, SECOND_US))).released_at_us("s") == SECOND_US


def test_all_episodes_told_anew_or_a_release_alone_move_a_season():
    out = season(episode(1, FIRST_US), episode(2, SECOND_US))
    assert out.with_more(season(episode(1, SECOND_US), episode(2, THIRD_US))).released_at_us("s") == SECOND_US
    alone = Catalogue.of(releases=[Release(title="s", released_at_us=THIRD_US)])
    assert out.with_more(alone).released_at_us("s") == THIRD_US


def test_a_country_is_a_code_of_iso_3166():
    assert [country_code(text) for text in ("GB", "gb", " br ", "UK", "GBR", "", "Brazil")] == [
        "GB",
        "GB",
        "BR",
        None,
        None,
        None,
        None,
    ]
    assert len(countries()) == 249 and countries()["BR"] == "Brazil"
