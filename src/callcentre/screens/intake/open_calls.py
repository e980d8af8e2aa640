"""The calls held open: their drafts, which survive a crash, and their tabs in the strip."""

import logging
from collections.abc import Iterable
from uuid import UUID

from callcentre.acts import calls
from callcentre.domain.ids import new_id
from callcentre.domain.instants import SECOND, Instant
from callcentre.screens.intake.reading import Stored
from callcentre.screens.intake.rows import title_of
from callcentre.screens.intake.talk import PREFIX, Talk, Wish, restored
from callcentre.ui import formats
from callcentre.ui.screen import ScreenContext, Tab
from callcentre.words import _

_log = logging.getLogger(__name__)


class OpenCalls:
    """Every call that has begun and is not put away, by its id; begins with those a crash left behind."""

    def __init__(self, ctx: ScreenContext) -> None:
        self._ctx = ctx
        self._talks: dict[UUID, Talk] = {}
        for key, draft in ctx.drafts.all().items():
            if key.startswith(PREFIX):
                self._restore(key, draft)

    def all(self) -> list[Talk]:
        """The calls, the latest first."""
        return sorted(self._talks.values(), key=lambda talk: -talk.call.began_at)

    def get(self, call: UUID) -> Talk | None:
        """An open call by its id."""
        return self._talks.get(call)

    def settle(self, stored: Stored) -> None:
        """What was saved in the last second before a crash is in the file: its draft is not offered again."""
        for talk in self.all():
            order = UUID(talk.wish.order) if talk.wish.order else None
            talk.written = talk.written or talk.call.id in stored.calls
            if order in stored.orders:
                talk.order, talk.did = talk.order or order, "order_opened"
                talk.group_no = stored.orders[order]
                talk.wish = Wish(kind=talk.wish.kind, address=talk.wish.address)
            if talk.written and not talk.begun():
                self.drop(talk)
            else:
                talk.cut_off = not talk.written
                self.keep(talk)

    def begin(self, *, number: str = "", at: Instant | None = None, customer: UUID | None = None) -> Talk:
        """A call that begins now; it is kept from its first second."""
        talk = Talk(calls.begin(self._ctx.now() if at is None else at, number=number), customer=customer)
        talk.person.phone = formats.phone(number) if number else ""
        return self.add(talk)

    def add(self, talk: Talk) -> Talk:
        """Takes a call (again) among the open ones."""
        self._talks[talk.call.id] = talk
        self.keep(talk)
        return talk

    def keep(self, talk: Talk) -> None:
        """Keeps the draft as it stands and renews the tab."""
        if talk.call.id in self._talks:
            talk.wish.order = talk.wish.order or str(new_id(self._ctx.now()))
            self._ctx.drafts.put(talk.key, talk.kept())

    def drop(self, talk: Talk) -> None:
        """Puts a call away: saved, or no longer wanted."""
        self._talks.pop(talk.call.id, None)
        self._ctx.drafts.drop(talk.key)
        self._ctx.shell.drop_tab(talk.key)

    def show(self, talk: Talk, *, current: bool = False) -> None:
        """Puts or renews the tab of a call."""
        if talk.call.id not in self._talks:
            return
        self._ctx.shell.put_tab(self.tab(talk), current=current)

    def tab(self, talk: Talk) -> Tab:
        """A call as the strip shows it."""
        state = "danger" if talk.wish.danger else talk.state
        return Tab(
            talk.key, title_of(talk), state, self.note(talk), "intake.call", {"call": talk.call.id}, "intake.close"
        )

    def show_all(self, but: Iterable[Talk] = ()) -> None:
        """Renews every tab, as when a second has passed."""
        left_out = [talk.call.id for talk in but]
        for talk in self._talks.values():
            if talk.call.id not in left_out:
                self.show(talk)

    def note(self, talk: Talk) -> str:
        """How long the call lasts or is held; a draft says so."""
        if talk.state == "draft":
            return _("draft")
        since = talk.held_at if talk.state == "held" else talk.call.began_at
        time = formats.timer((self._ctx.now() - since) // SECOND)
        return _("held {time}").format(time=time) if talk.state == "held" else time

    def _restore(self, key: str, draft: object) -> None:
        try:
            talk = restored(draft)  # type: ignore[arg-type]
        except (KeyError, TypeError, ValueError) as error:
            # A draft of another version must not keep the panel from opening.
            _log.info("draft %s cannot be read (%s)", key.removeprefix(PREFIX), type(error).__name__)
            return
        self._talks[talk.call.id] = talk
        self.show(talk)
