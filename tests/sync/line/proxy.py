"""A wire between desk and server that can be cut after so many bytes, fall silent, or be slow."""

import select
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from sqlalchemy import URL
from sqlalchemy.engine import make_url

UP, DOWN = 0, 1
"""Towards the server, towards the desk."""


@dataclass
class Weather:
    """What happens to what goes over the line."""

    cut: dict[int, int | None] = field(default_factory=lambda: {UP: None, DOWN: None})
    """The line ends once so many more bytes have gone this way."""
    silent: bool = False
    """Nothing goes either way, and nobody hears that."""
    delay: float = 0.0
    """Seconds before each piece."""
    passed: dict[int, int] = field(default_factory=lambda: {UP: 0, DOWN: 0})
    """Bytes so far."""

    def may_pass(self, way: int, piece: bytes) -> tuple[bytes, bool]:
        """The part of a piece that still goes through, and whether the line ends behind it."""
        left = self.cut[way]
        if left is None:
            return piece, False
        self.cut[way] = max(0, left - len(piece))
        return piece[:left], len(piece) >= left


class Proxy:
    """Listens on a port of this machine; each connection is carried by a thread."""

    def __init__(self, server: URL) -> None:
        self._server, self.weather = server, Weather()
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        self._ended = threading.Event()
        self._lines: set[threading.Thread] = set()
        self._accepting = threading.Thread(target=self._accept, daemon=True)
        self._accepting.start()

    def url(self) -> URL:
        """The server as it is reached through here."""
        return self._server.set(host="127.0.0.1", port=self.port, query={})

    def named(self) -> str:
        """The same as text."""
        return self.url().render_as_string(hide_password=False)

    def clear(self) -> None:
        """From now on everything goes through, and bytes are counted anew."""
        self.weather = Weather()

    def close(self) -> None:
        """Ends every line."""
        self._ended.set()
        self._accepting.join()
        self._listening.close()
        for line in self._lines:
            line.join()

    def _accept(self) -> None:
        while not self._ended.is_set():
            if select.select([self._listening], [], [], 0.05)[0]:
                line = threading.Thread(target=self._carry, args=[self._listening.accept()[0]], daemon=True)
                self._lines.add(line)
                line.start()

    def _to_server(self) -> socket.socket:
        folder = self._server.query.get("host")
        if isinstance(folder, str) and folder.startswith("/"):
            found = socket.socket(socket.AF_UNIX)
            found.connect(f"{folder}/.s.PGSQL.{self._server.port or 5432}")
            return found
        return socket.create_connection((self._server.host or "127.0.0.1", self._server.port or 5432))

    def _carry(self, desk: socket.socket) -> None:
        with suppress(OSError), desk, self._to_server() as server:
            ways = {desk: (server, UP), server: (desk, DOWN)}
            while not self._ended.is_set():
                weather = self.weather
                if weather.silent:
                    self._ended.wait(0.02)
                    continue
                for source in select.select(list(ways), [], [], 0.02)[0]:
                    target, way = ways[source]
                    piece = source.recv(65536)
                    if not piece or self._pass(weather, way, piece, target):
                        return

    def _pass(self, weather: Weather, way: int, piece: bytes, target: socket.socket) -> bool:
        if weather.delay:
            self._ended.wait(weather.delay)
        through, is_over = weather.may_pass(way, piece)
        weather.passed[way] += len(through)
        target.sendall(through)
        return is_over


@contextmanager
def proxy_to(url: str) -> Iterator[Proxy]:
    proxy = Proxy(make_url(url))
    try:
        yield proxy
    finally:
        proxy.close()
