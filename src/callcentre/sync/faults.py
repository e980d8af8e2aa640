"""What an error of the connection or of the server means to whoever sits here: one table each, in this order.

A failed connection has no SQLSTATE, and the server words its refusal in its own language:
what libpq knows for certain (whether a password was asked for and used) is asked first.
"""

import psycopg
from sqlalchemy import URL

from callcentre.domain.errors import ServerFault
from callcentre.sync.address import host_of
from callcentre.sync.certificate import is_out_of_time
from callcentre.sync.ports import Failed, Lost

BUSY = frozenset({"40001", "40P01", "55P03", "23505", "57014"})
"""Somebody else was in the way for too long: the same may well go through a moment later."""
_ENDED = ("08", "57P")
"""Classes that say that the connection is over; whether the server did it, it does not say."""
_SAID: tuple[tuple[str, str, bool], ...] = (
    # Tried encrypted first and then in the open, a local server says both; the first is the reason.
    ("password authentication failed", "line.wrong_password", False),
    ("认证失败", "line.wrong_password", False),
    ("no password supplied", "line.no_password", False),
    ("certificate verify failed", "line.certificate", False),
    ("does not match host name", "line.certificate", False),
    ("root certificate file", "line.certificate", False),
    ("does not support SSL", "line.no_tls", False),
    ("does not exist", "line.no_database", False),
    ("不存在", "line.no_database", False),
    # Refused encrypted as well: a local server says both here too.
    (", SSL encryption", "line.not_admitted", False),
    ("no encryption", "line.tls_wanted", False),
    ("SSL off", "line.tls_wanted", False),
    ("channel binding", "line.not_proven", False),
    ("not permitted to log in", "line.locked", False),
    ("不允许角色", "line.locked", False),
    ("no pg_hba.conf entry", "line.not_admitted", False),
    ("pg_hba.conf", "line.not_admitted", False),
    ("too many", "line.full", True),
    ("remaining connection slots", "line.full", True),
    ("starting up", "line.starting", True),
    ("shutting down", "line.starting", True),
    ("in recovery", "line.starting", True),
)  # fmt: skip
"""What a failed connection says, the code of it, and whether time alone helps."""
_STATES: tuple[tuple[str, str, bool], ...] = (
    ("53100", "line.disk_full", True),
    ("53", "line.full", True),
    ("58", "line.disk_fault", True),
    ("25006", "line.read_only", True),
    ("28", "line.locked", False),
    ("42501", "line.no_right", True),
    ("3F000", "server.not_set_up", False),
    ("42P01", "line.damaged", False),
    ("42703", "line.damaged", False),
    ("42883", "line.damaged", False),
)  # fmt: skip
"""The server's state of an error, whole or its class."""


def of_connecting(error: psycopg.Error, address: URL) -> ServerFault:
    """Why there is no connection."""
    said = str(error)
    for part, code, retry in _SAID:
        if part in said:
            if code == "line.certificate" and is_out_of_time(address):
                return _fault("line.certificate_expired", address)
            return _fault(code, address, retry=retry)
    tried = error.pgconn
    if tried is not None and tried.used_password:
        return _fault("line.wrong_password", address)
    if tried is not None and tried.needs_password:
        return _fault("line.no_password", address)
    return _fault("line.unreachable", address, retry=True)


def _fault(code: str, address: URL, *, retry: bool = False) -> ServerFault:
    login, database = address.username or "", address.database or ""
    return ServerFault(code, retry=retry, host=host_of(address), login=login, database=database)


def of_request(error: psycopg.Error, *, broken: bool) -> Lost | Failed | ServerFault:
    """What an error in the middle of a request is: the line broke, the request failed, or something a person must hear."""
    state = error.sqlstate or ""
    if broken or state.startswith(_ENDED):
        return Lost()
    for begins, code, retry in _STATES:
        if state.startswith(begins):
            return ServerFault(code, retry=retry, state=state)
    return Failed(state)
