"""A hotline's file of any size: customers, orders over a year and their events, built in bulk.

The folder is opened by the product, so its tables, indexes and settings are the product's
own. A few orders are played by acts; their rows, with other ids, customers and days, are
then written for all the others by plain executemany. What the projections hold is therefore
what the product would have folded.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import literal_column, select
from sqlalchemy.orm import Session
from tests.benchmarks.bare import INDEX, Bare, Fresh, Pattern, Rows, written_by
from tests.factories.desks import ZONE, a_desk
from tests.factories.outlets import NEAR

from callcentre.acts import callbacks, customers, orders, outlets, visits
from callcentre.acts.places import Place
from callcentre.adapters.clock import SetClock
from callcentre.app import Desk, Settings, open_desk
from callcentre.domain.instants import DAY, HOUR, MINUTE, Instant, local_instant
from callcentre.domain.numbers import spoken_number, tail_key
from callcentre.domain.story import Story
from callcentre.store.initials import initials_of
from callcentre.store.search_index import terms_of
from callcentre.store.tables import Address, Customer, Order, Outlet, Phone
from callcentre.store.unit import Unit

NOW: Instant = local_instant(2026, 11, 24, ZONE, 9)
MONTH = "2026-07"
_PLAYED_ON = date(2026, 7, 1)
"""When the played orders happened; the others are later or earlier by whole days."""
_PLAYED = local_instant(2026, 7, 1, ZONE, 9)
_ARRIVALS = (_PLAYED + 2 * HOUR, _PLAYED + 3 * HOUR)
"""Instants that stand inside an event's data."""
_JULY = range(31)
_OTHER_DAYS = (*range(-210, 0), *range(31, 145))
_BATCH = 20_000
_PLAYED_CUSTOMERS = 2
"""The one without a number, whose orders are played, and the one whose rows are written again."""


@dataclass(frozen=True, slots=True)
class Size:
    """How much a file holds."""

    orders: int
    outlets: int
    jobs_in_month: int

    def __str__(self) -> str:
        return f"{self.orders:,} customers and orders, {3 * self.orders:,} events"


FULL = Size(1_000_000, 2_000, 80_000)
TENTH = Size(100_000, 200, 8_000)


@dataclass(frozen=True, slots=True)
class Hotline:
    """A folder that was filled, and some of what is in it."""

    folder: Path
    key_file: Path
    key: bytes
    size: Size
    outlets: Sequence[UUID]
    names: Sequence[str]
    phones: Sequence[str]
    numbers: Sequence[str]
    lines: Sequence[str]
    customers: Sequence[UUID]
    orders: Sequence[UUID]

    def opened(self) -> Desk:
        """A desk at the folder."""
        return open_desk(
            Settings(data=self.folder, key_file=self.key_file), environ={}, clock=SetClock(NOW)
        )

    def at(self, folder: Path) -> "Hotline":
        """The same in a copy of the folder."""
        return replace(self, folder=folder)


def kept(folder: Path, size: Size) -> Hotline:
    """A folder that an earlier run filled and left, with what is in it; filled now where it is not there."""
    if not folder.exists():
        return build(folder, size)
    desk = a_desk(folder, now=NOW)
    try:
        return desk.read(lambda session: _of_file(session, desk, size))
    finally:
        desk.close()


def _of_file(session: Session, desk: Desk, size: Size) -> Hotline:
    # Before them came the customer of the played orders and the orders played for that one.
    played = len(_PLAYS)

    def filed(column: Any, table: str, before: int) -> list[Any]:
        return list(session.scalars(select(column).order_by(literal_column(f"{table}.rowid")).offset(before)))

    return Hotline(
        desk.folder, desk.folder.parent / f"{desk.folder.name}.key", desk.key, size,
        list(session.scalars(select(Outlet.id).order_by(Outlet.code))), filed(Customer.name, "customer", _PLAYED_CUSTOMERS),
        filed(Phone.typed, "phone", 1), filed(Order.no, "service_order", played),
        filed(Address.line, "address", _PLAYED_CUSTOMERS), filed(Customer.id, "customer", _PLAYED_CUSTOMERS),
        filed(Order.id, "service_order", played),
    )


def build(folder: Path, size: Size) -> Hotline:
    """Fills a new folder."""
    desk = a_desk(folder, now=NOW)
    try:
        served = desk.write(lambda unit: _outlets(unit, size.outlets), bulk=True).result
        stand_in = desk.write(lambda unit: customers.create(unit, name="任意", phones=[], places=[_HOME])).result
        played = [_order(desk, play, stand_in, served[0]) for play in _PLAYS]
        filling = _Filling(Bare(folder, desk.key), size, served, _customer(desk), played, stand_in)
        filling.fill()
        return Hotline(
            folder, folder.parent / f"{folder.name}.key", desk.key, size, served, filling.names, filling.phones, filling.numbers, filling.lines,
            filling.customers, filling.orders,
        )
    finally:
        desk.close()


def _outlets(unit: Unit, how_many: int) -> list[UUID]:
    return [
        outlets.create(unit, code=f"V{number:04}", name=f"第{number}服务站", place=NEAR) for number in range(how_many)
    ]


_NAME, _PHONE, _LINE = "甄样板", "13900000001", "样板路1号"
_HOME = Place(province="安徽省", city="合肥市", district="蜀山区", line=_LINE, lng=117.25, lat=31.84)
_WORDS = "空调开了半小时不制冷 请下午来"


@dataclass(frozen=True, slots=True)
class _Played:
    """What one act wrote, with the texts in it that are each thing's own."""

    pattern: Pattern
    no: str


def _customer(desk: Desk) -> _Played:
    rows = written_by(
        desk, lambda unit: customers.create(unit, name=_NAME, phones=[_PHONE], places=[_HOME]), bulk=True
    )
    no = rows["customer"][0][1]
    return _Played(Pattern(rows, (no, _NAME, initials_of(_NAME), _PHONE, _PHONE[::-1], _LINE)), no)


def _order(desk: Desk, play: "_Play", customer: UUID, outlet: UUID) -> _Played:
    def act(unit: Unit) -> Story:
        new = orders.NewOrder(customer=customer, kind="repair", category="ac", fault="not cooling", words=_WORDS)
        story = orders.open_order(unit, new, at=_PLAYED)
        play(unit, story, outlet, _PLAYED)
        return story

    rows = written_by(desk, act, bulk=True)
    no = rows["service_order"][0][1]
    return _Played(Pattern(rows, (no, tail_key(no), *map(str, _ARRIVALS)), (customer, outlet)), no)


_Play = Callable[[Unit, Story, UUID, Instant], None]


def _by_phone(unit: Unit, order: Story, _outlet: UUID, at: Instant) -> None:
    orders.solve_by_phone(unit, order, satisfied=True, at=at + 5 * MINUTE)


def _at_once(unit: Unit, order: Story, outlet: UUID, at: Instant, *, outcomes: Sequence[str] = ("fixed",)) -> None:
    visits.relay(unit, order, outlet, at=at + 5 * MINUTE)
    visits.accept(unit, order, at=at + 20 * MINUTE)
    for arrived, outcome in zip(_ARRIVALS, outcomes, strict=False):
        visits.visit(unit, order, outcome=outcome, arrived_at=arrived, at=arrived + 30 * MINUTE)
    visits.feed_back(unit, order, outcome="done", at=at + 5 * HOUR)
    callbacks.answer(unit, order, callbacks.Answer(satisfied=True), at=at + 8 * HOUR)


def _at_last(unit: Unit, order: Story, outlet: UUID, at: Instant) -> None:
    _at_once(unit, order, outlet, at, outcomes=("not_fixed", "fixed"))


_PLAYS: Sequence[_Play] = (_by_phone, _at_once, _at_last)
_VISITED = 4
"""Every fourth order is served by an outlet, so that orders have three events on average."""
_UNFIXED = 10
"""Every tenth of those at the second visit only."""

_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红建国文辉力健俊婷雪梅鑫宇晨"
_ROADS = "长江黄山金寨徽州望江屯溪桐城阜阳芜湖宿州安庆蒙城太湖翡翠繁华始信潜山天柱九华齐云"


@dataclass(slots=True)
class _Filling:
    """Writes the played rows again and again."""

    bare: Bare
    size: Size
    served: Sequence[UUID]
    customer: _Played
    played: Sequence[_Played]
    stand_in: UUID
    """The customer of the played orders."""
    names: list[str] = field(default_factory=list)
    phones: list[str] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    customers: list[UUID] = field(default_factory=list)
    orders: list[UUID] = field(default_factory=list)
    _chance: Random = field(default_factory=lambda: Random("hotline"))
    _fresh: Fresh = field(default_factory=Fresh)
    _found: list[tuple[int, str]] = field(default_factory=list)
    _next_doc: int = 0

    def fill(self) -> None:
        """All of it, in one transaction for every few thousand orders."""
        # A file that is made for one run need not outlive a power cut.
        self.bare.driver.execute("PRAGMA synchronous=OFF")
        self._next_doc = self.bare.all("SELECT max(n) FROM search_doc")[0][0]
        for first in range(0, self.size.orders, _BATCH):
            rows: Rows = {}
            for number in range(first, min(self.size.orders, first + _BATCH)):
                self._customer(rows, number)
                self._order(rows, number)
            self.bare.driver.execute("BEGIN IMMEDIATE")
            self.bare.insert(rows)
            self.bare.driver.executemany(INDEX, self._found)
            self.bare.driver.execute("COMMIT")
            self._found.clear()
        self.bare.driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self.bare.close()

    def _customer(self, rows: Rows, number: int) -> None:
        pick = self._chance.choice
        name = pick(_SURNAMES) + pick(_GIVEN) + (pick(_GIVEN) if number % 3 else "")
        phone = f"1{pick('356789')}{self._chance.randrange(10**9):09}"
        line = f"{pick(_ROADS)}{pick(_ROADS)}路{self._chance.randrange(1, 999)}号"
        no = f"K{number:07}"
        texts = {
            self.customer.no: no, _NAME: name, initials_of(_NAME): initials_of(name), _PHONE: phone,
            _PHONE[::-1]: phone[::-1], _LINE: line,
        }
        made = self.customer.pattern.again(self._fresh, texts)
        self._take(rows, made, f"{no} {name} 安徽省合肥市蜀山区{line}")
        self.names.append(name)
        self.phones.append(phone)
        self.lines.append(line)
        self.customers.append(UUID(bytes=next(row for table, row in made if table == "customer")[0]))

    def _order(self, rows: Rows, number: int) -> None:
        played, day = self.played[0], self._chance.choice(_OTHER_DAYS)
        if number % _VISITED == 0:
            nth = number // _VISITED
            played = self.played[2 if nth % _UNFIXED == 0 else 1]
            in_month, of = self.size.jobs_in_month, self.size.orders // _VISITED
            if nth * in_month // of != (nth + 1) * in_month // of:
                day = self._chance.choice(_JULY)
        no = spoken_number("SO", _PLAYED_ON + timedelta(day), "ZZ", number + 1)
        outlet = self._chance.choice(self.served)
        links = {self.stand_in.bytes: self.customers[-1].bytes, self.served[0].bytes: outlet.bytes}
        texts = {played.no: no, tail_key(played.no): tail_key(no)}
        texts |= {str(arrival): str(arrival + day * DAY) for arrival in _ARRIVALS}
        made = played.pattern.again(self._fresh, texts, links, day * DAY)
        self._take(rows, made, f"{no} {_WORDS}")
        self.numbers.append(no)
        self.orders.append(UUID(bytes=next(row for table, row in made if table == "service_order")[0]))

    def _take(self, rows: Rows, made: Sequence[tuple[str, list[Any]]], words: str) -> None:
        for table, row in made:
            if table == "search_doc":
                self._next_doc += 1
                row[0] = self._next_doc
                self._found.append((self._next_doc, terms_of(words)))
            rows.setdefault(table, []).append(tuple(row))
