"""Something said in place: what, why, what to do, with its acts and a code that can be copied."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QFrame, QGridLayout, QSizePolicy, QWidget

from callcentre.domain.errors import Problem
from callcentre.ui import sheet
from callcentre.ui.buttons import PAD, Button
from callcentre.ui.flow import Flow
from callcentre.ui.fonts import Role
from callcentre.ui.labels import Icon, label
from callcentre.ui.language import Say, said
from callcentre.ui.tab_order import stand_in
from callcentre.ui.theme import Tone, theme
from callcentre.words import _
from callcentre.words.errors import say

_WORDS_FROM = 24
"""From the icon's left edge to the words."""
_ICONS = {"danger": "fire", "overdue": "warning", "due": "clock", "hold": "pause", "good": "checkmark", "plain": "info"}


class Banner(QFrame):
    """`Banner(what, why, tone="due", acts=[Button(...)])`: an edge of 4 px in the state's colour on its tint.

    `beside` puts the acts at the right of the words instead of under them.
    """

    def __init__(
        self,
        what: Say = "",
        why: Say = "",
        *,
        tone: str = "due",
        icon: str = "",
        acts: list[Button] | None = None,
        beside: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.tone, self._code, self._offers = tone, "", False
        self._icon = Icon(icon or _ICONS[tone], tone, filled=True)
        self._what = label("", Role.HEADING, wrap=True)
        self._why = label("", Role.CELL, ink="2", wrap=True)
        self._acts = QWidget()
        self._flow = Flow(self._acts) if beside else Flow(self._acts, hangs=_border)
        self._copy = Button(lambda: _("Copy code {code}").format(code=self._code), kind="quiet", run=self._copy_code)
        self._copy.hide()
        self._lay_out(beside)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._offer(acts or [])
        self._colour()
        said(self, what, self._say_what)
        said(self, why, self._say_why)

    def show_text(self, what: str, why: str = "", *, tone: str = "", icon: str = "") -> None:
        """Says something else and shows itself; an empty `what` hides the banner."""
        if tone or icon:
            self.tone = tone or self.tone
            self._icon.show_icon(icon or _ICONS[self.tone], self.tone, filled=True)
        self._say_what(what)
        self._say_why(why)
        self.setVisible(bool(what))
        self._colour()
        self.update()

    def show_problem(self, what: str, problem: Exception) -> None:
        """A failure in words: the sentence of a Problem, else its kind with a code to pass on."""
        known = isinstance(problem, Problem)
        code = problem.code if isinstance(problem, Problem) else type(problem).__name__
        why = say(problem) if isinstance(problem, Problem) else _("This is a fault of the program. Nothing was saved.")
        self.show_code(what, why, code, tone="due" if known else "overdue")

    def show_code(self, what: str, why: str, code: str, *, tone: str = "overdue") -> None:
        """Says something with a code that can be copied and passed on."""
        self._code = code
        self._copy.say(_("Copy code {code}").format(code=code))
        self._copy.setVisible(True)
        self._show_acts()
        self.show_text(what, why, tone=tone, icon="warning")

    def set_acts(self, acts: list[Button]) -> None:
        """Offers these instead."""
        self._copy.setParent(None)
        self._flow.clear()
        self._offer(acts)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme().tint(self.tone))
        painter.drawRoundedRect(QRectF(self.rect()), 4, 4)
        painter.setClipRect(QRectF(0, 0, 4, self.height()))
        painter.setBrush(theme().mark(self.tone))
        painter.drawRoundedRect(QRectF(0, 0, 8, self.height()), 4, 4)

    def _offer(self, acts: list[Button]) -> None:
        self._offers = bool(acts)
        for button in acts:
            self._flow.addWidget(button)
        self._flow.addWidget(self._copy)
        stand_in(self._acts, [*acts, self._copy])
        self._show_acts()

    def _show_acts(self) -> None:
        self._acts.setVisible(self._offers or bool(self._code))

    def _lay_out(self, beside: bool) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(16, 8, 12, 8)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        grid.addWidget(self._icon, 0, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self._what, 0, 1)
        grid.addWidget(self._why, 1, 1)
        if beside:
            grid.addWidget(self._acts, 0, 2, 2, 1, Qt.AlignmentFlag.AlignVCenter)
        else:
            # From under the icon on, so that what hangs over the edge of the words has room.
            self._acts.setContentsMargins(_WORDS_FROM, 0, 0, 0)
            grid.addWidget(self._acts, 2, 0, 1, 2)

    def _colour(self) -> None:
        # On the solid red of a danger to life plain ink could not be read.
        danger = self.tone == Tone.DANGER
        sheet.choose(self._what, ink="danger" if danger else "")
        sheet.choose(self._why, ink="danger" if danger else "2")

    def _say_what(self, text: str) -> None:
        self._what.setText(text)
        self.setAccessibleName(text)

    def _say_why(self, text: str) -> None:
        self._why.setText(text)
        self._why.setVisible(bool(text))
        self.setAccessibleDescription(text)

    def _copy_code(self) -> None:
        QApplication.clipboard().setText(self._code)


def _border(widget: QWidget | None) -> int:
    """What lies before the words of an act without a border: they begin where the other words do."""
    return PAD if isinstance(widget, Button) and widget.kind == "quiet" else 0
