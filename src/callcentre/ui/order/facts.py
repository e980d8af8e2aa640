"""The facts beside an order's story: machine, window against arrival, money, who is bound to it."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from PySide6.QtWidgets import QWidget

from callcentre.domain.covers import CoverState
from callcentre.domain.instants import DAY
from callcentre.domain.lifecycle import ENDED_STATES
from callcentre.store.order_card import OrderCard, StoryRow, cover_of, phone_at
from callcentre.ui import formats
from callcentre.ui.buttons import Button
from callcentre.ui.case_files import CaseFiles
from callcentre.ui.chips import Chip
from callcentre.ui.facts import Facts, section, stacked
from callcentre.ui.fonts import Role
from callcentre.ui.labels import label
from callcentre.ui.order.telling import lies_with_nobody
from callcentre.ui.screen import ScreenContext
from callcentre.words import N_, _, codes, language, ngettext

EXCHANGE_AFTER = ((90, "exchange_no_parts"), (30, "exchange_over_30_days"))
"""Days after which the wait for a repair gives a right, and the source of the profile that says so."""
SAME_CASE_SHOWN = 6
SAME_CASE = {
    "group": N_("same case"), "follows": N_("before it"), "followed_by": N_("after it"),
    "repeat_of": N_("the fault came back from"), "repeated_by": N_("came back as"),
}


class OrderFacts(Facts):
    """Built anew for each card; links navigate to what they name."""

    def __init__(self, ctx: ScreenContext, files: CaseFiles) -> None:
        super().__init__()
        self._ctx, self._files = ctx, files

    def show_card(self, card: OrderCard) -> None:
        """Shows what is known of this order."""
        self.show_parts([
            self._right(card), self._customer(card), self._machine(card), self._outlet(card), self._arrival(card),
            self._money(card), self._bound(card), self._files.section(),
        ])

    def _right(self, card: OrderCard) -> QWidget | None:
        """What the customer may ask for after waiting so long, with where it is written."""
        header, ctx = card.header, self._ctx
        if header.kind != "repair" or header.state in ENDED_STATES:
            return None
        waited = (ctx.now() - header.opened_at) // DAY
        code = next((code for days, code in EXCHANGE_AFTER if waited > days), "")
        source = ctx.profile.sources.get(code)
        if source is None:
            return None
        words = source.words[language()]
        said = words if source.confirmed else _("{source} (to be confirmed)").format(source=words)
        days = ngettext("open for {n} day", "open for {n} days", waited).format(n=waited)
        return section(_("Right to an exchange"), [
            (_("Waiting"), Chip(days, tone="due", icon="clock")), (_("Source"), label(said, Role.CELL, wrap=True)),
        ])

    def _outlet(self, card: OrderCard) -> QWidget | None:
        """Whom to ring about it, by the number that somebody answers at this hour."""
        if card.outlet is None:
            return None
        phone = phone_at(card.outlet, self._ctx.now(), self._ctx.profile)
        is_night = bool(phone) and phone == card.outlet.night_phone
        return section(_("Outlet"), [
            (_("Last outlet") if lies_with_nobody(card.header) else _("Outlet"),
             formats.joined(card.outlet.name, card.outlet.code)),
            (_("Night number") if is_night else _("Phone"), formats.phone(phone) if phone else ""),
        ])

    def _machine(self, card: OrderCard) -> QWidget:
        rows: list[tuple[str, str | QWidget]] = []
        if card.asset is not None:
            rows = [(_("Model"), card.asset.model), (_("Serial"), card.asset.serial), (_("Stands in"), card.asset.place)]
        rows.append((_("Cover"), _cover_chip(cover_of(card), card)))
        if card.asset is not None and card.asset.do_not_use:
            rows.append((_("Safety"), Chip(_("not to be used"), tone="danger", icon="fire")))
        rows.append((_("Address"), card.place.text if card.place else ""))
        order = card.header.order_id
        rows.append(("", Button(lambda: _("Show on the map"), kind="link", icon="map",
                                run=lambda: self._ctx.navigate("map.order", order=order))))
        return section(_("Machine and place"), rows)

    def _customer(self, card: OrderCard) -> QWidget:
        """Whose order it is, how they are reached, and what to heed with them."""
        customer, ctx = card.customer, self._ctx
        link = Button(
            customer.name, kind="link", icon="person", run=lambda: ctx.navigate("intake.customer", customer=customer.id)
        )
        good = [formats.phone(phone.e164) for phone in card.phones if phone.kind != "wrong"]
        return section(_("Customer"), [
            (_("Name"), link), (_("Phone"), formats.listed(*good)), (_("Notes"), customer.notes),
            (_("Needs"), customer.needs),
        ])

    def _arrival(self, card: OrderCard) -> QWidget | None:
        header, zone = card.header, self._ctx.zone
        rows: list[tuple[str, str | QWidget]] = []
        if header.window_start is not None and header.window_end is not None:
            rows.append((_("Agreed"), formats.window(header.window_start, header.window_end, zone)))
        visit = _last(card.story, "visit")
        arrived = visit.data.get("arrived_at") if visit else None
        if visit is not None and isinstance(arrived, int):
            rows.append((_("Arrived"), formats.moment(arrived, self._ctx.now(), zone)))
            rows.append((_("Outcome"), codes.shown(codes.OUTCOMES, str(visit.data.get("outcome")))))
        return section(_("Window and arrival"), rows) if rows else None

    def _money(self, card: OrderCard) -> QWidget | None:
        rows: list[tuple[str, str | QWidget]] = []
        for title, kind, field in (
            (N_("Quoted"), "quoted", "charge_fen"), (N_("On the sheet"), "visit", "charge_fen"),
            (N_("Paid, says the customer"), "callback_answer", "paid_fen"),
        ):
            row = _last(card.story, kind)
            amount = row.data.get(field) if row else None
            if isinstance(amount, int):
                rows.append((_(title), formats.money(amount)))
        return section(_("Money"), rows) if rows else None

    def _bound(self, card: OrderCard) -> QWidget | None:
        rows: list[tuple[str, str | QWidget]] = []
        for pk, no, why in card.same_case[:SAME_CASE_SHOWN]:
            rows.append((_(SAME_CASE[why]), self._link(no, "orders.open", order=pk)))
        if (more := len(card.same_case) - SAME_CASE_SHOWN) > 0:
            rows.append(("", label(_("{n} more").format(n=more), Role.CELL, ink="2")))
        for complaint in card.complaints:
            said = formats.joined(formats.tail(complaint.no), codes.shown(codes.COMPLAINT_STATES, complaint.state))
            rows.append((_("Complaint"), self._link(said, "complaints.open", complaint=complaint.id)))
        return section(_("Linked to it"), rows) if rows else None

    def _link(self, words: str, intent: str, **named: UUID) -> QWidget:
        return Button(words, kind="link", icon="link", run=lambda: self._ctx.navigate(intent, **named))


def cover_words(cover: CoverState) -> str:
    """What is paid for and why, in one sentence."""
    # A cover may end in another year, so the year is always written.
    data = {name: formats.day(value, date.min) if isinstance(value, date) else value for name, value in cover.data.items()}
    return _(codes.COVERS[cover.reason]).format(**data)


def cover_state(cover: CoverState) -> tuple[str, str, str]:
    """(word, tone, icon) of what is paid for."""
    if cover.labour and cover.parts:
        return _("Covered"), "good", "shield_checkmark"
    if cover.labour or cover.parts:
        return _("Partly covered"), "good", "shield_checkmark"
    if cover.reason in ("cover.no_purchase_date", "cover.no_warranty"):
        return _("To confirm"), "due", "shield_question"
    return _("Out of cover"), "plain", "shield_error"


def _cover_chip(cover: CoverState, card: OrderCard) -> QWidget:
    if card.asset is None:
        return label(cover_words(cover), Role.CELL, ink="2", wrap=True)
    word, tone, icon = cover_state(cover)
    return stacked(Chip(word, tone=tone, icon=icon), cover_words(cover))


def _last(story: Sequence[StoryRow], kind: str) -> StoryRow | None:
    return next((row for row in reversed(story) if row.kind == kind and row.effect == "applied"), None)
