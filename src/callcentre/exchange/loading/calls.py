"""Calls out of a file. They are insert-only: a known call that says something else is refused."""

from typing import Any
from uuid import UUID

from callcentre.acts.calls import record_call
from callcentre.domain.errors import BadValue, Refused
from callcentre.domain.ids import imported_id
from callcentre.exchange.rows import Load, Row, found, upsert
from callcentre.store.keys import all_rows, ids_by, order_ids, rows_by
from callcentre.store.tables import Call, Customer, Person

_PLAIN = (
    ("began_at", "began_at", None), ("ended_at", "ended_at", None), ("number", "number", ""),
    ("direction", "direction", "in"), ("disposition", "disposition", ""), ("words", "words", ""),
)


def load_calls(load: Load, rows: list[Row]) -> None:
    """Calls by number; an agent nobody knows is kept as a name."""
    session = load.unit.session
    customers = ids_by(session, Customer, "no", (row.text("customer_no") for row in rows))
    orders = order_ids(session, (row.text("order_no") for row in rows))
    agents = {row.name: row.id for row in all_rows(session, Person, ("name", "id"), "name")}
    codes = load.unit.profile.codes(load.unit.profile.dispositions)
    names = ("no", "id", "agent_id", "agent_name", "customer_id", "order_id", *(stored for _, stored, _ in _PLAIN))
    known = {
        row.no: (row.id, row._asdict())
        for row in rows_by(session, Call, "no", (row.text("call_no") for row in rows), names)
    }

    def wanted(row: Row) -> dict[str, Any]:
        values = load.given(row, _PLAIN)
        if values.get("disposition") and values["disposition"] not in codes:
            raise BadValue("call.unknown_disposition", field="disposition", value=values["disposition"])
        if values.get("ended_at") is not None and values["ended_at"] < values["began_at"]:
            raise BadValue("value.ends_before", field="ended_at", value=values["ended_at"], first="began_at")
        if "customer_no" in load.columns:
            values["customer_id"] = found(customers, row, "customer_no")
        if "order_no" in load.columns:
            values["order_id"] = found(orders, row, "order_no")
        if "agent" in load.columns:
            agent = agents.get(row.text("agent"))
            values |= {"agent_id": agent, "agent_name": "" if agent else row.text("agent")}
        return values

    def create(row: Row, values: dict[str, Any]) -> None:
        no = row.text("call_no")
        renamed = {name.removesuffix("_id"): value for name, value in values.items()}
        record_call(load.unit, no=no, call_id=imported_id("call", no), **renamed)

    def change(_pk: UUID, values: dict[str, Any]) -> None:
        raise Refused("call.stays", fields=", ".join(values))

    upsert(load, rows, lambda row: known.get(row.text("call_no")), wanted, create, change)
