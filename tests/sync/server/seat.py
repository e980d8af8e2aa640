"""A login at the server, and messages as a workstation would send them."""

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

import psycopg

from callcentre.domain.event import Role
from callcentre.domain.ids import new_id
from callcentre.domain.instants import MINUTE
from callcentre.store.first import IMPORT_PERSON

NOON = 1_784_000_000_000_000
"""An instant in July 2026."""
Fields = Mapping[str, Any]


def an_id() -> UUID:
    """A new id, by time."""
    return new_id(NOON)


def change(entity: str, pk: UUID, kind: str, fields: Fields, **more: Any) -> dict[str, Any]:
    """One change; values of `fields` that are no lists are new ones nobody had seen before."""
    trios = {name: value if isinstance(value, tuple) else (None, value, None) for name, value in fields.items()}
    return {"change": str(an_id()), "entity": entity, "pk": str(pk), "kind": kind, "after": None, "stated_at": NOON,
            "fields": {name: list(trio) for name, trio in trios.items()}} | more  # fmt: skip


def a_customer(customer: UUID, **more: Any) -> dict[str, Any]:
    values = {"no": f"CU-{customer}", "name": "王芳", "initials": "wf", "tier": "gold", "notes": "难缠", "needs": "听力不好",
              "agreed_hours": [[1, 540, 720]], "state": "active", "merged_into": None} | more  # fmt: skip
    return change("customer", customer, "create", values)


def a_phone(customer: UUID, phone: UUID | None = None, digits: str = "13900000001") -> dict[str, Any]:
    return change("phone", phone or an_id(), "create", {
        "customer_id": str(customer), "typed": digits, "e164": f"+86{digits}", "extension": "", "digits_back": digits[::-1],
        "kind": "primary", "rank": 0})  # fmt: skip


def an_address(customer: UUID, address: UUID | None = None) -> dict[str, Any]:
    return change("address", address or an_id(), "create", {
        "customer_id": str(customer), "province": "安徽省", "city": "合肥市", "district": "蜀山区", "line": "黄山路1号",
        "lng": 117.2, "lat": 31.8, "exact": "address", "rank": 0, "state": "active"})  # fmt: skip


def an_asset(customer: UUID, asset: UUID | None = None, **more: Any) -> dict[str, Any]:
    asset = asset or an_id()
    return change("asset", asset, "create", {
        "serial": f"S-{asset}", "customer_id": str(customer), "product_id": None, "purchased_on": "2026-01-31", "sold_by": "苏宁",
        "invoice_no": "F1", "installed_on": None, "place": "客厅", "do_not_use": False, "state": "active"} | more)  # fmt: skip


def an_outlet(outlet: UUID, code: str, parent: UUID | None = None) -> dict[str, Any]:
    return change("outlet", outlet, "create", {
        "code": code, "name": f"{code}网点", "parent_id": str(parent) if parent else None, "phone": "", "night_phone": "",
        "province": "", "city": "", "district": "", "address": "", "lng": None, "lat": None, "exact": "none", "skills": [],
        "brands": [], "capacity_per_day": None, "opened_on": None, "state": "active"})  # fmt: skip


class Seat:
    """One person's login: what it asks goes through the functions a workstation calls."""

    def __init__(self, url: str, login: str, person: UUID, password: str = "secret") -> None:
        self.url, self.login, self.person = url, login, person
        self.device, self.incarnation = an_id(), an_id()
        self.last: dict[UUID, str] = {}
        """The last state-changing event of each order, as its writer had seen it."""
        self._password = password
        self.connect()

    def connect(self) -> None:
        """A new connection."""
        self.connection = psycopg.connect(self.url, user=self.login, password=self._password, autocommit=True)

    def close(self) -> None:
        self.connection.close()

    def call(self, name: str, body: Fields) -> Any:
        """One function, one statement."""
        return self.connection.execute(f"SELECT sync.{name}(%s::jsonb)", [json.dumps(body)]).fetchone()[0]

    def sql(self, statement: str, *given: Any) -> list[Any]:
        """Plain SQL as this login."""
        cursor = self.connection.execute(statement, given or None)
        return cursor.fetchall() if cursor.description else []

    def hello(self, **more: Any) -> Any:
        return self.call("hello", {"device": str(self.device), "incarnation": str(self.incarnation), "app": "test", "schema": 1,
                                   "cursors": {}, "acks": {}} | more)  # fmt: skip

    def command(self, *changes: Fields, **more: Any) -> dict[str, Any]:
        return {"cmd": str(an_id()), "actor": str(self.person), "needs": [], "behalf": False, "witness": None,
                "changes": list(changes)} | more  # fmt: skip

    def send(self, *commands: Fields) -> list[Any]:
        """Pushes commands; answers one result for each."""
        body = {"device": str(self.device), "incarnation": str(self.incarnation), "schema": 1, "commands": list(commands)}
        return list(self.call("push", body)["results"])

    def push(self, *changes: Fields, **more: Any) -> Any:
        """Pushes one command; answers its result."""
        return self.send(self.command(*changes, **more))[0]

    def event(
        self, order: UUID, said: str, data: Fields | None = None, *, outlet: UUID | None = None, texts: Fields | None = None,
        at: int = NOON, entity: str = "order_event", **more: Any,
    ) -> dict[str, Any]:
        """One event as a desk writes it; `after` is what this seat pushed or was told last of the order."""
        fields = {
            "order_id" if entity == "order_event" else "complaint_id": str(order), "pos": 1, "kind": said, "at": at,
            "stated_at": None, "actor_id": str(self.person), "desk": "7QK2", "outlet_id": str(outlet) if outlet else None,
            "technician_id": None, "data": data or {}, "effect": "applied", "state_before": "", "state_after": "",
            "texts": texts or {},
        }  # fmt: skip
        return change(entity, order, "event", fields, **more)

    def order(self, customer: UUID, *, outlet: UUID | None = None, order: UUID | None = None, **header: Any) -> UUID:
        """Opens an order, and relays it where an outlet is given."""
        order = order or an_id()
        data = {"customer": str(customer), "kind": "repair", "urgency": "normal"} | header
        changes = [change("service_order", order, "create", {"no": f"SO-{order}"}), self.event(order, "opened", data, texts={"words": "不制冷"})]
        if outlet is not None:
            changes.append(self.event(order, "relayed", outlet=outlet, at=NOON + MINUTE))
        answer = self.push(*changes)
        assert answer["result"] == "applied", answer
        return order

    def customer(self) -> UUID:
        """A customer with a phone and an address."""
        customer = an_id()
        answer = self.push(a_customer(customer), a_phone(customer), an_address(customer))
        assert answer["result"] == "applied", answer
        return customer

    def pull(self, feed: str, after: int = 0, limit: int = 5000) -> list[Any]:
        """The lines of one feed behind a place."""
        return list(self.call("pull", {"cursors": {feed: after}, "limit": limit})["rows"])


ROLES = {"agent": [Role.AGENT], "supervisor": [Role.SUPERVISOR], "dispatcher": [Role.DISPATCHER], "administrator": [Role.ADMINISTRATOR]}
OWNER = IMPORT_PERSON
