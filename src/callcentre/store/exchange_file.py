"""The workstation's file as the exchange with the server knows it: `callcentre.sync.ports.LocalFile` over the store.

Each method that writes is one transaction: rows, stories, what is folded from them and where
the feeds stand land together, so that a crash between any two methods loses nothing.
"""

import json
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from callcentre.domain.errors import Refused, StoreFault
from callcentre.domain.feeds import BrokenFeed, Known, Tally
from callcentre.domain.ids import new_id
from callcentre.domain.instants import Instant
from callcentre.ports import Clock
from callcentre.store import joining
from callcentre.store.exchange import erasing, fresh, keeping, lines, meeting, notices, sending, spare
from callcentre.store.exchange.attached import AttachedBytes
from callcentre.store.exchange.folding import first_step, fold_part, unfolded
from callcentre.store.exchange.forgetting import forget
from callcentre.store.exchange.page import Page
from callcentre.store.exchange.sql import id_of, run
from callcentre.store.files import Files
from callcentre.store.profiles import unreadable
from callcentre.store.store import Store
from callcentre.store.unit import Changes

Body = Mapping[str, Any]
APP = "callcentre"
_log = logging.getLogger(__name__)


class ExchangeFile:
    """An open data folder for the exchange. `machine` names the computer it lies on now, `second` a folder on another disk."""

    def __init__(self, store: Store, clock: Clock, machine: str, *, second: Path | None = None) -> None:
        self._store, self._clock, self._machine, self._second = store, clock, machine, second
        self.on_changed: Callable[[Changes], None] = lambda changes: None
        """Called after a commit with what screens have to look at again."""

    @property
    def carrier(self) -> AttachedBytes:
        """The bytes of attached files."""
        return AttachedBytes(self._store, self._clock, self.on_changed)

    @contextmanager
    def _page(self, *, projected: bool = True) -> Iterator[Page]:
        """One transaction: durable when it ends, gone when it raises."""
        with self._store.writing() as session:
            page = Page(session, now=self._clock.now())
            yield page
            changes = page.finish(projected=projected)
        if page.erases:
            forget(self._store, page.erased_bytes)
            with suppress(StoreFault):
                self.keep_spare()
        if brought := {pk for kind, pk in changes if kind == "profile_version"}:
            self._tell_unreadable(brought)
        if changes:
            self.on_changed(changes)

    def _tell_unreadable(self, brought: set[UUID]) -> None:
        with self._store.reading() as session:
            beyond = [day for version, day in unreadable(session) if version in brought]
        with self._store.writing() as session:
            for day in beyond:
                notices.tell(session, "profile.too_new", {"day": day}, self._clock.now())

    def _ask(self, statement: str) -> list[Any]:
        with self._store.reading() as session:
            return run(session, statement)

    # -- who this is, and who answers

    def copied(self) -> bool:
        """Whether this file came to this machine from another."""
        ((machine,),) = self._ask("SELECT machine FROM device")
        return bool(machine) and machine != self._machine

    def new_device(self) -> None:
        """Takes a new device id and incarnation, and tells a person why."""
        why = "file.copied" if self.copied() else "file.put_back"
        with self._store.writing() as session:
            meeting.new_device(session, self._machine, self._clock.now())
            notices.tell(session, why, {}, self._clock.now())

    def hello(self) -> dict[str, Any]:
        """What the exchange begins with. Raises Refused("connect.unfinished") while the folder is not ready."""
        with self._store.reading() as session:
            if joining.is_unfinished(session):
                # A clone would take rows away that no change stands for yet.
                raise Refused("connect.unfinished")
            return meeting.hello(session, APP)

    def met(self, reply: Body) -> None:
        """Keeps who answered, begins new feeds, lets go of those that may no longer be read."""
        self._bytes_to_bring(reply)
        with self._page() as page:
            meeting.keep_peer(page.session, reply, self._clock.now())
            meeting.keep_feeds(page, reply["feeds"])
            keeping.bound(page.session)
            run(page.session, "UPDATE device SET machine=?", self._machine)

    def _bytes_to_bring(self, reply: Body) -> None:
        """Bytes that somebody wants and the server lacks; all of them, where it may have forgotten some."""
        blobs = self._store.blobs
        if not blobs.is_there:
            return
        if self._ask("SELECT epoch FROM peer") != [(str(reply["epoch"]),)]:
            blobs.send_again()
        elif reply.get("wanted"):
            blobs.send_again(reply["wanted"])

    def make_ready(self, stopped: Callable[[], bool] = lambda: False) -> None:
        """Before the first exchange: ends a joining that was cut off, and takes back what the file has lost."""
        joining.go_on(self._store, self._clock, stopped=stopped)
        self.take_spare()

    # -- a spare copy of what waits

    def keep_spare(self) -> None:
        """Writes the copy of what the server has not confirmed, here and on the second disk. Raises StoreFault."""
        spare.write_copies(self._store, self._clock.now(), self._second)

    def take_spare(self) -> int:
        """Takes what the copies hold and this file has lost; answers how many changes. People are told."""
        taken = spare.take_copies(self._store, self._second)
        if taken.is_behind:
            self.new_device()
        if taken.changes:
            with self._store.writing() as session:
                notices.tell(session, "outbox.taken", {"changes": taken.changes}, self._clock.now())
        return taken.changes

    # -- after the server was put back

    def acked(self) -> list[str]:
        """Own changes that were answered and are still kept, by n."""
        with self._store.reading() as session:
            return keeping.acked(session)

    def journal(self) -> list[str]:
        """Changes of others that were pulled and that no backup is known to hold."""
        with self._store.reading() as session:
            return keeping.journal(session)

    def lost(self, feeds: Iterable[str], known: Known, now: Instant) -> None:
        """These feeds will be cloned anew; own changes that the server lacks go out again."""
        names = list(feeds)
        if known.missing:
            # None are where the feed was only pruned.
            self._keep_as_it_was()
        with self._page() as page:
            own, others = keeping.lose_places(page.session, names, known, now)
            if own or others:
                # None are lost where the feed was only pruned.
                notices.tell(page.session, "server.put_back", {"own": own, "others": others}, self._clock.now())
            # The cursor stays until the clone begins: a second restore before that must be noticed as well.
            for feed in names:
                run(page.session, "UPDATE cursor SET clone_from='[]' WHERE feed=?", feed)
            for entity, subjects in meeting.own_subjects(page.session).items():
                page.stories.look_again(entity, subjects)

    def _keep_as_it_was(self) -> None:
        """A copy of the file beside it: whatever the restored server knows, what was seen here can be looked at."""
        try:
            self._store.copy_to(Files(self._store.folder, self._clock).stamped("before-put-back"))
        except StoreFault as fault:
            # What others have to be told stands in the journal as well: the exchange need not wait for a larger disk.
            _log.warning("no copy of the data file was kept: %s", fault.code)

    def unfinished(self) -> Mapping[str, Sequence[str]]:
        """Feeds whose clone has not come to its end; what is cloned to the end is folded first."""
        self._fold()
        found = self._ask("SELECT feed, clone_from FROM cursor WHERE clone_from IS NOT NULL ORDER BY feed")
        return {feed: json.loads(begin) for feed, begin in found}

    @property
    def is_unfinished(self) -> bool:
        """Whether a copy of a feed has begun and not come to its end: rows are missing here."""
        return bool(self._ask("SELECT 1 FROM cursor WHERE clone_from IS NOT NULL LIMIT 1"))

    def cloned(self, feed: str, page: Body) -> None:
        """Rows of one page of a clone; they are folded when the last one is there."""
        with self._page(projected=False) as writing:
            session = writing.session
            ((begin,),) = run(session, "SELECT clone_from FROM cursor WHERE feed=?", feed)
            if not json.loads(begin):
                meeting.begin_clone(writing, feed, page["head"])
            if rest := fresh.take_cloned(writing, page["rows"]):
                lines.load(writing, rest)
                lines.take_cloned(writing, rest)
            seq, mark = page["head"]
            run(session, "UPDATE cursor SET far=?, far_mark=?, clone_from=? WHERE feed=?", seq, mark or "", page["next"], feed)
            if page["next"] is None:
                writing.write()
                meeting.end_clone(writing, feed)
                run(session, "UPDATE cursor SET fold_from=? WHERE feed=?", first_step(feed), feed)

    def _fold(self) -> None:
        """Projections and search of cloned rows, a part in each transaction."""
        while True:
            with self._store.reading() as session:
                waiting = unfolded(session)
            if not waiting:
                return
            feed, begin = waiting[0]
            with self._page() as page:
                following = fold_part(page.unit, feed, *json.loads(begin))
                run(page.session, "UPDATE cursor SET fold_from=? WHERE feed=?", following, feed)

    # -- sending

    def awake(self, person: UUID | None) -> None:
        """Commands of this person that waited are tried once more."""
        if self._ask("SELECT 1 FROM outbox WHERE state='waits' LIMIT 1"):
            with self._store.writing() as session:
                sending.awake(session, person)

    def batch(self, person: UUID | None, *, commands: int) -> list[Body]:
        """The next whole commands to send over this person's login."""
        with self._store.reading() as session:
            return [*sending.batch(session, person, commands=commands)]

    def answered(self, results: Sequence[Body]) -> None:
        """Stores the server's answers."""
        with self._page() as page:
            sending.answer(page, results)

    def drop(self, cmd: UUID) -> None:
        """Gives up a command that was refused or waits."""
        with self._page() as page:
            sending.drop(page, cmd)

    def send_for(self, person: UUID, other: UUID) -> None:
        """What `other` has waiting goes over the login of `person`, a supervisor. Raises Refused("act.no_right")."""
        with self._store.writing() as session:
            sending.trust(session, person, other)

    def erase(self, customer: UUID) -> int:
        """Blanks a customer and all that speaks of them, where there is no server to do it; answers how many things."""
        with self._page() as page:
            things = erasing.things_of(page.session, customer)
            for entity, pk in things:
                erasing.erase(page, entity, pk, new_id(self._clock.now()), 0)
        return len(things)

    def senders(self) -> dict[UUID, int]:
        """Who has commands waiting, and how many."""
        waiting = "SELECT actor, count(DISTINCT cmd_id) FROM outbox WHERE state IN ('new','waits') GROUP BY actor"
        return {id_of(actor): count for actor, count in self._ask(waiting)}

    # -- fetching

    def cursors(self) -> dict[str, int]:
        """The last seq of each feed that was applied."""
        return dict(self._ask("SELECT feed, seq FROM cursor WHERE clone_from IS NULL"))

    def applied(self, page: Body) -> None:
        """Applies the lines of a page and moves the cursors. Raises BrokenFeed."""
        if not page["rows"]:
            return
        with self._page() as writing:
            marks: dict[str, str] = {}
            writing.know_own(UUID(line["change"]) for line in page["rows"])
            maybe = fresh.candidates(writing, page["rows"])
            lines.load(writing, [line for line in page["rows"] if fresh.place_of(line) not in maybe])
            for stretch in keeping.stretches(page["rows"]):
                keeping.write_down(writing, stretch)
                new = fresh.take_told(writing, [line for line in stretch if fresh.place_of(line) in maybe])
                for line in stretch:
                    feed = line["feed"]
                    if line["seq"] != writing.cursors.get(feed, -1) + 1:
                        raise BrokenFeed(feed)
                    writing.cursors[feed], marks[feed] = line["seq"], line["mark"]
                    if fresh.place_of(line) not in new:
                        lines.take(writing, line)
            for feed, mark in marks.items():
                run(writing.session, "UPDATE cursor SET seq=?, mark=? WHERE feed=?", writing.cursors[feed], mark, feed)

    # -- witnesses and backups

    def witnessed(self) -> list[str]:
        """Changes of others that a restored server lacked when it was last asked."""
        with self._store.reading() as session:
            return keeping.witnessed(session)

    def returned(self, known: Known) -> None:
        """What the server has again goes back into the journal."""
        with self._store.writing() as session:
            keeping.returned(session, known)

    def offers(self, now: Instant) -> list[Body]:
        """Witnessed commands to offer now."""
        with self._store.reading() as session:
            return [*keeping.offers(session, now)]

    def offered(self, commands: Iterable[str], now: Instant) -> None:
        """These were offered just now."""
        with self._store.writing() as session:
            keeping.offered(session, commands, now)

    def freed(self, changes: Iterable[str]) -> None:
        """A verified backup of the server's present lineage holds these, and they are old enough."""
        with self._store.writing() as session:
            keeping.free(session, changes)

    def backup_moved(self) -> bool:
        """Whether the server has told of a backup since own changes were last freed."""
        return bool(self._ask("SELECT 1 FROM peer WHERE backup_moved"))

    def tally(self) -> Tally:
        """How the file stands."""
        ((waiting, refused, conflicts),) = self._ask(
            "SELECT (SELECT count(DISTINCT cmd_id) FROM outbox WHERE state IN ('new','waits')),"
            " (SELECT count(DISTINCT cmd_id) FROM outbox WHERE state='parked'),"
            " (SELECT count(*) FROM conflict WHERE state='open')"
        )
        return Tally(waiting, refused, conflicts)


def peer_of(session: Session) -> Any:
    """The server this folder is joined to: (url, login, person), None where there is none."""
    found = run(session, "SELECT url, login, person_id FROM peer")
    return (found[0][0], found[0][1], id_of(found[0][2])) if found else None
