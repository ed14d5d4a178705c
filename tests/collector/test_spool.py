"""The spool: what is told to be safe is there, in order, once."""

from __future__ import annotations

import os
import sqlite3
import threading
import time

import pytest

from matinee.collector import spool
from matinee.collector.spool import Request, Spool, SpoolFull
from matinee.errors import MatineeError


def request(body=b"x", at_us=1):
    return Request(0, at_us, "cmcd", "[]", False, body)


class Told:
    """Waits for what the spool says of requests."""

    def __init__(self):
        self.safe = {}
        self.changed = threading.Condition()

    def __call__(self, waiters, problem):
        with self.changed:
            self.safe.update(dict.fromkeys(waiters, problem))
            self.changed.notify_all()

    def wait(self, count):
        with self.changed:
            assert self.changed.wait_for(lambda: len(self.safe) >= count, timeout=30)


@pytest.fixture
def opened(tmp_path):
    """`opened()`: a spool in the test's folder, closed at the end; `opened.told` and `opened.failures` beside it."""
    made = []

    def make(**options):
        told, failures = Told(), []
        usual = {"most_bytes": 10**9, "after": 0, "tell": told, "on_failure": failures.append}
        one = Spool(tmp_path / "spool", **usual | options)
        one.told, one.failures = told, failures
        made.append(one)
        return one

    yield make
    for one in made:
        one.close()


def bodies(path, after=0, most=10**9):
    return [one.body for one in spool.read(path / "spool", after, most, 10**9)]


def test_requests_come_back_as_they_were_in_order_and_numbered(opened, tmp_path):
    one = opened()
    given = [Request(0, 5 + n, "cmcd", '["ab"]', n % 2 == 1, bytes([n, 0, 255])) for n in range(100)]
    for place, each in enumerate(given):
        one.add(each, place)
    one.told.wait(100)
    assert set(one.told.safe.values()) == {None}
    read = spool.read(tmp_path / "spool", 0, 1000, 10**9)
    assert [each._replace(number=0) for each in read] == given
    assert [each.number for each in read] == list(range(1, 101))
    assert [each.number for each in spool.read(tmp_path / "spool", 97, 1000, 10**9)] == [98, 99, 100]


def test_a_bounded_lot_is_read_at_once(opened, tmp_path):
    one = opened()
    for place in range(50):
        one.add(request(b"0123456789"), place)
    one.told.wait(50)
    assert len(spool.read(tmp_path / "spool", 0, 7, 10**9)) == 7
    assert len(spool.read(tmp_path / "spool", 0, 1000, 95)) == 10


def test_numbers_go_on_after_it_is_opened_again(opened, tmp_path):
    first = opened()
    first.add(request(b"a"), 0)
    first.told.wait(1)
    first.close()
    again = opened()
    again.add(request(b"b"), 0)
    again.told.wait(1)
    assert [one.number for one in spool.read(tmp_path / "spool", 0, 10, 100)] == [1, 2]
    assert bodies(tmp_path) == [b"a", b"b"]


def test_numbers_never_fall_below_what_is_in_the_lake(opened, tmp_path):
    """A spool that was lost must not make the lake take new requests for old ones."""
    one = opened(after=1000)
    one.add(request(), 0)
    one.told.wait(1)
    assert [each.number for each in spool.read(tmp_path / "spool", 1000, 10, 100)] == [1001]


def test_the_backlog_says_how_many_wait_and_since_when(opened, tmp_path):
    assert not (tmp_path / "spool").exists()
    one = opened()
    assert spool.backlog(tmp_path / "spool", 0) == (0, None)
    for place in range(10):
        one.add(request(at_us=100 + place), place)
        one.told.wait(place + 1)
    assert spool.backlog(tmp_path / "spool", 0) == (10, 100)
    assert spool.backlog(tmp_path / "spool", 4) == (6, 104)
    assert spool.backlog(tmp_path / "spool", 10) == (0, None)


def test_only_one_collector_writes_to_it(opened):
    opened()
    with pytest.raises(MatineeError) as error:
        opened()
    assert str(error.value).startswith("Another collector is writing to ")


def test_what_does_not_fit_is_refused_until_there_is_room(opened, tmp_path, monkeypatch):
    one = opened(most_bytes=200_000)
    one.add(request(b"x" * 300_000), 0)
    one.told.wait(1)
    give_up = time.monotonic() + 10
    while one.full is None:
        assert time.monotonic() < give_up
    with pytest.raises(SpoolFull, match="the spool is full"):
        one.add(request(), 1)
    assert bodies(tmp_path) == [b"x" * 300_000]


def test_a_disk_that_fails_is_said_once_and_nothing_more_is_taken(opened, tmp_path):
    one = opened()
    one.add(request(b"good"), 0)
    one.told.wait(1)
    one._database.execute("PRAGMA query_only = ON")  # every write is an error from here on
    one.add(request(b"lost"), 1)
    one.told.wait(2)
    assert isinstance(one.told.safe[1], SpoolFull)
    assert [type(problem) for problem in one.failures] == [sqlite3.OperationalError]
    with pytest.raises(SpoolFull, match="the disk fails"):
        one.add(request(), 2)
    assert bodies(tmp_path) == [b"good"]


def test_old_files_go_when_they_are_in_the_lake_and_never_before(opened, tmp_path, monkeypatch):
    monkeypatch.setattr(spool, "_SEGMENT_BYTES", 10)
    one = opened()
    for place in range(6):
        one.add(request(b"0123456789"), place)
        one.told.wait(place + 1)
    folder = tmp_path / "spool"
    files = spool.segments(folder)
    assert len(files) >= 6
    for file in files:
        os.utime(file, (0, 0))
    spool.forget(folder, settled=0, keep_s=3600, most_bytes=10**9)
    assert len(spool.segments(folder)) == len(files), "none is in the lake"
    spool.forget(folder, settled=3, keep_s=3600, most_bytes=10**9)
    assert [each.number for each in spool.read(folder, 3, 10, 10**6)] == [4, 5, 6]
    assert int(spool.segments(folder)[0].stem) in (3, 4)
    spool.forget(folder, settled=6, keep_s=10**10, most_bytes=10**9)
    assert int(spool.segments(folder)[0].stem) in (3, 4), "young ones are kept"
    spool.forget(folder, settled=6, keep_s=10**10, most_bytes=1)
    assert len(spool.segments(folder)) == 1, "unless they are in the way; never the newest"
    one.add(request(b"after"), 6)
    one.told.wait(7)
    assert bodies(tmp_path, after=6) == [b"after"]


def test_a_file_that_was_begun_when_the_power_went_is_passed_over(opened, tmp_path):
    one = opened()
    one.add(request(b"a"), 0)
    one.told.wait(1)
    one.close()
    (tmp_path / "spool" / f"{2:020}.sqlite").touch()
    again = opened()
    again.add(request(b"b"), 0)
    again.told.wait(1)
    assert bodies(tmp_path) == [b"a", b"b"]
