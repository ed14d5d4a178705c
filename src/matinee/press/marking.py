"""Sentences with their names and numbers recognised, so that rules can be written over a few words.

`Netflix is projecting that 44 million households will view the movie` is read as
`<O0> is projecting that <N1> households will view <T2>`, where 2 is the title the movie is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from syntok import segmenter

from matinee.press.article import Article, Block
from matinee.press.dates import DATE, YEAR
from matinee.press.names import NAME_ENDS, Names
from matinee.press.quantities import MONEY, NUMBER, WINDOW, a_number
from matinee.press.rulebook import Rulebook
from matinee.press.sentence import Entity, Sentence

_ORDINALS = {
    word: place
    for place, word in enumerate(
        ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"], 1
    )
}
_ORDINAL = "|".join(_ORDINALS)
_SEASON = r"\d+|two|three|four|five|six|seven|eight|nine|ten"
_ABBREVIATED = re.compile(r"\b(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|No|Dr|Mr|Mrs|Ms|St|vs|Lt|Sgt|Capt)\.$")
_GOVERNED = re.compile(
    r"(?:(?:sequel|successor|prequel|spin-?off|remake|reboot|follow-up|adaptation|universe|world|similar|connected|related|linked) (?:to|of|from|as|with) (?:the |his |her |their )?(?:\d{4}(?:'s)? )?(?:[a-z]+ )?['\"]?|characters from [^.]*|\([^)]*|known as ['\"]?)$",
    re.IGNORECASE,
)
_COPULA = re.compile(
    r"(?:\b(?:is|was|are|be|as|serve[sd]? as|watched|viewed)\b(?: (?:also|described as|often called))?|-)\s*$"
)
_QUOTE_ENDS = re.compile(r"""(<[TS]\d+>)([,.])['"]""")
_BRANDED = re.compile(r" (?:[a-z-]+ )?(?:series|universe|franchise|saga|brand)\b")
_NICKNAMED = r"""(?:\ ["'](?:The )?[A-Z][\w.-]*["'])?\ """
_SAYS = r"(?:said|says|told|added|wrote|pointed out|admitted|explained|revealed|stated|continued|noted|recalled)"


@dataclass
class _Reading:
    """What is remembered from sentence to sentence."""

    main: Entity | None
    topic: Entity | None = None
    last: Entity | None = None
    person: str | None = None
    speaker: str | None = None
    part: Entity | None = None
    since_part: int = 0
    parts: dict[str, int] = field(default_factory=dict)
    heading: Entity | None = None
    sequel_of: str | None = None
    list_end: Entity | None = None
    organisation: str | None = None
    outlets: frozenset[str] = frozenset()
    is_sequel: bool = False


def sentences(article: Article, names: Names, rulebook: Rulebook) -> Iterator[Sentence]:
    """The sentences of an article, marked."""
    marker = _Marker(names, rulebook)
    main = Entity(kind="T", name=names.titles[0]) if names.titles else None
    reading = _Reading(main=main, topic=main, outlets=rulebook.outlets)
    reading.is_sequel = main is not None and any(
        re.search(
            rf"{re.escape(main.name.partition(':')[0])}['\"]?(?: is|,) (?:a|the) (?:[\w-]+ ){{0,3}}(?:sequel|follow-up) to",
            one.text,
        )
        for one in article.blocks
    )
    for block, before in zip(article.blocks, (None, *article.blocks), strict=False):
        reading.speaker = _speaker(block, before, marker, reading)
        for text in split(block.text):
            sentence = marker.mark(text, block, reading)
            yield sentence
            _remember(reading, sentence)
        if block.text.count('"') % 2 == 0:
            reading.speaker = None


def split(text: str) -> list[str]:
    """A paragraph's sentences, in the letters they are written in."""
    found: list[str] = []
    for paragraph in segmenter.analyze(text):
        for tokens in paragraph:
            words = list(tokens)
            start, end = words[0].offset, words[-1].offset + len(words[-1].value)
            if found and _ABBREVIATED.search(found[-1]):
                found[-1] += f" {text[start:end].strip()}"
            else:
                found.append(text[start:end].strip())
    return found


def _speaker(block: Block, before: Block | None, marker: _Marker, reading: _Reading) -> str | None:
    """Who speaks in a block: named beside the quote, before it with a colon, or still speaking."""
    first = block.text.find('"')
    if first < 0:
        return None
    if reading.speaker and first > 0 and not block.text[first - 1].isspace():
        return reading.speaker  # what was said goes on, and ends here
    person = rf"({marker.people}|\b[Hh]e\b|\b[Ss]he\b)"
    for pattern in (
        rf'"[, ]*{person} {_SAYS}',
        rf"{_SAYS} {person}",
        rf"{person} (?:has |then |also )?{_SAYS}[^.]*$",
        rf"{person} {_SAYS}",
    ):
        found = re.search(pattern, block.text)
        if found and found[1]:
            return reading.person if found[1].casefold() in ("he", "she") else marker.full_name(found[1])
    return reading.person if (before and before.text.endswith(":")) or reading.speaker else reading.speaker


def _count(word: str) -> int:
    """Which season: 2, two or second."""
    return _ORDINALS.get(word.casefold()) or int(a_number(word) or 0)


def _is_numbered(entity: Entity) -> bool:
    """Whether it is a film of its own name: Heroes 2, and not a season, nor "the sequel"."""
    return entity.kind == "S" and entity.by_name and not entity.season


def _remember(reading: _Reading, sentence: Sentence) -> None:
    spoken_of = [one for one in sentence.entities if one.kind in "TS" and not one.governed]
    numbered = [one for one in spoken_of if _is_numbered(one)]
    asked = sentence.block.kind == "heading" and sentence.text.endswith("?")
    if sentence.block.kind == "heading":
        reading.heading = spoken_of[0] if spoken_of else None
    if spoken_of and not sentence.speaker and not (asked and numbered):
        reading.topic = numbered[0] if numbered else Entity(kind="T", name=spoken_of[0].name)
        reading.last = spoken_of[-1]
    parts = [one for one in spoken_of if one.kind == "S"]
    if parts:
        reading.sequel_of = parts[-1].name
    if parts:
        reading.part, reading.since_part = parts[-1], 0
        for one in parts:
            reading.parts[one.name] = max(one.part or 2, reading.parts.get(one.name, 2))
    elif spoken_of:
        reading.since_part += 1
        if reading.since_part > 1:
            reading.part = None
    organisations = [one.name for one in sentence.entities if one.kind == "O" and one.name not in reading.outlets]
    if organisations:
        reading.organisation = organisations[-1]
    titles = [one for one in sentence.entities if one.kind in "TS"]
    if titles:
        reading.list_end = titles[-1]
    people = [one.name for one in sentence.entities if one.kind == "P"]
    if people:
        reading.person = people[0]


_Take = Callable[[int, int, Entity], None]


class _Marker:
    """Marks sentences by the names of an article."""

    def __init__(self, names: Names, rulebook: Rulebook) -> None:
        self._people = {name: name for name in names.people}
        for name in names.people:
            self._people.setdefault(name.split()[-1], name)
        self._titles = {name: name for name in names.titles}
        self._main = names.titles[0] if names.titles else None
        self._before_last = {
            title: tuple(name.removesuffix(title) for name in names.people if name.endswith(f" {title}")) or ("\n",)
            for title in names.titles
        }
        for name in names.titles:
            short = name.partition(":")[0]
            if short != name and len(short) > 4:
                self._titles.setdefault(short, name)
            if name.startswith("The "):
                self._titles.setdefault(name[4:], name)
        self.people = _any(self._people).replace(r"\ ", _NICKNAMED)
        title = _any(self._titles)
        organisation = rulebook.organisations
        sequel = "|".join(map(re.escape, rulebook.words("sequel_words")))
        films = "|".join(map(re.escape, sorted(rulebook.words("film_words"), key=len, reverse=True)))
        adjectives = r"(?:[a-z]+(?:-[a-z]+)* ){0,2}"
        next_part = rf"(?:(?P<nth>{_ORDINAL}) (?:season|series)|(?:{sequel})s?)"
        self._sequel_to = re.compile(
            rf"""\b(?:an?|the|any|that|possible|potential) {adjectives}(?:{sequel}) to (?:(?:the|his|her|their|its) (?:[\w.-]+ ){{0,5}}?(?:{films}),? )?['"]?(?P<of>{title})""",
            re.IGNORECASE,
        )
        self._parts = re.compile(
            rf"""(?P<title>['"]?(?P<of>{title})(?:['"](?=[\s,.;:)!?-]|s )|['"](?=$))?)"""
            rf"""(?:(?:'s)? (?:(?P<number>[2-9]|1\d)(?![\d%,.]\d|\w| (?:million|households|out))|(?:[Ss]eason |S(?=\d))(?P<season>{_SEASON})|{next_part}(?! to\b)))?"""
        )
        self._of = re.compile(
            rf"""\b(?:[Ss]eason (?P<season>{_SEASON})|(?:the |a |an )?(?P<nth>{_ORDINAL}) season) of (?:(?:the|its|his|her|their) )?(?:[a-z]+(?:-[a-z]+)* ){{0,3}}['"]?(?P<of>{title})['"]?"""
        )
        self._next = re.compile(
            rf"\b(?:(?:(?:an?|the|any|no|its|this|that) )?(?:(?:upcoming|new|possible|potential|final) )?(?:(?:[\w]+-episode )?(?P<nth>{_ORDINAL})(?: and final)? (?:[\w]+-(?:episode|part) )?(?:season|series)|season (?P<season>{_SEASON}))|(?:an?|the|any|no|another|its|this|that|his|her|their) {adjectives}(?:{sequel}|(?P<new>(?:new|upcoming) season)))\b(?! to (?:the )?['\"]?(?:{title})| of\b)",
            re.IGNORECASE,
        )
        self._film = re.compile(
            rf"\b(?:[Tt]he|[Tt]his|[Tt]hat|[Ii]ts) (?:[A-Z]\w+-[a-z]+ )?(?:[a-z]+-?[a-z]* )?(?:{films})\b(?!,? ['\"]?(?:{title}))(?!-|s\b| film\b| movie\b| star\b| that I\b| announced| said| to| from creator)"
        )
        self._it = re.compile(
            r"(?<![\w'])(?:[Ii]t)(?= (?:is|was|has|holds|opened|stars|will|had|scored|earned|also|debuted|premiered|stands)\b)"
        )
        self._latter = re.compile(r"\bthe latter(?: of the (?:two|three|four))?\b")
        self._fixed = [
            ("W", re.compile(WINDOW)), ("M", re.compile(MONEY)), ("D", re.compile(rf"\b(?:{DATE})(?!\w)")), ("Y", re.compile(YEAR)),
            ("O", re.compile(organisation)), ("P", re.compile(self.people)), ("N", re.compile(NUMBER, re.IGNORECASE)),
        ]  # fmt: skip
        self._pronoun = re.compile(r"(?<![\w'])(?:[Hh]e|[Ss]he|him)(?!\w)")
        self._i = re.compile(r"(?<![\w'])(?:I|We|me)\b")

    def full_name(self, name: str) -> str:
        """A person's full name, by the full or the last name."""
        bare = re.sub(r""" ["'][^"']+["'](?= )""", "", name)
        return self._people.get(bare, bare)

    def mark(self, text: str, block: Block, reading: _Reading) -> Sentence:
        """Recognise what a sentence names."""
        spans: list[tuple[int, int, Entity]] = []

        def take(start: int, end: int, entity: Entity) -> None:
            if all(end <= a or start >= b for a, b, _ in spans):
                spans.append((start, end, entity))

        for found in self._of.finditer(text):
            part = _count(found["season"] or found["nth"])
            take(
                *found.span(),
                Entity(kind="S" if part > 1 else "T", name=self._titles[found["of"]], part=part, season=True),
            )
        for found in self._sequel_to.finditer(text):
            if not _COPULA.search(text[: found.start()]) and found["of"] in self._titles:
                take(*found.span(), Entity(kind="S", name=self._titles[found["of"]], part=2, by_name=False))
        for found in self._parts.finditer(text):
            if text[: found.start()].endswith(self._before_last.get(found["of"], ("\n",))):
                continue  # the last name of somebody who is called by the full one
            take(*found.span(), self._called(found, text))
        for kind, pattern in self._fixed[:4]:
            for found in pattern.finditer(text):
                take(*found.span(), Entity(kind=kind, name=found[0]))
        for kind, pattern in self._fixed[4:-1]:
            for found in pattern.finditer(text):
                take(*found.span(), Entity(kind=kind, name=self.full_name(found[0]) if kind == "P" else found[0]))
        self._refer(text, reading, spans, take)
        for found in self._fixed[-1][1].finditer(text):
            take(*found.span(), Entity(kind="N", name=found[0]))
        return _sentence(text, spans, block, reading)

    def _called(self, found: re.Match[str], text: str) -> Entity:
        number, season, nth = found["number"], found["season"], found["nth"]
        tail = found[0][len(found["title"]) :]
        part = (
            int(number or season)
            if number or season
            else _ORDINALS[nth.casefold()]
            if nth
            else 2
            if tail.strip()
            else None
        )
        return Entity(
            kind="S" if part and part > 1 else "T",
            name=found["of"] if number else self._titles[found["of"]],
            part=part,
            season=bool(season or nth),
            by_name=not tail.strip() or bool(number or season or nth),
            governed=bool(_GOVERNED.search(text[: found.start()]))
            or (self._titles[found["of"]] != self._main and bool(_BRANDED.match(text[found.end() :]))),
        )

    def _refer(self, text: str, reading: _Reading, spans: list[tuple[int, int, Entity]], take: _Take) -> None:
        """What is meant by "the film", "its sequel", "the latter", "he", "I"."""

        def before(place: int) -> Entity | None:
            here = [
                entity
                for start, _, entity in sorted(spans, key=lambda one: one[0])
                if start < place and entity.kind in "TS" and not entity.governed
            ]
            return here[-1] if here else None

        if reading.list_end:
            for found in self._latter.finditer(text):
                take(*found.span(), Entity(kind="T", name=reading.list_end.name, governed=True))
        for found in self._next.finditer(text):
            base = before(found.start()) or reading.topic or reading.main
            if reading.topic and _is_numbered(reading.topic) and not (found["nth"] or found["season"]):
                base = reading.topic
            elif reading.sequel_of and re.match("the ", found[0], re.IGNORECASE):
                base = Entity(kind="T", name=reading.sequel_of)
            nth, season = found["nth"], found["season"]
            if (
                reading.is_sequel
                and reading.main
                and re.match(r"the (?!\w+ season)", found[0], re.IGNORECASE)
                and not (nth or season)
            ):
                take(*found.span(), Entity(kind="T", name=reading.main.name, by_name=False))
                continue
            named_so = bool(nth or season or found["new"])
            part = _count(nth or season) if nth or season else None
            if base and (part is None or part > 1) and not _COPULA.search(text[: found.start()]):
                part = (
                    part
                    or (reading.parts.get(base.name) if found["new"] else None)
                    or (base.part if base.kind == "S" and base.part else 2)
                )
                take(*found.span(), Entity(kind="S", name=base.name, part=part, season=named_so, by_name=named_so))
        for found in [*self._film.finditer(text), *self._it.finditer(text)]:
            that = found[0].startswith("That ")
            base = before(found.start()) or (reading.last if that else reading.topic) or reading.main
            previous = re.search(r"\b(?:previous|first|original)\b", found[0]) is not None
            if previous and reading.sequel_of:
                base = Entity(kind="T", name=reading.sequel_of)
            if base:
                kept = base if _is_numbered(base) and not previous else Entity(kind="T", name=base.name)
                take(
                    *found.span(),
                    Entity(kind=kept.kind, name=kept.name, part=kept.part, season=kept.season, by_name=False),
                )
        for found in self._pronoun.finditer(text):
            here = [
                entity.name
                for start, _, entity in sorted(spans, key=lambda one: one[0])
                if start < found.start() and entity.kind == "P"
            ]
            if person := (here[0] if here else reading.person):
                take(*found.span(), Entity(kind="P", name=person, by_name=False))
        if reading.speaker:
            for found in self._i.finditer(text):
                take(*found.span(), Entity(kind="P", name=reading.speaker, by_name=False))


def _sentence(text: str, spans: list[tuple[int, int, Entity]], block: Block, reading: _Reading) -> Sentence:
    marked, end = "", 0
    ordered = sorted(spans, key=lambda one: one[0])
    for place, (start, stop, entity) in enumerate(ordered):
        possessive = "'s" if text[start:stop].endswith("'s") else ""
        marked += f"{text[end:start]}<{entity.kind}{place}>{possessive}"
        end = stop
    return Sentence(
        text=text,
        marked=_QUOTE_ENDS.sub(r"\1\2", marked + text[end:]),
        entities=tuple(entity for _, _, entity in ordered),
        block=block,
        topic=reading.topic,
        part=reading.part,
        heading=reading.heading,
        speaker=reading.speaker,
        organisation=reading.organisation,
    )


def _any(names: dict[str, str]) -> str:
    if not names:
        return r"(?!)"
    return "|".join(rf"(?<![\w-]){re.escape(name)}{NAME_ENDS}" for name in sorted(names, key=len, reverse=True))
