"""The engine in the process: DuckDB over the files of a snapshot, spoken to through Ibis.

It is locked down: it reads the lake's folder and nothing else, and loads no extension.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from matinee.store.engine import with_queries
from matinee.viewing.spans import SPANS

_LAYOUTS = {
    "bucket": ", hive_partitioning = true, hive_types = {'bucket': INTEGER}",
    "month": ", hive_partitioning = true, hive_types = {'month': VARCHAR, 'top': VARCHAR}",
}
"""How the files of a table are read whose rows lie in folders by a column."""


class DuckDB:
    """Queries over Parquet files and Arrow tables.

    Args:
        folder: The only folder it may read; it spills into `.spill` inside it.
    """

    def __init__(self, folder: Path) -> None:
        self._ibis = ibis.duckdb.connect(
            temp_directory=str(folder / ".spill"),
            autoinstall_known_extensions=False,
            autoload_known_extensions=False,
            preserve_insertion_order=False,
        )
        self._duckdb = self._ibis.con
        self._duckdb.execute("SET TimeZone = 'UTC'")
        self._duckdb.execute("SET allowed_directories = [$folder]", {"folder": str(folder.resolve())})
        self._duckdb.execute("SET enable_external_access = false")
        self._queries: dict[str, str] = {}
        self._names = (f"given_{number}" for number in itertools.count())

    def view(self, name: str, files: Sequence[str], schema: pa.Schema) -> None:
        """Give a name to the rows of some Parquet files; of no files, to no rows."""
        if not files:
            self.give(name, schema.empty_table())
            return
        layout = next((text for name, text in _LAYOUTS.items() if name in schema.names), "")
        self._duckdb.execute(
            f"CREATE OR REPLACE TEMP VIEW {name} AS SELECT * FROM read_parquet([{_listing(files)}]{layout})"
        )

    def give(self, name: str, rows: pa.Table) -> None:
        """Give a name to an Arrow table."""
        self._duckdb.register(f"{name}_rows", rows)
        self._duckdb.execute(f"CREATE OR REPLACE TEMP VIEW {name} AS SELECT * FROM {name}_rows")

    def keep(self, name: str, query: str) -> None:
        """Add the rows of a query to a table of this name, which spills to the disk where it is large."""
        if self.sql(f"SELECT count(*) AS n FROM duckdb_tables() WHERE table_name = '{name}'")["n"][0].as_py():
            self._duckdb.execute(f"INSERT INTO {name} {query}")
        else:
            self._duckdb.execute(f"CREATE TEMP TABLE {name} AS {query}")

    def drop(self, name: str) -> None:
        """Forget a table that was kept."""
        self._duckdb.execute(f"DROP TABLE IF EXISTS {name}")

    def folded(self, query: str, fold: Callable[[pa.Table], pa.Table], schema: pa.Schema) -> str:
        """The name of what a function makes of whole groups of spans; see `Engine`."""
        return self.named(fold(self.sql(query).cast(SPANS)).cast(schema))

    def sql(self, query: str, **values: object) -> pa.Table:
        """Run one of this room's own queries.

        Args:
            query: DuckDB's SQL.
            values: For the `$names` in it.
        """
        return self._duckdb.sql(query, params=values or None).to_arrow_table()

    def count(self, files: Sequence[str]) -> int:
        """How many rows some Parquet files have."""
        if not files:
            return 0
        return int(self.sql(f"SELECT count(*) AS n FROM read_parquet([{_listing(files)}])")["n"][0].as_py())

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
        micros = [micro for field in schema for micro in _micros(field)]
        added = ", ".join(["*", *(f"{text} AS {name}" for name, text, _ in micros)])
        name = next(self._names)
        self._queries[name] = query
        self._duckdb.execute(f"CREATE OR REPLACE TEMP VIEW {name} AS SELECT {added} FROM ({query})")
        fields = [(field.name, field.type) for field in schema] + [(name, type) for name, _, type in micros]
        return ibis.table(ibis.Schema.from_pyarrow(pa.schema(fields)), name=name)

    def collect(self, expression: ir.Table) -> pa.Table:
        """The rows of an expression."""
        # DuckDB sums whole numbers into wider ones than the expression promises.
        return self.sql(self.text(expression)).cast(expression.schema().to_pyarrow())

    def text(self, expression: ir.Table) -> str:
        """The query that an expression runs as."""
        return str(self._ibis.compile(expression))

    def told(self, expression: ir.Table) -> str:
        """The same for people; see `Engine`."""
        return with_queries(str(self._ibis.compile(expression, pretty=True)), self._queries)


def quoted(text: str) -> str:
    """A text as a query has it."""
    return "'" + text.replace("'", "''") + "'"


def _listing(files: Sequence[str]) -> str:
    return ", ".join(map(quoted, files))


_INSTANT = pa.timestamp("us", "UTC")


def _micros(field: pa.Field) -> Iterator[tuple[str, str, pa.DataType]]:
    """How an instant is read as whole microseconds, which every engine reckons alike: name, query and type.

    Of a list the first one too, for which the others need not be read.
    """
    name = f"{field.name.removesuffix('_at')}_us"
    if field.type == _INSTANT:
        yield name, f"epoch_us({field.name})", pa.int64()
    elif field.type == pa.list_(_INSTANT):
        yield name, f"list_transform({field.name}, lambda moment: epoch_us(moment))", pa.list_(pa.int64())
        yield f"first_{name}", f"epoch_us({field.name}[1])", pa.int64()
