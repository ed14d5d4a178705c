"""Files that come into a lake: the catalogue's, players' reports, viewing histories, spans.

A file that is no use costs only itself, and says why; of the others the good records go in
and the rest is kept as rejections, each with its reason.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import NamedTuple, TypedDict

from matinee import instants
from matinee.catalogue.names import Names
from matinee.errors import MatineeError
from matinee.events import cmcd
from matinee.imports import netflix, spans
from matinee.imports.catalogue_files import CatalogueRead, read_files
from matinee.imports.cmcd import parse_file
from matinee.imports.spans import read_spans
from matinee.imports.text_file import must_exist, read_lines
from matinee.progress import Tell
from matinee.rejections import Rejection
from matinee.store.at_work import telling
from matinee.store.folder import LakeFolder
from matinee.store.intake import Intake, Taken
from matinee.store.shelf import read_catalogue, read_titles, write_catalogue


class Imported(NamedTuple):
    """What came of one file; `error` says why nothing could be made of it."""

    file: str
    taken: Taken
    rejections: list[Rejection]
    error: MatineeError | None = None


class _Pseudonyms(TypedDict):
    """What turns ids into pseudonyms, and places households."""

    secret: bytes
    buckets: int


class Files:
    """The way of files into a lake.

    Args:
        folder: The lake.
        wait_s: How long to wait for another who writes.
    """

    def __init__(self, folder: LakeFolder, wait_s: float) -> None:
        self._folder = folder
        self._wait_s = wait_s
        self._catalogue = read_titles(folder.tables)

    def catalogue(self, paths: Sequence[str | Path], tell: Tell) -> list[CatalogueRead]:
        """Add files to the catalogue; what they say of an id is known better than what was known.

        Args:
            paths: The files; each may name what another brings.
            tell: Called as work goes on.

        Returns:
            What came of each file: one that is no use costs only itself, and says why.
        """
        with self._folder.writing(self._wait_s):
            now, read = read_files(paths, read_catalogue(self._folder.tables), tell)
            write_catalogue(self._folder.tables, now)
            intake, kept = Intake(self._folder), []
            for one in read:
                told = Taken(one.fresh, one.again)
                intake.counted("catalogue", told.received, told)
                known = intake.rejections("catalogue", one.rejections).duplicate
                kept.append(replace(one, again=one.again + known, refused=one.refused - known))
            intake.settle()
        return kept

    def cmcd(self, paths: Sequence[str | Path], tell: Tell, processes: int) -> list[Imported]:
        """Take in files of CMCD reports."""
        return self._import(paths, partial(self._cmcd_file, processes=processes), tell)

    def netflix(self, paths: Sequence[str | Path], household: str | None, tell: Tell) -> list[Imported]:
        """Take in viewing histories of Netflix accounts."""
        return self._import(paths, partial(self._netflix_file, household=household), tell)

    def spans(self, paths: Sequence[str | Path], tell: Tell) -> list[Imported]:
        """Take in files of spans."""
        return self._import(paths, self._spans_file, tell)

    def _import(
        self, paths: Sequence[str | Path], take: Callable[[Intake, Path, Tell], Imported], tell: Tell
    ) -> list[Imported]:
        done = []
        with self._folder.writing(self._wait_s), telling(self._folder.path, "import", tell) as tell_all:
            intake = Intake(self._folder)
            for file in map(Path, paths):
                try:
                    must_exist(file)
                    done.append(take(intake, file, tell_all))
                except MatineeError as error:
                    done.append(Imported(file.name, Taken(), [], error))
        return done

    @property
    def _pseudonyms(self) -> _Pseudonyms:
        return {"secret": self._folder.secret, "buckets": self._folder.buckets}

    def _netflix_file(self, intake: Intake, file: Path, tell: Tell, household: str | None) -> Imported:
        activity = netflix.read_activity(list(read_lines(file, tell)), file.name, instants.now_us())
        home = household or netflix.household_of(activity)
        rows = netflix.to_spans(activity, home, Names(self._catalogue), **self._pseudonyms)
        taken = intake.spans(netflix.SOURCE, rows)
        taken += intake.counted(netflix.SOURCE, activity.repeated, Taken(duplicate=activity.repeated))
        taken += intake.rejections(netflix.SOURCE, activity.rejections)
        intake.settle()
        return Imported(file.name, taken, activity.rejections)

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
        read = read_spans(file, self._catalogue.title_of, now_us=instants.now_us(), **self._pseudonyms)
        for rows, rejections in read:
            taken += intake.spans(spans.SOURCE, rows) + intake.rejections(spans.SOURCE, rejections)
            intake.settle()
            kept += rejections
            tell(file.name, taken.received, 0)
        return Imported(file.name, taken, kept)
