"""The catalogue, at rest in three tables."""

from __future__ import annotations

import pyarrow as pa

from matinee.catalogue import Asset, Catalogue, Release, Title
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


def read_catalogue(tables: Tables) -> Catalogue:
    """The catalogue as it rests in the lake."""
    return Catalogue.of(
        [Title(**row) for row in tables.read("titles").to_pylist()],
        [Asset(**row) for row in tables.read("assets").to_pylist()],
        [Release(**row) for row in tables.read("releases").to_pylist()],
    )


def write_catalogue(tables: Tables, catalogue: Catalogue) -> None:
    """Put a catalogue in the place of the one that rests in the lake."""
    kept = (
        ("titles", TITLES, catalogue.titles),
        ("assets", ASSETS, catalogue.assets),
        ("releases", RELEASES, catalogue.releases),
    )
    for name, schema, things in kept:
        rows = [vars(thing) for thing in things.values()]
        tables.replace(name, pa.Table.from_pylist(rows, schema=schema))
