"""The fold once more, in plain SQL from the design's definition alone: the judge of the fold.

> depth d(x) is the number of times h watched content instant x. completions = max k such that
> |{x : d(x) ≥ k}| ≥ c·R. The k-th completion happens at the earliest time at which that holds.
> Nothing known of the positions → completion is null.

It knows one title of one asset, and shares nothing with the fold: no order, no sweep, no state.
"""

from __future__ import annotations

SPAN = "household, session, epoch_us(started_at) AS started_us, epoch_us(ended_at) AS ended_us, position_start_ms AS from_ms, position_end_ms AS to_ms, rate"

FACTS = f"""
WITH watched AS (SELECT DISTINCT {SPAN} FROM judged_spans),
edges AS (
    SELECT household, from_ms AS at_ms, 1 AS step FROM watched WHERE from_ms IS NOT NULL
    UNION ALL SELECT household, to_ms, -1 FROM watched WHERE from_ms IS NOT NULL
),
steps AS (SELECT household, at_ms, sum(step) AS step FROM edges GROUP BY household, at_ms),
stretches AS (
    SELECT household,
        sum(step) OVER (PARTITION BY household ORDER BY at_ms) AS depth,
        lead(at_ms) OVER (PARTITION BY household ORDER BY at_ms) - at_ms AS lasts_ms
    FROM steps
),
depths AS (
    SELECT household, depth, sum(lasts_ms) AS lasts_ms FROM stretches WHERE depth > 0 GROUP BY household, depth
),
levels AS (
    SELECT household, depth, sum(lasts_ms) OVER (PARTITION BY household ORDER BY depth DESC) AS seen_ms FROM depths
),
content AS (
    SELECT household, max(seen_ms) AS covered_ms,
        coalesce(max(CASE WHEN seen_ms * 10 >= {{runtime_ms}} * 9 THEN depth END), 0) AS completions
    FROM levels GROUP BY household
),
times AS (
    SELECT household, sum(ended_us - started_us) AS viewing_us,
        sum(CASE WHEN from_ms IS NULL THEN 0 ELSE ended_us - started_us END) AS known_us,
        coalesce(sum(to_ms - from_ms), 0) AS content_ms
    FROM watched GROUP BY household
)
SELECT times.household, viewing_us::BIGINT AS viewing_us, known_us::BIGINT AS known_us,
    content_ms::BIGINT AS content_ms, covered_ms::BIGINT AS covered_ms, completions::BIGINT AS completions
FROM times LEFT JOIN content ON times.household = content.household ORDER BY household
"""

INSTANTS = f"""
WITH watched AS (SELECT DISTINCT {SPAN} FROM judged_spans),
seconds AS (
    SELECT household, started_us, ended_us, from_ms, to_ms,
        unnest(generate_series(from_ms // 1000, to_ms // 1000 - 1)) AS second
    FROM watched WHERE from_ms IS NOT NULL
),
seen AS (
    SELECT household, second,
        started_us + ((second + 1) * 1000 - from_ms) * (ended_us - started_us) // (to_ms - from_ms) AS seen_us
    FROM seconds
),
times_seen AS (
    SELECT household, seen_us, row_number() OVER (PARTITION BY household, second ORDER BY seen_us) AS depth FROM seen
),
counted AS (
    SELECT household, depth, seen_us,
        row_number() OVER (PARTITION BY household, depth ORDER BY seen_us) AS seconds_that_deep
    FROM times_seen
)
SELECT household, depth::BIGINT AS completion, seen_us::BIGINT AS completed_us FROM counted
WHERE seconds_that_deep = {{need_s}} ORDER BY household, completion
"""
"""Of histories on whole seconds of the content in which no two spans overlap in time."""

STARTS = f"""
WITH watched AS (SELECT DISTINCT {SPAN} FROM judged_spans),
so_far AS (
    SELECT household, started_us, ended_us,
        sum(ended_us - started_us) OVER (PARTITION BY household ORDER BY started_us) AS viewing_us
    FROM watched
)
SELECT household, min(ended_us - (viewing_us - {{need_us}}))::BIGINT AS started_us FROM so_far
WHERE viewing_us >= {{need_us}} AND viewing_us - (ended_us - started_us) < {{need_us}} GROUP BY household ORDER BY household
"""
"""When the viewing of a household came to a threshold; of histories in which no two spans overlap in time."""

COLUMNS = ("household", "viewing_us", "known_us", "content_ms", "covered_ms", "completions")


def plain_facts(engine, spans, runtime_ms):
    """What SQL says of each household that watched a title of one asset."""
    return _rows(engine, FACTS.format(runtime_ms=runtime_ms), spans)


def plain_instants(engine, spans, need_s):
    """When each completion happened, by household."""
    return _rows(engine, INSTANTS.format(need_s=need_s), spans)


def plain_starts(engine, spans, need_us):
    """When each household started, of those that did."""
    return _rows(engine, STARTS.format(need_us=need_us), spans)


def _rows(engine, query, spans):
    engine.give("judged_spans", spans)
    return [tuple(row.values()) for row in engine.sql(query).to_pylist()]


def judged(facts):
    """The same columns of facts, by household."""
    return [tuple(row[name] for name in COLUMNS) for row in facts.sort_by("household").to_pylist()]


def judged_instants(facts):
    """When each completion happened, as facts have it."""
    return [
        (row["household"], number, _micros(instant))
        for row in facts.sort_by("household").to_pylist()
        for number, instant in enumerate(row["completed_at"] or (), start=1)
    ]


def judged_starts(facts, rule):
    """When each household started, as facts have it."""
    rows = facts.sort_by("household").to_pylist()
    return [(row["household"], _micros(row[f"{rule.name}_at"])) for row in rows if row[f"{rule.name}_at"] is not None]


def _micros(instant):
    return round(instant.timestamp() * 1_000_000)
