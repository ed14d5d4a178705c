"""From marked sentences to proposals: each rule is tried on each sentence."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from matinee.catalogue.claims import Claim
from matinee.press.article import Article
from matinee.press.dates import a_day
from matinee.press.marking import sentences
from matinee.press.names import read_names
from matinee.press.quantities import a_number, a_sum, days_of
from matinee.press.rulebook import Rule, Rulebook
from matinee.press.sentence import Entity, Sentence

FIGURES = ("households", "people", "views", "hours", "minutes")
"""What is counted of a title's audience."""
ROLES = (
    "director",
    "writer",
    "producer",
    "executive producer",
    "creator",
    "showrunner",
    "filmmaker",
    "cast",
    "attached",
)
"""What a person may be to a title."""
_DENIABLE = (*ROLES, "status")
_BREAK = r", (?:but|while|although|though|which|as|where|and (?:is|was|has|will|the|no|[A-Z<])|(?:I|he|she|they|it|we|[A-Z<]\w*>? (?:asked|said|told)))\b| that (?=<O|$)|; | — | but (?=<|has|will)|\. "
_HEARD = 40
"""How many letters behind a claim may still make it a supposition."""
_CHARACTER = re.compile(r"[A-Z][\w.'-]*(?: (?:of|the|of the|[A-Z\d][\w.'-]*))*$")


Proposal = Claim
"""A claim that an article makes, as it was read and before anybody took it over."""


def propose(article: Article, rulebook: Rulebook, known: Sequence[str] = ()) -> tuple[Proposal, ...]:
    """What an article claims, in the order it is said, each once.

    Args:
        article: The article.
        rulebook: The rules.
        known: Titles of the catalogue, which are titles wherever they stand.
    """
    found: dict[tuple[object, ...], Proposal] = {}
    service, unit = _service(article, rulebook), None
    for sentence in sentences(article, read_names(article, rulebook, known), rulebook):
        if sentence.text.rstrip("\"')").endswith("?"):
            continue
        for proposal in _Reader(sentence, article, rulebook, service, unit).read():
            unit = proposal.says if proposal.says in FIGURES else unit
            key = (proposal.subject, proposal.says, proposal.value, proposal.denied, proposal.unit, proposal.projected)
            if key not in found or _told_more(proposal) > _told_more(found[key]):
                found[key] = proposal
    return tuple(found.values())


def _service(article: Article, rulebook: Rulebook) -> str | None:
    """The service, studio or counter that an article names most."""
    named = re.findall(rulebook.organisations, " ".join(block.text for block in article.blocks))
    counted = Counter(name for name in named if name not in rulebook.outlets and name not in rulebook.words("raters"))
    return counted.most_common(1)[0][0] if counted else None


def _told_more(proposal: Proposal) -> int:
    return sum(one is not None for one in (proposal.said_by, proposal.character, proposal.window_days))


def _next_of(entity: Entity) -> Entity:
    return entity if entity.kind == "S" else Entity(kind="S", name=entity.name, part=2)


class _Reader:
    """Reads one sentence."""

    def __init__(
        self, sentence: Sentence, article: Article, rulebook: Rulebook, service: str | None, unit: str | None = None
    ) -> None:
        self._unit = unit
        self._sentence = sentence
        marked = sentence.marked
        self._marked = marked[0].lower() + marked[1:] if marked[1:2].islower() else marked
        self._article = article
        self._book = rulebook
        self._service = service

    def read(self) -> Iterator[Proposal]:
        """Everything the rules find in it."""
        figures: list[tuple[int, int]] = []
        last_unit = self._unit
        for rule in self._book.rules:
            if rule.within and self._sentence.block.kind != rule.within:
                continue
            for found in self._matches(rule):
                for one in self._proposals(rule, found, last_unit):
                    yield one
                    if one.says in FIGURES:
                        last_unit = one.says
                        figures.append(found.span())

    def _matches(self, rule: Rule) -> Iterator[re.Match[str]]:
        taken: list[tuple[int, int]] = []
        for pattern in rule.patterns:
            for found in pattern.finditer(self._marked):
                if any(found.start() < end and start < found.end() for start, end in taken):
                    continue  # the pattern that stands first wins
                taken.append(found.span())
                before, after = self._clause(found)
                around = before + found[0] + after[:_HEARD]
                if (rule.where and not rule.where.search(self._marked)) or (rule.unless and rule.unless.search(around)):
                    continue
                if rule.denial != "claim" and self._book.supposed.search(around):
                    continue
                if rule.denial == "only" and not self._book.denied.search(before + found[0]):
                    continue
                yield found

    def _clause(self, found: re.Match[str]) -> tuple[str, str]:
        before, after = self._marked[: found.start()], self._marked[found.end() :]
        return re.split(_BREAK, before)[-1], re.split(_BREAK, after)[0]

    def _proposals(self, rule: Rule, found: re.Match[str], last_unit: str | None) -> Iterator[Proposal]:
        slots = {name: mark for name, mark in found.groupdict().items() if mark}
        before, _ = self._clause(found)
        denied = not rule.denial and bool(self._book.denied.search(before[-60:] + found[0]))
        if denied and rule.says not in _DENIABLE:
            return
        says = last_unit or "households" if rule.says == "same unit" else rule.says
        for subject in self._subjects(rule, found, slots):
            for value, unit, character in self._values(rule, slots, found, subject):
                if isinstance(value, float) and value < rule.least:
                    continue
                window = self._window(found) if says in FIGURES else None
                said_by = self._said_by(says, found)
                counts = said_by is not None and said_by in self._book.words("organisations")
                yield Proposal(
                    subject=subject.told,
                    says=says,
                    value=value,
                    unit=unit,
                    character=character,
                    window=window,
                    window_days=days_of(window) if window else None,
                    projected=says in FIGURES and self._is_projected(found),
                    denied=denied,
                    said_by=said_by,
                    service=said_by if counts else self._service,
                    outlet=self._article.outlet,
                    as_of=self._article.published,
                    sentence=self._sentence.text,
                    rule=rule.id,
                    file=self._article.name,
                )

    def _subjects(self, rule: Rule, found: re.Match[str], slots: dict[str, str]) -> list[Entity]:
        """Whom it is said of: the slot's title, else the nearest that the sentence speaks of, else the topic."""
        sentence = self._sentence
        if rule.about == "TITLES":
            titles = sentence.entities_in(slots.get("TITLES", ""))
            if rule.says == "same universe as":
                return titles[:1]
            return titles
        for slot in ("SEQUEL", "TITLE") if rule.about == "SEQUEL" else ("TITLE", "SEQUEL"):
            if slot in slots:
                return [
                    _next_of(sentence.entity(slots[slot])) if rule.about == "NEXT" else sentence.entity(slots[slot])
                ]
        before = [
            one for one in sentence.entities_in(self._marked[: found.start()]) if one.kind in "TS" and not one.governed
        ]
        after = [
            one for one in sentence.entities_in(self._marked[found.start() :]) if one.kind in "TS" and not one.governed
        ]
        if re.search(r"\b(?:which|that|who)\b", self._marked[found.end() :].partition("<T")[0]):
            after = []  # it belongs to what is told in passing
        other = sentence.entity(slots["OTHER"]) if "OTHER" in slots else None
        near = [one for one in (*reversed(before), *after) if one is not other]
        if rule.within and sentence.heading:
            return [sentence.heading]
        if rule.about == "SEQUEL":
            parts = [one for one in near if one.kind == "S"]
            if not near and sentence.part:
                return [sentence.part]
            if parts:
                return parts[:1]
        if rule.about == "TOPIC":
            near = [*reversed(before), *((sentence.topic,) if sentence.topic else ()), *after]
            near = [Entity(kind="T", name=one.name) if one.season else one for one in near]
        if near:
            return near[:1]
        return [sentence.topic] if sentence.topic and sentence.topic is not other else []

    def _values(
        self, rule: Rule, slots: dict[str, str], found: re.Match[str], subject: Entity
    ) -> Iterator[tuple[float | str, str | None, str | None]]:
        sentence = self._sentence
        if rule.says in ROLES and rule.value is None:
            yield from ((name, None, character) for name, character in self._people(rule, slots))
        elif rule.value is not None:
            film = rule.value == "renewed" and subject.kind == "S" and not subject.season
            yield "announced" if film else rule.value, None, None
        elif rule.says == "rating":
            yield from self._rating(slots, found)
        elif rule.about == "TITLES":
            yield from ((one.told, None, None) for one in sentence.entities_in(slots["TITLES"])[1:])
        elif "kind" in slots:
            yield slots["kind"], None, None
        elif "OTHER" in slots:
            other = sentence.entity(slots["OTHER"])
            if other.told != subject.told or rule.says == "remake of":
                yield other.told, None, None
        elif "MONEY" in slots:
            told = a_sum(sentence.entity(slots["MONEY"]).name)
            if told:
                yield told[0], told[1], None
        elif "DATE" in slots or "YEAR" in slots:
            told_day = sentence.entity(slots.get("DATE") or slots["YEAR"]).name
            if not re.match(r"(?:this|last|next) (?:year|month|week)$", told_day):
                yield a_day(told_day) or told_day, None, None
        elif "NUMBER" in slots:
            number = a_number(sentence.entity(slots["NUMBER"]).name)
            if number is not None:
                yield number, None, None

    def _people(self, rule: Rule, slots: dict[str, str]) -> Iterator[tuple[str, str | None]]:
        sentence = self._sentence
        if "CAST" in slots:
            for item in re.split(r"(?:,? and |, )(?=(?:[a-zA-Z-]+ )?<P\d+>)", re.sub(r" \([^)]*\)", "", slots["CAST"])):
                person, _, character = item.partition(" as ")
                mark = re.search(r"<P\d+>", person)
                if mark:
                    yield sentence.entity(mark[0]).name, self._character(character)
            return
        people = [
            one
            for name in ("PEOPLE", "PERSON", "PERSON2")
            for one in sentence.entities_in(re.sub(r" \([^)]*\)", "", slots.get(name, "")))
            if one.kind == "P"
        ]
        if not people and rule.id == "known from":
            people = [one for one in sentence.entities if one.kind == "P"][:1]
        characters = re.findall(
            r"<P\d+>|[A-Z][\w.-]*(?: (?:[A-Z][\w.-]*|<P\d+>))*", slots.get("CHARACTER") or slots.get("PLAYED") or ""
        )
        several = len(people) > 1 and len(characters) == len(people)
        for place, one in enumerate(people):
            yield (
                one.name,
                self._character(characters[place] if several else slots.get("CHARACTER") or slots.get("PLAYED") or ""),
            )

    def _character(self, marked: str) -> str | None:
        found = _CHARACTER.search(self._sentence.unmarked(marked).removesuffix(" as well").strip())
        return found[0] if found and (found.start() == 0 or "'s" not in found[0]) else None

    def _rating(
        self, slots: dict[str, str], found: re.Match[str]
    ) -> Iterator[tuple[float | str, str | None, str | None]]:
        sentence = self._sentence
        rater = sentence.entity(slots["RATER"]).name if "RATER" in slots else "Metacritic"
        if rater not in self._book.words("raters"):
            return
        if "GRADE" in slots:
            yield slots["GRADE"], rater, None
        for slot in ("NUMBER", "NUMBER2"):
            if slot in slots:
                number = a_number(sentence.entity(slots[slot]).name)
                tail = self._marked[found.start() : found.end() + 20].partition(slots[slot])[2][:20]
                share = re.match(r" ?(?:%|per ?cent)", tail)
                audience = re.match(r"[^<]*\baudience\b", tail)
                if number is not None:
                    yield f"{number:g}%" if share else number, f"{rater}, audience" if audience else rater, None

    def _window(self, found: re.Match[str]) -> str | None:
        """The stretch of time nearest to it."""
        places = [
            (abs(mark.start() - found.start()), mark[0])
            for mark in re.finditer(r"<W\d+>(?! audience| record)", self._marked)
        ]
        return self._sentence.entity(min(places)[1]).name if places else None

    def _is_projected(self, found: re.Match[str]) -> bool:
        """Whether words of the future stand in its clause, behind the figure before it."""
        before, after = self._clause(found)
        numbers = list(
            re.finditer(r"<N\d+> (?:[a-z]+ ){0,2}(?:house|famil|home|account|view|hour|minute|people)\w*", before)
        )
        return bool(self._book.projected.search(before[numbers[-1].end() if numbers else 0 :] + found[0] + after))

    def _said_by(self, says: str, found: re.Match[str]) -> str | None:
        """Who is named as saying so, the last before it first; else "the streamer", else who speaks."""
        sentence = self._sentence
        deciders = self._book.deciders if says in ("status", "attached") else ()
        named = self._named(self._book.speakers) or self._named(deciders)
        if named:
            before = [one for one in named if one[0] <= found.start()]
            return sentence.entity((max(before) if before else min(named))[1]).name
        if self._book.said_by_topic.search(self._marked):
            here = [one.name for one in sentence.entities if one.kind == "O"]
            return here[0] if here else sentence.organisation
        return sentence.speaker if sentence.speaker and '"' in sentence.block.text else None

    def _named(self, patterns: Sequence[re.Pattern[str]]) -> list[tuple[int, str]]:
        """Who is named by these, and where."""
        return [
            (said.start(), mark)
            for pattern in patterns
            for said in pattern.finditer(self._marked)
            if (mark := next((one for one in said.groups() if one), None))
        ]
