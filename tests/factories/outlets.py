"""Outlets and their technicians."""

from itertools import count
from typing import Any
from uuid import UUID

from callcentre.acts import outlets, technicians
from callcentre.acts.places import Place
from callcentre.app import Desk

NEAR = Place(province="安徽省", city="合肥市", district="蜀山区", line="黄山路1号", lng=117.26, lat=31.84)
_numbers = count(1)


def an_outlet(desk: Desk, **fields: Any) -> UUID:
    """An outlet that serves every category; `fields` as `acts.outlets.create` takes them."""
    number = next(_numbers)
    given = {"code": f"W{number}", "name": f"网点{number}", "place": NEAR} | fields
    return desk.write(lambda unit: outlets.create(unit, **given)).result


def a_technician(desk: Desk, outlet: UUID, **fields: Any) -> UUID:
    """A technician of an outlet."""
    given = {"name": f"师傅{next(_numbers)}"} | fields
    return desk.write(lambda unit: technicians.create(unit, outlet=outlet, **given)).result
