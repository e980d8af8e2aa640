"""The rows of each kind as they go out."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from callcentre.domain.event import Effect
from callcentre.domain.story import header, standing_events, undone_ids
from callcentre.exchange.event_rows import IN_FILE, row_of
from callcentre.store.batches import in_batches
from callcentre.store.customers import phone_rows
from callcentre.store.keys import Session, all_rows, header_words, received_words, rows_by
from callcentre.store.stories import stories_of
from callcentre.store.tables import (
    Address,
    Article,
    Asset,
    Call,
    ComplaintView,
    Cover,
    Customer,
    Order,
    Outlet,
    Part,
    Person,
    Product,
    Technician,
)

Rows = Iterator[dict[str, Any]]
WGS84 = "wgs84"


@dataclass(slots=True)
class Out:
    """One export: where it reads, the zone of its times, and what it left out on the way."""

    session: Session
    zone: ZoneInfo
    undone: int = 0
    set_aside: int = 0
    names: dict[str, dict[UUID, str]] = field(default_factory=dict)

    def named(self, entity: Any, column: str) -> dict[UUID, str]:
        """Id -> what people call it; read once."""
        key = f"{entity.__tablename__}.{column}"
        if key not in self.names:
            rows = all_rows(self.session, entity, ("id", column), column)
            self.names[key] = {row[0]: row[1] for row in rows}
        return self.names[key]


def rows_of(out: Out, kind: str) -> Rows:
    """The rows of a kind, by their key (events by order and position)."""
    return _KINDS[kind](out)


def _plain(entity: Any, key: str, *names: str) -> Callable[[Out], Rows]:
    def rows(out: Out) -> Rows:
        for row in all_rows(out.session, entity, (key, *names), key):
            yield row._asdict()

    return rows


def _datum(row: Any) -> dict[str, Any]:
    return {"datum": WGS84 if row.lng is not None else None}


_OUTLET = (
    "code", "name", "parent_id", "phone", "night_phone", "province", "city", "district", "address", "lng", "lat",
    "skills", "brands", "capacity_per_day", "opened_on",
)


def _outlets(out: Out) -> Rows:
    codes = out.named(Outlet, "code")
    for row in all_rows(out.session, Outlet, _OUTLET, "code"):
        yield row._asdict() | _datum(row) | {"parent": codes.get(row.parent_id) if row.parent_id else None}


def _technicians(out: Out) -> Rows:
    codes = out.named(Outlet, "code")
    names = ("outlet_id", "name", "phone", "skills", "certified_until")
    for row in all_rows(out.session, Technician, names, "name"):
        yield row._asdict() | {"outlet_code": codes[row.outlet_id]}


_ADDRESS = ("customer_id", "rank", "id", "state", "province", "city", "district", "line", "lng", "lat")


def _customers(out: Out) -> Rows:
    names = ("id", "no", "name", "tier", "notes")
    for some in in_batches(all_rows(out.session, Customer, names, "no")):
        ids = [row.id for row in some]
        phones: dict[UUID, list[str]] = {pk: [] for pk in ids}
        for phone in phone_rows(out.session, ids):
            if phone.kind != "wrong":
                phones[phone.customer_id].append(phone.typed)
        places = sorted(rows_by(out.session, Address, "customer_id", ids, _ADDRESS), key=lambda row: (row.rank, row.id))
        first: dict[UUID, Any] = {}
        for place in places:
            if place.state == "active":
                first.setdefault(place.customer_id, place)
        for row in some:
            found = first.get(row.id)
            yield (
                ({} if found is None else found._asdict() | _datum(found) | {"address": found.line})
                | row._asdict()
                | {"customer_no": row.no, "phones": phones[row.id]}
            )


def _assets(out: Out) -> Rows:
    customers, models = out.named(Customer, "no"), out.named(Product, "model")
    names = ("serial", "customer_id", "product_id", "purchased_on", "sold_by", "invoice_no", "installed_on")
    for row in all_rows(out.session, Asset, names, "serial"):
        yield row._asdict() | {
            "customer_no": customers[row.customer_id],
            "model": models.get(row.product_id) if row.product_id else None,
        }


def _covers(out: Out) -> Rows:
    serials = out.named(Asset, "serial")
    for row in all_rows(out.session, Cover, ("no", "asset_id", "kind", "scope", "from_on", "until_on", "payer"), "no"):
        yield row._asdict() | {
            "cover_no": row.no, "serial": serials[row.asset_id], "from": row.from_on, "until": row.until_on,
        }


def _calls(out: Out) -> Rows:
    customers, orders, people = out.named(Customer, "no"), out.named(Order, "no"), out.named(Person, "name")
    names = (
        "no", "began_at", "ended_at", "number", "direction", "agent_id", "agent_name", "disposition", "customer_id",
        "order_id", "words",
    )
    for row in all_rows(out.session, Call, names, "no"):
        yield row._asdict() | {
            "call_no": row.no,
            "agent": people.get(row.agent_id, row.agent_name),
            "customer_no": customers.get(row.customer_id),
            "order_no": orders.get(row.order_id),
        }


def _complaints(out: Out) -> Rows:
    customers, orders, outlets = out.named(Customer, "no"), out.named(Order, "no"), out.named(Outlet, "code")
    names = (
        "complaint_id", "no", "order_id", "customer_id", "outlet_id", "received_at", "channel", "external_ref",
        "category", "severity", "against", "ended_at", "ended_as",
    )
    for some in in_batches(all_rows(out.session, ComplaintView, names, "no")):
        words = received_words(out.session, [row.complaint_id for row in some])
        for row in some:
            yield row._asdict() | {
                "complaint_no": row.no,
                "order_no": orders.get(row.order_id),
                "customer_no": customers.get(row.customer_id),
                "outlet_code": outlets.get(row.outlet_id),
                "words": words.get(row.complaint_id),
            }


def _stories(out: Out) -> Iterator[Any]:
    for some in in_batches(all_rows(out.session, Order, ("id", "no"), "no")):
        by_id = {story.id: story for story in stories_of(out.session, (row.id for row in some))}
        yield [by_id[row.id] for row in some if row.id in by_id]


def _orders(out: Out) -> Rows:
    customers, serials, numbers = out.named(Customer, "no"), out.named(Asset, "serial"), out.named(Order, "no")
    for some in _stories(out):
        words = header_words(out.session, [story.id for story in some])
        for story in some:
            fields = header(story.events)
            yield fields | {
                "order_no": story.no,
                "customer_no": _name(customers, fields["customer"]),
                "serial": _name(serials, fields["asset"]),
                "repeat_of": _name(numbers, fields["repeat_of"]),
                "follows": _name(numbers, fields["follows"]),
                "opened_at": story.events[0].at,
                "words": words.get(story.id),
            }


def _name(names: Mapping[UUID, str], link: object) -> str | None:
    return names.get(UUID(str(link))) if link else None


def _events(out: Out) -> Rows:
    outlets, people = out.named(Outlet, "code"), out.named(Technician, "name")
    for some in _stories(out):
        for story in some:
            gone = undone_ids(story.events)
            out.undone += len(gone)
            for event in standing_events(story.events):
                if event.effect is Effect.SET_ASIDE:
                    continue
                if event.kind in IN_FILE:
                    yield row_of(event, story.no, outlets, people)
            out.set_aside += sum(
                event.effect is Effect.SET_ASIDE and str(event.id) not in gone for event in story.events
            )


_KINDS: Mapping[str, Callable[[Out], Rows]] = {
    "outlets": _outlets,
    "technicians": _technicians,
    "customers": _customers,
    "products": _plain(Product, "model", "name", "category", "principal", "warranty_months"),
    "parts": _plain(Part, "code", "name", "model", "price_fen"),
    "assets": _assets,
    "covers": _covers,
    "orders": _orders,
    "events": _events,
    "complaints": _complaints,
    "calls": _calls,
    "articles": _plain(Article, "slug", "title", "product", "symptom", "body"),
}
