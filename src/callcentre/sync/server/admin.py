"""What whoever runs the server does to it: set up, upgrade, logins, and how it stands."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import psycopg
from psycopg import sql
from psycopg.errors import InsufficientPrivilege
from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.exc import OperationalError, ProgrammingError

from callcentre.domain.errors import BadValue, Problem, Refused
from callcentre.domain.event import Role
from callcentre.domain.ids import new_id
from callcentre.domain.instants import Instant, to_datetime
from callcentre.profiles.load import load_profile, profile_body
from callcentre.store.first import EVERY_ROLE, IMPORT_PERSON, RULE_PERSON
from callcentre.sync.address import address_of
from callcentre.sync.faults import of_connecting
from callcentre.sync.server import HEAD, upgrade

OLDEST_POSTGRESQL = 150000
_OUTLET_ONLY = frozenset({Role.DISPATCHER})
Row = Mapping[str, Any]


def engine_of(url: str, *, password: str | None = None) -> Engine:
    """An engine on the server at `postgresql://user@host/database`.

    Raises BadValue for another kind of URL, or one that holds a password; Refused for one
    that would let it go over the line unencrypted.
    """
    address = address_of(url).set(drivername="postgresql+psycopg", password=password)
    return create_engine(address, connect_args={"connect_timeout": 10, "application_name": "callcentre server"})


@contextmanager
def transaction(engine: Engine) -> Iterator[Connection]:
    """One transaction as whoever runs the server. Raises ServerFault where there is no connection, Refused("server.not_owner")."""
    try:
        connection = engine.connect()
    except OperationalError as error:
        raise _why(error, engine) from None
    try:
        with connection, connection.begin():
            yield connection
    except ProgrammingError as error:
        if isinstance(error.orig, InsufficientPrivilege):
            raise Refused("server.not_owner", login=engine.url.username or "") from None
        raise


def _why(error: OperationalError, engine: Engine) -> Problem:
    """Why there is no connection; where nothing answers, in the words of PostgreSQL."""
    said = error.orig
    assert isinstance(said, psycopg.Error)
    fault = of_connecting(said, engine.url)
    if fault.code != "line.unreachable":
        return fault
    lines = str(said).strip().splitlines()
    return Refused("server.unreachable", reason=lines[0] if lines else "")


def set_up(connection: Connection, *, profile: str, now: Instant) -> None:
    """Makes schema, roles, functions, rights and the first rows on an empty database.

    Raises Refused("server.not_empty") where there are tables already, Refused("server.too_old").
    """
    if int(connection.scalar(text("SHOW server_version_num")) or 0) < OLDEST_POSTGRESQL:
        raise Refused("server.too_old", version=connection.scalar(text("SHOW server_version")))
    if connection.scalar(text("SELECT count(*) FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')")):
        raise Refused("server.not_empty")
    upgrade(connection)
    for person, name, roles in ((RULE_PERSON, "rule", [Role.RULE.value]), (IMPORT_PERSON, "import", EVERY_ROLE)):
        connection.execute(
            text(
                "INSERT INTO person (id, name, kind, roles, state) VALUES (:id, :name, :name, CAST(:roles AS jsonb), 'active')"
            ),
            {"id": person, "name": name, "roles": json.dumps(roles)},
        )
    zone = load_profile(profile).zone
    write(connection, "profile_version", new_id(now), "create", {
        "name": profile, "valid_from": to_datetime(0, zone).date().isoformat(), "body": profile_body(profile),
        "author_id": str(IMPORT_PERSON), "note": "", "made_at": now,
    }, now=now)  # fmt: skip


def bring_forward(connection: Connection) -> str:
    """Upgrades a server that was set up; answers the revision it had. Raises Refused("server.not_set_up")."""
    before = revision(connection)
    if before is None:
        raise Refused("server.not_set_up")
    if before > HEAD:
        raise Refused("server.newer", revision=before)
    upgrade(connection)
    return before


def check_set_up(connection: Connection) -> None:
    """Raises Refused("server.not_set_up") for a database without the server's tables, "server.other_version" for others'."""
    found = revision(connection)
    if found is None:
        raise Refused("server.not_set_up")
    if found != HEAD:
        raise Refused("server.other_version", revision=found, wanted=HEAD)


def revision(connection: Connection) -> str | None:
    """The revision of the server's tables; None for a database that was not set up."""
    if connection.scalar(text("SELECT to_regclass('public.server_version')")) is None:
        return None
    found = connection.scalar(text("SELECT version_num FROM public.server_version"))
    return None if found is None else str(found)


def write(
    connection: Connection, entity: str, pk: UUID, kind: str, values: Row, *, now: Instant, seen: Mapping[str, str] | None = None
) -> None:
    """Writes one row as an import's act: judged by the same function as a workstation's, told in the same feeds."""
    fields = {name: [None, value, (seen or {}).get(name)] for name, value in values.items()}
    change = {
        "change": str(new_id(now)), "entity": entity, "pk": str(pk), "kind": kind, "after": None, "fields": fields,
        "stated_at": now,
    }  # fmt: skip
    command = {"cmd": str(new_id(now)), "actor": str(IMPORT_PERSON), "needs": [], "changes": [change]}
    reply = connection.scalar(
        text(
            "SELECT sync.pushed(CAST(:body AS jsonb), "
            "ROW(session_user, CAST(:person AS uuid), '{administrator}', '', NULL, false, clock_timestamp())::sync.member, false)"
        ),
        {"body": json.dumps({"device": str(uuid4()), "commands": [command]}), "person": IMPORT_PERSON},
    )
    assert isinstance(reply, Mapping)
    result = reply["results"][0]
    if result["result"] != "applied":
        raise Refused(result["code"] or "row.taken", **{"value": "", **(result["data"] or {})})


@dataclass(frozen=True, slots=True)
class Login:
    """One login and the person it belongs to."""

    login: str
    name: str
    roles: Sequence[str]
    outlet: str
    """The outlet's code; empty for the centre."""
    site: str
    locked: bool


def logins(connection: Connection) -> list[Login]:
    """Every login by name, the locked ones last."""
    rows = connection.execute(
        text(
            "SELECT m.login, p.name, m.roles, coalesce(o.code, ''), m.site, m.locked FROM sync.member m "
            "JOIN person p ON p.id = m.person_id LEFT JOIN outlet o ON o.id = m.outlet_id ORDER BY m.locked, m.login"
        )
    )
    return [Login(*row) for row in rows]


def add_login(
    connection: Connection, login: str, *, roles: Sequence[Role], password: str, now: Instant, outlet: str = "",
    site: str = "", name: str = "",
) -> UUID:
    """Makes a login and its person (or gives one to the person of that name who has none); answers the person.

    A login that the server forgot when it was put back to an earlier time is taken up again, with the new password.
    Raises Refused("login.taken"), BadValue for a dispatcher without an outlet or an unknown one.
    """
    forgotten = _forgotten(connection, login)
    outlet_id = _outlet(connection, roles, outlet)
    person = connection.scalar(
        text(
            "SELECT p.id FROM person p WHERE p.name = :name AND p.kind = 'person' AND p.state = 'active' "
            "AND NOT EXISTS (SELECT FROM sync.member m WHERE m.person_id = p.id)"
        ),
        {"name": name or login},
    )
    values = {"roles": [role.value for role in roles], "outlet_id": _text(outlet_id), "site": site}
    if person is None:
        person = new_id(now)
        write(connection, "person", person, "create",
              {"name": name or login, "kind": "person", "account": None, "state": "active", **values}, now=now)  # fmt: skip
    else:
        _patch_person(connection, person, values, now=now)
    if forgotten:
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.execute(sql.SQL("ALTER ROLE {} LOGIN").format(sql.Identifier(login)))
        _set_password(connection, login, password)
        _regroup(connection, login, roles)
    else:
        make_role(connection, login, roles, password)
    connection.execute(
        text("INSERT INTO sync.member (login, person_id, roles, site, outlet_id) VALUES (:login, :person, :roles, :site, :outlet)"),
        {"login": login, "person": person, "roles": values["roles"], "site": site, "outlet": outlet_id},
    )
    assert isinstance(person, UUID)
    return person


def _forgotten(connection: Connection, login: str) -> bool:
    """Whether there is a role of this name that was once a login here and is nobody's now. Raises Refused("login.taken")."""
    found = connection.execute(
        text(
            "SELECT EXISTS (SELECT FROM sync.member WHERE login = :login), EXISTS (SELECT FROM pg_auth_members a "
            "JOIN pg_roles g ON g.oid = a.roleid WHERE a.member = r.oid AND g.rolname IN ('callcentre_desk', 'callcentre_outlet')) "
            "FROM pg_roles r WHERE rolname = :login"
        ),
        {"login": login},
    ).one_or_none()
    if found is None:
        return False
    is_member, was_login = found
    if is_member or not was_login:
        raise Refused("login.taken", login=login)
    return True


def make_role(connection: Connection, login: str, roles: Sequence[Role], password: str) -> None:
    """The database's role behind a login. The password leaves this machine as a SCRAM verifier alone."""
    driver = connection.connection.driver_connection
    assert driver is not None
    driver.execute(sql.SQL("CREATE ROLE {} LOGIN IN ROLE {}").format(sql.Identifier(login), sql.Identifier(_group(roles))))
    _set_password(connection, login, password)


def _set_password(connection: Connection, login: str, password: str) -> None:
    driver = connection.connection.driver_connection
    assert driver is not None
    verifier = driver.pgconn.encrypt_password(password.encode(), login.encode(), b"scram-sha-256").decode()
    driver.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(login), sql.Literal(verifier)))


def change_login(
    connection: Connection, login: str, *, now: Instant, roles: Sequence[Role] | None = None, outlet: str | None = None,
    site: str | None = None, password: str | None = None,
) -> None:
    """Changes roles, outlet, site or password. Raises Refused("login.unknown"), BadValue as `add_login`."""
    member = _member(connection, login)
    kept = [Role(role) for role in member.roles] if roles is None else list(roles)
    values: dict[str, Any] = {}
    if roles is not None:
        values["roles"] = [role.value for role in kept]
    if outlet is not None or roles is not None:
        code = outlet if outlet is not None else member.outlet
        values["outlet_id"] = _text(_outlet(connection, kept, code))
    if site is not None:
        values["site"] = site
    if values:
        _patch_person(connection, member.person_id, values, now=now)
        _regroup(connection, login, kept)
    if password is not None:
        _set_password(connection, login, password)


def lock_login(connection: Connection, login: str, *, locked: bool = True) -> int:
    """Locks a login, or lets it in again; answers how many sessions ended. Raises Refused("login.unknown")."""
    _member(connection, login)
    connection.execute(text("UPDATE sync.member SET locked = :locked WHERE login = :login"), {"locked": locked, "login": login})
    driver = connection.connection.driver_connection
    assert driver is not None
    driver.execute(sql.SQL("ALTER ROLE {} {}").format(sql.Identifier(login), sql.SQL("NOLOGIN" if locked else "LOGIN")))
    if not locked:
        return 0
    ended = connection.scalars(text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = :login"), {"login": login})
    return sum(map(bool, ended))


def _member(connection: Connection, login: str) -> Any:
    found = connection.execute(
        text(
            "SELECT m.person_id, m.roles, coalesce(o.code, '') AS outlet FROM sync.member m "
            "LEFT JOIN outlet o ON o.id = m.outlet_id WHERE m.login = :login"
        ),
        {"login": login},
    ).one_or_none()
    if found is None:
        raise Refused("login.unknown", login=login)
    return found


def _outlet(connection: Connection, roles: Sequence[Role], code: str) -> UUID | None:
    if not code:
        if set(roles) == _OUTLET_ONLY:
            raise BadValue("person.dispatcher_without_outlet", field="outlet", value="")
        return None
    found = connection.scalar(text("SELECT id FROM outlet WHERE code = :code"), {"code": code})
    if found is None:
        raise BadValue("outlet.unknown_code", field="outlet", value=code)
    assert isinstance(found, UUID)
    return found


def _group(roles: Sequence[Role]) -> str:
    return "callcentre_outlet" if set(roles) == _OUTLET_ONLY else "callcentre_desk"


def _regroup(connection: Connection, login: str, roles: Sequence[Role]) -> None:
    driver = connection.connection.driver_connection
    assert driver is not None
    group = _group(roles)
    other = {"callcentre_outlet": "callcentre_desk", "callcentre_desk": "callcentre_outlet"}[group]
    driver.execute(sql.SQL("REVOKE {} FROM {}").format(sql.Identifier(other), sql.Identifier(login)))
    driver.execute(sql.SQL("GRANT {} TO {}").format(sql.Identifier(group), sql.Identifier(login)))


def _patch_person(connection: Connection, person: UUID, values: Row, *, now: Instant) -> None:
    """What is set here stands above what desks had sent: the writer has seen what stands."""
    by = connection.scalar(text("SELECT field_by FROM person WHERE id = :id FOR UPDATE"), {"id": person}) or {}
    write(connection, "person", person, "patch", values, now=now, seen={name: by.get(name, str(person)) for name in values})


def _text(pk: UUID | None) -> str | None:
    return None if pk is None else str(pk)
