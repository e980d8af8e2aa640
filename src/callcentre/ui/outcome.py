"""The bar at the bottom of the working column: what the talk ends with. It never scrolls away."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from callcentre.ui.buttons import Button
from callcentre.ui.labels import ground, line

HEIGHT = 56


class OutcomeBar(QWidget):
    """`OutcomeBar(left=[hold], right=[by_phone, save])`; the main act stands last at the right.

    Their keys are printed even with fewer hints. `below` is a second row for the lesser outcomes.
    """

    def __init__(
        self, left: list[Button], right: list[Button] | None = None, *, below: list[Button] | None = None
    ) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(line())
        bar = ground("surface")
        bar.setMinimumHeight(HEIGHT)
        rows = QVBoxLayout(bar)
        rows.setContentsMargins(20, 12, 20, 12)
        rows.setSpacing(8)
        rows.addLayout(_row(left, right or []))
        if below:
            rows.addLayout(_row(below, []))
        column.addWidget(bar)


def _row(left: list[Button], right: list[Button]) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(8)
    for button in left:
        row.addWidget(button)
    row.addStretch(1)
    for button in right:
        row.addWidget(button)
    for button in (*left, *right):
        button.always_keyed = True
    return row
