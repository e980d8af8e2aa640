"""The field that finds a place, an outlet or an order, and the sheet of what was found under it."""

from collections.abc import Callable
from functools import partial
from uuid import UUID

from PySide6.QtCore import QObject, QPoint, QRect
from sqlalchemy.orm import Session

from callcentre.runtime.runner import Latest
from callcentre.screens.outlet_map import finding
from callcentre.screens.outlet_map.finding import Hit
from callcentre.screens.outlet_map.view import MapView
from callcentre.ui.cards import Card
from callcentre.ui.overlay import Entry
from callcentre.ui.screen import ScreenContext
from callcentre.words import N_, _

KINDS = {
    "place": (N_("Places"), "location"), "order": (N_("Orders"), "clipboard_text_ltr"),
    "outlet": (N_("Outlets"), "building_shop"),
}
"""Kind of what is found -> name of its group, icon."""


class Searching(QObject):
    """Joins field, reading and sheet; goes to what is chosen."""

    def __init__(
        self, view: MapView, ctx: ScreenContext, to_order: Callable[[UUID], object], to_outlet: Callable[[UUID], object]
    ) -> None:
        super().__init__(view)
        self._view, self._to_order, self._to_outlet = view, to_order, to_outlet
        self._latest, self._person = Latest(ctx.runner, self), ctx.person
        self._answered = ""
        self._enter_waits = False
        view.search.asked.connect(self._ask)
        view.search.entered.connect(self._take_first)
        view.search.left_down.connect(self._into_results)

    def _ask(self, text: str) -> None:
        if not text:
            self._latest.cancel()
            self._view.places.hide()
            return

        person = self._person

        def ask(session: Session) -> list[Hit]:
            return finding.search(session, text, person)

        self._latest.read(ask, partial(self._show, text))

    def _show(self, text: str, hits: list[Hit]) -> None:
        view = self._view
        if not view.search.hasFocus():
            return
        self._answered = text
        view.places.set_entries([self._entry(hit, first) for hit, first in finding.groups(hits)], _("Nothing is called that."))
        corner = view.search.mapTo(view, QPoint(0, view.search.height() + 6))
        view.places.show_under(QRect(corner, view.search.size()))
        if self._enter_waits:
            self._take_first()

    def _entry(self, hit: Hit, first: bool) -> Entry:
        name, icon = KINDS[hit.kind]
        card = Card(hit.title, icon=icon, right=hit.note, head=_(name) if first else "", match=self._answered)
        return Entry(card, partial(self._go, hit))

    def _go(self, hit: Hit) -> None:
        self._view.search.clear()
        self._answered = ""
        canvas = self._view.canvas
        canvas.setFocus()
        if hit.at is not None:
            canvas.look_at(canvas.view.around(*hit.at, step=hit.step))
        elif hit.id is not None and hit.kind == "order":
            self._to_order(hit.id)
        elif hit.id is not None:
            self._to_outlet(hit.id)

    def _into_results(self) -> None:
        if self._view.places.isVisible():
            self._view.places.list.setFocus()

    def _take_first(self) -> None:
        # An Enter that is quicker than the answer waits for it.
        self._enter_waits = self._answered != self._view.search.text().strip()
        entries = self._view.places.entries()
        if not self._enter_waits and self._view.places.isVisible() and entries and entries[0].run is not None:
            self._view.places.hide()
            entries[0].run()
