"""Keys for the panel, and what it shows."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication


def press(qtbot, panel, *keys, modifier=Qt.KeyboardModifier.NoModifier):
    """Keys at whatever has the focus."""
    for key in keys:
        QApplication.processEvents()
        qtbot.keyClick(QApplication.focusWidget() or panel, key, modifier)
    QApplication.processEvents()


def write(qtbot, text):
    """Letters into the field with the focus, until they were asked for."""
    field = QApplication.focusWidget()
    field.setText(text)
    with qtbot.waitSignal(field.asked):
        pass
    QApplication.processEvents()


def rows(panel):
    """The orders of the list that are there, from top to bottom."""
    QApplication.processEvents()
    return [row.order_id for row in panel.list.table.blocks.shown()]


def told(at, act):
    """Somebody else does something, and everybody is told."""
    at.announcer.announce(at.desk.write(act).changes)
    at.announcer.flush()
    QApplication.processEvents()
