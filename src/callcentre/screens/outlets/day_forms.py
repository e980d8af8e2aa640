"""The acts of an outlet's day: those of an order's page, told by the outlet, and a visit with its feedback as one."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from callcentre.acts import visits
from callcentre.domain.errors import BadValue
from callcentre.domain.event import Event, Role
from callcentre.domain.lifecycle import ORDERS
from callcentre.domain.messenger import Reading
from callcentre.store.dispatch import DayRow
from callcentre.ui.acting.forms import ActForm, Ask, Values
from callcentre.ui.order.forms import BY_KIND
from callcentre.words import N_

THEN = {"done": N_("The work is done"), "open": N_("It stays open"), "unable": N_("Unable to do it")}
DONE_AFTER = frozenset({"fixed", "no_fault_found", "no_access", "refused_visit", "refused_fee"})
"""Outcomes after which the work may be told as done: the others leave a rest."""
VISIT = "visit_told"


def visit_with_feedback(unit: Any, order: UUID, values: Values) -> Event:
    """A visit and what the outlet says after it, in one transaction. Raises BadValue("form.not_done")."""
    then = values["then"]
    if then == "done" and values["outcome"] not in DONE_AFTER:
        raise BadValue("form.not_done", field="then", value=then)
    told: Event = visits.visit(
        unit, order, outcome=values["outcome"], technician=values["technician"], arrived_at=values["arrived_at"],
        left_at=values["left_at"], place=values["place"], cause=values["cause"], action=values["action"],
        parts=values["parts"], charge_fen=values["charge_fen"], words=values["words"],
    )
    if then == "done":
        return visits.feed_back(unit, order, outcome="done")
    if then == "unable":
        return visits.feed_back(unit, order, outcome="unable", reason=values["reason"])
    return told


FORMS: tuple[ActForm, ...] = (
    replace(BY_KIND["planned"], held=("window", "technician")),
    ActForm(
        VISIT, N_("Visit and feedback"),
        (
            *BY_KIND["visit"].asks,
            Ask("then", N_("After that"), "code", tuple(THEN), THEN, required=True, default="done"),
            Ask("reason", N_("Why unable"), "reason"),
        ),
        visit_with_feedback, "Alt+V", "wrench", held=("technician",), reasons="feedback", save=N_("Save visit and feedback"),
    ),
    replace(BY_KIND["contacted"], preset={"by": "outlet"}),
    replace(BY_KIND["window_agreed"], preset={"by": "outlet"}),
    BY_KIND["declined"], BY_KIND["feedback"], BY_KIND["on_hold"], BY_KIND["resumed"], BY_KIND["returned"],
    BY_KIND["part_requested"], BY_KIND["part_arrived"], BY_KIND["cancel_asked"], BY_KIND["noted"],
)
MAIN: Mapping[str, tuple[str, ...]] = {
    "accept": ("declined", "contacted", "window_agreed"), "plan": ("planned", "contacted", VISIT, "window_agreed"),
    "visit": (VISIT, "contacted", "on_hold", "planned"), "held": ("resumed", "contacted", VISIT),
}
"""Part of the day -> the acts that mostly come next."""


def possible(row: DayRow, roles: frozenset[str]) -> Sequence[str]:
    """The forms of the day that somebody with these roles may fill in for the order."""
    may = ORDERS.possible(row.state, frozenset(map(Role, roles)))
    found = [form.kind for form in FORMS if form.kind in may or (form.kind == VISIT and "visit" in may)]
    return [kind for kind in found if kind != "resumed" or row.held_reason]


_FORM_OF = {"visit": VISIT}
_MAIN_STEPS = ("visit", "declined", "returned", "on_hold", "planned", "window_agreed", "contacted", "noted")
"""Steps of a reply that have a form; the first one that is there is opened."""


def from_reading(reading: Reading) -> ActForm | None:
    """The form of what a reply said mainly, filled in; None where it has none, as accepting."""
    steps = {step.kind: step for step in reading.steps}
    kind = next((each for each in _MAIN_STEPS if each in steps), None)
    if kind is None:
        return None
    form = next(form for form in FORMS if form.kind == _FORM_OF.get(kind, kind))
    data = dict(steps[kind].data)
    if "start" in data:
        data["window"] = (data["start"], data["end"])
    if kind == "visit":
        data["then"] = "done" if "feedback" in steps else "open"
    codes = {ask.code for ask in form.asks}
    return replace(form, preset={**form.preset, **{code: data[code] for code in data if code in codes}}, held=())
