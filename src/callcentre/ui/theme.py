"""Every colour of the window, once: two frozen sets of tokens, and the palette made of one.

The surface is grey and white; a state is amber, red, violet or teal; blue is the person's
place and the one main act, never a state. `tests/rules/test_look.py` recomputes the contrast
of every pair that is read.
"""

from collections.abc import Callable
from dataclasses import dataclass, fields
from enum import StrEnum

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication


class Tone(StrEnum):
    """What a state asks of the person who sees it; each has a text, a tint and a mark colour."""

    DANGER = "danger"
    OVERDUE = "overdue"
    DUE = "due"
    HOLD = "hold"
    GOOD = "good"
    PLAIN = "plain"


@dataclass(frozen=True, slots=True)
class Theme:
    """Colours as #RRGGBB by what they are for.

    `danger` is the text on the solid `danger_tint`; on other grounds danger is written in `overdue`.
    """

    dark: bool
    window: str
    surface: str
    sunken: str
    rail: str
    raised: str
    hover: str
    selection: str
    ink: str
    ink2: str
    ink3: str
    disabled: str
    hairline: str
    border: str
    accent: str
    on_accent: str
    accent_pressed: str
    danger: str
    danger_tint: str
    danger_mark: str
    overdue: str
    overdue_tint: str
    overdue_mark: str
    due: str
    due_tint: str
    due_mark: str
    hold: str
    hold_tint: str
    hold_mark: str
    good: str
    good_tint: str
    good_mark: str
    plain: str
    plain_tint: str
    plain_mark: str
    contrast: bool = False
    """The system's own colours: states are told by icons and words alone, rows by a frame."""

    def colour(self, token: str) -> QColor:
        """The colour of a token's name; an unknown name raises AttributeError."""
        return QColor(getattr(self, token))

    def text(self, tone: Tone | str) -> QColor:
        """What a state is written in on surface, window and selection."""
        return self.colour("overdue" if tone == Tone.DANGER else str(tone))

    def tint(self, tone: Tone | str) -> QColor:
        """The ground of a state's chip or banner."""
        return self.colour(f"{tone}_tint")

    def on_tint(self, tone: Tone | str) -> QColor:
        """What a state is written in on its own tint."""
        return self.colour(str(tone))

    def mark(self, tone: Tone | str) -> QColor:
        """Bars and map marks."""
        return self.colour(f"{tone}_mark")


LIGHT = Theme(
    dark=False,
    window="#F3F4F6",
    surface="#FFFFFF",
    sunken="#ECEEF1",
    rail="#E7EAEE",
    raised="#FFFFFF",
    hover="#F0F4F8",
    selection="#DCEBFA",
    ink="#1B1F24",
    ink2="#4A525D",
    ink3="#5A626D",
    disabled="#9AA1AB",
    hairline="#D9DDE3",
    border="#7E8691",
    accent="#0B5CAD",
    on_accent="#FFFFFF",
    accent_pressed="#094B8E",
    danger="#FFFFFF",
    danger_tint="#BF1D18",
    danger_mark="#BF1D18",
    overdue="#A31512",
    overdue_tint="#FDEBE9",
    overdue_mark="#BF1D18",
    due="#925600",
    due_tint="#FFF2D9",
    due_mark="#E09600",
    hold="#5B3A94",
    hold_tint="#F1EBFA",
    hold_mark="#9A73DB",
    good="#00746A",
    good_tint="#E1F3F0",
    good_mark="#0F9E90",
    plain="#3F4650",
    plain_tint="#E9ECEF",
    plain_mark="#565E69",
)

DARK = Theme(
    dark=True,
    window="#16181C",
    surface="#1E2126",
    sunken="#121417",
    rail="#101215",
    raised="#272B31",
    hover="#262B32",
    selection="#1F3A57",
    ink="#E8EAED",
    ink2="#B9C0CA",
    ink3="#A2AAB6",
    disabled="#646C78",
    hairline="#353A42",
    border="#7C8592",
    accent="#7DB8F5",
    on_accent="#0A1B2D",
    accent_pressed="#9CCAF8",
    danger="#240605",
    danger_tint="#F0554B",
    danger_mark="#F0554B",
    overdue="#FF9A91",
    overdue_tint="#44201E",
    overdue_mark="#F0554B",
    due="#F2B64C",
    due_tint="#3B2B10",
    due_mark="#F7C84F",
    hold="#C5ABF7",
    hold_tint="#30254A",
    hold_mark="#B08CF0",
    good="#5CCFC0",
    good_tint="#103631",
    good_mark="#4CD0BF",
    plain="#C9CFD7",
    plain_tint="#30353D",
    plain_mark="#7E8794",
)

TOKENS = tuple(field.name for field in fields(Theme) if field.name not in ("dark", "contrast"))

_ROLES: dict[QPalette.ColorRole, str] = {
    QPalette.ColorRole.Window: "window",
    QPalette.ColorRole.WindowText: "ink",
    QPalette.ColorRole.Base: "surface",
    QPalette.ColorRole.AlternateBase: "sunken",
    QPalette.ColorRole.Text: "ink",
    QPalette.ColorRole.PlaceholderText: "ink3",
    QPalette.ColorRole.Button: "surface",
    QPalette.ColorRole.ButtonText: "ink",
    QPalette.ColorRole.BrightText: "overdue",
    QPalette.ColorRole.Highlight: "selection",
    QPalette.ColorRole.HighlightedText: "ink",
    QPalette.ColorRole.Accent: "accent",
    QPalette.ColorRole.Link: "accent",
    QPalette.ColorRole.LinkVisited: "accent",
    QPalette.ColorRole.ToolTipBase: "raised",
    QPalette.ColorRole.ToolTipText: "ink",
    QPalette.ColorRole.Light: "raised",
    QPalette.ColorRole.Midlight: "hover",
    QPalette.ColorRole.Mid: "hairline",
    QPalette.ColorRole.Dark: "border",
    QPalette.ColorRole.Shadow: "border",
}
_DIMMED = (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText)


def palette(theme: Theme) -> QPalette:
    """The palette that Fusion draws a theme of ours with."""
    made = QPalette()
    for role, token in _ROLES.items():
        made.setColor(role, theme.colour(token))
    for role in _DIMMED:
        made.setColor(QPalette.ColorGroup.Disabled, role, theme.colour("disabled"))
    return made


def system_palette(application: QApplication) -> QPalette:
    """The palette of the system, as it is where nobody set another; puts it to use."""
    application.setPalette(QPalette())
    return QPalette(application.palette())


def of_system(found: QPalette) -> Theme:
    """A theme of the system's own colours, for a person who asked it for high contrast.

    The one solid ground is that of a danger and of the main act: the system's highlight.
    """

    def shade(role: QPalette.ColorRole, group: QPalette.ColorGroup = QPalette.ColorGroup.Active) -> str:
        return found.color(group, role).name()

    window, text = shade(QPalette.ColorRole.Window), shade(QPalette.ColorRole.WindowText)
    base, chosen = shade(QPalette.ColorRole.Base), shade(QPalette.ColorRole.Highlight)
    on_chosen = shade(QPalette.ColorRole.HighlightedText)
    grounds = dict.fromkeys(("surface", "raised", "hover", "selection"), base)
    grounds |= dict.fromkeys(("window", "sunken", "rail"), window)
    grounds |= {f"{tone}_tint": base for tone in Tone}
    fills = {"accent": chosen, "accent_pressed": chosen, "on_accent": on_chosen}
    fills |= {"danger_tint": chosen, "danger": on_chosen}
    dimmed = {"disabled": shade(QPalette.ColorRole.WindowText, QPalette.ColorGroup.Disabled)}
    inks = dict.fromkeys(TOKENS, text)
    dark = found.color(QPalette.ColorRole.Window).lightness() < 128
    return Theme(dark=dark, contrast=True, **(inks | grounds | fills | dimmed))


class _Current(QObject):
    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.theme = LIGHT


_current = _Current()


def theme() -> Theme:
    """The theme in use; painters ask when they paint."""
    return _current.theme


def on_change(told: Callable[[], None]) -> None:
    """`told` runs after each change of the theme, for as long as the program does."""
    _current.changed.connect(told)


def set_theme(chosen: Theme, application: QApplication) -> None:
    """Puts a theme to use: palette first, then those who cache or build of it."""
    _current.theme = chosen
    # In high contrast nothing stands before the palette of the system.
    application.setPalette(QPalette() if chosen.contrast else palette(chosen))
    _current.changed.emit()


def wanted(scheme: Qt.ColorScheme, contrast: Qt.ContrastPreference, application: QApplication) -> Theme:
    """The theme for what the system says about light and dark, and about contrast."""
    if contrast == Qt.ContrastPreference.HighContrast:
        return of_system(system_palette(application))
    return DARK if scheme == Qt.ColorScheme.Dark else LIGHT
