"""The fold: what a household's spans of a title come to."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from matinee import instants
from matinee.catalogue import Asset, Catalogue, Title
from matinee.viewing.fold import fold as fold_table

from .conftest import EVENING_US, RULES, Watching, film, spans_table


def seconds_after(moment, day=0):
    return (moment - instants.to_datetime(EVENING_US) - timedelta(days=day)).total_seconds()


def test_a_whole_film_is_one_completion_when_nine_tenths_are_seen(fold, watched):
    facts = fold([watched(0, 6000)])
    assert (facts["viewing_us"], facts["coverage"], facts["completions"]) == (6_000_000_000, 1, 1)
    assert seconds_after(facts["completed_at"][0]) == 5400


def test_a_half_watched_twice_is_not_a_completion(fold, watched):
    facts = fold([watched(0, 3000), watched(0, 3000, day=1)])
    assert (facts["viewing_us"], facts["coverage"], facts["completions"]) == (6_000_000_000, 0.5, 0)


def test_four_quarters_on_four_days_are_one_completion_on_day_four(fold, watched):
    facts = fold([watched(day * 1500, (day + 1) * 1500, day=day) for day in range(4)])
    assert (facts["viewing_us"], facts["coverage"], facts["completions"]) == (6_000_000_000, 1, 1)
    assert seconds_after(facts["completed_at"][0], day=3) == 900


def test_two_whole_watches_are_two_completions(fold, watched):
    facts = fold([watched(0, 6000), watched(0, 6000, day=1)])
    assert (facts["viewing_us"], facts["coverage"], facts["completions"]) == (12_000_000_000, 1, 2)


def test_nine_tenths_again_are_a_second_completion(fold, watched):
    facts = fold([watched(0, 6000), watched(0, 5400, day=1)])
    assert (facts["viewing_us"], facts["completions"]) == (11_400_000_000, 2)
    assert seconds_after(facts["completed_at"][1], day=1) == 5400


def test_the_end_five_times_over_completes_nothing_again(fold, watched):
    facts = fold([watched(0, 6000)] + [watched(5400, 6000, day=day) for day in range(1, 6)])
    assert (facts["viewing_us"], facts["completions"]) == (9_000_000_000, 1)


def test_a_jump_to_the_end_is_a_start_and_no_completion(fold, watched):
    facts = fold([watched(0, 150, session="s"), watched(5700, 6000, session="s")])
    assert (facts["viewing_us"], facts["coverage"], facts["completions"]) == (450_000_000, 0.075, 0)
    assert seconds_after(facts["viewing_120s_at"]) == 120 and facts["viewing_120s_starts"] == 1


def test_faster_playing_takes_less_time_for_the_same_completion(fold, watched):
    facts = fold([watched(0, 6000, rate=1.5)])
    assert (facts["viewing_us"], facts["coverage"], facts["completions"]) == (4_000_000_000, 1, 1)
    assert seconds_after(facts["completed_at"][0]) == 3600
    assert facts["consecutive_180s_at"] is None


def test_an_hours_pause_is_not_viewing(fold, watched):
    facts = fold([watched(0, 3000, session="s"), watched(3000, 6000, at_s=6600, session="s")])
    assert (facts["viewing_us"], facts["coverage"], facts["completions"]) == (6_000_000_000, 1, 1)
    assert facts["viewing_120s_starts"] == 1


def test_two_short_sittings_start_at_the_crossing(fold, watched):
    facts = fold([watched(0, 60), watched(0, 60, day=1)])
    assert (facts["viewing_us"], facts["completions"], facts["viewing_120s_starts"]) == (120_000_000, 0, 1)
    assert facts["coverage"] <= 0.02 and seconds_after(facts["viewing_120s_at"], day=1) == 60


def test_each_sitting_past_the_threshold_is_a_start(fold, watched):
    facts = fold([watched(0, 300), watched(0, 60, day=1), watched(0, 300, day=2)])
    assert facts["viewing_120s_starts"] == 2 and seconds_after(facts["viewing_120s_at"]) == 120


def test_a_lost_end_counts_to_the_last_report(fold, watched):
    facts = fold([watched(0, 5760)])
    assert (facts["viewing_us"], facts["coverage"], facts["completions"]) == (5_760_000_000, 0.96, 1)


def test_two_profiles_watching_each_the_whole_are_two_completions_of_one_household(fold, watched):
    facts = fold([watched(0, 6000, profile="ann"), watched(0, 6000, profile="ben", day=2)])
    assert (facts["viewing_us"], facts["completions"], len(facts["profiles"])) == (12_000_000_000, 2, 2)


def test_two_devices_at_once_complete_when_together_they_have_seen_enough(fold, watched):
    # From 0 s one device plays the first half and another the second: nine tenths of each
    # half, and so of the whole, are seen after 2,700 s.
    facts = fold([watched(0, 3000, at_s=0), watched(3000, 6000, at_s=0)])
    assert facts["completions"] == 1 and seconds_after(facts["completed_at"][0]) == 2700
    assert seconds_after(facts["viewing_120s_at"]) == 60


def test_nothing_known_of_the_positions_leaves_completion_unknown(fold, watched):
    facts = fold([watched(0, 6000, known=False)])
    assert (facts["viewing_us"], facts["known_us"]) == (6_000_000_000, 0)
    assert facts["coverage"] is None and facts["completions"] is None


def test_without_a_runtime_viewing_counts_and_completion_is_unknown(fold, watched):
    facts = fold([watched(0, 6000)], runtime_s=None)
    assert facts["viewing_us"] == 6_000_000_000
    assert facts["coverage"] is None and facts["completions"] is None


def test_known_end_credits_decide_what_completes(fold, watched):
    assert fold([watched(0, 5200)], credits_at_s=5100)["completions"] == 1
    assert fold([watched(0, 5500)], credits_at_s=5700)["completions"] == 0


def test_a_season_is_completed_when_each_episode_is(fold, watched):
    season = Catalogue.of(
        [Title(id="film", name="Season", kind="season")],
        [Asset(id=f"e{n}", title="film", name=f"{n}", runtime_ms=1_800_000, episode=n) for n in (1, 2)],
    )
    first = [watched(0, 1800, asset="e1"), watched(0, 1700, asset="e2", day=1)]
    facts = fold(first, catalogue=season)
    assert facts["completions"] == 1 and seconds_after(facts["completed_at"][0], day=1) == 1620
    assert facts["coverage"] == pytest.approx(3500 / 3600)
    again = fold([*first, watched(0, 1800, asset="e1", day=2)], catalogue=season)
    assert again["completions"] == 1


def test_a_season_is_made_of_the_episodes_released_so_far(fold, watched):
    season = Catalogue.of(
        [Title(id="film", name="Season", kind="season")],
        [
            Asset(id="e1", title="film", name="1", runtime_ms=1_800_000, released_at_us=EVENING_US),
            Asset(
                id="e2", title="film", name="2", runtime_ms=1_800_000, released_at_us=EVENING_US + 7 * instants.DAY_US
            ),
        ],
    )
    one = [watched(0, 1800, asset="e1")]
    assert fold(one, catalogue=season)["completions"] == 0
    early = fold(one, catalogue=season, until_us=EVENING_US + instants.DAY_US)
    assert (early["completions"], early["coverage"], early["runtime_ms"]) == (1, 1, 1_800_000)


def test_a_week_of_continuous_playing_is_reckoned_without_overflow(fold, watched):
    # Twelve hours of content over 600,000 s, one long stretch: nine tenths after 540,000 s.
    facts = fold([watched(0, 43_200, rate=0.072)], runtime_s=43_200)
    assert seconds_after(facts["completed_at"][0]) == pytest.approx(540_000)


def test_a_watcher_saw_seven_tenths_of_one_asset(fold, watched):
    facts = fold([watched(0, 4300)])
    assert seconds_after(facts["coverage_70pct_of_one_asset_at"]) == 4200
    assert facts["coverage_90pct_at"] is None


# --- laws ---------------------------------------------------------------------------------

RUNTIME_S = 100
SITTING = st.tuples(
    st.integers(0, 99), st.integers(1, 60), st.integers(0, 300), st.sampled_from([0.5, 1.0, 2.0]), st.integers(0, 3)
)
HISTORY = st.lists(SITTING, min_size=1, max_size=12)


def history_table(history, spread=1):
    watchings = [
        Watching(
            a, min(a + length, RUNTIME_S), at_s=at * spread, rate=rate, session=f"s{s}", country=["GB", "BR"][s % 2]
        )
        for a, length, at, rate, s in history
    ]
    return spans_table(watchings)


def folded(spans, **options):
    return fold_table(spans, film(RUNTIME_S), RULES, **options)


@settings(max_examples=200, deadline=None)
@given(HISTORY, st.randoms(use_true_random=False))
def test_any_order_and_any_repetition_give_the_same_facts(history, random):
    spans = history_table(history)
    order = list(range(len(history))) + random.choices(range(len(history)), k=5)
    random.shuffle(order)
    assert folded(spans.take(order)) == folded(spans)


@settings(max_examples=200, deadline=None)
@given(HISTORY)
def test_the_depth_of_each_instant_is_how_often_it_was_watched(history):
    """Judged by counting, second by second."""
    spans = history_table(history)
    distinct = {tuple(row.items()) for row in spans.to_pylist()}
    depth = np.zeros(RUNTIME_S, int)
    for row in distinct:
        span = dict(row)
        depth[span["position_start_ms"] // 1000 : span["position_end_ms"] // 1000] += 1
    facts = folded(spans).to_pylist()[0]
    found = np.zeros(RUNTIME_S, int)
    for stretch in facts["depths"]:
        found[stretch["from_ms"] // 1000 : stretch["to_ms"] // 1000] = stretch["depth"]
    assert found.tolist() == depth.tolist()
    assert facts["completions"] == max(k for k in range(99) if k == 0 or (depth >= k).sum() >= 90)
    assert facts["coverage"] == (depth >= 1).mean()


@settings(max_examples=200, deadline=None)
@given(HISTORY)
def test_a_threshold_is_reached_at_the_first_instant_at_which_the_history_has_reached_it(history):
    """Judged by folding the history cut off at that instant, and a microsecond before."""
    spans = history_table([(a, n, at, rate, number) for number, (a, n, at, rate, _) in enumerate(history)])
    facts = folded(spans).to_pylist()[0]
    for rule in RULES:
        at = facts[f"{rule.name}_at"]
        if at is not None:
            assert folded(cut(spans, at)).to_pylist()[0][f"{rule.name}_at"] is not None
            earlier = folded(cut(spans, at - timedelta(microseconds=1))).to_pylist()
            assert not earlier or earlier[0][f"{rule.name}_at"] is None
    for k, at in enumerate(facts["completed_at"], start=1):
        assert folded(cut(spans, at)).to_pylist()[0]["completions"] >= k
        assert folded(cut(spans, at - timedelta(microseconds=1))).to_pylist()[0]["completions"] < k


def cut(spans, until):
    """The history up to an instant; positions within a cut span in proportion, rounded down."""
    rows = []
    for row in spans.to_pylist():
        if row["started_at"] >= until:
            continue
        if row["ended_at"] > until:
            share = (until - row["started_at"]) / (row["ended_at"] - row["started_at"])
            moved = row["position_end_ms"] - row["position_start_ms"]
            row |= {"ended_at": until, "position_end_ms": row["position_start_ms"] + int(moved * share + 1e-9)}
        rows.append(row)
    return pa.Table.from_pylist(rows, schema=spans.schema)


@settings(max_examples=200, deadline=None)
@example([(0, 1, 0, 0.5, 0)] * 3 + [(0, 3, 0, 0.5, 0), (4, 1, 0, 0.5, 0), (6, 1, 0, 0.5, 0), (2, 6, 0, 0.5, 0)], 6)
@given(HISTORY, st.integers(1, 11))
def test_a_later_part_folded_onto_the_facts_of_the_earlier_gives_the_facts_of_the_whole(history, split):
    """Sittings a day apart, cut between two of them; sessions do not span the cut."""
    history = [(a, n, 0, rate, number) for number, (a, n, _, rate, _) in enumerate(history)]
    rows = [
        Watching(
            a, min(a + n, RUNTIME_S), day=number, rate=rate, session=f"s{number}", country=["GB", "BR"][number % 2]
        )
        for a, n, _, rate, number in history
    ]
    whole = spans_table(rows)
    earlier, later = whole.slice(0, split), whole.slice(split)
    onto = folded(later, before=folded(earlier)) if later.num_rows else folded(earlier)
    assert onto.to_pylist() == folded(whole).to_pylist()


@settings(max_examples=100, deadline=None)
@given(HISTORY, HISTORY)
def test_facts_of_two_histories_together_add_up(one, other):
    """Whatever adds does: viewing, content and depth; only the order decides the instants."""
    one_spans, other_spans = (
        history_table(one),
        history_table([(a, n, at + 1000, r, s + 4) for a, n, at, r, s in other]),
    )
    a, b = folded(one_spans).to_pylist()[0], folded(other_spans).to_pylist()[0]
    both = folded(pa.concat_tables([one_spans, other_spans])).to_pylist()[0]
    for name in ("viewing_us", "known_us", "content_ms"):
        assert both[name] == a[name] + b[name]
    assert both["completions"] >= max(a["completions"], b["completions"])
    assert sum((s["to_ms"] - s["from_ms"]) * s["depth"] for s in both["depths"]) == both["content_ms"]
