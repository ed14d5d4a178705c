"""The history of a title within a window: its spans, cut to the window, and the facts they give.

There is one meaning: the fold of the spans that lie within the window. Where a household's
whole viewing lies within it, its facts at rest are just that, and are used.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import pyarrow as pa

from matinee import instants
from matinee.catalogue import Catalogue
from matinee.store.duckdb import Engine
from matinee.store.folder import LakeFolder
from matinee.store.refresh import FACTS, basis, fingerprint
from matinee.viewing.fold import facts_schema, fold
from matinee.viewing.rules import Rule
from matinee.viewing.spans import SPANS


class Window(NamedTuple):
    """From an instant up to, and not with, another."""

    from_us: int
    to_us: int


class History:
    """What was watched, as of the last refresh.

    Args:
        folder: The lake.
        engine: To query it with.
        catalogue: As it rests in the lake.
        rules: The thresholds in use.
    """

    def __init__(self, folder: LakeFolder, engine: Engine, catalogue: Catalogue, rules: Sequence[Rule]) -> None:
        self._folder = folder
        self._engine = engine
        self._catalogue = catalogue
        self._rules = rules
        self._progress = folder.progress()
        version = self._progress.get("spans")
        files = folder.tables.files("spans", version) if isinstance(version, int) else []
        engine.view("spans", files, SPANS)

    def titles(self) -> list[str]:
        """Every title that was watched, in the catalogue or not."""
        return sorted(self._engine.sql("SELECT DISTINCT title FROM spans")["title"].to_pylist())

    def extent(self, title: str | None = None, country: str | None = None) -> Window | None:
        """From the first to the last instant of viewing, of a title or of all; None: no viewing."""
        values = {name: value for name, value in (("title", title), ("country", country)) if value is not None}
        where = " AND ".join(["true", *(f"{name} = ${name}" for name in values)])
        query = f"SELECT epoch_us(min(started_at)) AS a, epoch_us(max(ended_at)) AS b FROM spans WHERE {where}"
        row = self._engine.sql(query, **values).to_pylist()[0]
        return None if row["a"] is None else Window(row["a"], row["b"])

    def spans(
        self, window: Window, *, title: str | None = None, country: str | None = None, but: str | None = None
    ) -> pa.Table:
        """The spans within a window, cut at its ends; schema `SPANS`.

        Args:
            window: From when to when.
            title: Only of this title.
            country: Only where it was watched in this country.
            but: A query for households to leave out.
        """
        begin, end = (f"TIMESTAMPTZ '{instants.show(instant)}'" for instant in window)
        where = [f"ended_at > {begin}", f"started_at < {end}"]
        values = {}
        if title is not None:
            where.append("title = $title")
            values["title"] = title
        if country is not None:
            where.append("country = $country")
            values["country"] = country
        if but is not None:
            where.append(f"household NOT IN ({but})")
        cut = {
            "started_at": f"greatest(started_at, {begin})",
            "ended_at": f"least(ended_at, {end})",
            "position_start_ms": f"CASE WHEN started_at < {begin} THEN {_position_at(begin)} ELSE position_start_ms END",
            "position_end_ms": f"CASE WHEN ended_at > {end} THEN {_position_at(end)} ELSE position_end_ms END",
        }
        columns = ", ".join(f"{cut.get(name, name)} AS {name}" for name in SPANS.names)
        return self._engine.sql(f"SELECT {columns} FROM spans WHERE {' AND '.join(where)}", **values).cast(SPANS)

    def facts(self, title: str, window: Window, country: str | None = None) -> pa.Table:
        """One row a household that watched a title within a window; see `facts_schema`."""
        schema = facts_schema(self._rules)
        usable = schema.empty_table()
        if self._facts_hold(title, window):
            begin, end = (f"TIMESTAMPTZ '{instants.show(instant)}'" for instant in window)
            self._engine.view("facts", self._folder.tables.files(FACTS, self._facts_version()), schema)
            there = "" if country is None else "AND countries = [$country]"
            values = {"title": title} | ({} if country is None else {"country": country})
            usable = self._engine.sql(
                f"SELECT {', '.join(schema.names)} FROM facts "
                f"WHERE title = $title AND first_watched_at >= {begin} AND last_watched_at <= {end} {there}",
                **values,
            ).cast(schema)
        self._engine.give("usable", usable)
        rest = self.spans(window, title=title, country=country, but="SELECT household FROM usable")
        folded = fold(
            rest,
            self._catalogue,
            self._rules,
            completion_share=self._folder.settings.completion_share,
            until_us=window.to_us,
        )
        return pa.concat_tables([usable, folded])

    def _facts_hold(self, title: str, window: Window) -> bool:
        """Whether the facts at rest were made from what the catalogue and the rules say now."""
        titles = self._progress.get("titles")
        known = titles.get(title) if isinstance(titles, dict) else None
        mine = fingerprint(self._catalogue, title) if title in self._catalogue.titles else None
        whole = len(self._catalogue.assets_of(title)) == len(self._catalogue.assets_of(title, window.to_us))
        return self._progress.get("facts") == basis(self._folder, self._rules) and known == mine and whole

    def _facts_version(self) -> int:
        version = self._progress[FACTS]
        assert isinstance(version, int)
        return version


def _position_at(instant: str) -> str:
    """Where in the content a span is at an instant, to the millisecond before."""
    return (
        "position_start_ms + ((position_end_ms - position_start_ms)::HUGEINT "
        f"* (epoch_us({instant}) - epoch_us(started_at)) // (epoch_us(ended_at) - epoch_us(started_at)))::BIGINT"
    )
