"""A table of results, in the shape the reader's tools want: Arrow, Polars, pandas or HTML."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from html import escape
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from matinee.errors import MatineeError

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl


class Table:
    """Rows and columns. Libraries that speak Arrow's C stream take it as it is."""

    def __init__(self, rows: pa.Table) -> None:
        self._rows = rows

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self._rows.__arrow_c_stream__(requested_schema)

    def __len__(self) -> int:
        return int(self._rows.num_rows)

    def __getitem__(self, name: str) -> list[Any]:
        """One column, as a list."""
        values: list[Any] = self._rows[name].to_pylist()
        return values

    def __repr__(self) -> str:
        return f"<Matinee table: {len(self)} rows of {', '.join(self._rows.column_names)}>"

    def to_arrow(self) -> pa.Table:
        """The rows as an Arrow table."""
        return self._rows

    def to_dicts(self) -> list[dict[str, Any]]:
        """The rows as dictionaries."""
        rows: list[dict[str, Any]] = self._rows.to_pylist()
        return rows

    def to_json(self) -> str:
        """The rows as JSON: a list of objects, days and instants as ISO 8601."""
        return json.dumps(self.to_dicts(), indent=2, ensure_ascii=False, default=_iso)

    def to_csv(self) -> str:
        """The rows as CSV, with a header."""
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(self._rows.column_names)
        writer.writerows(row.values() for row in self.to_dicts())
        return text.getvalue()

    def to_pandas(self) -> pd.DataFrame:
        """The rows as a pandas data frame.

        Raises:
            MatineeError: pandas is not installed.
        """
        try:
            import pandas as pd  # noqa: F401  only for those who have it
        except ImportError:
            raise _absent("pandas") from None
        frame: pd.DataFrame = self._rows.to_pandas()
        return frame

    def to_polars(self) -> pl.DataFrame:
        """The rows as a Polars data frame.

        Raises:
            MatineeError: Polars is not installed.
        """
        try:
            import polars as pl
        except ImportError:
            raise _absent("polars") from None
        return pl.DataFrame(self._rows)

    def _repr_html_(self) -> str:
        head = "".join(f"<th>{escape(name)}</th>" for name in self._rows.column_names)
        body = "".join(
            "<tr>"
            + "".join(f"<td>{'' if value is None else escape(str(value))}</td>" for value in row.values())
            + "</tr>"
            for row in self.to_dicts()
        )
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _absent(library: str) -> MatineeError:
    return MatineeError(f"{library} is not installed.", f"Install it with `pip install {library}`.")


def _iso(value: object) -> str:
    assert isinstance(value, date)  # an instant too
    return value.isoformat()
