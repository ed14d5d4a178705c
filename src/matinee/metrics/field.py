"""What others count: plays and amounts, by the rules of their owners."""

from __future__ import annotations

from matinee.metrics.terms import Joining, Measured, Plays, Quantity, Telling, Term
from matinee.units import Unit

_NETFLIX = "Netflix Top 10, about the list"
_SNOWPLOW = "Snowplow, dbt package for media players 0.5.3"
_SKIPPED = "A jump to the end counts as having seen it."
_LATER = "Sittings on several days are several plays."
_TAUTULLI = {"joining": Joining.RESUMED, "full": 0.85, "session_least_s": 120, "credits": True}
_JELLYSTAT = {"joining": Joining.GAP, "gap_s": 3600, "full": 0.8, "session_least_s": 1}


def _plays(id: str, title: str, meaning: str, source: str, misleads: str, **rule: object) -> Term:
    counts = Plays(**rule)  # type: ignore[arg-type]  # the declarations below are read at once
    unit = Unit.PLAYS if counts.telling is Telling.COUNT else Unit.SHARE
    speed = "any, by the content" if counts.needs_position else "any, by the clock"
    return Term(
        id=id,
        title=title,
        meaning=meaning,
        unit=unit,
        counts=counts,
        speed=speed,
        source=source,
        misleads=misleads,
    )


PLAYS = (
    _plays(
        "tautulli.play",
        "Logged play",
        "Sessions of at least 120 s of one person and item are one play while each ends at or behind the last, and the "
        "last was not watched; however long lies between them.",
        "Tautulli, LOGGING_IGNORE_INTERVAL and group_history",
        "A half and then the whole from the start is one play; short looks are none.",
        **_TAUTULLI,
    ),
    _plays(
        "tautulli.watched",
        "Watched",
        "A logged play whose last position is at 85 % of the runtime, or at the end credits if they begin earlier.",
        "Tautulli, helpers.check_watched with WATCHED_MARKER 3",
        _SKIPPED,
        measured=Measured.LAST,
        least=0.85,
        **_TAUTULLI,
    ),
    _plays(
        "jellystat.play",
        "Play",
        "Sessions of at least 1 s less than an hour apart are one play, unless the earlier came past 80 % or two neighbours "
        "together last longer than the runtime.",
        "Jellystat, ActivityMonitor.js",
        _LATER,
        **_JELLYSTAT,
    ),
    _plays(
        "jellystat.progress",
        "Progress",
        "Seconds played ÷ runtime, the mean of all plays by jellystat.play.",
        "Jellystat, ActivityMonitor.js",
        "Repeats are progress.",
        measured=Measured.PLAYED,
        telling=Telling.MEAN,
        **_JELLYSTAT,
    ),
    _plays(
        "streamystats.complete",
        "Completed",
        "Sessions whose last position is past 90 % of the runtime.",
        "Streamystats, session-poller.ts",
        _SKIPPED,
        measured=Measured.LAST,
        least=0.9,
        above=True,
    ),
    _plays(
        "streamystats.completion",
        "Item completion",
        "The mean of the last positions of all sessions ÷ runtime.",
        "Streamystats, items.ts",
        "Four sittings of a whole film have a mean of 62.5 %.",
        measured=Measured.LAST,
        telling=Telling.MEAN,
    ),
    _plays(
        "jellyfin.played",
        "Played",
        "Persons and items with a session whose position came past 90 % of the runtime.",
        "Jellyfin, MaxResumePct of a stock system.xml",
        _SKIPPED,
        joining=Joining.EVER,
        measured=Measured.FURTHEST,
        least=0.9,
        above=True,
    ),
    _plays(
        "kodi.watched",
        "Watched",
        "Sessions whose last position is at 90 % of the runtime.",
        "Kodi wiki, advancedsettings: playcountminimumpercent",
        _SKIPPED,
        measured=Measured.LAST,
        least=0.9,
    ),
    _plays(
        "trakt.watched",
        "Scrobble",
        "Sessions whose last position is at 80 % of the runtime.",
        "Trakt, scrobble, as told by a capability file of it",
        _SKIPPED,
        measured=Measured.LAST,
        least=0.8,
    ),
    _plays(
        "ums.played",
        "Fully played",
        "Sessions whose last position is at 92 % of the runtime.",
        "Universal Media Server, support pages",
        _SKIPPED,
        measured=Measured.LAST,
        least=0.92,
    ),
    _plays(
        "snowplow.play",
        "Play",
        "Each page view, here a session, in which anything was played.",
        _SNOWPLOW,
        _LATER,
    ),
    _plays(
        "snowplow.valid",
        "Valid play",
        "Page views with more than 30 s of play time.",
        _SNOWPLOW,
        _LATER,
        least=30,
        above=True,
    ),
    _plays(
        "snowplow.complete",
        "Complete play",
        "Page views whose play time, repeats too, is at least 99 % of the duration.",
        _SNOWPLOW,
        "The first half twice is complete; the whole in two sittings, or at 1.5 times the speed, is not.",
        measured=Measured.PLAYED,
        least=0.99,
    ),
    _plays(
        "adobe.start",
        "Content starts",
        "Sessions in which the main content began to play.",
        "Adobe Experience League, content starts",
        "A second is enough, and each sitting is one.",
    ),
    _plays(
        "adobe.complete",
        "Content completes",
        "Sessions whose playhead reached the end; they could have skipped ahead.",
        "Adobe Experience League, media parameters",
        _SKIPPED,
        measured=Measured.FURTHEST,
        least=1,
    ),
    _plays(
        "mux.view",
        "View",
        "Sessions that started in the window; rebuffering, seeking and pauses are no playing time.",
        "Mux, data engagement metric",
        _LATER,
    ),
    _plays(
        "nagra.completion",
        "Average completion",
        "The mean of the furthest position ÷ runtime of each person and item, where that is more than 5 %.",
        "Nagra documentation",
        "Who leaves in the first minutes is left out, and a jump counts as having seen it.",
        joining=Joining.EVER,
        measured=Measured.FURTHEST,
        least=0.05,
        above=True,
        telling=Telling.MEAN,
    ),
    _plays(
        "ink.view",
        "View",
        "One for each person, item and day.",
        "Ink Player documentation",
        "Two watches on one day are one view; one watch across midnight may be two.",
        joining=Joining.DAY,
    ),
    _plays(
        "ink.complete",
        "Completion",
        "Views by ink.view whose furthest position is at 95 % of the runtime.",
        "Ink Player documentation",
        _SKIPPED,
        joining=Joining.DAY,
        measured=Measured.FURTHEST,
        least=0.95,
    ),
    _plays(
        "iab.download",
        "Download",
        "Persons, items and calendar days with at least 60 s; of podcasts, used for video as it is.",
        "IAB Tech Lab podcast guidelines 2.x, as told by the press",
        "What was fetched is not what was heard; here only what was played counts.",
        joining=Joining.DAY,
        least=60,
    ),
    _plays(
        "youtube.intro",
        "Intro",
        "Share of sessions that played for at least 30 s.",
        "YouTube Help, audience retention",
        "Sessions that jump about for 30 s were never at the intro.",
        least=30,
        telling=Telling.SHARE,
    ),
)


def _amount(
    id: str, title: str, meaning: str, unit: Unit, counts: Quantity, source: str, misleads: str, **more: str
) -> Term:
    return Term(id=id, title=title, meaning=meaning, unit=unit, counts=counts, source=source, misleads=misleads, **more)  # type: ignore[arg-type]  # words only


_BY_RUNTIME = Quantity.VIEWING_BY_RUNTIME
AMOUNTS = (
    _amount(
        "netflix.hours.2021",
        "Hours viewed",
        "All hours, repeats included; each season is a title.",
        Unit.HOURS,
        Quantity.VIEWING,
        f"{_NETFLIX}, November 2021",
        "A long title leads a short one that more homes finished.",
        window="week from Monday",
        rounding="to 10,000 hours, since June 2023 to 100,000, after ranking",
    ),
    _amount(
        "netflix.views.2023",
        "Views",
        "Hours viewed ÷ runtime; repeats and parts both included.",
        Unit.VIEWS,
        _BY_RUNTIME,
        f"{_NETFLIX}, since 20 June 2023",
        "Not people: ten homes that saw a tenth are one view. As --definition, who watched anything at all has started.",
        window="week from Monday; records 91 days",
        rounding="to 100,000, after ranking",
    ),
    _amount(
        "disney.views",
        "Views",
        "Stream time ÷ runtime.",
        Unit.VIEWS,
        _BY_RUNTIME,
        "Disney, press releases, as told by the press in 2023 and 2024",
        "Not people and not completions.",
        window="3, 5 or 7 days",
    ),
    _amount(
        "luminate.views",
        "Views",
        "Minutes ÷ runtime; of a season, of all episodes available by the end of the window.",
        Unit.VIEWS,
        _BY_RUNTIME,
        "Luminate support, streaming charts",
        "The denominator grows with each new episode, so that views can fall while viewing rises.",
        window="week from Friday, UTC",
    ),
    _amount(
        "nielsen.minutes",
        "Streaming minutes",
        "Minutes viewed, all episodes pooled; Nielsen's are of TV screens in the US only.",
        Unit.MINUTES,
        Quantity.VIEWING,
        "Nielsen Streaming Top 10, as told by the press since September 2020",
        "No correction for runtime: many episodes lead few.",
        window="week from Monday",
    ),
    _amount(
        "adobe.ama",
        "Average minute audience",
        "Time spent ÷ media length: what others call views.",
        Unit.VIEWS,
        _BY_RUNTIME,
        "Adobe Experience League, media parameters",
        "Barb's measure of the same name leaves out viewing at another speed, and counts individuals.",
    ),
    _amount(
        "barb.ama",
        "Programme audience",
        "The mean audience of the content's minutes, at normal speed: seconds ÷ runtime, without Barb's rounding to clock minutes.",
        Unit.HOUSEHOLDS,
        Quantity.NORMAL_BY_RUNTIME,
        "Barb glossary of Thinkbox",
        "Repeats of one home are counted as if another home had watched.",
        window="7 or 28 days",
        speed="normal only",
    ),
    _amount(
        "barb.loyalty",
        "Loyalty",
        "barb.ama ÷ barb.reach.",
        Unit.SHARE,
        Quantity.NORMAL_BY_RUNTIME_AND_REACH,
        "jllmedia.co.uk, on average audience and reach",
        "Rewatches can carry it above 100 %.",
        window="7 or 28 days",
        speed="normal only",
    ),
    _amount(
        "mapp.runtime",
        "Run time",
        "The furthest point of each session, together: 30 s, and 20 s of them again, are 30 s.",
        Unit.HOURS,
        Quantity.FURTHEST,
        "Mapp documentation, media analysis",
        "A jump to the end counts as the whole.",
        speed="any, by the content",
    ),
    _amount(
        "mapp.duration",
        "Play duration",
        "All seconds played: 30 s, and 20 s of them again, are 50 s.",
        Unit.HOURS,
        Quantity.VIEWING,
        "Mapp documentation, media analysis",
        "Repeats and first watches are not told apart.",
    ),
    _amount(
        "wistia.engagement",
        "Engagement",
        "The mean share of the content that was played; parts played several times count once.",
        Unit.SHARE,
        Quantity.COVERAGE,
        "Wistia support, engagement",
        "By household here, by visit there: sittings of several days add up.",
        speed="any, by the content",
    ),
)

FIELD = (*PLAYS, *AMOUNTS)
"""Plays, then amounts."""

NOT_COMPUTABLE = (
    ("netflix.engagement", "a list of titles past 50,000 hours in half a year, not a measure of one title"),
    ("hulu.premiere", "a claim of hours in 3 days: netflix.hours.2021 over 3 days says it"),
    ("nielsen.gauge", "a share of all television, which a service does not see"),
    ("Nielsen and Barb as published", "persons of a panel, and which screen it was; Matinee has households"),
    ("conviva", "attempts and ended plays are events of a player; what never played leaves no viewing"),
    ("snowplow.retention", "the boundary before the first seek; spans do not tell why they ended"),
    ("Snowplow's time in version 1", "built from boundaries at 10, 25, 50, 75 and 100 %, not from viewing"),
    ("youtube.retention", "a curve, not a number: the report's minute by minute has it"),
    ("binge.rate", "'in rapid succession' has no published number"),
    ("parrot.demand", "a mix of searches, posts, piracy and streams; not people"),
    ("FlixPatrol, PlumResearch", "their rules are not published"),
)
"""Terms that household viewing cannot give, and why."""
