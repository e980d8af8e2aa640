"""Which orders are repeated by which, out of the views of orders."""

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from callcentre.domain.repeats import Peer, count_repeats
from callcentre.domain.story import Story
from callcentre.domain.work import Work
from callcentre.store.batches import in_batches
from callcentre.store.periods import Periods
from callcentre.store.projections.orders import fault_key
from callcentre.store.tables import Job, OrderView, table_of

_VIEW = table_of(OrderView)
_JOB = table_of(Job)
_PEERS = select(
    _VIEW.c.order_id, _VIEW.c.no, _VIEW.c.kind, _VIEW.c.asset_id, _VIEW.c.fault_key, _VIEW.c.repeat_of,
    _VIEW.c.state, _VIEW.c.opened_at, _VIEW.c.ended_at,
)
_IN_A_FAMILY = (_VIEW.c.kind == "repair", _VIEW.c.fault_key != "")


def repeats_of(session: Session, works: Iterable[Work], periods: Periods) -> dict[UUID, int]:
    """How many repeats each of these orders has, of those that have any."""
    return _repeats(session, [_peer_of(work) for work in works if work.state == "closed"], periods)


def repeated_otherwise(
    session: Session, stories: Iterable[Story], periods: Periods, known: Collection[UUID]
) -> set[UUID]:
    """Orders outside `known` whose stored count of repeats is no longer right because of these orders."""
    named: set[UUID] = set()
    assets: set[UUID] = set()
    left: set[UUID] = set()
    faults: set[str] = set()
    for story in stories:
        own_faults, own_assets = _ever(story, "fault"), _ever(story, "asset")
        if own_faults and own_assets:
            faults.update(map(fault_key, own_faults))
            (left if _changed_family(story) else assets).update(map(UUID, own_assets))
        named.update(map(UUID, _ever(story, "repeat_of")))
    candidates = _of_assets(session, assets) + _peers(session, _VIEW.c.asset_id, left, *_IN_A_FAMILY)
    candidates = [peer for peer in candidates if peer.fault_key in faults]
    candidates += _peers(session, _VIEW.c.order_id, named - set(known))
    concerned = [peer for peer in candidates if peer.order not in known]
    if not concerned:
        return set()
    counts = _repeats(session, concerned, periods)
    stored = _stored(session, {peer.order for peer in concerned})
    return {order for order, count in stored.items() if count != counts.get(order, 0)}


def _ever(story: Story, name: str) -> set[str]:
    """Every value the order's header had under a name, emptiness left out."""
    values: set[str] = set()
    for event in story.events:
        said: Any = event.data if event.kind == "opened" else event.data.get("fields")
        if event.kind in ("opened", "amended") and said.get(name):
            values.add(str(said[name]))
    return values


def _changed_family(story: Story) -> bool:
    """Whether it may have left a family, which can then have but one member."""
    fields: list[Any] = [event.data.get("fields") for event in story.events if event.kind == "amended"]
    return any("asset" in changed or "fault" in changed for changed in fields)


def _repeats(session: Session, orders: list[Peer], periods: Periods) -> dict[UUID, int]:
    if not orders:
        return {}
    peers = _of_assets(session, {peer.asset for peer in orders if peer.asset is not None and peer.family})
    peers += _peers(session, _VIEW.c.repeat_of, {peer.order for peer in orders})
    return count_repeats(orders, peers, periods.repeat_days)


def _of_assets(session: Session, assets: set[UUID]) -> list[Peer]:
    """The families of these assets, those of one member left out: nothing can repeat it unnamed."""
    other = _VIEW.alias()
    has_sibling = (
        select(other.c.order_id)
        .where(
            other.c.asset_id == _VIEW.c.asset_id,
            other.c.fault_key == _VIEW.c.fault_key,
            other.c.order_id != _VIEW.c.order_id,
        )
        .exists()
    )
    return _peers(session, _VIEW.c.asset_id, assets, *_IN_A_FAMILY, has_sibling)


def _peers(
    session: Session, column: ColumnElement[Any], values: Iterable[UUID], *conditions: ColumnElement[bool]
) -> list[Peer]:
    found: list[Peer] = []
    for some in in_batches(values):
        found += [_peer(row) for row in session.execute(_PEERS.where(column.in_(some), *conditions))]
    return found


def _peer(row: Any) -> Peer:
    order, no, kind, asset, fault, repeat_of, state, opened_at, ended_at = row
    return Peer(order, no, kind, asset, fault, repeat_of, state, opened_at, ended_at if state == "closed" else None)


def _peer_of(work: Work) -> Peer:
    closed_at = work.changed_at if work.state == "closed" else None
    return Peer(
        work.order, work.no, work.kind, work.asset, fault_key(work.fault), work.repeat_of, work.state,
        work.opened_at, closed_at,
    )


def _stored(session: Session, orders: Iterable[UUID]) -> dict[UUID, int]:
    stored: dict[UUID, int] = {}
    for some in in_batches(orders):
        rows = session.execute(
            select(_JOB.c.order_id, func.max(_JOB.c.repeats))
            .where(_JOB.c.order_id.in_(some), _JOB.c.state != "dropped")
            .group_by(_JOB.c.order_id)
        )
        stored.update(rows.all())
    return stored
