"""The shared server from the command line: set up, upgrade, status, and one login for each person."""

import argparse
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from callcentre.adapters.clock import SystemClock
from callcentre.adapters.passwords import Passwords
from callcentre.app import Settings
from callcentre.cli.sync import ASKED
from callcentre.domain.errors import BadValue, ServerFault
from callcentre.domain.event import Role
from callcentre.domain.instants import to_datetime
from callcentre.words import _, codes, ngettext

if TYPE_CHECKING:
    from argparse import _SubParsersAction

    from sqlalchemy import Connection, Engine

    from callcentre.sync.server.standing import Status

ROLES = tuple(role.value for role in Role if role is not Role.RULE)
_MEGABYTE = 1024 * 1024


def add_commands(commands: "_SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds `server` with its sub-commands to the command line."""
    server = commands.add_parser("server", help=_("sets up and looks after the shared server"))
    parts = server.add_subparsers(metavar=_("COMMAND"), title=_("commands"), required=True)
    _part(parts, "init", _init, _("sets up an empty database"))
    _part(parts, "upgrade", _upgrade, _("brings the server to this program's version"))
    status = _part(parts, "status", _status, _("shows size, feeds, workstations, conflicts and claims"))
    status.add_argument("--json", action="store_true", help=_("as JSON"))
    prune = _part(parts, "prune", _prune, _("deletes old lines of feeds that every workstation and a verified backup have"))
    prune.add_argument("--days", type=_days, default=90, metavar="N", help=_("how many days of lines stay (90; at least 30)"))
    prune.add_argument("--dry-run", action="store_true", help=_("shows what would go"))
    epoch = _part(parts, "epoch", _epoch, _("after a restore: claims wait until those of before have ended"))
    epoch.add_argument("--reason", required=True, metavar="TEXT", help=_("why, for whoever looks later"))
    user = parts.add_parser("user", help=_("one login for each person"))
    users = user.add_subparsers(metavar=_("COMMAND"), title=_("commands"), required=True)
    add = _part(users, "add", _add, _("makes a login; its password is asked for"))
    add.add_argument("name", metavar="NAME")
    add.add_argument("--person", default="", metavar="NAME", help=_("the person's name, where it differs from the login"))
    _with_place(add, required=True)
    change = _part(users, "change", _change, _("changes a login's role, outlet, site or password"))
    change.add_argument("name", metavar="NAME")
    change.add_argument("--password", action="store_true", help=_("asks for a new password"))
    _with_place(change, required=False)
    _part(users, "list", _list, _("lists every login"))
    lock = _part(users, "lock", _lock, _("locks a login and ends its sessions"))
    lock.add_argument("name", metavar="NAME")
    lock.add_argument("--undo", action="store_true", help=_("lets it in again"))


def _part(
    parts: "_SubParsersAction[argparse.ArgumentParser]", name: str, run: Callable[..., int], help_text: str
) -> argparse.ArgumentParser:
    part = parts.add_parser(name, help=help_text)
    part.add_argument("--url", required=True, metavar="URL", help=_("postgresql://USER@HOST/DATABASE, without a password"))
    part.set_defaults(run=run)
    return part


def _with_place(part: argparse.ArgumentParser, *, required: bool) -> None:
    part.add_argument("--role", choices=ROLES, action="append", required=required, help=_("what the person may act as"))
    part.add_argument("--outlet", metavar="CODE", help=_("a dispatcher's outlet"))
    part.add_argument("--site", metavar="CODE", help=_("the hotline centre the person works for"))


def _new_password(passwords: Passwords, login: str) -> str:
    """For a new login: the next line, or typed twice. Raises BadValue where it is empty or differs."""
    if passwords.are_given:
        chosen = passwords.next_given()
    else:
        chosen = passwords.typed(_("Password of {login}: ").format(login=login))
        if chosen != passwords.typed(_("Once more: ")):
            raise BadValue("server.passwords_differ", field="password", value="")
    if not chosen:
        raise BadValue("value.empty", field="password", value="")
    return chosen


def _days(typed: str) -> int:
    from callcentre.sync.server.pruning import LEAST_DAYS

    if not typed.isdecimal() or int(typed) < LEAST_DAYS:
        raise argparse.ArgumentTypeError(_("at least {days} days stay").format(days=LEAST_DAYS))
    return int(typed)


@contextmanager
def _connected(options: argparse.Namespace, passwords: Passwords) -> "Iterator[Connection]":
    """One transaction on the server."""
    from callcentre.sync.server.admin import transaction

    with _engine(options, passwords) as engine, transaction(engine) as connection:
        yield connection


@contextmanager
def _engine(options: argparse.Namespace, passwords: Passwords) -> "Iterator[Engine]":
    """The server; asks for the password where it wants one and a person is there."""
    from callcentre.sync.server.admin import engine_of

    engine = engine_of(options.url, password=passwords.of_server(options.url))
    if sys.stdin.isatty() and not passwords.are_given and not _answers(engine):
        engine.dispose()
        login = engine.url.username or ""
        engine = engine_of(options.url, password=passwords.typed(_("Password of {login}: ").format(login=login)))
    try:
        yield engine
    finally:
        engine.dispose()


def _answers(engine: Any) -> bool:
    from callcentre.sync.server.admin import transaction

    try:
        with transaction(engine):
            return True
    except ServerFault as fault:
        if fault.code not in ASKED:
            raise
        return False


def _init(settings: Settings, options: argparse.Namespace) -> int:
    from callcentre.sync.server.admin import set_up

    with _connected(options, Passwords(settings.password_fd)) as connection:
        set_up(connection, profile=settings.profile, now=SystemClock().now())
    print(_("The server is set up. Next: callcentre server user add NAME --role administrator."))
    return 0


def _upgrade(settings: Settings, options: argparse.Namespace) -> int:
    from callcentre.sync.server.admin import bring_forward, revision

    with _connected(options, Passwords(settings.password_fd)) as connection:
        before = bring_forward(connection)
        after = revision(connection)
    print(_("The server was at version {before} and is at {after}.").format(before=before, after=after))
    return 0


def _status(settings: Settings, options: argparse.Namespace) -> int:
    from callcentre.sync.server.admin import check_set_up
    from callcentre.sync.server.standing import status

    with _connected(options, Passwords(settings.password_fd)) as connection:
        check_set_up(connection)
        found = status(connection)
    if options.json:
        from callcentre.cli.common import write_json

        write_json(asdict(found), None)
    else:
        _show(found)
    return 0


def _show(found: "Status") -> None:
    print(
        _("PostgreSQL {postgresql}, version {revision}, rows of version {schema}, {size} MB").format(
            postgresql=found.postgresql, revision=found.revision, schema=found.schema, size=f"{found.size / _MEGABYTE:,.1f}"
        )
    )
    print(_("server {fingerprint}").format(fingerprint=found.fingerprint))
    print(_("Feeds"))
    for feed in found.feeds:
        reach = [_("backed up to {seq}").format(seq=f"{feed.backed_up:,}")]
        if feed.pruned_to:
            reach.append(_("pruned to {seq}").format(seq=f"{feed.pruned_to:,}"))
        print(f"  {feed.feed} {feed.name}".rstrip() + f"  {feed.head:,}  " + "  ".join(reach))
    print(_("Workstations"))
    for device in found.devices:
        said = ngettext("{count} line behind", "{count} lines behind", device.backlog).format(count=f"{device.backlog:,}")
        print(f"  {device.login}  {device.device}  {_moment(device.met_at)}  {said}  {device.app}")
    print(_("Open conflicts: {count}").format(count=f"{found.open_conflicts:,}"))
    print(_("Held for a supervisor: {count}").format(count=f"{found.held:,}"))
    print(_("Oldest claim: {since}").format(since=_since(found.oldest_lease)))
    print(_("Last verified backup: {since}").format(since=_since(found.backup_at)))
    if found.quiet_until is not None:
        print(_("Claims wait until {until}, as the server was put back.").format(until=_moment(found.quiet_until)))


def _since(at: int | None) -> str:
    return _("none") if at is None else _moment(at)


def _moment(at: int) -> str:
    return to_datetime(at).astimezone().isoformat(" ", "minutes")


def _prune(settings: Settings, options: argparse.Namespace) -> int:
    from callcentre.sync.server.admin import check_set_up, transaction
    from callcentre.sync.server.pruning import prunable, raise_floors, sweep

    with _engine(options, Passwords(settings.password_fd)) as engine:
        with transaction(engine) as connection:
            check_set_up(connection)
            for feed in prunable(connection, days=options.days):
                said = _("{lines} of {head} lines may go; old enough {age}, backed up {backup}, pulled by all {desks}")
                print(f"  {feed.feed}  " + said.format(
                    lines=f"{feed.lines:,}", head=f"{feed.head:,}", age=f"{feed.by_age:,}", backup=f"{feed.by_backup:,}", desks=f"{feed.by_desks:,}"
                ))  # fmt: skip
        if options.dry_run:
            return 0
        with transaction(engine) as connection:
            raise_floors(connection, days=options.days)
        with transaction(engine) as connection:
            gone = sweep(connection)
    print(ngettext("{count} line is gone.", "{count} lines are gone.", gone).format(count=f"{gone:,}"))
    return 0


def _epoch(settings: Settings, options: argparse.Namespace) -> int:
    from callcentre.sync.server.admin import check_set_up
    from callcentre.sync.server.pruning import begin_epoch

    with _connected(options, Passwords(settings.password_fd)) as connection:
        check_set_up(connection)
        until = begin_epoch(connection, options.reason)
    print(_("Claims wait until {until}; whoever had one keeps it.").format(until=_moment(until)))
    return 0


def _add(settings: Settings, options: argparse.Namespace) -> int:
    from callcentre.sync.server.admin import add_login, check_set_up

    passwords = Passwords(settings.password_fd)
    with _connected(options, passwords) as connection:
        check_set_up(connection)
        add_login(
            connection, options.name, roles=_roles(options), password=_new_password(passwords, options.name), now=SystemClock().now(),
            outlet=options.outlet or "", site=options.site or "", name=options.person,
        )
    print(_("{login} can sign in.").format(login=options.name))
    return 0


def _change(settings: Settings, options: argparse.Namespace) -> int:
    from callcentre.sync.server.admin import change_login, check_set_up

    passwords = Passwords(settings.password_fd)
    with _connected(options, passwords) as connection:
        check_set_up(connection)
        change_login(
            connection, options.name, now=SystemClock().now(), roles=_roles(options) or None, outlet=options.outlet,
            site=options.site, password=_new_password(passwords, options.name) if options.password else None,
        )
    print(_("{login} is changed.").format(login=options.name))
    return 0


def _roles(options: argparse.Namespace) -> list[Role]:
    return [Role(code) for code in dict.fromkeys(options.role or ())]


def _list(settings: Settings, options: argparse.Namespace) -> int:
    from callcentre.sync.server.admin import check_set_up, logins

    with _connected(options, Passwords(settings.password_fd)) as connection:
        check_set_up(connection)
        found = logins(connection)
    for login in found:
        roles = ", ".join(_(codes.ROLES[role]) for role in login.roles)
        place = " ".join(part for part in (login.site, login.outlet) if part)
        locked = _("locked") if login.locked else ""
        print("  ".join(part for part in (login.login, login.name, roles, place, locked) if part))
    return 0


def _lock(settings: Settings, options: argparse.Namespace) -> int:
    from callcentre.sync.server.admin import check_set_up, lock_login

    with _connected(options, Passwords(settings.password_fd)) as connection:
        check_set_up(connection)
        ended = lock_login(connection, options.name, locked=not options.undo)
    if options.undo:
        print(_("{login} can sign in.").format(login=options.name))
    else:
        said = ngettext("{login} is locked; {count} session ended.", "{login} is locked; {count} sessions ended.", ended)
        print(said.format(login=options.name, count=ended))
    return 0
