"""Keys that are lost and files that are gone: nothing new is begun in their place, nothing of ours is overwritten."""

import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend
from tests.factories.desks import MORNING
from tests.faults.conftest import Calls

from callcentre.adapters.clock import SetClock
from callcentre.adapters.find_key import find_key
from callcentre.adapters.keyring import SecretsInMemory, SystemSecrets
from callcentre.domain.errors import StoreFault
from callcentre.ports import NoSecrets
from callcentre.store.files import Files
from callcentre.store.store import open_store

NAMES = ["中文 夹", "a%20b%s", "it's", "a#b", "a;b&c", *(['quo"te', "q?mark"] if os.name == "posix" else [])]
"""Windows allows fewer."""
SECOND_KEY = "ab" * 32


def test_a_data_folder_that_lost_its_file_does_not_begin_anew(call: Calls, customers: Path, tmp_path: Path) -> None:
    call("import", "customers", customers)
    (tmp_path / "data" / "callcentre.db").unlink()
    ended = call("find", "C1")
    assert ended.code == 1
    assert "callcentre.db is gone" in ended.err
    assert not (tmp_path / "data" / "callcentre.db").exists()
    assert "不见了" in call("find", "C1", language="zh_CN").err


def test_after_a_damaged_file_was_set_aside_nobody_works_on_an_empty_one_unawares(
    call: Calls, customers: Path, tmp_path: Path
) -> None:
    call("import", "customers", customers)
    call("backup", tmp_path / "monday.backup")
    (tmp_path / "data" / "callcentre.db").write_bytes(b"\1" * 8192)
    assert "damaged" in call("find", "C1").err
    assert "is gone" in call("import", "customers", customers).err
    assert call("restore", tmp_path / "monday.backup").code == 0
    assert "张伟" in call("find", "C1").out


def test_a_file_cut_to_less_than_a_page_is_damaged_and_not_new(call: Calls, customers: Path, tmp_path: Path) -> None:
    call("import", "customers", customers)
    (tmp_path / "data" / "callcentre.db").write_bytes(b"x")
    assert "damaged" in call("find", "C1").err


@pytest.mark.parametrize("note", [b"", b"garbage", b"\xff\xfe", b"0" * 32])
def test_a_spoilt_key_id_locks_nobody_out_and_nobody_in(
    call: Calls, customers: Path, tmp_path: Path, note: bytes
) -> None:
    call("import", "customers", customers)
    (tmp_path / "other").write_text(SECOND_KEY)
    (tmp_path / "data" / "callcentre.keyid").write_bytes(note)
    assert "does not open" in call("find", "C1", key="other").err
    assert (tmp_path / "data" / "callcentre.db").exists()
    assert "张伟" in call("find", "C1").out
    assert "does not open" in call("find", "C1", key="other").err


def test_no_key_file_is_made_for_a_folder_that_has_data(call: Calls, customers: Path, tmp_path: Path) -> None:
    call("import", "customers", customers)
    ended = call("find", "C1", key="kez")
    assert ended.code == 2
    assert "no new one was made" in ended.err
    assert not (tmp_path / "kez").exists()


def test_a_keyring_that_forgot_is_not_given_another_key_in_its_place(tmp_path: Path) -> None:
    found = find_key(tmp_path, key_file=None, environ={}, keyring=SecretsInMemory())
    open_store(tmp_path, found.key, clock=SetClock(MORNING)).close()
    empty = SecretsInMemory()
    for _ in range(2):
        with pytest.raises(StoreFault) as caught:
            find_key(tmp_path, key_file=None, environ={}, keyring=empty)
        assert caught.value.code == "store.no_kept_key"


class _Broken(KeyringBackend):
    priority = 1.0  # type: ignore[assignment]

    def get_password(self, service: str, username: str) -> str | None:
        raise AttributeError("a backend fails in its own way")

    def set_password(self, service: str, username: str, password: str) -> None:
        raise AttributeError("in either direction")


def test_a_keyring_that_fails_in_its_own_way_counts_as_none() -> None:
    before = keyring.get_keyring()
    keyring.set_keyring(_Broken())
    try:
        with pytest.raises(NoSecrets):
            SystemSecrets().get("door")
    finally:
        keyring.set_keyring(before)


def test_a_backup_with_the_wrong_key_says_so(call: Calls, customers: Path, tmp_path: Path) -> None:
    call("import", "customers", customers)
    (tmp_path / "other").write_text(SECOND_KEY)
    assert "This key does not open" in call("backup", tmp_path / "b", key="other").err
    assert not (tmp_path / "b").exists()


@pytest.mark.parametrize("own", ["data/callcentre.db", "data/callcentre.keyid", "data/attachments.db", "key"])
def test_no_command_writes_over_the_data_or_its_key(call: Calls, customers: Path, tmp_path: Path, own: str) -> None:
    call("import", "customers", customers)
    before = (tmp_path / own).read_bytes() if (tmp_path / own).exists() else None
    for command in (
        ("backup", tmp_path / own), ("export", "customers", "--out", tmp_path / own),
        ("settle", "--period", "2026-07", "--json", tmp_path / own),
        ("scorecards", "--period", "2026-07", "--json", tmp_path / own),
    ):  # fmt: skip
        ended = call(*command)
        assert (ended.code, "name another file" in ended.err) == (1, True)
    assert "张伟" in call("find", "C1").out
    assert before is None or own.endswith(".db") or (tmp_path / own).read_bytes() == before


def test_a_backup_replaces_an_earlier_one_and_nothing_else(call: Calls, customers: Path, tmp_path: Path) -> None:
    call("import", "customers", customers)
    assert "is no backup" in call("backup", customers).err
    assert customers.read_text(encoding="utf-8").startswith("customer_no")
    for _ in range(2):
        assert call("backup", tmp_path / "monday").code == 0
    assert "cannot be written" in call("backup", customers / "beneath").err
    assert not list(tmp_path.glob("*.part"))


def test_a_file_where_the_data_folder_should_be_is_said_in_words(call: Calls, customers: Path) -> None:
    assert "cannot be used as the data folder" in call("doctor", data="customers.csv").err
    assert "不能用作数据文件夹" in call("doctor", data="customers.csv", language="zh_CN").err


def test_many_windows_may_open_a_new_folder_at_the_same_moment(tmp_path: Path) -> None:
    key, clock = bytes(32), SetClock(MORNING)
    for turn in range(3):
        folder = tmp_path / str(turn)
        folder.mkdir()
        with ThreadPoolExecutor(6) as hands:
            stores = list(hands.map(partial(open_store, clock=clock), [folder] * 6, [key] * 6))
        for store in stores:
            store.close()
        assert not Files(folder, clock).key_is_other(key)
        assert not list(folder.glob("*.part"))


@pytest.mark.parametrize("name", NAMES)
def test_a_folder_may_have_any_name(call: Calls, customers: Path, tmp_path: Path, name: str) -> None:
    assert call("import", "customers", customers, data=name).code == 0
    assert call("backup", tmp_path / f"{name}.backup", data=name).code == 0
    shutil.rmtree(tmp_path / name)
    assert call("restore", tmp_path / f"{name}.backup", data=name).code == 0
    assert "张伟" in call("find", "C1", data=name).out
