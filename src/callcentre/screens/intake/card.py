"""The customer's card at the left: what matters first, then how to reach them, what they own, what was before."""

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from callcentre.domain.instants import local_date
from callcentre.screens.intake import hours, rows
from callcentre.screens.intake.comparing import place_words
from callcentre.store.customer_card import AddressRow, AssetRow, CustomerCard
from callcentre.store.customers import PhoneRow
from callcentre.ui import formats
from callcentre.ui.banner import Banner
from callcentre.ui.buttons import Button, IconButton
from callcentre.ui.fonts import Role
from callcentre.ui.labels import Elided, Heading, Icon, ground, label, line
from callcentre.ui.lists import CardList
from callcentre.ui.screen import ScreenContext
from callcentre.ui.scrolled import Scrolled
from callcentre.words import _, codes
from callcentre.words import language as spoken

PAST_SHOWN = 6


class CustomerPane(QWidget):
    """`show_card(card)`; `machine_chosen(asset id)`, `edit_wanted`, `number_wanted` (add the caller's number).

    Without `past` the orders of the last 12 months are left to the page around it.
    """

    machine_chosen = Signal(object)
    edit_wanted = Signal()
    number_wanted = Signal()
    address_wanted = Signal()
    complaint_chosen = Signal(object)

    def __init__(self, ctx: ScreenContext, *, past: bool = True) -> None:
        super().__init__()
        self._ctx, self._past = ctx, past
        self.name = Elided(role=Role.NAME)
        self.tier = label("", Role.CELL, ink="2")
        self.edit = IconButton("edit", lambda: _("Change what is known of the customer"), run=self.edit_wanted.emit)
        self.needs = _Fact("warning", "due", strong=True)
        self.notes = _Fact("note", "ink2")
        self.hours = _Fact("clock", "ink2")
        self.phones = QVBoxLayout()
        self.places = QVBoxLayout()
        self.unknown = Banner(tone="due")
        self.unknown.set_acts([Button(lambda: _("Add the number"), key="Alt+P", run=self.number_wanted.emit)])
        self.meanwhile = Banner(tone="due", icon="info")
        self.meanwhile.set_acts([Button(lambda: _("Seen"), kind="quiet", run=self.meanwhile.hide)])
        self.state = Banner(tone="due", icon="info")
        self.machines_head = Heading(lambda: _("Machines"))
        self.machines: CardList[AssetRow] = CardList(lambda: _("Machines"), rows.machine_card, lines=1, whole=True)
        self.complaints_head = Heading(lambda: _("Open complaints"))
        self.complaints = QVBoxLayout()
        self.past_head = Heading(lambda: _("Last 12 months"))
        self.past = QGridLayout()
        for banner in (self.unknown, self.meanwhile, self.state):
            banner.hide()
        self._lay_out()
        self.machines.picked.connect(lambda asset: self.machine_chosen.emit(asset.id))

    def show_card(self, card: CustomerCard, number_known: bool) -> None:
        """Everything about one customer."""
        who = card.customer
        self.name.setText(who.name)
        self.tier.setText(who.tier or who.no)
        self.name.setToolTip(formats.joined(who.name, who.no))
        self.needs.show_text(who.needs)
        self.notes.show_text(who.notes)
        self.hours.show_text(hours.said(who.agreed_hours))
        self._show_phones(card.phones)
        self._show_places(card.addresses)
        self.unknown.show_text("" if number_known else _("This number is not on the card yet"))
        paused = who.state in ("paused", "closed")
        self.state.show_text(codes.shown(codes.CUSTOMER_STATES, who.state) if paused else "")
        self.machines_head.count(len(card.assets))
        self.machines.set_rows(card.assets, keep=lambda asset: asset.id)
        self._show_complaints(card)
        if self._past:
            self._show_past(card)

    def choose_machine(self, asset: UUID | None) -> None:
        """Shows which machine the talk is about, without telling."""
        ids = [each.id for each in self.machines.rows_model.rows()]
        self.machines.go_to(ids.index(asset) if asset in ids else -1, silent=True)

    def show_meanwhile(self, changes: Sequence[tuple[str, str, str]]) -> None:
        """What a colleague changed while the call runs: (field, before, now)."""
        lines = [
            _("{field}: was {before}, is {now}").format(field=name, before=before or formats.NONE, now=now or formats.NONE)
            for name, before, now in changes
        ]
        self.meanwhile.show_text(_("A colleague has just changed this card"), "\n".join(lines))

    def _show_phones(self, phones: Sequence[PhoneRow]) -> None:
        _empty(self.phones)
        good = [phone for phone in phones if phone.kind != "wrong"]
        fact = _Fact("phone", "ink2")
        self.phones.addWidget(fact)
        fact.show_text("   ".join(_phone(phone) for phone in good) or _("no number"))
        for phone in phones:
            if phone.kind == "wrong":
                struck = _Fact("prohibited", "ink3")
                self.phones.addWidget(struck)
                struck.show_text(_("{number} (struck out, wrong)").format(number=_phone(phone)), struck=True)

    def _show_places(self, places: Sequence[AddressRow]) -> None:
        _empty(self.places)
        for place in places:
            fact = _Fact("location", "ink2" if place.state == "active" else "ink3")
            self.places.addWidget(fact)
            fact.show_text(place_words(place), struck=place.state != "active")
        if not places:
            fact = _Fact("location", "ink3")
            self.places.addWidget(fact)
            fact.show_text(_("no address yet"))

    def _show_complaints(self, card: CustomerCard) -> None:
        _empty(self.complaints)
        self.complaints_head.setVisible(bool(card.complaints))
        self.complaints_head.count(len(card.complaints))
        for one in card.complaints:
            words = next(
                (each.words[spoken()] for each in self._ctx.profile.complaint_categories if each.code == one.category),
                one.category,
            )
            said = formats.joined(words, codes.shown(codes.COMPLAINT_STATES, one.state), formats.tail(one.no))
            pk = one.id
            self.complaints.addWidget(Button(
                said, kind="quiet", icon="comment_error", tone="due",
                run=lambda pk=pk: self.complaint_chosen.emit(pk),  # type: ignore[misc]
            ))

    def _show_past(self, card: CustomerCard) -> None:
        _empty(self.past)
        ctx, today = self._ctx, local_date(self._ctx.now(), self._ctx.zone)
        self.past_head.count(len(card.past_orders) or None)
        for at, order in enumerate(card.past_orders[:PAST_SHOWN]):
            day = formats.day(local_date(order.opened_at, ctx.zone), today)
            self.past.addWidget(label(day, Role.CELL, ink="2"), at, 0)
            about = Elided(formats.begun(rows.subject_of(order, ctx.profile)), Role.CELL)
            self.past.addWidget(about, at, 1)
            self.past.addWidget(label(formats.begun(codes.shown(codes.STATES, order.state)), Role.CELL, ink="2"), at, 2)
        if not card.past_orders:
            self.past.addWidget(label(_("No order in this time."), Role.CELL, ink="2"), 0, 0, 1, 3)

    def _lay_out(self) -> None:
        inside = ground("window")
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 16, 0, 16)
        column.setSpacing(8)
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(self.name, 1)
        head.addWidget(self.tier)
        head.addWidget(self.edit)
        facts = QVBoxLayout()
        facts.setContentsMargins(16, 0, 16, 0)
        facts.setSpacing(6)
        facts.addLayout(head)
        self.phones.setSpacing(4)
        self.places.setSpacing(4)
        for part in (self.state, self.needs, self.unknown, self.meanwhile, self.phones, self.hours, self.places, self.notes):
            facts.addWidget(part) if isinstance(part, QWidget) else facts.addLayout(part)
        facts.addSpacing(6)
        facts.addWidget(line())
        facts.addSpacing(2)
        facts.addWidget(self.machines_head)
        column.addLayout(facts)
        column.addWidget(self.machines)
        rest = QVBoxLayout()
        rest.setContentsMargins(16, 4, 16, 0)
        rest.setSpacing(6)
        rest.addWidget(self.complaints_head)
        rest.addLayout(self.complaints)
        if self._past:
            rest.addWidget(line())
            rest.addSpacing(2)
            rest.addWidget(self.past_head)
        self.past.setHorizontalSpacing(12)
        self.past.setVerticalSpacing(4)
        self.past.setColumnStretch(1, 1)
        if self._past:
            rest.addLayout(self.past)
        column.addLayout(rest)
        column.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(Scrolled(inside))


class _Fact(QWidget):
    """An icon and what it stands for; hidden without words."""

    def __init__(self, icon: str, token: str, *, strong: bool = False) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        side = QVBoxLayout()
        side.setContentsMargins(0, 3, 0, 0)
        side.addWidget(Icon(icon, token, filled=strong), 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(side)
        self.words = label("", Role.HEADING if strong else Role.BODY, tone=token if strong else "", wrap=True)
        row.addWidget(self.words, 1)

    def show_text(self, text: str, *, struck: bool = False) -> None:
        self.words.setText(text)
        self.setVisible(bool(text))
        if struck:
            font = self.words.font()
            font.setStrikeOut(True)
            self.words.setFont(font)


def _phone(phone: PhoneRow) -> str:
    extension = _("ext. {n}").format(n=phone.extension) if phone.extension else ""
    return " ".join(part for part in (formats.phone(phone.e164), extension) if part)


def _empty(layout: QVBoxLayout | QGridLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
