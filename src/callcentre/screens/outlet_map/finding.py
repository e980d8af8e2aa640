"""Search of a place: provinces, cities and districts by name, outlets and orders as everywhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from callcentre.profiles.gazetteer import Division, Gazetteer, gazetteer
from callcentre.screens.outlet_map.projection import Point, to_plane
from callcentre.store.sight import Onlooker, find_seen

MOST = 8
STEPS = {"province": 5, "city": 12, "district": 15}
"""How near one looks at a place of each level."""


@dataclass(frozen=True, slots=True)
class Hit:
    """Something to look at: a place with its point and step, or an outlet, order or customer by its id."""

    kind: str
    title: str
    note: str
    id: UUID | None = None
    at: Point | None = None
    step: int = 0


def search(session: Session, text: str, by: Onlooker) -> list[Hit]:
    """Places whose name begins with the text, then those that hold it, then what the store finds that `by` may see."""
    found = find_seen(session, text, by, limit=20)
    things = [Hit(one.kind, one.title, one.no or "", id=one.id) for one in found if one.kind in ("outlet", "order")]
    return [*places(gazetteer(), text)[:MOST], *things[:MOST]]


def places(divisions: Gazetteer, text: str) -> list[Hit]:
    """Divisions of that name with a known point, the largest first; one without its own lies where its parent does."""
    if not text:
        return []
    levels = list(STEPS)
    fitting = [division for division in divisions.by_code.values() if text in division.name]
    fitting.sort(key=lambda one: (not one.name.startswith(text), levels.index(one.level), one.code))
    hits = []
    for division in fitting:
        located = _located(divisions, division)
        if located is not None and located.lng is not None and located.lat is not None:
            step = STEPS[located.level]
            above = divisions.by_code.get(division.parent)
            hits.append(Hit(
                "place", division.name, above.name if above else "", at=to_plane(located.lng, located.lat), step=step
            ))
        if len(hits) >= MOST:
            break
    return hits


def _located(divisions: Gazetteer, division: Division) -> Division | None:
    here: Division | None = division
    while here is not None and here.lng is None:
        here = divisions.by_code.get(here.parent)
    return here


def groups(hits: Sequence[Hit]) -> list[tuple[Hit, bool]]:
    """(hit, whether it begins its group)."""
    return [(hit, at == 0 or hits[at - 1].kind != hit.kind) for at, hit in enumerate(hits)]
