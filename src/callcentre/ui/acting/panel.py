"""The form of one act in place: its fields, what is wrong with them, and the way to save."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, QObject, QSize
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from callcentre.domain.errors import BadValue, Problem
from callcentre.ui.acting import asking
from callcentre.ui.acting.asking import Asking, Builder
from callcentre.ui.buttons import Button
from callcentre.ui.form import Form
from callcentre.ui.labels import Heading
from callcentre.ui.scrolled import Scrolled
from callcentre.words import _, codes

LEAST = 160
"""Height that a form keeps even on a low screen."""


class ActPanel(QFrame):
    """The fields of `about.form`, beginning with `preset`; `save` and `close` are wanted by F8 and Esc."""

    def __init__(
        self,
        about: Asking,
        builders: Mapping[str, Builder],
        preset: Mapping[str, Any],
        *,
        save: Callable[[], object],
        close: Callable[[], object],
    ) -> None:
        super().__init__()
        self.setProperty("ground", "sunken")
        self.form = about.form
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(10)
        column.addWidget(Heading(partial(_, self.form.title)))
        self._fields = Form()
        self._asked = [asking.build(ask, about, builders) for ask in self.form.asks]
        for each in self._asked:
            if each.ask.code in preset:
                each.put(preset[each.ask.code])
            self._fields.add(each.ask.code, partial(_, each.ask.name), each.field)
        self._begun = self.written()
        room = self._fields.layout()
        assert room is not None
        # For the ring around the field with the focus.
        room.setContentsMargins(2, 2, 2, 2)
        column.addWidget(_Tall(self._fields))
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(Button(lambda: _("Close"), key="Esc", run=close))
        row.addWidget(Button(self._save_words, key="F8", kind="primary", run=save))
        column.addLayout(row)

    def start(self) -> None:
        """Goes to the first field."""
        self._asked[0].field.setFocus()

    def field(self, code: str) -> QWidget:
        """The field of what is asked; KeyError where nothing is called that."""
        return self._fields.row(code).field

    def set_shown(self, code: str, shown: bool) -> None:
        """Shows or hides what is asked."""
        self._fields.row(code).set_shown(shown)

    def values(self) -> dict[str, Any] | None:
        """What the act is given; None where a field lacks or misreads something, which is said there."""
        try:
            return asking.read(self._asked)
        except BadValue as problem:
            self._fields.clear_wrongs()
            self._fields.show_problem(problem)
            return None

    def written(self) -> dict[str, Any]:
        """What stands in the fields, as a draft keeps it."""
        return asking.written(self._asked)

    def is_written(self) -> bool:
        """Whether something stands there that did not at first."""
        return self.written() != self._begun

    def put(self, values: Mapping[str, Any]) -> None:
        """Writes what a draft kept."""
        for each in self._asked:
            if each.ask.code in values:
                each.put(values[each.ask.code])

    def _save_words(self) -> str:
        return _(self.form.save) if self.form.save else _("Save {act}").format(act=_(self.form.title))

    def show_problem(self, problem: Problem, fields: Mapping[str, str]) -> bool:
        """Puts a problem to its field; `fields` names the one that an objection is about. False where none is."""
        self._fields.clear_wrongs()
        if self._fields.show_problem(problem):
            return True
        objected = str(problem.data.get("objection", ""))
        code = fields.get(objected)
        found = next((each for each in self._asked if each.ask.code == code), None)
        if found is None:
            return False
        self._fields.row(found.ask.code).wrong(codes.shown(codes.OBJECTIONS, objected))
        found.field.setFocus()
        return True


class _Tall(Scrolled):
    """As high as what is in it, up to what the page leaves; the focus stays in sight."""

    def __init__(self, inside: QWidget) -> None:
        super().__init__(inside)
        # The form stands on the ground around it, not on one of its own.
        self.viewport().setAutoFillBackground(False)
        inside.setAutoFillBackground(False)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self.needed_height())

    def minimumSizeHint(self) -> QSize:
        # As high as what is in it at this width: choices that find room in one row would be given that of several.
        return QSize(super().minimumSizeHint().width(), min(self.needed_height(), LEAST))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)
