"""Models, parts with list prices, and articles of knowledge."""

from typing import Any
from uuid import UUID

from callcentre.acts.rights import CENTRE, KEEPERS, require
from callcentre.domain.errors import BadValue
from callcentre.store.outlets import forget_price_list
from callcentre.store.tables import Article, Part, Product
from callcentre.store.unit import Unit


def create_product(
    unit: Unit, *, model: str, name: str = "", category: str = "", principal: str = "",
    warranty_months: int | None = None, product_id: UUID | None = None,
) -> UUID:
    """Adds a model; `principal` is the maker who pays, `category` a group of the fault tree.

    Raises BadValue for an empty model or a negative warranty.
    """
    require(unit, KEEPERS)
    _check_text("model", model)
    _check_amount("warranty_months", warranty_months)
    return unit.create(
        Product, id=product_id, model=model, name=name, category=category, principal=principal,
        warranty_months=warranty_months,
    )


def change_product(unit: Unit, product: UUID, **fields: Any) -> frozenset[str]:
    """Changes columns of a model; answers those that differ."""
    require(unit, KEEPERS)
    _check_amount("warranty_months", fields.get("warranty_months"))
    different = unit.patch(Product, product, **fields)
    if different & {"warranty_months", "category"}:
        unit.places_moved.add(product)
    return different


def create_part(
    unit: Unit, *, code: str, price_fen: int, name: str = "", model: str = "", part_id: UUID | None = None
) -> UUID:
    """Adds a spare part at its list price in fen. Raises BadValue for an empty code or negative price."""
    require(unit, KEEPERS)
    _check_text("code", code)
    _check_amount("price_fen", price_fen)
    forget_price_list(unit.session)
    return unit.create(Part, id=part_id, code=code, name=name, model=model, price_fen=price_fen)


def change_part(unit: Unit, part: UUID, **fields: Any) -> frozenset[str]:
    """Changes columns of a part; a new price holds for what is written from now on."""
    require(unit, KEEPERS)
    _check_amount("price_fen", fields.get("price_fen"))
    forget_price_list(unit.session)
    return unit.patch(Part, part, **fields)


def create_article(
    unit: Unit, *, slug: str, title: str, product: str = "", symptom: str = "", body: str = "",
    article_id: UUID | None = None,
) -> UUID:
    """Adds an article; `product` is a category or model, empty for all. Raises BadValue for an empty title."""
    require(unit, CENTRE)
    _check_text("slug", slug)
    _check_text("title", title)
    return unit.create(Article, id=article_id, slug=slug, title=title, product=product, symptom=symptom, body=body)


def change_article(unit: Unit, article: UUID, **fields: Any) -> frozenset[str]:
    """Changes columns of an article; answers those that differ."""
    require(unit, CENTRE)
    return unit.patch(Article, article, **fields)


def _check_text(field: str, value: str) -> None:
    if not value.strip():
        raise BadValue("value.empty", field=field, value=value)


def _check_amount(field: str, value: int | None) -> None:
    if value is not None and value < 0:
        raise BadValue("value.negative", field=field, value=value)
