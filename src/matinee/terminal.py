"""What a command says and where: results to the output, all else to the error channel."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar

import typer
from rich.console import Console, RenderableType
from rich.progress import BarColumn, Progress, TaskID, TaskProgressColumn, TextColumn, TimeRemainingColumn
from rich.text import Text

from matinee.errors import MatineeError
from matinee.progress import Tell
from matinee.rejections import Rejection
from matinee.units import some

if TYPE_CHECKING:
    from matinee.rejections import Rejection
    from matinee.store.intake import Taken

_out = Console(highlight=False)
_err = Console(stderr=True, highlight=False)

_SHOWN_REJECTIONS = 10


class Format(StrEnum):
    """How results are written."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


class Result(Protocol):
    """What can be written as JSON and as CSV."""

    def to_json(self) -> str:
        """As JSON."""

    def to_csv(self) -> str:
        """As CSV."""


class Outcome(Protocol):
    """What came of a file; `error` says why nothing could be made of it."""

    @property
    def file(self) -> str:
        """Its name."""

    @property
    def taken(self) -> Taken:
        """What became of its records."""

    @property
    def rejections(self) -> Sequence[Rejection]:
        """Those that are of no use."""

    @property
    def error(self) -> MatineeError | None:
        """Why nothing could be made of it."""


R = TypeVar("R", bound=Result)
Came = TypeVar("Came", bound=Outcome)


def show(what: RenderableType) -> None:
    """Print a line or a table."""
    _out.print(what, soft_wrap=isinstance(what, str | Text), markup=False)


def show_result(result: R, table: Callable[[R], RenderableType], format: Format) -> None:
    """Print a result as it was asked for."""
    if format is Format.TABLE:
        _out.print(table(result), markup=False)
        return
    text = result.to_json() if format is Format.JSON else result.to_csv()
    sys.stdout.write(text.rstrip("\n") + "\n")


def show_told(result: R, told: Callable[[R], Iterable[RenderableType]], format: Format) -> None:
    """Print a result as it was asked for: to a person in lines and tables."""
    if format is not Format.TABLE:
        show_result(result, str, format)
        return
    for part in told(result):
        show(part)


def _file(one: Outcome) -> str:
    return one.file


def show_imported(done: Sequence[Came], thing: str, name: Callable[[Came], str] = _file, *closing: str) -> None:
    """Say what came of each file, and the first rejections; end with 1 where nothing of a file was of use.

    Args:
        done: What came of them.
        thing: What one of its records is.
        name: What to call a file.
        closing: What to say below that.
    """
    for one in done:
        if one.error:
            complain(one.error)
            continue
        again = f", {one.taken.duplicate:,} already there" if one.taken.duplicate else ""
        rejected = f", {one.taken.rejected:,} rejected" if one.taken.rejected else ""
        show(f"{name(one)}: {some(one.taken.stored, thing)} taken in{again}{rejected}.")
        wrong = [rejection for rejection in one.rejections if rejection.reason != "not the title"]
        for rejection in wrong[:_SHOWN_REJECTIONS]:
            _say(f"  {rejection.sentence(one.file)}")
        if len(wrong) > _SHOWN_REJECTIONS:
            _say(f"  and {len(wrong) - _SHOWN_REJECTIONS:,} more; `matinee status` counts all by reason.")
    for line in closing:
        show(line)
    if any(one.error or (one.taken.rejected and one.taken.rejected == one.taken.received) for one in done):
        raise typer.Exit(1)


def show_rejections(rejections: Sequence[Rejection], file: str) -> None:
    """Say what is wrong with the first rows that could not be used, and how many there are."""
    for rejection in rejections[:_SHOWN_REJECTIONS]:
        _say(rejection.sentence(file))
    if rejections:
        _say(f"{some(len(rejections), 'row')} of {file} could not be used; all others were.")


def save(path: Path, text: str) -> None:
    """Write a file and say so.

    Raises:
        MatineeError: It cannot be written.
    """
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as problem:
        raise MatineeError(f"{path} cannot be written: {problem.strerror}.", "Name another file.") from None
    _say(f"Wrote {path}")


def add(text: str) -> None:
    """Say more of what was just said, on the error channel."""
    _say(text)


def warn(text: str) -> None:
    """Say what the reader should know beside the result."""
    _err.print(text, style="yellow", soft_wrap=True, markup=False)


def complain(error: MatineeError) -> None:
    """Say what is wrong, then what to do."""
    _say(f"Error: {error.problem}")
    if error.hint:
        _say(error.hint)


@contextmanager
def progress() -> Iterator[Tell]:
    """Bars while work goes on, one a stage; nothing where no terminal is watching."""
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Progress(*columns, console=_err, transient=True, disable=not _err.is_terminal) as bars:
        tasks: dict[str, TaskID] = {}

        def tell(stage: str, done: int, of: int) -> None:
            if stage not in tasks:
                tasks[stage] = bars.add_task(stage)
            bars.update(tasks[stage], completed=done, total=of or None)

        yield tell


def _say(text: str) -> None:
    _err.print(text, soft_wrap=True, markup=False)
