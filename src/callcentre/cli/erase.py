"""erase: what is told of a customer is blanked for good, here or, in a joined folder, at the server and every desk."""

import argparse
import sys
from typing import TYPE_CHECKING
from uuid import UUID

from callcentre.adapters.passwords import Passwords
from callcentre.app import Desk, Settings
from callcentre.cli.sync import exchanged, file_of, wire_to
from callcentre.domain.errors import Refused, ServerFault
from callcentre.domain.event import Role
from callcentre.words import _, ngettext

if TYPE_CHECKING:
    from argparse import ArgumentParser, _SubParsersAction

KEEPERS = frozenset({Role.SUPERVISOR, Role.ADMINISTRATOR})


def add_commands(commands: "_SubParsersAction[ArgumentParser]") -> None:
    """Adds `erase` to the command line."""
    erase = commands.add_parser("erase", help=_("blanks for good what is told of a customer"))
    erase.add_argument("customer", metavar="CUSTOMER_NO")
    erase.add_argument("--yes", action="store_true", help=_("erases without asking"))
    erase.set_defaults(run=_erase)


def _erase(settings: Settings, options: argparse.Namespace) -> int:
    from callcentre.cli.common import desk_of
    from callcentre.store.exchange.erasing import things_of
    from callcentre.store.exchange_file import peer_of

    passwords = Passwords(settings.password_fd)
    with desk_of(settings, KEEPERS) as desk:
        customer = desk.read(lambda session: _customer(session, options.customer))
        things = desk.read(lambda session: things_of(session, customer))
        _ask(options.customer, len(things), yes=options.yes)
        there = desk.read(peer_of)
        erased = file_of(desk).erase(customer) if there is None else _at_server(desk, there[0], there[2], customer, passwords)
        print(ngettext("{n} thing is erased.", "{n} things are erased.", erased).format(n=erased))
        _name_copies(desk)
    return 0


def _customer(session: object, no: str) -> UUID:
    from sqlalchemy import select
    from sqlalchemy.orm import Session

    from callcentre.store.tables import Customer

    assert isinstance(session, Session)
    found = session.scalar(select(Customer.id).where(Customer.no == no))
    if found is None:
        raise Refused("customer.unknown")
    return found


def _ask(no: str, things: int, *, yes: bool) -> None:
    text = ngettext(
        "{n} thing that speaks of customer {no} will be blank for good: names, numbers, addresses, words, files.",
        "{n} things that speak of customer {no} will be blank for good: names, numbers, addresses, words, files.", things,
    )  # fmt: skip
    print(text.format(n=things, no=no), file=sys.stderr)
    if yes:
        return
    if not sys.stdin.isatty():
        raise Refused("erase.unasked")
    print(_("Erase it? [y/N] "), end="", file=sys.stderr, flush=True)
    if sys.stdin.readline().strip().lower() not in ("y", "yes", "是"):
        raise Refused("erase.unasked")


def _at_server(desk: Desk, url: str, person: UUID, customer: UUID, passwords: Passwords) -> int:
    """The server blanks it and tells every desk; this one hears of it at once."""
    from callcentre.sync.ports import Failed, Lost, Request

    file = file_of(desk)
    with wire_to(url, passwords) as wire:
        # What was made here goes first: the server erases what it knows.
        exchanged(desk, wire, file, person)
        try:
            reply = wire.ask(Request("erase", {"entity": "customer", "pk": str(customer), "device": file.hello()["device"]}))
        except Lost:
            raise ServerFault("line.lost", retry=True) from None
        except Failed as failed:
            raise ServerFault("line.failed", retry=True, state=str(failed)) from None
        exchanged(desk, wire, file, person)
    return int(reply["erased"])


def _name_copies(desk: Desk) -> None:
    """Copies of before that lie in the folder, which only a person may throw away."""
    copies = sorted(path.name for path in desk.folder.glob("callcentre.*-*.db"))
    if copies:
        print(_("Copies of before still hold it, here and wherever backups are kept: {names}").format(names=", ".join(copies)), file=sys.stderr)
    else:
        print(_("Backups of before still hold it, wherever they are kept."), file=sys.stderr)
