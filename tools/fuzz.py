"""A million made-up bodies for the doors: `make fuzz`.

Each goes the way of a body that was posted: reduced at the door, read by the roller, screened, and
turned into rows. It must not crash, nor take longer than a second, nor lose a record without a reason. Atheris
makes the bodies from the examples below, guided by the code that they reach.

    python -m tools.fuzz            a million bodies, each door its share
    python -m tools.fuzz cmcd 1000  so many for one
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import zlib
from contextlib import nullcontext
from functools import partial
from pathlib import Path

if len(sys.argv) == 3:
    import atheris

    guided = atheris.instrument_imports(include=["matinee.events", "matinee.imports", "http_sf"])
else:
    guided = nullcontext()
with guided:
    from matinee.collector.door import DOORS
    from matinee.collector.roller import READERS
    from matinee.events.event import Identity, to_table
    from matinee.events.screening import screen, screened_event
    from matinee.identity import pseudonym
    from matinee.imports import posted_spans
    from matinee.rejections import REASONS, Rejection

RUNS = {"cmcd": 400_000, "segment": 290_000, "snowplow": 290_000, "spans": 20_000}
"""A million in all; spans go through tables, which take a hundred times as long."""
NOW_US = 1_795_173_960_000_000
HOME = Identity(household=b"h" * 16, profile=b"p" * 16, country="GB", time_zone="Europe/London", kids=True)
NAME_OF = partial(pseudonym, b"k" * 32)

EXAMPLES: dict[str, tuple[str, ...]] = {
    "cmcd": (
        'bg=?0,cid="title-42",e=ps,pr=1,pt=1,sid="34f92975",sn=0,sta=p,ts=1795173960520,v=2',
        (
            'br=(5000;v 320;a),cen="x",cid="a\\"b",e=ce,ec=("E1" "E2"),msd=812.4,nr,sid=s,ts=1795173960520,v=2\n'
            'cid="title-42",com.matinee-hh="x",com.matinee-sent="1795173960600",e=t,sid="s",sta=k,ts=1795173960530,v=2\n'
        ),
    ),
    "segment": (
        (
            '{"type":"track","event":"Video Playback Started","userId":"u","messageId":"m",'
            '"timestamp":"2026-11-20T19:00:00.000Z","properties":{"session_id":"s","content_asset_id":"a","position":1.5}}'
        ),
        (
            '{"batch":[{"type":"track","event":"Video Content Playing","anonymousId":"u","properties":'
            '{"session_id":"s","asset_id":"a","position":10,"total_length":100,"livestream":false}}],'
            '"sentAt":"2026-11-20T19:00:01.000Z"}'
        ),
    ),
    "snowplow": (
        (
            '{"schema":"iglu:com.snowplowanalytics.snowplow/payload_data/jsonschema/1-0-4","data":[{"e":"ue","eid":"1",'
            '"dtm":"1795173960520","stm":"1795173960600","uid":"u","tz":"Europe/London","ue_pr":"{\\"schema\\":'
            '\\"iglu:com.snowplowanalytics.snowplow/unstruct_event/jsonschema/1-0-0\\",\\"data\\":{\\"schema\\":'
            '\\"iglu:com.snowplowanalytics.snowplow.media/play_event/jsonschema/1-0-0\\",\\"data\\":{}}}","co":"{\\"data\\":'
            '[{\\"schema\\":\\"iglu:com.snowplowanalytics.snowplow/media_player/jsonschema/2-0-0\\",\\"data\\":'
            '{\\"currentTime\\":1.5,\\"paused\\":false,\\"ended\\":false,\\"label\\":\\"a\\"}}]}"}]}'
        ),
    ),
    "spans": (
        (
            '[{"household":"h","asset":"a","session":"s","started_at":"2026-11-20T19:00:00Z",'
            '"ended_at":"2026-11-20T19:10:00Z","position_start_ms":0,"position_end_ms":600000,"kids":true}]'
        ),
        '{"household":"h","asset":"a","session":"s","started_at":1795173960000000,"ended_at":1795174960000000}\n{}\n',
    ),
}
"""One body a door can make much of, and one that is stranger."""


def check(door: str, body: bytes) -> None:
    """What must hold of any body at all."""
    reduced = DOORS[door].reduced(body, NAME_OF)
    if door == posted_spans.SOURCE:
        _, rejections = posted_spans.parse_body(reduced, str, secret=b"k", buckets=16, received_at_us=NOW_US)
    else:
        events, rejections = READERS[door](reduced, HOME, NOW_US)
        good, late = screen(events, NOW_US, robot=False, late_us=30 * 86_400_000_000)
        assert len(good) + len(late) == len(events)
        if zlib.crc32(body) % 16 == 0:  # a table takes longer than all the rest
            rows = to_table(good, secret=b"k", buckets=16, source=door, received_at_us=NOW_US)
            assert rows.num_rows == len(good)
        for one in late:
            screened_event(one.record, b"h" * 16, None)
        rejections = [*rejections, *late]
    for one in rejections:
        assert isinstance(one, Rejection)
        assert one.reason in REASONS
        assert one.problem
        assert one.line >= 1


def fuzz(door: str, runs: int) -> None:
    """Feed one door; ends the process."""
    with tempfile.TemporaryDirectory() as corpus:
        for number, example in enumerate(EXAMPLES[door]):
            check(door, example.encode())
            (Path(corpus) / f"{number}").write_text(example)
        options = [f"-runs={runs}", "-timeout=1", "-max_len=4096", "-rss_limit_mb=4096", "-verbosity=0"]
        atheris.Setup([sys.argv[0], *options, corpus], lambda body: check(door, body))
        atheris.Fuzz()


def main() -> None:
    """Feed all doors, each in a process of its own, or one."""
    if len(sys.argv) == 3:
        fuzz(sys.argv[1], int(sys.argv[2]))
    for door, runs in RUNS.items():
        command = [sys.executable, "-m", "tools.fuzz", door, str(runs)]
        done = subprocess.run(command, check=False, capture_output=True, text=True)
        if done.returncode:
            sys.exit(f"{door}: a body that it does not bear.\n{done.stdout}{done.stderr}")
        print(f"{door}: {runs:,} bodies, no crash, no hang, every rejection with a reason.")


if __name__ == "__main__":
    main()
