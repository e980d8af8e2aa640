"""Where a server is, and what the line to it must be: a URL without a password, encrypted unless the host is this machine."""

from collections.abc import Sequence

from sqlalchemy import URL
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from callcentre.domain.errors import BadValue, Refused

LOCAL_HOSTS = frozenset({"", "localhost", "127.0.0.1", "::1"})
ENCRYPTED = frozenset({"require", "verify-ca", "verify-full"})
_BOUND = {"sslmode": "require", "channel_binding": "require"}
"""Without a certificate authority of its own a company's server proves itself by the password's verifier:
it must know it, and on this very line."""


def address_of(url: str) -> URL:
    """`postgresql://user@host/database`, checked; over the network it asks for an encrypted line where it did not.

    Raises BadValue for another kind of URL, or one that holds a password; Refused for one
    that would let it go over the line unencrypted.
    """
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        raise BadValue("server.url", field="url", value="") from None
    if parsed.get_backend_name() != "postgresql":
        raise BadValue("server.url", field="url", value=parsed.drivername)
    if parsed.password or "password" in parsed.query:
        raise BadValue("server.password_in_url", field="url", value="")
    if is_local(parsed):
        return parsed
    mode = parsed.query.get("sslmode")
    if mode is None:
        return parsed.update_query_dict(_BOUND)
    if mode not in ENCRYPTED:
        raise Refused("server.no_tls", mode=str(mode))
    return parsed


def is_local(address: URL) -> bool:
    """Whether every host it names is this machine."""
    named = [part for name in ("host", "hostaddr") for part in _listed(address.query.get(name, ()))]
    hosts = [address.host or "", *(host for part in named for host in part.split(","))]
    return all(host in LOCAL_HOSTS or host.startswith("/") for host in hosts)


def host_of(address: URL) -> str:
    """The host as a person is told of it."""
    return address.host or ", ".join(_listed(address.query.get("host", ()))) or "localhost"


def _listed(value: str | Sequence[str]) -> Sequence[str]:
    return (value,) if isinstance(value, str) else value
