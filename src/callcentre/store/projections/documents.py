"""What the search finds of customers, assets and outlets: put in anew when one of them changed."""

from collections.abc import Iterable, Iterator
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from callcentre.store.batches import in_batches
from callcentre.store.search_index import Document
from callcentre.store.tables import Address, Asset, Customer, Outlet, Product
from callcentre.store.unit import Unit


def index_rows(unit: Unit) -> None:
    """Indexes what this unit changed of customers (their addresses included), assets and outlets."""
    changed: dict[str, set[UUID]] = {}
    for kind, pk in unit.changes:
        changed.setdefault(kind, set()).add(pk)
    customers = changed.get("customer", set()) | _owners(unit.session, changed.get("address", set()))
    unit.index(customer_documents(unit.session, customers))
    unit.index(asset_documents(unit.session, changed.get("asset", set())))
    unit.index(outlet_documents(unit.session, changed.get("outlet", set())))


def customer_documents(session: Session, customers: Iterable[UUID]) -> Iterator[Document]:
    """Number, name and active addresses of customers."""
    for some in in_batches(sorted(customers)):
        places: dict[UUID, list[str]] = {}
        rows = session.execute(
            select(Address.customer_id, Address.province, Address.city, Address.district, Address.line)
            .where(Address.customer_id.in_(some), Address.state == "active")
            .order_by(Address.customer_id, Address.rank)
        )
        for customer, *words in rows:
            places.setdefault(customer, []).append("".join(words))
        for pk, no, name in session.execute(
            select(Customer.id, Customer.no, Customer.name).where(Customer.id.in_(some)).order_by(Customer.id)
        ):
            yield "customer", pk, " ".join((no, name, *places.get(pk, ())))


def asset_documents(session: Session, assets: Iterable[UUID]) -> Iterator[Document]:
    """Serial, model and place of assets."""
    for some in in_batches(sorted(assets)):
        rows = session.execute(
            select(Asset.id, Asset.serial, Product.model, Asset.place)
            .outerjoin(Product, Product.id == Asset.product_id)
            .where(Asset.id.in_(some))
            .order_by(Asset.id)
        )
        for pk, *words in rows:
            yield "asset", pk, " ".join(filter(None, words))


def outlet_documents(session: Session, outlets: Iterable[UUID]) -> Iterator[Document]:
    """Code, name and address of outlets."""
    for some in in_batches(sorted(outlets)):
        rows = session.execute(
            select(Outlet.id, Outlet.code, Outlet.name, Outlet.city, Outlet.district, Outlet.address)
            .where(Outlet.id.in_(some))
            .order_by(Outlet.id)
        )
        for pk, code, name, *place in rows:
            yield "outlet", pk, " ".join((code, name, "".join(place)))


def _owners(session: Session, addresses: set[UUID]) -> set[UUID]:
    owners: set[UUID] = set()
    for some in in_batches(sorted(addresses)):
        owners.update(session.scalars(select(Address.customer_id).where(Address.id.in_(some))))
    return owners
