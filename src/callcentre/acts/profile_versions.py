"""New versions of the profile: insert-only, in force from a day on."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from callcentre.acts.rights import ADMINISTRATION, require
from callcentre.domain.errors import BadValue
from callcentre.profiles.load import profile_from
from callcentre.store.tables import ProfileVersion
from callcentre.store.unit import Unit


def add(unit: Unit, *, body: Mapping[str, Any], valid_from: date, note: str, name: str = "") -> UUID:
    """Adds a version of the profile as `profiles.load.profile_body` gives it, in force from `valid_from` on.

    What is being written in this very unit still goes by the version before. Raises
    BadValue naming what is wrong in the body, or for an empty note: others have to see why.
    """
    require(unit, ADMINISTRATION)
    if not note.strip():
        raise BadValue("value.empty", field="note", value=note)
    profile = profile_from(body, version="draft")
    return unit.create(
        ProfileVersion, name=name or profile.name, valid_from=valid_from, body=_in_order(body),
        author_id=unit.actor.id, note=note.strip(), made_at=unit.now,
    )


def _in_order(value: Any) -> Any:
    """Keys in the order in which the server's jsonb keeps them, so that the text is the same at every desk."""
    if isinstance(value, Mapping):
        return {key: _in_order(value[key]) for key in sorted(value, key=lambda key: (len(key.encode()), key.encode()))}
    return [_in_order(one) for one in value] if isinstance(value, list | tuple) else value
