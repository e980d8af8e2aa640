"""What each act on an order asks for, and the act it comes to: one table for every panel that shows an order."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from callcentre.acts import callbacks, complaints, orders, visits
from callcentre.domain.event_data import CONTACT_BY, WINDOW_BY
from callcentre.domain.lifecycle import ABOUT, HOLD_REASONS, REOPEN_REASONS, UNVERIFIED_REASONS, VISIT_OUTCOMES
from callcentre.ui.acting.forms import ActForm, Ask, Values
from callcentre.words import N_, codes

VISIT_ORDER = (
    "fixed", "not_fixed", "temporary", "parts_needed", "taken_to_workshop", "no_fault_found", "unrepairable",
    "unsafe", "no_access", "refused_visit", "refused_fee",
)
assert frozenset(VISIT_ORDER) == VISIT_OUTCOMES

WORDS = Ask("words", N_("Words"), "words")
REASON = Ask("reason", N_("Reason"), "reason", required=True)
PARTS = Ask("parts", N_("Parts"), "parts", required=True)
WINDOW = Ask("window", N_("Window"), "window", required=True)

BY = {"customer": N_("the customer"), "outlet": N_("the outlet"), "centre": N_("the centre")}
PLACES = {"home": N_("at the customer's"), "workshop": N_("in the workshop")}
QUOTE = {"agreed": N_("agrees"), "refused": N_("refuses")}
FEEDBACK = {"done": N_("done"), "unable": N_("unable")}
MESSAGES = {
    "appointment": N_("appointment"), "technician": N_("technician"), "moved": N_("moved"), "survey": N_("survey"),
}

HELD = ("kind", "urgency", "fault")
"""What an order says of itself that a form begins with."""
ANSWER = (
    Ask("satisfied", N_("Satisfied"), "yes_no", required=True),
    Ask("came", N_("Came"), "yes_no"),
    Ask("fixed", N_("Fixed"), "yes_no"),
    Ask("on_time", N_("On time"), "yes_no"),
    Ask("attitude_ok", N_("Polite"), "yes_no"),
    Ask("about", N_("About"), "code", tuple(codes.ABOUT), codes.ABOUT),
    Ask("paid_fen", N_("Paid"), "money"),
    Ask("score", N_("Score 0–10"), "score"),
    WORDS,
)
assert frozenset(codes.ABOUT) == ABOUT


def _answer(values: Values) -> callbacks.Answer:
    said: dict[str, Any] = {ask.code: values.get(ask.code) for ask in ANSWER if ask is not WORDS}
    return callbacks.Answer(**(said | {"about": values.get("about") or ""}))


def _complaint(unit: Any, order: UUID, values: Values) -> object:
    return complaints.receive(
        unit,
        complaints.NewComplaint(
            category=values["category"], severity=values["severity"] or "", against=values["against"] or "",
            order=order, words=values["words"], channel="phone",
        ),
    )


FORMS: tuple[ActForm, ...] = (
    ActForm("relayed", N_("Relay"), (Ask("outlet", N_("Outlet"), "pick", ("outlets",), required=True,
                                         hint=N_("Type to find, cursor down for the nearest")),),
            lambda unit, order, v: visits.relay(unit, order, v["outlet"]), "Alt+R", "arrow_circle_right"),
    ActForm("accepted", N_("Outlet accepts"), (), lambda unit, order, v: visits.accept(unit, order),
            "Alt+A", "checkmark_circle"),
    ActForm("declined", N_("Outlet declines"), (REASON,),
            lambda unit, order, v: visits.decline(unit, order, reason=v["reason"]), "Alt+D", "dismiss_circle"),
    ActForm("window_agreed", N_("Agree a window"), (
                WINDOW, Ask("by", N_("Wished by"), "code", ("customer", "outlet", "centre"), BY, True, "customer"),
                Ask("reason", N_("Reason"), "line")),
            lambda unit, order, v: orders.agree_window(unit, order, *v["window"], by=v["by"], reason=v["reason"]),
            "Alt+M", "calendar_clock"),
    ActForm("contacted", N_("Customer contacted"), (
                Ask("by", N_("By"), "code", ("outlet", "centre"), BY, True, "centre"),
                Ask("outcome", N_("Outcome"), "code", ("reached", "no_answer", "wrong_number"), codes.OUTCOMES, True),
                WORDS),
            lambda unit, order, v: visits.contact(unit, order, by=v["by"], outcome=v["outcome"], words=v["words"]),
            "Alt+C", "phone"),
    ActForm("planned", N_("Plan"), (
                Ask("technician", N_("Technician"), "pick", ("technicians",), required=True), Ask("window", N_("When"), "window")),
            lambda unit, order, v: visits.plan(
                unit, order, technician=v["technician"], start=(v["window"] or (None, None))[0],
                end=(v["window"] or (None, None))[1]),
            "Alt+P", "calendar_clock"),
    ActForm("visit", N_("Visit"), (
                Ask("outcome", N_("Outcome"), "code", VISIT_ORDER, codes.OUTCOMES, True),
                Ask("technician", N_("Technician"), "pick", ("technicians",)),
                Ask("arrived_at", N_("Arrived"), "moment", required=True), Ask("left_at", N_("Left"), "moment"),
                Ask("place", N_("Place"), "code", ("home", "workshop"), PLACES, True, "home"),
                Ask("cause", N_("Cause"), "line"), Ask("action", N_("Done"), "line"),
                Ask("parts", N_("Parts"), "parts"), Ask("charge_fen", N_("Charged"), "money"), WORDS),
            lambda unit, order, v: visits.visit(
                unit, order, outcome=v["outcome"], technician=v["technician"], arrived_at=v["arrived_at"],
                left_at=v["left_at"], place=v["place"], cause=v["cause"], action=v["action"], parts=v["parts"],
                charge_fen=v["charge_fen"], words=v["words"]),
            "Alt+V", "wrench"),
    ActForm("feedback", N_("Feedback"), (
                Ask("outcome", N_("Outcome"), "code", ("done", "unable"), FEEDBACK, True, "done"),
                Ask("reason", N_("Reason"), "reason"), WORDS),
            lambda unit, order, v: visits.feed_back(
                unit, order, outcome=v["outcome"], reason=v["reason"] if v["outcome"] == "unable" else "",
                words=v["words"]),
            "Alt+F", "clipboard_text_ltr"),
    ActForm("urged", N_("Urge"), (WORDS,), lambda unit, order, v: orders.urge(unit, order, v["words"]),
            "F9", "megaphone_loud"),
    ActForm("solved_by_phone", N_("Solve by phone"), (
                Ask("satisfied", N_("Confirmed"), "yes_no", required=True), WORDS),
            lambda unit, order, v: orders.solve_by_phone(unit, order, satisfied=v["satisfied"], words=v["words"]),
            "Alt+S", "call"),
    ActForm("on_hold", N_("Hold"), (
                Ask("reason", N_("Waits for"), "code", tuple(sorted(HOLD_REASONS)), codes.REASONS, True),
                Ask("until", N_("Until"), "moment"), WORDS),
            lambda unit, order, v: visits.hold(unit, order, reason=v["reason"], until=v["until"], words=v["words"]),
            "Alt+H", "pause_circle"),
    ActForm("resumed", N_("Resume"), (), lambda unit, order, v: visits.resume(unit, order), "Alt+U", "arrow_sync"),
    ActForm("part_requested", N_("Request a part"), (PARTS,),
            lambda unit, order, v: visits.request_parts(unit, order, v["parts"]), "", "box"),
    ActForm("part_sent", N_("Part sent"), (PARTS,),
            lambda unit, order, v: visits.send_parts(unit, order, v["parts"]), "", "box"),
    ActForm("part_arrived", N_("Part arrived"), (PARTS,),
            lambda unit, order, v: visits.receive_parts(unit, order, v["parts"]), "", "box"),
    ActForm("quoted", N_("Quote"), (Ask("charge_fen", N_("Amount"), "money", required=True),),
            lambda unit, order, v: visits.quote(unit, order, v["charge_fen"]), "", "receipt"),
    ActForm("quote_answered", N_("Answer to the quote"), (
                Ask("outcome", N_("The customer"), "code", ("agreed", "refused"), QUOTE, True),),
            lambda unit, order, v: visits.answer_quote(unit, order, v["outcome"]), "", "receipt"),
    ActForm("withdrawn", N_("Withdraw"), (REASON,),
            lambda unit, order, v: visits.withdraw(unit, order, reason=v["reason"]), "Alt+W", "arrow_undo"),
    ActForm("returned", N_("Outlet returns it"), (REASON,),
            lambda unit, order, v: visits.give_back(unit, order, reason=v["reason"]), "", "arrow_undo"),
    ActForm("cancel_asked", N_("Outlet asks to cancel"), (REASON, WORDS),
            lambda unit, order, v: orders.ask_cancel(unit, order, reason=v["reason"], words=v["words"]),
            "", "prohibited"),
    ActForm("cancelled", N_("Cancel the order"), (REASON, WORDS),
            lambda unit, order, v: orders.cancel(unit, order, reason=v["reason"], words=v["words"]),
            "Alt+Q", "prohibited"),
    ActForm("callback_attempt", N_("Not reached"), (
                Ask("outcome", N_("Outcome"), "code",
                    ("no_answer", "busy", "wrong_number", "refused", "later", "reached"), codes.OUTCOMES, True),
                Ask("next_at", N_("Call again"), "moment"), WORDS),
            lambda unit, order, v: callbacks.attempt(
                unit, order, outcome=v["outcome"], next_at=v["next_at"], words=v["words"]),
            "", "call_missed"),
    ActForm("callback_answer", N_("Customer's answer"), ANSWER,
            lambda unit, order, v: callbacks.answer(unit, order, _answer(v), words=v["words"]), "", "call_outbound"),
    ActForm("second_check", N_("Ask a second time"), ANSWER,
            lambda unit, order, v: callbacks.second_check(unit, order, _answer(v), words=v["words"]),
            "", "call_outbound"),
    ActForm("closed_unverified", N_("Close unverified"), (
                Ask("reason", N_("Reason"), "code", tuple(sorted(UNVERIFIED_REASONS)), codes.REASONS, True),
                Ask("second", N_("Second person"), "pick", ("supervisors",),
                    hint=N_("For a danger: another supervisor")), WORDS),
            lambda unit, order, v: callbacks.close_unverified(
                unit, order, reason=v["reason"], second=v["second"], words=v["words"]),
            "", "prohibited"),
    ActForm("reopened", N_("Reopen"), (
                Ask("reason", N_("Reason"), "code", tuple(sorted(REOPEN_REASONS)), codes.REASONS, True), WORDS),
            lambda unit, order, v: orders.reopen(unit, order, reason=v["reason"], words=v["words"]),
            "Alt+O", "arrow_repeat_all"),
    ActForm("complaint_raised", N_("Raise a complaint"), (
                Ask("category", N_("Category"), "profile", ("complaint_categories",), required=True),
                Ask("severity", N_("Severity"), "profile", ("complaint_severities",), required=True,
                    default="normal"),
                Ask("against", N_("Against"), "code", tuple(codes.ABOUT), codes.ABOUT), WORDS),
            _complaint, "Alt+K", "comment_error"),
    ActForm("amended", N_("Amend"), (
                Ask("kind", N_("Kind"), "profile", ("order_kinds",)),
                Ask("urgency", N_("Urgency"), "code", tuple(codes.URGENCIES), codes.URGENCIES),
                Ask("fault", N_("Fault"), "fault"), Ask("reason", N_("Reason"), "line")),
            lambda unit, order, v: orders.amend(
                unit, order, {name: v[name] for name in ("kind", "urgency", "fault") if v[name]},
                reason=v["reason"]),
            "", "edit", held=HELD, only_changes=True),
    ActForm("message_sent", N_("Message sent"), (
                Ask("kind", N_("Message"), "code", tuple(MESSAGES), MESSAGES, True),
                Ask("outcome", N_("State"), "code", ("copied", "delivered", "failed"), codes.OUTCOMES, True,
                    "copied")),
            lambda unit, order, v: orders.message_sent(unit, order, kind=v["kind"], outcome=v["outcome"]),
            "", "chat"),
    ActForm("noted", N_("Note"), (Ask("words", N_("Words"), "words", required=True),),
            lambda unit, order, v: orders.note(unit, order, v["words"]), "Alt+N", "note"),
)
MAIN: Mapping[str, tuple[str, ...]] = {
    "open": ("relayed", "window_agreed", "solved_by_phone", "urged", "cancelled", "noted"),
    "relayed": ("accepted", "declined", "contacted", "urged", "withdrawn", "noted"),
    "accepted": ("visit", "feedback", "contacted", "window_agreed", "urged", "noted"),
    "declined": ("relayed", "window_agreed", "contacted", "urged", "cancelled", "noted"),
    "returned": ("relayed", "contacted", "window_agreed", "urged", "cancelled", "noted"),
    "awaiting_callback": ("callback_answer", "callback_attempt", "contacted", "urged", "complaint_raised", "noted"),
    "reopened": ("relayed", "window_agreed", "solved_by_phone", "urged", "complaint_raised", "noted"),
    "closed": ("reopened", "complaint_raised", "second_check", "noted"),
    "cancelled": ("reopened", "complaint_raised", "noted"),
}
"""State -> the acts shown as buttons, what mostly comes next first; the others stand in the menu behind them."""
BY_KIND: Mapping[str, ActForm] = {form.kind: form for form in FORMS}
ELSEWHERE = frozenset({"opened", "complaint_ended", "corrected", "undone"})
"""Kinds without a form here: opening is intake's, a complaint ends on its own page, a step is
corrected and taken back where it stands in the story."""
assert WINDOW_BY >= set(BY) >= CONTACT_BY
