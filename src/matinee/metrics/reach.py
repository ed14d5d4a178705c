"""Reach: how many households started the title.

A household counts once, however often it came back and however many people in it watched.
It has started when it has passed the threshold of the definition within the window; two
short sittings add up. Reach of countries or weeks does not add up to the reach of all: a
household on holiday is in both.

Source: the "chose to watch" households of Netflix's letters to shareholders since January 2020.
"""

from matinee.metrics.metric import Metric, households, started
from matinee.units import Unit

REACH = Metric(
    name="reach",
    title="Reach",
    unit=Unit.HOUSEHOLDS,
    formula="distinct households past the start threshold within the window",
    value=households(started),
)
