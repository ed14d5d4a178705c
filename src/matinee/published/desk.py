"""Charts of others, in the lake: taking them in, checking them, and asking what they say.

The command line and a notebook ask here. What the charts of a service itself say is asked of
the lake.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from matinee import instants
from matinee.catalogue.countries import known_country
from matinee.catalogue.matches import Charted, Decided, Key, Matching, matching
from matinee.catalogue.spelling import plain
from matinee.errors import MatineeError
from matinee.imports.daily_top10 import read_daily
from matinee.imports.netflix_top10 import edition_of, read_top10
from matinee.imports.published import PublishedFile, PublishedPlace
from matinee.imports.published import Title as ChartTitle
from matinee.imports.text_file import read_lines
from matinee.periods import parse_day
from matinee.progress import Tell, silent
from matinee.published.checked import Checked, checked
from matinee.published.records import TitleRecords, ambiguity, records_of, titles_called
from matinee.published.recount import recount
from matinee.published.restatements import Restatements, renames, restatements_of
from matinee.rejections import Rejection
from matinee.store.folder import LakeFolder
from matinee.store.intake import Intake, Taken
from matinee.store.published import PublishedShelf, kind_of
from matinee.store.shelf import read_titles
from matinee.units import some

_Read = Callable[[Iterable[str], str, date], PublishedFile]


class Edition(NamedTuple):
    """When a file was published, and how that is known."""

    day: date
    known_by: str

    def __str__(self) -> str:
        """The edition as a person reads it."""
        return f"edition of {self.day}, {self.known_by}"


class ImportedChart(NamedTuple):
    """What came of one file.

    Attributes:
        file: Its name.
        taken: What became of its rows.
        rejections: Those that are of no use.
        error: Why nothing could be made of it.
        edition: As which it was taken in.
        gone: How many rows its edition had before and has no more.
    """

    file: str
    taken: Taken
    rejections: list[Rejection]
    error: MatineeError | None = None
    edition: Edition | None = None
    gone: int = 0

    def __str__(self) -> str:
        """The file as a person reads it: its edition, and how that is known."""
        are = "is" if self.gone == 1 else "are"
        gone = f"; {some(self.gone, 'row')} that it had before {are} gone" if self.gone else ""
        return f"{self.file} ({self.edition}{gone})"


def check_netflix_top10(paths: Sequence[str | Path], tell: Tell = silent) -> Checked:
    """Hold files of Netflix's Top 10 against its rules, and editions against each other."""
    return _checked(paths, _netflix_top10, tell)


def check_daily_top10(paths: Sequence[str | Path], country: str = "US", tell: Tell = silent) -> Checked:
    """Hold files of a daily Top 10 against its rules, and editions against each other.

    Raises:
        MatineeError: The country is none.
    """
    return _checked(paths, _daily_top10(country), tell)


class Published:
    """The published charts of a lake.

    Args:
        folder: The lake.
    """

    wait_s = 60.0
    """How long to wait for another command, or the collector, to end its writing."""

    def __init__(self, folder: LakeFolder) -> None:
        self._folder = folder

    def import_netflix_top10(
        self, paths: Sequence[str | Path], edition: str | None = None, tell: Tell = silent
    ) -> list[ImportedChart]:
        """Take in files of Netflix's Top 10: weekly global, by country, most popular, in every layout.

        Args:
            paths: The files.
            edition: When they were published; None: the day in the name of each file, else today.
            tell: Called as work goes on.

        Returns:
            What came of each file: one that is no use costs only itself, and says why.

        Raises:
            MatineeError: The edition is no date.
        """
        return self._import("netflix-top10", paths, _netflix_top10, edition, tell)

    def import_daily_top10(
        self, paths: Sequence[str | Path], country: str = "US", edition: str | None = None, tell: Tell = silent
    ) -> list[ImportedChart]:
        """Take in files of a daily Top 10.

        Args:
            paths: The files.
            country: Whose chart it is; the files do not say.
            edition: When they were published; None: the day in the name of each file, else today.
            tell: Called as work goes on.

        Returns:
            What came of each file: one that is no use costs only itself, and says why.

        Raises:
            MatineeError: The edition is no date, or the country is none.
        """
        return self._import("daily-top10", paths, _daily_top10(country), edition, tell)

    def is_empty(self) -> bool:
        """Whether no published chart was ever imported."""
        return self._shelf.is_empty()

    def records(self, title: str, country: str | None = None) -> TitleRecords:
        """How long a title was in the newest edition of each chart, how long in a row, and how high.

        Args:
            title: Its name there, or the name or id of the title of the catalogue that it is matched with.
            country: Only charts of this country.

        Raises:
            MatineeError: There is no such title, no such country, or no chart.
        """
        shelf = self._shelf
        if shelf.is_empty():
            raise MatineeError("There are no published charts in the lake.", _FILL)
        country = known_country(country)
        there = shelf.titles(country)
        if country and not there:
            raise MatineeError(f"There are no published charts of {country} in the lake.", _FILL)
        matched = self._matched_with(title, there)
        try:
            titles = titles_called(there, title) | matched
        except MatineeError:
            if not matched:
                raise
            titles = matched
        found = records_of(shelf.newest(titles, country), titles)
        return TitleRecords(records=found, ambiguity=ambiguity(found, title))

    def restatements(self) -> Restatements:
        """What later editions of the charts in the lake say otherwise than earlier ones."""
        return restatements_of(self._shelf.editions())

    def matching(self) -> Matching:
        """Which titles of the catalogue the titles of the charts are, in the newest edition of each chart."""
        shelf = self._shelf
        charted, decisions = shelf.charted(), shelf.decisions()
        return matching(charted, read_titles(self._folder.tables), decisions, _renamed(shelf, charted, decisions))

    def decide(
        self,
        name: str,
        title: str | None = None,
        *,
        none: bool = False,
        season: str | None = None,
        released: str | None = None,
    ) -> Decided:
        """Say which title of the catalogue a title of the charts is; it is kept, whatever is imported later.

        Args:
            name: As the charts have it, with its season or without.
            title: Its id in the catalogue, or its name there.
            none: That it is none of the catalogue's.
            season: The season as the charts have it, or its number.
            released: The day of release as the charts have it.

        Raises:
            MatineeError: There is no such title in the charts or the catalogue, or there are several.
        """
        if (title is None) is not none:
            raise MatineeError(
                f'It is not said which title "{name}" is.'
                if title is None
                else f'"{name}" cannot be {title} and none.',
                "Give the id of a title of the catalogue, or `--none`.",
            )
        with self._folder.writing(self.wait_s):
            meant = None if title is None else read_titles(self._folder.tables).find(title)
            day = parse_day(released) if released else None
            charted = self.matching().chosen(name, meant, season=season, released=day)
            self._shelf.decide({one.key: meant.id if meant else None for one in charted})
            self._folder.settle()
        return Decided(charted, meant)

    @property
    def _shelf(self) -> PublishedShelf:
        return PublishedShelf(self._folder)

    def _import(
        self, door: str, paths: Sequence[str | Path], read: _Read, edition: str | None, tell: Tell
    ) -> list[ImportedChart]:
        said = None if edition is None else Edition(parse_day(edition), "as you say")
        done: list[ImportedChart] = []
        with self._folder.writing(self.wait_s):
            intake, shelf, came = Intake(self._folder), self._shelf, _Came()
            for file in map(Path, paths):
                known = said or _edition(file)
                try:
                    found = read(read_lines(file, tell), file.name, known.day)
                    done.append(_take_in(intake, shelf, came, door, found, known))
                except MatineeError as error:
                    done.append(ImportedChart(file.name, Taken(), [], error))
            shelf.tidy(replaced=any(one.gone for one in done))
            self._folder.settle()
        return done

    def _matched_with(self, title: str, there: Collection[ChartTitle]) -> set[ChartTitle]:
        """The titles of the charts that are matched with a title of the catalogue of this id or name."""
        catalogue = read_titles(self._folder.tables)
        meant = {one.id for one in catalogue.titles.values() if title == one.id or plain(title) == plain(one.name)}
        if not meant:
            return set()
        matched = {match.charted.key for match in self.matching().matched if match.title and match.title.id in meant}
        keys = {(key.name, key.season, key.released) for key in matched}
        return {one for one in there if (plain(one.name), plain(one.season or ""), one.released) in keys}


_FILL = "Import one: `matinee import netflix-top10 FILE`, `matinee import daily-top10 FILE`."


class _Came(dict[tuple[str | None, ...], str]):
    """Which file of a command brought which chart and country of which edition."""

    def other(self, found: PublishedFile) -> str | None:
        """Another file that brought some of the same, if one did."""
        charts = {(one.source, one.chart, one.period, one.country, str(one.edition)) for one in found.places}
        before = next((self[chart] for chart in charts if chart in self), None)
        self.update(dict.fromkeys(charts - self.keys(), found.file))
        return before


def _take_in(
    intake: Intake, shelf: PublishedShelf, came: _Came, door: str, found: PublishedFile, edition: Edition
) -> ImportedChart:
    rows = found.to_table()
    met = shelf.met(rows)
    other = came.other(found)
    if other and met.differs:
        raise MatineeError(
            f"{found.file} would take the place of {other}, which is the same chart in the same edition, {edition.day}.",
            "Import each with the edition it is, by `--edition`; or put their rows into one file.",
        )
    if met.differs:
        shelf.put(rows)
    stored = Taken(stored=met.fresh, duplicate=met.known + found.repeated)
    taken = intake.counted(door, stored.received, stored) + intake.rejections(door, found.rejections)
    intake.settle()
    return ImportedChart(found.file, taken, found.rejections, None, edition, met.gone)


def _checked(paths: Sequence[str | Path], read: _Read, tell: Tell) -> Checked:
    files, refused = [], []
    for path in sorted(map(Path, paths), key=lambda path: _edition(path).day):
        try:
            files.append(read(read_lines(path, tell), path.name, _edition(path).day))
        except MatineeError as error:
            refused.append(error)
    return checked(files, refused)


def _netflix_top10(lines: Iterable[str], file: str, edition: date) -> PublishedFile:
    return read_top10(lines, file, edition=edition)


def _daily_top10(country: str) -> _Read:
    code = known_country(country)
    assert code is not None
    return lambda lines, file, edition: read_daily(lines, file, country=code, edition=edition)


def _edition(file: Path) -> Edition:
    day = edition_of(file.name)
    return Edition(day, "by its name") if day else Edition(instants.to_datetime(instants.now_us()).date(), "today")


def _renamed(
    shelf: PublishedShelf, charted: Sequence[Charted], decisions: Mapping[Key, str | None]
) -> dict[Key, set[Key]]:
    """Under which names the same title stands in the charts, of those that were renamed.

    A chart may rename a title half-way, or a later edition may: the latter matters where a person
    decided on a name that is not there any more.
    """
    together: dict[Key, set[Key]] = {}
    strands: dict[int, set[Key]] = defaultdict(set)
    daily = shelf.daily()
    for place, counted in zip(daily, recount(daily), strict=True):
        if counted is not None:
            strands[counted.title].add(_key(place))
    pairs = [keys for keys in strands.values() if len(keys) > 1]
    left = decisions.keys() - {one.key for one in charted}
    if left:
        pairs += [{_key(was), _key(now)} for was, now in _renames(shelf, left)]
    for keys in pairs:
        joined = keys.union(*(together.get(key, ()) for key in keys))
        together.update(dict.fromkeys(joined, joined))
    return together


def _renames(shelf: PublishedShelf, left: Collection[Key]) -> Iterator[tuple[PublishedPlace, PublishedPlace]]:
    for editions in shelf.editions(left):
        yield from renames(editions)


def _key(place: PublishedPlace) -> Key:
    kind = kind_of(place.kind, place.category, place.season)
    return Charted(place.name, place.season, kind, place.released).key
