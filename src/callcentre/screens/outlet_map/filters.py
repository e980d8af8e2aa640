"""Which of the marks are drawn: layers, and what an order, outlet or complaint has to be."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from callcentre.domain.instants import DAY, Instant
from callcentre.store.map_marks import ComplaintMark, OrderMark, OutletMark

ORDERS, OUTLETS, COMPLAINTS = "order", "outlet", "complaint"
LAYERS = (ORDERS, OUTLETS, COMPLAINTS)
OLD_DAYS = (1, 3, 7, 14)
"""Ages an order can be asked for."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """The layers drawn and the filters in use; an empty filter lets everything pass.

    `category` is a product's, `days` the least age of an order, `city` the name of one,
    `clock` overdue or due.
    """

    layers: frozenset[str] = frozenset({ORDERS, OUTLETS})
    stage: str = ""
    clock: str = ""
    category: str = ""
    city: str = ""
    days: int = 0

    def order(self, row: OrderMark, tone: str, now: Instant) -> bool:
        """Whether an open order is drawn; `tone` is what its clock asks for."""
        late = tone in ("overdue", "danger")
        return (
            (not self.stage or row.stage == self.stage)
            and (not self.clock or (late if self.clock == "overdue" else tone == self.clock))
            and (not self.category or row.category == self.category)
            and (not self.city or row.spot.city == self.city)
            and (not self.days or row.opened_at <= now - self.days * DAY)
        )

    def outlet(self, row: OutletMark) -> bool:
        """Whether an outlet is drawn: those that serve the category, in the city."""
        serves = not self.category or not row.skills or self.category in row.skills
        return serves and (not self.city or row.spot.city == self.city)

    def complaint(self, row: ComplaintMark) -> bool:
        """Whether a complaint is drawn."""
        return not self.city or row.spot.city == self.city

    def in_use(self) -> list[tuple[str, str | int]]:
        """(field, value) of every filter that is set."""
        fields: list[tuple[str, str | int]] = [
            ("category", self.category), ("stage", self.stage), ("clock", self.clock), ("days", self.days),
            ("city", self.city),
        ]
        return [(name, value) for name, value in fields if value]

    def without(self, field: str) -> "Wanted":
        """The same without one filter."""
        return self.with_(field, 0 if field == "days" else "")

    def with_(self, field: str, value: str | int) -> "Wanted":
        """The same with one filter set."""
        changed: dict[str, Any] = {field: value}
        return replace(self, **changed)

    def kept(self) -> dict[str, object]:
        """What is remembered from day to day."""
        return {"layers": sorted(self.layers), **dict(self.in_use())}


def wanted_of(kept: Mapping[str, object]) -> Wanted:
    """The reverse of `Wanted.kept`; what is not understood falls away."""
    layers = kept.get("layers")
    days = kept.get("days")
    texts = {name: str(kept.get(name) or "") for name in ("stage", "clock", "category", "city")}
    return Wanted(
        layers=frozenset(layers) & frozenset(LAYERS) if isinstance(layers, list) else Wanted().layers,
        days=days if isinstance(days, int) else 0, **texts,
    )
