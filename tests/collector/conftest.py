"""A collector for the tests of this room."""

from __future__ import annotations

import pytest

from tests.collector.served import ALONE, collecting, new_lake


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """A collector that serves all tests of a file; each uses households of its own."""
    path = tmp_path_factory.mktemp("served") / "lake"
    new_lake(path, ALONE + "requests_per_minute = 20\n")
    with collecting(path) as one:
        yield one


@pytest.fixture
def fresh(tmp_path):
    """A collector on a lake of its own."""
    new_lake(tmp_path / "lake", ALONE + "requests_per_minute = 1000000\n")
    with collecting(tmp_path / "lake") as one:
        yield one
