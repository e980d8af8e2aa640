"""A disk without room: said in words by whatever met it, nothing half written, and work goes on when there is room."""

import errno
import os
import resource
import shutil
import signal
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import select, text
from sqlcipher3 import dbapi2
from tests.factories.customers import a_customer
from tests.factories.desks import MORNING, a_desk
from tests.factories.orders import an_order
from tests.faults.conftest import Calls

from callcentre.adapters.clock import SetClock
from callcentre.adapters.find_key import find_key
from callcentre.domain.errors import StoreFault
from callcentre.store.blobs import Blobs
from callcentre.store.faults import as_faults
from callcentre.store.store import open_store
from callcentre.store.tables import Order

KEY = bytes(32)


@contextmanager
def no_file_above(size: int) -> Iterator[None]:
    """The system lets no file of this process grow above `size`, as a full disk lets none grow."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)


def refusal(error: BaseException) -> str:
    assert isinstance(error, StoreFault)
    return error.code


FULL = {"disk.full", "store.disk_fault"}
"""SQLite tells a file that may not grow from a full disk on some systems."""


@pytest.mark.parametrize("room", [0, 4096, 100_000])
def test_a_new_folder_on_a_full_disk_is_begun_when_there_is_room(tmp_path: Path, room: int) -> None:
    with no_file_above(room), pytest.raises(StoreFault) as caught:
        open_store(tmp_path, KEY, clock=SetClock(MORNING))
    assert refusal(caught.value) in FULL
    open_store(tmp_path, KEY, clock=SetClock(MORNING)).close()


def test_an_id_of_the_key_that_finds_no_room_is_a_full_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StoreFault) as caught:
        open_store(tmp_path, KEY, clock=SetClock(MORNING))
    assert refusal(caught.value) == "disk.full"
    assert not list(tmp_path.glob("*.part"))
    with pytest.raises(StoreFault) as caught:
        find_key(tmp_path / "elsewhere", key_file=tmp_path / "key", environ={})
    assert refusal(caught.value) == "disk.full"
    assert not list(tmp_path.glob("key*"))


def test_orders_saved_before_the_disk_was_full_stay_and_saving_goes_on_afterwards(tmp_path: Path) -> None:
    desk = a_desk(tmp_path / "desk")
    customer = a_customer(desk)
    saved = [an_order(desk, customer=customer)]
    size = max(file.stat().st_size for file in desk.folder.iterdir())

    def save_until_full() -> None:
        while True:
            saved.append(an_order(desk, customer=customer, words="长" * 2000))

    with no_file_above(size + 40_000), pytest.raises(StoreFault) as caught:
        save_until_full()
    assert refusal(caught.value) in FULL
    saved.append(an_order(desk, customer=customer))
    desk.close()
    desk = a_desk(tmp_path / "desk")
    assert set(desk.read(lambda session: session.scalars(select(Order.id)).all())) == set(saved)
    assert desk.read(lambda session: session.scalar(text("PRAGMA integrity_check"))) == "ok"
    desk.close()


def test_an_attachment_that_finds_no_room_is_not_half_kept(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path, KEY)
    blobs.put(b"small", now=MORNING)
    with no_file_above(100_000), pytest.raises(StoreFault) as caught:
        blobs.put(b"x" * 500_000, now=MORNING)
    assert refusal(caught.value) in FULL
    digest = blobs.put(b"small", now=MORNING)
    assert blobs.get(digest) == b"small"


def test_a_backup_an_export_and_an_import_without_room_leave_nothing_behind(
    call: Calls, customers: Path, tmp_path: Path
) -> None:
    call("import", "customers", customers)
    big = tmp_path / "big.csv"
    big.write_text("customer_no,name,notes\n" + "".join(f"D{n},n,{'long' * 50}{n}\n" for n in range(1500)))
    with no_file_above(300_000):
        imported, kept = call("import", "customers", big), call("backup", tmp_path / "monday")
    assert (imported.code, kept.code) == (1, 1)
    assert call("find", "D7").out == ""
    assert not list(tmp_path.glob("monday*"))
    assert not list(tmp_path.glob(".backup-*"))
    call("import", "customers", big)
    with no_file_above(100_000):
        assert call("export", "customers", "--out", tmp_path / "out.csv").code == 1
    assert not list(tmp_path.glob("out.csv*"))


@pytest.mark.parametrize(("room", "code"), [(0, "disk.full"), (10**9, "store.disk_fault")])
def test_a_read_that_fails_on_a_full_disk_is_told_as_that(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, room: int, code: str
) -> None:
    error = dbapi2.OperationalError("disk I/O error")
    error.sqlite_errorcode = sqlite3.SQLITE_IOERR
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: SimpleNamespace(free=room))
    with pytest.raises(StoreFault) as caught, as_faults(tmp_path):
        raise error
    assert refusal(caught.value) == code
