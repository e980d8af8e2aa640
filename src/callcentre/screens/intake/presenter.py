"""Connects the panel with the file: finding who calls, saving what they want, ending and holding calls."""

from collections.abc import Mapping
from functools import partial
from typing import Any
from uuid import UUID

from callcentre.acts import addresses, customers, orders, phones
from callcentre.acts.places import NOWHERE
from callcentre.domain.errors import BadValue, Problem
from callcentre.domain.instants import Instant
from callcentre.domain.phones import parse_phone
from callcentre.runtime.runner import Latest
from callcentre.screens.intake import reading, saving
from callcentre.screens.intake.hours import PRESETS, code_of
from callcentre.screens.intake.rows import Hit, grouped
from callcentre.screens.intake.saving import Job, Saved, job_of, place_of
from callcentre.screens.intake.talk import Person, Talk, Wish
from callcentre.screens.intake.talking import TalkingPanel
from callcentre.screens.intake.view import AFTER, CARD, EDIT, IDLE, STRANGER, TALK
from callcentre.store.calls import CallRow
from callcentre.store.intake import order_of, owner_of_asset
from callcentre.store.search import Found, find
from callcentre.ui import formats
from callcentre.ui.screen import ScreenContext
from callcentre.words import _, language
from callcentre.words.errors import say

LEAST_NUMBER = 7
"""So many digits are taken for a whole number when nobody has it."""
UNDO_SHOWN = 10
ELSEWHERE = {"outlet": "outlets.open", "complaint": "complaints.open", "article": "knowledge.open"}
"""Things found that are shown by another panel."""


def build(context: ScreenContext) -> "IntakePanel":
    """The panel with my calls and the drafts of the last start."""
    return IntakePanel(context)


class IntakePanel(TalkingPanel):
    """Takes intake.new, .incoming(number), .customer(customer), .asset(asset), .call(call), .close(call)."""

    def __init__(self, ctx: ScreenContext) -> None:
        super().__init__(ctx)
        self._saving = False
        self._saved: Saved | None = None
        self._typed_since: Instant | None = None
        self._finding, self._known_as = Latest(ctx.runner, self), Latest(ctx.runner, self)
        self.idle.asked.connect(self._find)
        self.idle.taken.connect(self._take_hit)
        self.idle.newcomer.connect(self._newcomer)
        self.idle.called.connect(self._call_again)
        self.idle.resumed.connect(self._resume)
        self.stranger.asked.connect(self._find_stranger)
        self.stranger.taken.connect(self._stranger_is)
        self.stranger.saved.connect(self._add_customer)
        self.customer.number_wanted.connect(self._add_number)
        self.customer.edit_wanted.connect(self._edit)
        self.customer.complaint_chosen.connect(lambda pk: ctx.navigate("complaints.open", complaint=pk))
        self.edit.saved.connect(self._save_card)
        self.edit.closed.connect(lambda: self.left.setCurrentIndex(CARD))
        self.help.article_opened.connect(lambda pk: ctx.navigate("knowledge.open", article=pk))
        self.help.map_wanted.connect(lambda: ctx.navigate("map.open"))
        self.save_wanted.connect(lambda: self._save(ends=True))
        self.next_wanted.connect(lambda: self._save(ends=False, in_case=True))
        self.solved_wanted.connect(self._ask_solved)
        self.solved.connect(lambda said: self._save(by_phone=True, solved=said))
        self.hold_wanted.connect(self._hold)
        self.done_wanted.connect(self.show_idle)
        self.order_wanted.connect(self._open_saved)
        self.bar.end_wanted.connect(self._ask_end)
        self.ending.ended.connect(self._end_call)
        self.ending.closed.connect(self._end_not)
        ctx.announcer.subscribe(self, ("call",), lambda _changes: self._read_calls())
        self.show_idle()

    def take(self, intent: str, data: Mapping[str, object]) -> None:
        """An intent of the shell or of another panel."""
        pk = next((value for value in data.values() if isinstance(value, UUID)), None)
        if intent == "intake.incoming":
            self._hold_if_on_line()
            self.show_talk(self.calls.begin(number=_number_of(str(data.get("number", "")), least=1)))
        elif intent == "intake.customer" and pk is not None:
            self._take_customer(pk)
        elif intent == "intake.asset" and pk is not None:
            self._read(lambda session: owner_of_asset(session, pk), partial(self._take_owner, pk))
        elif intent == "intake.call" and pk is not None:
            talk = self.calls.get(pk)
            self._resume(talk) if talk is not None else self.show_idle()
        elif intent == "intake.close" and pk is not None:
            self._close(pk)
        elif intent == "intake.new" and (self.here is None or self._saved is not None):
            self._new()
        elif intent == "intake.new":
            self._hold_if_on_line()
            self.show_idle()

    def show_idle(self) -> None:
        """Nobody is on the line; the field waits for the next caller."""
        self.here, self._saved, self._typed_since = None, None, None
        self.pages.setCurrentIndex(IDLE)
        self.idle.show_drafts(self.calls.all())
        self._read_calls()
        self.idle.start()

    # finding who calls

    def _find(self, text: str) -> None:
        if text and self._typed_since is None:
            # The call begins with the first letter that is looked for.
            self._typed_since = self._ctx.now()
        if not text:
            self._finding.cancel()
            self.idle.show_hits([], "")
            return
        self._finding.read(
            lambda session: find(session, text), lambda found: self.idle.show_hits(grouped(found, text), text), self.failed
        )

    def _take_hit(self, hit: Hit | None) -> None:
        if hit is None:
            return
        found = hit.found
        if found.kind in ELSEWHERE:
            self._ctx.navigate(ELSEWHERE[found.kind], **{found.kind: found.id})
        elif found.kind == "asset":
            self._read(lambda session: owner_of_asset(session, found.id), partial(self._take_owner, found.id))
        elif found.kind == "order":
            self._read(lambda session: order_of(session, found.id), self._take_order)
        else:
            self._begin(found.id, number=_number_of(found.why.part) if found.why.code == "phone" else "")

    def _take_order(self, owner: tuple[UUID, UUID | None] | None) -> None:
        if owner is not None:
            self._begin(owner[0], asset=owner[1])

    def _take_owner(self, asset: UUID, owner: UUID | None) -> None:
        if owner is not None:
            self._take_customer(owner, asset)

    def _take_customer(self, customer: UUID, asset: UUID | None = None) -> None:
        """A customer chosen elsewhere: who is on the line, if that is not known yet, else a call of their own."""
        talk = self.here
        if talk is not None and talk.state == "line" and talk.customer in (None, customer):
            self.take_person(customer)
            if asset is not None:
                self._machine_chosen(asset)
        else:
            self._hold_if_on_line()
            self._begin(customer, asset=asset)

    def _begin(self, customer: UUID, *, number: str = "", asset: UUID | None = None) -> None:
        talk = self.calls.begin(number=number, at=self._typed_since, customer=customer)
        talk.wish.asset = str(asset or "")
        self.show_talk(talk)

    def _new(self) -> None:
        """F2 with nobody on the line: a new customer of what was typed, else the empty field."""
        typed = self.idle.search.text().strip()
        if self.pages.currentIndex() == IDLE and typed:
            self._newcomer(typed)
        else:
            self.show_idle()

    def _newcomer(self, typed: str) -> None:
        number = _number_of(typed)
        talk = self.calls.begin(number=number, at=self._typed_since)
        if not number:
            talk.person.name = typed
        talk.stranger = not number
        self.show_talk(talk)

    def _call_again(self, row: CallRow) -> None:
        if row.customer_id is not None:
            self._begin(row.customer_id, number=row.number)

    def _find_stranger(self, text: str) -> None:
        if not text:
            self._known_as.cancel()
            self.stranger.show_hits([])
            return
        kinds = ("customer", "asset", "order")
        self._known_as.read(
            lambda session: find(session, text),
            lambda found: self.stranger.show_hits(grouped([one for one in found if one.kind in kinds], text)), self.failed,
        )

    def _stranger_is(self, who: Found | UUID) -> None:
        if isinstance(who, UUID):
            self.take_person(who)
        elif who.kind == "customer":
            self.take_person(who.id)
        elif who.kind == "asset":
            self._read(lambda session: owner_of_asset(session, who.id), partial(self._take_owner, who.id))
        else:
            self._read(lambda session: order_of(session, who.id), lambda owner: self.take_person(owner[0]))

    # the card

    def _add_number(self) -> None:
        talk = self.here
        if talk is not None and talk.customer is not None:
            customer, number = talk.customer, talk.call.number
            self._write(lambda unit: phones.add_phone(unit, customer, number), lambda _pk: self.read_who(own=True))

    def _add_customer(self) -> None:
        talk = self.here
        if talk is not None:
            person = talk.person
            self._write(lambda unit: saving.add_customer(unit, person), self.take_person)

    def _edit(self) -> None:
        card = self.known.card
        if card is not None:
            who = card.customer
            self.edit.form.put(Person(
                name=who.name, needs=who.needs, notes=who.notes, hours=code_of(who.agreed_hours) if who.agreed_hours else ""
            ))
            self.edit.problem.hide()
            self.left.setCurrentIndex(EDIT)
            self.edit.form.name.setFocus()

    def _save_card(self) -> None:
        card = self.known.card
        if card is None:
            return
        said, customer = self.edit.form.written(), card.customer.id
        fields: dict[str, Any] = {"name": said.name.strip(), "needs": said.needs.strip(), "notes": said.notes}
        if said.hours:
            fields["agreed_hours"] = PRESETS[said.hours][1]

        def act(unit: Any) -> None:
            customers.change(unit, customer, **fields)
            for text in (said.phone, said.backup):
                if text.strip():
                    phones.add_phone(unit, customer, text)
            if (place := place_of(said.district, said.line)) != NOWHERE:
                addresses.add_address(unit, customer, place)

        self._write(act, lambda _none: self._card_saved(), where=self.edit)

    def _card_saved(self) -> None:
        self.left.setCurrentIndex(CARD)
        self.read_who(own=True)

    # saving

    def _ask_solved(self) -> None:
        self.script.setText(self._ctx.profile.script["solved_by_phone"][language()])
        self.show_solving(True)

    def _save(self, **said: Any) -> None:
        talk = self.here
        if talk is None or self._saving:
            return
        self.form.written(talk.wish)
        try:
            saving.check(talk)
        except BadValue as problem:
            self.failed(problem)
            return
        outlet = None if said.get("by_phone") else self.outlet()
        in_case = bool(said.pop("in_case", False) or talk.group_no)
        job = job_of(talk, outlet=outlet, category=self.form.category(), in_case=in_case, **said)
        self._write(lambda unit: saving.save(unit, job), partial(self._order_saved, job, self.outlet_name()))

    def _order_saved(self, job: Job, outlet: str, saved: Saved) -> None:
        talk = self.here
        if talk is None:
            return
        self.show_solving(False)
        talk.customer, talk.did = saved.customer, "order_opened"
        talk.order = talk.order or saved.order
        self._toast(job, outlet, saved)
        if job.ends:
            self._after(job, outlet, saved)
            return
        # Another machine of the same case: who and where stay, the rest is asked anew.
        talk.group_no = job.talk.group_no or saved.no
        talk.wish = Wish(kind=talk.wish.kind, address=talk.wish.address)
        self.form.put(talk.wish)
        self.new_head.note(_("case {no}").format(no=formats.tail(talk.group_no)))
        self.read_who(own=True)
        self.form.asset.setFocus()

    def _toast(self, job: Job, outlet: str, saved: Saved) -> None:
        if job.by_phone:
            said = _("{no} solved by phone") if job.solved else _("{no} solved by phone, a callback will ask")
        elif job.outlet is not None:
            said = _("{no} relayed to {outlet}")
        else:
            said = _("{no} saved, not relayed yet")
        undo = partial(self._undo, saved.order, saved.undoable) if saved.undoable is not None else None
        self._ctx.shell.toast(said.format(no=formats.tail(saved.no), outlet=outlet), undo, seconds=UNDO_SHOWN)

    def _after(self, job: Job, outlet: str, saved: Saved) -> None:
        """What is read out to end the talk; the call is written, the draft is gone."""
        talk, ctx = job.talk, self._ctx
        if self.here is not None:
            self.calls.drop(self.here)
        self._saved = saved
        self.after_head.setText(_("Order {no} is saved").format(no=saved.no))
        window = formats.window(talk.wish.window[0], talk.wish.window[1], ctx.zone) if talk.wish.window else ""
        if job.by_phone:
            words = ctx.profile.script["callback_satisfied"][language()] if job.solved else ""
        elif talk.wish.danger:
            words = self.bar.read_out.text()
        else:
            words = ctx.profile.script["intake_closing"][language()]
        facts = {
            "order_no": formats.tail(saved.no), "outlet": outlet or _("the outlet"),
            "window": window or _("a time it will agree with you"),
        }
        for name, fact in facts.items():
            words = words.replace("{" + name + "}", fact)
        self.after_script.setText(words)
        self.bar.end.hide()
        self.middle.setCurrentIndex(AFTER)
        self.after_done.setFocus()

    def _undo(self, order: UUID, event: UUID) -> None:
        self._write(
            lambda unit: orders.undo(unit, order, event), lambda _event: self._ctx.navigate("orders.open", order=order)
        )

    def _open_saved(self) -> None:
        if self._saved is not None:
            self._ctx.navigate("orders.open", order=self._saved.order)

    # holding and ending calls

    def _hold(self) -> None:
        if self.here is not None:
            self._hold_if_on_line()
            self.show_idle()

    def _hold_if_on_line(self) -> None:
        talk = self.here
        if talk is not None and self._saved is None and talk.state == "line":
            self.form.written(talk.wish)
            talk.state, talk.held_at = "held", self._ctx.now()
            self.calls.keep(talk)
            self.calls.show(talk)
        self._saved = None

    def _resume(self, talk: Talk | None) -> None:
        if talk is None or (talk is self.here and self._saved is None and self.pages.currentIndex() == TALK):
            return
        self._hold_if_on_line()
        if talk.state == "held":
            talk.state = "line"
        self.show_talk(talk)

    def _close(self, call: UUID) -> None:
        """A tab is closed: a call that runs is asked how it ended, a draft goes with a way back."""
        talk = self.calls.get(call)
        if talk is None:
            return
        if talk.state != "draft":
            self._resume(talk)
            self._ask_end()
            return
        if not talk.written:
            self._ctx.runner.write(
                lambda unit: saving.end_call(unit, talk, "", talk.customer, talk.order), failed=self.failed, owner=self
            )
            talk.written = True
        self.calls.drop(talk)
        if talk.begun():
            self._ctx.shell.toast(_("Draft put away"), partial(self._bring_back, talk), seconds=UNDO_SHOWN)
        if self.here is talk or self.pages.currentIndex() == IDLE:
            self.show_idle()

    def _bring_back(self, talk: Talk) -> None:
        self.show_talk(self.calls.add(talk))

    def _ask_end(self) -> None:
        talk = self.here
        if talk is not None:
            known = [one.code for one in self._ctx.profile.dispositions]
            self.ending.ask(saving.dispositions_first(known, talk.did, talk.order is not None))
            self.free_keys(False)

    def _end_not(self) -> None:
        self.ending.hide()
        self.free_keys(True)
        self.form.start()

    def _end_call(self, disposition: str, words: str) -> None:
        talk = self.here
        if talk is None or self._saving:
            return
        self.form.written(talk.wish)
        self._write(
            lambda unit: saving.end_call(unit, talk, disposition, talk.customer, talk.order, words),
            lambda _none: self._call_ended(talk),
        )

    def _call_ended(self, talk: Talk) -> None:
        """The call is in the file; what was written for an order stays as a draft."""
        talk.written, talk.state = True, "draft"
        self.ending.hide()
        self.free_keys(True)
        if talk.begun():
            self.keep()
            self.calls.show(talk)
        else:
            self.calls.drop(talk)
        self.show_idle()

    # the file

    def _read_calls(self) -> None:
        person = self._ctx.person.id
        self._read(lambda session: reading.my_calls(session, person), self.idle.show_calls)

    def _read(self, question: Any, done: Any) -> None:
        self._ctx.runner.read(question, done=done, failed=self.failed, owner=self)

    def _write(self, act: Any, done: Any, where: Any = None) -> None:
        if self._saving:
            return
        self._saving = True
        self.problem.hide()

        def saved(result: Any) -> None:
            self._saving = False
            done(result)

        def failed(problem: Exception) -> None:
            self._saving = False
            self.failed(problem) if where is None else self._failed_at(where, problem)

        self._ctx.runner.write(act, done=saved, failed=failed, owner=self)

    def _failed_at(self, where: Any, problem: Exception) -> None:
        if not (isinstance(problem, Problem) and where.form.show_problem(problem)):
            where.problem.show_problem(_("Not saved"), problem)

    def failed(self, problem: Exception) -> None:
        """A problem goes to its field where it has one, else above the acts; what was written stays."""
        self.show_solving(False)
        if self.here is None:
            self._ctx.shell.toast(say(problem) if isinstance(problem, Problem) else _("This could not be read"))
            return
        at_left = self.left.currentIndex() == STRANGER
        if isinstance(problem, BadValue) and (
            (at_left and self.stranger.form.show_problem(problem)) or self.form.show_problem(problem)
        ):
            return
        self.problem.show_problem(_("Not saved"), problem)


def _number_of(text: str, least: int = LEAST_NUMBER) -> str:
    """The number in what was typed or rang, empty where it is none."""
    if sum(map(str.isdecimal, text)) < least:
        return ""
    try:
        return parse_phone(text).e164
    except BadValue:
        return ""
