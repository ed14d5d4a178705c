"""Matches: which titles of the catalogue published charts speak of."""

from __future__ import annotations

from datetime import date

import pytest

from matinee import instants
from matinee.catalogue import Catalogue, Release, Title
from matinee.catalogue.matches import Charted, Match, matching
from matinee.errors import MatineeError


def film(id, name, released=None):
    return Title(id=id, name=name, kind="film"), released


def season(id, series, number, released=None):
    name = series if number is None else f"{series}: Season {number}"
    return Title(id=id, name=name, kind="season", series=series, season=number), released


def catalogue(*titles):
    """Titles with their days of release; a day with a country counts there alone."""
    releases = []
    for title, released in titles:
        for country, day in (released if isinstance(released, dict) else {"*": released}).items():
            at_us = None if day is None else instants.parse(f"{day}T08:00:00Z")
            releases.append(Release(title=title.id, territory=country, released_at_us=at_us))
    return Catalogue.of([title for title, _ in titles], (), releases)


def match(charted, *titles, **more) -> Match:
    return matching([charted], catalogue(*titles), **more).matches[0]


def outcome(charted, *titles, **more):
    """The id of the title, or which may be meant and why that is asked."""
    found = match(charted, *titles, **more)
    if found.question:
        return [title.id for title in found.candidates], found.question
    return found.title and found.title.id


def day(text):
    return date.fromisoformat(text)


def charted(name, season=None, *, kind=None, released=None, seen_by=None, **more):
    released, seen_by = released and day(released), seen_by and day(seen_by)
    return Charted(name, season, kind or ("season" if season else "film"), released, seen_by=seen_by, **more)


HEROES = film("heroes", "We Can Be Heroes", "2020-12-25")
REBECCA = (film("rebecca-1940", "Rebecca", "2015-01-01"), film("rebecca-2020", "Rebecca", "2020-10-21"))
OZARK = (season("ozark-1", "Ozark", 1, "2017-07-21"), season("ozark-3", "Ozark", 3, "2020-03-27"))


# --- by name ---


@pytest.mark.parametrize("name", ["We Can Be Heroes", "WE CAN  BE HEROES", "We Can Be Heroes "])
def test_a_name_matches_whatever_its_case_and_space(name):
    assert outcome(charted(name), HEROES) == "heroes"


@pytest.mark.parametrize("theirs", ["Don't Look Up", "Don’t Look Up", "DON`T LOOK UP", "Don‘t Look Up"])
@pytest.mark.parametrize("ours", ["Don't Look Up", "Don’t Look Up"])
def test_apostrophes_are_one_whatever_their_form(theirs, ours):
    assert outcome(charted(theirs), film("look", ours)) == "look"


def test_a_name_that_the_catalogue_does_not_have_is_unmatched():
    found = match(charted("Love Hard"), HEROES)
    assert (found.title, found.question, found.candidates) == (None, "", ())


def test_a_name_that_lost_letters_is_matched_by_those_it_kept():
    gambit = season("gambit", "The Queen's Gambit", None, "2020-10-23")
    assert outcome(charted("The Queen_____ Gambit", kind="season", released="2020-10-23"), gambit) == "gambit"


def test_names_cut_off_alike_are_told_apart_by_their_release():
    films = (
        film("one", "Cloudy with a Chance of Meatballs", "2020-11-15"),
        film("two", "Cloudy with a Chance of Meatballs 2", "2018-12-02"),
    )
    cut_off = "Cloudy with a Chance of Mea__"
    assert outcome(charted(cut_off, released="2018-12-02"), *films) == "two"
    assert outcome(charted(cut_off, released="2020-11-15"), *films) == "one"
    assert outcome(charted(cut_off), *films) == (["one", "two"], "2 titles are called so")


# --- remakes, films and series ---


def test_a_remake_is_told_by_its_release():
    assert outcome(charted("Rebecca", released="2020-10-21"), *REBECCA) == "rebecca-2020"


def test_without_a_release_a_remake_is_asked_for():
    found = outcome(charted("Rebecca", seen_by="2020-10-25"), *REBECCA)
    assert found == (["rebecca-1940", "rebecca-2020"], "2 titles are called so")


def test_a_film_and_a_series_of_one_name_are_told_by_what_the_chart_calls_them():
    stranger = (film("film", "The Stranger", "2022-10-19"), season("series", "The Stranger", 1, "2020-01-30"))
    assert outcome(charted("The Stranger"), *stranger) == "film"
    assert outcome(charted("The Stranger", "The Stranger: Limited Series"), *stranger) == "series"
    special = Charted("The Stranger")
    assert outcome(special, *stranger) == (["film", "series"], "a film and a season are called so")
    assert outcome(charted("The Stranger"), stranger[1]) is None


def test_a_name_that_a_list_gave_to_several_titles_is_asked_for():
    noise = film("noise", "Noise", "2023-01-05")
    found = outcome(charted("Noise", several=True), noise)
    assert found == (["noise"], "the charts had several titles of this name")


# --- the day of release ---


def test_a_release_may_be_a_day_apart_for_midnight_is_not_everywhere_at_once():
    assert outcome(charted("We Can Be Heroes", released="2020-12-24"), HEROES) == "heroes"


def test_another_release_is_asked_for():
    days = film("days", "365 Days", "2020-06-07")
    assert outcome(charted("365 Days", released="2020-07-07"), days) == (
        ["days"],
        "released 2020-07-07 by the charts, 2020-06-07 by the catalogue",
    )


def test_the_release_is_that_of_the_country_of_the_chart():
    title = film("film", "Film", {"GB": "2020-01-01", "US": "2020-06-01"})
    assert outcome(charted("Film", released="2020-06-01", country="US"), title) == "film"
    assert outcome(charted("Film", released="2020-06-01", country="GB"), title)[0] == ["film"]
    assert outcome(charted("Film", released="2020-01-01", country="BR"), title) == "film"


def test_a_title_that_the_catalogue_has_no_release_of_is_matched_if_it_is_the_only_one():
    to_come, out = film("to-come", "Cats"), film("out", "Cats", "1998-10-05")
    assert outcome(charted("Cats", released="2019-12-20"), to_come) == "to-come"
    assert outcome(charted("Cats", released="2019-12-20"), to_come, out) == (
        ["to-come", "out"],
        "released 2019-12-20 by the charts, 1998-10-05 or at no known day by the catalogue",
    )


def test_a_title_cannot_have_been_in_a_chart_before_it_was_released():
    title = film("hard", "Love Hard", "2023-06-30")
    assert outcome(charted("Love Hard", seen_by="2023-07-02"), title) == "hard"
    assert outcome(charted("Love Hard", seen_by="2021-11-07"), title) == (
        ["hard"],
        "in the charts by 2021-11-07, released 2023-06-30 by the catalogue",
    )


# --- seasons ---


@pytest.mark.parametrize(
    ("name", "given", "number"),
    [
        ("Dark", "Dark: Season 2", 2),
        ("Money Heist", "Money Heist: Part 5", 5),
        ("Stranger Things", "Stranger Things 4", 4),
        ("Virgin River", "Virgin River: Season 2: The Town", 2),
        ("Maniac", "Maniac: Limited Series", None),
        ("Maniac", "Maniac: Limited Series", 1),
        ("Maniac", "Maniac: Season 1", None),
        ("DAHMER", "dahmer: season 3", 3),
    ],
)
def test_a_season_is_found_by_its_series_and_number(name, given, number):
    others = [season(f"other-{other}", name, other) for other in (6, 7)]
    assert outcome(charted(name, given), season("it", name, number), *others) == "it"


def test_a_season_with_another_number_is_not_meant():
    assert outcome(charted("Ozark", "Ozark: Season 4"), *OZARK) is None


def test_a_season_is_found_by_its_full_name():
    title = Title(id="dahmer", name="Monster: The Jeffrey Dahmer Story", kind="season")
    assert outcome(charted("DAHMER", "Monster: The Jeffrey Dahmer Story"), (title, None)) == "dahmer"


def test_a_season_whose_catalogue_has_it_in_the_name_only_is_found():
    title = Title(id="dark-2", name="Dark: Season 2", kind="season")
    assert outcome(charted("Dark", "Dark: Staffel 2"), (title, None)) == "dark-2"
    assert outcome(charted("Dark", "Dark: Season 3"), (title, None)) is None


def test_a_season_whose_name_tells_no_number_is_asked_for():
    cake = season("cake-2", "Is It Cake?", 2)
    found = outcome(charted("Is It Cake?", "Is It Cake, Too?"), cake)
    assert found == (["cake-2"], "the name of its season tells no number")


def test_a_name_may_carry_its_season():
    seasons = [season(f"dare-{number}", "Dare Me", number, f"202{number}-12-29") for number in (0, 1)]
    assert outcome(charted("Dare Me: Season 1", kind="season", released="2021-12-29"), *seasons) == "dare-1"


def test_a_series_without_a_season_is_asked_for_where_it_has_several():
    # A daily chart gives the day of the first season, whichever is watched.
    found = outcome(charted("Ozark", kind="season", released="2017-07-21"), *OZARK)
    assert found == (["ozark-1", "ozark-3"], "the charts name the series, not the season")


def test_a_series_without_a_season_is_its_only_season_where_the_day_agrees():
    assert outcome(charted("Ozark", kind="season", released="2017-07-21"), OZARK[0]) == "ozark-1"
    assert outcome(charted("Ozark", kind="season", released="2017-07-21"), OZARK[1]) == (
        ["ozark-3"],
        "released 2017-07-21 by the charts, 2020-03-27 by the catalogue",
    )


# --- what a person decided ---


def test_a_decision_stands_against_the_rules():
    one = charted("Rebecca", seen_by="2020-10-25")
    found = match(one, *REBECCA, decisions={one.key: "rebecca-1940"})
    assert (found.title.id, found.decided, found.question) == ("rebecca-1940", True, "")


def test_none_of_them_is_a_decision_too():
    one = charted("We Can Be Heroes")
    found = matching([one], catalogue(HEROES), {one.key: None})
    assert [(each.charted, each.title, each.decided) for each in found.unmatched] == [(one, None, True)]


def test_a_decision_for_a_title_that_the_catalogue_has_not_is_not_followed():
    one = charted("We Can Be Heroes")
    assert outcome(one, HEROES, decisions={one.key: "gone"}) == "heroes"


def test_a_decision_holds_under_the_name_that_the_title_has_now():
    was, now = charted("Dark", "Dark: Season 1"), charted("Dark", "Dark: The Series")
    found = match(now, season("dark", "Dark", 7), decisions={was.key: "dark"}, renamed={now.key: {was.key, now.key}})
    assert (found.title.id, found.decided) == ("dark", True)


def test_a_title_that_was_renamed_is_what_it_is_under_its_other_name():
    seasons = [season(f"dare-{number}", "Dare Me", number, "2020-12-29") for number in (1, 2)]
    before = charted("Dare Me: Season 1", kind="season", released="2020-12-29")
    after = charted("Dare Me", kind="season", released="2020-12-29")
    both = {before.key, after.key}
    found = matching([before, after], catalogue(*seasons), renamed=dict.fromkeys(both, both))
    assert [one.title and one.title.id for one in found.matches] == ["dare-1", "dare-1"]


def test_titles_are_counted_by_what_became_of_them():
    found = matching(
        [charted("Rebecca"), charted("We Can Be Heroes"), charted("Love Hard")], catalogue(HEROES, *REBECCA)
    )
    assert [[one.charted.name for one in each] for each in (found.matched, found.ambiguous, found.unmatched)] == [
        ["We Can Be Heroes"],
        ["Rebecca"],
        ["Love Hard"],
    ]


# --- which a person means to decide ---


def chosen(all_of_them, name, title=None, **options):
    titles = catalogue(HEROES, *REBECCA, *OZARK)
    found = matching(all_of_them, titles).chosen(name, titles.titles.get(title), **options)
    return [one.told for one in found]


def test_a_title_is_chosen_by_name_or_full_name_or_name_and_season():
    ozark = [charted("Ozark", f"Ozark: Season {number}") for number in (1, 2, 3)]
    assert chosen([charted("Rebecca")], "rebecca") == ["Rebecca (film)"]
    for options in ({"season": "Season 2"}, {"season": "2"}, {"season": "ozark: season 2"}):
        assert chosen(ozark, "Ozark", **options) == ["Ozark: Season 2 (season)"]
    assert chosen(ozark, "Ozark: Season 2") == ["Ozark: Season 2 (season)"]
    assert chosen([*ozark, charted("Ozark", kind="season")], "Ozark") == ["Ozark (season)"]


def test_a_name_without_a_date_means_the_same_title_as_the_only_date():
    both = [charted("Rebecca"), charted("Rebecca", released="2001-01-01")]
    assert chosen(both, "Rebecca") == ["Rebecca (film)", "Rebecca (film, released 2001-01-01)"]


def test_what_is_asked_for_is_meant_before_what_is_known():
    both = [charted("Rebecca"), charted("Rebecca", released="2020-10-21")]
    assert chosen(both, "Rebecca") == ["Rebecca (film)"]
    assert chosen(both, "Rebecca", released=day("2020-10-21")) == ["Rebecca (film, released 2020-10-21)"]


def test_a_film_is_not_meant_by_who_says_that_it_is_a_season():
    both = [charted("Ozark"), charted("Ozark", kind="season")]
    assert chosen(both, "Ozark", "ozark-1") == ["Ozark (season)"]


@pytest.mark.parametrize(
    ("name", "options", "message"),
    [
        (
            "Ozark",
            {},
            (
                '2 titles of the published charts are called "Ozark".\n'
                "Say which with `--season`: Ozark: Season 4; Ozark: Season 5."
            ),
        ),
        (
            "Cats",
            {},
            (
                '2 titles of the published charts are called "Cats".\n'
                "Say which with `--released`: 1998-01-01; 2019-01-01."
            ),
        ),
        (
            "Cats",
            {"season": "2"},
            (
                'No title called "Cats" is like that in the published charts.\n'
                "There are: Cats (film, released 1998-01-01); Cats (film, released 2019-01-01)."
            ),
        ),
        (
            "Cat",
            {},
            (
                'There is no title called "Cat" in the published charts.\n'
                'Did you mean "Cats"? `matinee catalogue matches --unmatched` and `--ambiguous` list those that are open.'
            ),
        ),
    ],
)
def test_a_name_that_means_none_or_several_is_asked_back(name, options, message):
    there = [charted("Ozark", f"Ozark: Season {number}") for number in (4, 5)]
    there += [charted("Cats", released=released) for released in ("1998-01-01", "2019-01-01")]
    with pytest.raises(MatineeError) as error:
        chosen(there, name, **options)
    assert str(error.value) == message
