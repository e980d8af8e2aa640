"""How an order reads in the list: its columns, what each shows, and what is copied of it."""

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from callcentre.domain.instants import Instant, to_datetime
from callcentre.domain.profile import Profile
from callcentre.store.order_blocks import ListedOrder, Totals, rows_of
from callcentre.ui import formats, paint
from callcentre.ui.fonts import BASE, Role, base
from callcentre.ui.handing_on import Given
from callcentre.ui.order.telling import STATE_TONES, words_of
from callcentre.ui.tables import Cell, Column
from callcentre.words import N_, _, codes, language, ngettext

SOON = 4
"""A clock is soon over when less than one part in so many of its time is left."""
MANY_URGES = 3
AT_A_TIME = 1_000
NARROW = ("clock", "state", "number", "customer", "product", "fault", "outlet", "opened", "window", "urges", "complaint")
WIDE = (
    "clock", "state", "number", "kind", "customer", "product", "fault", "outlet", "opened", "window", "due", "urges",
    "complaint",
)  # fmt: skip
BESIDE = ("clock", "state", "number", "customer", "fault")
BESIDE_ROOMY = (*BESIDE[:-1], "product", "fault", "outlet", "window", "urges")
"""The columns beside an order that is open, where there is room for no more, and where there is some."""


class Reading:
    """Turns orders into cells, by the profile's words and the clock."""

    def __init__(self, profile: Profile, now: Callable[[], Instant], zone: ZoneInfo) -> None:
        self._profile, self._now, self._zone = profile, now, zone
        self.whole_numbers = False
        """Numbers as a whole, where there is room, else their spoken end."""

    def columns(self) -> list[Column[ListedOrder]]:
        """Every column, each with the code it is remembered by."""
        return [
            Column(N_("Clock"), self.clock, 124, copy=self._due, code="clock"),
            Column(N_("State"), self.state, 130, copy=self._state, code="state"),
            Column(N_("Number"), self.number, 70, copy=lambda row: row.no, code="number"),
            Column(N_("Kind"), lambda row: Cell(formats.begun(self._kind(row)), ink="ink2"), 100, copy=self._kind, code="kind"),
            Column(N_("Customer"), lambda row: Cell(row.customer, strong=True), 90, copy=lambda row: row.customer,
                   code="customer"),
            Column(N_("Product"), lambda row: Cell(self.product(row), ink="ink2"), 112, copy=self.product, code="product"),
            Column(N_("Fault"), lambda row: Cell(formats.begun(self.fault(row))), 120, copy=self.fault, stretch=True, code="fault"),
            Column(N_("Outlet"), lambda row: Cell(row.outlet, ink="ink2"), 158, copy=lambda row: row.outlet, code="outlet"),
            Column(N_("Opened at"), lambda row: self._at(row.opened_at), 98, copy=lambda row: self._bare(row.opened_at),
                   code="opened"),
            Column(N_("Window"), self.window, 98, copy=self._window, code="window"),
            Column(N_("Due"), lambda row: self._at(row.due_at), 98, copy=self._due, code="due"),
            Column(N_("Ended at"), lambda row: self._at(row.ended_at), 98, copy=lambda row: self._bare(row.ended_at),
                   code="ended"),
            Column(N_("Urged"), self.urges, 58, copy=lambda row: str(row.urges), right=True, code="urges"),
            Column(N_("Complaint"), self.complaint, 104, copy=self._complaint, code="complaint"),
        ]

    def clock(self, row: ListedOrder) -> Cell:
        """What is left of the stage's time; when it ended, once it has."""
        if row.ended_at is not None:
            return Cell(formats.moment(row.ended_at, self._now(), self._zone), icon="checkmark", ink="ink2")
        if row.due_at is None:
            return Cell(formats.NONE, icon="clock", ink="ink2")
        tone, icon = self._tone(row, row.due_at, self._now())
        return Cell(formats.left(row.due_at, self._now()), tone=tone, icon=icon)

    def _tone(self, row: ListedOrder, due: Instant, now: Instant) -> tuple[str, str]:
        over = due <= now
        soon = over or (due - now) * SOON <= due - (row.clock_since or row.opened_at)
        if row.urgency == "danger":
            return "danger", "fire"
        if row.stage == "held":
            return ("hold" if over else ""), "pause"
        if row.stage == "callback":
            return ("due" if soon else ""), "call_outbound"
        return ("overdue", "warning") if over else ("due" if soon else "", "clock")

    def state(self, row: ListedOrder) -> Cell:
        """Where it stands; danger and holds go before."""
        said = codes.shown(codes.STATES, row.state)
        if row.ended_at is None and row.urgency == "danger":
            return Cell(formats.begun(_("danger, {state}").format(state=said)), tone="danger", icon="fire")
        if row.held_reason and row.ended_at is None:
            return Cell(formats.begun(codes.shown(codes.REASONS, row.held_reason)), tone="hold", icon="pause")
        tone, icon = STATE_TONES.get(row.state, ("plain", "circle"))
        # A list of what is well shows no colour; an order that was opened again is never well.
        return Cell(formats.begun(said), tone=tone if tone == "overdue" else "", icon=icon)

    def state_width(self) -> int:
        """The width at 100 % in which every state, and that a part is waited for, can be read."""
        words = [*codes.STATES.values(), codes.REASONS["part"]]
        widest = max(paint.width(formats.begun(_(word)), Role.CELL) for word in words)
        return round(widest * BASE / base()) + 40

    def _state(self, row: ListedOrder) -> str:
        return codes.shown(codes.STATES, row.state)

    def number(self, row: ListedOrder) -> Cell:
        """The number, or what people say of it."""
        return Cell(row.no if self.whole_numbers else formats.tail(row.no))

    def _kind(self, row: ListedOrder) -> str:
        return words_of(self._profile.order_kinds, row.kind)

    def product(self, row: ListedOrder) -> str:
        """The machine's model, else what sort of machine it is."""
        group = self._profile.group(row.category)
        return row.model or (group.words[language()] if group else row.category)

    def fault(self, row: ListedOrder) -> str:
        """What is wrong; what is wanted where nothing is."""
        symptom = self._profile.symptom(row.category, row.fault)
        return (symptom.words[language()] if symptom else row.fault) or self._kind(row)

    def window(self, row: ListedOrder) -> Cell:
        """When somebody comes."""
        if row.window_start is None or row.window_end is None:
            return Cell()
        shown = formats.moment(row.window_start, self._now(), self._zone)
        return Cell(shown, ink="ink2")

    def _window(self, row: ListedOrder) -> str:
        if row.window_start is None or row.window_end is None:
            return ""
        return f"{self._bare(row.window_start)}–{formats.clock(row.window_end, self._zone)}"

    def urges(self, row: ListedOrder) -> Cell:
        """How often the customer asked again."""
        return Cell(str(row.urges) if row.urges else "", tone="overdue" if row.urges >= MANY_URGES else "")

    def complaint(self, row: ListedOrder) -> Cell:
        """Whether anybody complained about it."""
        return Cell(formats.begun(_("complaint")), icon="comment_error") if row.complaint else Cell()

    def _complaint(self, row: ListedOrder) -> str:
        return _("complaint") if row.complaint else ""

    def _at(self, at: Instant | None) -> Cell:
        return Cell(formats.moment(at, self._now(), self._zone) if at is not None else "", ink="ink2")

    def _due(self, row: ListedOrder) -> str:
        return self._bare(row.due_at)

    def _bare(self, at: Instant | None) -> str:
        return f"{to_datetime(at, self._zone):%Y-%m-%d %H:%M}" if at is not None else ""


def summary(n: int | None, totals: Totals, chosen: int, now: Instant) -> str:
    """What the foot of the list says: how many orders, None while they are counted; how many are late, and chosen."""
    parts = [_("counting …") if n is None else ngettext("{n} order", "{n} orders", n).format(n=formats.count(n))]
    if totals.overdue:
        parts.append(ngettext("{n} overdue", "{n} overdue", totals.overdue).format(n=formats.count(totals.overdue)))
    if totals.first_due is not None:
        parts.append(_("oldest {left}").format(left=formats.left(totals.first_due, now)))
    if chosen > 1:
        parts.append(_("{n} chosen").format(n=formats.count(chosen)))
    return formats.joined(*parts)


def given_of(keys: Sequence[int], columns: Sequence[Column[ListedOrder]]) -> Given[ListedOrder]:
    """The orders with these keys as they are handed on, read a thousand at a time."""

    def rows(session: Session) -> Iterator[ListedOrder]:
        rest = iter(keys)
        while some := list(islice(rest, AT_A_TIME)):
            yield from (row for row in rows_of(session, some) if row is not None)

    return Given(len(keys), rows, columns)
