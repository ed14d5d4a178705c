"""Which households titles had in windows of their own, together: what roll-ups over titles are counted of.

A household of a group of titles is one, however many of them it watched: distinct households are counted in one pass over
the facts, bucket by bucket, and never added up over titles. A household lies in one bucket, so that those of buckets do add
up. What is counted of a window is the fold of the spans within it; see `matinee.store.openings`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence

import ibis.expr.types as ir
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from matinee import instants
from matinee.identity import words
from matinee.store.duckdb import quoted
from matinee.store.engine import Engine
from matinee.store.openings import Opening, Openings, usable_at_rest
from matinee.viewing.fold import facts_schema
from matinee.viewing.homes import MOST, count_homes
from matinee.viewing.rules import Rule

STATES = pa.schema(
    [
        ("of_group", pa.bool_()),
        ("name", pa.string()),
        ("started", pa.bool_()),
        ("completions", pa.int64()),
        ("first_week", pa.int64()),
        ("second_week", pa.int64()),
        ("homes", pa.int64()),
    ]
)
"""How many households (`homes`) of a title (`of_group` false), or of a group of titles, are in one state.

All have `started` the title within its window, or one of the group. `completions` is how often: of a group the title that the
household completed most often; null where its positions, or the runtime, are unknown. Of a title, `first_week` is 1 where the start lies within
7 days of the window's beginning, `second_week` within 8 to 14; of a group these are null.
"""
_ROWS_AT_ONCE = 2_000_000
_SAME = "(last_watched_at <= to_at OR known_us = 0 OR known_us = viewing_us)"
"""Later viewing tells of no positions that nobody knew when the window ended."""
_WEEK = 7 * instants.DAY_US
_WEEKS = ((1, 0), (0, 1), (0, 0))
"""First and second week of a start in the first, in the second, and later."""

Ints = npt.NDArray[np.int64]


class HouseholdSets:
    """The households of titles, and of groups of titles.

    Args:
        openings: The windows of titles, to count with.
        engine: The same that these have.
    """

    def __init__(self, openings: Openings, engine: Engine) -> None:
        self._openings = openings
        self._engine = engine

    def states(
        self, windows: Sequence[Opening], groups: Mapping[str, Sequence[str]], rule: Rule, country: str | None
    ) -> pa.Table:
        """The households that started, of each title and of each group, counted by their state.

        Args:
            windows: Of one kind, one a title.
            groups: The titles of each group; those without a window count nothing.
            rule: By which a household has started a title.
            country: Only what was watched there; None: everywhere.

        Returns:
            Columns of `STATES`; states of no household are absent.

        Raises:
            MatineeError: Facts have not been worked out by these rules yet.
        """
        if not windows:
            return STATES.empty_table()
        number = {window.title: place for place, window in enumerate(windows)}
        members = [sorted({number[title] for title in titles if title in number}) for titles in groups.values()]
        first, group_of = _by_title(members, len(windows))
        several = np.array([len(titles) > 1 for titles in members], np.bool_)
        of_groups = np.zeros((len(members), MOST + 2), np.int64)
        of_titles = np.zeros(len(windows) * len(_WEEKS) * (MOST + 2), np.int64)
        for rows in self._started(windows, rule, country):
            title, state, week = (rows[name].to_numpy().astype(np.int64) for name in ("number", "state", "week"))
            count_homes(title, words(rows["household"]), state, first, group_of, several, of_groups)
            of_titles += np.bincount((title * len(_WEEKS) + week) * (MOST + 2) + state, minlength=len(of_titles))
        alone = of_titles.reshape(len(windows), len(_WEEKS), MOST + 2)
        found = [
            (False, windows[title].title, state, *_WEEKS[week], alone[title, week, state])
            for title, week, state in np.argwhere(alone)
        ]
        names = list(groups)
        found += [
            (True, names[group], state, None, None, of_groups[group, state]) for group, state in np.argwhere(of_groups)
        ]
        columns = [list(column) for column in zip(*found, strict=True)] or [[] for _ in range(6)]
        kind, name, state, one, two, homes = columns
        return pa.table(
            [
                kind,
                name,
                [True] * len(kind),
                [None if s == 0 else int(s) - 1 for s in state],
                one,
                two,
                list(map(int, homes)),
            ],
            schema=STATES,
        )

    def _started(self, windows: Sequence[Opening], rule: Rule, country: str | None) -> Iterator[pa.Table]:
        """A row for each household and title that it started: household, number of the title, state, week."""
        engine, openings = self._engine, self._openings
        openings.prepare(windows)
        usable, values = usable_at_rest(country)
        engine.give("numbers", pa.table({"title": [one.title for one in windows], "number": range(len(windows))}))
        anew: dict[int, list[pa.Table]] = defaultdict(list)
        for part in openings.folded(windows, rule, country, f"{usable} AND {_SAME}"):
            engine.give("folded_anew", part)
            rows = engine.sql(_starts("folded_anew", rule, "true"))
            for bucket in rows["bucket"].unique().to_pylist():
                anew[bucket].append(rows.filter(pc.equal(rows["bucket"], bucket)))
        counts = engine.sql("SELECT bucket, count(*) AS rows FROM facts GROUP BY bucket ORDER BY bucket").to_pylist()
        for buckets in _batches([(one["bucket"], one["rows"]) for one in counts]):
            here = f"bucket IN ({', '.join(map(str, buckets))}) AND {usable} AND {_SAME}"
            resting = engine.sql(_starts("facts", rule, here), **values)
            yield pa.concat_tables([resting, *(rows for bucket in buckets for rows in anew.pop(bucket, []))])

    def facts(self, windows: Sequence[Opening], rule: Rule, country: str | None) -> ir.Table:
        """The facts of titles within their windows, each as its report has them: of every household that watched.

        To be collected before anything else is asked of the engine: the windows have one name.

        Args:
            windows: Of one kind, one a title.
            rule: The threshold whose columns there are.
            country: Only what was watched there; None: everywhere.

        Raises:
            MatineeError: Facts have not been worked out by these rules yet.
        """
        engine, openings = self._engine, self._openings
        openings.prepare(windows)
        schema = facts_schema([rule])
        columns = ", ".join(f"facts.{name}" for name in schema.names)
        usable, _ = usable_at_rest(country)
        inside = f"{usable} AND last_watched_at <= to_at"
        here = inside if country is None else inside.replace("$country", quoted(country))
        resting = f"SELECT {columns} FROM facts JOIN openings USING (title) WHERE"
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


def _starts(facts: str, rule: Rule, which: str) -> str:
    """A query for the households that started titles within their windows."""
    later = f"epoch_us({rule.name}_at) - from_us"
    return (
        "SELECT bucket, household, number, CASE WHEN completions IS NULL THEN 0 WHEN last_watched_at <= to_at "
        f"THEN least(completions, {MOST}) + 1 "
        f"ELSE least(len(list_filter(completed_at, lambda instant: instant <= to_at)), {MOST}) + 1 END::SMALLINT AS state, "
        f"CASE WHEN {later} <= {_WEEK} THEN 0 WHEN {later} <= {2 * _WEEK} THEN 1 ELSE 2 END::TINYINT AS week "
        f"FROM {facts} JOIN openings USING (title) JOIN numbers USING (title) WHERE {which} AND {rule.name}_at <= to_at"
    )


def _by_title(members: Sequence[Sequence[int]], titles: int) -> tuple[Ints, Ints]:
    """Where the groups of each title begin, and the groups, title by title."""
    pairs = np.array([(title, group) for group, inside in enumerate(members) for title in inside], np.int64).reshape(
        -1, 2
    )
    pairs = pairs[np.argsort(pairs[:, 0], kind="stable")]
    return np.searchsorted(pairs[:, 0], np.arange(titles + 1)), np.ascontiguousarray(pairs[:, 1])


def _batches(buckets: Sequence[tuple[int, int]]) -> Iterator[list[int]]:
    """Buckets together as long as they have few rows."""
    batch: list[int] = []
    rows = 0
    for bucket, more in buckets:
        if batch and rows + more > _ROWS_AT_ONCE:
            yield batch
            batch, rows = [], 0
        batch.append(bucket)
        rows += more
    if batch:
        yield batch
