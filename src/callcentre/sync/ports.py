"""What the exchange with the server asks of this workstation's file, and what goes over the line.

The exchange itself (`callcentre.sync.exchange`) knows neither SQL nor sockets: it asks a
`LocalFile`, yields a `Request` and is sent the reply's body. The real file, the
simulation's, the real line and the simulation's are all behind these shapes.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol
from uuid import UUID

from callcentre.domain.feeds import BrokenFeed, Known, Tally

__all__ = [
    "Body", "BrokenFeed", "CloneFrom", "Command", "Failed", "Known", "LocalFile", "Lost", "NotUnderstood", "Request", "Summary",
    "Tally",
]  # fmt: skip

Body = Mapping[str, Any]
"""A message as JSON holds it: ids as text, instants as microseconds UTC."""
Command = Mapping[str, Any]
"""One person's act as it is sent: {cmd, actor, needs, behalf, witness, changes}."""
CloneFrom = Sequence[str]
"""Where the next page of a clone begins: (entity, pk) after which it goes on; empty at the beginning."""


class Request(NamedTuple):
    """One call of one function of the server: one statement there, one transaction."""

    name: str
    """hello, missing, clone, push or pull."""
    body: Body


class Lost(Exception):
    """The line broke: whether the server did what it was asked is not known."""


class Failed(Exception):
    """The server answered with an error nobody foresaw; nothing of the request was done."""


class NotUnderstood(Exception):
    """The server's answer is not what the protocol says; nothing of it was stored."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What one exchange did, and how the file stands after it.

    `status` is `ok`, `upgrade_required` (this program is too old for the server),
    `server_older` (the server is too old for this program) or `retry` (the server was
    busy: some commands stay for the next time).
    """

    status: str
    sent: int = 0
    """Commands that the server has judged."""
    received: int = 0
    """Rows of feeds and clones."""
    tally: Tally = field(default_factory=Tally)


class LocalFile(Protocol):
    """This workstation's file. Each method that writes is ONE transaction; a crash may come between any two."""

    def copied(self) -> bool:
        """Whether this file came to this machine from another, or out of a backup of another time."""

    def new_device(self) -> None:
        """Takes a new device id and incarnation: two copies of one file are two workstations."""

    def hello(self) -> Body:
        """{device, incarnation, app, schema, steps, answered_at, cursors: {feed: [seq, mark]}, acks: {feed: [seq, mark]}}.

        `steps` counts own changes ever made, `answered_at` is the server's instant in its last
        answer: both only rise, unless an earlier state of the file was put back.

        A mark is drawn by the server for each of its transactions: the same mark at the same
        place means the same history before it. `acks` is the last acknowledged own change of
        each feed: a restore may have forgotten what was pushed here and not yet pulled. Under "" stand
        the server's instant and the mark of the last one that lies in no feed this person reads.
        """

    def met(self, reply: Body) -> None:
        """Keeps who answered, its epoch and the offset of its clock.

        Begins the clone of each feed that is new to this file, takes away the rows of each
        that may no longer be read (what is unsent of them stays in the outbox), and forgets
        of the journal of pulled changes what `backup` covers: {feed: [seq, mark]}, where
        the journal has that very mark at that very place.
        """

    def acked(self) -> list[str]:
        """Own changes that were answered and are still kept, by n.

        Refused and dropped ones too: a copy of this file may have sent them to a server that was put back.
        """

    def journal(self) -> list[str]:
        """Changes of others that were pulled and that no backup is known to hold, in the order of their feeds."""

    def lost(self, feeds: Iterable[str], known: Known, now: int) -> None:
        """These feeds cannot be followed from where the file stands: they will be cloned anew.

        Their rows stay, with version 0, until the end of the clone takes away those it did not
        bring. The cursor stays until then: a second restore must be noticed as well. Own changes
        that count as acknowledged and are missing, or were refused in the server's present history,
        go back to `new` in their old order; whatever the server has is acknowledged and takes its
        present place, in the outbox and in the journal; missing ones of others become witnessed
        from `now`, the server's time.
        """

    def unfinished(self) -> Mapping[str, CloneFrom]:
        """Feeds whose clone has not come to its end, and where it goes on."""

    def cloned(self, feed: str, page: Body) -> None:
        """Rows of one page of a clone: {head: [seq, mark], rows, next: [entity, pk] or null}.

        The first page's head becomes the cursor: what changes while the clone runs comes by
        the feed after it. The head of the last page that was applied counts among the `acks` of
        hello until the cursor is there: a restore may take back what a later page had brought. The last page takes away rows of the feed that the clone did not
        bring and that no own unconfirmed change stands on.
        """

    def awake(self, person: UUID | None) -> None:
        """Commands of this person that waited are tried once more."""

    def batch(self, person: UUID | None, *, commands: int) -> Sequence[Command]:
        """The next whole commands to send over this person's login, at most so many (`domain.batching`)."""

    def answered(self, results: Sequence[Body]) -> None:
        """Stores the server's answers.

        applied, conflict: acknowledged, each change with feed, seq and mark (as in `Known.places`); an
        event takes the place, instant and effect it was given; a field that lost shows the server's value. refused: parked with
        its code. waits, failed: waiting with its code. retry: as it was.
        """

    def cursors(self) -> Mapping[str, int]:
        """The last seq of each feed that was applied; feeds whose clone is unfinished are left out."""

    def applied(self, page: Body) -> None:
        """Applies the rows of a page and moves the cursors (`domain.merging`). Raises BrokenFeed."""

    def witnessed(self) -> list[str]:
        """Changes of others that a restored server lacked when it was last asked."""

    def returned(self, known: Known) -> None:
        """What the server has again goes back into the journal, at its present place.

        The server may be put back once more. What was refused needs no witness.
        """

    def offers(self, now: int) -> Sequence[Command]:
        """Witnessed commands that have been lacking for a day of the server's time and were not offered for one."""

    def offered(self, commands: Iterable[str], now: int) -> None:
        """These were offered just now."""

    def freed(self, changes: Iterable[str]) -> None:
        """The server says that a verified backup of its present lineage holds these and that they are old enough."""

    def backup_moved(self) -> bool:
        """Whether the server has told of a backup since own changes were last freed."""

    def tally(self) -> Tally:
        """How the file stands."""
