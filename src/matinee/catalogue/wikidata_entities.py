"""Entities of Wikidata: statements about films, people, series and universes, by the numbers of their properties."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from matinee.catalogue.entries import Entry, Sheet, Thing, UnusableError
from matinee.catalogue.franchises import Franchise, Universe
from matinee.catalogue.people import Person, Role
from matinee.catalogue.titles import Title

_ROLES = {"P57": "director", "P58": "writer", "P162": "producer", "P161": "cast", "P725": "cast"}
_KIND, _IMDB, _BORN, _OUT, _GENRE, _STUDIO = "P31", "P345", "P569", "P577", "P136", "P272"
_SERIES, _FRANCHISE, _ORDINAL, _UNIVERSE = "P179", "P8345", "P1545", "P1434"
_CHARACTER, _CHARACTER_NAME = "P453", "P4633"
_HUMAN, _UNIVERSES = "Q5", ("Q559618", "Q122192387")
_ALL_SERIES = ("Q24856", "Q196600", "Q22965078", "Q13593818", "Q1107")
_DAY, _YEAR = 11, 9

Entity = dict[str, Any]
"""Wikidata's own form."""


def read_entities(entities: Sequence[tuple[int, Any]], sheet: Sheet) -> None:
    """Read entities, each with its line, into a sheet."""
    usable = [(line, one) for line, one in entities if isinstance(one, dict) and "id" in one]
    names = {str(one["id"]): _name(one) for _, one in usable}
    kinds = {str(one["id"]): set(_items(one, _KIND)) for _, one in usable}
    credited = {_item(role.get("mainsnak")) for _, one in usable for key in _ROLES for role in _statements(one, key)}
    named = Counter(series for _, one in usable for series in _series(one))
    universes = {universe for _, one in usable for universe in _items(one, _UNIVERSE)}
    parts: dict[str, dict[str, float]] = {}
    series: dict[str, tuple[int, Entity]] = {}
    found: list[tuple[int, Thing]] = []
    for line, one in entities:
        id = str(one.get("id", "")) if isinstance(one, dict) else ""
        if not id:
            sheet.reject(line, UnusableError("unreadable", "It is no entity."))
            continue
        try:
            if _HUMAN in kinds[id] or id in credited:
                found.append((line, _person(one)))
            elif id in universes or kinds[id] & set(_UNIVERSES):
                found.append((line, Universe(id=id, name=names[id])))
            elif named[id] or kinds[id] & set(_ALL_SERIES):
                series[id] = (line, one)
            elif any(_statements(one, property) for property in (*_ROLES, _OUT)):
                found += [(line, thing) for thing in _film(one, names)]
                for place, order in _series(one).items():
                    parts.setdefault(place, {})[id] = order
            else:
                sheet.left_out["entities that are neither films nor people nor series"] += 1
        except UnusableError as unusable:
            sheet.reject(line, unusable, id)
    for id in dict.fromkeys((*series, *parts)):
        line, one = series.get(id) or (min(line for line, other in usable if id in _series(other)), {"id": id})
        ordered = parts.get(id, {})
        found.append(
            (
                line,
                Franchise(
                    id=id,
                    name=names.get(id, id),
                    parts=tuple(sorted(ordered, key=ordered.__getitem__)),
                    universe=next((one for one in _items(one, _UNIVERSE) if one in names), None),
                    within=next((wider for wider in _series(one) if wider in series), None),
                ),
            )
        )
    sheet.entries.extend(Entry(line, thing) for line, thing in sorted(found, key=lambda one: one[0]))


def _person(entity: Entity) -> Person:
    born, year = _birth(entity)
    return Person(id=entity["id"], name=_name(entity), born=born, born_year=year, also=_imdb(entity))


def _film(entity: Entity, names: dict[str, str]) -> Iterator[Thing]:
    years = [year for statement in _statements(entity, _OUT) if (year := _time(statement)[1]) is not None]
    studios = [names[one] for one in _items(entity, _STUDIO) if one in names]
    yield Title(
        id=entity["id"],
        name=_name(entity),
        kind="film",
        studio=studios[0] if studios else None,
        genres=tuple(names[one] for one in _items(entity, _GENRE) if one in names),
        year=min(years, default=None),
        also=_imdb(entity),
    )
    for property, role in _ROLES.items():
        for statement in _statements(entity, property):
            person = _item(statement.get("mainsnak"))
            if person:
                yield Role(person=person, title=entity["id"], role=role, character=_character(statement, names))


def _character(statement: Entity, names: dict[str, str]) -> str | None:
    told = statement.get("qualifiers", {})
    called = [_value(snak) for snak in told.get(_CHARACTER_NAME, ())]
    items = [names.get(_item(snak) or "") for snak in told.get(_CHARACTER, ())]
    return " / ".join(str(one) for one in (*called, *items) if one) or None


def _series(entity: Entity) -> dict[str, float]:
    """The series that an entity is part of, each with its place there; the franchise, where it is of no series."""
    found = {}
    for property in (_SERIES, _FRANCHISE):
        for statement in _statements(entity, property):
            series = _item(statement.get("mainsnak"))
            ordinals = [_value(snak) for snak in statement.get("qualifiers", {}).get(_ORDINAL, ())]
            if series:
                found[series] = float(str(ordinals[0])) if ordinals and str(ordinals[0]).isdigit() else float("inf")
        if found:
            break
    return found


def _name(entity: Entity) -> str:
    labels = entity.get("labels") or {}
    label: Entity = labels.get("en") or labels.get("mul") or next(iter(labels.values()), {})
    return str(label.get("value") or entity["id"])


def _imdb(entity: Entity) -> tuple[str, ...]:
    ids = (_value(statement.get("mainsnak")) for statement in _statements(entity, _IMDB))
    return tuple(str(id) for id in ids if id)


def _birth(entity: Entity) -> tuple[date | None, int | None]:
    for statement in _statements(entity, _BORN):
        day, year = _time(statement)
        if year is not None:
            return day, year
    return None, None


def _time(statement: Entity) -> tuple[date | None, int | None]:
    """The day and year of a statement, each None where its precision does not reach that far."""
    value = _value(statement.get("mainsnak"))
    if not isinstance(value, dict) or not str(value.get("time", "")).startswith("+"):
        return None, None
    precision, text = int(value.get("precision", 0)), str(value["time"])[1:11]
    try:
        day = date.fromisoformat(text) if precision >= _DAY else None
        return day, int(text[:4]) if precision >= _YEAR else None
    except ValueError:
        raise UnusableError("impossible time", f"{value['time']!r} is no day.") from None


def _statements(entity: Entity, property: str) -> list[Entity]:
    """What is said of an entity, the preferred statements alone where there are some; deprecated ones never."""
    claims = entity.get("claims") or {}
    told = [one for one in claims.get(property, ()) if one.get("rank") != "deprecated"]
    return [one for one in told if one.get("rank") == "preferred"] or told


def _items(entity: Entity, property: str) -> list[str]:
    items = (_item(statement.get("mainsnak")) for statement in _statements(entity, property))
    return [item for item in items if item]


def _item(snak: Entity | None) -> str | None:
    value = _value(snak)
    if not isinstance(value, dict):
        return None
    number = value.get("numeric-id")  # all that older exports have
    return str(value["id"]) if "id" in value else None if number is None else f"Q{number}"


def _value(snak: Entity | None) -> Any:  # text, an item, or a time, as the property has it
    return ((snak or {}).get("datavalue") or {}).get("value")
