"""Which orders are repeated by which, out of the views of orders."""

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from callcentre.domain.repeats import Peer, count_repeats
from callcentre.domain.story import Story
from callcentre.domain.work import Work
from callcentre.store.batches import among, in_batches
from callcentre.store.periods import Periods
from callcentre.store.projections.orders import fault_key
from callcentre.store.tables import Job, OrderView, table_of

_VIEW = table_of(OrderView)
_JOB = table_of(Job)
_OTHER = _VIEW.alias()
_HAS_SIBLING = (
    select(_OTHER.c.order_id)
    .where(
        _OTHER.c.asset_id == _VIEW.c.asset_id,
        _OTHER.c.fault_key == _VIEW.c.fault_key,
        _OTHER.c.order_id != _VIEW.c.order_id,
    )
    .exists()
)
_PEERS = select(
    _VIEW.c.order_id, _VIEW.c.no, _VIEW.c.kind, _VIEW.c.asset_id, _VIEW.c.fault_key, _VIEW.c.repeat_of,
    _VIEW.c.state, _VIEW.c.opened_at, _VIEW.c.ended_at,
)
_BY_ID = _PEERS.where(_VIEW.c.order_id.in_(among("ids")))
_NAMING = _PEERS.where(_VIEW.c.repeat_of.in_(among("ids")))
_ALONE_TOO = _PEERS.where(_VIEW.c.asset_id.in_(among("ids")), _VIEW.c.kind == "repair", _VIEW.c.fault_key != "")
_FAMILIES = _ALONE_TOO.where(_HAS_SIBLING)
"""The families of assets; in one of a single member nothing can repeat it unnamed."""
_STORED = (
    select(_JOB.c.order_id, func.max(_JOB.c.repeats))
    .where(_JOB.c.order_id.in_(among("ids")), _JOB.c.state != "dropped")
    .group_by(_JOB.c.order_id)
)


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
    candidates = _peers(session, _FAMILIES, assets) + _peers(session, _ALONE_TOO, left)
    candidates = [peer for peer in candidates if peer.fault_key in faults]
    candidates += _peers(session, _BY_ID, {order for order in named if order not in known})
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
    peers = _peers(session, _FAMILIES, {peer.asset for peer in orders if peer.asset is not None and peer.family})
    peers += _peers(session, _NAMING, {peer.order for peer in orders})
    return count_repeats(orders, peers, periods.repeat_days)


def _peers(session: Session, statement: Select[Any], ids: Iterable[UUID]) -> list[Peer]:
    found: list[Peer] = []
    for some in in_batches(ids):
        found += [_peer(row) for row in session.execute(statement, {"ids": some})]
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
        stored.update(session.execute(_STORED, {"ids": some}).all())
    return stored
