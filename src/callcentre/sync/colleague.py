"""What a colleague did at this desk goes over the colleague's own login, once, whenever they give their password."""

from collections.abc import Callable
from contextlib import closing
from uuid import UUID

from sqlalchemy import URL

from callcentre.domain.errors import ServerFault
from callcentre.domain.instants import Instant
from callcentre.sync.ports import Failed, LocalFile, Lost, Request, Summary
from callcentre.sync.talking import Talk
from callcentre.sync.wire import Wire


def send_as(address: URL, login: str, password: str | None, file: LocalFile, *, now: Callable[[], Instant]) -> Summary:
    """One exchange over the login of a colleague, who reads exactly what this folder holds.

    Raises ServerFault: what `Wire` raises, line.other_scope for somebody who reads more or less
    (a folder holds what one kind of person may see), line.lost, line.failed.
    """
    with closing(Wire(address.set(username=login), password)) as wire:
        try:
            said = file.hello()
            met = wire.ask(Request("hello", said))
            if set(met["feeds"]) != set(said["cursors"]):
                raise ServerFault("line.other_scope", login=login)
            return Talk(wire, file, UUID(met["me"]["person"]), now=now).once()
        except Lost:
            raise ServerFault("line.lost", retry=True) from None
        except Failed as failed:
            raise ServerFault("line.failed", retry=True, state=str(failed)) from failed
