"""Models, spare parts and articles out of a file."""

from typing import Any

from callcentre.acts import products
from callcentre.domain.errors import BadValue
from callcentre.domain.ids import imported_id
from callcentre.exchange.rows import Load, Row, upsert
from callcentre.store.keys import ids_by, rows_by
from callcentre.store.tables import Article, Part, Product

_PRODUCT = (
    ("name", "name", ""), ("category", "category", ""), ("principal", "principal", ""),
    ("warranty_months", "warranty_months", None),
)
_PART = (("name", "name", ""), ("model", "model", ""), ("price_fen", "price_fen", None))
_ARTICLE = (("title", "title", ""), ("product", "product", ""), ("symptom", "symptom", ""), ("body", "body", ""))


def load_products(load: Load, rows: list[Row]) -> None:
    """Products by model."""
    known = _known(load, rows, Product, "model", [stored for _, stored, _ in _PRODUCT])
    upsert(
        load, rows, lambda row: known.get(row.text("model")), lambda row: load.given(row, _PRODUCT),
        lambda row, values: products.create_product(
            load.unit, model=row.text("model"), product_id=imported_id("product", row.text("model")), **values
        ),
        lambda pk, values: products.change_product(load.unit, pk, **values),
    )


def load_parts(load: Load, rows: list[Row]) -> None:
    """Parts by code; the model a part is for must be known where one is named."""
    known = _known(load, rows, Part, "code", [stored for _, stored, _ in _PART])
    models = ids_by(load.unit.session, Product, "model", (row.text("model") for row in rows))

    def wanted(row: Row) -> dict[str, Any]:
        model = row.text("model")
        if model and model not in models:
            raise BadValue("reference.model", field="model", value=model)
        return load.given(row, _PART)

    upsert(
        load, rows, lambda row: known.get(row.text("code")), wanted,
        lambda row, values: products.create_part(
            load.unit, code=row.text("code"), part_id=imported_id("part", row.text("code")), **values
        ),
        lambda pk, values: products.change_part(load.unit, pk, **values),
    )


def load_articles(load: Load, rows: list[Row]) -> None:
    """Articles by slug."""
    known = _known(load, rows, Article, "slug", [stored for _, stored, _ in _ARTICLE])
    upsert(
        load, rows, lambda row: known.get(row.text("slug")), lambda row: load.given(row, _ARTICLE),
        lambda row, values: products.create_article(
            load.unit, slug=row.text("slug"), article_id=imported_id("article", row.text("slug")), **values
        ),
        lambda pk, values: products.change_article(load.unit, pk, **values),
    )


def _known(load: Load, rows: list[Row], entity: Any, key: str, names: list[str]) -> dict[str, tuple[Any, Any]]:
    keys = (row.text(key) for row in rows)
    return {
        row[0]: (row.id, row._asdict())
        for row in rows_by(load.unit.session, entity, key, keys, (key, "id", *names))
    }
