"""Works an outlet's day: reads its orders, accepts several, opens their forms, copies them, reads replies."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QApplication
from sqlalchemy.orm import Session

from callcentre.acts import orders, visits
from callcentre.domain.errors import Problem
from callcentre.domain.event import Event, Role
from callcentre.domain.lifecycle import ORDERS
from callcentre.domain.messenger import Known, KnownOrder, Reading, read_reply
from callcentre.runtime.runner import Latest
from callcentre.screens.outlets import day_forms
from callcentre.screens.outlets.day_rows import PARTS
from callcentre.screens.outlets.day_view import DayView
from callcentre.screens.outlets.message import messages, template_of
from callcentre.screens.outlets.writing import Written, write_each, write_steps
from callcentre.store.dispatch import DayChoices, DayRow, day_choices, day_rows, parts_of, people_of, words_of
from callcentre.store.outlet_list import OutletRow, seen_outlets
from callcentre.ui import formats
from callcentre.ui.buttons import Button
from callcentre.ui.choices import Choice
from callcentre.ui.order.telling import may_take_back
from callcentre.ui.screen import Act, ScreenContext
from callcentre.words import _, ngettext
from callcentre.words.errors import say

UNDO_SHOWN = 10


class DayPage(DayView):
    """`set_outlets(rows)` says whose day may be worked, `work(outlet)` chooses one; None works them all."""

    def __init__(self, ctx: ScreenContext) -> None:
        super().__init__(ctx)
        self._outlets: Sequence[OutletRow] = ()
        self._rows: Sequence[DayRow] = ()
        self._begins = True
        """Whether one stands on the first order as soon as the day is read."""
        self._unread = False
        """Whether the banner says that the day could not be read; what else it says stays until the next act."""
        self._readings = Latest(ctx.runner, self)
        self._reading, self._choosing = Latest(ctx.runner, self), Latest(ctx.runner, self)
        self.word.setVisible("dispatcher" not in ctx.person.roles)
        self._connect()
        self._show_parts()
        self._say()

    # whose day

    def set_outlets(self, rows: Sequence[OutletRow]) -> None:
        """The outlets whose day this person may work."""
        self._outlets = rows
        kept = self.outlet.code()
        self.outlet.set_choices([Choice(str(row.id), f"{row.name} {row.code}", note=row.city) for row in rows if row.serves])
        self.outlet.choose(kept)

    def work(self, outlet: UUID | None) -> None:
        """The day of this outlet and of those below it."""
        self.outlet.choose(str(outlet) if outlet is not None else "")
        self._begins = True
        self.read()

    def chosen_outlet(self) -> UUID | None:
        """The outlet chosen; None for all."""
        return UUID(self.outlet.code()) if self.outlet.code() else None

    def read(self) -> None:
        """Reads the orders of the day again."""
        person, wanted = self._ctx.person, self._below(self.chosen_outlet())

        def ask(session: Session) -> list[DayRow]:
            seen = seen_outlets(session, person.roles, person.outlet)
            return day_rows(session, seen if wanted is None else wanted if seen is None else wanted & seen)

        self._reading.read(ask, self._show, self._could_not_read)

    def acts(self) -> Sequence[Act]:
        """The acts on the order one stands on."""
        return self.bar.acts()

    def _below(self, outlet: UUID | None) -> frozenset[UUID] | None:
        if outlet is None:
            return None
        found = {outlet}
        while True:
            more = {row.id for row in self._outlets if row.parent in found} - found
            if not more:
                return frozenset(found)
            found |= more

    def _connect(self) -> None:
        self.outlet.chosen.connect(lambda _code: self.read())
        self.parts.chosen.connect(lambda _part: self._narrow())
        self.table.selectionModel().selectionChanged.connect(lambda *_changed: self._stands())
        self.table.accepted.connect(self.accept_chosen)
        self.table.opened.connect(lambda row: self._ctx.navigate("orders.open", order=row.order_id))
        self.accept.acted.connect(self.accept_chosen)
        self.copy.acted.connect(self.copy_chosen)
        self.template.acted.connect(self._edit_template)
        self.own_template.left.connect(self._template_left)
        self.bar.begun.connect(self.form_opened)
        self.bar.written.connect(lambda _result: self.read())
        self.reply.wrote.connect(self._read_reply)
        self.reply.confirmed.connect(self._write_readings)
        self.reply.edited.connect(self._amend)

    # the table

    def _show(self, rows: Sequence[DayRow]) -> None:
        if self._unread:
            self._unread = False
            self.problem.hide()
        self._rows = self._in_place(rows)
        self.table.show_outlets(len({row.outlet for row in rows}) > 1 or self.chosen_outlet() is None)
        self._show_parts()
        self._narrow()
        if self._begins and self.table.rows_model.shown():
            self._begins = False
            self.table.stand_on(0)

    def _in_place(self, rows: Sequence[DayRow]) -> Sequence[DayRow]:
        """While somebody stands in the table what is there keeps its place; what is new comes at the end."""
        if not self.table.hasFocus():
            return rows
        places = {row.order_id: place for place, row in enumerate(self._rows)}
        return sorted(rows, key=lambda row: places.get(row.order_id, len(places)))

    def _show_parts(self) -> None:
        kept = self.parts.code() or "all"
        counts = {part: sum(row.part == part for row in self._rows) for part in PARTS}
        choices = [Choice("all", _("All {n}").format(n=len(self._rows)))]
        choices += [Choice(part, f"{_(name)} {counts[part]}", icon) for part, (name, icon) in PARTS.items()]
        had_focus = self.parts.isAncestorOf(QApplication.focusWidget() or self)
        self.parts.set_choices(choices)
        self.parts.choose(kept)
        if had_focus:
            self.parts.setFocus()

    def _narrow(self) -> None:
        part = self.parts.code() or "all"
        shown = [row for row in self._rows if part in ("all", row.part)]
        chosen, stood_at = {row.order_id for row in self.table.chosen()}, self.table.currentIndex().row()
        self.table.set_rows(shown, keep=lambda row: row.order_id)
        self._choose_again(chosen)
        if chosen and shown and not self.table.chosen():
            # What one stood on is done and gone: the next one has taken its place.
            self.table.stand_on(min(max(stood_at, 0), len(shown) - 1))
        self.body.setCurrentIndex(0 if shown else 1)
        self._stands()

    def _choose_again(self, chosen: set[UUID]) -> None:
        """Several rows that were chosen stay so."""
        if len(chosen) < 2:
            return
        selection = self.table.selectionModel()
        flags = selection.SelectionFlag.Select | selection.SelectionFlag.Rows
        for number, row in enumerate(self.table.rows_model.shown()):
            if row.order_id in chosen:
                selection.select(self.table.rows_model.index(number, 0), flags)

    def _stands(self) -> None:
        """Another row or several are chosen."""
        chosen = self.table.chosen()
        row = chosen[0] if len(chosen) == 1 else None
        self.show_facts(row)
        if row is not None:
            self.bar.expect(row.order_id)
            self._choosing.read(
                lambda session: day_choices(session, row.order_id), partial(self._offer, row), self._failed
            )
        elif not self.bar.form_open:
            self.bar.hide()
        self._say()

    def _offer(self, row: DayRow, choices: DayChoices) -> None:
        self.bar.show()
        self.bar.show_row(row, choices)
        self.bar.leads_to(self.copy, self.template, self.accept, self.reply.paste, self.reply.field)

    def _say(self) -> None:
        n = len(self._acceptable())
        self.accept.say(ngettext("Accept {n} order", "Accept {n} orders", n).format(n=n) if n else _("Accept"))
        self.accept.allow("" if n else _("Choose orders that wait to be accepted"))
        self.accept.setVisible(any(row.part == "accept" for row in self.table.rows_model.shown()))
        for button in (self.copy, self.template):
            button.allow("" if self.table.chosen() else _("Choose an order first"))

    # accepting

    def _acceptable(self) -> list[DayRow]:
        may = frozenset(map(Role, self._ctx.person.roles))
        return [row for row in self.table.chosen() if "accepted" in ORDERS.possible(row.state, may)]

    def accept_chosen(self) -> None:
        """Accepts every order chosen that waits for it, each by itself."""
        wanted = self._acceptable()
        if not wanted:
            self.problem.show_text(_("Nothing to accept among what is chosen"), _("Choose orders that wait to be accepted"))
            return
        self.problem.hide()
        jobs = [(row.order_id, partial(_accept, order=row.order_id)) for row in wanted]
        write_each(self._ctx.runner, jobs, self._accepted, owner=self)

    def _accepted(self, written: Written) -> None:
        self.read()
        n = len(written.done)
        if n:
            said = ngettext("{n} order accepted", "{n} orders accepted", n).format(n=n)
            events = {order: event for order, event in written.done.items() if isinstance(event, Event)}
            back = partial(self._take_back, events) if may_take_back(self._ctx.person.roles) else None
            self._ctx.shell.toast(said, back, seconds=UNDO_SHOWN)
        self._say_refused(written, _("{n} of {all} were not accepted"))

    def _take_back(self, events: Mapping[UUID, Event]) -> None:
        jobs = [(order, partial(_undo, order=order, event=event.id)) for order, event in events.items()]
        write_each(self._ctx.runner, jobs, self._taken_back, owner=self)

    def _taken_back(self, written: Written) -> None:
        self.read()
        self._say_refused(written, _("{n} of {all} were not taken back"))

    def _say_refused(self, written: Written, what: str) -> None:
        if not written.refused:
            return
        numbers = {row.order_id: formats.tail(row.no) for row in self._rows}
        whys = [f"{numbers.get(order, '')}: {_why(problem)}" for order, problem in written.refused.items()]
        in_all = len(written.done) + len(written.refused)
        self.problem.show_text(what.format(n=len(written.refused), all=in_all), "\n".join(whys))

    # messages

    def copy_chosen(self) -> None:
        """Copies the chosen orders as messages, and notes that on each."""
        rows = self.table.chosen()
        if not rows:
            return
        wanted = [row.order_id for row in rows]
        self._ctx.runner.read(lambda session: words_of(session, wanted), partial(self._copy, rows), self._failed, owner=self)

    def _copy(self, rows: Sequence[DayRow], words: Mapping[UUID, str]) -> None:
        kept = self._ctx.remembered
        told = [(row, words.get(row.order_id, ""), template_of(kept, row.outlet)) for row in rows]
        QApplication.clipboard().setText(messages(told, self.reading))
        n = len(rows)
        self._ctx.shell.toast(ngettext("{n} order copied as a message", "{n} orders copied as messages", n).format(n=n))
        jobs = [(row.order_id, partial(_note_sent, order=row.order_id)) for row in rows]
        write_each(self._ctx.runner, jobs, lambda written: self._say_refused(written, _("{n} of {all} were not noted")), owner=self)

    def _edit_template(self) -> None:
        row = next(iter(self.table.chosen()), None)
        if row is not None:
            self.own_template.show_template(row.outlet, row.outlet_name)
            self.side.setCurrentWidget(self.own_template)
            self.own_template.field.setFocus()

    def _template_left(self) -> None:
        self.side.setCurrentWidget(self.reply)
        self.table.setFocus()

    def _read_reply(self, text: str) -> None:
        if not text:
            self.reply.show_readings([], {}, {})
            return
        rows, chosen = self._rows, self.table.chosen()
        stands = chosen[0].order_id if len(chosen) == 1 else None
        self._readings.read(self._asked(text, rows, stands), self._show_readings, self._failed)

    def _asked(
        self, text: str, rows: Sequence[DayRow], stands: UUID | None
    ) -> Callable[[Session], tuple[list[Reading], dict[object, str]]]:
        profile, now, zone = self._ctx.profile, self._ctx.now(), self._ctx.zone
        reasons = frozenset(item.code for item in profile.reasons.get("declined", ()))

        def ask(session: Session) -> tuple[list[Reading], dict[object, str]]:
            people = people_of(session, sorted({row.outlet for row in rows}))
            parts = parts_of(session, sorted({row.model for row in rows}))
            known = [
                KnownOrder(row.order_id, row.no, row.state, people.get(row.outlet, ()), parts[row.model]) for row in rows
            ]
            named = (*people.values(), *parts.values())
            names: dict[object, str] = {key: name for some in named for key, name in some}
            return read_reply(text, Known(known, now, zone, profile.windows, reasons, stands)), names

        return ask

    def _show_readings(self, read: tuple[list[Reading], dict[object, str]]) -> None:
        readings, names = read
        may = frozenset(map(Role, self._ctx.person.roles))
        allowed = [
            replace(one, steps=tuple(step for step in one.steps if ORDERS.roles(step.kind) & may)) for one in readings
        ]
        self.reply.show_readings(allowed, {row.order_id: row for row in self._rows}, names)
        self.reply.let_write(not self.bar.form_open)

    def _write_readings(self, readings: Sequence[Reading]) -> None:
        jobs = [
            (one.order, partial(write_steps, order=one.order, steps=one.steps)) for one in readings if one.order is not None
        ]
        if jobs:
            self.problem.hide()
            write_each(self._ctx.runner, jobs, self._readings_written, owner=self)

    def _readings_written(self, written: Written) -> None:
        self.read()
        n = len(written.done)
        if n:
            self._ctx.shell.toast(ngettext("Reply written to {n} order", "Reply written to {n} orders", n).format(n=n))
        if written.refused:
            self.reply.show_refused({order: _why(problem) for order, problem in written.refused.items()})
            self._say_refused(written, _("{n} of {all} were not written"))
        else:
            self.reply.clear()
            self.table.setFocus()

    def _amend(self, reading: Reading) -> None:
        """Opens the form of what was read, filled in, so that what is doubted can be put right."""
        rows = [row.order_id for row in self.table.rows_model.shown()]
        if reading.order not in rows:
            self.parts.choose("all")
            self._narrow()
            rows = [row.order_id for row in self.table.rows_model.shown()]
        if reading.order in rows:
            self.table.stand_on(rows.index(reading.order))
            form = day_forms.from_reading(reading)
            if form is not None:
                self.bar.begin_form(form)

    def _could_not_read(self, problem: Exception) -> None:
        self._unread = True
        self._failed(problem)
        self.problem.set_acts([Button(lambda: _("Read again"), icon="arrow_sync", run=self.read)])

    def _failed(self, problem: Exception) -> None:
        self.problem.show_problem(_("This did not work"), problem)
        self.problem.set_acts([])


def _accept(unit: Any, order: UUID) -> object:
    return visits.accept(unit, order)


def _undo(unit: Any, order: UUID, event: UUID) -> object:
    return orders.undo(unit, order, event)


def _note_sent(unit: Any, order: UUID) -> object:
    return orders.message_sent(unit, order, kind="order", outcome="copied")


def _why(problem: Exception) -> str:
    return say(problem) if isinstance(problem, Problem) else _("This is a fault of the program. Nothing was saved.")
