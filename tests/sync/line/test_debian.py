"""Passwords, certificates and encryption against Debian's PostgreSQL, and the whole exchange on the oldest version."""

import time
from collections.abc import Iterator
from contextlib import closing, suppress
from uuid import UUID

import psycopg
import pytest
from sqlalchemy import create_engine
from sqlalchemy.engine import make_url
from tests.sync.debian import Cluster, a_cluster
from tests.sync.line.file import DeskFile
from tests.sync.server.seat import NOON, ROLES

from callcentre.domain.errors import ServerFault
from callcentre.sync.address import address_of
from callcentre.sync.server.admin import add_login, set_up
from callcentre.sync.talking import Talk
from callcentre.sync.wire import Wire

pytestmark = pytest.mark.debian


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    with a_cluster() as found:
        engine = create_engine(make_url(found.owner_url()).set(drivername="postgresql+psycopg"))
        with engine.begin() as connection:
            set_up(connection, profile="after_sales", now=NOON)
            for login in ("li", "zhao"):
                add_login(connection, login, roles=ROLES["agent"], password="密码 secret", now=NOON, site="HF")
        engine.dispose()
        yield found


def person_of(cluster: Cluster, login: str) -> UUID:
    with psycopg.connect(cluster.owner_url()) as owner:
        found = owner.execute("SELECT person_id FROM sync.member WHERE login = %s", [login]).fetchone()
    assert found is not None
    person: UUID = found[0]
    return person


def refusal(url: str, password: str | None = "密码 secret") -> ServerFault:
    with pytest.raises(ServerFault) as raised:
        Wire(address_of(url), password).close()
    return raised.value


def test_two_desks_exchange_over_tls_and_scram(cluster: Cluster) -> None:
    bound = "?sslmode=require&channel_binding=require"
    files = {"li": DeskFile(), "zhao": DeskFile()}
    customer = files["li"].act(person_of(cluster, "li"))
    for login, file in files.items():
        with closing(Wire(address_of(cluster.url(login, more=bound)), "密码 secret")) as wire:
            Talk(wire, file, person_of(cluster, login), now=lambda: NOON).once()
            with psycopg.connect(cluster.owner_url()) as owner:
                lines = owner.execute("SELECT bool_and(ssl) FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE usename = %s", [login])
                assert lines.fetchone() == (True,)
    assert str(customer) in files["zhao"].customers()


def test_a_wrong_password_is_told_from_a_missing_one(cluster: Cluster) -> None:
    wrong, missing = refusal(cluster.url("li"), "guess"), refusal(cluster.url("li"), None)
    assert (wrong.code, missing.code) == ("line.wrong_password", "line.no_password")
    assert not wrong.retry and wrong.data["login"] == "li"


def test_an_unknown_login_sounds_like_a_wrong_password(cluster: Cluster) -> None:
    assert refusal(cluster.url("nobody")).code == "line.wrong_password"


def test_an_expired_certificate_is_named(cluster: Cluster) -> None:
    checked = f"?sslmode=verify-full&sslrootcert={cluster.folder}/ca.crt"
    url = cluster.url("li", more=checked).replace("127.0.0.1", "localhost")
    Wire(address_of(url), "密码 secret").close()
    try:
        cluster.certify(days=-1)
        cluster.control("reload")
        assert until_refused(url) == "line.certificate_expired"
    finally:
        cluster.certify(days=1)
        cluster.control("reload")


def until_refused(url: str) -> str:
    """A reload is heard by the server a moment later."""
    until = time.monotonic() + 10
    while True:
        try:
            Wire(address_of(url), "密码 secret").close()
        except ServerFault as fault:
            return fault.code
        assert time.monotonic() < until


def test_a_certificate_of_another_host_or_of_nobody_known_is_not_trusted(cluster: Cluster) -> None:
    other_name = cluster.url("li", more=f"?sslmode=verify-full&sslrootcert={cluster.folder}/ca.crt")
    nobody = cluster.url("li", more="?sslmode=verify-ca&sslrootcert=/etc/ssl/certs/ca-certificates.crt")
    assert refusal(other_name).code == refusal(nobody).code == "line.certificate"


def test_an_open_line_is_not_let_in(cluster: Cluster) -> None:
    assert refusal(cluster.url("li", more="?sslmode=disable")).code == "line.tls_wanted"


def test_a_locked_login_is_told_so(cluster: Cluster) -> None:
    with psycopg.connect(cluster.owner_url(), autocommit=True) as owner:
        owner.execute("ALTER ROLE zhao NOLOGIN")
        try:
            assert refusal(cluster.url("zhao")).code == "line.locked"
        finally:
            owner.execute("ALTER ROLE zhao LOGIN")


def test_a_database_that_is_not_there_or_was_not_set_up_is_told(cluster: Cluster) -> None:
    assert refusal(cluster.url("li", "nowhere")).code == "line.no_database"
    with pytest.raises(ServerFault) as raised, closing(Wire(address_of(cluster.url("li", "template1")), "密码 secret")) as wire:
        Talk(wire, DeskFile(), person_of(cluster, "li"), now=lambda: NOON).once()
    assert raised.value.code == "server.not_set_up"


def test_a_server_without_room_is_told_and_tried_again(cluster: Cluster) -> None:
    taken: list[Wire] = []
    try:
        with suppress(ServerFault):
            while len(taken) < 50:
                taken.append(Wire(address_of(cluster.url("li")), "密码 secret"))
        full = refusal(cluster.url("li"))
        assert full.code == "line.full" and full.retry
    finally:
        for wire in taken:
            wire.close()
