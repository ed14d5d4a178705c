"""What real players played in a real browser, and what the lake says that was watched.

The pages sample the truth themselves, twenty times a second. The reports go through the real
collector, which also serves the beacon.
"""

from __future__ import annotations

import json
from typing import NamedTuple
from urllib.parse import quote

import pytest

import matinee
from tests.browser.collector import Collecting
from tests.browser.conftest import FILM_S
from tests.browser.records import kill_renderers
from tests.truth import sampled, told, worst_s

WITH_BEACON = ("plain", "hls.js", "dash.js", "Shaka")
BY_ITSELF = ("hls.js itself", "dash.js itself")
"""The player's own reports with the position stamped in, by the code that stands in docs/players.md."""
SCRIPTS = {
    "closed": [
        *(("play",), ("to", 6), ("pause",), ("wait", 2)),
        *(("seek", 40), ("play",), ("to", 42), ("rate", 2), ("to", 50)),
    ],
    "left": [
        *(("play",), ("to", 3), ("seek", 60), ("to", 63), ("rate", 0.5), ("to", 64.5)),
        *(("seek", 20), ("rate", 1), ("to", 22)),
    ],
    "ended": [("play",), ("to", 4), ("seek", 83), ("to", 85), ("rate", 2), ("ended",), ("wait", 1)],
    "killed": [("play",), ("to", 3), ("seek", 30), ("to", 35)],
}


class Run(NamedTuple):
    """One player acting out one script."""

    player: str
    script: str

    @property
    def name(self):
        """What it plays: an asset of its own."""
        return f"{self.player} {self.script}"

    @property
    def interval_s(self):
        """How often the player reports: more often where that is all that can be had."""
        return 3 if self.script == "killed" and self.player in WITH_BEACON else 10


RUNS = [Run(player, script) for script in SCRIPTS for player in WITH_BEACON + BY_ITSELF]


@pytest.fixture(scope="module")
def collecting(tmp_path_factory):
    """A lake that knows what will be played, and its collector."""
    return Collecting(tmp_path_factory.mktemp("collecting"), [run.name for run in RUNS], FILM_S)


@pytest.fixture(scope="module")
def watched(launch, site, modules, collecting):
    """`watched[run]`: what the player did, and what the lake says. Each script is acted out by all players at once."""

    def load(browser, run):
        page = browser.new_context().new_page()
        page.set_default_timeout(90_000)  # six players start at once
        asked = run._asdict() | {
            "name": run.name,
            "url": collecting.url,
            "script": SCRIPTS[run.script],
            "interval": run.interval_s,
        }
        page.goto(f"{site.url}/pages/play.html?run={quote(json.dumps(asked))}", wait_until="commit")
        return page

    def leave(page, script):
        if script == "left":
            page.goto(f"{site.url}/pages/elsewhere.html")
        elif script != "killed":
            page.close()

    crowd, doomed = launch(), launch()
    with collecting.running():
        for script in SCRIPTS:
            browser = doomed if script == "killed" else crowd
            pages = [load(browser, run) for run in RUNS if run.script == script]
            for page in pages:
                page.wait_for_function("window.ready")
            for page in pages:
                page.evaluate("window.begun = true")
            for page in pages:
                page.wait_for_function("window.acted", polling=50)
                leave(page, script)
            if script == "killed":
                kill_renderers(browser)
    spans = collecting.spans()
    return {run: (sampled(site.samples(run.name)), told(spans.get(run.name, []))) for run in RUNS}


def runs(*scripts):
    return [pytest.param(run, id=run.name) for run in RUNS if run.script in scripts]


@pytest.mark.parametrize("run", runs("closed", "left", "ended"))
def test_viewing_time_and_every_edge_are_right(watched, run):
    """To half a second; dash.js itself, which does not say when the rate changed, to two."""
    assert worst_s(*watched[run]) <= (2 if run.player == "dash.js itself" else 0.5)


@pytest.mark.parametrize("run", runs("killed"))
def test_a_renderer_that_is_killed_costs_at_most_an_interval_and_nothing_is_invented(watched, run):
    did, says = watched[run]
    assert did.viewing_s - run.interval_s - 0.5 <= says.viewing_s <= did.viewing_s + 0.5
    for begin, end in says.covered:
        assert any(true_begin - 0.5 <= begin and end <= true_end + 0.5 for true_begin, true_end in did.covered)


@pytest.mark.usefixtures("watched")
def test_nothing_that_was_reported_is_rejected(collecting):
    assert matinee.open(collecting.lake).folder.tables.read("rejections").to_pylist() == []
