"""WHAT CAN BE WATCHED: titles, the assets they are made of, and their releases."""

from matinee.catalogue.titles import Asset, Catalogue, Release, Title

__all__ = ["Asset", "Catalogue", "Release", "Title"]
