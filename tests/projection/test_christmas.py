"""Christmas releases of the simulated season are not projected far too low, once the service has closed titles.

The figures of fifty seeds are of `tools.bench_christmas`; here are three, for what would break it.
"""

from __future__ import annotations

from tools.bench_christmas import medians


def test_from_day_11_on_the_median_of_christmas_releases_is_missed_by_little():
    found = medians(range(3), 60)
    assert -0.08 < found[11, True][0] < 0.08
    assert -0.05 < found[13, True][0] < 0.05
