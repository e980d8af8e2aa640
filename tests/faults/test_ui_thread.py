"""Nothing slow on the thread of the window: the engine, files, PDF and network refuse to be touched from it.

The guard of `runtime.guard` is armed while an order lives its whole life by keyboard; and it is shown
that it does refuse, so that the first test means something.
"""

import socket
import threading

import pytest
from reportlab.pdfgen.canvas import Canvas
from sqlcipher3 import dbapi2
from tests.stories.driver import PATIENCE, Seat, seated
from tests.stories.hotline import JULY, a_hotline
from tests.stories.steps import answer_the_phone, call_back, outlet_accepts, outlet_reports_visit, take_down

from callcentre.runtime import guard
from callcentre.runtime.guard import WrongThread
from callcentre.runtime.keeping import EncryptedFile
from callcentre.runtime.runner import DirectRunner
from callcentre.store.people import person_of


@pytest.fixture
def seat(qtbot, look, tmp_path, monkeypatch):
    """A guarded window. Every connection to an encrypted file asks the guard as well, whoever opens it."""
    plain = dbapi2.connect

    def connect(*given, **named):
        guard.check("a connection")
        return plain(*given, **named)

    monkeypatch.setattr(dbapi2, "connect", connect)
    with seated(qtbot, look, a_hotline(tmp_path / "desk"), JULY) as taken:
        yield taken


def test_an_order_lives_its_whole_life_and_the_thread_of_the_window_touches_nothing(seat):
    asked: set[str] = set()
    seat.window.opened.desk.store.on_statement(lambda: asked.add(threading.current_thread().name))
    answer_the_phone(seat)
    order = take_down(seat, "cool", "不制冷", "14-16")
    seat.act("Open the order")
    outlet_accepts(seat, order)
    seat.go(1, 17)
    outlet_reports_visit(seat, order, "14:20", "15:05")
    seat.go(2, 10)
    call_back(seat)
    seat.act("Satisfied, close")
    seat.stands(order, "closed")
    assert asked and threading.main_thread().name not in asked


def a_query(seat: Seat) -> None:
    desk = seat.window.opened.desk
    desk.read(lambda session: person_of(session, desk.person))


def an_act(seat: Seat) -> None:
    seat.window.opened.desk.write(lambda unit: unit.actor)


def a_draft(seat: Seat) -> None:
    EncryptedFile(seat.folder / "other.db", bytes(32)).write(b"words")


def a_file(seat: Seat) -> None:
    (seat.folder / "notes.txt").write_text("words")


def a_pdf(seat: Seat) -> None:
    Canvas(str(seat.folder / "page.pdf")).save()


def the_network(_seat: Seat) -> None:
    with socket.socket() as made:
        made.connect(("127.0.0.1", 9))


def test_the_guard_refuses_all_of_it(seat):
    for touch in (a_query, an_act, a_draft, a_file, a_pdf, the_network):
        with pytest.raises(WrongThread):
            touch(seat)


def test_a_panel_that_goes_to_the_file_itself_is_caught_and_said_in_place(seat, caplog, monkeypatch):
    desk = seat.window.opened.desk
    runner = seat.window.context.runner
    direct = DirectRunner(desk.write, desk.read)
    for name in ("read", "write"):
        monkeypatch.setattr(runner, name, getattr(direct, name))
    seat.press("F5")
    seat.qtbot.waitUntil(lambda: "WrongThread" in caplog.text, timeout=PATIENCE)
    seat.sees("The callbacks could not be read")
