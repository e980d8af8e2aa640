"""Saving: the order with all that belongs to it, what is read out to end the talk, and the card itself."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from callcentre.acts import orders, phones
from callcentre.domain.errors import BadValue
from callcentre.screens.intake import saving
from callcentre.screens.intake.helping import read_out
from callcentre.screens.intake.saving import Job, Saved, job_of
from callcentre.screens.intake.talk import Talk, Wish
from callcentre.screens.intake.talking import TalkingPanel
from callcentre.screens.intake.view import EDIT, STRANGER
from callcentre.ui import formats
from callcentre.ui.choices import Choice
from callcentre.ui.screen import ScreenContext
from callcentre.words import _, language

UNDO_SHOWN = 10
"""Seconds for which the way back is offered."""


class OrderingPanel(TalkingPanel):
    """Writes one thing at a time; what was written down stays in its fields until it is stored."""

    def __init__(self, ctx: ScreenContext) -> None:
        super().__init__(ctx)
        self._waits: Callable[[], None] | None = None
        """What F8 began before it was known who gets the order."""
        self.saved: Saved | None = None
        """The order that was just saved, while its closing words are in sight."""
        self.stranger.saved.connect(self._add_customer)
        self.customer.number_wanted.connect(self._add_number)
        self.customer.edit_wanted.connect(self._edit)
        self.save_wanted.connect(lambda: self.save_order(ends=True))
        self.next_wanted.connect(lambda: self.save_order(ends=False, in_case=True))
        self.solved_wanted.connect(self._ask_solved)
        self.help.map_wanted.connect(lambda: self.save_order(ends=True, on_map=True))
        self.solved.connect(self._solved)
        self.order_wanted.connect(self._open_saved)
        self.helper.shown.connect(self._helped)

    # the order

    def save_order(self, **said: Any) -> None:
        """Saves what is in the form in one transaction; `said` as in `saving.Job`."""
        talk = self.here
        if talk is None or self.writer.busy or self.saved is not None:
            return
        try:
            self.form.check()
            self.form.written(talk.wish)
            self._check_person()
            saving.check(talk)
        except BadValue as problem:
            self.failed(problem)
            return
        to_nobody = bool(said.get("by_phone") or said.get("on_map"))
        if self.helper.waiting and not to_nobody:
            # Who gets the order is being read: saved when it is known, not to nobody.
            self._waits = partial(self._save_waiting, talk, said)
            return
        job = job_of(
            talk, outlet=None if to_nobody else self.helper.outlet(talk), category=self.form.category(),
            in_case=bool(said.pop("in_case", False) or talk.group_no), **said,
        )
        outlet = self.helper.outlet_name(talk) if job.outlet is not None else ""
        self.write(lambda unit: saving.save(unit, job), partial(self._order_saved, job, outlet))

    def _check_person(self) -> None:
        """What is typed about a stranger and is no choice yet. Raises BadValue naming the field."""
        talk = self.here
        if talk is not None and talk.customer is None:
            self.stranger.form.check()
            talk.person = self.stranger.form.written()

    def _helped(self) -> None:
        waits, self._waits = self._waits, None
        if waits is not None:
            waits()

    def _save_waiting(self, talk: Talk, said: dict[str, Any]) -> None:
        if self.here is talk:
            self.save_order(**said)

    def _ask_solved(self) -> None:
        self.script.setText(self._ctx.profile.script["solved_by_phone"][language()])
        self.offer_answers([Choice(str(one.article.article_id), one.article.title) for one in self.helper.helped.articles])
        self.show_solving(True)

    def _solved(self, said: bool | None) -> None:
        """Solved on the phone, by the article that was named; `said` is the customer's yes, None where it is not clear."""
        code = self.answers.code()
        self.save_order(by_phone=True, solved=said, article=UUID(code) if code else None)

    def _order_saved(self, job: Job, outlet: str, saved: Saved) -> None:
        talk = self.here
        if talk is None:
            return
        self.show_solving(False)
        talk.customer, talk.did, talk.order = saved.customer, "order_opened", talk.order or saved.order
        self._toast(job, outlet, saved)
        if job.ends:
            self._end_with(talk, job, outlet, saved)
        else:
            self._next_of_case(talk, job, saved)
        if job.on_map:
            self._ctx.navigate("map.order", order=saved.order)

    def _next_of_case(self, talk: Talk, job: Job, saved: Saved) -> None:
        """Another machine of the same case: who and where stay, the rest is asked anew."""
        talk.group_no = job.talk.group_no or saved.no
        talk.wish = Wish(kind=talk.wish.kind, address=talk.wish.address, asset="")
        self.form.put(talk.wish)
        self.show_case(talk)
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

    def _end_with(self, talk: Talk, job: Job, outlet: str, saved: Saved) -> None:
        """The call is written and its draft is gone; what is read out ends the talk."""
        self.calls.drop(talk)
        talk.written, talk.state, self.saved = True, "ended", saved
        self.after_head.setText(_("Order {no} is saved").format(no=saved.no))
        self.after_script.setText(self._closing_words(job, outlet, saved))
        self.read_who(own=True)
        self.show_after()

    def _closing_words(self, job: Job, outlet: str, saved: Saved) -> str:
        wish, ctx = job.talk.wish, self._ctx
        if wish.danger:
            return read_out(ctx, self.form)
        if job.by_phone:
            return ctx.profile.script["callback_satisfied"][language()] if job.solved else ""
        window = formats.window(wish.window[0], wish.window[1], ctx.zone) if wish.window else ""
        words = ctx.profile.script["intake_closing"][language()]
        for name, fact in (
            ("order_no", formats.tail(saved.no)), ("outlet", outlet or _("An outlet")),
            ("window", window or _("a day it will agree with you")),
        ):
            words = words.replace("{" + name + "}", fact)
        return words

    def _undo(self, order: UUID, event: UUID) -> None:
        self.write(
            lambda unit: orders.undo(unit, order, event), lambda _event: self._ctx.navigate("orders.open", order=order)
        )

    def _open_saved(self) -> None:
        if self.saved is not None:
            self._ctx.navigate("orders.open", order=self.saved.order)

    # the card

    def _add_number(self) -> None:
        talk = self.here
        if talk is not None and talk.customer is not None:
            customer, number = talk.customer, talk.call.number
            self.write(lambda unit: phones.add_phone(unit, customer, number), lambda _pk: self.read_who(own=True))

    def _add_customer(self) -> None:
        if self.here is None:
            return
        try:
            self._check_person()
        except BadValue as problem:
            self.failed(problem)
            return
        person = self.here.person
        self.write(lambda unit: saving.add_customer(unit, person), self.take_person)

    def _edit(self) -> None:
        if self.known.card is not None:
            self.editing.begin(self.known.card)

    # the file

    def failed(self, problem: Exception) -> None:
        """A problem goes to its field where it has one, else above the acts; what was written stays."""
        self.show_solving(False)
        if self.here is None:
            super().failed(problem)
            return
        left = self.left.currentIndex()
        beside = self.stranger.form if left == STRANGER else self.edit.form if left == EDIT else None
        if isinstance(problem, BadValue) and (
            (beside is not None and beside.show_problem(problem)) or self.form.show_problem(problem)
        ):
            return
        super().failed(problem)
