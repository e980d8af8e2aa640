"""What the window remembers of one desk: its place, widths of columns, language, theme, size of text.

Nothing here is about a customer, so it is plain JSON. It is read once, before the window is
shown, and written by a thread of its own a moment after something changed.
"""

from pathlib import Path
from typing import Any

from callcentre.runtime.drafts import Drafts
from callcentre.runtime.keeping import PlainFile

FILE = "window.json"


class Remembered:
    """Small values by group and name: get("columns", "intake", [320, 590, 384])."""

    def __init__(self, folder: Path) -> None:
        self._groups = Drafts(PlainFile(folder / FILE))

    def get(self, group: str, name: str, default: Any) -> Any:
        """The value, or `default` where there is none or it is of another type than the default."""
        found = (self._groups.get(group) or {}).get(name, default)
        return found if default is None or isinstance(found, type(default)) else default

    def put(self, group: str, name: str, value: Any) -> None:
        """Keeps a value that JSON can hold; on disk within a second."""
        self._groups.put(group, {**(self._groups.get(group) or {}), name: value})

    def close(self) -> None:
        """Writes what is not written and stops."""
        self._groups.close()
