"""Events of orders out of a file, judged one after the other where each order stands."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any
from uuid import UUID

from callcentre.acts.recording import record
from callcentre.acts.visits import priced
from callcentre.domain.errors import BadValue, Problem, Refused
from callcentre.domain.event_data import NEEDS_OUTLET
from callcentre.domain.ids import imported_id
from callcentre.domain.story import Story, standing_events
from callcentre.exchange.event_rows import column_of, data_of, key_of, kind_of, row_of, texts_of
from callcentre.exchange.rows import Load, Row, found, unknown
from callcentre.store.keys import all_rows, order_ids
from callcentre.store.stories import stories_of
from callcentre.store.tables import Outlet, Technician

_BATCH = 400
_BY_DEFAULT = NEEDS_OUTLET - {"relayed"}
"""Kinds that are of the order's current outlet where the row names none."""


@dataclass(frozen=True, slots=True)
class _Names:
    """Codes and names, both ways round."""

    outlets: Mapping[str, UUID]
    codes: Mapping[UUID, str]
    technicians: Mapping[tuple[UUID, str], UUID]
    people: Mapping[UUID, str]


def load_events(load: Load, rows: list[Row]) -> None:
    """Each order's rows by `at`, ties in the order of the file, after what is stored of them was skipped."""
    session = load.unit.session
    ids = order_ids(session, (row.text("order_no") for row in rows))
    by_order: dict[UUID, list[Row]] = defaultdict(list)
    for row in rows:
        no = row.text("order_no")
        if no in ids:
            by_order[ids[no]].append(row)
        else:
            load.refuse(row.line, unknown("order_no", no))
    names = _names(load)
    done = 0
    for some in _in_batches(by_order):
        load.moved(done, len(rows))
        for story in stories_of(session, some):
            own = by_order.pop(story.id)
            done += len(own)
            _load_story(load, story, own, names)
    load.moved(len(rows), len(rows))


def _in_batches(by_order: Mapping[UUID, list[Row]]) -> Iterator[list[UUID]]:
    waiting = iter(list(by_order))
    while some := list(islice(waiting, _BATCH)):
        yield some


def _names(load: Load) -> _Names:
    session = load.unit.session
    outlets = {row.code: row.id for row in all_rows(session, Outlet, ("code", "id"), "code")}
    people = list(all_rows(session, Technician, ("outlet_id", "name", "id"), "name"))
    return _Names(
        outlets,
        {pk: code for code, pk in outlets.items()},
        {(row.outlet_id, row.name): row.id for row in people},
        {row.id: row.name for row in people},
    )


def _load_story(load: Load, story: Story, rows: list[Row], names: _Names) -> None:
    rows.sort(key=lambda row: row.values["at"])
    for row, event_id in _new_ones(load, story, rows, names):
        try:
            _write(load, story, row, event_id, names)
            load.counts.created += 1
        except BadValue as problem:
            load.refuse(row.line, problem, column_of(problem.field))
        except Refused as problem:
            load.refuse(row.line, _shown(problem, row), "event")


def _shown(problem: Refused, row: Row) -> Problem:
    return Refused(problem.code, **{**problem.data, "value": row.text("event")})


def _new_ones(load: Load, story: Story, rows: list[Row], names: _Names) -> list[tuple[Row, UUID]]:
    """The rows that are not stored yet, with the ids of their events.

    A row is known by its id, which follows from the file, or by saying what a stored
    event says: an export that comes back into its own folder changes nothing.
    """
    seen: Counter[tuple[str, ...]] = Counter()
    identified = []
    for row in rows:
        key = key_of(row.values)
        seen[key] += 1
        identified.append((row, key, imported_id("event", *key, str(seen[key]))))
    stored = {event.id for event in story.events}
    ids = {event_id for _, _, event_id in identified}
    others = Counter(
        key_of(row_of(event, story.no, names.codes, names.people))
        for event in (standing_events(story.events) if len(story.events) > 1 else ())
        if event.id not in ids
    )
    new = []
    for row, key, event_id in identified:
        if event_id in stored or others[key] > 0:
            others[key] -= event_id not in stored
            load.counts.same += 1
        else:
            new.append((row, event_id))
    return new


def _write(load: Load, story: Story, row: Row, event_id: UUID, names: _Names) -> None:
    values = row.values
    kind = kind_of(values)
    data: dict[str, Any] = data_of(kind, values)
    if "parts" in data:
        data["parts"] = priced(load.unit, data["parts"])
    texts = texts_of(kind, values)
    outlet = found(names.outlets, row, "outlet_code")
    if outlet is None and kind in _BY_DEFAULT:
        outlet = story.now.outlet
    technician = None
    if named := row.text("technician"):
        technician = names.technicians.get((outlet, named)) if outlet is not None else None
        if technician is None:
            texts["technician"] = named
    record(
        load.unit, story, kind, at=values["at"], outlet=outlet, technician=technician, texts=texts,
        event_id=event_id, data=data,
    )
