"""Which households titles had in windows of their own, together: what roll-ups over titles are counted of.

A household of a group of titles is one row, however many of them it watched: distinct households are counted by the
engine in one pass over the facts, and never added up. What is counted of a window is the fold of the spans within it;
see `matinee.store.openings`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import ibis.expr.types as ir
import pyarrow as pa

from matinee import instants
from matinee.store.duckdb import quoted
from matinee.store.engine import Engine
from matinee.store.openings import Opening, Openings, usable_at_rest
from matinee.viewing.fold import facts_schema
from matinee.viewing.rules import Rule

_MEMBERS = pa.schema([("grouped", pa.string()), ("title", pa.string())])
HOMES = pa.schema(
    [
        ("of_group", pa.bool_()),
        ("name", pa.string()),
        ("started", pa.bool_()),
        ("completions", pa.int64()),
        ("titles", pa.int64()),
        ("first_week", pa.int64()),
        ("second_week", pa.int64()),
    ]
)
"""A household that started a title within its window (`of_group` false, `name` the title), or at least one title of a group.

`completions` is how often it completed the title, of a group the title that it completed most often; null where its
positions, or the runtime, are unknown. `titles` is how many of the group it started; `first_week` and `second_week` how many
of them within 7 days of the window's beginning, and within 8 to 14.
"""
_SAME = "(last_watched_at <= to_at OR known_us = 0 OR known_us = viewing_us)"
"""Later viewing tells of no positions that nobody knew when the window ended."""
_WEEK = f"{7 * instants.DAY_US}"


class HouseholdSets:
    """The households of titles, and of groups of titles.

    Args:
        openings: The windows of titles, to count with.
        engine: The same that these have.
    """

    def __init__(self, openings: Openings, engine: Engine) -> None:
        self._openings = openings
        self._engine = engine

    def homes(
        self, windows: Sequence[Opening], groups: Mapping[str, Sequence[str]], rule: Rule, country: str | None
    ) -> ir.Table:
        """The households that started, of each title and of each group: one row each.

        To be collected before anything else is asked of the engine: the windows have one name.

        Args:
            windows: Of one kind, one a title.
            groups: The titles of each group; those without a window count nothing.
            rule: By which a household has started a title.
            country: Only what was watched there; None: everywhere.

        Returns:
            Columns of `HOMES`.

        Raises:
            MatineeError: Facts have not been worked out by these rules yet.
        """
        engine, openings = self._engine, self._openings
        openings.prepare(windows)
        pairs = [(name, title) for name, titles in groups.items() for title in dict.fromkeys(titles)]
        columns = zip(*pairs, strict=True) if pairs else ((), ())
        engine.give("members", pa.table([pa.array(column, pa.string()) for column in columns], schema=_MEMBERS))
        usable, _ = usable_at_rest(country)
        here = _with_country(usable, country)
        engine.drop("started_anew")
        engine.keep("started_anew", f"{_started('facts', rule, 'false')}")
        for part in openings.folded(windows, rule, country, f"{usable} AND {_SAME}"):
            engine.give("folded_anew", part)
            engine.keep("started_anew", _started("folded_anew", rule, "true"))
        query = (
            f"WITH watched AS MATERIALIZED ({_started('facts', rule, f'{here} AND {_SAME}')} UNION ALL FROM started_anew), "
            "several AS (SELECT grouped FROM members SEMI JOIN openings USING (title) GROUP BY grouped HAVING count(*) > 1) "
            "SELECT false AS of_group, title AS name, true AS started, completions, 1::BIGINT AS titles, "
            "first_week, second_week FROM watched UNION ALL "
            "SELECT true, grouped, true, completions, 1::BIGINT, first_week, second_week "
            "FROM watched JOIN members USING (title) WHERE grouped NOT IN (FROM several) UNION ALL "
            "SELECT true, grouped, true, max(completions), count(*)::BIGINT, sum(first_week)::BIGINT, sum(second_week)::BIGINT "
            "FROM watched JOIN members USING (title) WHERE grouped IN (FROM several) GROUP BY grouped, household"
        )
        return engine.query(query, HOMES)

    def facts(self, windows: Sequence[Opening], rule: Rule, country: str | None) -> ir.Table:
        """The facts of titles within their windows, each as its report has them: of every household that watched.

        To be collected before anything else is asked of the engine.

        Args:
            windows: Of one kind, one a title.
            rule: The threshold whose columns are right; those of others may be null.
            country: Only what was watched there; None: everywhere.

        Raises:
            MatineeError: Facts have not been worked out by these rules yet.
        """
        engine, openings = self._engine, self._openings
        openings.prepare(windows)
        schema = facts_schema([rule])
        columns = ", ".join(f"{{table}}.{name}" for name in schema.names)
        usable, _ = usable_at_rest(country)
        inside = f"{usable} AND last_watched_at <= to_at"
        here = _with_country(inside, country)
        resting = f"SELECT {columns.format(table='facts')} FROM facts JOIN openings USING (title) WHERE"
        engine.drop("facts_anew")
        engine.keep("facts_anew", f"{resting} false")
        for part in openings.folded(windows, rule, country, inside):
            engine.give("folded_anew", part.select(schema.names))
            engine.keep("facts_anew", "FROM folded_anew")
        return engine.query(f"{resting} {here} UNION ALL FROM facts_anew", schema)

    def first_viewing(self, titles: Collection[str], country: str | None) -> dict[str, int]:
        """When some titles were first watched, in microseconds; those that nobody watched are absent."""
        if not titles:
            return {}
        self._engine.give("chosen", pa.table({"title": pa.array(sorted(titles), pa.string())}))
        where, values = ("", {}) if country is None else ("AND country = $country", {"country": country})
        rows = self._engine.sql(
            "SELECT title, epoch_us(min(started_at)) AS first_us FROM spans "
            f"WHERE title IN (FROM chosen) {where} GROUP BY title",
            **values,
        )
        return {row["title"]: row["first_us"] for row in rows.to_pylist()}


def _with_country(condition: str, country: str | None) -> str:
    return condition if country is None else condition.replace("$country", quoted(country))


def _started(facts: str, rule: Rule, which: str) -> str:
    """A query for the households that started titles within their windows."""
    crossed = f"{rule.name}_at"
    later = f"epoch_us({crossed}) - from_us"
    return (
        "SELECT title, household, CASE WHEN completions IS NULL OR last_watched_at <= to_at THEN completions "
        "ELSE len(list_filter(completed_at, lambda instant: instant <= to_at)) END::BIGINT AS completions, "
        f"({later} <= {_WEEK})::BIGINT AS first_week, ({later} > {_WEEK} AND {later} <= 2 * {_WEEK})::BIGINT AS second_week "
        f"FROM {facts} JOIN openings USING (title) WHERE {which} AND {crossed} <= to_at"
    )
