"""The server: joining this folder to one, or how it stands to the one it is joined to and what is not done yet."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

from PySide6.QtWidgets import QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from callcentre.domain.event import Actor
from callcentre.runtime.runner import Latest
from callcentre.screens.settings.connect import ConnectForm
from callcentre.screens.settings.parts import Section, emptied
from callcentre.screens.settings.standing import StandingView
from callcentre.screens.settings.unsettled import UnsettledView
from callcentre.store.exchange.notices import Notice, dismiss, notices
from callcentre.store.people import person_of
from callcentre.store.unsettled import Unsettled, unsettled
from callcentre.ui import fonts, formats
from callcentre.ui.banner import Banner
from callcentre.ui.buttons import Button
from callcentre.ui.labels import line
from callcentre.ui.screen import ScreenContext
from callcentre.ui.states import Loading
from callcentre.ui.tab_order import stand_in
from callcentre.words import _, codes
from callcentre.words.errors import say

if TYPE_CHECKING:
    from callcentre.sync.connection import Connection
    from callcentre.sync.line import LineState

WIDTH = 880
POSES = ("joining", "well", "first", "alone", "password", "refused", "conflict", "same", "brought")
"""States of it that are worth a picture."""
CHANGES = ("line", "conflict", "order", "complaint", "customer", "person")
"""Kinds of change after which what is not done yet is read again."""


class ServerSection(Section):
    """`connect` while the folder is not joined; `standing` and `unsettled` once it is."""

    def __init__(self, ctx: ScreenContext) -> None:
        super().__init__(lambda: _("Server"), width=fonts.scaled(WIDTH))
        self._ctx, self._latest = ctx, Latest(ctx.runner, self)
        self.connection = cast("Connection | None", ctx.services.get("server"))
        self.connect_form = ConnectForm(ctx, self.connection)
        self.standing = StandingView(ctx, self.connection)
        self.unsettled = UnsettledView(ctx, self.connection)
        self.other_person = Banner(
            tone="due", icon="person", acts=[Button(lambda: _("Begin anew"), key="Alt+B", run=self._begin_anew)], beside=True
        )
        self.problem = Banner(tone="overdue")
        self.notices = QWidget()
        self.loading = Loading(lambda: _("Reading what is not done yet"), rows=4)
        self._told: object = None
        self._is_fresh = True
        self._lay_out()
        self.connect_form.joined.connect(self._begin_anew)
        self.standing.sent_for.connect(self._read)
        ctx.announcer.subscribe(self, CHANGES, lambda _changes: self._changed())

    def seen(self) -> None:
        """Says how it stands, and reads what is not done yet."""
        self._ctx.runner.read(notices, self.show_notices, self._failed, owner=self)
        if self.connection is None or self.connection.peer is None:
            self.show_joined(joined=False)
            self.first = self.connect_form
            self.connect_form.seen()
            return
        self.show_joined(joined=True)
        self.first, self._is_fresh = self.unsettled, True
        if self.loading.isVisibleTo(self):
            self.loading.begin()
        self._say_standing()
        self._read()
        self.unsettled.ask_brought()

    def show_notices(self, found: Sequence[Notice]) -> None:
        """What happened to the file or the server, until somebody has read it."""
        emptied(self._noticed)
        banners = [self._notice(notice) for notice in found]
        for banner in banners:
            self._noticed.addWidget(banner)
        stand_in(self.notices, banners)
        self.notices.setVisible(bool(found))

    def show_joined(self, *, joined: bool) -> None:
        """Shows the form that joins the folder, or how it stands once it is."""
        self.connect_form.setVisible(not joined)
        self._joined.setVisible(joined)

    def show_standing(self, state: "LineState", *, held: bool = False, url: str = "") -> None:
        """How a joined folder stands."""
        self.show_joined(joined=True)
        self.standing.show_state(state, held=held, url=url)

    def show_unsettled(self, found: Unsettled) -> None:
        """What is not done yet; come into sight, or with its list at an end, in the list that needs a person most."""
        self.problem.hide()
        self._show_lists(read=True)
        self.standing.show_people(found.people)
        self.unsettled.show_unsettled(found)
        if self._is_fresh or self.unsettled.is_at_an_end():
            self._is_fresh = False
            self.unsettled.go_to(self.unsettled.first())

    def poses(self) -> Mapping[str, Callable[[], object]]:
        """For pictures."""
        from callcentre.screens.settings.server_poses import poses

        return poses(self, self._ctx)

    def _notice(self, notice: Notice) -> Banner:
        at = formats.moment(notice.at, self._ctx.now(), self._ctx.zone)
        read = Button(lambda: _("Seen"), icon="checkmark", run=lambda: self._have_read(notice))
        return Banner(at, say(notice.problem), tone="due", icon="info", acts=[read], beside=True)

    def _have_read(self, notice: Notice) -> None:
        def act(unit: Any) -> None:
            dismiss(unit.session, notice.n)
            unit.changed("notice", unit.actor.id)

        self._ctx.runner.write(act, lambda _none: self.seen(), owner=self)

    def _lay_out(self) -> None:
        self._noticed = QVBoxLayout(self.notices)
        self._noticed.setContentsMargins(0, 0, 0, 0)
        self._noticed.setSpacing(8)
        self.notices.hide()
        self.column.addWidget(self.notices)
        self._joined = QWidget()
        column = QVBoxLayout(self._joined)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        for banner in (self.other_person, self.problem):
            banner.hide()
            column.addWidget(banner)
        column.addWidget(self.standing)
        column.addWidget(line())
        column.addWidget(self.loading)
        column.addWidget(self.unsettled, 1)
        self._show_lists(read=False)
        for part in (self.connect_form, self._joined):
            self.column.addWidget(part, 1)
        self.show_joined(joined=False)
        self.first = self.connect_form

    def _show_lists(self, *, read: bool) -> None:
        """The lists, or that they are being read: an empty one would say that nothing waits."""
        self.loading.setVisible(not read)
        self.unsettled.setVisible(read)

    def _changed(self) -> None:
        if not self.isVisible() or self.connection is None or self.connection.peer is None:
            return
        self._say_standing()
        state = self.connection.state
        # An exchange that changed nothing comes every few seconds: the lists stand as they are.
        told = replace(state, last_exchange=None, receiving=0) if state is not None else None
        if told != self._told or told is None or told.tally.waiting:
            self._told = told
            self._read()

    def _say_standing(self) -> None:
        connection = self.connection
        if connection is not None and connection.peer is not None and connection.state is not None:
            self.show_standing(connection.state, held=connection.is_held, url=connection.peer.url)

    def _read(self) -> None:
        connection = self.connection
        if connection is None or connection.peer is None:
            return
        person = connection.peer.person
        self._latest.read(lambda session: _asked(session, person), self._show, self._failed)

    def _show(self, read: tuple[Unsettled, Actor]) -> None:
        found, me = read
        self.show_unsettled(found)
        here = self._ctx.person
        roles = frozenset(str(role) for role in me.roles)
        changed = (me.id, me.name, roles) != (here.id, here.name, here.roles)
        self.other_person.setVisible(changed)
        if changed:
            named = formats.listed(*(codes.shown(codes.ROLES, role) for role in sorted(roles)))
            self.other_person.show_text(
                _("You work here as {name} now").format(name=me.name),
                _("For the server you are: {roles}. Begin anew to see what that opens; what you are writing is kept.").format(roles=named),
            )

    def _failed(self, problem: Exception) -> None:
        self.loading.hide()
        self.problem.show_problem(_("What is not done yet could not be read"), problem)

    def _begin_anew(self) -> None:
        reopen = self._ctx.services.get("reopen")
        if callable(reopen):
            reopen("settings.sync")


def _asked(session: Session, person: UUID) -> tuple[Unsettled, Actor]:
    return unsettled(session), person_of(session, person)
