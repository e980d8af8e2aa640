"""Workstations with real files for whoever runs the server."""

from tests.store.exchange.conftest import a, b, station

__all__ = ["a", "b", "station"]
