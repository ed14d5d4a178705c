"""A season's lake for the tests of what is handed on."""

from __future__ import annotations

import pytest

from matinee import demo
from matinee.lake import Lake
from matinee.progress import silent


@pytest.fixture(scope="session")
def season(tmp_path_factory):
    """The simulated season, small."""
    folder = tmp_path_factory.mktemp("season")
    demo.simulate_season(folder, scale=0.00002, seed=2020, write="lake", tell=silent)
    return Lake(folder / "lake")
