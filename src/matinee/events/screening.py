"""Screening: events that are well told and yet not believed, each with its reason.

- `robot`: whoever sent it says of itself that it is one.
- `too late`: it was made longer before it arrived than late reports are waited for. Where it says
  when it was sent, its clock is set by that first, so that a wrong clock is not taken for lateness.

What needs a whole session (a clock that is off, an advance faster than time) is seen to when
the session is walked through, where the order of arrival makes no difference:
`matinee.viewing.clocks` and `matinee.viewing.walk`.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from matinee import instants
from matinee.events.event import PlaybackEvent
from matinee.rejections import Rejection

EVENT_RECORD = '{"asset":'
"""How the record of a whole event begins, as `record_of` writes it."""


def screen(
    events: Sequence[PlaybackEvent], received_at_us: int, *, robot: bool, late_us: float
) -> tuple[list[PlaybackEvent], list[Rejection]]:
    """Part events that are believed from those that are not.

    Args:
        events: Those of one request.
        received_at_us: When it arrived.
        robot: Whether its sender says of itself that it is a robot.
        late_us: How late a report may come.

    Returns:
        The events that are believed, and the others as rejections that `screened_event` can read again.
    """
    if robot:
        return [], [_reject("robot", "Its sender says that it is a robot.", event) for event in events]
    good, late = [], []
    for event in events:
        arrived_us = received_at_us if event.sent_at_us is None else event.sent_at_us
        late_by_us = arrived_us - event.occurred_at_us
        if late_by_us > late_us:
            days = late_by_us / instants.DAY_US
            late.append(_reject("too late", f"It came {days:.1f} days after it was made.", event))
        else:
            good.append(event)
    return good, late


def screened_event(record: str, household: bytes, profile: bytes | None) -> PlaybackEvent:
    """An event that screening rejected, from the record that was kept of it."""
    return PlaybackEvent(household=household, profile=profile, **msgspec.json.decode(record))


def record_of(event: PlaybackEvent) -> str:
    """An event as it is kept, without who it is of; `screened_event` reads it again."""
    kept = {name: value for name, value in event._asdict().items() if name not in ("household", "profile")}
    return msgspec.json.encode(kept).decode()


def _reject(reason: str, problem: str, event: PlaybackEvent) -> Rejection:
    return Rejection(1, reason, problem, record_of(event))
