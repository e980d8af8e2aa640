"""Ringing an outlet about its orders: the call and a note on each, in one transaction."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from callcentre.acts import calls, orders
from callcentre.store.order_card import by_day
from callcentre.store.watch import WatchRow
from callcentre.ui import formats
from callcentre.words import _


@dataclass(frozen=True, slots=True)
class Rung:
    """One outlet that was rung about one order."""

    no: str
    outlet: str
    phone: str

    @property
    def shown_phone(self) -> str:
        """The number as people read it out."""
        return formats.phone(self.phone) if self.phone else _("no number")


def ring_outlets(rows: Sequence[WatchRow]) -> Callable[[Any], list[Rung]]:
    """An act that notes, for each of these orders, that its outlet is rung up now."""

    def act(unit: Any) -> list[Rung]:
        return [_ring(unit, row) for row in rows]

    return act


def _ring(unit: Any, row: WatchRow) -> Rung:
    phone = row.outlet_phone if by_day(unit.now, unit.profile) or not row.night_phone else row.night_phone
    rung = Rung(row.no, row.outlet, phone)
    words = _("Outlet rung up: {outlet} {phone}").format(outlet=row.outlet, phone=rung.shown_phone)
    calls.record_call(
        unit, began_at=unit.now, number=phone, direction="out", agent=unit.actor.id, order=row.id, words=words
    )
    orders.note(unit, row.id, words)
    return rung
