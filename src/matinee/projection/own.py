"""The service's own titles projected, and what was said of them before."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from matinee import instants
from matinee.catalogue import Catalogue, Title
from matinee.errors import MatineeError
from matinee.metrics.definitions import Definition
from matinee.projection import ledger
from matinee.projection.curves import Curve
from matinee.projection.own_curves import data_until, own_curves
from matinee.projection.project import Projection, project
from matinee.store.duckdb import Engine
from matinee.store.folder import LakeFolder
from matinee.store.history import History
from matinee.store.openings import Openings
from matinee.viewing.rules import Rule

_LONGEST = 91


@dataclass(frozen=True, kw_only=True)
class TitleProjection:
    """What is expected of a title of the service.

    Attributes:
        title: Which.
        definition: By which a household counts.
        country: Where; None: everywhere.
        counted_to_us: Up to when days can be closed.
        cut_off_at: Up to when what came in is counted, ISO 8601.
        projection: The households.
        passing: The number whose chance was asked for.
        chance: To end above it; None where nothing was asked, or the model cannot tell.
    """

    title: Title
    definition: Definition
    country: str | None
    counted_to_us: int
    cut_off_at: str
    projection: Projection
    passing: float | None
    chance: float | None

    def as_dict(self) -> dict[str, Any]:
        """As JSON has it: exact figures."""
        made = self.projection
        return {
            "title_id": self.title.id,
            "title": self.title.name,
            "definition": self.definition.id,
            "country": self.country,
            "released_on": made.released_on.isoformat(),
            "days": made.days,
            "at": made.at,
            "counted_to": instants.show(self.counted_to_us),
            "cut_off_at": self.cut_off_at,
            "counted": made.counted,
            "median": made.median,
            "intervals": {
                str(level): interval and {"low": interval.low, "high": interval.high}
                for level, interval in made.intervals.items()
            },
            "state": made.state,
            "rests_on": asdict(made.rests_on)
            | {
                "first": made.rests_on.first and made.rests_on.first.isoformat(),
                "last": made.rests_on.last and made.rests_on.last.isoformat(),
                "members": list(made.rests_on.members),
            },
            "passing": self.passing,
            "chance": self.chance,
            "path": [
                {"day": day.day, "median": day.median}
                | {f"{end}_{one.level}": getattr(one, end) for one in day.intervals for end in ("low", "high")}
                for day in made.path
            ],
            "model": made.model,
            "seed": made.seed,
        }

    def to_json(self) -> str:
        """As JSON."""
        return json.dumps(self.as_dict(), indent=2, ensure_ascii=False)

    def to_csv(self) -> str:
        """The way there as CSV, one day a line."""
        text = io.StringIO()
        path = self.as_dict()["path"]
        writer = csv.DictWriter(text, list(path[0]) if path else ["day", "median"], lineterminator="\n")
        writer.writeheader()
        writer.writerows(path)
        return text.getvalue()


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
        passing: float | None = None,
    ) -> TitleProjection:
        """Project the reach of a title in its first so many days.

        Args:
            title: Which.
            definition: By which a household counts.
            days: The window.
            country: Only what was watched there, since the release there; None: everywhere.
            until_us: As if nothing had been watched from then on.
            passing: A number of households whose chance to be passed is told.

        Raises:
            MatineeError: The title has no day that is closed, or its first ones are not known.
        """
        extent = self._history.extent()
        if extent is None:
            raise MatineeError("Nothing was watched yet.", "Import viewing, and run `matinee refresh`.")
        curves = self.curves(definition, days=days, country=country, until_us=until_us)
        mine = next((curve for curve in curves if curve.title == title.id), None)
        if mine is None:
            raise self._no_curve(title, country)
        made = project(mine, curves, days=days, eligible=self._folder.settings.eligible_households or None)
        progress = self._folder.progress()
        return TitleProjection(
            title=title,
            definition=definition,
            country=country,
            counted_to_us=data_until(extent, until_us),
            cut_off_at=str(progress.get("refreshed_at")),
            projection=made,
            passing=passing,
            chance=None if passing is None else made.chance_to_pass(passing),
        )

    def curves(
        self, definition: Definition, *, days: int, country: str | None = None, until_us: int | None = None
    ) -> list[Curve]:
        """The launch curves of all titles."""
        extent = self._history.extent()
        if extent is None:
            return []
        return own_curves(
            Openings(self._folder, self._engine, self._catalogue, self._rules),
            self._catalogue,
            definition,
            extent,
            time_zone=self._folder.settings.chart_time_zone,
            days=days,
            country=country,
            until_us=until_us,
        )

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
            for curve in self.curves(definition, days=days, country=country):
                if curve.closed_days == days:
                    outcomes[curve.title, definition.id, country, days] = sum(one or 0 for one in curve.new_households)
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
