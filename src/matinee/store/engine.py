"""What the house asks of an engine, whichever it is.

A room gives it the files of a snapshot, or Arrow tables, by name, and asks in expressions of
Ibis, or, in this room, in queries. Every engine gives the same answer.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

import ibis.expr.types as ir
import pyarrow as pa


class Engine(Protocol):
    """Queries over Parquet files and Arrow tables."""

    def view(self, name: str, files: Sequence[str], schema: pa.Schema) -> None:
        """Give a name to the rows of some Parquet files; of no files, to no rows."""

    def give(self, name: str, rows: pa.Table) -> None:
        """Give a name to an Arrow table."""

    def keep(self, name: str, query: str) -> None:
        """Add the rows of a query to a table of this name."""

    def drop(self, name: str) -> None:
        """Forget a table that was kept."""

    def sql(self, query: str, **values: object) -> pa.Table:
        """Run one of this room's own queries.

        Args:
            query: In DuckDB's SQL, which every engine here understands or has translated.
            values: For the `$names` in it.
        """

    def folded(self, query: str, fold: Callable[[pa.Table], pa.Table], schema: pa.Schema) -> str:
        """The name of what a function makes of whole groups of spans, on whatever machines they are.

        Args:
            query: For spans, schema `SPANS`.
            fold: Takes spans of whole groups, gives their facts.
            schema: Of the facts.
        """

    def count(self, files: Sequence[str]) -> int:
        """How many rows some Parquet files have."""

    def table(self, rows: pa.Table) -> ir.Table:
        """An Arrow table, to build expressions on; each instant is there as whole microseconds too."""

    def named(self, rows: pa.Table) -> str:
        """Give an Arrow table a name that no other has; the name."""

    def query(self, query: str, schema: pa.Schema) -> ir.Table:
        """One of this room's own queries, to build expressions on; nothing is read before one of them is collected.

        Args:
            query: As for `sql`.
            schema: Of its rows; each instant is there as whole microseconds too, and the first of each list of them.
        """

    def collect(self, expression: ir.Table) -> pa.Table:
        """The rows of an expression, in the types that the expression promises."""

    def text(self, expression: ir.Table) -> str:
        """The query that an expression runs as."""

    def told(self, expression: ir.Table) -> str:
        """The same for people: laid out, and above it, as comments, the query behind each name in it."""


def with_queries(text: str, queries: Mapping[str, str]) -> str:
    """A query with the queries above it that the names in it stand for."""
    return "\n".join(
        [*(f"-- {name}: {query}" for name, query in queries.items() if re.search(rf"\b{name}\b", text)), text]
    )
