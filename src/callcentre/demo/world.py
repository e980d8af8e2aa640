"""What is there before the first call: outlets in a tree, staff, models, parts, customers and their machines."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from uuid import UUID

from callcentre.acts import assets, covers, customers, outlets, products, technicians
from callcentre.acts.places import Place
from callcentre.demo.catalogue import LINES, PRINCIPALS, Line, model_of, part_code
from callcentre.demo.names import DEALERS, ROOMS, SHOPS, address_line, mobile, person_name
from callcentre.demo.staff import DESK, Staff, hire
from callcentre.domain.event import Actor, Role
from callcentre.profiles.gazetteer import Division, gazetteer
from callcentre.store.first import RULE_PERSON
from callcentre.store.unit import Unit

AGENTS, SUPERVISORS = 40, 4
OUTLETS, TECHNICIANS_EACH, CUSTOMERS = 300, 3, 20_000
NEAR = 0.09
"""Degrees around a city's seat within which outlets and most customers lie."""
WORSE = (0.15, 0.15, 0.15, 0.15, 0.8, 0.8, 0.8, 0.8, 3.1, 3.1)
"""How good ten outlets are, 1 on average: most are good, some are not."""
BIG = frozenset({
    "北京市", "上海市", "天津市", "重庆市", "广州市", "深圳市", "成都市", "武汉市", "杭州市", "南京市", "苏州市", "西安市",
    "郑州市", "长沙市", "青岛市", "济南市", "沈阳市", "合肥市", "佛山市", "东莞市", "宁波市",
})
"""Cities with twice the outlets and customers of the others."""


@dataclass(frozen=True, slots=True)
class Site:
    """One outlet: where it is and who visits."""

    id: UUID
    code: str
    city: str
    technicians: tuple[UUID, ...]
    worse: float
    """How much more often than the average it is to blame."""


@dataclass(frozen=True, slots=True)
class Machine:
    """One installed item of a customer."""

    id: UUID
    serial: str
    line: Line


@dataclass(frozen=True, slots=True)
class Household:
    """A customer: where, with what, and which outlet is usually sent."""

    id: UUID
    phone: str
    city: str
    machines: tuple[Machine, ...]
    home: int
    """Place of the usual outlet among those of the city."""


@dataclass(slots=True)
class World:
    """All that orders are made of. `products` by (group, model's place)."""

    staff: Staff
    rule: Actor
    sites: dict[str, list[Site]] = field(default_factory=dict)
    """City -> its outlets."""
    products: dict[tuple[str, int], UUID] = field(default_factory=dict)
    households: dict[str, list[tuple[Household, Machine]]] = field(default_factory=dict)
    """Product group -> customers with such a machine of theirs."""

    def add(self, households: Iterable[Household]) -> None:
        """Makes customers known who were stored."""
        for household in households:
            for machine in household.machines:
                self.households.setdefault(machine.line.group, []).append((household, machine))


def cities() -> list[Division]:
    """The cities of the demo, the big ones twice: those whose seat is known."""
    places = gazetteer()
    known = [place for place in places.by_code.values() if place.place == "seat" and _is_city(place)]
    return [place for place in known for _ in range(2 if place.name in BIG else 1)]


def _is_city(place: Division) -> bool:
    return place.level == "city" or place.name in ("北京市", "上海市", "天津市", "重庆市")


def make_world(unit: Unit, rng: Random, today: date, *, scale: float) -> World:
    """Outlets, staff, models and parts; customers follow in `settle`."""
    staff = Staff(
        tuple(hire(unit, person_name(rng), Role.AGENT, site="客服中心") for _ in range(AGENTS)),
        tuple(hire(unit, person_name(rng), Role.AGENT, Role.SUPERVISOR, site="客服中心") for _ in range(SUPERVISORS)),
        {},
    )
    world = World(staff, Actor(RULE_PERSON, "rule", frozenset({Role.RULE}), DESK))
    _make_catalogue(unit, world)
    _make_outlets(unit, world, rng, today, count=max(len(set(cities())) * 2, round(OUTLETS * scale)))
    return world


def _make_catalogue(unit: Unit, world: World) -> None:
    for at, line in enumerate(LINES):
        for model, name in enumerate(line.models):
            world.products[line.group, model] = products.create_product(
                unit, model=model_of(line, model), name=name, category=line.group,
                principal=PRINCIPALS[at % len(PRINCIPALS)], warranty_months=line.warranty_months,
            )
        for part, (name, price) in enumerate(line.parts):
            products.create_part(unit, code=part_code(line, part), name=name, price_fen=price)
    for seed in unit.profile.articles:
        products.create_article(
            unit, slug=seed.slug, title=seed.title["zh_CN"], product=seed.product, symptom=seed.symptom,
            body=seed.body["zh_CN"],
        )


def _make_outlets(unit: Unit, world: World, rng: Random, today: date, *, count: int) -> None:
    """Outlets by city, the first one of each province above the others of it."""
    places = cities()
    groups = [line.group for line in LINES]
    heads: dict[str, UUID] = {}
    deck: list[float] = []
    for at in range(count):
        city = places[at % len(places)]
        province = _province(city)
        own = world.sites.setdefault(city.code, [])
        code = f"{city.code[:4]}-{len(own) + 1:02d}"
        skills = [] if rng.random() < 0.7 else rng.sample(groups, rng.randint(3, 6))
        outlet = outlets.create(
            unit, code=code, name=f"{city.name.removesuffix('市')}{_district(city, rng)}服务网点", phone=mobile(rng),
            parent=heads.get(province), night_phone=mobile(rng) if rng.random() < 0.4 else "",
            place=_place(city, rng, spread=NEAR), skills=skills, brands=PRINCIPALS, capacity_per_day=rng.randint(6, 30),
            opened_on=today - timedelta(days=rng.randint(400, 4000)),
        )
        heads.setdefault(province, outlet)
        staff = tuple(
            technicians.create(unit, outlet=outlet, name=name, phone=mobile(rng), skills=skills,
                               certified_until=today + timedelta(days=rng.randint(-60, 900)))
            for name in _different_names(rng, TECHNICIANS_EACH)
        )
        if not deck:
            deck = rng.sample(WORSE, len(WORSE))
        own.append(Site(outlet, code, city.code, staff, deck.pop()))
        world.staff.dispatchers[outlet] = hire(unit, person_name(rng), Role.DISPATCHER, outlet=outlet)


def settle(unit: Unit, world: World, rng: Random, today: date, *, numbers: Iterable[int]) -> list[Household]:
    """Customers with phones, addresses, machines and covers, numbered as given."""
    settled = []
    places = cities()
    shares = [line.share for line in LINES]
    for number in numbers:
        city = rng.choice(places)
        name = person_name(rng) if rng.random() < 0.97 else f"{rng.choice(GROUNDS)}{rng.choice(SHOPS)}"
        phone = mobile(rng)
        customer = customers.create(
            unit, name=name, no=f"C{number:06d}", tier="vip" if rng.random() < 0.05 else "",
            phones=[phone] if rng.random() < 0.75 else [phone, mobile(rng)],
            places=[_place(city, rng, spread=NEAR if rng.random() < 0.85 else 3 * NEAR, known=rng.random() < 0.8)],
            needs="听力不好，请大声慢讲" if rng.random() < 0.01 else "",
        )
        lines = dict.fromkeys(rng.choices(LINES, shares, k=rng.choices((1, 2, 3, 4), (45, 33, 16, 6))[0]))
        machines = tuple(_machine(unit, world, rng, today, customer, line) for line in lines)
        settled.append(Household(customer, phone, city.code, machines, rng.randrange(len(world.sites[city.code]))))
    return settled


GROUNDS = ("江南", "城东", "新都", "滨江", "云山", "锦江", "中环", "望海", "金桥", "西城")


def _machine(unit: Unit, world: World, rng: Random, today: date, customer: UUID, line: Line) -> Machine:
    model = rng.randrange(len(line.models))
    bought = today - timedelta(days=int(rng.triangular(20, 2600, 300)))
    known = rng.random() < 0.9
    serial = f"{line.prefix}{bought:%y%m}{rng.randrange(10**8):08d}"
    asset = assets.create(
        unit, customer=customer, serial=serial, product=world.products[line.group, model],
        purchased_on=bought if known else None, sold_by=rng.choice(DEALERS), place=rng.choice(ROOMS),
        invoice_no=f"{rng.randrange(10**8):08d}" if known else "",
        installed_on=bought + timedelta(days=rng.randint(1, 9)),
    )
    if known and rng.random() < 0.12:
        begin = bought + timedelta(days=30 * line.warranty_months)
        # A machine with any row of its own is covered by its rows alone.
        covers.create(unit, asset=asset, from_on=bought, until_on=begin, payer=PRINCIPALS[0], no=f"M{serial}")
        covers.create(unit, asset=asset, kind="extended", from_on=begin, until_on=begin + timedelta(days=730),
                      payer="延保", no=f"E{serial}")
    return Machine(asset, serial, line)


def _place(city: Division, rng: Random, *, spread: float, known: bool = True) -> Place:
    assert city.lng is not None
    assert city.lat is not None
    return Place(
        province=_province(city), city=city.name, district=_district(city, rng), line=address_line(rng),
        lng=round(rng.gauss(city.lng, spread), 6) if known else None,
        lat=round(rng.gauss(city.lat, spread * 0.85), 6) if known else None,
    )


def _province(city: Division) -> str:
    return gazetteer().by_code[city.parent].name if city.parent else city.name


def _district(city: Division, rng: Random) -> str:
    below = gazetteer().below.get(city.code)
    return rng.choice(below).name if below else ""


def _different_names(rng: Random, count: int) -> list[str]:
    names: dict[str, None] = {}
    while len(names) < count:
        names[person_name(rng)] = None
    return list(names)

