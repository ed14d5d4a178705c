"""What does not fit together in a catalogue at rest, whoever put it there.

Files are checked as they come in; what fitted then may not fit any more, and what reports of players and older files
brought was never asked. Nothing is mended here: each finding says what to look at.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from matinee import instants
from matinee.catalogue.known import years
from matinee.catalogue.spelling import plain
from matinee.catalogue.titles import Catalogue


class Finding(NamedTuple):
    """Something that does not fit: what it is about, and what is wrong."""

    about: str
    problem: str


def findings(catalogue: Catalogue) -> tuple[Finding, ...]:
    """All that does not fit, by what it is about."""
    found = (
        *_references(catalogue),
        *_twice(catalogue),
        *_births(catalogue),
        *_releases(catalogue),
        *_ratings(catalogue),
        *_franchises(catalogue),
    )
    return tuple(sorted(dict.fromkeys(found)))


def first_years(catalogue: Catalogue) -> dict[str, int | None]:
    """The year of the first release of each title anywhere, as far as the catalogue tells."""
    told: dict[str, list[int | None]] = {id: [title.year] for id, title in catalogue.titles.items()}
    for release in catalogue.releases.values():
        if release.title in told and release.released_at_us is not None:
            told[release.title].append(instants.to_datetime(release.released_at_us).year)
    for run in catalogue.runs:
        if run.title in told and run.opened_on:
            told[run.title].append(run.opened_on.year)
    return {id: years(numbers) for id, numbers in told.items()}


def _references(catalogue: Catalogue) -> Iterator[Finding]:
    named = (
        [(asset.title, f"asset {asset.id}") for asset in catalogue.assets.values()]
        + [(release.title, "a release") for release in catalogue.releases.values()]
        + [(run.title, "a run in cinemas") for run in catalogue.runs]
        + [(rating.title, f"a rating by {rating.source}") for rating in catalogue.ratings]
        + [(role.title, f"the role of {role.person}") for role in catalogue.roles]
        + [(part, f"franchise {one.name}") for one in catalogue.franchises.values() for part in one.parts]
    )
    for title, what in named:
        if title not in catalogue.titles:
            yield Finding(title, f"is no title of the catalogue; {what} names it.")
    for role in catalogue.roles:
        if role.person not in catalogue.people:
            yield Finding(role.person, f"is nobody of the catalogue; a role in {role.title} names them.")


def _twice(catalogue: Catalogue) -> Iterator[Finding]:
    by_name: dict[tuple[str, str, int | None], list[str]] = defaultdict(list)
    first = first_years(catalogue)
    for title in catalogue.titles.values():
        year = first[title.id]
        by_name[plain(title.name), title.kind, year].append(title.id)
    for (_, kind, year), ids in by_name.items():
        schemes = {id[:2] for id in ids}
        if len(ids) > 1 and not (schemes == {"tt"} or all(id.startswith("Q") for id in ids)):
            when = "of no known year" if year is None else f"of {year}"
            yield Finding(ids[0], f"is called like {', '.join(ids[1:])}: each a {kind} {when}. Are they one?")


def _births(catalogue: Catalogue) -> Iterator[Finding]:
    first = first_years(catalogue)
    for role in catalogue.roles:
        person, title = catalogue.people.get(role.person), catalogue.titles.get(role.title)
        if person is None or title is None or person.born_year is None:
            continue
        year = first[title.id]
        if year is not None and person.born_year > year:
            born = person.born or person.born_year
            yield Finding(person.id, f"was born {born}, after {title.name} ({year}), of which they are {role.role}.")


def _releases(catalogue: Catalogue) -> Iterator[Finding]:
    for release in catalogue.releases.values():
        if release.released_at_us is None and release.status == "released":
            yield Finding(release.title, f"is released in {_place(release.territory)}, on no known day.")


def _ratings(catalogue: Catalogue) -> Iterator[Finding]:
    for rating in catalogue.ratings:
        if not 0 <= rating.score <= rating.scale:
            yield Finding(rating.title, f"is rated {rating.score:g} of {rating.scale:g} by {rating.source}.")


def _franchises(catalogue: Catalogue) -> Iterator[Finding]:
    within = {one.id: one.within for one in catalogue.franchises.values()}
    for one in catalogue.franchises.values():
        if one.universe is not None and one.universe not in catalogue.universes:
            yield Finding(one.id, f"is of universe {one.universe}, which the catalogue does not have.")
        if one.within is not None and one.within not in within:
            yield Finding(one.id, f"lies within franchise {one.within}, which the catalogue does not have.")
        at, seen = one.within, {one.id}
        while at is not None and at not in seen:
            seen.add(at)
            at = within.get(at)
        if at == one.id:
            yield Finding(one.id, "lies within itself.")


def _place(territory: str) -> str:
    return "all territories" if territory == "*" else territory
