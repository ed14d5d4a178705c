"""What rests in a lake, and how it gets there: files taken in, and the figures brought up to date."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Self

from matinee.catalogue import Catalogue
from matinee.charts.own import OwnCharts
from matinee.charts.rules import PRESETS as CHARTS
from matinee.charts.rules import ChartRule, kept_series, own_rules
from matinee.files import Files, Imported
from matinee.imports.catalogue_files import CatalogueRead
from matinee.metrics.definitions import PRESETS, Definition, own_definitions
from matinee.progress import Tell, silent
from matinee.reports.table import Table
from matinee.settings import read_toml
from matinee.store import Engine, open_engine
from matinee.store.arrival import Arrival, arrival_of
from matinee.store.at_work import telling
from matinee.store.folder import LakeFolder
from matinee.store.history import History
from matinee.store.refresh import Refresh, Refreshed
from matinee.store.shelf import read_catalogue
from matinee.store.status import Status, is_refreshed, status_of
from matinee.viewing.rules import Rule


class LakeAtRest:
    """A lake, but for what one asks of it.

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
    def create(cls, path: str | Path) -> Self:
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

    @property
    def _files(self) -> Files:
        return Files(self.folder, self.wait_s)

    def import_catalogue(self, path: str | Path) -> CatalogueRead:
        """Add a file to the catalogue; what it says of an id is known better than what was known.

        Raises:
            MatineeError: The file cannot be read, or is not a catalogue.
        """
        (done,) = self.import_catalogues([path])
        if done.error:
            raise done.error
        return done

    def import_catalogues(self, paths: Sequence[str | Path], tell: Tell = silent) -> list[CatalogueRead]:
        """Add files to the catalogue: CSV, TOML, IMDb's, Wikidata's. Each may name what another brings.

        Returns:
            What came of each file: one that is no use costs only itself, and says why.
        """
        self.__dict__.pop("catalogue", None)
        return self._files.catalogue(paths, tell)

    def import_cmcd(self, paths: Sequence[str | Path], tell: Tell = silent, processes: int = 1) -> list[Imported]:
        """Take in files of CMCD reports: bodies, or captured requests. Events that are there already stay one.

        Args:
            paths: The files.
            tell: Called as work goes on.
            processes: How many processes parse a large file. More than one needs a program
                that can be imported again, as the command line can and a notebook may not.

        Returns:
            What came of each file: one that is no use costs only itself, and says why.
        """
        return self._files.cmcd(paths, tell, processes)

    def import_netflix(
        self, paths: Sequence[str | Path], household: str | None = None, tell: Tell = silent
    ) -> list[Imported]:
        """Take in viewing histories of Netflix accounts, each a household of its own unless one is named.

        Returns:
            What came of each file: one that is no use costs only itself, and says why.
        """
        return self._files.netflix(paths, household, tell)

    def import_spans(self, paths: Sequence[str | Path], tell: Tell = silent) -> list[Imported]:
        """Take in Parquet or CSV files of spans.

        Returns:
            What came of each file: one that is no use costs only itself, and says why.
        """
        return self._files.spans(paths, tell)

    def refresh(self, tell: Tell = silent) -> Refreshed:
        """Bring spans and facts up to date with what was imported."""
        with self.folder.writing(self.wait_s), telling(self.folder.path, "refresh", tell) as tell_all:
            self.__dict__.pop("catalogue", None)
            series = kept_series(self.chart_rules[len(CHARTS) :], self.folder.settings)
            done = Refresh(self.folder, self.catalogue, self.rules, series, tell_all).run()
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
            self.folder.note_progress(progress | {"restate_from_us": None, "restate_moved": [], "restate_said": []})

    def unknown_titles(self) -> list[str]:
        """Titles that were watched and that the catalogue does not know."""
        return [title for title in self.history.titles() if title not in self.catalogue.titles]

    @property
    def charts(self) -> OwnCharts:
        """The service's own charts, as of the last refresh."""
        return OwnCharts(self.folder, self.history, self.catalogue, self.chart_rules, self.definitions)

    def status(self) -> Status:
        """What rests in the lake, and whether it is worked out."""
        return status_of(self.folder, self.engine, self.history, self.unknown_titles(), refreshed=self.is_refreshed())

    def arrival(self) -> Arrival:
        """How late reports came, and how far players' clocks were off."""
        return arrival_of(self.folder, self.engine)

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
        return open_engine(self.folder.path)

    @property
    def history(self) -> History:
        """What was watched, as of the last refresh."""
        return History(self.folder, self.engine, self.catalogue, self.rules)
