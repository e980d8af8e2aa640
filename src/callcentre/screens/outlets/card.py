"""One outlet in the right column: how it did this month, its week, its people, what is in its hands."""

from collections.abc import Sequence
from functools import partial
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from callcentre.domain.instants import local_date
from callcentre.screens.outlets import forms
from callcentre.screens.outlets.asking import BUILDERS
from callcentre.screens.outlets.drawing import Week
from callcentre.screens.outlets.figures import figures
from callcentre.screens.outlets.telling import certificate, fault_words, skills_words
from callcentre.store.outlet_card import BEFORE, OpenOrder, OutletCard, TechnicianRow
from callcentre.store.outlet_list import WITH_OUTLET, Months, OutletRow
from callcentre.ui import formats
from callcentre.ui.acting.bar import ActingBar, Situation
from callcentre.ui.buttons import Button
from callcentre.ui.cards import Card, Line
from callcentre.ui.chips import Chip
from callcentre.ui.choices import Choice
from callcentre.ui.facts import Facts, section
from callcentre.ui.fonts import Role
from callcentre.ui.labels import Elided, Heading, label, line
from callcentre.ui.language import live
from callcentre.ui.lists import CardList
from callcentre.ui.order.filters import STAGES
from callcentre.ui.order.telling import words_of
from callcentre.ui.screen import ScreenContext
from callcentre.ui.states import Empty
from callcentre.words import _


class OutletPage(QWidget):
    """`show_outlet(card)`, `show_months(months)`; `day_wanted(outlet)` when its day is to be worked.

    `written` fires with the id of an outlet after one of its acts was saved.
    """

    day_wanted = Signal(object)
    written = Signal(object)

    def __init__(self, ctx: ScreenContext) -> None:
        super().__init__()
        self._ctx = ctx
        self._card: OutletCard | None = None
        self._months: Months | None = None
        self._outlets: Sequence[Choice] = ()
        self.name = Elided(role=Role.NAME)
        self._chip = Chip()
        self._second = Elided(role=Role.CELL, ink="ink2")
        self.orders: CardList[OpenOrder] | None = None
        """The orders in the hands of the outlet shown, where there are any."""
        self.bar = ActingBar(ctx, (*forms.FORMS, forms.ADD), events={})
        self.facts = Facts()
        self._none = Empty(lambda: _("Choose an outlet in the list to see how it does and who works there."))
        self._day = Button(lambda: _("Its day"), key="Ctrl+2", listens=False, icon="calendar_clock", run=self._want_day)
        self._lay_out()
        self.bar.written.connect(self.written)
        self.bar.begun.connect(self._form_opened)
        live(self, self._show)
        self._show()

    def expect(self, outlet: UUID) -> None:
        """This outlet will be shown; its acts wait until it is. A form that is open stays."""
        if not self.bar.form_open:
            self.bar.expect(outlet)

    def show_outlet(self, card: OutletCard | None) -> None:
        """Another outlet, or the same read again; None shows that none is chosen."""
        self._card = card
        self._show()

    def show_months(self, months: Months) -> None:
        """The figures were read."""
        self._months = months
        self._show()

    def set_outlets(self, rows: Sequence[OutletRow]) -> None:
        """What an outlet can stand below."""
        self._outlets = [Choice(str(row.id), f"{row.name} {row.code}", note=row.city) for row in rows if row.serves]

    def add(self) -> None:
        """Asks for a new outlet."""
        self.name.setText(_("New outlet"))
        self._second.setText("")
        self._chip.hide()
        self._lists(Situation(
            forms.NEW, ["outlet_added"], ["outlet_added"], why_not=lambda _kind: "",
            lists={"outlets": self._outlets}, builders=BUILDERS,
        ))
        self.bar.begin("outlet_added")

    @property
    def outlet(self) -> UUID | None:
        """The outlet shown."""
        return self._card.id if self._card else None

    def _lists(self, now: Situation) -> None:
        self._none.hide()
        self._head.show()
        self.name.show()
        self._second.show()
        self.bar.show()
        self.bar.show_situation(now)

    def _want_day(self) -> None:
        if self._card is not None:
            self.day_wanted.emit(self._card.id)

    def _form_opened(self, opened: bool) -> None:
        self.facts.setVisible(not opened)
        self._day.setVisible(not opened and self._card is not None)
        if not opened:
            self._show()

    def _show(self) -> None:
        card = self._card
        if self.bar.form_open and (card is None or self.facts.isHidden()):
            return
        for widget in (self._head, self.name, self._second, self.bar, self.facts, self._day):
            widget.setVisible(card is not None)
        self._none.setVisible(card is None)
        if card is None:
            return
        self.name.setText(card.name)
        ended = card.state != "active"
        self._chip.show_state(_("ended") if ended else "", "plain", "prohibited")
        self._chip.setVisible(ended)
        self._second.setText(formats.joined(card.code, card.city, card.district))
        roles = self._ctx.person.roles
        possible = forms.possible(card, roles)
        self._lists(Situation(
            card.id, possible, ["outlet_changed"], leading=False, why_not=lambda _kind: _("Supervisors and administrators keep the outlets."),
            held=forms.held(card), lists={"outlets": [one for one in self._outlets if one.code != str(card.id)]},
            builders=BUILDERS,
        ))
        self.facts.show_parts(self._parts(card))

    def _parts(self, card: OutletCard) -> list[QWidget | None]:
        return [
            figures(self._months.now, card.code) if self._months is not None else None,
            self._week(card), self._people(card), self._orders(card), self._particulars(card),
        ]

    def _week(self, card: OutletCard) -> QWidget:
        takes = "" if card.capacity is None else _("takes {n} a day").format(n=card.capacity)
        head = Heading(_("Visits agreed, seven days"))
        head.note(takes)
        made, column = _block(head)
        column.addWidget(Week(card.days, card.capacity, BEFORE))
        return made

    def _people(self, card: OutletCard) -> QWidget:
        head = Heading(_("Technicians"))
        head.count(len([one for one in card.technicians if one.state == "active"]))
        if card.state == "active":
            head.put(Button(_("New technician"), kind="small", icon="add", run=partial(self.bar.begin, "technician_added")))
        made, column = _block(head)
        for person in card.technicians:
            column.addWidget(self._person(person))
        if not card.technicians:
            column.addWidget(label(_("Nobody is known who visits for this outlet."), Role.CELL, ink="2", wrap=True))
        return made

    def _person(self, person: TechnicianRow) -> QWidget:
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        words = QVBoxLayout()
        words.setSpacing(0)
        gone = person.state != "active"
        name = formats.joined(person.name, _("has left") if gone else formats.phone(person.phone))
        words.addWidget(Elided(name, Role.BODY, ink="ink3" if gone else "ink"))
        said, tone = certificate(person.certified_until, local_date(self._ctx.now(), self._ctx.zone))
        second = formats.joined(said, skills_words(person.skills, self._ctx.profile))
        if second and not gone:
            words.addWidget(Elided(second, Role.CELL, ink=tone or "ink2"))
        row.addLayout(words, 1)
        if not gone:
            change = Button(_("Change"), kind="small", run=partial(self.bar.begin_form, forms.change_of(person)))
            change.setAccessibleName(_("Change {name}").format(name=person.name))
            left = Button(
                _("Has left"), kind="small", confirm=_("Sure?"),
                run=partial(self.bar.begin_form, forms.end_of(person)),
            )
            left.setAccessibleName(_("{name} has left").format(name=person.name))
            row.addWidget(change)
            row.addWidget(left)
        return made

    def _orders(self, card: OutletCard) -> QWidget:
        head = Heading(_("In its hands"))
        head.count(len(card.orders) + card.more)
        if card.orders:
            head.put(Button(
                _("Show as a list"), key="Alt+O", kind="small", icon="clipboard_text_ltr", listens=False, run=self.show_orders
            ))
        made, column = _block(head)
        if not card.orders:
            column.addWidget(label(_("No order is with this outlet."), Role.CELL, ink="2", wrap=True))
            return made
        self.orders = shown = CardList[OpenOrder](lambda: _("Orders with the outlet"), self._order_card, lines=1, indent=True, whole=True)
        shown.set_rows(card.orders)
        shown.opened.connect(lambda order: self._ctx.navigate("orders.open", order=order.order_id))
        column.addWidget(shown)
        if card.more:
            column.addWidget(label(_("{n} more").format(n=formats.count(card.more)), Role.SMALL, ink="2"))
        return made

    def show_orders(self) -> None:
        """What is in the hands of the outlet and of those below it, in the list of orders."""
        if self._card is not None:
            self._ctx.navigate("orders.show", outlet=[str(self._card.id)], state=list(WITH_OUTLET))

    def show_on_map(self) -> None:
        """The outlet with those below it and their open orders on the map."""
        if self._card is not None:
            self._ctx.navigate("map.show", outlet=[str(self._card.id)])

    def _order_card(self, order: OpenOrder) -> Card:
        now, profile = self._ctx.now(), self._ctx.profile
        over = order.due_at is not None and order.due_at <= now
        tone = "danger" if order.urgency == "danger" else "overdue" if over else ""
        icon = "fire" if tone == "danger" else "warning" if over else "clock"
        subject = formats.joined(
            words_of(profile.order_kinds, order.kind), fault_words(order.category, order.fault, profile)
        )
        return Card(
            formats.joined(formats.tail(order.no), order.customer), icon=icon, tone=tone, filled=bool(tone),
            right="" if order.due_at is None else formats.left(order.due_at, now), right_tone="overdue" if over else "",
            lines=(Line(formats.joined(_(STAGES.get(order.stage, order.stage)), subject)),),
        )

    def _particulars(self, card: OutletCard) -> QWidget:
        today = local_date(self._ctx.now(), self._ctx.zone)
        return section(_("About it"), [
            (_("Address"), card.address), (_("Stands below"), card.parent),
            (_("Phone"), formats.phone(card.phone)), (_("Night phone"), formats.phone(card.night_phone)),
            (_("Serves"), skills_words(card.skills, self._ctx.profile) or _("every kind")),
            (_("Brands"), formats.listed(*card.brands)),
            (_("Capacity"), "" if card.capacity is None else _("{n} orders a day").format(n=card.capacity)),
            (_("Since"), "" if card.opened_on is None else formats.day(card.opened_on, today)),
            (_("Below it"), "" if not card.below else formats.count(card.below)),
        ])

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._head = QWidget()
        whole = QVBoxLayout(self._head)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        inside = QVBoxLayout()
        inside.setContentsMargins(16, 16, 16, 12)
        inside.setSpacing(6)
        title = QHBoxLayout()
        title.setSpacing(8)
        title.addWidget(self.name, 1)
        title.addWidget(self._chip)
        title.addWidget(self._day)
        inside.addLayout(title)
        inside.addWidget(self._second)
        inside.addWidget(self.bar, 1)
        whole.addLayout(inside)
        whole.addWidget(line())
        column.addWidget(self._head)
        column.addWidget(self.facts, 1)
        column.addWidget(self._none, 1)


def _block(head: Heading) -> tuple[QWidget, QVBoxLayout]:
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(8)
    column.addWidget(head)
    return made, column
