"""The acts on one order of the day with their forms in place, and on several at once."""

from collections.abc import Callable, Sequence
from functools import partial
from uuid import UUID

from callcentre.acts import orders
from callcentre.domain.errors import Refused
from callcentre.domain.event import Event
from callcentre.screens.outlets import day_forms
from callcentre.store.dispatch import DayChoices, DayRow
from callcentre.ui.acting.asking import Asked, Asking, named
from callcentre.ui.acting.bar import ActingBar, Situation
from callcentre.ui.acting.forms import Ask
from callcentre.ui.choices import Choice
from callcentre.ui.order.parts_field import PartsField
from callcentre.ui.screen import ScreenContext
from callcentre.words import codes
from callcentre.words.errors import say


class DayBar(ActingBar):
    """`show_row(row, choices)` offers what the outlet may tell of this order now."""

    def __init__(self, ctx: ScreenContext) -> None:
        super().__init__(ctx, day_forms.FORMS, events=codes.EVENTS)

    def show_row(self, row: DayRow, choices: DayChoices) -> None:
        """Another order, or the same read again; a form that is open stays with what was written."""
        may = day_forms.possible(row, self._ctx.person.roles)
        window = (row.window_start, row.window_end) if row.window_start is not None else None
        self.show_situation(Situation(
            row.order_id, may, day_forms.MAIN[row.part],
            why_not=partial(_why_not, row, may), held={"window": window, "technician": _expected(row, choices)},
            lists={"technicians": [Choice(str(one.id), one.name) for one in choices.technicians]},
            builders={"parts": partial(_parts, choices)}, leading=row.part != "accept",
        ))

    def way_back(self, subject: UUID, event: Event) -> Callable[[], None] | None:
        """A step that moved the order can be taken back."""
        return partial(self._undo, subject, event.id) if event.changes_state else None

    def _undo(self, order: UUID, event: UUID) -> None:
        self._ctx.runner.write(
            lambda unit: orders.undo(unit, order, event), done=self.written.emit, failed=self.failed, owner=self
        )


def _why_not(row: DayRow, may: Sequence[str], kind: str) -> str:
    event = "visit" if kind == day_forms.VISIT else kind
    return say(Refused("order.illegal", event=event, state=row.state, objection="state",
                       possible=["visit" if one == day_forms.VISIT else one for one in may]))


def _expected(row: DayRow, choices: DayChoices) -> UUID | None:
    """Who is planned to go, else the only one who could."""
    people = [one for one in choices.technicians if one.name == row.technician] if row.technician else choices.technicians
    return people[0].id if len(people) == 1 else None


def _parts(choices: DayChoices, ask: Ask, _about: Asking) -> Asked:
    field = PartsField(named(ask), choices.parts)
    return Asked(ask, field, field.value, field.set_value)
