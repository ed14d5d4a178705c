"""The desk of a lake that lays titles side by side and weighs the evidence for a sequel."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from matinee import instants
from matinee.catalogue import Catalogue
from matinee.catalogue.countries import known_country
from matinee.catalogue.franchises import Franchise
from matinee.errors import MatineeError
from matinee.metrics.definitions import DEFAULT, Definition, find_definition
from matinee.projection.own import OwnProjections
from matinee.projection.own_curves import data_until
from matinee.sequel.compare import Comparison, compare
from matinee.sequel.estimate import Followed
from matinee.sequel.evidence import Evidence
from matinee.sequel.followed import own_sequels
from matinee.sequel.gather import Gatherer, Money
from matinee.store.engine import Engine
from matinee.store.folder import LakeFolder
from matinee.store.history import History, Window
from matinee.store.openings import Openings
from matinee.title_view import TitleView
from matinee.viewing.rules import Rule

_CLOSED = 28


class SequelDesk:
    """What one can ask of several titles of a lake together.

    Args:
        folder: The lake.
        history: What was watched.
        engine: To query it with.
        catalogue: As it rests in the lake.
        rules: The thresholds in use.
        definitions: By which households may count.
        title: Finds a title by its name or id.
    """

    def __init__(
        self,
        folder: LakeFolder,
        history: History,
        engine: Engine,
        catalogue: Catalogue,
        rules: Sequence[Rule],
        definitions: Sequence[Definition],
        title: Callable[[str], TitleView],
    ) -> None:
        self._catalogue = catalogue
        self._history = history
        self._engine = engine
        self._openings = Openings(folder, engine, catalogue, rules)
        self._definitions = definitions
        self._projections = OwnProjections(folder, history, engine, catalogue, rules)
        self._title = title

    def compare(
        self,
        titles: Sequence[str],
        *,
        days: int = 28,
        definition: str = DEFAULT,
        country: str | None = None,
        as_of: str | None = None,
    ) -> Comparison:
        """Lay titles side by side: curves by day since the release, holds, completion and rewatches at equal age.

        Args:
            titles: Names or ids of two or more.
            days: How many days from each release.
            definition: By which to count.
            country: Only viewing in this country, from the release there.
            as_of: An ISO 8601 instant: as if nothing had been watched from then on.

        Raises:
            MatineeError: A title has no day that is closed, or an argument names something that does not exist.
        """
        found, place = find_definition(definition, self._definitions), known_country(country)
        extent = self._extent()
        until_us = None if as_of is None else instants.parse(as_of)
        views = {view.title.id: view for view in map(self._title, titles)}
        if len(views) < len(titles):
            raise MatineeError("One title is named twice.", "Name each title once.")
        return compare(
            [view.title for view in views.values()],
            self._projections.runs(found, days=max(days, _CLOSED), country=place, until_us=until_us),
            lambda title, age: views[title.id].report(days=age, definition=found.id, country=place, as_of=as_of),
            definition=found,
            country=place,
            days=days,
            counted_to_us=data_until(extent, until_us),
        )

    def sequel(
        self,
        name: str,
        *,
        days: int = 28,
        definition: str = DEFAULT,
        country: str | None = None,
        as_of: str | None = None,
        budget: float | None = None,
        worth_household: float | None = None,
        worth_hour: float | None = None,
    ) -> Evidence:
        """The evidence for a sequel: a verdict in words, its reasons, and what each rests on.

        Args:
            name: A title, or a franchise: then of its last part that was watched.
            days: The window, of the title and of its sequel.
            definition: By which to count.
            country: Only viewing in this country, from the release there.
            as_of: An ISO 8601 instant: as if nothing had been watched from then on, and that day were today.
            budget: What the sequel would cost.
            worth_household: What a household reached is worth, in the same currency.
            worth_hour: What an hour viewed is worth.

        Raises:
            MatineeError: No day of the title is closed, or an argument names something that does not exist.
        """
        found, place = find_definition(definition, self._definitions), known_country(country)
        money = Money(budget=budget, worth_household=worth_household, worth_hour=worth_hour)
        extent = self._extent()
        if days < 1:
            raise MatineeError(f"A window of {days} days is not possible.", "Ask for 1 day or more.")
        until_us = None if as_of is None else instants.parse(as_of)
        view, franchise = self._wanted(name)
        gatherer = Gatherer(
            projections=self._projections,
            openings=self._openings,
            catalogue=self._catalogue,
            definition=found,
            country=place,
            until_us=until_us,
            counted_to_us=data_until(extent, until_us),
            today=instants.to_datetime(instants.now_us() if until_us is None else until_us).date(),
            followed=self._own_sequels(found, days, place, extent, until_us),
        )
        return gatherer.evidence(view, franchise, days=days, money=money)

    def _extent(self) -> Window:
        extent = self._history.extent()
        if extent is None:
            raise MatineeError("Nothing was watched yet.", "Import viewing, and run `matinee refresh`.")
        return extent

    def _own_sequels(
        self, definition: Definition, days: int, country: str | None, extent: Window, until_us: int | None
    ) -> tuple[Followed, ...]:
        return own_sequels(
            self._openings,
            self._engine,
            self._catalogue,
            definition,
            days=days,
            country=country,
            measured=Window(extent.from_us, data_until(extent, until_us)),
        )

    def _wanted(self, name: str) -> tuple[TitleView, Franchise | None]:
        """The title that is asked for, or of a franchise the last part that was watched; and the franchise."""
        franchises = self._catalogue.franchises.values()
        named = [one for one in franchises if one.id == name or one.name.casefold() == name.casefold()]
        try:
            view = self._title(name)
        except MatineeError:
            if len(named) != 1:
                raise
            watched = set(self._history.titles())
            parts = [part for part in named[0].parts if part in watched]
            if not parts:
                raise MatineeError(
                    f"No part of {named[0].name} was watched here.", "Evidence needs viewing of the part before."
                ) from None
            return self._title(parts[-1]), named[0]
        of = self._catalogue.franchises_of(view.title.id)
        own = [one for one in named if one in of]
        return view, next(iter([*own, *of]), None)
