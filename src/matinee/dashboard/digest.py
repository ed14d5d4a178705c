"""The digest of a week: what led, what is new and where it is heading, which records fell. One page, ready to be sent.

It is made for readers of mail: tables alone, each style beside what it is of, no picture, no script, nothing fetched.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from email.message import EmailMessage

from matinee import instants
from matinee.charts.best_periods import UNITS, PeriodPlace
from matinee.charts.chart import Chart
from matinee.charts.first_days import METRICS
from matinee.dashboard.frame import templates
from matinee.dashboard.running import WINDOW_DAYS, running_titles
from matinee.lake import Lake
from matinee.metrics.definitions import DEFAULT
from matinee.reports import chart_words
from matinee.units import Unit, show


@dataclass(frozen=True, kw_only=True)
class Digest:
    """What a week was.

    Attributes:
        service: The name of the lake.
        chart: The chart of the week.
        released: Names of the titles that came out in it.
        running: The titles in their first weeks at its end, as `running_titles` tells them.
        records: The records that fell in it, a sentence each.
        received, rejected: How many records came in until now, and how many of them are of no use.
        is_refreshed: Whether all that came in is in these figures.
    """

    service: str
    chart: Chart
    released: tuple[str, ...]
    running: tuple[dict[str, str], ...]
    records: tuple[str, ...]
    received: int
    rejected: int
    is_refreshed: bool

    @property
    def subject(self) -> str:
        """A line for the head of a mail."""
        days = chart_words.days(self.chart.first_day, self.chart.last_day)
        leads = f": {self.chart.places[0].title} leads" if self.chart.places else ""
        return chart_words.clean(f"{self.service}, {days}{leads}")

    def to_html(self) -> str:
        """As one self-contained page."""
        return templates().get_template("digest.html").render(digest=self, definition=DEFAULT, days=WINDOW_DAYS)

    def to_text(self) -> str:
        """As plain text."""
        return "\n".join(self._lines()) + "\n"

    def to_mail(self) -> bytes:
        """As a mail without sender and receiver: plain text, and the page for those who see it."""
        mail = EmailMessage()
        mail["Subject"] = self.subject
        mail.set_content(self.to_text())
        mail.add_alternative(self.to_html(), subtype="html")
        return mail.as_bytes()

    def _lines(self) -> Iterator[str]:
        yield self.subject
        yield ""
        yield chart_words.subject(self.chart)
        for place in self.chart.places:
            change = chart_words.change(place, self.chart.period).words
            yield f"{place.rank:3}. {chart_words.clean(place.title)}: {show(place.hours, Unit.HOURS)}, {change}"
        if not self.chart.places:
            yield chart_words.nothing(self.chart)
        yield from _listed("New this week", [chart_words.clean(name) for name in self.released])
        yield from _listed(
            f"In their first {WINDOW_DAYS} days (households so far, expected, 80 times in 100)",
            [f"{one['name']}, day {one['day']}: {one['so_far']}, {one['expected']}, {one['between']}" for one in self.running],
        )  # fmt: skip
        yield from _listed("Records that fell", list(self.records))
        yield ""
        yield f"{self.received:,} records received so far, {self.rejected:,} rejected."
        if not self.is_refreshed:
            yield "Some of what came in is not in these figures yet."


def make_digest(lake: Lake, week: str | None = None) -> Digest:
    """The digest of the week with a day, or of the latest.

    Args:
        lake: Which lake.
        week: An ISO 8601 date.

    Raises:
        MatineeError: It is no date.
    """
    chart = lake.top10(week=week)
    begun_us, ended_us = chart.window
    status = lake.status()
    released = sorted(
        (at_us, title.name)
        for id, title in lake.catalogue.titles.items()
        if (at_us := lake.catalogue.released_at_us(id)) is not None and begun_us <= at_us < ended_us
    )
    seen = status.from_us is not None
    return Digest(
        service=lake.folder.path.resolve().name,
        chart=chart,
        released=tuple(name for _, name in released),
        running=tuple(running_titles(lake, ended_us)) if seen else (),
        records=tuple(_fell(lake, chart)) if seen else (),
        received=sum(counted["received"] for counted in status.counts.values()),
        rejected=sum(counted["rejected"] for counted in status.counts.values()),
        is_refreshed=status.refreshed,
    )


def _fell(lake: Lake, chart: Chart) -> Iterator[str]:
    """The records that hold at the week's end, and did not at its beginning."""
    before, after = (lake.records(as_of=instants.show(at_us)) for at_us in chart.window)
    held = {(record.window, record.by): record.best for record in before.firsts}
    for record in after.firsts:
        best, was = record.best, held.get((record.window, record.by))
        if best is None or (was is not None and (was.title_id, was.value) == (best.title_id, best.value)):
            continue
        unit = METRICS[record.by].unit
        then = "nobody held it" if was is None else f"{show(was.value, unit)}, {was.title}, held it"
        name = f"{record.window.replace('_', ' ').capitalize()} by {METRICS[record.by].title.lower()}"
        yield f"{name}: {show(best.value, unit)}, {best.title}; {then}."
    best_then = {(record.period, record.by): _first_day(record.places) for record in before.periods}
    for period in after.periods:
        first_day = _first_day(period.places)
        if first_day is not None and first_day != best_then.get((period.period, period.by)):
            value = show(period.places[0].value, UNITS[period.by])
            yield f"Best {period.period} by {period.by}: {value}, that of {first_day}."


def _first_day(places: tuple[PeriodPlace, ...]) -> date | None:
    return places[0].first_day if places else None


def _listed(heading: str, lines: list[str]) -> Iterator[str]:
    if lines:
        yield ""
        yield heading
        yield from (f"  {line}" for line in lines)
