"""What the twelve cases are played on: people, a clock, and the acts.

The demo year plays them into its July in one unit of bulk work, the tour one act at a
time in folders of their own under a clock that is set. A case is written once.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from callcentre.acts import assets, customers, orders, outlets, products, technicians
from callcentre.acts.orders import NewOrder
from callcentre.acts.places import NOWHERE, Place
from callcentre.domain.errors import Refused
from callcentre.domain.event import Event
from callcentre.domain.instants import Instant, local_instant
from callcentre.domain.profile import Profile
from callcentre.domain.story import Story

JULY, AUGUST = 7, 8


@dataclass(frozen=True, slots=True)
class Line:
    """What one order must have brought an outlet."""

    order: str
    """The name the case gives the order."""
    class_: str
    fee_fen: int
    parts_fen: int = 0


@dataclass(frozen=True, slots=True)
class Card:
    """What the figures of one outlet and month must say (design section 13). None: not asked."""

    outlet: str
    lines: tuple[Line, ...] = ()
    month: int = JULY
    open: int = 0
    held: int = 0
    dropped: int = 0
    on_time: tuple[int, int] | None = None
    """(x, n)."""
    first_time_fix: tuple[int, int] | None = None


@dataclass(slots=True)
class Cast:
    """Who and what a case has made so far, by the names it uses."""

    outlets: dict[str, UUID] = field(default_factory=dict)
    technicians: dict[str, UUID] = field(default_factory=dict)
    orders: dict[str, Story] = field(default_factory=dict)
    products: dict[str, UUID] = field(default_factory=dict)


class Stage(ABC):
    """One case being played. `year` is the year of its July."""

    def __init__(self, case: int, year: int, profile: Profile) -> None:
        self.case = case
        self.year = year
        self.profile = profile
        self.time: Instant = self.at(1, 9)
        self.cast = Cast()

    def at(self, day: int, hour: int, minute: int = 0, *, month: int = JULY) -> Instant:
        """An instant of the case's summer."""
        return local_instant(self.year, month, day, self.profile.zone, hour, minute)

    def day(self, day: int, month: int = JULY, years_ago: int = 0) -> date:
        """A day of the case's summer, or of one before."""
        return date(self.year - years_ago, month, day)

    def go(self, day: int, hour: int, minute: int = 0, *, month: int = JULY) -> None:
        """Time passes."""
        self.time = self.at(day, hour, minute, month=month)

    @abstractmethod
    def do(self, who: str, act: Callable[..., Any], *given: Any, **named: Any) -> Any:
        """Runs an act now, as agent, colleague, supervisor, keeper, rule or the dispatcher of an outlet."""

    @abstractmethod
    def events(self, order: Story) -> Sequence[Event]:
        """The events of an order up to now."""

    @abstractmethod
    def code(self, name: str) -> str:
        """The code of something of this case, different from that of other cases in the same folder."""

    @abstractmethod
    def add_dispatcher(self, name: str, outlet: UUID) -> None:
        """From now on `name` acts for this outlet."""

    @abstractmethod
    def tell(self, words: str) -> None:
        """What happens, in words, for whoever is watching."""

    @abstractmethod
    def check(self, what: str, holds: Callable[[], bool]) -> None:
        """Something that must be so, for whoever is watching."""

    @abstractmethod
    def objected(self, problem: Refused) -> None:
        """What was refused, as it had to be, for whoever is watching."""

    @abstractmethod
    def figures(self, *cards: Card) -> None:
        """What the figures must say at this moment, for whoever is watching."""

    def refused(self, who: str, act: Callable[..., Any], *given: Any, **named: Any) -> None:
        """An act that must be refused; nothing is written."""
        try:
            self.do(who, act, *given, **named)
        except Refused as problem:
            self.objected(problem)
        else:
            self.check(act.__name__, lambda: False)

    def outlet(self, name: str, place: Place = NOWHERE) -> UUID:
        """An outlet of the case with one technician and a dispatcher."""
        made: UUID = self.do(
            "keeper", outlets.create, code=self.code(name), name=f"{name}服务网点", phone="021-55500001",
            night_phone="13900000001", place=place,
        )
        self.cast.outlets[name] = made
        self.cast.technicians[name] = self.do("keeper", technicians.create, outlet=made, name="江师傅")
        self.add_dispatcher(name, made)
        return made

    def customer(self, name: str, place: Place = NOWHERE) -> UUID:
        """A customer of the case."""
        made: UUID = self.do(
            "agent", customers.create, name=name, phones=[f"1390000{self.case:04d}"],
            places=[place] if place != NOWHERE else [],
        )
        return made

    def machine(
        self, customer: UUID, serial: str, *, model: str = "KF-26", covered: bool = True, place: str = ""
    ) -> UUID:
        """A machine of the customer, covered by the maker's warranty or without any proof of purchase."""
        product = self.product(model) if covered else None
        made: UUID = self.do(
            "agent", assets.create, customer=customer, serial=self.code(serial), product=product, place=place,
            purchased_on=self.day(10, years_ago=1) if covered else None, sold_by="" if covered else "家电城",
        )
        return made

    def product(self, model: str) -> UUID:
        """A model of the case, covered for three years."""
        if model not in self.cast.products:
            self.cast.products[model] = self.do(
                "keeper", products.create_product, model=self.code(model), name="挂机 1.5 匹",
                category="air_conditioner", principal="松砚电器", warranty_months=36,
            )
        return self.cast.products[model]

    def open(self, name: str, customer: UUID, asset: UUID | None, fault: str = "not_cooling", **more: Any) -> Story:
        """An agent opens an order of the case, known by `name` from now on."""
        new = NewOrder(
            **{"kind": "repair", "category": "air_conditioner"} | more, customer=customer, asset=asset, fault=fault,
            external_ref=mark_of(self.case),
        )
        opened: Story = self.do("agent", orders.open_order, new)
        self.cast.orders[name] = opened
        return opened

    def open_many(self, customer: UUID, machines: Sequence[tuple[str, str]], group: str) -> list[Story]:
        """Installation orders for a customer's list of (serial, room), one group, in the order of the list."""
        opened = []
        for serial, room in machines:
            asset = self.machine(customer, serial, place=room)
            opened.append(self.open(serial, customer, asset, "", kind="installation", channel="project", group_no=group))
        return opened


def mark_of(case: int) -> str:
    """The external reference that all orders of a case carry."""
    return f"CASE-{case:02d}"
