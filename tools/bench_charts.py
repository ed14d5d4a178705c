"""Charts at scale: `make bench-charts`.

Makes up a service of 10,000 films, 90 countries and 104 weeks, every film watched in every
country in every week, some far more than others. Works the table of periods out and holds it
against one scan of the columns that it reads; then asks for single charts.

The viewing goes into the lake's tables as it is, without reports of players: what is measured
is charts, not the way there. `python -m tools.bench_charts 1000 9 104` is a smaller service.
"""

from __future__ import annotations

import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa

from matinee import instants
from matinee.catalogue import Asset, Catalogue, Title
from matinee.catalogue.countries import countries as country_names
from matinee.lake import Lake
from matinee.periods import Periods
from matinee.store import Engine, open_engine
from matinee.store.refresh import FACTS, basis, fingerprints
from matinee.store.shelf import write_catalogue
from matinee.store.title_periods import TITLE_PERIODS, TitlePeriods
from matinee.viewing.fold import facts_schema
from matinee.viewing.spans import SPANS

MONDAY = date(2021, 1, 4)
FIRST_US = instants.parse(MONDAY.isoformat())
WEEK_US = 7 * instants.DAY_US
HOUSEHOLDS = 50_000
"""In each country."""
HOT = 100
"""Films of each country and week that many watch."""
TITLES_AT_ONCE = 250
QUESTIONS = 40
INSTANT = pa.timestamp("us", "UTC")


def main(titles: int = 10_000, countries: int = 90, weeks: int = 104) -> None:
    """Make up the service, work its charts out, ask."""
    folder = Path(tempfile.mkdtemp(prefix="matinee-bench-"))
    try:
        lake = Lake.create(folder / "lake")
        codes = sorted(country_names())[:countries]
        spans = _fill(lake, titles, codes, weeks)
        series = [Periods("week")]
        print(f"{titles:,} films × {countries} countries × {weeks} weeks: {spans:,} spans")
        engine = open_engine(lake.folder.path)
        scan_s = _timed(lambda: _scan(lake, engine))
        table = TitlePeriods(lake.folder.tables, engine, series, lake.rules[0], lambda *_: None)
        with lake.folder.writing():
            build_s = _timed(lambda: table.update(None))
            lake.folder.settle()
        _note(lake, series)
        rows = engine.count(lake.folder.tables.files(TITLE_PERIODS))
        print(f"one scan of the columns: {scan_s:.1f} s; {rows:,} rows of the table worked out: {build_s:.1f} s")
        print(f"ratio: {build_s / scan_s:.1f} scans")
        for name, asked in _questions(codes, weeks):
            seconds = sorted(_timed(lambda one=one: lake.top10(**one)) for one in asked)  # type: ignore[misc]  # a default
            median, late = statistics.median(seconds), seconds[int(0.95 * len(seconds))]
            print(f"chart {name}: median {median * 1000:.0f} ms, 95 % within {late * 1000:.0f} ms")
    finally:
        shutil.rmtree(folder)


def _fill(lake: Lake, titles: int, codes: list[str], weeks: int) -> int:
    """Put films, spans and the facts that charts need into the lake."""
    random = np.random.default_rng(2021)
    ids = [f"film-{number:05}" for number in range(titles)]
    runtimes = random.integers(75, 160, titles) * 60_000
    catalogue = Catalogue.of(
        [Title(id=id, name=id, kind="film", language="en" if at % 3 else "es") for at, id in enumerate(ids)],
        [Asset(id=id, title=id, name=id, runtime_ms=int(runtimes[at])) for at, id in enumerate(ids)],
    )
    facts = pa.schema(
        [facts_schema(lake.rules).field(name) for name in ("bucket", "household", "title", "viewing_120s_at")]
    )
    hot = random.zipf(1.3, (len(codes), weeks, HOT)) * 37 % titles
    spans = 0
    with lake.folder.writing():
        write_catalogue(lake.folder.tables, catalogue)
        lake.folder.tables.create(FACTS, facts)
        for first in range(0, titles, TITLES_AT_ONCE):
            rows = _spans(random, ids, range(first, min(first + TITLES_AT_ONCE, titles)), codes, hot)
            spans += rows.num_rows
            lake.folder.tables.append("spans", rows)
            crossed = rows.group_by(["bucket", "household", "title"]).aggregate([("started_at", "min")])
            lake.folder.tables.append(FACTS, crossed.rename_columns(facts.names).cast(facts))
        lake.folder.settle()
    return spans


def _spans(random: np.random.Generator, ids: list[str], titles: range, codes: list[str], hot: np.ndarray) -> pa.Table:
    """The viewing of some films: each is watched once in each country and week, and more where it is hot."""
    countries, weeks, _ = hot.shape
    base = np.stack(np.meshgrid(titles, range(countries), range(weeks), indexing="ij"), -1).reshape(-1, 3)
    country, week, place = np.nonzero((hot >= titles.start) & (hot < titles.stop))
    more = np.repeat(np.stack([hot[country, week, place], country, week], -1), 400 // (place + 1) + 1, axis=0)
    title, country, week = np.concatenate([base, more]).T
    order = np.argsort(title, kind="stable")
    title, country, week = title[order], country[order], week[order]
    household = country * HOUSEHOLDS + random.integers(0, HOUSEHOLDS, len(title))
    started = FIRST_US + week * WEEK_US + random.integers(0, 6 * instants.DAY_US, len(title))
    ended = started + random.integers(200, 7200, len(title)) * instants.SECOND_US
    name = np.stack([household, household * 2654435761 % (1 << 62)], -1).astype(np.int64)
    columns = {
        "bucket": pa.array(household % 16, pa.int32()),
        "household": pa.Array.from_buffers(pa.binary(16), len(title), [None, pa.py_buffer(name.tobytes())]).cast(
            pa.binary()
        ),
        "title": pa.DictionaryArray.from_arrays(title.astype(np.int32), ids).cast(pa.string()),
        "asset": pa.DictionaryArray.from_arrays(title.astype(np.int32), ids).cast(pa.string()),
        "country": pa.DictionaryArray.from_arrays(country.astype(np.int32), codes).cast(pa.string()),
        "started_at": pa.array(started).cast(INSTANT),
        "ended_at": pa.array(ended).cast(INSTANT),
    }
    return pa.table(
        [columns.get(name, pa.nulls(len(title), SPANS.field(name).type)) for name in SPANS.names], schema=SPANS
    )


def _scan(lake: Lake, engine: Engine) -> None:
    engine.view("bench_spans", lake.folder.tables.files("spans"), SPANS)
    engine.view("bench_facts", lake.folder.tables.files(FACTS), facts_schema(lake.rules))
    engine.sql("SELECT max(title), max(household), max(country), max(started_at), max(ended_at) FROM bench_spans")
    engine.sql("SELECT max(title), max(household), max(viewing_120s_at) FROM bench_facts")


def _note(lake: Lake, series: list[Periods]) -> None:
    tables = lake.folder.tables
    noted: dict[str, object] = {name: tables.version(name) for name in ("events", "spans", FACTS, TITLE_PERIODS)}
    noted |= {"series": [str(one) for one in series], "titles": fingerprints(lake.catalogue)}
    lake.folder.note_progress(noted | {"facts": basis(lake.folder, lake.rules)})


def _questions(codes: list[str], weeks: int) -> Iterator[tuple[str, list[dict[str, str]]]]:
    random = np.random.default_rng(7)
    days = [
        (MONDAY + timedelta(days=7 * int(week))).isoformat() for week in random.integers(weeks // 2, weeks, QUESTIONS)
    ]
    places = [codes[at] for at in random.integers(0, len(codes), QUESTIONS)]
    for by in ("hours", "views", "reach"):
        yield (
            f"of a country by {by}",
            [{"week": day, "country": place, "by": by} for day, place in zip(days, places, strict=True)],
        )
        yield f"of the world by {by}", [{"week": day, "by": by} for day in days]
    other = [
        {"week": day, "country": place, "chart": "netflix.films.other"} for day, place in zip(days, places, strict=True)
    ]
    yield "of a country's films in another language than English, by views", other


def _timed(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


if __name__ == "__main__":
    main(*(int(number) for number in sys.argv[1:]))
