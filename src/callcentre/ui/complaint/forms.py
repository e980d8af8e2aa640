"""What each act on a complaint asks for, and the act it comes to: one row for every row of its lifecycle."""

from collections.abc import Mapping

from callcentre.acts import complaints
from callcentre.ui.acting.forms import ActForm, Ask
from callcentre.words import N_, codes

WORDS = Ask("words", N_("Words"), "words")
CHANNEL = Ask("channel", N_("By which channel"), "profile", ("channels",), required=True, default="phone")
CAUSE = Ask("cause", N_("Cause"), "line")

FORMS: tuple[ActForm, ...] = (
    ActForm("owner_accepted", N_("Take it over"), (), lambda unit, case, v: complaints.accept_owner(unit, case),
            "Alt+T", "person"),
    ActForm("owner_returned", N_("Do not take it over"), (Ask("words", N_("Why"), "words", required=True),),
            lambda unit, case, v: complaints.return_owner(unit, case, words=v["words"]), "Alt+B", "arrow_undo"),
    ActForm("acknowledged", N_("Acknowledge"), (CHANNEL, WORDS),
            lambda unit, case, v: complaints.acknowledge(unit, case, channel=v["channel"], words=v["words"]),
            "Alt+A", "chat"),
    ActForm("assessed", N_("Assess"), (
                Ask("severity", N_("Severity"), "profile", ("complaint_severities",), required=True),
                Ask("category", N_("Category"), "profile", ("complaint_categories",), required=True),
                Ask("against", N_("Against"), "code", tuple(codes.ABOUT), codes.ABOUT),
                Ask("outlet", N_("Outlet"), "pick", ("outlets",)),
                Ask("person", N_("About which colleague"), "pick", ("staff",)), WORDS),
            lambda unit, case, v: complaints.assess(
                unit, case, severity=v["severity"], category=v["category"], against=v["against"],
                outlet=v["outlet"], person=v["person"], words=v["words"]),
            "Alt+S", "eye", held=("severity", "category", "against", "outlet", "person")),
    ActForm("investigated", N_("Investigate"), (Ask("finding", N_("Found out"), "words", required=True),),
            lambda unit, case, v: complaints.investigate(unit, case, v["finding"]), "Alt+I", "search"),
    ActForm("remedy_offered", N_("Offer a remedy"), (
                Ask("kind", N_("Remedy"), "code", tuple(codes.REMEDIES), codes.REMEDIES, required=True),
                Ask("compensation_fen", N_("Compensation"), "money"), WORDS),
            lambda unit, case, v: complaints.offer_remedy(
                unit, case, kind=v["kind"], compensation_fen=v["compensation_fen"] or 0, words=v["words"]),
            "Alt+O", "receipt"),
    ActForm("accepted_by_customer", N_("Customer accepts"), (WORDS,),
            lambda unit, case, v: complaints.customer_accepts(unit, case, v["words"]), "Alt+Y", "checkmark_circle"),
    ActForm("rejected_by_customer", N_("Customer rejects"), (WORDS,),
            lambda unit, case, v: complaints.customer_rejects(unit, case, v["words"]), "Alt+R", "dismiss_circle"),
    ActForm("remedy_given", N_("Remedy given"), (Ask("what", N_("What was given"), "words", required=True),),
            lambda unit, case, v: complaints.give_remedy(unit, case, v["what"]), "Alt+G", "box"),
    ActForm("contacted", N_("Customer called"), (
                Ask("outcome", N_("Outcome"), "code", ("reached", "no_answer", "wrong_number"), codes.OUTCOMES, True),
                CHANNEL, WORDS),
            lambda unit, case, v: complaints.contact(
                unit, case, outcome=v["outcome"], channel=v["channel"], words=v["words"]),
            "Alt+C", "phone"),
    ActForm("ended", N_("Close the case"), (
                Ask("ended_as", N_("Ends as"), "code", ("upheld", "partly"), codes.ENDED_AS, required=True),
                CAUSE, WORDS),
            lambda unit, case, v: complaints.end(
                unit, case, ended_as=v["ended_as"], cause=v["cause"], words=v["words"]),
            "Alt+E", "checkmark"),
    ActForm("unfounded", N_("Close as unfounded"), (
                Ask("explanation", N_("Explanation in writing"), "words", required=True), CAUSE),
            lambda unit, case, v: complaints.end(
                unit, case, ended_as="unfounded", explanation=v["explanation"], cause=v["cause"]),
            "Alt+X", "prohibited"),
    ActForm("withdrawn_by_customer", N_("Customer withdraws it"), (WORDS,),
            lambda unit, case, v: complaints.customer_withdraws(unit, case, v["words"]), "Alt+W", "arrow_undo"),
    ActForm("promised", N_("Promise"), (Ask("until", N_("Until"), "moment", required=True), WORDS),
            lambda unit, case, v: complaints.promise(unit, case, v["until"], words=v["words"]),
            "Alt+M", "calendar_clock"),
    ActForm("escalated", N_("Escalate"), (
                Ask("to", N_("To"), "code", tuple(codes.ESCALATED_TO), codes.ESCALATED_TO, True, "supervisor"), WORDS),
            lambda unit, case, v: complaints.escalate(unit, case, to=v["to"], words=v["words"]),
            "Alt+U", "megaphone_loud"),
    ActForm("owner_offered", N_("Hand over"), (Ask("person", N_("To"), "pick", ("heirs",), required=True), WORDS),
            lambda unit, case, v: complaints.offer_owner(unit, case, v["person"], words=v["words"]),
            "Alt+H", "people"),
    ActForm("task_asked", N_("Give a task"), (
                Ask("words", N_("What is asked"), "words", required=True),
                Ask("person", N_("Of whom"), "pick", ("staff",)), Ask("outlet", N_("Of which outlet"), "pick", ("outlets",)),
                Ask("until", N_("Until"), "moment")),
            lambda unit, case, v: complaints.ask_task(
                unit, case, v["words"], person=v["person"], outlet=v["outlet"], until=v["until"]),
            "Alt+F", "mail_inbox"),
    ActForm("task_answered", N_("Task answered"), (
                Ask("task", N_("Task"), "pick", ("tasks",), required=True),
                Ask("words", N_("Answer"), "words", required=True)),
            lambda unit, case, v: complaints.answer_task(unit, case, v["task"], v["words"]), "Alt+L", "chat"),
    ActForm("reopened", N_("Reopen"), (
                Ask("reason", N_("Reason"), "code", tuple(codes.COMPLAINT_REOPENED), codes.COMPLAINT_REOPENED, True),
                WORDS),
            lambda unit, case, v: complaints.reopen(unit, case, reason=v["reason"], words=v["words"]),
            "Alt+P", "arrow_repeat_all"),
    ActForm("noted", N_("Note"), (Ask("words", N_("Words"), "words", required=True),),
            lambda unit, case, v: complaints.note(unit, case, v["words"]), "Alt+N", "note"),
)
FIRST = ("owner_accepted", "owner_returned")
"""What goes before everything for somebody who was asked to take it over."""
MAIN: Mapping[str, tuple[str, ...]] = {
    "received": ("acknowledged", "assessed", "contacted", "owner_offered", "escalated", "noted"),
    "acknowledged": ("assessed", "contacted", "owner_offered", "escalated", "noted"),
    "assessed": ("investigated", "remedy_offered", "contacted", "unfounded", "noted"),
    "investigating": ("remedy_offered", "investigated", "contacted", "unfounded", "noted"),
    "remedy_offered": ("accepted_by_customer", "rejected_by_customer", "contacted", "noted"),
    "rejected": ("remedy_offered", "investigated", "escalated", "unfounded", "noted"),
    "remedy_due": ("remedy_given", "contacted", "promised", "noted"),
    "remedy_done": ("ended", "contacted", "noted"),
    "escalated": ("investigated", "remedy_offered", "contacted", "unfounded", "noted"),
    "closed": ("reopened", "contacted", "noted"),
}
"""State -> the acts shown as buttons, what mostly comes next first; the others stand in the menu behind them."""
WRITTEN: Mapping[str, tuple[str, Mapping[str, object]]] = {
    "ended": ("ended", {"ended_as": "upheld"}), "unfounded": ("ended", {"ended_as": "unfounded"}),
}
"""Forms that share a kind of event: the form -> the kind, and what tells its rows of the lifecycle apart."""
ELSEWHERE = frozenset({"received", "evidence"})
"""Kinds without a form here: receiving has its own, files are added among the facts."""
OBJECTED: Mapping[str, str] = {
    "within_limit": "compensation_fen", "explained": "explanation", "offered_not_concerned": "person",
    "owner_not_concerned": "person",
}
"""An objection to an act -> the field it is about."""
