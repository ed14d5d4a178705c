"""WHAT IT MEANS: every metric and every curve, one small file each, and the definitions they count by.

To add a metric: write its file, put it into `CATALOGUE`, write its test. A curve goes into
`CURVES`.
"""

from matinee.metrics.abandonment import ABANDONMENT
from matinee.metrics.ages import AGES
from matinee.metrics.average_audience import AVERAGE_AUDIENCE
from matinee.metrics.binge_rate import BINGE_RATE
from matinee.metrics.completing_households import COMPLETING_HOUSEHOLDS
from matinee.metrics.completion_rate import COMPLETION_RATE
from matinee.metrics.completions import COMPLETIONS
from matinee.metrics.completions_by_hour import COMPLETIONS_BY_HOUR
from matinee.metrics.completions_by_sittings import COMPLETIONS_BY_SITTINGS
from matinee.metrics.completions_per_completer import COMPLETIONS_PER_COMPLETER
from matinee.metrics.coverage import COVERAGE
from matinee.metrics.curve import Curve
from matinee.metrics.daily import DAILY
from matinee.metrics.dayparts import DAYPARTS
from matinee.metrics.episodes import EPISODES
from matinee.metrics.hours import HOURS
from matinee.metrics.kids_households import KIDS_HOUSEHOLDS
from matinee.metrics.loyalty import LOYALTY
from matinee.metrics.metric import Metric
from matinee.metrics.named_dayparts import NAMED_DAYPARTS
from matinee.metrics.peak_concurrency import PEAK_CONCURRENCY
from matinee.metrics.position_known_share import POSITION_KNOWN_SHARE
from matinee.metrics.reach import REACH
from matinee.metrics.retention import RETENTION
from matinee.metrics.rewatch_rate import REWATCH_RATE
from matinee.metrics.rewatches_by_gap import REWATCHES_BY_GAP
from matinee.metrics.rewatches_by_profile import REWATCHES_BY_PROFILE
from matinee.metrics.rewatching_households import REWATCHING_HOUSEHOLDS
from matinee.metrics.share_of_viewing import SHARE_OF_VIEWING
from matinee.metrics.starts import STARTS
from matinee.metrics.time_to_completion import TIME_TO_COMPLETION
from matinee.metrics.viewing_90th_percentile import VIEWING_90TH_PERCENTILE
from matinee.metrics.viewing_per_household import VIEWING_PER_HOUSEHOLD
from matinee.metrics.views import VIEWS

__all__ = ["CATALOGUE", "CURVES", "Curve", "Metric"]

CATALOGUE: tuple[Metric, ...] = (
    REACH,
    STARTS,
    HOURS,
    VIEWS,
    AVERAGE_AUDIENCE,
    COMPLETION_RATE,
    REWATCH_RATE,
    COMPLETIONS_PER_COMPLETER,
    COMPLETIONS,
    COMPLETING_HOUSEHOLDS,
    REWATCHING_HOUSEHOLDS,
    COVERAGE,
    TIME_TO_COMPLETION,
    VIEWING_PER_HOUSEHOLD,
    VIEWING_90TH_PERCENTILE,
    LOYALTY,
    BINGE_RATE,
    PEAK_CONCURRENCY,
    SHARE_OF_VIEWING,
    POSITION_KNOWN_SHARE,
)
"""Every metric, in the order in which a report shows them."""

CURVES: tuple[Curve, ...] = (
    DAILY,
    AGES,
    RETENTION,
    ABANDONMENT,
    EPISODES,
    DAYPARTS,
    NAMED_DAYPARTS,
    COMPLETIONS_BY_HOUR,
    COMPLETIONS_BY_SITTINGS,
    REWATCHES_BY_GAP,
    REWATCHES_BY_PROFILE,
    KIDS_HOUSEHOLDS,
)
"""Every curve, in the order in which a report has them."""
