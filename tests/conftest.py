"""Small real lakes for the tests."""

from __future__ import annotations

import pytest

from matinee.lake import Lake

HEADER = "asset_id,title_id,name,kind,runtime_s,released_at"


@pytest.fixture
def make_lake(tmp_path):
    """`make_lake(players, titles)`: a lake of what these players reported, worked out.

    `titles` are lines of a catalogue below the usual header.
    """
    made = []

    def make(players=(), titles=("film,film,Film,film,6000,2021-03-01T00:00:00+00:00",), refresh=True):
        folder = tmp_path / f"{len(made)}"
        folder.mkdir()
        lake = Lake.create(folder / "lake")
        made.append(lake)
        (folder / "titles.csv").write_text("\n".join([HEADER, *titles]) + "\n")
        lake.import_catalogue(folder / "titles.csv")
        (folder / "events.cmcd").write_text("\n".join(line for player in players for line in player.lines))
        lake.import_cmcd([folder / "events.cmcd"])
        if refresh:
            lake.refresh()
        return lake

    return make
