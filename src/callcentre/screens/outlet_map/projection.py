"""Where a place lies on the screen: Mercator's plane in metres at the equator, and the part of it in sight.

North is up everywhere and angles are true, so a city keeps its shape; lengths are stretched by
1 / cos(latitude), which the scale takes back. Distances of orders are never taken from here.
"""

import math
from dataclasses import dataclass, replace

RADIUS = 6_378_137.0
FURTHEST = 9_000.0
"""Metres at the equator for one pixel at step 0: the whole country in a small window."""
LAST_STEP = 22
"""About 4 m for one pixel."""
LIMIT = 85.0
"""Degrees of latitude beyond which the plane is not drawn."""
Point = tuple[float, float]


def to_plane(lng: float, lat: float) -> Point:
    """The point of the plane, x to the east and y to the SOUTH."""
    held = max(-LIMIT, min(LIMIT, lat))
    return RADIUS * math.radians(lng), -RADIUS * math.log(math.tan(math.pi / 4 + math.radians(held) / 2))


def from_plane(x: float, y: float) -> Point:
    """(longitude, latitude) of a point of the plane."""
    return math.degrees(x / RADIUS), math.degrees(2 * math.atan(math.exp(-y / RADIUS)) - math.pi / 2)


def pixel(step: int) -> float:
    """Metres at the equator that one pixel shows at a zoom step; two steps halve it."""
    return float(FURTHEST / 2 ** (step / 2))


@dataclass(frozen=True, slots=True)
class View:
    """The part of the plane in sight: its middle, the zoom step, the size in pixels."""

    x: float
    y: float
    step: int
    wide: int
    high: int

    def to_screen(self, x: float, y: float) -> Point:
        """Where a point of the plane is in the window."""
        size = pixel(self.step)
        return (x - self.x) / size + self.wide / 2, (y - self.y) / size + self.high / 2

    def to_plane(self, across: float, down: float) -> Point:
        """The point of the plane under a pixel."""
        size = pixel(self.step)
        return self.x + (across - self.wide / 2) * size, self.y + (down - self.high / 2) * size

    def box(self, margin: float = 0.0) -> tuple[float, float, float, float]:
        """(left, top, right, bottom) of the plane in sight, `margin` pixels more on each side."""
        left, top = self.to_plane(-margin, -margin)
        right, bottom = self.to_plane(self.wide + margin, self.high + margin)
        return left, top, right, bottom

    def moved(self, across: float, down: float) -> "View":
        """The view after the paper was drawn by so many pixels."""
        size = pixel(self.step)
        return replace(self, x=self.x - across * size, y=self.y - down * size)

    def around(self, x: float, y: float, *, step: int) -> "View":
        """The view with this point in its middle."""
        return replace(self, x=x, y=y, step=max(0, min(LAST_STEP, step)))

    def zoomed(self, steps: int, across: float | None = None, down: float | None = None) -> "View":
        """Nearer (or further); what lies under the pixel given, else the middle, stays under it."""
        step = max(0, min(LAST_STEP, self.step + steps))
        at_x = self.wide / 2 if across is None else across
        at_y = self.high / 2 if down is None else down
        fixed_x, fixed_y = self.to_plane(at_x, at_y)
        size = pixel(step)
        return replace(
            self, x=fixed_x - (at_x - self.wide / 2) * size, y=fixed_y - (at_y - self.high / 2) * size, step=step
        )

    def fitted(self, left: float, top: float, right: float, bottom: float, *, nearest: int = LAST_STEP) -> "View":
        """The nearest view, up to a step, in which this part of the plane is wholly in sight."""
        step = nearest
        while step > 0 and (
            (right - left) / pixel(step) > self.wide * 0.86 or (bottom - top) / pixel(step) > self.high * 0.86
        ):
            step -= 1
        return replace(self, x=(left + right) / 2, y=(top + bottom) / 2, step=step)

    def metres(self) -> float:
        """True metres that one pixel shows in the middle of the view."""
        _lng, lat = from_plane(self.x, self.y)
        return pixel(self.step) * math.cos(math.radians(lat))


def scale(metres_a_pixel: float, at_most: float) -> tuple[int, float]:
    """(a round length in metres, its pixels): the longest of 1, 2, 5 times a power of ten that fits."""
    room = metres_a_pixel * at_most
    power = 10 ** math.floor(math.log10(room)) if room >= 1 else 1
    length = max((n * power for n in (1, 2, 5) if n * power <= room), default=1)
    return int(length), length / metres_a_pixel
