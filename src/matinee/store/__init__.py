"""WHERE IT RESTS: the tables of a lake, the engines that query them, and keeping them in step.

The only room that names a table format or an engine.
"""

from matinee.store.delta import Tables
from matinee.store.engine import Engine
from matinee.store.engines import DEFAULT_ENGINE, open_engine

__all__ = ["DEFAULT_ENGINE", "Engine", "Tables", "open_engine"]
