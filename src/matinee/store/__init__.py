"""WHERE IT RESTS: the tables of a lake, the engine that queries them, and keeping them in step.

The only room that names a table format or an engine.
"""

from matinee.store.delta import Tables
from matinee.store.duckdb import Engine

__all__ = ["Engine", "Tables"]
