"""Which of the marks are drawn: layers, and the filters that the map shares with the lists of orders."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple
from uuid import UUID

from callcentre.store import order_filters
from callcentre.store.map_marks import ComplaintMark, OrderMark, OutletMark
from callcentre.store.order_filters import FIELDS, Filter

ORDERS, OUTLETS, COMPLAINTS, COVERAGE = "order", "outlet", "complaint", "coverage"
LAYERS = (ORDERS, OUTLETS, COMPLAINTS)
"""Layers of marks; coverage is a ground under them."""


class Passing(NamedTuple):
    """Ids that pass the filters only the file can answer; None lets everything pass."""

    orders: frozenset[UUID] | None = None
    outlets: frozenset[UUID] | None = None


ALL = Passing()


@dataclass(frozen=True, slots=True)
class Wanted:
    """The layers drawn and the filters in use. Product, city and outlet narrow the outlets too, the city complaints."""

    layers: frozenset[str] = frozenset({ORDERS, OUTLETS})
    filters: order_filters.Wanted = field(default_factory=order_filters.Wanted)

    def order(self, row: OrderMark, passing: Passing) -> bool:
        """Whether an open order is drawn."""
        return passing.orders is None or row.order_id in passing.orders

    def outlet(self, row: OutletMark, passing: Passing) -> bool:
        """Whether an outlet is drawn; one that names no products takes them all."""
        categories = self.filters.values("category")
        serves = not categories or not row.skills or not frozenset(categories).isdisjoint(row.skills)
        return serves and self._in_city(row.spot.city) and (passing.outlets is None or row.outlet_id in passing.outlets)

    def complaint(self, row: ComplaintMark) -> bool:
        """Whether a complaint is drawn."""
        return self._in_city(row.spot.city)

    def _in_city(self, city: str) -> bool:
        wanted = self.filters.values("city")
        return not wanted or city in wanted

    def only(self, filters: tuple[Filter, ...]) -> "Wanted":
        """The same layers with these filters; that an order is open goes without saying here."""
        kept = tuple(one for one in filters if one != ("standing", "open"))
        return replace(self, filters=order_filters.Wanted(kept))

    def kept(self) -> dict[str, object]:
        """What is remembered from day to day."""
        return {"layers": sorted(self.layers), "filters": [list(one) for one in self.filters.filters]}


def wanted_of(kept: Mapping[str, object]) -> Wanted:
    """The reverse of `Wanted.kept`; what is not understood falls away."""
    layers, filters = kept.get("layers"), kept.get("filters")
    pairs = [tuple(map(str, one)) for one in filters if isinstance(one, list)] if isinstance(filters, list) else []
    known = frozenset((*LAYERS, COVERAGE))
    return Wanted(
        layers=frozenset(layers) & known if isinstance(layers, list) else Wanted().layers,
        filters=order_filters.Wanted(tuple((one[0], one[1]) for one in pairs if len(one) == 2 and one[0] in FIELDS)),
    )
