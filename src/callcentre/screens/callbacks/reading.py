"""What is read out, compared and written down of one callback."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from callcentre.acts import orders, phones
from callcentre.acts.calls import OngoingCall
from callcentre.acts.complaints import NewComplaint
from callcentre.domain.errors import Refused
from callcentre.domain.event import Role
from callcentre.store.customers import PhoneRow
from callcentre.store.order_card import OrderCard, StoryRow, order_card
from callcentre.store.order_choices import OrderChoices, order_choices
from callcentre.store.queue import CallbackRow
from callcentre.ui import formats
from callcentre.ui.order import telling
from callcentre.ui.screen import ScreenContext
from callcentre.words import _, language

COMPLAINT = "charge"
"""Category of the complaint that a payment against the sheet makes."""


@dataclass(slots=True)
class Talk:
    """One callback on the line."""

    card: OrderCard
    choices: OrderChoices
    phone: PhoneRow | None
    call: OngoingCall

    @property
    def order(self) -> UUID:
        return self.card.header.order_id


def in_hand(ctx: ScreenContext, order: UUID) -> Callable[[Session], tuple[OrderCard, OrderChoices]]:
    """The question for an order with what may be done about it."""
    roles, profile, now = frozenset(Role(role) for role in ctx.person.roles), ctx.profile, ctx.now()

    def ask(session: Session) -> tuple[OrderCard, OrderChoices]:
        card = order_card(session, order, roles=roles, profile=profile)
        return card, order_choices(session, order, now=now, profile=profile)

    return ask


def why_not(card: OrderCard) -> Refused | None:
    """Why nobody is called about this order: it waits for no callback, or not for one by this person."""
    if card.header.state != "awaiting_callback":
        return Refused(
            "order.illegal", event="callback_answer", state=card.header.state, objection="state", possible=list(card.acts)
        )
    return None if "callback_answer" in card.acts else Refused("act.no_right", roles=[Role.AGENT])


def good_number(card: OrderCard, *, but: UUID | None = None) -> PhoneRow | None:
    """The first number that is not struck out and is another than `but`."""
    return next((phone for phone in card.phones if phone.kind != "wrong" and phone.id != but), None)


def undoing(order: UUID, event: UUID) -> Callable[[Any], object]:
    """The act that takes an answer back."""
    return lambda unit: orders.undo(unit, order, event)


def restoring(phone: UUID) -> Callable[[Any], object]:
    """The act that makes a number good again that a wrong key struck out."""
    return lambda unit: phones.promote_phone(unit, phone)


def disposition(outcome: str) -> str:
    """How a call that ended so is written down, as a code of the profile."""
    return {"no_answer": "no_answer", "busy": "no_answer", "wrong_number": "wrong_number"}.get(outcome, "callback")


def _last(story: Sequence[StoryRow], kind: str) -> StoryRow | None:
    return next((row for row in reversed(story) if row.kind == kind and row.effect == "applied"), None)


def product_words(card: OrderCard, ctx: ScreenContext) -> str:
    """What the order is about: the model, else the product group."""
    if card.asset and card.asset.model:
        return card.asset.model
    group = ctx.profile.group(card.header.category)
    return group.words[language()] if group else ""


def opening_words(card: OrderCard, ctx: ScreenContext) -> str:
    """What is said first, with the customer's own facts; a name in braces that is not known stays as it is."""
    words = ctx.profile.script["callback_opening"][language()]
    facts = {
        "customer": card.customer.name, "outlet": card.outlet.name if card.outlet else "",
        "product": product_words(card, ctx), "agent": ctx.person.name, "order_no": formats.tail(card.header.no),
        "company": _("the service hotline"),
    }
    for name, fact in facts.items():
        words = words.replace("{" + name + "}", fact)
    return words


def charged(card: OrderCard) -> int:
    """What the outlet's last sheet says the customer paid, in fen."""
    visit = _last(card.story, "visit")
    listed = visit.data.get("charge_fen") if visit else None
    return listed if isinstance(listed, int) else 0


def sheet_words(card: OrderCard, ctx: ScreenContext) -> str:
    """The outlet's last visit in one line."""
    visit = _last(card.story, "visit")
    if visit is None:
        return _("The outlet reported no visit.")
    step = telling.step(visit, ctx.profile, ctx.now(), ctx.zone)
    return formats.joined(step.time, step.title, step.detail, step.words)


def charge_complaint(card: OrderCard, words: str, paid_fen: int) -> NewComplaint:
    """The complaint about a payment against the sheet: what the customer said, and both amounts."""
    amounts = _("paid {paid}, on the sheet {listed}").format(
        paid=formats.money(paid_fen), listed=formats.money(charged(card))
    )
    return NewComplaint(
        category=COMPLAINT, order=card.header.order_id, customer=card.customer.id, against="outlet",
        outlet=card.outlet.id if card.outlet else None, words=formats.joined(words, amounts),
    )


def carried_along(card: OrderCard, words: str, about: str) -> Mapping[str, Mapping[str, Any]]:
    """What the forms of the acts that follow begin with: rework by the same outlet, a complaint in the customer's words."""
    return {
        "relayed": {"outlet": card.outlet.id if card.outlet else None},
        "complaint_raised": {"words": words, "against": about or "outlet"},
    }


def nobody_to_call(queue: Sequence[CallbackRow | None]) -> str:
    """Why nobody is called next: nothing is due, or what is due is not for this person or not for this hour."""
    if any(row is not None and row.rank != "later" for row in queue):
        return _("What is due is left to a colleague or to another hour; Enter on a row calls all the same")
    return _("No callback is due now")
