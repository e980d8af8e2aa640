"""Drafts survive: on disk within the second, sealed, replaced in one piece, never lost to a bad file."""

import time
from pathlib import Path

import pytest

from callcentre.runtime.drafts import Drafts
from callcentre.runtime.keeping import EncryptedFile

KEY = bytes(range(32))


def opened(path: Path, key: bytes = KEY) -> Drafts:
    return Drafts(EncryptedFile(path, key), interval=0.02)


def test_a_draft_is_on_disk_soon_after_it_was_written(tmp_path):
    path = tmp_path / "drafts"
    drafts = opened(path)
    drafts.put("call-1", {"words": "外机在转，不制冷"})
    until = time.monotonic() + 5
    while drafts.dirty or drafts.saved_at is None:
        assert time.monotonic() < until
        time.sleep(0.005)
    assert opened(path).get("call-1") == {"words": "外机在转，不制冷"}
    drafts.close()


def test_nothing_of_a_draft_can_be_read_in_the_file(tmp_path):
    path = tmp_path / "drafts"
    drafts = opened(path)
    drafts.put("call-1", {"words": "王建国", "phone": "13800138000"})
    drafts.close()
    raw = path.read_bytes()
    assert b"13800138000" not in raw and "王建国".encode() not in raw


def test_a_dropped_draft_is_gone_after_a_restart(tmp_path):
    path = tmp_path / "drafts"
    drafts = opened(path)
    drafts.put("a", {"n": 1})
    drafts.put("b", {"n": 2})
    drafts.drop("a")
    drafts.close()
    assert opened(path).all() == {"b": {"n": 2}}


def test_a_later_change_of_the_callers_own_mapping_does_not_reach_the_draft(tmp_path):
    drafts = opened(tmp_path / "drafts")
    mine = {"words": ["a"]}
    drafts.put("k", mine)
    mine["words"].append("b")
    assert drafts.get("k") == {"words": ["a"]}
    drafts.close()


def test_what_json_cannot_hold_is_refused_at_once(tmp_path):
    drafts = opened(tmp_path / "drafts")
    with pytest.raises(TypeError):
        drafts.put("k", {"at": object()})
    drafts.close()


@pytest.mark.parametrize("content", [b"not encrypted", b"x" * 8192])
def test_a_damaged_file_is_set_aside_and_work_goes_on(tmp_path, content, caplog):
    path = tmp_path / "drafts"
    path.write_bytes(content)
    drafts = opened(path)
    assert drafts.all() == {}
    assert drafts.damaged is not None and drafts.damaged.read_bytes() == content
    assert [record.levelname for record in caplog.records] == ["ERROR"]
    drafts.put("k", {"n": 1})
    drafts.close()
    assert opened(path).get("k") == {"n": 1}


def test_another_key_does_not_open_them_and_does_not_destroy_them(tmp_path, caplog):
    first = opened(tmp_path / "drafts")
    first.put("k", {"n": 1})
    first.close()
    other = opened(tmp_path / "drafts", bytes(32))
    assert other.all() == {} and other.damaged is not None
    other.close()
    again = opened(other.damaged)
    assert again.get("k") == {"n": 1}
    again.close()
    caplog.clear()


def test_a_disk_that_says_no_is_named_and_the_draft_kept_for_the_next_try(tmp_path, caplog):
    folder = tmp_path / "gone"
    folder.mkdir()
    drafts = opened(folder / "drafts")
    folder.rmdir()
    drafts.put("k", {"n": 1})
    until = time.monotonic() + 5
    while drafts.fault is None:
        assert time.monotonic() < until
        time.sleep(0.005)
    folder.mkdir()
    while drafts.fault is not None:
        assert time.monotonic() < until
        time.sleep(0.005)
    drafts.close()
    assert opened(folder / "drafts").get("k") == {"n": 1}
    assert {record.levelname for record in caplog.records} == {"ERROR"}


def test_what_is_being_written_is_not_on_disk_yet(tmp_path):
    seen: list[bool] = []

    class Watched(EncryptedFile):
        def write(self, content: bytes) -> None:
            seen.append(drafts.dirty)
            super().write(content)

    drafts = Drafts(Watched(tmp_path / "drafts", KEY), interval=3600)
    drafts.put("call-1", {"words": "外机在转"})
    drafts.close()
    assert seen and all(seen) and not drafts.dirty
