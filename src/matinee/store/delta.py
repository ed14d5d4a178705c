"""The tables of a lake, as Delta tables in its folder.

Any engine that reads Delta Lake (DuckDB, Polars, Spark, Trino, Databricks, ClickHouse) can
read them beside Matinee. A write is one commit: it is there as a whole or not at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pyarrow as pa
from deltalake import DeltaTable, PostCommitHookProperties, WriterProperties, write_deltalake
from deltalake.exceptions import DeltaError
from pyarrow.fs import LocalFileSystem, SubTreeFileSystem

from matinee.errors import MatineeError

PARTITIONS = ("bucket", "month", "top")
"""Columns by which a table that has one is laid out: parts of the households, of time, of charts."""

_NO_HOOKS = PostCommitHookProperties(create_checkpoint=False, cleanup_expired_logs=False)
"""Checkpoints are made of what is safe, and only then; see `matinee.store.settled`."""
_SMALL_BYTES = 128_000_000


class Tables:
    """The tables in one folder.

    Args:
        folder: Where they rest, one folder each.
        pinned: Gives the version of each table to read; a table it does not name is read as it is now.
    """

    def __init__(self, folder: Path, pinned: Callable[[], Mapping[str, int]] = dict) -> None:
        self.folder = folder
        self._pinned = pinned
        self._opened: dict[str, DeltaTable] = {}

    def create(self, name: str, schema: pa.Schema) -> None:
        """Make an empty table; one with a column of `PARTITIONS` is laid out by it."""
        DeltaTable.create(
            self._at(name),
            schema=schema,
            partition_by=_partition(schema),
            post_commithook_properties=_NO_HOOKS,
        )

    def has(self, name: str) -> bool:
        """Whether there is such a table."""
        pinned = self._pinned()
        return name in pinned if pinned else (self.folder / name).is_dir()

    def names(self) -> list[str]:
        """All tables there are."""
        return sorted(path.name for path in self.folder.iterdir())

    def append(self, name: str, rows: pa.Table) -> None:
        """Add rows in one commit."""
        if rows.num_rows:
            write_deltalake(self._at(name), rows, mode="append", post_commithook_properties=_NO_HOOKS)

    def replace(self, name: str, rows: pa.Table, buckets: Iterable[int] | None = None) -> None:
        """Put rows in the place of all there are, or of all there are in some buckets, in one commit."""
        if buckets is None:
            write_deltalake(
                self._at(name),
                rows,
                mode="overwrite",
                schema_mode="overwrite",
                partition_by=_partition(rows.schema),
                post_commithook_properties=_NO_HOOKS,
            )
            return
        chosen = ", ".join(str(bucket) for bucket in sorted(buckets))
        self._overwrite(name, rows, f"bucket in ({chosen})", WriterProperties())

    def replace_month(self, name: str, rows: pa.Table, month: str) -> None:
        """Put rows in the place of all there are of a month, like "2021-03", in one commit."""
        self._overwrite(name, rows, f"month = '{month}'", WriterProperties())

    def replace_where(self, name: str, rows: pa.Table, where: str) -> None:
        """Put rows in the place of all there are for which a condition of our own holds, in one commit."""
        self._overwrite(name, rows, where, WriterProperties())

    def _overwrite(self, name: str, rows: pa.Table, where: str, properties: WriterProperties) -> None:
        write_deltalake(
            self._at(name),
            rows,
            mode="overwrite",
            predicate=where,
            writer_properties=properties,
            post_commithook_properties=_NO_HOOKS,
        )

    def read(self, name: str) -> pa.Table:
        """A whole small table."""
        # Arrow reads the files itself: through deltalake its threads call Python, and abort a command that is just ending.
        files = SubTreeFileSystem(str((self.folder / name).resolve()), LocalFileSystem())
        return pa.table(self._open(name).to_pyarrow_table(filesystem=files))

    def version(self, name: str) -> int:
        """The number of the latest commit; it only ever grows."""
        return self._open(name).version()

    def id(self, name: str) -> str:
        """The id that a table was given when it was made; no other has it."""
        return str(self._open(name).metadata().id)

    def files(
        self,
        name: str,
        version: int | None = None,
        buckets: Sequence[int] | None = None,
        where: Mapping[str, str] | None = None,
    ) -> list[str]:
        """The Parquet files that make up a table, now or at an earlier version.

        Args:
            name: The table.
            version: Which version; None: now.
            buckets: Only its part in these buckets.
            where: Only its part where columns by which it is laid out have these values.
        """
        filters: list[tuple[str, str, Any]] = [(column, "=", value) for column, value in (where or {}).items()]
        if buckets is not None:
            filters.append(("bucket", "in", [str(bucket) for bucket in buckets]))
        files = self._open(name, version).file_uris(file_pruning_predicate=filters or None)
        return [unquote(file.removeprefix("file://")) for file in files]

    def new_files(self, name: str, since: int | None) -> list[str]:
        """The files that have come since a version; None: all."""
        try:
            earlier = set() if since is None else set(self.files(name, since))
        except DeltaError:
            earlier = set()  # the log is forgotten after a month: all files are as good as new
        return [file for file in self.files(name) if file not in earlier]

    def is_scattered(self, name: str, files_per_bucket: int) -> bool:
        """Whether some bucket of a table rests in more files than that."""
        folders = [file.rpartition("/")[0] for file in self.files(name)]
        return max(map(folders.count, set(folders)), default=0) > files_per_bucket

    def compact(self, name: str) -> None:
        """Put small files together; the rows stay the same."""
        self._open(name).optimize.compact(target_size=_SMALL_BYTES, post_commithook_properties=_NO_HOOKS)

    def forget_old_files(self, name: str) -> None:
        """Delete the files that no version of the last hour has: no reader is that slow. Also what no commit came to name."""
        self._open(name).vacuum(
            retention_hours=1,
            full=True,
            enforce_retention_duration=False,
            dry_run=False,
            post_commithook_properties=_NO_HOOKS,
        )

    def checkpoint(self, name: str) -> int:
        """Sum the log up, so that it is read fast, and forget what of it is a month old; returns the version."""
        table = self._open(name)
        table.create_checkpoint()
        table.cleanup_metadata()
        return table.version()

    def _at(self, name: str) -> str:
        return (self.folder / name).resolve().as_uri()

    def _open(self, name: str, version: int | None = None) -> DeltaTable:
        if not self.has(name):
            raise MatineeError(
                f"The lake has no table {name} in {self.folder}.",
                "Restore the folder from a backup, or make a new lake with `matinee init`.",
            )
        version = self._pinned().get(name) if version is None else version
        if version is None:
            return DeltaTable(self._at(name))
        opened = self._opened.get(name)
        if opened is None or opened.version() != version:
            opened = self._opened[name] = DeltaTable(self._at(name), version=version)
        return opened


def _partition(schema: pa.Schema) -> list[str] | None:
    return [name for name in PARTITIONS if name in schema.names] or None
