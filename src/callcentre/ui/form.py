"""A form: label beside field, and in place what is wrong with it and why."""

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from callcentre import words
from callcentre.domain.errors import BadValue, Problem
from callcentre.ui import sheet
from callcentre.ui.choice_field import ChoiceField
from callcentre.ui.fonts import Role, metrics
from callcentre.ui.labels import Icon, label
from callcentre.ui.language import Say, live
from callcentre.words.errors import say

LABELS = {"zh_CN": 88, "en": 104}
"""Width of the column of labels by language."""


class FieldRow:
    """One row of a form: `label`, `field`, what is wrong, and a note under it."""

    def __init__(self, name: QLabel, field: QWidget) -> None:
        self.label, self.field = name, field
        self.block = QWidget()
        column = QVBoxLayout(self.block)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(field)
        self._wrong = QWidget()
        line = QHBoxLayout(self._wrong)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(6)
        self._words = label("", Role.CELL, tone="overdue", wrap=True)
        line.addWidget(Icon("error_circle", "overdue", filled=True), 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self._words, 1)
        self._wrong.hide()
        column.addWidget(self._wrong)

    def wrong(self, what_and_why: str) -> None:
        """Says in place what is wrong and why; the field keeps what was written."""
        self._words.setText(what_and_why)
        self._wrong.show()
        self.field.setAccessibleDescription(what_and_why)
        sheet.choose(self.field, wrong="true")

    def undecided(self, typed: str) -> None:
        """Says that these words are none of the choices, or nothing any more where they are taken back."""
        if typed:
            self.wrong(say(BadValue("form.not_chosen", field="", value=typed)))
        else:
            self.right()

    def right(self) -> None:
        """Nothing is wrong any more."""
        self._wrong.hide()
        self.field.setAccessibleDescription("")
        sheet.choose(self.field, wrong="")

    def set_shown(self, shown: bool) -> None:
        """Shows or hides label and field together."""
        self.label.setVisible(shown)
        self.block.setVisible(shown)


class Form(QWidget):
    """Rows of label and field in the order of speech: `row = form.add("machine", lambda: _("Machine"), field)`."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: dict[str, FieldRow] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(0)
        self._grid.setVerticalSpacing(8)
        self._grid.setColumnStretch(1, 1)
        # After the labels have changed their words, whoever is told of the language first.
        live(self, lambda: QTimer.singleShot(0, self, self._measure))

    def add(self, code: str, name: Say, field: QWidget, *, wide: bool = True) -> FieldRow:
        """A row under `code`, the name that problems know the field by; `wide` fields fill the column."""
        shown = label(name, ink="2")
        shown.setMinimumHeight(32)
        shown.setBuddy(field)
        row = FieldRow(shown, field)
        if not field.accessibleName():
            live(field, lambda: field.setAccessibleName(shown.text()))
        at = len(self._rows)
        self._grid.addWidget(shown, at, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(row.block, at, 1)
        if not wide:
            field.setSizePolicy(QSizePolicy.Policy.Fixed, field.sizePolicy().verticalPolicy())
        self._rows[code] = row
        if isinstance(field, ChoiceField):
            field.chosen.connect(lambda _code: row.right())
            field.undecided.connect(row.undecided)
        return row

    def row(self, code: str) -> FieldRow:
        """The row of a code; KeyError where there is none."""
        return self._rows[code]

    def clear_wrongs(self) -> None:
        """Nothing is wrong any more anywhere."""
        for row in self._rows.values():
            row.right()

    def show_problem(self, problem: Problem) -> bool:
        """Puts a problem to the field it is about and goes there; False where no row knows it."""
        field = problem.field if isinstance(problem, BadValue) else str(problem.data.get("field", ""))
        row = self._rows.get(field)
        if row is None:
            return False
        row.wrong(say(problem))
        row.field.setFocus()
        return True

    def _measure(self) -> None:
        least = LABELS[words.language()]
        widest = max((metrics(Role.BODY).horizontalAdvance(row.label.text()) for row in self._rows.values()), default=0)
        self._grid.setColumnMinimumWidth(0, max(least, round(widest) + 8))
