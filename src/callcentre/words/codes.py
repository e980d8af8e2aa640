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

CUSTOMER_STATES = {
    "active": N_("active"), "paused": N_("paused"), "closed": N_("closed account"), "merged": N_("merged"),
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

COMPLAINT_EVENTS = {
    "received": N_("Received"), "acknowledged": N_("Acknowledged"), "assessed": N_("Assessed"),
    "investigated": N_("Investigated"), "remedy_offered": N_("Remedy offered"),
    "accepted_by_customer": N_("Accepted by the customer"), "rejected_by_customer": N_("Rejected by the customer"),
    "remedy_given": N_("Remedy given"), "escalated": N_("Escalated"), "ended": N_("Ended"),
    "withdrawn_by_customer": N_("Withdrawn by the customer"), "owner_offered": N_("Handing over offered"),
    "owner_accepted": N_("Taken over"), "owner_returned": N_("Handing over turned down"),
    "promised": N_("Promised"), "task_asked": N_("Task given"), "task_answered": N_("Task answered"),
    "evidence": N_("Evidence"),
}  # fmt: skip
ENDED_AS = {
    "upheld": N_("upheld"), "partly": N_("partly upheld"), "unfounded": N_("unfounded"),
    "withdrawn": N_("withdrawn by the customer"),
}  # fmt: skip

REMEDIES = {
    "apology": N_("an apology"), "rework": N_("doing the work again"), "exchange": N_("exchange"),
    "refund": N_("refund"), "compensation": N_("compensation"), "other": N_("something else"),
}  # fmt: skip
ESCALATED_TO = {
    "supervisor": N_("the supervisor"), "management": N_("the management"), "maker": N_("the maker"),
    "authority": N_("an authority"),
}  # fmt: skip
COMPLAINT_REOPENED = {
    "called_in": N_("the customer rang in"), "not_kept": N_("the remedy was not given as agreed"),
    "new_facts": N_("new facts"), "wrongly_closed": N_("wrongly closed"), "other": N_("other"),
}  # fmt: skip

OUTCOMES = {
    "fixed": N_("fixed"), "temporary": N_("temporary repair"), "not_fixed": N_("not fixed"),
    "parts_needed": N_("parts needed"), "taken_to_workshop": N_("taken to workshop"),
    "no_fault_found": N_("no fault found"), "unrepairable": N_("cannot be repaired"), "unsafe": N_("unsafe"),
    "no_access": N_("no access"), "refused_visit": N_("visit refused"), "refused_fee": N_("fee refused"),
    "reached": N_("reached"), "no_answer": N_("no answer"), "busy": N_("busy"),
    "wrong_number": N_("wrong number"), "refused": N_("refused"), "later": N_("call later"),
    "agreed": N_("agreed"), "done": N_("done"), "unable": N_("unable"),
    "queued": N_("queued"), "delivered": N_("delivered"), "failed": N_("failed"), "copied": N_("copied"),
}  # fmt: skip

CLASSES = {
    "attitude": N_("attitude"), "complaint": N_("complaint"), "repeat_unfixed": N_("unfixed more than once"),
    "dissatisfied": N_("dissatisfied at callback"), "first_unfixed": N_("unfixed once"),
    "explained": N_("closed after explanation"), "unverified": N_("unverified"), "satisfied": N_("satisfied"),
}  # fmt: skip

COUNTED = {
    "graded": N_("graded jobs"), "fix_n": N_("repairs visited"), "fix_x": N_("fixed at the first visit"),
    "time_n": N_("visits with a window"), "time_x": N_("on time"), "relay_to_visit": N_("relay to visit"),
    "open_to_close": N_("opening to closing"), "open": N_("open"), "held": N_("held"), "dropped": N_("dropped"),
}  # fmt: skip
"""Numbers of a scorecard beside the result classes."""

URGENCIES = {"normal": N_("normal"), "urgent": N_("urgent"), "danger": N_("danger")}
MACHINES = {"rule": N_("the rules"), "import": N_("an import")}
"""Who is nobody of flesh and blood: the names under which the program itself writes."""
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
    "state": N_("where it stands does not allow it"),
    "not_danger": N_("a danger is never solved on the phone"),
    "of_current_outlet": N_("the order is not with this outlet"),
    "work_finished": N_("the last visit left the work unfinished"),
    "another_voice": N_("somebody else has to ask this time"),
    "rule_closes_unreachable_only": N_("the rule may only close what is unreachable"),
    "danger_takes_two": N_("a danger needs a second supervisor"),
    "customer_was_asked": N_("the outlet asked to cancel and the customer has not been asked yet"),
    "danger_stays": N_("only a supervisor lowers a danger"),
    "only_the_last": N_("only the last step can be taken back"),
    "origin_outlet_named": N_("an outlet that opens an order names itself as its origin"),
    "lowering_explained": N_("lowering a danger needs a reason"),
    "role": N_("this step takes another role"),
    "claim": N_("a colleague has taken the case in hand since"),
    "taker_owns": N_("whoever takes a complaint owns it, unless it is about them"),
    "owner_not_concerned": N_("its owner is the one it is about; hand it over first"),
    "by_owner": N_("only the owner of the complaint may do this"),
    "by_owner_or_above": N_("only the owner or a supervisor may do this"),
    "not_concerned": N_("the complaint is about you"),
    "offered_not_concerned": N_("the complaint is about the person you offer it to"),
    "by_the_offered": N_("the complaint was not offered to you"),
    "within_limit": N_("the compensation is above what your role may offer"),
    "customer_called": N_("the customer has not been called since the remedy was given"),
    "explained": N_("an unfounded complaint needs an explanation in writing"),
}  # fmt: skip
TASKS = {
    "danger": N_("Danger: see that somebody goes"), "urged_again": N_("Urged again and again"),
    "declined_again": N_("Declined more than once"), "not_accepted": N_("Not accepted in time"),
    "held_without_call": N_("On hold without a call to the customer"),
    "fact_set_aside": N_("A report did not fit and was set aside"),
}  # fmt: skip
PHONE_WARNINGS = {
    "phone.unknown_range": N_("unknown number range; please check"),
    "phone.no_area_code": N_("fixed line without area code"),
}  # fmt: skip
COVERS = {
    "cover.row": N_("covered until {until} ({payer})"), "cover.row_over": N_("cover ended on {until}"),
    "cover.row_later": N_("cover begins on {from}"), "cover.warranty": N_("maker's warranty until {until}"),
    "cover.warranty_over": N_("maker's warranty ended on {until}"), "cover.no_asset": N_("no machine, not covered"),
    "cover.no_purchase_date": N_("not covered: purchase date unknown"),
    "cover.no_warranty": N_("not covered: warranty of the model unknown"),
}  # fmt: skip
REASONS = {
    "part": N_("waiting for a part"), "customer_wish": N_("the customer's wish"),
    "site_not_ready": N_("the site is not ready"), "maker_decision": N_("the maker has to decide"),
    "weather": N_("weather"), "unreachable": N_("unreachable"), "refused_callback": N_("callback refused"),
    "explained_unfounded": N_("explained, unfounded"), "withdrawn": N_("withdrawn"),
    "before_authority": N_("before an authority"), "not_fixed": N_("not fixed"), "recurred": N_("came back"),
    "wrongly_closed": N_("wrongly closed"), "called_in": N_("the customer rang in"), "other": N_("other"),
}  # fmt: skip


FOUND_BY = {
    "number": N_("number"), "phone": N_("phone"), "serial": N_("serial"), "code": N_("code"), "name": N_("name"),
    "initials": N_("initials"), "model": N_("model"), "place": N_("place"), "address": N_("address"),
    "reference": N_("reference"), "words": N_("words"),
}
"""Why something was found: the reasons of store.search."""


def shown(table: dict[str, str], code: str) -> str:
    """The words for a code of `table` in the language in use; an unknown code shows itself."""
    return _(table[code]) if code in table else code
