"""The report on a title: every metric in its first days, and the curves behind them."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import ibis.expr.types as ir

from matinee import instants
from matinee.catalogue import Catalogue, Title
from matinee.catalogue.countries import country_code
from matinee.errors import MatineeError
from matinee.instants import DAY_US
from matinee.metrics import CURVES
from matinee.metrics.curve import Asked
from matinee.metrics.definitions import Definition
from matinee.metrics.measure import Known, Number, households_by, measure
from matinee.metrics.metric import Viewed
from matinee.metrics.week import Week
from matinee.reports.table import Table
from matinee.store import Engine
from matinee.store.history import History, Window
from matinee.version import __version__

MOST_DAYS = 3660
"""Ten years; a longer window is a slip of the finger."""


@dataclass(frozen=True, kw_only=True)
class Report:
    """Every metric of a title in a window.

    Attributes:
        title: Which title.
        runtime_ms: Its runtime: of a season, of the episodes released by the window's end.
        window: From the release, over so many days.
        days: How many.
        closed: Whether the window is over.
        basis: What the window begins with: "release" or, where none is known, "first viewing".
        to_us: Up to where viewing counts: the window's end, or the instant asked for.
        country: Where, or None for everywhere.
        definition: By which it was counted.
        numbers: Every metric, by name.
        curves: Every curve, by name, each worked out when it is asked for; docs/metrics.md has their columns.
        fingerprint: The same for the same question to the same data, counted by the same version of Matinee.
        asked: What was asked, to work out more of it.
        draw: Makes the HTML that a notebook shows.
    """

    title: Title
    runtime_ms: int | None
    window: Window
    days: int
    closed: bool
    basis: str
    to_us: int
    country: str | None
    definition: Definition
    numbers: dict[str, Number]
    curves: Mapping[str, Table]
    fingerprint: str
    asked: Asked = field(repr=False, compare=False)
    draw: Callable[[Report], str] = field(repr=False, compare=False)

    @cached_property
    def local_time_known_share(self) -> float | None:
        """Share of the viewing whose time zone is known."""
        spans = self.asked.viewed.spans
        lasted_us = spans.ended_us - spans.started_us
        sums = spans.aggregate(viewed=lasted_us.sum(), known=lasted_us.sum(where=spans.time_zone.notnull()))
        row = self.asked.rows(sums)[0]
        return (row["known"] or 0) / row["viewed"] if row["viewed"] else None

    @property
    def daily(self) -> Table:
        """Day by day; see `matinee.metrics.daily`."""
        return self.curves["daily"]

    @property
    def dayparts(self) -> Table:
        """By weekday and hour; see `matinee.metrics.dayparts`."""
        return self.curves["dayparts"]

    @property
    def retention(self) -> Table:
        """By minute of the content; see `matinee.metrics.retention`."""
        return self.curves["retention"]

    def as_dict(self) -> dict[str, Any]:
        """The report as JSON has it: exact numbers, shares from 0 to 1, nothing to measure null."""
        return {
            "title": {
                "id": self.title.id,
                "name": self.title.name,
                "kind": self.title.kind,
                "runtime_s": None if self.runtime_ms is None else self.runtime_ms / 1000,
                "in_catalogue": self.title.kind != "unknown",
            },
            "window": {
                "days": self.days,
                "from": instants.show(self.window.from_us),
                "to": instants.show(self.window.to_us),
                "closed": self.closed,
                "counted_to": instants.show(self.to_us),
                "basis": self.basis,
                "country": self.country,
            },
            "definition": {
                "id": self.definition.id,
                "version": self.definition.version,
                "meaning": self.definition.meaning,
                "source": self.definition.source,
            },
            "metrics": {name: _number(number) for name, number in self.numbers.items()},
            "local_time_known_share": self.local_time_known_share,
            **{name: curve.to_dicts() for name, curve in self.curves.items()},
            "fingerprint": self.fingerprint,
        }

    def to_json(self) -> str:
        """The report as JSON."""
        return json.dumps(self.as_dict(), indent=2, ensure_ascii=False)

    def to_csv(self) -> str:
        """The metrics as CSV, one a line."""
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(["title", "metric", "value", "unit", "definition", "days", "from", "to", "country"])
        for name, number in self.numbers.items():
            value = "" if number.value is None else number.value
            window = [self.days, instants.show(self.window.from_us), instants.show(self.window.to_us)]
            writer.writerow(
                [self.title.id, name, value, number.metric.unit, number.definition, *window, self.country or ""]
            )
        return text.getvalue()

    def _repr_html_(self) -> str:
        return self.draw(self)


def make_report(
    history: History,
    engine: Engine,
    catalogue: Catalogue,
    title: Title,
    definition: Definition,
    *,
    days: int,
    country: str | None,
    as_of_us: int,
    week: Week,
    draw: Callable[[Report], str],
) -> Report:
    """Measure a title in its first days.

    Raises:
        MatineeError: The number of days or the country is impossible.
    """
    if not 1 <= days <= MOST_DAYS:
        raise MatineeError(f"A window of {days} days is not possible.", f"Ask for 1 to {MOST_DAYS} days.")
    if country is not None and country_code(country) is None:
        raise MatineeError(f"{country!r} is not a country.", "Use the two letters of ISO 3166-1, like GB or BR.")
    country = country and country_code(country)
    released_us = catalogue.released_at_us(title.id, country)
    extent = history.extent(title.id, country) if released_us is None else None
    begin_us = released_us if released_us is not None else (extent.from_us if extent else as_of_us)
    window = Window(begin_us, begin_us + days * DAY_US)
    counted = Window(begin_us, max(begin_us, min(window.to_us, as_of_us)))
    begun = counted.to_us > counted.from_us and history.has_measured()
    runtime_ms = catalogue.runtime_ms(title.id, counted.to_us if begun else None)

    def homes(window: Window) -> ir.Table:
        return households_by(history.facts(title.id, window, country), definition)

    def at_age(age_days: int) -> ir.Table | None:
        until_us = begin_us + age_days * DAY_US
        return homes(Window(begin_us, until_us)) if begun and until_us <= as_of_us else None

    viewed = Viewed(
        homes(counted), history.spans(counted, title=title.id, country=country), history.spans(counted, country=country)
    )
    assets = tuple(catalogue.assets_of(title.id, counted.to_us)) if begun else ()
    asked = Asked(
        engine=engine,
        viewed=viewed,
        from_us=counted.from_us,
        to_us=counted.to_us,
        assets=assets,
        runtime_ms=runtime_ms,
        at_age=at_age,
        week=week,
    )
    return Report(
        title=title,
        runtime_ms=runtime_ms,
        window=window,
        days=days,
        closed=as_of_us >= window.to_us,
        basis="release" if released_us is not None else "first viewing",
        to_us=counted.to_us,
        country=country,
        definition=definition,
        numbers=measure(engine, viewed, definition, Known(begun, runtime_ms is not None, len(assets))),
        curves=Curves(asked),
        fingerprint=_fingerprint(history.state(title.id), (title.id, window, counted, country, definition, week)),
        asked=asked,
        draw=draw,
    )


class Curves(Mapping[str, Table]):
    """The curves of a title by name, each worked out once, when it is asked for."""

    def __init__(self, asked: Asked) -> None:
        self._asked = asked
        self._made: dict[str, Table] = {}

    def __getitem__(self, name: str) -> Table:
        if name not in self._made:
            self._made[name] = Table(_CURVES[name].table(self._asked))
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(_CURVES)

    def __len__(self) -> int:
        return len(_CURVES)


_CURVES = {curve.name: curve for curve in CURVES}


def _fingerprint(*parts: object) -> str:
    return hashlib.blake2b(repr((__version__, *parts)).encode(), digest_size=16).hexdigest()


def _number(number: Number) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "value": number.value,
        "unit": str(number.metric.unit),
        "definition": number.definition,
        "formula": number.metric.formula,
    }
    if number.metric.parts is not None:
        entry |= {"numerator": number.counted, "denominator": number.out_of, "parts": number.metric.parts}
    if number.left_out is not None:
        entry["households_left_out"] = number.left_out
    return entry
