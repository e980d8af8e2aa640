"""What the data of an event may hold: fields with types, and checking against them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import cast
from uuid import UUID

from callcentre.domain.errors import BadValue
from callcentre.domain.instants import check_told

_MOST = 10**12
"""Fen of one amount and pieces of one part: ten thousand million yuan, so that no month's sum overflows."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field of an event: `kind` is instant, flag, fen, score, code, id, parts or fields."""

    kind: str
    required: bool = False
    among: frozenset[str] | None = None


def one_of(codes: frozenset[str], *, required: bool = False) -> Field:
    """A code of a closed list."""
    return Field("code", required, codes)


def _is_parts(value: object) -> bool:
    """Parts are [[part code, count, list price in fen], ...]."""
    return isinstance(value, list | tuple) and all(
        isinstance(row, list | tuple)
        and len(row) == 3
        and isinstance(row[0], str)
        and _is_count(row[1])
        and row[1] > 0
        and _is_count(row[2])
        for row in value
    )


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _MOST


def _is_id(value: object) -> bool:
    try:
        return isinstance(value, str) and str(UUID(value)) == value
    except ValueError:
        return False


_CHECKS: Mapping[str, Callable[[object], bool]] = {
    "instant": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "flag": lambda value: isinstance(value, bool),
    "fen": _is_count,
    "score": lambda value: _is_count(value) and isinstance(value, int) and value <= 10,
    "code": lambda value: isinstance(value, str),
    "id": _is_id,
    "parts": _is_parts,
    "fields": lambda value: isinstance(value, Mapping) and bool(value),
}


def checked_by(fields: Mapping[str, Field], kind: str, data: Mapping[str, object]) -> dict[str, object]:
    """`data` without empty fields, each of the type that `fields` of this kind of event want.

    Raises BadValue naming the field for unknown fields, wrong types, values outside
    their list, missing ones, and windows or visits that end before they begin.
    """
    clean = present_by(fields, kind, data)
    for name, field in fields.items():
        if field.required and name not in clean:
            raise BadValue("event.missing", field=name, value="", event=kind)
    _check_order(kind, clean, "start", "end", allow_equal=False)
    _check_order(kind, clean, "arrived_at", "left_at", allow_equal=True)
    return clean


def present_by(fields: Mapping[str, Field], kind: str, data: Mapping[str, object]) -> dict[str, object]:
    """As `checked_by` for what is given, without asking for what is missing."""
    clean: dict[str, object] = {}
    for name, value in data.items():
        field = fields.get(name)
        if field is None:
            raise BadValue("event.unknown_field", field=name, value=value, event=kind)
        if value is None or value == "":
            continue
        if not _CHECKS[field.kind](value):
            raise BadValue("event.wrong_type", field=name, value=value, event=kind, wanted=field.kind)
        if field.among is not None and value not in field.among:
            among = ", ".join(sorted(field.among))
            raise BadValue("event.not_among", field=name, value=value, event=kind, among=among)
        if field.kind == "instant":
            check_told(cast(int, value), name)
        clean[name] = value
    return clean


def _check_order(kind: str, data: Mapping[str, object], first: str, last: str, *, allow_equal: bool) -> None:
    begin, end = data.get(first), data.get(last)
    if isinstance(begin, int) and isinstance(end, int) and (end < begin or (end == begin and not allow_equal)):
        raise BadValue("event.ends_before", field=last, value=end, event=kind, first=first)
