"""Secrets: the operating system's keyring, and one that keeps them in memory."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from callcentre.ports import NoSecrets

SERVICE = "callcentre"


class SystemSecrets:
    """The keyring of the operating system, whatever backend its user configured."""

    def get(self, name: str) -> str | None:
        """The secret kept under `name`. Raises NoSecrets where there is no keyring."""
        with _reached() as keyring:
            secret: str | None = keyring.get_password(SERVICE, name)
            return secret

    def put(self, name: str, secret: str) -> None:
        """Keeps a secret under `name`. Raises NoSecrets where there is no keyring."""
        with _reached() as keyring:
            keyring.set_password(SERVICE, name, secret)

    def forget(self, name: str) -> None:
        """Drops the secret under `name`, if there is one. Raises NoSecrets where there is no keyring."""
        with _reached() as keyring:
            try:
                keyring.delete_password(SERVICE, name)
            except keyring.errors.PasswordDeleteError:
                if keyring.get_password(SERVICE, name) is not None:
                    raise


class SecretsInMemory:
    """Secrets that end with the program. `present` False is a machine without a keyring."""

    def __init__(self, *, present: bool = True) -> None:
        self.present = present
        self._kept: dict[str, str] = {}

    def get(self, name: str) -> str | None:
        """The secret kept under `name`. Raises NoSecrets where `present` is False."""
        return self._known().get(name)

    def put(self, name: str, secret: str) -> None:
        """Keeps a secret under `name`. Raises NoSecrets where `present` is False."""
        self._known()[name] = secret

    def forget(self, name: str) -> None:
        """Drops the secret under `name`, if there is one. Raises NoSecrets where `present` is False."""
        self._known().pop(name, None)

    def _known(self) -> dict[str, str]:
        if not self.present:
            raise NoSecrets
        return self._kept


@contextmanager
def _reached() -> Iterator[Any]:
    """Backends fail in their own ways: no service on the bus, locked, refused, an exception of their own kind."""
    try:
        # Not before it is asked: finding its backends takes as long as a window takes to come up.
        import keyring

        yield keyring
    except Exception as error:
        raise NoSecrets(type(error).__name__) from error
