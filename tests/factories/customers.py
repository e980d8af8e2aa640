"""Customers with one phone and one address."""

from itertools import count
from typing import Any
from uuid import UUID

from callcentre.acts import customers
from callcentre.acts.places import Place
from callcentre.app import Desk

HOME = Place(province="安徽省", city="合肥市", district="蜀山区", line="长江西路100号", lng=117.25, lat=31.84)
_numbers = count(1)


def a_customer(desk: Desk, **fields: Any) -> UUID:
    """A customer nobody else has the number of; `fields` as `acts.customers.create` takes them."""
    number = next(_numbers)
    given = {"name": f"王{number}", "phones": [f"139{number:08d}"], "places": [HOME]} | fields
    return desk.write(lambda unit: customers.create(unit, **given)).result
