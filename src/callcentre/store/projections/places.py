"""Where customers and outlets are, and how far from each other, for the jobs of orders."""

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, or_, select, update
from sqlalchemy.orm import Session

from callcentre.domain.geo import Place, great_circle
from callcentre.store.batches import among, in_batches
from callcentre.store.tables import Address, Job, OrderView, Outlet, table_of

_ADDRESS = table_of(Address)
_OUTLET = table_of(Outlet)
_JOB = table_of(Job)
_VIEW = table_of(OrderView)
_OUTLETS = select(_OUTLET.c.id, _OUTLET.c.lng, _OUTLET.c.lat).where(_OUTLET.c.id.in_(among("ids")))
_ADDRESSES = (
    select(_ADDRESS.c.id, _ADDRESS.c.customer_id, _ADDRESS.c.lng, _ADDRESS.c.lat, _ADDRESS.c.state)
    .where(or_(_ADDRESS.c.customer_id.in_(among("customers")), _ADDRESS.c.id.in_(among("ids"))))
    .order_by(_ADDRESS.c.rank, _ADDRESS.c.id)
)


def outlet_places(session: Session, outlets: Iterable[UUID]) -> dict[UUID, Place | None]:
    """The places of the outlets among these ids; None for one that nobody measured."""
    found: dict[UUID, Place | None] = {}
    for some in in_batches(set(outlets)):
        rows = session.execute(_OUTLETS, {"ids": some})
        found.update((pk, _place(lng, lat)) for pk, lng, lat in rows)
    return found


def _place(lng: float | None, lat: float | None) -> Place | None:
    return None if lng is None or lat is None else (lng, lat)


class Addresses:
    """The addresses of some orders: the one an order names, else its customer's first active one."""

    def __init__(self, session: Session, orders: Collection[tuple[UUID | None, UUID]]) -> None:
        """`orders` are (address, customer) pairs, a few hundred at most."""
        customers = {customer for _, customer in orders}
        named = {address for address, _ in orders if address is not None}
        rows = session.execute(_ADDRESSES, {"customers": list(customers), "ids": list(named)})
        self._by_id: dict[UUID, Place | None] = {}
        self._first: dict[UUID, Place | None] = {}
        for pk, customer, lng, lat, state in rows:
            place = self._by_id[pk] = _place(lng, lat)
            if state == "active":
                self._first.setdefault(customer, place)

    def of(self, address: UUID | None, customer: UUID) -> Place | None:
        """Where the order is; None where nobody knows."""
        return self._first.get(customer) if address is None else self._by_id.get(address)


def metres_between(first: Place | None, second: Place | None) -> float:
    """The great circle between two places, unrounded; 0 where one is unknown."""
    return 0.0 if first is None or second is None else great_circle(*first, *second)


def move_outlets(session: Session, moved: Iterable[UUID]) -> None:
    """Measures anew the way to every customer of the outlets among `moved`."""
    for outlet, place in outlet_places(session, moved).items():
        jobs = session.execute(
            select(_JOB.c.order_id, _VIEW.c.address_id, _VIEW.c.customer_id)
            .join(_VIEW, _VIEW.c.order_id == _JOB.c.order_id)
            .where(_JOB.c.outlet_id == outlet, _JOB.c.state != "dropped")
        ).all()
        for some in in_batches(jobs):
            addresses = Addresses(session, [(address, customer) for _, address, customer in some])
            _measure(session, outlet, [
                {"of_order": order, "metres": metres_between(addresses.of(address, customer), place)}
                for order, address, customer in some
            ])


def _measure(session: Session, outlet: UUID, rows: list[dict[str, Any]]) -> None:
    session.execute(
        update(_JOB).where(_JOB.c.outlet_id == outlet, _JOB.c.order_id == bindparam("of_order")),
        rows,
        execution_options={"synchronize_session": None},
    )
