"""Wikidata's JSON: answers of its query service in each form, and entities."""

from __future__ import annotations

import json
from datetime import date

import pytest

from matinee.catalogue import Catalogue, Franchise, Person, Role, Title, Universe
from matinee.catalogue.assembly import assemble
from matinee.catalogue.wikidata_file import read_sheet
from matinee.errors import MatineeError

ITEM = "http://www.wikidata.org/entity/"
ROWS = [
    {
        "film": f"{ITEM}Q10",
        "filmLabel": "Tin Harbor",
        "imdb": "tt1",
        "date": "2020-12-25T00:00:00Z",
        "genreLabel": "family film",
        "studioLabel": "Ours",
        "person": f"{ITEM}Q20",
        "personLabel": "Ana Reyes",
        "personImdb": "nm1",
        "born": "2009-01-09T00:00:00Z",
        "role": "cast member",
        "characterLabel": "The Captain",
        "series": f"{ITEM}Q30",
        "seriesLabel": "Harbors",
        "ordinal": "2",
        "universe": f"{ITEM}Q40",
        "universeLabel": "The Sea",
    },
    {"film": f"{ITEM}Q10", "filmLabel": "Tin Harbor", "genreLabel": "action film", "date": "2021-02-01T00:00:00Z"},
    {
        "film": f"{ITEM}Q11",
        "filmLabel": "Old Harbor",
        "date": "2001-01-01T00:00:00Z",
        "person": f"{ITEM}Q21",
        "personLabel": "Bo Li",
        "born": "1950-01-01T00:00:00Z",
        "role": "director",
        "series": f"{ITEM}Q30",
        "seriesLabel": "Harbors",
        "ordinal": "1",
    },
]


def verbose(rows):
    return [{name: {"type": "literal", "value": value} for name, value in row.items()} for row in rows]


FORMS = {
    "rows": json.dumps(ROWS, indent=1),
    "rows in a line": json.dumps(ROWS),
    "rows with types": json.dumps(verbose(ROWS)),
    "bindings": json.dumps({"head": {"vars": ["film"]}, "results": {"bindings": verbose(ROWS)}}),
}


@pytest.mark.parametrize("form", FORMS)
def test_an_answer_is_read_in_each_form(form):
    made = assemble([read_sheet(FORMS[form], "answer.json")], Catalogue())
    assert made.outcomes[0].rejections == []
    assert made.catalogue.titles == {
        "Q10": Title(
            id="Q10",
            name="Tin Harbor",
            kind="film",
            studio="Ours",
            genres=("family film", "action film"),
            year=2020,
            also=("tt1",),
        ),
        "Q11": Title(id="Q11", name="Old Harbor", kind="film", year=2001),
    }
    assert made.catalogue.people == {
        "Q20": Person(id="Q20", name="Ana Reyes", born=date(2009, 1, 9), also=("nm1",)),
        "Q21": Person(id="Q21", name="Bo Li", born_year=1950),
    }
    assert set(made.catalogue.roles) == {
        Role(person="Q20", title="Q10", role="cast", character="The Captain"),
        Role(person="Q21", title="Q11", role="director"),
    }
    assert made.catalogue.franchises == {
        "Q30": Franchise(id="Q30", name="Harbors", parts=("Q11", "Q10"), universe="Q40")
    }
    assert made.catalogue.universes == {"Q40": Universe(id="Q40", name="The Sea")}


def test_a_row_of_no_use_is_refused_with_its_line():
    rows = [
        ROWS[1],
        {"filmLabel": "No film"},
        {"film": "Tin Harbor"},
        {"film": f"{ITEM}Q1", "date": "2020-13-01T00:00:00Z"},
        {"film": f"{ITEM}Q1", "person": f"{ITEM}Q2"},
    ]
    text = "[\n" + ",\n".join(json.dumps(row) for row in rows) + "\n]\n"
    sheet = read_sheet(text, "answer.json")
    assert [(one.line, one.reason, one.problem) for one in sheet.rejections] == [
        (3, "missing", "It names no film."),
        (4, "unreadable", "film is 'Tin Harbor', no item of Wikidata."),
        (5, "impossible time", "'2020-13-01T00:00:00Z' is no day."),
        (6, "missing", "It names a person, and no role."),
    ]
    assert len([one for one in sheet.entries if isinstance(one.thing, Title)]) == 2


def statement(value, qualifiers=None, rank="normal"):
    return {"mainsnak": {"datavalue": {"value": value}}, "rank": rank, "qualifiers": qualifiers or {}}


def item(id, **qualifiers):
    told = {property: [{"datavalue": {"value": value}}] for property, value in qualifiers.items()}
    return statement({"entity-type": "item", "id": id}, told)


def time(text, precision):
    return statement({"time": text, "precision": precision})


def entity(id, name, **claims):
    return {"type": "item", "id": id, "labels": {"en": {"language": "en", "value": name}}, "claims": claims}


ENTITIES = [
    entity(
        "Q10",
        "Tin Harbor",
        P31=[item("Q11424")],
        P345=[statement("tt1")],
        P577=[time("+2020-12-25T00:00:00Z", 11), time("+2021-00-00T00:00:00Z", 9)],
        P136=[item("Q50")],
        P57=[item("Q21")],
        P161=[item("Q20", P4633="The Captain"), item("Q99")],
        P179=[item("Q30", P1545="2")],
    ),
    entity("Q11", "Old Harbor", P577=[time("+2001-00-00T00:00:00Z", 9)], P179=[item("Q30", P1545="1")]),
    entity("Q20", "Ana Reyes", P31=[item("Q5")], P569=[time("+2009-01-09T00:00:00Z", 11)], P345=[statement("nm1")]),
    entity("Q21", "Bo Li", P31=[item("Q5")], P569=[time("+1950-00-00T00:00:00Z", 9)]),
    entity("Q30", "Harbors", P31=[item("Q24856")], P1434=[item("Q40")]),
    entity("Q40", "The Sea", P31=[item("Q559618")]),
    entity("Q50", "family film", P31=[item("Q201658")]),
]


@pytest.mark.parametrize(
    "text", [json.dumps({"entities": {one["id"]: one for one in ENTITIES}}, indent=1), json.dumps(ENTITIES)]
)
def test_entities_are_read_by_their_properties(text):
    made = assemble([read_sheet(text, "entities.json")], Catalogue())
    assert made.catalogue.titles == {
        "Q10": Title(id="Q10", name="Tin Harbor", kind="film", genres=("family film",), year=2020, also=("tt1",)),
        "Q11": Title(id="Q11", name="Old Harbor", kind="film", year=2001),
    }
    assert made.catalogue.people["Q20"] == Person(id="Q20", name="Ana Reyes", born=date(2009, 1, 9), also=("nm1",))
    assert made.catalogue.people["Q21"] == Person(id="Q21", name="Bo Li", born_year=1950)
    assert {(one.person, one.role, one.character) for one in made.catalogue.roles_of("Q10")} == {
        ("Q20", "cast", "The Captain"),
        ("Q21", "director", None),
    }
    assert [one.problem for one in made.outcomes[0].rejections] == ["There is no person 'Q99'."]
    assert made.catalogue.franchises == {
        "Q30": Franchise(id="Q30", name="Harbors", parts=("Q11", "Q10"), universe="Q40")
    }
    assert dict(made.outcomes[0].left_out) == {"entities that are neither films nor people nor series": 1}


def test_entities_with_labels_alone_and_numbers_for_ids_are_read_too():
    """`wbgetentities` gives people by their labels where only these are asked for; exports before 2016 number items."""
    film = {
        "labels": {"en": {"value": "Tin Harbor"}},
        "claims": {"P57": [{"mainsnak": {"snaktype": "value", "datavalue": {"value": {"numeric-id": 21}}}}]},
    }
    person = {"labels": {"fr": {"value": "Bo Li"}}, "claims": []}
    made = assemble([read_sheet(json.dumps({"entities": {"Q10": film, "Q21": person}}), "e.json")], Catalogue())
    assert made.catalogue.titles["Q10"].name == "Tin Harbor"
    assert made.catalogue.people == {"Q21": Person(id="Q21", name="Bo Li")}
    assert made.catalogue.roles == (Role(person="Q21", title="Q10", role="director"),)


def test_an_imdb_id_ties_wikidata_to_what_is_known():
    known = Catalogue.of([Title(id="harbor", name="Harbor of Tin", kind="film", also=("tt1",))])
    made = assemble([read_sheet(FORMS["rows"], "answer.json")], known)
    assert made.catalogue.titles["harbor"].also == ("tt1", "Q10")
    assert [one.role for one in made.catalogue.roles_of("harbor")] == ["cast"]
    assert made.catalogue.franchises["Q30"].parts == ("Q11", "harbor")


def test_a_series_that_lies_within_itself_is_refused():
    looped = [ENTITIES[0], entity("Q30", "Harbors", P31=[item("Q24856")], P179=[item("Q30")])]
    made = assemble([read_sheet(json.dumps(looped), "entities.json")], Catalogue())
    assert "Harbors lies within itself: Q30 in Q30." in [one.problem for one in made.outcomes[0].rejections]
    assert made.catalogue.franchises == {}


@pytest.mark.parametrize(
    ("text", "problem"),
    [("{", "cannot be read as JSON"), ("{}", "is neither an answer"), ("3", "is neither an answer")],
)
def test_what_is_not_of_wikidata_is_refused(text, problem):
    with pytest.raises(MatineeError) as error:
        read_sheet(text, "answer.json")
    assert problem in error.value.problem
