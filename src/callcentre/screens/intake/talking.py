"""The call in sight: who it is and what stands in the form. Follows each change, a colleague's too."""

from functools import partial
from uuid import UUID

from PySide6.QtCore import QTimer
from PySide6.QtGui import QFocusEvent

from callcentre.screens.intake import reading, rows
from callcentre.screens.intake.comparing import differences, facts, has_number
from callcentre.screens.intake.concern import Concern
from callcentre.screens.intake.editing import Editing
from callcentre.screens.intake.finding import Finding
from callcentre.screens.intake.helping import HELPED_BY, Helper, left_for_acceptance, read_out
from callcentre.screens.intake.open_calls import OpenCalls
from callcentre.screens.intake.order_form import asset_of
from callcentre.screens.intake.person_form import learn_letters
from callcentre.screens.intake.reading import Known
from callcentre.screens.intake.talk import NONE, Edit, Talk
from callcentre.screens.intake.view import CARD, FORM, LOOK, READING, STRANGER, TALK, IntakeView
from callcentre.screens.intake.writer import Writer
from callcentre.store.customer_card import CustomerCard
from callcentre.store.intake import models
from callcentre.ui import formats
from callcentre.ui.buttons import Button
from callcentre.ui.language import live
from callcentre.ui.screen import ScreenContext
from callcentre.words import N_, _

CHANGES = ("customer", "phone", "address", "asset", "cover", "order", "complaint")
STATES = {"line": N_("On the line {time}"), "draft": N_("Not on the line, not saved"), "ended": N_("Call ended")}
NOBODY = Known((), None)
DOUBLES_AFTER = 150
"""Milliseconds of quiet before duplicates are looked for."""


class TalkingPanel(IntakeView):
    """Shows one of the open calls and keeps what is written about it."""

    def __init__(self, ctx: ScreenContext) -> None:
        super().__init__(ctx)
        self.calls = OpenCalls(ctx)
        self.here: Talk | None = None
        self.known = NOBODY
        self._own = False
        """The next reading follows a change of our own: nothing to point out."""
        self._unread = False
        """What is said above the acts is that something could not be read."""
        self.helper = Helper(ctx, self.form, self.help, self.not_read)
        self.concern = Concern(ctx, self.about, self.failed)
        self.writer = Writer(ctx, self, self.problem.hide, self.failed)
        self.write = self.writer.write
        self.editing = Editing(
            self.edit, self.left, write=self.write, saved=lambda: self.read_who(own=True), kept=self._keep_edit
        )
        self.finding = Finding(ctx, self.idle, self.stranger, self.not_read)
        self._quiet = QTimer(self)
        self._quiet.setSingleShot(True)
        self._quiet.setInterval(DOUBLES_AFTER)
        self._quiet.timeout.connect(self._person_quiet)
        self._clock = QTimer(self)
        self._clock.setInterval(1000)
        self._clock.timeout.connect(self.tick)
        self._clock.start()
        self._follow()
        live(self, self._say)

    def _follow(self) -> None:
        self.form.changed.connect(self._wish_changed)
        self.stranger.form.changed.connect(self._person_changed)
        self.help.outlet_chosen.connect(self._outlet_chosen)
        self.helper.shown.connect(self._show_acts)
        self.about.asking.connect(lambda asked: self.free_keys(not asked))
        self.concern.linked.connect(self._linked)
        self.concern.done.connect(self._act_done)
        self.customer.machine_chosen.connect(self.take_machine)
        self.bar.person_chosen.connect(self.take_person)
        self.bar.somebody_else.connect(self._somebody_else)
        self._ctx.announcer.subscribe(self, CHANGES, self._changed)
        self.read_lists()

    def read_lists(self) -> None:
        """Reads what the fields offer."""
        self._ctx.runner.read(models, done=self.form.offer_models, failed=self.not_read, owner=self)
        self._ctx.runner.read(learn_letters, done=lambda _none: None, failed=self.not_read, owner=self)

    # which call is in sight

    def show_talk(self, talk: Talk) -> None:
        """Puts a call in sight with what was written about it; reads who it is."""
        self.here, self.known = talk, NOBODY
        self.helper.forget()
        # Until it is read who this is, nothing of the caller before stands there, and no key acts on their orders.
        self.concern.show(talk, None)
        self.background.clear()
        self.editing.leave()
        self.left.setCurrentIndex(READING)
        self.reading.begin()
        self.problem.hide()
        self.ending.hide()
        self.show_solving(False)
        self.about.close_form()
        self.pages.setCurrentIndex(TALK)
        self.middle.setCurrentIndex(FORM)
        self.form.offer_card(None)
        self.form.put(talk.wish)
        self.stranger.form.put(talk.person)
        self.stranger.search.clear()
        self.stranger.show_doubles(())
        self.show_case(talk)
        self.calls.show(talk, current=True)
        self._show_danger()
        self.start()
        self.read_who()

    def show_case(self, talk: Talk) -> None:
        """The case of several machines that the next order belongs to."""
        self.new_head.note(_("case {no}").format(no=formats.tail(talk.group_no)) if talk.group_no else "")

    def start(self) -> None:
        """The cursor goes where the talk goes on."""
        if self.pages.currentIndex() == LOOK:
            self.look.start()
        elif self.here is None:
            self.idle.search.setFocus()
        elif self.here.customer is None and self.here.stranger:
            self.stranger.form.start()
        else:
            self.form.start()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The panel itself never keeps the focus: keys typed would go nowhere."""
        super().focusInEvent(event)
        self.start()

    def tick(self) -> None:
        """A second has passed."""
        talk = self.here
        if talk is not None:
            words = _(STATES.get(talk.state, "{time}")).format(time=self.calls.note(talk))
            self.bar.show_time(words, left_for_acceptance(self._ctx, talk))
        self.calls.show_all()

    # who it is

    def take_person(self, customer: UUID, asset: UUID | None = None) -> None:
        """This is who is on the line, calling about `asset` where that is known."""
        talk = self.here
        if talk is None:
            return
        self._who(talk, customer, stranger=False)
        talk.wish.asset = str(asset or "")
        self.form.put(talk.wish)
        self.form.start()
        self.read_who()

    def take_machine(self, asset: UUID) -> None:
        """The talk is about this machine of the card."""
        talk = self.here
        if talk is not None and talk.wish.asset != str(asset):
            self.form.written(talk.wish)
            talk.wish.asset, talk.wish.fault = str(asset), ""
            self.form.put(talk.wish)
            self._wish_changed("asset")

    def read_who(self, *, own: bool = False) -> None:
        """Reads the people of this number and the card; `own` where our own change is the reason."""
        talk, ctx = self.here, self._ctx
        if talk is None:
            return
        self._own = self._own or own
        number, customer, choose, now = talk.call.number, talk.customer, not talk.stranger, ctx.now()
        ctx.runner.read(
            lambda session: reading.known(session, number, customer, now=now, profile=ctx.profile, choose=choose),
            done=partial(self._show_who, talk), failed=self.not_read, owner=self,
        )

    def _show_who(self, talk: Talk, known: Known) -> None:
        if self.here is not talk:
            return
        if self._unread:
            self.problem.hide()
            self._unread = False
        before, self.known = self.known.card, known
        if known.card is not None:
            self._show_card(talk, known.card, before)
        else:
            self._show_stranger(talk)
        self._own = False
        self._show_bar(talk)
        self.concern.show(talk, known.card)
        self._show_background(talk)
        self._show_danger()
        self.keep()
        self.helper.ask(talk, known.card)

    def _show_background(self, talk: Talk) -> None:
        card, asset = self.known.card, asset_of(talk.wish)
        product = next((rows.machine_name(one) for one in card.assets if one.id == asset), "") if card else ""
        if talk.wish.danger:
            self.background.clear()
        else:
            self.background.show_caller(card, product, self.known.last)

    def _show_card(self, talk: Talk, card: CustomerCard, before: CustomerCard | None) -> None:
        talk.customer, talk.title = card.customer.id, card.customer.name
        self.customer.show_card(card, has_number(card, talk.call.number))
        if before is None or before.customer.id != card.customer.id:
            self.left.setCurrentIndex(CARD)
            self.customer.meanwhile.hide()
            if talk.edit is not None:
                self.editing.begin(card, talk.edit)
        # What the draft of this call last saw counts, also after a start: a colleague may have been there meanwhile.
        if talk.seen and not self._own and (changes := differences(talk.seen, facts(card))):
            self.customer.show_meanwhile(changes)
        self.editing.follow(card)
        talk.seen = facts(card)
        talk.wish.typed = self.form.typed()
        # Nobody has begun in the machine: the cursor goes on to where the talk does.
        at_start = self.form.asset.hasFocus() and not self.form.asset.text()
        self.form.offer_card(card)
        machines = [asset for asset in card.assets if asset.state == "active"]
        places = [place for place in card.addresses if place.state == "active"]
        if not talk.wish.asset and len(machines) == 1:
            talk.wish.asset = str(machines[0].id)
        if not talk.wish.address and places:
            talk.wish.address = str(places[0].id)
        self.form.put(talk.wish)
        self.customer.choose_machine(asset_of(talk.wish))
        if at_start:
            self.form.start()

    def _show_stranger(self, talk: Talk) -> None:
        self.form.offer_card(None)
        if self.left.currentIndex() != STRANGER or not talk.stranger:
            self.left.setCurrentIndex(STRANGER)
            talk.stranger = True
            self.stranger.form.start()

    def _show_bar(self, talk: Talk) -> None:
        self.bar.show_call(talk.call.number, direction=talk.call.direction, ended=talk.state in ("draft", "ended"))
        self.bar.show_people(self.known.people, talk.customer)

    def _somebody_else(self) -> None:
        talk = self.here
        if talk is not None:
            self._who(talk, None, stranger=True)
            self.form.put(talk.wish)
            self.left.setCurrentIndex(STRANGER)
            self.stranger.search.setFocus()
            self.read_who()

    def _who(self, talk: Talk, customer: UUID | None, *, stranger: bool) -> None:
        self.form.written(talk.wish)
        talk.customer, talk.stranger, talk.title, talk.seen = customer, stranger, "", {}
        talk.wish.asset = talk.wish.address = talk.wish.repeat_of = ""

    def _changed(self, changes: frozenset[tuple[str, UUID]]) -> None:
        card = self.known.card
        if self.here is None or card is None:
            return
        mine = {card.customer.id, *card.merged, *(line.id for line in card.open_orders)}
        mine |= {asset.id for asset in card.assets}
        if any(pk in mine for _kind, pk in changes):
            self.read_who()

    # what is written

    def keep(self) -> None:
        """Keeps the draft of the call in sight; on disk within a second."""
        if self.here is not None:
            self.calls.keep(self.here)
            self.calls.show(self.here)
            self._ctx.shell.saved(_("Draft kept {time}").format(time=formats.clock(self._ctx.now(), self._ctx.zone)))
        self._show_acts()

    def _wish_changed(self, name: str) -> None:
        talk = self.here
        if talk is None:
            return
        self.form.written(talk.wish)
        if name == "asset":
            talk.wish.repeat_of = ""
            self.customer.choose_machine(asset_of(talk.wish))
        if name in ("asset", "fault"):
            self.concern.show_repeat(talk, self.known.card)
        if name in ("asset", "fault", "urgency"):
            self._show_background(talk)
        self._show_danger()
        self.keep()
        if name in HELPED_BY:
            self.helper.ask(talk, self.known.card)

    def _person_changed(self) -> None:
        if self.here is not None and self.here.customer is None:
            self.here.person = self.stranger.form.written()
            self.keep()
            self._quiet.start()

    def _person_quiet(self) -> None:
        if self.here is not None and self.here.customer is None:
            self.finding.ask_doubles(self.here.person)
            self.helper.ask(self.here, None)

    def _outlet_chosen(self, outlet: UUID | None) -> None:
        talk = self.here
        if talk is not None:
            talk.wish.outlet = NONE if outlet is None else str(outlet)
            self.help.show_chosen(self.helper.outlet(talk))
            self.helper.offer_windows(talk, self.known.card)
            self.keep()

    def _linked(self) -> None:
        talk = self.here
        if talk is not None:
            self.form.put(talk.wish)
            self.customer.choose_machine(asset_of(talk.wish))
            self.concern.show_repeat(talk, self.known.card)
            self._show_background(talk)
            self._show_danger()
            self.keep()
            self.helper.ask(talk, self.known.card)
            self.form.words.setFocus()

    def _act_done(self) -> None:
        self.read_who(own=True)
        self.bar.end.setFocus()

    def _show_danger(self) -> None:
        talk = self.here
        if talk is None:
            return
        talk.danger_since = (talk.danger_since or self._ctx.now()) if talk.wish.danger else 0
        self.bar.show_danger(read_out(self._ctx, self.form) if talk.wish.danger else "")
        self._show_bar(talk)
        self.tick()

    def _show_acts(self) -> None:
        talk = self.here
        if talk is None:
            return
        name, unsure = self.helper.outlet_name(talk), self.helper.waiting and talk.wish.outlet != NONE
        words = _("Save, relay to {outlet}").format(outlet=name) if name else _("Save, not relayed yet")
        short = _("Relay to {outlet}").format(outlet=name) if name else ""
        self.save.say(_("Save and relay") if unsure and not name else words, short=short)
        # A danger is never solved on the phone, so it is not offered there.
        self.solve.setVisible(not talk.wish.danger)
        self.hold.setVisible(talk.state == "line")

    def _keep_edit(self, edit: Edit | None) -> None:
        if self.here is not None:
            self.here.edit = edit
            self.keep()

    def failed(self, problem: Exception) -> None:
        """Says in place what went wrong."""
        self._unread = False
        banner, what = (self.problem, _("Not saved")) if self.here is not None else (self.idle.problem, _("This did not work"))
        banner.show_problem(what, problem)
        banner.set_acts([])

    def not_read(self, problem: Exception) -> None:
        """Says in place that something could not be read, and offers to read it again."""
        if self.here is None:
            self.idle.not_read(problem)
            return
        self._unread = True
        self.reading.end()
        self.problem.show_problem(_("This could not be read"), problem)
        self.problem.set_acts([Button(lambda: _("Read again"), icon="arrow_sync", run=self.read_again)])

    def read_again(self) -> None:
        """Reads anew what the panel needs."""
        self.read_lists()
        self.read_who()

    def _say(self) -> None:
        talk = self.here
        self.idle.say()
        if talk is None:
            return
        card = self.known.card
        if card is not None:
            self.customer.show_card(card, has_number(card, talk.call.number))
            self.form.offer_card(card)
        self.concern.show(talk, card)
        self.show_case(talk)
        self._show_background(talk)
        self._show_danger()
        self.helper.offer_windows(talk, card)
        self._show_acts()
