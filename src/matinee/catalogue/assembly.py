"""Sheets put together: who and what is meant in them, and whether it fits.

What does not fit is refused with its line, and the rest taken:

- a role, a rating, a run or a part of a title or a person that nobody knows, or that may be several;
- two films of one name that no year tells apart, or two under one id;
- a franchise that lies within itself, or a part that is told twice;
- a birth after a film that the person worked on: the person is taken without it.

A film or a person of a public catalogue is one that the service knows under an id of its own if name, kind and year
say so, and nobody else may be meant, whichever of the two came first; else it is taken under the id it has there. Where
several may be meant, they are listed.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar, cast

from matinee import instants
from matinee.catalogue.cinemas import TheatricalRun
from matinee.catalogue.claims import Claim
from matinee.catalogue.entries import Entry, Part, Sheet, Thing, UnusableError
from matinee.catalogue.franchises import Franchise, Universe
from matinee.catalogue.known import Ambiguous, Known, Register, years
from matinee.catalogue.people import Person, Role
from matinee.catalogue.ratings import Rating
from matinee.catalogue.renaming import fuller_person, fuller_title, renamed
from matinee.catalogue.spelling import plain, slug
from matinee.catalogue.titles import Asset, Catalogue, Release, Title
from matinee.rejections import Rejection

T = TypeVar("T")


@dataclass(kw_only=True)
class Outcome:
    """What came of one sheet.

    Attributes:
        taken: The things that it names, as they are known now.
        rejections: Its lines that are refused.
        ambiguous: What it leaves unmatched because it may be several.
        left_out: What is not taken though nothing is wrong with it, and how much that is.
    """

    taken: list[Thing] = field(default_factory=list)
    rejections: list[Rejection]
    ambiguous: list[Ambiguous] = field(default_factory=list)
    left_out: Counter[str]


@dataclass(frozen=True, kw_only=True)
class Assembled:
    """What is known now, and what came of each sheet."""

    catalogue: Catalogue
    outcomes: tuple[Outcome, ...]


def assemble(sheets: Sequence[Sheet], known: Catalogue) -> Assembled:
    """Put sheets together with what is known.

    Args:
        sheets: What files say; each may name what another brings, in whatever order.
        known: The catalogue so far.
    """
    return _Assembly(sheets, known).assembled()


@dataclass
class _Assembly:
    sheets: Sequence[Sheet]
    known: Catalogue
    titles: Register = field(default_factory=lambda: Register("title"))
    people: Register = field(default_factory=lambda: Register("person"))

    def __post_init__(self) -> None:
        self.made = self.known
        for sheet in self.sheets:
            self.made = self.made.with_more(sheet.ready)
        self.outcomes = tuple(
            Outcome(rejections=list(sheet.rejections), left_out=Counter(sheet.left_out)) for sheet in self.sheets
        )
        self.born_at: dict[str, tuple[int, Entry]] = {}
        first_out: dict[str, list[int]] = defaultdict(list)
        for release in self.made.releases.values():
            if release.released_at_us is not None:
                first_out[release.title].append(instants.to_datetime(release.released_at_us).year)
        for run in self.made.runs:
            if run.opened_on:
                first_out[run.title].append(run.opened_on.year)
        for _, _, release in self._each(Release):
            if release.released_at_us is not None:
                first_out[release.title].append(instants.to_datetime(release.released_at_us).year)
        self.first_out = first_out
        self.made = renamed(self.made, self._ours_too(Title, "title"), self._ours_too(Person, "person"))
        for title in self.made.titles.values():
            self.titles.add(self._known_title(title))
        for person in self.made.people.values():
            self.people.add(_known_person(person))

    def assembled(self) -> Assembled:
        """The steps, each resting on those before it."""
        titles = self._titles()
        people = {person.id: person for person in self._people()}
        universes = list(self._universes())
        roles = list(self._roles(people))
        listed, rated = self._listed_franchises()
        more = Catalogue.of(
            titles,
            self._as_told(Asset),
            self._as_told(Release),
            people=people.values(),
            roles=roles,
            franchises=[*listed, *self._franchises({one.id for one in universes} | set(self.made.universes))],
            universes=universes,
            ratings=[*rated, *self._of_titles(Rating)],
            claims=self._claims(),
            runs=self._of_titles(TheatricalRun),
        )
        for outcome in self.outcomes:
            outcome.rejections.sort(key=lambda one: one.line)
        return Assembled(catalogue=self.made.with_more(more), outcomes=self.outcomes)

    def _ours_too(self, kind: type[Title | Person], what: str) -> dict[str, str]:
        """Our own ids of titles or people that were known only by those of a public catalogue; what is not sure is listed."""
        known = self.made.titles if kind is Title else self.made.people
        public = Register(what)
        for one in known.values():
            if (told := self._told(one)).is_public:
                public.add(told)
        ours: list[tuple[int, int, Title | Person]] = [
            (place, entry.line, one) for place, entry, one in self._each(kind) if not self.sheets[place].foreign
        ]
        if kind is Title:
            ours += [(place, 0, one) for place, sheet in enumerate(self.sheets) for one in sheet.ready.titles.values()]
        found: dict[str, str] = {}
        for place, line, one in ours:
            told = self._told(one)
            before = self.known.titles if kind is Title else self.known.people
            if one.id in before or told.is_public:
                continue
            same = public.by_ids(*one.also) or self._matched(public, place, line, told, set())
            if same:
                found[same.id] = one.id
        return found

    def _told(self, one: Title | Person) -> Known:
        return self._known_title(one) if isinstance(one, Title) else _known_person(one)

    def _as_told(self, kind: type[T]) -> Iterator[T]:
        for place, _, thing in self._each(kind):
            self._take(place, thing)
            yield thing

    def _universes(self) -> Iterator[Universe]:
        yield from self._as_told(Universe)
        for _, _, part in self._each(Part):
            if part.universe:
                yield Universe(id=slug(part.universe), name=part.universe)

    def _claims(self) -> Iterator[Claim]:
        for place, _, claim in self._each(Claim):
            told = replace(claim, file=self.sheets[place].file)
            self._take(place, told)
            yield told

    def _take(self, place: int, thing: object) -> None:
        self.outcomes[place].taken.append(cast("Thing", thing))

    def _each(self, kind: type[T]) -> Iterator[tuple[int, Entry, T]]:
        for place, sheet in enumerate(self.sheets):
            for entry in sheet.entries:
                if isinstance(entry.thing, kind):
                    yield place, entry, entry.thing

    def _refuse(self, place: int, entry: Entry, reason: str, problem: str) -> None:
        self.outcomes[place].rejections.append(Rejection(entry.line, reason, problem, entry.record))

    def _known_title(self, title: Title) -> Known:
        year = years([title.year, *self.first_out.get(title.id, ())])
        return Known(title.id, title.name, title.kind, year, title.also)

    def _titles(self) -> list[Title]:
        """The service's own titles first: those of public catalogues may be among them."""
        found: dict[str, Title] = {}
        for place, entry, title in self._each(Title):
            if self.sheets[place].foreign:
                continue
            told = self._known_title(title)
            twice, other = found.get(title.id), self.titles.told_apart(told)
            if twice and plain(twice.name) != plain(title.name):
                problem = f"{title.id} is {title.name!r}, and {twice.name!r} in a line before."
                self._refuse(place, entry, "two of one name", problem)
            elif other:
                self._refuse(place, entry, "two of one name", f"{told} is called like {other}.")
            else:
                found[title.id] = title
                self.titles.add(told)
                self._take(place, title)
        foreign = [(place, entry, title) for place, entry, title in self._each(Title) if self.sheets[place].foreign]
        foreign += [
            (place, entry, Title(id=part.id, name=part.name or part.id, kind="film", year=part.year))
            for place, entry, part in self._each(Part)
            if part.id
        ]
        strangers = {title.id: self._known_title(title) for _, _, title in foreign}
        alike = _alike(strangers.values())
        own = {**self.made.titles, **found}
        for place, entry, title in foreign:
            same = self.titles.by_ids(title.id, *title.also) or self._matched(
                self.titles, place, entry.line, strangers[title.id], alike
            )
            if same is None:
                fuller = title
            elif same.id == title.id:
                fuller = fuller_title(own[title.id], title)
            else:
                fuller = fuller_title(own[same.id], title, title.id)
            found[fuller.id] = own[fuller.id] = fuller
            if not isinstance(entry.thing, Part):
                self._take(place, fuller)
            self.titles.add(self._known_title(fuller))
        return list(found.values())

    def _matched(self, register: Register, place: int, line: int, told: Known, alike: set[Known]) -> Known | None:
        """Whom a stranger is; where that is not sure, or others are like it, who it may be is listed."""
        sure, unsure = register.same_as(told)
        if len(sure) == 1 and not unsure and told not in alike:
            return sure[0]
        if sure or unsure:
            self.outcomes[place].ambiguous.append(Ambiguous(line, told, (*sure, *unsure)))
        return None

    def _people(self) -> list[Person]:
        found: dict[str, Person] = {}
        own = dict(self.made.people)
        persons = list(self._each(Person))
        alike = _alike(_known_person(person) for _, _, person in persons)
        for place, entry, person in sorted(persons, key=lambda one: self.sheets[one[0]].foreign):
            twice = found.get(person.id)
            if twice and plain(twice.name) != plain(person.name):
                problem = f"{person.id} is {person.name!r}, and {twice.name!r} in a line before."
                self._refuse(place, entry, "two of one name", problem)
                continue
            same = self.people.by_ids(person.id, *person.also)
            if same is None and self.sheets[place].foreign:
                same = self._matched(self.people, place, entry.line, _known_person(person), alike)
            told = person if same is None or same.id == person.id else fuller_person(own[same.id], person, person.id)
            found[told.id] = own[told.id] = told
            self._take(place, told)
            self.people.add(_known_person(told))
            self.born_at.setdefault(told.id, (place, entry))
        return list(found.values())

    def _roles(self, people: dict[str, Person]) -> Iterator[Role]:
        for place, entry, role in self._each(Role):
            try:
                title = self.titles.by_id(role.title) if self.sheets[place].foreign else self.titles.find(role.title)
                if title is None:
                    self.outcomes[place].left_out["roles in titles that the catalogue does not have"] += 1
                    continue
                person = self.people.find(role.person)
            except UnusableError as unusable:
                self._refuse(place, entry, unusable.reason, unusable.problem)
                continue
            born = people.get(person.id) or self.made.people[person.id]
            if born.born_year is not None and title.year is not None and born.born_year > title.year:
                when = born.born or born.born_year
                problem = (
                    f"{born.name} was born {when}, after {title.name} ({title.year}), of which they are {role.role}."
                )
                if person.id in self.born_at:
                    self._refuse(*self.born_at[person.id], "impossible birth", problem)
                    people[person.id] = replace(born, born=None, born_year=None)
                else:
                    self._refuse(place, entry, "impossible birth", problem)
                    continue
            credited = replace(role, person=person.id, title=title.id)
            self._take(place, credited)
            yield credited

    def _of_titles(self, kind: type[T]) -> Iterator[T]:
        """Ratings or runs, of the titles that are meant."""
        for place, entry, thing in self._each(kind):
            assert isinstance(thing, Rating | TheatricalRun)
            try:
                if self.sheets[place].foreign and self.titles.by_id(thing.title) is None:
                    self.outcomes[place].left_out["ratings of titles that the catalogue does not have"] += 1
                    continue
                found = replace(thing, title=self.titles.find(thing.title).id)
            except UnusableError as unusable:
                self._refuse(place, entry, unusable.reason, unusable.problem)
                continue
            self._take(place, found)
            yield found

    def _listed_franchises(self) -> tuple[list[Franchise], list[Rating]]:
        """Franchises of lists that have one line a part, and the ratings that such lists bring."""
        ids = {plain(one.name): one.id for one in self.made.franchises.values()}
        parts: dict[str, dict[str, float]] = defaultdict(dict)
        heads: dict[str, Part] = {}
        ratings: list[Rating] = []
        for place, entry, part in self._each(Part):
            try:
                title = self.titles.find(part.id or part.name, None if part.id else part.year)
            except UnusableError as unusable:
                self._refuse(place, entry, unusable.reason, unusable.problem)
                continue
            id = ids.setdefault(plain(part.franchise), slug(part.franchise))
            if title.id in parts[id]:
                self._refuse(place, entry, "part twice", f"{title} is a part of {part.franchise} already.")
                continue
            parts[id][title.id] = part.order if part.order is not None else float(len(parts[id]) + 1)
            heads.setdefault(id, part)
            self._take(place, part._replace(franchise=id, id=title.id))
            ratings += [replace(rating, title=title.id) for rating in part.ratings]
        franchises = [
            Franchise(
                id=id,
                name=heads[id].franchise,
                parts=tuple(sorted(listed, key=listed.__getitem__)),
                universe=None if heads[id].universe is None else slug(heads[id].universe or ""),
                rights=heads[id].rights,
            )
            for id, listed in parts.items()
            if listed
        ]
        return franchises, ratings

    def _franchises(self, universes: set[str]) -> list[Franchise]:
        ids = {plain(one.name): one.id for one in self.made.franchises.values()}
        told = [
            (place, entry, replace(one, id=ids.get(plain(one.name), one.id)) if self.sheets[place].foreign else one)
            for place, entry, one in self._each(Franchise)
        ]
        within = {one.id: one.within for one in self.made.franchises.values()}
        within |= {franchise.id: franchise.within for _, _, franchise in told}
        found = []
        for place, entry, franchise in told:
            if franchise.universe is not None and franchise.universe not in universes:
                self._refuse(place, entry, "unknown franchise", f"There is no universe {franchise.universe!r}.")
                continue
            if franchise.within is not None and franchise.within not in within:
                self._refuse(place, entry, "unknown franchise", f"There is no franchise {franchise.within!r}.")
                continue
            chain = _chain(franchise.id, within)
            if chain:
                problem = f"{franchise.name} lies within itself: {' in '.join(chain)}."
                self._refuse(place, entry, "contains itself", problem)
                continue
            found.append(replace(franchise, parts=tuple(self._parts(place, entry, franchise))))
            self._take(place, found[-1])
        return found

    def _parts(self, place: int, entry: Entry, franchise: Franchise) -> Iterator[str]:
        seen: set[str] = set()
        for named in franchise.parts:
            if named == franchise.id and self.titles.by_id(named) is None:
                self._refuse(place, entry, "contains itself", f"{franchise.name} is a part of itself.")
                continue
            try:
                id = self.titles.find(named).id
            except UnusableError as unusable:
                self._refuse(place, entry, unusable.reason, unusable.problem)
                continue
            if id in seen:
                self._refuse(place, entry, "part twice", f"{id} is a part of {franchise.name} already.")
                continue
            seen.add(id)
            yield id


def _chain(id: str, within: dict[str, str | None]) -> list[str]:
    """The way from a franchise up to itself; empty where there is none."""
    chain, at = [id], within.get(id)
    while at is not None and at not in chain:
        chain.append(at)
        at = within.get(at)
    return [*chain, id] if at == id else []


def _known_person(person: Person) -> Known:
    return Known(person.id, person.name, "person", person.born_year, person.also)


def _alike(strangers: Iterable[Known]) -> set[Known]:
    """Those of whom another has the same name and year."""
    by_id = {one.id: one for one in strangers}
    counted = Counter((plain(one.name), one.what, one.year) for one in by_id.values())
    return {one for one in by_id.values() if counted[plain(one.name), one.what, one.year] > 1}
