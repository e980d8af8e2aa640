"""Reads what lies where, draws what is wanted of it, and keeps it up with what others do."""

import math
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QHideEvent, QKeyEvent, QKeySequence, QShortcut, QShowEvent
from sqlalchemy.orm import Session

from callcentre.runtime.runner import Latest
from callcentre.screens.outlet_map import painting, reading
from callcentre.screens.outlet_map.basemap import BaseMap
from callcentre.screens.outlet_map.clusters import Node
from callcentre.screens.outlet_map.filters import COMPLAINTS, LAYERS
from callcentre.screens.outlet_map.legend import sight_of
from callcentre.screens.outlet_map.narrowing import Narrowing
from callcentre.screens.outlet_map.reading import Arranged, Found
from callcentre.screens.outlet_map.relaying import OrderOnMap
from callcentre.screens.outlet_map.searching import Searching
from callcentre.screens.outlet_map.shapes import ARC, radius
from callcentre.screens.outlet_map.view import MapView
from callcentre.store.order_filters import Filter
from callcentre.store.outlet_list import seen_outlets, sees_all
from callcentre.ui import formats
from callcentre.ui.buttons import Button
from callcentre.ui.language import live
from callcentre.ui.order.filters import named
from callcentre.ui.screen import Act, ScreenContext
from callcentre.words import N_, _

CHANGES = ("order", "outlet", "complaint", "customer")
SETTLE = 1_500
"""Milliseconds after a change before everything is read again: many come together."""
REST = 10
"""So many times as long as reading took is waited before the next, so that a large map never keeps the machine busy."""
LISTED = 60
"""Outlets in sight that are listed."""
OUTLET_STEP = 13
"""How near one looks at an outlet that was searched for."""
POSED_WITHIN = 30_000.0
"""Metres of the plane in which much is going on about the order of a picture."""
FLAWS: Mapping[str, str] = {
    "unreadable": N_("it cannot be read as UTF-8 text"), "not_geojson": N_("it is no GeoJSON FeatureCollection"),
    "no_areas": N_("it holds no polygon"), "not_degrees": N_("its coordinates are no degrees of WGS-84"),
}
"""Why an operator's own base map is not used."""


class MapPanel(MapView):
    """Intents: map.open; map.order(order); map.show(field=value or values, ...) draws the open ones of a list of orders."""

    def __init__(self, ctx: ScreenContext) -> None:
        super().__init__(ctx)
        self._ctx = ctx
        self.narrowing = Narrowing(self, ctx)
        self.found = Found()
        self._arranged: Arranged | None = None
        self._see_them = False
        """Whether what a list sent here is still to be brought into sight."""
        self._arranging = Latest(ctx.runner, self)
        self._stale = self._reading = False
        self.order = OrderOnMap(self, ctx)
        self._searching = Searching(self, ctx, self.order.choose, self._look_at_outlet)
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(SETTLE)
        self._settle.timeout.connect(self.read)
        self._connect()
        self.layers[COMPLAINTS].setVisible(sees_all(ctx.person.roles))
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
            self.order.leave()
            self._see_them = True
            self.narrowing.show_only(data)
        self.canvas.setFocus()

    def acts(self) -> Sequence[Act]:
        """What has no button."""
        return [
            Act(_("Copy the map as a picture"), self.copy, "Ctrl+C", "copy"),
            Act(_("Print the map"), self.print, "Ctrl+P", "print"),
            Act(_("Find a place"), self.search.setFocus, "Ctrl+L", "location"),
            Act(_("See everything"), self.see_all, "Home", "map"),
            Act(_("Show as a list"), self.narrowing.show_list, "Ctrl+M", "clipboard_text_ltr"),
            Act(self._coverage_words(), self.narrowing.toggle_coverage, "Alt+V", "building_shop"),
        ]

    def poses(self) -> Mapping[str, Callable[[], object]]:
        """For pictures: everything, and an order that waits for an outlet."""
        return {"all": lambda: None, "order": self._pose}

    def _pose(self) -> None:
        waiting = [(row.order_id, at) for row, at in self.found.orders if at is not None and not at.rough and row.stage == "unrelayed"]
        others = [at for _row, at in self.found.orders if at is not None]
        around = {pk: sum(math.dist(at[:2], one[:2]) < POSED_WITHIN for one in others) for pk, at in waiting}
        if around:
            self.order.choose(max(around, key=lambda pk: around[pk]))

    # reading

    def read(self) -> None:
        """Reads every mark again and draws what is wanted."""
        ctx, now, zone, wanted = self._ctx, self._ctx.now(), self._ctx.zone, self.narrowing.wanted
        self._stale, self._reading = False, True
        if self._arranged is None:
            self.area.expect()

        def ask(session: Session) -> tuple[Found, Arranged, Mapping[Filter, str], float]:
            began = time.monotonic()
            seen = seen_outlets(session, ctx.person.roles, ctx.person.outlet)
            found = reading.find_all(session, now, zone, seen)
            arranged = reading.arrange(found, wanted, now, reading.passing(session, wanted, now, zone))
            return found, arranged, named(session, wanted.filters), time.monotonic() - began

        self._arranging.read(ask, self._show_found, self._not_read)

    def _arrange(self) -> None:
        """Draws others of the marks that were read; while they are being read, that begins anew."""
        if self._reading:
            self.read()
            return
        found, wanted, now, zone = self.found, self.narrowing.wanted, self._ctx.now(), self._ctx.zone

        def ask(session: Session) -> Arranged:
            return reading.arrange(found, wanted, now, reading.passing(session, wanted, now, zone))

        self._arranging.read(ask, self._show_arranged, self._failed)

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
            self.own_map.show_text(
                _("Your own map basemap.geojson is not used, the shipped outlines are drawn"), _(FLAWS[base.flaw])
            )

    def _show_found(self, read: tuple[Found, Arranged, Mapping[Filter, str], float]) -> None:
        self._reading = False
        self.problem.hide()
        self.found, arranged, names, took = read
        self._settle.setInterval(max(SETTLE, round(took * 1_000 * REST)))
        self.describe.outlets = {row.outlet_id: row.name for row, _at in self.found.outlets}
        self.narrowing.named(names)
        self._show_arranged(arranged)
        self.order.show_found(self.found)

    def _show_arranged(self, arranged: Arranged) -> None:
        self._arranged, self.narrowing.counts = arranged, arranged.counts
        self._scene(pyramid=arranged.pyramid, coverage=arranged.coverage, nowhere=arranged.nowhere)
        if self._see_them:
            self._see_them = False
            self.canvas.fit(arranged.orders_box or self._most(), nearest=OUTLET_STEP)
        self.canvas.fit_once(self._most())
        self._say()
        self._show_sight()

    def _show_grades(self, grades: Mapping[str, str]) -> None:
        self.describe.grades = grades
        self._scene(grades=grades)
        self.side.in_sight.list.refresh()

    def _scene(self, **changed: Any) -> None:
        self.canvas.show_scene(replace(self.canvas.scene, **changed))

    def _show_sight(self) -> None:
        """Counts and lists what is in sight, once the map stands still."""
        canvas, arranged = self.canvas, self._arranged
        if arranged is not None:
            self.area.legend.show_sight(sight_of(canvas.in_sight(), canvas.scene), self.narrowing.wanted.layers)
        self.area.show_where(painting.where(canvas.scene.base, canvas.view))
        if arranged is None:
            return
        view = canvas.view
        left, top, right, bottom = view.box()
        seen = [
            (abs(at.x - view.x) + abs(at.y - view.y), row) for row, at in self.found.outlets
            if at is not None and left <= at.x <= right and top <= at.y <= bottom and row.outlet_id in arranged.outlets
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
        QGuiApplication.clipboard().setImage(self.canvas.picture(self.narrowing.wanted.layers))
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
        done = printing.print_on(printer, self.canvas.view, self.canvas.scene, self.narrowing.wanted.layers, title)
        self._ctx.shell.toast(_("The map is printed") if done else _("The printer does not answer"))

    def see_all(self) -> None:
        """Everything that is drawn in sight."""
        self.canvas.fit(self._most())

    def _most(self) -> tuple[float, float, float, float]:
        """The part of the plane with every mark; the whole country, uncut, where they lie all over it."""
        base, box = self.canvas.scene.base.box(), self._arranged.box if self._arranged is not None else None
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
            self.canvas.stand_on(None)
            self.order.choose(next(one.id for one in node.marks() if one.kind == "order"))

    def _look_at_outlet(self, outlet: UUID) -> None:
        at = next((at for row, at in self.found.outlets if row.outlet_id == outlet), None)
        if at is None:
            self._ctx.shell.toast(_("Nobody knows where this outlet lies"))
        else:
            self.canvas.look_at(self.canvas.view.around(at.x, at.y, step=max(self.canvas.view.step, OUTLET_STEP)))

    def _aim(self) -> None:
        self._scene(aim=self.order.aim())

    def _say(self) -> None:
        self.narrowing.say()
        arranged = self._arranged
        if self.found.nobody:
            self.area.show_note(_("You belong to no outlet yet: an administrator chooses it in the settings."))
        elif arranged is not None and not any(arranged.counts[layer] for layer in LAYERS if layer in self.narrowing.wanted.layers):
            narrowed = bool(self.narrowing.wanted.filters.filters)
            self.area.show_note(
                _("Nothing open is like this. Take a filter away.") if narrowed
                else _("Open orders and outlets stand here as soon as there are any.")
            )
        elif arranged is not None:
            self.area.show_note("")

    def _coverage_words(self) -> str:
        return _("Hide the coverage") if self.narrowing.covers else _("Show the coverage")

    def _connect(self) -> None:
        canvas = self.canvas
        canvas.opened.connect(self._open)
        canvas.outlet_opened.connect(self.order.outlet)
        canvas.over.connect(self._show_over)
        canvas.rested.connect(self._show_sight)
        canvas.whole.connect(self.see_all)
        self.order.changed.connect(self._aim)
        self.order.relayed.connect(self.read)
        self.order.failed.connect(self._not_done)
        self.narrowing.changed.connect(self._arrange)
        area = self.area
        area.nearer.clicked.connect(lambda _checked: canvas.zoom(1))
        area.further.clicked.connect(lambda _checked: canvas.zoom(-1))
        area.whole.clicked.connect(lambda _checked: self.see_all())
        area.more.clicked.connect(
            lambda _checked: self.offer([
                (self._coverage_words(), self.narrowing.toggle_coverage), (_("Show as a list"), self.narrowing.show_list),
                (_("Copy the map as a picture"), self.copy), (_("Print the map"), self.print),
            ])
        )
        self.side.in_sight.list.picked.connect(lambda row: self._look_at_outlet(row.outlet_id))
        self.side.in_sight.list.opened.connect(lambda row: self._ctx.navigate("outlets.open", outlet=row.outlet_id))
        QShortcut(QKeySequence("Ctrl+C"), canvas).activated.connect(self.copy)
        for key, act in (
            ("Ctrl+P", self.print), ("Ctrl+M", self.narrowing.show_list), ("Alt+V", self.narrowing.toggle_coverage),
        ):
            QShortcut(QKeySequence(key), self).activated.connect(act)

    def _not_read(self, problem: Exception) -> None:
        self._reading = False
        self.area.show_note("")
        self._failed(problem)

    def _failed(self, problem: Exception) -> None:
        self.problem.show_problem(_("The map could not be read"), problem)
        self.problem.set_acts([Button(lambda: _("Read again"), icon="arrow_sync", run=self._try_again)])

    def _not_done(self, problem: Exception) -> None:
        self.problem.show_problem(_("This did not work"), problem)
        self.problem.set_acts([])

    def _try_again(self) -> None:
        if not self.canvas.scene.base.areas:
            self._read_base()
        self.read()
