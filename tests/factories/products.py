"""Models, parts and articles."""

from itertools import count
from typing import Any
from uuid import UUID

from callcentre.acts import products
from callcentre.app import Desk

_numbers = count(1)


def a_product(desk: Desk, **fields: Any) -> UUID:
    """A model with two years of warranty."""
    given = {"model": f"KFR-{next(_numbers)}", "category": "air_conditioner", "warranty_months": 24} | fields
    return desk.write(lambda unit: products.create_product(unit, **given)).result


def a_part(desk: Desk, code: str = "", **fields: Any) -> str:
    """A part of 50 yuan; answers its code."""
    called = code or f"P{next(_numbers)}"
    given = {"price_fen": 5000} | fields
    desk.write(lambda unit: products.create_part(unit, code=called, **given))
    return called


def an_article(desk: Desk, **fields: Any) -> UUID:
    """An article of knowledge."""
    number = next(_numbers)
    given = {"slug": f"article-{number}", "title": f"Article {number}", "body": "Try this first."} | fields
    return desk.write(lambda unit: products.create_article(unit, **given)).result
