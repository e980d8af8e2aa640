"""A version of a profile as one file, and what another version would change, name by name."""

import json
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from callcentre.domain.errors import BadValue
from callcentre.profiles.load import as_stored, profile_from

MOST = 5_000_000
"""Bytes of a file that may still be a profile."""
Names = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """One name whose value differs; None where it was not there, or is there no more."""

    names: Names
    before: str | None
    after: str | None


def body_of_file(file: Path) -> dict[str, Any]:
    """The body in a JSON or TOML file, checked. Raises BadValue naming what is wrong and where in the file."""
    try:
        if file.stat().st_size > MOST:
            raise BadValue("profile.unreadable", field=file.name, value="", place=file.name, why=f"> {MOST} bytes")
        text = file.read_text(encoding="utf-8-sig")
        body = json.loads(text) if file.suffix.lower() == ".json" else as_stored(tomllib.loads(text))
        if not isinstance(body, dict):
            raise TypeError(type(body).__name__)
    except (OSError, ValueError, TypeError, RecursionError) as error:
        raise BadValue("profile.unreadable", field=file.name, value="", place=file.name, why=str(error)) from None
    profile_from(body, version=file.name)
    return body


def write_body(body: Mapping[str, Any], file: Path) -> None:
    """Writes a body as JSON, whole or not at all, as `body_of_file` reads it."""
    draft = file.with_name(file.name + ".part")
    draft.write_text(json.dumps(body, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    draft.replace(file)


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """What differs between two bodies, in the order of the earlier one, what is new behind it.

    Members of a list that have a code are compared by it, wherever they stand.
    """
    return list(_differences((), before, after))


def _differences(names: Names, before: Any, after: Any) -> Iterator[Change]:
    if before == after:
        return
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for name in [*before, *(name for name in after if name not in before)]:
            yield from _differences((*names, str(name)), before.get(name), after.get(name))
    elif _is_coded(before) and _is_coded(after):
        yield from _differences(names, _by_code(before), _by_code(after))
    elif isinstance(before, list) and isinstance(after, list) and _is_plain(before) and _is_plain(after):
        gone, new = ([one for one in these if one not in those] for these, those in ((before, after), (after, before)))
        yield Change(names, _said(gone or before), _said(new or after))
    else:
        yield Change(names, _said(before), _said(after))


def _is_coded(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(one, Mapping) and "code" in one for one in value)


def _by_code(members: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    return {str(member["code"]): member for member in members}


def _is_plain(value: list[Any]) -> bool:
    return all(isinstance(one, str | int | float) for one in value)


def _said(value: Any) -> str | None:
    if value is None or value == []:
        return None
    if isinstance(value, list) and _is_plain(value):
        return ", ".join(str(one) for one in value)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
