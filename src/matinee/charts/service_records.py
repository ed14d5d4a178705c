"""Records of the service itself: what of its own titles, days and chart was the most so far.

Best first days by title, best days, weeks and months, longest runs in the chart. A record is
broken by more, not by as much. Records are of what there is data of, and say since when. What
began before the data is left out and counted; what has not ended yet is told apart, with what
it needs to become a record.
"""

from __future__ import annotations

from collections.abc import Sequence

from matinee import instants
from matinee.catalogue import Catalogue, Title
from matinee.catalogue.titles import unknown_title
from matinee.charts.best_periods import period_records
from matinee.charts.first_days import (
    ELSEWHERE,
    FEW,
    LEAST_COMPLETING,
    UNDATED,
    UNRELEASED,
    UNWATCHED,
    FirstDays,
    Known,
    Measured,
    known_time,
    measure,
)
from matinee.charts.first_records import Chance, FirstRecord, first_records
from matinee.charts.longest_runs import RunRecord, run_records
from matinee.charts.record_sheets import Scope, ServiceRecords, TitleFigure, TitleRun, TitleStanding
from matinee.charts.rules import ChartRule
from matinee.charts.top10 import Asked
from matinee.metrics.definitions import Definition
from matinee.store import Engine
from matinee.store.folder import LakeFolder
from matinee.store.history import History
from matinee.store.openings import Openings
from matinee.viewing.rules import Rule

_PLACES = 10
"""How many places the chart has whose runs are counted."""


class Records:
    """The records of a lake, as of its last refresh.

    Args:
        folder: The lake.
        history: What was watched.
        engine: To query it with.
        catalogue: As it rests in the lake.
        rules: The thresholds in use.
        chart: The chart whose titles count, and whose runs.
        definition: By which households have started.
        country: Only what was watched there, first days from the release there; None: everywhere.
        as_of_us: As if nothing had been watched from then on; None: now.
        least_completing: How many households must have completed a title before the mean over them is told.
    """

    def __init__(
        self,
        folder: LakeFolder,
        history: History,
        engine: Engine,
        catalogue: Catalogue,
        rules: Sequence[Rule],
        *,
        chart: ChartRule,
        definition: Definition,
        country: str | None = None,
        as_of_us: int | None = None,
        least_completing: int = LEAST_COMPLETING,
        chance: Chance | None = None,
    ) -> None:
        self._history = history
        self._engine = engine
        self._catalogue = catalogue
        self._openings = Openings(folder, engine, catalogue, rules)
        self._chart = chart
        self._definition = definition
        self._country = country
        self._as_of_us = as_of_us
        self._least_completing = least_completing
        self._chance = chance
        self._series = {period: chart.periods(period, folder.settings) for period in ("day", "week")}
        until_us = instants.now_us() if as_of_us is None else as_of_us
        self._known = known_time(history, self._series["day"], country, until_us)

    def of_service(self, places: int = 10) -> ServiceRecords:
        """The records, each with not more than so many places."""
        if self._known is None:
            return ServiceRecords(scope=self._scope(0), firsts=(), periods=(), runs=())
        measured = self._measured(self._known)
        periods = period_records(
            self._engine,
            self._known,
            self._series["week"],
            country=self._country,
            titles=None if self._chart.has_all else [title.id for title in self._titles(self._known)],
        )
        return ServiceRecords(
            scope=self._scope(len(measured.undated)),
            firsts=tuple(self._told(record.only(places)) for record in self._firsts(measured)),
            periods=tuple(record.only(places) for record in periods),
            runs=tuple(record.only(places) for record in self._runs(self._known)),
        )

    def of_title(self, title: Title) -> TitleStanding:
        """How a title stands in the records that a title can hold."""
        if self._known is None:
            return TitleStanding(scope=self._scope(0), title=title, figures=(), runs=())
        measured = self._measured(self._known)
        records = [
            self._told(record._replace(running=tuple(one for one in record.running if one.title_id == title.id)))
            for record in self._firsts(measured)
        ]
        mine = {one.window: one for one in measured.first_days if one.title.id == title.id}
        why = self._why(title, self._known)
        runs = [
            TitleRun(record, place)
            for record in self._runs(self._known)
            for place in record.places
            if place.title_id == title.id
        ]
        return TitleStanding(
            scope=self._scope(len(measured.undated)),
            title=title,
            figures=tuple(self._figure(record, mine.get(record.window), title, why) for record in records),
            runs=tuple(runs),
        )

    def _firsts(self, measured: Measured) -> list[FirstRecord]:
        return first_records(measured.first_days, self._least_completing)

    def _told(self, record: FirstRecord) -> FirstRecord:
        return record if self._chance is None else record.with_chances(self._chance)

    def _why(self, title: Title, known: Known) -> str:
        """Why a title that was not measured has no figures."""
        if not self._chart.has(title):
            return ELSEWHERE
        released_us = self._catalogue.released_at_us(title.id, self._country)
        if released_us is None:
            return UNDATED
        return UNRELEASED if released_us >= known.to_us else UNWATCHED

    def _figure(self, record: FirstRecord, mine: FirstDays | None, title: Title, why: str) -> TitleFigure:
        state = why if mine is None else mine.state(record.by, self._least_completing)
        told = state not in (FEW, UNRELEASED)
        return TitleFigure(
            window=record.window,
            by=record.by,
            from_us=None if mine is None else mine.from_us,
            to_us=None if mine is None else mine.to_us,
            value=mine.value(record.by) if mine is not None and told else None,
            state=state,
            rank=next((place.rank for place in record.places if place.title_id == title.id), None),
            of=record.of,
            best=record.best,
            running=next((one for one in record.running if one.title_id == title.id), None),
        )

    def _titles(self, known: Known) -> list[Title]:
        """The titles of the chart that were watched."""
        watched = self._openings.titles(self._country, known.until_us)
        titles = (self._catalogue.titles.get(id) or unknown_title(id) for id in watched)
        return [title for title in titles if self._chart.has(title)]

    def _measured(self, known: Known) -> Measured:
        rule = self._definition.rule
        return measure(self._openings, self._catalogue, self._titles(known), rule, self._country, known)

    def _runs(self, known: Known) -> list[RunRecord]:
        return [
            run
            for period in ("week", "day")
            for run in run_records(
                self._history,
                self._catalogue,
                Asked(
                    rule=self._chart,
                    by=self._chart.by,
                    periods=self._series[period],
                    country=self._country,
                    places=_PLACES,
                    definition=self._definition,
                    as_of_us=self._as_of_us,
                ),
                known,
            )
        ]

    def _scope(self, undated: int) -> Scope:
        known = self._known
        return Scope(
            chart=self._chart,
            country=self._country,
            definition=self._definition,
            time_zone=self._series["day"].time_zone,
            since=None if known is None else known.days.at(known.from_us).first_day,
            to_us=None if known is None else known.to_us,
            least_completing=self._least_completing,
            undated=undated,
        )
