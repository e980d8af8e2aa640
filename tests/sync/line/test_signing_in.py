"""The password of `connect` at a terminal: asked without showing it, kept in the keyring, taken from there the next time."""

import json
import os
import pty
import re
import select
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.sync.debian import Cluster, a_cluster
from tests.sync.hotline import hotline_at

pytestmark = pytest.mark.debian
PASSWORD = "密码 secret"
KEYRING = '''
import json, os, pathlib
from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked

class Kept(KeyringBackend):
    """What a person's keyring does, in a file; locked where the file is not there."""
    priority = 1

    def _file(self):
        path = pathlib.Path(os.environ["KEPT"])
        if not path.exists():
            raise KeyringLocked
        return path

    def get_password(self, service, name):
        return json.loads(self._file().read_text()).get(name)

    def set_password(self, service, name, secret):
        kept = json.loads(self._file().read_text()) | {name: secret}
        self._file().write_text(json.dumps(kept))
'''


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    with a_cluster() as made, hotline_at(made.owner_url(), password=PASSWORD):
        yield made


class Terminal:
    """The command in a terminal of its own."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        self.shown, self._folder = "", folder
        program = "import sys; from callcentre.cli import main; sys.exit(main(sys.argv[1:]))"
        command = [sys.executable, "-c", program, "--lang", "en", "--data", str(folder / "desk"), "--key-file", str(folder / "key"), *arguments]
        environ = os.environ | {"PYTHONPATH": f"{folder}:{os.environ.get('PYTHONPATH', '')}", "PYTHON_KEYRING_BACKEND": "kept.Kept",
                                "KEPT": str(folder / "kept.json")}  # fmt: skip
        self._process, self._terminal = pty.fork()
        if self._process == 0:
            os.execve(sys.executable, command, environ)

    def until(self, words: str) -> None:
        """Waits until these words are shown."""
        ends = time.monotonic() + 60
        while words not in self.shown:
            assert time.monotonic() < ends, self.shown
            self._read()

    def type(self, line: str) -> None:
        os.write(self._terminal, f"{line}\n".encode())

    def ended(self) -> int:
        """Its exit code; everything it showed is read."""
        while self._read():
            pass
        _, status = os.waitpid(self._process, 0)
        os.close(self._terminal)
        return os.waitstatus_to_exitcode(status)

    def _read(self) -> bool:
        if not select.select([self._terminal], [], [], 1)[0]:
            return True
        try:
            came = os.read(self._terminal, 4096)
        except OSError:
            return False
        self.shown += came.decode(errors="replace")
        return bool(came)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "kept.py").write_text(KEYRING, encoding="utf-8")
    (tmp_path / "kept.json").write_text("{}")
    return tmp_path


def joined(cluster: Cluster, folder: Path, *typed: str) -> Terminal:
    terminal = Terminal(folder, "connect", "--url", cluster.url("li", "hotline", "?sslmode=require"))
    terminal.until("[y/N]")
    terminal.type("y")
    for password in typed:
        terminal.until("Password of li:")
        terminal.type(password)
    return terminal


def test_a_typed_password_is_not_shown_and_kept_for_the_next_time(cluster: Cluster, folder: Path) -> None:
    terminal = joined(cluster, folder, PASSWORD)
    assert terminal.ended() == 0, terminal.shown
    assert "0 waiting, 0 refused, 0 in conflict" in terminal.shown
    assert PASSWORD not in terminal.shown
    assert [*json.loads((folder / "kept.json").read_text()).values()] == [PASSWORD]
    again = Terminal(folder, "sync", "--once")
    assert again.ended() == 0, again.shown
    assert "Password" not in again.shown


def test_a_wrong_password_is_said_and_nothing_of_it_is_kept(cluster: Cluster, folder: Path) -> None:
    terminal = joined(cluster, folder, "something else")
    assert terminal.ended() == 1
    assert re.search(r"does not take this password of li", terminal.shown)
    assert (folder / "kept.json").read_text() == "{}"
    # Nothing was joined: the folder goes on alone, and can be joined with the right one.
    assert joined(cluster, folder, PASSWORD).ended() == 0


def test_a_kept_password_that_was_changed_is_asked_for_anew(cluster: Cluster, folder: Path) -> None:
    url = cluster.url("li", "hotline", "?sslmode=require")
    (folder / "kept.json").write_text(json.dumps({f"server {url}": "the old one"}))
    assert joined(cluster, folder, PASSWORD).ended() == 0
    assert [*json.loads((folder / "kept.json").read_text()).values()] == [PASSWORD]


def test_without_a_keyring_the_password_is_asked_for_each_time(cluster: Cluster, folder: Path) -> None:
    (folder / "kept.json").unlink()
    assert joined(cluster, folder, PASSWORD).ended() == 0
    again = Terminal(folder, "sync", "--once")
    again.until("Password of li:")
    again.type(PASSWORD)
    assert again.ended() == 0
    assert not (folder / "kept.json").exists()


def test_whoever_does_not_say_yes_is_not_joined(cluster: Cluster, folder: Path) -> None:
    terminal = Terminal(folder, "connect", "--url", cluster.url("li", "hotline", "?sslmode=require"))
    terminal.until("[y/N]")
    terminal.type("")
    assert terminal.ended() == 1
    assert "Nothing was sent" in terminal.shown
