"""The catalogue as a CSV file: one line an asset, or one line an asset and territory.

Columns `asset_id, title_id, name, kind, runtime_s, released_at` and, where known,
`credits_at_s, series, season, episode, territory, language, kids`. `kind` is `film` or
`episode`; `released_at` is ISO 8601 with its offset, or empty or `TBD` where it is not
decided. `runtime_s` may be empty for a live programme. The title of an episode is its
season; the line's `name` is then the episode's.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from matinee import instants
from matinee.catalogue.countries import country_code
from matinee.catalogue.csv_rows import CsvRow, read_rows
from matinee.catalogue.titles import EVERYWHERE, Asset, Catalogue, Release, Title, earlier
from matinee.errors import MatineeError
from matinee.rejections import Rejection

REQUIRED = ("asset_id", "title_id", "name", "kind", "runtime_s", "released_at")
OPTIONAL = ("credits_at_s", "series", "season", "episode", "territory", "language", "kids")

LONGEST_RUNTIME_S = 7 * 86_400
_MOST_DIGITS = 5
_TRUE, _FALSE = ("1", "true", "yes"), ("", "0", "false", "no")


class _UnusableLineError(Exception):
    """A line that cannot be used, with its reason and problem."""


def read_catalogue(lines: Iterable[str], file: str) -> tuple[Catalogue, list[Rejection]]:
    """Read a catalogue file.

    Args:
        lines: The lines of the file, header first.
        file: Its name, for messages.

    Returns:
        The catalogue of the good lines, and the rejected lines.

    Raises:
        MatineeError: The file has no header, or the header lacks a required column.
    """
    rows = read_rows(lines)
    header = next(rows, CsvRow(1, []))
    absent = [name for name in REQUIRED if name not in header.values]
    if absent:
        raise MatineeError(
            f"{file}, line {header.line}: the header has no column {', '.join(absent)}.",
            f"A catalogue needs the columns {','.join(REQUIRED)} and may have {','.join(OPTIONAL)}.",
        )
    titles: dict[str, Title] = {}
    assets: dict[str, Asset] = {}
    releases: dict[tuple[str, str], Release] = {}
    rejections: list[Rejection] = []
    for row in rows:
        try:
            title, asset, release = _read_line(_named(header.values, row))
        except _UnusableLineError as unusable:
            reason, problem = unusable.args
            rejections.append(Rejection(row.line, reason, problem, ",".join(row.values)))
            continue
        titles[title.id] = title
        assets[asset.id] = _earlier(asset, assets.get(asset.id))
        key = (release.title, release.territory)  # a season is released when its first episode is
        releases[key] = earlier(release, releases.get(key))
    return Catalogue(titles, assets, releases), rejections


def _named(columns: list[str], row: CsvRow) -> dict[str, str]:
    """The values by column, empty where the line ends early."""
    misfit = row.misfit(len(columns))
    if misfit:
        raise _UnusableLineError("unreadable", misfit)
    return dict.fromkeys(columns, "") | dict(zip(columns, row.values, strict=False))


def _read_line(row: dict[str, str]) -> tuple[Title, Asset, Release]:
    for name in ("asset_id", "title_id", "name"):
        if not row[name]:
            raise _UnusableLineError("missing", f"{name} is empty.")
    if row["kind"] not in ("film", "episode"):
        raise _UnusableLineError("unknown kind", f"kind is {row['kind']!r}, neither film nor episode.")
    episode = row["kind"] == "episode"
    season = _whole(row, "season")
    title = Title(
        id=row["title_id"],
        name=_season_name(row, season) if episode else row["name"],
        kind="season" if episode else "film",
        series=row.get("series") or None,
        season=season,
        language=row.get("language") or None,
        kids=_kids(row.get("kids", "")),
    )
    runtime_ms = _milliseconds(row, "runtime_s")
    credits_at_ms = _milliseconds(row, "credits_at_s")
    if credits_at_ms is not None and runtime_ms is None:
        raise _UnusableLineError("impossible duration", f"credits_at_s is {row['credits_at_s']!r} without a runtime_s.")
    if credits_at_ms is not None and runtime_ms is not None and credits_at_ms > runtime_ms:
        raise _UnusableLineError("impossible duration", f"credits_at_s {row['credits_at_s']} lies beyond the runtime.")
    released_at_us = _instant(row["released_at"])
    asset = Asset(
        id=row["asset_id"],
        title=title.id,
        name=row["name"],
        runtime_ms=runtime_ms,
        credits_at_ms=credits_at_ms,
        released_at_us=released_at_us,
        episode=_whole(row, "episode"),
    )
    release = Release(
        title=title.id,
        territory=_territory(row.get("territory", "")),
        released_at_us=released_at_us,
        status="announced" if released_at_us is None else "released",
    )
    return title, asset, release


def _season_name(row: dict[str, str], season: int | None) -> str:
    series = row.get("series") or row["title_id"]
    return series if season is None else f"{series}: Season {season}"


def _territory(text: str) -> str:
    if text in ("", EVERYWHERE):
        return EVERYWHERE
    code = country_code(text)
    if code is None:
        raise _UnusableLineError("unknown country", f"territory is {text!r}.")
    return code


def _instant(text: str) -> int | None:
    if text.upper() in ("", "TBD"):
        return None
    try:
        return instants.parse(text)
    except MatineeError as error:
        raise _UnusableLineError("unreadable", f"released_at: {error.problem}") from None


def _milliseconds(row: dict[str, str], name: str) -> int | None:
    text = row.get(name, "")
    if not text:
        return None
    try:
        seconds = float(text)
    except ValueError:
        seconds = float("nan")
    if not 0.001 <= seconds <= LONGEST_RUNTIME_S:
        raise _UnusableLineError("impossible duration", f"{name} is {text!r}.")
    return round(seconds * 1000)


def _whole(row: dict[str, str], name: str) -> int | None:
    text = row.get(name, "")
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS):
        raise _UnusableLineError("impossible number", f"{name} is {text!r}.")
    return int(text)


def _kids(text: str) -> bool | None:
    if text == "":
        return None
    if text.casefold() in _TRUE + _FALSE:
        return text.casefold() in _TRUE
    raise _UnusableLineError("unknown kind", f"kids is {text!r}, neither true nor false.")


def _earlier(asset: Asset, other: Asset | None) -> Asset:
    """The asset as this line has it, released when it first came out anywhere."""
    if other is None or other.released_at_us is None:
        return asset
    if asset.released_at_us is None or other.released_at_us < asset.released_at_us:
        return replace(asset, released_at_us=other.released_at_us)
    return asset
