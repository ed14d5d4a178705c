"""Launch curves from a table: title, released_on, day, new_households, and what else is known of a title.

One row a day, day 1 the first; `kind`, `kids` and `language` may be there, and other columns are not looked at. A bad row
costs itself: a day whose number cannot be read is a gap in the curve, and the curve goes on.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from matinee.errors import MatineeError
from matinee.imports.published_rows import Fields, read_date, read_sheet
from matinee.projection.curves import Curve
from matinee.rejections import Rejection

COLUMNS = ("title", "released_on", "day", "new_households")
LAST_DAY = 3660
_WHAT = "launch curves"
_WHOLE = re.compile(r"[0-9]{1,6}(\.0+)?")
_NUMBER = re.compile(r"[0-9]{1,15}(\.[0-9]{1,9})?([eE]\+?[0-9]{1,2})?")
_TIME = re.compile(r"[T ]\d\d:\d\d(:\d\d([.,]\d+)?)?( ?(Z|UTC|[+-]\d\d:?\d\d))?$")
"""The time of a release says no more than its day does: day 1 is counted as the file has it."""
_MOST = 1e12


@dataclass(frozen=True, kw_only=True)
class CurveFile:
    """What a file of curves holds.

    Attributes:
        curves: In order of release, then of title.
        rejections: Rows that could not be used.
    """

    curves: tuple[Curve, ...]
    rejections: tuple[Rejection, ...]


@dataclass
class _Title:
    counts: dict[int, float | None] = field(default_factory=dict)
    kind: str | None = None
    kids: bool | None = None
    language: str | None = None


def read_curves(lines: Iterable[str], file: str) -> CurveFile:
    """Read launch curves.

    Args:
        lines: The lines of the file.
        file: Its name, for messages.

    Raises:
        MatineeError: It is no such table, or no row of it can be used.
    """
    sheet = read_sheet(lines, file, _WHAT, ", ".join(COLUMNS))
    if missing := sheet.missing(COLUMNS):
        raise MatineeError(
            f"{file}, line {sheet.line}: the header has no column {', '.join(missing)}.",
            f"Launch curves need the columns {', '.join(COLUMNS)}, in any order.",
        )
    titles: dict[tuple[date, str], _Title] = {}
    rejections = []
    for row in sheet.rows:
        fields = sheet.fields(row)
        rejection = fields if isinstance(fields, Rejection) else _take(fields, titles)
        if rejection is not None:
            rejections.append(rejection)
    if not titles:
        raise MatineeError(
            f"No row of {file} can be used.", "Each needs a title, a day of release, a day from 1 on and a count."
        )
    curves = tuple(_curve(name, released, title) for (released, name), title in sorted(titles.items()))
    return CurveFile(curves=curves, rejections=tuple(rejections))


def _take(fields: Fields, titles: dict[tuple[date, str], _Title]) -> Rejection | None:
    """Put one row where it belongs, or say what is wrong with it."""
    name, released, day = fields.needed("title"), _date(fields), _day(fields)
    if fields.rejection or released is None or day is None:
        return fields.rejection
    count = _count(fields)
    title = titles.setdefault((released, name), _Title())
    if title.counts.get(day) is None:
        title.counts[day] = count
    elif count is not None and count != title.counts[day]:
        fields.reject("told twice", f"Day {day} of {name} is {count:g}, and {title.counts[day]:g} in a row before.")
    title.kind = title.kind or fields.given("kind")
    title.kids = fields.flag("kids") if title.kids is None else title.kids
    title.language = title.language or fields.given("language")
    return fields.rejection


def _curve(name: str, released: date, title: _Title) -> Curve:
    return Curve(
        title=name,
        released_on=released,
        new_households=tuple(title.counts.get(day) for day in range(1, max(title.counts) + 1)),
        kind=title.kind,
        kids=title.kids,
        language=title.language,
    )


def _date(fields: Fields) -> date | None:
    text = fields.needed("released_on")
    found = read_date(_TIME.sub("", text)) if text else None
    if text and (found is None or not 1900 <= found.year <= 2100):
        fields.reject("unreadable", f"released_on is {text!r}, which is no date.")
        return None
    return found


def _day(fields: Fields) -> int | None:
    text = fields.needed("day")
    day = int(float(text)) if _WHOLE.fullmatch(text) else 0
    if text and not 1 <= day <= LAST_DAY:
        fields.reject("impossible number", f"day is {text!r}.")
        return None
    return day


def _count(fields: Fields) -> float | None:
    text = fields.given("new_households")
    if text is None:
        fields.reject("missing", "new_households is empty.")
        return None
    count = float(text) if _NUMBER.fullmatch(text) else math.inf
    if count > _MOST:
        fields.reject("impossible number", f"new_households is {text!r}.")
        return None
    return count
