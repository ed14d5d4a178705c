"""Points in time: read from text, shown as text, counted in microseconds of UTC.

Inside Matinee an instant is a whole number of microseconds since 1970-01-01 UTC
(`_us`), so that sums and differences are exact on every engine.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from matinee.errors import MatineeError

SECOND_US = 1_000_000
HOUR_US = 3_600 * SECOND_US
DAY_US = 24 * HOUR_US

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_ONE_US = timedelta(microseconds=1)


def now_us() -> int:
    """This instant."""
    return to_us(datetime.now(UTC))


def to_us(moment: datetime) -> int:
    """Microseconds since 1970 of a moment that carries its offset."""
    assert moment.tzinfo is not None, "an instant without an offset is not an instant"
    return (moment - _EPOCH) // _ONE_US


def to_datetime(instant_us: int) -> datetime:
    """The moment in UTC."""
    return _EPOCH + timedelta(microseconds=instant_us)


def show(instant_us: int) -> str:
    """ISO 8601 in UTC, seconds shown, smaller parts only where there are any.

    >>> show(1_608_883_200_000_000)
    '2020-12-25T08:00:00+00:00'
    """
    return to_datetime(instant_us).isoformat()


def parse(text: str) -> int:
    """Read an ISO 8601 instant with its offset; a date alone is its midnight in UTC.

    >>> show(parse("2020-12-25T03:00:00-05:00")), show(parse("2020-12-25"))
    ('2020-12-25T08:00:00+00:00', '2020-12-25T00:00:00+00:00')

    Raises:
        MatineeError: The text is no such instant.
    """
    text = text.strip()
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is not None and moment.tzinfo is None and len(text) == len("2020-12-25"):
        moment = moment.replace(tzinfo=UTC)
    if moment is None or moment.tzinfo is None:
        raise MatineeError(
            f"{text!r} is not a point in time.",
            "Write it as ISO 8601 with an offset, like 2020-12-25T08:00:00+00:00 or 2020-12-25T08:00:00Z.",
        )
    return to_us(moment)
