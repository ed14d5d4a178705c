"""The front desk: everything one can ask of a lake, each in one call.

The command line, the pages and a notebook all ask here, so that the same question gives the
same answer everywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property, partial
from pathlib import Path
from typing import NamedTuple, TypedDict

from matinee import instants
from matinee.catalogue import Catalogue, Title, csv_file, toml_file
from matinee.catalogue.names import Names
from matinee.charts.chart import Chart
from matinee.charts.editions import Restated
from matinee.charts.own import OwnCharts
from matinee.charts.rules import DEFAULT as ALL
from matinee.charts.rules import PRESETS as CHARTS
from matinee.charts.rules import ChartRule, kept_series, own_rules
from matinee.errors import MatineeError
from matinee.events import cmcd
from matinee.imports import netflix, spans
from matinee.imports.cmcd import parse_file
from matinee.imports.spans import read_spans
from matinee.metrics.definitions import DEFAULT, PRESETS, Definition, find_definition, own_definitions
from matinee.published import Published
from matinee.rejections import Rejection
from matinee.reports.page import fragment
from matinee.reports.report import Report, make_report
from matinee.reports.table import Table
from matinee.settings import read_toml
from matinee.store import Engine
from matinee.store.folder import LakeFolder
from matinee.store.history import History
from matinee.store.intake import Intake, Taken
from matinee.store.refresh import Refresh, Refreshed
from matinee.store.shelf import read_catalogue, write_catalogue
from matinee.store.status import Status, is_refreshed, status_of
from matinee.viewing.rules import Rule

Tell = Callable[[str, int, int], None]
"""Called while work goes on: what it is, how much is done, and of how much (0: unknown)."""


def _silent(stage: str, done: int, of: int) -> None:
    pass


class _Pseudonyms(TypedDict):
    """What turns ids into pseudonyms, and places households."""

    secret: bytes
    buckets: int


class Imported(NamedTuple):
    """What came of one file; `error` says why nothing could be made of it."""

    file: str
    taken: Taken
    rejections: list[Rejection]
    error: MatineeError | None = None


class Lake:
    """A lake of viewing.

    Args:
        path: Its folder.

    Raises:
        MatineeError: There is no lake in the folder.
    """

    wait_s = 60.0
    """How long to wait for another command, or the collector, to end its writing."""

    def __init__(self, path: str | Path) -> None:
        self.folder = LakeFolder(Path(path))

    def __repr__(self) -> str:
        return f"<Matinee lake in {self.folder.path}>"

    @classmethod
    def create(cls, path: str | Path) -> Lake:
        """Make a new, empty lake."""
        LakeFolder.create(Path(path))
        return cls(path)

    @cached_property
    def catalogue(self) -> Catalogue:
        """What can be watched, as it rests in the lake."""
        return read_catalogue(self.folder.tables)

    @cached_property
    def definitions(self) -> tuple[Definition, ...]:
        """The definitions that can be counted by: those Matinee brings, then the service's own."""
        return PRESETS + own_definitions(read_toml(self.folder.path / "matinee.toml"))

    @cached_property
    def chart_rules(self) -> tuple[ChartRule, ...]:
        """The charts there are: those Matinee brings, then the service's own."""
        return CHARTS + own_rules(read_toml(self.folder.path / "matinee.toml"))

    @property
    def rules(self) -> list[Rule]:
        """The thresholds of all definitions, each once."""
        return list({definition.rule.name: definition.rule for definition in self.definitions}.values())

    def import_catalogue(self, path: str | Path) -> Imported:
        """Add a CSV or TOML file to the catalogue; what it says of an id replaces what was known.

        Raises:
            MatineeError: The file cannot be read, or is not a catalogue.
        """
        file = Path(path)
        rejections: list[Rejection] = []
        if file.suffix.lower() == ".toml":
            _must_exist(file)
            more = toml_file.read_catalogue(file)
        else:
            more, rejections = csv_file.read_catalogue(_lines(file), file.name)
        with self.folder.writing(self.wait_s):
            before = read_catalogue(self.folder.tables)
            write_catalogue(self.folder.tables, before.with_more(more))
            fresh = sum(before.assets.get(id) != asset for id, asset in more.assets.items())
            intake = Intake(self.folder)
            taken = intake.counted("catalogue", len(more.assets), Taken(fresh, len(more.assets) - fresh))
            taken += intake.rejections("catalogue", rejections)
            intake.settle()
        self.__dict__.pop("catalogue", None)
        return Imported(file.name, taken, rejections)

    def import_cmcd(self, paths: Sequence[str | Path], tell: Tell = _silent, processes: int = 1) -> list[Imported]:
        """Take in files of CMCD reports: bodies, or captured requests. Events that are there already stay one.

        Args:
            paths: The files.
            tell: Called as work goes on.
            processes: How many processes parse a large file. More than one needs a program
                that can be imported again, as the command line can and a notebook may not.

        Returns:
            What came of each file: one that is no use costs only itself, and says why.
        """
        return self._import(paths, partial(self._cmcd_file, processes=processes), tell)

    def import_netflix(
        self, paths: Sequence[str | Path], household: str | None = None, tell: Tell = _silent
    ) -> list[Imported]:
        """Take in viewing histories of Netflix accounts, each a household of its own unless one is named.

        Returns:
            What came of each file: one that is no use costs only itself, and says why.
        """

        def take(intake: Intake, file: Path, tell: Tell) -> Imported:  # noqa: ARG001  a history is read at once
            activity = netflix.read_activity(_lines(file), file.name, instants.now_us())
            home = household or netflix.household_of(activity)
            rows = netflix.to_spans(activity, home, Names(self.catalogue), **self._pseudonyms)
            taken = intake.spans(netflix.SOURCE, rows)
            taken += intake.counted(netflix.SOURCE, activity.repeated, Taken(duplicate=activity.repeated))
            taken += intake.rejections(netflix.SOURCE, activity.rejections)
            intake.settle()
            return Imported(file.name, taken, activity.rejections)

        return self._import(paths, take, tell)

    def import_spans(self, paths: Sequence[str | Path], tell: Tell = _silent) -> list[Imported]:
        """Take in Parquet or CSV files of spans.

        Returns:
            What came of each file: one that is no use costs only itself, and says why.
        """
        return self._import(paths, self._spans_file, tell)

    def _import(
        self, paths: Sequence[str | Path], take: Callable[[Intake, Path, Tell], Imported], tell: Tell
    ) -> list[Imported]:
        done = []
        with self.folder.writing(self.wait_s):
            intake = Intake(self.folder)
            for file in map(Path, paths):
                try:
                    _must_exist(file)
                    done.append(take(intake, file, tell))
                except MatineeError as error:
                    done.append(Imported(file.name, Taken(), [], error))
        return done

    @property
    def _pseudonyms(self) -> _Pseudonyms:
        return {"secret": self.folder.secret, "buckets": self.folder.buckets}

    def _cmcd_file(self, intake: Intake, file: Path, tell: Tell, processes: int) -> Imported:
        taken, kept = Taken(), []
        parsed = parse_file(file, now_us=instants.now_us(), processes=processes, **self._pseudonyms)
        for rows, rejections, bytes_read in parsed:
            taken += intake.events(cmcd.SOURCE, rows) + intake.rejections(cmcd.SOURCE, rejections)
            intake.settle()
            kept += rejections
            tell(file.name, bytes_read, file.stat().st_size)
        return Imported(file.name, taken, kept)

    def _spans_file(self, intake: Intake, file: Path, tell: Tell) -> Imported:
        taken, kept = Taken(), []
        read = read_spans(file, self.catalogue.title_of, now_us=instants.now_us(), **self._pseudonyms)
        for rows, rejections in read:
            taken += intake.spans(spans.SOURCE, rows) + intake.rejections(spans.SOURCE, rejections)
            intake.settle()
            kept += rejections
            tell(file.name, taken.received, 0)
        return Imported(file.name, taken, kept)

    def refresh(self, tell: Tell = _silent) -> Refreshed:
        """Bring spans and facts up to date with what was imported."""
        with self.folder.writing(self.wait_s):
            self.__dict__.pop("catalogue", None)
            series = kept_series(self.chart_rules[len(CHARTS) :], self.folder.settings)
            done = Refresh(self.folder, self.catalogue, self.rules, series, tell).run()
            self._restate()
        return done

    def _restate(self) -> None:
        """Give published charts that are no longer true a later edition; what a refresh noted as to do is done then."""
        progress = self.folder.progress()
        changed_from_us = progress.pop("restate_from_us")
        assert changed_from_us is None or isinstance(changed_from_us, int)
        if changed_from_us is not None:
            self.charts.restate(changed_from_us)
            self.folder.settle()
            self.folder.note_progress(progress | {"restate_from_us": None})

    def title(self, name: str) -> TitleView:
        """A title, by its id or its name in whatever case.

        Raises:
            MatineeError: There is no such title, or there are several.
        """
        return TitleView(self, self.catalogue.find(name, self.history.titles()))

    def unknown_titles(self) -> list[str]:
        """Titles that were watched and that the catalogue does not know."""
        return [title for title in self.history.titles() if title not in self.catalogue.titles]

    @property
    def charts(self) -> OwnCharts:
        """The service's own charts, as of the last refresh."""
        return OwnCharts(self.folder, self.history, self.catalogue, self.chart_rules, self.definitions)

    def top10(
        self,
        *,
        chart: str = ALL,
        day: str | None = None,
        week: str | None = None,
        country: str | None = None,
        by: str | None = None,
        places: int = 10,
        definition: str = DEFAULT,
        as_of: str | None = None,
    ) -> Chart:
        """Who leads, on a day or in the week of a day; without either, in the latest week.

        Args:
            chart: The id of the chart: all titles, films, a chart of the service's own.
            day: An ISO 8601 date: the chart of that day.
            week: An ISO 8601 date: the chart of the week with that day.
            country: Only what was watched in this country.
            by: "hours", "views", "reach" or "minutes"; None: as the chart has it.
            places: How many places.
            definition: By which reach counts.
            as_of: An ISO 8601 instant: as if nothing had been watched from then on.

        Raises:
            MatineeError: The day is no date, or both are given; or something else does not exist.
        """
        return self.charts.top10(
            chart=chart, day=day, week=week, country=country, by=by, places=places, definition=definition, as_of=as_of
        )

    def publish(
        self,
        *,
        chart: str = ALL,
        day: str | None = None,
        week: str | None = None,
        country: str | None = None,
        by: str | None = None,
        places: int = 10,
    ) -> tuple[Chart, list[Restated]]:
        """Freeze a chart as it is now. Where it was published and is another now, a later edition says so.

        Returns:
            The newest edition, and what it says otherwise than the one before.

        Raises:
            MatineeError: Its period has not ended, or what was imported is not worked out.
        """
        with self.folder.writing(self.wait_s):
            if not self.is_refreshed():
                raise MatineeError(
                    "Some of what was imported is not in the figures yet.", "Run `matinee refresh`, then publish."
                )
            published = self.charts.publish(chart=chart, day=day, week=week, country=country, by=by, places=places)
            self.folder.settle()
        return published

    @cached_property
    def published(self) -> Published:
        """The charts that others published."""
        return Published(self.folder)

    def status(self) -> Status:
        """What rests in the lake, and whether it is worked out."""
        return status_of(self.folder, self.engine, self.history, self.unknown_titles(), refreshed=self.is_refreshed())

    def rejections(self, most: int = 50) -> Table:
        """The records that were rejected last: when, through which door, line, reason, problem, record."""
        kept = self.folder.tables.read("rejections").sort_by([("kept_at", "descending"), ("line", "ascending")])
        return Table(kept.select(["kept_at", "source", "line", "reason", "problem", "record"]).slice(0, most))

    def is_refreshed(self) -> bool:
        """Whether all that was imported is worked out."""
        return is_refreshed(self.folder, self.catalogue, self.rules)

    @cached_property
    def engine(self) -> Engine:
        """What queries the lake."""
        return Engine(self.folder.path)

    @property
    def history(self) -> History:
        """What was watched, as of the last refresh."""
        return History(self.folder, self.engine, self.catalogue, self.rules)


class TitleView:
    """A title of a lake, to ask about."""

    def __init__(self, lake: Lake, title: Title) -> None:
        self._lake = lake
        self.title = title

    def __repr__(self) -> str:
        return f"<{self.title.name} ({self.title.kind}) in {self._lake.folder.path}>"

    def report(
        self,
        *,
        days: int = 28,
        definition: str = DEFAULT,
        country: str | None = None,
        as_of: str | None = None,
    ) -> Report:
        """Every metric of the title in its first days.

        Args:
            days: How many days of 24 hours from the release.
            definition: By which to count.
            country: Only viewing in this country, from the release there.
            as_of: An ISO 8601 instant: as if nothing had been watched from then on.

        Raises:
            MatineeError: An argument names something that does not exist.
        """
        lake = self._lake
        return make_report(
            lake.history,
            lake.engine,
            lake.catalogue,
            self.title,
            find_definition(definition, lake.definitions),
            days=days,
            country=country,
            as_of_us=instants.now_us() if as_of is None else instants.parse(as_of),
            draw=fragment,
        )


def _lines(path: Path) -> list[str]:
    _must_exist(path)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return list(file)
    except (OSError, UnicodeDecodeError) as problem:
        raise MatineeError(f"{path} cannot be read: {problem}.", "Save it as UTF-8 text.") from None


def _must_exist(path: Path) -> None:
    if path.is_dir():
        raise MatineeError(f"{path} is a folder.", "Name the files in it.")
    if not path.is_file():
        raise MatineeError(f"There is no file {path}.", "Check the name and the folder.")
