"""Manners of speaking that articles of other outlets have, each in a sentence of our own."""

from __future__ import annotations

import pytest

HEADLINE = "'Tin Harbor' on Netflix\n\n"


def _told(found):
    return {(one.subject, one.says, one.value) for one in found}


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ('It beat "Glass Road" (12 million) on Netflix.', ("Glass Road", "households", 12e6)),
        (
            '"Glass Road" starring Ana Reyes (12 million) came second, and that is a lot of homes for a film.',
            ("Glass Road", "households", 12e6),
        ),
        ('"Glass Road", starring Ana Reyes, saw 12 million.', ("Glass Road", "households", 12e6)),
        ("That was followed by 12 million for Glass Road, a comedy.", ("Glass Road", "households", 12e6)),
        ("Tin Harbor with 9 million hours is behind Glass Road with 12 million hours.", ("Glass Road", "hours", 12e6)),
    ],
)
def test_a_figure_beside_a_title_is_that_titles(claims, sentence, expected):
    assert expected in _told(claims(f"{HEADLINE}{sentence}"))


@pytest.mark.parametrize(
    "sentence",
    [
        "Netflix now has 200 million subscribers.",
        "Three of its films each saw 75 million viewers.",
        "Tin Harbor and Glass Road had 5 million and 6 million viewers respectively.",
    ],
)
def test_a_figure_of_no_single_title_is_not_told_of_one(claims, sentence):
    assert not [one for one in claims(HEADLINE + sentence) if one.says in ("households", "people")]


@pytest.mark.parametrize(
    ("sentence", "status"),
    [
        ("Tin Harbor will get a second 10-episode season.", "renewed"),
        ("Tin Harbor is set for Season 2.", "renewed"),
        ("Tin Harbor has been renewed for a ten-episode second season.", "renewed"),
        ("Tin Harbor scored a second season.", "renewed"),
        ("A second season of Tin Harbor has already been confirmed.", "announced"),
    ],
)
def test_a_season_that_is_to_come(claims, sentence, status):
    found = {(subject, value) for subject, says, value in _told(claims(HEADLINE + sentence)) if says == "status"}
    assert found in (
        {("Tin Harbor: Season 2", status)},
        {("Tin Harbor: Season 2", status), ("Tin Harbor", "announced")},
    )


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("The Ana Reyes-led drama Tin Harbor is long.", ("Tin Harbor", "cast", "Ana Reyes")),
        ("The Ana Reyes-created comedy Tin Harbor is long.", ("Tin Harbor", "creator", "Ana Reyes")),
        ("It is directed by Norwegian filmmakers Ana Reyes and Jo Frank.", ("Tin Harbor", "director", "Jo Frank")),
        (
            "Jo Frank, who wrote the script, has closed a deal to write Tin Harbor 2.",
            ("Tin Harbor 2", "writer", "Jo Frank"),
        ),
        ("In addition to Ana Reyes, the film stars Jo Frank.", ("Tin Harbor", "cast", "Ana Reyes")),
        (
            "Ana Reyes will appear in the second season, as well as Jo Frank.",
            ("Tin Harbor: Season 2", "cast", "Jo Frank"),
        ),
        (
            "Creators, showrunners and executive producers Ana Reyes and Jo Frank are glad.",
            ("Tin Harbor", "showrunner", "Jo Frank"),
        ),
        ("It has a cast including Ana Reyes and Jo Frank.", ("Tin Harbor", "cast", "Jo Frank")),
        ("Tin Harbor is a sequel to the 2019 thriller Glass Road.", ("Tin Harbor", "sequel of", "Glass Road")),
        ("Tin Harbor kicked off its second season on May 4.", ("Tin Harbor: Season 2", "release", "May 4")),
    ],
)
def test_who_and_what_it_is(claims, sentence, expected):
    assert expected in _told(claims(f"{HEADLINE}{sentence}"))


@pytest.mark.parametrize(
    "sentence",
    [
        "Tin Harbor follows the sailor Mara Holm (Ana Reyes) to the sea.",
        "Mara Holm, portrayed by Ana Reyes, goes to sea.",
        "Ana Reyes will play the role of Mara Holm.",
    ],
)
def test_who_plays_whom(claims, sentence):
    found = claims(f"{HEADLINE}{sentence}")
    assert [(one.subject, one.value, one.character) for one in found if one.says == "cast"] == [
        ("Tin Harbor", "Ana Reyes", "Mara Holm")
    ]


def test_a_sequel_called_the_sequel_is_itself(claims):
    found = claims(
        "'Tin Harbor' on Netflix\n\nTin Harbor is a sequel to Glass Road. The sequel was watched by 9 million households."
    )
    assert ("Tin Harbor", "households", 9e6) in _told(found)


def test_a_nickname_is_no_title_and_parts_no_name(claims):
    found = claims(f'{HEADLINE}Tin Harbor stars Ana "The Rope" Reyes and Jo Frank.')
    assert _told(found) == {("Tin Harbor", "cast", "Ana Reyes"), ("Tin Harbor", "cast", "Jo Frank")}


def test_characters_in_brackets_are_no_titles(claims):
    found = claims(
        f"{HEADLINE}Tin Harbor stars Ana Reyes (Mara), Jo Frank (Tim), and Li Wei (Mayor Paul Holm), and it is a film of the sea."
    )
    assert {one.subject for one in found} == {"Tin Harbor"}


def test_a_score_after_its_source(claims):
    found = claims(f"{HEADLINE}Tin Harbor is up on Rotten Tomatoes with a 93% critics score.")
    assert [(one.value, one.unit) for one in found] == [("93%", "Rotten Tomatoes")]
