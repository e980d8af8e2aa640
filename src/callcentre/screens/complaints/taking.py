"""A new complaint: who, about what, by which channel; whoever takes it owns it until another accepts it."""

from collections.abc import Mapping
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from callcentre.domain.complaint_story import ComplaintStory
from callcentre.domain.errors import Problem
from callcentre.screens.complaints.receiving import OBJECTED, RECEIVE, receive
from callcentre.screens.complaints.whose import OrderField, WhoseField
from callcentre.store.complaint_card import ComplaintChoices, complaint_choices
from callcentre.store.complaint_whose import OrderToChoose, Whose
from callcentre.ui import formats
from callcentre.ui.acting.asking import Asked, Asking, Builder, named
from callcentre.ui.acting.forms import Ask
from callcentre.ui.acting.panel import ActPanel
from callcentre.ui.banner import Banner
from callcentre.ui.buttons import Button
from callcentre.ui.choice_field import ChoiceField
from callcentre.ui.choices import Choice
from callcentre.ui.complaint.act_bar import named as choices_of
from callcentre.ui.fonts import Role
from callcentre.ui.labels import ground, label
from callcentre.ui.language import live
from callcentre.ui.order.telling import words_of
from callcentre.ui.screen import ScreenContext
from callcentre.words import _, codes, language, ngettext

DRAFTS = "complaint:new:"
KEPT_EVERY = 1000
"""Milliseconds between two looks at what is being written."""
UNDO_SHOWN = 10
WIDEST = 1000
"""No line of the form is longer, however wide the window."""
class TakingPage(QWidget):
    """`start()` shows the form; `taken(id)` fires when it was saved, `left` when it was put away.

    What is half written is kept each second, one draft for every order or customer it was begun for.
    """

    taken = Signal(object)
    left = Signal()

    def __init__(self, ctx: ScreenContext) -> None:
        super().__init__()
        self._ctx = ctx
        self._begun_for: dict[str, UUID] = {}
        self._panel: ActPanel | None = None
        self._whose: Whose | None = None
        self._script = label("", Role.SCRIPT, wrap=True)
        self.known = Banner(tone="due", icon="comment_error")
        self.problem = Banner(tone="due")
        for banner in (self.known, self.problem):
            banner.hide()
        self._place = QVBoxLayout()
        self._keeping = QTimer(self)
        self._keeping.setInterval(KEPT_EVERY)
        self._keeping.timeout.connect(self.keep)
        self._lay_out()
        live(self, self._say)

    def start(self, **begun_for: UUID) -> None:
        """Shows the form for a `customer` or an `order` with what was written for them before; blank without either."""
        if self._panel is not None and begun_for == self._begun_for:
            self._panel.start()
            return
        self.keep()
        self._close_panel()
        self._begun_for = begun_for
        self._ctx.runner.read(
            complaint_choices, done=lambda choices: self._open(begun_for, choices), failed=self._failed, owner=self
        )

    def has_draft(self) -> bool:
        """Whether a complaint without a customer or order to begin with was half written."""
        return self._ctx.drafts.get(DRAFTS) is not None

    def keep(self) -> None:
        """Keeps what is written as a draft."""
        if self._panel is not None and self._panel.is_written():
            self._ctx.drafts.put(_key(self._begun_for), self._panel.written())

    def discard(self) -> None:
        """Puts the form away with what was written, which can be brought back for a while."""
        panel = self._panel
        if panel is None:
            return
        self._put_away()
        if panel.is_written():
            back = partial(self._bring_back, self._begun_for, panel.written())
            self._ctx.shell.toast(_("The complaint was not saved"), back, seconds=UNDO_SHOWN)
        self.left.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._panel is not None:
            self.discard()
        else:
            super().keyPressEvent(event)

    def _open(self, begun_for: dict[str, UUID], choices: ComplaintChoices) -> None:
        if begun_for is not self._begun_for or self._panel is not None:
            return
        heirs = [one for one in choices.people if one.id != self._ctx.person.id]
        about = Asking(RECEIVE, self._ctx, {
            "outlets": choices_of(choices.outlets), "staff": choices_of(choices.staff), "heirs": choices_of(heirs),
        })
        builders: Mapping[str, Builder] = {"whose": self._whose_field, "orders": self._order_field}
        panel = self._panel = ActPanel(about, builders, {}, save=self._save, close=self.discard)
        self._place.addWidget(panel)
        panel.set_shown("owner", False)
        self._choice("person").chosen.connect(lambda _code: self._person_chosen())
        self._choice("order").chosen.connect(lambda _code: self._order_chosen())
        self._keeping.start()
        draft = self._ctx.drafts.get(_key(begun_for))
        if draft is not None:
            panel.put(draft)
            self._person_chosen()
        elif begun_for:
            whose = panel.field("customer")
            assert isinstance(whose, WhoseField)
            whose.look_up(**begun_for)
            self._choice("category").setFocus()
            return
        panel.start()

    def _choice(self, code: str) -> ChoiceField:
        assert self._panel is not None
        field = self._panel.field(code)
        assert isinstance(field, ChoiceField)
        return field

    def _whose_field(self, ask: Ask, about: Asking) -> Asked:
        field = WhoseField(named(ask), about.ctx)
        field.found.connect(self._found)
        return Asked(ask, field, field.value, lambda pk: field.set_value(UUID(str(pk)) if pk else None))

    def _order_field(self, ask: Ask, _about: Asking) -> Asked:
        field = OrderField(named(ask))
        return Asked(ask, field, field.value, lambda pk: field.want(str(pk or "")))

    def _found(self, found: Whose | None) -> None:
        self._whose = found
        self._say_known()
        if self._panel is None:
            return
        orders = self._choice("order")
        assert isinstance(orders, OrderField)
        if found is not None and found.order is not None:
            orders.want(str(found.order))
        orders.set_choices([self._order_choice(order) for order in found.orders] if found else [])
        self._order_chosen()

    def _order_choice(self, order: OrderToChoose) -> Choice:
        profile, ctx = self._ctx.profile, self._ctx
        symptom = profile.symptom(order.category, order.fault)
        fault = symptom.words[language()] if symptom else order.fault
        words = formats.joined(formats.tail(order.no), words_of(profile.order_kinds, order.kind), fault, order.outlet)
        state = codes.shown(codes.STATES, order.state)
        return Choice(str(order.id), words, note=formats.joined(state, formats.moment(order.opened_at, ctx.now(), ctx.zone)))

    def _order_chosen(self) -> None:
        """A complaint about an order is mostly about its outlet."""
        found = self._whose
        if self._panel is None or found is None:
            return
        code, outlet = self._choice("order").code(), self._choice("outlet")
        chosen = next((order for order in found.orders if str(order.id) == code), None)
        if chosen is not None and chosen.outlet_id is not None and not outlet.code():
            outlet.choose(str(chosen.outlet_id))

    def _person_chosen(self) -> None:
        """Nobody owns a complaint about themselves: then another is named at once."""
        if self._panel is None:
            return
        person, against = self._choice("person").code(), self._choice("against")
        if person and not against.code():
            # Else it would count against the outlet that served.
            against.choose("hotline")
        self._panel.set_shown("owner", person == str(self._ctx.person.id))

    def _save(self) -> None:
        panel = self._panel
        values = panel.values() if panel is not None else None
        if panel is None or values is None:
            return
        if values["person"] != self._ctx.person.id:
            values["owner"] = None
        self._ctx.runner.write(
            lambda unit: receive(unit, unit.new_id(), values), done=self._saved, failed=self._failed, owner=self
        )

    def _saved(self, story: ComplaintStory) -> None:
        self._put_away()
        said = _("Complaint {no} is recorded").format(no=formats.tail(story.no))
        self._ctx.shell.toast(said)
        self.taken.emit(story.id)

    def _failed(self, problem: Exception) -> None:
        panel = self._panel
        if panel is None or not isinstance(problem, Problem) or not panel.show_problem(problem, OBJECTED):
            self.problem.show_problem(_("Not saved"), problem)

    def _put_away(self) -> None:
        self._ctx.drafts.drop(_key(self._begun_for))
        self._close_panel()

    def _close_panel(self) -> None:
        panel, self._panel, self._whose = self._panel, None, None
        self._keeping.stop()
        self.known.hide()
        self.problem.hide()
        if panel is not None:
            self._place.removeWidget(panel)
            panel.hide()
            panel.deleteLater()

    def _bring_back(self, begun_for: dict[str, UUID], kept: Mapping[str, Any]) -> None:
        self._ctx.drafts.put(_key(begun_for), kept)
        self._ctx.navigate("complaints.new", **begun_for)

    def _say_known(self) -> None:
        found = self._whose
        if found is None or not found.complaints:
            self.known.show_text("")
            return
        n = len(found.complaints)
        self.known.show_text(
            ngettext("{n} complaint of this customer is open already", "{n} complaints of this customer are open already", n)
            .format(n=n),
            _("If it is the same matter, go on there: a second case would begin its deadlines anew."),
        )
        self.known.set_acts([
            Button(formats.tail(one.no), kind="quiet", icon="link",
                   run=partial(self._ctx.navigate, "complaints.open", complaint=one.id))
            for one in found.complaints
        ])

    def _say(self) -> None:
        words = self._ctx.profile.script.get("complaint")
        self._script.setText(words[language()].replace("{agent}", self._ctx.person.name) if words else "")
        self._say_known()

    def _lay_out(self) -> None:
        page = ground("surface")
        inside = QWidget()
        inside.setMaximumWidth(WIDEST)
        column = QVBoxLayout(inside)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(12)
        said = ground("sunken")
        words = QVBoxLayout(said)
        words.setContentsMargins(16, 10, 16, 10)
        words.addWidget(self._script)
        for widget in (said, self.known, self.problem):
            column.addWidget(widget)
        column.addLayout(self._place)
        column.addStretch(1)
        whole = QHBoxLayout(page)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(inside, 1)
        whole.addStretch(0)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(page)


def _key(begun_for: Mapping[str, UUID]) -> str:
    return DRAFTS + "".join(map(str, begun_for.values()))
