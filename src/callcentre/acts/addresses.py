"""A customer's places: added, corrected, ended when they have moved away."""

from typing import Any
from uuid import UUID

from callcentre.acts.places import Place, checked_position
from callcentre.acts.rights import DESK, require
from callcentre.domain.errors import Refused
from callcentre.store.customers import next_address_rank
from callcentre.store.tables import Address
from callcentre.store.unit import Unit


def add_address(
    unit: Unit, customer: UUID, place: Place, *, rank: int | None = None, address_id: UUID | None = None
) -> UUID:
    """Adds a place, behind those the customer has; `rank` is given in bulk work. Raises BadValue."""
    require(unit, DESK)
    pk = unit.create(
        Address, id=address_id, customer_id=customer, **_columns(place), state="active",
        rank=next_address_rank(unit.session, customer) if rank is None else rank,
    )
    _moved(unit, customer)
    return pk


def change_address(unit: Unit, address: UUID, place: Place) -> frozenset[str]:
    """Corrects a place; answers the columns that differ. A move of the pin moves distances paid."""
    require(unit, DESK)
    different = unit.patch(Address, address, **_columns(place))
    customer = _owner(unit, address)
    if different & {"lng", "lat"}:
        unit.places_moved.add(customer)
    if different:
        unit.changed("customer", customer)
    return different


def end_address(unit: Unit, address: UUID) -> None:
    """The customer is no longer there; orders that went there keep it."""
    require(unit, DESK)
    unit.patch(Address, address, state="ended")
    _moved(unit, _owner(unit, address))


def resume_address(unit: Unit, address: UUID) -> None:
    """A place that had ended is used again."""
    require(unit, DESK)
    unit.patch(Address, address, state="active")
    _moved(unit, _owner(unit, address))


def _moved(unit: Unit, customer: UUID) -> None:
    """Orders that name no address are at the first place their customer has now."""
    unit.places_moved.add(customer)
    unit.changed("customer", customer)


def _owner(unit: Unit, address: UUID) -> UUID:
    row = unit.session.get(Address, address)
    if row is None:
        raise Refused("row.unknown", entity="address")
    return row.customer_id


def _columns(place: Place) -> dict[str, Any]:
    lng, lat, exact = checked_position(place)
    return {
        "province": place.province, "city": place.city, "district": place.district, "line": place.line,
        "lng": lng, "lat": lat, "exact": exact,
    }
