"""The edges: the real one and the harmless one keep the same promises."""

import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.errors import PasswordDeleteError

from callcentre.adapters.clock import SetClock, SystemClock
from callcentre.adapters.find_key import KEY_FILE_VARIABLE, find_key
from callcentre.adapters.folders import data_folder
from callcentre.adapters.keyring import SecretsInMemory, SystemSecrets
from callcentre.adapters.telephone import SilentTelephone
from callcentre.domain.errors import StoreFault
from callcentre.domain.instants import DAY, Instant
from callcentre.ports import Clock, NoSecrets, Secrets, Telephone


class KeyringOfTests(KeyringBackend):
    """A backend as an operating system has it, without its window."""

    priority = 1.0  # type: ignore[assignment]

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if self.kept.pop((service, username), None) is None:
            raise PasswordDeleteError(username)


@pytest.fixture(params=["system", "in memory"])
def secrets(request: pytest.FixtureRequest) -> Iterator[Secrets]:
    """The real adapter over a keyring of this test, and the harmless one."""
    if request.param == "in memory":
        yield SecretsInMemory()
        return
    before = keyring.get_keyring()
    keyring.set_keyring(KeyringOfTests())
    yield SystemSecrets()
    keyring.set_keyring(before)


@pytest.fixture(params=["system", "in memory"])
def no_secrets(request: pytest.FixtureRequest) -> Secrets:
    """A machine without a keyring, as tests run on one."""
    return SystemSecrets() if request.param == "system" else SecretsInMemory(present=False)


def test_a_secret_is_kept_replaced_and_forgotten(secrets: Secrets) -> None:
    assert secrets.get("door") is None
    secrets.put("door", "open")
    secrets.put("door", "sesame")
    secrets.put("window", "shut")
    assert secrets.get("door") == "sesame"
    secrets.forget("door")
    secrets.forget("door")
    assert secrets.get("door") is None
    assert secrets.get("window") == "shut"


def test_a_machine_without_a_keyring_says_so(no_secrets: Secrets) -> None:
    with pytest.raises(NoSecrets):
        no_secrets.get("door")
    with pytest.raises(NoSecrets):
        no_secrets.put("door", "open")
    with pytest.raises(NoSecrets):
        no_secrets.forget("door")


@pytest.mark.parametrize("clock", [SystemClock(), SetClock(1_784_000_000_000_000)])
def test_clocks_count_whole_microseconds_since_1970_and_do_not_run_back(clock: Clock) -> None:
    first, second = clock.now(), clock.now()
    assert isinstance(first, Instant)
    assert 50 * 365 * DAY < first <= second < 100 * 365 * DAY


def test_a_set_clock_stands_until_it_is_moved() -> None:
    clock = SetClock(1000)
    assert clock.now() == clock.now() == 1000
    assert clock.pass_time(500) == clock.now() == 1500
    clock.set(3)
    assert clock.now() == 3


def test_a_silent_telephone_says_that_it_did_not_dial() -> None:
    telephone: Telephone = SilentTelephone()
    assert not telephone.dial("12345")


def test_demo_and_work_never_share_a_folder() -> None:
    assert data_folder(demo=True) != data_folder(demo=False)


def test_a_key_file_is_made_on_first_use_for_its_owner_alone_and_used_again(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "desk.key"
    first = find_key(tmp_path, key_file=path, environ={})
    assert len(first.key) == 32
    assert first.source == str(path)
    if sys.platform != "win32":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert find_key(tmp_path, key_file=path, environ={}) == first
    assert list(path.parent.iterdir()) == [path]


def test_a_named_key_file_goes_before_the_environment_and_that_before_the_keyring(tmp_path: Path) -> None:
    kept = SecretsInMemory()
    environ = {KEY_FILE_VARIABLE: str(tmp_path / "environ.key")}
    named = find_key(tmp_path, key_file=tmp_path / "named.key", environ=environ, keyring=kept)
    environment = find_key(tmp_path, key_file=None, environ=environ, keyring=kept)
    ring = find_key(tmp_path, key_file=None, environ={}, keyring=kept)
    assert [named.source, environment.source, ring.source] == [
        str(tmp_path / "named.key"), str(tmp_path / "environ.key"), "keyring",
    ]  # fmt: skip
    assert len({named.key, environment.key, ring.key}) == 3
    assert find_key(tmp_path, key_file=None, environ={}, keyring=kept) == ring
    assert find_key(tmp_path / "other", key_file=None, environ={}, keyring=kept).key != ring.key


def test_without_key_file_and_keyring_both_remedies_are_named(tmp_path: Path) -> None:
    with pytest.raises(StoreFault) as caught:
        find_key(tmp_path, key_file=None, environ={}, keyring=SecretsInMemory(present=False))
    assert caught.value.code == "store.no_key"
    assert caught.value.data["variable"] == KEY_FILE_VARIABLE


@pytest.mark.parametrize("content", ["", "not hexadecimal", "abcd"])
def test_a_file_that_holds_no_key_is_refused_and_kept(tmp_path: Path, content: str) -> None:
    path = tmp_path / "desk.key"
    path.write_text(content)
    with pytest.raises(StoreFault) as caught:
        find_key(tmp_path, key_file=path, environ={})
    assert caught.value.code == "store.bad_key_file"
    assert path.read_text() == content
