"""One window for a data folder: a second start asks the first to come forward, and hands over its words."""

import hashlib
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTimer
from PySide6.QtNetwork import QLocalServer, QLocalSocket

WAIT = 500
"""Milliseconds a second start waits for the first to answer."""
RAISE = "raise"
INCOMING = "incoming "
"""Before the number of a caller, from the telephone software; without one it is withheld."""


def name_of(folder: Path) -> str:
    """The name under which the window of a data folder listens."""
    return "callcentre-" + hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:20]


def hand_over(folder: Path, message: str = RAISE) -> bool:
    """Tells the running window of this folder; False where none runs. Messages are one line."""
    socket = QLocalSocket()
    socket.connectToServer(name_of(folder))
    if not socket.waitForConnected(WAIT):
        return False
    socket.write(message.encode() + b"\n")
    socket.flush()
    socket.waitForBytesWritten(WAIT)
    socket.disconnectFromServer()
    return True


class Door(QObject):
    """Listens for later starts; `heard(message)` runs on this thread. `listening` is False when it cannot."""

    def __init__(self, folder: Path, heard: Callable[[str], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._heard = heard
        self._guests: list[QLocalSocket] = []
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._greet)
        # With this option Qt puts a new socket in place of what a crashed window left behind;
        # a live one would have answered hand_over before.
        self.listening = self._server.listen(name_of(folder))

    def close(self) -> None:
        """Listens no more."""
        self._server.close()
        self._guests.clear()

    def _greet(self) -> None:
        while self._server.hasPendingConnections():
            socket = self._server.nextPendingConnection()
            self._guests.append(socket)
            socket.readyRead.connect(self._listen)
            socket.disconnected.connect(self._listen)
        self._listen()

    def _listen(self) -> None:
        for socket in tuple(self._guests):
            while socket.canReadLine():
                self._heard(bytes(socket.readLine().data()).decode(errors="replace").rstrip("\r\n"))
            if socket.state() == QLocalSocket.LocalSocketState.UnconnectedState and socket in self._guests:
                self._guests.remove(socket)
                # Only after its own signal; and deleted in C++ alone, its Python side would stay with the server's.
                QTimer.singleShot(0, self, partial(_see_off, socket))


def _see_off(socket: QLocalSocket) -> None:
    socket.setParent(None)
