"""What is shown of a thing that was found: its number, its title, and the texts it is found by."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from callcentre.store.batches import among, in_batches
from callcentre.store.customers import standing_for
from callcentre.store.tables import (
    Address,
    Article,
    Asset,
    ComplaintView,
    Customer,
    EventText,
    OrderEvent,
    OrderView,
    Outlet,
    Product,
)


class Thing(NamedTuple):
    """`texts` are (code of the reason, text), the most telling first."""

    id: UUID
    no: str
    title: str
    texts: Sequence[tuple[str, str]]
    beside: str = ""
    """What tells it from others with the same title: where a customer lives."""


def things_of(session: Session, keys: Iterable[tuple[str, UUID]]) -> Mapping[tuple[str, UUID], Thing]:
    """Things by (kind, id); what there is no way to show is left out."""
    by_kind: dict[str, list[UUID]] = {}
    for kind, pk in keys:
        by_kind.setdefault(kind, []).append(pk)
    return {
        (kind, pk): thing
        for kind, ids in by_kind.items()
        if kind in _READERS
        for some in in_batches(ids)
        for pk, thing in _READERS[kind](session, some)
    }


# Customers and orders are found at every key: their statements are made once.
_PLACES = (
    select(Address.customer_id, Address.province, Address.city, Address.district, Address.line)
    .where(Address.customer_id.in_(among("ids")), Address.state == "active")
    .order_by(Address.customer_id, Address.rank)
)
_NAMES = select(Customer.id, Customer.no, Customer.name, Customer.merged_into).where(Customer.id.in_(among("ids")))
_ORDERS = (
    select(OrderView.order_id, OrderView.no, Customer.name, OrderView.fault, OrderView.external_ref, EventText.texts)
    .join(Customer, Customer.id == OrderView.customer_id, isouter=True)
    .join(OrderEvent, (OrderEvent.order_id == OrderView.order_id) & (OrderEvent.pos == 1), isouter=True)
    .join(EventText, EventText.event_id == OrderEvent.id, isouter=True)
    .where(OrderView.order_id.in_(among("ids")))
)


def _customers(session: Session, ids: list[UUID]) -> Iterator[tuple[UUID, Thing]]:
    places: dict[UUID, list[tuple[str, str]]] = {}
    for customer, *parts in session.execute(_PLACES, {"ids": ids}):
        # A city that is a province itself is named once.
        places.setdefault(customer, []).append(("address", "".join(dict.fromkeys(parts))))
    merged: list[tuple[UUID, str]] = []
    for pk, no, name, into in session.execute(_NAMES, {"ids": ids}):
        if into is None:
            _code, first = places.get(pk, [("", "")])[0]
            yield pk, Thing(pk, no, name, [("name", name), ("number", no), *places.get(pk, ())], first)
        else:
            merged.append((pk, name))
    for pk, name in merged:
        other = standing_for(session, pk)
        for _same, thing in _customers(session, [other]):
            yield pk, thing._replace(texts=[("name", name), *places.get(pk, ()), *thing.texts])


def _orders(session: Session, ids: list[UUID]) -> Iterator[tuple[UUID, Thing]]:
    for pk, no, name, fault, reference, texts in session.execute(_ORDERS, {"ids": ids}):
        words = (texts or {}).get("words", "")
        # The caller's own words say it to a person; the fault may be a code of the tree.
        yield pk, Thing(pk, no, _joined(name, words or fault), [("words", words), ("reference", reference), ("number", no)])


def _assets(session: Session, ids: list[UUID]) -> Iterator[tuple[UUID, Thing]]:
    rows = session.execute(
        select(Asset.id, Asset.serial, Product.model, Asset.place, Customer.name)
        .join(Customer, Customer.id == Asset.customer_id, isouter=True)
        .join(Product, Product.id == Asset.product_id, isouter=True)
        .where(Asset.id.in_(ids))
    )
    for pk, serial, model, place, name in rows:
        texts = [("serial", serial), ("model", model or ""), ("place", place)]
        yield pk, Thing(pk, serial, _joined(name, model), texts)


def _outlets(session: Session, ids: list[UUID]) -> Iterator[tuple[UUID, Thing]]:
    rows = session.execute(
        select(
            Outlet.id, Outlet.code, Outlet.name, Outlet.province, Outlet.city, Outlet.district, Outlet.address
        ).where(Outlet.id.in_(ids))
    )
    for pk, code, name, *parts in rows:
        yield pk, Thing(pk, code, name, [("name", name), ("code", code), ("address", "".join(parts))])


def _complaints(session: Session, ids: list[UUID]) -> Iterator[tuple[UUID, Thing]]:
    rows = session.execute(
        select(ComplaintView.complaint_id, ComplaintView.no, Customer.name, ComplaintView.external_ref)
        .join(Customer, Customer.id == ComplaintView.customer_id, isouter=True)
        .where(ComplaintView.complaint_id.in_(ids))
    )
    for pk, no, name, reference in rows:
        yield pk, Thing(pk, no, name or "", [("reference", reference), ("number", no)])


def _articles(session: Session, ids: list[UUID]) -> Iterator[tuple[UUID, Thing]]:
    rows = session.execute(select(Article.id, Article.slug, Article.title).where(Article.id.in_(ids)))
    for pk, slug, title in rows:
        yield pk, Thing(pk, slug, title, [("name", title)])


def _joined(*parts: str | None) -> str:
    return " · ".join(filter(None, parts))


_READERS: Mapping[str, Callable[[Session, list[UUID]], Iterator[tuple[UUID, Thing]]]] = {
    "customer": _customers,
    "order": _orders,
    "asset": _assets,
    "outlet": _outlets,
    "complaint": _complaints,
    "article": _articles,
}
