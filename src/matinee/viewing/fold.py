"""The fold: all spans of a household and a title become one row of facts.

For household h and title T with runtime R, depth d(x) is the number of times h watched the
content instant x. Completions are the largest k for which at least c·R of the content has
d(x) ≥ k; the k-th completion happens at the earliest instant at which that holds. c is 0.9
unless the catalogue knows where the end credits start. A season is completed k times when
each of its released episodes is.

The result depends neither on the order of the spans nor on how often one is given, and a
later part of a history may be folded onto the facts of the earlier part.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from matinee.catalogue import Asset, Catalogue
from matinee.identity import words
from matinee.viewing import sweep as compiled
from matinee.viewing.groups import number_sessions, sweep
from matinee.viewing.rules import Measure, Rule

_INSTANT = pa.timestamp("us", "UTC")
_MEASURES = {
    Measure.VIEWING: compiled.VIEWING,
    Measure.CONSECUTIVE: compiled.CONSECUTIVE,
    Measure.COVERAGE: compiled.COVERAGE,
}
ORDER = (
    "title", "household", "started_at", "ended_at", "asset", "session", "position_start_ms", "position_end_ms", "rate",
)  # fmt: skip
"""The order in which spans are folded: by group, then by start; the rest makes it one order."""

Ints = npt.NDArray[np.int64]


def facts_schema(rules: Sequence[Rule]) -> pa.Schema:
    """The columns of the facts: one row a household and title.

    `viewing_us` is all viewing, `known_us` the part whose position is known, `content_ms`
    how far the content moved in that part, `covered_ms` how much of it was watched at least
    once. That, `coverage` and `completions` are null where no position or no runtime is known. `depths` is the depth profile, stretches in order.
    Each rule adds the instant it was reached (null: it was not) and the number of starts.
    """
    fields = [
        ("bucket", pa.int32()),
        ("household", pa.binary()),
        ("title", pa.string()),
        ("first_watched_at", _INSTANT),
        ("last_watched_at", _INSTANT),
        ("viewing_us", pa.int64()),
        ("known_us", pa.int64()),
        ("content_ms", pa.int64()),
        ("runtime_ms", pa.int64()),
        ("covered_ms", pa.int64()),
        ("coverage", pa.float64()),
        ("completions", pa.int64()),
        ("completed_at", pa.list_(_INSTANT)),
        ("depths", pa.list_(pa.struct(_STRETCH))),
        ("asset_viewing", pa.list_(pa.struct(_ASSET_VIEWING))),
        ("countries", pa.list_(pa.string())),
        ("profiles", pa.list_(pa.binary())),
    ]
    for rule in rules:
        fields += [(f"{rule.name}_at", _INSTANT), (f"{rule.name}_starts", pa.int64())]
    return pa.schema(fields)


_STRETCH = [("asset", pa.string()), ("from_ms", pa.int64()), ("to_ms", pa.int64()), ("depth", pa.int64())]
_ASSET_VIEWING = [("asset", pa.string()), ("viewing_us", pa.int64())]


def fold(
    spans: pa.Table,
    catalogue: Catalogue,
    rules: Sequence[Rule],
    *,
    completion_share: float = 0.9,
    until_us: int | None = None,
    before: pa.Table | None = None,
) -> pa.Table:
    """Fold spans into facts.

    Args:
        spans: Whole groups (household, title), in any order; schema `matinee.viewing.spans.SPANS`.
            A span that is given twice counts once.
        catalogue: For the assets of each title and their runtimes.
        rules: The thresholds in use.
        completion_share: c, where the start of the end credits is unknown.
        until_us: Only assets released before this instant make up a title; None: all.
        before: Facts of the same groups up to some instant, all of whose viewing ends
            before the first of these spans starts; the spans are folded onto them.

    Returns:
        A table of schema `facts_schema(rules)`, by title and household.
    """
    schema = facts_schema(rules)
    if spans.num_rows == 0:
        return schema.empty_table()
    spans = _in_order(spans)
    titles = spans["title"].combine_chunks().dictionary_encode()
    title_code = titles.indices.to_numpy().astype(np.int64)
    groups = _groups(title_code, words(spans["household"]))
    first_row = groups[:-1]
    names = titles.dictionary.to_pylist()
    shelf = _shelf(names, _watched_assets(spans, before), catalogue, completion_share, until_us)
    group_title = title_code[first_row]
    heads = spans.select(["bucket", "household", "title"]).take(pa.array(first_row))
    held = _held(before, heads, group_title, shelf, rules)
    watched = compiled.Watched(
        asset=_places(title_code, spans["asset"], shelf),
        session=number_sessions(groups, words(spans["session"])),
        start_us=_integers(spans["started_at"]),
        end_us=_integers(spans["ended_at"]),
        start_ms=spans["position_start_ms"].fill_null(-1).to_numpy(),
        end_ms=spans["position_end_ms"].fill_null(-1).to_numpy(),
        normal=spans["rate"].to_numpy() == 1.0,
    )
    completions, new_us, new_offset, stretches, stretch_offset = sweep(
        groups, watched, group_title, shelf.first, shelf.assets, _rules(rules),
        held.sums, held.rule_at, held.rule_starts, held.viewing_us, held.viewing_offset,
        held.stretches, held.stretch_offset,
    )  # fmt: skip
    runtime_ms = shelf.runtime_ms[group_title]
    unknown = (runtime_ms < 0) | (held.sums[:, 1] == 0)
    first_us, last_us = _extent(watched, groups, held.facts)
    ids = pa.array(shelf.ids, pa.string())
    base = shelf.first[group_title]
    viewing_rows = np.repeat(base, np.diff(held.viewing_offset)) + _within(held.viewing_offset)
    columns = {
        "bucket": heads["bucket"],
        "household": heads["household"],
        "title": heads["title"],
        "first_watched_at": _instants(first_us),
        "last_watched_at": _instants(last_us),
        "viewing_us": pa.array(held.sums[:, 0]),
        "known_us": pa.array(held.sums[:, 1]),
        "content_ms": pa.array(held.sums[:, 2]),
        "runtime_ms": pa.array(runtime_ms, mask=runtime_ms < 0),
        "covered_ms": pa.array(held.sums[:, 3], mask=unknown),
        "coverage": pa.array(held.sums[:, 3] / np.maximum(runtime_ms, 1), mask=unknown),
        "completions": pa.array(completions, mask=unknown),
        "completed_at": _joined(held.facts, new_us, new_offset),
        "depths": _lists(
            stretch_offset,
            [ids.take(pa.array(np.repeat(base, np.diff(stretch_offset)) + stretches[:, 0])), *stretches[:, 1:].T],
            _STRETCH,
        ),
        "asset_viewing": _lists(
            held.viewing_offset, [ids.take(pa.array(viewing_rows)), held.viewing_us], _ASSET_VIEWING
        ),
        "countries": _seen(spans["country"], groups, held.facts, "countries"),
        "profiles": _seen(spans["profile"], groups, held.facts, "profiles"),
    }
    for number, rule in enumerate(rules):
        at, starts = held.rule_at[:, number], held.rule_starts[:, number]
        columns[f"{rule.name}_at"] = _instants(at, mask=at < 0)
        columns[f"{rule.name}_starts"] = pa.array(starts)
    return pa.table([columns[name] for name in schema.names], schema=schema)


class _Shelf(NamedTuple):
    """The assets of the titles at hand, title by title."""

    ids: list[str]
    place: dict[tuple[int, str], int]
    first: Ints
    assets: compiled.Assets
    runtime_ms: Ints


def _watched_assets(spans: pa.Table, before: pa.Table | None) -> dict[str, list[str]]:
    """The assets that were watched, by title."""
    watched: dict[str, list[str]] = defaultdict(list)
    for row in spans.select(["title", "asset"]).group_by(["title", "asset"]).aggregate([]).to_pylist():
        watched[row["title"]].append(row["asset"])
    if before is not None:
        group, viewing = _unrolled(before.combine_chunks(), "asset_viewing")
        pairs = pa.table({"title": before["title"].take(pa.array(group)), "asset": viewing["asset"]})
        for row in pairs.group_by(["title", "asset"]).aggregate([]).to_pylist():
            watched[row["title"]].append(row["asset"])
    return watched


def _shelf(
    titles: list[str],
    watched: dict[str, list[str]],
    catalogue: Catalogue,
    completion_share: float,
    until_us: int | None,
) -> _Shelf:
    """The titles' assets, and behind them those that only the viewing knows: they add viewing time alone."""
    ids: list[str] = []
    place: dict[tuple[int, str], int] = {}
    first = [0]
    runtime, need, counts, total = [], [], [], []
    millionths = round(completion_share * 1_000_000)
    for code, title in enumerate(titles):
        released = {asset.id for asset in catalogue.assets_of(title, until_us)}
        known = catalogue.assets_of(title)
        strays = sorted(set(watched[title]) - {asset.id for asset in known})
        for number, asset in enumerate(
            [*known, *(Asset(id=id, title=title, name=id, runtime_ms=None) for id in strays)]
        ):
            place[code, asset.id] = number
            ids.append(asset.id)
            runtime.append(-1 if asset.runtime_ms is None else asset.runtime_ms)
            if asset.credits_at_ms is not None:
                need.append(asset.credits_at_ms)
            else:
                need.append(-1 if asset.runtime_ms is None else -(-millionths * asset.runtime_ms // 1_000_000))
            counts.append(asset.id in released)
        first.append(len(ids))
        whole = catalogue.runtime_ms(title, until_us)
        total.append(-1 if whole is None else whole)
    assets = compiled.Assets(_ints(runtime), _ints(need), np.array(counts, bool))
    return _Shelf(ids, place, _ints(first), assets, _ints(total))


class _Held(NamedTuple):
    """The state of each group before these spans; nothing where there are no facts of it.

    `facts` are the facts from before in the order of the groups, all null where a group
    has none; the rest is what the compiled pass takes and changes in place.
    """

    facts: pa.Table | None
    sums: Ints
    rule_at: Ints
    rule_starts: Ints
    viewing_us: Ints
    viewing_offset: Ints
    stretches: Ints
    stretch_offset: Ints


def _held(before: pa.Table | None, heads: pa.Table, group_title: Ints, shelf: _Shelf, rules: Sequence[Rule]) -> _Held:
    count = heads.num_rows
    viewing_offset = np.concatenate([[0], np.cumsum(np.diff(shelf.first)[group_title])])
    held = _Held(
        facts=None,
        sums=np.zeros((count, 4), np.int64),
        rule_at=np.full((count, len(rules)), -1, np.int64),
        rule_starts=np.zeros((count, len(rules)), np.int64),
        viewing_us=np.zeros(viewing_offset[-1], np.int64),
        viewing_offset=viewing_offset,
        stretches=np.empty((0, 4), np.int64),
        stretch_offset=np.zeros(count + 1, np.int64),
    )
    if before is None or before.num_rows == 0:
        return held
    row_of = {key: row for row, key in enumerate(zip(*_pairs(before), strict=True))}
    facts = before.take(pa.array([row_of.get(key) for key in zip(*_pairs(heads), strict=True)], pa.int64()))
    facts = facts.combine_chunks()
    for column, name in enumerate(("viewing_us", "known_us", "content_ms")):
        held.sums[:, column] = facts[name].fill_null(0).to_numpy()
    for number, rule in enumerate(rules):
        held.rule_at[:, number] = _integers(facts[f"{rule.name}_at"], -1)
        held.rule_starts[:, number] = _integers(facts[f"{rule.name}_starts"], 0)
    group, viewing = _unrolled(facts, "asset_viewing")
    place = _places(group_title[group], viewing["asset"], shelf)
    held.viewing_us[viewing_offset[group] + place] = viewing["viewing_us"].to_numpy()
    group, depths = _unrolled(facts, "depths")
    place = _places(group_title[group], depths["asset"], shelf)
    columns = [place, *(depths[name].to_numpy() for name in ("from_ms", "to_ms", "depth"))]
    return held._replace(
        facts=facts,
        stretches=np.ascontiguousarray(np.stack(columns, axis=1)),
        stretch_offset=np.searchsorted(group, np.arange(count + 1)),
    )


def _pairs(table: pa.Table) -> tuple[list[str], list[bytes]]:
    return table["title"].to_pylist(), table["household"].to_pylist()


def _unrolled(facts: pa.Table, name: str) -> tuple[Ints, pa.Table]:
    """The rows of a list column, and the number of the group that each belongs to."""
    lists = facts[name].combine_chunks()
    group = np.repeat(np.arange(len(lists)), lists.value_lengths().fill_null(0).to_numpy())
    values = lists.flatten()
    return group, pa.Table.from_struct_array(values) if pa.types.is_struct(values.type) else pa.table({name: values})


def _in_order(spans: pa.Table) -> pa.Table:
    """The spans by group and start, each once."""
    spans = spans.sort_by([(name, "ascending") for name in ORDER]).combine_chunks()
    same = np.ones(spans.num_rows - 1, bool)
    for name in ORDER:
        column = spans[name].combine_chunks()
        later, earlier = column.slice(1), column.slice(0, len(column) - 1)
        equal = pc.fill_null(pc.equal(later, earlier), False)
        both_null = pc.and_(pc.is_null(later), pc.is_null(earlier))
        same &= pc.or_(equal, both_null).to_numpy(zero_copy_only=False)
    if not same.any():
        return spans
    return spans.filter(pa.array(np.append(True, ~same))).combine_chunks()


def _groups(title_code: Ints, households: npt.NDArray[np.uint64]) -> Ints:
    """Where each group begins, and where the last ends."""
    begins = np.ones(len(title_code), bool)
    begins[1:] = (title_code[1:] != title_code[:-1]) | (households[1:] != households[:-1]).any(axis=1)
    return np.append(np.flatnonzero(begins), len(title_code)).astype(np.int64)


def _places(title_code: Ints, assets: pa.ChunkedArray, shelf: _Shelf) -> Ints:
    """The place of each asset among those of its title."""
    if len(assets) == 0:
        return np.empty(0, np.int64)
    encoded = assets.combine_chunks().dictionary_encode()
    names = encoded.dictionary.to_pylist()
    pairs, back = np.unique(title_code * len(names) + encoded.indices.to_numpy(), return_inverse=True)
    places = [shelf.place[pair // len(names), names[pair % len(names)]] for pair in pairs.tolist()]
    return _ints(places)[back]


def _rules(rules: Sequence[Rule]) -> compiled.Rules:
    return compiled.Rules(
        _ints([_MEASURES[rule.measure] for rule in rules]),
        np.array([rule.one_asset for rule in rules], bool),
        _ints([rule.amount for rule in rules]),
    )


def _extent(watched: compiled.Watched, groups: Ints, facts: pa.Table | None) -> tuple[Ints, Ints]:
    """First and last instant of viewing of each group."""
    first = np.minimum.reduceat(watched.start_us, groups[:-1])
    last = np.maximum.reduceat(watched.end_us, groups[:-1])
    if facts is not None:
        first = np.minimum(first, _integers(facts["first_watched_at"], compiled.FOREVER))
        last = np.maximum(last, _integers(facts["last_watched_at"], -1))
    return first, last


def _joined(facts: pa.Table | None, new_us: Ints, offset: Ints) -> pa.Array:
    """The instants of completions held from before, and behind them those come about now."""
    group = np.repeat(np.arange(len(offset) - 1), np.diff(offset))
    if facts is not None:
        old_group, old = _unrolled(facts, "completed_at")
        group = np.concatenate([old_group, group])
        new_us = np.concatenate([_integers(old["completed_at"]), new_us])
        order = np.argsort(group, kind="stable")
        group, new_us = group[order], new_us[order]
        offset = np.searchsorted(group, np.arange(len(offset)))
    return pa.ListArray.from_arrays(pa.array(offset.astype(np.int32)), _instants(new_us))


def _lists(offset: Ints, columns: list[object], fields: list[tuple[str, pa.DataType]]) -> pa.Array:
    arrays = [pa.array(column, type) for column, (_, type) in zip(columns, fields, strict=True)]
    rows = pa.StructArray.from_arrays(arrays, fields=[pa.field(*one) for one in fields])
    return pa.ListArray.from_arrays(pa.array(offset.astype(np.int32)), rows)


def _seen(column: pa.ChunkedArray, groups: Ints, facts: pa.Table | None, name: str) -> pa.Array:
    """What a column says in each group, and said before, each once and in order; null where it says nothing."""
    count = len(groups) - 1
    group = np.repeat(np.arange(count), np.diff(groups))
    if facts is not None:
        old_group, old = _unrolled(facts, name)
        group = np.concatenate([group, old_group])
        column = pa.chunked_array([*column.chunks, *old[name].chunks])
    encoded = column.combine_chunks().dictionary_encode()
    order = pc.array_sort_indices(encoded.dictionary)
    rank = np.empty(len(order) + 1, np.int64)
    rank[order.to_numpy()] = np.arange(len(order))
    rank[-1] = -1
    width = len(order) + 1
    pairs = np.sort(group * width + rank[encoded.indices.fill_null(-1).to_numpy()] + 1)
    pairs = pairs[np.diff(pairs, prepend=-1) > 0]
    place = pairs % width - 1
    values = encoded.dictionary.take(order).take(pa.array(place, mask=place < 0))
    offset = np.searchsorted(pairs // width, np.arange(count + 1))
    return pa.ListArray.from_arrays(pa.array(offset.astype(np.int32)), values)


def _within(offset: Ints) -> Ints:
    """For each row of each list, its place in that list."""
    return np.arange(offset[-1]) - np.repeat(offset[:-1], np.diff(offset))


def _integers(column: pa.ChunkedArray, missing: int = -1) -> Ints:
    return np.asarray(column.cast(pa.int64()).fill_null(missing), np.int64)


def _instants(values: Ints, mask: npt.NDArray[np.bool_] | None = None) -> pa.Array:
    return pa.array(values, pa.int64(), mask=mask).cast(_INSTANT)


def _ints(values: list[int]) -> Ints:
    return np.array(values, np.int64)
