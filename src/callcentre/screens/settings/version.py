"""Another version of the rules before it is in force: what it changes, from when, and why."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from callcentre.acts import profile_versions
from callcentre.domain.errors import BadValue, Problem
from callcentre.domain.instants import local_date
from callcentre.profiles.versions import Change, changes
from callcentre.ui.banner import Banner
from callcentre.ui.buttons import Button
from callcentre.ui.fields import TextField
from callcentre.ui.fonts import Role
from callcentre.ui.form import Form
from callcentre.ui.labels import Heading, label, line
from callcentre.ui.moment_field import MomentField
from callcentre.ui.screen import ScreenContext
from callcentre.ui.tables import Cell, Column, Table
from callcentre.words import N_, _, ngettext

HIGH = 240


class NewVersion(QWidget):
    """`show_body(before, after, name)` previews; `put` fires once the version is in the file, `left` when it is not wanted."""

    put = Signal()
    left = Signal()

    def __init__(self, ctx: ScreenContext) -> None:
        super().__init__()
        self._ctx = ctx
        self._body: Mapping[str, Any] = {}
        self.head = Heading(lambda: _("Another version"))
        self.problem = Banner(tone="overdue")
        self.table: Table[Change] = Table(lambda: _("What it changes"), _columns())
        self.valid_from = MomentField(lambda: _("In force from"), ctx.now, ctx.zone)
        self.note = TextField(lambda: _("Why"), hint=lambda: _("others have to see why"))
        self.save = Button(lambda: _("Put in force"), key="F8", kind="primary", run=self._put)
        self.leave = Button(lambda: _("Leave it"), key="Esc", run=self.left.emit)
        self._lay_out()

    def show_body(self, before: Mapping[str, Any], after: Mapping[str, Any], name: str) -> None:
        """Says what `after` changes; `name` is where it comes from."""
        self._body = after
        found = changes(before, after)
        n = len(found)
        said = ngettext("{n} change", "{n} changes", n).format(n=n)
        self.head.note(name)
        self.head.count(None)
        self.how_many.setText(said if n else _("It changes nothing: the same is in force already."))
        self.table.set_rows(found)
        self.table.setVisible(bool(found))
        self.save.allow("" if found else _("It changes nothing: the same is in force already."))
        self.form.clear_wrongs()
        self.problem.hide()
        self.valid_from.set_value(None)
        self.note.clear()
        (self.table if found else self.leave).setFocus()

    def _lay_out(self) -> None:
        self.how_many = label("", wrap=True)
        self.form = Form()
        self.form.add("valid_from", lambda: _("In force from"), self.valid_from)
        self.form.add("note", lambda: _("Why"), self.note)
        self.problem.hide()
        self.table.setFixedHeight(HIGH)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 12, 0, 0)
        column.setSpacing(10)
        first = label(
            lambda: _("Empty means today. Figures, deadlines and fees of the days before keep the version they have."),
            Role.CELL, ink="3", wrap=True,
        )
        for widget in (line(), self.head, self.how_many, self.problem, self.table, self.form, first):
            column.addWidget(widget)
        acts = QHBoxLayout()
        acts.setSpacing(8)
        acts.addWidget(self.leave)
        acts.addStretch(1)
        acts.addWidget(self.save)
        column.addLayout(acts)

    def _put(self) -> None:
        self.form.clear_wrongs()
        wanted = self.valid_from.value()
        if self.valid_from.wrong:
            self.form.show_problem(BadValue("form.no_date", field="valid_from", value=self.valid_from.text()))
            return
        day = local_date(wanted if wanted is not None else self._ctx.now(), self._ctx.zone)
        body, note = self._body, self.note.text()
        self._ctx.runner.write(
            lambda unit: profile_versions.add(unit, body=body, valid_from=day, note=note),
            lambda _version: self.put.emit(), self._refused, owner=self,
        )

    def _refused(self, problem: Exception) -> None:
        if not (isinstance(problem, Problem) and self.form.show_problem(problem)):
            self.problem.show_problem(_("This was not saved"), problem)


def _columns() -> list[Column[Change]]:
    def said(of: Callable[[Change], str | None]) -> Callable[[Change], Cell]:
        return lambda change: Cell(of(change) or "—", ink="ink" if of(change) else "ink3")

    return [
        Column(N_("Rule"), lambda change: Cell(path(change.names), strong=True), 280),
        Column(N_("Now"), said(lambda change: change.before), 160, stretch=True),
        Column(N_("Then"), said(lambda change: change.after), 160),
    ]


def path(names: Sequence[str]) -> str:
    """A name of the profile as one reads it: callbacks › delay_minutes."""
    return " › ".join(names)
