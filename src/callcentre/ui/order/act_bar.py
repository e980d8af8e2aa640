"""The acts that an order's state allows as a row of buttons, and the form of the chosen one in place."""

from collections.abc import Sequence
from functools import partial
from uuid import UUID

import shiboken6
from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut, Qt
from PySide6.QtWidgets import QApplication, QHBoxLayout, QMenu, QScrollArea, QVBoxLayout, QWidget

from callcentre.domain.errors import BadValue, Problem
from callcentre.domain.event import Effect, Event
from callcentre.store.order_card import OrderCard, StoryRow
from callcentre.store.order_choices import OrderChoices
from callcentre.ui import icons
from callcentre.ui.banner import Banner
from callcentre.ui.buttons import Button
from callcentre.ui.flow import Flow
from callcentre.ui.form import Form
from callcentre.ui.labels import Heading, ground
from callcentre.ui.order import asking
from callcentre.ui.order.asking import Asked, Asking
from callcentre.ui.order.corrections import correction
from callcentre.ui.order.forms import BY_KIND, ELSEWHERE, FORMS, MAIN, ActForm
from callcentre.ui.order.telling import objection
from callcentre.ui.screen import Act, ScreenContext
from callcentre.words import N_, _, codes

TAKE_BACK = N_("Take back the last step")
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
        self._keys: list[QShortcut] = []
        """Keys of the acts behind the menu."""
        self._before: QWidget | None = None
        """What had the focus before the form."""
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
        stood_here = self._row.isAncestorOf(QApplication.focusWidget() or self)
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
        self._listen()
        self._row.updateGeometry()
        if stood_here:
            self.start()

    def start(self) -> None:
        """Goes to what mostly comes next."""
        first = self._flow.itemAt(0)
        widget = first.widget() if first is not None else None
        if widget is not None:
            widget.setFocus()

    def begin(self, kind: str) -> None:
        """Opens the form of an act, or does it at once where it asks nothing; what is not possible is said."""
        form = BY_KIND[kind]
        if self._card is None or self._choices is None:
            return
        if kind not in self._card.acts:
            self._problem.show_text(_("{act} is not possible now").format(act=_(form.title)), objection(self._card, kind))
            return
        self._begin(form, self._card, self._choices)

    def begin_correction(self, row: StoryRow) -> None:
        """Opens the form that corrects a step of the story; says so where it cannot be corrected."""
        if self._card is None or self._choices is None:
            return
        form = correction(row, self._choices) if "corrected" in self._card.acts else None
        if form is None:
            self._problem.show_text(
                _("This step cannot be corrected"),
                _("A supervisor corrects what was reported, never what decides where the order stands."),
            )
            return
        self._begin(form, self._card, self._choices)

    def take_back(self) -> None:
        """Takes the last step back, where the rules allow it to this person."""
        if self._card is not None and self._card.undoable is not None:
            self._undo(self._card.header.order_id, self._card.undoable)

    def _begin(self, form: ActForm, card: OrderCard, choices: OrderChoices) -> None:
        self.close_form()
        self._open = form
        if not form.asks:
            self._save()
            return
        self._show_form(form, Asking(form, self._ctx, card, choices))
        self.begun.emit(True)

    def close_form(self) -> None:
        """Puts the open form away, unsaved."""
        was_open = self._panel is not None
        self._open, self._asked = None, []
        self._problem.hide()
        if self._panel is not None:
            stood_here = self._panel.isAncestorOf(QApplication.focusWidget() or self)
            self._place.removeWidget(self._panel)
            self._panel.hide()
            self._panel.deleteLater()
            self._panel = None
            self._row.show()
            if stood_here:
                self._give_back()
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
        offered = [
            Act(_(form.title), partial(self.begin, form.kind), form.key, form.icon,
                "" if form.kind in card.acts else objection(card, form.kind))
            for form in FORMS
        ]
        why_not = "" if self._may_take_back() else _("There is no step to take back, or it is not yours.")
        return [*offered, Act(_(TAKE_BACK), self.take_back, "", "arrow_undo", why_not)]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.form_open:
            self.close_form()
        else:
            super().keyPressEvent(event)

    def _possible(self) -> list[ActForm]:
        assert self._card is not None
        return [BY_KIND[kind] for kind in self._card.acts if kind not in ELSEWHERE]

    def _listen(self) -> None:
        """The acts behind the menu have their keys as well, while the row is in sight."""
        for key in self._keys:
            key.deleteLater()
        self._keys = [
            QShortcut(QKeySequence(form.key), self._row, partial(self.begin, form.kind))
            for form in self._others if form.key
        ]

    def _give_back(self) -> None:
        """The focus returns to where it was; else it would wander off to the strip of calls."""
        before = self._before
        if before is not None and shiboken6.isValid(before) and before.isVisible():
            before.setFocus()
        else:
            self.start()

    def _show_others(self) -> None:
        menu = QMenu(self)
        for form in self._others:
            words = _(form.title).replace("&", "&&")
            shown = menu.addAction(icons.icon(form.icon or "circle"), f"{words}\t{form.key}" if form.key else words)
            shown.triggered.connect(partial(self.begin, form.kind))
        if self._may_take_back():
            menu.addSeparator()
            menu.addAction(icons.icon("arrow_undo"), _(TAKE_BACK)).triggered.connect(self.take_back)
        menu.popup(self._row.mapToGlobal(self._row.rect().bottomLeft()))
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

    def _may_take_back(self) -> bool:
        return self._card is not None and self._card.undoable is not None and "undone" in self._card.acts

    def _show_form(self, form: ActForm, about: Asking) -> None:
        self._before = QApplication.focusWidget()
        self._panel = ground("sunken")
        column = QVBoxLayout(self._panel)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(10)
        column.addWidget(Heading(partial(_, form.title)))
        fields = Form()
        self._asked = [asking.build(ask, about) for ask in form.asks]
        preset = {**form.preset, **{code: getattr(about.card.header, code) for code in form.held}}
        for each in self._asked:
            if each.ask.code in preset:
                each.put(preset[each.ask.code])
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
        header = self._card.header if self._card else None
        values |= {code: "" for code in form.held if values[code] == getattr(header, code)}
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
