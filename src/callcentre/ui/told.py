"""Widgets that are told of a change while they live, and of which nothing is left when they are gone.

Connected to a signal of something that lives as long as the program, every button that ever was would
leave a part of its connection behind.
"""

from collections.abc import Callable
from typing import Any
from weakref import WeakKeyDictionary

import shiboken6


class Told:
    """`add(widget.method)`, then `tell()` calls it while the widget is there."""

    def __init__(self) -> None:
        self._owners: WeakKeyDictionary[Any, list[str]] = WeakKeyDictionary()

    def add(self, told: Callable[[], object]) -> None:
        """A bound method of a widget that somebody else keeps alive."""
        owner: Any = getattr(told, "__self__")  # noqa: B009  a bound method, of Python or of Qt
        self._owners.setdefault(owner, []).append(told.__name__)

    def tell(self) -> None:
        """Calls all that are still there."""
        for owner, names in list(self._owners.items()):
            for name in names if shiboken6.isValid(owner) else ():
                getattr(owner, name)()
