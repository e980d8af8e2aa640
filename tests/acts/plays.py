"""For every kind of event: how somebody writes it by an act, and what stage it needs first."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from uuid import UUID

from callcentre.acts import callbacks, complaints, orders, visits
from callcentre.acts.callbacks import Answer
from callcentre.acts.complaints import NewComplaint
from callcentre.domain.complaint_story import ComplaintStory
from callcentre.domain.instants import HOUR
from callcentre.domain.story import Story
from callcentre.store.unit import Unit

PART = "COMPRESSOR"


@dataclass(frozen=True)
class OrderPlay:
    """`act` writes the event on an order at `stage`."""

    stage: str
    act: Callable[[Unit, Story], object]


@dataclass(frozen=True)
class Cast:
    """Who and what the plays need: ids of things that exist."""

    customer: UUID
    outlet: UUID
    technician: UUID
    second: UUID
    """Another person with every role."""


def order_plays(cast: Cast) -> Mapping[str, OrderPlay]:
    """Kind of event -> how an order gets it."""
    return {
        "opened": OrderPlay("none", lambda unit, order: None),
        "solved_by_phone": OrderPlay("open", lambda u, o: orders.solve_by_phone(u, o, satisfied=True)),
        "window_agreed": OrderPlay("open", lambda u, o: orders.agree_window(u, o, u.now + HOUR, u.now + 2 * HOUR)),
        "relayed": OrderPlay("open", lambda u, o: visits.relay(u, o, cast.outlet)),
        "withdrawn": OrderPlay("relayed", lambda u, o: visits.withdraw(u, o, reason="too_far")),
        "accepted": OrderPlay("relayed", visits.accept),
        "declined": OrderPlay("relayed", lambda u, o: visits.decline(u, o, reason="no_capacity")),
        "returned": OrderPlay("accepted", lambda u, o: visits.give_back(u, o, reason="no_part")),
        "planned": OrderPlay("accepted", lambda u, o: visits.plan(u, o, technician=cast.technician)),
        "contacted": OrderPlay("open", lambda u, o: visits.contact(u, o, by="centre", outcome="reached")),
        "on_hold": OrderPlay("accepted", lambda u, o: visits.hold(u, o, reason="part")),
        "resumed": OrderPlay("accepted", visits.resume),
        "part_requested": OrderPlay("accepted", lambda u, o: visits.request_parts(u, o, [(PART, 1)])),
        "part_sent": OrderPlay("accepted", lambda u, o: visits.send_parts(u, o, [(PART, 1)])),
        "part_arrived": OrderPlay("accepted", lambda u, o: visits.receive_parts(u, o, [(PART, 1)])),
        "quoted": OrderPlay("accepted", lambda u, o: visits.quote(u, o, 28000)),
        "quote_answered": OrderPlay("accepted", lambda u, o: visits.answer_quote(u, o, "agreed")),
        "urged": OrderPlay("relayed", lambda u, o: orders.urge(u, o, "it is hot")),
        "visit": OrderPlay("accepted", lambda u, o: visits.visit(u, o, outcome="fixed", parts=[(PART, 1)])),
        "feedback": OrderPlay("accepted", lambda u, o: visits.feed_back(u, o, outcome="done")),
        "callback_attempt": OrderPlay("awaiting_callback", lambda u, o: callbacks.attempt(u, o, outcome="no_answer")),
        "callback_answer": OrderPlay("awaiting_callback", lambda u, o: callbacks.answer(u, o, Answer(satisfied=True))),
        "second_check": OrderPlay("closed_by_another", lambda u, o: callbacks.second_check(u, o, Answer(satisfied=True))),
        "closed_unverified": OrderPlay(
            "awaiting_callback", lambda u, o: callbacks.close_unverified(u, o, reason="refused_callback")
        ),
        "reopened": OrderPlay("closed", lambda u, o: orders.reopen(u, o, reason="recurred")),
        "cancel_asked": OrderPlay("accepted", lambda u, o: orders.ask_cancel(u, o, reason="customer_wish")),
        "cancelled": OrderPlay("open", lambda u, o: orders.cancel(u, o, reason="customer_wish")),
        "complaint_raised": OrderPlay(
            "open", lambda u, o: complaints.receive(u, NewComplaint(category="delay", order=o))
        ),
        "complaint_ended": OrderPlay("open", lambda u, o: complaints.customer_withdraws(u, _complained(u, o))),
        "message_sent": OrderPlay("open", lambda u, o: orders.message_sent(u, o, kind="window", outcome="copied")),
        "amended": OrderPlay("open", lambda u, o: orders.amend(u, o, {"urgency": "urgent"})),
        "corrected": OrderPlay(
            "closed", lambda u, o: orders.correct(u, o, _event(o, "visit"), {"charge_fen": 100}, reason="misread")
        ),
        "undone": OrderPlay("relayed", orders.undo),
        "noted": OrderPlay("open", lambda u, o: orders.note(u, o, "the bell is broken")),
    }


def _complained(unit: Unit, order: Story) -> ComplaintStory:
    return complaints.receive(unit, NewComplaint(category="delay", order=order))


def _event(order: Story, kind: str) -> UUID:
    return next(event.id for event in order.events if event.kind == kind)


Step = Callable[[Unit, ComplaintStory], object]


def complaint_plays(cast: Cast) -> Mapping[str, tuple[tuple[str, ...], Step]]:
    """Kind of event -> (the kinds played before it, how a complaint gets it)."""
    offered = ("assessed", "remedy_offered")
    given = (*offered, "accepted_by_customer", "remedy_given")
    return {
        "received": ((), lambda u, c: None),
        "acknowledged": ((), lambda u, c: complaints.acknowledge(u, c, channel="phone")),
        "assessed": ((), lambda u, c: complaints.assess(u, c, severity="high", against="outlet")),
        "investigated": (("assessed",), lambda u, c: complaints.investigate(u, c, "the sheet says 180")),
        "remedy_offered": (("assessed",), lambda u, c: complaints.offer_remedy(u, c, kind="refund", compensation_fen=2000)),
        "accepted_by_customer": (offered, complaints.customer_accepts),
        "rejected_by_customer": (offered, lambda u, c: complaints.customer_rejects(u, c, "too little")),
        "remedy_given": ((*offered, "accepted_by_customer"), lambda u, c: complaints.give_remedy(u, c, "20 yuan")),
        "escalated": ((), complaints.escalate),
        "ended": ((*given, "contacted"), lambda u, c: complaints.end(u, c, ended_as="upheld", cause="overcharged")),
        "withdrawn_by_customer": ((), complaints.customer_withdraws),
        "owner_offered": ((), lambda u, c: complaints.offer_owner(u, c, cast.second)),
        "owner_accepted": (("owner_offered",), complaints.accept_owner),
        "owner_returned": (("owner_offered",), lambda u, c: complaints.return_owner(u, c, reason="on leave")),
        "reopened": (("withdrawn_by_customer",), lambda u, c: complaints.reopen(u, c, reason="called_in")),
        "contacted": ((), lambda u, c: complaints.contact(u, c, outcome="reached")),
        "promised": ((), lambda u, c: complaints.promise(u, c, u.now + HOUR)),
        "task_asked": ((), lambda u, c: complaints.ask_task(u, c, "send the sheet", outlet=cast.outlet)),
        "task_answered": (("task_asked",), lambda u, c: complaints.answer_task(u, c, c.events[-1].id, "sent")),
        "evidence": ((), lambda u, c: complaints.add_evidence(u, c, cast.customer)),
        "noted": ((), lambda u, c: complaints.note(u, c, "rang twice")),
    }
