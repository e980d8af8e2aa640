"""The acts that a complaint's state and the rules of its owner allow this person."""

from collections.abc import Sequence

from callcentre.domain.complaint_acts import objection
from callcentre.domain.event import NOTHING, Actor, Role
from callcentre.store.complaint_card import ComplaintCard, ComplaintChoices
from callcentre.store.order_choices import Named
from callcentre.ui import formats
from callcentre.ui.acting.bar import ActingBar, Situation
from callcentre.ui.choices import Choice
from callcentre.ui.complaint.forms import FIRST, FORMS, MAIN, OBJECTED, WRITTEN
from callcentre.ui.complaint.telling import EVENTS
from callcentre.ui.screen import ScreenContext, SignedIn
from callcentre.words import _, codes

NO_TASK = "no_task"
"""Why nothing can be answered: nobody was asked."""


class ComplaintBar(ActingBar):
    """`show_complaint(card, choices)` offers what is possible; `begin(kind)` opens an act's form."""

    def __init__(self, ctx: ScreenContext) -> None:
        super().__init__(ctx, FORMS, events=EVENTS, fields=OBJECTED)
        self._shown: tuple[ComplaintCard, ComplaintChoices] | None = None
        self._put_off = ""

    def put_off(self, why: str) -> None:
        """Nothing is offered for now, with the reason: a colleague has the case in hand. Empty: as it stands."""
        changed, self._put_off = bool(why) != bool(self._put_off), why
        if changed and self._shown is not None and self._shown[0].id == self._subject:
            self.show_complaint(*self._shown)

    def show_complaint(self, card: ComplaintCard, choices: ComplaintChoices) -> None:
        """Offers what may be done with it now; a form that is open stays, with what was written."""
        self._shown = card, choices
        if self._put_off:
            self.show_situation(Situation(card.id, [], [], why_not=lambda _kind: self._put_off))
            return
        now = card.now
        objections = objections_of(card, self._ctx.person)
        heirs = [one for one in choices.people if one.id not in (now.owner, now.concerned)]
        tasks = [Choice(str(task.event_id), task.words, note=task.whom) for task in card.tasks]
        self.show_situation(Situation(
            card.id, [kind for kind, why in objections.items() if not why], (*FIRST, *MAIN[now.state]),
            why_not=lambda kind: why_not(card, kind, objections),
            held={"severity": now.severity, "category": now.category, "against": now.against, "outlet": now.outlet,
                  "person": now.concerned},
            lists={"heirs": named(heirs), "staff": named(choices.staff), "outlets": named(choices.outlets),
                   "tasks": tasks},
        ))


def objections_of(card: ComplaintCard, person: SignedIn) -> dict[str, str]:
    """For every form why it is not possible for this person, as a code; empty where it is."""
    actor = Actor(person.id, person.name, frozenset(map(Role, person.roles)), "")
    written = {form.kind: WRITTEN.get(form.kind, (form.kind, NOTHING)) for form in FORMS}
    found = {name: objection(card.now, actor, kind, data) for name, (kind, data) in written.items()}
    if not card.tasks:
        found["task_answered"] = found["task_answered"] or NO_TASK
    return found


def why_not(card: ComplaintCard, kind: str, objections: dict[str, str]) -> str:
    """Why an act is not possible, in words."""
    code = objections[kind]
    if code == NO_TASK:
        return _("Nobody was asked for anything.")
    if code in ("by_owner", "by_owner_or_above"):
        return _("{reason}: {owner}").format(reason=codes.shown(codes.OBJECTIONS, code), owner=card.owner)
    if code != "state":
        return codes.shown(codes.OBJECTIONS, code)
    possible = [_(form.title) for form in FORMS if not objections[form.kind]]
    return _("The complaint is {state}. Possible: {acts}.").format(
        state=codes.shown(codes.COMPLAINT_STATES, card.now.state), acts=formats.listed(*possible)
    )


def named(people: Sequence[Named]) -> list[Choice]:
    """People and outlets as choices."""
    return [Choice(str(one.id), one.name) for one in people]
