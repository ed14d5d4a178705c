"""Which version of Matinee this is."""

__version__ = "0.1.0"
