"""The facts beside a complaint's story: who complains about what, deadlines with their source, offers."""

from PySide6.QtWidgets import QWidget

from callcentre.domain.complaint_clock import Clock
from callcentre.store.complaint_card import ComplaintCard, Offer
from callcentre.ui import formats
from callcentre.ui.buttons import Button
from callcentre.ui.case_files import CaseFiles
from callcentre.ui.chips import Chip
from callcentre.ui.complaint import telling
from callcentre.ui.facts import Fact, Facts, section, stacked
from callcentre.ui.order.telling import STATE_TONES, words_of
from callcentre.ui.screen import ScreenContext
from callcentre.words import N_, _, codes, language

ANSWERS = {
    "accepted": (N_("the customer accepts"), "good", "checkmark_circle"),
    "rejected": (N_("the customer rejects"), "due", "dismiss_circle"),
}


class ComplaintFacts(Facts):
    """Built anew for each card; links navigate to the order and the customer."""

    def __init__(self, ctx: ScreenContext, files: CaseFiles) -> None:
        super().__init__()
        self._ctx, self._files = ctx, files

    def show_card(self, card: ComplaintCard) -> None:
        """Shows what is known of this complaint."""
        self.show_parts([
            self._customer(card), self._about(card), self._deadlines(card), self._offers(card), self._tasks(card),
            self._files.section(),
        ])

    def _customer(self, card: ComplaintCard) -> QWidget | None:
        customer, ctx = card.customer, self._ctx
        if customer is None:
            return None
        good = [formats.phone(phone.e164) for phone in card.phones if phone.kind != "wrong"]
        link = Button(
            customer.name, kind="link", icon="person", run=lambda: ctx.navigate("intake.customer", customer=customer.id)
        )
        return section(_("Customer"), [
            (_("Name"), link), (_("Phone"), formats.listed(*good)), (_("Notes"), customer.notes),
            (_("Needs"), customer.needs),
        ])

    def _about(self, card: ComplaintCard) -> QWidget:
        profile, now = self._ctx.profile, card.now
        icon, tone = telling.severity_icon(now.severity)
        severity = Chip(words_of(profile.complaint_severities, now.severity), tone=tone or "plain", icon=icon)
        came = formats.joined(
            words_of(profile.channels, now.channel), formats.moment(now.received_at, self._ctx.now(), self._ctx.zone)
        )
        return section(_("What it is about"), [
            (_("Severity"), severity), (_("Category"), words_of(profile.complaint_categories, now.category)),
            (_("Against"), formats.joined(codes.shown(codes.ABOUT, now.against) if now.against else "", card.concerned)),
            (_("Outlet"), card.outlet), (_("Order"), self._order(card)), (_("Wish"), card.wish),
            (_("Came by"), came), (_("Their number"), now.external_ref),
        ])

    def _order(self, card: ComplaintCard) -> QWidget | str:
        order = card.order
        if order is None:
            return ""
        _tone, icon = STATE_TONES.get(order.state, ("plain", "circle"))
        words = formats.joined(formats.tail(order.no), codes.shown(codes.STATES, order.state))
        link = Button(
            words, key="Alt+D", kind="link", icon=icon, run=lambda: self._ctx.navigate("orders.open", order=order.id)
        )
        link.setAccessibleDescription(order.no)
        return link

    def _deadlines(self, card: ComplaintCard) -> QWidget | None:
        facts: list[Fact] = [(telling.rule_words(clock.due.rule), self._clock(clock)) for clock in card.clocks]
        return section(_("Deadlines"), facts) if facts else None

    def _clock(self, clock: Clock) -> QWidget:
        said, tone = telling.clock_words(clock, self._ctx.now(), self._ctx.zone)
        icon = {"overdue": "warning", "due": "clock", "good": "checkmark"}.get(tone, "clock")
        notes = []
        if clock.due.estimated:
            notes.append(_("estimated: no calendar was published for these days"))
        source = self._ctx.profile.sources.get(clock.due.rule.source)
        if source is not None:
            notes.append(source.words[language()] if source.confirmed else
                         _("{source} (to be confirmed)").format(source=source.words[language()]))
        return stacked(Chip(said, tone=tone, icon=icon), *notes)

    def _offers(self, card: ComplaintCard) -> QWidget:
        limit = max((self._ctx.profile.approval_fen.get(role, 0) for role in self._ctx.person.roles), default=0)
        facts: list[Fact] = [(_("You may offer"), _("up to {money}").format(money=formats.money(limit)))]
        facts += [(formats.moment(one.at, self._ctx.now(), self._ctx.zone), _offer(one)) for one in card.offers]
        return section(_("Remedies"), facts)

    def _tasks(self, card: ComplaintCard) -> QWidget | None:
        now, zone = self._ctx.now(), self._ctx.zone
        facts: list[Fact] = [
            (task.whom or _("open"), formats.joined(
                task.words, _("until {at}").format(at=formats.moment(task.until, now, zone)) if task.until else ""))
            for task in card.tasks
        ]
        return section(_("Tasks without an answer"), facts) if facts else None


def _offer(offer: Offer) -> QWidget:
    said = formats.joined(
        codes.shown(codes.REMEDIES, offer.kind), formats.money(offer.compensation_fen) if offer.compensation_fen else ""
    )
    answer, tone, icon = ANSWERS.get(offer.answer, (N_("no answer yet"), "plain", "clock"))
    return stacked(Chip(_(answer), tone=tone, icon=icon), said, offer.who)
