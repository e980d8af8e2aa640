"""Refuses work on the thread of the window that belongs elsewhere: queries, files, network.

Armed by tests and by CALLCENTRE_GUARD=1. The store's engines call `check` before each statement;
opening files and sockets is seen by an audit hook of the interpreter.
"""

import re
import sys
import threading

_CODE = re.compile(r"\.(?:py|so|pyd|dll|pyc(?:\.\d+)?)\Z")
"""Files of the program. Compiled code is first written as name.pyc.number, where none was kept before."""
_NETWORK = frozenset({"socket.connect", "socket.bind", "socket.getaddrinfo"})


class WrongThread(RuntimeError):
    """Something slow was asked on the window's thread."""


class _Guard:
    def __init__(self) -> None:
        self.thread: int | None = None
        self.hooked = False


_guard = _Guard()


def arm() -> None:
    """From now on the calling thread is the window's and may touch neither file, database nor network."""
    _guard.thread = threading.get_ident()
    if not _guard.hooked:
        # An audit hook cannot be taken away again; disarmed it does nothing.
        sys.addaudithook(_heard)
        _guard.hooked = True


def disarm() -> None:
    """Allows everything again."""
    _guard.thread = None


def check(what: str = "a query") -> None:
    """Raises WrongThread when called on the window's thread while armed."""
    if _guard.thread is not None and threading.get_ident() == _guard.thread:
        raise WrongThread(f"{what} on the thread of the window")


def _heard(event: str, arguments: tuple[object, ...]) -> None:
    if _guard.thread is None:
        return
    if event == "open":
        path = arguments[0]
        if isinstance(path, str) and not _CODE.search(path):
            check("a file")
    elif event in _NETWORK:
        check("the network")
