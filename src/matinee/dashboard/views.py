"""The pages that are not of one title."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, NamedTuple
from urllib.parse import urlencode

from matinee import instants
from matinee.charts.rules import DEFAULT as ALL
from matinee.dashboard.frame import in_url, render
from matinee.dashboard.running import running_titles
from matinee.dashboard.told import Cell, Part, parts
from matinee.lake import Lake
from matinee.metrics import CATALOGUE
from matinee.metrics.definitions import DEFAULT, all_terms
from matinee.metrics.metric import prose
from matinee.periods import LENGTHS
from matinee.reports.chart_text import chart_heading, editions_table, restatements_text
from matinee.reports.definitions_text import find_terms
from matinee.reports.records_text import service_records_table
from matinee.reports.small_cells import homes
from matinee.reports.text import OUTCOMES, rejections_text
from matinee.settings import SETTINGS, read_toml
from matinee.store.arrival import RECENT_DAYS, Arrival
from matinee.store.status import Status
from matinee.units import NOTHING, show

_SHOWN_REJECTIONS = 50


class Card(NamedTuple):
    """A card of a page: its heading, its parts, and the tables it is made of."""

    title: str
    parts: list[Part]
    downloads: tuple[str, ...] = ()


def now_page(lake: Lake, query: Mapping[str, str]) -> str:  # noqa: ARG001  every view has this shape
    """What leads, what is in its first weeks and where that is heading, and what came in."""
    status = lake.status()
    seen = status.to_us is not None and status.from_us is not None
    chart = lake.top10() if seen else None
    is_past = seen and instants.now_us() - (status.to_us or 0) > instants.DAY_US
    return render(
        "now",
        "/",
        lake=lake.folder.path.name,
        status=status,
        from_to=[_minute(status.from_us), _minute(status.to_us)],
        chart=chart,
        heading=chart_heading(chart) if chart else "",
        running=running_titles(lake, status.to_us) if status.to_us is not None else [],
        as_of=instants.show(status.to_us) if is_past and status.to_us else None,
        definition=DEFAULT,
        received=sum(counted["received"] for counted in status.counts.values()),
        rejected=sum(counted["rejected"] for counted in status.counts.values()),
    )


COLUMNS = ("title", "kind", "runtime", "released", "rank", "hours", "views", "reach")
SORTS = ("title", "kind", "released", "rank", "hours", "views", "reach")


def titles_rows(lake: Lake) -> list[dict[str, Any]]:
    """Every title that is on the service, or will be, or was watched, with its figures in the latest week; exact."""
    chart = lake.top10(places=100_000) if lake.history.extent() else None
    places = {place.title_id: place for place in chart.places} if chart else {}
    catalogue = lake.catalogue
    rows = []
    here = [title for title in catalogue.titles.values() if catalogue.is_here(title.id) or title.id in places]
    known = [(title.id, title.name, str(title.kind)) for title in here]
    for id, name, kind in [*known, *((id, id, "unknown") for id in lake.unknown_titles())]:
        place, released_us = places.get(id), catalogue.released_at_us(id)
        runtime_ms = catalogue.runtime_ms(id)
        rows.append(
            {
                "id": id,
                "title": name,
                "kind": kind,
                "runtime_s": None if runtime_ms is None else runtime_ms / 1000,
                "released_at": None if released_us is None else instants.show(released_us),
                "rank": place.rank if place else None,
                "hours": place.hours if place else None,
                "views": place.views if place else None,
                "reach": place.reach if place else None,
            }
        )
    return sorted(rows, key=lambda row: (row["title"].casefold(), row["id"]))


def titles_page(lake: Lake, query: Mapping[str, str]) -> str:
    """All titles: searched, of a kind, in an order."""
    rows = titles_rows(lake)
    kinds = sorted({row["kind"] for row in rows})
    asked, kind = query.get("q", "").strip(), query.get("kind", "")
    sort = query.get("sort", "rank" if any(row["rank"] for row in rows) else "title")
    sort = sort if sort in SORTS else "title"
    wanted = asked.casefold()
    found = [
        row
        for row in rows
        if (wanted in row["title"].casefold() or wanted in row["id"].casefold()) and kind in ("", row["kind"])
    ]
    chart = lake.top10() if lake.history.extent() else None

    def link(name: str) -> str:
        return urlencode({"q": asked, "kind": kind, "sort": name})

    for row in found:
        released, runtime_s = row["released_at"], row["runtime_s"]
        row["released"] = "to be decided" if released is None else released[:10]
        row["runtime"] = NOTHING if runtime_s is None else f"{runtime_s / 60:,.0f} min"
    return render(
        "titles",
        "/titles",
        rows=_in_order(found, sort),
        all_titles=len(rows),
        columns=COLUMNS,
        sorts=SORTS,
        sort=sort,
        kinds=kinds,
        kind=kind,
        q=asked,
        link=link,
        homes=lambda count: homes(count, lake.folder.settings.least_homes),
        week=f"{chart.first_day} to {chart.last_day} ({chart.time_zone})" if chart else "",
    )


def _in_order(rows: list[dict[str, Any]], sort: str) -> list[dict[str, Any]]:
    """Names and ranks upwards, all else downwards; what is not known comes last."""
    name = {"released": "released_at"}.get(sort, sort)
    known = [row for row in rows if row[name] is not None]
    known.sort(key=lambda row: row[name].casefold() if sort in ("title", "kind") else row[name])
    if sort not in ("title", "kind", "rank"):
        known.reverse()
    return known + [row for row in rows if row[name] is None]


class WantedChart(NamedTuple):
    """What an address asks of a chart."""

    chart: str
    day: str | None
    week: str | None
    country: str | None
    by: str | None
    edition: int | None

    @classmethod
    def of(cls, query: Mapping[str, str]) -> WantedChart:
        """Read from an address.

        Raises:
            MatineeError: The edition is no number.
        """
        from matinee.dashboard.asked import whole

        day, edition = query.get("day") or None, query.get("edition")
        return cls(
            chart=query.get("chart") or ALL,
            day=day,
            week=None if day else query.get("week") or None,
            country=query.get("country") or None,
            by=query.get("by") or None,
            edition=whole(edition, "editions") if edition else None,
        )

    def scope(self) -> dict[str, Any]:
        """As arguments of a question, but for the edition."""
        return {name: value for name, value in self._asdict().items() if name != "edition"}

    def query(self, **other: str | None) -> str:
        """Of an address that asks the same, but for what is given."""
        asked = self._asdict() | other
        return urlencode({name: str(value) for name, value in asked.items() if value is not None and value != ALL})


def charts_page(lake: Lake, query: Mapping[str, str]) -> str:
    """A chart as it is or as it was published, and what was published and restated."""
    asked = WantedChart.of(query)
    chart = None
    if asked.edition is not None:
        chart = lake.edition(asked.edition, **asked.scope())
    elif lake.history.extent():
        chart = lake.top10(**asked.scope())
    around = []
    if chart:
        step = timedelta(days=LENGTHS[chart.period])
        around = [
            asked.query(edition=None, **{"day": None, "week": None} | {chart.period: str(chart.first_day + way * step)})
            for way in (-1, 1)
        ]
    return render(
        "charts",
        "/charts",
        chart=chart,
        asked=asked,
        query=asked.query(),
        before=around[0] if chart else None,
        after=around[1] if chart and (asked.day or asked.week) else None,
        rules=lake.chart_rules,
        restated=lake.charts.restatements(),
        editions=parts(editions_table(lake.editions())),
        links={},
        restatements=parts(restatements_text(lake.restatements())),
    )


def records_page(lake: Lake, query: Mapping[str, str]) -> str:
    """The records of the service, what is still running, and published charts' own."""
    found = lake.records(country=query.get("country") or None, definition=query.get("definition") or DEFAULT)
    links = {title.name: f"/titles/{in_url(title.id)}" for title in lake.catalogue.titles.values()}
    return _told(
        "Records",
        "/records",
        "The best first days, days, weeks and months there were, and the longest runs; and what may yet break them.",
        [Card("", parts(service_records_table(found)), ("records",))],
        links,
    )


def definitions_page(lake: Lake, query: Mapping[str, str]) -> str:  # noqa: ARG001
    """Every metric and every definition, in its own words."""
    rows = find_terms(None, all_terms(lake.definitions)).rows()
    return render("definitions", "/definitions", metrics=CATALOGUE, prose=prose, rows=rows)


def quality_page(lake: Lake, query: Mapping[str, str]) -> str:  # noqa: ARG001
    """Whether all that came is accounted for, how late it was, what was rejected, and for whom positions are known."""
    status = lake.status()
    rejected, arrival = lake.rejections(_SHOWN_REJECTIONS), lake.arrival()
    counts = [
        (door, *(f"{counted[what]:,}" for what in OUTCOMES), _closes(counted))
        for door, counted in sorted(status.counts.items())
    ]
    reasons = [(reason, f"{count:,}") for reason, count in sorted(status.rejections.items())]
    cards = [
        Card("Everything that came in", _table_or(("records", *OUTCOMES, "counting closes"), counts, "Nothing came in yet."), ("counts",)),
        Card("How late reports came", _lags(arrival)),
        Card("How far the clocks of players were off", _clocks(arrival)),
        Card("Rejected, by reason", _table_or(("reason", "records"), reasons, "No record was rejected."), ()),
        Card("What rests in the lake", _table_or(("", ""), _resting(status), ""), ()),
        Card("Share of viewing with known positions", _known(lake)),
        Card(
            "Rejected last",
            parts(rejections_text(rejected)),
            ("rejections",),
        ),
    ]  # fmt: skip
    lede = "Received = stored + duplicate + rejected, at all times; what is rejected is kept with its reason."
    return _told("Data quality", "/quality", lede, cards, {})


def _lags(arrival: Arrival) -> list[Part]:
    rows = [
        (lag.source, f"{lag.events:,}", _lasting(lag.median), _lasting(lag.late), _lasting(lag.latest), f"{lag.over_a_day:,}")
        for lag in arrival.lags
    ]  # fmt: skip
    columns = ("reports", "events", "half within", "95 in 100 within", "all within", "after more than a day")
    note = f"From when it happened to when the collector had it, of the last {RECENT_DAYS} days in which something came. Files have no time of arrival."
    told = _table_or(columns, rows, "Nothing came in through the collector yet.")
    return [*told, Part("note", (note,))] if rows else told


def _clocks(arrival: Arrival) -> list[Part]:
    rows = [(one.by, f"{one.slow:,}", f"{one.fast:,}") for one in arrival.clocks]
    return _table_or(("off by", "sessions, slow", "sessions, fast"), rows, "No player reported yet.")


def _lasting(seconds: float) -> str:
    """A length of time as a person says it.

    >>> [_lasting(one) for one in (0.25, 45, 600, 93_600)]
    ['0.2 s', '45 s', '10 min', '1.1 days']
    """
    if seconds < 60:
        return f"{seconds:.1f} s" if seconds < 10 else f"{seconds:.0f} s"
    if seconds < 7_200:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3600:.1f} h" if seconds < 86_400 else f"{seconds / 86_400:.1f} days"


def _closes(counted: Mapping[str, int]) -> str:
    whole = counted["stored"] + counted["duplicate"] + counted["rejected"]
    return "yes" if whole == counted["received"] else f"no: {counted['received'] - whole:+,}"


def _resting(status: Status) -> list[tuple[str, ...]]:
    names = {"events": "Events", "spans": "Spans", "household_titles": "Households' titles"}
    return [
        *((label, f"{status.rows[name]:,}") for name, label in names.items()),
        ("Viewing from", f"{_minute(status.from_us)} UTC"),
        ("Viewing to", f"{_minute(status.to_us)} UTC"),
        ("Sessions of players", f"{status.sessions:,}"),
        ("whose clock was over a minute off, and was set", f"{status.clocks_set:,}"),
        ("Advances faster than time, not counted", f"{status.impossible_advances:,}"),
        ("Titles not in the catalogue", f"{len(status.unknown_titles):,}"),
        ("Worked out", "yes" if status.refreshed else "no: run `matinee refresh`"),
    ]


def _known(lake: Lake) -> list[Part]:
    """Of the titles that lead: for what share of their starting households positions are known."""
    if not lake.history.extent():
        return [Part("words", ("Nothing has been watched yet.",))]
    rows = []
    for place in lake.top10().places:
        number = lake.title(place.title_id).report().numbers["position_known_share"]
        rows.append((place.title, show(number.value, number.metric.unit)))
    note = "Of the titles that lead, in their first 28 days. Without positions a household counts for reach and hours, and not for completion."
    return [*_table_or(("title", "position known"), rows, "Nothing was watched in this week."), Part("note", (note,))]


def settings_page(lake: Lake, query: Mapping[str, str]) -> str:  # noqa: ARG001
    """The settings, the keys, and how long what is kept; to be read, not changed."""
    written = read_toml(lake.folder.path / "matinee.toml")
    settings = lake.folder.settings
    rows = []
    for one in SETTINGS:
        value = f"{getattr(settings, one.name)}"
        rows.append((one.name, value, "matinee.toml" if one.name in written else "default", one.help))
    keys = [(key["id"], key["name"], key["created_at"], key["revoked_at"] or "good") for key in _keys(lake)]
    kept = [
        ("Requests of players, as received", f"{settings.spool_hours:g} hours after they are in the lake"),
        ("Events, spans and households' facts", "until they are deleted"),
        ("Rejected records", "until they are deleted, without what identifies a person"),
        ("Ids of households and profiles", "never: only pseudonyms, made with the lake's secret"),
    ]
    erasing = "A household is not erased from here: pages only read. What is asked of these pages is written nowhere."
    cards = [
        Card("Settings", _table_or(("setting", "value", "from", "what it does"), rows, "", right=())),
        Card("Write keys", _table_or(("id", "name", "made", "state"), keys, "There are no keys. Make one with `matinee keys create NAME`.", right=())),
        Card("How long things are kept", [*_table_or(("", ""), kept, "", right=()), Part("note", (erasing,))]),
    ]  # fmt: skip
    lede = "As they stand in matinee.toml in the lake's folder; change them there. Secrets are not shown on any page."
    return _told("Settings", "/settings", lede, cards, {})


def _keys(lake: Lake) -> list[dict[str, Any]]:
    """The write keys, as the collector notes them: what of them may be seen by anyone."""
    try:
        noted = json.loads((lake.folder.path / "keys.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []
    return list(noted.values()) if isinstance(noted, dict) else list(noted)


def _told(title: str, at: str, lede: str, cards: list[Card], links: Mapping[str, str]) -> str:
    return render("told", at, title=title, lede=lede, cards=cards, links=links)


def _table_or(
    columns: tuple[str, ...],
    rows: Sequence[tuple[str, ...]],
    otherwise: str,
    right: tuple[int, ...] | None = None,
) -> list[Part]:
    """A table, or what is said where it has no rows; all but the first column are figures unless said otherwise."""
    if not rows:
        return [Part("words", (otherwise,))]
    figures = range(1, len(columns)) if right is None else right

    def cells(row: tuple[str, ...]) -> tuple[Cell, ...]:
        return tuple(Cell(text, at in figures) for at, text in enumerate(row))

    return [Part("table", columns=cells(columns) if any(columns) else (), rows=tuple(map(cells, rows)))]


def _minute(instant_us: int | None) -> str:
    return NOTHING if instant_us is None else instants.to_datetime(instant_us).strftime("%Y-%m-%d %H:%M")
