"""Customers: who they are, when and how they may be reached, and two records that are one person."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from callcentre.acts.addresses import add_address
from callcentre.acts.phones import add_phone
from callcentre.acts.places import Place
from callcentre.acts.rights import CENTRE, DESK, require
from callcentre.domain.errors import BadValue, Refused
from callcentre.domain.ids import imported_id
from callcentre.store.customers import merged_from, row_of, standing_for, state_before_merge
from callcentre.store.initials import initials_of
from callcentre.store.numbers import next_number
from callcentre.store.tables import Customer
from callcentre.store.unit import Unit

Hours = Sequence[tuple[int, int, int]]
"""(weekday 0-6 from Monday, from minute, until minute of the local day), ..."""


def create(
    unit: Unit, *, name: str, phones: Iterable[str] = (), places: Iterable[Place] = (), tier: str = "",
    notes: str = "", needs: str = "", agreed_hours: Hours = (), no: str = "", customer_id: UUID | None = None,
) -> UUID:
    """Adds a customer; the first phone is the primary one, the first place the usual address.

    With `customer_id` given (imports) phones and places get ids that follow from it, so
    that the same file twice is the same rows. Raises BadValue for an empty name, a phone
    with letters, or hours that end before they begin.
    """
    require(unit, DESK)
    values = {"name": name, "agreed_hours": agreed_hours}
    fixed = customer_id is not None
    customer = unit.create(
        Customer, id=customer_id, no=no or next_number(unit, "CU"), tier=tier, notes=notes, needs=needs,
        state="active", merged_into=None, **_checked(values),
    )
    for rank, text in enumerate(phones):
        add_phone(
            unit, customer, text, kind="backup" if rank else "primary", rank=rank,
            phone_id=imported_id("phone", str(customer), text) if fixed else None,
        )
    for rank, place in enumerate(places):
        add_address(
            unit, customer, place, rank=rank,
            address_id=imported_id("address", str(customer), str(rank)) if fixed else None,
        )
    # Nobody has an order of a customer just made, so no distance can have moved.
    unit.places_moved.discard(customer)
    return customer


def change(unit: Unit, customer: UUID, **fields: Any) -> frozenset[str]:
    """Changes name, tier, notes, needs or agreed_hours; answers the columns that differ.

    Raises BadValue as `create` does, Refused("row.unknown") where there is no such customer.
    """
    require(unit, DESK)
    return unit.patch(Customer, customer, **_checked(fields))


def pause(unit: Unit, customer: UUID) -> None:
    """No calls and visits for a while; orders are still taken. Raises Refused("customer.wrong_state")."""
    _move(unit, customer, ("active",), "paused")


def resume(unit: Unit, customer: UUID) -> None:
    """A paused or closed customer is active again. Raises Refused("customer.wrong_state")."""
    _move(unit, customer, ("paused", "closed"), "active")


def close(unit: Unit, customer: UUID) -> None:
    """The account ends; nothing is deleted and no new order is taken. Raises Refused("customer.wrong_state")."""
    _move(unit, customer, ("active", "paused"), "closed")


def merge(unit: Unit, customer: UUID, into: UUID) -> None:
    """`customer` turns out to be `into`: from now on every card of one shows what both have.

    No row moves, so `unmerge` puts everything back. Raises Refused("customer.same") where
    the two are one already, Refused("customer.wrong_state") where `customer` was merged elsewhere.
    """
    require(unit, CENTRE)
    row = row_of(unit.session, customer)
    if row.state == "merged":
        raise Refused("customer.wrong_state", account=row.state)
    if standing_for(unit.session, into) == customer:
        raise Refused("customer.same")
    if row_of(unit.session, into).state == "closed":
        raise Refused("customer.closed", state="closed")
    unit.patch(Customer, customer, state="merged", merged_into=into)
    unit.changed("customer", into)


def unmerge(unit: Unit, customer: UUID) -> None:
    """Takes a merge back: the customer is again who they were. Raises Refused("customer.not_merged")."""
    require(unit, CENTRE)
    into = merged_from(unit.session, customer)
    if into is None:
        raise Refused("customer.not_merged")
    unit.patch(Customer, customer, state=state_before_merge(unit.session, customer), merged_into=None)
    unit.changed("customer", into)


def _move(unit: Unit, customer: UUID, sources: tuple[str, ...], to: str) -> None:
    require(unit, CENTRE)
    state = row_of(unit.session, customer).state
    if state not in sources:
        raise Refused("customer.wrong_state", account=state)
    unit.patch(Customer, customer, state=to)


def _checked(fields: dict[str, Any]) -> dict[str, Any]:
    values = dict(fields)
    for name, value in values.items():
        if name not in _CHANGING:
            raise BadValue("value.unknown_field", field=name, value=value)
    if "name" in values:
        if not values["name"].strip():
            raise BadValue("value.empty", field="name", value=values["name"])
        values["initials"] = initials_of(values["name"])
    if "agreed_hours" in values:
        values["agreed_hours"] = [list(_checked_hours(*row)) for row in values["agreed_hours"]]
    return values


_CHANGING = frozenset({"name", "tier", "notes", "needs", "agreed_hours"})
_DAY_MINUTES = 24 * 60


def _checked_hours(weekday: int, begin: int, end: int) -> tuple[int, int, int]:
    if not 0 <= weekday <= 6 or not 0 <= begin < end <= _DAY_MINUTES:
        raise BadValue("customer.hours", field="agreed_hours", value=f"{weekday} {begin}-{end}")
    return weekday, begin, end
