"""The catalogue, at rest in tables of its own.

Every lake has titles, assets and releases; the other tables are made when there is something to put in them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from typing import Any

import pyarrow as pa

from matinee import instants
from matinee.catalogue import (
    Asset,
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
from matinee.store.delta import Tables

TITLES = pa.schema(
    [
        ("id", pa.string()),
        ("name", pa.string()),
        ("kind", pa.string()),
        ("series", pa.string()),
        ("season", pa.int64()),
        ("language", pa.string()),
        ("kids", pa.bool_()),
        ("studio", pa.string()),
        ("genres", pa.list_(pa.string())),
        ("year", pa.int64()),
        ("also", pa.list_(pa.string())),
    ]
)
ASSETS = pa.schema(
    [
        ("id", pa.string()),
        ("title", pa.string()),
        ("name", pa.string()),
        ("runtime_ms", pa.int64()),
        ("credits_at_ms", pa.int64()),
        ("released_at_us", pa.int64()),
        ("episode", pa.int64()),
    ]
)
RELEASES = pa.schema(
    [
        ("title", pa.string()),
        ("territory", pa.string()),
        ("released_at_us", pa.int64()),
        ("status", pa.string()),
    ]
)
PEOPLE = pa.schema(
    [
        ("id", pa.string()),
        ("name", pa.string()),
        ("born", pa.date32()),
        ("born_year", pa.int64()),
        ("also", pa.list_(pa.string())),
    ]
)
ROLES = pa.schema(
    [
        ("person", pa.string()),
        ("title", pa.string()),
        ("role", pa.string()),
        ("character", pa.string()),
        ("place", pa.int64()),
    ]
)
"""`place` is that in the credits: `order` is a word of SQL."""
_OTHERWISE_CALLED = {"place": "order"}
FRANCHISES = pa.schema(
    [
        ("id", pa.string()),
        ("name", pa.string()),
        ("parts", pa.list_(pa.string())),
        ("universe", pa.string()),
        ("rights", pa.string()),
        ("within", pa.string()),
    ]
)
UNIVERSES = pa.schema([("id", pa.string()), ("name", pa.string())])
RATINGS = pa.schema(
    [
        ("title", pa.string()),
        ("source", pa.string()),
        ("scale", pa.float64()),
        ("score", pa.float64()),
        ("as_of", pa.date32()),
        ("votes", pa.int64()),
    ]
)
RUNS = pa.schema(
    [
        ("title", pa.string()),
        ("territory", pa.string()),
        ("opened_on", pa.date32()),
        ("screens", pa.int64()),
        ("countries", pa.int64()),
        ("distributor", pa.string()),
        ("status", pa.string()),
    ]
)
CLAIMS = "press_claims"
CLAIMED = pa.schema(
    [
        ("subject", pa.string()),
        ("says", pa.string()),
        ("number", pa.float64()),
        ("text", pa.string()),
        ("unit", pa.string()),
        ("character", pa.string()),
        ("window", pa.string()),
        ("window_days", pa.int64()),
        ("projected", pa.bool_()),
        ("denied", pa.bool_()),
        ("said_by", pa.string()),
        ("service", pa.string()),
        ("outlet", pa.string()),
        ("as_of", pa.string()),
        ("sentence", pa.string()),
        ("rule", pa.string()),
        ("file", pa.string()),
        ("accepted_at", pa.timestamp("us", "UTC")),
    ]
)
"""A claim; its value is `number` or `text`, the other is null."""

_OPTIONAL: tuple[tuple[str, pa.Schema, type[Any]], ...] = (
    ("people", PEOPLE, Person),
    ("roles", ROLES, Role),
    ("franchises", FRANCHISES, Franchise),
    ("universes", UNIVERSES, Universe),
    ("ratings", RATINGS, Rating),
    ("runs", RUNS, TheatricalRun),
)
"""Tables that a lake need not have, named like their place in the catalogue."""


def read_catalogue(tables: Tables) -> Catalogue:
    """The catalogue as it rests in the lake."""
    return Catalogue.of(
        _read(tables, "titles", Title),
        _read(tables, "assets", Asset),
        _read(tables, "releases", Release),
        claims=read_claims(tables),
        **{name: _read(tables, name, kind) for name, _, kind in _OPTIONAL if tables.has(name)},
    )


def read_titles(tables: Tables) -> Catalogue:
    """What of the catalogue viewing is told by: titles, assets and releases."""
    return Catalogue.of(
        _read(tables, "titles", Title), _read(tables, "assets", Asset), _read(tables, "releases", Release)
    )


def write_catalogue(tables: Tables, catalogue: Catalogue) -> None:
    """Put a catalogue in the place of the one that rests in the lake; of claims, add those that are not there."""
    for name, schema in (("titles", TITLES), ("assets", ASSETS), ("releases", RELEASES)):
        tables.replace(name, _rows(getattr(catalogue, name).values(), schema))
    for name, schema, _ in _OPTIONAL:
        things = getattr(catalogue, name)
        rows = _rows(things if isinstance(things, tuple) else things.values(), schema)
        if not tables.has(name):
            if rows.num_rows == 0:
                continue
            tables.create(name, schema)
        elif tables.read(name).equals(rows):
            continue
        tables.replace(name, rows)
    add_claims(tables, catalogue.claims)


def read_claims(tables: Tables) -> tuple[Claim, ...]:
    """The claims that were taken over, in that order."""
    if not tables.has(CLAIMS):
        return ()
    rows = tables.read(CLAIMS).sort_by("accepted_at").drop_columns(["accepted_at"]).to_pylist()
    return tuple(_claim(row) for row in rows)


def add_claims(tables: Tables, claims: Iterable[Claim]) -> int:
    """Add the claims that are not there yet, and say how many those are."""
    known = set(read_claims(tables))
    fresh = [claim for claim in dict.fromkeys(claims) if claim not in known]
    if fresh:
        if not tables.has(CLAIMS):
            tables.create(CLAIMS, CLAIMED)
        now = instants.now_us()
        rows = [_claim_row(claim) | {"accepted_at": now + place} for place, claim in enumerate(fresh)]
        tables.append(CLAIMS, pa.Table.from_pylist(rows, schema=CLAIMED))
    return len(fresh)


def _read(tables: Tables, name: str, kind: type[Any]) -> list[Any]:
    """The things in a table; what its columns do not have, because it is older than they, is not known."""
    listed = {one.name for one in fields(kind) if one.default == ()}
    rows = tables.read(name).to_pylist()
    return [
        kind(
            **{
                _OTHERWISE_CALLED.get(key, key): tuple(value or ()) if key in listed else value
                for key, value in row.items()
            }
        )
        for row in rows
    ]


def _rows(things: Iterable[Any], schema: pa.Schema) -> pa.Table:
    attributes = {name: _OTHERWISE_CALLED.get(name, name) for name in schema.names}
    rows = [{name: getattr(one, attribute) for name, attribute in attributes.items()} for one in things]
    return pa.Table.from_pylist(rows, schema=schema)


def _claim_row(claim: Claim) -> dict[str, Any]:
    row = dict(vars(claim))
    value = row.pop("value")
    number = isinstance(value, float)
    return row | {"number": value if number else None, "text": None if number else value}


def _claim(row: dict[str, Any]) -> Claim:
    number, text = row.pop("number"), row.pop("text")
    return Claim(value=text if number is None else number, **row)
