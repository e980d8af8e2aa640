"""The line of stages of an order: which it has behind it and since when, where it stands, what is still to come."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from callcentre.domain.instants import Instant, local_date
from callcentre.domain.lifecycle import ENDED_STATES
from callcentre.store.order_card import OrderHeader, StoryRow
from callcentre.ui import formats, paint
from callcentre.ui.fonts import Role, measured
from callcentre.ui.theme import theme
from callcentre.words import N_, _

STATIONS: Mapping[str, str] = {
    "opened": N_("Opened"), "relayed": N_("Relayed"), "accepted": N_("Accepted"), "visit": N_("Visit"),
    "feedback": N_("Feedback"), "callback": N_("Callback"), "ended": N_("Closed"),
}
"""The way of an order that goes well, from left to right."""
_REACHED = {"callback_answer": "callback", "solved_by_phone": "ended", "closed_unverified": "ended", "cancelled": "ended"}
_BEGINS_AGAIN: Mapping[str, tuple[str, ...]] = {
    "relayed": ("accepted", "visit", "feedback"), "withdrawn": ("relayed", "accepted"), "declined": ("relayed",),
    "returned": ("relayed", "accepted"), "reopened": tuple(STATIONS)[1:],
}
"""Kind of event -> the stations that are no longer behind an order after it."""
_WAITS_FOR = {"relayed": "accepted", "awaiting_callback": "callback"}
DONE, HERE, HELD, AHEAD = "good", "accent", "hold", ""
"""How a station is drawn."""
_BAR = 4
_GAP = 4


@dataclass(frozen=True, slots=True)
class Station:
    """One station: its words, since when it is reached, and how it is drawn."""

    words: str
    since: str
    tone: str


def stations(header: OrderHeader, story: Sequence[StoryRow], now: Instant, zone: ZoneInfo) -> list[Station]:
    """The stations of an order by what counts in its story."""
    reached: dict[str, Instant] = {}
    for row in story:
        if row.effect != "applied":
            continue
        for lost in _BEGINS_AGAIN.get(row.kind, ()):
            reached.pop(lost, None)
        reached[_REACHED.get(row.kind, row.kind)] = row.at
    if header.ended_at is not None:
        reached["ended"] = header.ended_at
    here, today = _here(header.state, reached), local_date(now, zone)
    made = []
    for code, title in STATIONS.items():
        at = reached.get(code) if code != here else None
        since = formats.day(local_date(at, zone), today) if at is not None else ""
        tone = DONE if at is not None else AHEAD
        if code == here:
            tone = HELD if header.held_reason else HERE
        made.append(Station(_("Cancelled") if code == "ended" and header.state == "cancelled" else _(title), since, tone))
    return made


def _here(state: str, reached: Mapping[str, Instant]) -> str:
    if state in ENDED_STATES:
        return ""
    if state == "accepted":
        return "feedback" if "visit" in reached else "visit"
    return _WAITS_FOR.get(state, "relayed")


class StageLine(QWidget):
    """`show_stations(stations)`: a bar for each, its word and the day below."""

    def __init__(self) -> None:
        super().__init__()
        self._stations: Sequence[Station] = ()
        measured(self)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_stations(self, shown: Sequence[Station]) -> None:
        """Shows these from left to right."""
        self._stations = tuple(shown)
        said = [" ".join(part for part in (one.words, one.since) if part) for one in shown if one.tone]
        self.setAccessibleName(formats.listed(*said))
        self.update()

    def stations(self) -> Sequence[Station]:
        """What is shown."""
        return self._stations

    def sizeHint(self) -> QSize:
        return QSize(200, round(_BAR + _GAP + paint.line_height(Role.CELL) + paint.line_height(Role.SMALL)))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        wide = (self.width() + _GAP) / max(1, len(self._stations))
        for at, one in enumerate(self._stations):
            self._paint(painter, QRectF(at * wide, 0, wide - _GAP, self.height()), one)

    def _paint(self, painter: QPainter, room: QRectF, one: Station) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        plain = {AHEAD: "hairline", HERE: "accent"}.get(one.tone)
        painter.setBrush(theme().colour(plain) if plain else theme().mark(one.tone))
        painter.drawRoundedRect(QRectF(room.left(), 0, room.width(), _BAR), 2, 2)
        here = one.tone in (HERE, HELD)
        word = QRectF(room.left(), _BAR + _GAP, room.width(), paint.line_height(Role.CELL))
        paint.text(painter, word, one.words, Role.CELL_STRONG if here else Role.CELL, "ink" if one.tone else "ink3")
        day = QRectF(room.left(), word.bottom(), room.width(), paint.line_height(Role.SMALL))
        paint.text(painter, day, one.since, Role.SMALL, "ink2")
