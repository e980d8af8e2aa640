"""A customer's numbers: added, struck out when wrong, and which one is called first."""

from uuid import UUID

from callcentre.acts.rights import DESK, require
from callcentre.domain.errors import BadValue, Refused
from callcentre.domain.phones import parse_phone
from callcentre.store.customers import PhoneRow, phone_rows
from callcentre.store.tables import Phone
from callcentre.store.unit import Unit

KINDS = ("primary", "backup", "wrong")


def add_phone(
    unit: Unit, customer: UUID, text: str, *, kind: str = "", rank: int | None = None,
    phone_id: UUID | None = None,
) -> UUID:
    """Adds a number as it was typed; the first one of a customer is the primary one.

    A number the customer already has is answered as it is, struck out or not. In bulk work
    `kind` and `rank` are given, so that nothing has to be read. Raises BadValue for letters.
    """
    require(unit, DESK)
    parsed = parse_phone(text)
    if rank is None or not kind:
        known = phone_rows(unit.session, [customer])
        same = next((row for row in known if (row.e164, row.extension) == (parsed.e164, parsed.extension)), None)
        if same is not None:
            return same.id
        rank = max((row.rank for row in known), default=-1) + 1
        kind = kind or ("backup" if any(row.kind == "primary" for row in known) else "primary")
    pk = unit.create(
        Phone, id=phone_id, customer_id=customer, typed=parsed.typed, e164=parsed.e164,
        extension=parsed.extension, digits_back=parsed.digits[::-1], kind=kind, rank=rank,
    )
    unit.changed("customer", customer)
    return pk


def change_phone(unit: Unit, phone: UUID, text: str) -> None:
    """Corrects a number that was mistyped. Raises BadValue for letters, Refused("phone.unknown")."""
    require(unit, DESK)
    row = _row(unit, phone)
    parsed = parse_phone(text)
    unit.patch(
        Phone, phone, typed=parsed.typed, e164=parsed.e164, extension=parsed.extension, digits_back=parsed.digits[::-1]
    )
    unit.changed("customer", row.customer_id)


def strike_phone(unit: Unit, phone: UUID) -> None:
    """The number is wrong: kept, struck out; the next in rank becomes the primary one."""
    require(unit, DESK)
    row = _row(unit, phone)
    was_primary = row.kind == "primary"
    unit.patch(Phone, phone, kind="wrong")
    if was_primary:
        rest = [other for other in phone_rows(unit.session, [row.customer_id]) if other.kind == "backup"]
        if rest:
            unit.patch(Phone, rest[0].id, kind="primary")
    unit.changed("customer", row.customer_id)


def promote_phone(unit: Unit, phone: UUID) -> None:
    """This number is called first from now on, also one that had been struck out."""
    require(unit, DESK)
    row = _row(unit, phone)
    for other in phone_rows(unit.session, [row.customer_id]):
        if other.kind == "primary" and other.id != phone:
            unit.patch(Phone, other.id, kind="backup")
    unit.patch(Phone, phone, kind="primary")
    unit.changed("customer", row.customer_id)


def restore_phone(unit: Unit, phone: UUID) -> None:
    """A number struck out was right after all; a backup until promoted."""
    require(unit, DESK)
    row = _row(unit, phone)
    if row.kind != "wrong":
        raise BadValue("phone.not_struck", field="phone", value=row.typed)
    unit.patch(Phone, phone, kind="backup")
    unit.changed("customer", row.customer_id)


def _row(unit: Unit, phone: UUID) -> PhoneRow:
    unit.flush()
    owner = unit.session.get(Phone, phone)
    if owner is None:
        raise Refused("phone.unknown")
    return next(row for row in phone_rows(unit.session, [owner.customer_id]) if row.id == phone)
