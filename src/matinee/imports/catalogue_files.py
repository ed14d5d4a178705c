"""Files that say what can be watched: read together, and put together with what is known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from matinee.catalogue import Catalogue
from matinee.catalogue.assembly import assemble
from matinee.catalogue.known import Ambiguous
from matinee.catalogue.news import news
from matinee.catalogue.reading import read_sheet
from matinee.errors import MatineeError
from matinee.imports.text_file import read_lines
from matinee.progress import Tell, silent
from matinee.rejections import Rejection

_ENDINGS = (".toml", ".csv", ".tsv", ".tsv.gz", ".json")


@dataclass(frozen=True, kw_only=True)
class CatalogueRead:
    """What came of one catalogue file.

    Attributes:
        file: Its name.
        kinds: How many of the things that it names are new, by kind.
        again: How many were there already, of things and of refused lines.
        refused: How many lines were refused for the first time.
        rejections: The lines that were refused.
        ambiguous: What is left unmatched because it may be several.
        left_out: What was not taken though nothing is wrong with it, and how much that is.
        error: Why nothing could be made of it.
    """

    file: str
    kinds: Mapping[type, int] = field(default_factory=dict)
    again: int = 0
    refused: int = 0
    rejections: list[Rejection] = field(default_factory=list)
    ambiguous: Sequence[Ambiguous] = ()
    left_out: Mapping[str, int] = field(default_factory=dict)
    error: MatineeError | None = None

    @property
    def fresh(self) -> int:
        """How many of the things that it names are new."""
        return sum(self.kinds.values())

    @property
    def is_useless(self) -> bool:
        """Whether nothing of it was of use."""
        return self.error is not None or (self.refused > 0 and self.fresh == self.again == 0)


def read_files(
    paths: Sequence[str | Path], known: Catalogue | None = None, tell: Tell = silent
) -> tuple[Catalogue, list[CatalogueRead]]:
    """What catalogue files come to beside what is known, and what came of each.

    Args:
        paths: The files, or folders of them; each may name what another brings. One that is of no use costs only itself.
        known: The catalogue so far.
        tell: Called as work goes on.
    """
    before = known or Catalogue()
    sheets, errors, files = {}, {}, _files(paths)
    for file in files:
        try:
            sheets[file] = read_sheet(read_lines(file, tell), file.name)
        except MatineeError as error:
            errors[file] = error
    assembled = assemble(list(sheets.values()), before)
    read = {}
    for (file, sheet), outcome in zip(sheets.items(), assembled.outcomes, strict=True):
        kinds, again = news([*sheet.ready.assets.values(), *outcome.taken], before, assembled.catalogue)
        read[file] = CatalogueRead(
            file=file.name,
            kinds=kinds,
            again=again,
            refused=len(outcome.rejections),
            rejections=outcome.rejections,
            ambiguous=tuple(outcome.ambiguous),
            left_out=Counter(outcome.left_out),
        )
    told = [read.get(file) or CatalogueRead(file=file.name, error=errors[file]) for file in files]
    return assembled.catalogue, told


def _files(paths: Sequence[str | Path]) -> list[Path]:
    """The files that are named, each once, and of folders those that may be a catalogue's."""
    found: list[Path] = []
    for path in map(Path, paths):
        inside = (
            [file for file in sorted(path.iterdir()) if file.name.casefold().endswith(_ENDINGS)]
            if path.is_dir()
            else []
        )
        found += inside or [path]
    return list(dict.fromkeys(found))
