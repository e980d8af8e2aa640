"""Opening a folder: wrong keys, damage and files of other versions are told apart, and nothing is lost."""

from pathlib import Path

import pytest
from sqlalchemy import func, select, text
from tests.factories.desks import MORNING, a_desk

from callcentre.adapters.clock import SetClock
from callcentre.domain.errors import StoreFault
from callcentre.store.sqlcipher import connect
from callcentre.store.store import Store, open_store
from callcentre.store.tables import Person

KEY = bytes(range(32))
OTHER = bytes(32)


def opened(folder: Path, key: bytes = KEY) -> Store:
    return open_store(folder, key, clock=SetClock(MORNING))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder whose file was made with KEY and closed."""
    opened(tmp_path).close()
    return tmp_path


def fault(folder: Path, key: bytes = KEY) -> StoreFault:
    with pytest.raises(StoreFault) as caught:
        opened(folder, key)
    return caught.value


def test_a_wrong_key_is_named_and_the_file_stays(folder: Path) -> None:
    before = (folder / "callcentre.db").read_bytes()
    assert fault(folder, OTHER).code == "store.wrong_key"
    assert (folder / "callcentre.db").read_bytes() == before
    opened(folder).close()


def test_without_the_key_id_a_whole_file_is_never_moved_away(folder: Path) -> None:
    (folder / "callcentre.keyid").unlink()
    assert fault(folder, OTHER).code == "store.wrong_key"
    assert (folder / "callcentre.db").exists()
    opened(folder).close()
    assert fault(folder, OTHER).code == "store.wrong_key"


@pytest.mark.parametrize("where", [0, 100, 4000])
def test_a_damaged_file_is_set_aside_whole(folder: Path, where: int) -> None:
    data = folder / "callcentre.db"
    broken = bytearray(data.read_bytes())
    broken[where : where + 16] = bytes(16)
    data.write_bytes(broken)
    told = fault(folder)
    assert told.code == "store.damaged"
    assert (folder / str(told.data["path"])).read_bytes() == bytes(broken)
    assert not data.exists()


def test_a_second_damaged_file_does_not_replace_the_first(folder: Path) -> None:
    names = set()
    for _ in range(2):
        (folder / "callcentre.db").write_bytes(b"\1" * 8192)
        names.add(fault(folder).data["path"])
    assert len(names) == 2
    assert all((folder / str(name)).exists() for name in names)


def test_a_file_of_a_later_program_is_refused_and_stays(folder: Path) -> None:
    connection = connect(folder / "callcentre.db", KEY)
    connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    told = fault(folder)
    assert told.code == "store.newer"
    assert told.data["found"] == "9999"
    assert (folder / "callcentre.db").exists()


def test_a_folder_that_cannot_be_written_to_is_said(tmp_path: Path) -> None:
    (tmp_path / "callcentre.db").mkdir()
    assert fault(tmp_path).code == "store.read_only"


def test_a_new_folder_has_one_person_with_every_role_and_opening_again_adds_none(tmp_path: Path) -> None:
    for _ in range(2):
        desk = a_desk(tmp_path / "desk")
        people = desk.read(
            lambda session: session.scalar(select(func.count()).select_from(Person).where(Person.kind == "person"))
        )
        desk.close()
        assert people == 1


def test_a_file_that_lost_all_its_bytes_is_not_taken_for_a_new_one(folder: Path) -> None:
    (folder / "callcentre.db").write_bytes(b"")
    told = fault(folder)
    assert told.code == "store.damaged"
    assert list(folder.glob("callcentre.damaged-*.db"))


def test_an_error_of_the_driver_quotes_no_values(folder: Path) -> None:
    store = opened(folder)
    try:
        with pytest.raises(Exception, match="no such table") as raised, store.reading() as session:
            session.execute(text("SELECT * FROM nowhere WHERE name = :name"), {"name": "王小明"})
        assert "王小明" not in str(raised.value)
    finally:
        store.close()
