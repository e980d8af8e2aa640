"""Probably calling about this: a fault that came back, and the open orders with their acts in one key, in place."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QVBoxLayout, QWidget

from callcentre import words
from callcentre.domain.instants import DAY, Instant, local_date
from callcentre.domain.profile import Profile
from callcentre.screens.intake import rows
from callcentre.store.customer_card import CustomerCard, OrderLine
from callcentre.ui import formats
from callcentre.ui.banner import Banner
from callcentre.ui.buttons import Button
from callcentre.ui.fonts import Role
from callcentre.ui.labels import Elided, Heading, Icon
from callcentre.ui.order.act_bar import ActBar
from callcentre.ui.screen import ScreenContext
from callcentre.words import N_, _, ngettext

ACTS = (
    ("urged", N_("Urge"), "F9"), ("window_agreed", N_("Move"), "Alt+M"), ("cancelled", N_("Cancel"), "Alt+Q"),
)
"""Event, words and key of what is mostly wanted about an open order; keys are those of the first."""
SHOWN = 3


@dataclass(frozen=True, slots=True)
class Repeat:
    """An ended order whose fault may have come back."""

    line: OrderLine
    same_fault: bool


def repeat_in(card: CustomerCard, asset: UUID | None, fault: str, now: Instant, profile: Profile) -> Repeat | None:
    """The latest fault closed within the profile's days: of this machine, or of any while none is chosen."""
    since = now - profile.grading.repeat_days * DAY
    ended = [
        line for line in card.past_orders
        if line.state == "closed" and line.asset_id is not None and line.ended_at is not None and line.ended_at >= since
        and (asset is None or line.asset_id == asset) and line.kind == "repair"
    ]
    same = [line for line in ended if fault and line.fault == fault]
    latest = max(same or ended, key=lambda line: line.ended_at or 0, default=None)
    return Repeat(latest, bool(same)) if latest is not None else None


class AboutPane(QWidget):
    """`show_repeat`, `show_orders`; `linked(order, wanted)`, `act_wanted(order, kind)`; `bar` holds an act's form."""

    linked = Signal(object, bool)
    act_wanted = Signal(object, str)
    opened = Signal(object)
    asking = Signal(bool)
    """An act's form was opened in place (True) or put away."""

    def __init__(self, ctx: ScreenContext) -> None:
        super().__init__()
        self._ctx = ctx
        self._repeat: Repeat | None = None
        self._lines: tuple[OrderLine, ...] = ()
        self._spoken = ""
        self.head = Heading(lambda: _("Probably calling about this"))
        self.banner = Banner(tone="due", icon="arrow_repeat_all", beside=True)
        self.link = Button(lambda: _("Link as repeat"), key="Alt+R", run=self._link)
        self.link.setCheckable(True)
        self.banner.set_acts([self.link])
        self.banner.hide()
        self._rows = QVBoxLayout()
        self._rows.setSpacing(8)
        self.bar = ActBar(ctx)
        self.bar.hide()
        self.bar.begun.connect(self._begun)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 4)
        column.setSpacing(8)
        column.addWidget(self.head)
        column.addWidget(self.banner)
        column.addLayout(self._rows)
        column.addWidget(self.bar)

    def show_repeat(self, repeat: Repeat | None, linked: bool) -> None:
        """The earlier fault, and whether the new order is linked with it."""
        self._repeat = repeat
        self.link.setChecked(linked)
        if repeat is not None:
            line, ctx = repeat.line, self._ctx
            days = (local_date(ctx.now(), ctx.zone) - local_date(line.ended_at or ctx.now(), ctx.zone)).days
            what = _("Same machine and fault, closed {when}") if repeat.same_fault else _("A repair closed {when}")
            ended = _("today") if days == 0 else ngettext("{n} day ago", "{n} days ago", days).format(n=days)
            self.banner.show_text(
                what.format(when=ended),
                formats.begun(formats.joined(rows.fault_of(line, ctx.profile), line.outlet, formats.tail(line.no))),
            )
        else:
            self.banner.hide()
        self._show_head()

    def show_orders(self, lines: Sequence[OrderLine]) -> None:
        """The open orders, the likeliest first and with the keys; rows that say the same stay."""
        if tuple(lines) == self._lines and words.language() == self._spoken:
            return
        self._lines, self._spoken = tuple(lines), words.language()
        while (item := self._rows.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for at, line in enumerate(lines[:SHOWN]):
            row = self._row(line, keyed=at == 0)
            self._rows.addWidget(row)
            # Else it is seen in the next turn, and a key pressed before falls between two rows.
            row.show()
        self.head.note(_("{n} more").format(n=len(lines) - SHOWN) if len(lines) > SHOWN else "")
        self._show_head()

    def close_form(self) -> None:
        """Puts an open form of an act away."""
        self.bar.close_form()
        self.bar.hide()

    def _show_head(self) -> None:
        self.setVisible(self._repeat is not None or self._rows.count() > 0)

    def _row(self, line: OrderLine, *, keyed: bool) -> QFrame:
        state, tone, icon = rows.state_of(line)
        row = QFrame()
        row.setProperty("ground", "card")
        grid = QGridLayout(row)
        grid.setContentsMargins(14, 4, 6, 8)
        grid.setHorizontalSpacing(0)
        grid.setVerticalSpacing(0)
        grid.setColumnMinimumWidth(0, 24)
        grid.setColumnStretch(1, 1)
        token = "overdue" if tone == "danger" else "ink2" if tone == "plain" else tone
        grid.addWidget(Icon(icon, token, filled=tone != "plain"), 0, 0)
        grid.addWidget(Elided(formats.begun(rows.subject_of(line, self._ctx.profile)), Role.HEADING), 0, 1)
        for at, (kind, title, key) in enumerate(ACTS, start=2):
            grid.addWidget(Button(
                partial(_, title), key=key if keyed else "", kind="quiet", run=partial(self.act_wanted.emit, line.id, kind)
            ), 0, at)
        grid.addWidget(Elided(rows.where_of(line, self._ctx.zone), Role.CELL, ink="ink2"), 1, 1, 1, 1 + len(ACTS))
        row.setAccessibleName(formats.joined(rows.subject_of(line, self._ctx.profile), state, line.no))
        return row

    def _link(self) -> None:
        if self._repeat is not None:
            self.linked.emit(self._repeat.line, self.link.isChecked())

    def _begun(self, open_now: bool) -> None:
        self.bar.setVisible(open_now)
        self.asking.emit(open_now)
