"""What F8 writes: customer, machine, place, order, window, relay and call, all in one transaction or not at all."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from callcentre.acts import addresses, assets, calls, customers, orders, visits
from callcentre.acts.places import NOWHERE, Place
from callcentre.domain.errors import BadValue
from callcentre.domain.event import Event
from callcentre.domain.story import Story
from callcentre.profiles.gazetteer import gazetteer
from callcentre.screens.intake.hours import PRESETS
from callcentre.screens.intake.talk import NEW, NONE, Person, Talk, Wish
from callcentre.store.intake import is_registered
from callcentre.store.numbers import next_number


@dataclass(frozen=True, slots=True)
class Saved:
    """What was written: the order, its customer, and the event that the way back takes away (None: none)."""

    order: UUID
    no: str
    customer: UUID
    undoable: UUID | None = None


@dataclass(frozen=True, slots=True)
class Job:
    """What to write about a talk, copied so that nothing typed meanwhile gets in."""

    talk: Talk
    outlet: UUID | None
    category: str
    """Of the chosen machine, where no fault names one."""
    ends: bool = True
    """The call is over with it; False: another machine of the case follows."""
    in_case: bool = False
    """The order belongs to a case of several, so it carries the case's number."""
    solved: bool | None = None
    """Solved on the phone: True with the customer's yes. None where it is not."""
    by_phone: bool = False
    on_map: bool = False
    """The outlet is chosen on the map once the order is saved."""
    article: UUID | None = None


def job_of(talk: Talk, **said: Any) -> Job:
    """The job of a talk as it stands now."""
    kept = replace(talk, wish=replace(talk.wish), person=replace(talk.person))
    return Job(kept, **said)


def check(talk: Talk) -> None:
    """What no transaction needs to be begun for. Raises BadValue naming the field."""
    if talk.customer is None and not talk.person.name.strip():
        raise BadValue("value.empty", field="name", value="")
    if not talk.wish.kind:
        raise BadValue("value.empty", field="kind", value="")
    if talk.wish.asset == NEW and not talk.wish.serial.strip():
        raise BadValue("value.empty", field="serial", value="")


def save(unit: Any, job: Job) -> Saved:
    """Writes everything of the job; raises Refused and BadValue of the acts, and then nothing is written."""
    talk, wish = job.talk, job.talk.wish
    customer = talk.customer or add_customer(unit, talk.person)
    order = _open(unit, job, customer)
    undoable = _place_order(unit, order, job)
    if job.ends:
        end_call(unit, talk, "solved" if job.by_phone else "order_opened", customer, talk.order or order.id, wish.words)
    return Saved(order.id, order.no, customer, undoable.id if undoable else None)


def add_customer(unit: Any, person: Person) -> UUID:
    """Adds whoever is on the line for the first time."""
    return customers.create(
        unit, name=person.name.strip(), phones=[text for text in (person.phone, person.backup) if text.strip()],
        places=[place] if (place := place_of(person.district, person.line)) != NOWHERE else (),
        needs=person.needs.strip(), notes=person.notes.strip(), agreed_hours=PRESETS[person.hours or "any"][1],
    )


def place_of(district: str, line: str) -> Place:
    """Where somebody is, out of a division's code and the rest as written.

    A province that has districts and no cities is their city, as other files name it.
    """
    chain = gazetteer().chain(district)
    names = {division.level: division.name for division in chain}
    province = names.get("province", "")
    is_below = bool(chain) and chain[-1].parent == chain[0].code
    city = names.get("city") or (province if is_below else "")
    return Place(province, city, names.get("district", ""), line.strip())


def end_call(
    unit: Any, talk: Talk, disposition: str, customer: UUID | None, order: UUID | None, words: str = ""
) -> None:
    """Writes the call with how it ended; one that a crash cut off stays without an end."""
    if talk.written:
        return
    if talk.cut_off:
        calls.write_as_it_stands(unit, talk.call, customer=customer)
    else:
        calls.finish(unit, talk.call, disposition=disposition, customer=customer, order=order, words=words)


def _open(unit: Any, job: Job, customer: UUID) -> Story:
    wish = job.talk.wish
    group, _slash, symptom = wish.fault.rpartition("/")
    no = next_number(unit, "SO") if job.in_case and not job.talk.group_no else ""
    return orders.open_order(
        unit,
        orders.NewOrder(
            customer=customer, kind=wish.kind, address=_address(unit, customer, wish), asset=_asset(unit, customer, wish),
            category=group or job.category, fault=symptom, words=wish.words.strip(), urgency=wish.urgency,
            repeat_of=UUID(wish.repeat_of) if wish.repeat_of else None, group_no=job.talk.group_no or no,
        ),
        no=no, order_id=UUID(wish.order) if wish.order else None,
    )


def _place_order(unit: Any, order: Story, job: Job) -> Event | None:
    """Solved on the phone, or its window agreed and handed to an outlet."""
    wish = job.talk.wish
    if job.by_phone:
        return orders.solve_by_phone(unit, order, satisfied=job.solved, article=job.article, words=wish.words.strip())
    # A danger has no window but now, and now needs no agreement.
    if wish.window and not wish.danger:
        orders.agree_window(unit, order, wish.window[0], wish.window[1])
    return visits.relay(unit, order, job.outlet) if job.outlet is not None else None


def _asset(unit: Any, customer: UUID, wish: Wish) -> UUID | None:
    if wish.asset in ("", NONE):
        return None
    if wish.asset != NEW:
        return UUID(wish.asset)
    if is_registered(unit.session, wish.serial):
        raise BadValue("asset.serial_taken", field="serial", value=wish.serial.strip())
    return assets.create(
        unit, customer=customer, serial=wish.serial, product=UUID(wish.product) if wish.product else None,
        place=wish.stands.strip(),
    )


def _address(unit: Any, customer: UUID, wish: Wish) -> UUID | None:
    if wish.address == NEW:
        place = place_of(wish.district, wish.line)
        return addresses.add_address(unit, customer, place) if place != NOWHERE else None
    return UUID(wish.address) if wish.address else None


def dispositions_first(codes: Sequence[str], did: str, saved: bool) -> str:
    """The disposition that is offered first when a call ends."""
    wanted = did or ("order_opened" if saved else "information")
    return wanted if wanted in codes else (codes[0] if codes else "")
