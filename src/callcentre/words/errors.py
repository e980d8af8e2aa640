"""A sentence for the code of every problem: what, why, what to do."""

from callcentre.domain.errors import Problem
from callcentre.words import N_, _, codes

SENTENCES: dict[str, str] = {
    "order.illegal": N_("{event} is not possible now: {objection}. The order is {state}. Possible: {possible}."),
    "order.no_right": N_("{event} takes another role: {roles}."),
    "order.before_last_change": N_("{event} lies before the order's last change and would have moved it."),
    "order.undo_not_yours": N_("Somebody else wrote this step; a supervisor can take it back."),
    "order.undo_too_late": N_("Taking back is possible for {seconds} seconds; a supervisor still can."),
    "order.nothing_to_undo": N_("There is no step to take back; the order is {state}."),
    "order.other_outlet": N_("{event} is for another outlet's order."),
    "order.not_relayed": N_("{event} needs an outlet, and the order was not relayed yet."),
    "order.unknown": N_("There is no such order."),
    "order.unknown_kind": N_("There is no order kind {value}."),
    "order.second_no_supervisor": N_("The second person must be a supervisor."),
    "event.missing": N_("{event} needs {field}."),
    "event.unknown_field": N_("{event} has no field {field}."),
    "event.wrong_type": N_("{field} of {event} must be of type {wanted}."),
    "event.not_among": N_("{field} must be one of: {among}."),
    "event.ends_before": N_("{field} lies before {first}."),
    "event.not_correctable": N_("{field} of {event} decides a state and cannot be corrected."),
    "event.unknown_event": N_("There is no such event on this order."),
    "callback.still_reachable": N_("The customer does not count as unreachable yet."),
    "customer.unknown": N_("There is no such customer."),
    "customer.closed": N_("This customer's account has ended."),
    "outlet.unknown": N_("There is no such outlet."),
    "outlet.ended": N_("Outlet {code} has ended its service."),
    "part.unknown": N_("There is no part {value} in the price list."),
    "person.unknown": N_("There is no such person."),
    "person.ended": N_("This person no longer works here."),
    "row.unknown": N_("What you are changing is no longer there."),
    "disk.full": N_("The disk is full, so nothing was saved. Free some space and save again."),
}


def say(problem: Problem) -> str:
    """The sentence for a problem in the language in use; an unknown code shows itself."""
    sentence = SENTENCES.get(problem.code)
    if sentence is None:
        return str(problem)
    return _(sentence).format(**{name: _shown(name, value) for name, value in problem.data.items()})


_TABLES = {
    "event": codes.EVENTS,
    "state": codes.STATES,
    "objection": codes.OBJECTIONS,
    "possible": codes.EVENTS,
    "roles": codes.ROLES,
}


def _shown(name: str, value: object) -> object:
    table = _TABLES.get(name)
    if table is None:
        return value
    if isinstance(value, list | tuple):
        return ", ".join(codes.shown(table, str(code)) for code in value) or _("nothing")
    return codes.shown(table, str(value))
