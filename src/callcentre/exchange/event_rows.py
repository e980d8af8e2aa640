"""An order's event as a row of a file, and a row as what an event says."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from callcentre.domain.errors import BadValue
from callcentre.domain.event import Event
from callcentre.domain.event_data import FIELDS
from callcentre.domain.lifecycle import KINDS as EVENTS
from callcentre.exchange.kinds import KINDS
from callcentre.exchange.values import cell

IN_FILE = tuple(
    kind for kind in EVENTS
    if kind not in ("opened", "amended", "corrected", "undone", "message_sent", "complaint_raised", "complaint_ended")
)
"""The kinds of event that travel in files."""

_RENAMED = {"window_start": "start", "window_end": "end"}
"""Column -> field of the event's data, where they differ."""
_COLUMN_OF = {field: column for column, field in _RENAMED.items()} | {"outlet": "outlet_code"}
_TEXTS = ("cause", "action", "words")
_VISIT_TEXTS = frozenset({"cause", "action"})
_APART = frozenset({"order_no", "at", "event", "outlet_code", "technician", *_TEXTS})
_COLUMNS = KINDS["events"].columns
_KEYLESS = frozenset(KINDS["events"].keyless)
_UTC = ZoneInfo("UTC")


def kind_of(values: Mapping[str, Any]) -> str:
    """The row's kind of event. Raises BadValue for one that does not exist or is not for files."""
    kind = str(values["event"]).lower()
    if kind not in IN_FILE:
        code = "event.not_in_file" if kind in EVENTS else "event.unknown_kind"
        raise BadValue(code, field="event", value=values["event"], among=", ".join(IN_FILE))
    return kind


def data_of(kind: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """What the row says in the fields of its event; parts still without their price."""
    fields = FIELDS[kind]
    data: dict[str, Any] = {}
    for column, value in values.items():
        if column in _APART or value is None or value == ():
            continue
        field = _RENAMED.get(column, column)
        if field not in fields:
            raise BadValue("event.unknown_field", field=column, value=value, event=kind)
        data[field] = value
    if kind == "window_agreed":
        data.setdefault("by", "customer")
    return data


def texts_of(kind: str, values: Mapping[str, Any]) -> dict[str, str]:
    """The words of the row."""
    texts = {name: str(values[name]) for name in _TEXTS if values.get(name)}
    for name in _VISIT_TEXTS & texts.keys():
        if kind != "visit":
            raise BadValue("event.unknown_field", field=name, value=texts[name], event=kind)
    return texts


def column_of(field: str) -> str:
    """The column in which a field of an event stands in a file."""
    return _COLUMN_OF.get(field, field)


def key_of(values: Mapping[str, Any]) -> tuple[str, ...]:
    """What tells one event of a file from another: every column but the words, empty ones left out."""
    return tuple(
        sorted(
            f"{name}={value if type(value) is str else cell(value, _UTC)}"
            for name, value in values.items()
            if name not in _KEYLESS and value is not None and value != ()
        )
    )


def row_of(event: Event, no: str, outlets: Mapping[UUID, str], technicians: Mapping[UUID, str]) -> dict[str, Any]:
    """The row of a stored event; `outlets` and `technicians` give codes and names."""
    data = event.data
    row: dict[str, Any] = {column.name: data.get(_RENAMED.get(column.name, column.name)) for column in _COLUMNS}
    parts = data.get("parts")
    named = event.texts.get("technician") or None
    row |= {
        "order_no": no,
        "at": event.at,
        "event": event.kind,
        "outlet_code": outlets.get(event.outlet) if event.outlet else None,
        "technician": technicians.get(event.technician, named) if event.technician else named,
        "parts": tuple((part[0], part[1]) for part in parts) if isinstance(parts, Iterable) else (),
    }
    return row | {name: event.texts.get(name) or None for name in _TEXTS}
