"""One writes, many read, in threads and in processes; what cannot be done is said as a fault."""

import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from tests.factories.customers import a_customer
from tests.factories.orders import an_order

from callcentre.app import Desk
from callcentre.domain.errors import StoreFault
from callcentre.store import store as store_module
from callcentre.store.sqlcipher import connect
from callcentre.store.tables import Order, Part


def add_part(session: Session, code: str) -> None:
    session.add(Part(id=uuid4(), code=code, name="", model="", price_fen=1))


def count(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Part)) or 0


def test_nothing_readable_lies_in_the_folder(desk: Desk) -> None:
    with desk.store.writing() as session:
        add_part(session, "plain words of a part")
    for path in desk.folder.iterdir():
        assert b"plain words" not in path.read_bytes(), path
        assert b"SQLite format" not in path.read_bytes()[:16], path


def test_what_raises_leaves_nothing_behind_not_even_a_table(desk: Desk) -> None:
    def give_up(session: Session) -> None:
        add_part(session, "1")
        session.execute(text("CREATE TABLE half_done (id INTEGER)"))
        raise RuntimeError("given up")

    with pytest.raises(RuntimeError, match="given up"), desk.store.writing() as session:
        give_up(session)
    with desk.store.reading() as session:
        assert count(session) == 0
        assert session.scalar(text("SELECT count(*) FROM sqlite_master WHERE name = 'half_done'")) == 0


def test_a_reading_session_sees_one_moment_while_others_write(desk: Desk) -> None:
    with desk.store.reading() as before:
        assert count(before) == 0
        with desk.store.writing() as session:
            add_part(session, "1")
        assert count(before) == 0
    with desk.store.reading() as after:
        assert count(after) == 1


def test_a_reading_session_cannot_write(desk: Desk) -> None:
    with pytest.raises(StoreFault) as caught, desk.store.reading() as session:
        session.execute(text("UPDATE device SET tag = 'XXXX'"))
    assert caught.value.code == "store.read_only"


def test_rows_of_shared_tables_cannot_be_deleted(desk: Desk) -> None:
    with desk.store.writing() as session:
        add_part(session, "1")
    with pytest.raises(DBAPIError, match="not deleted"), desk.store.writing() as session:
        session.execute(text("DELETE FROM part"))


def test_threads_take_turns_and_none_loses_what_it_wrote(desk: Desk) -> None:
    def write(number: int) -> None:
        with desk.store.writing() as session:
            before = count(session)
            add_part(session, str(number))
            session.flush()
            assert count(session) == before + 1

    def read(_number: int) -> int:
        with desk.store.reading() as session:
            return count(session)

    with ThreadPoolExecutor(8) as pool:
        reads = [pool.submit(read, number) for number in range(40)]
        list(pool.map(write, range(40)))
        assert all(0 <= done.result() <= 40 for done in reads)
    assert read(0) == 40


def test_a_connection_opened_in_one_thread_serves_another(desk: Desk) -> None:
    desk.read(count)
    answers: list[int] = []
    thread = threading.Thread(target=lambda: answers.append(desk.read(count)))
    thread.start()
    thread.join()
    assert answers == [0]


def test_a_save_waits_for_another_process_and_says_so(desk: Desk) -> None:
    impatient(desk)
    other = sqlcipher(desk)
    other.execute("BEGIN IMMEDIATE")
    told: list[float] = []

    def waited(seconds: float) -> None:
        told.append(seconds)
        if len(told) == 2:
            other.execute("ROLLBACK")

    with desk.store.writing(waited=waited) as session:
        add_part(session, "1")
    other.close()
    assert len(told) == 2
    assert told == sorted(told)
    assert desk.read(count) == 1


def test_waiting_can_be_given_up_and_the_next_save_works(desk: Desk) -> None:
    impatient(desk)
    other = sqlcipher(desk)
    other.execute("BEGIN IMMEDIATE")

    def waited(seconds: float) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), desk.store.writing(waited=waited):
        pytest.fail("nobody else may write now")
    other.execute("ROLLBACK")
    other.close()
    with desk.store.writing() as session:
        add_part(session, "1")


def test_a_writer_that_tells_nobody_hears_of_the_lock_in_the_end(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store_module, "PATIENCE", 0.0)
    impatient(desk)
    other = sqlcipher(desk)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreFault) as caught, desk.store.writing():
        pytest.fail("nobody else may write now")
    other.close()
    assert caught.value.code == "store.locked"
    assert caught.value.retry


def test_a_full_disk_saves_nothing_and_has_its_own_words(desk: Desk) -> None:
    with desk.store.writing() as session:
        add_part(session, "before")
        pages = session.scalar(text("PRAGMA page_count"))
        session.execute(text(f"PRAGMA max_page_count = {pages}"))
    with pytest.raises(StoreFault) as caught, desk.store.writing() as session:
        session.add_all([Part(id=uuid4(), code=f"{n:0>200}", name="", model="", price_fen=1) for n in range(2_000)])
    assert caught.value.code == "disk.full"
    assert desk.read(count) == 1
    with desk.store.writing() as session:
        session.execute(text("PRAGMA max_page_count = 1000000"))
        add_part(session, "after")
    assert desk.read(count) == 2


def test_every_statement_is_told_of_before_it_runs(desk: Desk) -> None:
    def refuse() -> None:
        raise RuntimeError("not in this thread")

    desk.store.on_statement(refuse)
    with pytest.raises(RuntimeError, match="not in this thread"):
        desk.read(count)
    with pytest.raises(RuntimeError, match="not in this thread"), desk.store.writing():
        pytest.fail("refused before it began")


SECOND_DESK = """
import sys
from pathlib import Path
from uuid import UUID
from tests.factories.desks import a_desk
from tests.factories.orders import an_order

desk = a_desk(Path(sys.argv[1]))
for _ in range(25):
    an_order(desk, customer=UUID(sys.argv[2]))
desk.close()
"""


def test_two_processes_work_on_one_folder_and_no_number_comes_twice(desk: Desk) -> None:
    customer = a_customer(desk)
    command = [sys.executable, "-c", SECOND_DESK, str(desk.folder), str(customer)]
    with subprocess.Popen(command, stderr=subprocess.PIPE) as other:
        for _ in range(25):
            an_order(desk, customer=customer)
        _out, errors = other.communicate(timeout=60)
    assert other.returncode == 0, errors
    numbers = desk.read(lambda session: session.scalars(select(Order.no)).all())
    assert len(numbers) == len(set(numbers)) == 50


def sqlcipher(desk: Desk) -> Any:
    """A connection as another process would have it."""
    return connect(desk.folder / "callcentre.db", desk.key)


def impatient(desk: Desk) -> None:
    """Does not spend five seconds on each try."""
    with desk.store.writing() as session:
        session.execute(text("PRAGMA busy_timeout = 20"))
