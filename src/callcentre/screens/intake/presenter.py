"""The panel as the window knows it: intents, calls that are held, resumed, ended and put away."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtGui import QHideEvent

from callcentre.acts.calls import begin
from callcentre.domain.instants import SECOND
from callcentre.screens.intake import reading, saving
from callcentre.screens.intake.finding import number_of
from callcentre.screens.intake.looking import Looking
from callcentre.screens.intake.ordering import UNDO_SHOWN, OrderingPanel
from callcentre.screens.intake.reading import Stored
from callcentre.screens.intake.talk import Talk
from callcentre.screens.intake.talking import CHANGES
from callcentre.screens.intake.view import IDLE, LOOK, TALK
from callcentre.store.calls import CallRow
from callcentre.store.customer_card import callers
from callcentre.store.intake import Caller, somebody_who_calls
from callcentre.ui.screen import ScreenContext
from callcentre.words import _


def build(context: ScreenContext) -> "IntakePanel":
    """The panel with my calls and the drafts of the last start."""
    return IntakePanel(context)


class IntakePanel(OrderingPanel):
    """Takes intake.new, .incoming(number), .customer(customer), .asset(asset), .call(call), .close(call)."""

    def __init__(self, ctx: ScreenContext) -> None:
        super().__init__(ctx)
        self._typed_here = False
        """Something was typed into the empty field since the panel came into sight."""
        self.idle.search.textChanged.connect(self._note_typed)
        self.finding.found.connect(lambda customer, number, asset: self._begin(customer, number=number, asset=asset))
        self.finding.is_known.connect(self.take_person)
        self.idle.newcomer.connect(self._newcomer)
        self.idle.called.connect(self._call_again)
        self.idle.resumed.connect(self.resume)
        self.customer.complaint_chosen.connect(lambda pk: ctx.navigate("complaints.open", complaint=pk))
        self.idle.again.connect(self.read_again)
        self.hold_wanted.connect(self._hold)
        self.done_wanted.connect(self.show_idle)
        self.bar.complaint_wanted.connect(self._complain)
        self.bar.end_wanted.connect(self._ask_end)
        self.ending.ended.connect(self._end_call)
        self.ending.closed.connect(self._end_not)
        self.looking = Looking(ctx, self.look, CHANGES)
        self.looking.calls.connect(lambda customer, asset: self._begin(customer, asset=asset))
        self.look.closed.connect(self._look_away)
        ctx.announcer.subscribe(self, ("call",), lambda _changes: self._read_calls())
        self.show_idle()
        self._settle()

    def take(self, intent: str, data: Mapping[str, object]) -> None:
        """An intent of the window or of another panel."""
        pk = next((value for value in data.values() if isinstance(value, UUID)), None)
        match intent, pk:
            case "intake.incoming", _any:
                self._hold_if_on_line()
                self.show_talk(self.calls.begin(number=number_of(str(data.get("number", "")), least=1)))
            case "intake.customer", UUID() as customer:
                self._take_customer(customer)
            case "intake.asset", UUID() as asset:
                self.finding.owner(asset, self._take_customer)
            case "intake.call", UUID() as call:
                self.resume(self.calls.get(call))
            case "intake.close", UUID() as call:
                self._close(call)
            case _other:
                self._new()

    def hideEvent(self, event: QHideEvent) -> None:
        self._typed_here = False
        super().hideEvent(event)

    def show_idle(self) -> None:
        """Nobody is on the line; the field waits for the next caller."""
        self.here, self.saved, self.finding.typed_since = None, None, None
        self.problem.hide()
        self.looking.end()
        self.pages.setCurrentIndex(IDLE)
        self._ctx.shell.leave_tab("intake")
        self.idle.show_drafts(self.calls.all())
        self._read_calls()
        self.idle.start()

    def read_again(self) -> None:
        super().read_again()
        self._settle()
        self._read_calls()
        self.idle.asked.emit(self.idle.search.text())

    def poses(self) -> Mapping[str, Callable[[], object]]:
        """For pictures: nobody, somebody looked at, on the line, solved on the phone, and with a life at risk."""
        return {
            "idle": self.show_idle, "look": self._pose_look, "line": partial(self._pose, danger=False),
            "solving": self._ask_solved, "danger": partial(self._pose, danger=True),
        }

    def _pose_look(self) -> None:
        def ask(session: Any) -> UUID | None:
            caller = somebody_who_calls(session)
            people = callers(session, caller.number) if caller is not None else []
            return people[0].customer_id if people else None

        def look(customer: UUID | None) -> None:
            if customer is not None:
                self.looking.look(customer, None, self._look_at)

        self._ctx.runner.read(ask, done=look, failed=self.failed, owner=self)

    def _pose(self, *, danger: bool) -> None:
        self._ctx.runner.read(
            somebody_who_calls, done=partial(self._pose_talk, danger), failed=self.failed, owner=self
        )

    def _pose_talk(self, danger: bool, caller: Caller | None) -> None:
        if caller is None:
            return
        talk = Talk(begin(self._ctx.now() - 134 * SECOND, number=caller.number))
        faults = next(group for group in self._ctx.profile.groups if group.code == caller.category).symptoms
        fault = next((one.code for one in faults if danger and one.danger), caller.fault)
        talk.wish.asset, talk.wish.fault = str(caller.asset), f"{caller.category}/{fault}"
        talk.wish.urgency = "danger" if danger else "normal"
        self.show_talk(talk)
        self._ctx.shell.put_tab(self.calls.tab(talk), current=True)

    # calls begin

    def _new(self) -> None:
        """F2: with something just typed a new customer, else the empty field; who is on the line is held."""
        typed = self.idle.search.text().strip() if self._typed_here else ""
        if self.pages.currentIndex() == IDLE and typed:
            self._newcomer(typed)
        else:
            self._hold_if_on_line()
            self.show_idle()

    def _note_typed(self, typed: str) -> None:
        self._typed_here = bool(typed)

    def _newcomer(self, typed: str) -> None:
        number = number_of(typed)
        talk = self.calls.begin(number=number, at=self.finding.typed_since)
        talk.person.name = "" if number else typed
        talk.stranger = True
        self.show_talk(talk)

    def _begin(self, customer: UUID, *, number: str = "", asset: UUID | None = None) -> None:
        self._hold_if_on_line()
        talk = self.calls.begin(number=number, at=self.finding.typed_since, customer=customer)
        talk.wish.asset = str(asset or "")
        self.show_talk(talk)

    def _take_customer(self, customer: UUID, asset: UUID | None = None) -> None:
        """A customer chosen elsewhere: who is on the line, where that is not known yet; else their card is looked at."""
        talk = self.here
        if talk is None or self.saved is not None or talk.customer not in (None, customer):
            self.looking.look(customer, asset, self._look_at)
        elif talk.customer is None:
            self.take_person(customer, asset)
        else:
            self._look_away()
            if asset is not None:
                self.take_machine(asset)

    def _look_at(self) -> None:
        if self.pages.currentIndex() == TALK and self.here is not None and self.saved is None:
            self.form.written(self.here.wish)
            self.keep()
        self.pages.setCurrentIndex(LOOK)
        self._ctx.shell.leave_tab("intake")
        if self.isVisible():
            self.look.start()

    def _look_away(self) -> None:
        """Back to the call that goes on, else to waiting for the next."""
        if self.here is None or self.saved is not None:
            self.show_idle()
        else:
            self.looking.end()
            self.pages.setCurrentIndex(TALK)
            self.calls.show(self.here, current=True)
            self.start()

    def _call_again(self, row: CallRow) -> None:
        if row.customer_id is not None:
            self._begin(row.customer_id, number=row.number)

    # calls are held and resumed

    def resume(self, talk: Talk | None) -> None:
        """Goes on with an open call; who is on the line is held."""
        if talk is None:
            self.show_idle()
        elif talk is self.here and self.saved is None and self.pages.currentIndex() == LOOK:
            self._look_away()
        elif talk is not self.here or self.saved is not None or self.pages.currentIndex() != TALK:
            self._hold_if_on_line()
            if talk.state == "held":
                talk.state = "line"
            self.show_talk(talk)

    def _hold(self) -> None:
        self._hold_if_on_line()
        self.show_idle()

    def _hold_if_on_line(self) -> None:
        talk = self.here
        if talk is not None and self.saved is None:
            self.form.written(talk.wish)
            if talk.state == "line":
                talk.state, talk.held_at = "held", self._ctx.now()
            self.calls.keep(talk)
            self.calls.show(talk)
        self.saved = None

    # calls end

    def _complain(self) -> None:
        """The form for a complaint of who is on the line; the call goes on as a tab meanwhile."""
        talk = self.here
        if talk is not None:
            self.form.written(talk.wish)
            talk.did = "complaint"
            self.keep()
            self._ctx.navigate("complaints.new", **({"customer": talk.customer} if talk.customer is not None else {}))

    def _ask_end(self) -> None:
        talk = self.here
        if talk is not None:
            self.show_solving(False)
            self.about.close_form()
            known = [one.code for one in self._ctx.profile.dispositions]
            self.free_keys(False)
            self.ending.ask(saving.dispositions_first(known, talk.did, talk.order is not None))

    def _end_not(self) -> None:
        self.ending.hide()
        self.free_keys(True)
        self.start()

    def _end_call(self, disposition: str, words: str) -> None:
        talk = self.here
        if talk is not None:
            self.form.written(talk.wish)
            self.write(
                lambda unit: saving.end_call(unit, talk, disposition, talk.customer, talk.order, words),
                lambda _none: self._call_ended(talk),
            )

    def _call_ended(self, talk: Talk) -> None:
        """The call is in the file; what was written for an order stays as a draft."""
        talk.written, talk.state = True, "draft"
        self.ending.hide()
        self.free_keys(True)
        if talk.begun():
            self.calls.keep(talk)
            self.calls.show(talk)
        else:
            self.calls.drop(talk)
        self.show_idle()

    def _close(self, call: UUID) -> None:
        """A tab is closed: a call that runs is asked how it ended, a draft goes with a way back."""
        talk = self.calls.get(call)
        if talk is None:
            return
        if talk.state != "draft":
            self.resume(talk)
            self._ask_end()
        elif talk.written:
            self._put_away(talk)
        else:
            self.write(
                lambda unit: saving.end_call(unit, talk, "", talk.customer, talk.order), lambda _none: self._put_away(talk)
            )

    def _put_away(self, talk: Talk) -> None:
        talk.written = True
        self.calls.drop(talk)
        if talk.begun():
            self._ctx.shell.toast(_("Draft put away"), partial(self._bring_back, talk), seconds=UNDO_SHOWN)
        if self.here in (talk, None):
            self.show_idle()

    def _bring_back(self, talk: Talk) -> None:
        self._hold_if_on_line()
        self.show_talk(self.calls.add(talk))

    def _settle(self) -> None:
        """Drafts of the last start whose orders are in the file already are not offered again."""
        drafts = self.calls.all()
        calls = [talk.call.id for talk in drafts]
        orders = [UUID(talk.wish.order) for talk in drafts if talk.wish.order]

        def settled(stored: Stored) -> None:
            self.calls.settle(stored)
            self.idle.show_drafts(self.calls.all())

        if drafts:
            self._ctx.runner.read(
                lambda session: reading.stored_of(session, calls, orders), done=settled, failed=self.idle.not_read,
                owner=self,
            )

    def _read_calls(self) -> None:
        person = self._ctx.person.id

        def ask(session: Any) -> list[CallRow]:
            return reading.my_calls(session, person)

        self._ctx.runner.read(ask, done=self.idle.show_calls, failed=self.idle.not_read, owner=self)
