"""Each number explains itself, and the same fingerprint means the same number."""

from __future__ import annotations

import pytest

from matinee.errors import MatineeError
from matinee.lake import Lake
from matinee.metrics import CATALOGUE
from tests.player import Player

SEASON = [f"e{n},season,Episode {n},episode,600,2021-03-01T00:00:00+00:00" for n in (1, 2, 3)]


@pytest.fixture
def lake(make_lake):
    return make_lake(
        [
            Player("e1", "a").play(0, 600).end(),
            Player("e2", "a", at_s=700).play(0, 600).end(),
            Player("e3", "a", at_s=1400).play(0, 600).end(),
            Player("e1", "b").play(0, 300).stop(),
            # Goes on beyond the window, so that it is folded anew.
            Player("e2", "b", day=40).play(0, 300).stop(),
        ],
        SEASON,
    )


@pytest.mark.parametrize("metric", CATALOGUE, ids=lambda metric: metric.name)
def test_its_query_gives_the_number(lake, metric):
    told = lake.title("season").explain(metric.name)
    # The query as it is printed, run again as a text.
    lines = "\n".join(line for line in told.query.splitlines() if not line.startswith("--"))
    row = lake.engine.sql(lines).to_pylist() if told.report.asked.engine is lake.engine else []
    assert len(row) == 1
    value, over = float(row[0]["value"]), float(row[0].get("over", 1))
    assert value / over == told.number.value == lake.title("season").report().numbers[metric.name].value
    assert told.as_dict()["fingerprint"] == told.report.fingerprint


def test_the_fingerprint_is_of_data_question_and_definition(lake):
    title = lake.title("season")
    one = title.report().fingerprint
    assert one == title.report().fingerprint == Lake(lake.folder.path).title("season").report().fingerprint
    others = [
        title.report(days=7).fingerprint,
        title.report(country="GB").fingerprint,
        title.report(definition="netflix.watcher.2019").fingerprint,
        title.report(as_of="2021-03-05").fingerprint,
    ]
    assert len({one, *others}) == 5


def test_new_viewing_changes_the_fingerprint(lake, tmp_path):
    before = lake.title("season").report()
    file = tmp_path / "more.cmcd"
    file.write_text("\n".join(Player("e1", "c").play(0, 600).end().lines))
    lake.import_cmcd([file])
    assert lake.title("season").report().fingerprint == before.fingerprint
    lake.refresh()
    after = lake.title("season").report()
    assert after.fingerprint != before.fingerprint
    # What was asked before tells of the lake as it was then, also where it is worked out only now.
    assert sum(before.daily["new_households"]) == 2 and sum(after.daily["new_households"]) == 3


def test_a_curve_and_an_unknown_name_are_told_apart(lake):
    with pytest.raises(MatineeError, match="a curve"):
        lake.title("season").explain("daily")
    with pytest.raises(MatineeError, match="completion_rate"):
        lake.title("season").explain("completion_rat")
