"""WHAT A PLAYER MAY SAY: playback events, and one reader for each wire format."""

from matinee.events.event import EVENTS, Identity, PlaybackEvent, to_table

__all__ = ["EVENTS", "Identity", "PlaybackEvent", "to_table"]
