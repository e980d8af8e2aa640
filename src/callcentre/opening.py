"""What a window stands on: the desk opened with everything the panels need, its services, and its line to the server.

Nothing here is for the thread of the window but making a context out of what was opened.
"""

import hashlib
import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from callcentre import words
from callcentre.domain.profile import Profile
from callcentre.ports import Clock
from callcentre.runtime.announce import Announcer
from callcentre.runtime.drafts import Drafts
from callcentre.runtime.keeping import EncryptedFile
from callcentre.runtime.remembered import Remembered
from callcentre.runtime.runner import Runner
from callcentre.ui.screen import Screen, ScreenContext, SignedIn
from callcentre.ui.screen import Shell as ShellOfPanels
from callcentre.words import _

if TYPE_CHECKING:
    from callcentre.adapters.passwords import Passwords
    from callcentre.app import Desk, Settings
    from callcentre.runtime.claims import Claims
    from callcentre.sync.connection import Connection


@dataclass(frozen=True, slots=True)
class Opened:
    """What the opening thread hands over."""

    desk: "Desk"
    drafts: Drafts
    person: SignedIn
    profile: Profile
    screens: tuple[Screen, ...]


def open_all(
    settings: "Settings", environ: Mapping[str, str], told: Callable[[str], None], clock: Clock | None = None
) -> Opened:
    """Opens the desk and everything the panels need; `told` hears what takes long. Not for the window's thread."""
    from callcentre.app import open_desk
    from callcentre.profiles.gazetteer import gazetteer
    from callcentre.screens import discover
    from callcentre.ui.help.pages import read_pages

    # Read here once, so that no form, no help and no change of language opens their files on the window's thread.
    gazetteer()
    read_pages()
    words.read_catalogues()
    desk = open_desk(settings, environ=environ, clock=clock)
    try:
        if settings.demo:
            _fill_demo(desk, told)
        person = signed_in(desk)
        drafts = Drafts(EncryptedFile(desk.folder / "drafts.db", drafts_key(desk.key)))
        return Opened(desk, drafts, person, desk.profile(), discover())
    except BaseException:
        desk.close()
        raise


def drafts_key(key: bytes) -> bytes:
    """The key of the drafts: derived from the desk's, so that one secret is kept and none is used twice."""
    return hmac.digest(key, b"callcentre drafts", hashlib.sha256)


def signed_in(desk: "Desk") -> SignedIn:
    """Who sits at an opened desk."""
    from callcentre.store.people import person_of

    actor = desk.read(lambda session: person_of(session, desk.person))
    return SignedIn(actor.id, actor.name, frozenset(str(role) for role in actor.roles), actor.outlet)


def context_of(
    opened: Opened,
    runner: Runner,
    announcer: Announcer,
    remembered: Remembered,
    shell: ShellOfPanels,
    services: Mapping[str, object],
) -> ScreenContext:
    """What every panel is handed."""
    return ScreenContext(
        runner=runner,
        announcer=announcer,
        drafts=opened.drafts,
        remembered=remembered,
        now=opened.desk.clock.now,
        person=opened.person,
        profile=opened.profile,
        zone=opened.profile.zone,
        shell=shell,
        services=services,
    )


def writer(
    desk: "Desk",
    announcer: Announcer,
    waited: Callable[[float], None] | None = None,
    saved: Callable[[], None] = lambda: None,
) -> Callable[[Any], Any]:
    """Runs an act at the desk, announces what it changed, calls `saved` and answers what the act answered."""

    def write(act: Callable[[Any], Any]) -> Any:
        done = desk.write(act, waited=waited)
        announcer.announce(done.changes)
        if any(kind != "claim" for kind, _pk in done.changes):
            # Who has what in hand does not go out with the acts: the server was asked before.
            saved()
        return done.result

    return write


def keep_rules(desk: "Desk", announcer: Announcer, saved: Callable[[], None] = lambda: None) -> None:
    """Runs the scheduled rules once, as the rules' own person, announces what they did, and calls `saved`."""
    from callcentre.acts import rules
    from callcentre.store.first import RULE_PERSON

    announcer.announce(desk.write(rules.run, actor=RULE_PERSON).changes)
    saved()


def desk_services(desk: "Desk") -> dict[str, object]:
    """What panels may do with the folder beside its rows; all of it belongs on another thread than the window's.

    back_up(target) writes and proves a backup, prove(source) one that was written, examine(moved) looks for anything wrong; attachments
    keeps the bytes of attached files.
    """
    from callcentre.store.blobs import Blobs

    def back_up(target: Path) -> object:
        from callcentre.store import backup

        return backup.back_up(desk.folder, desk.key, target, desk.clock)

    def prove(source: Path) -> object:
        from callcentre.store import backup

        return backup.prove(source, desk.folder, desk.key)

    def examine(moved: Callable[[int, int], None]) -> object:
        from callcentre.adapters import doctor

        return doctor.examine(desk, moved)

    return {"back_up": back_up, "prove": prove, "examine": examine, "attachments": Blobs(desk.folder, desk.key)}


def connection_of(opened: Opened, passwords: "Passwords | None", announcer: Announcer) -> "Connection":
    """The desk's connection to its server, not begun yet."""
    from os import environ

    from callcentre.adapters.folders import machine_of, second_disk
    from callcentre.adapters.passwords import Passwords
    from callcentre.sync.connection import Connection

    desk = opened.desk
    return Connection(desk.store, desk.clock, machine_of(desk.folder), passwords or Passwords(None), announcer.announce,
                      second=second_disk(environ))  # fmt: skip


def connected(opened: Opened, passwords: "Passwords", announcer: Announcer) -> "Connection":
    """The same, begun where the folder is joined. Not for the window's thread."""
    connection = connection_of(opened, passwords, announcer)
    try:
        connection.begin()
    except BaseException:
        give_back(opened)
        raise
    return connection


def claims_for(opened: Opened, runner: Runner, announcer: Announcer, connection: "Connection") -> "Claims":
    """What this person has in hand: by the server's leases where the folder is joined, else by its own."""
    from callcentre.runtime.claims import Claims

    claims = Claims(runner, announcer, opened.person.id, opened.person.name, opened.desk.clock.now, connection)
    claims.begin()
    return claims


def give_back(opened: Opened | None) -> None:
    """Closes what was opened, the desk last."""
    if opened is not None:
        opened.drafts.close()
        opened.desk.close()


def _fill_demo(desk: "Desk", told: Callable[[str], None]) -> None:
    from callcentre.demo.build import build, is_built

    if desk.read(is_built):
        return
    told(_("Filling the demo folder. Its key lies beside it, so it protects nothing."))
    build(desk.write, desk.clock.now(), lambda done, in_all: told(_("Filling the demo folder: {done} of {all}").format(done=done, all=in_all)))
