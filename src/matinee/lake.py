"""The front desk: everything one can ask of a lake, each in one call.

The command line, the pages and a notebook all ask here, so that the same question gives the
same answer everywhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from matinee import instants
from matinee.catalogue.countries import known_country
from matinee.charts.chart import Chart
from matinee.charts.edition_shelf import editions_rows, restated_rows
from matinee.charts.editions import Restated
from matinee.charts.own import LATEST, Wanted
from matinee.charts.record_sheets import ServiceRecords
from matinee.charts.rules import DEFAULT as ALL
from matinee.charts.rules import find_rule
from matinee.charts.service_records import Records
from matinee.errors import MatineeError
from matinee.lake_at_rest import LakeAtRest
from matinee.metrics.definitions import DEFAULT, find_definition
from matinee.press.desk import Press
from matinee.projection.own import OwnProjections
from matinee.published.desk import Published
from matinee.reports.on_record import TitleOnRecord
from matinee.reports.projection_text import issued_table
from matinee.reports.table import Table
from matinee.rollups.audience import AudienceRetention
from matinee.rollups.desk import Rollups
from matinee.rollups.ranking import Ranking
from matinee.sequel.compare import Comparison
from matinee.sequel.desk import SequelDesk
from matinee.sequel.evidence import Evidence
from matinee.title_view import TitleView


class Lake(LakeAtRest):
    """A lake of viewing.

    Args:
        path: Its folder.

    Raises:
        MatineeError: There is no lake in the folder.
    """

    def title(self, name: str, engine: str | None = None) -> TitleView:
        """A title, by its id or its name in whatever case.

        Args:
            name: Which.
            engine: What counts its reports, "duckdb" or "spark"; None: as the settings have it.

        Raises:
            MatineeError: There is no such title, or there are several; or no such engine.
        """
        title = self.catalogue.find(name, self.history.titles())
        view = TitleView(title, self.folder, self.engine, self.catalogue, self.rules, self.definitions, self.wait_s)
        return view.counted_by(engine or self.folder.settings.engine)

    def top10(
        self,
        *,
        chart: str = ALL,
        day: str | None = None,
        week: str | None = None,
        country: str | None = None,
        by: str | None = None,
        places: int = 10,
        definition: str = DEFAULT,
        as_of: str | None = None,
    ) -> Chart:
        """Who leads, on a day or in the week of a day; without either, in the latest week.

        Args:
            chart: The id of the chart: all titles, films, a chart of the service's own.
            day: An ISO 8601 date: the chart of that day.
            week: An ISO 8601 date: the chart of the week with that day.
            country: Only what was watched in this country.
            by: "hours", "views", "reach" or "minutes"; None: as the chart has it.
            places: How many places.
            definition: By which reach counts.
            as_of: An ISO 8601 instant: as if nothing had been watched from then on.

        Raises:
            MatineeError: The day is no date, or both are given; or something else does not exist.
        """
        return self.charts.top10(Wanted(chart, day, week, country, by, places, definition, as_of))

    def publish(
        self,
        *,
        chart: str = ALL,
        day: str | None = None,
        week: str | None = None,
        country: str | None = None,
        by: str | None = None,
        places: int = 10,
    ) -> tuple[Chart, list[Restated]]:
        """Freeze a chart as it is now. Where it was published and is another now, a later edition says so.

        Returns:
            The newest edition, and what it says otherwise than the one before.

        Raises:
            MatineeError: Its period has not ended, or what was imported is not worked out.
        """
        with self.folder.writing(self.wait_s):
            if not self.is_refreshed():
                raise MatineeError(
                    "Some of what was imported is not in the figures yet.", "Run `matinee refresh`, then publish."
                )
            published = self.charts.publish(Wanted(chart, day, week, country, by, places))
            self.folder.settle()
        return published

    @cached_property
    def published(self) -> Published:
        """The charts that others published."""
        return Published(self.folder)

    def press(self, rules: Sequence[str | Path] = ()) -> Press:
        """What others write of the titles: read, taken over, and laid beside what was measured.

        Args:
            rules: Files of rules to lay on top of those Matinee brings and of the lake's `press.toml`.

        Raises:
            MatineeError: A file of rules cannot be used.
        """
        return Press(
            self.folder,
            rules=rules,
            measured=self._measured_reach,
            definitions=self.definitions,
            wait_s=self.wait_s,
        )

    def _measured_reach(self, name: str, definition: str, days: int) -> float | None:
        """The reach of a title in its first days; None where the lake has no such title, or more than one."""
        try:
            reach = self.title(name).report(days=days, definition=definition).numbers["reach"].value
        except MatineeError:
            return None
        return reach or None

    def edition(
        self,
        number: int = LATEST,
        *,
        chart: str = ALL,
        day: str | None = None,
        week: str | None = None,
        country: str | None = None,
        by: str | None = None,
        places: int = 10,
    ) -> Chart:
        """A chart as it was published: one of its editions, or the newest; without day and week of the latest period.

        Raises:
            MatineeError: It was not published.
        """
        return self.charts.edition(Wanted(chart, day, week, country, by, places), number)

    def projections(self, *, definition: str = DEFAULT) -> Table:
        """The ledger: every projection that was issued, and how it came out.

        Raises:
            MatineeError: The definition does not exist.
        """
        told = OwnProjections(self.folder, self.history, self.engine, self.catalogue, self.rules)
        return issued_table(told.issued(find_definition(definition, self.definitions)))

    def editions(self) -> Table:
        """Every chart that was published, in all its editions, the latest period first."""
        return Table(editions_rows(self.charts.editions()))

    def restatements(self) -> Table:
        """Every line that a later edition of a chart says otherwise than the one before, the latest first."""
        return Table(restated_rows(self.charts.restatements()))

    def records(
        self,
        *,
        chart: str = ALL,
        country: str | None = None,
        definition: str = DEFAULT,
        as_of: str | None = None,
    ) -> ServiceRecords:
        """The records of the service: best first days, best day, week and month, longest runs; docs/records.md.

        Args:
            chart: Only titles of this chart.
            country: Only what was watched in this country.
            definition: By which reach counts.
            as_of: An ISO 8601 instant: as if nothing had been watched from then on.

        Raises:
            MatineeError: An argument names something that does not exist.
        """
        return self._records(chart, country, definition, as_of).of_service()

    def on_record(
        self,
        title: str,
        *,
        chart: str = ALL,
        country: str | None = None,
        definition: str = DEFAULT,
        as_of: str | None = None,
    ) -> TitleOnRecord:
        """How a title stands among all of the service, and its records in published charts.

        Args:
            title: A name or an id.
            chart: Only among titles of this chart.
            country: Only what was watched in this country.
            definition: By which reach counts.
            as_of: An ISO 8601 instant: as if nothing had been watched from then on.

        Raises:
            MatineeError: Neither knows such a title, or an argument names something that does not exist.
        """
        records = self._records(chart, country, definition, as_of)
        own = published = missing = None
        try:
            own = records.of_title(self.catalogue.find(title, self.history.titles()))
        except MatineeError as error:
            missing = error
        if not self.published.is_empty():
            try:
                published = self.published.records(title, country)
            except MatineeError as error:
                missing = missing if self.catalogue.titles else error
        if own is None and published is None:
            assert missing is not None
            raise missing
        return TitleOnRecord(own=own, published=published)

    def _records(self, chart: str, country: str | None, definition: str, as_of: str | None) -> Records:
        found = find_definition(definition, self.definitions)
        until_us = None if as_of is None else instants.parse(as_of)
        projections = OwnProjections(self.folder, self.history, self.engine, self.catalogue, self.rules)
        return Records(
            self.folder,
            self.history,
            self.engine,
            self.catalogue,
            self.rules,
            chart=find_rule(chart, self.chart_rules),
            definition=found,
            country=known_country(country),
            as_of_us=until_us,
            chance=projections.chance(found, country=known_country(country), until_us=until_us),
        )

    @property
    def rollups(self) -> Rollups:
        """What several titles did together: groups, franchises, their audience."""
        return Rollups(self.folder, self.history, self.engine, self.catalogue, self.rules, self.definitions)

    def rank(self, **asked: Any) -> Ranking:
        """Rank groups of titles; what one can ask: `matinee.rollups.desk.Rollups.rank`, docs/rollups.md."""
        return self.rollups.rank(**asked)

    def audience_retention(self, franchise: str, **asked: Any) -> AudienceRetention:
        """The audience of a franchise; what one can ask: `matinee.rollups.desk.Rollups.audience`, docs/rollups.md."""
        return self.rollups.audience(franchise, **asked)

    @property
    def sequels(self) -> SequelDesk:
        """Titles side by side, and the evidence for a sequel."""
        return SequelDesk(
            self.folder, self.history, self.engine, self.catalogue, self.rules, self.definitions, self.title
        )

    def compare(self, *titles: str, **asked: Any) -> Comparison:
        """Lay titles side by side; what one can ask: `matinee.sequel.desk.SequelDesk.compare`, docs/compare.md."""
        return self.sequels.compare(titles, **asked)

    def sequel(self, name: str, **asked: Any) -> Evidence:
        """The evidence for a sequel; what one can ask: `matinee.sequel.desk.SequelDesk.sequel`, docs/sequel.md."""
        return self.sequels.sequel(name, **asked)
