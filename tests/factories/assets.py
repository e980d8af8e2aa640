"""What customers own."""

from itertools import count
from typing import Any
from uuid import UUID

from callcentre.acts import assets
from callcentre.app import Desk

_numbers = count(1)


def an_asset(desk: Desk, customer: UUID, **fields: Any) -> UUID:
    """An installed item; covered by nothing until a test says so."""
    given = {"serial": f"SN{next(_numbers):06d}"} | fields
    return desk.write(lambda unit: assets.create(unit, customer=customer, **given)).result
