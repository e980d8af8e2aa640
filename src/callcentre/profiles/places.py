"""Finding the line of a value in the text of a profile file, for messages only."""

import re

from callcentre.profiles.node import Path

_HEAD = re.compile(r"^\s*(\[\[?)\s*([A-Za-z0-9_.\-]+)\s*\]\]?")
_KEY = re.compile(r"^\s*([A-Za-z0-9_\-]+)\s*=(.*)$")
_ITEM = re.compile(r"^\s{1,8}[\[{\"']")


def line_of(text: str, path: Path) -> int:
    """The line, from 1, of the value at `path` or of the nearest thing around it that has a line of its own.

    Knows tables, arrays of tables and arrays with one member a line, which is how the
    shipped files are written; in a file written otherwise it names the line around it.
    """
    best, best_line = -1, 1
    for line, here in _lines(text):
        shared = len(here) if here == path[: len(here)] else -1
        if shared > best:
            best, best_line = shared, line
    return best_line


def _lines(text: str) -> list[tuple[int, Path]]:
    """(line, path) of each line that begins a value."""
    found: list[tuple[int, Path]] = []
    counts: dict[Path, int] = {}
    table: Path = ()
    listed: Path | None = None
    at = 0
    for line, content in enumerate(text.splitlines(), start=1):
        if head := _HEAD.match(content):
            table, listed = _entered(head.group(2).split("."), head.group(1) == "[[", counts), None
            found.append((line, table))
        elif key := _KEY.match(content):
            here = (*table, key.group(1))
            found.append((line, here))
            listed, at = (here, 0) if key.group(2).strip() == "[" else (None, 0)
        elif listed is not None and _ITEM.match(content):
            found.append((line, (*listed, at)))
            at += 1
    return found


def _entered(names: list[str], is_array: bool, counts: dict[Path, int]) -> Path:
    """The path of a table whose header stands here; parents that are arrays mean their last member."""
    path: Path = ()
    for depth, name in enumerate(names):
        path = (*path, name)
        if is_array and depth == len(names) - 1:
            counts[path] = counts.get(path, -1) + 1
        if path in counts:
            path = (*path, counts[path])
    return path
