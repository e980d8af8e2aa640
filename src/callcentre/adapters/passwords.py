"""Passwords of servers: from a file descriptor, from the keyring, or typed; never from a URL or an option."""

import os
import sys
from collections.abc import Iterator
from getpass import getpass

from callcentre.adapters.keyring import SystemSecrets
from callcentre.ports import NoSecrets, Secrets


class Passwords:
    """Where one run of a command finds the passwords it needs; those of a file descriptor stand one a line."""

    def __init__(self, descriptor: int | None, *, keyring: Secrets | None = None) -> None:
        self._keyring = keyring or SystemSecrets()
        self._lines: Iterator[str] | None = None
        self._kept: dict[str, str] = {}
        if descriptor is not None:
            with os.fdopen(descriptor, encoding="utf-8") as stream:
                self._lines = iter(stream.read().splitlines())

    @property
    def are_given(self) -> bool:
        """Whether they come from a file descriptor: then nothing is asked."""
        return self._lines is not None

    def next_given(self) -> str:
        """The next line of the file descriptor; empty where there is none."""
        return next(self._lines, "") if self._lines is not None else ""

    def of_server(self, url: str) -> str | None:
        """For the connection itself; None where none is known: the server may trust this account."""
        if url in self._kept:
            return self._kept[url]
        if self._lines is not None:
            return self.next_given() or None
        try:
            return self._keyring.get(_name(url))
        except NoSecrets:
            return None

    def keep(self, url: str, password: str) -> bool:
        """Keeps one for the next time; False where there is no keyring, and it is kept for this run alone."""
        self._kept[url] = password
        try:
            self._keyring.put(_name(url), password)
        except NoSecrets:
            return False
        return True

    def typed(self, prompt: str) -> str:
        """One that is typed, without showing it; empty where nobody is there to type."""
        try:
            return getpass(prompt, stream=sys.stderr)
        except EOFError:
            return ""


def _name(url: str) -> str:
    return f"server {url}"
