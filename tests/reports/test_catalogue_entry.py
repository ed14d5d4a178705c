"""What the catalogue shows of one thing: a title, a person, a franchise, a universe; nothing is made up."""

from __future__ import annotations

import json
from datetime import date
from io import StringIO

import pytest
from rich.console import Console

from matinee import instants
from matinee.catalogue import (
    Catalogue,
    Claim,
    Franchise,
    Person,
    Rating,
    Release,
    Role,
    TheatricalRun,
    Title,
    Universe,
)
from matinee.errors import MatineeError
from matinee.reports.catalogue_entry import find_entry
from matinee.reports.catalogue_text import entry_text

CATALOGUE = Catalogue.of(
    [
        Title(id="harbor", name="Tin Harbor", kind="film", studio="Ours", genres=("Family",), also=("tt1",)),
        Title(id="old", name="Old Harbor", kind="film", year=2001),
    ],
    releases=[Release(title="harbor", released_at_us=instants.parse("2020-12-25"))],
    people=[Person(id="ana", name="Ana Reyes", born=date(2008, 12, 26)), Person(id="bo", name="Bo Li", born_year=1950)],
    roles=[
        Role(person="bo", title="harbor", role="director"),
        Role(person="bo", title="old", role="writer"),
        Role(person="ana", title="harbor", role="cast", character="The Captain", order=1),
    ],
    franchises=[
        Franchise(id="harbors", name="Harbors", parts=("old", "harbor"), universe="sea", rights="Ours"),
        Franchise(id="ports", name="Ports", universe="sea", rights="Theirs"),
    ],
    universes=[Universe(id="sea", name="The Sea")],
    ratings=[Rating(title="harbor", source="IMDb", scale=10, score=4.8, votes=1200)],
    runs=[TheatricalRun(title="harbor", opened_on=date(2020, 12, 9), screens=800, countries=16)],
    claims=[
        Claim(subject="Tin Harbor", says="households", value=44e6, window="28 days", window_days=28, projected=True, outlet="Ledger"),
        Claim(subject="Tin Harbor", says="households", value=44e6, window="28 days", window_days=28, outlet="Post"),
    ],
)  # fmt: skip


def shown(wanted):
    console = Console(file=StringIO(), width=200, color_system=None)
    for part in entry_text(find_entry(CATALOGUE, wanted)):
        console.print(part, markup=False)
    return " ".join(console.file.getvalue().split())


def test_a_title_is_shown_with_all_that_is_known_of_it():
    said = shown("tin harbor")
    for part in (
        "Tin Harbor film, 2020, Ours",
        "id harbor, tt1",
        "on the service 2020-12-25, released",
        "in cinemas 2020-12-09, 800 cinemas, 16 countries, released",
        "a hybrid release",
        "franchise Harbors, part 2 of 2; rights: Ours",
        "universe The Sea; shared with Ports (rights: Theirs)",
        "director Bo Li",
        "cast Ana Reyes (11) as The Captain",
        "rated 4.8 of 10 by IMDb, 1,200 votes",
        "one figure, told in two ways",
    ):
        assert part in said
    assert "runtime" not in said, "not known, and not shown as nothing"


def test_an_age_is_that_of_the_first_day_anywhere_and_a_year_alone_tells_none():
    """Ana turned 12 a day after the release on the service, and was 11 when it came to cinemas."""
    roles = find_entry(CATALOGUE, "harbor").as_dict()["roles"]
    assert [(one["name"], one["age_at_release"]) for one in roles] == [("Ana Reyes", 11), ("Bo Li", None)]


def test_a_person_a_franchise_and_a_universe_are_shown():
    assert shown("Bo Li") == "Bo Li person id bo born 1950 2020 Tin Harbor: director 2001 Old Harbor: writer"
    assert shown("harbors").startswith("Harbors franchise, Ours id harbors universe The Sea; shared with Ports")
    assert shown("The Sea").endswith(
        "franchise Harbors, 2 parts; rights: Ours franchise Ports, 0 parts; rights: Theirs"
    )


def test_it_can_be_had_as_json_and_as_csv():
    entry = find_entry(CATALOGUE, "tt1")
    assert json.loads(entry.to_json())["cinemas"][0]["opened_on"] == "2020-12-09"
    assert "franchises.1.parts.1.title,old" in entry.to_csv().splitlines()


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        (
            "Ana Reys",
            'Nothing in the catalogue is called "Ana Reys".\nDid you mean "Ana Reyes"? `matinee catalogue list` shows all 2 titles.',
        ),
        (
            "xyz",
            'Nothing in the catalogue is called "xyz".\n`matinee catalogue list` shows all 2 titles.',
        ),
    ],
)
def test_what_is_not_there_is_said(wanted, message):
    with pytest.raises(MatineeError) as error:
        find_entry(CATALOGUE, wanted)
    assert str(error.value) == message


def test_several_of_one_name_are_asked_for():
    several = Catalogue.of(people=[Person(id="a", name="Ana"), Person(id="b", name="ana")])
    with pytest.raises(MatineeError) as error:
        find_entry(several, "Ana")
    assert str(error.value) == "2 are called 'Ana'.\nSay which by its id: a, b."
