"""Keeping the derived tables in step: events become spans, spans become facts.

Only what changed is worked out again: the sessions that have new events, and of the
households and titles those touch, either the new spans onto the facts that are there, or,
where they came late or were changed, all spans of that household and title. The result is
the same as working everything out anew. Of a refresh that is broken off nothing is seen; it is simply run again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import pyarrow as pa

from matinee import instants
from matinee.catalogue import Catalogue
from matinee.catalogue.names import Names
from matinee.events.event import EVENTS
from matinee.periods import Periods
from matinee.progress import Tell
from matinee.store.duckdb import DuckDB
from matinee.store.folder import LakeFolder
from matinee.store.title_periods import TITLE_PERIODS, TitlePeriods
from matinee.viewing.fold import facts_schema, fold
from matinee.viewing.rules import Rule
from matinee.viewing.spans import SESSION_QUALITY, SPANS, walk_sessions

FACTS = "household_titles"
SESSIONS = "sessions"
_MOVED = "moved.was = spans.asset AND moved.was_of = spans.title AND moved.door = spans.source"
NAMED_BY_TITLE = ("netflix",)
"""Doors whose assets come by the name of their title; all others name assets by their id."""

_ROWS_AT_ONCE = 1_000_000
"""How many rows are worked on at once, so that memory stays bounded whatever the lake's size."""

_FILES_PER_BUCKET = 24

_GROUP = "title, household"
_EVER = "TIMESTAMPTZ '1970-01-01'"
_ANEW = f"{_EVER} AS since, {_EVER} AS changed_at"
"""What stands for the start of the new spans of a group that is to be worked out from all its spans, and for the
instant since which its viewing is another."""


class Refreshed(NamedTuple):
    """What a refresh did: sessions walked through, spans they gave, facts worked out."""

    sessions: int
    spans: int
    facts: int


class Refresh:
    """One refresh of a lake.

    Args:
        folder: The lake, held for writing.
        catalogue: As it rests in the lake.
        rules: The thresholds in use, that of the default definition first.
        series: The days and weeks of charts to keep.
        tell: Called with a word for the stage, and parts done and in all.
    """

    def __init__(
        self,
        folder: LakeFolder,
        catalogue: Catalogue,
        rules: Sequence[Rule],
        series: Sequence[Periods],
        tell: Tell,
    ) -> None:
        self._folder = folder
        self._tables = folder.tables
        self._catalogue = catalogue
        self._rules = rules
        self._series = series
        self._tell = tell
        self._engine = DuckDB(folder.path)
        self._names = Names(catalogue)

    def run(self) -> Refreshed:
        """Bring spans and facts up to date with the events and the catalogue."""
        begun_us = instants.now_us()
        progress = self._folder.progress()
        events_since, spans_since = (_version(progress.get(name)) for name in ("events", "spans"))
        if progress.get("walk") != walk_basis(self._folder):
            events_since = None
        stale = self._stale_titles(progress)
        came = self._tables.new_files("spans", spans_since)
        touched = [self._groups_in(came)]
        retitled = self._retitle() if stale is None or stale else []
        touched += retitled
        sessions, spans, groups = self._walk(self._tables.new_files("events", events_since))
        touched += groups
        if stale:
            touched.append(self._groups_of(stale))
        changed = pa.concat_tables(touched)
        facts = self._fold(changed, everything=stale is None)
        series = [str(periods) for periods in self._series]
        kept = TitlePeriods(self._tables, self._engine, self._series, self._rules[0], self._tell)
        by_title = None if stale is None or progress.get("series") != series else self._by_title(changed)
        kept.update(by_title)
        moved = self._moved(progress, retitled)
        if progress and moved:
            # Noted first: once the tables are settled nobody could tell any more.
            self._folder.note_progress(progress | {"restate_moved": moved})
        self._folder.settle()
        self._tidy()
        derived = ("events", "spans", FACTS, TITLE_PERIODS)
        noted: dict[str, object] = {name: self._tables.version(name) for name in derived}
        noted |= {"titles": fingerprints(self._catalogue), "facts": self._basis(), "walk": walk_basis(self._folder)}
        noted |= {"series": series, "refreshed_at": instants.show(begun_us)}
        noted |= {"restate_from_us": self._restate_from(progress, by_title)}
        noted |= {"restate_moved": moved}
        noted |= {"restate_said": self._said_anew(progress)}
        self._folder.note_progress(noted)
        return Refreshed(sessions, spans, facts)

    def _tidy(self) -> None:
        """Put small files together and delete old ones: only now, when the safe version needs none of them."""
        for name in ("events", "rejections"):
            if self._tables.is_scattered(name, _FILES_PER_BUCKET):
                self._tables.compact(name)
        for name in ("events", "rejections", "spans", FACTS, SESSIONS, TITLE_PERIODS):
            self._tables.forget_old_files(name)
        self._folder.settle()

    def _restate_from(self, progress: dict[str, object], by_title: pa.Table | None) -> int | None:
        """The instant since which charts may be other than published, by this refresh or an earlier one broken off."""
        if by_title is None or (progress.get("titles") != fingerprints(self._catalogue)):
            return 0
        due = [_version(progress.get("restate_from_us"))]
        due += [instants.to_us(instant) for instant in by_title["changed_at"].to_pylist()]
        return min((instant_us for instant_us in due if instant_us is not None), default=None)

    def _moved(self, progress: dict[str, object], retitled: Sequence[pa.Table]) -> list[str]:
        """Titles whose viewing came from another or went there, since charts were last held against their editions."""
        moved = {title for groups in retitled for title in groups["title"].to_pylist()}
        return sorted(moved | set(_titles(progress.get("restate_moved"))))

    def _said_anew(self, progress: dict[str, object]) -> list[str]:
        """Titles of which the catalogue says something else than then."""
        known, now = progress.get("titles"), fingerprints(self._catalogue)
        known = known if isinstance(known, dict) else now
        anew = {title for title in known.keys() | now.keys() if known.get(title) != now.get(title)}
        return sorted(anew | set(_titles(progress.get("restate_said"))))

    def _by_title(self, changed: pa.Table) -> pa.Table:
        self._engine.give("changed_groups", changed)
        return self._engine.sql("SELECT title, min(changed_at) AS changed_at FROM changed_groups GROUP BY title")

    def _basis(self) -> str:
        return basis(self._folder, self._rules)

    def _stale_titles(self, progress: dict[str, object]) -> list[str] | None:
        """Titles of which the catalogue says something else than when facts were made; None: all."""
        if progress.get("facts") != self._basis() or not self._tables.has(FACTS):
            return None
        known, now = progress["titles"], fingerprints(self._catalogue)
        assert isinstance(known, dict)
        return [title for title in known.keys() | now.keys() if known.get(title) != now.get(title)]

    def _retitle(self) -> list[pa.Table]:
        """Give spans the asset and title that the catalogue knows them by now."""
        engine, touched = self._engine, []
        engine.view("spans", self._tables.files("spans"), SPANS)
        moved = []
        for row in engine.sql("SELECT DISTINCT asset, title, source FROM spans").to_pylist():
            by_name = row["source"] in NAMED_BY_TITLE
            known = self._names.asset(row["asset"]) if by_name else self._catalogue.assets.get(row["asset"])
            if known and (known.id, known.title) != (row["asset"], row["title"]):
                moved.append(
                    {
                        "was": row["asset"],
                        "was_of": row["title"],
                        "door": row["source"],
                        "asset": known.id,
                        "title": known.title,
                    }
                )
        if not moved:
            return []
        engine.give("moved", pa.Table.from_pylist(moved))
        rows = engine.sql(f"SELECT DISTINCT bucket FROM spans JOIN moved ON {_MOVED}").to_pylist()
        for bucket in (row["bucket"] for row in rows):
            engine.view("spans", self._tables.files("spans", buckets=[bucket]), SPANS)
            touched.append(
                engine.sql(
                    f"SELECT DISTINCT bucket, unnest([was_of, moved.title]) AS title, household, {_ANEW} "
                    f"FROM spans JOIN moved ON {_MOVED}"
                )
            )
            columns = ", ".join(
                f"coalesce(moved.{name}, spans.{name}) AS {name}" if name in ("asset", "title") else f"spans.{name}"
                for name in SPANS.names
            )
            renamed = engine.sql(
                f"SELECT {columns} FROM spans LEFT JOIN moved ON {_MOVED} ORDER BY title, spans.household, started_at"
            )
            self._tables.replace("spans", renamed.cast(SPANS), [bucket])
        return touched

    def _walk(self, new_files: list[str]) -> tuple[int, int, list[pa.Table]]:
        """Work out the spans of all sessions that have new events."""
        if not new_files:
            return 0, 0, []
        engine, tables = self._engine, self._tables
        engine.view("new_events", new_files, EVENTS)
        counts = self._rows_by_bucket("new_events", "spans")
        sessions = spans = 0
        touched = []
        for done, buckets in self._batches(counts):
            self._tell("Sessions", done, len(counts))
            within = f"bucket IN ({', '.join(map(str, buckets))})"
            engine.give("touched", engine.sql(f"SELECT DISTINCT bucket, session FROM new_events WHERE {within}"))
            engine.view("events", tables.files("events", buckets=buckets), EVENTS)
            engine.view("spans", tables.files("spans", buckets=buckets), SPANS)
            events = engine.sql(
                f"SELECT {', '.join(EVENTS.names)} FROM events SEMI JOIN touched USING (bucket, session)"
            )
            fresh, found = walk_sessions(events.cast(EVENTS), self._catalogue.title_of, self._folder.settings)
            self._note_sessions(found, buckets)
            changed = engine.sql(
                f"SELECT bucket, {_GROUP}, {_EVER} AS since, min(started_at) AS changed_at "
                "FROM spans SEMI JOIN touched USING (bucket, session) GROUP BY ALL"
            )
            engine.give("fresh", fresh)
            new = f"SELECT bucket, {_GROUP}, min(started_at) AS since, min(started_at) AS changed_at FROM fresh GROUP BY ALL"
            touched += [changed, engine.sql(new)]
            order = f"ORDER BY bucket, {_GROUP}, started_at"
            columns = ", ".join(SPANS.names)
            if changed.num_rows:
                kept = f"SELECT {columns} FROM spans ANTI JOIN touched USING (bucket, session)"
                rows = engine.sql(f"SELECT * FROM ({kept} UNION ALL SELECT {columns} FROM fresh) {order}").cast(SPANS)
                tables.replace("spans", rows, buckets)
            else:
                tables.append("spans", engine.sql(f"SELECT {columns} FROM fresh {order}").cast(SPANS))
            sessions += engine.sql("SELECT count(*) AS n FROM touched")["n"][0].as_py()
            spans += fresh.num_rows
        self._tell("Sessions", len(counts), len(counts))
        return sessions, spans, touched

    def _note_sessions(self, fresh: pa.Table, buckets: list[int]) -> None:
        """Keep what was found about the touched sessions in the place of what was known of them."""
        engine, tables = self._engine, self._tables
        engine.view("known_sessions", tables.files(SESSIONS, buckets=buckets), SESSION_QUALITY)
        engine.give("fresh_sessions", fresh)
        columns = ", ".join(SESSION_QUALITY.names)
        rows = engine.sql(
            f"SELECT {columns} FROM known_sessions ANTI JOIN touched USING (bucket, session) "
            f"UNION ALL SELECT {columns} FROM fresh_sessions"
        )
        tables.replace(SESSIONS, rows.cast(SESSION_QUALITY), buckets)

    def _groups_in(self, files: list[str]) -> pa.Table:
        self._engine.view("some_spans", files, SPANS)
        return self._engine.sql(
            f"SELECT bucket, {_GROUP}, {_EVER} AS since, min(started_at) AS changed_at FROM some_spans GROUP BY ALL"
        )

    def _groups_of(self, titles: list[str]) -> pa.Table:
        self._engine.view("some_spans", self._tables.files("spans"), SPANS)
        self._engine.give("stale", pa.table({"title": pa.array(titles, pa.string())}))
        return self._engine.sql(
            f"SELECT DISTINCT bucket, {_GROUP}, {_ANEW} FROM some_spans SEMI JOIN stale USING (title)"
        )

    def _fold(self, touched: pa.Table, everything: bool) -> int:
        """Work out the facts of the touched groups, or of all."""
        engine, tables = self._engine, self._tables
        schema = facts_schema(self._rules)
        if everything:
            if tables.has(FACTS):
                tables.replace(FACTS, schema.empty_table())
            else:
                tables.create(FACTS, schema)
            touched = self._groups_in(tables.files("spans"))
        engine.give("all_touched", touched)
        engine.give(
            "touched_groups",
            engine.sql(f"SELECT bucket, {_GROUP}, min(since) AS since FROM all_touched GROUP BY ALL"),
        )
        counts = self._rows_by_bucket("touched_groups", FACTS)
        facts = 0
        columns = ", ".join(schema.names)
        for done, buckets in self._batches(counts):
            self._tell("Facts", done, len(counts))
            engine.view("spans", tables.files("spans", buckets=buckets), SPANS)
            engine.view("facts", tables.files(FACTS, buckets=buckets), schema)
            engine.give("touched", self._continuing(buckets))
            spans = engine.sql(
                f"SELECT {', '.join('spans.' + name for name in SPANS.names)} FROM spans JOIN touched "
                "ON spans.title = touched.title AND spans.household = touched.household "
                "AND spans.started_at >= coalesce(touched.folded_until, TIMESTAMPTZ '1970-01-01')"
            )
            before = engine.sql(
                f"SELECT {columns} FROM facts SEMI JOIN (FROM touched WHERE folded_until IS NOT NULL) USING ({_GROUP})"
            )
            fresh = fold(
                spans.cast(SPANS),
                self._catalogue,
                self._rules,
                completion_share=self._folder.settings.completion_share,
                before=before.cast(schema),
            )
            engine.give("fresh", fresh)
            rows = engine.sql(
                f"SELECT * FROM (SELECT {columns} FROM facts ANTI JOIN touched USING ({_GROUP}) "
                f"UNION ALL SELECT {columns} FROM fresh) ORDER BY bucket, {_GROUP}"
            )
            tables.replace(FACTS, rows.cast(schema), buckets)
            facts += fresh.num_rows
        self._tell("Facts", len(counts), len(counts))
        return facts

    def _continuing(self, buckets: list[int]) -> pa.Table:
        """The touched groups, and up to where the facts of those that merely go on are good.

        A group goes on where all its new spans start after its facts end.
        """
        return self._engine.sql(
            "SELECT touched_groups.title, touched_groups.household, "
            "CASE WHEN since >= facts.last_watched_at THEN facts.last_watched_at END AS folded_until "
            "FROM touched_groups LEFT JOIN facts "
            "ON facts.title = touched_groups.title AND facts.household = touched_groups.household "
            f"WHERE touched_groups.bucket IN ({', '.join(map(str, buckets))})"
        )

    def _rows_by_bucket(self, work: str, name: str) -> list[dict[str, int]]:
        """For each bucket with work to do: how many rows that is, with those a table has there already."""
        self._engine.view("resident", self._tables.files(name), pa.schema([("bucket", pa.int32())]))
        query = (
            f"SELECT bucket, sum(rows)::BIGINT AS rows FROM (SELECT bucket, count(*) AS rows FROM {work} GROUP BY bucket "
            "UNION ALL SELECT bucket, count(*) AS rows FROM resident GROUP BY bucket) "
            f"WHERE bucket IN (SELECT bucket FROM {work}) GROUP BY bucket"
        )
        rows: list[dict[str, int]] = self._engine.sql(query).to_pylist()
        return rows

    def _batches(self, counts: list[dict[str, int]]) -> Iterator[tuple[int, list[int]]]:
        """Buckets together as long as they have few rows, each with the number done before."""
        batch: list[int] = []
        rows = done = 0
        for count in sorted(counts, key=lambda one: one["bucket"]):
            if batch and rows + count["rows"] > _ROWS_AT_ONCE:
                yield done, batch
                done += len(batch)
                batch, rows = [], 0
            batch.append(count["bucket"])
            rows += count["rows"]
        if batch:
            yield done, batch


def basis(folder: LakeFolder, rules: Sequence[Rule]) -> str:
    """What the facts of every title rest on: the rules, and what makes a completion."""
    return repr((facts_schema(rules).names, folder.settings.completion_share))


def walk_basis(folder: LakeFolder) -> str:
    """What all spans rest on beside events: how long a player may be silent."""
    return repr((folder.settings.report_interval_s, folder.settings.report_grace_s))


_NAMING = ("id", "name", "kind", "series", "season", "language", "kids")
"""What facts rest on of a title; not who made it, nor where it belongs."""


def fingerprints(catalogue: Catalogue) -> dict[str, str]:
    """What the facts of each title rest on in the catalogue."""
    return {title: fingerprint(catalogue, title) for title in catalogue.titles}


def fingerprint(catalogue: Catalogue, title: str) -> str:
    """What the facts of a title rest on in the catalogue; its names too, since histories come by them."""
    assets = [
        (one.id, one.name, one.runtime_ms, one.credits_at_ms, one.released_at_us) for one in catalogue.assets_of(title)
    ]
    known = catalogue.titles.get(title)
    names = [{name: getattr(known, name) for name in _NAMING}] if known else []
    return hashlib.blake2b(repr((names, assets)).encode(), digest_size=8).hexdigest()


def _titles(noted: object) -> list[str]:
    return noted if isinstance(noted, list) else []


def _version(number: object) -> int | None:
    assert number is None or isinstance(number, int)
    return number
