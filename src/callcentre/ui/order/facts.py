"""The facts beside an order's story: machine, window against arrival, money, who is bound to it."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from PySide6.QtWidgets import QWidget

from callcentre.domain.covers import CoverState
from callcentre.store.order_card import OrderCard, StoryRow, cover_of
from callcentre.ui import formats
from callcentre.ui.buttons import Button
from callcentre.ui.chips import Chip
from callcentre.ui.facts import Facts, section
from callcentre.ui.fonts import Role
from callcentre.ui.labels import label
from callcentre.ui.screen import ScreenContext
from callcentre.words import N_, _, codes

SAME_CASE = {
    "group": N_("same case"), "follows": N_("before it"), "followed_by": N_("after it"),
    "repeat_of": N_("the fault came back from"), "repeated_by": N_("came back as"),
}


class OrderFacts(Facts):
    """Built anew for each card; links navigate to the order they name."""

    def __init__(self, ctx: ScreenContext) -> None:
        super().__init__()
        self._ctx = ctx

    def show_card(self, card: OrderCard) -> None:
        """Shows what is known of this order."""
        self.show_parts([self._machine(card), self._arrival(card), self._money(card), self._bound(card)])

    def _machine(self, card: OrderCard) -> QWidget:
        rows: list[tuple[str, str | QWidget]] = []
        if card.asset is not None:
            rows = [(_("Model"), card.asset.model), (_("Serial"), card.asset.serial), (_("Stands in"), card.asset.place)]
        rows.append((_("Cover"), _cover_chip(cover_of(card), card)))
        if card.asset is not None and card.asset.do_not_use:
            rows.append((_("Safety"), Chip(_("not to be used"), tone="danger", icon="fire")))
        rows += [(_("Address"), card.place.text if card.place else ""), *self._phones(card)]
        return section(_("Machine and place"), rows)

    def _phones(self, card: OrderCard) -> list[tuple[str, str | QWidget]]:
        good = [phone for phone in card.phones if phone.kind != "wrong"]
        return [(_("Phone"), formats.listed(*(formats.phone(phone.e164) for phone in good)))]

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
        for pk, no, why in card.same_case:
            rows.append((_(SAME_CASE[why]), self._link(no, "orders.open", pk)))
        for complaint in card.complaints:
            said = codes.shown(codes.COMPLAINT_STATES, complaint.state)
            rows.append((_("Complaint"), formats.joined(complaint.no, said)))
        return section(_("Bound to it"), rows) if rows else None

    def _link(self, no: str, intent: str, pk: UUID) -> QWidget:
        return Button(no, kind="quiet", icon="link", run=lambda: self._ctx.navigate(intent, order=pk))


def cover_words(cover: CoverState) -> str:
    """What is paid for and why, in one sentence."""
    # A cover may end in another year, so the year is always written.
    data = {name: formats.day(value, date.min) if isinstance(value, date) else value for name, value in cover.data.items()}
    return _(codes.COVERS[cover.reason]).format(**data)


def _cover_chip(cover: CoverState, card: OrderCard) -> QWidget:
    if card.asset is None:
        return label(cover_words(cover), Role.CELL, ink="2", wrap=True)
    tone, icon = ("good", "shield_checkmark") if cover.labour or cover.parts else ("plain", "shield_error")
    return Chip(cover_words(cover), tone=tone, icon=icon)


def _last(story: Sequence[StoryRow], kind: str) -> StoryRow | None:
    return next((row for row in reversed(story) if row.kind == kind and row.effect == "applied"), None)
