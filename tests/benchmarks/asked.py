"""Every statement that a question puts to the file, whichever way it goes: through SQLAlchemy or to the driver as it is."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session
from sqlalchemy.pool.base import _ConnectionFairy

from callcentre.app import Desk


class Statement(NamedTuple):
    """As the driver got it. `made` is what SQLAlchemy made it of, and with what it was given; None where it was handed over as text."""

    text: str
    parameters: Any
    made: Any = None
    given: Mapping[str, Any] = MappingProxyType({})


class _Ear:
    """A connection of the driver that notes what it is asked."""

    def __init__(self, driver: Any, heard: list[Statement]) -> None:
        self._driver, self._heard = driver, heard

    def execute(self, text: str, parameters: Any = ()) -> Any:
        if text != "BEGIN":
            self._heard.append(Statement(text, tuple(parameters)))
        return self._driver.execute(text, parameters)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._driver, name)


def asked(desk: Desk, question: Callable[[Session], Any]) -> list[Statement]:
    """The statements of a question, in their order."""
    heard: list[Statement] = []
    engine, plain = desk.store._reader, _ConnectionFairy.driver_connection

    given: list[Mapping[str, Any]] = []

    def listen(_connection: Any, _made: Any, _many: Any, parameters: Mapping[str, Any], _options: Any) -> None:
        given[:] = [parameters]

    def hear(_connection: Any, _cursor: Any, text: str, parameters: Any, context: Any, _many: bool) -> None:
        if context.compiled is None:
            heard.append(Statement(text, parameters))
        else:
            heard.append(Statement(text, parameters, context.invoked_statement, given[0]))

    event.listen(engine, "before_execute", listen)
    event.listen(engine, "before_cursor_execute", hear)
    try:
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(_ConnectionFairy, "driver_connection", property(lambda fairy: _Ear(plain.__get__(fairy), heard)))
            desk.read(question)
    finally:
        event.remove(engine, "before_execute", listen)
        event.remove(engine, "before_cursor_execute", hear)
    assert heard
    return heard
