"""The history of a title within a window: its spans, cut to the window, and the facts they give.

There is one meaning: the fold of the spans that lie within the window. Where a household's
whole viewing lies within it, its facts at rest are just that, and are used.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cached_property, partial
from typing import NamedTuple

import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.compute as pc

from matinee import instants
from matinee.catalogue import Catalogue
from matinee.catalogue.titles import EVERYWHERE
from matinee.errors import MatineeError
from matinee.periods import Periods
from matinee.store.duckdb import quoted
from matinee.store.engine import Engine
from matinee.store.folder import LakeFolder
from matinee.store.refresh import FACTS, basis, fingerprint
from matinee.store.title_periods import SCHEMA as TITLE_PERIODS_SCHEMA
from matinee.store.title_periods import TITLE_PERIODS, TOP, watched_in_parts
from matinee.viewing.by_period import COUNTED, count_by_period
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

    @property
    def _version(self) -> tuple[object, str]:
        """Of which spans, and by which engine, something was worked out."""
        return self._progress.get("spans"), type(self._engine).__name__

    @cached_property
    def _spans(self) -> str:
        """The name of all spans; they are looked up only when a question needs them."""
        version = self._progress.get("spans")
        files = self._folder.tables.files("spans", version) if isinstance(version, int) else []
        return self._named("spans", files, SPANS, version)

    def _named(self, table: str, files: Sequence[str], schema: pa.Schema, version: object) -> str:
        """Give the rows of a version a name that stays theirs, however often the lake is refreshed meanwhile."""
        name = f"{table}_of_{version}"
        self._engine.view(name, files, schema)
        return name

    def state(self, title: str) -> tuple[object, ...]:
        """What everything that is told of a title rests on: lake, version of its spans, catalogue, settings."""
        spans = self._progress.get("spans")
        where = self._folder.tables.id("spans") if isinstance(spans, int) else None
        return where, spans, fingerprint(self._catalogue, title), basis(self._folder, self._rules)

    def titles(self) -> list[str]:
        """Every title that was watched, in the catalogue or not."""

        def ask() -> tuple[str, ...]:
            return tuple(sorted(self._engine.sql(f"SELECT DISTINCT title FROM {self._spans}")["title"].to_pylist()))

        return list(self._folder.worked_out.once(("titles", self._version), ask))

    def has_measured(self) -> bool:
        """Whether there is any viewing at all."""
        return bool(self._engine.sql(f"SELECT 1 FROM {self._spans} LIMIT 1").num_rows)

    def extent(self, title: str | None = None, country: str | None = None) -> Window | None:
        """From the first to the last instant of viewing, of a title or of all; None: no viewing."""
        question = ("extent", self._version, title, country)
        found = self._folder.worked_out.once(question, lambda: (self._extent(title, country),))
        return found[0]

    def _extent(self, title: str | None, country: str | None) -> Window | None:
        values = {name: value for name, value in (("title", title), ("country", country)) if value is not None}
        where = " AND ".join(["true", *(f"{name} = ${name}" for name in values)])
        query = f"SELECT epoch_us(min(started_at)) AS a, epoch_us(max(ended_at)) AS b FROM {self._spans} WHERE {where}"
        row = self._engine.sql(query, **values).to_pylist()[0]
        return None if row["a"] is None else Window(row["a"], row["b"])

    def spans(self, window: Window, *, title: str | None = None, country: str | None = None) -> ir.Table:
        """The spans within a window, cut at its ends: schema `SPANS`, and instants as microseconds too.

        Nothing is read before something is asked of them.

        Args:
            window: From when to when.
            title: Only of this title.
            country: Only where it was watched in this country.
        """
        return self._engine.query(self._within(window, title, country), SPANS)

    def _within(self, window: Window, title: str | None, country: str | None, only: str | None = None) -> str:
        """The query of spans within a window; `only` is one for the households to take."""
        begin, end = map(_instant, window)
        where = [f"ended_at > {begin}", f"started_at < {end}"]
        if title is not None:
            where.append(f"title = {quoted(title)}")
        if country is not None:
            where.append(f"country = {quoted(country)}")
        if only is not None:
            where.append(f"household IN ({only})")
        cut = {
            "started_at": f"greatest(started_at, {begin})",
            "ended_at": f"least(ended_at, {end})",
            "position_start_ms": f"CASE WHEN started_at < {begin} THEN {_position_at(begin)} ELSE position_start_ms END",
            "position_end_ms": f"CASE WHEN ended_at > {end} THEN {_position_at(end)} ELSE position_end_ms END",
        }
        columns = ", ".join(f"{cut[name]} AS {name}" if name in cut else name for name in SPANS.names)
        return f"SELECT {columns} FROM {self._spans} WHERE {' AND '.join(where)}"

    def keeps(self, periods: Periods) -> bool:
        """Whether the lake's table of periods has these days or weeks."""
        series = self._progress.get("series")
        return isinstance(series, list) and str(periods) in series

    def title_periods(
        self,
        periods: Periods,
        country: str | None,
        *,
        most: int | None = None,
        by_reach: bool = False,
        first_day: date | None = None,
    ) -> pa.Table:
        """What titles were watched in each period, from the lake's table; see `matinee.store.title_periods`.

        Args:
            periods: The days or weeks, which the table must have.
            country: Only what was watched there; None: everywhere.
            most: Only so many titles of each period, those of most hours.
            by_reach: Those of most reach instead.
            first_day: Only of the period that begins on that day.

        Returns:
            Columns first_day, title, viewing_us, reach.
        """
        assert self.keeps(periods)
        version = self._progress[TITLE_PERIODS]
        assert isinstance(version, int)
        where = {"top": "yes"} if most is not None and most <= TOP else {}
        if first_day is not None:
            where["month"] = f"{first_day:%Y-%m}"
        files = self._folder.tables.files(TITLE_PERIODS, version, where=where)
        self._engine.view("title_periods", files, TITLE_PERIODS_SCHEMA)
        first = "" if most is None else f"AND {'reach' if by_reach else 'hours'}_rank <= {most}"
        of_day = "" if first_day is None else f"AND first_day = DATE '{first_day}'"
        return self._engine.sql(
            "SELECT first_day, title, viewing_us, reach FROM title_periods "
            f"WHERE periods = $periods AND country = $country {first} {of_day}",
            periods=str(periods),
            country=EVERYWHERE if country is None else country,
        )

    def count_periods(self, periods: Periods, country: str | None, rule: Rule, until_us: int | None) -> pa.Table:
        """The same, counted from the spans: of any days or weeks, and as if nothing had been watched from an instant on.

        Args:
            periods: The days or weeks.
            country: Only what was watched there; None: everywhere.
            rule: By which a household has started a title.
            until_us: The instant; None: all there is.

        Raises:
            MatineeError: Facts have not been worked out by this rule yet.
        """
        if not self._progress:
            raise MatineeError("Nothing in this lake is worked out yet.", "Run `matinee refresh` and ask again.")
        if self._progress.get("facts") != basis(self._folder, self._rules):
            raise MatineeError(
                "The settings have changed since figures were worked out.", "Run `matinee refresh` and ask again."
            )
        until = "" if until_us is None else f" AND epoch_us(started_at) < {until_us}"
        end = "epoch_us(ended_at)" if until_us is None else f"least(epoch_us(ended_at), {until_us})"
        there = "" if country is None else f" AND country = '{country}'"
        query = (
            f"SELECT title, household, country, epoch_us(started_at) AS started_us, {end} AS ended_us, crossed_us "
            f"FROM {self._spans} LEFT JOIN (SELECT title, household, epoch_us({rule.name}_at) AS crossed_us FROM {self._facts} "
            f"WHERE {{part}}) USING (title, household) WHERE {{part}}{until}{there}"
        )
        counted = [COUNTED.empty_table()]
        for watched, _, _ in watched_in_parts(self._engine, self._spans, query):
            counted.append(count_by_period(watched, periods, until_us))
        rows = pa.concat_tables(counted)
        rows = rows.filter(pc.equal(rows["country"], EVERYWHERE if country is None else country))
        summed = rows.group_by(["first_day", "title"]).aggregate([("viewing_us", "sum"), ("reach", "sum")])
        return summed.rename_columns(["first_day", "title", "viewing_us", "reach"])

    def facts(self, title: str, window: Window, country: str | None = None) -> ir.Table:
        """One row a household that watched a title within a window: `facts_schema`, and instants as microseconds too.

        What rests is read when something is asked of it; the households whose viewing goes
        beyond the window, or the country, are folded anew at once.
        """
        schema = facts_schema(self._rules)
        resting = only = None
        if self._facts_hold(title, window):
            begin, end = map(_instant, window)
            inside = f"first_watched_at >= {begin} AND last_watched_at <= {end}"
            if country is not None:
                inside += f" AND countries = [{quoted(country)}]"
            named = f"{self._facts} WHERE title = {quoted(title)}"
            resting = f"SELECT {', '.join(schema.names)} FROM {named} AND {inside}"
            only = f"SELECT household FROM {named} AND NOT coalesce({inside}, false)"
        if only is None or self._engine.sql(f"{only} LIMIT 1").num_rows:
            folding = partial(
                fold,
                catalogue=self._catalogue,
                rules=self._rules,
                completion_share=self._folder.settings.completion_share,
                until_us=window.to_us,
            )
            folded = self._engine.folded(self._within(window, title, country, only), folding, schema)
            anew = f"SELECT {', '.join(schema.names)} FROM {folded}"
            resting = anew if resting is None else f"{resting} UNION ALL {anew}"
        assert resting is not None
        return self._engine.query(resting, schema)

    @cached_property
    def _facts(self) -> str:
        version = self._progress[FACTS]
        assert isinstance(version, int)
        return self._named("facts", self._folder.tables.files(FACTS, version), facts_schema(self._rules), version)

    def _facts_hold(self, title: str, window: Window) -> bool:
        """Whether the facts at rest were made from what the catalogue and the rules say now."""
        titles = self._progress.get("titles")
        known = titles.get(title) if isinstance(titles, dict) else None
        mine = fingerprint(self._catalogue, title) if title in self._catalogue.titles else None
        whole = len(self._catalogue.assets_of(title)) == len(self._catalogue.assets_of(title, window.to_us))
        return self._progress.get("facts") == basis(self._folder, self._rules) and known == mine and whole


def _instant(instant_us: int) -> str:
    return f"TIMESTAMPTZ '{instants.show(instant_us)}'"


def _position_at(instant: str) -> str:
    """Where in the content a span is at an instant, to the millisecond before."""
    return (
        "position_start_ms + ((position_end_ms - position_start_ms)::HUGEINT "
        f"* (epoch_us({instant}) - epoch_us(started_at)) // (epoch_us(ended_at) - epoch_us(started_at)))::BIGINT"
    )
