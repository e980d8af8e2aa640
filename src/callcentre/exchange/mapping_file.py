"""Reading and checking a mapping file (the format is described in `exchange.mapping`)."""

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from callcentre.domain.errors import BadValue, Refused
from callcentre.domain.geo import DATUMS
from callcentre.exchange.kinds import KINDS, Kind
from callcentre.exchange.mapping import Condition, FileMapping, Source, TargetRow
from callcentre.exchange.reading import DELIMITERS

Wanted = TypeVar("Wanted")

_TOP = ("kind", "encoding", "delimiter", "zone", "datum", "dates", "tables", "where", "rows")
_CONDITION = ("column", "in", "not_in", "matches", "empty")
_SOURCE = ("from", "value", "template", "pattern", "table", "otherwise", "dates", "plus_minutes")
_ORIGINS = ("from", "value", "template")


def read_mapping(file: Path, kind: Kind) -> FileMapping:
    """The mapping in `file` for this kind.

    Raises BadValue with the place in the file as its field, Refused("mapping.unreadable")
    for what is no TOML.
    """
    try:
        body = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as failure:
        raise Refused("file.unreadable", reason=failure.strerror or str(failure)) from None
    except UnicodeDecodeError:
        raise Refused("mapping.unreadable", reason="UTF-8") from None
    except tomllib.TOMLDecodeError as failure:
        raise Refused("mapping.unreadable", reason=str(failure)) from None
    return mapping_from(body, kind)


def mapping_from(body: Mapping[str, Any], kind: Kind) -> FileMapping:
    """The mapping of an already parsed TOML body. Raises BadValue naming the place."""
    _known(body, _TOP, "")
    named = _get(body, "kind", str, "")
    if named not in KINDS:
        raise _wrong("value.not_among", "kind", named, among=", ".join(KINDS))
    if named != kind.name:
        raise _wrong("mapping.other_kind", "kind", named, wanted=kind.name)
    dates = {
        name: tuple(_texts(formats, f"dates.{name}")) for name, formats in _get(body, "dates", dict, {}).items()
    }
    tables = {name: _table(rows, f"tables.{name}") for name, rows in _get(body, "tables", dict, {}).items()}
    rows = _get(body, "rows", list, [])
    if not rows:
        raise _wrong("mapping.lacks", "rows", "", wanted="[[rows]]")
    return FileMapping(
        kind=named,
        where=_conditions(body, "where"),
        rows=tuple(_row(row, kind, dates, tables, f"rows[{place}]") for place, row in enumerate(rows)),
        encoding=_get(body, "encoding", str, ""),
        delimiter=_choice(body, "delimiter", DELIMITERS),
        zone=_zone(_get(body, "zone", str, "")),
        datum=_choice(body, "datum", DATUMS),
    )


def _row(
    body: Any, kind: Kind, dates: Mapping[str, tuple[str, ...]], tables: Mapping[str, Mapping[str, str]], path: str
) -> TargetRow:
    if not isinstance(body, dict):
        raise _wrong("mapping.wrong_type", path, body, wanted="table")
    _known(body, ("where", "columns"), path)
    columns = _get(body, "columns", dict, {}, path)
    for name in columns:
        if name not in kind.by_name:
            raise _wrong("mapping.not_of_kind", f"{path}.columns", name, kind=kind.name)
    for name in kind.required:
        if name not in columns:
            raise _wrong("mapping.lacks", f"{path}.columns", "", wanted=name)
    sources = [_source(name, spec, dates, tables, f"{path}.columns.{name}") for name, spec in columns.items()]
    return TargetRow(_conditions(body, f"{path}.where", body_key="where"), tuple(sources))


def _source(
    target: str, spec: Any, dates: Mapping[str, tuple[str, ...]], tables: Mapping[str, Mapping[str, str]], path: str
) -> Source:
    if isinstance(spec, str):
        spec = {"from": spec}
    if not isinstance(spec, dict):
        raise _wrong("mapping.wrong_type", path, spec, wanted="text, table")
    _known(spec, _SOURCE, path)
    if sum(origin in spec for origin in _ORIGINS) != 1:
        raise _wrong("mapping.one_origin", path, "", among=", ".join(_ORIGINS))
    if "from" not in spec and len(spec) > 1:
        raise _wrong("mapping.only_with_from", path, "")
    constant = spec.get("value")
    return Source(
        target=target,
        column=_get(spec, "from", str, "", path),
        constant=None if constant is None else _plain(constant, f"{path}.value"),
        template=_get(spec, "template", str, "", path),
        pattern=_pattern(spec, "pattern", path),
        table=_named(spec, "table", tables, path),
        otherwise=_get(spec, "otherwise", str, None, path),
        dates=_named(spec, "dates", dates, path) or (),
        plus_minutes=_get(spec, "plus_minutes", int, 0, path),
    )


def _conditions(body: Mapping[str, Any], path: str, *, body_key: str = "") -> tuple[Condition, ...]:
    found = []
    for place, spec in enumerate(_get(body, body_key or path, list, [])):
        here = f"{path}[{place}]"
        if not isinstance(spec, dict):
            raise _wrong("mapping.wrong_type", here, spec, wanted="table")
        _known(spec, _CONDITION, here)
        if "column" not in spec or len(spec) == 1:
            raise _wrong("mapping.lacks", here, "", wanted="column, in | not_in | matches | empty")
        found.append(
            Condition(
                column=_get(spec, "column", str, "", here),
                among=frozenset(_texts(spec["in"], f"{here}.in")) if "in" in spec else None,
                not_among=frozenset(_texts(spec["not_in"], f"{here}.not_in")) if "not_in" in spec else None,
                matches=_pattern(spec, "matches", here),
                empty=_get(spec, "empty", bool, None, here),
            )
        )
    return tuple(found)


def _wrong(code: str, path: str, value: object, **data: object) -> BadValue:
    return BadValue(code, field=path, value=value, **data)


def _known(body: Mapping[str, Any], names: tuple[str, ...], path: str) -> None:
    for name in body:
        if name not in names:
            raise _wrong("mapping.unknown_name", f"{path}.{name}" if path else name, name, among=", ".join(names))


def _get(body: Mapping[str, Any], name: str, wanted: type[Wanted], default: Any, path: str = "") -> Any:
    value = body.get(name, default)
    if value is not default and (not isinstance(value, wanted) or (wanted is int and isinstance(value, bool))):
        raise _wrong("mapping.wrong_type", f"{path}.{name}" if path else name, value, wanted=wanted.__name__)
    return value


def _choice(body: Mapping[str, Any], name: str, among: tuple[str, ...]) -> str:
    value = str(_get(body, name, str, ""))
    if value and value not in among:
        raise _wrong("value.not_among", name, value, among=", ".join(repr(item) for item in among))
    return value


def _plain(value: Any, path: str) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, str | int | float):
        raise _wrong("mapping.wrong_type", path, value, wanted="text, number, true, false")
    return str(value)


def _texts(value: Any, path: str) -> list[str]:
    if not isinstance(value, list):
        raise _wrong("mapping.wrong_type", path, value, wanted="list")
    return [_plain(item, path) for item in value]


def _table(value: Any, path: str) -> dict[str, str]:
    if not isinstance(value, dict):
        raise _wrong("mapping.wrong_type", path, value, wanted="table")
    return {name: _plain(item, f"{path}.{name}") for name, item in value.items()}


def _pattern(spec: Mapping[str, Any], name: str, path: str) -> re.Pattern[str] | None:
    text = _get(spec, name, str, None, path)
    try:
        return None if text is None else re.compile(text)
    except re.error as failure:
        raise _wrong("mapping.bad_pattern", f"{path}.{name}", text, reason=str(failure)) from None


def _named(spec: Mapping[str, Any], name: str, among: Mapping[str, Wanted], path: str) -> Wanted | None:
    chosen = _get(spec, name, str, None, path)
    if chosen is None:
        return None
    if chosen not in among:
        raise _wrong("value.not_among", f"{path}.{name}", chosen, among=", ".join(among))
    return among[chosen]


def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise _wrong("mapping.no_zone", "zone", name) from None
