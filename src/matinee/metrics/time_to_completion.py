"""Time to completion: how long the households that finished the title took from first play to the end.

The median. Read 1.7 as: half of the homes that finished were through within an hour and 42
minutes of pressing play for the first time, so in one evening; 26 means that half of them
needed a second day. Homes that have not finished yet are left out, so that short windows
understate it.

Source: the clock of a household begins with its first viewing of the title, and ends with
its first completion; the median is that of Hyndman and Fan's type 7.
"""

from ibis import _

from matinee.metrics.metric import Metric, completions, households, known, started
from matinee.units import MICROSECONDS_PER_HOUR, Unit

TIME_TO_COMPLETION = Metric(
    name="time_to_completion",
    title="Time to completion",
    unit=Unit.HOURS,
    formula="median time from a household's first viewing to its first completion",
    value=(_.first_completed_us - _.first_watched_us).quantile(0.5, where=started & (completions >= 1))
    / MICROSECONDS_PER_HOUR,
    left_out=households(started & ~known),
    shared_out=True,
    needs_position=True,
)
