"""Rows that go out of this workstation's sight: taken away with all that hangs on them."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy.orm import Session

from callcentre.store.exchange.own import UNCONFIRMED
from callcentre.store.exchange.shape import CHILDREN, OF_COMPANY, OF_SITE, SPOKEN_OF
from callcentre.store.exchange.sql import id_of, run, run_many

_WORDS = tuple((words, events) for events, (_, _, words) in SPOKEN_OF.items())
_FOLDED = (("order_view", "order_id"), ("job", "order_id"), ("complaint_view", "complaint_id"))
_KEPT_ABOUT = ("field_by", "shadow")
_STALE = "SELECT pk FROM stale"


def purge(session: Session, pks: Iterable[UUID]) -> None:
    """Takes these rows away, with their children, their projections and what the search knows of them."""
    run_many(session, "INSERT OR IGNORE INTO purge VALUES (?)", [(pk,) for pk in pks])
    if not run(session, "SELECT 1 FROM purge LIMIT 1"):
        return
    doomed = "SELECT pk FROM purge"
    for _, child, column in CHILDREN:
        run(session, f"INSERT OR IGNORE INTO purge SELECT id FROM {child} WHERE {column} IN ({doomed})")
    run(session, f"DELETE FROM search_index WHERE rowid IN (SELECT n FROM search_doc WHERE id IN ({doomed}))")
    for table, key in (
        ("search_doc", "id"), *_FOLDED, *((about, "pk") for about in (*_KEPT_ABOUT, "field_change", "stale")),
        *((words, "event_id") for words, _ in _WORDS), *((events, "id") for events in SPOKEN_OF),
        ("field_change", "id"), ("conflict", "id"), *((entity, "id") for entity in reversed((*OF_COMPANY, *OF_SITE))),
    ):  # fmt: skip
        if table == "field_change":
            run(session, f"INSERT OR IGNORE INTO purge SELECT id FROM field_change WHERE pk IN ({doomed})")
        run(session, f"DELETE FROM {table} WHERE {key} IN ({doomed})")
    run(session, "DELETE FROM purge")


def begin_anew(session: Session, *, company: bool) -> None:
    """All rows of the company, or all others, count as gone until a clone brings them; their versions are forgotten."""
    kinds = OF_COMPANY if company else (*OF_SITE, *SPOKEN_OF, "conflict", "field_change")
    for entity in kinds:
        run(session, f"INSERT OR IGNORE INTO stale SELECT id, '{entity}' FROM {entity}")
    run(session, f"DELETE FROM row_version WHERE pk IN ({_STALE})")
    if not company:
        # Rows that have left are in none of the tables, and are not to be kept out by what a lost history told.
        run(session, "DELETE FROM row_version WHERE NOT EXISTS (SELECT 1 FROM stale WHERE stale.pk = row_version.pk)"
                     " AND pk NOT IN (SELECT id FROM outlet UNION ALL SELECT id FROM technician UNION ALL SELECT id FROM person"
                     " UNION ALL SELECT id FROM product UNION ALL SELECT id FROM part UNION ALL SELECT id FROM article)")  # fmt: skip


def was_brought(session: Session, pks: Iterable[UUID]) -> None:
    """A clone, or a line after it, has brought these."""
    run_many(session, "DELETE FROM stale WHERE pk=?", [(pk,) for pk in pks])


def sweep(session: Session, *, company: bool) -> dict[str, list[UUID]]:
    """Takes away what a clone has not brought, but for what own unconfirmed changes stand on.

    These stay among the stale. Answers the orders and complaints that have lost events and are still there, by the
    kind of these events.
    """
    kinds = ",".join(f"'{entity}'" for entity in OF_COMPANY)
    standing = (
        f"SELECT pk FROM outbox WHERE {UNCONFIRMED} UNION ALL SELECT change_id FROM outbox WHERE {UNCONFIRMED}"
        f" UNION ALL SELECT h.id FROM field_change h JOIN outbox o ON o.change_id = h.change_id WHERE o.{UNCONFIRMED}"
    )
    run(session, f"INSERT OR IGNORE INTO purge SELECT pk FROM stale WHERE pk NOT IN ({standing})"
                 f" AND entity {'' if company else 'NOT '}IN ({kinds})")  # fmt: skip
    for parent, child, column in reversed(CHILDREN):
        # What has children that stay stays with them.
        run(session, f"DELETE FROM purge WHERE pk IN (SELECT pk FROM stale WHERE entity='{parent}')"
                     f" AND pk IN (SELECT {column} FROM {child} WHERE id NOT IN (SELECT pk FROM purge))")  # fmt: skip
    if not run(session, "SELECT 1 FROM profile_version WHERE id NOT IN (SELECT pk FROM purge) LIMIT 1"):
        # A server that knows no rules yet: the desk goes on by those it has.
        run(session, "DELETE FROM purge WHERE pk IN (SELECT id FROM profile_version)")
    fewer = {
        events: [
            id_of(pk) for (pk,) in run(
                session, f"SELECT DISTINCT e.{column} FROM purge s JOIN {events} e ON e.id = s.pk"
                         f" WHERE e.{column} NOT IN (SELECT pk FROM purge)")
        ]
        for events, (_, column, _) in SPOKEN_OF.items()
    }  # fmt: skip
    purge(session, ())
    return fewer


def stands_by_own_alone(session: Session, pk: UUID) -> bool:
    """Whether a row is here only because of an own change: no clone brought it, or the server keeps it out of sight."""
    made_here = "SELECT 1 FROM outbox WHERE pk=?1 AND kind='create' AND state='acked' AND ack_feed=''"
    return bool(run(session, f"SELECT 1 FROM stale WHERE pk=?1 UNION ALL {made_here}", pk))


def has_unconfirmed(session: Session, pk: UUID) -> bool:
    """Whether own changes of a row or story still wait, or were refused."""
    return bool(run(session, f"SELECT 1 FROM outbox WHERE pk=? AND {UNCONFIRMED} LIMIT 1", pk))
