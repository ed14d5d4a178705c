"""Captures of real players in Chromium: what they reported against what they did.

The truth is what the page sampled every 50 ms: the clock, the playhead, whether it played,
and its rate. Where it comes from: `reference/players.md`.
"""

from __future__ import annotations

import json

import pyarrow as pa
import pytest

from matinee import instants
from matinee.events import cmcd, to_table
from matinee.imports.cmcd import read_batches
from matinee.settings import Settings
from matinee.viewing.spans import spans_of
from tests import truth
from tests.data import data_folder, needs_data

pytestmark = needs_data

NOW_US = instants.parse("2026-12-01")
REPORT_INTERVAL_S = 10


def told(name):
    """Viewing time and covered stretches, in seconds, from the reports."""
    tables = []
    for batch in read_batches(data_folder() / f"player_events/captures/{name}.http"):
        events, rejections = cmcd.parse_records(batch.lines, batch.identity, NOW_US)
        assert rejections == []
        tables.append(to_table(events, secret=b"k", buckets=16, source="cmcd", received_at_us=batch.received_at_us))
    return truth.told(spans_of(pa.concat_tables(tables), str, Settings()).to_pylist())


def done(name):
    """Viewing time and covered stretches, in seconds, from the samples of the page."""
    return truth.sampled(
        json.loads((data_folder() / f"player_events/captures/{name}.truth.json").read_text())["samples"]
    )


def worst_s(name):
    """The largest difference in viewing time and in the edges of what was covered."""
    return truth.worst_s(told(name), done(name))


@pytest.mark.parametrize(
    "name",
    [
        *("hls-close", "hls-ended", "hls-nav", "hls-rate", "hls-loop"),
        *("dash-close", "dash-ended", "dash-nav"),
        *("beacon-close", "beacon-ended", "beacon-nav", "beacon-rate", "beacon-loop"),
        *("cml-close", "cml-ended", "cml-nav", "cml-rate", "cml-loop"),
        *("reload-hls", "reload-dash", "reload-shaka"),
    ],
)
def test_viewing_time_and_every_edge_are_right_to_half_a_second(name):
    assert worst_s(name) <= 0.5


def test_a_rate_change_of_dash_js_before_a_skip_costs_two_seconds():
    """dash.js reports no rate changes: between two reports it cannot be seen when the rate changed."""
    assert worst_s("dash-rate") <= 2


def test_an_outage_of_the_collector_loses_nothing():
    assert worst_s("err-outage-beacon") <= 0.5


@pytest.mark.parametrize("name", ["hls-kill", "dash-kill", "beacon-kill", "cml-kill"])
def test_a_crash_costs_at_most_one_report_interval_and_invents_nothing(name):
    (viewing_s, [[begin, end]]), (true_viewing_s, [[true_begin, true_end]]) = told(name), done(name)
    assert true_viewing_s - REPORT_INTERVAL_S <= viewing_s <= true_viewing_s
    assert abs(begin - true_begin) <= 0.5 and true_end - REPORT_INTERVAL_S <= end <= true_end


@pytest.mark.parametrize("name", ["err-503x2-hls", "err-503x2-dash", "err-drop1-hls", "err-drop1-dash"])
def test_a_lost_report_of_closing_costs_at_most_its_interval_of_five_seconds(name):
    """The collector refused or dropped reports, which came again; the last was never sent."""
    (viewing_s, covered), (true_viewing_s, true_covered) = told(name), done(name)
    assert true_viewing_s - 5 <= viewing_s <= true_viewing_s
    assert covered[0] == pytest.approx(true_covered[0], abs=0.5)
    assert covered[1][0] == pytest.approx(true_covered[1][0], abs=0.5)
    assert true_covered[1][1] - 5 <= covered[1][1] <= true_covered[1][1]


def test_a_page_that_comes_back_from_the_cache_goes_on():
    """The samples end when the page is left at 73.9 s; by the reports it came back and played to the end at 90 s."""
    viewing_s, covered = told("bfcache-beacon")
    edges = [edge for stretch in covered for edge in stretch]
    assert edges == pytest.approx([0, 20.04, 60, 90], abs=0.5)
    assert viewing_s == pytest.approx(20.04 + 14 / 2 + 16 / 2, abs=0.5)


@pytest.mark.parametrize("name", ["shaka-close", "shaka-ended", "shaka-nav", "shaka-kill"])
def test_of_shaka_without_state_reports_no_content_is_invented(name):
    """Release builds send only timer reports: a stretch between two of them is lost, none is added."""
    viewing_s, covered = told(name)
    true_viewing_s, true_covered = done(name)
    assert true_viewing_s - REPORT_INTERVAL_S <= viewing_s <= true_viewing_s + 0.5
    for (begin, end), (true_begin, true_end) in zip(covered, true_covered, strict=True):
        assert true_begin - 0.5 <= begin and end <= true_end + 0.5
