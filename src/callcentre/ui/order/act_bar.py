"""The acts that an order's state allows as a row of buttons, and the form of the chosen one in place."""

from collections.abc import Sequence
from functools import partial
from uuid import UUID

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QKeyEvent, Qt
from PySide6.QtWidgets import QHBoxLayout, QMenu, QScrollArea, QVBoxLayout, QWidget

from callcentre.domain.errors import BadValue, Problem
from callcentre.domain.event import Effect, Event
from callcentre.store.order_card import OrderCard
from callcentre.store.order_choices import OrderChoices
from callcentre.ui import icons
from callcentre.ui.banner import Banner
from callcentre.ui.buttons import Button
from callcentre.ui.flow import Flow
from callcentre.ui.form import Form
from callcentre.ui.labels import Heading, ground
from callcentre.ui.order import asking
from callcentre.ui.order.asking import Asked
from callcentre.ui.order.forms import BY_KIND, ELSEWHERE, FORMS, MAIN, ActForm
from callcentre.ui.order.telling import objection
from callcentre.ui.screen import Act, ScreenContext
from callcentre.words import _, codes

UNDO_SHOWN = 10
"""Seconds for which the way back is offered."""


class ActBar(QWidget):
    """`show_order(card, choices)` offers what is possible; `begin(kind)` opens an act's form.

    `written` fires with the stored event after an act was saved; the panel that shows the
    order is told by the announcer as well, like everyone.
    """

    written = Signal(object)
    begun = Signal(bool)
    """A form was opened (True) or closed."""

    def __init__(self, ctx: ScreenContext) -> None:
        super().__init__()
        self._ctx = ctx
        self._order: UUID | None = None
        self._card: OrderCard | None = None
        self._choices: OrderChoices | None = None
        self._open: ActForm | None = None
        self._asked: list[Asked] = []
        self._others: list[ActForm] = []
        self._row = QWidget()
        self._flow = Flow(self._row)
        self._problem = Banner(tone="due")
        self._problem.hide()
        self._place = QVBoxLayout()
        self._panel: QWidget | None = None
        self._fields = Form()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._row)
        column.addWidget(self._problem)
        column.addLayout(self._place)

    def show_order(self, card: OrderCard, choices: OrderChoices) -> None:
        """Offers what may be done with this order now; a form that is open stays, with what was written."""
        self._card, self._choices = card, choices
        if self._order != card.header.order_id:
            self._order = card.header.order_id
            self.close_form()
        self._flow.clear()
        possible = self._possible()
        main = [BY_KIND[kind] for kind in MAIN[card.header.state] if BY_KIND[kind] in possible]
        for form in main:
            kind = "primary" if form is main[0] else "secondary"
            begin = partial(self.begin, form.kind)
            self._flow.addWidget(Button(partial(_, form.title), key=form.key, icon=form.icon, kind=kind, run=begin))
        self._others = [form for form in possible if form not in main]
        if self._others:
            self._flow.addWidget(Button(lambda: _("More"), key="Alt+Down", icon="more_horizontal", run=self._show_others))
        self._row.updateGeometry()

    def begin(self, kind: str) -> None:
        """Opens the form of an act, or does it at once where it asks nothing; what is not possible is said."""
        form = BY_KIND[kind]
        if self._card is None or self._choices is None:
            return
        if kind not in self._card.acts:
            self._problem.show_text(_("{act} is not possible now").format(act=_(form.title)), objection(self._card, kind))
            return
        self.close_form()
        self._open = form
        if not form.asks:
            self._save()
            return
        self._show_form(form, self._choices)
        self.begun.emit(True)

    def close_form(self) -> None:
        """Puts the open form away, unsaved."""
        was_open = self._panel is not None
        self._open, self._asked = None, []
        self._problem.hide()
        if self._panel is not None:
            self._place.removeWidget(self._panel)
            self._panel.hide()
            self._panel.deleteLater()
            self._panel = None
            self._row.show()
        if was_open:
            self.begun.emit(False)

    @property
    def form_open(self) -> bool:
        """Whether something is being asked."""
        return self._panel is not None

    def acts(self) -> Sequence[Act]:
        """For the palette: what is possible, and why the rest is not."""
        card = self._card
        if card is None:
            return []
        return [
            Act(_(form.title), partial(self.begin, form.kind), form.key, form.icon,
                "" if form.kind in card.acts else objection(card, form.kind))
            for form in FORMS
        ]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.form_open:
            self.close_form()
        else:
            super().keyPressEvent(event)

    def _possible(self) -> list[ActForm]:
        assert self._card is not None
        return [BY_KIND[kind] for kind in self._card.acts if kind not in ELSEWHERE]

    def _show_others(self) -> None:
        menu = QMenu(self)
        for form in self._others:
            shown = menu.addAction(icons.icon(form.icon or "circle"), _(form.title).replace("&", "&&"))
            shown.triggered.connect(partial(self.begin, form.kind))
        menu.popup(self._row.mapToGlobal(self._row.rect().bottomLeft()))
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

    def _show_form(self, form: ActForm, choices: OrderChoices) -> None:
        self._panel = ground("sunken")
        column = QVBoxLayout(self._panel)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(10)
        column.addWidget(Heading(partial(_, form.title)))
        fields = Form()
        self._asked = [asking.build(ask, form, self._ctx, choices) for ask in form.asks]
        for each in self._asked:
            fields.add(each.ask.code, partial(_, each.ask.name), each.field)
        column.addWidget(_Tall(fields))
        self._fields = fields
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(Button(lambda: _("Close"), key="Esc", run=self.close_form))
        row.addWidget(Button(lambda: _("Save {act}").format(act=_(form.title)), key="F8", kind="primary", run=self._save))
        column.addLayout(row)
        self._place.addWidget(self._panel)
        self._row.hide()
        self._asked[0].field.setFocus()

    def _save(self) -> None:
        form, order = self._open, self._order
        if form is None or order is None:
            return
        try:
            values = asking.read(self._asked)
        except BadValue as problem:
            self._fields.clear_wrongs()
            self._fields.show_problem(problem)
            return
        self._ctx.runner.write(
            lambda unit: form.write(unit, order, values),
            done=lambda result: self._saved(form, order, result),
            failed=self._failed, owner=self,
        )

    def _saved(self, form: ActForm, order: UUID, result: object) -> None:
        self.close_form()
        if isinstance(result, Event):
            if result.effect is Effect.SET_ASIDE:
                self._problem.show_text(
                    _("{event} was kept, but set aside").format(event=codes.shown(codes.EVENTS, result.kind)),
                    _("It was not possible where the order stands. It changes nothing until somebody looks at it."),
                )
            else:
                self._toast(form, order, result)
        self.written.emit(result)

    def _toast(self, form: ActForm, order: UUID, event: Event) -> None:
        said = _("{event}: saved").format(event=_(form.title))
        undo = partial(self._undo, order, event.id) if event.changes_state else None
        self._ctx.shell.toast(said, undo, seconds=UNDO_SHOWN)

    def _undo(self, order: UUID, event: UUID) -> None:
        from callcentre.acts import orders

        self._ctx.runner.write(
            lambda unit: orders.undo(unit, order, event),
            done=self.written.emit, failed=self._failed, owner=self,
        )

    def _failed(self, problem: Exception) -> None:
        if self._panel is not None and isinstance(problem, Problem) and self._fields.show_problem(problem):
            return
        self._problem.show_problem(_("Not saved"), problem)


class _Tall(QScrollArea):
    """As high as what is in it, up to what the page leaves; the focus stays in sight."""

    def __init__(self, inside: QWidget) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._inside = inside
        self.setWidget(inside)
        # The form stands on the ground around it, not on one of its own.
        self.viewport().setAutoFillBackground(False)
        inside.setAutoFillBackground(False)
        self.setMinimumHeight(min(inside.sizeHint().height(), LEAST))

    def sizeHint(self) -> QSize:
        return self._inside.sizeHint()

    def focusNextPrevChild(self, following: bool) -> bool:
        moved = super().focusNextPrevChild(following)
        focused = self.focusWidget()
        if focused is not None and self.isAncestorOf(focused):
            self.ensureWidgetVisible(focused)
        return moved


LEAST = 160
"""Height that a form keeps even on a low screen."""
