"""The acts that an order's state allows, with the correction of a step and the way back."""

from collections.abc import Callable
from functools import partial
from uuid import UUID

from callcentre.domain.event import Event
from callcentre.store.order_card import OrderCard, StoryRow
from callcentre.store.order_choices import OrderChoices
from callcentre.ui.acting.bar import ActingBar, Situation
from callcentre.ui.order import asking
from callcentre.ui.order.corrections import correction
from callcentre.ui.order.forms import ELSEWHERE, FORMS, HELD, MAIN
from callcentre.ui.order.telling import may_take_back, objection
from callcentre.ui.screen import Act, ScreenContext
from callcentre.words import N_, _, codes

TAKE_BACK = N_("Take back the last step")


class ActBar(ActingBar):
    """`show_order(card, choices)` offers what is possible; `begin(kind)` opens an act's form."""

    def __init__(self, ctx: ScreenContext) -> None:
        super().__init__(ctx, FORMS, events=codes.EVENTS)
        self._card: OrderCard | None = None
        self._choices: OrderChoices | None = None

    def show_order(self, card: OrderCard, choices: OrderChoices) -> None:
        """Offers what may be done with this order now; a form that is open stays, with what was written."""
        header = card.header
        may = card.undoable is not None and "undone" in card.acts
        why_not = "" if may else _("There is no step to take back, or it is not yours.")
        self.show_situation(Situation(
            header.order_id, [kind for kind in card.acts if kind not in ELSEWHERE], MAIN[header.state],
            why_not=partial(objection, card), held={code: getattr(header, code) for code in HELD},
            lists=asking.lists(choices), builders=asking.builders(card, choices),
            also=[Act(_(TAKE_BACK), self.take_back, "", "arrow_undo", why_not)],
        ))
        self._card, self._choices = card, choices

    def begin_correction(self, row: StoryRow) -> None:
        """Opens the form that corrects a step of the story; says so where it cannot be corrected."""
        if self._now is None or self._card is None or self._choices is None:
            return
        form = correction(row, self._choices) if "corrected" in self._card.acts else None
        if form is None:
            self.say(
                _("This step cannot be corrected"),
                _("A supervisor corrects what was reported, never what decides where the order stands."),
            )
            return
        self.begin_form(form)

    def take_back(self) -> None:
        """Takes the last step back, where the rules allow it to this person."""
        if self._now is not None and self._card is not None and self._card.undoable is not None:
            self._undo(self._card.header.order_id, self._card.undoable)

    def way_back(self, subject: UUID, event: Event) -> Callable[[], None] | None:
        """A step that moved the order can be taken back."""
        may = event.changes_state and may_take_back(self._ctx.person.roles)
        return partial(self._undo, subject, event.id) if may else None

    def _undo(self, order: UUID, event: UUID) -> None:
        from callcentre.acts import orders

        self._ctx.runner.write(
            lambda unit: orders.undo(unit, order, event),
            done=self.written.emit, failed=self.failed, owner=self,
        )
