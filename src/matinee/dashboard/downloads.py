"""`/v1`: every table as JSON, CSV or Parquet, the first two with the characters of the command line; pictures as SVG."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from typing import Protocol

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

from matinee import instants
from matinee.dashboard.asked import Asked, whole
from matinee.dashboard.views import WantedChart, titles_rows
from matinee.errors import MatineeError
from matinee.lake import Lake
from matinee.metrics.definitions import DEFAULT, all_terms
from matinee.reports.chart_pictures import chart_picture
from matinee.reports.definition_pictures import definition_pictures
from matinee.reports.definitions_text import find_terms
from matinee.reports.pictures import Picture, pictures
from matinee.reports.projection_pictures import fan_picture, hold_picture
from matinee.reports.report import Report
from matinee.reports.table import Table
from matinee.title_view import TitleView

TYPES = {"json": "application/json", "csv": "text/csv; charset=utf-8", "parquet": "application/vnd.apache.parquet"}


class Result(Protocol):
    """What can be written as JSON and as CSV."""

    def to_json(self) -> str:
        """As JSON."""

    def to_csv(self) -> str:
        """As CSV."""


Query = Mapping[str, str]


def _title(lake: Lake, query: Query) -> TitleView:
    if not query.get("title"):
        raise MatineeError("No title is named.", "Add ?title=ID to the address.")
    return lake.title(query["title"])


def _report(lake: Lake, query: Query) -> Report:
    return _title(lake, query).report(**Asked.of(query).window())


def _until(asked: Asked) -> str:
    """As of an instant: what is downloaded issues nothing."""
    return asked.as_of or instants.show(instants.now_us())


def _project(lake: Lake, query: Query) -> Result:
    asked = Asked.of(query)
    return _title(lake, query).project(
        days=asked.days, definition=asked.definition, country=asked.country, as_of=_until(asked)
    )


def _hold(lake: Lake, query: Query) -> Result:
    return _title(lake, query).hold(**Asked.of(query).window())


def _under_all(lake: Lake, query: Query) -> Result:
    asked = Asked.of(query)
    return _title(lake, query).definitions(days=asked.days, country=asked.country, as_of=asked.as_of)


def _standing(lake: Lake, query: Query) -> Result:
    asked = Asked.of(query)
    id = _title(lake, query).title.id
    return lake.on_record(id, country=asked.country, definition=asked.definition, as_of=asked.as_of)


def _top10(lake: Lake, query: Query) -> Result:
    asked = WantedChart.of(query)
    if asked.edition is not None:
        return lake.edition(asked.edition, **asked.scope())
    return lake.top10(**asked.scope())


def _compare(lake: Lake, query: Query) -> Result:
    titles = [one.strip() for one in query.get("titles", "").split(",") if one.strip()]
    return lake.compare(*titles, **Asked.of(query).window())


def _sequel(lake: Lake, query: Query) -> Result:
    budget = query.get("budget")
    cost = whole(budget, "what it would cost") if budget else None
    return lake.sequel(_title(lake, query).title.id, **Asked.of(query).window(), budget=cost)


def _rank(lake: Lake, query: Query) -> Result:
    by, metric = query.get("by") or "franchise", query.get("metric") or "reach"
    return lake.rank(by=by, metric=metric, **Asked.of(query).window())


def _records(lake: Lake, query: Query) -> Result:
    return lake.records(country=query.get("country") or None, definition=query.get("definition") or DEFAULT)


def _counts(lake: Lake, query: Query) -> Result:  # noqa: ARG001
    rows = [{"records": door} | counted for door, counted in sorted(lake.status().counts.items())]
    return _Rows(rows)


def _status(lake: Lake, query: Query) -> Result:  # noqa: ARG001
    return _Rows([asdict(lake.status())])


class _Rows(Table):
    """Rows as a table, with whatever columns they have."""

    def __init__(self, rows: Sequence[Mapping[str, object]]) -> None:
        super().__init__(
            pa.Table.from_pylist([dict(row) for row in rows])
            if rows
            else pa.table({"nothing": pa.array([], pa.string())})
        )


ANSWERS: dict[str, Callable[[Lake, Query], Result]] = {
    "titles": lambda lake, _: _Rows(titles_rows(lake)),
    "report": _report,
    "daily": lambda lake, query: _report(lake, query).daily,
    "retention": lambda lake, query: _report(lake, query).retention,
    "dayparts": lambda lake, query: _report(lake, query).dayparts,
    "project": _project,
    "projections": lambda lake, query: _title(lake, query).projections(definition=Asked.of(query).definition),
    "hold": _hold,
    "under-all": _under_all,
    "standing": _standing,
    "compare": _compare,
    "sequel": _sequel,
    "rank": _rank,
    "top10": _top10,
    "editions": lambda lake, _: lake.editions(),
    "restatements": lambda lake, _: lake.restatements(),
    "records": _records,
    "definitions": lambda lake, _: find_terms(None, all_terms(lake.definitions)),
    "counts": _counts,
    "status": _status,
    "rejections": lambda lake, _: lake.rejections(1000),
}
"""Every table, by its name in the address."""


def download(lake: Lake, name: str, form: str, query: Query) -> bytes:
    """A table, written.

    Args:
        lake: Which lake.
        name: One of `ANSWERS`.
        form: One of `TYPES`.
        query: What is asked, by the names of the command line.

    Raises:
        MatineeError: There is no such table or form, or what is asked is not possible.
    """
    if name not in ANSWERS or form not in TYPES:
        raise MatineeError(
            f"There is no {name}.{form}.", f"There are {', '.join(ANSWERS)}, each as {', '.join(TYPES)}."
        )
    found = ANSWERS[name](lake, query)
    if form == "json":
        return (found.to_json().rstrip("\n") + "\n").encode()
    if form == "csv":
        return (found.to_csv().rstrip("\n") + "\n").encode()
    return _parquet(found)


def _parquet(found: Result) -> bytes:
    """A table of its own types; of an answer that is more than a table, the lines of its CSV."""
    told = found.to_arrow() if isinstance(found, Table) else pyarrow.csv.read_csv(io.BytesIO(found.to_csv().encode()))
    sink = io.BytesIO()
    pq.write_table(told, sink, compression="zstd")
    return sink.getvalue()


def picture(lake: Lake, query: Query) -> Picture:
    """A picture to embed: of a title the first, second or third; its fan, its hold, its definitions; or a chart.

    Raises:
        MatineeError: There is no such picture.
    """
    of = query.get("of") or "1"
    drawn: list[Picture] = []
    if of == "chart":
        drawn = [chart_picture(lake.top10(**WantedChart.of(query).scope()))]
    elif of == "fan":
        asked = Asked.of(query)
        made = _title(lake, query).project(
            days=asked.days, definition=asked.definition, country=asked.country, as_of=_until(asked)
        )
        drawn = [fan_picture(made)]
    elif of == "hold":
        drawn = [hold_picture(_title(lake, query).hold(**Asked.of(query).window()))]
    elif of == "definitions":
        asked = Asked.of(query)
        told = _title(lake, query).definitions(days=asked.days, country=asked.country, as_of=asked.as_of)
        drawn = definition_pictures(told)
    elif of.isdecimal() and int(of):
        drawn = pictures(_report(lake, query))[int(of) - 1 : int(of)]
    if not drawn:
        raise MatineeError(f"There is no picture {of!r}.", "There are 1 to 4, fan, hold, definitions and chart.")
    return drawn[0]


def explained(error: MatineeError) -> bytes:
    """What is wrong, as JSON."""
    return (json.dumps({"problem": error.problem, "hint": error.hint}, ensure_ascii=False) + "\n").encode()
