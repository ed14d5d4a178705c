"""Tables of a catalogue and lists of franchises as CSV files, told by their headers."""

from __future__ import annotations

from datetime import date

import pytest

from matinee.catalogue import Claim, Person, Rating, Release, Role, TheatricalRun, Title
from matinee.catalogue.csv_tables import read_sheet
from matinee.catalogue.entries import Part
from matinee.errors import MatineeError


def read(*lines):
    sheet = read_sheet([f"{line}\n" for line in lines], "t.csv")
    return [entry.thing for entry in sheet.entries], [one.sentence("t.csv") for one in sheet.rejections]


@pytest.mark.parametrize(
    ("header", "row", "thing"),
    [
        ("person_id,name,born", "ana,Ana Reyes,2009-01-09", Person(id="ana", name="Ana Reyes", born=date(2009, 1, 9))),
        ("nconst,name,born", "nm1,Ana Reyes,2009", Person(id="nm1", name="Ana Reyes", born_year=2009)),
        (
            "title_id;person_id;role;character;order",
            "f;ana;Cast;Wild, Wild Card;2",
            Role(title="f", person="ana", role="cast", character="Wild, Wild Card", order=2),
        ),
        (
            "title_id,source,scale,score,as_of,votes",
            "f,IMDb,10,4.8,2021-01-05,",
            Rating(title="f", source="IMDb", scale=10, score=4.8, as_of=date(2021, 1, 5)),
        ),
        (
            "title_id,screens,countries,opened_on",
            "f,800,16,TBD",
            TheatricalRun(title="f", screens=800, countries=16),
        ),
        (
            "title_id,territory,released_at,status",
            "f,gb,TBD,shooting",
            Release(title="f", territory="GB", released_at_us=None, status="shooting"),
        ),
        (
            "title_id,name,kind,year,genres,kids",
            "f,F,film,2020,Family|Action,yes",
            Title(id="f", name="F", kind="film", year=2020, genres=("Family", "Action"), kids=True),
        ),
        (
            "subject,says,value,outlet,projected",
            "F,households,44000000,The Post,true",
            Claim(subject="F", says="households", value=44e6, outlet="The Post", projected=True),
        ),
        (
            "subject,says,value,outlet,projected",
            "F,status,in development,The Post,",
            Claim(subject="F", says="status", value="in development", outlet="The Post"),
        ),
    ],
)
def test_the_header_tells_the_table(header, row, thing):
    assert read(header, row) == ([thing], [])


def test_a_line_of_no_use_costs_only_itself():
    things, refused = read(
        "title_id,source,scale,score", "f,IMDb,10,53", "f,IMDb,ten,5", "f,IMDb,10", "f,IMDb,10,5,6,7", "f,IMDb,10,5"
    )
    assert things == [Rating(title="f", source="IMDb", scale=10, score=5)]
    assert refused == [
        "t.csv, line 2: IMDb rates it 53 of 10. Give a score from 0 to the best of its scale.",
        "t.csv, line 3: scale is 'ten'. Give a plain number within the range that the documentation shows.",
        (
            "t.csv, line 4: score is not given; [[rating]] needs title, source, scale, score. "
            "Give the field a value; without it the record cannot be placed."
        ),
        (
            "t.csv, line 5: It has 6 values for 4 columns. "
            "Send the record in the format that the documentation of this door shows."
        ),
    ]


def test_a_column_that_has_no_place_is_a_mistake_of_the_whole_file():
    with pytest.raises(MatineeError) as error:
        read("person_id,name,birthday", "ana,Ana,2009-01-09")
    assert str(error.value) == (
        "t.csv, line 1: a table of persons has no column birthday.\nIts columns are person_id, name, born, also."
    )


def test_a_header_of_none_of_these_is_refused_as_one_of_titles():
    with pytest.raises(MatineeError) as error:
        read("who,what", "ana,cast")
    assert error.value.problem.startswith("t.csv, line 1: the header has no column asset_id, title_id")


def test_a_list_of_franchises_has_a_line_a_part():
    things, refused = read(
        "franchise,wikipedia,order_in_list,tconst,title,year,imdb_rating,imdb_votes,metascore",
        "Harbors,https://example.org,1,tt1,Old Harbor,2001,5.5,80999,43",
        "Harbors,,2,tt2,Tin Harbor,2020,,,NA",
        "Harbors,,3,tt3,Harbor 3,2025,11,5,",
        ",,1,tt4,Nobody's,2001,,,",
    )
    assert things == [
        Part(
            "Harbors",
            1,
            "tt1",
            "Old Harbor",
            2001,
            ratings=(
                Rating(title="", source="Metacritic", scale=100, score=43),
                Rating(title="", source="IMDb", scale=10, score=5.5, votes=80_999),
            ),
        ),
        Part("Harbors", 2, "tt2", "Tin Harbor", 2020),
    ]
    assert refused == [
        "t.csv, line 4: imdb_rating is 11, of 10. Give a score from 0 to the best of its scale.",
        "t.csv, line 5: franchise is empty. Give the field a value; without it the record cannot be placed.",
    ]
