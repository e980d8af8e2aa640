"""The keys that mean the same everywhere, and those a person has put in their place.

Acts keep the key they were made with ("F8"); what is pressed and printed is looked up here. So
a key is changed in one place for buttons, caps, menus and the window itself.
"""

import re
from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

from callcentre.ui.told import Told
from callcentre.words import N_

ACTS: tuple[tuple[str, str], ...] = (
    ("F1", N_("Help and keys of this page")),
    ("F2", N_("New call")),
    ("F3", N_("Find anything")),
    ("F4", N_("Callbacks")),
    ("F5", N_("Next callback")),
    ("F6", N_("Complaints")),
    ("F7", N_("Map")),
    ("F8", N_("The main act of the page, such as save and relay")),
    ("F9", N_("Urge, chase")),
)
"""Keys as made, and what each does; these can be changed."""
FIXED: tuple[tuple[str, str], ...] = (
    ("Ctrl+K", N_("Acts")), ("Ctrl+Z", N_("Undo")), ("Esc", N_("Back")), ("Alt+0", N_("Right column")),
)
"""Keys that stay: everybody who helps a colleague has to find them."""
OFFERED = tuple(f"{held}F{n}" for held in ("", "Ctrl+") for n in range(1, 13) if n != 10)
"""What can be chosen: F10 is the menu's on every system, Shift belongs to input methods, letters to the pages."""


_NAMED = re.compile(r"(?<!\w)F[1-9](?!\d)")


class _Keys:
    def __init__(self) -> None:
        self.changed = Told()
        self.chosen: dict[str, str] = {}


_keys = _Keys()


def of(key: str) -> str:
    """What is pressed for an act made with `key`."""
    return _keys.chosen.get(key, key)


def named(text: str) -> str:
    """A text that names keys as made, with those that are pressed."""
    return _NAMED.sub(lambda made: of(made[0]), text)


def chosen() -> Mapping[str, str]:
    """The keys that are not as made: made -> pressed."""
    return dict(_keys.chosen)


def set_chosen(wanted: Mapping[str, object]) -> None:
    """Puts other keys in place; what is none of ours, or would leave two acts with one key, is left out."""
    known = [key for key, _title in ACTS]
    taken: dict[str, str] = {}
    for key in known:
        pressed = wanted.get(key)
        if isinstance(pressed, str) and pressed in OFFERED and pressed != key:
            taken[key] = pressed
    while (twice := _twice(known, taken)) is not None:
        del taken[twice]
    _keys.chosen = taken
    _keys.changed.tell()


def owner(pressed: str, *, but: str = "") -> str:
    """The key as made of the act that `pressed` belongs to now, empty where it is free."""
    return next((key for key, _title in ACTS if key != but and of(key) == pressed), "")


def on_change(told: Callable[[], object]) -> None:
    """`told`, a method of a widget, runs after each change and is forgotten with the widget."""
    _keys.changed.add(told)


def pressed(event: QKeyEvent) -> str:
    """The key as made that an event means, empty for one that is none of these."""
    seen = QKeySequence(event.keyCombination()).toString(QKeySequence.SequenceFormat.PortableText)
    return owner(seen)


def printed_name(event: QKeyEvent) -> str:
    """How a key press is written: "Ctrl+F2"; empty for a key that only holds."""
    if event.key() in (Qt.Key.Key_Control, Qt.Key.Key_Shift, Qt.Key.Key_Alt, Qt.Key.Key_Meta, 0):
        return ""
    return QKeySequence(event.keyCombination()).toString(QKeySequence.SequenceFormat.PortableText)


def _twice(known: list[str], taken: Mapping[str, str]) -> str | None:
    seen: dict[str, str] = {}
    for key in known:
        now = taken.get(key, key)
        if now in seen:
            return key if key in taken else seen[now]
        seen[now] = key
    return None
