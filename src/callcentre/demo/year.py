"""Plays orders of the year: each with its way, its other machines, and the fault that comes back."""

from collections.abc import Iterable
from random import Random

from callcentre.demo.catalogue import Line
from callcentre.demo.journey import Journey
from callcentre.demo.setting import Setting, setting_of
from callcentre.demo.shares import SHARES, Fate, draw
from callcentre.demo.world import Household, Machine, Site, World
from callcentre.domain.instants import DAY, Instant
from callcentre.store.unit import Unit

_WITH_SEVERAL = 0.55
"""Of the customers, those with more than one machine."""
_IN_A_GROUP = 2.5
"""Orders of one group, on average."""
MORE = 1 + SHARES.several_machines * (1 - 1 / _IN_A_GROUP) + SHARES.again * 0.8
"""Orders for each opening: other machines of the same call, and faults that come back."""
_RECENT = 5 * DAY


def play_orders(unit: Unit, world: World, rng: Random, coming: Iterable[tuple[Instant, Line]]) -> None:
    """Opens an order at each of these instants for some customer and plays it up to the present."""
    on = setting_of(unit, world, rng)
    for at, line in coming:
        household, machine = rng.choice(world.households[line.group])
        sites = world.sites[household.city]
        site = sites[household.home % len(sites)]
        several = len(household.machines) > 1 and rng.random() < SHARES.several_machines / _IN_A_GROUP / _WITH_SEVERAL
        group = f"G{at // 1_000_000:X}" if several else ""
        _play(on, household, machine, site, at, group)
        if several:
            for other in [found for found in household.machines if found.id != machine.id][:2]:
                _play(on, household, other, site, at, group)


def _play(on: Setting, household: Household, machine: Machine, site: Site, at: Instant, group: str) -> None:
    recent = at > on.unit.now - _RECENT
    fate = draw(on.rng, on.unit.profile, machine.line, worse=site.worse, recent=recent)
    journey = Journey(on, household, machine, fate, at, site, group, channel=_channel(on.rng, group))
    journey.play()
    if fate.again:
        _come_back(journey, machine)


def _channel(rng: Random, group: str) -> str:
    return "phone" if group else rng.choices(("phone", "wechat", "app", "dealer", "web"), (82, 9, 4, 3, 2))[0]


def _come_back(earlier: Journey, machine: Machine) -> None:
    """The same fault within a month of the closing, half of the time linked by the agent."""
    rng, story = earlier.on.rng, earlier.story
    if story is None or story.now.state != "closed" or story.last_change_at is None:
        return
    again = story.last_change_at + rng.randint(2 * 24 * 60, 27 * 24 * 60) * 60_000_000
    if again > earlier.on.unit.now:
        return
    fate = Fate("field", "repair", fault=earlier.fate.fault, saying=earlier.fate.saying)
    Journey(
        earlier.on, earlier.household, machine, fate, again, earlier.site,
        repeat_of=story.id if rng.random() < 0.5 else None,
    ).play()
