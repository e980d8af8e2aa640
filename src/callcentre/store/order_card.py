"""One order as a whole: its header, its customer, its story, and what may be done with it now."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from callcentre.domain.addresses import one_line
from callcentre.domain.covers import NO_ASSET, CoverState, cover_on
from callcentre.domain.errors import Refused
from callcentre.domain.event import Effect, Event, Role
from callcentre.domain.instants import Instant, local_date, to_datetime
from callcentre.domain.lifecycle import ORDERS, stopped
from callcentre.domain.profile import Profile
from callcentre.domain.story import corrected, corrections, stand, undone_ids
from callcentre.store.attachments import AttachmentRow, attachments_of
from callcentre.store.batches import among
from callcentre.store.calls import CallRow, calls_of_order
from callcentre.store.customer_card import ComplaintLine, complaint_lines_of_order, cover_rows
from callcentre.store.customers import CustomerRow, PhoneRow, circle, phone_rows, standing_row
from callcentre.store.homes import first_home
from callcentre.store.stories import events_of
from callcentre.store.tables import Address, Asset, OrderView, Outlet, Person, Product, Technician
from callcentre.store.types import Id


@dataclass(frozen=True, slots=True)
class OrderAsset:
    """The asset of an order, with what was paid for on the day the order was opened."""

    id: UUID
    serial: str
    model: str
    principal: str
    place: str
    purchased_on: date | None
    do_not_use: bool
    cover: CoverState


@dataclass(frozen=True, slots=True)
class OrderPlace:
    """Where an order is to be done."""

    id: UUID
    text: str
    lng: float | None
    lat: float | None


@dataclass(frozen=True, slots=True)
class OutletOfOrder:
    """An outlet as an order's card names it."""

    id: UUID
    code: str
    name: str
    phone: str
    night_phone: str


@dataclass(frozen=True, slots=True)
class StoryRow:
    """One event as it is told: who, when, what, and whether it counts.

    `effect` is applied, set_aside or undone; `data` and `texts` are the corrected ones,
    `was` the fields as they read before a correction.
    """

    event_id: UUID
    pos: int
    kind: str
    at: Instant
    stated_at: Instant | None
    who: str
    desk: str
    outlet: str
    technician: str
    data: Mapping[str, object]
    texts: Mapping[str, str]
    effect: str
    state_before: str
    state_after: str
    was: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class OrderHeader:
    """The order as the lists show it: the columns of its projection."""

    order_id: UUID
    no: str
    kind: str
    category: str
    fault: str
    words: str
    urgency: str
    channel: str
    origin: str
    repeat_of: UUID | None
    follows: UUID | None
    group_no: str
    external_ref: str
    state: str
    opened_at: Instant
    state_since: Instant
    ended_at: Instant | None
    ended_by: str
    end_reason: str
    due_at: Instant | None
    promised_at: Instant | None
    window_start: Instant | None
    window_end: Instant | None
    held_reason: str
    held_until: Instant | None
    urges: int
    attempts: int


@dataclass(frozen=True, slots=True)
class OrderCard:
    """Everything about one order at once."""

    header: OrderHeader
    customer: CustomerRow
    phones: Sequence[PhoneRow]
    place: OrderPlace | None
    asset: OrderAsset | None
    outlet: OutletOfOrder | None
    story: Sequence[StoryRow]
    complaints: Sequence[ComplaintLine]
    calls: Sequence[CallRow]
    attachments: Sequence[AttachmentRow]
    same_case: Sequence[tuple[UUID, str, str]]
    """Other orders of the group, chain or fault: (id, number, why: group, follows, repeat_of)."""
    acts: tuple[str, ...]
    """Kinds of event that somebody with these roles may write now, in the table's order."""
    stopped: Mapping[str, str]
    """Kinds of event that the way here stops, and the guard that objects."""
    undoable: UUID | None
    """The event that may be taken back; a person's right to it is checked when they do."""


_PLAIN = tuple(name for name in OrderHeader.__dataclass_fields__ if name != "words")


_VIEW = (
    select(OrderView.__table__).where(OrderView.order_id == bindparam("order"))
)


def order_card(session: Session, order: UUID, *, roles: frozenset[Role], profile: Profile) -> OrderCard:
    """One order for somebody with these roles. Raises Refused("order.unknown")."""
    view: Any = session.execute(_VIEW, {"order": order}).one_or_none()
    if view is None:
        raise Refused("order.unknown")
    events = events_of(session, order)
    standing, here = standing_row(session, view.customer_id), stand(events)
    stops = stopped(here)
    return OrderCard(
        header=OrderHeader(**{name: getattr(view, name) for name in _PLAIN}, words=events[0].texts.get("words", "")),
        customer=standing,
        phones=phone_rows(session, circle(session, standing.id)),
        place=_place(session, view.address_id, view.customer_id),
        asset=_asset(session, view.asset_id, local_date(view.opened_at, profile.zone)),
        outlet=_outlet(session, view.outlet_id),
        story=story_rows(session, events),
        complaints=complaint_lines_of_order(session, order),
        calls=calls_of_order(session, order),
        attachments=attachments_of(session, order),
        same_case=_same_case(session, view),
        acts=tuple(kind for kind in ORDERS.possible(view.state, roles) if kind not in stops),
        stopped=stops,
        undoable=here.last_change,
    )


def story_rows(session: Session, events: Sequence[Event]) -> list[StoryRow]:
    """The events of an order as they are told, by pos."""
    gone = undone_ids(events)
    changed = corrections(events)
    names = _Names(session, events)
    rows = []
    for event in events:
        fields = changed.get(str(event.id), {})
        told = corrected(event, fields) if fields else event
        before = {**event.texts, **event.data, "technician": names.technician(event)}
        effect = "undone" if event.effect is Effect.APPLIED and str(event.id) in gone else event.effect.value
        rows.append(
            StoryRow(
                event.id, event.pos, event.kind, event.at, event.stated_at, names.person(event.actor), event.desk,
                names.outlet(event.outlet), names.technician(told), told.data, told.texts, effect,
                event.state_before, event.state_after, {name: before.get(name) for name in fields},
            )
        )
    return rows


class _Names:
    """The names behind the ids of some events, read in three statements."""

    def __init__(self, session: Session, events: Iterable[Event]) -> None:
        known = list(events)
        technicians = {event.technician for event in known} | {
            UUID(str(fields["technician"]))
            for event in known
            if isinstance(fields := event.data.get("fields"), Mapping) and fields.get("technician")
        }
        self._people = _dict(session, Person, {event.actor for event in known})
        self._outlets = _dict(session, Outlet, {event.outlet for event in known})
        self._technicians = _dict(session, Technician, technicians)

    def person(self, pk: UUID) -> str:
        return self._people.get(pk, "")

    def outlet(self, pk: UUID | None) -> str:
        return "" if pk is None else self._outlets.get(pk, "")

    def technician(self, event: Event) -> str:
        if event.technician is None:
            return event.texts.get("technician", "")
        return self._technicians.get(event.technician, "")


_NAMES: Mapping[Any, Any] = {
    entity: select(entity.id, entity.name).where(entity.id.in_(among("wanted")))
    for entity in (Person, Outlet, Technician)
}


def _dict(session: Session, entity: Any, wanted: set[Any]) -> dict[UUID, str]:
    wanted.discard(None)
    if not wanted:
        return {}
    return dict(session.execute(_NAMES[entity], {"wanted": list(wanted)}).all())


_PLACE = (
    select(Address.id, Address.province, Address.city, Address.district, Address.line, Address.lng, Address.lat)
    .where(Address.id == func.coalesce(bindparam("address", type_=Id), first_home(bindparam("customer"))))
)


def _place(session: Session, address: UUID | None, customer: UUID) -> OrderPlace | None:
    """Where an order is; one that names no address is where its customer lives, as list and map have it."""
    row = session.execute(_PLACE, {"address": address, "customer": customer}).one_or_none()
    return None if row is None else OrderPlace(row.id, one_line(*row[1:5]), row.lng, row.lat)


_ASSET = (
    select(
        Asset.id, Asset.serial, Product.model, Product.principal, Asset.place, Asset.purchased_on,
        Asset.do_not_use, Product.warranty_months,
    )
    .outerjoin(Product, Product.id == Asset.product_id)
    .where(Asset.id == bindparam("asset"))
)


def _asset(session: Session, asset: UUID | None, opened_on: date) -> OrderAsset | None:
    row = session.execute(_ASSET, {"asset": asset}).one_or_none()
    if row is None:
        return None
    covers = cover_rows(session, [row.id]).get(row.id, ())
    return OrderAsset(
        row.id, row.serial, row.model or "", row.principal or "", row.place, row.purchased_on, row.do_not_use,
        cover_on(opened_on, covers, row.purchased_on, row.warranty_months),
    )


def phone_at(outlet: OutletOfOrder, at: Instant, profile: Profile) -> str:
    """The number that somebody answers at this hour: the night number outside the profile's day."""
    by_night = bool(outlet.night_phone) and not (by_day(at, profile) and outlet.phone)
    return outlet.night_phone if by_night else outlet.phone


def by_day(at: Instant, profile: Profile) -> bool:
    """Whether the offices of outlets are open at this hour, by the profile."""
    hours = profile.calendar
    return hours.day_from_hour <= to_datetime(at, profile.zone).hour < hours.day_until_hour


def cover_of(card: OrderCard) -> CoverState:
    """What is paid for of an order; an order without an asset is covered by nothing."""
    return NO_ASSET if card.asset is None else card.asset.cover


_OUTLET = (
    select(Outlet.id, Outlet.code, Outlet.name, Outlet.phone, Outlet.night_phone).where(Outlet.id == bindparam("outlet"))
)


def _outlet(session: Session, outlet: UUID | None) -> OutletOfOrder | None:
    row = session.execute(_OUTLET, {"outlet": outlet}).one_or_none()
    return None if row is None else OutletOfOrder(*row)


def _same_case(session: Session, view: Any) -> list[tuple[UUID, str, str]]:
    found: list[tuple[UUID, str, str]] = []
    lookups = [
        ("follows", OrderView.order_id == view.follows, view.follows),
        ("followed_by", OrderView.follows == view.order_id, True),
        ("repeat_of", OrderView.order_id == view.repeat_of, view.repeat_of),
        ("repeated_by", OrderView.repeat_of == view.order_id, True),
        ("group", OrderView.group_no == view.group_no, view.group_no),
    ]
    seen = {view.order_id}
    for why, condition, wanted in lookups:
        if not wanted:
            continue
        rows = session.execute(select(OrderView.order_id, OrderView.no).where(condition).order_by(OrderView.no))
        for pk, no in rows:
            if pk not in seen:
                seen.add(pk)
                found.append((pk, no, why))
    return found
