"""The one place where the parts are put together: what the window, the command line and tests open.

A `Desk` is one data folder opened by one person. The window is built around it by
`callcentre.window`; a sub-command uses it as it is, without a display. The store is
imported when a folder is opened, so that a window can paint before.
"""

import getpass
import platform
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar
from uuid import UUID

from callcentre.adapters.clock import SystemClock
from callcentre.adapters.find_key import FoundKey, find_key
from callcentre.adapters.folders import data_folder
from callcentre.domain.errors import Refused, StoreFault
from callcentre.domain.profile import Profile
from callcentre.ports import Clock

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from callcentre.store.store import Store
    from callcentre.store.unit import Unit
    from callcentre.store.writing import Done

Result = TypeVar("Result")
DEFAULT_PROFILE = "after_sales"


@dataclass(frozen=True, slots=True)
class Settings:
    """What the command line says before the sub-command."""

    data: Path | None = None
    demo: bool = False
    language: str = ""
    profile: str = DEFAULT_PROFILE
    key_file: Path | None = None
    password_fd: int | None = None


@dataclass(slots=True)
class Desk:
    """One data folder, opened by one person on this workstation."""

    folder: Path
    store: "Store"
    clock: Clock
    person: UUID
    name: str
    """The workstation as it stands on every event."""
    key: bytes

    def write(
        self,
        act: "Callable[[Unit], Result]",
        *,
        bulk: bool = False,
        actor: UUID | None = None,
        waited: Callable[[float], None] | None = None,
    ) -> "Done[Result]":
        """Runs one act in one transaction; durable when it returns."""
        from callcentre.store.writing import write

        return write(
            self.store, self.clock, actor or self.person, act, desk=self.name, bulk=bulk, waited=waited
        )

    def read(self, question: "Callable[[Session], Result]") -> Result:
        """Asks the file something, in one consistent snapshot."""
        with self.store.reading() as session:
            return question(session)

    def profile(self) -> Profile:
        """The profile in force now."""
        from callcentre.store.profiles import profile_at

        return self.read(lambda session: profile_at(session, self.clock.now()))

    def close(self) -> None:
        """Gives the file back; the last step."""
        self.store.close()


def folder_and_key(settings: Settings, environ: Mapping[str, str]) -> tuple[Path, FoundKey]:
    """The data folder, made where it is not there, and the key of its files; a demo's key lies inside.

    Raises StoreFault("store.no_folder") where no folder can be made, and what `find_key` raises.
    """
    folder = settings.data or data_folder(demo=settings.demo)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreFault("store.no_folder", path=str(folder), reason=error.strerror or str(error)) from error
    key_file = settings.key_file
    if settings.demo and key_file is None:
        key_file = folder / "demo.key"
    return folder, find_key(folder, key_file=key_file, environ=environ)


def open_desk(settings: Settings, *, environ: Mapping[str, str], clock: Clock | None = None) -> Desk:
    """Opens the data folder, made on first use.

    Raises StoreFault in words for a missing or wrong key, a damaged, newer or locked
    file, and Refused("folder.is_real") where a demo is asked for in a folder of real work.
    """
    from callcentre.store.store import open_store

    real_clock = clock or SystemClock()
    folder, found = folder_and_key(settings, environ)
    store = open_store(folder, found.key, clock=real_clock)
    try:
        person = _begin(store, real_clock, settings)
    except BaseException:
        store.close()
        raise
    return Desk(folder, store, real_clock, person, platform.node() or "desk", found.key)


def _begin(store: "Store", clock: Clock, settings: Settings) -> UUID:
    from callcentre.store.first import begin_folder, device_of
    from callcentre.store.people import person_by_account

    account = getpass.getuser()
    # Read first: whoever only looks something up need not wait for a long import to end.
    with store.reading() as session:
        device = device_of(session)
    if device is None:
        with store.writing() as session:
            device = begin_folder(
                session, account=account, now=clock.now(), profile=settings.profile, demo=settings.demo
            )
    if settings.demo and not device.demo:
        raise Refused("folder.is_real")
    with store.reading() as session:
        return person_by_account(session, account)
