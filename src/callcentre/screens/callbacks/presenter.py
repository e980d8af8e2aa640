"""Connects the callback panel with the queue, the order on the line and the acts."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtCore import QTimer

from callcentre.acts import callbacks, calls, complaints, phones
from callcentre.domain.errors import BadValue
from callcentre.domain.event import Event
from callcentre.domain.instants import SECOND, Instant
from callcentre.screens.callbacks.poses import poses
from callcentre.screens.callbacks.reading import (
    Talk,
    carried_along,
    charge_complaint,
    charged,
    disposition,
    good_number,
    in_hand,
    nobody_to_call,
    opening_words,
    product_words,
    restoring,
    sheet_words,
    undoing,
    why_not,
)
from callcentre.screens.callbacks.view import AFTER, IDLE, READING, TALK, CallbacksView
from callcentre.screens.callbacks.waiting import CHANGES
from callcentre.store.order_card import OrderCard
from callcentre.store.order_choices import OrderChoices
from callcentre.store.queue import CallbackRow, next_callbacks
from callcentre.ui import formats, keys
from callcentre.ui.order import telling
from callcentre.ui.screen import Act, ScreenContext, Tab
from callcentre.words import _, language

UNDO_SHOWN = 10


def build(context: ScreenContext) -> "CallbacksPanel":
    return CallbacksPanel(context)


class CallbacksPanel(CallbacksView):
    """The view with its acts; answers are kept as a draft until they are saved."""

    def __init__(self, ctx: ScreenContext) -> None:
        super().__init__(ctx)
        self._talk: Talk | None = None
        self._saving = False
        self._follows = False
        """The customer is not satisfied, and what may be done about it is being read."""
        self._doubted = False
        """The customer's answers spoke against being satisfied, and that was said."""
        self._clock = QTimer(self)
        self._clock.setInterval(1000)
        self._clock.timeout.connect(self._tick)
        self.waiting.chosen.connect(self.call)
        self.waiting.next_wanted.connect(self.call_next)
        self.answered.connect(self._answer)
        self.attempted.connect(self._attempt)
        self.promised.connect(partial(self._attempt, "later"))
        self.put_away.connect(self._end)
        self.survey.changed.connect(self._survey_changed)
        self.act_bar.written.connect(self._followed)
        self.hold.taken.connect(self._read)
        self.hold.refused.connect(self._stand_back)
        self.hold.nobody_left.connect(lambda: self._call_found([]))
        ctx.announcer.subscribe(self, CHANGES, self._changed)

    def take(self, intent: str, data: Mapping[str, object]) -> None:
        """callbacks.open goes to the queue, .next takes the next, with `order` that one; .close puts it away."""
        order = data.get("order")
        if intent == "callbacks.close":
            if self._talk is not None and self._talk.order == order:
                self._end()
        elif isinstance(order, UUID):
            self.call(order)
        elif intent == "callbacks.next":
            self.call_next()
        elif self._talk is None:
            self.queue.setFocus()
        else:
            self.survey.start()

    def acts(self) -> Sequence[Act]:
        """What follows a dissatisfied customer, for the palette."""
        return self.act_bar.acts() if self.middle.currentIndex() == AFTER else []

    def poses(self) -> Mapping[str, Callable[[], object]]:
        """For pictures."""
        return poses(self, self._ctx)

    def call_next(self) -> None:
        """The next callback for this person that nobody has in hand; says so where none is due."""
        busy = self.claims.held_by_others("order") | ({self._talk.order} if self._talk else set())
        person, now, profile = self._ctx.person.id, self._ctx.now(), self._ctx.profile
        self._ctx.runner.read(
            lambda session: next_callbacks(session, person, now, profile=profile, but=busy),
            done=self._call_found, failed=self._not_read, owner=self,
        )

    def call(self, order: UUID) -> None:
        """Takes an order and puts its customer on the line; where a colleague has it in hand, that is said."""
        self._wait(_("Taking it"))
        self.hold.take(order)

    def _call_found(self, rows: Sequence[CallbackRow]) -> None:
        if rows:
            self._wait(_("Taking it"))
            self.hold.take_first([row.order_id for row in rows])
        else:
            self._stand_back()
            self._ctx.shell.toast(nobody_to_call(self.waiting.rows()))

    def _wait(self, words: str) -> None:
        if self._talk is None:
            self.reading.say(words)
            self.middle.setCurrentIndex(READING)
            self.reading.begin()

    def _stand_back(self) -> None:
        if self.middle.currentIndex() == READING:
            self.middle.setCurrentIndex(IDLE)

    def _read(self, order: UUID) -> None:
        self._wait(_("Reading the order"))
        self._ctx.runner.read(in_hand(self._ctx, order), done=self._begin, failed=self._not_read, owner=self)

    def _changed(self, changes: frozenset[tuple[str, UUID]]) -> None:
        talk = self._talk
        if talk is None or self._saving:
            return
        concerned = {talk.order, talk.card.customer.id}
        if any(pk in concerned for _kind, pk in changes):
            self._reread(talk.order)

    # the talk

    def _begin(self, read: tuple[OrderCard, OrderChoices]) -> None:
        card, choices = read
        objection = why_not(card)
        if objection is not None:
            self.hold.give_back(card.header.order_id)
            self._not_read(objection)
            return
        self._put_talk_away(but=card.header.order_id)
        phone = good_number(card)
        call = calls.begin(self._ctx.now(), number=phone.e164 if phone else "", direction="out")
        self._talk = Talk(card, choices, phone, call)
        self.hold.begin(self._talk.order)
        self.problem.hide()
        self.trouble.hide()
        self._doubted = self._follows = False
        self.complain.setChecked(False)
        self.show_later(False)
        self.survey.put(self._ctx.drafts.get(self._key()) or {})
        self._show_talk()
        self.middle.setCurrentIndex(TALK)
        self._clock.start()
        self._put_tab(current=True)
        self.survey.start()

    def _show_talk(self) -> None:
        talk = self._talk
        assert talk is not None
        card, ctx = talk.card, self._ctx
        self.customer.setText(card.customer.name)
        talk.phone = talk.phone or good_number(card)
        self.show_number(card, talk.phone)
        outlet = card.outlet.name if card.outlet else ""
        subject = telling.subject(card.header, ctx.profile)
        self.about.setText(formats.begun(formats.joined(subject, product_words(card, ctx), outlet, card.header.no)))
        self.needs.show_text(card.customer.needs)
        self.script.setText(opening_words(card, ctx))
        self.sheet.setText(sheet_words(card, ctx))
        self.show_story_head(formats.tail(card.header.no))
        self.story.set_steps(telling.steps(card.story, ctx.profile, ctx.now(), ctx.zone))
        self._tick()
        self._compare()

    def _tick(self) -> None:
        if self._talk is not None:
            self.timer.show_state(_("calling {time}").format(time=self._lasted()), "good", "call")
            self._put_tab()

    def _reread(self, order: UUID) -> None:
        self._ctx.runner.read(in_hand(self._ctx, order), done=self._renew, failed=self._not_read, owner=self)

    def _renew(self, read: tuple[OrderCard, OrderChoices]) -> None:
        card, choices = read
        talk = self._talk
        if talk is None or talk.order != card.header.order_id:
            return
        talk.card, talk.choices = card, choices
        if self._follows and card.header.state == "reopened":
            self._follows = False
            self.middle.setCurrentIndex(AFTER)
            self._show_after()
            self.act_bar.start()
            return
        if self.middle.currentIndex() == AFTER:
            self._show_after()
            return
        self._show_talk()
        if card.header.state != "awaiting_callback":
            self.problem.show_text(
                _("Somebody else has just changed this order"),
                _("It is {state} now. What you wrote stays here.").format(state=telling.state_chip(card.header)[0]),
            )

    def _survey_changed(self) -> None:
        self._doubted = False
        if self._talk is not None:
            self._ctx.drafts.put(self._key(), self.survey.written())
        self._compare()

    def _compare(self) -> None:
        """Says where the customer's word and the outlet's sheet differ."""
        talk = self._talk
        try:
            paid = self.survey.answers().get("paid_fen")
        except BadValue:
            paid = None
        more = paid - charged(talk.card) if talk is not None and isinstance(paid, int) else 0
        if more > 0:
            self.contradiction.show_text(
                _("The customer paid {money} more than the sheet says").format(money=formats.money(more)),
                _("Closing is not affected; a complaint takes words and amounts along."),
            )
        else:
            self.contradiction.hide()
            self.complain.setChecked(False)

    # the outcome

    def _answer(self, satisfied: bool) -> None:
        talk = self._talk
        if talk is None or self._saving:
            return
        try:
            said = self.survey.answers()
        except BadValue as problem:
            self.problem.show_problem(_("One answer cannot be read"), problem)
            return
        if satisfied and said.get("satisfied") is False and not self._doubted:
            self._doubted = True
            self.problem.show_text(
                _("The answers say that something was not as it should be"),
                keys.named(_("If the customer is satisfied all the same, press F8 again; else Alt+D.")),
            )
            return
        if not satisfied and self.survey.ask_cause():
            # Whom it is put down to decides what it costs the outlet.
            self.problem.show_text(
                _("All answers are good: what is the customer not satisfied with?"),
                _("Choose it by its number, then Alt+D again."),
            )
            return
        words = str(said.pop("words", ""))
        answer = callbacks.Answer(**{**said, "satisfied": satisfied})
        self.act_bar.suggest(carried_along(talk.card, words, answer.about or ""))
        complaint = charge_complaint(talk.card, words, answer.paid_fen or 0) if self.complain.isChecked() else None

        def act(unit: Any) -> Event:
            event = callbacks.answer(unit, talk.order, answer, words=words)
            calls.finish(unit, talk.call, disposition="callback", customer=talk.card.customer.id, order=talk.order)
            if complaint is not None:
                complaints.receive(unit, complaint)
            return event

        self._write(act, partial(self._answered, satisfied))

    def _answered(self, satisfied: bool, event: Event) -> None:
        talk = self._talk
        assert talk is not None
        self._ctx.drafts.drop(self._key())
        if satisfied:
            said = _("{customer}: satisfied, closed").format(customer=talk.card.customer.name)
            self._ctx.shell.toast(said, partial(self._go_back, talk.order, undoing(talk.order, event.id)), seconds=UNDO_SHOWN)
            self._end()
        else:
            self._clock.stop()
            # What may follow is offered once the order is read anew: no key meets it as it stood before.
            self._follows = True
            self._reread(talk.order)

    def _show_after(self) -> None:
        talk = self._talk
        assert talk is not None
        self.after_head.setText(_("{customer} is not satisfied. What is done about it?").format(
            customer=talk.card.customer.name))
        self.after_script.setText(self._ctx.profile.script["callback_dissatisfied"][language()])
        self.act_bar.show_order(talk.card, talk.choices)
        self.act_bar.leads_to(self.done, self.story)
        self.story.set_steps(telling.steps(talk.card.story, self._ctx.profile, self._ctx.now(), self._ctx.zone))

    def _followed(self, _event: object) -> None:
        if self._talk is not None:
            self._reread(self._talk.order)

    def _attempt(self, outcome: str, next_at: Instant | None = None) -> None:
        talk = self._talk
        if talk is None or self._saving:
            return
        struck = talk.phone.id if outcome == "wrong_number" and talk.phone else None

        def act(unit: Any) -> Event:
            event = callbacks.attempt(unit, talk.order, outcome=outcome, next_at=next_at)
            calls.finish(unit, talk.call, disposition=disposition(outcome), customer=talk.card.customer.id,
                         order=talk.order)
            if struck is not None:
                phones.strike_phone(unit, struck)
            return event

        self._write(act, partial(self._attempted, outcome, next_at, struck))

    def _attempted(self, outcome: str, next_at: Instant | None, struck: UUID | None, _event: Event) -> None:
        talk = self._talk
        assert talk is not None
        left = good_number(talk.card, but=struck)
        back = partial(self._go_back, talk.order, restoring(struck)) if struck is not None else None
        if outcome == "wrong_number" and left is not None:
            # The next number is offered at once: the same talk, another call.
            talk.phone = left
            talk.call = calls.begin(self._ctx.now(), number=left.e164, direction="out")
            self._reread(talk.order)
            self._show_talk()
            self._ctx.shell.toast(_("Number struck out, the next one is offered"), back, seconds=UNDO_SHOWN)
            return
        said = _("{customer}: noted, called again later").format(customer=talk.card.customer.name)
        if next_at is not None:
            said = _("{customer}: is called {time}, as promised").format(
                customer=talk.card.customer.name, time=formats.moment(next_at, self._ctx.now(), self._ctx.zone))
        self._ctx.shell.toast(said, back, seconds=UNDO_SHOWN)
        self._end()

    def _go_back(self, order: UUID, act: Callable[[Any], object]) -> None:
        """Takes a step back; its customer is on the page again."""
        self._ctx.runner.write(act, done=lambda _done: self.call(order), failed=self._failed, owner=self)

    def _write(self, act: Any, done: Any) -> None:
        self._saving = True
        self.problem.hide()

        def saved(result: Event) -> None:
            self._saving = False
            done(result)

        def failed(problem: Exception) -> None:
            self._saving = False
            self._failed(problem)

        self._ctx.runner.write(act, done=saved, failed=failed, owner=self)

    def _end(self) -> None:
        """Nobody is on the line any more; the next one is offered, not dialled."""
        self._put_talk_away()
        self.middle.setCurrentIndex(IDLE)
        self.story.set_steps([])
        self.show_story_head("")
        if self.isVisible():
            # Somebody may have gone to another panel before it was saved: the focus stays there.
            self.queue.setFocus()

    def _put_talk_away(self, *, but: UUID | None = None) -> None:
        self._clock.stop()
        if self._talk is not None:
            self._ctx.shell.drop_tab(self._key())
            if self._talk.order != but:
                self.hold.give_back(self._talk.order)
        self._talk = None

    def _lasted(self) -> str:
        assert self._talk is not None
        return formats.timer((self._ctx.now() - self._talk.call.began_at) // SECOND)

    def _put_tab(self, *, current: bool = False) -> None:
        talk = self._talk
        assert talk is not None
        self._ctx.shell.put_tab(
            Tab(self._key(), talk.card.customer.name, "callback", self._lasted(), "callbacks.open", {"order": talk.order}, "callbacks.close"),
            current=current,
        )

    def _key(self) -> str:
        assert self._talk is not None
        return f"callback:{self._talk.order}"

    def _failed(self, problem: Exception) -> None:
        self.show_problem(_("Not saved"), problem)

    def _not_read(self, problem: Exception) -> None:
        self._stand_back()
        self.hold.give_back_but(self._talk.order if self._talk is not None else None)
        self.show_problem(_("This callback could not be read"), problem)
