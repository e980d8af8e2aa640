"""A real server for histories: the wheel's PostgreSQL, set up once, with a clock that the history sets."""

from tests.sync.conftest import postgresql

__all__ = ["postgresql"]
