"""The hotline of the stories: two outlets and one customer with one machine, in a folder of its own, in July."""

from pathlib import Path

from tests.factories.assets import an_asset
from tests.factories.customers import a_customer
from tests.factories.desks import ZONE, a_desk
from tests.factories.outlets import a_technician, an_outlet
from tests.factories.products import a_product

from callcentre.acts.places import Place
from callcentre.domain.instants import local_date, local_instant

NUMBER = "13900000001"
CUSTOMER = "孟桂英"
JULY = local_instant(2026, 7, 1, ZONE, 9)
SHANGHAI = Place(province="上海市", city="上海市", district="黄浦区", line="西藏中路1号")
"""A place without coordinates: no distance is paid."""


def a_hotline(folder: Path) -> Path:
    """A data folder with 孟桂英, her air conditioner under warranty, and the outlets W1 and W2."""
    desk = a_desk(folder, now=JULY)
    for code, name in (("W1", "城东服务网点"), ("W2", "城西服务网点")):
        a_technician(desk, an_outlet(desk, code=code, name=name, place=SHANGHAI), name=f"{code}江师傅")
    owner = a_customer(desk, name=CUSTOMER, phones=[NUMBER], places=[SHANGHAI])
    model = a_product(desk, model="KF-26", warranty_months=36)
    an_asset(desk, owner, serial="KF2507001", product=model, purchased_on=local_date(JULY, ZONE).replace(year=2025))
    desk.close()
    return folder
