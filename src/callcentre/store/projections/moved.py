"""Orders whose job rows move although nobody wrote an event of theirs."""

from collections.abc import Iterable, Iterator
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from callcentre.store.batches import in_batches
from callcentre.store.tables import Asset, ComplaintView, Job, OrderView, table_of

_JOB = table_of(Job)
_VIEW = table_of(OrderView)
_COMPLAINT = table_of(ComplaintView)
_ASSET = table_of(Asset)


def all_orders(session: Session) -> Iterator[UUID]:
    """Every order with a job row."""
    yield from session.scalars(select(_JOB.c.order_id).distinct())


def moved_orders(session: Session, complaints: Iterable[UUID], places: Iterable[UUID]) -> Iterator[UUID]:
    """Orders with these complaints, and orders of the customers, assets and products among `places`."""
    for some in in_batches(complaints):
        linked = select(_COMPLAINT.c.order_id).where(_COMPLAINT.c.complaint_id.in_(some))
        yield from session.scalars(linked.where(_COMPLAINT.c.order_id.is_not(None)))
    for some in in_batches(places):
        of_product = select(_ASSET.c.id).where(_ASSET.c.product_id.in_(some))
        yield from _with_jobs(
            session, or_(_VIEW.c.customer_id.in_(some), _VIEW.c.asset_id.in_(some), _VIEW.c.asset_id.in_(of_product))
        )


def _with_jobs(session: Session, condition: ColumnElement[bool]) -> Iterator[UUID]:
    yield from session.scalars(
        select(_VIEW.c.order_id)
        .where(condition, select(_JOB.c.order_id).where(_JOB.c.order_id == _VIEW.c.order_id).exists())
    )
