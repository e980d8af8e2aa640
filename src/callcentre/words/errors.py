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
    "complaint.illegal": N_("{event} is not possible now: {objection}. The complaint is {state}. Possible: {possible}."),
    "complaint.no_right": N_("{event} takes another role: {roles}."),
    "phone.letters": N_("A phone number has no letters: {value}."),
    "phone.empty": N_("There is no digit in this phone number: {value}."),
    "geo.unknown_datum": N_("There is no coordinate system {value}; known are {among}."),
    "geo.out_of_range": N_("{field} must lie between -{most} and {most}, not {value}."),
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
    "outlet.unknown_code": N_("There is no outlet {value}."),
    "period.malformed": N_("{value} is no period; a month is written as 2026-10."),
    "settle.needs_server": N_("A month is frozen on the shared server; this workstation is not connected to one."),
    "part.unknown": N_("There is no part {value} in the price list."),
    "person.unknown": N_("There is no such person."),
    "person.ended": N_("This person no longer works here."),
    "profile.unknown": N_("There is no profile {value}. Known: {known}."),
    "profile.syntax": N_("{place}: this is not TOML: {why}."),
    "profile.twice": N_("{place}: {field} stands in another file of the profile already."),
    "profile.missing": N_("{place}: {field}: {missing} is missing."),
    "profile.unknown_name": N_("{place}: {field} is not a name a profile knows here."),
    "profile.wrong_type": N_("{place}: {field} must be a {wanted} (seen: {value})."),
    "profile.too_few": N_("{place}: {field} needs at least {least}."),
    "profile.blank": N_("{place}: {field} is blank."),
    "profile.not_among": N_("{place}: {field} must be one of: {among} (seen: {value})."),
    "profile.out_of_range": N_("{place}: {field} must lie between {least} and {most} (seen: {value})."),
    "profile.too_small": N_("{place}: {field} must be at least {least} (seen: {value})."),
    "profile.code_twice": N_("{place}: {field}: {again} stands there twice."),
    "profile.no_zone": N_("{place}: {field}: there is no time zone {value}."),
    "profile.each_once": N_("{place}: {field} must name each of these once: {among}."),
    "profile.must_fall": N_("{place}: {field} must be less than that of the band before (seen: {value})."),
    "profile.last_band_zero": N_("{place}: {field}: the last band must begin at 0."),
    "profile.no_tariff": N_("{place}: {field}: {kind} has no tariff."),
    "profile.no_window": N_("{place}: {field} must be two hours, the first before the second."),
    "profile.year_unpublished": N_("{place}: {field}: {year} is not among the published years."),
    "profile.day_as_usual": N_("{place}: {field}: {value} is that kind of day anyway."),
    "profile.ends_before": N_("{place}: {field} lies before {first}."),
    "profile.braces": N_("{place}: {field}: the braces do not match."),
    "profile.unknown_blank": N_("{place}: {field}: {blank} cannot be filled in. Possible: {among}."),
    "profile.nobody_asks": N_("{place}: {field}: no question asks whether the customer is satisfied."),
    "profile.no_answer_field": N_("{place}: {field}: a callback answer cannot take this value for {name}."),
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
    "event": codes.EVENTS | codes.COMPLAINT_EVENTS,
    "state": codes.COMPLAINT_STATES | codes.STATES,
    "objection": codes.OBJECTIONS,
    "possible": codes.EVENTS | codes.COMPLAINT_EVENTS,
    "roles": codes.ROLES,
}


def _shown(name: str, value: object) -> object:
    table = _TABLES.get(name)
    if table is None:
        return value
    if isinstance(value, list | tuple):
        return ", ".join(codes.shown(table, str(code)) for code in value) or _("nothing")
    return codes.shown(table, str(value))
