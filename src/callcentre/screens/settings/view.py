"""Settings: one column of 560, label over field, one sentence under what is not plain."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from callcentre.ui.check import Check
from callcentre.ui.chips import KeyCap
from callcentre.ui.choices import Choice, Segments
from callcentre.ui.fonts import Role
from callcentre.ui.labels import Elided, Heading, ground, label, line
from callcentre.ui.language import Say
from callcentre.words import N_, _

WIDTH = 560
KEYS: tuple[tuple[str, str], ...] = (
    ("F1", N_("Keys of this page")),
    ("F2", N_("New call")),
    ("F3", N_("Find anything")),
    ("F4", N_("Callbacks")),
    ("F5", N_("Next callback")),
    ("F6", N_("Complaints")),
    ("F7", N_("Map")),
    ("F8", N_("Save and relay")),
    ("F9", N_("Urge")),
    ("Ctrl+K", N_("Acts")),
    ("Ctrl+Z", N_("Undo")),
    ("Esc", N_("Back")),
)
"""Keys that mean the same everywhere, as printed."""
BASES = (("9", N_("small")), ("10.5", N_("usual")), ("12", N_("large")), ("14", N_("largest")))
"""Base sizes in points that can be chosen."""


class SettingsView(QWidget):
    """Fields `language`, `theme`, `base`, `fewer_hints`; `folder` and `key` are shown, an empty key is the keyring."""

    def __init__(self, *, folder: str, key: str) -> None:
        super().__init__()
        self.language = Segments(
            lambda: _("Language"), [Choice("zh_CN", "简体中文"), Choice("en", "English")]
        )
        self.theme = Segments(
            lambda: _("Theme"),
            [
                Choice("system", lambda: _("As the system")),
                Choice("light", lambda: _("Light")),
                Choice("dark", lambda: _("Dark")),
            ],
        )
        self.base = Segments(lambda: _("Size of text"), [Choice(code, _said(word)) for code, word in BASES])
        self.fewer_hints = Check(lambda: _("Fewer keys printed on buttons"))
        self._lay_out(folder, key)
        self.setFocusProxy(self.language)

    def show_values(self, *, language: str, theme: str, base: float, fewer_hints: bool) -> None:
        """Shows what holds now, telling nobody."""
        self.language.choose(language)
        self.theme.choose(theme)
        nearest = min((code for code, _word in BASES), key=lambda code: abs(float(code) - base))
        self.base.choose(nearest)
        self.fewer_hints.setChecked(fewer_hints)

    def _lay_out(self, folder: str, key: str) -> None:
        column = QVBoxLayout()
        column.setContentsMargins(20, 16, 20, 24)
        column.setSpacing(8)
        column.addWidget(Heading(lambda: _("Settings"), role=Role.NAME))
        column.addSpacing(8)
        self._add(column, lambda: _("Language"), self.language)
        self._add(column, lambda: _("Theme"), self.theme)
        self._add(column, lambda: _("Size of text"), self.base, lambda: _("Everything grows with it."))
        self._add(
            column, lambda: _("Hints"), self.fewer_hints, lambda: _("Holding Alt shows every key, also on the rail.")
        )
        column.addSpacing(8)
        column.addWidget(line())
        column.addSpacing(8)
        self._add(column, lambda: _("Data folder"), Elided(folder, cut="left"))
        source = key or (lambda: _("Kept in the keyring of the operating system"))
        note = lambda: _("Without the key nobody can read the data, you neither. Keep a copy.")  # noqa: E731
        self._add(column, lambda: _("Key"), Elided(source, cut="left"), note)
        column.addSpacing(8)
        column.addWidget(line())
        column.addSpacing(8)
        column.addWidget(Heading(lambda: _("Keys")))
        column.addWidget(_keys())
        column.addStretch(1)
        self._scroll(column)

    def _add(self, column: QVBoxLayout, name: Say, field: QWidget, note: Say = "") -> None:
        column.addWidget(label(name, ink="2"))
        column.addWidget(field)
        if note:
            column.addWidget(label(note, Role.CELL, ink="3", wrap=True))
        column.addSpacing(8)

    def _scroll(self, column: QVBoxLayout) -> None:
        inner = ground("surface")
        inner.setLayout(column)
        inner.setFixedWidth(WIDTH + 40)
        outer = ground("surface")
        row = QHBoxLayout(outer)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(inner)
        row.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(outer)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(area)


def _said(title: str) -> Say:
    return lambda: _(title)


def _keys() -> QWidget:
    table = QWidget()
    grid = QGridLayout(table)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(16)
    grid.setVerticalSpacing(4)
    grid.setColumnStretch(3, 1)
    half = (len(KEYS) + 1) // 2
    for number, (key, title) in enumerate(KEYS):
        across = 2 * (number // half)
        cap = KeyCap(key, always=True)
        grid.addWidget(cap, number % half, across, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        grid.addWidget(label(_said(title)), number % half, across + 1)
    return table
