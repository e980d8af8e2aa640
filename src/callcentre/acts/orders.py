"""Opening an order, and what the centre changes about it while it is open."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from callcentre.acts.recording import record, story
from callcentre.acts.telling import tell_tasks
from callcentre.domain.errors import BadValue, Refused
from callcentre.domain.event import Event
from callcentre.domain.instants import Instant
from callcentre.domain.story import Story, header
from callcentre.store.customers import row_of
from callcentre.store.numbers import next_number
from callcentre.store.tables import Asset, Order
from callcentre.store.unit import Unit


@dataclass(frozen=True, slots=True)
class NewOrder:
    """What a caller wants, as it is opened. Codes are the profile's; `words` the caller's own."""

    customer: UUID
    kind: str
    address: UUID | None = None
    asset: UUID | None = None
    category: str = ""
    fault: str = ""
    words: str = ""
    urgency: str = "normal"
    channel: str = "phone"
    origin: str = ""
    repeat_of: UUID | None = None
    group_no: str = ""
    follows: UUID | None = None
    external_ref: str = ""


def open_order(
    unit: Unit, new: NewOrder, *, at: Instant | None = None, order_id: UUID | None = None, no: str = "",
    event_id: UUID | None = None,
) -> Story:
    """Opens a service order and answers its story.

    A danger marks the asset do-not-use and is told to a supervisor. Raises BadValue for a
    kind the profile does not have, Refused("customer.closed") for a customer whose account
    has ended.
    """
    if new.kind not in unit.profile.codes(unit.profile.order_kinds):
        raise BadValue("order.unknown_kind", field="kind", value=new.kind)
    if not unit.bulk:
        _check_customer(unit, new.customer)
    if not no:
        no = next_number(unit, "SO", at)
    opened = Story(order_id or unit.new_id(), no)
    unit.create(Order, id=opened.id, no=no)
    record(
        unit, opened, "opened", at=at, texts={"words": new.words}, data=_header(new), event_id=event_id
    )
    if new.urgency == "danger":
        _take_care(unit, opened, new.asset)
    return opened


def _check_customer(unit: Unit, customer: UUID) -> None:
    state = row_of(unit.session, customer).state
    if state in ("closed", "merged"):
        raise Refused("customer.closed", state=state)


def _take_care(unit: Unit, order: Story, asset: UUID | None) -> None:
    """What a danger brings with it at once; an import tells of the past, when that was somebody's to do."""
    if unit.actor.is_import:
        return
    if asset is not None:
        unit.patch(Asset, asset, do_not_use=True)
    tell_tasks(unit, order)


def _header(new: NewOrder) -> dict[str, object]:
    links = {"customer": new.customer, "address": new.address, "asset": new.asset,
             "repeat_of": new.repeat_of, "follows": new.follows}
    named: dict[str, object] = {name: str(link) for name, link in links.items() if link is not None}
    return named | {
        "kind": new.kind, "category": new.category, "fault": new.fault, "urgency": new.urgency,
        "channel": new.channel, "origin": new.origin, "group_no": new.group_no,
        "external_ref": new.external_ref,
    }


def amend(unit: Unit, order: UUID | Story, fields: Mapping[str, object], *, reason: str = "") -> Event:
    """Changes the header of an open order; names as in `domain.story.HEADER`, ids as UUIDs or text.

    Raising the urgency to danger marks the asset do-not-use and tells a supervisor. Raises
    BadValue for a field that is not of the header or an unknown kind.
    """
    known = story(unit, order)
    plain = {name: str(value) if isinstance(value, UUID) else value for name, value in fields.items()}
    kind = plain.get("kind")
    if kind is not None and kind not in unit.profile.codes(unit.profile.order_kinds):
        raise BadValue("order.unknown_kind", field="kind", value=kind)
    for link in ("repeat_of", "follows"):
        if plain.get(link) == str(known.id):
            raise BadValue(f"reference.{link}", field=link, value=known.no)
    event = record(unit, known, "amended", data={"fields": plain, "reason": reason})
    if known.now.danger and {"urgency", "asset"} & plain.keys():
        asset = header(known.events).get("asset")
        _take_care(unit, known, UUID(str(asset)) if asset else None)
    return event


def agree_window(
    unit: Unit, order: UUID | Story, start: Instant, end: Instant, *,
    by: str = "customer", reason: str = "", at: Instant | None = None,
) -> Event:
    """Agrees the appointment window [start, end); `by` is customer, outlet or centre.

    For a danger there is no window but now: raises Refused("order.danger_is_now") for one
    that does not begin by then.
    """
    known = story(unit, order)
    if known.now.danger and not unit.actor.is_import and start > (unit.now if at is None else at):
        raise Refused("order.danger_is_now")
    return record(
        unit, known, "window_agreed", at=at, data={"start": start, "end": end, "by": by, "reason": reason}
    )


def urge(unit: Unit, order: UUID | Story, words: str = "", *, at: Instant | None = None) -> Event:
    """The customer asks again while the order is open; the third time a supervisor is told."""
    known = story(unit, order)
    event = record(unit, known, "urged", at=at, texts={"words": words})
    tell_tasks(unit, known)
    return event


def solve_by_phone(
    unit: Unit, order: UUID | Story, *, satisfied: bool | None, article: UUID | None = None,
    words: str = "", at: Instant | None = None,
) -> Event:
    """Solved on the phone: closes when the customer says so, else a callback will ask."""
    data = {"satisfied": satisfied, "article": None if article is None else str(article)}
    return record(unit, order, "solved_by_phone", at=at, data=data, texts={"words": words})


def ask_cancel(
    unit: Unit, order: UUID | Story, *, reason: str = "", words: str = "", at: Instant | None = None
) -> Event:
    """The outlet (or customer through it) asks to cancel; the centre asks the customer first."""
    return record(unit, order, "cancel_asked", at=at, data={"reason": reason}, texts={"words": words})


def cancel(
    unit: Unit, order: UUID | Story, *, reason: str, words: str = "", at: Instant | None = None
) -> Event:
    """Cancels an open order; refused while an outlet's wish to cancel has not been asked of the customer."""
    return record(unit, order, "cancelled", at=at, data={"reason": reason}, texts={"words": words})


def reopen(
    unit: Unit, order: UUID | Story, *, reason: str, words: str = "", at: Instant | None = None
) -> Event:
    """Opens an ended order again; reasons as in `domain.lifecycle.REOPEN_REASONS`."""
    return record(unit, order, "reopened", at=at, data={"reason": reason}, texts={"words": words})


def note(unit: Unit, order: UUID | Story, words: str, *, at: Instant | None = None) -> Event:
    """Writes words onto the order's story; changes nothing else."""
    return record(unit, order, "noted", at=at, texts={"words": words})


def message_sent(
    unit: Unit, order: UUID | Story, *, kind: str, outcome: str = "", at: Instant | None = None
) -> Event:
    """A message to the customer about this order; `outcome` is queued, delivered, failed or copied."""
    return record(unit, order, "message_sent", at=at, data={"kind": kind, "outcome": outcome})


def correct(
    unit: Unit, order: UUID | Story, event: UUID, fields: Mapping[str, object], *, reason: str
) -> Event:
    """Corrects fields of a fact, never what decides a state; the old values stay in the story."""
    data = {"event": str(event), "fields": dict(fields), "reason": reason}
    return record(unit, order, "corrected", data=data)


def undo(unit: Unit, order: UUID | Story, event: UUID | None = None) -> Event:
    """Takes back the last state-changing event (the given one, which must be the last)."""
    known = story(unit, order)
    target = event or known.now.last_change
    if target is None:
        raise Refused("order.nothing_to_undo", state=known.now.state)
    return record(unit, known, "undone", data={"event": str(target)})
