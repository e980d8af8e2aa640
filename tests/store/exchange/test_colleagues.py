"""Several people at one desk: what each did goes over their own login, or over a supervisor's, and both names are kept."""

import os
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest
from tests.store.exchange.stations import Station, assert_equal, settle
from tests.store.exchange.test_two_desks import a_customer, an_order
from tests.sync.hotline import Hotline

from callcentre.acts import orders
from callcentre.cli import main
from callcentre.domain.errors import Refused


def noted_by(station: Station, person: UUID, order: UUID, words: str) -> None:
    """A colleague sits down at the desk and notes something."""
    station.desk.write(lambda unit: orders.note(unit, order, words), actor=person)


def said(hotline: Hotline) -> list[tuple[object, ...]]:
    """Who did what is noted, and over whose login it came."""
    return hotline.owner(
        "SELECT e.actor_id, c.login FROM order_event e JOIN sync.applied a ON a.change_id = e.id"
        " JOIN sync.command c ON c.cmd_id = a.cmd_id WHERE e.kind = 'noted' ORDER BY e.pos"
    )


def test_what_a_colleague_did_here_waits_for_their_sign_in(a: Station, b: Station, hotline: Hotline) -> None:
    order = an_order(a, a_customer(a))
    settle(a, b)
    other = an_order(a, a_customer(a, "李强"))
    noted_by(a, b.seat.person, order, "von Zhao")
    a.act(orders.note, other, "von Li")
    # What builds on it waits with it, in its order; nothing else does.
    a.act(orders.note, order, "von Li, danach")
    summary = a.exchange()
    assert said(hotline) == [(a.seat.person, "li")]
    assert a.file.senders() == {b.seat.person: 1, a.seat.person: 1}
    assert summary.tally.waiting == 2
    # An agent sends for nobody: the server would refuse it for good.
    with pytest.raises(Refused, match=r"act\.no_right"):
        a.file.send_for(a.seat.person, b.seat.person)
    settle(a, a)
    assert a.sql("SELECT state FROM outbox WHERE actor=:who", who=b.seat.person) == [("new",)]
    # With the colleague's own login all of it goes.
    file, li, a.seat = a.file, a.seat, b.seat
    a.exchange(file=file, person=b.seat.person)
    a.seat = li
    settle(a, b)
    assert sorted(said(hotline)) == sorted([(a.seat.person, "li"), (b.seat.person, "zhao"), (a.seat.person, "li")])
    assert_equal(a, b)


def test_a_supervisor_sends_for_a_colleague_and_both_names_are_kept(
    station: Callable[[str, str], Station], a: Station, hotline: Hotline
) -> None:
    order = an_order(a, a_customer(a))
    a.exchange()
    keeper = station("keeper", "sun").met()
    noted_by(keeper, a.seat.person, order, "von Li")
    keeper.exchange()
    assert said(hotline) == []
    keeper.file.send_for(keeper.seat.person, a.seat.person)
    settle(keeper, a)
    assert said(hotline) == [(a.seat.person, "sun")]
    assert keeper.sql("SELECT DISTINCT state FROM outbox") == [("acked",)]
    assert_equal(keeper, a)


def test_nobody_speaks_for_another_by_a_changed_file(a: Station, b: Station, hotline: Hotline) -> None:
    """The desk holds such acts back; the server does not rely on it."""
    order = an_order(a, a_customer(a))
    settle(a, b)
    noted_by(a, b.seat.person, order, "erfunden")
    (command,) = a.file.batch(b.seat.person, commands=1)
    for forged in (command, command | {"behalf": True}):
        (result,) = a.seat.send(forged)
        assert (result["result"], result["code"]) == ("refused", "actor.forged")
    assert said(hotline) == []


def command(folder: Path, password: str, *arguments: str) -> int:
    reading, writing = os.pipe()
    os.write(writing, f"{password}\n".encode())
    os.close(writing)
    key = folder.parent / f"{folder.name}.key"
    return main(["--lang", "en", "--data", str(folder), "--key-file", str(key), "--password-fd", str(reading), *arguments])


def test_a_colleague_sends_with_their_own_password_at_the_same_desk(
    a: Station, b: Station, hotline: Hotline, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    order = an_order(b, a_customer(b))
    b.exchange()
    folder = tmp_path / "shared"
    assert command(folder, "secret", "connect", "--url", hotline.url.replace("postgres:@", "li@"), "--yes") == 0
    shared = Station(folder, hotline, "li", joined=False)
    shared.desk.person = shared.seat.person
    noted_by(shared, b.seat.person, order, "von Zhao")
    shared.desk.close()
    assert command(folder, "secret", "sync", "--once") == 0
    assert said(hotline) == []
    assert command(folder, "secret", "sync", "--once", "--login", "zhao") == 0
    assert said(hotline) == [(b.seat.person, "zhao")]
    capsys.readouterr()
    # Who sees other things than the folder holds does not sign in at it: nothing of it is taken away.
    assert command(folder, "secret", "sync", "--once", "--login", "d1") == 1
    assert "d1 may see other things" in capsys.readouterr().err
    shared.reopen()
    assert shared.sql("SELECT count(*) FROM order_event") == [(2,)]
    assert shared.sql("SELECT login FROM peer") == [("li",)]
    shared.close()
