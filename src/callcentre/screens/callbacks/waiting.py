"""The queue at the left: who is to be called back. Time moves it as much as people do."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from callcentre.domain.claims import Claim, Item
from callcentre.runtime.claims import Claims
from callcentre.runtime.runner import Latest
from callcentre.screens.callbacks.rows import describe
from callcentre.store.queue import CallbackRow, callback_queue
from callcentre.store.watch import callbacks_due
from callcentre.ui.banner import Banner
from callcentre.ui.buttons import Button
from callcentre.ui.fonts import Role
from callcentre.ui.labels import Heading, label
from callcentre.ui.language import live
from callcentre.ui.lists import CardList
from callcentre.ui.screen import ScreenContext
from callcentre.words import _, ngettext

CHANGES = ("order", "complaint", "customer")
EVERY = 60_000
"""Milliseconds: what was promised comes due without anybody doing anything."""
Queue = tuple[list[CallbackRow], int]
"""The rows that are shown, and how many are due in all."""


class WaitingPane(QWidget):
    """Read anew on changes and each minute; `chosen(order)`, `next_wanted`.

    While a row has the focus nothing moves under the hand: what would stand elsewhere is said, and Home shows it.
    """

    chosen = Signal(object)
    next_wanted = Signal()

    def __init__(self, ctx: ScreenContext, claims: Claims) -> None:
        super().__init__()
        self._ctx, self._claims = ctx, claims
        self._fresh: list[CallbackRow] = []
        self._due = 0
        self._read = False
        self._latest = Latest(ctx.runner, self)
        self.list: CardList[CallbackRow] = CardList(
            lambda: _("Callbacks that are due"), describe(ctx.profile, ctx.person.id, ctx.now, ctx.zone, self._held), indent=True
        )
        self.head = Heading(lambda: _("Callbacks due"))
        self.head.put(Button(lambda: _("Next"), key="F5", kind="quiet", run=self.next_wanted.emit))
        self.news = label("", Role.CELL, tone="due", wrap=True)
        self.problem = Banner(tone="due")
        self.problem.set_acts([Button(lambda: _("Read again"), icon="arrow_sync", run=self.read)])
        self.nobody = label(
            lambda: _("Nobody waits for a call. Orders come here when the outlet says that they are done."),
            Role.CELL, ink="2", wrap=True,
        )
        for widget in (self.news, self.problem, self.nobody):
            widget.hide()
        self._lay_out()
        self.setFocusProxy(self.list)
        self.list.opened.connect(lambda row: self.chosen.emit(row.order_id))
        home = QShortcut(QKeySequence(Qt.Key.Key_Home), self.list, self.show_fresh)
        home.setContext(Qt.ShortcutContext.WidgetShortcut)
        self._minute = QTimer(self)
        self._minute.setInterval(EVERY)
        self._minute.timeout.connect(self.read)
        self._minute.start()
        ctx.announcer.subscribe(self, CHANGES, self._changed)
        ctx.announcer.subscribe(self, ("claim",), lambda _changes: self.list.refresh())
        live(self, self._say)
        claims.watch(self)
        self.read()

    def rows(self) -> Sequence[CallbackRow]:
        """Who is shown, from above."""
        return self.list.rows_model.rows()

    def read(self) -> None:
        """Reads who is to be called as of now."""
        self.list.set_loading()
        now = self._ctx.now()

        def ask(session: Session) -> Queue:
            return callback_queue(session, now), callbacks_due(session, now)

        self._latest.read(ask, self._show, self._not_read)

    def show_fresh(self) -> None:
        """The queue in its order as it is now, the first row chosen."""
        self._put(self._fresh)
        self.list.go_to(0)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._claims.beat()

    def _held(self, order: UUID) -> Claim | None:
        return self._claims.of(Item("order", order))

    def _changed(self, _changes: Any) -> None:
        self.read()

    def _show(self, read: Queue) -> None:
        self._fresh, self._due = read
        self._read = True
        self.problem.hide()
        shown = self.rows()
        self._put(_in_place(shown, self._fresh) if self.list.hasFocus() and shown else self._fresh)

    def _put(self, rows: Sequence[CallbackRow]) -> None:
        self.list.set_rows(rows, keep=lambda row: row.order_id)
        self.head.count(self._due)
        # Due, as the status bar says it: a callback is late by days, and none of them is an alarm.
        self._ctx.shell.badge("callbacks", self._due, "due")
        self._say()

    def _say(self) -> None:
        shown = self.rows()
        self.nobody.setVisible(self._read and not shown)
        new = len(self._fresh) - len(shown)
        if new > 0:
            words = ngettext("{n} new, Home shows it", "{n} new, Home shows them", new).format(n=new)
        elif _ids(shown) != _ids(self._fresh):
            words = _("Somebody else comes first now, Home shows it")
        elif self._due > len(shown):
            words = _("The first {n} are shown").format(n=len(shown))
        else:
            words = ""
        self.news.setText(words)
        self.news.setVisible(bool(words))

    def _not_read(self, problem: Exception) -> None:
        self.list.set_rows(self.rows())
        self.problem.show_problem(_("The callbacks could not be read"), problem)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 16, 0, 0)
        column.setSpacing(8)
        above = QVBoxLayout()
        above.setContentsMargins(16, 0, 16, 0)
        above.setSpacing(8)
        for widget in (self.head, self.news, self.problem, self.nobody):
            above.addWidget(widget)
        column.addLayout(above)
        column.addWidget(self.list, 1)
        column.addStretch(0)


def _ids(rows: Sequence[CallbackRow]) -> list[UUID]:
    return [row.order_id for row in rows]


def _in_place(shown: Sequence[CallbackRow], fresh: Sequence[CallbackRow]) -> list[CallbackRow]:
    """What stands there, each as it is now and where it was; what is gone goes."""
    now = {row.order_id: row for row in fresh}
    return [now[row.order_id] for row in shown if row.order_id in now]
