"""What one can ask of several titles together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from matinee.catalogue import Catalogue, Title
from matinee.catalogue.countries import known_country
from matinee.catalogue.titles import unknown_title
from matinee.errors import MatineeError
from matinee.metrics import Metric
from matinee.metrics.definitions import DEFAULT, Definition, find_definition
from matinee.metrics.reach import REACH
from matinee.periods import Periods
from matinee.rollups.audience import AudienceRetention, Step, step_of
from matinee.rollups.drops import expected_drop
from matinee.rollups.follow_up import KIND, follow, measured_time, of_launches
from matinee.rollups.groups import FRANCHISE, find_group, find_parts, groups_by, parts_of_all
from matinee.rollups.groups import TITLE as TITLES_BY_NAME
from matinee.rollups.hold import HOLD
from matinee.rollups.ranking import HOME, PER, TITLE, Asked, Ranking, Standing, by_group, rank_groups
from matinee.rollups.roll_up import COUNTRIES, PERIODS, TITLES, RollUp, check_parts, cut_up, told
from matinee.rollups.together import Counted, Together, summed, together
from matinee.rollups.ways import ROLLED_UP, Way, rolled_up, way_of
from matinee.store import Engine
from matinee.store.audiences import Pair, went_on
from matinee.store.folder import LakeFolder
from matinee.store.history import History, Window
from matinee.store.household_sets import HouseholdSets
from matinee.store.openings import Opening, Openings
from matinee.units import Unit
from matinee.viewing.rules import Rule

DAYS = 28
AUDIENCE_DAYS = 28
ALL_TITLES = "all"


class Rollups:
    """Roll-ups over the titles of a lake.

    Args:
        folder: The lake.
        history: What was watched.
        engine: To query it with.
        catalogue: As it rests in the lake.
        rules: The thresholds in use.
        definitions: By which households may count.
    """

    def __init__(
        self,
        folder: LakeFolder,
        history: History,
        engine: Engine,
        catalogue: Catalogue,
        rules: Sequence[Rule],
        definitions: Sequence[Definition],
    ) -> None:
        self._folder = folder
        self._history = history
        self._engine = engine
        self._catalogue = catalogue
        self._rules = rules
        self._definitions = definitions

    def rank(
        self,
        *,
        by: str = FRANCHISE,
        metric: str = REACH.name,
        days: int = DAYS,
        per: str = HOME,
        country: str | None = None,
        from_day: str | None = None,
        to_day: str | None = None,
        definition: str = DEFAULT,
        as_of: str | None = None,
        least_homes: int | None = None,
    ) -> Ranking:
        """Rank groups of titles by what their titles did in so many days each.

        Args:
            by: What groups titles: "franchise", "director", "cast", "studio", "genre", …
            metric: A metric that several titles have together, or "hold".
            days: Over how many days each title is counted; those whose days are not over are left out.
            per: Of a rate: "home", each household once; or "title", each household once a title.
            country: Only what was watched there, from the release there.
            from_day: Only what was watched from this day on, an ISO 8601 date.
            to_day: Only what was watched to the end of this day.
            definition: By which a household has started.
            as_of: An ISO 8601 instant: as if nothing had been watched from then on.
            least_homes: Figures of fewer homes are not shown; None: as the settings have it.

        Raises:
            MatineeError: An argument names something that does not exist, or nothing was measured then.
        """
        if per not in PER:
            raise MatineeError(f"A rate is not per {per!r}.", f"Ask for one per {' or '.join(PER)}.")
        least = self._least(least_homes)
        counted = HOLD if metric == HOLD.name else rolled_up(metric)
        found = find_definition(definition, self._definitions)
        place = known_country(country)
        groups = groups_by(self._catalogue, by)
        sets, engine = self._sets, self._engine
        measured = measured_time(self._history, self._days, place, from_day=from_day, to_day=to_day, as_of=as_of)
        followed = follow(
            (title for group in groups for title in group.titles),
            self._catalogue,
            lambda titles: sets.first_viewing(titles, place),
            measured,
            days=days,
            country=place,
        )
        if counted is HOLD:
            followed = of_launches(followed)
        rolled = together(sets, engine, followed.windows, by_group(groups), _with_reach(counted), found, place)
        asked = _asked(counted, per)
        standings = [
            Standing(
                group=group,
                reach=rolled[group.id][REACH.name].whole.value or 0,
                rolled=rolled[group.id][counted.name],
            )
            for group in groups
        ]
        places, few, unwatched, prior = rank_groups(standings, asked, followed, least)
        return Ranking(
            by=by,
            asked=asked,
            definition=found,
            country=place,
            followed=followed,
            least_homes=least,
            places=places,
            few=few,
            unwatched=unwatched,
            prior=prior,
        )

    def roll_up(
        self,
        *names: str,
        by: str = TITLES_BY_NAME,
        over: str = TITLES,
        days: int | None = None,
        country: str | None = None,
        from_day: str | None = None,
        to_day: str | None = None,
        definition: str = DEFAULT,
        as_of: str | None = None,
        least_homes: int | None = None,
    ) -> RollUp:
        """What a set of titles had together, each household once, and what its parts add up to.

        Args:
            names: Of titles; or of groups of them.
            by: What the names are of: "title", or what groups titles: "franchise", "director", "series", …
            over: What the parts are: "titles", "countries", "weeks" or "days".
            days: Over how many days of its own each title counts; None: over all the time measured.
            country: Only what was watched there.
            from_day: Only what was watched from this day on, an ISO 8601 date.
            to_day: Only what was watched to the end of this day.
            definition: By which a household has started.
            as_of: An ISO 8601 instant: as if nothing had been watched from then on.
            least_homes: Figures of fewer homes are not shown; None: as the settings have it.

        Raises:
            MatineeError: An argument names something that does not exist, or nothing was measured then.
        """
        least = self._least(least_homes)
        found, place = find_definition(definition, self._definitions), known_country(country)
        check_parts(over, days, place)
        watched = self._history.titles()
        if by == TITLES_BY_NAME:
            chosen = [self._catalogue.find(name, watched).id for name in names]
        else:
            chosen = [title for name in names for title in find_group(self._catalogue, by, name).titles]
        measured = measured_time(self._history, self._days, place, from_day=from_day, to_day=to_day, as_of=as_of)
        windows = self._windows(dict.fromkeys(chosen), watched, measured, days, place)

        def count(windows: Sequence[Opening], country: str | None) -> dict[str, Together]:
            inside = {ALL_TITLES: [window.title for window in windows]}
            return together(self._sets, self._engine, windows, inside, ROLLED_UP, found, country)[ALL_TITLES]

        whole = count(windows, place)
        parts: dict[str, dict[str, Counted]] = {}
        if over == COUNTRIES:
            for where in self._sets.countries(windows):
                parts[where] = {name: one.whole for name, one in count(windows, where).items()}
        elif over != TITLES:
            week = Periods(PERIODS[over], self._days.time_zone)
            for period, cut in cut_up(week, windows, measured):
                parts[period] = {name: one.whole for name, one in count(cut, place).items()}
        else:
            reached = whole[REACH.name].titles
            parts = {window.title: {REACH.name: reached.get(window.title, Counted(value=0))} for window in windows}
        reach = whole[REACH.name].whole.value or 0
        added_up = {
            name: one.naive if over == TITLES else summed(one.metric, [part[name] for part in parts.values()])
            for name, one in whole.items()
        }
        counted = [window.title for window in windows]
        return RollUp(
            name=", ".join(names),
            titles={title: self._named(title).name for title in counted},
            left_out=tuple(title for title in dict.fromkeys(chosen) if title not in counted),
            over=over,
            days=days,
            measured=measured,
            country=place,
            definition=found,
            least_homes=least,
            numbers={
                name: told(one.metric, one.whole, added_up[name], reach, over=over, least=least)
                for name, one in whole.items()
            },
            parts={
                name: None if 0 < (part[REACH.name].value or 0) < least else part[REACH.name].value
                for name, part in parts.items()
            },
        )

    def _windows(
        self, titles: Iterable[str], watched: Sequence[str], measured: Window, days: int | None, country: str | None
    ) -> tuple[Opening, ...]:
        """Over which time each title counts: so many days of its own, or all that is measured."""
        if days is not None:
            sets = self._sets
            return follow(
                titles,
                self._catalogue,
                lambda some: sets.first_viewing(some, country),
                measured,
                days=days,
                country=country,
            ).windows
        seen = set(watched)
        return tuple(Opening(KIND, title, measured.from_us, measured.to_us) for title in titles if title in seen)

    def audience(
        self,
        franchise: str,
        *,
        days: int = AUDIENCE_DAYS,
        country: str | None = None,
        definition: str = DEFAULT,
        as_of: str | None = None,
        least_homes: int | None = None,
    ) -> AudienceRetention:
        """Of the households that completed a part of a franchise, how many started the next, and whom that brought.

        Args:
            franchise: A name or an id; or a series, whose seasons are its parts.
            days: For how many days each household is followed.
            country: Only what was watched there, from the release there.
            definition: By which a household has started.
            as_of: An ISO 8601 instant: as if nothing had been watched from then on.
            least_homes: Figures of fewer homes are not shown; None: as the settings have it.

        Raises:
            MatineeError: An argument names something that does not exist, or nothing was measured then.
        """
        least = self._least(least_homes)
        found, place = find_definition(definition, self._definitions), known_country(country)
        group = find_parts(self._catalogue, franchise)
        sets, engine = self._sets, self._engine
        measured = measured_time(self._history, self._days, place, from_day=None, to_day=None, as_of=as_of)
        slate = parts_of_all(self._catalogue)
        followed = follow(
            dict.fromkeys([*group.titles, *(title for titles in slate.values() for title in titles)]),
            self._catalogue,
            lambda titles: sets.first_viewing(titles, place),
            measured,
            days=days,
            country=place,
        )
        launched = [window for window in followed.windows if window.title not in followed.library]
        alone = {title: (title,) for title in (window.title for window in launched)}
        rolled = together(sets, engine, launched, alone, [REACH], found, place)
        reach = {title: one[REACH.name].whole.value or 0 for title, one in rolled.items()}
        begins = {window.title: window.from_us for window in followed.windows}
        steps: list[Step] = []
        missing: list[str] = []
        for number, (part, after) in enumerate(pairwise(group.titles), start=1):
            name = self._named(after).name
            if after not in begins:
                missing.append(f"{name} has not been on the service for {days} days yet, as far as is measured.")
                continue
            pair = Pair(
                earlier=group.titles[:number],
                part=part,
                next=after,
                out_us=begins[after],
                days=days,
                from_us=measured.from_us,
                to_us=measured.to_us,
            )
            rows, brought = went_on(sets, engine, pair, found.rule, place)
            steps.append(
                step_of(
                    pair,
                    self._named(part),
                    self._named(after),
                    rows,
                    brought,
                    library=after in followed.library,
                    ratio=_ratio(reach, part, after, least),
                    least=least,
                )
            )
        others = [
            ratio
            for titles in slate.values()
            for part, after in pairwise(titles)
            if (ratio := _ratio(reach, part, after, least)) is not None
        ]
        return AudienceRetention(
            franchise=group,
            days=days,
            measured=measured,
            country=place,
            definition=found,
            least_homes=least,
            steps=tuple(steps),
            missing=tuple(missing),
            drop=expected_drop(others),
        )

    def _least(self, asked: int | None) -> int:
        """Of how many homes a figure must be."""
        if asked is None:
            return round(self._folder.settings.least_homes)
        if asked < 1:
            raise MatineeError(f"A figure cannot be of {asked} homes.", "Give 1 or more; matinee.toml has the usual.")
        return asked

    def _named(self, title: str) -> Title:
        return self._catalogue.titles.get(title) or unknown_title(title)

    @property
    def _days(self) -> Periods:
        return Periods("day", self._folder.settings.chart_time_zone)

    @property
    def _sets(self) -> HouseholdSets:
        openings = Openings(self._folder, self._engine, self._catalogue, self._rules)
        return HouseholdSets(openings, self._engine)


def _asked(metric: Metric, per: str) -> Asked:
    rate = way_of(metric) is Way.BY_SETS and metric.parts == "households"
    return Asked(
        name=metric.name,
        title=metric.title,
        formula=metric.formula,
        unit=metric.unit,
        is_rate=rate and metric.unit in (Unit.SHARE, Unit.RATIO),
        per=TITLE if metric is HOLD else per,
    )


def _with_reach(metric: Metric) -> list[Metric]:
    return [metric] if metric is REACH else [REACH, metric]


def _ratio(reach: Mapping[str, float], part: str, after: str, least: int) -> float | None:
    """Reach of the next ÷ reach of the part; None where one is not known, or of few homes."""
    before, now = reach.get(part, 0), reach.get(after, 0)
    return now / before if before >= least and now >= least else None
