"""Where little is known the evidence says so, and what can be told is told all the same."""

from __future__ import annotations

import pytest

from matinee.reports.page import sections_page
from matinee.reports.sections_pdf import sections_pdf
from matinee.sequel.evidence_sections import evidence_sections
from tests.player import Player

ONE = "one,one,One,film,{runtime},2021-03-01T19:00:00+00:00"


def told(made):
    sections = evidence_sections(made)
    assert sections_pdf(sections).startswith(b"%PDF-")
    return sections_page(sections)


def test_a_title_alone_stands_beside_nothing(make_lake):
    players = [Player("one", f"h{n}", day=n).play(0, 6000).end() for n in range(12)]
    made = make_lake(players, [ONE.format(runtime=6000)]).sequel("one")
    assert made.standing("reach").percentile is None and made.median_reach is None and made.outcomes == ()
    assert made.estimate.median == pytest.approx(made.estimate.reach_first * (0.5 + 0.23))  # all finished it, once
    page = told(made)
    assert "nothing to compare it with" in page and "no other title has so many days closed" in page


def test_without_a_runtime_nobody_is_known_to_have_finished(make_lake):
    players = [Player("one", f"h{n}", day=n).play(0, 6000).end() for n in range(12)]
    made = make_lake(players, [ONE.format(runtime="")]).sequel("one")
    assert made.standing("completion_rate").value is None and made.estimate is None
    assert "who finished the title is not known" in told(made)
    assert made.verdict.in_words == "the evidence is mixed"


def test_after_a_day_it_is_too_early(make_lake):
    players = [Player("one", f"h{n}", day=0).play(0, 600).stop() for n in range(3)]
    players.append(Player("one", "last", day=1, at_s=3600).play(0, 600).stop())
    made = make_lake(players, [ONE.format(runtime=6000)]).sequel("one")
    assert (made.age, made.verdict.in_words, made.holds) == (1, "too early to say", ())
    assert made.standing("completion_rate").value == 0 and made.standing("rewatch_rate").value is None
    told(made)


def test_positions_that_no_player_tells_are_not_taken_for_people_who_left(make_lake):
    players = [Player("one", f"h{n}", day=n, positions=False).play(0, 6000).end() for n in range(12)]
    made = make_lake(players, [ONE.format(runtime=6000)]).sequel("one")
    assert made.standing("completion_rate").value is None and made.estimate is None
    told(made)
