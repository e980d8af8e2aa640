"""An A4 page as the reports draw it: the shipped font, three inks, text that is cut and never lost unseen.

Everything is drawn by canvas calls: a page of flowing layout costs seven times as much.
Lengths are points; y counts from the bottom edge, as PDF does.
"""

from functools import cache
from pathlib import Path
from typing import Any

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from callcentre.resources import resource

WIDTH, HEIGHT = A4
MARGIN = 18 * mm
LEFT, RIGHT = MARGIN, WIDTH - MARGIN
REGULAR, MEDIUM, STRONG = "NotoSansSC-Regular", "NotoSansSC-Medium", "NotoSansSC-SemiBold"

INK, SOFT, LINE, ACCENT = HexColor(0x1B1F24), HexColor(0x4A525D), HexColor(0xC9CED6), HexColor(0x0B5CAD)
"""Meaning survives a grey printer: the accent only ever marks what has a shape of its own as well."""
ELLIPSIS = "…"
UNKNOWN = "□"
"""Stands for a sign the font cannot draw, so that nobody takes the text for whole."""


@cache
def register_fonts() -> frozenset[int]:
    """Makes the shipped weights known to reportlab, once; answers the code points they can draw."""
    drawable: frozenset[int] | None = None
    for name in (REGULAR, MEDIUM, STRONG):
        font = TTFont(name, str(resource("fonts", f"{name}.ttf")))
        pdfmetrics.registerFont(font)
        known = frozenset(font.face.charToGlyph)
        drawable = known if drawable is None else drawable & known
    assert drawable is not None
    return drawable


def drawable(text: str) -> str:
    """`text` with a box in place of each sign that the font lacks."""
    known = register_fonts()
    return "".join(sign if ord(sign) in known else UNKNOWN for sign in text)


def new_canvas(path: Path) -> Canvas:
    """A canvas for a file, with nothing in it but the shipped font."""
    register_fonts()
    return Canvas(str(path), pagesize=A4, pageCompression=1, initialFontName=REGULAR)


class Page:
    """Draws on one canvas; `y` of every call is the text's base line."""

    def __init__(self, canvas: Canvas) -> None:
        self.canvas = canvas

    def text(
        self, x: float, y: float, text: str, *, size: float = 9.5, font: str = REGULAR, ink: Color = INK,
        align: str = "left", within: float | None = None,
    ) -> float:
        """Writes `text` left of, right of or centred on x, cut to `within`; answers its width."""
        shown = drawable(text)
        if within is not None:
            shown = cut(shown, within, font, size)
        self.canvas.setFont(font, size)
        self.canvas.setFillColor(ink)
        write: Any = {
            "left": self.canvas.drawString, "right": self.canvas.drawRightString,
            "centre": self.canvas.drawCentredString,
        }[align]
        write(x, y, shown)
        return width_of(shown, font, size)

    def rule(self, x1: float, y: float, x2: float, *, ink: Color = LINE, width: float = 0.5) -> None:
        """A horizontal line."""
        self.line(x1, y, x2, y, ink=ink, width=width)

    def line(self, x1: float, y1: float, x2: float, y2: float, *, ink: Color = INK, width: float = 0.5) -> None:
        """A line with butt ends."""
        self.canvas.setStrokeColor(ink)
        self.canvas.setLineWidth(width)
        self.canvas.line(x1, y1, x2, y2)

    def heading(self, y: float, text: str, aside: str = "") -> None:
        """A section's heading over a full line, with a remark at the right."""
        self.text(LEFT, y, text, size=11, font=STRONG)
        if aside:
            self.text(RIGHT, y, aside, size=8.5, ink=SOFT, align="right")
        self.rule(LEFT, y - 6, RIGHT, ink=INK, width=0.6)

    def interval(self, y: float, x_of: Any, low: float, value: float, high: float) -> None:
        """A 95 % interval as a line with the value as a dot; `x_of` maps a value to x."""
        self.line(x_of(low), y, x_of(high), y, width=1.4)
        self.canvas.setFillColor(INK)
        self.canvas.circle(x_of(value), y, 2.9, stroke=0, fill=1)


def width_of(text: str, font: str, size: float) -> float:
    """Points that `text` takes in one line."""
    return float(pdfmetrics.stringWidth(text, font, size))


def cut(text: str, within: float, font: str, size: float) -> str:
    """`text`, or as much of it as fits with an ellipsis behind."""
    if width_of(text, font, size) <= within:
        return text
    while text and width_of(text + ELLIPSIS, font, size) > within:
        text = text[:-1]
    return text + ELLIPSIS
