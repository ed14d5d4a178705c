"""An event that comes late changes what it is about, and nothing else."""

from __future__ import annotations

from matinee.store.refresh import FACTS
from tests.player import Player

OF_THE_DAY = ("new_households", "hours", "completions")


def lines(*, household, day, session):
    return Player("film", household, day=day, session=session).play(0, 6000).end().lines


def test_a_late_viewing_changes_the_facts_of_its_household_and_its_days_only(make_lake, tmp_path):
    homes = [Player("film", f"home {n}", day=n % 5).play(0, 3000 + 500 * n).stop() for n in range(6)]
    lake = make_lake(homes)
    before = _facts(lake)
    first = lake.title("film").report()
    late = tmp_path / "late.cmcd"
    late.write_text("\n".join(lines(household="home 3", day=0, session="late")))
    lake.import_cmcd([late])  # days after the others were worked out
    done = lake.refresh()
    after = _facts(lake)
    changed = [home for home in after if after[home] != before.get(home)]
    assert len(changed) == 1 and set(before) == set(after)
    assert done.facts == 1, "only its own household was worked out again"
    second = lake.title("film").report()
    pairs = zip(first.daily.to_dicts(), second.daily.to_dicts(), strict=True)
    days = [day for day, (a, b) in enumerate(pairs, start=1) if any(a[name] != b[name] for name in OF_THE_DAY)]
    # It started on day 1 now, not on day 4 as known before; and is complete on day 1.
    assert days == [1, 4]
    assert second.numbers["reach"].value == first.numbers["reach"].value == 6
    assert second.numbers["hours"].value == first.numbers["hours"].value + 6000 / 3600


def test_late_and_in_time_come_to_the_same(make_lake, tmp_path):
    in_time = make_lake([Player("film", day=day).play(0, 1500 * (day + 1)).stop() for day in (0, 1, 2)])
    late = make_lake([Player("film", day=day).play(0, 1500 * (day + 1)).stop() for day in (0, 2)])
    file = tmp_path / "late.cmcd"
    file.write_text("\n".join(Player("film", day=1).play(0, 3000).stop().lines))
    late.import_cmcd([file])
    late.refresh()
    one, other = (lake.title("film").report(as_of="2021-04-01").as_dict() for lake in (in_time, late))
    assert one | {"fingerprint": None} == other | {"fingerprint": None}


def _facts(lake):
    rows = lake.folder.tables.read(FACTS).to_pylist()
    return {row["household"]: row for row in rows}
