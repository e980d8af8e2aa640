"""Changing a card: what is half written survives a crash, and a colleague's change to the same card is shown with it."""

from collections.abc import Callable
from dataclasses import asdict, replace
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QStackedWidget

from callcentre.acts import addresses, customers, phones
from callcentre.acts.places import NOWHERE
from callcentre.domain.errors import BadValue
from callcentre.screens.intake.comparing import WRITTEN, merged, person_of
from callcentre.screens.intake.hours import PRESETS
from callcentre.screens.intake.person_form import EditPane
from callcentre.screens.intake.saving import place_of
from callcentre.screens.intake.talk import Edit, Person, filled
from callcentre.store.customer_card import CustomerCard
from callcentre.ui import formats
from callcentre.ui.buttons import Button
from callcentre.words import _

Write = Callable[[Any, Callable[[Any], Any]], None]


class Editing(QObject):
    """Puts `pane` in the place of the card in `stack`; `write(act, done)` saves, `saved()` follows.

    `kept(edit)` is told what stands in the form, None once nothing is being changed any more.
    """

    def __init__(
        self, pane: EditPane, stack: QStackedWidget, *, write: Write, saved: Callable[[], None],
        kept: Callable[[Edit | None], None],
    ) -> None:
        super().__init__(pane)
        self._pane, self._stack = pane, stack
        self._write, self._saved, self._kept = write, saved, kept
        self._card: CustomerCard | None = None
        self._base: Person | None = None
        pane.saved.connect(self._save)
        pane.closed.connect(self.put_away)
        pane.form.changed.connect(self._changed)

    @property
    def open(self) -> bool:
        """Whether a card is being changed."""
        return self._base is not None

    def begin(self, card: CustomerCard, edit: Edit | None = None) -> None:
        """Opens the form of a card, with what was written before a crash or before another call came."""
        self._card = card
        self._base = filled(Person, edit["base"]) if edit else person_of(card)
        self._pane.problem.hide()
        self._pane.form.put(filled(Person, edit["now"]) if edit else self._base)
        self._stack.setCurrentWidget(self._pane)
        self._pane.form.start()
        self.follow(card)

    def follow(self, card: CustomerCard) -> None:
        """The card was read anew: what a colleague changed meanwhile is taken over, or shown beside what is written."""
        self._card = card
        if self._base is None:
            return
        mine = self._pane.form.written()
        found = merged(self._base, mine, person_of(card))
        self._base = found.base
        if found.mine != mine:
            self._pane.form.put(found.mine)
        lines = [
            _("{field}: was {before}, is {now}").format(field=name, before=was or formats.NONE, now=now or formats.NONE)
            for name, was, now in found.taken
        ] + [
            _("{field}: a colleague wrote {theirs}, you wrote {mine}").format(
                field=name, theirs=theirs or formats.NONE, mine=wrote or formats.NONE)
            for name, theirs, wrote in found.clashes
        ]
        if not lines:
            return
        what = _("A colleague has just changed this card")
        if found.clashes:
            what = _("A colleague has just changed the same: saving keeps yours")
            take = Button(lambda: _("Take the colleague's"), run=self._take_theirs)
            self._pane.problem.set_acts([take])
        else:
            self._pane.problem.set_acts([])
        self._pane.problem.show_text(what, "\n".join(lines))
        self._changed()

    def put_away(self) -> None:
        """Back to the card; what was written is let go."""
        self._base = None
        self._kept(None)
        self._stack.setCurrentIndex(0)

    def leave(self) -> None:
        """Another call is in sight; its own draft keeps what was written here."""
        self._base = None

    def _take_theirs(self) -> None:
        if self._base is not None:
            mine = self._pane.form.written()
            self._pane.form.put(replace(mine, **{name: getattr(self._base, name) for name in WRITTEN}))
            self._pane.problem.hide()
            self._changed()

    def _changed(self) -> None:
        if self._base is not None:
            self._kept({"base": asdict(self._base), "now": asdict(self._pane.form.written())})

    def _save(self) -> None:
        card, base = self._card, self._base
        if card is None or base is None:
            return
        try:
            self._pane.form.check()
        except BadValue as problem:
            self._pane.form.show_problem(problem)
            return
        said, customer = self._pane.form.written(), card.customer.id
        # Field by field, and those alone that were touched: a colleague's are not written over.
        touched = {fact: getattr(said, name) for name, fact in WRITTEN.items() if getattr(said, name) != getattr(base, name)}
        if "agreed_hours" in touched:
            touched["agreed_hours"] = PRESETS[said.hours or "any"][1]
        touched = {name: value.strip() if isinstance(value, str) else value for name, value in touched.items()}

        def act(unit: Any) -> None:
            if touched:
                customers.change(unit, customer, **touched)
            for text in (said.phone, said.backup):
                if text.strip():
                    phones.add_phone(unit, customer, text)
            if (place := place_of(said.district, said.line)) != NOWHERE:
                addresses.add_address(unit, customer, place)

        self._write(act, lambda _none: self._done())

    def _done(self) -> None:
        self.put_away()
        self._saved()
