"""The words shown for codes of the program itself; codes of the profile bring their own."""

from callcentre.words import N_, _

STATES = {
    "open": N_("open"), "relayed": N_("relayed"), "accepted": N_("accepted"), "declined": N_("declined"),
    "returned": N_("returned"), "awaiting_callback": N_("callback due"), "reopened": N_("reopened"),
    "closed": N_("closed"), "cancelled": N_("cancelled"), "none": N_("not opened"),
}  # fmt: skip

COMPLAINT_STATES = {
    "received": N_("received"), "acknowledged": N_("acknowledged"), "assessed": N_("assessed"),
    "investigating": N_("under investigation"), "remedy_offered": N_("remedy offered"),
    "rejected": N_("offer rejected"), "remedy_due": N_("remedy due"), "remedy_done": N_("remedy given"),
    "escalated": N_("escalated"), "closed": N_("closed"),
}  # fmt: skip

EVENTS = {
    "opened": N_("Opened"), "solved_by_phone": N_("Solved by phone"), "window_agreed": N_("Window agreed"),
    "relayed": N_("Relayed"), "withdrawn": N_("Withdrawn"), "accepted": N_("Accepted"),
    "declined": N_("Declined"), "returned": N_("Returned"), "planned": N_("Planned"),
    "contacted": N_("Customer contacted"), "on_hold": N_("On hold"), "resumed": N_("Resumed"),
    "part_requested": N_("Part requested"), "part_sent": N_("Part sent"), "part_arrived": N_("Part arrived"),
    "quoted": N_("Quoted"), "quote_answered": N_("Quote answered"), "urged": N_("Urged"),
    "visit": N_("Visit"), "feedback": N_("Feedback"), "callback_attempt": N_("Callback attempt"),
    "callback_answer": N_("Customer's answer"), "second_check": N_("Second check"),
    "closed_unverified": N_("Closed unverified"), "reopened": N_("Reopened"),
    "cancel_asked": N_("Cancelling asked"), "cancelled": N_("Cancelled"),
    "complaint_raised": N_("Complaint raised"), "complaint_ended": N_("Complaint ended"),
    "message_sent": N_("Message sent"), "amended": N_("Amended"), "corrected": N_("Corrected"),
    "undone": N_("Taken back"), "noted": N_("Note"),
}  # fmt: skip

OUTCOMES = {
    "fixed": N_("fixed"), "temporary": N_("temporary repair"), "not_fixed": N_("not fixed"),
    "parts_needed": N_("parts needed"), "taken_to_workshop": N_("taken to workshop"),
    "no_fault_found": N_("no fault found"), "unrepairable": N_("cannot be repaired"), "unsafe": N_("unsafe"),
    "no_access": N_("no access"), "refused_visit": N_("visit refused"), "refused_fee": N_("fee refused"),
    "reached": N_("reached"), "no_answer": N_("no answer"), "busy": N_("busy"),
    "wrong_number": N_("wrong number"), "refused": N_("refused"), "later": N_("call later"),
    "agreed": N_("agreed"), "done": N_("done"), "unable": N_("unable"),
}  # fmt: skip

CLASSES = {
    "attitude": N_("attitude"), "complaint": N_("complaint"), "repeat_unfixed": N_("unfixed more than once"),
    "dissatisfied": N_("dissatisfied at callback"), "first_unfixed": N_("unfixed once"),
    "explained": N_("closed after explanation"), "unverified": N_("unverified"), "satisfied": N_("satisfied"),
}  # fmt: skip

URGENCIES = {"normal": N_("normal"), "urgent": N_("urgent"), "danger": N_("danger")}
ROLES = {
    "agent": N_("agent"), "dispatcher": N_("dispatcher"), "supervisor": N_("supervisor"),
    "administrator": N_("administrator"), "rule": N_("rule"),
}  # fmt: skip
ABOUT = {
    "outlet": N_("the outlet"), "technician": N_("the technician"), "product": N_("the product"),
    "parts_supply": N_("parts supply"), "price_policy": N_("the price list"), "dealer": N_("the dealer"),
    "hotline": N_("the hotline"), "other": N_("something else"),
}  # fmt: skip
OBJECTIONS = {
    "state": N_("the order is not in a state for it"),
    "not_danger": N_("a danger is never solved on the phone"),
    "of_current_outlet": N_("the order is not with this outlet"),
    "work_finished": N_("the last visit left the work unfinished"),
    "another_voice": N_("somebody else has to ask this time"),
    "rule_closes_unreachable_only": N_("the rule may only close what is unreachable"),
    "danger_takes_two": N_("a danger needs a second supervisor"),
    "customer_was_asked": N_("the outlet asked to cancel and the customer has not been asked yet"),
    "danger_stays": N_("only a supervisor lowers a danger"),
    "only_the_last": N_("only the last step can be taken back"),
}  # fmt: skip
REASONS = {
    "part": N_("waiting for a part"), "customer_wish": N_("the customer's wish"),
    "site_not_ready": N_("the site is not ready"), "maker_decision": N_("the maker has to decide"),
    "weather": N_("weather"), "unreachable": N_("unreachable"), "refused_callback": N_("callback refused"),
    "explained_unfounded": N_("explained, unfounded"), "withdrawn": N_("withdrawn"),
    "before_authority": N_("before an authority"), "not_fixed": N_("not fixed"), "recurred": N_("came back"),
    "wrongly_closed": N_("wrongly closed"), "called_in": N_("the customer rang in"), "other": N_("other"),
}  # fmt: skip



def shown(table: dict[str, str], code: str) -> str:
    """The words for a code of `table` in the language in use; an unknown code shows itself."""
    return _(table[code]) if code in table else code
