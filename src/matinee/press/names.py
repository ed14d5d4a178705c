"""Names in an article: which are titles, which are people.

A name is a run of capitalised words. What it names is told by where it stands, over the whole
article: "directed by NAME" speaks for a person, "NAME premiered" for a title.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from matinee.press.article import Article
from matinee.press.dates import DATE
from matinee.press.rulebook import Rulebook

_CAPITAL = r"[A-ZÀ-ÖØ-Þ][\w.&-]*(?:'\w+)?[\w-]*"
_WORD = rf"{_CAPITAL}|\d+[A-Z-]*\w*"
_JOINED = r"(?: (?:of the|of|the|&|and the|and|de la|de|del|van|von|di|da|bin))?"
_WEAKLY = r"(?: (?:of the|of|the|&|and the|and|in the|in|to the|to|for the|for|a|on|from|at|with|an|by))?"
_NAME = rf"{_CAPITAL}(?:(?:{_JOINED}:? (?:{_WORD}))*)"
_LOOSE = rf"(?:The|A|An)(?:{_WEAKLY}:? (?:{_WORD}))+"
_COLON = rf"[A-Z][\w'-]*(?: [A-Z][\w'-]*){{0,4}}: [A-Z][\w'-]*(?:{_WEAKLY} (?:{_WORD}))*"
_MONTHS = r"January|February|March|April|May|June|July|August|September|October|November|December|Christmas"
_QUOTED = re.compile(r"""(?<![\w])(['"])([A-Z0-9][^'"]*(?:'[^'"\s][^'"]*)*?)[,.]?\1(?![\w])""")
_SMALL = frozenset(
    [
        "a",
        "an",
        "the",
        "of",
        "and",
        "in",
        "to",
        "for",
        "on",
        "from",
        "at",
        "with",
        "by",
        "or",
        "as",
        "is",
        "vs",
        "de",
        "la",
    ]
)
_PERSON = re.compile(
    r"(?:[A-ZÀ-ÖØ-Þ][\w'’-]*\.?|[A-Z]\.)(?: (?:de|del|du|van|von|la|le|der|bin|al|[A-Z]\.))?(?: [A-ZÀ-ÖØ-Þ][\w'’-]*){1,3}(?: Jr\.?)?"
)
_ON_A_DAY = re.compile(rf" (?:on|in|from|by|to|at) (?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|{_MONTHS})$")
_CREDITED = re.compile(
    r"(?:(?P<sure>[Ss]tars|[Ss]tarring|[Ss]tarred|,|and|by|^) )?[A-ZÀ-ÖØ-Þ][\w'-]+(?: [A-ZÀ-ÖØ-Þ][\w'-]+){0,3} $"
)
_BY_TRADE = re.compile(
    r"\b(?:Star|Director|Creator|Showrunner|Filmmaker|Writer|Producer|Actor|Actress)s? ([A-Z][\w-]+ [A-Z][\w-]+)(?= [A-Z]|'s|,)"
)
_NEVER_FIRST = frozenset(
    [
        "Director",
        "Directors",
        "Star",
        "Stars",
        "Starring",
        "Showrunner",
        "Creator",
        "Creators",
        "Created",
        "Written",
        "Directed",
        "Produced",
        "Producer",
        "Producers",
        "Executive",
        "Writer",
        "Writers",
        "Actor",
        "Actors",
        "Actress",
        "Newcomer",
        "Author",
        "Filmmaker",
        "Filmmakers",
        "Dame",
        "Sir",
        "Dr",
        "Captain",
        "Season",
        "Series",
        "When",
        "While",
        "After",
        "Before",
        "In",
        "Since",
        "As",
        "With",
        "For",
        "However",
        "Meanwhile",
        "If",
        "From",
        "On",
        "At",
        "But",
        "And",
        "Following",
        "Elsewhere",
    ]
)
_COMPANY = re.compile(
    r" (?:Television|TV|Studios?|Pictures|Entertainment|Productions|Films|Media|Group|Guild|Association|Company|Inc|Awards?)$"
)
_POSSESSED = re.compile(r"'s?$")
_JOINED_TO = r"-(?:starrer|starring|led|fronted|created|directed|helmed|produced|penned|written)\b"
NAME_ENDS = rf"(?!\w|-(?!{_JOINED_TO[1:]}))"
"""Where a name ends: before a space, or before "-led", "-created" and the like."""
_FILM = r" (?:[a-z-]+ ){0,2}(?:film|movie|flick|vehicle|starrer|series|show|drama|comedy|thriller)\b"
_OF_CREDITS = re.compile(
    r"\b(?:[Ss]tars?|[Ss]tarring|[Ss]tarred|[Cc]ast|[Dd]irect(?:or|ed)|[Ww]riter|[Ww]ritten|[Pp]roducers?|from|played by)\b[^.]*$"
)
_NICKNAME = re.compile(r"""(?<=[a-z]) ["'](?:The )?[A-Z][\w.-]*["'] (?=[A-Z])""")
_SUM = re.compile(r"\d[\d.,]* ?(?:thousand|million|billion|[kmb]n?\b|%)")


@dataclass(frozen=True, kw_only=True)
class Names:
    """The names of an article.

    Attributes:
        titles: Of titles; the first is the one the article is about, if there is one.
        people: Of people.
    """

    titles: tuple[str, ...]
    people: tuple[str, ...]


def read_names(article: Article, rulebook: Rulebook, known: Sequence[str] = ()) -> Names:
    """The titles and people that an article names.

    Args:
        article: The article.
        rulebook: Where titles and people stand.
        known: Titles of the catalogue: they are titles wherever they stand, if they have two words or a capital within.
    """
    text = [_NICKNAME.sub(" ", block.text) for block in article.blocks]
    body = [
        _NICKNAME.sub(" ", block.text)
        for block in article.blocks
        if block.kind != "heading" or not _all_capitals(block.text)
    ]
    sure = [*_without_part(article.emphasised), *_without_part(_quoted(text))]
    sure += [name for name in known if len(name.split()) > 1 and any(_has(name, one) for one in text)]
    sure += [title for line in text for title in _credits(line)]
    runs = Counter(run for line in body for run in _runs(line, rulebook))
    people = {name: 1 for line in text for name in _BY_TRADE.findall(line)}
    titles = dict.fromkeys(sure, 5)
    for name in dict.fromkeys([*runs, *sure]):
        if (
            " " not in name
            and name not in titles
            and not any(re.search(rf"[a-z,'\"] ['\"]?{re.escape(name)}\b", line) for line in text)
        ):
            continue  # it only begins sentences
        if _COMPANY.search(name):
            continue
        for_title = _evidence(name, text, rulebook, "title_contexts") + titles.get(name, 0)
        for_person = _evidence(name, body, rulebook, "person_contexts") if _like_a_person(name, rulebook) else -1
        if for_title > max(for_person, 0):
            titles[name] = for_title
        elif for_person > 0:
            people[name] = for_person
        elif for_person == 0:
            people[name] = 0
        elif _like_a_title(name):
            titles[name] = 0
    titles = _bare(titles)
    for name in [name for name in titles if name not in sure and _before_a_film(name, text)]:
        del titles[name]
        if _by_last_name(name, text) or any(re.search(re.escape(name) + _JOINED_TO, line) for line in text):
            people.setdefault(name.removeprefix("The "), 1)
    short = {name.partition(":")[0] for name in titles}
    people = {name: votes for name, votes in people.items() if name not in short}
    surnames = {name.split()[-1] for name in people}
    within = surnames | {word for name in titles if " " in name for word in name.replace(":", "").split()}
    titles = {
        name: votes
        for name, votes in titles.items()
        if name not in people and (name not in within or _has_seasons(name, text))
    }
    return Names(titles=_most_spoken_of(titles, article), people=tuple(name for name in people if name not in titles))


def _bare(titles: dict[str, int]) -> dict[str, int]:
    """Without the number or the season of a next part, where the name is there without it or ends with it."""
    found: dict[str, int] = {}
    for name, votes in titles.items():
        (bare,) = list(_without_part([name])) or [name]
        found[bare] = found.get(bare, 0) + votes
    return found


def _without_part(names: Iterable[str]) -> Iterator[str]:
    for name in names:
        bare = re.sub(r":? (?:[2-9]|[Ss]eason \d+|S\d+|[Ss]equel|Movies?|Films?|Trilogy|trilogy)$", "", name)
        if bare and bare[0].isupper():
            yield bare


def _quoted(lines: Iterable[str]) -> Iterator[str]:
    """What stands in quotes and is written like a name: each long word with a capital."""
    for line in lines:
        for found in _QUOTED.finditer(line):
            words = found[2].split()
            name = found[2].rstrip(",.")
            if (
                len(words) <= 9
                and not re.search(r"[,.!?]$|\.\s", found[2] if len(words) == 1 else name)
                and all(w[0].isupper() or w[0].isdigit() or w in _SMALL for w in words)
            ):
                yield name


def _credits(line: str) -> Iterator[str]:
    """What stands in brackets behind the name of somebody who plays: stars Ada Winther (Northern Line)."""
    brackets = re.findall(r"\(([A-Z][^()]{1,150})\)", line)
    if sum(" " not in one for one in brackets) > len(brackets) / 2 and len(brackets) > 2:
        return  # first names: they are characters
    for found in re.finditer(r"\(([^()]{2,150})\)", line):
        credited = _CREDITED.search(line[: found.start()][-80:])
        titles = found[1].split(", ")
        if (
            credited
            and (len(titles) > 1 or not _PERSON.fullmatch(found[1]) or _OF_CREDITS.search(line[: found.start()]))
            and (credited["sure"] is not None or len(titles) > 1)
            and all((one[:1].isupper() or one[:1].isdigit()) and not _SUM.match(one) for one in titles)
        ):
            yield from (one for one in titles if " " in one)


def _runs(line: str, rulebook: Rulebook) -> Iterator[str]:
    """Capitalised runs, cut where an organisation, a weekday or a date stands."""
    stopped = frozenset(rulebook.words("not_names"))
    for piece in re.split(
        rf"{_JOINED_TO}|{rulebook.organisations}|{DATE}|[.!?]['\"]? (?=[A-Z][a-z])(?<![A-Z]\. )(?<!Dr\. )|[()\[\]\"—–]",
        line,
    ):
        for part in re.split(r"\b(?:[Ss]eason |S)\d+(?: of)?\b", piece or ""):
            for found in re.finditer(rf"{_LOOSE}|{_COLON}|{_NAME}", part):
                yield from _shaped(found[0], stopped)


def _shaped(run: str, stopped: frozenset[str]) -> Iterator[str]:
    words = run.split()
    while (
        len(words) > 1
        and words[0] in stopped
        and not (words[0] in ("The", "A", "An") and len(words) > 1 and words[1] not in stopped)
        and not _sure_start(words)
    ):
        words = words[1:]
        while words and words[0].islower():
            words = words[1:]
    if not words or (len(words) == 1 and words[0] in stopped):
        return
    name = _POSSESSED.sub("", " ".join(words)).rstrip(".:&") if not words[-1].endswith("Jr.") else " ".join(words)
    name = re.sub(r"'s (?:19|20)\d\d$", "", _ON_A_DAY.sub("", name))
    left, _, right = name.partition(" and ")
    if ":" in right and ":" not in left:
        yield from (left, right)
        return
    if right and _PERSON.fullmatch(right) and not left.startswith(("The ", "A ")):
        yield from _shaped(left, stopped)
        yield from _shaped(right, stopped)
        return
    inner = re.split(r"'s (?=[A-Z])", name)
    if len(inner) == 2 and _PERSON.fullmatch(inner[0]):
        yield from inner
        return
    if name:
        yield name


def _sure_start(words: list[str]) -> bool:
    """Whether a name begins with a word of `not_names` all the same: Only Murders in the Building."""
    return len(words) >= 3 and words[0] not in _NEVER_FIRST and words[1][0].isupper()


def _like_a_person(name: str, rulebook: Rulebook) -> bool:
    words = name.split()
    return (
        bool(_PERSON.fullmatch(name))
        and ":" not in name
        and not any(word in rulebook.words("not_names") for word in words)
        and not any(word.isdigit() for word in words)
    )


def _like_a_title(name: str) -> bool:
    words = name.split()
    return (len(words) > 2 and words[0] in ("The", "A", "An")) or ":" in name


def _evidence(name: str, lines: Sequence[str], rulebook: Rulebook, kind: str) -> int:
    """How many places speak for it: the name is put in the place of NAME, so that all contexts are one pattern each."""
    named = re.compile(rf"['\"]?(?<![\w-]){re.escape(name)}{NAME_ENDS}['\"]?")
    told = [named.sub("NAME", line) for line in lines if name in line]
    spoken = sum(bool(pattern.search(line)) for line in told for pattern in rulebook.contexts(kind))
    return spoken + (kind == "person_contexts" and _by_last_name(name, lines))


def _before_a_film(name: str, lines: Sequence[str]) -> bool:
    """Whether it always stands before the word for a film, and so is a star or a brand: The Ana Reyes drama."""
    return name.startswith("The ") and all(
        re.search(rf"{re.escape(name)}(?:{_FILM}|{_JOINED_TO})", line) for line in lines if name in line
    )


def _has_seasons(name: str, lines: Sequence[str]) -> bool:
    return any(re.search(rf"\b{re.escape(name)} (?:[Ss]eason |S)\d", line) for line in lines)


def _by_last_name(name: str, lines: Sequence[str]) -> bool:
    """Whether the last name stands alone somewhere, as that of a person does: Reyes said."""
    alone = re.compile(rf"(?:^|\b[a-z]+[,;:]? ){re.escape(name.rsplit(maxsplit=1)[-1])}(?:'s)?(?= [a-z])")
    return any(alone.search(line) for line in lines)


def _most_spoken_of(titles: dict[str, int], article: Article) -> tuple[str, ...]:
    """The titles, those of the first line first, then by how often they are named."""
    lines = [block.text for block in article.blocks]

    def key(name: str) -> tuple[bool, int, int]:
        return (
            _has(name.partition(":")[0], lines[0]) and article.blocks[0].kind == "heading",
            sum(line.count(name.partition(":")[0]) for line in lines),
            len(name),
        )

    return tuple(sorted(titles, key=key, reverse=True))


def _has(name: str, line: str) -> bool:
    return re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", line) is not None


def _all_capitals(line: str) -> bool:
    """Whether it is a headline that begins nearly each word with a capital."""
    words = [word for word in re.findall(r"[A-Za-z][\w'-]*", line) if len(word) > 3]
    return len(words) > 3 and sum(word[0].isupper() for word in words) / len(words) > 0.8
