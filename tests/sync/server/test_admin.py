"""Whoever runs the server, from the command line: an empty database becomes a server, and persons come and go."""

import os
import subprocess
import sys
from collections.abc import Iterator
from uuid import uuid4

import psycopg
import pytest
from sqlalchemy import Engine, make_url
from tests.sync.hotline import Hotline
from tests.sync.server.seat import NOON, Seat, an_id, an_outlet

from callcentre.cli import main
from callcentre.domain.errors import Problem
from callcentre.sync.server.admin import engine_of, write


@pytest.fixture
def url(server: Engine) -> str:
    """An empty database, as somebody names it on the command line."""
    return server.url.set(drivername="postgresql").render_as_string(hide_password=False)


@pytest.fixture
def login(server: Engine) -> Iterator[str]:
    """A name no other test uses: roles belong to the whole cluster."""
    name = f"u{uuid4().hex[:12]}"
    yield name
    with server.begin() as connection:
        connection.exec_driver_sql(f"DROP ROLE IF EXISTS {name}")


def run(*arguments: str, passwords: str = "") -> int:
    """The command line in English, with passwords as lines of a file descriptor."""
    reading, writing = os.pipe()
    os.write(writing, passwords.encode())
    os.close(writing)
    return main(["--lang", "en", "--password-fd", str(reading), "server", *arguments])


def test_an_empty_database_becomes_a_server_and_a_person_signs_in(url: str, login: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("init", "--url", url) == 0
    assert run("user", "add", login, "--role", "agent", "--site", "HF", "--url", url, passwords="\nsecret\n") == 0
    assert run("user", "list", "--url", url) == 0
    assert f"{login}  {login}  agent  HF" in capsys.readouterr().out
    seat = Seat(url, login, an_id())
    met = seat.hello()
    assert met["status"] == "ok" and met["me"]["site"] == "HF" and met["me"]["roles"] == ["agent"]
    assert [row["entity"] for row in seat.pull("company")] == ["profile_version", "person"]
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        seat.sql("CREATE TEMP TABLE x (y int)")
    seat.close()
    assert run("status", "--url", url) == 0
    said = capsys.readouterr().out
    assert f"  {login}  {seat.device}" in said and "company  2" in said and "Open conflicts: 0" in said


def test_only_a_scram_verifier_is_stored(url: str, login: str, server: Engine) -> None:
    run("init", "--url", url)
    run("user", "add", login, "--role", "agent", "--url", url, passwords="\nsecret\n")
    with server.connect() as connection:
        (stored,) = connection.exec_driver_sql(f"SELECT rolpassword FROM pg_authid WHERE rolname = '{login}'").one()
    assert stored.startswith("SCRAM-SHA-256$")


def test_a_locked_login_is_out_at_once_and_comes_back(url: str, login: str, capsys: pytest.CaptureFixture[str]) -> None:
    run("init", "--url", url)
    run("user", "add", login, "--role", "agent", "--url", url, passwords="\nsecret\n")
    seat = Seat(url, login, an_id())
    assert run("user", "lock", login, "--url", url) == 0
    assert f"{login} is locked; 1 session ended." in capsys.readouterr().out
    with pytest.raises(psycopg.OperationalError):
        seat.hello()
    seat.close()
    with pytest.raises(psycopg.OperationalError):
        Seat(url, login, an_id())
    assert run("user", "lock", login, "--undo", "--url", url) == 0
    seat = Seat(url, login, an_id())
    assert seat.hello()["status"] == "ok"
    seat.close()


def test_role_and_outlet_change_and_every_desk_is_told(url: str, login: str, server: Engine) -> None:
    run("init", "--url", url)
    with server.begin() as connection:
        values = {name: trio[1] for name, trio in an_outlet(an_id(), "W9")["fields"].items()}
        write(connection, "outlet", an_id(), "create", values, now=NOON)
    assert run("user", "add", login, "--role", "dispatcher", "--url", url, passwords="\nsecret\n") == 1
    assert run("user", "add", login, "--role", "agent", "--role", "supervisor", "--site", "HF", "--url", url, passwords="\ns\n") == 0
    assert run("user", "change", login, "--role", "dispatcher", "--outlet", "W9", "--url", url) == 0
    seat = Seat(url, login, an_id(), "s")
    assert sorted(feed.split(":")[0] for feed in seat.hello()["feeds"]) == ["company", "outlet"]
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        seat.sql("SELECT count(*) FROM public.customer")
    last = seat.pull("company")[-1]
    assert (last["entity"], last["kind"], last["fields"]["roles"]) == ("person", "patch", [["agent", "supervisor"], ["dispatcher"]])
    seat.close()
    assert run("user", "change", login, "--role", "agent", "--outlet", "", "--password", "--url", url, passwords="\nnew\n") == 0
    seat = Seat(url, login, an_id(), "new")
    assert seat.sql("SELECT count(*) FROM public.customer") == [(0,)]
    seat.close()


def test_what_is_said_where_it_cannot_be_done(url: str, login: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("status", "--url", url) == 1
    assert "not set up yet" in capsys.readouterr().err
    assert run("init", "--url", url) == 0
    assert run("init", "--url", url) == 1
    assert "has tables already" in capsys.readouterr().err
    assert run("upgrade", "--url", url) == 0
    assert run("user", "lock", "nobody", "--url", url) == 1
    assert run("user", "add", "postgres", "--role", "agent", "--url", url, passwords="\nx\n") == 1
    assert run("user", "add", login, "--role", "agent", "--url", url, passwords="\n\n") == 1
    assert run("status", "--url", "postgresql://me:secret@host/x") == 2
    assert "password" in capsys.readouterr().err
    assert run("status", "--url", "mysql://host/x") == 2
    assert run("status", "--url", "postgresql:///x?host=/nowhere") == 1
    assert "cannot be reached" in capsys.readouterr().err


def test_a_login_is_not_who_looks_after_the_server(url: str, login: str, capsys: pytest.CaptureFixture[str]) -> None:
    run("init", "--url", url)
    run("user", "add", login, "--role", "administrator", "--site", "HF", "--url", url, passwords="\nsecret\n")
    theirs = make_url(url).set(username=login).render_as_string(hide_password=False)
    for command in (("status",), ("user", "list"), ("prune",)):
        capsys.readouterr()
        assert run(*command, "--url", theirs, passwords="secret\n") == 1
        assert f"{login} does not look after this server" in capsys.readouterr().err


def test_where_nobody_can_type_a_password_is_missing_in_words(url: str, login: str) -> None:
    run("init", "--url", url)
    command = [sys.executable, "-c", "import sys, callcentre.cli as c; sys.exit(c.main())", "--lang", "en"]
    user_add = [*command, "server", "user", "add", login, "--role", "agent", "--url", url]
    ended = subprocess.run(user_add, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, start_new_session=True)
    assert ended.returncode == 1
    assert "password must not be empty" in ended.stderr and "Traceback" not in ended.stderr


@pytest.mark.parametrize("mode", ["disable", "allow", "prefer"])
def test_over_the_network_the_line_is_encrypted(mode: str) -> None:
    with pytest.raises(Problem) as refused:
        engine_of(f"postgresql://me@db.example.com/x?sslmode={mode}")
    assert refused.value.code == "server.no_tls"
    for url in ("postgresql://me@db.example.com/x", "postgresql://me@db.example.com/x?sslmode=verify-full"):
        assert engine_of(url).url.query["sslmode"] in ("require", "verify-full")
    assert "sslmode" not in engine_of("postgresql://me@localhost/x").url.query


def test_two_servers_in_one_cluster_do_not_know_each_other(url: str, hotline: Hotline) -> None:
    assert run("init", "--url", url) == 0
    stranger = Seat(url, "li", hotline.li.person)
    with pytest.raises(psycopg.errors.InvalidAuthorizationSpecification):
        stranger.hello()
    stranger.close()
