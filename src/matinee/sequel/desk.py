"""The desk of a lake that lays titles side by side and weighs the evidence for a sequel."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from matinee import instants
from matinee.catalogue import Catalogue
from matinee.catalogue.franchises import Franchise
from matinee.errors import MatineeError
from matinee.metrics.definitions import Definition
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
        title: Finds a title by its name or id.
    """

    def __init__(
        self,
        folder: LakeFolder,
        history: History,
        engine: Engine,
        catalogue: Catalogue,
        rules: Sequence[Rule],
        title: Callable[[str], TitleView],
    ) -> None:
        self._catalogue = catalogue
        self._history = history
        self._folder = folder
        self._engine = engine
        self._rules = rules
        self._projections = OwnProjections(folder, history, engine, catalogue, rules)
        self._title = title

    def compare(
        self, titles: Sequence[str], definition: Definition, days: int, country: str | None, as_of: str | None
    ) -> Comparison:
        """Lay titles side by side; see `matinee.lake.Lake.compare`."""
        extent = self._history.extent()
        if extent is None:
            raise MatineeError("Nothing was watched yet.", "Import viewing, and run `matinee refresh`.")
        until_us = None if as_of is None else instants.parse(as_of)
        views = {view.title.id: view for view in map(self._title, titles)}
        if len(views) < len(titles):
            raise MatineeError("One title is named twice.", "Name each title once.")
        return compare(
            [view.title for view in views.values()],
            self._projections.runs(definition, days=max(days, _CLOSED), country=country, until_us=until_us),
            lambda title, age: views[title.id].report(days=age, definition=definition.id, country=country, as_of=as_of),
            definition=definition,
            country=country,
            days=days,
            counted_to_us=data_until(extent, until_us),
        )

    def sequel(
        self, name: str, definition: Definition, days: int, country: str | None, as_of: str | None, money: Money
    ) -> Evidence:
        """The evidence for a sequel; see `matinee.lake.Lake.sequel`."""
        extent = self._history.extent()
        if extent is None:
            raise MatineeError("Nothing was watched yet.", "Import viewing, and run `matinee refresh`.")
        if days < 1:
            raise MatineeError(f"A window of {days} days is not possible.", "Ask for 1 day or more.")
        until_us = None if as_of is None else instants.parse(as_of)
        view, franchise = self._wanted(name)
        gatherer = Gatherer(
            projections=self._projections,
            openings=Openings(self._folder, self._engine, self._catalogue, self._rules),
            catalogue=self._catalogue,
            definition=definition,
            country=country,
            until_us=until_us,
            counted_to_us=data_until(extent, until_us),
            today=instants.to_datetime(instants.now_us() if until_us is None else until_us).date(),
            followed=self._own_sequels(definition, days, country, extent, until_us),
        )
        return gatherer.evidence(view, franchise, days=days, money=money)

    def _own_sequels(
        self, definition: Definition, days: int, country: str | None, extent: Window, until_us: int | None
    ) -> tuple[Followed, ...]:
        return own_sequels(
            Openings(self._folder, self._engine, self._catalogue, self._rules),
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
