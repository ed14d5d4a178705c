"""A second way of counting, by sets of Python over the spans of a lake; it knows nothing of facts and engines."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from matinee import instants
from matinee.catalogue import Catalogue
from matinee.catalogue.people import Person, Role
from matinee.store.shelf import write_catalogue

RUNTIME_S = 6000
THRESHOLD_S = 120


def histories(lake, windows=None, country=None):
    """(household, title) → how often each second of the film was watched, and for how long, within a title's window."""
    depths = defaultdict(lambda: np.zeros(RUNTIME_S, int))
    seconds = defaultdict(float)
    for span in lake.folder.tables.read("spans").to_pylist():
        if country is not None and span["country"] != country:
            continue
        begin_us, end_us = map(instants.to_us, (span["started_at"], span["ended_at"]))
        from_us, to_us = (windows or {}).get(span["title"], (begin_us, end_us))
        begins, ends = max(begin_us, from_us), min(end_us, to_us)
        if begins >= ends:
            continue
        key = (span["household"], span["title"])
        seconds[key] += (ends - begins) / 1e6
        at_s = span["position_start_ms"] / 1000 + (begins - begin_us) / 1e6
        depths[key][round(at_s) : round(at_s + (ends - begins) / 1e6)] += 1
    return depths, seconds


def starters(seconds, titles):
    """The households that started one of these titles."""
    return {home for (home, title), watched in seconds.items() if title in titles and watched >= THRESHOLD_S}


def completers(depths, titles, times=1):
    """The households that completed one of these titles so often."""
    return {
        home for (home, title), depth in depths.items() if title in titles and (depth >= times).sum() >= 0.9 * RUNTIME_S
    }


def told_of(lake, **more):
    """Put what a catalogue file cannot say yet into a lake: people, roles, franchises; then work it out again."""
    with lake.folder.writing():
        write_catalogue(lake.folder.tables, lake.catalogue.with_more(Catalogue.of(**more)))
        lake.folder.settle()
    lake.__dict__.pop("catalogue", None)
    lake.refresh()
    return lake


def roles(role="director", **titles_of):
    """People and their roles: `roles(ana=["one", "two"])`."""
    people = [Person(id=name, name=name.title()) for name in titles_of]
    return {
        "people": people,
        "roles": [Role(person=name, title=title, role=role) for name, titles in titles_of.items() for title in titles],
    }
