"""Spans that come as spans: good rows go through, and each bad one is rejected alone."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, timedelta

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from matinee import instants
from matinee.catalogue import Asset, Catalogue, Title
from matinee.errors import MatineeError
from matinee.identity import pseudonym
from matinee.imports.spans import read_spans
from matinee.lake import Lake
from matinee.viewing.spans import SPANS

NOW_US = instants.parse("2025-01-01")
EVENING = datetime(2021, 3, 1, 19, tzinfo=UTC)
CATALOGUE = Catalogue.of(
    [Title(id="dark", name="Dark", kind="season")], [Asset(id="e1", title="dark", name="One", runtime_ms=None)]
)
FORMAT = "Send the record in the format that the documentation of this door shows."


def row(**values):
    """One home watched ten minutes of one asset on one evening, but for what is said otherwise."""
    usual = {
        "household": "home",
        "profile": "ann",
        "asset": "e1",
        "session": "s1",
        "started_at": EVENING,
        "ended_at": EVENING + timedelta(minutes=10),
        "position_start_ms": 0,
        "position_end_ms": 600_000,
        "rate": 1.0,
        "country": "GB",
        "time_zone": "Europe/London",
        "device": "tv",
        "kids": True,
    }
    return usual | values


def as_csv(path, rows):
    text = io.StringIO()
    writer = csv.DictWriter(text, rows[0], lineterminator="\n")
    writer.writeheader()
    for values in rows:
        writer.writerow({k: v.isoformat() if isinstance(v, datetime) else v for k, v in values.items()})
    path.write_text(text.getvalue())
    return path


def as_parquet(path, rows):
    pq.write_table(pa.Table.from_pylist(rows), path)
    return path


def write(tmp_path, kind, rows):
    return (as_csv if kind == "csv" else as_parquet)(tmp_path / f"spans.{kind}", rows)


def read(path):
    parts = list(read_spans(path, CATALOGUE.title_of, secret=b"k", buckets=4, now_us=NOW_US))
    return pa.concat_tables([spans for spans, _ in parts]).to_pylist(), [one for _, many in parts for one in many]


def sentences(path):
    return [rejection.sentence(path.name) for rejection in read(path)[1]]


def text_file(tmp_path, text, name="spans.csv"):
    (tmp_path / name).write_bytes(text.encode() if isinstance(text, str) else text)
    return tmp_path / name


both = pytest.mark.parametrize("kind", ["csv", "parquet"])
MINIMAL = "household,asset,session,started_at,ended_at"


@both
def test_a_row_is_a_span_with_pseudonyms_for_ids(tmp_path, kind):
    spans, rejections = read(write(tmp_path, kind, [row()]))
    assert rejections == []
    assert spans[0].pop("bucket") in range(4)
    assert spans == [
        {
            "household": pseudonym(b"k", "household", "home"),
            "profile": pseudonym(b"k", "profile", "home", "ann"),
            "asset": "e1",
            "title": "dark",
            "session": pseudonym(b"k", "session", "spans", pseudonym(b"k", "household", "home"), "s1", "e1"),
            "started_at": EVENING,
            "ended_at": EVENING + timedelta(minutes=10),
            "position_start_ms": 0,
            "position_end_ms": 600_000,
            "rate": 1.0,
            "country": "GB",
            "time_zone": "Europe/London",
            "device": "tv",
            "kids": True,
            "source": "spans",
        }
    ]


@both
def test_what_is_not_known_stays_unknown(tmp_path, kind):
    names = MINIMAL.split(",")
    bare = write(tmp_path, kind, [{name: row()[name] for name in names}])
    unknown = ("profile", "position_start_ms", "position_end_ms", "country", "time_zone", "device")
    assert [(span["rate"], *(span[name] for name in unknown)) for span in read(bare)[0]] == [(1.0, *[None] * 6)]
    partly = [row(), row(**dict.fromkeys(unknown), rate=None), row(position_end_ms=None), row(position_start_ms=None)]
    spans, rejections = read(write(tmp_path, kind, partly))
    assert rejections == []
    assert [(span["position_start_ms"], span["position_end_ms"]) for span in spans] == [
        (0, 600_000),
        (None, None),
        (None, None),
        (None, None),
    ]
    assert spans[1]["rate"] == 1.0 and spans[1]["profile"] is None


@both
def test_an_id_stays_as_it_is_written(tmp_path, kind):
    rows = [row(household=home, asset=asset) for home, asset in (("007", "1e3"), ("7", "1000"), ("NA", "true"))]
    spans, _ = read(write(tmp_path, kind, rows))
    assert [span["asset"] for span in spans] == ["1e3", "1000", "true"]
    assert [span["household"] for span in spans] == [pseudonym(b"k", "household", home) for home in ("007", "7", "NA")]


@both
@pytest.mark.parametrize(("written", "code"), [("NA", "NA"), ("gb", "GB"), (None, None)])
def test_a_country_is_a_code_in_whatever_case_and_namibia_is_one(tmp_path, kind, written, code):
    assert read(write(tmp_path, kind, [row(country=written)]))[0][0]["country"] == code


@pytest.mark.parametrize(
    "written",
    [
        "2021-03-01T19:00:00Z",
        "2021-03-01T19:00:00+00:00",
        "2021-03-01 20:00:00.000+01:00",
        "2021-03-01T14:00:00-05:00",
        str(instants.to_us(EVENING)),
    ],
)
def test_a_time_in_text_is_iso_with_an_offset_or_microseconds(tmp_path, written):
    path = as_csv(tmp_path / "spans.csv", [row(started_at=written), row(started_at="2021-03-01T19:09:59.5Z")])
    spans, rejections = read(path)
    assert rejections == [] and spans[0]["started_at"] == EVENING
    assert spans[1]["started_at"] == EVENING + timedelta(seconds=599.5)


@pytest.mark.parametrize(
    "times",
    [
        pa.array([EVENING], pa.timestamp("ns", "America/New_York")),
        pa.array([EVENING], pa.timestamp("s", "UTC")),
        pa.array([instants.to_us(EVENING)], pa.int64()),
        pa.array([instants.to_us(EVENING)], pa.uint64()),
        pa.array(["2021-03-01T19:00:00Z"], pa.large_string()),
        pa.array(["2021-03-01T19:00:00Z"]).dictionary_encode(),
    ],
)
def test_a_time_in_parquet_is_a_timestamp_with_zone_or_microseconds_or_text(tmp_path, times):
    table = pa.Table.from_pylist([row()])
    table = table.set_column(table.column_names.index("started_at"), "started_at", times)
    pq.write_table(table, tmp_path / "spans.parquet")
    assert read(tmp_path / "spans.parquet")[0][0]["started_at"] == EVENING


def test_positions_and_times_as_pandas_and_polars_write_them_are_read(tmp_path):
    table = pa.table(
        {
            "household": pa.array(["home", "home"]).dictionary_encode(),
            "asset": pa.array(["e1", "e1"], pa.large_string()),
            "session": pa.array([1, 2]),
            "started_at": pa.array([instants.to_us(EVENING) * 1000 + 1] * 2, pa.timestamp("ns", "UTC")),
            "ended_at": pa.array([instants.to_us(EVENING) * 1000 + 60_000_000_999] * 2, pa.timestamp("ns", "UTC")),
            "position_start_ms": [0.0, float("nan")],
            "position_end_ms": [60_000.4, float("nan")],
            "country": pa.nulls(2),
        }
    )
    pq.write_table(table, tmp_path / "spans.parquet")
    spans, rejections = read(tmp_path / "spans.parquet")
    assert rejections == []
    assert [(span["position_start_ms"], span["position_end_ms"]) for span in spans] == [(0, 60_000), (None, None)]
    assert spans[0]["ended_at"] - spans[0]["started_at"] == timedelta(seconds=60)


CLOCK = "Check the clock of the device; times before 1995 or over a year ahead are not believed."
LENGTH = "Give a length of time above zero and below a week."
PLACE = "Give positions from the start of the asset, the later one last."
NUMBER = "Give a plain number within the range that the documentation shows."
MISSING = "Give the field a value; without it the record cannot be placed."
WRONG = [
    ({"household": ""}, f"household is empty. {MISSING}"),
    ({"asset": ""}, f"asset is empty. {MISSING}"),
    ({"session": ""}, f"session is empty. {MISSING}"),
    ({"started_at": ""}, f"started_at is empty. {MISSING}"),
    ({"ended_at": ""}, f"ended_at is empty. {MISSING}"),
    ({"started_at": "1970-01-01T00:00:00Z"}, f"started_at is 1970-01-01T00:00:00Z. {CLOCK}"),
    ({"started_at": "2026-01-03T00:00:00Z"}, f"started_at is 2026-01-03T00:00:00Z. {CLOCK}"),
    ({"started_at": "2021-03-01T19:00:00"}, f"started_at is 2021-03-01T19:00:00. {CLOCK}"),
    ({"ended_at": "2021-02-30T19:00:00Z"}, f"ended_at is 2021-02-30T19:00:00Z. {CLOCK}"),
    (
        {"ended_at": "2021-03-01T19:00:00Z"},
        f"ended_at 2021-03-01T19:00:00Z is not after started_at 2021-03-01T19:00:00+00:00. {LENGTH}",
    ),
    (
        {"ended_at": "2021-03-08T19:00:01Z"},
        f"ended_at 2021-03-08T19:00:01Z is over a week after started_at 2021-03-01T19:00:00+00:00. {LENGTH}",
    ),
    ({"position_start_ms": "-1"}, f"position_start_ms is -1. {PLACE}"),
    ({"position_end_ms": "far"}, f"position_end_ms is far. {PLACE}"),
    ({"position_end_ms": "12.5"}, f"position_end_ms is 12.5. {PLACE}"),
    (
        {"position_start_ms": "600001"},
        f"position_end_ms 600000 lies before position_start_ms 600001. {PLACE}",
    ),
    ({"rate": "0"}, f"rate is 0. {NUMBER}"),
    ({"rate": "-1"}, f"rate is -1. {NUMBER}"),
    ({"rate": "fast"}, f"rate is fast. {NUMBER}"),
    ({"rate": "1e999"}, f"rate is 1e999. {NUMBER}"),
    ({"country": "UK"}, "country is UK. Use the two letters of ISO 3166-1, like GB or BR."),
    (
        {"time_zone": "London"},
        "time_zone is London. Use a name of the IANA time zone database, like Europe/London.",
    ),
]


@pytest.mark.parametrize(("wrong", "sentence"), WRONG)
def test_a_bad_row_is_rejected_with_its_line_and_costs_no_other(tmp_path, wrong, sentence):
    path = as_csv(tmp_path / "spans.csv", [row(), row(**wrong), row(session="s3")])
    assert sentences(path) == [f"spans.csv, line 3: {sentence}"]
    assert len(read(path)[0]) == 2


def test_a_row_of_parquet_is_counted_from_one(tmp_path):
    rows = [row(ended_at=EVENING), row(), row(position_start_ms=-1), row(rate=float("inf"))]
    path = as_parquet(tmp_path / "spans.parquet", rows)
    assert len(read(path)[0]) == 1
    assert sentences(path) == [
        (
            f"spans.parquet, line 1: ended_at 2021-03-01 19:00:00.000000Z is not after started_at "
            f"2021-03-01 19:00:00.000000Z. {LENGTH}"
        ),
        f"spans.parquet, line 3: position_start_ms is -1. {PLACE}",
        f"spans.parquet, line 4: rate is inf. {NUMBER}",
    ]


def test_a_rejected_row_is_kept_without_who_watched(tmp_path):
    path = as_csv(tmp_path / "spans.csv", [row(country="UK", household="the-smiths", session="theirs")])
    assert read(path)[1][0].record == (
        "e1,2021-03-01T19:00:00+00:00,2021-03-01T19:10:00+00:00,0,600000,1.0,UK,Europe/London,tv,True"
    )


def test_a_line_that_is_no_row_costs_no_other_and_lines_keep_their_number(tmp_path):
    good = "home,e1,{},2021-03-01T19:00:00Z,2021-03-01T19:10:00Z"
    text = [MINIMAL, good.format("a"), "", '"home,e1', "", good.format("b") + ",x", "home,e1", good.format("c")]
    path = text_file(tmp_path, "\ufeff" + "\r\n".join(text))
    assert sentences(path) == [
        f"spans.csv, line 4: Its quotation marks do not pair up. {FORMAT}",
        f"spans.csv, line 6: It has 6 values for 5 columns. {FORMAT}",
        f"spans.csv, line 7: session is empty. {MISSING}",
    ]
    assert len(read(path)[0]) == 2


@pytest.mark.parametrize("column", MINIMAL.split(","))
def test_a_file_without_a_needed_column_is_refused(tmp_path, column):
    names = [name for name in MINIMAL.split(",") if name != column]
    (tmp_path / "spans.csv").write_text(",".join(names))
    empty = pa.table({name: pa.array([], pa.string()) for name in names})
    pq.write_table(empty, tmp_path / "spans.parquet")
    for name in ("spans.csv", "spans.parquet"):
        with pytest.raises(MatineeError) as error:
            read(tmp_path / name)
        assert str(error.value) == (
            f"{name} has no column {column}.\nSpans need the columns household, asset, session, started_at, ended_at."
        )


@pytest.mark.parametrize(
    ("column", "values", "hint"),
    [
        ("started_at", pa.array([datetime(2021, 3, 1)]), "times"),  # noqa: DTZ001  that it has no zone is the point
        ("ended_at", pa.array([1.5]), "times"),
        ("household", pa.array([["home"]]), "ids"),
        ("rate", pa.array([[1.0]]), "ids"),
    ],
)
def test_a_column_of_a_type_that_cannot_be_is_refused(tmp_path, column, values, hint):
    table = pa.Table.from_pylist([row()])
    pq.write_table(table.set_column(table.column_names.index(column), column, values), tmp_path / "spans.parquet")
    with pytest.raises(MatineeError) as error:
        read(tmp_path / "spans.parquet")
    hints = {
        "times": "Give times as timestamps with time zone, as microseconds of UTC, or as text with an offset.",
        "ids": "Give ids as text, positions and rates as numbers.",
    }
    kind = pq.read_schema(tmp_path / "spans.parquet").field(column).type
    assert str(error.value) == f"spans.parquet: {column} is of type {kind}.\n{hints[hint]}"


def test_a_file_that_is_neither_is_refused(tmp_path):
    path = text_file(tmp_path, "no Parquet at all", "spans.parquet")
    with pytest.raises(MatineeError) as error:
        read(path)
    assert str(error.value) == (
        f"{path} cannot be read as Parquet.\nGive a whole Parquet file, or a CSV file whose name ends in .csv."
    )
    path = text_file(tmp_path, MINIMAL.encode() + b"\n\xff\xfe")
    with pytest.raises(MatineeError) as error:
        read(path)
    assert error.value.hint == "Save it as UTF-8 text." and error.value.problem.startswith(f"{path} cannot be read: ")


def test_no_rows_are_no_spans(tmp_path):
    path = text_file(tmp_path, MINIMAL + "\n\n")
    pq.write_table(pa.Table.from_pylist([row()]).slice(0, 0), tmp_path / "spans.parquet")
    for file in (path, tmp_path / "spans.parquet"):
        parts = list(read_spans(file, CATALOGUE.title_of, secret=b"k", buckets=4, now_us=NOW_US))
        assert sum(spans.num_rows + len(rejections) for spans, rejections in parts) == 0


@both
def test_spans_in_a_lake_are_measured_and_come_in_once(tmp_path, kind):
    lake = Lake.create(tmp_path / "lake")
    rows = [row(), row(session="s2", started_at=EVENING + timedelta(minutes=4)), row(country="UK")]
    path = write(tmp_path, kind, rows)
    first, again = (lake.import_spans([path])[0].taken for _ in range(2))
    lake.refresh()
    assert (tuple(first), tuple(again)) == ((2, 0, 1), (0, 3, 0))
    assert lake.title("e1").report(days=3660).numbers["hours"].value == 16 / 60
    assert SPANS.equals(lake.folder.tables.read("spans").schema)
