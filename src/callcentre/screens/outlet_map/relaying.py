"""The order an outlet is looked for: chosen, drawn with its nearest outlets, relayed, taken back."""

import math
from functools import partial
from uuid import UUID

from PySide6.QtCore import QObject, Signal
from sqlalchemy.orm import Session

from callcentre.acts import orders, visits
from callcentre.domain.errors import Refused
from callcentre.domain.event import Event
from callcentre.runtime.runner import Latest
from callcentre.screens.outlet_map import reading
from callcentre.screens.outlet_map.painting import Aim, Numbered
from callcentre.screens.outlet_map.reading import Chosen, Found, Lying
from callcentre.screens.outlet_map.view import MapView
from callcentre.ui import formats
from callcentre.ui.order.telling import may_take_back
from callcentre.ui.screen import ScreenContext
from callcentre.words import _

NEAR_STEP = 15
"""The nearest one looks when an order is chosen."""
SEEN_WITHIN, SEEN_TIMES = 30_000.0, 3.0
"""Outlets are brought into sight with the order within so many metres of the plane, or so many times the first's way."""


class OrderOnMap(QObject):
    """`choose(id)`, `outlet(id)`, `relay()`, `leave()`; `changed` fires when what is drawn for it is another.

    `failed` fires with what could not be read or written.
    """

    changed = Signal()
    failed = Signal(object)
    relayed = Signal()

    def __init__(self, view: MapView, ctx: ScreenContext) -> None:
        super().__init__(view)
        self._view, self._ctx = view, ctx
        self._latest = Latest(ctx.runner, self)
        self._found = Found()
        self._keep_view = False
        self.chosen: Chosen | None = None
        self.outlet_id: UUID | None = None
        page = view.side.for_order
        page.outlet_chosen.connect(self.outlet)
        page.relay.acted.connect(self.relay)
        page.back.acted.connect(self.leave)
        page.open.acted.connect(self.open_order)

    def show_found(self, found: Found) -> None:
        """The marks were read again: the order is, too."""
        self._found = found
        if self.chosen is not None:
            self.choose(self.chosen.card.header.order_id, keep_view=True)

    def choose(self, order: UUID, *, keep_view: bool = False) -> None:
        """Reads an order and who could take it; looks at it unless the view is to stay."""
        self._keep_view = keep_view
        ctx, now = self._ctx, self._ctx.now()

        def ask(session: Session) -> Chosen:
            return reading.choose_order(session, order, now, ctx.person, ctx.profile)

        def failed(problem: Exception) -> None:
            if isinstance(problem, Refused):
                # It may have become another outlet's since it was chosen.
                self.leave()
            self.failed.emit(problem)

        self._latest.read(ask, self._show, failed)

    def outlet(self, outlet: UUID) -> None:
        """This outlet will get the order."""
        self.outlet_id = outlet
        self._view.side.for_order.stand_on(outlet)
        self.changed.emit()

    def leave(self) -> None:
        """Back to all that is in sight."""
        self._latest.cancel()
        self.chosen, self.outlet_id = None, None
        self._view.side.show_order(False)
        self.changed.emit()

    def open_order(self) -> None:
        """Goes to the order's own page; it stays chosen here."""
        if self.chosen is not None:
            self._ctx.navigate("orders.open", order=self.chosen.card.header.order_id)

    def relay(self) -> None:
        """Hands the order to the outlet one stands on."""
        chosen, outlet = self.chosen, self.outlet_id
        if chosen is None or outlet is None or "relayed" not in chosen.card.acts:
            return
        order = chosen.card.header.order_id
        name = next((one.name for one in chosen.outlets if one.outlet_id == outlet), "")
        said = _("{no} is relayed to {outlet}").format(no=formats.tail(chosen.card.header.no), outlet=name)

        def done(event: Event) -> None:
            back = partial(self._undo, order, event.id) if may_take_back(self._ctx.person.roles) else None
            self._ctx.shell.toast(said, back)
            self.leave()
            self.relayed.emit()

        self._ctx.runner.write(
            lambda unit: visits.relay(unit, order, outlet), done, self.failed.emit, owner=self
        )

    def aim(self) -> Aim | None:
        """What is drawn for the order; None while none is chosen or nobody knows where it is."""
        chosen = self.chosen
        if chosen is None or chosen.lying is None:
            return None
        at = self._places()
        numbered = [
            Numbered(number, one.outlet_id, one.name, at[one.outlet_id].x, at[one.outlet_id].y)
            for number, one in enumerate(chosen.outlets, start=1) if one.outlet_id in at
        ]
        return Aim(
            chosen.card.customer.name, chosen.lying.x, chosen.lying.y, chosen.lying.rough, numbered, self.outlet_id
        )

    def _show(self, chosen: Chosen) -> None:
        is_other = self.chosen is None or self.chosen.card.header.order_id != chosen.card.header.order_id
        self.chosen = chosen
        ids = [one.outlet_id for one in chosen.outlets]
        if is_other or self.outlet_id not in ids:
            self.outlet_id = ids[0] if ids and chosen.outlets[0].proposable else None
        self._view.side.for_order.show_order(chosen, self.outlet_id, self._view.describe.grades)
        self._view.side.show_order(True)
        self.changed.emit()
        if not self._keep_view:
            self._look()

    def _look(self) -> None:
        """The order with its nearest outlets in sight."""
        aim = self.aim()
        if aim is None:
            return
        far = [math.dist((one.x, one.y), (aim.x, aim.y)) for one in aim.outlets]
        room = max([SEEN_WITHIN, *(SEEN_TIMES * length for length in far[:1])])
        near = [one for one, length in zip(aim.outlets, far, strict=True) if length <= room]
        xs, ys = [aim.x, *(one.x for one in near)], [aim.y, *(one.y for one in near)]
        self._view.canvas.fit((min(xs), min(ys), max(xs), max(ys)), nearest=NEAR_STEP)

    def _places(self) -> dict[UUID, Lying]:
        return {row.outlet_id: at for row, at in self._found.outlets if at is not None}

    def _undo(self, order: UUID, event: UUID) -> None:
        def done(_event: Event) -> None:
            self.relayed.emit()
            self.choose(order)

        self._ctx.runner.write(lambda unit: orders.undo(unit, order, event), done, self.failed.emit, owner=self)
