"""The press desk: files in, proposals out; proposals and kept claims laid beside each other."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from matinee.errors import MatineeError
from matinee.metrics.definitions import Definition
from matinee.press.article import read_article
from matinee.press.kept import keep_claims, kept_claims
from matinee.press.propose import ROLES, Proposal, propose
from matinee.press.rulebook import Rulebook
from matinee.press.tellings import Measured, Telling, one_letter_apart, tellings
from matinee.store.folder import LakeFolder
from matinee.store.shelf import read_titles

Ask = Callable[[int, Proposal], bool | None]
"""Whether to take a proposal over; None ends the asking."""


@dataclass(frozen=True, kw_only=True)
class Read:
    """What several articles claim.

    Attributes:
        proposals: What may be taken over, numbered from 1 in this order.
        silent: Files that claim nothing.
        refused: Why others could not be read.
        alike: Names that may be one person's, here or in the catalogue.
    """

    proposals: tuple[Proposal, ...]
    silent: tuple[str, ...] = ()
    refused: tuple[MatineeError, ...] = ()
    alike: tuple[tuple[str, str], ...] = ()

    def as_dicts(self) -> list[dict[str, Any]]:
        """The proposals with their numbers."""
        return [{"number": number} | asdict(one) for number, one in enumerate(self.proposals, 1)]

    def to_json(self) -> str:
        """All of it as JSON."""
        told = {
            "proposals": self.as_dicts(),
            "may_be_one_person": [list(pair) for pair in self.alike],
            "no_claims": list(self.silent),
            "refused": [str(error) for error in self.refused],
        }
        return json.dumps(told, indent=2, ensure_ascii=False)

    def to_csv(self) -> str:
        """The proposals as CSV."""
        return _csv(["number", *(field.name for field in fields(Proposal))], self.as_dicts())


@dataclass(frozen=True, kw_only=True)
class Compared:
    """Claims laid beside each other.

    Attributes:
        tellings: What comes of it, title by title; what was said once comes last.
        alike: Names that may be one person's.
        refused: Why some files could not be read.
    """

    tellings: tuple[Telling, ...]
    alike: tuple[tuple[str, str], ...] = ()
    refused: tuple[MatineeError, ...] = ()

    def as_dicts(self) -> list[dict[str, Any]]:
        """Each telling with its claims and the definition that each seems to use."""
        return [
            {
                "title": one.subject,
                "about": one.about,
                "verdict": str(one.verdict),
                "why": one.why,
                "claims": [
                    asdict(claim) | {"seems_to_use": used}
                    for claim, used in zip(one.claims, one.definitions, strict=True)
                ],
            }
            for one in self.tellings
        ]

    def to_json(self) -> str:
        """All of it as JSON."""
        told = {
            "tellings": self.as_dicts(),
            "may_be_one_person": [list(pair) for pair in self.alike],
            "refused": [str(error) for error in self.refused],
        }
        return json.dumps(told, indent=2, ensure_ascii=False)

    def to_csv(self) -> str:
        """One claim a line, with what comes of it."""
        rows = [
            {"title": one["title"], "about": one["about"], "verdict": one["verdict"], "why": one["why"]} | claim
            for one in self.as_dicts()
            for claim in one["claims"]
        ]
        names = [field.name for field in fields(Proposal)]
        return _csv(["title", "about", "verdict", "why", "seems_to_use", *names], rows)


class Press:
    """What others write, read by the rules: alone, or beside a lake.

    Args:
        folder: The lake, if there is one; it is asked for its titles, and keeps what is taken over.
        rules: Files of rules to lay on top of those Matinee brings and of the lake's `press.toml`.
        measured: What the lake measured.
        definitions: By what the lake can count.
        wait_s: How long to wait for another writer of the lake.

    Raises:
        MatineeError: A file of rules cannot be used.
    """

    def __init__(
        self,
        folder: LakeFolder | None = None,
        *,
        rules: Sequence[str | Path] = (),
        measured: Measured | None = None,
        definitions: Sequence[Definition] = (),
        wait_s: float = 0,
    ) -> None:
        self._folder = folder
        own = folder.path / "press.toml" if folder else None
        self._rulebook = Rulebook(*([own] if own and own.is_file() else []), *map(Path, rules))
        self._measured = measured
        self._definitions = definitions
        self._wait_s = wait_s

    def read(self, paths: Sequence[str | Path], *, outlet: str | None = None, day: str | None = None) -> Read:
        """What articles claim. One that is of no use costs only itself.

        Args:
            paths: The files: plain text or HTML.
            outlet: Who published them, where the reader knows better than the page.
            day: When, likewise: a day or a month in ISO 8601.

        Raises:
            MatineeError: The day is none.
        """
        if day is not None and not re.fullmatch(r"\d{4}-\d\d(?:-\d\d)?", day):
            raise MatineeError(f"{day!r} is no date.", "Write it like 2021-01-05, or 2021-01 for a month.")
        titles = read_titles(self._folder.tables).titles.values() if self._folder else ()
        known = [title.series or title.name for title in titles]
        people = [str(claim.value) for claim in self.kept() if claim.says in ROLES and claim.value != "nobody"]
        return read_files(list(map(Path, paths)), self._rulebook, outlet=outlet, day=day, known=known, people=people)

    def kept(self) -> tuple[Proposal, ...]:
        """The claims that were taken over."""
        return kept_claims(self._folder) if self._folder else ()

    def accept(self, read: Read, wanted: str | Ask) -> int:
        """Take claims over, and say how many are new.

        Args:
            read: What was proposed.
            wanted: "all", or numbers and ranges: "3,5,8-11"; or who is asked for each.

        Raises:
            MatineeError: There is no lake, or no proposal of that number.
        """
        if self._folder is None:
            raise MatineeError("No lake is named.", "Claims are taken over into a lake: name it with `--lake FOLDER`.")
        claims = chosen(read, wanted) if isinstance(wanted, str) else one_by_one(read, wanted)
        return keep_claims(self._folder, claims, self._wait_s)

    def compare(self, read: Read) -> Compared:
        """Claims that were taken over and those of articles, beside each other and beside what was measured."""
        claims = tuple(dict.fromkeys((*self.kept(), *read.proposals)))
        return Compared(
            tellings=tellings(claims, self._rulebook.told, self._measured, self._definitions),
            alike=alike(claims),
            refused=read.refused,
        )


def read_files(
    paths: Sequence[Path],
    rulebook: Rulebook,
    *,
    outlet: str | None = None,
    day: str | None = None,
    known: Sequence[str] = (),
    people: Iterable[str] = (),
) -> Read:
    """What articles claim. One that is of no use costs only itself.

    Args:
        paths: The files: plain text or HTML.
        rulebook: The rules.
        outlet: Who published them, where the reader knows better than the page.
        day: When, likewise.
        known: Titles of the catalogue.
        people: People that are known already.
    """
    proposals: list[Proposal] = []
    silent, refused = [], []
    for path in paths:
        try:
            found = propose(read_article(path, rulebook, outlet=outlet, day=day), rulebook, known)
        except MatineeError as error:
            refused.append(error)
            continue
        proposals += found
        if not found:
            silent.append(path.name)
    return Read(
        proposals=tuple(proposals), silent=tuple(silent), refused=tuple(refused), alike=alike(proposals, people)
    )


def alike(claims: Iterable[Proposal], people: Iterable[str] = ()) -> tuple[tuple[str, str], ...]:
    """Names that may be one person's: those of the claims, beside each other and beside people that are known."""
    named = {str(one.value) for one in claims if one.says in ROLES and one.value != "nobody"}
    return tuple(pair for pair in one_letter_apart({*named, *people}) if named & set(pair))


def chosen(read: Read, wanted: str) -> list[Proposal]:
    """The proposals that a person accepts.

    Args:
        read: All of them.
        wanted: "all", or numbers and ranges: "3,5,8-11".

    Raises:
        MatineeError: It names none that is there.
    """
    if wanted.strip().casefold() == "all":
        return list(read.proposals)
    numbers: list[int] = []
    for part in wanted.split(","):
        first, _, last = part.strip().partition("-")
        if not first.isdecimal() or not (last or first).isdecimal():
            raise MatineeError(
                f"{part.strip()!r} is no number of a proposal.", 'Give numbers like "3,5,8-11", or "all".'
            )
        numbers += range(int(first), int(last or first) + 1)
    there = len(read.proposals)
    for number in numbers:
        if not 1 <= number <= there:
            raise MatineeError(f"There is no proposal {number}.", f"They are numbered from 1 to {there}.")
    return [read.proposals[number - 1] for number in dict.fromkeys(numbers)]


def one_by_one(read: Read, ask: Ask) -> list[Proposal]:
    """The proposals that a person accepts when asked for each.

    Args:
        read: All of them.
        ask: Whether to take one over; None ends the asking.
    """
    taken: list[Proposal] = []
    for number, proposal in enumerate(read.proposals, 1):
        answer = ask(number, proposal)
        if answer is None:
            break
        if answer:
            taken.append(proposal)
    return taken


def _csv(names: Sequence[str], rows: Iterable[dict[str, Any]]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(names), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()
