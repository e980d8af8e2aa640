"""Fills a demo folder: the maker's outlets, staff, customers and machines, then a year of their orders.

Always the same content, up to the day before `now`. Everything is written by acts in
units of bulk work; what the rules refuse would stop it. The twelve cases come last: a
folder that has them is complete.
"""

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from functools import partial
from random import Random
from typing import Any, Protocol, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from callcentre.demo.cases_more import CASES
from callcentre.demo.catalogue import Line
from callcentre.demo.demo_stage import play_cases, summer_before
from callcentre.demo.projects import PROJECTS, play_project
from callcentre.demo.season import openings
from callcentre.demo.stage import mark_of
from callcentre.demo.world import CUSTOMERS, Household, World, make_world, settle
from callcentre.demo.year import MORE, play_orders
from callcentre.domain.errors import Refused
from callcentre.domain.instants import Instant, local_date
from callcentre.profiles.load import load_profile
from callcentre.store.tables import OrderView, Outlet
from callcentre.store.unit import Unit
from callcentre.store.writing import Done

SEED = 20260723
ORDERS = 26_000
CHUNK = 4_000
"""Customers or orders written in one transaction."""
CASE_ORDERS = 134
"""Orders of the twelve cases together."""
Moved = Callable[[int, int], None]
Thing = TypeVar("Thing")


class Write(Protocol):
    """How a desk writes; `app.Desk.write`."""

    def __call__(self, act: Callable[[Unit], Any], *, bulk: bool = False) -> Done[Any]: ...


def is_built(session: Session) -> bool:
    """Whether the folder holds the whole demo year."""
    last = select(OrderView.order_id).where(OrderView.external_ref == mark_of(len(CASES))).limit(1)
    return session.scalar(last) is not None


def build(write: Write, now: Instant, moved: Moved, *, scale: float = 1.0) -> None:
    """Fills an empty demo folder; `moved(done, in all)` after each piece of work.

    `scale` makes customers and orders fewer, but not the projects and the twelve cases.
    Raises Refused("demo.half_built") where an earlier attempt was broken off.
    """
    with _without_collector():
        _build(write, now, moved, scale)


@contextmanager
def _without_collector() -> Iterator[None]:
    """Millions of small objects and no cycles among them: looking for some takes a seventh of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _build(write: Write, now: Instant, moved: Moved, scale: float) -> None:
    profile = load_profile("after_sales")
    today = local_date(now, profile.zone)
    customers, orders = round(CUSTOMERS * scale), round(ORDERS * scale)
    done, in_all = 0, customers + orders
    world: World = write(partial(_begin, today=today, scale=scale), bulk=True).result
    for numbers in _chunks(range(1, customers + 1)):
        act = partial(_settle, world=world, today=today, numbers=numbers)
        world.add(write(act, bulk=True).result)
        done += len(numbers)
        moved(done, in_all)
    coming = openings(_rng("season"), today, profile, round((orders - _APART) / MORE))
    for chunk in _chunks(coming):
        write(partial(_play, world=world, coming=chunk), bulk=True)
        done += len(chunk)
        moved(done, in_all)
    for at in range(len(PROJECTS)):
        write(partial(_project, world=world, at=at, today=today), bulk=True)
    write(partial(play_cases, year=summer_before(today)), bulk=True)
    moved(in_all, in_all)


_APART = sum(size for _name, size, _back in PROJECTS) + CASE_ORDERS
"""Orders that are not drawn by the season."""


def _rng(*what: object) -> Random:
    """Chance of its own for each piece of work: bulk work may be run twice and must come out the same."""
    return Random(" ".join(map(str, (SEED, *what))))  # noqa: S311 - a made-up year, not a secret


def _chunks(things: Sequence[Thing]) -> Iterator[Sequence[Thing]]:
    for first in range(0, len(things), CHUNK):
        yield things[first : first + CHUNK]


def _begin(unit: Unit, *, today: date, scale: float) -> World:
    if unit.session.scalar(select(Outlet.id).limit(1)) is not None:
        raise Refused("demo.half_built")
    return make_world(unit, _rng("world"), today, scale=scale)


def _settle(unit: Unit, *, world: World, today: date, numbers: Sequence[int]) -> list[Household]:
    return settle(unit, world, _rng("customers", numbers[0]), today, numbers=numbers)


def _play(unit: Unit, *, world: World, coming: Sequence[tuple[Instant, Line]]) -> None:
    play_orders(unit, world, _rng("orders", coming[0][0]), coming)


def _project(unit: Unit, *, world: World, at: int, today: date) -> None:
    play_project(unit, world, _rng("project", at), at=at, today=today)
