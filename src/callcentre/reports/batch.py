"""Scorecards of many outlets, drawn in a second process, so that a window goes on while they are.

The process is told to stop between two files: what is there is whole, nothing half drawn stays.
"""

import json
import multiprocessing
from collections.abc import Callable, Sequence
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path

from callcentre import words
from callcentre.domain.errors import Refused
from callcentre.words import _

Moved = Callable[[int, int], None]
_TURN = 0.1
"""Seconds between two looks at whether it is still wanted."""
_PATIENCE = 10.0
"""Seconds a process gets to end by itself; it draws a page in a tenth of one."""


class _Stopped(Exception):
    """Nobody wants the rest."""


def write_batch(
    figures: str, folder: Path, codes: Sequence[str], *, language: str, moved: Moved, cancelled: Callable[[], bool]
) -> list[Path]:
    """Draws the scorecards of `codes` (of all outlets when empty) into `folder`; answers those that are there.

    `figures` is the JSON of `store.figures.scorecards`. Blocks: for a thread of its own. Once
    `cancelled` says so, it answers what was finished. Raises Refused("file.unwritable").
    """
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    work = context.Process(
        target=_draw, args=(there, figures, str(folder), list(codes), language), name="scorecards", daemon=True
    )
    work.start()
    there.close()
    try:
        return _listen(here, moved, cancelled)
    finally:
        here.close()
        work.join(_PATIENCE)
        if work.is_alive():
            work.kill()
            work.join()
            _sweep(folder)


def _listen(here: Connection, moved: Moved, cancelled: Callable[[], bool]) -> list[Path]:
    asked = False
    while True:
        if not asked and cancelled():
            asked = True
            with suppress(OSError):
                here.send("stop")
        if not here.poll(_TURN):
            continue
        try:
            kind, *said = here.recv()
        except EOFError:
            raise Refused("file.unwritable", reason=_("the process that draws has ended")) from None
        if kind == "moved":
            moved(*said)
        elif kind == "done":
            return [Path(name) for name in said[0]]
        else:
            raise Refused("file.unwritable", reason=said[0])


def _draw(there: Connection, figures: str, folder: str, codes: list[str], language: str) -> None:
    """The second process."""
    from callcentre.reports.scorecard import file_name, write_scorecards

    words.use(language)
    read = json.loads(figures)
    wanted = [outlet["code"] for outlet in read["outlets"] if not codes or outlet["code"] in codes]
    finished: list[str] = []

    def moved(done: int, in_all: int) -> None:
        finished.append(str(Path(folder) / file_name(read["period"], wanted[done - 1])))
        there.send(("moved", done, in_all))
        # The end of the window looks like a word from it.
        if there.poll():
            raise _Stopped

    try:
        with suppress(_Stopped):
            write_scorecards(read, Path(folder), codes_wanted=codes, moved=moved)
        there.send(("done", finished))
    except OSError as error:
        with suppress(OSError):
            there.send(("failed", error.strerror or str(error)))
    finally:
        _sweep(Path(folder))
        there.close()


def _sweep(folder: Path) -> None:
    """Takes away what was being drawn when it ended."""
    for draft in folder.glob("scorecard-*.pdf.part"):
        with suppress(OSError):
            draft.unlink()
