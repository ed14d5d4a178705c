"""The distributed engine: Spark over the same files, spoken to through Ibis.

It needs `pip install matinee[spark]` and a Java runtime. The master comes from the setting
`spark_master`; on a cluster every machine sees the lake's folder and has Matinee installed.
Queries of this room are written once, in DuckDB's SQL, and translated.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import sys
import weakref
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import ibis
import ibis.expr.types as ir
import pyarrow as pa
import sqlglot
import sqlglot.expressions as sql

from matinee.errors import MatineeError
from matinee.store.engine import with_queries
from matinee.viewing.streams import GROUP, fold_stream

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession


class Spark:
    """Queries over Parquet files and Arrow tables, run by the executors of a session.

    Args:
        master: Where Spark runs; of a session that runs already it has no effect.

    Raises:
        MatineeError: PySpark or Java is missing.
    """

    def __init__(self, master: str = "local[*]") -> None:
        self._spark = _session(master)
        self._ibis = ibis.pyspark.connect(self._spark)
        self._names = (f"given_{number}" for number in itertools.count())
        self._kept: dict[str, list[DataFrame]] = {}
        self._queries: dict[str, str] = {}

    def view(self, name: str, files: Sequence[str], schema: pa.Schema) -> None:
        """Give a name to the rows of some Parquet files; of no files, to no rows."""
        if not files:
            self.give(name, schema.empty_table())
            return
        from pyspark.sql.pandas.types import from_arrow_schema

        reader = self._spark.read.schema(from_arrow_schema(schema)).option("basePath", str(_root(files[0])))
        reader.parquet(*files).select(*schema.names).createOrReplaceTempView(name)

    def give(self, name: str, rows: pa.Table) -> None:
        """Give a name to an Arrow table."""
        self._spark.createDataFrame(rows).createOrReplaceTempView(name)

    def keep(self, name: str, query: str) -> None:
        """Add the rows of a query to a table of this name."""
        self._kept.setdefault(name, []).append(self._run(query, {}).persist())
        first, *more = self._kept[name]
        for rows in more:
            first = first.unionByName(rows)
        first.createOrReplaceTempView(name)

    def drop(self, name: str) -> None:
        """Forget a table that was kept."""
        for rows in self._kept.pop(name, []):
            rows.unpersist()

    def sql(self, query: str, **values: object) -> pa.Table:
        """Run one of this room's own queries.

        Args:
            query: DuckDB's SQL.
            values: For the `$names` in it.
        """
        return self._run(query, values).toArrow()

    def folded(self, query: str, fold: Callable[[pa.Table], pa.Table], schema: pa.Schema) -> str:
        """The name of what a function makes of whole groups of spans, wherever they rest.

        The spans of a household and title go to one executor, in order, and through the same
        function as in the process; they are never all in one place.

        Args:
            query: For spans, schema `SPANS`.
            fold: Takes spans of whole groups, gives their facts.
            schema: Of the facts.
        """
        from pyspark.sql.pandas.types import from_arrow_schema

        spans = self._run(query, {}).repartition(*GROUP).sortWithinPartitions(*GROUP)

        def fold_partition(batches: Iterable[pa.RecordBatch]) -> Iterable[pa.RecordBatch]:
            return fold_stream(batches, fold)

        name = next(self._names)
        # Folded once, however many questions are asked of it.
        facts = spans.mapInArrow(fold_partition, from_arrow_schema(schema)).persist()
        weakref.finalize(self, _forget, facts).atexit = False
        facts.createOrReplaceTempView(name)
        return name

    def count(self, files: Sequence[str]) -> int:
        """How many rows some Parquet files have."""
        return self._spark.read.parquet(*files).count() if files else 0

    def table(self, rows: pa.Table) -> ir.Table:
        """An Arrow table, to build expressions on; each instant is there as whole microseconds too."""
        return self.query(f"SELECT * FROM {self.named(rows)}", rows.schema)

    def named(self, rows: pa.Table) -> str:
        """Give an Arrow table a name that no other has; the name."""
        name = next(self._names)
        self.give(name, rows)
        return name

    def query(self, query: str, schema: pa.Schema) -> ir.Table:
        """One of this room's own queries, to build expressions on; nothing is read before one of them is collected.

        Args:
            query: DuckDB's SQL.
            schema: Of its rows; each instant is there as whole microseconds too.
        """
        name = next(self._names)
        self._queries[name] = query
        micros = [micro for field in schema for micro in _micros(field)]
        added = [f"{text} AS {micro}" for micro, text, _ in micros]
        self._spark.sql(translated(query)).selectExpr("*", *added).createOrReplaceTempView(name)
        fields = [(field.name, field.type) for field in schema] + [(micro, type) for micro, _, type in micros]
        return ibis.table(ibis.Schema.from_pyarrow(pa.schema(fields)), name=name)

    def collect(self, expression: ir.Table) -> pa.Table:
        """The rows of an expression, in the types that the expression promises."""
        return self._spark.sql(self.text(expression)).toArrow().cast(expression.schema().to_pyarrow())

    def text(self, expression: ir.Table) -> str:
        """The query that an expression runs as."""
        return str(self._ibis.compile(expression))

    def told(self, expression: ir.Table) -> str:
        """The same for people; see `Engine`."""
        return with_queries(str(self._ibis.compile(expression, pretty=True)), self._queries)

    def _run(self, query: str, values: Mapping[str, object]) -> DataFrame:
        return self._spark.sql(translated(query), dict(values))


def _forget(rows: DataFrame) -> None:
    # The application may have ended before.
    with contextlib.suppress(Exception):
        rows.unpersist()


def translated(query: str) -> str:
    """A query in DuckDB's SQL as Spark understands it.

    >>> translated("SELECT epoch_us(min(started_at)) AS first FROM spans WHERE title = $title")
    'SELECT UNIX_MICROS(MIN(started_at)) AS first FROM spans WHERE title = :title'
    >>> translated("SELECT a::HUGEINT * b // c AS n FROM t SEMI JOIN u USING (id)")
    'SELECT CAST(a AS DECIMAL(38, 0)) * b DIV c AS n FROM t LEFT SEMI JOIN u USING (id)'
    """
    return str(sqlglot.parse_one(query, read="duckdb").transform(_as_spark_says).sql(dialect="spark"))


def _as_spark_says(node: sql.Expression) -> sql.Expression:
    """What the translator leaves as DuckDB has it."""
    if isinstance(node, sql.Anonymous) and str(node.this).lower() in _FUNCTIONS:
        return sql.Anonymous(this=_FUNCTIONS[str(node.this).lower()], expressions=node.expressions)
    if isinstance(node, sql.DataType) and node.this == sql.DataType.Type.INT128:
        return sql.DataType.build("DECIMAL(38, 0)")
    if isinstance(node, sql.Join) and node.args.get("kind") in ("SEMI", "ANTI"):
        node.set("side", "LEFT")
    return node


_FUNCTIONS = {"epoch_us": "UNIX_MICROS", "len": "SIZE"}


_INSTANT = pa.timestamp("us", "UTC")


def _micros(field: pa.Field) -> Iterator[tuple[str, str, pa.DataType]]:
    """How an instant is read as whole microseconds, and of a list the first one too: name, query and type."""
    name = f"{field.name.removesuffix('_at')}_us"
    if field.type == _INSTANT:
        yield name, f"UNIX_MICROS({field.name})", pa.int64()
    elif field.type == pa.list_(_INSTANT):
        yield name, f"TRANSFORM({field.name}, moment -> UNIX_MICROS(moment))", pa.list_(pa.int64())
        yield f"first_{name}", f"UNIX_MICROS(GET({field.name}, 0))", pa.int64()


def _root(file: str) -> Path:
    """The folder of a table, of which folders for values of a column lie above the file."""
    folder = Path(file).parent
    while "=" in folder.name:
        folder = folder.parent
    return folder


def _session(master: str) -> SparkSession:
    """A session of its own, in the application that runs already or a new one."""
    try:
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession
    except ImportError:
        raise MatineeError("PySpark is not installed.", "Run `pip install 'matinee[spark]'`.") from None
    # What runs a function must be the Python that wrote it.
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    running = SparkSession.getActiveSession()
    if running is None:
        builder = SparkSession.builder.appName("matinee").master(master)
        for name in ("spark.ui.enabled", "spark.ui.showConsoleProgress"):
            builder = builder.config(name, "false")
        try:
            running = builder.getOrCreate()
        except (PySparkException, OSError) as problem:
            said = str(problem).strip().splitlines()[0]
            raise MatineeError(f"Spark does not start: {said}", "Is a Java runtime there, version 17 or 21?") from None
        running.sparkContext.setLogLevel("ERROR")
    session = running.newSession()
    for name, value in (("spark.sql.session.timeZone", "UTC"), ("spark.sql.ansi.enabled", "true")):
        session.conf.set(name, value)
    return session
