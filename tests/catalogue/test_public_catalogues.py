"""Titles and people of public catalogues and lists of franchises meet ours: one where it is sure, asked for where not."""

from __future__ import annotations

from datetime import date

import pytest

from matinee.catalogue import Catalogue, Franchise, Person, Role, Title
from matinee.catalogue.assembly import assemble
from matinee.catalogue.csv_tables import read_sheet as read_csv
from matinee.catalogue.imdb_file import read_sheet as read_imdb
from matinee.catalogue.toml_file import read_sheet as read_toml
from tests.catalogue.test_assembly import PEOPLE, together

BASICS = "tconst\ttitleType\tprimaryTitle\toriginalTitle\tisAdult\tstartYear\tendYear\truntimeMinutes\tgenres\n"


def imdb(*films):
    """A file of IMDb: each film an id, a name and a year."""
    rows = [f"{id}\tmovie\t{name}\t{name}\t0\t{year or chr(92) + 'N'}\t\\N\t90\tDrama\n" for id, name, year in films]
    return read_imdb([BASICS, *rows], "basics.tsv")


def own(*films):
    return Catalogue.of([Title(id=id, name=name, kind="film", year=year) for id, name, year in films])


def test_a_film_of_a_public_catalogue_is_one_of_ours_where_name_and_year_say_so():
    made = assemble([imdb(("tt1", "tin harbor", 2021))], own(("harbor", "Tin Harbor", 2020)))
    assert made.outcomes[0].ambiguous == []
    assert made.catalogue.titles == {
        "harbor": Title(id="harbor", name="Tin Harbor", kind="film", genres=("Drama",), year=2020, also=("tt1",))
    }


def test_a_film_of_another_year_is_another():
    made = assemble([imdb(("tt1", "Tin Harbor", 1999))], own(("harbor", "Tin Harbor", 2020)))
    assert made.outcomes[0].ambiguous == [] and set(made.catalogue.titles) == {"harbor", "tt1"}


@pytest.mark.parametrize(
    ("films", "ours", "lines"),
    [
        ([("tt1", "Rebecca", None)], [("r", "Rebecca", 2020)], [(2, ["r"])]),
        ([("tt1", "Rebecca", 2020)], [("r", "Rebecca", None)], [(2, ["r"])]),
        ([("tt1", "Rebecca", 2020)], [("r", "Rebecca", 2020), ("q", "Rebecca", 2021)], [(2, ["r", "q"])]),
        ([("tt1", "Rebecca", 2020), ("tt2", "Rebecca", 2020)], [("r", "Rebecca", 2020)], [(2, ["r"]), (3, ["r"])]),
    ],
)
def test_where_several_may_be_meant_they_are_listed_and_none_is_taken_for_another(films, ours, lines):
    made = assemble([imdb(*films)], own(*ours))
    told = [(one.line, [candidate.id for candidate in one.candidates]) for one in made.outcomes[0].ambiguous]
    assert told == lines
    assert set(made.catalogue.titles) == {id for id, _, _ in (*films, *ours)}
    assert all(made.catalogue.titles[id].also == () for id, _, _ in ours)


def test_an_ambiguous_match_is_told_with_its_candidates():
    made = assemble([imdb(("tt1", "Rebecca", None))], own(("r", "Rebecca", 2020)))
    assert made.outcomes[0].ambiguous[0].sentence("basics.tsv") == (
        "basics.tsv, line 2: tt1 (Rebecca, film, no year) may be r (Rebecca, film, 2020). It is left unmatched."
    )


def test_what_is_ours_by_its_other_id_stays_so_when_it_comes_again():
    known = Catalogue.of([Title(id="harbor", name="Tin Harbor", kind="film", also=("tt1",))])
    names = read_imdb(["nconst\tprimaryName\tbirthYear\n", "nm1\tAna Reyes\t2009\n"], "names.tsv")
    principals = read_imdb(
        [
            "tconst\tordering\tnconst\tcategory\tjob\tcharacters\n",
            'tt1\t1\tnm1\tactress\t\\N\t["Ana","The \\"Captain\\""]\n',
        ],
        "principals.tsv",
    )
    made = assemble([principals, imdb(("tt1", "Harbor of Tin", 2020)), names], known)
    assert made.catalogue.titles["harbor"].name == "Tin Harbor"
    assert made.catalogue.roles_of("harbor") == (
        Role(person="nm1", title="harbor", role="cast", character='Ana / The "Captain"', order=1),
    )


def test_people_of_one_name_are_one_only_where_their_years_of_birth_say_so():
    known = Catalogue.of(
        people=[Person(id="ana", name="Ana Reyes", born=date(2009, 1, 9)), Person(id="bo", name="Bo Li")]
    )
    header = "nconst\tprimaryName\tbirthYear\n"
    names = read_imdb([header, "nm1\tAna Reyes\t2009\n", "nm2\tAna Reyes\t1950\n", "nm3\tBo Li\t1980\n"], "names.tsv")
    made = assemble([names], known)
    assert made.catalogue.people["ana"].also == ("nm1",) and {"nm2", "nm3"} < set(made.catalogue.people)
    assert [(one.told.id, [two.id for two in one.candidates]) for one in made.outcomes[0].ambiguous] == [
        ("nm3", ["bo"])
    ]


# Lists of franchises ------------------------------------------------------------------------------------------------


def listed(*lines, known=None):
    made = assemble([read_csv(["franchise,order,title_id,title,year\n", *lines], "list.csv")], known or Catalogue())
    return made.catalogue, [one.sentence("list.csv") for one in made.outcomes[0].rejections]


def test_a_list_of_franchises_brings_titles_that_are_not_known_and_knows_those_that_are():
    made, refused = listed(
        "Harbors,2,tt2,Tin Harbor,2020\n",
        "Harbors,1,tt1,Old Harbor,2001\n",
        known=own(("harbor", "Tin Harbor", 2020)),
    )
    assert refused == [] and set(made.titles) == {"harbor", "tt1"}
    assert made.franchises == {"harbors": Franchise(id="harbors", name="Harbors", parts=("tt1", "harbor"))}


def test_a_part_without_an_id_is_found_by_its_name_and_year():
    known = own(("r40", "Rebecca", 1940), ("r20", "Rebecca", 2020))
    made, refused = listed("R,1,,Rebecca,2020\n", "R,2,,Rebecca,\n", "R,3,,Rebecca,1980\n", known=known)
    assert made.franchises["r"].parts == ("r20",)
    assert refused == [
        (
            "list.csv, line 3: 'Rebecca' may be r40 (Rebecca, film, 1940); r20 (Rebecca, film, 2020). "
            "Name the one that is meant by its id; until then it is left out."
        ),
        (
            "list.csv, line 4: There is no title 'Rebecca' of 1980. "
            "Add the title to the catalogue, or name it by the id it has there."
        ),
    ]


def test_a_title_may_be_a_part_of_two_franchises_but_of_none_twice():
    made, refused = listed("A,1,tt1,Both,2003\n", "B,1,tt1,Both,2003\n", "B,2,tt1,Both,2003\n")
    assert [one.id for one in made.franchises_of("tt1")] == ["a", "b"]
    assert refused == [
        "list.csv, line 4: tt1 (Both, film, 2003) is a part of B already. Name each part once; the first holds."
    ]


# What is known better ------------------------------------------------------------------------------------------------


def test_what_a_file_leaves_open_stays_as_it_was_known():
    known = Catalogue.of(
        [Title(id="harbor", name="Tin Harbor", kind="film", language="en", kids=True, studio="Ours", year=2020)]
    )
    made, _ = together(
        '[[title]]\nid = "harbor"\nname = "Tin Harbor"\nkind = "film"\ngenres = ["Family"]\nkids = false\n', known=known
    )
    assert made.titles["harbor"] == Title(
        id="harbor",
        name="Tin Harbor",
        kind="film",
        language="en",
        kids=False,
        studio="Ours",
        genres=("Family",),
        year=2020,
    )


def test_claims_that_conflict_are_both_kept():
    claim = '[[claim]]\nsubject = "Tin Harbor"\nsays = "attached"\nvalue = "{}"\noutlet = "{}"\n'
    made, _ = together(PEOPLE + claim.format("nobody", "The Post"), claim.format("Ana Reyes", "The Ledger"))
    assert [(one.value, one.outlet, one.file) for one in made.claims_on("harbor")] == [
        ("nobody", "The Post", "1.toml"),
        ("Ana Reyes", "The Ledger", "2.toml"),
    ]


OURS = '[[title]]\nid = "harbor"\nname = "Tin Harbor"\nkind = "film"\nyear = 2020\n[[person]]\nid = "ana"\nname = "Ana Reyes"\nborn = 2009-01-09\n'


def principals():
    names = read_imdb(["nconst\tprimaryName\tbirthYear\n", "nm1\tAna Reyes\t2009\n"], "names.tsv")
    roles = ["tconst\tordering\tnconst\tcategory\tjob\tcharacters\n", "tt1\t1\tnm1\tactress\t\\N\t\\N\n"]
    return [names, read_imdb(roles, "principals.tsv")]


@pytest.mark.parametrize("ours_first", [True, False])
def test_whether_ours_or_the_public_catalogue_comes_first_the_same_is_known(ours_first):
    ours, theirs = [read_toml(OURS, "ours.toml")], [imdb(("tt1", "Tin Harbor", 2020)), *principals()]
    known = Catalogue()
    for sheets in (ours, theirs) if ours_first else (theirs, ours):
        made = assemble(sheets, known)
        assert all(outcome.ambiguous == [] and outcome.rejections == [] for outcome in made.outcomes)
        known = made.catalogue
    assert known.titles == {
        "harbor": Title(id="harbor", name="Tin Harbor", kind="film", genres=("Drama",), year=2020, also=("tt1",))
    }
    assert known.people == {"ana": Person(id="ana", name="Ana Reyes", born=date(2009, 1, 9), also=("nm1",))}
    assert known.roles == (Role(person="ana", title="harbor", role="cast", order=1),)


def test_our_own_other_id_says_which_it_is_where_the_name_does_not():
    known = assemble([imdb(("tt1", "Puerto de Lata", 2019))], Catalogue()).catalogue
    made = assemble([read_toml(OURS.replace("year = 2020", 'also = ["tt1"]'), "ours.toml")], known)
    assert made.catalogue.titles == {
        "harbor": Title(id="harbor", name="Tin Harbor", kind="film", genres=("Drama",), year=2019, also=("tt1",))
    }


def test_a_film_of_ours_that_may_be_one_of_several_is_listed_and_kept_apart():
    known = assemble([imdb(("tt1", "Tin Harbor", 2020), ("tt2", "Tin Harbor", 2021))], Catalogue()).catalogue
    made = assemble([read_toml(OURS, "ours.toml")], known)
    (open_,) = made.outcomes[0].ambiguous
    assert (open_.line, [one.id for one in open_.candidates]) == (1, ["tt1", "tt2"])
    assert set(made.catalogue.titles) == {"harbor", "tt1", "tt2"} and made.outcomes[0].rejections == []


def test_a_title_of_the_service_is_the_one_a_list_of_franchises_brought_before():
    known, _ = listed("Harbors,1,tt1,Tin Harbor,2020\n")
    titles = (
        "asset_id,title_id,name,kind,runtime_s,released_at\nharbor,harbor,Tin Harbor,film,6000,2020-12-25T00:00:00Z\n"
    )
    made = assemble([read_csv(titles.splitlines(), "titles.csv")], known).catalogue
    assert set(made.titles) == {"harbor"} and made.franchises["harbors"].parts == ("harbor",)
    assert made.title_of("harbor") == "harbor"


def test_a_title_of_the_service_that_may_be_one_a_list_brought_is_listed():
    known, _ = listed("Harbors,1,tt1,Tin Harbor,\n")
    titles = (
        "asset_id,title_id,name,kind,runtime_s,released_at\nharbor,harbor,Tin Harbor,film,6000,2020-12-25T00:00:00Z\n"
    )
    made = assemble([read_csv(titles.splitlines(), "titles.csv")], known)
    assert [one.sentence("titles.csv") for one in made.outcomes[0].ambiguous] == [
        "titles.csv: harbor (Tin Harbor, film, 2020) may be tt1 (Tin Harbor, film, no year). It is left unmatched."
    ]
    assert set(made.catalogue.titles) == {"harbor", "tt1"}
