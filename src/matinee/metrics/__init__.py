"""WHAT IT MEANS: every metric, one small file each, and the definitions they count by.

To add a metric: write its file, put it into `CATALOGUE`, write its test.
"""

from matinee.metrics.completing_households import COMPLETING_HOUSEHOLDS
from matinee.metrics.completion_rate import COMPLETION_RATE
from matinee.metrics.completions import COMPLETIONS
from matinee.metrics.completions_per_completer import COMPLETIONS_PER_COMPLETER
from matinee.metrics.coverage import COVERAGE
from matinee.metrics.hours import HOURS
from matinee.metrics.metric import Metric
from matinee.metrics.position_known_share import POSITION_KNOWN_SHARE
from matinee.metrics.reach import REACH
from matinee.metrics.rewatch_rate import REWATCH_RATE
from matinee.metrics.rewatching_households import REWATCHING_HOUSEHOLDS
from matinee.metrics.starts import STARTS
from matinee.metrics.views import VIEWS

__all__ = ["CATALOGUE", "Metric"]

CATALOGUE: tuple[Metric, ...] = (
    REACH,
    STARTS,
    HOURS,
    VIEWS,
    COMPLETION_RATE,
    REWATCH_RATE,
    COMPLETIONS_PER_COMPLETER,
    COMPLETIONS,
    COMPLETING_HOUSEHOLDS,
    REWATCHING_HOUSEHOLDS,
    COVERAGE,
    POSITION_KNOWN_SHARE,
)
"""Every metric, in the order in which a report shows them."""
