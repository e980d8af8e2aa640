"""How an order reads in an outlet's day: what is left, where it stands, for whom, where and when."""

from collections.abc import Callable, Mapping, Sequence
from zoneinfo import ZoneInfo

from callcentre.domain.instants import Instant, local_date
from callcentre.domain.profile import Profile
from callcentre.screens.outlets.telling import fault_words
from callcentre.store.dispatch import DayRow
from callcentre.ui import formats
from callcentre.ui.order.telling import words_of
from callcentre.ui.tables import Cell, Column
from callcentre.words import N_, _

PARTS: Mapping[str, tuple[str, str]] = {
    "accept": (N_("To accept"), "arrow_circle_right"), "plan": (N_("To plan"), "calendar_clock"),
    "visit": (N_("To visit"), "wrench"), "held": (N_("On hold"), "pause"),
}
"""Part of the day -> (its name, its icon)."""
PLACE_WIDE, PLACE_ROOMY = 130, 300
PLACE, OUTLET = 5, 8
"""Columns: the outlet is named where orders of several stand together, and takes the place's room in a narrow table."""


class DayReading:
    """Turns an order of the day into cells."""

    def __init__(self, profile: Profile, now: Callable[[], Instant], zone: ZoneInfo) -> None:
        self._profile, self._now, self._zone = profile, now, zone

    def columns(self) -> Sequence[Column[DayRow]]:
        """The table's columns."""
        return (
            Column(N_("Time left"), self._left, 118, sort=lambda row: (row.due_at is None, row.due_at or 0)),
            Column(N_("Stage"), self._part, 100),
            Column(N_("Number"), lambda row: Cell(formats.tail(row.no)), 72, copy=lambda row: row.no),
            Column(N_("Customer"), lambda row: Cell(row.customer, strong=True), 80),
            Column(N_("Subject"), lambda row: Cell(formats.begun(self.subject(row))), 120, stretch=True),
            Column(N_("Place"), lambda row: Cell(row.near, ink="ink2"), PLACE_WIDE, copy=lambda row: row.place),
            Column(N_("Window"), lambda row: Cell(self._short_window(row)), 140, sort=lambda row: row.window_start or 0,
                   copy=self.window),
            Column(N_("Technician"), lambda row: Cell(row.technician), 88),
            Column(N_("Outlet"), lambda row: Cell(row.outlet_name, ink="ink2"), 116),
        )

    def subject(self, row: DayRow) -> str:
        """Kind and fault in words."""
        fault = fault_words(row.category, row.fault, self._profile)
        return formats.joined(words_of(self._profile.order_kinds, row.kind), fault)

    def window(self, row: DayRow) -> str:
        """When the outlet plans to come, else the window agreed."""
        start, end = _bounds(row)
        return formats.window(start, end, self._zone) if start is not None and end is not None else ""

    def _short_window(self, row: DayRow) -> str:
        start, end = _bounds(row)
        if start is None or end is None:
            return ""
        today = local_date(self._now(), self._zone)
        on = local_date(start, self._zone)
        day = _("today") if on == today else formats.day(on, today)
        return f"{day} {formats.clock(start, self._zone)}–{formats.clock(end, self._zone)}"

    def _left(self, row: DayRow) -> Cell:
        if row.due_at is None:
            return Cell()
        over = row.due_at <= self._now()
        tone = "danger" if row.urgency == "danger" else "overdue" if over else ""
        icon = "fire" if tone == "danger" else "warning" if over else "clock"
        return Cell(formats.left(row.due_at, self._now()), tone=tone, icon=icon)

    def _part(self, row: DayRow) -> Cell:
        if row.part == "held":
            return Cell(_(PARTS["held"][0]), tone="hold", icon="pause")
        name, icon = PARTS[row.part]
        return Cell(_(name), icon=icon, tone="due" if row.part == "accept" else "")


def _bounds(row: DayRow) -> tuple[Instant | None, Instant | None]:
    return (row.planned_start, row.planned_end) if row.planned_start is not None else (row.window_start, row.window_end)
