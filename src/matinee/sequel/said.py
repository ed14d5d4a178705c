"""What is said of a title and of its sequel: status, who is attached, figures; and where what is said contradicts itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from matinee.catalogue import Catalogue
from matinee.catalogue.claims import Claim

OF_SEQUELS = ("status", "release", "director", "writer", "producer", "cast", "attached", "shooting")
"""What claims say that is about what is to come."""
ONE_ONLY = ("status", "release", "shooting", "households")
NOBODY = "nobody"


@dataclass(frozen=True, kw_only=True)
class Telling:
    """A claim as it is told.

    Attributes:
        value: What is claimed, "not" before it where it is denied.
        sources: Who says so, as of when.
    """

    value: str
    sources: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Matter:
    """What several claims are about.

    Attributes:
        subject: The title.
        says: "status", "director", "households" …
        tellings: Each value once, with who says it.
    """

    subject: str
    says: str
    tellings: tuple[Telling, ...]

    @property
    def is_contradicted(self) -> bool:
        """Whether one denies what another says, or says that nobody is what another names somebody for."""
        values = {one.value for one in self.tellings}
        return len(values) > 1 and any(value.startswith("not ") or value == NOBODY for value in values)

    @property
    def differs(self) -> bool:
        """Whether it is told in several ways, of what can only be one."""
        return len(self.tellings) > 1 and (self.is_contradicted or self.says in ONE_ONLY)


def matters(catalogue: Catalogue, titles: Sequence[str]) -> tuple[Matter, ...]:
    """What is said of some titles, by title and by what it is about; contradictions first, then what differs.

    Args:
        catalogue: With the claims.
        titles: Ids, or names of titles that are to come.
    """
    found: dict[tuple[str, str], dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for title in titles:
        for claim in catalogue.claims_on(title):
            if claim.says in (*OF_SEQUELS, "households"):
                found[claim.subject, claim.says][_value(claim)].append(_source(claim))
    made = [
        Matter(
            subject=subject,
            says=says,
            tellings=tuple(
                Telling(value=value, sources=tuple(dict.fromkeys(sources))) for value, sources in by_value.items()
            ),
        )
        for (subject, says), by_value in found.items()
    ]
    return tuple(sorted(made, key=lambda one: (not one.is_contradicted, not one.differs)))


def _value(claim: Claim) -> str:
    value = f"{claim.value:,.0f}" if isinstance(claim.value, float) else claim.value
    more = [claim.unit or "", "projected" if claim.projected else "", f"in {claim.window}" if claim.window else ""]
    told = " ".join([value, *(one for one in more if one)])
    return f"not {told}" if claim.denied else told


def _source(claim: Claim) -> str:
    who = claim.outlet or claim.said_by or "somebody"
    by = f" ({claim.said_by})" if claim.said_by and claim.said_by != who else ""
    return f"{who}{by}{f', {claim.as_of}' if claim.as_of else ''}"


_ASKED = {
    "attached": "who is attached to {subject}",
    "status": "how far is {subject}",
    "release": "when does {subject} come out",
    "shooting": "when is {subject} shot",
    "households": "how many households watched {subject}, and is that measured",
}


def question(matter: Matter) -> str:
    """What is to be asked, with the ways in which it is told.

    >>> tellings = (Telling(value="nobody", sources=("one",)), Telling(value="Ana", sources=("two",)))
    >>> question(Matter(subject="Film 2", says="attached", tellings=tellings))
    'who is attached to Film 2: nobody, or Ana?'
    """
    asked = _ASKED.get(matter.says, "who is the {says} of {subject}").format(subject=matter.subject, says=matter.says)
    return f"{asked}: {', or '.join(one.value for one in matter.tellings)}?"
