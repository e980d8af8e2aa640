"""connect and sync from the command line, with real data folders and a real server."""

import json
import os
from pathlib import Path

import pytest
from tests.sync.hotline import Hotline

from callcentre.acts import customers
from callcentre.app import Settings, open_desk
from callcentre.cli import main


@pytest.fixture
def key(tmp_path: Path) -> Path:
    return tmp_path / "key"


def run(folder: Path, *arguments: str, password: str = "secret") -> int:
    reading, writing = os.pipe()
    os.write(writing, f"{password}\n".encode())
    os.close(writing)
    key = str(folder.parent / "key")
    return main(["--lang", "en", "--data", str(folder), "--key-file", key, "--password-fd", str(reading), *arguments])


def url_of(hotline: Hotline, login: str) -> str:
    return hotline.url.replace("postgres:@", f"{login}@")


def noted(folder: Path, name: str) -> None:
    """A person notes a customer at the desk of a folder."""
    desk = open_desk(Settings(data=folder, key_file=folder.parent / "key"), environ={})
    try:
        desk.write(lambda unit: customers.create(unit, name=name))
    finally:
        desk.close()


def names(folder: Path, capsys: pytest.CaptureFixture[str]) -> set[str]:
    capsys.readouterr()
    assert run(folder, "export", "customers", "--format", "json") == 0
    return {row["name"] for row in json.loads(capsys.readouterr().out)}


def test_what_a_folder_had_before_it_was_connected_is_shown_sent_and_seen_by_another(
    hotline: Hotline, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    noted(here, "王芳")
    assert run(here, "connect", "--url", url_of(hotline, "li")) == 1
    said = capsys.readouterr().err
    assert "  customer  1" in said and "--yes" in said
    assert run(here, "connect", "--url", url_of(hotline, "li"), "--yes") == 0
    assert "0 waiting, 0 refused, 0 in conflict" in capsys.readouterr().err
    assert run(there, "connect", "--url", url_of(hotline, "zhao"), "--yes") == 0
    assert "王芳" in names(there, capsys)
    noted(there, "李雷")
    assert run(there, "sync", "--once", "--json") == 0
    assert json.loads(capsys.readouterr().out) | {"received": 0} == {"sent": 1, "received": 0, "waiting": 0, "refused": 0, "conflicts": 0}
    assert run(here, "sync", "--once", "--json") == 0
    assert json.loads(capsys.readouterr().out)["received"] > 0
    assert names(here, capsys) == {"王芳", "李雷"}


def test_a_folder_that_is_not_connected_is_told_how(hotline: Hotline, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path / "d", "sync", "--once") == 1
    assert "not connected" in capsys.readouterr().err


def test_a_folder_is_joined_once(hotline: Hotline, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path / "d", "connect", "--url", url_of(hotline, "li"), "--yes") == 0
    assert run(tmp_path / "d", "connect", "--url", url_of(hotline, "zhao"), "--yes") == 1
    assert "connected to a server already" in capsys.readouterr().err


def test_a_demo_is_never_joined(hotline: Hotline, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--lang", "en", "--data", str(tmp_path), "--demo", "connect", "--url", url_of(hotline, "li"), "--yes"]) == 1
    assert "demo folder" in capsys.readouterr().err
