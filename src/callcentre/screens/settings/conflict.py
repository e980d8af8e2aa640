"""One conflict side by side: what stands and what came later, and the person who decides between them."""

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from callcentre.acts import conflicts, customers
from callcentre.domain.instants import Instant
from callcentre.screens.settings.parts import emptied
from callcentre.store.unsettled import Conflict, Subject, Value
from callcentre.ui import formats
from callcentre.ui.banner import Banner
from callcentre.ui.buttons import Button
from callcentre.ui.fields import TextField
from callcentre.ui.fonts import Role
from callcentre.ui.labels import Heading, label, line
from callcentre.ui.screen import ScreenContext
from callcentre.ui.unsettled_words import FIELDS, field_words, kind_words, subject_words, value_words
from callcentre.words import _, codes


class ConflictView(QWidget):
    """`show_conflict(one)`; each of its acts settles it for everybody."""

    def __init__(self, ctx: ScreenContext, open_it: Callable[[Subject], object]) -> None:
        super().__init__()
        self._ctx, self._open_it = ctx, open_it
        self._conflict: Conflict | None = None
        self.head = Heading("")
        self.told = label("", wrap=True)
        self.problem = Banner(tone="overdue")
        self.sides = QWidget()
        self.edited = TextField(lambda: _("Something else"), hint=lambda: _("something else"))
        self.leave = Button(lambda: _("Leave what stands"), key="Alt+L", run=lambda: self._settle(conflicts.THEIRS))
        self.take = Button(lambda: _("Take the later one"), key="Alt+T", run=lambda: self._settle(conflicts.MINE))
        self.save = Button(lambda: _("Save this instead"), key="F8", run=self._save)
        self.merge = Button(lambda: _("They are one: merge"), key="Alt+M", run=self._merge)
        self.seen = Button(lambda: _("Seen"), key="Alt+S", run=lambda: self._settle(conflicts.THEIRS))
        self.open = Button(lambda: _("Open it"), key="Alt+O", icon="open", run=lambda: self._open(other=False))
        self.open_other = Button(lambda: _("Open the other one"), key="Alt+P", icon="open", run=lambda: self._open(other=True))
        self._lay_out()

    def show_conflict(self, one: Conflict) -> None:
        """Shows one; what was typed for another is gone."""
        if self._conflict is not None and self._conflict.values == one.values:
            return
        self._conflict = one
        self.problem.hide()
        self.head.name.setText(subject_words(one.subject))
        self.told.setText(_told(one))
        self._show_sides(one)
        shown = _shown(one)
        is_field, may_be_typed = one.kind == "field", len(shown) == 1 and all(isinstance(value.mine, str) for value in shown)
        self.edited.setText(str(shown[0].mine) if is_field and may_be_typed else "")
        for widget, is_seen in (
            (self.leave, is_field), (self.take, is_field), (self.edited, is_field and may_be_typed),
            (self.save, is_field and may_be_typed), (self.merge, one.kind == "maybe_same" and one.entity == "customer"),
            (self.seen, not is_field), (self.open_other, one.other is not None), (self.sides, is_field),
        ):  # fmt: skip
            widget.setVisible(is_seen)
        self.seen.say(_("They are two: leave both") if one.kind == "maybe_same" else _("Seen"))

    def _lay_out(self) -> None:
        self.problem.hide()
        self._grid = QGridLayout(self.sides)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(6)
        for side in (1, 2):
            self._grid.setColumnStretch(side, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for widget in (self.head, self.told, self.problem, self.sides, line()):
            column.addWidget(widget)
        for widgets in ((self.leave, self.take, self.merge, self.seen, self.open, self.open_other), (self.edited, self.save)):
            row = QHBoxLayout()
            row.setSpacing(8)
            for widget in widgets:
                row.addWidget(widget, 1 if widget is self.edited else 0)
            row.addStretch(0 if self.edited in widgets else 1)
            column.addLayout(row)

    def _show_sides(self, one: Conflict) -> None:
        emptied(self._grid)
        first = formats.joined(_("{who}, who was first: it stands").format(who=one.their_who or _("Somebody")), self._at(one.their_at))
        later = formats.joined(_("{who}, who was later").format(who=one.who or _("Somebody")), self._at(one.at))
        for column, words in ((1, first), (2, later)):
            self._grid.addWidget(label(words, Role.CELL, ink="2", wrap=True), 0, column)
        for row, value in enumerate(_shown(one), start=1):
            self._grid.addWidget(label(formats.begun(field_words(value.field)), ink="2"), row, 0)
            self._grid.addWidget(label(value_words(value.field, value.theirs, one.names), wrap=True), row, 1)
            self._grid.addWidget(label(value_words(value.field, value.mine, one.names), wrap=True), row, 2)

    def _at(self, at: Instant) -> str:
        return formats.moment(at, self._ctx.now(), self._ctx.zone) if at else ""

    def _open(self, *, other: bool) -> None:
        one = self._conflict
        if one is not None:
            self._open_it(one.other if other and one.other is not None else one.subject)

    # acts

    def _settle(self, choice: str, values: Mapping[str, Any] | None = None) -> None:
        one = self._conflict
        if one is not None:
            ids = [value.id for value in one.values]
            self._write(lambda unit: conflicts.settle(unit, ids, choice, values))

    def _save(self) -> None:
        one = self._conflict
        if one is not None:
            self._settle(conflicts.EDITED, {_shown(one)[0].field: self.edited.text().strip()})

    def _merge(self) -> None:
        one = self._conflict
        if one is None or one.other is None:
            return
        customer, into, ids = one.pk, one.other.pk, [value.id for value in one.values]

        def act(unit: Any) -> None:
            customers.merge(unit, customer, into)
            conflicts.settle(unit, ids, conflicts.MINE)

        self._write(act)

    def _write(self, act: Callable[[Any], None]) -> None:
        self.problem.hide()
        said = _("Settled for everybody")
        self._ctx.runner.write(act, lambda _none: self._ctx.shell.toast(said), self._refused, owner=self)

    def _refused(self, problem: Exception) -> None:
        self.problem.show_problem(_("This was not settled"), problem)


def _shown(one: Conflict) -> list[Value]:
    """The fields a person decides; what is made from them follows."""
    shown = [value for value in one.values if value.field in FIELDS]
    return shown or list(one.values)


def _told(one: Conflict) -> str:
    if one.kind == "maybe_same":
        other = subject_words(one.other) if one.other is not None else kind_words(one.entity)
        return _("{who} entered this while {other} was entered elsewhere under the same {field}. Both are kept.").format(
            who=one.who, other=other, field=field_words(one.values[0].field)
        )
    if one.kind == "set_aside":
        event = codes.shown(codes.EVENTS | codes.COMPLAINT_EVENTS, one.values[0].field)
        return _("{event}, told by {who}, no longer fitted when it came. It stands in the story and counts for nothing.").format(
            event=event, who=one.who
        )
    return _("Two people wrote the same field, and the later one had not seen the first.")
