"""Who uses this workstation: names, accounts, roles and outlets; administrators change them, others see why not."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from callcentre.acts import people
from callcentre.domain.errors import BadValue, Problem
from callcentre.domain.event import Role as Right
from callcentre.runtime.runner import Latest
from callcentre.screens.settings.parts import Section
from callcentre.store.people import PersonRow
from callcentre.store.settings_rows import Staff, staff
from callcentre.ui import fonts, formats
from callcentre.ui.banner import Banner
from callcentre.ui.buttons import Button
from callcentre.ui.check import Check
from callcentre.ui.choice_field import ChoiceField
from callcentre.ui.choices import Choice
from callcentre.ui.fields import TextField
from callcentre.ui.form import Form
from callcentre.ui.labels import Heading, line
from callcentre.ui.screen import ScreenContext
from callcentre.ui.tables import Cell, Column, Table
from callcentre.words import N_, _, codes

LEAST = 264
"""Least height of the table; where nobody is being changed it has all the height there is."""
GIVEN = (Right.AGENT, Right.DISPATCHER, Right.SUPERVISOR, Right.ADMINISTRATOR)
SAYS = {
    Right.AGENT: N_("takes calls, relays, calls back"), Right.DISPATCHER: N_("plans and reports for an outlet"),
    Right.SUPERVISOR: N_("watches, decides, sees reports"), Right.ADMINISTRATOR: N_("persons, rules, backups"),
}


class PeopleSection(Section):
    """`table` of persons, `form` of the one chosen or a new one."""

    def __init__(self, ctx: ScreenContext) -> None:
        super().__init__(lambda: _("Persons"), width=760)
        self._ctx, self._latest = ctx, Latest(ctx.runner, self)
        self._outlets: dict[UUID, str] = {}
        self._person: PersonRow | None = None
        self._go_to: UUID | None = None
        self.may = Right.ADMINISTRATOR in ctx.person.roles
        self.why_not = Banner(
            lambda: _("Only administrators change persons."),
            lambda: _("You see who works here. Ask an administrator to add somebody or to change a role."), tone="plain",
        )
        self.problem = Banner(tone="overdue")
        self.table: Table[PersonRow] = Table(lambda: _("Persons"), self._columns(), density="plain")
        self.narrow = TextField(
            lambda: _("Name or account"), hint=lambda: _("Name or account"), icon="filter", key="Ctrl+F"
        )
        self.new = Button(lambda: _("New person"), key="Alt+N", icon="add", run=self._begin)
        self.name = TextField(lambda: _("Name"))
        self.account = TextField(lambda: _("Account"), hint=lambda: _("as they sign in to this computer"))
        self.roles = {role: Check(_role_says(role)) for role in GIVEN}
        self.outlet = ChoiceField(lambda: _("Outlet"), hint=lambda: _("only for dispatchers"))
        self.save = Button(lambda: _("Save"), key="F8", kind="primary", run=self._save)
        self.over = Button("", kind="destructive", run=self._end_or_resume)
        self._lay_out()
        self.table.picked.connect(self._show_person)
        self.narrow.textChanged.connect(self.table.rows_model.set_filter)
        QShortcut(QKeySequence("Ctrl+F"), self).activated.connect(self.narrow.setFocus)
        ctx.announcer.subscribe(self, ("person", "outlet"), lambda _changes: self.seen())

    def seen(self) -> None:
        """Reads who works here."""
        self._latest.read(staff, self._show, self._failed)

    def _columns(self) -> list[Column[PersonRow]]:
        return [
            Column(N_("Name"), lambda row: Cell(row.name, strong=True, ink="ink" if row.state == "active" else "ink3"), 110),
            Column(N_("Account"), lambda row: Cell(row.account, ink="ink2"), 96),
            Column(N_("Roles"), lambda row: Cell(formats.listed(*_role_names(row))), 200, stretch=True),
            Column(N_("Outlet"), lambda row: Cell(self._outlets.get(row.outlet_id, "") if row.outlet_id else ""), 150),
            Column(N_("State"), lambda row: Cell(_("works here") if row.state == "active" else _("has left"), ink="ink2"), 96),
        ]

    def _lay_out(self) -> None:
        for banner in (self.why_not, self.problem):
            self.column.addWidget(banner)
        self.why_not.setVisible(not self.may)
        self.problem.hide()
        self.table.setMinimumHeight(LEAST)
        self.narrow.setFixedWidth(fonts.scaled(240))
        self.add_row([self.narrow])
        self.column.addSpacing(4)
        self.column.addWidget(self.table, 1)
        self.column.addSpacing(6)
        self.add_row([self.new])
        self.new.allow("" if self.may else _("Only administrators change persons."))
        self.card = QWidget()
        card = QVBoxLayout(self.card)
        card.setContentsMargins(0, 12, 0, 0)
        card.setSpacing(10)
        self.title = Heading("")
        card.addWidget(line())
        card.addWidget(self.title)
        card.addWidget(self._form())
        acts = QHBoxLayout()
        acts.setSpacing(8)
        acts.addWidget(self.over)
        acts.addStretch(1)
        acts.addWidget(self.save)
        card.addLayout(acts)
        self.column.addWidget(self.card)
        self.card.hide()
        self.first = self.table

    def _form(self) -> QWidget:
        self.form = Form()
        self.form.add("name", lambda: _("Name"), self.name)
        self.form.add("account", lambda: _("Account"), self.account)
        boxes = QWidget()
        column = QVBoxLayout(boxes)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(4)
        for box in self.roles.values():
            column.addWidget(box)
        boxes.setFocusProxy(self.roles[Right.AGENT])
        self.form.add("roles", lambda: _("Roles"), boxes)
        self.form.add("outlet", lambda: _("Outlet"), self.outlet)
        self.form.setMaximumWidth(560)
        return self.form

    # what was read

    def _show(self, found: Staff) -> None:
        self.problem.hide()
        self._outlets = {outlet.id: outlet.name for outlet in found.outlets}
        self.outlet.set_choices(
            [Choice("", lambda: _("no outlet"))]
            + [Choice(str(outlet.id), outlet.name, note=outlet.code) for outlet in found.outlets]
        )
        wanted = self._go_to or (self._person.id if self._person is not None else None)
        self._go_to = None
        self.table.rows_model.set_rows(found.people)
        shown = [row.id for row in self.table.rows_model.shown()]
        if wanted in shown:
            self.table.selectRow(shown.index(wanted))

    def _show_person(self, row: PersonRow) -> None:
        """The card of a person; who may not change them reads it in the table alone."""
        self._person = row
        self.card.setVisible(self.may)
        self.title.name.setText(row.name)
        self._put(row.name, row.account, row.roles, row.outlet_id)
        active = row.state == "active"
        self.over.say(_("No longer works here") if active else _("Works here again"))
        self.over.setVisible(row.id != self._ctx.person.id)

    def _begin(self) -> None:
        self._person = None
        self.table.clearSelection()
        self.title.name.setText(_("New person"))
        self._put("", "", frozenset({Right.AGENT}), None)
        self.over.hide()
        self.card.show()
        self.name.setFocus()

    def _put(self, name: str, account: str, roles: frozenset[Right], outlet: UUID | None) -> None:
        self.form.clear_wrongs()
        self.name.setText(name)
        self.account.setText(account)
        for role, box in self.roles.items():
            box.setChecked(role in roles)
        self.outlet.choose(str(outlet) if outlet is not None else "")

    # acts

    def _save(self) -> None:
        self.form.clear_wrongs()
        self.problem.hide()
        given: dict[str, Any] = {
            "name": self.name.text().strip(), "account": self.account.text().strip() or None,
            "roles": [role for role, box in self.roles.items() if box.isChecked()],
            "outlet": UUID(self.outlet.code()) if self.outlet.code() else None,
        }
        person = self._person.id if self._person is not None else None
        if person is None:
            self._write(lambda unit: people.create(unit, **given), self._added)
        else:
            self._write(lambda unit: people.change(unit, person, **given), lambda _changed: self._saved(given["name"]))

    def _end_or_resume(self) -> None:
        if self._person is None:
            return
        person, name = self._person.id, self._person.name
        if self._person.state == "active":
            back = lambda: self._write(lambda unit: people.resume(unit, person), lambda _none: self._saved(name))  # noqa: E731
            said = _("{name} no longer works here").format(name=name)
            self._write(lambda unit: people.end(unit, person), lambda _none: self._said(said, back))
        else:
            self._write(lambda unit: people.resume(unit, person), lambda _none: self._saved(name))

    def _write(self, act: Callable[[Any], Any], done: Callable[[Any], None]) -> None:
        self._ctx.runner.write(act, done, self._refused, owner=self)

    def _added(self, person: UUID) -> None:
        self._go_to = person
        self._saved(self.name.text().strip())

    def _saved(self, name: str) -> None:
        self._said(_("{name} is saved").format(name=name), None)

    def _said(self, words: str, back: Callable[[], None] | None) -> None:
        self._ctx.shell.toast(words, back)
        self.seen()

    def _refused(self, problem: Exception) -> None:
        at_a_field = isinstance(problem, BadValue) or (isinstance(problem, Problem) and "field" in problem.data)
        if not (at_a_field and isinstance(problem, Problem) and self.form.show_problem(problem)):
            self.problem.show_problem(_("This was not saved"), problem)

    def _failed(self, problem: Exception) -> None:
        self.problem.show_problem(_("The persons cannot be read"), problem)


def _role_names(row: PersonRow) -> list[str]:
    return [codes.shown(codes.ROLES, role.value) for role in GIVEN if role in row.roles]


def _role_says(role: Right) -> Callable[[], str]:
    return lambda: _("{role}: {does}").format(role=formats.begun(codes.shown(codes.ROLES, role.value)), does=_(SAYS[role]))
