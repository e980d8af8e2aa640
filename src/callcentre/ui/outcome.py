"""The bar at the bottom of the working column: what the talk ends with. It never scrolls away."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from callcentre.ui.buttons import Button
from callcentre.ui.labels import ground, line

HEIGHT = 56


class OutcomeBar(QWidget):
    """`OutcomeBar(left=[hold], right=[by_phone, save])`; the main act stands last at the right.

    Their keys are printed even with fewer hints. `height` is 56, 72 for callbacks.
    """

    def __init__(self, left: list[Button], right: list[Button] | None = None, *, height: int = HEIGHT) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(line())
        bar = ground("surface")
        bar.setFixedHeight(height)
        row = QHBoxLayout(bar)
        row.setContentsMargins(20, 0, 20, 0)
        row.setSpacing(8)
        for button in left:
            row.addWidget(button)
        row.addStretch(1)
        for button in right or []:
            row.addWidget(button)
        for button in (*left, *(right or [])):
            button.always_keyed = True
        column.addWidget(bar)
