"""Sections of the evidence about people and plans: ages of the cast, what is said, and what is open."""

from __future__ import annotations

from matinee.reports.projection_tables import Shown
from matinee.reports.sections import Point, Section
from matinee.sequel.cast import Cast, Member
from matinee.sequel.evidence import Evidence
from matinee.sequel.said import Matter, question
from matinee.units import NOTHING, some


def cast_section(cast: Cast) -> Section:
    """Who plays, and how old they were, are and will be."""
    rows: list[tuple[str, ...]] = []
    for one in cast.members:
        if one.at_release is None:
            continue
        ages = (one.at_release, one.now, *(one.in_years.get(year) for year in cast.years))
        rows.append(
            (one.person.name, one.character or NOTHING, *(NOTHING if age is None else str(age) for age in ages))
        )
    words = []
    for children, who in ((True, "The children of the cast"), (False, "All of the cast")):
        then = cast.span(children=children)
        if then is None or (not children and not cast.children):
            continue
        known = f" whose birth is known ({len(cast.children if children else rows)})" if cast.unknown else ""
        later = [(year, cast.span(year, children=children)) for year in (cast.years[0], cast.years[-1])]
        spans = " and ".join(f"{span[0]} to {span[1]} in {year}" for year, span in later if span)
        words.append(f"{who}{known} were {then[0]} to {then[1]} when it came out, and would be {spans}.")
    if not cast.children:
        words.append("No child of the cast has a known birth." if cast.unknown else "The cast had no children.")
    columns = ("", "as", "at its release", "now", *(str(year) for year in cast.years))
    notes = [
        f"Ages in a year are those on its {cast.released_on:%d %B}, the day on which the original came out; “13 or 14” where only the year of birth is known."
    ]
    if cast.unknown:
        names = ", ".join(_credited(one) for one in cast.members if one.at_release is None)
        notes.append(f"{some(cast.unknown, 'birth')} not known: {names}.")
    if cast.directors or cast.writers:
        notes.append(
            f"Directed by {', '.join(cast.directors) or NOTHING}; written by {', '.join(cast.writers) or NOTHING}."
        )
    return Section(
        name="How old the cast would be",
        words=tuple(words),
        tables=(Shown("", columns, rows, wide=("as",)),) if rows else (),
        notes=tuple(notes),
    )


def _credited(one: Member) -> str:
    return f"{one.person.name} ({one.character})" if one.character else one.person.name


def said_section(made: Evidence) -> Section:
    """The franchise, its universe and rights, plans, and what is told in several ways."""
    words = []
    if made.franchise is not None:
        rights = made.franchise.rights or "nobody says"
        place = made.franchise.parts.index(made.title.id) + 1 if made.title.id in made.franchise.parts else None
        part = f"Part {place} of {made.franchise.name}" if place else f"Of {made.franchise.name}"
        words.append(f"{part}; who holds the rights: {rights}.")
        if made.universe is not None:
            shared = ", ".join(f"{name} ({rights or 'rights not known'})" for name, rights in made.shared_with)
            words.append(f"It shares {made.universe} with {shared or 'no other franchise'}.")
    words += [f"{name}: {status}." for name, status in made.later]
    points = [Point(one) for one in _questions(made)]
    rows: list[tuple[str, ...]] = [
        (f"{one.subject}: {one.says}", telling.value, "; ".join(telling.sources), _how(one))
        for one in made.matters
        for telling in one.tellings
    ]
    tables = (Shown("What is said", ("of", "told as", "by", ""), rows, wide=("told as", "by")),) if rows else ()
    note = "Claims of the catalogue, kept as they are told; none is merged with another." if rows else "The catalogue has no claims about it; matinee press reads articles."  # fmt: skip
    return Section(name="Open questions", words=tuple(words), points=tuple(points), tables=tables, notes=(note,))


def _how(one: Matter) -> str:
    if one.is_contradicted:
        return "contradicted"
    return "told in several ways" if one.differs else ""


def _questions(made: Evidence) -> list[str]:
    asked = [question(one) for one in made.matters if one.differs]
    asked = [f"{one[0].upper()}{one[1:]}" for one in asked]
    if any("to be decided" in status for _, status in made.later) or not made.later:
        asked.append("When would it come out?" if not made.later else f"When does {made.later[0][0]} come out?")
    if made.cast.unknown:
        asked.append(f"When were {made.cast.unknown} of the {some(len(made.cast.members), 'member')} of the cast born?")
    if not made.cast.members:
        asked.append("Who plays in it? The catalogue names no cast.")
    if made.franchise is not None and made.franchise.rights is None:
        asked.append("Who holds the rights?")
    if made.break_even is None:
        asked.append(
            "What would it cost, and what is a household or an hour worth? (--budget, --worth-household, --worth-hour)"
        )
    return asked
