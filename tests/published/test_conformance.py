"""Conformance: what a published chart says, against the rules of its publisher."""

from __future__ import annotations

import pytest

from matinee.imports.published import PublishedFile
from matinee.published.conformance import conformance
from matinee.published.view_counts import views
from matinee.rejections import Rejection
from tests.data import needs_data

from .places import DAILY, EDITIONS, edition, file, real, weekly


def check(name, *places):
    return next(one for one in conformance(file(*places)).checks if one.name == name)


def told(one):
    """What differs: where, what is published, what is computed, why."""
    return [(each.where, each.published, each.computed, each.reason) for each in one.differences]


def numbers(one):
    return one.checked, one.agreeing, len(one.explained), len(one.unexplained)


def whole_list(sunday, **other):
    """A list of ten films, with hours that fall from rank to rank."""
    return [weekly(sunday, rank, f"Film {rank}", hours=110_000 - 10_000 * rank, **other) for rank in range(1, 11)]


# --- rank order ---


def test_hours_rank_until_june_2023_and_views_since():
    before = [weekly("2023-06-11", 1, "Long", hours=90_000), weekly("2023-06-11", 2, "Short", hours=80_000)]
    since = [
        weekly("2023-06-18", 1, "Short", hours=8_000_000, views=4_000_000, runtime="2"),
        weekly("2023-06-18", 2, "Long", hours=9_000_000, views=3_000_000, runtime="3"),
    ]
    assert numbers(check("rank order", *before, *since)) == (2, 2, 0, 0)


def test_a_place_with_more_than_the_one_above_it_is_told():
    one = check("rank order", weekly("2022-01-02", 1, "A", hours=10_000), weekly("2022-01-02", 2, "B", hours=20_000))
    assert told(one) == [
        ("week to 2022-01-02, Films (English), no. 2: B", "20,000 hours", "at most the 10,000 of A", None)
    ]


def test_equal_figures_may_stand_in_any_order():
    places = [weekly("2022-01-02", rank, name, hours=10_000) for rank, name in enumerate("BA", start=1)]
    assert numbers(check("rank order", *places)) == (1, 1, 0, 0)


def test_lists_are_not_mixed():
    places = [weekly("2022-01-02", 1, "A", hours=10_000), weekly("2022-01-02", 1, "B", hours=20_000, category="TV")]
    assert numbers(check("rank order", *places)) == (2, 2, 0, 0)


def test_a_first_28_days_list_ranks_by_hours_and_a_first_91_days_list_by_views():
    common = {"chart": "most popular", "period_start": None, "period_end": None}
    hours = [weekly("2022-01-02", rank, str(rank), hours=90_000 // rank, period="28 days", **common) for rank in (1, 2)]
    both = [
        weekly("2022-01-02", rank, str(rank), hours=rank * 100_000, views=900_000 // rank, period="91 days", **common)
        for rank in (1, 2)
    ]
    assert numbers(check("rank order", *hours, *both)) == (2, 2, 0, 0)


# --- rounding ---


def test_hours_are_rounded_to_ten_thousand_and_since_june_2023_to_a_hundred_thousand():
    one = check(
        "hours rounded",
        weekly("2023-06-11", 1, "A", hours=8_120_000),
        weekly("2023-06-18", 1, "B", hours=8_120_000),
        weekly("2023-06-11", 2, "C", hours=8_125_000),
    )
    assert told(one) == [
        ("week to 2023-06-18, Films (English), no. 1: B", "8,120,000 hours", "a multiple of 100,000", None),
        ("week to 2023-06-11, Films (English), no. 2: C", "8,125,000 hours", "a multiple of 10,000", None),
    ]


def test_views_are_rounded_to_a_hundred_thousand():
    one = check("views rounded", weekly("2023-06-18", 1, "A", hours=100_000, views=150_000, runtime="1"))
    assert [each[1:3] for each in told(one)] == [("150,000 views", "a multiple of 100,000")]


# --- views ---


@pytest.mark.parametrize(
    ("hours", "runtime_steps", "expected"),
    [
        (20_300_000, 15_000, 13_500_000),  # 13,533,333
        (10_500_000, 46_667, 2_200_000),  # 2,249,984, though 4 h 40 min give 2,250,000
        (1_500_000, 10_000, 1_500_000),
        (150_000, 10_000, 200_000),  # a half goes up
        (150_000, 10_001, 100_000),
    ],
)
def test_views_are_hours_by_runtime_with_halves_up(hours, runtime_steps, expected):
    assert views(hours, runtime_steps) == expected


def views_of(hours, published, **other):
    one = check("views = hours ÷ runtime", weekly("2024-01-07", 1, "A", hours=hours, views=published, **other))
    return [(each[1], each[2], each[3]) for each in told(one)]


def test_views_that_are_hours_by_runtime_agree():
    assert views_of(3_000_000, 2_000_000, runtime="1.5") == []


def test_views_that_no_rule_gives_are_unexplained():
    assert views_of(3_000_000, 2_200_000, runtime="1.5") == [("2,200,000", "2,000,000", None)]


def test_a_series_that_still_airs_has_no_runtime_to_divide_by():
    found = views_of(3_000_000, 2_000_000, staggered=True, episodes_least=3, episodes_most=4)
    assert found == [
        ("2,000,000", "unknown", "still airing: countries had 3 to 4 episodes, so that no runtime is given")
    ]


def test_a_runtime_that_is_missing_for_no_reason_is_unexplained():
    assert views_of(3_000_000, 2_000_000, staggered=False) == [("2,000,000", "unknown", None)]


def test_views_that_are_missing_are_unexplained():
    assert views_of(3_000_000, None, runtime="1.5") == [("no views", "unknown", None)]


def test_hours_before_rounding_may_give_other_views():
    # 155.6 million ÷ 1.8167 = 85.649… million; 155.65 million, rounded alike, gives 85.677.
    assert views_of(155_600_000, 85_700_000, runtime="1.8167") == [
        ("85,700,000", "85,600,000", "rounded: hours that are rounded to 155,600,000 give it")
    ]


def test_a_runtime_set_by_hand_is_believed_where_the_file_says_so():
    (found,) = views_of(3_000_000, 2_500_000, runtime="1.5", runtime_overridden=True)
    assert found[2] == "set by hand: the file says that the runtime is not the catalogue's"


def weekly_show(runtimes, published):
    """A show whose runtime is another one each week, with ten hours a view in the last one."""
    sundays = ["2025-01-05", "2025-01-12", "2025-01-19"]
    return [
        weekly(sunday, 1, "Live", season=sunday, hours=6_000_000, runtime=runtime, views=figure)
        for sunday, runtime, figure in zip(sundays, runtimes, published, strict=True)
    ]


def test_a_weekly_show_is_divided_by_other_runtimes_than_the_latest():
    one = check("views = hours ÷ runtime", *weekly_show(("2", "2.5", "3"), (2_400_000, 2_400_000, 2_000_000)))
    reason = "live or weekly: the runtime changes week by week, and the latest is shown"
    assert [each[1:] for each in told(one)] == [("2,400,000", "3,000,000", reason)]


@pytest.mark.parametrize(
    ("runtimes", "published"),
    [
        (("2", "2", "3"), (2_400_000, 3_000_000, 2_000_000)),  # the runtime does not change each week
        (("2", "2.5", "3"), (7_000_000, 2_400_000, 2_000_000)),  # no runtime of the show could give it
    ],
)
def test_other_shows_that_differ_stay_unexplained(runtimes, published):
    one = check("views = hours ÷ runtime", *weekly_show(runtimes, published))
    assert numbers(one) == (3, 2, 0, 1)


# --- the whole ---


def test_a_whole_list_without_a_fault_ends_well():
    found = conformance(file(*whole_list("2022-01-02"), *whole_list("2022-01-09")))
    assert found.exit_status == 0
    assert found.table() == [
        {"check": name, "of": of, "checked": count, "agreeing": count, "explained": 0, "unexplained": 0}
        for name, of, count in [
            ("rows can be read", "rows", 20),
            ("ranks complete", "lists", 2),
            ("periods complete", "lists", 2),
            ("rank order", "lists", 2),
            ("hours rounded", "rows", 20),
        ]
    ]


def test_a_list_with_a_gap_or_a_rank_twice_is_told():
    short = whole_list("2022-01-02")[:9]
    one = check("ranks complete", *short)
    assert told(one) == [
        (
            "week to 2022-01-02, Films (English), no. 1: Film 1",
            "1, 2, 3, 4, 5, 6, 7, 8, 9",
            "1 to 10, each once",
            None,
        )
    ]


def test_a_period_without_a_list_is_told():
    one = check("periods complete", *whole_list("2022-01-02"), *whole_list("2022-01-23"))
    assert numbers(one) == (4, 2, 0, 2)
    assert [each[0] for each in told(one)] == [f"week to 2022-01-{day:02}, Films (English)" for day in (9, 16)]


def test_a_row_that_cannot_be_read_is_unexplained():
    good = file(*whole_list("2022-01-02"))
    rejection = Rejection(12, "missing", "show_title is empty.", "2022-01-02,TV")
    found = conformance(PublishedFile("top10.tsv", good.places, 0, [rejection]))
    assert found.exit_status == 1
    assert found.exceptions() == [
        {
            "check": "rows can be read",
            "line": 12,
            "where": "2022-01-02,TV",
            "published": "show_title is empty.",
            "computed": "a row that can be read",
            "reason": None,
        }
    ]


def test_what_is_unexplained_is_told_first_and_what_is_explained_does_no_harm():
    weeks = zip(("2022-01-02", "2022-01-09", "2022-01-23"), (1, 2, 1), strict=True)
    noise = [weekly(sunday, 1, "Noise", periods_in_chart=count) for sunday, count in weeks]
    places = [*noise, weekly("2022-01-16", 2, "Odd", periods_in_chart=2, hours=12_345)]
    found = conformance(file(*places))
    assert [line["reason"] is None for line in found.exceptions()] == sorted(
        (line["reason"] is None for line in found.exceptions()), reverse=True
    )
    assert found.reasons()["periods in chart", "a namesake"] == 1


def test_a_file_without_places_is_held_against_nothing():
    found = conformance(file())
    assert (found.checks, found.exit_status) == ((), 0)


# --- the real files: figures found once and counted again with other means ---

STAGGERED = {
    "2023-07-26": (240, 13),
    "2024-01-03": (1160, 43),
    "2024-08-28": (2520, 101),
    "2024-09-04": (2560, 104),
    "2024-11-13": (2960, 117),
}


@needs_data
@pytest.mark.parametrize("day", EDITIONS)
def test_every_edition_of_the_global_file_keeps_the_rules(day):
    found = conformance(edition(day))
    rows = len(edition(day).places)
    checks = {one.name: numbers(one) for one in found.checks}
    assert found.exit_status == 0
    for name in ("rows can be read", "hours rounded"):
        assert checks[name] == (rows, rows, 0, 0)
    for name in ("ranks complete", "periods complete", "rank order"):
        assert checks[name] == (rows // 10, rows // 10, 0, 0)
    with_views, airing = STAGGERED.get(day, (0, 0))
    assert checks.get("views rounded", (0, 0, 0, 0)) == (with_views, with_views, 0, 0)
    assert checks.get("views = hours ÷ runtime", (0, 0, 0, 0)) == (with_views, with_views - airing, airing, 0)
    namesakes = 3 if day >= "2023" else 0
    assert checks["periods in chart"] == (rows, rows - namesakes, namesakes, 0)


@needs_data
def test_the_namesakes_of_the_global_file_are_told():
    one = next(one for one in conformance(edition("2024-11-13")).checks if one.name == "periods in chart")
    assert [(each.where, each.published, each.computed) for each in one.explained] == [
        ("week to 2023-03-26, Films (Non-English), no. 2: Noise", "2", "4"),
        ("week to 2023-03-19, Films (Non-English), no. 3: Noise", "1", "3"),
        ("week to 2023-01-29, Films (Non-English), no. 8: Dhamaka", "1", "4"),
    ]


@needs_data
def test_the_country_file_keeps_the_rules():
    found = conformance(edition("2021-11-17", "all-weeks-countries"))
    assert found.exit_status == 0
    assert {one.name: numbers(one) for one in found.checks} == {
        "rows can be read": (37_600, 37_600, 0, 0),
        "ranks complete": (3760, 3760, 0, 0),
        "periods complete": (3760, 3760, 0, 0),
        "periods in chart": (37_600, 37_600, 0, 0),
    }


@needs_data
@pytest.mark.parametrize(
    ("day", "exact", "rounded"),
    [("2021-11-17", 0, 0), ("2022-06-29", 0, 0), ("2023-05-31", 0, 0), ("2023-07-26", 40, 0), ("2024-08-28", 39, 1)],
)
def test_the_all_time_lists_keep_the_rules(day, exact, rounded):
    found = conformance(edition(day, "most-popular"))
    checks = {one.name: numbers(one) for one in found.checks}
    assert found.exit_status == 0
    assert checks["rank order"] == (4, 4, 0, 0) and checks["hours rounded"] == (40, 40, 0, 0)
    total = exact + rounded
    assert checks.get("views = hours ÷ runtime", (0, 0, 0, 0)) == (total, exact, rounded, 0)


@needs_data
def test_the_days_of_the_daily_chart_are_recounted():
    found = conformance(real(DAILY))
    assert found.exit_status == 0
    assert {one.name: numbers(one) for one in found.checks} == {
        "rows can be read": (4560, 4560, 0, 0),
        "ranks complete": (456, 456, 0, 0),
        "periods complete": (456, 456, 0, 0),
        "periods in chart": (4560, 4419, 141, 0),
        "score": (4560, 4419, 141, 0),
        "rank a week before": (4490, 4486, 4, 0),
    }
    assert {kind: count for (name, kind), count in found.reasons().items() if name == "periods in chart"} == {
        "earlier": 112,
        "renamed": 8,
        "counted twice": 21,
    }
    assert len(found.exceptions()) == 141 + 141 + 4
