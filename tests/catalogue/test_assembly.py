"""Catalogue files put together: what fits is taken, what does not is refused with its line, and nothing is guessed."""

from __future__ import annotations

from datetime import date

import pytest

from matinee import instants
from matinee.catalogue import Catalogue, Franchise, Person, Release, Role, Title
from matinee.catalogue.assembly import assemble
from matinee.catalogue.toml_file import read_sheet as read_toml

PEOPLE = """\
[[title]]
id = "harbor"
name = "Tin Harbor"
kind = "film"
year = 2020
[[person]]
id = "ana"
name = "Ana Reyes"
born = 2009-01-09
"""


def together(*texts, known=None):
    """What TOML files of these texts come to: the catalogue, and what is refused of each as a person reads it."""
    sheets = [read_toml(text, f"{number}.toml") for number, text in enumerate(texts, 1)]
    made = assemble(sheets, known or Catalogue())
    refused = [
        [one.sentence(sheet.file) for one in outcome.rejections]
        for sheet, outcome in zip(sheets, made.outcomes, strict=True)
    ]
    return made.catalogue, refused


def role(title, person, what="cast", **more):
    keys = {"title": title, "person": person, "role": what} | more
    return "[[role]]\n" + "".join(f'{key} = "{value}"\n' for key, value in keys.items())


@pytest.mark.parametrize("title", ["harbor", "Tin Harbor", "tin  harbor"])
@pytest.mark.parametrize("person", ["ana", "ANA REYES"])
def test_people_and_titles_are_meant_by_id_or_by_a_name_that_only_one_has(title, person):
    made, refused = together(PEOPLE + role(title, person, character="The Captain"))
    assert refused == [[]]
    assert made.roles == (Role(person="ana", title="harbor", role="cast", character="The Captain"),)
    assert made.roles_of("harbor") == made.roles
    assert (
        made.titles_of("ana") == made.titles_of("ana", "cast") == ("harbor",) and made.titles_of("ana", "writer") == ()
    )


def test_an_unknown_person_is_refused_with_the_line_and_the_rest_is_taken():
    made, refused = together(PEOPLE + role("harbor", "bo") + role("harbor", "ana"))
    assert refused == [
        [
            (
                "1.toml, line 10: There is no person 'bo'. "
                "Add the person to the catalogue, or name them by the id they have there."
            )
        ]
    ]
    assert [one.person for one in made.roles] == ["ana"]


def test_an_unknown_title_is_refused_with_the_line():
    _, refused = together(PEOPLE + role("habor", "ana"))
    assert refused == [
        [
            (
                "1.toml, line 10: There is no title 'habor'. "
                "Add the title to the catalogue, or name it by the id it has there."
            )
        ]
    ]


def test_the_order_of_files_does_not_matter():
    first, second = role("harbor", "ana"), PEOPLE
    one, refused_one = together(first, second)
    other, refused_other = together(second, first)
    assert refused_one == refused_other == [[], []]
    assert one.roles == other.roles and one.people == other.people and len(one.roles) == 1


REBECCAS = """\
[[title]]
id = "rebecca-1940"
name = "Rebecca"
kind = "film"
year = 1940
[[title]]
id = "rebecca-2020"
name = "Rebecca"
kind = "film"
year = 2020
"""


def test_a_name_that_several_have_is_listed_with_its_candidates_and_left_unmatched():
    made, refused = together(PEOPLE + REBECCAS + role("Rebecca", "ana"))
    assert refused == [
        [
            (
                "1.toml, line 20: 'Rebecca' may be rebecca-1940 (Rebecca, film, 1940); rebecca-2020 (Rebecca, film, 2020). "
                "Name the one that is meant by its id; until then it is left out."
            )
        ]
    ]
    assert made.roles == ()


def test_two_films_of_one_name_that_no_year_tells_apart_are_refused():
    made, refused = together(REBECCAS + '[[title]]\nid = "again"\nname = "rebecca"\nkind = "film"\n')
    assert refused == [
        [
            (
                "1.toml, line 11: again (rebecca, film, no year) is called like rebecca-1940 (Rebecca, film, 1940). "
                "Give each its `year`, or a public id in `also`; or use one id for both where they are one."
            )
        ]
    ]
    assert set(made.titles) == {"rebecca-1940", "rebecca-2020"}


def test_two_films_of_one_name_and_year_are_told_apart_by_public_ids():
    rogue = '[[title]]\nid = "{}"\nname = "Rogue"\nkind = "film"\nyear = 2020\nalso = ["{}"]\n'
    made, refused = together(rogue.format("rogue", "tt1") + rogue.format("rogue-too", "tt2"))
    assert refused == [[]] and set(made.titles) == {"rogue", "rogue-too"}


def test_the_release_of_a_film_tells_its_year():
    known = Catalogue.of(
        [Title(id="old", name="Rebecca", kind="film")],
        releases=[Release(title="old", released_at_us=instants.parse("1940-04-12"))],
    )
    made, refused = together('[[title]]\nid = "new"\nname = "Rebecca"\nkind = "film"\nyear = 2020\n', known=known)
    assert refused == [[]] and set(made.titles) == {"old", "new"}


def test_one_id_for_two_films_is_refused():
    _, refused = together(PEOPLE + '[[title]]\nid = "harbor"\nname = "Another"\nkind = "film"\n')
    assert refused == [
        [
            (
                "1.toml, line 10: harbor is 'Another', and 'Tin Harbor' in a line before. "
                "Give each its `year`, or a public id in `also`; or use one id for both where they are one."
            )
        ]
    ]


def test_a_birth_after_the_film_is_refused_with_the_line_and_the_person_taken_without_it():
    made, refused = together(PEOPLE.replace("2009-01-09", "2021-01-09") + role("harbor", "ana"))
    assert refused == [
        [
            (
                "1.toml, line 6: Ana Reyes was born 2021-01-09, after Tin Harbor (2020), of which they are cast. "
                "Check the day of birth, and the year of the film."
            )
        ]
    ]
    assert made.people["ana"] == Person(id="ana", name="Ana Reyes") and len(made.roles) == 1


def test_a_role_that_a_known_person_was_born_too_late_for_is_refused():
    known, _ = together(PEOPLE)
    old = '[[title]]\nid = "old"\nname = "Old Harbor"\nkind = "film"\nyear = 2001\n'
    made, refused = together(old + role("old", "ana", "director"), known=known)
    assert refused == [
        [
            (
                "1.toml, line 6: Ana Reyes was born 2009-01-09, after Old Harbor (2001), of which they are director. "
                "Check the day of birth, and the year of the film."
            )
        ]
    ]
    assert made.roles == () and made.people["ana"].born == date(2009, 1, 9)


FRANCHISE = '[[franchise]]\nid = "{id}"\nname = "{name}"\n'


@pytest.mark.parametrize(
    ("text", "line", "problem"),
    [
        (FRANCHISE.format(id="a", name="A") + 'parts = ["harbor", "a"]\n', 10, "A is a part of itself."),
        (
            FRANCHISE.format(id="a", name="A")
            + 'within = "b"\n'
            + FRANCHISE.format(id="b", name="B")
            + 'within = "a"\n',
            10,
            "A lies within itself: a in b in a.",
        ),
    ],
)
def test_a_franchise_that_contains_itself_is_refused(text, line, problem):
    made, refused = together(PEOPLE + text)
    assert refused[0][0] == f"1.toml, line {line}: {problem} Take it out of what it lies within."
    assert all("a" not in one.parts for one in made.franchises.values())
    assert all(one.within is None for one in made.franchises.values())


def test_a_franchise_may_have_a_part_of_its_own_id():
    made, refused = together(PEOPLE + FRANCHISE.format(id="harbor", name="Harbors") + 'parts = ["harbor"]\n')
    assert refused == [[]]
    assert made.franchises_of("harbor") == (Franchise(id="harbor", name="Harbors", parts=("harbor",)),)


def test_parts_that_are_not_known_or_told_twice_are_refused_and_the_others_stay_in_order():
    old = '[[title]]\nid = "old"\nname = "Old Harbor"\nkind = "film"\nyear = 2001\n'
    made, refused = together(
        PEOPLE + old + FRANCHISE.format(id="h", name="Harbors") + 'parts = ["old", "lost", "harbor", "old"]\n'
    )
    assert [one.partition(": ")[2].partition(". ")[0] for one in refused[0]] == [
        "There is no title 'lost'",
        "old is a part of Harbors already",
    ]
    assert made.franchises["h"].parts == ("old", "harbor")


def test_a_wider_franchise_has_the_parts_of_those_within_it():
    wide = FRANCHISE.format(id="wide", name="Wide") + 'parts = ["harbor"]\n'
    inner = FRANCHISE.format(id="inner", name="Inner") + 'parts = ["old", "harbor"]\nwithin = "wide"\n'
    old = '[[title]]\nid = "old"\nname = "Old Harbor"\nkind = "film"\nyear = 2001\n'
    made, refused = together(PEOPLE + old + inner + wide)
    assert refused == [[]]
    assert made.parts_of("wide") == ("harbor", "old") and made.parts_of("inner") == ("old", "harbor")
    assert made.parts_of("none") == ()


def test_a_universe_that_is_not_known_is_refused():
    made, refused = together(FRANCHISE.format(id="a", name="A") + 'universe = "u"\n')
    assert refused[0][0].startswith("1.toml, line 1: There is no universe 'u'.") and made.franchises == {}


# Strangers: ids of public catalogues ------------------------------------------------------------------------------
