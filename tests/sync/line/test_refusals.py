"""What a server can be in the way of: each has its own words, and what waits here is kept."""

import socket
import time
from contextlib import closing

import pytest
from tests.sync.hotline import Hotline
from tests.sync.line.file import DeskFile
from tests.sync.line.proxy import proxy_to
from tests.sync.server.seat import NOON, Seat, an_id, an_outlet

from callcentre.domain.errors import BadValue, Problem, Refused, ServerFault
from callcentre.sync.address import address_of
from callcentre.sync.ports import Lost, Summary
from callcentre.sync.server.admin import lock_login
from callcentre.sync.talking import Talk
from callcentre.sync.wire import Wire


def once(hotline: Hotline, seat: Seat, file: DeskFile) -> Summary:
    with closing(Wire(address_of(hotline.url).set(username=seat.login), "secret")) as wire:
        return Talk(wire, file, seat.person, now=lambda: NOON).once()


def refused(hotline: Hotline, seat: Seat, file: DeskFile) -> ServerFault:
    with pytest.raises(ServerFault) as raised:
        once(hotline, seat, file)
    return raised.value


@pytest.mark.parametrize(
    ("setting", "code"), [("oldest_schema_v = 99", "line.upgrade_required"), ("schema_v = 0, oldest_schema_v = 0", "line.server_older")]
)
def test_another_version_is_told_and_what_waits_goes_out_after_it(hotline: Hotline, setting: str, code: str) -> None:
    file = DeskFile()
    file.act(hotline.li.person)
    hotline.owner(f"UPDATE sync.server SET {setting}")
    assert refused(hotline, hotline.li, file).code == code
    assert file.tally().waiting == 1
    hotline.owner("UPDATE sync.server SET schema_v = 1, oldest_schema_v = 1")
    assert once(hotline, hotline.li, file).sent == 1


def test_a_full_disk_of_the_server_is_told_and_what_waits_goes_out_after_it(hotline: Hotline) -> None:
    file = DeskFile()
    file.act(hotline.li.person)
    hotline.owner(
        "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'no space left' USING ERRCODE = 'disk_full'; END $$"
    )
    hotline.owner("CREATE TRIGGER full_disk BEFORE INSERT ON sync.command FOR EACH STATEMENT EXECUTE FUNCTION full_disk()")
    fault = refused(hotline, hotline.li, file)
    assert fault.code == "line.disk_full" and fault.retry
    hotline.owner("DROP TRIGGER full_disk ON sync.command")
    assert once(hotline, hotline.li, file).sent == 1


def test_a_dropped_table_is_told_and_afterwards_everything_goes(hotline: Hotline) -> None:
    file = DeskFile()
    file.act(hotline.qian.person)
    with file.transaction():
        outlet = an_outlet(an_id(), "W9")
        file.put(str(an_id()), outlet, hotline.qian.person)
    assert once(hotline, hotline.qian, DeskFile()).status == "ok"
    hotline.owner("ALTER TABLE customer RENAME TO gone")
    with closing(Wire(address_of(hotline.url).set(username="qian"), "secret")) as wire:
        talk = Talk(wire, file, hotline.qian.person, now=lambda: NOON)
        with pytest.raises(ServerFault) as raised:
            talk.once()
    assert raised.value.code == "line.damaged"
    hotline.owner("ALTER TABLE gone RENAME TO customer")
    assert once(hotline, hotline.qian, file).tally.waiting == 0


def test_a_locked_login_is_out_and_what_it_did_is_kept(hotline: Hotline) -> None:
    file = DeskFile()
    with closing(Wire(address_of(hotline.url).set(username="li"), "secret")) as wire:
        talk = Talk(wire, file, hotline.li.person, now=lambda: NOON)
        talk.once()
        file.act(hotline.li.person)
        with hotline.engine.begin() as connection:
            lock_login(connection, "li")
        with pytest.raises(Lost):
            talk.once()
    try:
        assert refused(hotline, hotline.li, file).code == "line.locked"
        assert file.tally().waiting == 1
    finally:
        with hotline.engine.begin() as connection:
            lock_login(connection, "li", locked=False)


def test_another_persons_login_sends_nothing(hotline: Hotline) -> None:
    file = DeskFile()
    file.act(hotline.li.person)
    with closing(Wire(address_of(hotline.url).set(username="zhao"), "secret")) as wire, pytest.raises(ServerFault) as raised:
        Talk(wire, file, hotline.li.person, now=lambda: NOON).once()
    assert raised.value.code == "line.other_person"
    assert set(file.states().values()) == {"new"}


def test_a_host_that_does_not_answer_is_given_up_soon() -> None:
    with socket.create_server(("127.0.0.1", 0)) as mute:
        began = time.monotonic()
        for port in (mute.getsockname()[1], 1):
            with pytest.raises(ServerFault) as raised:
                Wire(address_of(f"postgresql://li@127.0.0.1:{port}/x"), "secret")
            assert raised.value.code == "line.unreachable" and raised.value.retry
        assert time.monotonic() - began < 8


def test_nothing_goes_over_an_open_line_where_an_encrypted_one_is_wanted(hotline: Hotline) -> None:
    with proxy_to(hotline.url) as proxy, pytest.raises(ServerFault) as raised:
        Wire(proxy.url().set(username="li").update_query_dict({"sslmode": "require"}), "secret")
    assert raised.value.code == "line.no_tls"


@pytest.mark.parametrize(
    "url", ["postgresql://li@db/x", "postgresql://li@localhost/x?hostaddr=10.0.0.1", "postgresql://li@/x?host=localhost,db"]
)
def test_over_the_network_the_line_is_encrypted_and_the_server_proves_itself(url: str) -> None:
    assert dict(address_of(url).query) | {"host": "", "hostaddr": ""} == {
        "sslmode": "require", "channel_binding": "require", "host": "", "hostaddr": ""
    }  # fmt: skip


@pytest.mark.parametrize(
    ("url", "problem"),
    [("postgresql://li:secret@db/x", BadValue), ("http://db/x", BadValue), ("postgresql://li@db/x?sslmode=prefer", Refused),
     ("postgresql://li@db:port/x", BadValue)],
)  # fmt: skip
def test_a_url_that_would_give_something_away_is_refused(url: str, problem: type[Problem]) -> None:
    with pytest.raises(problem):
        address_of(url)
