"""What rows other than an order's own events say about its jobs, for a few hundred orders at a time."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from callcentre.domain.covers import NO_ASSET, CoverRow, CoverState, cover_on
from callcentre.domain.instants import local_date
from callcentre.domain.jobs import Around, LinkedComplaint
from callcentre.domain.work import Work
from callcentre.store.batches import among
from callcentre.store.periods import Periods
from callcentre.store.projections.places import Addresses, metres_between, outlet_places
from callcentre.store.projections.repeats import repeats_of
from callcentre.store.tables import Asset, ComplaintView, Cover, Product, table_of

_COMPLAINT = table_of(ComplaintView)
_ASSET = table_of(Asset)
_PRODUCT = table_of(Product)
_COVER = table_of(Cover)
_COMPLAINTS = select(
    _COMPLAINT.c.order_id, _COMPLAINT.c.outlet_id, _COMPLAINT.c.against, _COMPLAINT.c.category,
    _COMPLAINT.c.received_at, _COMPLAINT.c.state, _COMPLAINT.c.ended_as,
).where(_COMPLAINT.c.order_id.in_(among("ids")))
_ASSETS = (
    select(_ASSET.c.id, _ASSET.c.purchased_on, _PRODUCT.c.warranty_months, _PRODUCT.c.category)
    .outerjoin(_PRODUCT, _PRODUCT.c.id == _ASSET.c.product_id)
    .where(_ASSET.c.id.in_(among("ids")))
)
_COVERS = select(
    _COVER.c.asset_id, _COVER.c.no, _COVER.c.kind, _COVER.c.scope, _COVER.c.from_on, _COVER.c.until_on, _COVER.c.payer
).where(_COVER.c.asset_id.in_(among("ids")))


class Surroundings:
    """The surroundings of some orders, read with a few statements for all of them."""

    def __init__(self, session: Session, works: Sequence[Work], periods: Periods) -> None:
        self._periods = periods
        self._complaints: dict[UUID, list[LinkedComplaint]] = {}
        self._assets: dict[UUID, tuple[date | None, int | None, str]] = {}
        self._covers: dict[UUID, list[CoverRow]] = {}
        self._repeats: dict[UUID, int] = {}
        self._complaints = _complaints(session, [work.order for work in works])
        assets = {work.asset for work in works if work.asset is not None}
        if assets:
            self._assets = _assets(session, assets)
            self._covers = _covers(session, assets)
        self._repeats = repeats_of(session, works, periods)
        self._outlets = outlet_places(session, {outlet for work in works for outlet in work.shares})
        self._addresses = Addresses(session, {(work.address, work.customer) for work in works})

    def of(self, work: Work) -> Around:
        """What surrounds one of these orders."""
        cover, category = self._cover(work)
        place = self._addresses.of(work.address, work.customer)
        return Around(
            complaints=self._complaints.get(work.order, ()),
            repeats=self._repeats.get(work.order, 0),
            labour_covered=cover.labour,
            parts_covered=cover.parts,
            category=category,
            metres={outlet: metres_between(place, self._outlets.get(outlet)) for outlet in work.shares},
        )

    def _cover(self, work: Work) -> tuple[CoverState, str]:
        known = None if work.asset is None else self._assets.get(work.asset)
        if work.asset is None or known is None:
            return NO_ASSET, ""
        purchased_on, warranty_months, category = known
        day = local_date(work.opened_at, self._periods.around(work.opened_at).profile.zone)
        return cover_on(day, self._covers.get(work.asset, ()), purchased_on, warranty_months), category


def _complaints(session: Session, orders: Sequence[UUID]) -> dict[UUID, list[LinkedComplaint]]:
    found: dict[UUID, list[LinkedComplaint]] = defaultdict(list)
    rows = session.execute(_COMPLAINTS, {"ids": list(orders)})
    for order, outlet, against, category, received_at, state, ended_as in rows:
        found[order].append(LinkedComplaint(outlet, against, category, received_at, state != "closed", ended_as))
    return found


def _assets(session: Session, assets: set[UUID]) -> dict[UUID, tuple[date | None, int | None, str]]:
    rows = session.execute(_ASSETS, {"ids": list(assets)})
    return {pk: (purchased_on, months, category or "") for pk, purchased_on, months, category in rows}


def _covers(session: Session, assets: set[UUID]) -> dict[UUID, list[CoverRow]]:
    found: dict[UUID, list[CoverRow]] = defaultdict(list)
    rows: Any = session.execute(_COVERS, {"ids": list(assets)})
    for asset, *values in rows:
        found[asset].append(CoverRow(*values))
    return found
