"""The edges of the machine as the program sees them; `callcentre.adapters` has the real and the harmless ones."""

from typing import Protocol

from callcentre.domain.instants import Instant


class Clock(Protocol):
    """What time it is."""

    def now(self) -> Instant:
        """Microseconds since 1970, UTC."""
        ...


class Secrets(Protocol):
    """A place of the operating system that keeps secrets for the person who is signed in."""

    def get(self, name: str) -> str | None:
        """The secret kept under `name`. Raises NoSecrets where there is no such place."""
        ...

    def put(self, name: str, secret: str) -> None:
        """Keeps a secret under `name`. Raises NoSecrets where there is no such place."""
        ...

    def forget(self, name: str) -> None:
        """Drops the secret under `name`, if there is one. Raises NoSecrets where there is no such place."""
        ...


class NoSecrets(Exception):
    """This machine has no keyring, it is locked, or it refuses."""


class Telephone(Protocol):
    """The telephone on the desk, as far as a program can reach it."""

    def dial(self, number: str) -> bool:
        """Asks the telephone to call `number`; False where nothing could take the request."""
        ...
