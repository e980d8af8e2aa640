"""Colours are read: every pair of a text and its ground keeps its contrast, in both themes."""

import re
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QPalette

import callcentre
from callcentre.ui import style
from callcentre.ui import theme as themes
from callcentre.ui.theme import DARK, LIGHT, Theme, Tone

SOURCE = Path(callcentre.__file__).parent
GROUNDS = ("surface", "window", "selection")
STATES = tuple(tone for tone in Tone if tone is not Tone.DANGER)


def luminance(colour: str) -> float:
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """WCAG 2, from 1 to 21."""
    brighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("token", ["ink", "ink2", "ink3", *STATES])
@pytest.mark.parametrize("ground", [*GROUNDS, "sunken", "rail", "raised", "hover"])
def test_every_text_is_readable_on_every_ground(theme: Theme, token: str, ground: str):
    assert contrast(getattr(theme, token), getattr(theme, ground)) >= 4.5


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("tone", list(Tone))
def test_every_state_is_readable_on_its_own_tint(theme: Theme, tone: Tone):
    assert contrast(getattr(theme, tone), getattr(theme, f"{tone}_tint")) >= 4.5


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("tone", list(Tone))
def test_second_lines_are_readable_on_a_banner(theme: Theme, tone: Tone):
    ink = theme.danger if tone is Tone.DANGER else theme.ink2
    assert contrast(ink, getattr(theme, f"{tone}_tint")) >= 4.5


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("fill", ["accent", "accent_pressed"])
def test_the_main_act_is_readable(theme: Theme, fill: str):
    assert contrast(theme.on_accent, getattr(theme, fill)) >= 4.5


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("token", ["accent", "border"])
@pytest.mark.parametrize("ground", GROUNDS)
def test_focus_and_borders_of_controls_are_seen_on_every_ground(theme: Theme, token: str, ground: str):
    assert contrast(getattr(theme, token), getattr(theme, ground)) >= 3.0


def code() -> list[Path]:
    return [path for folder in ("ui", "screens") for path in (SOURCE / folder).rglob("*.py") if path.name != "theme.py"]


@pytest.mark.parametrize("path", code(), ids=lambda path: str(path.relative_to(SOURCE)))
def test_no_colour_and_no_size_in_pixels_stands_outside_the_theme(path: Path):
    found = re.findall(r"#[0-9A-Fa-f]{6}\b|setPixelSize|QColor\(\s*\d|Qt\.GlobalColor\.(?!transparent)\w+", path.read_text())
    assert found == []


# the system's wishes


@pytest.fixture
def hints(look):
    """What the system says, to be said in its place; the test's look comes back afterwards."""
    style.follow(look, "system")
    yield QGuiApplication.styleHints()
    style.follow(look, "light", scheme=Qt.ColorScheme.Light, contrast=Qt.ContrastPreference.NoPreference)


def test_the_system_turning_dark_is_followed_at_once_by_palette_and_sheet(look, hints):
    hints.colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert themes.theme() is DARK and look.palette().color(QPalette.ColorRole.Base).name().upper() == DARK.surface
    assert DARK.accent in look.styleSheet()
    hints.colorSchemeChanged.emit(Qt.ColorScheme.Light)
    assert themes.theme() is LIGHT and DARK.accent not in look.styleSheet()


def test_a_theme_that_was_chosen_stays_whatever_the_system_turns_to(look, hints):
    style.follow(look, "light")
    hints.colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert themes.theme() is LIGHT


def test_high_contrast_goes_before_what_was_chosen_and_takes_the_palette_of_the_system(look, hints):
    style.follow(look, "dark")
    hints.accessibility().contrastPreferenceChanged.emit(Qt.ContrastPreference.HighContrast)
    used = themes.theme()
    assert used.contrast and used not in (LIGHT, DARK)
    assert look.palette().color(QPalette.ColorRole.Highlight) == QPalette().color(QPalette.ColorRole.Highlight)
    hints.accessibility().contrastPreferenceChanged.emit(Qt.ContrastPreference.NoPreference)
    assert themes.theme() is DARK


def test_in_high_contrast_every_text_and_mark_is_in_the_colours_of_the_system():
    found = QPalette(QColor("black"))
    for role, colour in {
        QPalette.ColorRole.Window: "black", QPalette.ColorRole.Base: "black", QPalette.ColorRole.WindowText: "white",
        QPalette.ColorRole.Highlight: "cyan", QPalette.ColorRole.HighlightedText: "black",
    }.items():
        found.setColor(role, QColor(colour))
    made = themes.of_system(found)
    assert made.dark and made.contrast
    for tone in Tone:
        assert contrast(getattr(made, tone), getattr(made, f"{tone}_tint")) >= 7
        assert contrast(getattr(made, f"{tone}_mark"), made.surface) >= 7
    assert contrast(made.on_accent, made.accent) >= 7 and contrast(made.border, made.surface) >= 7
