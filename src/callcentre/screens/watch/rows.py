"""How an open case reads in the table, what its stages are called, and what chasing it means."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from callcentre.domain.instants import DAY, Instant
from callcentre.domain.lifecycle import ORDERS
from callcentre.domain.profile import Profile
from callcentre.store.watch import StageCount, WatchRow, is_soon
from callcentre.ui import formats, paint
from callcentre.ui.fonts import Role
from callcentre.ui.letters import fits
from callcentre.ui.order.telling import words_of
from callcentre.ui.table_cells import BAR
from callcentre.ui.tables import Cell, Column
from callcentre.words import N_, _, codes, language, ngettext

Roles = frozenset[str]
TITLES: Mapping[str, str] = {
    "": N_("All open"), "unrelayed": N_("Not relayed"), "unaccepted": N_("Not accepted"),
    "uncontacted": N_("Not contacted"), "visit": N_("To visit"), "held": N_("On hold"),
    "feedback": N_("No feedback"), "callback": N_("Callback"), "complaint": N_("Complaint"),
}
"""Stage -> its tile; empty is all of them."""
OVER: Mapping[str, str] = {
    "visit": N_("Window missed"), "held": N_("Hold ran out"), "callback": N_("Callback due"),
}
"""Stages that are called otherwise once their time is over."""
COUNTED: Mapping[str, str] = {"visit": N_("{n} missed"), "held": N_("{n} ran out"), "callback": N_("{n} due")}
"""How many of a stage are over their time, where that is not simply overdue."""
MANY_URGES = 3
WIDE = {"clock": 180, "stage": 188, "number": 172, "customer": 132, "subject": 200, "outlet": 196, "window": 120, "owner": 100,
        "urges": 64}
"""Widths of the columns at 100 % in a wide window; in a narrow one as they are made."""


@dataclass(frozen=True, slots=True)
class Chase:
    """What one key does about a case. Without an intent it is done in place: the outlet is rung up and that noted."""

    words: str
    intent: str = ""
    kind: str = ""
    """The act whose form the order opens with."""


CHASES: Mapping[str, Chase] = {
    "unrelayed": Chase(N_("Relay"), "orders.open", "relayed"),
    "unaccepted": Chase(N_("Ring the outlet")),
    "uncontacted": Chase(N_("Ring the customer"), "orders.open", "contacted"),
    "visit": Chase(N_("Ring the outlet")),
    "held": Chase(N_("Ring the customer"), "orders.open", "contacted"),
    "feedback": Chase(N_("Ring the customer"), "orders.open", "contacted"),
    "callback": Chase(N_("Call back"), "callbacks.next"),
    "complaint": Chase(N_("Open the complaint"), "complaints.open"),
}
LOOK = Chase(N_("Open the order"), "orders.open")


def may(kind: str, roles: Roles) -> bool:
    """Whether an order's act is one that somebody with these roles does; none is everybody's."""
    return not kind or not roles.isdisjoint(ORDERS.roles(kind))


def chase_of(row: WatchRow, roles: Roles) -> Chase:
    """What one key does about a case for somebody with these roles: who may not ring the customer rings the outlet."""
    chase = CHASES[row.stage]
    if may("callback_answer" if row.stage == "callback" else chase.kind, roles):
        return chase
    return CHASES["visit"] if chase.kind and row.outlet else LOOK


@dataclass(frozen=True, slots=True)
class Line:
    """A case as it stands in the table. One that is `gone` was dealt with while somebody stood on a row."""

    row: WatchRow
    gone: bool = False

    @property
    def key(self) -> object:
        """What stays the same of a line while the case changes."""
        return self.row.id


def counted(stage: str, count: StageCount) -> tuple[str, str]:
    """(what a tile says of its clocks, tone): over, else soon over, else nothing."""
    if count.overdue:
        tone = {"held": "hold", "callback": "due"}.get(stage, "overdue")
        plain = ngettext("{n} overdue", "{n} overdue", count.overdue)
        said = _(COUNTED[stage]) if stage in COUNTED else plain
        return said.format(n=formats.count(count.overdue)), tone
    return (_("{n} soon").format(n=formats.count(count.soon)), "due") if count.soon else ("", "")


class Reading:
    """Turns lines into cells, by the profile's words and the clock."""

    def __init__(self, profile: Profile, now: Callable[[], Instant], zone: ZoneInfo) -> None:
        self._profile, self._now, self._zone = profile, now, zone
        self.whole_numbers = False
        """Numbers as a whole, where there is room, else their spoken end."""

    def columns(self) -> list[Column[Line]]:
        """The columns from left to right."""
        return [
            Column(N_("Clock"), self.clock, 152, sort=lambda line: line.row.rank, code="clock"),
            Column(N_("Stage"), self.stage, 104, code="stage"),
            Column(N_("Number"), self.number, 70, copy=lambda line: line.row.no, code="number"),
            Column(N_("Customer"), lambda line: Cell(line.row.customer, strong=True), 88, code="customer"),
            Column(N_("Subject"), lambda line: Cell(formats.begun(self.subject(line.row))), 120, stretch=True, code="subject"),
            Column(N_("Outlet"), lambda line: Cell(line.row.outlet, ink="ink2"), 136, code="outlet"),
            Column(N_("Window"), self.window, 94, sort=lambda line: line.row.window_start or 0, code="window"),
            Column(N_("Owner"), lambda line: Cell(line.row.keeper, ink="ink2"), 60, code="owner"),
            Column(N_("Urged"), self.urges, 58, sort=lambda line: line.row.urges, right=True, code="urges"),
        ]

    def clock(self, line: Line) -> Cell:
        """What is left of the stage's time, with how much of it is used up."""
        row, now = line.row, self._now()
        if line.gone:
            return Cell(_("dealt with"), tone="good", icon="checkmark")
        if row.due is None:
            return Cell(formats.NONE, icon="clock", ink="ink2")
        tone, icon = self._tone(row, now)
        used = 1000 if row.due <= now else (now - row.since) * 1000 // max(1, row.due - row.since)
        return Cell(formats.left(row.due, now), tone=tone, icon=icon, bar_permille=used)

    def _tone(self, row: WatchRow, now: Instant) -> tuple[str, str]:
        if row.is_danger:
            return "danger", "fire"
        over = row.due is not None and row.due <= now
        if row.stage == "held":
            return ("hold" if over else ""), "pause"
        if row.stage == "callback":
            return ("due" if over or is_soon(row.since, row.due, now) else ""), "call_outbound"
        if over:
            return "overdue", "warning"
        return ("due" if is_soon(row.since, row.due, now) else ""), "clock"

    def clock_width(self) -> int:
        """The room that the clock column takes in the language in use."""
        longest = formats.left(0, 345 * DAY)
        return round(paint.width(longest, Role.CELL_STRONG)) + 22 + BAR + 8 + 16

    def stage(self, line: Line) -> Cell:
        """What the case waits for; a danger says so instead."""
        row = line.row
        if row.is_danger and not line.gone:
            return Cell(chip=_("danger"), tone="danger", icon="fire")
        if row.stage == "complaint":
            return Cell(formats.begun(codes.shown(codes.COMPLAINT_STATES, row.state)), icon="comment_error")
        return Cell(formats.joined(self.stage_words(row), self.rung(row) if self.whole_numbers else ""))

    def rung(self, row: WatchRow) -> str:
        """When the outlet or customer was last rung about it, so that it is not done twice."""
        if row.rung_at is None:
            return ""
        return _("rung {time}").format(time=formats.moment(row.rung_at, self._now(), self._zone))

    def stage_words(self, row: WatchRow) -> str:
        """The name of a case's stage, by whether its time is over."""
        over = row.due is not None and row.due <= self._now()
        return _(OVER[row.stage] if over and row.stage in OVER else TITLES[row.stage])

    def number(self, line: Line) -> Cell:
        """The number, or what people say of it."""
        return Cell(line.row.no if self.whole_numbers else formats.tail(line.row.no))

    def subject(self, row: WatchRow) -> str:
        """What the case is about, and what it waits for while on hold."""
        if row.subject == "complaint":
            return words_of(self._profile.complaint_categories, row.category)
        symptom = self._profile.symptom(row.category, row.fault)
        fault = symptom.words[language()] if symptom else row.fault
        held = codes.shown(codes.REASONS, row.held_reason) if row.held_reason else ""
        return formats.joined(fault or words_of(self._profile.order_kinds, row.kind), held)

    def fits(self, typed: str, row: WatchRow) -> bool:
        """Whether every word typed, or its pinyin letters, is found in what is said of a case."""
        return fits(typed, row.no, row.customer, self.subject(row), row.outlet, row.keeper, self.stage_words(row))

    def window(self, line: Line) -> Cell:
        """When somebody comes; a danger has no window but now."""
        row = line.row
        if row.subject == "complaint":
            return Cell(formats.NONE, ink="ink2")
        if row.is_danger:
            return Cell(formats.begun(_("now")), ink="ink2")
        start = row.window_start
        return Cell(formats.moment(start, self._now(), self._zone) if start is not None else "", ink="ink2")

    def urges(self, line: Line) -> Cell:
        """How often the customer asked again."""
        n = line.row.urges
        return Cell(str(n) if n else "", tone="overdue" if n >= MANY_URGES else "")
