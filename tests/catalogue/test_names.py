"""Names in foreign histories: which are episodes, of what season, and which asset they mean."""

from __future__ import annotations

import pytest

from matinee.catalogue import Asset, Catalogue, Title
from matinee.catalogue.names import Names, read_episode


@pytest.mark.parametrize(
    ("season", "number"),
    [
        ("Season 2", 2),
        ("Season 10", 10),
        ("Temporada 2", 2),
        ("Saison 2", 2),
        ("Sezon 2", 2),
        ("2. Sezon", 2),
        ("Seizoen 2", 2),
        ("Część 2", 2),
        ("Kausi 2", 2),
        ("2. kausi", 2),
        ("第 1 季", 1),
        ("第1季", 1),
        ("シーズン2", 2),
        ("시즌 2", 2),
        ("Staffel 2", 2),
        ("Stagione 2", 2),
        ("Säsong 2", 2),
        ("Sæson 2", 2),
        ("Sesong 2", 2),
        ("2. évad", 2),
        ("2. řada", 2),
        ("Сезон 2", 2),
        ("Κύκλος 2", 2),
        ("الموسم 2", 2),
        ("עונה 2", 2),
        ("Part 2", 2),
        ("Parte 2", 2),
        ("Partie 2", 2),
        ("Chapter 2", 2),
        ("Book 2", 2),
        ("Series 2", 2),
        ("Volume 2", 2),
        ("Season 2 Part 1", 2),
        ("Limited Series", None),
        ("Minissérie", None),
        ("Miniserie", None),
        ("Mini-série", None),
    ],
)
@pytest.mark.parametrize("series", ["Dark", "Avatar: The Last Airbender", "The 100"])
def test_a_season_is_known_by_its_word_in_many_languages(season, number, series):
    episode = read_episode(f"{series}: {season}: Noite: a volta (Episode 5)")
    assert episode == (series, season, number, "Noite: a volta", 5)
    assert episode.title == f"{series}: {season}"


@pytest.mark.parametrize(
    ("written", "name", "number"),
    [
        ("Winter (Episode 5)", "Winter", 5),
        ("Winter (Folge 5)", "Winter", 5),
        ("Winter (Épisode 5)", "Winter", 5),
        ("Winter (Odcinek 15)", "Winter", 15),
        ("Winter (5. rész)", "Winter", 5),
        ("冬 (第 5 集)", "冬", 5),
        ("Episode 5", "Episode 5", 5),
        ("Capítulo 5", "Capítulo 5", 5),
        ("第5話", "第5話", 5),
        ("Winter", "Winter", None),
        ("Apollo 13", "Apollo 13", None),
        ("The Wedding (2)", "The Wedding (2)", None),
        ("The Wedding (Part 2)", "The Wedding (Part 2)", None),
        ("Chapter 5: The Gunslinger", "Chapter 5: The Gunslinger", None),
    ],
)
def test_an_episode_has_a_number_only_beside_a_word_for_episode(written, name, number):
    assert read_episode(f"Dark: Season 2: {written}")[3:] == (name, number)


def test_a_season_may_be_called_like_its_series_with_a_number():
    episode = read_episode("Stranger Things: Stranger Things 3: Chapter One: Suzie")
    assert episode == ("Stranger Things", "Stranger Things 3", 3, "Chapter One: Suzie", None)


def test_an_episode_may_go_without_a_season():
    episode = read_episode("Unsolved: The Lady: A Mystery (Episode 3)")
    assert episode == ("Unsolved: The Lady", "", None, "A Mystery", 3) and episode.title == "Unsolved: The Lady"


@pytest.mark.parametrize(
    "film",
    [
        "We Can Be Heroes",
        "Mission: Impossible - Fallout",
        "Star Wars: Episode IV: A New Hope",
        "The Hunger Games: Mockingjay: Part 2",
        "Dune: Part Two",
        "Blade Runner: The Final Cut (Remastered 2007)",
        "1917",
        "Season 2",
        "Episode 5",
        "",
    ],
)
def test_a_film_is_no_episode_whatever_its_colons(film):
    assert read_episode(film) is None


def film(id, name):
    return Title(id=id, name=name, kind="film"), Asset(id=f"{id}-asset", title=id, name=name, runtime_ms=None)


def episodes(id, series, season, names):
    title = Title(id=id, name=id, kind="season", series=series, season=season)
    return title, [
        Asset(id=f"{id}-{number}", title=id, name=name, runtime_ms=None, episode=number)
        for number, name in enumerate(names, start=1)
    ]


def names():
    films = [
        film("heroes", "We Can Be Heroes"),
        film("look", "Don't Look Up"),
        film("ame", "Amélie"),
        film("fear", "Fear Street: Part 1: 1994"),
        film("sabrina-1954", "Sabrina"),
        film("sabrina-1995", "Sabrina"),
    ]
    seasons = [
        episodes("dark-2", "Dark", 2, ["Beginnings and Endings", "Dark Matter", "Ghosts"]),
        episodes("dark-1", "Dark", 1, ["Secrets", "Lies"]),
        episodes("maniac", "Maniac", None, ["The Chosen One!", "Windmills"]),
        episodes("gambit", "The Queen's Gambit", 1, ["Openings", "Exchanges"]),
        episodes("friends-1", "Friends", 1, ["Pilot", "The Wedding", "The Wedding"]),
    ]
    return Names(
        Catalogue.of(
            [title for title, _ in films + seasons],
            [asset for _, asset in films] + [asset for _, many in seasons for asset in many],
        )
    )


@pytest.mark.parametrize(
    ("text", "asset", "title"),
    [
        ("heroes-asset", "heroes-asset", "heroes"),
        ("We Can Be Heroes", "heroes-asset", "heroes"),
        ("we can  be heroes", "heroes-asset", "heroes"),
        ("Don’t Look Up", "look-asset", "look"),
        ("Ame\u0301lie", "ame-asset", "ame"),
        ("Fear Street: Part 1: 1994", "fear-asset", "fear"),
        ("Dark: Season 2: Dark Matter (Episode 2)", "dark-2-2", "dark-2"),
        ("Dark: Staffel 2: Dark Matter", "dark-2-2", "dark-2"),
        ("dark: season 2: dark matter", "dark-2-2", "dark-2"),
        ("Dark: Temporada 2: Fantasmas (Episódio 3)", "dark-2-3", "dark-2"),
        ("Dark: Season 2: Episode 1", "dark-2-1", "dark-2"),
        ("Dark: Season 1: Secrets (Episode 9)", "dark-1-1", "dark-1"),
        ("Maniac: Limited Series: Windmills", "maniac-2", "maniac"),
        ("Maniac: Season 1: Windmills", "maniac-2", "maniac"),
        ("Maniac: Windmills (Episode 2)", "maniac-2", "maniac"),
        ("The Queen’s Gambit: Minissérie: Aberturas (Episódio 1)", "gambit-1", "gambit"),
        ("Friends: Season 1: The Wedding (Episode 3)", "friends-1-3", "friends-1"),
    ],
)
def test_a_name_finds_its_asset(text, asset, title):
    assert names().title(text) == (asset, title) and names().asset(text).id == asset


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Roma", "Roma"),
        ("Sabrina", "Sabrina"),
        ("Dark", "Dark"),
        ("Dark: Season 3: Deja-vu (Episode 1)", "Dark: Season 3"),
        ("Dark: Season 2: Apollo 13", "Dark: Season 2"),
        ("Dark: Season 2: The Lost One (2)", "Dark: Season 2"),
        ("Dark: Limited Series: Ghosts", "Dark: Limited Series"),
        ("Maniac: Season 2: Windmills", "Maniac: Season 2"),
        ("Friends: Season 1: The Wedding", "Friends: Season 1"),
        ("Lupin: Partie 1: Chapitre 2", "Lupin: Partie 1"),
    ],
)
def test_a_name_that_the_catalogue_does_not_know_or_not_for_sure_keeps_its_own(text, title):
    assert names().asset(text) is None and names().title(text) == (text, title)
