"""The first days of many titles at once: each in windows of its own, in few passes over the lake.

What is counted of a window is the fold of the spans within it, as everywhere; see decision
0002. A household whose first viewing of a title lies within the window reaches a threshold,
and completes the title, at the same instant whether or not its later viewing is cut off: its
facts at rest say how it stood at the end of any window. Only households that watched before
the window, or elsewhere, and titles of which not all was released by its end are folded anew.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from matinee import instants
from matinee.catalogue import Catalogue
from matinee.errors import MatineeError
from matinee.store.engine import Engine
from matinee.store.folder import LakeFolder
from matinee.store.history import _position_at as position_at
from matinee.store.opening_queries import counted_by, homes_by, started_by, there, usable_at_rest
from matinee.store.refresh import FACTS, basis, fingerprint
from matinee.viewing.fold import facts_schema, fold
from matinee.viewing.rules import Rule
from matinee.viewing.spans import SPANS

_ROWS_AT_ONCE = 1_000_000
_HOMES_KEPT = 100_000
"""The homes of a window that are kept in memory; of more, which only the page of one title asks for, none."""
_INSTANT = pa.timestamp("us", "UTC")
_OPENINGS = pa.schema(
    [
        ("kind", pa.string()),
        ("title", pa.string()),
        ("from_us", pa.int64()),
        ("to_us", pa.int64()),
        ("one_in", pa.int64()),
        ("from_at", _INSTANT),
        ("to_at", _INSTANT),
        ("at_rest", pa.bool_()),
    ]
)


class Opening(NamedTuple):
    """A window of a title; of one kind a title has one. Where homes are asked for, one household in `one_in` is."""

    kind: str
    title: str
    from_us: int
    to_us: int
    one_in: int = 1


STARTS = pa.schema([("title", pa.string()), ("day", pa.int64()), ("households", pa.int64())])
"""How many households started a title on a day since its window began."""
VIEWING = pa.schema([("title", pa.string()), ("day", pa.int64()), ("viewing_us", pa.int64())])
"""How long a title was watched on a day since its window began."""
HOMES = pa.schema(
    [
        ("title", pa.string()),
        ("started_us", pa.int64()),
        ("completed_us", pa.list_(pa.int64())),
        ("known", pa.bool_()),
        ("alone", pa.bool_()),
    ]
)
"""A household that started a title within its window, times since the window began: when it started and completed it, whether
its positions are known, and whether one profile was all it was seen with."""


class Counts(NamedTuple):
    """What a title was watched in a window.

    Attributes:
        viewing_us: How long.
        reach: Households that started it, by the rule that was asked for.
        completions: Of these households.
        completing_households: How many of them completed it.
    """

    viewing_us: int = 0
    reach: int = 0
    completions: int = 0
    completing_households: int = 0


class Openings:
    """What titles were watched in windows of their own, as of the last refresh.

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
        engine.view("spans", self._files("spans"), SPANS)

    def titles(self, country: str | None, until_us: int) -> list[str]:
        """Every title that was watched there before an instant."""
        where, values = there(country)
        query = f"SELECT DISTINCT title FROM spans WHERE epoch_us(started_at) < $until_us {where}"
        return sorted(self._engine.sql(query, until_us=until_us, **values)["title"].to_pylist())

    def counts(self, openings: Sequence[Opening], rule: Rule, country: str | None) -> dict[tuple[str, str], Counts]:
        """Count what was watched in some windows.

        Args:
            openings: The windows.
            rule: By which a household has started a title.
            country: Only what was watched there; None: everywhere.

        Returns:
            By kind and title; those that nobody watched are absent.

        Raises:
            MatineeError: Facts have not been worked out by these rules yet.
        """
        if not openings:
            return {}
        return dict(
            self._folder.worked_out.once(
                ("counts", rule, country, *self._known_as(openings)), lambda: self._counts(openings, rule, country)
            )
        )

    def _counts(self, openings: Sequence[Opening], rule: Rule, country: str | None) -> dict[tuple[str, str], Counts]:
        engine = self._engine
        self.prepare(openings)
        found: dict[tuple[str, str], Counts] = {}
        usable, values = usable_at_rest(country)
        parts = [self._viewing(country), engine.sql(counted_by("facts", rule, usable), **values)]
        for kind in dict.fromkeys(opening.kind for opening in openings):
            for folded in self.folded([one for one in openings if one.kind == kind], rule, country, usable):
                engine.give("folded", folded)
                parts.append(engine.sql(counted_by("folded", rule, "kind = $kind"), kind=kind))
        for row in (row for part in parts for row in part.to_pylist()):
            key = (row.pop("kind"), row.pop("title"))
            before = found.get(key, Counts())
            found[key] = before._replace(**{name: getattr(before, name) + more for name, more in row.items()})
        return found

    def starts_by_day(self, openings: Sequence[Opening], rule: Rule, country: str | None) -> pa.Table:
        """How many households started each title on each day of 24 hours since its window began.

        Args:
            openings: Windows of one kind, one a title.
            rule: By which a household has started a title.
            country: Only what was watched there; None: everywhere.

        Returns:
            Columns title, day (1 for the first) and households; days on which nobody started are absent.

        Raises:
            MatineeError: Facts have not been worked out by these rules yet.
        """
        if not openings:
            return STARTS.empty_table()
        return self._folder.worked_out.once(
            ("starts", rule, country, *self._known_as(openings)), lambda: self._starts_by_day(openings, rule, country)
        )

    def _starts_by_day(self, openings: Sequence[Opening], rule: Rule, country: str | None) -> pa.Table:
        engine = self._engine
        self.prepare(openings)
        usable, values = usable_at_rest(country)
        parts = [engine.sql(started_by("facts", rule, usable), **values)]
        for folded in self.folded(openings, rule, country, usable):
            engine.give("folded", folded)
            parts.append(engine.sql(started_by("folded", rule, "true")))
        engine.give("started", pa.concat_tables(parts))
        query = "SELECT title, day, sum(households)::BIGINT AS households FROM started GROUP BY ALL ORDER BY title, day"
        return engine.sql(query).cast(STARTS)

    def homes(self, openings: Sequence[Opening], rule: Rule, country: str | None) -> dict[str, pa.Table]:
        """The households that started each title within its window, one row each; of some windows a part of them.

        Those of a window are kept in memory, and not worked out again for another question.

        Args:
            openings: Windows of one kind, one a title.
            rule: By which a household has started a title.
            country: Only what was watched there; None: everywhere.

        Returns:
            By title: columns of `HOMES`, by start; titles that nobody started are absent.

        Raises:
            MatineeError: Facts have not been worked out by these rules yet.
        """
        kept = self._folder.worked_out
        known = {one: ("homes", rule, country, *self._known_as([one])) for one in openings}
        found = {one: table for one in openings if isinstance(table := kept.find(known[one]), pa.Table)}
        missing = [one for one in openings if one not in found]
        made = self._homes(missing, rule, country) if missing else {}
        for one in missing:
            found[one] = made.get(one.title, HOMES.empty_table())
            if len(found[one]) <= _HOMES_KEPT:
                kept.keep(known[one], found[one])
        return {one.title: table for one, table in found.items() if len(table)}

    def _homes(self, openings: Sequence[Opening], rule: Rule, country: str | None) -> dict[str, pa.Table]:
        engine = self._engine
        self.prepare(openings)
        usable, values = usable_at_rest(country)
        # Later viewing may tell of positions and profiles that nobody knew when the window ended.
        same = "(last_watched_at <= to_at OR known_us = 0 OR (known_us = viewing_us AND len(profiles) < 2))"
        usable = f"{usable} AND {same}"
        parts = [engine.sql(homes_by("facts", rule, usable), **values)]
        for folded in self.folded(openings, rule, country, usable):
            engine.give("folded", folded)
            parts.append(engine.sql(homes_by("folded", rule, "true")))
        engine.give("homes", pa.concat_tables(parts))
        rows = engine.sql(f"SELECT {', '.join(HOMES.names)} FROM homes ORDER BY ALL").cast(HOMES)
        if not len(rows):
            return {}
        runs = pc.run_end_encode(rows["title"].combine_chunks())
        ends = runs.run_ends.to_pylist()
        return {
            title: rows.slice(begin, end - begin)
            for title, begin, end in zip(runs.values.to_pylist(), [0, *ends], ends, strict=False)
        }

    def viewing_by_day(self, openings: Sequence[Opening], country: str | None) -> pa.Table:
        """How long each title was watched on each day of 24 hours since its window began.

        Args:
            openings: Windows of one kind, one a title.
            country: Only what was watched there; None: everywhere.

        Returns:
            Columns title, day (1 for the first) and viewing_us; days without viewing are absent.
        """
        if not openings:
            return VIEWING.empty_table()
        return self._folder.worked_out.once(
            ("viewing", country, *self._known_as(openings)), lambda: self._viewing_by_day(openings, country)
        )

    def _viewing_by_day(self, openings: Sequence[Opening], country: str | None) -> pa.Table:
        self._engine.give("openings", self._table(openings))
        where, values = there(country)
        day_us = instants.DAY_US
        rows = self._engine.sql(
            "WITH within AS (SELECT title, greatest(epoch_us(started_at), epoch_us(from_at)) - epoch_us(from_at) AS begins, "
            "least(epoch_us(ended_at), epoch_us(to_at)) - epoch_us(from_at) AS ends "
            f"FROM spans JOIN openings USING (title) WHERE ended_at > from_at AND started_at < to_at {where}), "
            f"pieces AS (SELECT *, unnest(range(begins // {day_us}, (ends - 1) // {day_us} + 1)) AS piece FROM within) "
            "SELECT title, (piece + 1)::BIGINT AS day, "
            f"sum(least(ends, (piece + 1) * {day_us}) - greatest(begins, piece * {day_us}))::BIGINT AS viewing_us "
            "FROM pieces GROUP BY ALL ORDER BY title, day",
            **values,
        )
        return rows.cast(VIEWING)

    def _known_as(self, openings: Sequence[Opening]) -> tuple[object, ...]:
        """What the answer to a question about some windows rests on.

        Windows that end after the last viewing have the answer of any that does, if the same assets are released by then.
        """
        progress, folder = self._progress, self._folder
        versions = (progress.get("spans"), progress.get(FACTS), progress.get("facts"), basis(folder, self._rules))
        end_us = folder.worked_out.once(("last", versions), self._last_us)
        asked = tuple(
            (one._replace(to_us=min(one.to_us, end_us)), frozenset(self._unreleased(one.title, one.to_us)))
            for one in openings
        )
        noted = progress.get("titles")
        known = noted if isinstance(noted, dict) else {}
        titles = dict.fromkeys(one.title for one in openings)
        said = tuple((fingerprint(self._catalogue, title), known.get(title)) for title in titles)
        return versions, type(self._engine).__name__, asked, said

    def _last_us(self) -> int:
        """An instant after all viewing."""
        last = self._engine.sql("SELECT epoch_us(max(ended_at)) AS last FROM spans")["last"][0].as_py()
        return 0 if last is None else int(last) + 1

    def prepare(self, openings: Sequence[Opening]) -> None:
        """Give the engine the views `facts` and `openings`.

        Raises:
            MatineeError: Facts have not been worked out by these rules yet.
        """
        if self._progress.get("facts") != basis(self._folder, self._rules):
            raise MatineeError(
                "The settings have changed since figures were worked out.", "Run `matinee refresh` and ask again."
            )
        self._engine.view("facts", self._files(FACTS), facts_schema(self._rules))
        self._engine.give("openings", self._table(openings))

    def view_facts(self, name: str, buckets: Sequence[int]) -> None:
        """Give the engine the facts at rest of some buckets by a name of their own."""
        version = self._progress.get(FACTS)
        files = self._folder.tables.files(FACTS, version, buckets) if isinstance(version, int) else []
        self._engine.view(name, files, facts_schema(self._rules))

    def _files(self, table: str) -> list[str]:
        version = self._progress.get(table)
        return self._folder.tables.files(table, version) if isinstance(version, int) else []

    def _table(self, openings: Sequence[Opening]) -> pa.Table:
        titles = self._progress.get("titles")
        known = titles if isinstance(titles, dict) else {}
        same = {
            title: known.get(title)
            == (fingerprint(self._catalogue, title) if title in self._catalogue.titles else None)
            for title in {opening.title for opening in openings}
        }
        rows = []
        for kind, title, from_us, to_us, one_in in openings:
            at_rest = same[title] and not self._unreleased(title, to_us)
            rows.append((kind, title, from_us, to_us, one_in, from_us, to_us, at_rest))
        columns = zip(*rows, strict=True)
        return pa.table(
            [
                pa.array(column, pa.int64()).cast(type) if type == _INSTANT else pa.array(column, type)
                for column, type in zip(columns, _OPENINGS.types, strict=True)
            ],
            schema=_OPENINGS,
        )

    def _unreleased(self, title: str, until_us: int) -> set[str]:
        """The assets of a title that were not released before an instant."""
        released = {asset.id for asset in self._catalogue.assets_of(title, until_us)}
        return {asset.id for asset in self._catalogue.assets_of(title)} - released

    def _viewing(self, country: str | None) -> pa.Table:
        where, values = there(country)
        return self._engine.sql(
            "SELECT kind, title, "
            "sum(least(epoch_us(ended_at), to_us) - greatest(epoch_us(started_at), from_us))::BIGINT AS viewing_us "
            f"FROM spans JOIN openings USING (title) WHERE ended_at > from_at AND started_at < to_at {where} GROUP BY ALL",
            **values,
        )

    def folded(self, openings: Sequence[Opening], rule: Rule, country: str | None, usable: str) -> Iterator[pa.Table]:
        """The facts within windows of one kind of all households whose facts at rest do not say it."""
        engine = self._engine
        _, values = usable_at_rest(country)
        keys = engine.sql(
            "SELECT title, household, from_at, to_at FROM facts JOIN openings USING (title) "
            f"WHERE kind = $kind AND NOT ({usable}) AND last_watched_at > from_at AND first_watched_at < to_at",
            kind=openings[0].kind,
            **values,
        )
        engine.give("rest", keys)
        where, values = there(country)
        from_rest = (
            "FROM spans JOIN rest ON spans.title = rest.title AND spans.household = rest.household "
            f"WHERE ended_at > from_at AND started_at < to_at {where}"
        )
        rows = engine.sql(f"SELECT count(*) AS n {from_rest}", **values)["n"][0].as_py()
        catalogue = self._released_by_then(openings)
        cut = {
            "title": "spans.title",
            "household": "spans.household",
            "started_at": "greatest(started_at, from_at)",
            "ended_at": "least(ended_at, to_at)",
            "position_start_ms": f"CASE WHEN started_at < from_at THEN {position_at('from_at')} ELSE position_start_ms END",
            "position_end_ms": f"CASE WHEN ended_at > to_at THEN {position_at('to_at')} ELSE position_end_ms END",
        }
        columns = ", ".join(f"{cut.get(name, name)} AS {name}" for name in SPANS.names)
        parts = -(-rows // _ROWS_AT_ONCE)
        for part in range(parts):
            within = f"{from_rest} AND hash(spans.household) % {parts} = {part}"
            yield fold(
                engine.sql(f"SELECT {columns} {within}", **values).cast(SPANS),
                catalogue,
                [rule],
                completion_share=self._folder.settings.completion_share,
            )

    def _released_by_then(self, openings: Sequence[Opening]) -> Catalogue:
        """The catalogue without the assets that were not released by the end of their title's window."""
        absent = {asset for one in openings for asset in self._unreleased(one.title, one.to_us)}
        if not absent:
            return self._catalogue
        assets = [asset for asset in self._catalogue.assets.values() if asset.id not in absent]
        return Catalogue.of(self._catalogue.titles.values(), assets)
