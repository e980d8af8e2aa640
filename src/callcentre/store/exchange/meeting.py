"""Where this file stands to its server: what it says first, what it hears then, and clones that begin and end."""

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from callcentre.domain.feeds import is_of_company
from callcentre.domain.ids import new_id
from callcentre.domain.instants import Instant
from callcentre.domain.numbers import tag_of
from callcentre.store.exchange.keeping import cover
from callcentre.store.exchange.leaving import begin_anew, sweep
from callcentre.store.exchange.page import Page
from callcentre.store.exchange.renaming import adopt
from callcentre.store.exchange.sql import id_of, run
from callcentre.store.outbox import SCHEMA_VERSION

_ACKS = """
    SELECT f.ack_feed, o.ack_seq, o.ack_mark FROM (SELECT ack_feed, max(ack_seq) AS seq FROM outbox
        WHERE state='acked' AND ack_feed IS NOT NULL GROUP BY ack_feed) f
    JOIN outbox o ON o.state='acked' AND o.ack_feed=f.ack_feed AND o.ack_seq=f.seq GROUP BY f.ack_feed
"""


def hello(session: Session, app: str) -> dict[str, Any]:
    """Who asks, and where the file stands in each feed."""
    ((device, incarnation),) = run(session, "SELECT id, incarnation FROM device")
    acks = {feed: [seq, mark] for feed, seq, mark in run(session, _ACKS)}
    for feed, far, mark in run(session, "SELECT feed, far, far_mark FROM cursor WHERE far>seq"):
        acks[feed] = max(acks.get(feed, [0, ""]), [far, mark])
    ((steps,),) = run(session, "SELECT coalesce(max(n), 0) FROM outbox")
    ((answered_at,),) = run(session, "SELECT coalesce(max(met_at + offset), 0) FROM peer")
    return {
        "device": str(id_of(device)), "incarnation": str(id_of(incarnation)), "app": app, "schema": SCHEMA_VERSION,
        "steps": steps, "answered_at": answered_at,
        "cursors": {feed: [seq, mark] for feed, seq, mark in run(session, "SELECT feed, seq, mark FROM cursor")},
        "acks": acks,
    }  # fmt: skip


def new_device(session: Session, machine: str, now: Instant) -> None:
    """Another device, with another tag in the numbers it gives: two copies of one file are two workstations."""
    device = new_id(now)
    run(session, "UPDATE device SET id=?, incarnation=?, machine=?, tag=?", device, new_id(now), machine, tag_of(device))


def keep_peer(session: Session, reply: Mapping[str, Any], now: Instant) -> None:
    """Who answered, and what it said of backups."""
    ((backup,),) = run(session, "SELECT backup FROM peer") or [("{}",)]
    run(
        session, "UPDATE peer SET server=?, epoch=?, schema_v=?, offset=?, met_at=?", str(reply["server"]), str(reply["epoch"]),
        reply["schema"], reply["now"] - now, now,
    )  # fmt: skip
    if reply["backup"] != json.loads(backup):
        run(session, "UPDATE peer SET backup=?, backup_moved=1", reply["backup"])
        cover(session, reply["backup"])


def keep_feeds(page: Page, feeds: Mapping[str, int]) -> None:
    """Begins the clone of feeds that are new here, and lets go of those that may no longer be read."""
    session, known = page.session, set(page.cursors)
    for feed in sorted(feeds.keys() - known):
        run(session, "INSERT INTO cursor(feed, seq, mark, clone_from, far, far_mark) VALUES (?,0,'','[]',0,'')", feed)
    for feed in sorted(known - feeds.keys()):
        _leave(page, feed, [other for other in feeds if is_of_company(other) == is_of_company(feed)])


def _leave(page: Page, feed: str, others: list[str]) -> None:
    session = page.session
    run(session, "DELETE FROM cursor WHERE feed=?", feed)
    run(session, "DELETE FROM journal WHERE feed=?", feed)
    run(session, "DELETE FROM witness WHERE body LIKE ?", f'%"feed":"{feed}"%')
    begin_anew(session, company=is_of_company(feed))
    if others:
        # What one feed brought alone cannot be told from what another brought too: the others say what is still to be seen.
        for other in others:
            run(session, "UPDATE cursor SET clone_from='[]' WHERE feed=?", other)
    else:
        swept(page, company=is_of_company(feed))


def swept(page: Page, *, company: bool) -> None:
    """Ends a clone: what it did not bring goes, and stories that lost events are folded again."""
    for entity, subjects in sweep(page.session, company=company).items():
        page.stories.look_again(entity, subjects)


def begin_clone(page: Page, feed: str, head: list[Any]) -> None:
    """The first page of a clone: from its head on the feed is followed."""
    if page.cursors[feed]:
        begin_anew(page.session, company=is_of_company(feed))
    seq, mark = head
    run(page.session, "UPDATE cursor SET seq=?, mark=? WHERE feed=?", seq, mark or "", feed)
    page.cursors[feed] = seq


def end_clone(page: Page, feed: str) -> None:
    """The last page of a clone: with the last feed of its kind goes what none has brought."""
    run(page.session, "UPDATE cursor SET clone_from=NULL WHERE feed=?", feed)
    if is_of_company(feed):
        adopt(page.session)
    unfinished = [other for (other,) in run(page.session, "SELECT feed FROM cursor WHERE clone_from IS NOT NULL")]
    if not any(is_of_company(other) == is_of_company(feed) for other in unfinished):
        swept(page, company=is_of_company(feed))
        for entity, subjects in own_subjects(page.session).items():
            page.stories.look_again(entity, subjects)


def own_subjects(session: Session) -> Mapping[str, list[UUID]]:
    """Orders and complaints with own events that wait."""
    found: dict[str, list[UUID]] = {}
    for entity, pk in run(session, "SELECT DISTINCT entity, pk FROM outbox WHERE kind='event' AND state IN ('new','waits','parked')"):
        found.setdefault(entity, []).append(id_of(pk))
    return found
