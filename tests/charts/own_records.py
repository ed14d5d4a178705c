"""Small lakes for the tests of a service's own records, and how to ask them."""

from __future__ import annotations

import csv
from datetime import UTC, datetime, timedelta

from matinee import instants
from matinee.charts.rules import find_rule
from matinee.charts.service_records import Records
from matinee.lake import Lake
from matinee.metrics.definitions import DEFAULT, find_definition

HEADER = "asset_id,title_id,name,kind,runtime_s,released_at,series,season,episode,territory,kids"
MONDAY = datetime(2021, 3, 1, tzinfo=UTC)


def at(day, hour=0, minute=0):
    """An instant, on a day counted from Monday, 1 March 2021."""
    return MONDAY + timedelta(days=day, hours=hour, minutes=minute)


def film(id, released, *, runtime_s=6000, territory="*", kids=False):
    """A line of the catalogue."""
    when = released.isoformat() if released else ""
    return f"{id},{id},{id.capitalize()},film,{runtime_s},{when},,,,{territory},{str(kids).lower()}"


def episode(number, released, *, title="show-1", runtime_s=1800, territory="*"):
    """A line of the catalogue: an episode of a season."""
    return f"{title}-e{number},{title},Chapter {number},episode,{runtime_s},{released.isoformat()},Show,1,{number},{territory},false"


def watched(household, asset, start, seconds, *, country="GB", position_s=0):
    """A span; of no position where that is None."""
    known = position_s is not None
    return {
        "household": household,
        "asset": asset,
        "session": f"{household}-{asset}-{start.isoformat()}-{position_s}-{country}",
        "started_at": start.isoformat(),
        "ended_at": (start + timedelta(seconds=seconds)).isoformat(),
        "position_start_ms": position_s * 1000 if known else "",
        "position_end_ms": (position_s + seconds) * 1000 if known else "",
        "country": country,
        "time_zone": "Europe/London",
    }


def lake_of(folder, spans, titles, settings=""):
    """A lake of these spans, worked out."""
    lake = Lake.create(folder / "lake")
    (folder / "lake" / "matinee.toml").write_text(settings)
    lake = Lake(folder / "lake")
    (folder / "titles.csv").write_text("\n".join([HEADER, *titles]) + "\n")
    done = lake.import_catalogue(folder / "titles.csv")
    assert not done.rejections, done.rejections
    if spans:
        with (folder / "spans.csv").open("w", newline="") as file:
            writer = csv.DictWriter(file, spans[0])
            writer.writeheader()
            writer.writerows(spans)
        done = lake.import_spans([folder / "spans.csv"])[0]
        assert not done.rejections and done.error is None, done
    lake.refresh()
    return lake


def records(lake, *, chart="all", definition=DEFAULT, country=None, as_of=None, **more):
    """What a lake's records are."""
    return Records(
        lake.folder,
        lake.history,
        lake.engine,
        lake.catalogue,
        lake.rules,
        chart=find_rule(chart, lake.chart_rules),
        definition=find_definition(definition, lake.definitions),
        country=country,
        as_of_us=None if as_of is None else instants.to_us(as_of),
        **more,
    )


def first(found, window, by):
    """The record of a window, by a figure."""
    return next(one for one in found.firsts if (one.window, one.by) == (window, by))


def places(record):
    """Ranks, titles and figures."""
    return [(place.rank, place.title_id, place.value) for place in record.places]
