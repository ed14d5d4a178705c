"""Published charts at rest, by edition, and what people decided their titles are.

A file is one edition of one chart, of some countries. Importing it again replaces exactly
that and nothing beside it; editions live side side by side, since what a later one says
otherwise is worth knowing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

import pyarrow as pa

from matinee import instants
from matinee.catalogue.matches import Charted, Key
from matinee.catalogue.spelling import plain
from matinee.imports.published import PUBLISHED, PublishedFile, PublishedPlace, Title, to_places
from matinee.store.duckdb import DuckDB
from matinee.store.folder import LakeFolder

PLACES = "published_places"
MATCHES = "published_matches"
MATCHED = pa.schema(
    [
        ("name", pa.string()),
        ("season", pa.string()),
        ("kind", pa.string()),
        ("released", pa.date32()),
        ("title", pa.string()),
        ("decided_at", pa.timestamp("us", "UTC")),
    ]
)
"""What people decided: a title of the charts, as `Key` has it, and its id in the catalogue; null for none of them."""

_CHART = "source, chart, country, period"
_LIST = f"{_CHART}, category"
_TITLE = "name, season, released"
_SAYS = [name for name in PUBLISHED.names if name != "line"]
_FILES = 24
"""More than so many small files are put together."""


class Met(NamedTuple):
    """What the rows of a file meet: so many are fresh, so many are there, so many of its edition are there and not in it."""

    fresh: int
    known: int
    gone: int

    @property
    def differs(self) -> bool:
        """Whether the edition says something else with the file."""
        return bool(self.fresh or self.gone)


class PublishedShelf:
    """The published charts of a lake.

    Args:
        folder: The lake; held for writing by who puts something in.
    """

    def __init__(self, folder: LakeFolder) -> None:
        self._folder = folder
        self._tables = folder.tables
        self._engine = DuckDB(folder.path)

    def met(self, rows: pa.Table) -> Met:
        """Compare the rows of one edition with those that are there of its chart and its countries."""
        if not rows.num_rows:
            return Met(0, 0, 0)
        engine = self._engine
        engine.give("incoming", rows.select(_SAYS))
        self._view("resting")
        engine.give("there", engine.sql(f"SELECT {', '.join(_SAYS)} FROM resting WHERE {_where(rows)}"))
        fresh, gone = (
            int(engine.sql(f"SELECT count(*) AS n FROM ({query})")["n"][0].as_py())
            for query in ("FROM incoming EXCEPT FROM there", "FROM there EXCEPT FROM incoming")
        )
        return Met(fresh, rows.num_rows - fresh, gone)

    def put(self, rows: pa.Table) -> None:
        """Put the rows of one edition in the place of those that are there of its chart and its countries."""
        if not self._tables.has(PLACES):
            self._tables.create(PLACES, PUBLISHED)
        self._tables.replace_where(PLACES, rows, _where(rows))

    def tidy(self, *, replaced: bool) -> None:
        """Put small files together, and delete old ones where some were replaced; of what is settled, to be settled again."""
        scattered = self._tables.has(PLACES) and self._tables.is_scattered(PLACES, _FILES)
        if scattered:
            self._tables.compact(PLACES)
        if scattered or replaced:
            self._tables.forget_old_files(PLACES)

    def is_empty(self) -> bool:
        """Whether no chart was ever put in."""
        return not self._tables.has(PLACES)

    def titles(self, country: str | None = None) -> set[Title]:
        """What stands in the newest edition of each chart, or of those of a country."""
        self._newest(country)
        rows = self._engine.sql(f"SELECT DISTINCT {_TITLE} FROM newest").to_pylist()
        return {Title(**row) for row in rows}

    def charted(self) -> list[Charted]:
        """The titles in the newest edition of each chart, to be matched with the catalogue."""
        self._newest()
        rows = self._engine.sql(
            f"""
            WITH doubled AS (
                SELECT DISTINCT {_TITLE} FROM newest WHERE periods_in_chart = 1 GROUP BY {_LIST}, {_TITLE} HAVING count(*) > 1
            )
            SELECT {_TITLE}, kind, category, min(country) AS country, min(period_end) AS seen_by,
                   count(DISTINCT coalesce(country, '')) > 1 AS abroad,
                   (name, coalesce(season, '')) IN (SELECT (name, coalesce(season, '')) FROM doubled) AS several
            FROM newest GROUP BY {_TITLE}, kind, category ORDER BY {_TITLE}, kind, category
            """
        ).to_pylist()
        found: dict[Key, Charted] = {}
        for row in rows:
            kind = kind_of(row["kind"], row["category"], row["season"])
            country = None if row["abroad"] else row["country"]
            known = (row["name"], row["season"], kind, row["released"], country, row["seen_by"], row["several"])
            one = Charted(*known)
            found[one.key] = _together(found[one.key], one) if one.key in found else one
        return list(found.values())

    def newest(self, titles: Collection[Title], country: str | None = None) -> list[PublishedPlace]:
        """The places of all lists in which some titles stand, in the newest edition of each chart."""
        self._newest(country)
        columns = list(zip(*titles, strict=True)) or [()] * len(Title._fields)
        types = (PUBLISHED.field(name).type for name in Title._fields)
        arrays = [pa.array(column, type) for column, type in zip(columns, types, strict=True)]
        self._engine.give("wanted", pa.table(arrays, names=list(Title._fields)))
        lists = f"SELECT DISTINCT {_LIST} FROM newest SEMI JOIN wanted ON {_same('newest', 'wanted', _TITLE)}"
        return self._places(f"FROM newest SEMI JOIN ({lists}) AS lists ON {_same('newest', 'lists', _LIST)}")

    def daily(self) -> list[PublishedPlace]:
        """The places of daily charts, in the newest edition of each."""
        self._newest()
        return self._places("FROM newest WHERE period = 'day'")

    def editions(self, titles: Collection[Key] | None = None) -> Iterator[list[PublishedFile]]:
        """Of each chart and country its editions, the earliest first, named by their day; one alone is left out.

        Args:
            titles: Only of lists in which titles stand that are called like these.
        """
        self._view("places")
        only = ""
        if titles is not None:
            meant = {key.name for key in titles}
            names = self._engine.sql("SELECT DISTINCT name FROM places")["name"].to_pylist()
            called = pa.array([name for name in names if plain(name) in meant], pa.string())
            self._engine.give("called", pa.table({"name": called}))
            only = "AND bool_or(name IN (FROM called))"
        charts = self._engine.sql(
            f"SELECT {_CHART} FROM places GROUP BY {_CHART} HAVING count(DISTINCT edition) > 1 {only} ORDER BY ALL"
        ).to_pylist()
        for chart in charts:
            where = " AND ".join(f"{name} IS NOT DISTINCT FROM ${name}" for name in chart)
            places: dict[date | None, list[PublishedPlace]] = {}
            for place in self._places(f"FROM places WHERE {where}", **chart):
                places.setdefault(place.edition, []).append(place)
            yield [PublishedFile(str(day), members, 0, []) for day, members in places.items()]

    def decisions(self) -> dict[Key, str | None]:
        """What people decided titles of the charts to be: ids of the catalogue, None for none of them."""
        if not self._tables.has(MATCHES):
            return {}
        rows = self._tables.read(MATCHES).to_pylist()
        return {Key(**{name: row[name] for name in Key._fields}): row["title"] for row in rows}

    def decide(self, decided: Mapping[Key, str | None]) -> None:
        """Keep what a person decided; of the same titles it replaces what was."""
        if not self._tables.has(MATCHES):
            self._tables.create(MATCHES, MATCHED)
        now = instants.to_datetime(instants.now_us())
        kept = self._tables.read(MATCHES).to_pylist()
        rows = [row for row in kept if Key(**{name: row[name] for name in Key._fields}) not in decided]
        rows += [key._asdict() | {"title": title, "decided_at": now} for key, title in decided.items()]
        self._tables.replace(MATCHES, pa.Table.from_pylist(rows, schema=MATCHED))

    def _newest(self, country: str | None = None) -> None:
        """Give the name `newest` to the newest edition of each chart and country."""
        self._view("places")
        only = "" if country is None else "WHERE country = $country"
        values: dict[str, Any] = {} if country is None else {"country": country}
        rows = self._engine.sql(
            f"SELECT * FROM places {only} QUALIFY edition = max(edition) OVER (PARTITION BY {_CHART})", **values
        )
        self._engine.give("newest", rows)

    def _view(self, name: str) -> None:
        files = self._tables.files(PLACES) if self._tables.has(PLACES) else []
        self._engine.view(name, files, PUBLISHED)

    def _places(self, rows: str, /, **values: object) -> list[PublishedPlace]:
        order = f"edition, {_LIST}, period_end, rank, line"
        return to_places(self._engine.sql(f"SELECT {', '.join(PUBLISHED.names)} {rows} ORDER BY {order}", **values))


def kind_of(kind: str | None, category: str | None, season: str | None) -> str | None:
    """What a chart calls a film or a season; None where it does not tell: specials stand among both.

    >>> kind_of(None, "TV (English)", "Dark: Season 1"), kind_of("Movie", None, None), kind_of("Stand-Up Comedy", None, None)
    ('season', 'film', None)
    """
    if (category or "").startswith("Films"):
        return None if season else "film"
    if (category or "").startswith("TV"):
        return "season" if season else None
    return {"Movie": "film", "TV Show": "season"}.get(kind or "")


def _together(one: Charted, other: Charted) -> Charted:
    """A title that is in several lists."""
    days = [day for day in (one.seen_by, other.seen_by) if day]
    country = one.country if one.country == other.country else None
    return one._replace(country=country, seen_by=min(days, default=None), several=one.several or other.several)


def _where(rows: pa.Table) -> str:
    """The condition for what a file replaces, of our own names, countries and days."""
    conditions = []
    for name in ("source", "chart", "period", "edition", "country"):
        values = rows[name].unique().to_pylist()
        assert values == [None] or None not in values
        assert name == "country" or len(values) == 1
        listed = ", ".join(f"'{value}'" for value in sorted(map(str, values)))
        conditions.append(f"{name} IS NULL" if values == [None] else f"{name} IN ({listed})")
    return " AND ".join(conditions)


def _same(one: str, other: str, columns: str) -> str:
    """That two tables have the same in some columns, nulls included."""
    return " AND ".join(f"{one}.{name} IS NOT DISTINCT FROM {other}.{name}" for name in columns.split(", "))
