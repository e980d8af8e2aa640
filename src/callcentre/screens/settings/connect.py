"""Joining this folder to a server: where it is, who one is there, and what would be sent, seen before it is."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from callcentre.domain.errors import Problem, Refused
from callcentre.runtime.errand import Errands
from callcentre.ui import fonts, formats
from callcentre.ui.banner import Banner
from callcentre.ui.buttons import Button
from callcentre.ui.fields import TextField
from callcentre.ui.fonts import Role
from callcentre.ui.form import Form
from callcentre.ui.labels import Heading, label
from callcentre.ui.language import live
from callcentre.ui.screen import ScreenContext
from callcentre.ui.tables import Cell, Column, Table
from callcentre.ui.unsettled_words import KINDS, kind_words
from callcentre.words import N_, _, ngettext
from callcentre.words.errors import say

if TYPE_CHECKING:
    from callcentre.sync.connection import Connection

_FIELD_OF = {
    "line.wrong_password": "password", "line.no_password": "password", "line.not_proven": "password", "line.locked": "login",
    "line.not_admitted": "login", "line.other_person": "login", "connect.no_login": "login", "line.unreachable": "url",
    "line.no_database": "url", "line.certificate": "url", "line.certificate_expired": "url", "line.no_tls": "url",
    "line.tls_wanted": "url", "server.no_tls": "url", "server.not_set_up": "url", "server.password_in_url": "url",
    "server.url": "url",
}  # fmt: skip
"""Which field a problem of the server is about."""
ROWS = 7
"""Kinds that are seen without scrolling."""


class ConnectForm(QWidget):
    """`joined` fires when the folder is joined; what is sent then is what `sends` shows now."""

    joined = Signal()

    def __init__(self, ctx: ScreenContext, connection: "Connection | None") -> None:
        super().__init__()
        self._ctx, self._connection, self._errands = ctx, connection, Errands(self)
        self._counts: Mapping[str, int] | None = None
        self._asked = 0
        self.problem = Banner(tone="overdue")
        self.url = TextField(lambda: _("Address of the server"), hint="postgresql://server/callcentre")
        self.login = TextField(lambda: _("Login"), hint=lambda: _("as whoever runs the server gave it to you"))
        self.password = TextField(lambda: _("Password"))
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.said = label("", wrap=True)
        self.sends: Table[tuple[str, int]] = Table(lambda: _("What would be sent"), _columns())
        self.connect_now = Button(
            lambda: _("Join the server"), key="F8", kind="primary", confirm=lambda: _("For good: press once more"), run=self._join
        )
        self.busy = label("", Role.CELL, ink="2")
        self._lay_out()
        live(self, self._say)
        for field in (self.url, self.login, self.password):
            field.returnPressed.connect(self.connect_now.click)

    def seen(self) -> None:
        """Counts what would be sent."""
        connection, person = self._connection, self._ctx.person.id
        if connection is None:
            self._cannot(Refused("connect.demo"))
            return
        self.offer()
        asked = self._asked

        def still(show: Callable[[Any], None]) -> Callable[[Any], None]:
            return lambda answer: show(answer) if asked == self._asked else None

        self._errands.start(lambda _moved, _cancelled: connection.would_send(person), still(self.show_counts), still(self._cannot))

    def offer(self) -> None:
        """The form, whatever was said before."""
        for widget in (self.form, self.kept, self.head, self.said):
            widget.setVisible(True)
        self.connect_now.allow("")
        self.problem.hide()
        self._asked += 1
        self._counts = None
        self._say()

    def show_counts(self, counts: Mapping[str, int]) -> None:
        """How many rows of each kind would be sent."""
        self.problem.hide()
        self._counts = counts
        self._say()

    def show_problem(self, problem: Exception) -> None:
        """Says it at its field, or above the form where it is about none."""
        self._end()
        if isinstance(problem, Problem):
            named = problem.data.get("field", _FIELD_OF.get(problem.code, ""))
            if self.form.show_problem(Refused(problem.code, **{**problem.data, "field": named})):
                return
        self.problem.show_problem(_("The folder was not joined"), problem)

    def _lay_out(self) -> None:
        what = label(
            lambda: _(
                "Workstations that are joined to one server share customers, orders and complaints. "
                "Without the line everybody goes on working; what was done goes out when it is back."
            ),
            wrap=True,
        )
        self.form = Form()
        self.form.add("url", lambda: _("Server"), self.url)
        self.form.add("login", lambda: _("Login"), self.login)
        self.form.add("password", lambda: _("Password"), self.password)
        self.form.setMaximumWidth(fonts.scaled(560))
        self.kept = label(lambda: _("The password is kept in the keyring of the operating system."), Role.CELL, ink="3", wrap=True)
        self.problem.hide()
        self.head = Heading(lambda: _("What would be sent"))
        self.sends.setMaximumWidth(fonts.scaled(560))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        for widget in (what, self.problem, self.form, self.kept, self.head, self.said, self.sends):
            column.addWidget(widget)
        acts = QHBoxLayout()
        acts.setSpacing(12)
        acts.addWidget(self.connect_now)
        acts.addWidget(self.busy, 1)
        column.addLayout(acts)
        column.addStretch(1)
        self.setFocusProxy(self.url)

    def _say(self) -> None:
        counts = self._counts
        self.sends.setVisible(bool(counts))
        if counts is None:
            self.said.setText(_("Counting what this folder holds"))
            return
        rows = sum(counts.values())
        n = ngettext("{n} row", "{n} rows", rows).format(n=formats.count(rows))
        self.head.count(None)
        self.said.setText(
            _("{rows} of this folder go to the server, and stay here too. A joined folder cannot be parted again.").format(rows=n) if rows
            else _("This folder holds nothing that would be sent. What the server has comes here.")
        )
        order = list(KINDS)
        known = sorted(counts.items(), key=lambda one: (order.index(one[0]) if one[0] in order else len(order), one[0]))
        self.sends.set_rows(known)
        head, row = self.sends.horizontalHeader().sizeHint().height(), self.sends.verticalHeader().defaultSectionSize()
        self.sends.setFixedHeight(head + row * min(len(known), ROWS) + 4)

    def _cannot(self, problem: Exception) -> None:
        for widget in (self.form, self.kept, self.head, self.said, self.sends):
            widget.setVisible(False)
        self.connect_now.allow(_("This folder cannot be joined"))
        if isinstance(problem, Refused):
            self.problem.show_text(_("This folder cannot be joined"), say(problem), tone="plain")
        else:
            self.problem.show_problem(_("This folder cannot be joined"), problem)

    def _join(self) -> None:
        connection = self._connection
        if connection is None:
            return
        self.form.clear_wrongs()
        self.problem.hide()
        self.connect_now.allow(_("The server is being asked"))
        self.busy.setText(_("Asking the server"))
        given: tuple[str, str, str, UUID] = (self.url.text().strip(), self.login.text(), self.password.text(), self._ctx.person.id)

        def work(_moved: Any, _cancelled: Any) -> None:
            connection.join(*given)

        self._errands.start(work, lambda _none: self._joined(), self.show_problem)

    def _joined(self) -> None:
        self.password.clear()
        self._end()
        self.joined.emit()

    def _end(self) -> None:
        self.connect_now.allow("")
        self.busy.clear()


def _columns() -> list[Column[tuple[str, int]]]:
    return [
        Column(N_("What"), lambda row: Cell(formats.begun(kind_words(row[0]))), 260, stretch=True),
        Column(N_("How many"), lambda row: Cell(formats.count(row[1])), 120, sort=lambda row: row[1], right=True),
    ]
