"""A title of a lake, to ask about: what it did, and where it is heading."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from matinee import instants
from matinee.catalogue import Catalogue, Title
from matinee.catalogue.countries import known_country
from matinee.metrics.definitions import DEFAULT, Definition, all_terms, find_definition
from matinee.projection.own import OwnProjections
from matinee.projection.own_answers import TitleHold, TitleProjection
from matinee.reports.all_definitions import AllDefinitions, under_all
from matinee.reports.page import definitions_fragment, fragment
from matinee.reports.projection_text import issued_table
from matinee.reports.report import Report, make_report
from matinee.reports.table import Table
from matinee.store import DEFAULT_ENGINE, Engine, open_engine
from matinee.store.folder import LakeFolder
from matinee.store.history import History
from matinee.viewing.rules import Rule


class TitleView:
    """A title of a lake, to ask about.

    Args:
        title: Which.
        folder: The lake.
        engine: To query it with.
        catalogue: As it rests in the lake.
        rules: The thresholds in use.
        definitions: By which households may count.
        wait_s: How long to wait for another who writes.
    """

    def __init__(
        self,
        title: Title,
        folder: LakeFolder,
        engine: Engine,
        catalogue: Catalogue,
        rules: Sequence[Rule],
        definitions: Sequence[Definition],
        wait_s: float,
    ) -> None:
        self.title = title
        self._folder = folder
        self._engine = self._counting = engine
        self._catalogue = catalogue
        self._rules = rules
        self._definitions = definitions
        self._wait_s = wait_s

    def __repr__(self) -> str:
        return f"<{self.title.name} ({self.title.kind}) in {self._folder.path}>"

    def counted_by(self, engine: str) -> TitleView:
        """The same title, its reports counted by an engine: "duckdb" or "spark".

        Raises:
            MatineeError: There is no such engine, or what it needs is not installed.
        """
        if engine != DEFAULT_ENGINE:
            self._counting = open_engine(self._folder.path, engine, self._folder.settings.spark_master)
        return self

    @property
    def _counted(self) -> History:
        return History(self._folder, self._counting, self._catalogue, self._rules)

    @property
    def _history(self) -> History:
        return History(self._folder, self._engine, self._catalogue, self._rules)

    @property
    def _projections(self) -> OwnProjections:
        return OwnProjections(self._folder, self._history, self._engine, self._catalogue, self._rules)

    def report(
        self,
        *,
        days: int = 28,
        definition: str = DEFAULT,
        country: str | None = None,
        as_of: str | None = None,
    ) -> Report:
        """Every metric of the title in its first days.

        Args:
            days: How many days of 24 hours from the release.
            definition: By which to count.
            country: Only viewing in this country, from the release there.
            as_of: An ISO 8601 instant: as if nothing had been watched from then on.

        Raises:
            MatineeError: An argument names something that does not exist.
        """
        return make_report(
            self._counted,
            self._counting,
            self._catalogue,
            self.title,
            find_definition(definition, self._definitions),
            days=days,
            country=country,
            as_of_us=instants.now_us() if as_of is None else instants.parse(as_of),
            draw=fragment,
        )

    def definitions(self, *, days: int = 28, country: str | None = None, as_of: str | None = None) -> AllDefinitions:
        """The title under every definition of the field and of the service.

        Args:
            days: How many days of 24 hours from the release.
            country: Only viewing in this country, from the release there.
            as_of: An ISO 8601 instant: as if nothing had been watched from then on.

        Raises:
            MatineeError: An argument names something that does not exist.
        """
        return under_all(
            self.report(days=days, country=country, as_of=as_of),
            self._counted,
            self._counting,
            self._catalogue,
            all_terms(tuple(self._definitions)),
            draw=definitions_fragment,
        )

    def project(
        self,
        *,
        days: int = 28,
        definition: str = DEFAULT,
        country: str | None = None,
        as_of: str | None = None,
        passing: float | Literal["record"] | None = None,
    ) -> TitleProjection:
        """Project the reach of the title in its first days; what is known now is kept in the ledger.

        Args:
            days: How many days of 24 hours from the release.
            definition: By which a household counts.
            country: Only viewing in this country, from the release there.
            as_of: An ISO 8601 instant: as if nothing had been watched from then on; not kept.
            passing: A number of households whose chance to be passed is told; "record" for the most that another title had.

        Raises:
            MatineeError: No day of the title is closed, or an argument names something that does not exist.
        """
        made = self._projections.project(
            self.title,
            find_definition(definition, self._definitions),
            days=days,
            country=known_country(country),
            until_us=None if as_of is None else instants.parse(as_of),
            passing=passing,
        )
        if as_of is None:
            with self._folder.writing(self._wait_s):
                self._projections.issue(made)
                self._folder.settle()
        return made

    def hold(
        self,
        *,
        days: int = 28,
        definition: str = DEFAULT,
        country: str | None = None,
        as_of: str | None = None,
    ) -> TitleHold:
        """How the title holds beside its like, whether it behaves differently, and which titles began as it did.

        Args:
            days: The window whose outcome the comparables show.
            definition: By which a household counts.
            country: Only viewing in this country, from the release there.
            as_of: An ISO 8601 instant: as if nothing had been watched from then on.

        Raises:
            MatineeError: No day of the title is closed, or an argument names something that does not exist.
        """
        return self._projections.hold(
            self.title,
            find_definition(definition, self._definitions),
            days=days,
            country=known_country(country),
            until_us=None if as_of is None else instants.parse(as_of),
        )

    def projections(self, *, definition: str = DEFAULT) -> Table:
        """The ledger: what was projected of the title when, and how it came out.

        Raises:
            MatineeError: The definition does not exist.
        """
        return issued_table(self._projections.issued(find_definition(definition, self._definitions), self.title))
