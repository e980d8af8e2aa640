"""Three projects of the year: many machines of one customer, installed on a few days."""

from datetime import date, timedelta
from random import Random
from uuid import UUID

from callcentre.acts import assets, customers
from callcentre.acts.places import Place
from callcentre.demo.catalogue import LINES
from callcentre.demo.journey import Journey
from callcentre.demo.setting import setting_of
from callcentre.demo.shares import Fate
from callcentre.demo.world import Household, Machine, Site, World
from callcentre.domain.instants import HOUR, local_instant
from callcentre.profiles.gazetteer import gazetteer
from callcentre.store.unit import Unit

PROJECTS: tuple[tuple[str, int, int], ...] = (("云山国际酒店", 64, 250), ("滨江外国语学校", 96, 150), ("康颐养老社区", 150, 70))
"""(customer, machines, days before today)."""
PER_DAY = 16


def play_project(unit: Unit, world: World, rng: Random, *, at: int, today: date) -> None:
    """Opens and serves all orders of a project under one group number, a day's load at a time."""
    name, size, back = PROJECTS[at]
    on = setting_of(unit, world, rng)
    city = list(world.sites)[at * 7 % len(world.sites)]
    site = world.sites[city][0]
    first = today - timedelta(days=back)
    household, machines = _customer(unit, world, site, name, size, first)
    for place, machine in enumerate(machines):
        day = first + timedelta(days=place // PER_DAY)
        opened = local_instant(day.year, day.month, day.day, unit.profile.zone, 8) + place % PER_DAY * HOUR // 8
        fate = Fate("field", "installation")
        Journey(on, household, machine, fate, opened, site, f"P{at + 1}-{first:%y%m}", channel="project").play()


def _customer(
    unit: Unit, world: World, site: Site, name: str, size: int, first: date
) -> tuple[Household, list[Machine]]:
    place = gazetteer().by_code[site.city]
    customer = customers.create(
        unit, name=name, phones=["021-55508800"], tier="project",
        places=[Place(city=place.name, line=f"{name}工程部", lng=place.lng, lat=place.lat)],
    )
    machines = [_machine(unit, world, customer, number, first) for number in range(size)]
    return Household(customer, "021-55508800", site.city, tuple(machines), 0), machines


def _machine(unit: Unit, world: World, customer: UUID, number: int, first: date) -> Machine:
    line = LINES[0]
    serial = f"{line.prefix}{first:%y%m}P{number + 1:05d}"
    asset = assets.create(
        unit, customer=customer, serial=serial, product=world.products[line.group, 1], purchased_on=first,
        place=f"{number // 12 + 2}{number % 12 + 1:02d}",
    )
    return Machine(asset, serial, line)
