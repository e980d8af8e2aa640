"""What `upgrade` brings to the server each time: its functions, and the tables of data that they judge by."""

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from string import Template
from typing import Any

from sqlalchemy import Connection, text

from callcentre.domain import complaint_data, complaints, event_data, lifecycle
from callcentre.domain.event import REENTERING, Role
from callcentre.domain.fields import Field
from callcentre.domain.table import Table
from callcentre.store.outbox import SCHEMA_VERSION
from callcentre.sync.audiences import AUDIENCES, COMPANY, OUTLET_NEVER_SEES, Audience, Column, columns_of
from callcentre.sync.server.cloning import clone_branches

FUNCTIONS = Path(__file__).parent / "functions"
OLDEST_SCHEMA = 1
"""The oldest version of rows that a workstation may still send."""
MACHINES: tuple[tuple[str, Table[Any], frozenset[str]], ...] = (
    ("order", lifecycle.ORDERS, event_data.NEEDS_OUTLET),
    ("complaint", complaints.COMPLAINTS, frozenset()),
    ("complaint_import", complaints.COMPLAINT_IMPORTS, frozenset()),
)
_MADE_FOR = ("customer", "service_order")


def refresh(connection: Connection) -> None:
    """Replaces the functions and fills the tables of data, within the connection's transaction."""
    plain = connection.execution_options(no_parameters=True)
    # Functions call one another in whatever order their files have.
    plain.exec_driver_sql("SET LOCAL check_function_bodies = off")
    for file, statements in function_texts():
        try:
            plain.exec_driver_sql(statements)
        except Exception as error:
            error.add_note(file)
            raise
    for table, rows in data_rows().items():
        _fill(connection, table, rows)
    connection.execute(
        text(
            "INSERT INTO sync.server (schema_v, oldest_schema_v) VALUES (:schema, :oldest) "
            "ON CONFLICT (one) DO UPDATE SET schema_v = :schema, oldest_schema_v = :oldest"
        ),
        {"schema": SCHEMA_VERSION, "oldest": OLDEST_SCHEMA},
    )
    connection.execute(text("INSERT INTO sync.epoch (reason) SELECT 'begun' WHERE NOT EXISTS (SELECT FROM sync.epoch)"))


def function_texts() -> Iterator[tuple[str, str]]:
    """Every file of functions in the order of names, templates filled in."""
    for file in sorted(FUNCTIONS.iterdir()):
        body = file.read_text(encoding="utf-8")
        if file.name == "20_rows.sql.template":
            for audience in AUDIENCES:
                yield file.name, Template(body).substitute(_columns(audience))
        elif file.name == "21_create.sql.template":
            for audience in AUDIENCES:
                if audience.entity != "conflict":
                    yield file.name, Template(body).substitute(_columns(audience))
        elif file.name == "22_by_entity.sql.template":
            yield file.name, Template(body).substitute(_branches())
        elif file.name == "72_clone.sql.template":
            yield file.name, Template(body).substitute(clone_branches())
        else:
            yield file.name, body


def data_rows() -> dict[str, list[dict[str, Any]]]:
    """The rows of the server's tables of data, by table."""
    return {
        "lifecycle": list(_lifecycle_rows()),
        "event_kind": list(_kind_rows()),
        "guard": [
            {"machine": machine, "name": guard, "about_person": guard in table.person_guards}
            for machine, table, _ in MACHINES for guard in sorted(table.guards)
        ],
        "field": list(_field_rows()),
        "audience": [_audience_row(n, audience) for n, audience in enumerate(AUDIENCES, 1)],
    }


def _lifecycle_rows() -> Iterator[dict[str, Any]]:
    for machine, table, _ in MACHINES:
        for n, rule in enumerate(table.rules, 1):
            for source in sorted(rule.sources):
                yield {
                    "machine": machine, "n": n, "kind": rule.kind, "source": source, "to_state": rule.to,
                    "nature": rule.nature.value, "roles": _codes(rule.roles),
                    "when_field": rule.when[0] if rule.when else None, "when_value": rule.when[1] if rule.when else None,
                    "guards": list(rule.guards),
                }  # fmt: skip


def _kind_rows() -> Iterator[dict[str, Any]]:
    for machine, table, needs_outlet in MACHINES:
        for kind in table.kinds:
            moves = any(rule.to is not None for rule in table.by_kind[kind])
            yield {
                "machine": machine, "kind": kind, "nature": table.nature(kind).value, "roles": _codes(table.roles(kind)),
                "moves": moves or (machine == "order" and kind == "undone"), "reenters": kind in REENTERING,
                "needs_outlet": kind in needs_outlet,
            }  # fmt: skip


def _field_rows() -> Iterator[dict[str, Any]]:
    for audience in AUDIENCES:
        for column in columns_of(audience.entity):
            among = _AMONG.get((audience.entity, column.name))
            yield _field(
                audience.entity, column.name, column.kind, column.required, among,
                outlet_sees=column.name in audience.outlet_sees, outlet_writes=column.name in audience.outlet_writes,
            )
    for kind, fields in event_data.FIELDS.items():
        correctable = lifecycle.CORRECTABLE.get(kind, frozenset())
        hidden = OUTLET_NEVER_SEES.get(kind, ())
        for name, field in fields.items():
            yield _of_event("order", kind, name, field, correctable=name in correctable, outlet_sees=name not in hidden)
        for name in sorted(correctable - fields.keys()):
            of = "id" if name == "technician" else "code"
            yield _field(f"order:{kind}:apart", name, of, required=False, among=None, correctable=True)
    for kind, fields in complaint_data.FIELDS.items():
        for name, field in fields.items():
            yield _of_event("complaint", kind, name, field)


def _of_event(machine: str, kind: str, name: str, field: Field, **more: bool) -> dict[str, Any]:
    among = None if field.among is None else sorted(field.among)
    if (machine, kind, name) == ("order", "on_hold", "reason"):
        # A file may bring what it calls its reasons; a person chooses one.
        among, more = sorted(lifecycle.HOLD_REASONS), more | {"people_only": True}
    return _field(f"{machine}:{kind}", name, field.kind, field.required, among, **more)


def _field(thing: str, name: str, of: str, required: bool, among: list[str] | None, **more: bool) -> dict[str, Any]:
    return {
        "thing": thing, "name": name, "type": of, "required": required, "among": among, "people_only": False,
        "correctable": False, "outlet_sees": False, "outlet_writes": False,
    } | more  # fmt: skip


_AMONG = {
    ("person", "kind"): ["person"],
    ("person", "roles"): sorted(role.value for role in Role if role is not Role.RULE),
    ("person", "state"): ["active", "ended"],
    ("conflict", "state"): ["edited", "mine", "open", "theirs"],
    ("attachment", "subject_kind"): ["complaint", "customer", "order"],
}
"""Columns that hold one of a closed list wherever they come from."""


def _audience_row(n: int, audience: Audience) -> dict[str, Any]:
    return {
        "entity": audience.entity, "n": n, "feed": audience.feed, "creates": _codes(audience.creates),
        "patches": _codes(audience.patches),
        "parent_column": audience.parent[0] if audience.parent else None,
        "parent_entity": audience.parent[1] if audience.parent else None,
        "links": dict(audience.links), "key": list(audience.key),
        "together": {name: group[0] for group in audience.together for name in group},
        "outlet_sees": list(audience.outlet_sees),
    }  # fmt: skip


def _codes(roles: Iterable[Role]) -> list[str]:
    return sorted(role.value for role in roles)


def _fill(connection: Connection, table: str, rows: list[dict[str, Any]]) -> None:
    connection.execute(text(f"DELETE FROM sync.{table}"))
    connection.execute(
        text(f"INSERT INTO sync.{table} SELECT * FROM jsonb_populate_recordset(NULL::sync.{table}, CAST(:rows AS jsonb))"),
        {"rows": json.dumps(rows)},
    )


def _columns(audience: Audience) -> dict[str, str]:
    """What the templates of one kind of row are filled with."""
    entity = audience.entity
    columns = [*columns_of(entity)]
    shown = columns if entity != "conflict" else [*columns, *_OF_CONFLICT]
    company, made_for = audience.feed == COMPANY, entity in _MADE_FOR
    return {
        "entity": entity,
        "table": "sync.conflict" if entity == "conflict" else f"public.{entity}",
        "plain": ", ".join(f"'{column.name}', {_written(column)}" for column in shown),
        "shown": ", ".join(f"'{column.name}', {_written(column)}" for column in columns if column.name in audience.outlet_sees),
        "settings": ",\n        ".join(
            f"{column.name} = CASE WHEN c.landed ? '{column.name}' THEN {_read(column)} ELSE t.{column.name} END"
            for column in columns
        ),
        "names": ", ".join(column.name for column in columns),
        "values": ", ".join(_read(column) for column in columns),
        "made_for": "t.made_for" if made_for else "NULL::uuid",
        "site": "''" if company else "t.site",
        "own_names": ("" if company else ", site") + (", made_for" if made_for else ""),
        "own_values": ("" if company else ", c.site") + (", maker" if made_for else ""),
    }


_OF_CONFLICT = [
    Column(name, "uuid" if name in ("pk", "change_id", "their_change", "actor_id") else "text", required=False)
    for name in ("kind", "entity", "pk", "field", "change_id", "their_change", "actor_id")
] + [Column("mine", "object", required=False), Column("theirs", "object", required=False), Column("at", "instant", required=True)]
_TYPES: Mapping[str, str] = {"uuid": "uuid", "day": "date", "bool": "boolean", "int": "integer", "float": "double precision"}
_JSON = ("texts", "hours", "object")


def _read(column: Column) -> str:
    """A column's value out of what a change brings."""
    if column.kind in _JSON:
        return f"c.landed -> '{column.name}'"
    if column.kind == "instant":
        return f"sync.moment((c.landed ->> '{column.name}')::bigint)"
    value = f"c.landed ->> '{column.name}'"
    return value if column.kind == "text" else f"({value})::{_TYPES[column.kind]}"


def _written(column: Column) -> str:
    """A column's value as it goes over the line."""
    return f"sync.micros(t.{column.name})" if column.kind == "instant" else f"t.{column.name}"


def _branches() -> dict[str, str]:
    """One branch for each kind of row, for the functions that go by its name."""
    calls = {
        "found": "RETURN QUERY SELECT * FROM sync.found_{}(ids)", "sites": "RETURN QUERY SELECT * FROM sync.sites_{}(ids)",
        "patch": "PERFORM sync.patch_{}(changes)", "create": "PERFORM sync.create_{}(changes, maker)",
    }  # fmt: skip
    entities = [audience.entity for audience in AUDIENCES]
    return {
        name: "\n".join(
            f"        WHEN '{entity}' THEN {call.format(entity)};"
            for entity in entities if (name, entity) != ("create", "conflict")
        )
        for name, call in calls.items()
    }
