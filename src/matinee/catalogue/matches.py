"""Which titles of the catalogue published charts speak of: by name, season and day of release.

Charts know titles by their names, and a name is no id. The rules, in this order:

1. **A person's decision** stands, for as long as the catalogue has that title. It holds under
   other names too, where the charts show that a title was renamed.
2. **Name.** A title may be meant that is called the same but for case, space and the form of
   letters and apostrophes, or by the letters that are left where a chart lost some. A film is
   meant by what the chart calls a film, a season by what it calls one.
3. **Season.** A season is found by its full name, or by its series and its number: "Season 2",
   "Part 2" and "Stranger Things 2" are numbers, a limited series is the only season or the first.
   A name may carry its season: "Dare Me: Season 1". A season with another number is not meant.
4. **Day of release.** Where the chart gives one, it must be that of the catalogue, give or take a
   day for time zones; of several titles of a name it tells which. Where the chart gives none,
   a title cannot have been in it before it was released.
5. Whatever these leave open is **asked for**: several titles of a name, other dates, a series whose
   season the chart does not tell, a season that carries no number, a list that had several titles
   of this name. Nothing is guessed.

Without a title that may be meant, a charted one is unmatched: the catalogue does not have it.
"""

from __future__ import annotations

import difflib
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, TypeVar

from matinee import instants
from matinee.catalogue.names import season_numbers, split_season
from matinee.catalogue.spelling import full_name, lost_letters, may_be, plain, tail
from matinee.catalogue.titles import Catalogue, Title
from matinee.errors import MatineeError

T = TypeVar("T")

DAYS_APART = 1
"""How far two days of release may lie apart: midnight is not everywhere at once."""


class Key(NamedTuple):
    """What a title of the charts is recognised by, in whichever edition: name and season plain."""

    name: str
    season: str
    kind: str | None
    released: date | None


class Charted(NamedTuple):
    """A title as published charts have it.

    Attributes:
        name, season: As published.
        kind: "film", "season", or None where the chart does not tell.
        released: Its day of release, if the chart has it.
        country: Whose chart, if it is in those of one country only.
        seen_by: The last day of the first period in which it was in a chart; None for all-time lists.
        several: Whether a list had several titles of this name, by its own counts.
    """

    name: str
    season: str | None = None
    kind: str | None = None
    released: date | None = None
    country: str | None = None
    seen_by: date | None = None
    several: bool = False

    @property
    def key(self) -> Key:
        """What it is recognised by."""
        return Key(plain(self.name), plain(self.season or ""), self.kind, self.released)

    def __str__(self) -> str:
        """The title as a person reads it."""
        return full_name(self.name, self.season)

    @property
    def told(self) -> str:
        """The title with what tells it from others of its name."""
        known = ", ".join(part for part in (self.kind, self.released and f"released {self.released}") if part)
        return f"{self} ({known})" if known else str(self)


class Match(NamedTuple):
    """What became of a title of the charts.

    Attributes:
        charted: The title as the charts have it.
        title: The catalogue's; None where it has none, or where it is not known which.
        decided: Whether a person decided that.
        candidates: The titles that may be meant, where it is not known which.
        question: Why that is asked for; empty where nothing is.
    """

    charted: Charted
    title: Title | None = None
    decided: bool = False
    candidates: tuple[Title, ...] = ()
    question: str = ""


class Decided(NamedTuple):
    """What a person decided: these titles of the charts are that of the catalogue, or none of it."""

    charted: list[Charted]
    title: Title | None


@dataclass(frozen=True, kw_only=True)
class Matching:
    """All titles of the charts, and what became of them."""

    matches: tuple[Match, ...]

    @property
    def matched(self) -> list[Match]:
        """Those whose title is known."""
        return [one for one in self.matches if one.title]

    @property
    def ambiguous(self) -> list[Match]:
        """Those that are asked for."""
        return [one for one in self.matches if one.question]

    @property
    def unmatched(self) -> list[Match]:
        """Those that the catalogue does not have."""
        return [one for one in self.matches if not one.title and not one.question]

    def chosen(
        self, name: str, title: Title | None = None, *, season: str | None = None, released: date | None = None
    ) -> list[Charted]:
        """The titles of the charts that a person means, to decide what they are.

        Those that are asked for go before those that are not known, and these before those that are.

        Args:
            name: The name, or the full name with the season.
            title: What they are to be; None for none of the catalogue's.
            season: The season as the charts have it, or its number.
            released: The day of release that the charts give.

        Raises:
            MatineeError: There is none, or there are several.
        """
        called = [one for one in self.matches if _is_called(one.charted, name)]
        if not called:
            raise MatineeError(f'There is no title called "{name}" in the published charts.', self._suggestion(name))
        kept = [one for one in called if season is None or _is_season(one.charted, season)]
        kept = [one for one in kept if released is None or one.charted.released == released]
        if not kept:
            listing = "; ".join(sorted({one.charted.told for one in called}))
            raise MatineeError(
                f'No title called "{name}" is like that in the published charts.', f"There are: {listing}."
            )
        if season is None:
            kept = [one for one in kept if _is_full_name(one.charted, name)] or kept
        kept = [one for one in kept if title and one.charted.kind in (title.kind, None)] or kept
        asked = [one for one in kept if one.question and (title is None or title in one.candidates)]
        kept = asked or [one for one in kept if one.decided or not one.title] or kept
        if len({one.charted.released for one in kept}) > 2:
            kept = [one for one in kept if one.charted.released is None] or kept
        for option, values in (
            ("--season", {one.charted.season or "" for one in kept}),
            ("--released", {str(one.charted.released) for one in kept if one.charted.released}),
        ):
            if len({plain(value) for value in values}) > 1:
                raise MatineeError(
                    f'{len(values)} titles of the published charts are called "{name}".',
                    f"Say which with `{option}`: {'; '.join(sorted(values))}.",
                )
        return [one.charted for one in kept]

    def _suggestion(self, name: str) -> str:
        known = {plain(one.charted.name): one.charted.name for one in self.matches}
        near = difflib.get_close_matches(plain(name), known, n=1, cutoff=0.6)
        listing = "`matinee catalogue matches --unmatched` and `--ambiguous` list those that are open."
        return f'Did you mean "{known[near[0]]}"? {listing}' if near else listing


def matching(
    charted: Iterable[Charted],
    catalogue: Catalogue,
    decisions: Mapping[Key, str | None] | None = None,
    renamed: Mapping[Key, Collection[Key]] | None = None,
) -> Matching:
    """Find the catalogue's title for each title of the charts.

    Args:
        charted: The titles of the charts.
        catalogue: What may be meant.
        decisions: What a person decided: the id of a title, None for none of them.
        renamed: Under which other names the same title stood in the charts.
    """
    decisions, renamed, rules = decisions or {}, renamed or {}, _Rules(catalogue)
    known = {key: id for key, id in decisions.items() if id is None or id in catalogue.titles}
    found = {one.key: rules.match(one) for one in charted}

    def settled(key: Key, match: Match) -> Match:
        names = (key, *(other for other in renamed.get(key, ()) if other != key))
        decided = [known[name] for name in names if name in known]
        if decided:
            return Match(match.charted, catalogue.titles[decided[0]] if decided[0] else None, decided=True)
        titles = {title.id: title for name in names if name in found and (title := found[name].title)}
        return Match(match.charted, next(iter(titles.values()))) if len(titles) == 1 else match

    matches = [settled(key, match) for key, match in found.items()]
    return Matching(
        matches=tuple(sorted(matches, key=lambda one: (plain(str(one.charted)), str(one.charted.released or ""))))
    )


class _Rules:
    """The rules, over one catalogue."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._films: dict[str, list[Title]] = defaultdict(list)
        self._by_full_name: dict[str, list[Title]] = defaultdict(list)
        self._by_series: dict[str, list[tuple[int | None, Title]]] = defaultdict(list)
        self._first_out: dict[str, int] = {}
        for title in catalogue.titles.values():
            if title.kind == "film":
                self._films[plain(title.name)].append(title)
                continue
            series, season = split_season(title.name)
            told = season_numbers(season, series)[:1] if title.season is None else (title.season,)
            self._by_full_name[plain(title.name)].append(title)
            self._by_series[plain(title.series or series)].append((told[0] if told else None, title))
        for (id, _), release in catalogue.releases.items():
            if release.released_at_us is not None:
                self._first_out[id] = min(release.released_at_us, self._first_out.get(id, release.released_at_us))

    def match(self, charted: Charted) -> Match:
        """What a title of the charts is by name, season and day of release."""
        films = _called(charted.name, self._films) if charted.kind != "season" else []
        seasons, open_ = self._seasons(charted) if charted.kind != "film" else ([], "")
        candidates = [*films, *seasons]
        if not candidates:
            return Match(charted)
        question = "the charts had several titles of this name" if charted.several else ""
        agreeing = candidates
        if charted.released is not None:
            dated = any(self._day(title, charted) for title in candidates)
            agreeing = [title for title in candidates if self._is_day(title, charted)] if dated else candidates
        if films and not seasons:
            open_ = ""
        question = question or open_ or self._why_open(charted, candidates, agreeing)
        if question:
            return Match(charted, candidates=tuple(candidates), question=question)
        return Match(charted, agreeing[0])

    def _why_open(self, charted: Charted, candidates: list[Title], agreeing: list[Title]) -> str:
        """Why it is not known which is meant; empty where one is."""
        if len(agreeing) > 1:
            films = sum(title.kind == "film" for title in agreeing)
            what = "a film and a season are" if len(agreeing) == 2 and films == 1 else f"{len(agreeing)} titles are"
            return f"{what} called so"
        if not agreeing:
            days = " or ".join(sorted({str(self._day(title, charted) or "at no known day") for title in candidates}))
            return f"released {charted.released} by the charts, {days} by the catalogue"
        day = self._day(agreeing[0], charted)
        if charted.released is None and day and charted.seen_by and day > charted.seen_by:
            return f"in the charts by {charted.seen_by}, released {day} by the catalogue"
        return ""

    def _seasons(self, charted: Charted) -> tuple[list[Title], str]:
        """The seasons that may be meant, and why it is not known which."""
        series, season = (charted.name, charted.season) if charted.season else split_season(charted.name)
        full_names = {plain(str(charted)), plain(charted.season or "")}
        exact = [title for name in sorted(full_names) for title in self._by_full_name.get(name, ())]
        of_series = _called(series, self._by_series)
        if season:
            if exact:
                return exact, ""
            numbers = season_numbers(tail(series, season)) or season_numbers(plain(season), plain(series))
            if numbers:
                told = (([title for one, title in of_series if one == number], "") for number in numbers)
                return next((found for found in told if found[0]), ([], ""))
            return [title for _, title in of_series], "the name of its season tells no number"
        titles = list({title.id: title for title in [*(title for _, title in of_series), *exact]}.values())
        return titles, "the charts name the series, not the season" if len(titles) > 1 else ""

    def _is_day(self, title: Title, charted: Charted) -> bool:
        day = self._day(title, charted)
        return day is not None and charted.released is not None and abs((day - charted.released).days) <= DAYS_APART

    def _day(self, title: Title, charted: Charted) -> date | None:
        """The day of release in the country of the chart, or of the first anywhere."""
        there = self._catalogue.released_at_us(title.id, charted.country) if charted.country else None
        released_us = self._first_out.get(title.id) if there is None else there
        return None if released_us is None else instants.to_datetime(released_us).date()


def _called(name: str, index: dict[str, list[T]]) -> list[T]:
    """What an index by plain names has under a name, or under one that may be it."""
    found = index.get(plain(name), [])
    if not found and lost_letters(name):
        return [one for known, titles in index.items() if may_be(name, known) for one in titles]
    return found


def _is_full_name(charted: Charted, name: str) -> bool:
    return plain(name) == plain(str(charted)) or (charted.season is None and may_be(charted.name, plain(name)))


def _is_called(charted: Charted, name: str) -> bool:
    return plain(name) == plain(charted.name) or _is_full_name(charted, name)


def _is_season(charted: Charted, season: str) -> bool:
    """Whether the season of a title is the one that a person means by its name, the end of that, or its number."""
    if charted.season is None:
        return False
    told = tail(charted.name, charted.season)
    numbers = season_numbers(told) or season_numbers(plain(charted.season), plain(charted.name))
    return plain(season) in (plain(charted.season), told, *(str(number) for number in numbers[:1]))
