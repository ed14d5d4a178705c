"""WHAT CAN BE WATCHED: titles, their assets and releases, who made them, where they belong, what is said of them."""

from matinee.catalogue.cinemas import TheatricalRun
from matinee.catalogue.claims import Claim
from matinee.catalogue.franchises import Franchise, Universe
from matinee.catalogue.people import Person, Role
from matinee.catalogue.ratings import Rating
from matinee.catalogue.titles import Asset, Catalogue, Release, Title

__all__ = [
    "Asset",
    "Catalogue",
    "Claim",
    "Franchise",
    "Person",
    "Rating",
    "Release",
    "Role",
    "TheatricalRun",
    "Title",
    "Universe",
]
