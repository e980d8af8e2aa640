"""Whether keys are printed on the acts: always, or with "fewer hints" only where it matters and while Alt is held."""

from collections.abc import Callable

from callcentre.ui import keys
from callcentre.ui.told import Told


class _Hints:
    def __init__(self) -> None:
        self.changed = Told()
        self.fewer = False
        self.held = False


_hints = _Hints()


def fewer() -> bool:
    """Whether the person asked for fewer hints."""
    return _hints.fewer


def held() -> bool:
    """Whether Alt is held down, which shows every key."""
    return _hints.held


def shown(*, always: bool = False) -> bool:
    """Whether a key cap is painted; `always` for those of an outcome bar."""
    return always or _hints.held or not _hints.fewer


def set_fewer(fewer_wanted: bool) -> None:
    """Keeps only the keys of the outcome bar, or shows all."""
    _hints.fewer = fewer_wanted
    _hints.changed.tell()


def set_held(alt_held: bool) -> None:
    """The window says that Alt went down or up."""
    if alt_held != _hints.held:
        _hints.held = alt_held
        _hints.changed.tell()


def on_change(told: Callable[[], object]) -> None:
    """`told`, a method of a widget, runs after each change and is forgotten with the widget."""
    _hints.changed.add(told)


def printed(key: str) -> str:
    """A key as it is printed on a cap, the one chosen for it: "Alt+R" is "Alt R"."""
    return keys.of(key).replace("+", " ")
