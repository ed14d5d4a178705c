"""What each title was watched on each day and in each week: what charts are made of.

One row a title, country and period, and one for all countries together, since the
households of countries do not add up to those of the world. The first rows of each list rest
first, by hours; a chart of few places reads only those.

Reach of a period is the households that watched in it, there, and had passed the threshold
of the default definition by its end; see decision 0006.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import pyarrow as pa

from matinee.periods import Periods
from matinee.progress import Tell
from matinee.store.delta import Tables
from matinee.store.engine import Engine
from matinee.viewing.by_period import count_by_period
from matinee.viewing.fold import facts_schema
from matinee.viewing.rules import Rule
from matinee.viewing.spans import SPANS

TITLE_PERIODS = "title_periods"
SCHEMA = pa.schema(
    [
        ("month", pa.string()),
        ("top", pa.string()),
        ("periods", pa.string()),
        ("country", pa.string()),
        ("first_day", pa.date32()),
        ("title", pa.string()),
        ("viewing_us", pa.int64()),
        ("reach", pa.int64()),
        ("hours_rank", pa.int32()),
        ("reach_rank", pa.int32()),
    ]
)
"""The lake's table: `month` is that of `first_day`, `periods` says which days or weeks, in words, `country` is "*" for
everywhere. `hours_rank` and `reach_rank` number the titles of a list, the most watched first. `top` is "yes" for those among
the first `TOP` of either; they rest in files of their own, so that a chart of few places reads little."""

TOP = 400

_SPANS_AT_ONCE = 20_000_000
_WATCHED = (
    "SELECT title, household, country, epoch_us(started_at) AS started_us, epoch_us(ended_at) AS ended_us, crossed_us "
    "FROM all_spans JOIN since USING (title) LEFT JOIN ("
    "SELECT title, household, epoch_us({rule}_at) AS crossed_us FROM some_facts WHERE {{part}}) USING (title, household) "
    "WHERE epoch_us(ended_at) > from_us AND {{part}}"
)
_COUNTED = "title, country, first_day, viewing_us, reach"


class TitlePeriods:
    """The table, and how it is kept in step.

    Args:
        tables: Of the lake.
        engine: To work with.
        series: The days and weeks that are kept.
        rule: By which a household has started.
        tell: Called with a word for the stage, and parts done and in all.
    """

    def __init__(
        self,
        tables: Tables,
        engine: Engine,
        series: Sequence[Periods],
        rule: Rule,
        tell: Tell,
    ) -> None:
        self._tables = tables
        self._engine = engine
        self._series = series
        self._rule = rule
        self._tell = tell

    def update(self, changed: pa.Table | None) -> None:
        """Work out again what changed.

        Args:
            changed: Columns title and changed_at: since when a title was watched otherwise than the table has it.
                None: everything.
        """
        engine = self._engine
        engine.view("all_spans", self._tables.files("spans"), SPANS)
        engine.view("some_facts", self._tables.files("household_titles"), facts_schema([self._rule]))
        if changed is None or not self._tables.has(TITLE_PERIODS):
            if self._tables.has(TITLE_PERIODS):
                self._tables.replace(TITLE_PERIODS, SCHEMA.empty_table())
            else:
                self._tables.create(TITLE_PERIODS, SCHEMA)
            changed = engine.sql("SELECT title, min(started_at) AS changed_at FROM all_spans GROUP BY title")
        if not changed.num_rows:
            return
        engine.give("changed", self._since(changed))
        engine.give("since", engine.sql("SELECT title, min(from_us) AS from_us FROM changed GROUP BY title"))
        engine.drop("new_periods")
        engine.give("nothing", SCHEMA.empty_table())
        engine.keep("new_periods", f"SELECT 0 AS series, {_COUNTED} FROM nothing")
        parts = watched_in_parts(
            engine, "all_spans SEMI JOIN changed USING (title)", _WATCHED.format(rule=self._rule.name)
        )
        for watched, done, of in parts:
            self._tell("Charts", done, of)
            self._work_out(watched)
        self._put_down()
        self._tell("Charts", 1, 1)

    def _since(self, changed: pa.Table) -> pa.Table:
        """For each title and series, the first day and instant from which it is worked out again."""
        rows = []
        for row in changed.to_pylist():
            instant_us = int(row["changed_at"].timestamp()) * 1_000_000
            for number, periods in enumerate(self._series):
                first = periods.at(instant_us)
                rows.append((row["title"], number, first.first_day, first.from_us))
        columns = list(zip(*rows, strict=True))
        types = (pa.string(), pa.int64(), pa.date32(), pa.int64())
        arrays = [pa.array(column, type) for column, type in zip(columns, types, strict=True)]
        return pa.table(arrays, names=["title", "series", "first_day", "from_us"])

    def _work_out(self, watched: pa.Table) -> None:
        """Keep the rows of some viewing as `new_periods`."""
        engine = self._engine
        for number, periods in enumerate(self._series):
            engine.give("counted", count_by_period(watched, periods))
            engine.keep(
                "new_periods",
                f"SELECT {number} AS series, {_COUNTED} FROM counted "
                f"SEMI JOIN (FROM changed WHERE series = {number}) AS changed "
                "ON counted.title = changed.title AND counted.first_day >= changed.first_day",
            )

    def _put_down(self) -> None:
        """Put the fresh rows in the place of those that were there, month by month."""
        engine = self._engine
        names = pa.table({"series": range(len(self._series)), "periods": [str(periods) for periods in self._series]})
        engine.give("names", names)
        for month in self._months():
            engine.view("kept", self._tables.files(TITLE_PERIODS, where={"month": month}), SCHEMA)
            rows = engine.sql(
                "WITH together AS ("
                "SELECT periods, title, country, first_day, sum(viewing_us)::BIGINT AS viewing_us, sum(reach)::BIGINT AS reach "
                "FROM new_periods JOIN names USING (series) "
                f"WHERE strftime(first_day, '%Y-%m') = '{month}' GROUP BY ALL "
                f"UNION ALL SELECT periods, {_COUNTED} FROM kept ANTI JOIN (FROM changed JOIN names USING (series)) AS anew "
                "ON kept.title = anew.title AND kept.periods = anew.periods AND kept.first_day >= anew.first_day) "
                f"SELECT '{month}' AS month, CASE WHEN least(hours_rank, reach_rank) <= {TOP} THEN 'yes' ELSE 'no' END AS top, "
                "* FROM (SELECT periods, country, first_day, title, viewing_us, reach, "
                "row_number() OVER (one_list ORDER BY viewing_us DESC, title)::INT AS hours_rank, "
                "row_number() OVER (one_list ORDER BY reach DESC, title)::INT AS reach_rank "
                "FROM together WINDOW one_list AS (PARTITION BY periods, country, first_day)) "
                "ORDER BY top, periods, country, hours_rank, first_day"
            )
            self._tables.replace_month(TITLE_PERIODS, rows.cast(SCHEMA), month)
        engine.drop("new_periods")

    def _months(self) -> list[str]:
        """The months in which a row comes or goes."""
        self._engine.view("kept", self._tables.files(TITLE_PERIODS), SCHEMA)
        rows = self._engine.sql(
            "SELECT DISTINCT strftime(first_day, '%Y-%m') AS month FROM new_periods "
            "UNION SELECT DISTINCT month FROM kept SEMI JOIN (FROM changed) AS anew "
            "ON kept.title = anew.title AND kept.first_day >= anew.first_day ORDER BY month"
        )
        months: list[str] = rows["month"].to_pylist()
        return months


def watched_in_parts(engine: Engine, spans: str, query: str) -> Iterator[tuple[pa.Table, int, int]]:
    """What `count_by_period` counts, in parts that fit into memory.

    The counts of parts add up: a title is in one of them, or, where it is too large for that, each household is.

    Args:
        engine: To query with.
        spans: From where, and which; with the columns title and bucket.
        query: For the rows of a part, with `{part}` where the condition belongs.

    Returns:
        The rows of each part, how many spans were done before, and of how many.
    """
    counts = engine.sql(f"SELECT title, count(*) AS spans FROM {spans} GROUP BY title ORDER BY title").to_pylist()
    done, of = 0, sum(count["spans"] for count in counts)
    for titles, number in _batches(counts):
        engine.give("batch", pa.table({"title": pa.array(titles, pa.string())}))
        parts = -(-number // _SPANS_AT_ONCE)
        for part in range(parts):
            within = f"title IN (FROM batch) AND bucket % {parts} = {part}"
            yield engine.sql(query.replace("{part}", within)), done + number * part // parts, of
        done += number


def _batches(counts: Iterable[dict[str, object]]) -> Iterator[tuple[list[str], int]]:
    """Titles together as long as they have few spans, with how many they have."""
    titles: list[str] = []
    spans = 0
    for count in counts:
        title, more = count["title"], count["spans"]
        assert isinstance(title, str)
        assert isinstance(more, int)
        if titles and spans + more > _SPANS_AT_ONCE:
            yield titles, spans
            titles, spans = [], 0
        titles.append(title)
        spans += more
    if titles:
        yield titles, spans
