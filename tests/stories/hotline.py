"""The hotline of the stories: two outlets and a customer with a machine, in a folder of its own, in July."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import UUID

from tests.factories.assets import an_asset
from tests.factories.customers import a_customer
from tests.factories.desks import ZONE, a_desk
from tests.factories.outlets import a_technician, an_outlet
from tests.factories.products import a_product

from callcentre.acts.places import Place
from callcentre.app import Desk
from callcentre.domain.instants import local_instant


@dataclass(frozen=True)
class Owner:
    """A customer with their machines of one model, bought a year ago or nobody knows when."""

    name: str
    number: str
    serials: tuple[str, ...]
    model: str = "KF-26"
    category: str = "air_conditioner"
    bought: date | None = date(2025, 7, 1)

    @property
    def serial(self) -> str:
        """Of the first machine."""
        return self.serials[0]


MENG = Owner("孟桂英", "13900000001", ("KF2507001",))
CUSTOMER, NUMBER = MENG.name, MENG.number
JULY = local_instant(2026, 7, 1, ZONE, 9)
SHANGHAI = Place(province="上海市", city="上海市", district="黄浦区", line="西藏中路1号")
"""A place without coordinates: no distance is paid."""


def a_hotline(folder: Path) -> Path:
    """A data folder with 孟桂英, her air conditioner under warranty, and the outlets W1 and W2."""
    with before(folder) as desk:
        for code, name in (("W1", "城东服务网点"), ("W2", "城西服务网点")):
            outlet = an_outlet(desk, code=code, name=name, place=SHANGHAI, phone=f"021555500{code[1]}0",
                               night_phone=f"1380000000{code[1]}")
            a_technician(desk, outlet, name=f"{code}江师傅")
        an_owner(desk, MENG)
    return folder


def an_owner(desk: Desk, owner: Owner) -> UUID:
    """Somebody with a machine, covered for three years from the day it was bought."""
    pk = a_customer(desk, name=owner.name, phones=[owner.number], places=[SHANGHAI])
    model = a_product(desk, model=owner.model, category=owner.category, warranty_months=36)
    for serial in owner.serials:
        an_asset(desk, pk, serial=serial, product=model, purchased_on=owner.bought)
    return pk


@contextmanager
def before(folder: Path) -> Iterator[Desk]:
    """The desk of a folder on the first of July at nine, for what was there before the story begins."""
    desk = a_desk(folder, now=JULY)
    try:
        yield desk
    finally:
        desk.close()
