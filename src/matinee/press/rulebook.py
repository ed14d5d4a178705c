"""The rules of reading: `rules.toml`, and what a lake or a reader lays on top of it."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources
from pathlib import Path
from typing import Any

from matinee.errors import MatineeError

_PERSON = r"<P\d+>(?:'s)?(?: \([^)]*\))?"
_TITLE = r"<[TS]\d+>"
_CHARACTER = r"(?:(?:the|his|her|their|rival|twins?|a|an)\b ?)*(?:[a-z-]+ )*(?:[A-Z<][^,.;()]*?)(?= as well|,| and [a-z]* ?<P|$|\.|;| opposite| alongside| in | from )"
_TRADE = r"(?:(?:[a-z-]+ |[A-Z][a-z]+(?:ish|ese|an|nch) ){0,2}(?:newcomers?|actors?|actress(?:es)?|comedians?|singers?|stars?|co-stars?|filmmakers?|writers?|directors?|creators?|veterans?)|Dame|Sir|Oscar[ -]winner|[A-Z]\w+ (?:winner|nominee|alum))"
_ACTOR = rf"(?:{_TRADE} )?{_PERSON}(?: as {_CHARACTER})?"
SLOTS = {
    "TITLES": rf"{_TITLE}(?:(?:,? and |, |,? or ){_TITLE})*",
    "TITLE": _TITLE,
    "OTHER": _TITLE,
    "SEQUEL": r"<S\d+>",
    "PEOPLE": rf"(?:{_TRADE} )?{_PERSON}(?:(?:,? (?:and|or) |, )(?:{_TRADE} )?{_PERSON})*",
    "PERSON": r"<P\d+>",
    "PERSON2": r"<P\d+>",
    "CAST": rf"{_ACTOR}(?:(?:,? and |, ){_ACTOR})*",
    "CHARACTER": _CHARACTER,
    "PLAYED": r"(?:<P\d+>|[A-Z][\w'-]+(?: [A-Z][\w'-]+){0,2})",
    "ORG": r"<O\d+>",
    "RATER": r"<O\d+>",
    "NUMBER": r"<N\d+>",
    "NUMBER2": r"<N\d+>",
    "BEST": r"<N\d+>",
    "MONEY": r"<M\d+>",
    "DATE": r"<[DY]\d+>",
    "YEAR": r"<Y\d+>",
    "WINDOW": r"<W\d+>",
    "GRADE": r"[A-F][+-]?",
}
_GAP = r"(?:[^\s<>.;]+,? ){0,8}?"
_NEEDED = {"rule": ("id", "says", "patterns"), "definition": ("id", "service", "says")}
_SLOT = re.compile(rf"\b(?:{'|'.join(sorted(SLOTS, key=len, reverse=True))})\b")


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One way of claiming something.

    Attributes:
        id: Its name.
        says: What is claimed.
        patterns: Over a sentence whose names and numbers were recognised.
        value: What it is, where no slot holds it.
        about: Which slot it is said of.
        denial: "claim" where words of denial are part of it, "only" where it is a claim because it is denied.
        within: "item" where it reads items of lists only.
        least: The least number that means this.
        where: What the sentence has besides, if anything.
        unless: What its clause, up to its end, does not have.
    """

    id: str
    says: str
    patterns: tuple[re.Pattern[str], ...]
    value: str | None = None
    about: str = "TITLE"
    denial: str = ""
    within: str = ""
    least: float = 0
    where: re.Pattern[str] | None = None
    unless: re.Pattern[str] | None = None


@dataclass(frozen=True, kw_only=True)
class Told:
    """When a figure seems to use a definition.

    Attributes:
        id: The definition.
        service: Who counts so.
        says: What is counted.
        since: From which month on, if it is known.
        until: Up to which month.
        windows: Over how many days it was told.
    """

    id: str
    service: str
    says: str
    since: str = ""
    until: str = "9999"
    windows: tuple[int, ...] = ()


class Rulebook:
    """All rules, those Matinee brings and those of the reader.

    Args:
        paths: Files to lay on top.

    Raises:
        MatineeError: One of them is no rules.
    """

    def __init__(self, *paths: Path) -> None:
        self._tables = _read(
            resources.files("matinee.press").joinpath("rules.toml").read_text(encoding="utf-8"), "rules.toml"
        )
        for path in paths:
            try:
                text = path.read_text(encoding="utf-8")
            except (OSError, UnicodeDecodeError) as problem:
                raise MatineeError(f"{path} cannot be read: {problem}.", "Save it as UTF-8 text.") from None
            _lay_on_top(self._tables, _read(text, str(path)), path)
        self.rules = tuple(_rule(table) for table in self._tables["rule"])
        self.told = tuple(_told(table) for table in self._tables["definition"])

    def words(self, name: str) -> list[str]:
        """One of the lists, as it is written."""
        return list(self._tables[name])

    def any_of(self, name: str, flags: int = re.IGNORECASE) -> re.Pattern[str]:
        """One of the lists, as one pattern."""
        return re.compile("|".join(f"(?:{one})" for one in self._tables[name]), flags)

    @cache  # noqa: B019  a rulebook lives as long as its process
    def contexts(self, name: str) -> tuple[re.Pattern[str], ...]:
        """Where titles or people stand, around the word NAME."""
        return tuple(
            re.compile(
                re.sub(r"\bNAME\b", r"\\bNAME\\b", one)
                .replace("(?:ORG)", f"(?:{_any_name(self._tables['organisations'])})")
                .replace("GAP", r"[^.;<>]{0,120}?")
            )
            for one in self._tables[name]
        )

    @cached_property
    def organisations(self) -> str:
        """Any of the organisations, the longest first."""
        return _any_name([*self._tables["organisations"], *self._tables["outlets"]])

    @cached_property
    def furniture(self) -> re.Pattern[str]:
        """A line that a page adds."""
        return self.any_of("furniture")

    @cached_property
    def image_credit(self) -> re.Pattern[str]:
        """A line that says whose the picture above it is."""
        return self.any_of("image_credits")

    @cached_property
    def own_name(self) -> re.Pattern[str]:
        """Where an outlet names itself."""
        patterns = (one.replace("ORG", f"({_any_name(self._tables['outlets'])})") for one in self._tables["own_name"])
        return re.compile("|".join(patterns))

    @cached_property
    def said_by_topic(self) -> re.Pattern[str]:
        """Where "the streamer" says so."""
        return re.compile(self._tables["said_by_topic"], re.IGNORECASE)

    @cached_property
    def outlets(self) -> frozenset[str]:
        """Organisations that write."""
        return frozenset(self._tables["outlets"])

    @cached_property
    def projected(self) -> re.Pattern[str]:
        """Words of the future."""
        return self.any_of("projected")

    @cached_property
    def supposed(self) -> re.Pattern[str]:
        """Words of what may be."""
        return self.any_of("supposed")

    @cached_property
    def denied(self) -> re.Pattern[str]:
        """Words of denial."""
        return self.any_of("denied")

    @cached_property
    def speakers(self) -> tuple[re.Pattern[str], ...]:
        """Where somebody is named who says so."""
        return tuple(re.compile(filled(one), re.IGNORECASE) for one in self._tables["speakers"])

    @cached_property
    def deciders(self) -> tuple[re.Pattern[str], ...]:
        """Where somebody is named who decides so."""
        return tuple(re.compile(filled(one), re.IGNORECASE) for one in self._tables["deciders"])


def filled(pattern: str, *, named: bool = False) -> str:
    """A pattern with its words in capitals spelled out; where one comes twice, the first is kept by its name."""
    seen: set[str] = set()

    def slot(found: re.Match[str]) -> str:
        name = found[0] if named and found[0] not in seen else None
        seen.add(found[0])
        return f"(?P<{name}>{SLOTS[found[0]]})" if name else f"(?:{SLOTS[found[0]]})"

    return _SLOT.sub(slot, re.sub(r"\(\?:GAP\)\?|\(GAP\)\?|GAP\??", lambda _: _GAP, pattern))


def _told(table: dict[str, Any]) -> Told:
    return Told(
        id=table["id"],
        service=table["service"],
        says=table["says"],
        since=table.get("from", ""),
        until=table.get("to", "9999"),
        windows=tuple(table.get("windows", ())),
    )


def _any_name(names: list[str]) -> str:
    return "|".join(rf"(?<!\w){re.escape(name)}(?![\w+])" for name in sorted(names, key=len, reverse=True))


def _rule(table: dict[str, Any]) -> Rule:
    return Rule(
        id=table["id"],
        says=table["says"],
        patterns=tuple(re.compile(filled(one, named=True)) for one in table["patterns"]),
        value=table.get("value"),
        about=table.get("about", "TITLE"),
        denial="only" if table.get("only") == "denied" else table.get("negated", ""),
        within=table.get("in", ""),
        least=table.get("least", 0),
        where=re.compile(filled(table["where"])) if "where" in table else None,
        unless=re.compile(filled(table["unless"])) if "unless" in table else None,
    )


def _read(text: str, name: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        raise MatineeError(f"{name} is no TOML: {problem}.", "See docs/press.md for its form.") from None


def _lay_on_top(tables: dict[str, Any], own: dict[str, Any], path: Path) -> None:
    for name, value in own.items():
        if name not in tables or not isinstance(value, list):
            raise MatineeError(
                f"{path} has {name!r}, which is no list of rules.", f"Those there are: {', '.join(tables)}."
            )
        for one in value:
            if name in _NEEDED:
                missing = [key for key in _NEEDED[name] if key not in one]
                if missing:
                    raise MatineeError(
                        f"A {name} of {path} has no {missing[0]}.", f"A {name} has {', '.join(_NEEDED[name])}."
                    )
                _compiles([filled(pattern, named=True) for pattern in one.get("patterns", ())], path)
            else:
                _compiles([] if name in ("organisations", "outlets", "raters", "not_names") else [filled(one)], path)
        tables[name] = [*tables[name], *value]


def _compiles(patterns: list[str], path: Path) -> None:
    for pattern in patterns:
        try:
            re.compile(pattern)
        except re.error as problem:
            raise MatineeError(
                f"A pattern of {path} cannot be used: {problem}.", "It is a regular expression."
            ) from None
