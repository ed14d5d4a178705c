"""Titles, assets and releases, and how a name finds its title.

A *title* is a film or a season: what charts rank. An *asset* is a playable thing with a
runtime: the film itself, or one episode of the season. A *release* is a title on this
service in a territory at an instant; an instant that is not settled yet is None.
"""

from __future__ import annotations

import difflib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import TypeVar

from matinee import instants
from matinee.catalogue.cinemas import HYBRID_DAYS, TheatricalRun
from matinee.catalogue.claims import Claim
from matinee.catalogue.franchises import Franchise, Universe
from matinee.catalogue.people import Person, Role
from matinee.catalogue.ratings import Rating
from matinee.catalogue.spelling import plain
from matinee.errors import MatineeError

S = TypeVar("S")
T = TypeVar("T", "Title", Person, Franchise)

KINDS = ("film", "season")
STATUSES = ("announced", "in development", "green-lit", "shooting", "scheduled", "released")
EVERYWHERE = "*"
"""The territory of a release that holds wherever no release of its own is known."""


@dataclass(frozen=True, kw_only=True)
class Title:
    """A film or a season, on this service or not; `kind` is "unknown" for one that the catalogue does not know.

    `year` is that of its first release anywhere, `also` are ids that others know it by.
    """

    id: str
    name: str
    kind: str
    series: str | None = None
    season: int | None = None
    language: str | None = None
    kids: bool | None = None
    studio: str | None = None
    genres: tuple[str, ...] = ()
    year: int | None = None
    also: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Asset:
    """A film, or an episode of a season. Times are milliseconds and microseconds of UTC."""

    id: str
    title: str
    name: str
    runtime_ms: int | None
    credits_at_ms: int | None = None
    released_at_us: int | None = None
    episode: int | None = None


@dataclass(frozen=True, kw_only=True)
class Release:
    """A title on this service in a territory; `released_at_us` None means to be decided. Cinemas are `TheatricalRun`s."""

    title: str
    territory: str = EVERYWHERE
    released_at_us: int | None = None
    status: str = "released"


@dataclass(frozen=True)
class Catalogue:
    """What is known of everything that can be watched, and of what belongs to it elsewhere."""

    titles: dict[str, Title] = field(default_factory=dict)
    assets: dict[str, Asset] = field(default_factory=dict)
    releases: dict[tuple[str, str], Release] = field(default_factory=dict)
    people: Mapping[str, Person] = field(default_factory=dict)
    roles: tuple[Role, ...] = ()
    franchises: Mapping[str, Franchise] = field(default_factory=dict)
    universes: Mapping[str, Universe] = field(default_factory=dict)
    ratings: tuple[Rating, ...] = ()
    claims: tuple[Claim, ...] = ()
    runs: tuple[TheatricalRun, ...] = ()

    @classmethod
    def of(
        cls,
        titles: Iterable[Title] = (),
        assets: Iterable[Asset] = (),
        releases: Iterable[Release] = (),
        *,
        people: Iterable[Person] = (),
        roles: Iterable[Role] = (),
        franchises: Iterable[Franchise] = (),
        universes: Iterable[Universe] = (),
        ratings: Iterable[Rating] = (),
        claims: Iterable[Claim] = (),
        runs: Iterable[TheatricalRun] = (),
    ) -> Catalogue:
        """A catalogue of these; the last of several with one id stands."""
        return cls(
            {title.id: title for title in titles},
            {asset.id: asset for asset in assets},
            {(release.title, release.territory): release for release in releases},
            people={person.id: person for person in people},
            roles=tuple(dict.fromkeys(roles)),
            franchises={franchise.id: franchise for franchise in franchises},
            universes={universe.id: universe for universe in universes},
            ratings=tuple({(one.title, one.source, one.as_of): one for one in ratings}.values()),
            claims=tuple(dict.fromkeys(claims)),
            runs=tuple({(run.title, run.territory): run for run in runs}.values()),
        )

    def with_more(self, more: Catalogue) -> Catalogue:
        """This catalogue, with what another adds or knows better.

        What the other leaves open of a title, a person or a franchise stays as it is known here. Where the
        other brings some episodes of a season and is silent on others, the season stays released when it was:
        a new episode does not release it again. Claims are added to claims, and replace none.
        """
        told = {(role.title, role.person, role.role) for role in more.roles}
        return Catalogue.of(
            _known_better(self.titles, more.titles),
            {**self.assets, **{id: self._first_out(asset, more) for id, asset in more.assets.items()}}.values(),
            {
                **self.releases,
                **{key: self._still_out(release, more) for key, release in more.releases.items()},
            }.values(),
            people=_known_better(self.people, more.people),
            roles=[
                *(role for role in self.roles if (role.title, role.person, role.role) not in told),
                *more.roles,
            ],
            franchises=_known_better(self.franchises, more.franchises),
            universes={**self.universes, **more.universes}.values(),
            ratings=[*self.ratings, *more.ratings],
            claims=[*self.claims, *more.claims],
            runs=[*self.runs, *more.runs],
        )

    def _first_out(self, asset: Asset, more: Catalogue) -> Asset:
        """The asset as the other has it; where the other knows further territories only, first released as here."""
        mine = {place for title, place in self.releases if title == asset.title}
        theirs = {place for title, place in more.releases if title == asset.title}
        known = self.assets.get(asset.id)
        if known is None or known.released_at_us is None or not theirs or mine & theirs:
            return asset
        dates = [date for date in (asset.released_at_us, known.released_at_us) if date is not None]
        return replace(asset, released_at_us=min(dates))

    def _still_out(self, release: Release, more: Catalogue) -> Release:
        known = self.releases.get((release.title, release.territory))
        mine = {asset.id for asset in self._assets_by_title.get(release.title, ())}
        theirs = {asset.id for asset in more._assets_by_title.get(release.title, ())}
        return earlier(release, known) if theirs and mine - theirs else release

    @cached_property
    def _assets_by_title(self) -> dict[str, list[Asset]]:
        grouped: dict[str, list[Asset]] = defaultdict(list)
        for asset in sorted(self.assets.values(), key=_in_order):
            grouped[asset.title].append(asset)
        return grouped

    @cached_property
    def _roles_by_title(self) -> dict[str, tuple[Role, ...]]:
        return _grouped(self.roles, lambda role: role.title)

    @cached_property
    def _roles_by_person(self) -> dict[str, tuple[Role, ...]]:
        return _grouped(self.roles, lambda role: role.person)

    @cached_property
    def _franchises_by_title(self) -> dict[str, tuple[Franchise, ...]]:
        parts = [(title, franchise) for franchise in self.franchises.values() for title in franchise.parts]
        grouped = _grouped(parts, lambda part: part[0])
        return {title: tuple(franchise for _, franchise in pairs) for title, pairs in grouped.items()}

    def roles_of(self, title: str) -> tuple[Role, ...]:
        """What people are to a title, as credited; roles without a place in the credits last."""
        roles = self._roles_by_title.get(title, ())
        return tuple(sorted(roles, key=lambda role: (role.order is None, role.order or 0)))

    def titles_of(self, person: str, role: str | None = None) -> tuple[str, ...]:
        """Ids of the titles that a person has a role in: one role, or any."""
        roles = self._roles_by_person.get(person, ())
        return tuple(dict.fromkeys(one.title for one in roles if role in (None, one.role)))

    def franchises_of(self, title: str) -> tuple[Franchise, ...]:
        """The franchises that a title is a part of."""
        return self._franchises_by_title.get(title, ())

    def parts_of(self, franchise: str) -> tuple[str, ...]:
        """Ids of the titles of a franchise in order, then those of franchises within it, each once."""
        found: dict[str, None] = {}
        waiting, seen = [franchise], {franchise}
        while waiting:
            at = waiting.pop(0)
            found |= dict.fromkeys(self.franchises[at].parts if at in self.franchises else ())
            inner = [one.id for one in self.franchises.values() if one.within == at and one.id not in seen]
            seen.update(inner)
            waiting += inner
        return tuple(found)

    def ratings_of(self, title: str) -> tuple[Rating, ...]:
        """How a title was rated; of each source the latest, one without a day only where none has one."""
        rated = [rating for rating in self.ratings if rating.title == title]
        by_day = sorted(rated, key=lambda one: (one.as_of is not None, one.as_of or date.min))
        return tuple({rating.source: rating for rating in by_day}.values())

    def runs_of(self, title: str) -> tuple[TheatricalRun, ...]:
        """The runs of a title in cinemas."""
        return tuple(run for run in self.runs if run.title == title)

    def claims_on(self, title: str) -> tuple[Claim, ...]:
        """What is said of a title, under its id or its name."""
        known = self.titles.get(title)
        names = {plain(title), plain(known.name)} if known else {plain(title)}
        return tuple(claim for claim in self.claims if plain(claim.subject) in names)

    def is_hybrid(self, title: str) -> bool | None:
        """Whether a title came to cinemas and to this service within `HYBRID_DAYS`; None where a day is not known."""
        runs, released_us = self.runs_of(title), self.released_at_us(title)
        if not runs:
            return False
        opened = [run.opened_on for run in runs if run.opened_on]
        if not opened or released_us is None:
            return None
        return abs((instants.to_datetime(released_us).date() - min(opened)).days) <= HYBRID_DAYS

    def title_of(self, asset: str) -> str:
        """The title an asset belongs to; an asset nobody knows is a title of its own."""
        known = self.assets.get(asset)
        return known.title if known else asset

    @cached_property
    def _here(self) -> frozenset[str]:
        return frozenset(self._assets_by_title) | {title for title, _ in self.releases}

    def is_here(self, title: str) -> bool:
        """Whether a title is on this service, or will be: it has an asset or a release, if only to be decided."""
        return title in self._here

    def assets_of(self, title: str, until_us: int | None = None) -> list[Asset]:
        """The assets of a title in order, or those released before an instant.

        An asset without a date counts as released, unless others of its title have one: then
        its own is still to be decided. A title the catalogue does not know has one asset of unknown runtime, named like it.
        """
        assets = self._assets_by_title.get(title) or [Asset(id=title, title=title, name=title, runtime_ms=None)]
        if until_us is None:
            return assets
        undated = all(asset.released_at_us is None for asset in assets)
        return [
            asset for asset in assets if (undated if asset.released_at_us is None else asset.released_at_us < until_us)
        ]

    def runtime_ms(self, title: str, until_us: int | None = None) -> int | None:
        """The runtime of a title: the sum over its assets released by then, None if one is unknown."""
        runtimes = [asset.runtime_ms for asset in self.assets_of(title, until_us)]
        known = [runtime for runtime in runtimes if runtime is not None]
        return sum(known) if known and len(known) == len(runtimes) else None

    @cached_property
    def _runtimes(self) -> dict[str, tuple[int | None, tuple[tuple[int, int | None], ...]]]:
        return {title: self._steps(title) for title in self._assets_by_title}

    def runtimes(self, title: str) -> tuple[int | None, tuple[tuple[int, int | None], ...]]:
        """The runtime of a title at first, and then from which instant on it is which; None: unknown.

        From an instant on means what `runtime_ms` says of any later one.
        """
        return self._runtimes.get(title, (None, ()))

    def _steps(self, title: str) -> tuple[int | None, tuple[tuple[int, int | None], ...]]:
        releases = sorted({one.released_at_us for one in self.assets_of(title) if one.released_at_us is not None})
        if not releases:
            return self.runtime_ms(title), ()
        steps = [(instant_us, self.runtime_ms(title, instant_us + 1)) for instant_us in releases]
        first = self.runtime_ms(title, releases[0])
        return (steps[0][1], ()) if {runtime for _, runtime in steps} == {first} else (first, tuple(steps))

    def released_at_us(self, title: str, territory: str | None = None) -> int | None:
        """When a title came out in a territory, or anywhere at all where none is given."""
        if territory is not None:
            for place in (territory, EVERYWHERE):
                release = self.releases.get((title, place))
                if release:
                    return release.released_at_us
            return None
        instants = [
            release.released_at_us
            for (name, _), release in self.releases.items()
            if name == title and release.released_at_us is not None
        ]
        return min(instants, default=None)

    def find(self, wanted: str, watched: Iterable[str] = ()) -> Title:
        """The title that a person means by an id or a name, in whatever case.

        Args:
            wanted: What the person wrote.
            watched: Titles that were watched without being in the catalogue.

        Raises:
            MatineeError: No title is called that, or several are.
        """
        candidates = list(self._candidates(watched))
        by_id = [title for title in candidates if title.id == wanted]
        by_name = [title for title in candidates if title.name.casefold() == wanted.casefold()]
        found = by_id or by_name
        if len(found) == 1:
            return found[0]
        if found:
            raise MatineeError(
                f"{len(found)} titles are called {wanted!r}.",
                "Say which by its id: " + ", ".join(f"{title.id} ({title.kind})" for title in found) + ".",
            )
        raise MatineeError(f'There is no title called "{wanted}".', self._suggestion(wanted, candidates))

    def _suggestion(self, wanted: str, candidates: list[Title]) -> str:
        if not candidates:
            return "The catalogue is empty. Fill it with `matinee catalogue import FILE.csv`."
        listing = f"`matinee catalogue list` shows all {len(candidates)}."
        names = [title.name.casefold() for title in candidates]
        near = difflib.get_close_matches(wanted.casefold(), names, n=1, cutoff=0.6)
        if not near:
            return listing
        match = candidates[names.index(near[0])]
        released_us = self.released_at_us(match.id)
        year = "" if released_us is None else f", {instants.to_datetime(released_us).year}"
        return f'Did you mean "{match.name}" ({match.kind}{year})? {listing}'

    def _candidates(self, watched: Iterable[str]) -> Iterator[Title]:
        yield from self.titles.values()
        for name in watched:
            if name not in self.titles:
                yield unknown_title(name)


def earlier(release: Release, other: Release | None) -> Release:
    """Whichever came out first; one that is to be decided only where both are."""
    if other is None or other.released_at_us is None:
        return release
    if release.released_at_us is None or other.released_at_us < release.released_at_us:
        return other
    return release


def _known_better(mine: Mapping[str, T], theirs: Mapping[str, T]) -> Iterable[T]:
    """These things, each with what the other knows of it; what that leaves open stays."""
    better = {
        id: replace(mine[id], **{key: value for key, value in vars(one).items() if value not in (None, ())})
        for id, one in theirs.items()
        if id in mine
    }
    return {**mine, **theirs, **better}.values()


def _grouped(things: Iterable[S], key: Callable[[S], str]) -> dict[str, tuple[S, ...]]:
    grouped: dict[str, list[S]] = defaultdict(list)
    for thing in things:
        grouped[key(thing)].append(thing)
    return {name: tuple(members) for name, members in grouped.items()}


def unknown_title(id: str) -> Title:
    """The title that stands for viewing of something the catalogue does not know."""
    return Title(id=id, name=id, kind="unknown")


def _in_order(asset: Asset) -> tuple[bool, int, int, str]:
    """Episodes by number, then by release, those without either last."""
    return (asset.episode is None, asset.episode or 0, asset.released_at_us or 0, asset.id)
