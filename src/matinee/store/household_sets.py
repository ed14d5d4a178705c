"""Which households titles had in windows of their own, together: what roll-ups over titles are counted of.

A household of a group of titles is one, however many of them it watched: distinct households are counted in one pass over
the facts, bucket by bucket, and never added up over titles. A household lies in one bucket, so that those of buckets do add
up. What is counted of a window is the fold of the spans within it; see `matinee.store.openings`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import ibis.expr.types as ir
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from matinee.identity import PSEUDONYM_BYTES
from matinee.store.duckdb import quoted
from matinee.store.engine import Engine
from matinee.store.opening_queries import usable_at_rest
from matinee.store.openings import Opening, Openings
from matinee.viewing.fold import facts_schema
from matinee.viewing.homes import AGAIN, MOST, NO_START, count_homes, judge
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
_ROWS_AT_ONCE = 1_000_000
_SAME = "(last_watched_at <= to_at OR known_us = 0 OR known_us = viewing_us)"
"""Later viewing tells of no positions that nobody knew when the window ended."""
_WEEKS = ((1, 0), (0, 1), (0, 0))
"""First and second week of a start in the first, in the second, and later."""

Ints = npt.NDArray[np.int64]


class _Starts(NamedTuple):
    """Households that started titles, one a row: number of the title, household, state, week."""

    title: Ints
    household: npt.NDArray[np.uint64]
    state: Ints
    week: Ints

    def where(self, chosen: npt.NDArray[np.bool_]) -> _Starts:
        return _Starts(self.title[chosen], self.household[chosen], self.state[chosen], self.week[chosen])


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
        for title, household, state, week in self._started(windows, rule, country):
            count_homes(title, household, state, first, group_of, several, of_groups)
            of_titles += np.bincount((title * len(_WEEKS) + week) * (MOST + 2) + state, minlength=len(of_titles))
        alone = of_titles.reshape(len(windows), len(_WEEKS), MOST + 2)
        names = list(groups)
        found = [
            (False, windows[title].title, state, *_WEEKS[week], alone[title, week, state])
            for title, week, state in np.argwhere(alone)
        ] + [
            (True, names[group], state, None, None, of_groups[group, state]) for group, state in np.argwhere(of_groups)
        ]
        columns = [list(column) for column in zip(*found, strict=True)] or [[] for _ in range(6)]
        kind, name, states, one, two, homes = columns
        completions = [None if state == 0 else int(state) - 1 for state in states]
        return pa.table([kind, name, [True] * len(kind), completions, one, two, list(map(int, homes))], schema=STATES)

    def _started(self, windows: Sequence[Opening], rule: Rule, country: str | None) -> Iterator[_Starts]:
        """The households that started titles within their windows, bucket by bucket."""
        engine, openings = self._engine, self._openings
        openings.prepare(windows)
        numbers = pa.table({"title": [one.title for one in windows], "number": range(len(windows))})
        engine.drop("numbers")
        engine.give("numbers_given", numbers)
        engine.keep("numbers", "SELECT title, number::INTEGER AS number FROM numbers_given")
        usable, values = usable_at_rest(country)
        resting = engine.sql("SELECT title, at_rest FROM openings")
        at_rest = dict(zip(resting["title"].to_pylist(), resting["at_rest"].to_pylist(), strict=True))
        from_us, to_us = (np.array([one[place] for one in windows], np.int64) for place in (2, 3))
        holds = np.array([at_rest[one.title] for one in windows], np.bool_)
        nowhere_else = "true" if country is None else "coalesce(countries = [$country], false)"
        counts = engine.sql("SELECT bucket, count(*) AS rows FROM facts GROUP BY bucket ORDER BY bucket").to_pylist()

        def read(buckets: Sequence[int]) -> pa.Table:
            # Files by name: a condition on the bucket costs three times as much as reading them.
            openings.view_facts("facts_here", buckets)
            return engine.sql(_rows("facts_here", rule, nowhere_else), **values)

        for buckets, rows, wait in _read_ahead(_batches([(one["bucket"], one["rows"]) for one in counts]), read):
            found = _judged(rows, from_us, to_us, holds)
            parts = [found.where(found.week >= 0)]
            if (found.week == AGAIN).any():
                # Asked of the spans of these buckets alone, when the engine is free.
                wait()
                there = f"bucket NOT IN ({', '.join(map(str, buckets))})"
                for part in openings.folded(windows, rule, country, f"({there} OR ({usable} AND {_SAME}))"):
                    engine.give("folded_anew", part)
                    folded = engine.sql(_rows("folded_anew", rule, "true"))
                    anew = _judged(folded, from_us, to_us, np.ones_like(holds))
                    parts.append(anew.where(anew.week >= 0))
            yield _Starts(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))

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
        return self._engine.query(self.facts_query(windows, rule, country), facts_schema([rule]))

    def facts_query(self, windows: Sequence[Opening], rule: Rule, country: str | None) -> str:
        """The query behind `facts`, for this room."""
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
        return f"{resting} {here} UNION ALL FROM facts_anew"

    def countries(self, windows: Sequence[Opening]) -> list[str]:
        """The countries in which titles were watched within their windows; viewing of which it is not known is in none."""
        self._openings.prepare(windows)
        rows = self._engine.sql(
            "SELECT DISTINCT country FROM spans JOIN openings USING (title) "
            "WHERE country IS NOT NULL AND ended_at > from_at AND started_at < to_at ORDER BY country"
        )
        countries: list[str] = rows["country"].to_pylist()
        return countries

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


def _read_ahead(
    batches: Sequence[list[int]], read: Callable[[Sequence[int]], pa.Table]
) -> Iterator[tuple[list[int], pa.Table, Callable[[], object]]]:
    """Each batch of buckets with its rows, while the next is being read, and how to wait until that is done."""
    with ThreadPoolExecutor(1) as ahead:
        coming = ahead.submit(read, batches[0]) if batches else None
        for place, batch in enumerate(batches):
            assert coming is not None
            rows = coming.result()
            following = batches[place + 1] if place + 1 < len(batches) else None
            coming = ahead.submit(read, following) if following is not None else None
            yield batch, rows, (coming.result if coming is not None else tuple)


def _rows(facts: str, rule: Rule, holds: str) -> str:
    """A query for what is judged of each household and title that has a window."""
    return (
        "SELECT household, number, epoch_us(first_watched_at) AS first_us, epoch_us(last_watched_at) AS last_us, "
        f"coalesce(epoch_us({rule.name}_at), -1) AS crossed_us, completions IS NOT NULL AS known, "
        f"(known_us = 0 OR known_us = viewing_us) AS same, {holds} AS there, completed_at "
        f"FROM {facts} JOIN numbers USING (title)"
    )


def _judged(rows: pa.Table, from_us: Ints, to_us: Ints, holds: npt.NDArray[np.bool_]) -> _Starts:
    """Each row with the state and the week of the household."""
    title = rows["number"].to_numpy().astype(np.int64)
    completed = rows["completed_at"].combine_chunks()
    lengths = completed.value_lengths().fill_null(0).to_numpy()
    first_us, last_us, crossed_us, known, same, there = (
        rows[name].to_numpy() for name in ("first_us", "last_us", "crossed_us", "known", "same", "there")
    )
    completed_us = completed.flatten().cast(pa.int64()).to_numpy()
    offset = np.concatenate([[0], np.cumsum(lengths)])
    state, week = judge(title, first_us, last_us, crossed_us, known, same, completed_us, offset, from_us, to_us, holds)
    return _Starts(title, _words(rows["household"]), state, np.where(there | (week == NO_START), week, AGAIN))


def _words(households: pa.ChunkedArray) -> npt.NDArray[np.uint64]:
    """Pseudonyms as two words each, as the machine reads their bytes: enough to tell them apart."""
    parts = [np.empty(0, np.uint64)]
    for chunk in households.chunks:
        offsets = np.frombuffer(chunk.buffers()[1], np.int32, len(chunk) + 1, 4 * chunk.offset)
        assert offsets[-1] - offsets[0] == PSEUDONYM_BYTES * len(chunk)
        parts.append(np.frombuffer(chunk.buffers()[2], np.uint64, 2 * len(chunk), int(offsets[0])))
    return np.concatenate(parts).reshape(-1, 2)


def _by_title(members: Sequence[Sequence[int]], titles: int) -> tuple[Ints, Ints]:
    """Where the groups of each title begin, and the groups, title by title."""
    pairs = np.array([(title, group) for group, inside in enumerate(members) for title in inside], np.int64).reshape(
        -1, 2
    )
    pairs = pairs[np.argsort(pairs[:, 0], kind="stable")]
    return np.searchsorted(pairs[:, 0], np.arange(titles + 1)), np.ascontiguousarray(pairs[:, 1])


def _batches(buckets: Sequence[tuple[int, int]]) -> list[list[int]]:
    """Buckets together as long as they have few rows."""
    found: list[list[int]] = []
    batch: list[int] = []
    rows = 0
    for bucket, more in buckets:
        if batch and rows + more > _ROWS_AT_ONCE:
            found.append(batch)
            batch, rows = [], 0
        batch.append(bucket)
        rows += more
    return [*found, batch] if batch else found
