"""The survey of the profile as rows: one question each, ticked when answered, in the order of speech."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from callcentre.domain.errors import BadValue
from callcentre.domain.profile import Question
from callcentre.ui.choices import Choice, Segments
from callcentre.ui.fields import MoneyField, TextField, WordsField
from callcentre.ui.fonts import Role
from callcentre.ui.labels import Icon, label
from callcentre.ui.language import Say
from callcentre.words import _, language

QUESTION_WIDTH = 240


class Survey(QWidget):
    """`answers()` is what the customer said, as fields of a callback answer; `changed` fires at each answer.

    A question about the cause of dissatisfaction is shown once something was not as it should be.
    The one about being satisfied has no row: the two main outcomes are its answers.
    """

    changed = Signal()

    def __init__(self, questions: tuple[Question, ...]) -> None:
        super().__init__()
        self._rows: dict[str, _Row] = {}
        self._asks_cause = False
        """The customer is not satisfied although nothing in the answers says so."""
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(10)
        grid.setColumnMinimumWidth(1, QUESTION_WIDTH)
        grid.setColumnStretch(2, 1)
        for at, question in enumerate(question for question in questions if not _is_the_outcome(question)):
            row = _Row(question, self._answered)
            self._rows[question.code] = row
            for column, widget in enumerate((row.tick, row.name, row.field)):
                grid.addWidget(widget, at, column, Qt.AlignmentFlag.AlignTop)
        self._show_rows()

    def answers(self) -> dict[str, Any]:
        """Field of the callback answer -> value, for what was answered. BadValue for what cannot be read."""
        said: dict[str, Any] = {}
        for row in self._rows.values():
            if row.shown:
                said.update(row.answer())
        return said

    def put(self, values: Mapping[str, Any]) -> None:
        """Shows answers kept by question, without telling."""
        self._asks_cause = False
        for code, row in self._rows.items():
            row.put(str(values.get(code, "")))
        self._show_rows()

    def written(self) -> dict[str, str]:
        """What was chosen or typed by question, to be kept as it is."""
        return {code: row.written() for code, row in self._rows.items() if row.written()}

    def start(self) -> None:
        """Goes to the first question that has no answer yet."""
        for row in self._rows.values():
            if row.shown and not row.written():
                row.field.setFocus()
                return

    def ask_cause(self) -> bool:
        """Asks what the customer is not satisfied with, and goes there; False where that was in sight already."""
        hidden = [row for row in self._rows.values() if row.asks_cause and not row.shown]
        if hidden:
            self._asks_cause = True
            self._show_rows()
            hidden[0].field.setFocus()
        return bool(hidden)

    def _answered(self, code: str) -> None:
        self._show_rows()
        row = self._rows[code]
        if row.moves_on:
            following = [other for other in list(self._rows.values())[list(self._rows).index(code) + 1:] if other.shown]
            if following:
                following[0].field.setFocus()
        self.changed.emit()

    def _show_rows(self) -> None:
        wrong = self._asks_cause or any(row.says_no() for row in self._rows.values())
        for row in self._rows.values():
            row.show(wrong or not row.asks_cause)


class _Row:
    def __init__(self, question: Question, answered: Any) -> None:
        self._question = question
        self.asks_cause = any("about" in answer.sets for answer in question.answers)
        self.moves_on = question.kind == "choice"
        self.shown = True
        self.tick = Icon("circle", "ink3")
        self.name = label(lambda: question.words[language()], Role.BODY, wrap=True)
        self.name.setMinimumHeight(32)
        self.tick.setFixedHeight(32)
        self.field, self._signal = self._make(question)
        self._signal.connect(partial(self._changed, answered))

    def _make(self, question: Question) -> tuple[QWidget, Any]:
        name: Say = lambda: question.words[language()]  # noqa: E731 - said again on a change of language
        if question.kind == "choice":
            choices = [
                Choice(str(number), partial(_in_language, answer.words)) for number, answer in enumerate(question.answers)
            ]
            segments = Segments(name, choices, digits=True)
            return segments, segments.chosen
        if question.kind == "words":
            words = WordsField(name, lines=2)
            return words, words.textChanged
        field: TextField = MoneyField(name, hint=lambda: _("yuan")) if question.kind == "money" else TextField(name)
        field.setMaximumWidth(160)
        return field, field.editingFinished

    def show(self, shown: bool) -> None:
        self.shown = shown
        for widget in (self.tick, self.name, self.field):
            widget.setVisible(shown)

    def written(self) -> str:
        if isinstance(self.field, Segments):
            return self.field.code()
        if isinstance(self.field, WordsField):
            return self.field.words()
        assert isinstance(self.field, TextField)
        return self.field.text().strip()

    def put(self, text: str) -> None:
        blocked = self.field.blockSignals(True)
        if isinstance(self.field, Segments):
            self.field.choose(text)
        elif isinstance(self.field, WordsField):
            self.field.setPlainText(text)
        else:
            assert isinstance(self.field, TextField)
            self.field.setText(text)
        self.field.blockSignals(blocked)
        self._tick()

    def answer(self) -> Mapping[str, Any]:
        text = self.written()
        if not text:
            return {}
        question = self._question
        if question.kind == "choice":
            return question.answers[int(text)].sets
        if question.kind == "money":
            assert isinstance(self.field, MoneyField)
            try:
                return {question.field: self.field.fen()}
            except ValueError as error:
                raise BadValue("form.no_money", field=question.code, value=text) from error
        if question.kind == "score":
            if not (text.isascii() and text.isdigit() and int(text) <= 10):
                raise BadValue("form.no_score", field=question.code, value=text)
            return {question.field: int(text)}
        return {question.field: text}

    def says_no(self) -> bool:
        return self._question.kind == "choice" and any(value is False for value in self.answer().values())

    def _changed(self, answered: Any, *_arguments: object) -> None:
        self._tick()
        answered(self._question.code)

    def _tick(self) -> None:
        done = bool(self.written())
        self.tick.show_icon("checkmark_circle" if done else "circle", "good" if done else "ink3", filled=done)


def _is_the_outcome(question: Question) -> bool:
    return bool(question.answers) and all(set(answer.sets) == {"satisfied"} for answer in question.answers)


def _in_language(words: Mapping[str, str]) -> str:
    return words[language()]
