"""How a joined folder stands to its server, and what may be done about it: exchange now, stop, a password, others' sign-in."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from callcentre.domain.event import Role as Right
from callcentre.runtime.errand import Errands
from callcentre.screens.settings.parts import emptied
from callcentre.ui import fonts, formats
from callcentre.ui.banner import Banner
from callcentre.ui.buttons import Button
from callcentre.ui.fields import TextField
from callcentre.ui.form import Form
from callcentre.ui.labels import Elided, label
from callcentre.ui.language import live
from callcentre.ui.line_words import ASKED, clock_said, counts_of, standing_of, unfinished_said
from callcentre.ui.screen import ScreenContext
from callcentre.ui.tab_order import stand_in
from callcentre.words import _, language, ngettext
from callcentre.words.errors import say

if TYPE_CHECKING:
    from callcentre.sync.connection import Connection
    from callcentre.sync.line import LineState

_TONES = {"ink2": "good"}


class StandingView(QWidget):
    """`show_state(state, held)` says it; `sent_for` fires when others' acts were taken over."""

    sent_for = Signal()

    def __init__(self, ctx: ScreenContext, connection: "Connection | None") -> None:
        super().__init__()
        self._ctx, self._connection, self._errands = ctx, connection, Errands(self)
        self._state: LineState | None = None
        self._held = False
        self._people: Mapping[UUID, str] = {}
        self._waited_for: object = None
        self.now = Button(lambda: _("Exchange now"), key="Alt+X", icon="arrow_sync", run=self._now)
        self.hold = Button("", key="Alt+H", icon="pause", run=self._hold_or_go_on)
        self.banner = Banner(tone="good", acts=[self.now, self.hold])
        self.problem = Banner(tone="overdue")
        self.server, self.login = Elided(), label()
        self.last, self.clock = label(), label("", wrap=True)
        self.password = TextField(lambda: _("Password"))
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.sign_in = Button(lambda: _("Sign in"), kind="primary", run=self._sign_in)
        self.others = QWidget()
        self._lay_out()
        self.password.returnPressed.connect(self.sign_in.click)
        live(self, self._say)

    def show_state(self, state: "LineState", *, held: bool, url: str) -> None:
        """How it stands; `held`: a person has stopped the exchange."""
        self._state, self._held = state, held
        self.server.setText(url)
        self._say()

    def show_people(self, people: Mapping[UUID, str]) -> None:
        """Names of those whose acts wait."""
        self._people = people
        if self._state is not None:
            self._say_others(self._state.missing)

    def _lay_out(self) -> None:
        self.problem.hide()
        facts = QGridLayout()
        facts.setHorizontalSpacing(16)
        facts.setVerticalSpacing(6)
        facts.setColumnStretch(1, 1)
        self._clock_name = label(lambda: _("Clock here"), ink="2")
        names = (
            label(lambda: _("Server"), ink="2"), label(lambda: _("Login"), ink="2"), label(lambda: _("Last exchange"), ink="2"),
            self._clock_name,
        )
        for row, (name, field) in enumerate(zip(names, (self.server, self.login, self.last, self.clock), strict=True)):
            facts.addWidget(name, row, 0)
            facts.addWidget(field, row, 1)
        self._asking = QWidget()
        asking = QHBoxLayout(self._asking)
        asking.setContentsMargins(0, 0, 0, 0)
        asking.setSpacing(8)
        self.form = Form()
        self.form.add("password", lambda: _("Password"), self.password)
        self.form.setMaximumWidth(fonts.scaled(400))
        asking.addWidget(self.form, 1)
        asking.addWidget(self.sign_in)
        asking.addStretch(1)
        self._others = QVBoxLayout(self.others)
        self._others.setContentsMargins(0, 0, 0, 0)
        self._others.setSpacing(6)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(self.banner)
        column.addWidget(self.problem)
        column.addWidget(self._asking)
        column.addLayout(facts)
        column.addWidget(self.others)

    def _say(self) -> None:
        state = self._state
        if state is None:
            self.banner.show_text(_("Connecting"), tone="plain", icon="arrow_sync")
            return
        now, zone = self._ctx.now(), self._ctx.zone
        standing = standing_of(state, held=self._held, now=now, zone=zone)
        told = [say(state.fault)] if state.fault is not None else []
        if state.unfinished:
            told.append(unfinished_said())
        if state.receiving:
            told.append(_("It may be stopped at any time; it goes on where it was."))
        what = formats.joined(standing.head, *counts_of(state.tally))
        self.banner.show_text(what, " ".join(told), tone=_TONES.get(standing.tone, standing.tone), icon=standing.icon)
        self.hold.say(_("Go on") if self._held else _("Stop the exchange"))
        self.now.allow(_("The exchange is stopped") if self._held else "")
        self.login.setText(state.login)
        last = state.last_exchange
        self.last.setText(formats.moment(last, now, zone) if last is not None else _("none since the window was opened"))
        self.clock.setText(clock_said(state.clock_ahead) if state.clock_ahead else "")
        for widget in (self.clock, self._clock_name):
            widget.setVisible(bool(state.clock_ahead))
        self._asking.setVisible(state.fault is not None and state.fault.code in ASKED and not self._held)
        self._say_others(state.missing)

    # others, whose acts wait here for their own sign-in

    def _say_others(self, missing: Mapping[UUID, int]) -> None:
        nobody = _("somebody else")
        waited_for = sorted((person, count, self._people.get(person, nobody)) for person, count in missing.items())
        if (language(), waited_for) == self._waited_for:
            return
        self._waited_for = language(), waited_for
        emptied(self._others)
        banners = [self._other(*waited) for waited in waited_for]
        for banner in banners:
            self._others.addWidget(banner)
        stand_in(self.others, banners)
        self.others.setVisible(bool(waited_for))

    def _other(self, person: UUID, count: int, name: str) -> QWidget:
        what = ngettext("{n} act of {name} waits for their sign-in", "{n} acts of {name} wait for their sign-in", count)
        keeper = Right.SUPERVISOR.value in self._ctx.person.roles
        why = _("They go out when {name} opens a window here; or a supervisor sends them. Both names are kept.").format(name=name)
        acts = [Button(lambda: _("Send them for {name}").format(name=name), run=lambda: self._send_for(person))] if keeper else []
        return Banner(what.format(n=formats.count(count), name=name), why, tone="due", icon="person", acts=acts, beside=True)

    def _send_for(self, person: UUID) -> None:
        self._do(lambda connection: connection.send_for(person), self.sent_for.emit)

    # acts

    def _now(self) -> None:
        if self._connection is not None:
            self._connection.try_now()

    def _hold_or_go_on(self) -> None:
        if self._held:
            self._do(lambda connection: connection.go_on())
        else:
            self._do(lambda connection: connection.hold())

    def _sign_in(self) -> None:
        typed = self.password.text()
        self.password.clear()
        self._do(lambda connection: connection.sign_in(typed), self._signed_in)

    def _signed_in(self) -> None:
        self._ctx.shell.toast(_("The server is asked with the new password"))

    def _do(self, work: "Callable[[Connection], Any]", done: Callable[[], Any] = lambda: None) -> None:
        """What may wait for the network, the keyring or the file."""
        connection = self._connection
        if connection is not None:
            self.problem.hide()
            self._errands.start(lambda _moved, _cancelled: work(connection), lambda _done: done(), self._failed)

    def _failed(self, problem: Exception) -> None:
        self.problem.show_problem(_("This did not work"), problem)
