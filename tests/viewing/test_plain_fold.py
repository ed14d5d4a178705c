"""The fold, judged by plain SQL that was written from the definition alone."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matinee.store import open_engine
from matinee.viewing.fold import fold

from .conftest import RULES, TWO_MINUTES, Watching, film, spans_table
from .plain_fold import judged, judged_instants, judged_starts, plain_facts, plain_instants, plain_starts

RUNTIME_S = 100
SITTING = st.tuples(
    st.integers(0, 2),  # household
    st.integers(0, 99),  # from
    st.integers(1, 100),  # seconds
    st.integers(0, 300),  # when
    st.sampled_from([0.5, 1.0, 2.0]),
    st.integers(0, 3),  # session
    st.booleans(),  # position known
)
HISTORIES = st.lists(SITTING, min_size=1, max_size=40)
LAWS = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    return open_engine(tmp_path_factory.mktemp("judge"))


def spans_of(histories, *, in_turn):
    """Sittings at the times given, or each long after the one before."""
    return spans_table(
        [
            Watching(
                a,
                min(a + lasts, RUNTIME_S),
                at_s=number * 1000 if in_turn else at_s,
                rate=rate,
                session=f"s{session}",
                household=f"home {home}",
                known=known,
            )
            for number, (home, a, lasts, at_s, rate, session, known) in enumerate(histories)
        ]
    )


@LAWS
@given(HISTORIES)
def test_time_depth_coverage_and_completions_are_what_sql_says(engine, histories):
    spans = spans_of(histories, in_turn=False)
    assert judged(fold(spans, film(RUNTIME_S), RULES)) == plain_facts(engine, spans, RUNTIME_S * 1000)


@LAWS
@given(HISTORIES)
def test_completions_and_starts_happen_when_sql_says(engine, histories):
    spans = spans_of(histories, in_turn=True)
    facts = fold(spans, film(RUNTIME_S), RULES)
    assert judged_instants(facts) == plain_instants(engine, spans, need_s=90)
    assert judged_starts(facts, TWO_MINUTES) == plain_starts(engine, spans, need_us=120_000_000)


def test_the_judge_knows_the_golden_cases(engine):
    whole, half = Watching(0, 6000), Watching(0, 3000)
    cases = {
        "whole": ([whole], (6000, 1, 1)),
        "half twice": ([half, Watching(0, 3000, day=1)], (6000, 0.5, 0)),
        "four quarters": ([Watching(n * 1500, n * 1500 + 1500, day=n) for n in range(4)], (6000, 1, 1)),
        "twice": ([whole, Watching(0, 6000, day=1)], (12000, 1, 2)),
        "and nine tenths": ([whole, Watching(0, 5400, day=1)], (11400, 1, 2)),
        "end five times": ([whole, *(Watching(5400, 6000, day=n) for n in range(1, 6))], (9000, 1, 1)),
        "jump": ([Watching(0, 150), Watching(5700, 6000)], (450, 0.075, 0)),
        "faster": ([Watching(0, 6000, rate=1.5)], (4000, 1, 1)),
        "end lost": ([Watching(0, 5760)], (5760, 0.96, 1)),
    }
    for name, (watchings, expected) in cases.items():
        ((_, viewing_us, _, _, covered_ms, completions),) = plain_facts(engine, spans_table(watchings), 6_000_000)
        assert (viewing_us / 1e6, covered_ms / 6e6, completions) == expected, name
