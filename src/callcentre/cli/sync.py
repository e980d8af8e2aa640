"""Sub-commands of a workstation that shares a server: connect, sync (design section 8)."""

import argparse
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING
from uuid import UUID

from callcentre.adapters.folders import machine_of, second_disk
from callcentre.adapters.passwords import Passwords
from callcentre.app import Desk, Settings
from callcentre.domain.errors import BadValue, Refused, ServerFault, StoreFault
from callcentre.words import _
from callcentre.words.errors import say

if TYPE_CHECKING:
    from argparse import ArgumentParser, _SubParsersAction

    from callcentre.store.exchange_file import ExchangeFile
    from callcentre.sync.ports import Summary
    from callcentre.sync.wire import Wire

ASKED = frozenset({"line.no_password", "line.wrong_password"})
"""Where a person at a terminal is asked for a password."""


def add_commands(commands: "_SubParsersAction[ArgumentParser]") -> None:
    """Adds `connect` and `sync` to the command line."""
    connect = commands.add_parser("connect", help=_("joins this workstation to a server"))
    connect.add_argument("--url", required=True, metavar="URL", help=_("postgresql://USER@HOST/DATABASE, without a password"))
    connect.add_argument("--yes", action="store_true", help=_("joins without asking"))
    connect.set_defaults(run=_connect)
    sync = commands.add_parser("sync", help=_("exchanges with the server"))
    sync.add_argument("--once", action="store_true", required=True, help=_("one exchange, now"))
    sync.add_argument("--login", default="", metavar="NAME", help=_("over the login of a colleague who has worked at this desk"))
    sync.add_argument("--json", action="store_true", help=_("as JSON"))
    sync.set_defaults(run=_sync)


def _connect(settings: Settings, options: argparse.Namespace) -> int:
    from callcentre.cli.common import desk_of
    from callcentre.store.exchange_file import peer_of
    from callcentre.store.joining import join, would_send
    from callcentre.sync.address import address_of
    from callcentre.sync.ports import Request

    if settings.demo:
        raise Refused("connect.demo")
    login = address_of(options.url).username
    if not login:
        raise BadValue("server.url", field="url", value="")
    passwords = Passwords(settings.password_fd)
    with desk_of(settings) as desk:
        there = desk.read(peer_of)
        if there is not None:
            raise Refused("connect.joined", url=there[0])
        _show_what_goes(desk.read(lambda session: would_send(session, person=desk.person)))
        _ask(yes=options.yes)
        file = file_of(desk)
        with wire_to(options.url, passwords) as wire:
            if file.copied():
                file.new_device()
            met = wire.ask(Request("hello", file.hello()))
            join(
                desk.store, desk.clock, url=options.url, login=login, person=desk.person, reply=met, machine=machine_of(desk.folder)
            )
            print(_("This folder is connected to {url}. First exchange:").format(url=options.url), file=sys.stderr)
            _say(exchanged(desk, wire, file, UUID(met["me"]["person"])))
    return 0


def _show_what_goes(rows: Mapping[str, int]) -> None:
    print(_("This folder would send:") if rows else _("This folder has nothing to send."), file=sys.stderr)
    for entity, count in sorted(rows.items()):
        print(f"  {entity}  {count:,}", file=sys.stderr)


def _ask(*, yes: bool) -> None:
    if yes:
        return
    if not sys.stdin.isatty():
        raise Refused("connect.unasked")
    print(_("Join it to the server for good? [y/N] "), end="", file=sys.stderr, flush=True)
    if sys.stdin.readline().strip().lower() not in ("y", "yes", "是"):
        raise Refused("connect.unasked")


def _sync(settings: Settings, options: argparse.Namespace) -> int:
    from callcentre.cli.common import desk_of, write_json
    from callcentre.store.exchange_file import peer_of

    passwords = Passwords(settings.password_fd)
    with desk_of(settings) as desk:
        there = desk.read(peer_of)
        if there is None:
            raise Refused("connect.not_connected")
        url, _login, person = there
        file = file_of(desk)
        _spared(file.make_ready)
        try:
            if options.login:
                summary = _sent_as(desk, url, options.login, passwords, file)
            else:
                with wire_to(url, passwords) as wire:
                    summary = exchanged(desk, wire, file, person)
        finally:
            _spared(file.keep_spare)
    if options.json:
        write_json(counts(summary), None)
    else:
        _say(summary)
    return 0


def _sent_as(desk: Desk, url: str, login: str, passwords: Passwords, file: "ExchangeFile") -> "Summary":
    """What a colleague did here, over their login; their password is asked for and not kept."""
    from callcentre.sync.address import address_of
    from callcentre.sync.colleague import send_as

    password = passwords.next_given() or None
    if password is None and sys.stdin.isatty():
        password = passwords.typed(_("Password of {login}: ").format(login=login))
    return send_as(address_of(url), login, password, file, now=desk.clock.now)


def _spared(do: Callable[[], object]) -> None:
    """The copy of what waits is a help and no condition: what is wrong with it is said, and the exchange goes on."""
    try:
        do()
    except StoreFault as fault:
        print(say(fault), file=sys.stderr)


def file_of(desk: Desk) -> "ExchangeFile":
    """The desk's folder as the exchange knows it."""
    from callcentre.store.exchange_file import ExchangeFile

    return ExchangeFile(desk.store, desk.clock, machine_of(desk.folder), second=second_disk(os.environ))


def exchanged(desk: Desk, wire: "Wire", file: "ExchangeFile", person: UUID) -> "Summary":
    """One exchange over the login of `person`. A broken line is told in words."""
    from callcentre.sync.ports import Lost
    from callcentre.sync.talking import Talk

    talk = Talk(wire, file, person, now=desk.clock.now)
    try:
        summary = talk.once()
        while talk.carry(file.carrier).more:
            pass
    except Lost:
        raise ServerFault("line.lost", retry=True) from None
    if talk.fault is not None:
        raise talk.fault
    return summary


@contextmanager
def wire_to(url: str, passwords: Passwords) -> "Iterator[Wire]":
    """A connection; asks for the password where the server wants another and a person is there, and keeps it."""
    from callcentre.sync.address import address_of
    from callcentre.sync.wire import Wire

    address = address_of(url)
    try:
        wire = Wire(address, passwords.of_server(url))
    except ServerFault as fault:
        if fault.code not in ASKED or passwords.are_given or not sys.stdin.isatty():
            raise
        typed = passwords.typed(_("Password of {login}: ").format(login=address.username or ""))
        wire = Wire(address, typed)
        passwords.keep(url, typed)
    with closing(wire):
        yield wire


def counts(summary: "Summary") -> dict[str, int]:
    """What `sync --json` tells: the keys are a contract."""
    return {
        "sent": summary.sent, "received": summary.received, "waiting": summary.tally.waiting,
        "refused": summary.tally.refused, "conflicts": summary.tally.conflicts,
    }  # fmt: skip


def _say(summary: "Summary") -> None:
    text = _("{sent} sent, {received} received; {waiting} waiting, {refused} refused, {conflicts} in conflict.")
    print(text.format(**counts(summary)), file=sys.stderr)
