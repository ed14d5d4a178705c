"""A sentence claims what it says, and no more."""

from __future__ import annotations

import pytest

HEADLINE = "'Tin Harbor' on Netflix\n\n"


def _figures(found):
    return [
        (one.subject, one.says, one.value, one.window_days, one.projected)
        for one in found
        if one.says in ("households", "hours", "views", "people", "minutes")
    ]


@pytest.mark.parametrize(
    ("number", "value"),
    [
        ("44 million", 44e6), ("44m", 44e6), ("44 mil", 44e6), ("44,000,000", 44e6), ("forty-four million", 44e6),
        ("44&nbsp;million", 44e6), ("44\u00a0million", 44e6), ("1.2 billion", 1.2e9), ("44-million", 44e6),
    ],
)  # fmt: skip
def test_a_number_is_read_in_each_spelling(claims, number, value):
    found = claims(f"{HEADLINE}Tin Harbor was watched by {number} households in its first 28 days, Netflix said.")
    assert _figures(found) == [("Tin Harbor", "households", value, 28, False)]
    assert found[0].said_by == "Netflix"


@pytest.mark.parametrize(
    ("words", "days"),
    [("first 28 days", 28), ("first four weeks", 28), ("first month", 30), ("first week", 7), ("first few days", None)],
)
def test_a_window_is_told_in_days_where_it_tells_them(claims, words, days):
    found = claims(f"{HEADLINE}Tin Harbor was watched by 5 million households in its {words}.")
    assert _figures(found)[0][3] == days


@pytest.mark.parametrize(
    ("sentence", "projected"),
    [
        ("Netflix projects that 9 million households will watch Tin Harbor in its first 28 days.", True),
        ("Tin Harbor is on track to be watched by 9 million households.", True),
        ("Tin Harbor is expected to reach 9 million households within four weeks.", True),
        ("Netflix said Tin Harbor would be watched by 9 million households in its first 28 days.", True),
        ("Tin Harbor has been watched by 9 million households, more than expected.", False),
        ("Tin Harbor was watched by 9 million households, and a sequel is expected.", False),
        ("Tin Harbor was seen by 9 million accounts in four weeks.", False),
    ],
)
def test_what_is_still_to_come_is_projected(claims, sentence, projected):
    assert [one[4] for one in _figures(claims(HEADLINE + sentence))] == [projected]


@pytest.mark.parametrize(
    "sentence",
    [
        "Was Tin Harbor watched by 9 million households?",
        "If Tin Harbor had been watched by 9 million households, it would have been renewed.",
        "Tin Harbor might be renewed for a second season.",
        "There are rumors that Tin Harbor has been renewed for a second season.",
        "Fans are wondering whether a sequel to Tin Harbor is in development.",
        "RELATED: Tin Harbor was watched by 9 million households",
        "Also Read: Everything We Know About Tin Harbor Season 2, Which Is In Development",
        "Photo: Ana Reyes as Mara, directed by Jo Frank",
        "Tin Harbor was not watched by 9 million households.",
    ],
)
def test_questions_suppositions_and_furniture_claim_nothing(claims, sentence):
    assert (
        claims(f"{HEADLINE}Tin Harbor is a film of the sea.\n\n{sentence}\n\nThat is all there is to say of the film.")
        == ()
    )


def test_a_denial_is_a_claim_that_it_is_not_so(claims):
    found = claims(f"{HEADLINE}Director Ana Reyes will not return for a second season of Tin Harbor.")
    assert ("attached", "Ana Reyes", True) in {(one.says, one.value, one.denied) for one in found}


def test_a_cast_list_gives_each_person_with_the_character(claims):
    found = claims(
        f"{HEADLINE}Tin Harbor stars Ana Reyes (Glass Road, The Salt Line) as Captain Mara, Jo Frank as her son Tim, and newcomer Li Wei."
    )
    cast = {(one.value, one.character) for one in found if one.says == "cast" and one.subject == "Tin Harbor"}
    assert cast == {("Ana Reyes", "Captain Mara"), ("Jo Frank", "Tim"), ("Li Wei", None)}
    assert {one.subject for one in found if one.rule == "credits"} == {"Glass Road", "The Salt Line"}


def test_a_rating_carries_its_source_and_whose_it_is(claims):
    found = claims(
        f"{HEADLINE}Tin Harbor has a 94% critics score and an 88% audience score on Rotten Tomatoes, and 6.1 out of 10 on IMDb."
    )
    assert {(one.value, one.unit) for one in found} == {
        ("94%", "Rotten Tomatoes"),
        ("88%", "Rotten Tomatoes, audience"),
        (6.1, "IMDb"),
    }


def test_what_a_speaker_says_is_said_by_the_speaker(claims):
    found = claims(
        f'{HEADLINE}Tin Harbor was a hit.\n\n"They want a sequel, which I\'m working on," said Ana Reyes, who directed Tin Harbor.'
    )
    (one,) = [one for one in found if one.says == "attached"]
    assert (one.subject, one.value, one.said_by) == ("Tin Harbor 2", "Ana Reyes", "Ana Reyes")


def test_the_outlet_and_the_day_are_the_pages_or_the_readers(claims):
    page = (
        '<html><head><meta property="og:site_name" content="Screen &amp; Co">'
        '<meta property="article:published_time" content="2021-01-05T10:00:00Z"></head><body><nav>Home</nav>'
        "<script>var a = 'Tin Harbor was watched by 3 million households.';</script>"
        "<article><p><em>Tin Harbor</em> was watched by 9&nbsp;million households.</p></article></body></html>"
    )
    (one,) = claims(page)
    assert (one.subject, one.value, one.outlet, one.as_of) == ("Tin Harbor", 9e6, "Screen & Co", "2021-01-05")
    (one,) = claims(page, outlet="Ours", day="2021-02")
    assert (one.outlet, one.as_of) == ("Ours", "2021-02")


def test_a_title_of_the_catalogue_is_a_title_wherever_it_stands(claims):
    text = "Last week Green Door reached 9 million households, according to Nielsen, and that is a lot of homes."
    assert [one.subject for one in claims(text, known=["Green Door"])] == ["Green Door"]
