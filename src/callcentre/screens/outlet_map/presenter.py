"""Reads what lies where, draws what is wanted of it, and keeps it up with what others do."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QHideEvent, QKeyEvent, QKeySequence, QShortcut, QShowEvent
from sqlalchemy.orm import Session

from callcentre.domain.errors import Problem
from callcentre.runtime.runner import Latest
from callcentre.screens.outlet_map import painting, reading
from callcentre.screens.outlet_map.basemap import BaseMap
from callcentre.screens.outlet_map.clusters import Node
from callcentre.screens.outlet_map.describing import filter_words, layer_words, offers
from callcentre.screens.outlet_map.filters import Wanted, wanted_of
from callcentre.screens.outlet_map.legend import sight_of
from callcentre.screens.outlet_map.reading import Arranged, Found
from callcentre.screens.outlet_map.relaying import OrderOnMap
from callcentre.screens.outlet_map.searching import Searching
from callcentre.screens.outlet_map.shapes import ARC, radius
from callcentre.screens.outlet_map.view import MapView
from callcentre.ui import formats
from callcentre.ui.cards import Card
from callcentre.ui.language import live
from callcentre.ui.overlay import Entry
from callcentre.ui.screen import Act, ScreenContext
from callcentre.words import N_, _
from callcentre.words.errors import say

CHANGES = ("order", "outlet", "complaint", "customer")
SETTLE = 1_500
"""Milliseconds after a change before everything is read again: many come together."""
REST = 10
"""So many times as long as reading took is waited before the next, so that a large map never keeps the machine busy."""
LISTED = 60
"""Outlets in sight that are listed."""
OUTLET_STEP = 13
"""How near one looks at an outlet that was searched for."""
FLAWS: Mapping[str, str] = {
    "unreadable": N_("it cannot be read as UTF-8 text"), "not_geojson": N_("it is no GeoJSON FeatureCollection"),
    "no_areas": N_("it holds no polygon"), "not_degrees": N_("its coordinates are no degrees of WGS-84"),
}
"""Why an operator's own base map is not used."""


class MapPanel(MapView):
    """Intents: map.open; map.order(order); map.show(stage, clock, category, city, days) sets the filters."""

    def __init__(self, ctx: ScreenContext) -> None:
        super().__init__(ctx)
        self._ctx = ctx
        self.wanted = wanted_of(ctx.remembered.get("map", "wanted", Wanted().kept()))
        self.found = Found()
        self._counts: Mapping[str, int] = {}
        self._box: tuple[float, float, float, float] | None = None
        self._arranging = Latest(ctx.runner, self)
        self._stale = self._reading = False
        self.order = OrderOnMap(self, ctx)
        self._searching = Searching(self, ctx, self.order.choose, self._look_at_outlet)
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(SETTLE)
        self._settle.timeout.connect(self.read)
        self._connect()
        live(self, self._say)
        ctx.announcer.subscribe(self, CHANGES, lambda _changes: self._changed())
        self._read_base()
        self.read()
        ctx.runner.read(
            lambda session: reading.last_grades(session, ctx.now(), ctx.zone), self._show_grades, self._failed,
            owner=self,
        )

    # for the window

    def take(self, intent: str, data: Mapping[str, object]) -> None:
        """Shows an order with its nearest outlets, sets filters, or goes to the map."""
        order = data.get("order")
        if isinstance(order, UUID):
            self.order.choose(order)
        elif intent == "map.show":
            self._want(wanted_of({**self.wanted.kept(), **data}))
        self.canvas.setFocus()

    def acts(self) -> Sequence[Act]:
        """What has no button."""
        return [
            Act(_("Copy the map as a picture"), self.copy, "Ctrl+C", "copy"),
            Act(_("Print the map"), self.print, "Ctrl+P", "print"),
            Act(_("Find a place"), self.search.setFocus, "Ctrl+L", "location"),
            Act(_("See everything"), self.see_all, "Home", "map"),
        ]

    def pose(self) -> None:
        """An order that waits for an outlet, for pictures."""
        waiting = [
            row.order_id for row, at in self.found.orders if at is not None and not at.rough and row.stage == "unrelayed"
        ]
        if waiting:
            self.order.choose(waiting[0])

    # reading

    def read(self) -> None:
        """Reads every mark again and draws what is wanted."""
        now, zone, wanted = self._ctx.now(), self._ctx.zone, self.wanted
        self._stale, self._reading = False, True

        def ask(session: Session) -> tuple[Found, Arranged, float]:
            began = time.monotonic()
            found = reading.find_all(session, now, zone)
            arranged = reading.arrange(found, wanted, now)
            return found, arranged, time.monotonic() - began

        self._arranging.read(ask, self._show_found, self._not_read)

    def _arrange(self) -> None:
        """Draws others of the marks that were read; while they are being read, that begins anew."""
        if self._reading:
            self.read()
            return
        found, wanted, now = self.found, self.wanted, self._ctx.now()
        self._arranging.read(lambda _session: reading.arrange(found, wanted, now), self._show_arranged, self._failed)

    def _read_base(self) -> None:
        folder = self._ctx.services.get("folder")
        path = folder if isinstance(folder, Path) else None
        self._ctx.runner.read(lambda _session: reading.outlines(path), self._show_base, self._failed, owner=self)

    def _changed(self) -> None:
        self._stale = True
        if self.isVisible() and not self._settle.isActive():
            self._settle.start()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.order.chosen is not None:
            self.order.leave()
            self.canvas.setFocus()
        else:
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self.read()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._settle.stop()

    # showing

    def _show_base(self, base: BaseMap) -> None:
        self._scene(base=base)
        self.canvas.fit_once(self._most())
        if base.flaw:
            self.problem.show_text(
                _("Your own map basemap.geojson is not used, the shipped outlines are drawn"), _(FLAWS[base.flaw])
            )

    def _show_found(self, read: tuple[Found, Arranged, float]) -> None:
        self._reading = False
        self.found, arranged, took = read
        self._settle.setInterval(max(SETTLE, round(took * 1_000 * REST)))
        self.describe.outlets = {row.outlet_id: row.name for row, _at in self.found.outlets}
        self._show_arranged(arranged)
        self.order.show_found(self.found)

    def _show_arranged(self, arranged: Arranged) -> None:
        self._counts, self._box = arranged.counts, arranged.box
        self._scene(pyramid=arranged.pyramid)
        self.canvas.fit_once(self._most())
        self._say()

    def _show_grades(self, grades: Mapping[str, str]) -> None:
        self.describe.grades = grades
        self._scene(grades=grades)
        self.side.in_sight.list.refresh()

    def _scene(self, **changed: Any) -> None:
        self.canvas.show_scene(replace(self.canvas.scene, **changed))

    def _show_sight(self) -> None:
        """Counts and lists what is in sight, once the map stands still."""
        self.area.legend.show_sight(sight_of(self.canvas.in_sight()), self.wanted.layers)
        self.area.show_where(painting.where(self.canvas.scene.base, self.canvas.view))
        view = self.canvas.view
        left, top, right, bottom = view.box()
        seen = [
            (abs(at.x - view.x) + abs(at.y - view.y), row) for row, at in self.found.outlets
            if at is not None and left <= at.x <= right and top <= at.y <= bottom and self.wanted.outlet(row)
        ]
        seen.sort(key=lambda one: (one[0], one[1].code))
        self.side.in_sight.show_outlets([row for _far, row in seen[:LISTED]], len(seen))

    def _show_over(self, node: Node | None) -> None:
        """The card beside what is under the pointer or walked to."""
        if node is None:
            self.area.card.hide()
            self.canvas.setAccessibleName(_("Map"))
            return
        card = self.describe.node(node, self._ctx.now())
        x, y = self.canvas.view.to_screen(node.x, node.y)
        self.area.card.show_card(card, QPoint(round(x), round(y)), round(radius(node) + ARC))
        self.canvas.setAccessibleName(card.spoken())

    # acts

    def copy(self) -> None:
        """Puts what is in sight on the clipboard."""
        QGuiApplication.clipboard().setImage(self.canvas.picture(self.wanted.layers))
        self._ctx.shell.toast(_("The map is on the clipboard"))

    def print(self) -> None:
        """Asks for a printer and prints what is in sight on one page."""
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter

        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        dialog = QPrintDialog(printer, self)
        if dialog.exec():
            self.print_on(printer)

    def print_on(self, printer: Any) -> None:
        """Prints what is in sight."""
        from callcentre.screens.outlet_map import printing

        title = formats.joined(_("Map"), formats.moment(self._ctx.now(), 0, self._ctx.zone))
        done = printing.print_on(printer, self.canvas.view, self.canvas.scene, self.wanted.layers, title)
        self._ctx.shell.toast(_("The map is printed") if done else _("The printer does not answer"))

    def see_all(self) -> None:
        """Everything that is drawn in sight."""
        self.canvas.fit(self._most())

    def _most(self) -> tuple[float, float, float, float]:
        """The part of the plane with every mark; the whole country, uncut, where they lie all over it."""
        base, box = self.canvas.scene.base.box(), self._box
        if box is None or box[2] - box[0] > base.width() / 4 or box[3] - box[1] > base.height() / 4:
            return base.left(), base.top(), base.right(), base.bottom()
        return box

    def _open(self, node: Node) -> None:
        mark = node.mark
        if node.outlets == node.count:
            self._ctx.navigate("outlets.open", outlet=mark.id)
        elif mark.kind == "complaint":
            self._ctx.navigate("complaints.open", complaint=mark.id)
        else:
            self.order.choose(next(one.id for one in node.marks() if one.kind == "order"))

    def _look_at_outlet(self, outlet: UUID) -> None:
        at = next((at for row, at in self.found.outlets if row.outlet_id == outlet), None)
        if at is None:
            self._ctx.shell.toast(_("Nobody knows where this outlet lies"))
        else:
            self.canvas.look_at(self.canvas.view.around(at.x, at.y, step=max(self.canvas.view.step, OUTLET_STEP)))

    def _aim(self) -> None:
        self._scene(aim=self.order.aim())

    # layers and filters

    def _toggle(self, layer: str) -> None:
        self._want(replace(self.wanted, layers=self.wanted.layers ^ {layer}))

    def _want(self, wanted: Wanted) -> None:
        self.wanted = wanted
        self._ctx.remembered.put("map", "wanted", wanted.kept())
        self._say()
        self._arrange()

    def _drop(self, field: str) -> None:
        self._want(self.wanted.without(field))

    def _ask_filter(self) -> None:
        self.filters.open(self._offered(""))

    def _offered(self, text: str) -> list[Entry]:
        """The filters that could be added, of those whose words hold the text."""
        rows = [row for row, _at in self.found.orders]
        cities = sorted({row.spot.city for row in rows} | {row.spot.city for row, _at in self.found.outlets})
        fields = {
            "clock": _("State"), "days": _("Age"), "stage": _("Stage"), "category": _("Product"), "city": _("City"),
        }
        entries, group = [], ""
        for field, value in offers(rows, cities, self.wanted):
            words = filter_words(field, value, self._ctx.profile)
            if text.lower() not in words.lower():
                continue
            card = Card(words, head=fields[field] if field != group else "", match=text)
            entries.append(Entry(card, partial(self._want, self.wanted.with_(field, value))))
            group = field
        return entries

    def _say(self) -> None:
        for layer, button in self.layers.items():
            is_on = layer in self.wanted.layers
            button.icon_name = "checkmark_circle" if is_on else "circle"
            button.setChecked(is_on)
            button.say(layer_words(layer, self._counts.get(layer, 0)))
        chips: list[tuple[str, Callable[[], None]]] = [
            (filter_words(field, value, self._ctx.profile), partial(self._drop, field))
            for field, value in self.wanted.in_use()
        ]
        self.show_chips(chips)

    def _connect(self) -> None:
        canvas = self.canvas
        canvas.opened.connect(self._open)
        canvas.outlet_opened.connect(self.order.outlet)
        canvas.over.connect(self._show_over)
        canvas.rested.connect(self._show_sight)
        canvas.whole.connect(self.see_all)
        self.order.changed.connect(self._aim)
        self.order.relayed.connect(self.read)
        self.order.failed.connect(self._failed)
        for layer, button in self.layers.items():
            button.acted.connect(partial(self._toggle, layer))
        self.add.acted.connect(self._ask_filter)
        self.filters.asked.connect(lambda text: self.filters.set_entries(self._offered(text), _("Nothing is called that.")))
        area = self.area
        area.nearer.clicked.connect(lambda _checked: canvas.zoom(1))
        area.further.clicked.connect(lambda _checked: canvas.zoom(-1))
        area.whole.clicked.connect(lambda _checked: self.see_all())
        area.more.clicked.connect(
            lambda _checked: self.offer([(_("Copy the map as a picture"), self.copy), (_("Print the map"), self.print)])
        )
        self.side.in_sight.list.picked.connect(lambda row: self._look_at_outlet(row.outlet_id))
        self.side.in_sight.list.opened.connect(lambda row: self._ctx.navigate("outlets.open", outlet=row.outlet_id))
        QShortcut(QKeySequence("Ctrl+C"), canvas).activated.connect(self.copy)
        QShortcut(QKeySequence("Ctrl+P"), self).activated.connect(self.print)

    def _not_read(self, problem: Exception) -> None:
        self._reading = False
        self._failed(problem)

    def _failed(self, problem: Exception) -> None:
        self._ctx.shell.toast(say(problem) if isinstance(problem, Problem) else _("The map could not be read"))
