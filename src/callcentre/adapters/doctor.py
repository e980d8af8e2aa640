"""What `callcentre doctor` and the settings look at, each finding in words with what to do."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar

from callcentre.domain.profile import Profile
from callcentre.resources import resource
from callcentre.words import _, ngettext

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

Result = TypeVar("Result")
LEAST_FREE = 1_000_000_000
"""Bytes of free disk below which a day's work may not fit any more."""
NAMED = 10
"""So many orders are named; the rest is counted."""
Moved = Callable[[int, int], None]


class Desk(Protocol):
    """What is looked at: an opened data folder."""

    @property
    def folder(self) -> Path: ...

    def read(self, question: "Callable[[Session], Result]") -> Result: ...

    def profile(self) -> Profile: ...


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: whether it is well, and what there is to say and do."""

    well: bool
    said: str


def examine(desk: Desk, moved: Moved) -> list[Finding]:
    """Looks at the data file, what was folded, the disk and the shipped files; `moved` hears the progress."""
    return [*_file(desk), _folded(desk, moved), _waiting(desk), _disk(desk), _fonts(), _keyring()]


def _file(desk: Desk) -> list[Finding]:
    from callcentre.store.examine import damaged_pages, links_to_nothing

    pages = desk.read(damaged_pages)
    lost = desk.read(links_to_nothing)
    return [
        Finding(True, _("The key opens the data file in {folder}.").format(folder=desk.folder)),
        Finding(
            not pages,
            _("Every page of the file is sound.") if not pages else
            _("{n} places of the file are damaged. Make a copy of the folder and restore the last backup.").format(n=pages),
        ),
        Finding(
            not lost,
            _("Nothing refers to a row that is not there.") if not lost else
            _("{n} rows refer to one that is not there. Restore the last backup and pass this on.").format(n=lost),
        ),
    ]


def _folded(desk: Desk, moved: Moved) -> Finding:
    from callcentre.store.examine import wrongly_folded

    wrong = desk.read(lambda session: wrongly_folded(session, desk.profile(), moved))
    if not wrong:
        return Finding(True, _("Every state, job and figure follows from the events."))
    named = ", ".join(wrong[:NAMED])
    return Finding(
        False,
        ngettext(
            "{n} case does not stand where its events put it: {named}. Pass this on.",
            "{n} cases do not stand where their events put them: {named}. Pass this on.",
            len(wrong),
        ).format(n=len(wrong), named=named),
    )


def _waiting(desk: Desk) -> Finding:
    from callcentre.store.examine import waiting_changes
    from callcentre.store.exchange_file import peer_of

    n = desk.read(waiting_changes)
    if desk.read(peer_of) is not None:
        said = ngettext("{n} change waits for the server.", "{n} changes wait for the server.", n)
    elif n:
        said = ngettext(
            "This workstation has no server. {n} change is kept for the day it is connected to one.",
            "This workstation has no server. {n} changes are kept for the day it is connected to one.", n,
        )
    else:
        said = _("This workstation has no server, and no change is kept for one.")
    return Finding(True, said.format(n=f"{n:,}"))


def _disk(desk: Desk) -> Finding:
    free = shutil.disk_usage(desk.folder).free
    shown = f"{free / 1e9:,.1f}"
    if free >= LEAST_FREE:
        return Finding(True, _("{free} GB of the disk are free.").format(free=shown))
    return Finding(False, _("Only {free} GB of the disk are free. Make room before the next shift.").format(free=shown))


def _fonts() -> Finding:
    missing = [
        weight for weight in ("Regular", "Medium", "SemiBold")
        if not resource("fonts", f"NotoSansSC-{weight}.ttf").is_file()
    ]
    if not missing:
        return Finding(True, _("The font is there in three weights."))
    said = _("Weights of the font are missing: {missing}. Install the program again.")
    return Finding(False, said.format(missing=", ".join(missing)))


def _keyring() -> Finding:
    from callcentre.adapters.keyring import SystemSecrets
    from callcentre.ports import NoSecrets

    try:
        SystemSecrets().get("doctor")
    except NoSecrets:
        return Finding(True, _("This machine has no keyring, so the key comes from a key file."))
    return Finding(True, _("The keyring of this machine answers."))
