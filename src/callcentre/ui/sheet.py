"""What the palette cannot say: heights, radii, borders. One style sheet, on the application alone.

`palette(...)` in a style sheet does not follow a change of palette, so the sheet is built of
the theme and set again. Widgets choose by dynamic property: kind, tone, ink, ground.
"""

from PySide6.QtWidgets import QApplication, QWidget

from callcentre.ui import fonts
from callcentre.ui.theme import TOKENS, Theme, Tone

_SHEET = """
QFrame[ground="window"] { background: @window; }
QFrame[ground="surface"] { background: @surface; }
QFrame[ground="sunken"] { background: @sunken; border-radius: 4px; }
QFrame[ground="rail"] { background: @rail; }
QFrame[ground="card"] { background: @surface; border: 1px solid @hairline; border-radius: 4px; }
QFrame[ground="raised"] { background: @raised; border: 1px solid @hairline; border-radius: 6px; }
QFrame[line="across"] { background: @hairline; border: 0; max-height: 1px; min-height: 1px; }
QFrame[line="down"] { background: @hairline; border: 0; max-width: 1px; min-width: 1px; }
QLabel { background: transparent; }
QLabel[ink="2"] { color: @ink2; }
QLabel[ink="3"] { color: @ink3; }
QLabel[ink="danger"] { color: @danger; }
QLineEdit, QComboBox, QAbstractSpinBox, QPlainTextEdit, QTextEdit {
    background: @surface; color: @ink; border: 1px solid @border; border-radius: 4px;
    selection-background-color: @accent; selection-color: @on_accent; placeholder-text-color: @ink3;
}
QLineEdit, QComboBox, QAbstractSpinBox { min-height: 30px; padding: 0 9px; }
QPlainTextEdit, QTextEdit { padding: 4px 6px; }
QTextBrowser { background: transparent; border: 0; padding: 0; }
QLineEdit:read-only, QPlainTextEdit:read-only { background: @sunken; border-color: @hairline; }
QLineEdit:disabled, QComboBox:disabled, QAbstractSpinBox:disabled { color: @disabled; border-color: @hairline; }
QLineEdit[wrong="true"], QComboBox[wrong="true"], QPlainTextEdit[wrong="true"] { border-color: @overdue; }
QComboBox { padding-right: 4px; }
QComboBox::drop-down { border: 0; width: 24px; }
QComboBox::down-arrow { image: none; }
QComboBox QAbstractItemView {
    background: @raised; border: 1px solid @hairline; padding: 4px; outline: 0;
    selection-background-color: @selection; selection-color: @ink;
}
QPushButton {
    background: @surface; color: @ink; border: 1px solid @border; border-radius: 4px;
    min-height: 30px; padding: 0 11px; outline: 0;
}
QPushButton[kind="small"] { min-height: 22px; }
QPushButton[kind="link"] { min-height: 0; padding: 0; border: 0; }
QPushButton:hover { background: @hover; }
QPushButton:pressed { background: @sunken; }
QPushButton:disabled { color: @disabled; border-color: @hairline; }
QToolButton { background: transparent; border: 0; border-radius: 4px; padding: 4px; outline: 0; }
QToolButton:hover { background: @hover; }
QToolButton:pressed, QToolButton:checked { background: @selection; }
QCheckBox, QRadioButton { spacing: 8px; min-height: 24px; outline: 0; background: transparent; }
QAbstractItemView {
    background: transparent; color: @ink; border: 0; outline: 0; gridline-color: @hairline;
    selection-background-color: @selection; selection-color: @ink;
}
QAbstractItemView[ground="raised"] { background: @raised; border: 1px solid @hairline; }
QAbstractItemView::item:hover { background: @hover; }
QHeaderView { background: @sunken; border: 0; }
QHeaderView::section {
    background: @sunken; color: @ink2; border: 0; border-bottom: 1px solid @hairline; padding: 4px 8px;
}
QTableCornerButton::section { background: @sunken; border: 0; }
QAbstractScrollArea::corner { background: transparent; border: 0; }
QScrollArea { background: transparent; border: 0; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 0; }
QScrollBar::handle { background: @disabled; border-radius: 3px; margin: 2px; min-height: 32px; min-width: 32px; }
QScrollBar::handle:hover { background: @border; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QSplitter::handle { background: @hairline; }
QSplitter::handle:hover { background: @accent; }
QMenu { background: @raised; border: 1px solid @hairline; padding: 4px; }
QMenu::item { padding: 6px 24px 6px 12px; border-radius: 4px; }
QMenu::item:selected { background: @selection; color: @ink; }
QMenu::item:disabled { color: @disabled; }
QMenu::separator { height: 1px; background: @hairline; margin: 4px 8px; }
QToolTip { background: @raised; color: @ink; border: 1px solid @hairline; padding: 4px 8px; }
QProgressBar { background: @sunken; border: 0; border-radius: 2px; max-height: 4px; }
QProgressBar::chunk { background: @accent; border-radius: 2px; }
QTabBar::tab { color: @ink2; padding: 6px 12px; border: 0; border-bottom: 2px solid transparent; }
QTabBar::tab:selected { color: @ink; border-bottom-color: @accent; }
QTabWidget::pane { border: 0; border-top: 1px solid @hairline; }
"""
_TONES = """
QLabel[tone="{tone}"] {{ color: {text}; }}
"""


def sheet(theme: Theme) -> str:
    """The style sheet of a theme."""
    text = _SHEET
    # Longer names first, so that @ink does not eat the beginning of @ink2.
    for token in sorted(TOKENS, key=len, reverse=True):
        text = text.replace(f"@{token}", getattr(theme, token))
    tones = (_TONES.format(tone=tone, text=theme.text(tone).name()) for tone in Tone)
    return text + "".join(tones)


def apply(theme: Theme, application: QApplication) -> None:
    """Sets the sheet of `theme` on the application."""
    application.setStyleSheet(sheet(theme))
    # A new sheet gives every widget back the font it had when it first met one.
    fonts.renew(application)


def choose(widget: QWidget, **properties: str) -> None:
    """Sets dynamic properties and has the sheet look at the widget again: choose(label, tone="due")."""
    for name, value in properties.items():
        widget.setProperty(name, value)
    style = widget.style()
    style.unpolish(widget)
    style.polish(widget)
    widget.update()
