"""The service's own titles projected, and what was said of them before."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import cache
from itertools import accumulate
from typing import Literal

from matinee import instants
from matinee.catalogue import Catalogue, Title
from matinee.errors import MatineeError
from matinee.metrics.definitions import Definition
from matinee.projection import ledger
from matinee.projection.adaptive import adapted
from matinee.projection.comparables import comparables
from matinee.projection.curves import Curve
from matinee.projection.flags import flag_of
from matinee.projection.hold import Hold, Run, holds
from matinee.projection.intervals import Adapted
from matinee.projection.own_answers import TitleHold, TitleProjection
from matinee.projection.own_curves import data_until, own_runs
from matinee.projection.own_rewatches import RewatchDesk
from matinee.projection.project import project
from matinee.projection.typical import typical
from matinee.store.engine import Engine
from matinee.store.folder import LakeFolder
from matinee.store.history import History
from matinee.store.openings import Openings
from matinee.units import some
from matinee.viewing.rules import Rule

_CLOSED = 28
"""Days after which a title no longer counts as running."""


class OwnProjections:
    """What one can ask of the projections of a lake.

    Args:
        folder: The lake.
        history: What was watched.
        engine: To query it with.
        catalogue: As it rests in the lake.
        rules: The thresholds in use.
    """

    def __init__(
        self, folder: LakeFolder, history: History, engine: Engine, catalogue: Catalogue, rules: Sequence[Rule]
    ) -> None:
        self._folder = folder
        self._history = history
        self._engine = engine
        self._catalogue = catalogue
        self._rules = rules

    def project(
        self,
        title: Title,
        definition: Definition,
        *,
        days: int = 28,
        country: str | None = None,
        until_us: int | None = None,
        passing: float | Literal["record"] | None = None,
    ) -> TitleProjection:
        """Project the reach of a title in its first so many days.

        Args:
            title: Which.
            definition: By which a household counts.
            days: The window.
            country: Only what was watched there, since the release there; None: everywhere.
            until_us: As if nothing had been watched from then on.
            passing: A number of households whose chance to be passed is told; "record" for the most that another title had.

        Raises:
            MatineeError: The title has no day that is closed, its first ones are not known, or there is no record.
        """
        extent = self._history.extent()
        if extent is None:
            raise MatineeError("Nothing was watched yet.", "Import viewing, and run `matinee refresh`.")
        runs = self.runs(definition, days=max(days, _CLOSED), country=country, until_us=until_us)
        mine = self._of(title, runs, country)
        curves = [run.curve for run in runs]
        record = None
        if passing == "record":
            passing, record = self._record(mine, runs, days)
        flag = flag_of(_hold(mine, runs), mine.curve, curves, days=days)
        made = project(
            mine.curve,
            curves,
            days=days,
            eligible=self._folder.settings.eligible_households or None,
            flag=flag,
            adapted=self._adapted(mine, runs, definition, country, days),
        )
        progress = self._folder.progress()
        return TitleProjection(
            title=title,
            definition=definition,
            country=country,
            counted_to_us=data_until(extent, until_us),
            cut_off_at=str(progress.get("refreshed_at")),
            projection=made,
            so_far=tuple(accumulate(one or 0.0 for one in mine.curve.new_households[: made.at])),
            seen_through=RewatchDesk(self._openings(), self._catalogue, definition, country).rewatches(
                title, mine, runs, made
            ),
            passing=passing,
            record=record,
            chance=None if passing is None else made.chance_to_pass(passing),
        )

    def hold(
        self,
        title: Title,
        definition: Definition,
        *,
        days: int = _CLOSED,
        country: str | None = None,
        until_us: int | None = None,
    ) -> TitleHold:
        """How a title holds beside its like, and which titles began as it did.

        Args:
            title: Which.
            definition: By which a household counts.
            days: The window whose outcome the comparables show.
            country: Only what was watched there, since the release there; None: everywhere.
            until_us: As if nothing had been watched from then on.

        Raises:
            MatineeError: The title has no day that is closed, or its first ones are not known.
        """
        runs = self.runs(definition, days=max(days, _CLOSED), country=country, until_us=until_us)
        mine = self._of(title, runs, country)
        curves = [run.curve for run in runs]
        running = 1 <= mine.curve.closed_days < days
        return TitleHold(
            title=title,
            definition=definition,
            country=country,
            hold=_hold(mine, runs),
            comparables=comparables(mine.curve, curves, days=days) if running else None,
            names={one: self._catalogue.titles[one].name for one in {curve.title for curve in curves}},
            so_far=tuple(accumulate(one or 0.0 for one in mine.curve.new_households[:days])),
            # Of too few titles that have closed the window, those that are as old as this one.
            typical=typical(mine.curve, curves, days=days)
            or typical(mine.curve, curves, days=min(mine.curve.closed_days, days)),
        )

    def chance(
        self, definition: Definition, *, country: str | None, until_us: int | None
    ) -> Callable[[str, int, float], float | None]:
        """How likely a title (its id) ends its first so many days above a number of households; None: nobody can tell."""
        eligible = self._folder.settings.eligible_households or None

        @cache
        def curves(days: int) -> list[Curve]:
            return [run.curve for run in self.runs(definition, days=days, country=country, until_us=until_us)]

        def told(title: str, days: int, households: float) -> float | None:
            mine = next((curve for curve in curves(days) if curve.title == title), None)
            if mine is None:
                return None
            try:
                return project(mine, curves(days), days=days, eligible=eligible).chance_to_pass(households)
            except MatineeError:
                return None

        return told

    def runs(
        self, definition: Definition, *, days: int, country: str | None = None, until_us: int | None = None
    ) -> list[Run]:
        """All titles as they run: new households and hours of each of their first days that is closed.

        Args:
            definition: By which a household counts.
            days: No curve is longer.
            country: Only what was watched there, since the release there; None: everywhere.
            until_us: As if nothing had been watched from then on.
        """
        extent = self._history.extent()
        if extent is None:
            return []
        return own_runs(
            self._openings(),
            self._catalogue,
            definition,
            extent,
            time_zone=self._folder.settings.chart_time_zone,
            days=days,
            country=country,
            until_us=until_us,
        )

    def _adapted(
        self, mine: Run, runs: Sequence[Run], definition: Definition, country: str | None, days: int
    ) -> Adapted:
        """The levels of intervals, after what was issued for this definition, country and window came out."""
        outcomes = {
            (run.curve.title, definition.id, country, days): sum(one or 0.0 for one in run.curve.new_households[:days])
            for run in runs
            if run.curve.closed_days >= days
        }
        issued = ledger.read(self._folder.tables, outcomes)
        alike = [one for one in issued if (one.definition, one.country, one.days) == (definition.id, country, days)]
        at = min(mine.curve.closed_days, days)
        return adapted(alike, before=mine.curve.released_on + timedelta(days=at))

    def _record(self, mine: Run, runs: Sequence[Run], days: int) -> tuple[float, Title]:
        """The most households that another title had in its first so many days, and which it was."""
        totals = [
            (sum(one or 0.0 for one in run.curve.new_households[:days]), run.curve.title)
            for run in runs
            if run is not mine and run.curve.closed_days >= days
        ]
        if not totals:
            raise MatineeError(
                f"No other title has closed its first {some(days, 'day')}: there is no record to pass.",
                "Give a number of households.",
            )
        most, title = max(totals)
        return most, self._catalogue.titles[title]

    def _openings(self) -> Openings:
        return Openings(self._folder, self._engine, self._catalogue, self._rules)

    def _of(self, title: Title, runs: Sequence[Run], country: str | None) -> Run:
        mine = next((run for run in runs if run.curve.title == title.id), None)
        if mine is None:
            raise self._no_curve(title, country)
        return mine

    def issue(self, made: TitleProjection) -> bool:
        """Put a projection into the ledger; of a lake that is held for writing. Whether it was not there yet."""
        return ledger.issue(
            self._folder.tables,
            made.projection,
            country=made.country,
            cut_off_at=made.cut_off_at,
            issued_at=instants.show(instants.now_us()),
        )

    def issued(self, definition: Definition, title: Title | None = None) -> list[ledger.Issued]:
        """All that was issued by a definition, of a title or of all, and how it came out."""
        found = ledger.read(self._folder.tables, {})
        mine = [one for one in found if one.definition == definition.id and (title is None or one.title == title.id)]
        outcomes: dict[tuple[str, str, str | None, int], float] = {}
        for country, days in {(one.country, one.days) for one in mine}:
            for run in self.runs(definition, days=days, country=country):
                if run.curve.closed_days == days:
                    households = sum(one or 0 for one in run.curve.new_households)
                    outcomes[run.curve.title, definition.id, country, days] = households
        told = ledger.read(self._folder.tables, outcomes)
        return [one for one in told if one.definition == definition.id and (title is None or one.title == title.id)]

    def _no_curve(self, title: Title, country: str | None) -> MatineeError:
        if self._catalogue.released_at_us(title.id, country) is None:
            return MatineeError(
                f"The catalogue does not say when {title.name} was released.", "Add its release to the catalogue."
            )
        return MatineeError(
            f"{title.name} has no day since its release that is closed and known.",
            "A projection needs the first 24 hours whole, and viewing of the lake that begins before them.",
        )


def _hold(mine: Run, runs: Sequence[Run]) -> Hold:
    """How a title holds, looked at together with all that run."""
    running = [run for run in runs if run is not mine and run.curve.closed_days < _CLOSED]
    past = [run for run in runs if run is not mine and run.curve.closed_days >= _CLOSED]
    return holds([mine, *running], past)[0]
