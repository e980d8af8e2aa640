"""Histories written into a real folder through the acts: at once, act by act, or one order after another."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from shutil import copytree
from uuid import UUID

from tests.oracle import slow
from tests.strategies.histories import START, History, Step
from tests.strategies.proposals import PARTS

from callcentre.acts import addresses, assets, complaints, covers, customers, outlets, products
from callcentre.acts.places import NOWHERE, Place
from callcentre.acts.recording import record
from callcentre.adapters.clock import SetClock
from callcentre.app import Desk, Settings, open_desk
from callcentre.domain.instants import DAY, Instant
from callcentre.domain.story import Story
from callcentre.store.first import IMPORT_PERSON
from callcentre.store.tables import Order, Person
from callcentre.store.unit import Unit

AFTERWARDS: Instant = START + 200 * DAY


def empty_folder(folder: Path) -> Path:
    """A new data folder that examples copy, since making one takes longer than filling it."""
    _open(folder, START - 60 * DAY).close()
    return folder


@contextmanager
def desk_on_copy(template: Path, folder: Path) -> Iterator[Desk]:
    """An open desk on a copy of an empty folder."""
    copytree(template, folder)
    desk = _open(folder, AFTERWARDS)
    try:
        yield desk
    finally:
        desk.close()


def _open(folder: Path, now: Instant) -> Desk:
    return open_desk(Settings(data=folder, key_file=folder / "test.key"), environ={}, clock=SetClock(now))


def file_at_once(desk: Desk, history: History) -> None:
    """Everything in bulk, in three units as the files of an import come."""
    desk.write(lambda unit: file_facts(unit, history), bulk=True)
    desk.write(lambda unit: file_orders(unit, history.stories), bulk=True)
    desk.write(lambda unit: file_complaints(unit, history), bulk=True, actor=IMPORT_PERSON)


def file_in_pieces(desk: Desk, history: History, rng: Random) -> None:
    """The same in bulk, but orders in any order and complaints before, between or after them."""
    desk.write(lambda unit: file_facts(unit, history), bulk=True)
    stories = rng.sample(history.stories, len(history.stories))
    while stories:
        some = [stories.pop() for _ in range(min(len(stories), rng.randint(1, 7)))]
        desk.write(lambda unit, some=some: file_orders(unit, some), bulk=True)  # type: ignore[misc]
    desk.write(lambda unit: file_complaints(unit, history), bulk=True, actor=IMPORT_PERSON)


def file_as_it_happened(desk: Desk, history: History) -> None:
    """Act by act under a clock that moves along; what the judge says must be what it said before."""
    clock = desk.clock
    assert isinstance(clock, SetClock)
    desk.write(lambda unit: file_facts(unit, history))
    numbers = {story.id: story.no for story in history.stories}
    for step in history.steps:
        clock.set(step.now)
        desk.write(_one_act(step, numbers[step.order]), actor=step.actor.id)
    clock.set(AFTERWARDS)
    desk.write(lambda unit: file_complaints(unit, history), actor=IMPORT_PERSON)


def file_facts_last(desk: Desk, history: History) -> None:
    """Orders and complaints first; where things are and who pays for them is learnt when all is over."""
    desk.write(lambda unit: file_facts(unit, history, later=True), bulk=True)
    desk.write(lambda unit: file_orders(unit, history.stories), bulk=True)
    desk.write(lambda unit: file_complaints(unit, history), bulk=True, actor=IMPORT_PERSON)
    desk.write(lambda unit: learn_facts(unit, history))


def learn_facts(unit: Unit, history: History) -> None:
    """What `file_facts` leaves out when it is told to."""
    for outlet, about in history.outlets.items():
        outlets.change(unit, outlet, place=_place(about.place))
    for address, where in history.customers.values():
        addresses.change_address(unit, address, _place(where))
    for product, months in history.products.items():
        products.change_product(unit, product, warranty_months=months)
    for asset, (_, machine) in history.assets.items():
        assets.change(unit, asset, purchased_on=machine.purchased_on)
    file_covers(unit, history.covers)


def _one_act(step: Step, number: str) -> Callable[[Unit], None]:
    def act(unit: Unit) -> None:
        order: UUID | Story = step.order
        if step.wanted.kind == "opened":
            order = Story(step.order, number)
            unit.create(Order, id=step.order, no=number)
        wanted = step.wanted
        event = record(
            unit, order, wanted.kind, at=step.stated_at, outlet=wanted.outlet, technician=wanted.technician,
            texts=wanted.texts, event_id=step.event.id, data=wanted.data,
        )
        assert (event.pos, event.at, event.effect) == (step.event.pos, step.event.at, step.event.effect)

    return act


def file_facts(unit: Unit, history: History, *, later: bool = False) -> None:
    """People, outlets, customers, models, machines, covers and parts; `later` leaves out what moves figures."""
    for person in history.people:
        unit.create(
            Person, id=person.id, name=person.name, kind="person", account=None, site=None, outlet_id=None,
            roles=sorted(role.value for role in person.roles), state="active",
        )
    for outlet, about in history.outlets.items():
        place = NOWHERE if later else _place(about.place)
        outlets.create(unit, outlet_id=outlet, code=about.code, name=about.name, place=place)
    for number, (customer, (_, where)) in enumerate(history.customers.items()):
        places = [NOWHERE if later else _place(where)]
        customers.create(unit, customer_id=customer, no=f"C{number:03d}", name=f"Customer {number}", places=places)
    for number, (product, months) in enumerate(history.products.items()):
        products.create_product(
            unit, product_id=product, model=f"M{number}", warranty_months=None if later else months
        )
    for asset, (owner, machine) in history.assets.items():
        assets.create(
            unit, asset_id=asset, customer=owner, serial=machine.serial, product=machine.product,
            purchased_on=None if later else machine.purchased_on,
        )
    for code, price in PARTS:
        products.create_part(unit, code=code, price_fen=price)
    if not later:
        file_covers(unit, history.covers)


def file_covers(unit: Unit, rows: Iterable[slow.CoverFacts]) -> None:
    """Covers of machines that are there."""
    for number, cover in enumerate(rows):
        covers.create(
            unit, no=f"V{number:03d}", asset=cover.asset, scope=cover.scope, from_on=cover.from_on,
            until_on=cover.until_on,
        )


def _place(place: slow.Place) -> Place:
    return NOWHERE if place is None else Place(lng=place[0], lat=place[1])


def file_orders(unit: Unit, stories: Iterable[Story]) -> None:
    """Orders whose events were judged before, as the demo and imports write them."""
    for story in stories:
        unit.create(Order, id=story.id, no=story.no)
        for event in story.events:
            unit.append(story, event, after=None)


def file_complaints(unit: Unit, history: History) -> None:
    """Complaints as a file brings them: received and, where given, ended."""
    for one in history.complaints:
        new = complaints.NewComplaint(
            category=one.category, order=one.order, outlet=one.outlet, against=one.against
        )
        taken = complaints.receive(unit, new, at=one.received_at, no=one.no)
        if one.ended_as:
            complaints.end(unit, taken, ended_as=one.ended_as, explanation="as the file says", at=one.ended_at)
