"""A file of CMCD reports: which records it holds, from whom, and when they came."""

from __future__ import annotations

import multiprocessing

import pyarrow as pa
import pytest

from matinee import instants
from matinee.errors import MatineeError
from matinee.events import Identity
from matinee.imports import cmcd

NOW_US = instants.parse("2026-11-20")
TS = 1_795_000_000_000


def record(number, household="home"):
    who = f'com.matinee-hh="{household}",' if household else ""
    return f'cid="film",{who}e=t,pt={number}000,sid="s",sn={number},sta=p,ts={TS + number * 1000},v=2'


@pytest.fixture
def parsed(tmp_path):
    """`parsed(text)`: events, rejections and the steps of progress of a file with this content."""

    def parse(content, **options):
        file = tmp_path / "events.cmcd"
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        parts = list(cmcd.parse_file(file, secret=b"k", buckets=16, now_us=NOW_US, **options))
        events = pa.concat_tables([part[0] for part in parts]).to_pylist() if parts else []
        return events, [rejection for part in parts for rejection in part[1]], [part[2] for part in parts]

    return parse


def sequences(events):
    return [event["sequence"] for event in events]


def test_an_empty_file_has_no_records(parsed):
    assert parsed("") == ([], [], [])


@pytest.mark.parametrize("text", ["\n", "\n\n \r\n", "\ufeff"])
def test_empty_lines_are_no_records(parsed, text):
    events, rejections, _ = parsed(text)
    assert (events, rejections) == ([], [])


@pytest.mark.parametrize(
    "text",
    [
        f"{record(1)}\n{record(2)}\n",
        f"{record(1)}\n{record(2)}",
        f"{record(1)}\r\n{record(2)}\r\n",
        f"\n  {record(1)}  \n\n{record(2)}\n\n",
        f"\ufeff{record(1)}\n{record(2)}",
    ],
)
def test_plain_bodies_hold_one_record_a_line(parsed, text):
    events, rejections, _ = parsed(text)
    assert sequences(events) == [1, 2] and rejections == []
    assert [event["received_at"] for event in events] == [None, None]


def test_a_bad_line_costs_no_other_and_says_where_it_is(parsed):
    events, rejections, _ = parsed(f"{record(1)}\n\nnonsense!\n{record(2)}\n{record(3, household=None)}")
    assert sequences(events) == [1, 2]
    assert [(one.line, one.problem) for one in rejections] == [
        (3, "It is not a dictionary of structured fields."),
        (5, "It has no com.matinee-hh."),
    ]


def test_bytes_that_are_no_text_cost_their_line_only(parsed):
    events, rejections, _ = parsed(f"{record(1)}\n".encode() + b'cid="\xff\xfe",v=2\n' + record(2).encode())
    assert sequences(events) == [1, 2]
    assert [(one.line, one.reason) for one in rejections] == [(2, "unreadable")]


def test_only_a_line_feed_ends_a_line(parsed):
    """Other characters that Python takes for line ends may stand in a body by mistake."""
    _, rejections, _ = parsed(f"{record(1)}\x0b{record(2)}\u2028{record(3)}\x85")
    assert [one.line for one in rejections] == [1]


CAPTURE = f"""### 1 t=1795000001.250 reply=204
OPTIONS /v1/cmcd?k=wk&hh=anna HTTP/1.1
access-control-request-method: POST


### 2 t=1795000001.500 reply=204
POST /v1/cmcd?k=wk&hh=anna&profile=p%201&cc=BR&tz=America%2FBahia HTTP/1.1
content-type: application/cmcd
referer: http://127.0.0.1:8801/

{record(1, household=None)}
{record(2, household=None)}
### 3 reply=204
POST /v1/cmcd?k=wk HTTP/1.1
content-type: text/plain

{record(3, household="ben")}

### 4 t=1795000009 reply=204
GET /v1/cmcd?hh=anna HTTP/1.1

{record(4)}
### 5 t=1795000010 reply=204
POST /v1/cmcd?hh=anna HTTP/1.1

nonsense!
{record(5, household=None)}"""


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_captured_requests_hold_the_records_of_their_posts(parsed, line_end):
    events, rejections, _ = parsed(CAPTURE.replace("\n", line_end))
    assert sequences(events) == [1, 2, 3, 5]
    assert [one.line for one in rejections] == [26]
    received = [event["received_at"] and instants.to_us(event["received_at"]) for event in events]
    assert received == [1_795_000_001_500_000, 1_795_000_001_500_000, None, 1_795_000_010_000_000]


def test_a_byte_order_mark_does_not_hide_that_requests_were_captured(parsed):
    assert sequences(parsed("\ufeff" + CAPTURE)[0]) == [1, 2, 3, 5]


def test_the_identity_may_stand_in_the_query(parsed):
    first, second, third, last = parsed(CAPTURE)[0]
    assert (first["country"], first["time_zone"]) == ("BR", "America/Bahia")
    assert first["household"] == second["household"] == last["household"] != third["household"]
    assert first["profile"] is not None and last["profile"] is None
    said = parsed(record(1, household="anna"))[0]
    assert said[0]["household"] == first["household"]


@pytest.mark.parametrize("query", ["?hh=", "", "?hh", "#hh=anna", "http://[bad/?k=1", "?" + "&" * 10])
def test_a_query_that_names_nobody_leaves_the_records_without_a_household(parsed, query):
    body = record(1, household=None)
    events, rejections, _ = parsed(f"### 1 t=1\nPOST {query} HTTP/1.1\n\n{body}")
    assert events == [] and [one.problem for one in rejections] == ["It has no com.matinee-hh."]


@pytest.mark.parametrize("known", ["", "t=", "t=soon", "at=5", f"t={'9' * 400}", "t=12345678901"])
def test_a_time_of_arrival_that_makes_no_sense_is_unknown(parsed, known):
    events, _, _ = parsed(f"### 1 {known} reply=204\nPOST /?hh=anna HTTP/1.1\n\n{record(1)}")
    assert [event["received_at"] for event in events] == [None]


@pytest.mark.parametrize("text", ["###", "### 1\nPOST", "### 1\nPOST \n\n", "### 1\nPOST / HTTP/1.1\nhost: x"])
def test_a_request_that_was_cut_off_has_no_records(parsed, text):
    events, rejections, _ = parsed(text)
    assert (events, rejections) == ([], [])


def test_a_long_body_comes_in_parts_that_share_who_and_when(tmp_path, monkeypatch):
    monkeypatch.setattr(cmcd, "_BATCH_LINES", 2)
    file = tmp_path / "one.http"
    body = "\n".join(record(n) for n in range(5))
    file.write_text(f"### 1 t=1795000001\nPOST /?hh=anna HTTP/1.1\n\n{body}\n")
    batches = list(cmcd.read_batches(file))
    assert [[number for number, _ in batch.lines] for batch in batches] == [[4, 5], [6, 7], [8]]
    assert {batch.identity for batch in batches} == {Identity(household="anna")}
    assert {batch.received_at_us for batch in batches} == {1_795_000_001_000_000}


@pytest.mark.parametrize("content", [CAPTURE, f"{record(1)}\nné!\n{record(2)}", "### 1\nGET / HTTP/1.1\n\nx"])
def test_progress_ends_with_the_size_of_the_file(parsed, monkeypatch, content):
    monkeypatch.setattr(cmcd, "_BATCH_LINES", 1)
    steps = parsed(content)[2]
    assert steps == sorted(steps)
    assert steps[-1:] in ([], [len(content.encode())])


@pytest.mark.parametrize("captured", [False, True])
def test_two_processes_find_what_one_finds_in_the_same_order(tmp_path, monkeypatch, captured):
    lines = [record(n) if n % 7 else f"nonsense {n}!" for n in range(2_000)]
    if captured:
        lines = [f"### {n} t={TS // 1000 + n}\nPOST /?hh=h{n} HTTP/1.1\n\n{line}" for n, line in enumerate(lines)]
    file = tmp_path / "events.cmcd"
    file.write_text("\n".join(lines))
    monkeypatch.setattr(cmcd, "_LARGE_BYTES", file.stat().st_size - 1)
    monkeypatch.setattr(cmcd, "_BATCH_LINES", 300)
    monkeypatch.setattr(cmcd, "_MOST_REQUESTS", 300)
    how = {"secret": b"k", "buckets": 16, "now_us": NOW_US}
    alone = list(cmcd.parse_file(file, **how))
    assert not multiprocessing.active_children()
    together, workers = [], 0
    for part in cmcd.parse_file(file, processes=2, **how):
        workers = max(workers, len(multiprocessing.active_children()))
        together.append(part)
    assert workers > 0
    assert len(together) > 5 and together == alone
    assert sum(part[0].num_rows for part in together) == 1_714


def test_a_file_that_cannot_be_read_is_a_mistake_to_tell(tmp_path):
    with pytest.raises(MatineeError) as problem:
        list(cmcd.parse_file(tmp_path / "none.cmcd", secret=b"k", buckets=16, now_us=NOW_US))
    assert str(problem.value) == (
        f"{tmp_path / 'none.cmcd'} cannot be read: No such file or directory.\nCheck the file and its folder."
    )
    with pytest.raises(MatineeError, match="cannot be read: Is a directory"):
        list(cmcd.parse_file(tmp_path, secret=b"k", buckets=16, now_us=NOW_US))
