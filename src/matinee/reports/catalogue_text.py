"""The catalogue in a terminal: what came of files, what is known of one thing, the calendar of releases."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pyarrow as pa
from rich import box
from rich.console import RenderableType
from rich.table import Table as RichTable
from rich.text import Text

from matinee.catalogue import (
    Catalogue,
    Claim,
    Franchise,
    Person,
    Rating,
    Release,
    Role,
    TheatricalRun,
    Title,
    Universe,
)
from matinee.catalogue.findings import Finding
from matinee.catalogue.news import NAMES
from matinee.catalogue.schedule import Scheduled
from matinee.imports.catalogue_files import CatalogueRead
from matinee.press.desk import Compared
from matinee.press.rulebook import Rulebook
from matinee.press.tellings import Verdict, tellings
from matinee.reports.catalogue_entry import ROLES, Entry
from matinee.reports.press_text import compared_text
from matinee.reports.table import Table
from matinee.units import NOTHING, some

_MOST = 10
"""How many mistakes of one kind are told; the rest is counted."""
_MOST_CAST = 24


def taken_line(read: CatalogueRead, verb: str = "taken in") -> str:
    """What came of a file, in a line."""
    told = [f"{number:,} {NAMES[kind][number != 1]}" for kind, number in read.kinds.items() if number]
    if not told:
        told = ["nothing new" if read.again else "nothing"]
    again = f", {read.again:,} already there" if read.again else ""
    rejected = f", {read.refused:,} rejected" if read.refused else ""
    return f"{read.file}: {', '.join(told)} {verb}{again}{rejected}."


def trouble_lines(read: CatalogueRead) -> Iterator[str]:
    """The lines of a file that were refused, and what in it may be several."""
    yield from (f"  {one.sentence(read.file)}" for one in read.rejections[:_MOST])
    if len(read.rejections) > _MOST:
        yield f"  and {len(read.rejections) - _MOST:,} more; `matinee status` counts all by reason."
    yield from (f"  {one.sentence(read.file)}" for one in read.ambiguous[:_MOST])
    if len(read.ambiguous) > _MOST:
        yield f"  and {len(read.ambiguous) - _MOST:,} more that may be several."
    yield from (f"  {read.file}: left out {number:,} {what}." for what, number in read.left_out.items() if number)


def finding_lines(found: Sequence[Finding]) -> Iterator[str]:
    """What does not fit together."""
    yield from (f"{one.about} {one.problem}" for one in found[:_MOST])
    if len(found) > _MOST:
        yield f"and {len(found) - _MOST:,} more."


def entry_text(entry: Entry) -> Iterator[RenderableType]:
    """What is known of one thing."""
    told = entry.as_dict()
    what = [told["kind"], told.get("year"), told.get("studio"), told.get("rights")]
    yield Text.assemble((told["name"], "bold"), f"  {', '.join(str(one) for one in what if one)}")
    table = RichTable.grid(padding=(0, 2))
    rows = {
        "person": _person_rows,
        "franchise": _franchise_rows,
        "universe": _universe_rows,
    }.get(told["kind"], _title_rows)
    for name, value in rows(told):
        table.add_row(Text(name, style="dim"), Text(value))
    yield table
    if isinstance(entry.thing, Title):
        yield from _claims(entry)


def _title_rows(told: dict[str, Any]) -> Iterator[tuple[str, str]]:
    yield "id", ", ".join([told["id"], *told["also"]])
    if told["genres"]:
        yield "genres", ", ".join(told["genres"])
    if told["runtime_s"] is not None:
        yield "runtime", f"{told['runtime_s'] / 60:,.0f} min"
    for release in told["releases"]:
        yield "on the service", f"{_when(release['released_at'])}{_where(release['territory'])}, {release['status']}"
    for run in told["cinemas"]:
        size = [some(run[name], word) for name, word in (("screens", "cinema"),) if run[name]]
        size += [f"{run['countries']:,} countries"] if run["countries"] else []
        yield "in cinemas", ", ".join([f"{_when(run['opened_on'])}{_where(run['territory'])}", *size, run["status"]])
    if told["hybrid"]:
        yield "", "a hybrid release: in cinemas and on the service within weeks"
    for franchise in told["franchises"]:
        place = next(part["part"] for part in franchise["parts"] if part["title"] == told["id"])
        rights = f"; rights: {franchise['rights']}" if franchise["rights"] else ""
        yield "franchise", f"{franchise['name']}, part {place} of {len(franchise['parts'])}{rights}"
        yield from _universe_row(franchise)
    for role in dict.fromkeys((*ROLES, *(one["role"] for one in told["roles"]))):
        people = [_credited(one) for one in told["roles"] if one["role"] == role]
        more = f", and {len(people) - _MOST_CAST:,} more" if len(people) > _MOST_CAST else ""
        if people:
            yield role, ", ".join(people[:_MOST_CAST]) + more
    for rating in told["ratings"]:
        votes = f", {rating['votes']:,} votes" if rating["votes"] else ""
        as_of = f", {rating['as_of']}" if rating["as_of"] else ""
        yield "rated", f"{rating['score']:g} of {rating['scale']:g} by {rating['source']}{votes}{as_of}"


def _person_rows(told: dict[str, Any]) -> Iterator[tuple[str, str]]:
    yield "id", ", ".join([told["id"], *told["also"]])
    yield "born", str(told["born"] or told["born_year"] or NOTHING)
    for title in told["titles"]:
        roles = [one["role"] + (f" as {one['character']}" if one["character"] else "") for one in title["roles"]]
        yield str(title["year"] or NOTHING), f"{title['name']}: {', '.join(roles)}"


def _franchise_rows(told: dict[str, Any]) -> Iterator[tuple[str, str]]:
    yield "id", told["id"]
    yield from _universe_row(told)
    if told["within"]:
        yield "within", told["within"]
    if told["holds"]:
        yield "holds", ", ".join(told["holds"])
    for part in told["parts"]:
        yield f"part {part['part']}", f"{part['name']} ({part['year'] or 'no year'})"


def _universe_rows(told: dict[str, Any]) -> Iterator[tuple[str, str]]:
    yield "id", told["id"]
    for franchise in told["franchises"]:
        rights = f"; rights: {franchise['rights']}" if franchise["rights"] else ""
        yield "franchise", f"{franchise['name']}, {some(len(franchise['parts']), 'part')}{rights}"


def _universe_row(franchise: dict[str, Any]) -> Iterator[tuple[str, str]]:
    if franchise["universe"]:
        others = [
            one["name"] + (f" (rights: {one['rights']})" if one["rights"] else "")
            for one in franchise["shares_it_with"]
        ]
        yield "universe", franchise["universe"]["name"] + (f"; shared with {', '.join(others)}" if others else "")


def _credited(role: dict[str, Any]) -> str:
    character = f" as {role['character']}" if role["character"] else ""
    age = "" if role["age_at_release"] is None else f" ({role['age_at_release']})"
    return f"{role['name']}{age}{character}"


def _claims(entry: Entry) -> Iterator[RenderableType]:
    """What is said of the title, laid side by side."""
    assert isinstance(entry.thing, Title)
    claims = entry.catalogue.claims_on(entry.thing.id)
    if claims:
        told = tellings(claims, Rulebook().told)
        conflicts = sum(one.verdict is Verdict.CONFLICTING for one in told)
        clash = f", {some(conflicts, 'conflict')}" if conflicts else ""
        yield Text(f"\n{some(len(claims), 'claim')}{clash}", style="bold")
        yield from compared_text(Compared(tellings=told), every=True)


def _when(told: object) -> str:
    return "to be decided" if told is None else str(told)[:10]


def _where(territory: str) -> str:
    return "" if territory == "*" else f" in {territory}"


def schedule_rows(lines: Sequence[Scheduled]) -> Table:
    """The calendar as a table; a day that is to be decided is null."""
    schema = pa.schema([("day", pa.date32()), *((name, pa.string()) for name in Scheduled._fields[1:])])
    return Table(pa.Table.from_pylist([line._asdict() for line in lines], schema=schema))


def schedule_table(told: Table) -> RenderableType:
    """The calendar, with what is to be decided at its end."""
    if not len(told):
        return Text("No releases yet.")
    table = RichTable(box=box.SIMPLE, pad_edge=False)
    for name in ("day", "title", "where", "territory", "status"):
        table.add_column(name)
    for row in told.to_dicts():
        day = "to be decided" if row["day"] is None else str(row["day"])
        place = "everywhere" if row["territory"] == "*" else row["territory"]
        table.add_row(day, row["name"], row["where"], place, row["status"])
    return table


def whole_line(catalogue: Catalogue) -> Iterator[str]:
    """How much a catalogue knows."""
    sizes = [
        (Title, len(catalogue.titles)),
        (Person, len(catalogue.people)),
        (Role, len(catalogue.roles)),
        (Franchise, len(catalogue.franchises)),
        (Universe, len(catalogue.universes)),
        (Release, len(catalogue.releases)),
        (TheatricalRun, len(catalogue.runs)),
        (Rating, len(catalogue.ratings)),
        (Claim, len(catalogue.claims)),
    ]
    if any(number for _, number in sizes):
        yield f"The catalogue: {', '.join(f'{number:,} {NAMES[kind][number != 1]}' for kind, number in sizes if number)}."


def conflict_line(catalogue: Catalogue) -> Iterator[str]:
    """How many of its claims conflict."""
    told = tellings(catalogue.claims, Rulebook().told)
    conflicts = [one for one in told if one.verdict is Verdict.CONFLICTING]
    if conflicts:
        about = ", ".join(dict.fromkeys(f"{one.subject} ({one.about})" for one in conflicts))
        yield f"Claims that conflict are kept side by side: {about}. `matinee catalogue show TITLE` has them."
