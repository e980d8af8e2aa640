"""What the exchange has not done yet, as lists: what waits, what was refused, conflicts, and what witnesses brought."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from callcentre.domain.event import Role as Right
from callcentre.runtime.errand import Errands
from callcentre.screens.settings.conflict import ConflictView
from callcentre.store.unsettled import NEW, Conflict, Subject, Unsent, Unsettled, witnessed
from callcentre.ui import formats
from callcentre.ui.banner import Banner
from callcentre.ui.buttons import Button
from callcentre.ui.choices import Choice, Segments
from callcentre.ui.labels import label
from callcentre.ui.language import live
from callcentre.ui.screen import ScreenContext
from callcentre.ui.states import Empty
from callcentre.ui.tables import Cell, Column, Table
from callcentre.ui.unsettled_words import FIELDS, act_words, behind_words, field_words, refusal_words, subject_words
from callcentre.words import N_, _

if TYPE_CHECKING:
    from callcentre.sync.connection import Connection

WAITING, REFUSED, CONFLICTS, WITNESSED = "waiting", "refused", "conflicts", "witnessed"
TITLES = {
    WAITING: N_("To be sent"), REFUSED: N_("Refused"), CONFLICTS: N_("Conflicts"), WITNESSED: N_("Brought by others"),
}  # fmt: skip
MOST_ROWS = {WAITING: 12, REFUSED: 5, CONFLICTS: 5, WITNESSED: 5}
_EMPTY = {
    WAITING: N_("Everything done here has reached the server."),
    REFUSED: N_("The server has refused nothing."),
    CONFLICTS: N_("Nobody has written over anybody."),
    WITNESSED: N_("Nothing waits for a supervisor's word."),
}
_OPENS: Mapping[str, tuple[str, str]] = {
    "order": ("orders.open", "order"), "complaint": ("complaints.open", "complaint"), "customer": ("intake.customer", "customer"),
    "asset": ("intake.asset", "asset"), "outlet": ("outlets.open", "outlet"),
}
"""Kinds of things -> the intent that shows one, and the name its id goes by."""


def open_subject(ctx: ScreenContext, subject: Subject) -> None:
    """Goes to what an act is about, where a panel shows it."""
    if subject.kind in _OPENS:
        intent, name = _OPENS[subject.kind]
        ctx.navigate(intent, **{name: subject.pk})


class UnsettledView(QWidget):
    """`show_unsettled(found)`; `go_to(part)` shows one of the lists."""

    def __init__(self, ctx: ScreenContext, connection: "Connection | None") -> None:
        super().__init__()
        self._ctx, self._connection, self._errands = ctx, connection, Errands(self)
        self._found = Unsettled()
        self._brought: Sequence[tuple[Unsent, str]] = ()
        self._offered: list[str] = []
        self._keeper = Right.SUPERVISOR.value in ctx.person.roles
        self.parts = Segments(lambda: _("What is not done yet"), [])
        self.problem = Banner(tone="overdue")
        self.problem.hide()
        self.waiting: Table[Unsent] = Table(lambda: _(TITLES[WAITING]), [*_columns(ctx), self._why_column()])
        self.refused: Table[Unsent] = Table(lambda: _(TITLES[REFUSED]), [*_columns(ctx), _reason_column()])
        self.conflicts: Table[Conflict] = Table(lambda: _(TITLES[CONFLICTS]), _conflict_columns(ctx))
        self.brought: Table[tuple[Unsent, str]] = Table(lambda: _(TITLES[WITNESSED]), _brought_columns(ctx))
        self.refusal = Refusal(self._open, self._drop)
        self.conflict = ConflictView(ctx, self._open)
        self.decision = Decision(self._decide)
        self.tables: Mapping[str, Table[Any]] = {
            WAITING: self.waiting, REFUSED: self.refused, CONFLICTS: self.conflicts, WITNESSED: self.brought,
        }  # fmt: skip
        self._full: dict[str, QWidget] = {}
        self._empty: dict[str, QWidget] = {}
        self._lay_out()
        self._connect()
        live(self, self._say)
        self.go_to(WAITING)

    def show_unsettled(self, found: Unsettled) -> None:
        """Everything that is not done yet."""
        self._found = found
        self.waiting.set_rows(found.waiting, keep=lambda act: act.cmd)
        self.refused.set_rows(found.refused, keep=lambda act: act.cmd)
        self.conflicts.set_rows(found.conflicts, keep=lambda one: [value.id for value in one.values])
        self._show_details()
        self._say()

    def show_brought(self, brought: Sequence[tuple[Unsent, str]]) -> None:
        """What witnesses have brought, each with who did."""
        self._brought = brought
        self.brought.set_rows(brought, keep=lambda one: one[0].cmd)
        self._show_details()
        self._say()

    def ask_brought(self) -> None:
        """Asks the server what waits for a supervisor's word; where it does not answer, nothing is said of it."""
        connection = self._connection
        if connection is None or not self._keeper or connection.state is None or not connection.state.connected:
            return
        self._errands.start(lambda _moved, _cancelled: connection.held(), self._name_brought, lambda _problem: None)

    def go_to(self, part: str) -> None:
        """Shows one of the lists."""
        self.parts.choose(part)
        self._show_part()

    def is_at_an_end(self) -> bool:
        """Whether the list in sight holds nothing."""
        return not self.tables[self.parts.code()].rows_model.shown()

    def first(self) -> str:
        """The list that needs a person most."""
        found = self._found
        wanting = ((REFUSED, found.refused), (CONFLICTS, found.conflicts), (WITNESSED, self._brought))
        return next((part for part, rows in wanting if rows), WAITING)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        for widget in (self.parts, self.problem):
            column.addWidget(widget)
        details = {REFUSED: self.refusal, CONFLICTS: self.conflict, WITNESSED: self.decision}
        for part, table in self.tables.items():
            self._empty[part] = Empty(partial(_empty_says, part))
            full = self._full[part] = QWidget()
            inside = QVBoxLayout(full)
            inside.setContentsMargins(0, 0, 0, 0)
            inside.setSpacing(12)
            inside.addWidget(table)
            if part in details:
                inside.addWidget(details[part])
            column.addWidget(self._empty[part])
            column.addWidget(full)
        column.addStretch(1)
        self.setFocusProxy(self.parts)

    def _connect(self) -> None:
        self.parts.chosen.connect(self.go_to)
        for table in (self.waiting, self.refused):
            table.opened.connect(lambda act: self._open(act.subject))
        self.conflicts.opened.connect(lambda one: self._open(one.subject))
        for table in self.tables.values():
            table.picked.connect(lambda _row: self._show_details())

    def _say(self) -> None:
        counts = {WAITING: len(self._found.waiting), REFUSED: len(self._found.refused), CONFLICTS: len(self._found.conflicts),
                  WITNESSED: len(self._brought)}  # fmt: skip
        shown = [part for part in TITLES if part != WITNESSED or self._brought]
        if shown != self._offered:
            here, self._offered = self.parts.code(), shown
            self.parts.set_choices([Choice(part, _(TITLES[part])) for part in shown])
            self.go_to(here if here in shown else WAITING)
        for part in shown:
            self.parts.say(part, _part_says(part, counts[part]))
        self._show_part()

    def _show_part(self) -> None:
        """The list chosen, as high as it needs to be; what is to be decided stands right under it."""
        here = self.parts.code()
        for part, table in self.tables.items():
            rows = len(table.rows_model.shown())
            high = table.verticalHeader().defaultSectionSize()
            table.setFixedHeight(table.horizontalHeader().sizeHint().height() + high * min(max(rows, 1), MOST_ROWS[part]) + 4)
            self._full[part].setVisible(part == here and rows > 0)
            self._empty[part].setVisible(part == here and rows == 0)

    def _show_details(self) -> None:
        for table in self.tables.values():
            if table.current() is None and table.rows_model.shown():
                table.stand_on(0)
        refused, conflict, brought = self.refused.current(), self.conflicts.current(), self.brought.current()
        if refused is not None:
            self.refusal.show_act(refused)
        if conflict is not None:
            self.conflict.show_conflict(conflict)
        if brought is not None:
            self.decision.show_act(*brought)

    def _why_column(self) -> Column[Unsent]:
        return Column(N_("Why it waits"), lambda act: Cell(self._why(act), ink="ink2"), 160, stretch=True)

    def _why(self, act: Unsent) -> str:
        """Why an act waits: for the line, for somebody's sign-in, or for what the server last said."""
        state = self._connection.state if self._connection is not None else None
        if act.reason:
            return refusal_words(act)
        if state is not None and act.actor in state.missing:
            return _("{name} has to sign in first.").format(name=act.who)
        if state is not None and state.connected and act.state == NEW:
            return _("It goes with the next exchange.")
        return _("The line to the server is not open.")

    # acts

    def _open(self, subject: Subject) -> None:
        open_subject(self._ctx, subject)

    def _drop(self, cmd: UUID) -> None:
        said = _("Given up: it counts for nothing any more")
        self._do(lambda connection: connection.drop(cmd), lambda: self._ctx.shell.toast(said))

    def _decide(self, cmd: UUID, accept: bool) -> None:
        self._do(lambda connection: connection.decide(str(cmd), accept=accept), self.ask_brought)

    def _do(self, work: "Callable[[Connection], Any]", done: Callable[[], Any]) -> None:
        connection = self._connection
        if connection is not None:
            self.problem.hide()
            self._errands.start(lambda _moved, _cancelled: work(connection), lambda _done: done(), self._failed)

    def _name_brought(self, held: Sequence[Mapping[str, Any]]) -> None:
        self._ctx.runner.read(lambda session: witnessed(session, held), self.show_brought, self._failed, owner=self)

    def _failed(self, problem: Exception) -> None:
        self.problem.show_problem(_("This did not work"), problem)


class Refusal(QWidget):
    """A refused act: why, and what may be done: again on what stands there today, or not at all."""

    def __init__(self, open_it: Callable[[Subject], object], drop: Callable[[UUID], object]) -> None:
        super().__init__()
        self._act: Unsent | None = None
        self._open_it, self._drop = open_it, drop
        self.why = Banner(tone="overdue")
        self.hint = label(
            lambda: _(
                "If it is still wanted, open it and do it again on what stands there now. "
                "Then give this one up: what was done after it goes out then."
            ),
            wrap=True,
        )
        self.again = Button(lambda: _("Open it"), key="Alt+O", icon="open", run=self._again)
        self.give_up = Button(
            lambda: _("Give it up"), key="Alt+G", kind="destructive", confirm=lambda: _("Press again: it is gone"), run=self._give_up
        )
        self.why.set_acts([self.again, self.give_up])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.why)
        column.addWidget(self.hint)

    def show_act(self, act: Unsent) -> None:
        """Why this one was refused."""
        self._act = act
        what = formats.joined(act_words(act), subject_words(act.subject))
        self.why.show_text(what, " ".join(filter(None, (refusal_words(act), behind_words(act)))))
        self.again.allow("" if act.subject.kind in _OPENS else _("There is no page for this"))

    def _again(self) -> None:
        if self._act is not None:
            self._open_it(self._act.subject)

    def _give_up(self) -> None:
        if self._act is not None:
            self._drop(self._act.cmd)


class Decision(QWidget):
    """What a colleague's workstation brought after the server was put back: a supervisor lets it count, or not."""

    def __init__(self, decide: Callable[[UUID, bool], object]) -> None:
        super().__init__()
        self._cmd: UUID | None = None
        self.what = Banner(tone="due", icon="people")
        self.accept = Button(lambda: _("Let it count"), key="Alt+J", run=lambda: self._say(True))
        self.reject = Button(
            lambda: _("It does not count"), kind="destructive", confirm=lambda: _("Press again: it is gone"), run=lambda: self._say(False)
        )
        self.what.set_acts([self.accept, self.reject])
        self._decide = decide
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.what)

    def show_act(self, act: Unsent, witness: str) -> None:
        """What it is and whose."""
        self._cmd = act.cmd
        told = _("{author} did this before the server was put back, and their workstation has not been heard of since. It was kept at {witness}'s.")
        self.what.show_text(
            formats.joined(act_words(act), subject_words(act.subject)), told.format(author=act.who or _("somebody"), witness=witness or _("a colleague"))
        )

    def _say(self, accept: bool) -> None:
        if self._cmd is not None:
            self._decide(self._cmd, accept)


def _empty_says(part: str) -> str:
    return _(_EMPTY[part])


def _part_says(part: str, count: int) -> str:
    return f"{_(TITLES[part])} {formats.count(count)}" if count else _(TITLES[part])


def _at(ctx: ScreenContext, at: int) -> str:
    return formats.moment(at, ctx.now(), ctx.zone)


def _columns(ctx: ScreenContext) -> list[Column[Unsent]]:
    return [
        Column(N_("When"), lambda act: Cell(_at(ctx, act.at), ink="ink2"), 88, sort=lambda act: act.at),
        Column(N_("What"), lambda act: Cell(act_words(act), strong=True), 170),
        Column(N_("Of what"), lambda act: Cell(subject_words(act.subject)), 190),
        Column(N_("Who"), lambda act: Cell(act.who, ink="ink2"), 72),
    ]


def _reason_column() -> Column[Unsent]:
    return Column(N_("Why"), lambda act: Cell(refusal_words(act)), 160, stretch=True)


def _conflict_columns(ctx: ScreenContext) -> list[Column[Conflict]]:
    return [
        Column(N_("When"), lambda one: Cell(_at(ctx, one.at), ink="ink2"), 96, sort=lambda one: one.at),
        Column(N_("Of what"), lambda one: Cell(subject_words(one.subject), strong=True), 240),
        Column(N_("What"), lambda one: Cell(_conflict_says(one)), 220, stretch=True),
        Column(N_("Who"), lambda one: Cell(formats.listed(*filter(None, (one.their_who, one.who))), ink="ink2"), 180),
    ]


def _conflict_says(one: Conflict) -> str:
    if one.kind == "maybe_same":
        return _("Maybe the same as another one")
    if one.kind == "set_aside":
        return _("A report that was set aside")
    return formats.begun(formats.listed(*dict.fromkeys(field_words(value.field) for value in one.values if value.field in FIELDS)))


def _brought_columns(ctx: ScreenContext) -> list[Column[tuple[Unsent, str]]]:
    return [
        Column(N_("When"), lambda one: Cell(_at(ctx, one[0].at), ink="ink2"), 96, sort=lambda one: one[0].at),
        Column(N_("What"), lambda one: Cell(act_words(one[0]), strong=True), 190),
        Column(N_("Of what"), lambda one: Cell(subject_words(one[0].subject)), 240, stretch=True),
        Column(N_("Who"), lambda one: Cell(one[0].who, ink="ink2"), 100),
        Column(N_("Kept at"), lambda one: Cell(one[1], ink="ink2"), 100),
    ]
