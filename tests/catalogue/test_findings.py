"""A catalogue at rest: what does not fit together in it is found, and a whole one has nothing to find."""

from __future__ import annotations

from datetime import date

import pytest

from matinee import instants
from matinee.catalogue import (
    Asset,
    Catalogue,
    Franchise,
    Person,
    Rating,
    Release,
    Role,
    TheatricalRun,
    Title,
    Universe,
)
from matinee.catalogue.findings import findings

FILM = Title(id="f", name="Film", kind="film")
ANA = Person(id="ana", name="Ana Reyes", born=date(2009, 1, 9))


def test_a_catalogue_that_fits_together_has_nothing_to_find():
    whole = Catalogue.of(
        [FILM, Title(id="g", name="Film", kind="film", year=1940)],
        [Asset(id="f", title="f", name="Film", runtime_ms=1000)],
        [Release(title="f", released_at_us=instants.parse("2020-12-25"))],
        people=[ANA],
        roles=[Role(person="ana", title="f", role="cast")],
        franchises=[Franchise(id="x", name="X", parts=("f",), universe="u", within="y"), Franchise(id="y", name="Y")],
        universes=[Universe(id="u", name="U")],
        ratings=[Rating(title="f", source="IMDb", scale=10, score=10)],
        runs=[TheatricalRun(title="f", opened_on=date(2020, 12, 1))],
    )
    assert findings(whole) == ()


@pytest.mark.parametrize(
    ("catalogue", "about", "problem"),
    [
        (
            Catalogue.of(assets=[Asset(id="a", title="f", name="A", runtime_ms=None)]),
            "f",
            "is no title of the catalogue; asset a names it.",
        ),
        (
            Catalogue.of(releases=[Release(title="f", status="announced")]),
            "f",
            "is no title of the catalogue; a release names it.",
        ),
        (
            Catalogue.of([FILM], roles=[Role(person="bo", title="f", role="cast")]),
            "bo",
            "is nobody of the catalogue; a role in f names them.",
        ),
        (
            Catalogue.of([FILM, Title(id="g", name="FILM", kind="film")]),
            "f",
            "is called like g: each a film of no known year. Are they one?",
        ),
        (
            Catalogue.of(
                [FILM],
                people=[ANA],
                roles=[Role(person="ana", title="f", role="cast")],
                runs=[TheatricalRun(title="f", opened_on=date(2001, 1, 1))],
            ),
            "ana",
            "was born 2009-01-09, after Film (2001), of which they are cast.",
        ),
        (
            Catalogue.of([FILM], releases=[Release(title="f", territory="GB")]),
            "f",
            "is released in GB, on no known day.",
        ),
        (
            Catalogue.of([FILM], ratings=[Rating(title="f", source="IMDb", scale=10, score=53)]),
            "f",
            "is rated 53 of 10 by IMDb.",
        ),
        (
            Catalogue.of(franchises=[Franchise(id="x", name="X", universe="u")]),
            "x",
            "is of universe u, which the catalogue does not have.",
        ),
        (
            Catalogue.of(franchises=[Franchise(id="x", name="X", within="y")]),
            "x",
            "lies within franchise y, which the catalogue does not have.",
        ),
        (Catalogue.of(franchises=[Franchise(id="x", name="X", within="x")]), "x", "lies within itself."),
    ],
)
def test_what_does_not_fit_is_found(catalogue, about, problem):
    assert findings(catalogue) == ((about, problem),)
