"""The queries of `matinee.store.openings`: what they count, of the facts at rest and of those folded anew.

They join facts to the table `openings`, which has the windows.
"""

from __future__ import annotations

from matinee import instants
from matinee.viewing.rules import Rule


def counted_by(facts: str, rule: Rule, which: str) -> str:
    """A query for the households of each window that had started by its end, and their completions."""
    return (
        "SELECT kind, title, count(*) FILTER (crossed_us <= to_us) AS reach, "
        "coalesce(sum(done) FILTER (crossed_us <= to_us), 0)::BIGINT AS completions, "
        "count(*) FILTER (crossed_us <= to_us AND done >= 1) AS completing_households FROM ("
        f"SELECT kind, title, to_us, epoch_us({rule.name}_at) AS crossed_us, "
        "len(list_filter(completed_at, lambda instant: epoch_us(instant) <= to_us)) AS done "
        f"FROM {facts} JOIN openings USING (title) WHERE {which}) GROUP BY ALL"
    )


def started_by(facts: str, rule: Rule, which: str) -> str:
    """A query for the households that started within each window, by the day on which they did."""
    crossed = f"epoch_us({rule.name}_at)"
    return (
        f"SELECT title, (({crossed} - 1 - epoch_us(from_at)) // {instants.DAY_US} + 1)::BIGINT AS day, "
        f"count(*) AS households FROM {facts} JOIN openings USING (title) "
        f"WHERE {which} AND {crossed} <= epoch_us(to_at) GROUP BY ALL"
    )


def homes_by(facts: str, rule: Rule, which: str) -> str:
    """A query for the households that started within each window, or that part of them that is asked for."""
    crossed = f"epoch_us({rule.name}_at)"
    return (
        f"SELECT title, {crossed} - from_us AS started_us, list_transform(list_filter(coalesce(completed_at, []), "
        "lambda instant: epoch_us(instant) <= to_us), lambda instant: epoch_us(instant) - from_us) AS completed_us, "
        "completions IS NOT NULL AS known, coalesce(len(profiles) = 1 AND profiles[1] IS NOT NULL, false) AS alone "
        f"FROM {facts} JOIN openings USING (title) "
        f"WHERE {which} AND {crossed} <= to_us AND hash(household) % one_in = 0"
    )


def usable_at_rest(country: str | None) -> tuple[str, dict[str, str]]:
    """Whether a household's facts at rest say how it stood at the end of a window."""
    usable = "at_rest AND first_watched_at >= from_at"
    if country is None:
        return usable, {}
    return f"{usable} AND coalesce(countries = [$country], false)", {"country": country}


def there(country: str | None) -> tuple[str, dict[str, str]]:
    """What narrows a query of spans to a country, to put behind its other conditions; and its values."""
    return ("", {}) if country is None else ("AND country = $country", {"country": country})
