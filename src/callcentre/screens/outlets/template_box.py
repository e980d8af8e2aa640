"""The outlet's own template of a message, written in place."""

from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from callcentre.runtime.remembered import Remembered
from callcentre.screens.outlets.message import FIELDS, TEMPLATE, keep_template, template_of
from callcentre.ui.buttons import Button
from callcentre.ui.fields import WordsField
from callcentre.ui.fonts import Role
from callcentre.ui.labels import Elided, Heading, label
from callcentre.ui.outcome import OutcomeBar
from callcentre.ui.scrolled import Scrolled
from callcentre.words import _


class TemplateBox(QWidget):
    """`show_template(outlet, name)`; `left` when it was saved or put away."""

    left = Signal()

    def __init__(self, remembered: Remembered) -> None:
        super().__init__()
        self._remembered = remembered
        self._outlet: UUID | None = None
        self.field = WordsField(lambda: _("Template of the message"), lines=10)
        self._whose = Elided(role=Role.CELL, ink="ink2")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        area = QWidget()
        inside = QVBoxLayout(area)
        inside.setContentsMargins(16, 12, 16, 12)
        inside.setSpacing(8)
        inside.addWidget(Heading(lambda: _("Template of the message")))
        inside.addWidget(self._whose)
        inside.addWidget(self.field)
        fields = "  ".join(f"{{{name}}}" for name in FIELDS)
        inside.addWidget(label(
            lambda: _("Filled in: {fields}. A line of which nothing is known is left out.").format(fields=fields),
            Role.SMALL, ink="2", wrap=True,
        ))
        inside.addStretch(1)
        column.addWidget(Scrolled(area), 1)
        usual = Button(lambda: _("The usual one"), kind="quiet", run=lambda: self.field.setPlainText(_(TEMPLATE)))
        close = Button(lambda: _("Close"), run=self.left.emit)
        self.save = Button(lambda: _("Save the template"), key="F8", kind="primary", run=self._save)
        column.addWidget(OutcomeBar([usual], [close, self.save]))

    def show_template(self, outlet: UUID, name: str) -> None:
        """Begins with what the outlet's messages look like now."""
        self._outlet = outlet
        self._whose.setText(name)
        self.field.setPlainText(template_of(self._remembered, outlet))
        self.field.setFocus()

    def _save(self) -> None:
        if self._outlet is not None:
            keep_template(self._remembered, self._outlet, self.field.toPlainText())
        self.left.emit()
