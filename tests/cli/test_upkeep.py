"""Backup, restore and doctor as a person types them."""

import shutil
import zipfile

import pytest
from sqlalchemy import text
from tests.factories.customers import a_customer
from tests.factories.desks import a_desk
from tests.factories.orders import an_order
from tests.factories.outlets import an_outlet

from callcentre.cli import main
from callcentre.store.sqlcipher import connect


@pytest.fixture
def folder(tmp_path):
    """A folder with a closed order in it, and its key file beside it."""
    desk = a_desk(tmp_path / "desk")
    an_order(desk, stage="closed", outlet=an_outlet(desk), customer=a_customer(desk))
    desk.close()
    return tmp_path / "desk"


def call(folder, *arguments, key=None):
    return main(["--lang", "en", "--data", str(folder), "--key-file", str(key or f"{folder}.key"), *map(str, arguments)])


def rows_of(folder):
    from callcentre.store.migrations import count_rows
    from callcentre.store.sqlcipher import reading_engine

    engine = reading_engine(folder / "callcentre.db", bytes.fromhex((folder.parent / f"{folder.name}.key").read_text()))
    with engine.connect() as connection:
        counts = dict(count_rows(connection))
    engine.dispose()
    return counts


def test_a_restored_backup_holds_every_row_and_what_was_there_is_set_aside(folder, tmp_path, capsys):
    backup = tmp_path / "monday.backup"
    before = rows_of(folder)
    assert call(folder, "backup", backup) == 0
    assert "opened and counted" in capsys.readouterr().out

    desk = a_desk(folder)
    a_customer(desk, name="来得太晚")
    desk.close()
    assert rows_of(folder) != before

    assert call(folder, "restore", backup) == 0
    assert rows_of(folder) == before
    (kept,) = folder.glob("callcentre.before-restore-*.db")
    assert f"is kept beside it: {kept.name}" in capsys.readouterr().out
    assert call(folder, "doctor") == 0


def test_a_backup_can_be_restored_into_an_empty_folder(folder, tmp_path, capsys):
    backup = tmp_path / "monday.backup"
    assert call(folder, "backup", backup) == 0
    (tmp_path / "new").mkdir()
    shutil.copy(tmp_path / "desk.key", tmp_path / "new.key")
    assert call(tmp_path / "new", "restore", backup) == 0
    assert "kept beside it" not in capsys.readouterr().out
    assert rows_of(tmp_path / "new") == rows_of(folder)


def test_nothing_of_a_backup_can_be_read_without_the_key(folder, tmp_path):
    backup = tmp_path / "monday.backup"
    call(folder, "backup", backup)
    with zipfile.ZipFile(backup) as archive:
        data = archive.read("callcentre.db")
    assert b"SQLite format" not in data
    assert b"not cooling" not in data
    assert b"CREATE TABLE" not in data


def test_another_key_is_named_and_nothing_is_changed(folder, tmp_path, capsys):
    backup = tmp_path / "monday.backup"
    call(folder, "backup", backup)
    other = tmp_path / "other.key"
    assert call(tmp_path / "elsewhere", "restore", backup, key=other) == 1
    assert "key" in capsys.readouterr().err
    assert not (tmp_path / "elsewhere" / "callcentre.db").exists()


@pytest.mark.parametrize("damage", ["not a zip", "cut", "other names"])
def test_what_is_no_backup_is_refused_and_nothing_is_changed(folder, tmp_path, capsys, damage):
    backup = tmp_path / "monday.backup"
    call(folder, "backup", backup)
    if damage == "not a zip":
        backup.write_text("hello")
    elif damage == "cut":
        backup.write_bytes(backup.read_bytes()[:-500])
    else:
        with zipfile.ZipFile(backup, "a") as archive:
            archive.writestr("../escaped", "x")
    before = rows_of(folder)
    capsys.readouterr()
    assert call(folder, "restore", backup) == 1
    assert "not a backup" in capsys.readouterr().err
    assert rows_of(folder) == before
    assert not list(folder.glob("callcentre.before-restore-*"))
    assert not (tmp_path / "escaped").exists()


def test_a_folder_in_use_is_not_replaced(folder, tmp_path, capsys):
    backup = tmp_path / "monday.backup"
    call(folder, "backup", backup)
    desk = a_desk(folder)
    try:
        with desk.store.reading() as session:
            session.execute(text("SELECT count(*) FROM customer"))
            assert call(folder, "restore", backup) == 1
    finally:
        desk.close()
    assert "callcentre.before-restore" not in " ".join(path.name for path in folder.iterdir())


def test_doctor_is_content_with_a_folder_as_it_should_be(folder, capsys):
    assert call(folder, "doctor") == 0
    said = capsys.readouterr().out
    assert "WRONG" not in said
    assert "follows from the events" in said


def test_doctor_says_that_changes_are_kept_where_no_server_is(folder, capsys):
    assert call(folder, "doctor") == 0
    said = capsys.readouterr().out
    assert "This workstation has no server." in said
    assert "for the day it is connected to one" in said
    assert "wait for" not in said


@pytest.mark.parametrize(
    "spoil",
    ["UPDATE order_view SET state = 'open'", "UPDATE job SET unfixed = 3", "DELETE FROM job"],
)
def test_doctor_names_a_case_that_does_not_follow_from_its_events(folder, capsys, spoil):
    connection = connect(folder / "callcentre.db", bytes.fromhex((folder.parent / "desk.key").read_text()))
    assert connection.execute(spoil).rowcount == 1
    number = connection.execute("SELECT no FROM service_order").fetchone()[0]
    connection.close()
    assert call(folder, "doctor") == 1
    said = capsys.readouterr().out
    assert "WRONG" in said
    assert number in said


def test_without_key_file_or_keyring_both_remedies_are_named(tmp_path, capsys):
    assert main(["--lang", "en", "--data", str(tmp_path / "desk"), "doctor"]) == 2
    said = capsys.readouterr().err
    assert "--key-file" in said
    assert "keyring" in said


@pytest.mark.parametrize(("arguments", "said"), [(["import"], "缺少以下参数"), (["--nothing"], "无法识别的参数")])
def test_wrong_usage_is_told_in_the_language_asked_for(capsys, arguments, said):
    with pytest.raises(SystemExit) as ended:
        main(["--lang", "zh_CN", *arguments])
    assert ended.value.code == 2
    shown = capsys.readouterr().err
    assert said in shown
    assert "usage" not in shown
