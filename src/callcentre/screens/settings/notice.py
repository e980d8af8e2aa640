"""The notice of a year's working days, as a person writes it down."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from callcentre.domain.profile import Calendar
from callcentre.screens.settings.working_days import read_days, with_days, written
from callcentre.ui.buttons import Button
from callcentre.ui.fields import WordsField
from callcentre.ui.fonts import Role
from callcentre.ui.form import Form
from callcentre.ui.labels import label
from callcentre.words import _


class Notice(QWidget):
    """`start(year, calendar)`; `wanted` fires when it is to be seen what it changes, `left` when it is not wanted."""

    wanted = Signal()
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.year = 0
        self.form = Form()
        self.rest = WordsField(lambda: _("Days off on weekdays"), lines=2)
        self.work = WordsField(lambda: _("Weekends that are worked"), lines=2)
        self.form.add("rest", lambda: _("Days off"), self.rest)
        self.form.add("work", lambda: _("Worked"), self.work)
        how = label(
            lambda: _("As in 2027-02-05..02-11, 2027-04-05. Weekends within days off need not be left out."),
            Role.CELL, ink="3", wrap=True,
        )
        leave = Button(lambda: _("Leave it"), key="Esc", run=self.left.emit)
        see = Button(lambda: _("See what it changes"), key="F8", kind="primary", run=self.wanted.emit)
        acts = QHBoxLayout()
        acts.setSpacing(8)
        acts.addWidget(leave)
        acts.addStretch(1)
        acts.addWidget(see)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 8)
        column.setSpacing(8)
        column.addWidget(self.form)
        column.addWidget(how)
        column.addLayout(acts)

    def start(self, year: int, known: Calendar) -> None:
        """Shows what is known of a year."""
        self.year = year
        self.form.clear_wrongs()
        for field, days in ((self.rest, known.rest), (self.work, known.work)):
            field.setPlainText(written(day for day in days if day.year == year))
        self.rest.setFocus()

    def body(self, before: Mapping[str, Any]) -> dict[str, Any]:
        """The profile with this notice. Raises BadValue at the field that cannot be read."""
        self.form.clear_wrongs()
        rest = read_days(self.rest.words(), self.year, weekend=False, field="rest")
        work = read_days(self.work.words(), self.year, weekend=True, field="work")
        return with_days(before, self.year, rest, work)
