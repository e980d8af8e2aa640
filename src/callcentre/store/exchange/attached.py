"""The bytes of attached files as the exchange carries them: what is to go, what is to come."""

import hashlib
from collections.abc import Callable

from callcentre.domain.errors import StoreFault
from callcentre.ports import Clock
from callcentre.store.exchange.sql import id_of, run
from callcentre.store.store import Store
from callcentre.store.unit import Changes

_CONFIRMED = """
    SELECT 1 FROM attachment a WHERE a.sha256=? AND NOT EXISTS (
        SELECT 1 FROM outbox o WHERE o.pk=a.id AND o.kind='create' AND o.state<>'acked') LIMIT 1
"""


class AttachedBytes:
    """`callcentre.sync.carrying.Carrier` over the folder's second file."""

    def __init__(self, store: Store, clock: Clock, changed: Callable[[Changes], None]) -> None:
        self._store, self._clock, self._changed = store, clock, changed

    def unsent(self) -> list[str]:
        """What lies here, whose row the server has, and which it is not known to have itself."""
        if not self._store.blobs.is_there:
            return []
        waiting = self._store.blobs.unsent()
        if not waiting:
            return []
        with self._store.reading() as session:
            return [digest for digest in waiting if run(session, _CONFIRMED, digest)]

    def content(self, digest: str) -> bytes:
        """The content; empty where it is gone or spoiled."""
        try:
            content = self._store.blobs.get(digest)
        except StoreFault as fault:
            if fault.code != "attachment.missing":
                raise
            return b""
        # What a disk has spoiled is nothing to send: another workstation may have it whole.
        return content if hashlib.sha256(content).hexdigest() == digest else b""

    def sent(self, digest: str) -> None:
        """The server has it."""
        self._store.blobs.sent(digest)

    def wishes(self) -> list[tuple[str, list[int]]]:
        """What a person wants to see, each with the parts that have come."""
        return self._store.blobs.wishes(self._clock.now()) if self._store.blobs.is_there else []

    def absent(self, digest: str) -> None:
        """The server has not got it."""
        self._store.blobs.absent(digest, self._clock.now())

    def arrived(self, digest: str, part: int, of: int, content: bytes) -> None:
        """One part has come; screens that show the file hear of it when it is whole."""
        if self._store.blobs.arrived(digest, part, of, content, now=self._clock.now()):
            with self._store.reading() as session:
                shown = run(session, "SELECT subject_kind, subject_id FROM attachment WHERE sha256=?", digest)
            self._changed(frozenset((kind, id_of(subject)) for kind, subject in shown))
