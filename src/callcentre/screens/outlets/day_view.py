"""An outlet's day: the table of its orders, the acts on them below it, its messages at the right."""


from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from callcentre.screens.outlets.day_bar import DayBar
from callcentre.screens.outlets.day_rows import OUTLET, PLACE, PLACE_ROOMY, PLACE_WIDE, DayReading
from callcentre.screens.outlets.reply import ReplyBox
from callcentre.screens.outlets.template_box import TemplateBox
from callcentre.store.dispatch import DayRow
from callcentre.ui import formats
from callcentre.ui.banner import Banner
from callcentre.ui.buttons import Button
from callcentre.ui.chips import Chip
from callcentre.ui.choice_field import ChoiceField
from callcentre.ui.choices import Segments
from callcentre.ui.columns import Columns
from callcentre.ui.facts import section
from callcentre.ui.labels import ground, line
from callcentre.ui.language import Say
from callcentre.ui.outcome import OutcomeBar
from callcentre.ui.screen import ScreenContext
from callcentre.ui.scrolled import Scrolled
from callcentre.ui.states import Empty
from callcentre.ui.tables import Column, Table
from callcentre.words import _, codes

LEAST = 112
"""Height that the table and the facts of an order keep on a low screen."""
SOME_ROWS = 150
"""Height of the table beside a long form."""
UNLIMITED = 16_777_215
TIGHT = 980
"""Below this width of the table outlet and place do not both fit."""
ROOMY = 1_200
"""From this width on a place is written as a whole."""


class DayTable(Table[DayRow]):
    """Space accepts what is chosen, Enter opens the order's page."""

    accepted = Signal()

    def __init__(self, name: Say, columns: Sequence[Column[DayRow]]) -> None:
        super().__init__(name, columns)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def show_outlets(self, several: bool) -> None:
        """Whether each order names its outlet."""
        self.setColumnHidden(OUTLET, not several)
        self._spare()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._spare()

    def sizeHint(self) -> QSize:
        # A form below it takes the room it needs before the table does.
        return QSize(super().sizeHint().width(), LEAST)

    def _spare(self) -> None:
        self.setColumnHidden(PLACE, self.width() < TIGHT and not self.isColumnHidden(OUTLET))
        self.setColumnWidth(PLACE, PLACE_ROOMY if self.width() >= ROOMY else PLACE_WIDE)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and not event.modifiers().value:
            self.accepted.emit()
        elif event.key() == Qt.Key.Key_Down and not self.selectionModel().hasSelection() and self.rows_model.rowCount():
            self.stand_on(0)
        else:
            super().keyPressEvent(event)


class _AsHigh(Scrolled):
    """As high as what is in it; where the page is low, half of it is left."""

    def __init__(self, inside: QWidget) -> None:
        super().__init__(inside)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self.needed_height())

    def minimumSizeHint(self) -> QSize:
        return QSize(240, min(self.needed_height(), LEAST))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.updateGeometry()


class DayView(QWidget):
    """Widgets and their places; what they do is the day's."""

    def __init__(self, ctx: ScreenContext) -> None:
        super().__init__()
        self._ctx = ctx
        self.reading = DayReading(ctx.profile, ctx.now, ctx.zone)
        self.outlet = ChoiceField(lambda: _("Outlet"), hint=lambda: _("All outlets"), icon="building_shop")
        self.word = Chip(lambda: _("On the outlet's word"), tone="plain", icon="call")
        self.parts = Segments(lambda: _("Part of the day"), small=True)
        self.problem = Banner(tone="due")
        self.table = DayTable(lambda: _("Orders of the day"), self.reading.columns())
        self.empty = Empty(lambda: _("Nothing is waiting here. Orders that are relayed to the outlet come by themselves."))
        self.body = QStackedWidget()
        self.bar = DayBar(ctx)
        self.accept = Button("", key="Space", kind="primary", icon="checkmark_circle", listens=False)
        self.copy = Button(lambda: _("Copy as message"), key="Ctrl+Shift+C", icon="copy")
        self.template = Button(lambda: _("Template"), kind="quiet", icon="edit")
        self.facts = QWidget()
        self._facts = QVBoxLayout(self.facts)
        self.about = _AsHigh(self.facts)
        self.reply = ReplyBox(ctx)
        self.own_template = TemplateBox(ctx.remembered)
        self.side = QStackedWidget()
        self._form_open = False
        self._outcome = OutcomeBar([self.copy, self.template], [self.accept])
        self._lay_out()
        self.setFocusProxy(self.table)

    def show_facts(self, row: DayRow | None) -> None:
        """Who and where the order is that one stands on, as somebody on the telephone asks it."""
        while self._facts.count():
            old = self._facts.takeAt(0)
            widget = old.widget() if old is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.about.setVisible(row is not None)
        if row is None:
            return
        self._facts.addWidget(section(formats.joined(formats.tail(row.no), row.customer), [
            (_("Subject"), self.reading.subject(row)), (_("Phone"), formats.phone(row.phone)),
            (_("Place"), row.place), (_("Machine"), formats.joined(row.model, row.serial)),
            (_("On hold"), codes.shown(codes.REASONS, row.held_reason) if row.held_reason else ""),
            (_("Window"), self.reading.window(row)), (_("Outlet"), row.outlet_name),
            (_("Urges"), formats.count(row.urges) if row.urges else ""),
        ]))

    def form_opened(self, opened: bool) -> None:
        """A form has the keys of the page while it is open."""
        self._outcome.setVisible(not opened)
        self._form_open = opened
        # Once the form has its fields and knows their height.
        QTimer.singleShot(0, self, self._make_room)
        if opened:
            self.side.setCurrentWidget(self.reply)
        self.reply.let_write(not opened)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()

    def _make_room(self) -> None:
        """An open form is seen whole before the table is: some rows of it are enough to know where one stands."""
        left, needed = self.body.parentWidget(), self.bar.sizeHint().height()
        tight = self._form_open and left is not None and needed > left.height() // 2
        self.body.setMaximumHeight(SOME_ROWS if tight else UNLIMITED)
        if tight:
            QTimer.singleShot(0, self, lambda: self.table.scrollTo(self.table.currentIndex()))

    def _lay_out(self) -> None:
        self.problem.hide()
        self.outlet.setMinimumWidth(280)
        self.body.addWidget(self.table)
        self.body.addWidget(self.empty)
        self._facts.setContentsMargins(16, 14, 16, 12)
        top = ground("window")
        row = QHBoxLayout(top)
        row.setContentsMargins(16, 10, 16, 10)
        row.setSpacing(12)
        row.addWidget(self.outlet)
        row.addWidget(self.parts, 1, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.word)
        left = ground("surface")
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.problem)
        column.addWidget(self.body, 1)
        column.addWidget(line())
        acts = QVBoxLayout()
        acts.setContentsMargins(16, 10, 16, 10)
        acts.addWidget(self.bar)
        column.addLayout(acts)
        column.addWidget(self._outcome)
        right = ground("window")
        side = QVBoxLayout(right)
        side.setContentsMargins(0, 0, 0, 0)
        side.setSpacing(0)
        self.side.addWidget(self.reply)
        self.side.addWidget(self.own_template)
        side.addWidget(self.about)
        side.addWidget(line())
        side.addWidget(self.side, 1)
        columns = Columns(
            self._ctx.remembered, "outlet day", [left, right], at_1366=[954, 340], at_1920=[1368, 480],
            minima=(520, 340),
        )
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(top)
        whole.addWidget(line())
        whole.addWidget(columns, 1)


