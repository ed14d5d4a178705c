"""IMDb's files: separated by tabs, never quoted, and a value that is not known is a backslash and an N."""

from __future__ import annotations

import csv
import gzip

import pytest

from matinee.catalogue import Catalogue, Person, Rating, Role, Title
from matinee.catalogue.assembly import assemble
from matinee.catalogue.imdb_file import is_imdb, read_sheet
from matinee.imports.catalogue_files import read_files
from tests.data import data_folder, needs_data

BASICS = "tconst\ttitleType\tprimaryTitle\toriginalTitle\tisAdult\tstartYear\tendYear\truntimeMinutes\tgenres"
NAMES = "nconst\tprimaryName\tbirthYear\tdeathYear\tprimaryProfession\tknownForTitles"
PRINCIPALS = "tconst\tordering\tnconst\tcategory\tjob\tcharacters"
RATINGS = "tconst\taverageRating\tnumVotes"


def read(header, *rows):
    sheet = read_sheet([f"{line}\r\n" for line in (header, *rows)], "f.tsv")
    return [entry.thing for entry in sheet.entries], [(one.line, one.reason, one.problem) for one in sheet.rejections]


@pytest.mark.parametrize("header", [BASICS, NAMES, PRINCIPALS, RATINGS])
def test_the_first_line_tells_a_file_of_imdb(header):
    assert is_imdb(header + "\n") and not is_imdb(header.replace("\t", ","))


def test_a_film_has_a_year_and_genres_or_neither():
    assert read(
        BASICS,
        "tt1\tmovie\tThe Pop Movie\tThe Pop Movie\t0\t2019\t\\N\t\\N\tDocumentary,Music",
        "tt2\tmovie\tRogue\tRogue\t0\t\\N\t\\N\t\\N\t\\N",
    ) == (
        [
            Title(id="tt1", name="The Pop Movie", kind="film", genres=("Documentary", "Music"), year=2019),
            Title(id="tt2", name="Rogue", kind="film"),
        ],
        [],
    )


def test_a_quotation_mark_is_a_letter_of_a_name():
    things, rejections = read(
        NAMES, 'nm1\tStephen "Dr" Love\t\\N\t\\N\tproducer\t\\N', 'nm2\t"Weird\t1959\t\\N\t\\N\t\\N'
    )
    assert things == [
        Person(id="nm1", name='Stephen "Dr" Love'),
        Person(id="nm2", name='"Weird', born_year=1959),
    ]
    assert rejections == []


def test_actors_and_actresses_are_cast_and_the_rest_is_called_as_it_is_there():
    things, _ = read(
        PRINCIPALS,
        'tt1\t1\tnm1\tactress\t\\N\t["Mary","Jane"]',
        "tt1\t2\tnm2\tactor\t\\N\t\\N",
        "tt1\t3\tnm3\tdirector\t\\N\t\\N",
        "tt1\t4\tnm4\tarchive_footage\t\\N\t\\N",
    )
    assert things == [
        Role(person="nm1", title="tt1", role="cast", character="Mary / Jane", order=1),
        Role(person="nm2", title="tt1", role="cast", order=2),
        Role(person="nm3", title="tt1", role="director", order=3),
        Role(person="nm4", title="tt1", role="archive footage", order=4),
    ]


def test_a_rating_is_of_ten():
    things, rejections = read(RATINGS, "tt1\t4.8\t12345", "tt2\t48\t1")
    assert things == [Rating(title="tt1", source="IMDb", scale=10, score=4.8, votes=12345)]
    assert rejections == [(3, "impossible rating", "averageRating is '48', of 10.")]


@pytest.mark.parametrize(
    ("row", "reason", "problem"),
    [
        ("tt1\tmovie\tA", "unreadable", "It has 3 values for 9 columns."),
        ("\\N\tmovie\tA\tA\t0\t2019\t\\N\t\\N\t\\N", "missing", "tconst is not given."),
        ("tt1\tmovie\tA\tA\t0\tMMXX\t\\N\t\\N\t\\N", "impossible number", "startYear is 'MMXX'."),
    ],
)
def test_a_line_of_no_use_costs_only_itself(row, reason, problem):
    good = "tt9\tmovie\tB\tB\t0\t2019\t\\N\t\\N\t\\N"
    things, rejections = read(BASICS, row, good)
    assert [thing.id for thing in things] == ["tt9"] and rejections == [(2, reason, problem)]


def test_what_is_no_film_is_left_out_and_counted_with_its_roles():
    basics = read_sheet(
        [BASICS, "tt1\ttvSeries\tS\tS\t0\t2019\t\\N\t\\N\t\\N", "tt2\tmovie\tF\tF\t0\t2019\t\\N\t\\N\t\\N"], "b"
    )
    names = read_sheet([NAMES, "nm1\tAna\t\\N\t\\N\t\\N\t\\N"], "n")
    principals = read_sheet([PRINCIPALS, "tt1\t1\tnm1\tactor\t\\N\t\\N", "tt2\t1\tnm1\tactor\t\\N\t\\N"], "p")
    made = assemble([basics, names, principals], Catalogue())
    assert [dict(outcome.left_out) for outcome in made.outcomes] == [
        {"titles that are no films": 1},
        {},
        {"roles in titles that the catalogue does not have": 1},
    ]
    assert len(made.catalogue.roles) == 1


@needs_data
def test_the_linked_sample_and_the_franchises_are_taken_in_whole():
    """Counted beforehand with cut, sort and uniq: 2,000 films, 10,177 names, 11,576 principals, 566 parts of 84.

    Six principals name somebody who is not in the sample's names: those are refused, each with its line.
    """
    folder = data_folder() / "titles"
    catalogue, done = read_files(sorted(folder.iterdir()))
    assert {one.file: (one.fresh, one.refused, len(one.ambiguous)) for one in done} == {
        "film_franchises_robson.csv": (566, 0, 0),
        "imdb_sample.name.basics.tsv": (10_177, 0, 0),
        "imdb_sample.title.basics.tsv": (2_000, 0, 0),
        "imdb_sample.title.principals.tsv": (11_570, 6, 0),
    }
    assert all(role.person in catalogue.people and role.title in catalogue.titles for role in catalogue.roles)
    principals = (folder / "imdb_sample.title.principals.tsv").read_text(encoding="utf-8").split("\n")
    refused = {principals[one.line - 1].split("\t")[2] for one in done[3].rejections}
    assert len(refused) == 6 and not refused & set(catalogue.people)
    parts = [part for franchise in catalogue.franchises.values() for part in franchise.parts]
    assert (len(catalogue.franchises), len(parts), len(set(parts))) == (84, 566, 562)
    assert {
        catalogue.titles[part].name: [one.name for one in catalogue.franchises_of(part)]
        for part in set(parts)
        if len(catalogue.franchises_of(part)) == 2
    } == {
        "Freddy vs. Jason": ["A Nightmare on Elm Street", "Friday the 13th"],
        "Spider-Man: Homecoming": ["Marvel Cinematic Universe", "Spider-Man"],
        "Spider-Man: Far from Home": ["Marvel Cinematic Universe", "Spider-Man"],
        "Spider-Man: No Way Home": ["Marvel Cinematic Universe", "Spider-Man"],
    }
    with (folder / "film_franchises_robson.csv").open(encoding="utf-8") as file:
        rows = sorted(csv.DictReader(file), key=lambda row: int(row["order_in_list"]))
    for franchise in catalogue.franchises.values():
        assert list(franchise.parts) == [row["tconst"] for row in rows if row["franchise"] == franchise.name]
    assert not any("\\N" in (person.name, person.born_year) for person in catalogue.people.values())
    assert any('"' in person.name for person in catalogue.people.values()), (
        "an unquoted field keeps its quotation marks"
    )


def test_a_file_is_read_as_imdb_packs_it(tmp_path):
    (tmp_path / "name.basics.tsv.gz").write_bytes(gzip.compress(f"{NAMES}\nnm1\tZoë\t1959\t\\N\t\\N\t\\N\n".encode()))
    catalogue, (done,) = read_files([tmp_path])
    assert (done.file, done.fresh) == ("name.basics.tsv.gz", 1) and catalogue.people["nm1"].name == "Zoë"


@pytest.mark.parametrize(
    "content", [b"no gzip", gzip.compress(f"{NAMES}\n".encode() * 9)[:30], b"\x1f\x8b\x08\x00" + b"\xff" * 40]
)
def test_a_packed_file_that_is_broken_costs_only_itself(tmp_path, content):
    (tmp_path / "a.tsv.gz").write_bytes(content)
    (tmp_path / "b.tsv").write_text(f"{NAMES}\nnm1\tZo\t1959\t\\N\t\\N\t\\N\n")
    catalogue, (broken, _) = read_files([tmp_path])
    assert broken.error is not None and "a.tsv.gz cannot be read" in broken.error.problem
    assert set(catalogue.people) == {"nm1"}
