"""The inbox: what waits for me in order of harm, each with its act and its key."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from callcentre.domain.instants import DAY, Instant
from callcentre.domain.profile import Profile
from callcentre.screens.watch.rows import Roles, may
from callcentre.store.inbox import InboxRow
from callcentre.ui import formats, paint
from callcentre.ui.buttons import Button
from callcentre.ui.fonts import Role
from callcentre.ui.labels import Heading, Icon, ground, label
from callcentre.ui.language import live
from callcentre.ui.order.telling import words_of
from callcentre.ui.scrolled import Scrolled
from callcentre.ui.theme import theme
from callcentre.words import N_, _, codes, language

KEYS = 9
"""So many items have a key of their own; the others are reached by Tab."""
SHOWN = 30


@dataclass(frozen=True, slots=True)
class Kind:
    """How items of a rule look, and what their act is. `take` is done in place, without an intent."""

    icon: str
    tone: str
    act: str
    intent: str = ""
    kind: str = ""


KINDS: Mapping[str, Kind] = {
    "danger": Kind("fire", "danger", N_("Relay elsewhere"), "orders.open", "relayed"),
    "urged_again": Kind("megaphone_loud", "overdue", N_("Open the order"), "orders.open"),
    "declined_again": Kind("dismiss_circle", "overdue", N_("Relay"), "orders.open", "relayed"),
    "not_accepted": Kind("clock", "due", N_("Relay elsewhere"), "orders.open", "relayed"),
    "held_without_call": Kind("pause_circle", "hold", N_("Ring the customer"), "orders.open", "contacted"),
    "fact_set_aside": Kind("branch_fork", "due", N_("Look at it"), "orders.open"),
    "owner_offered": Kind("person_feedback", "due", N_("Take it over")),
    "escalated": Kind("comment_error", "overdue", N_("Open the complaint"), "complaints.open"),
}


def title(row: InboxRow, now: Instant) -> str:
    """What is the matter, with how long or how often."""
    since = formats.span(now - _number(row, "since"))
    match row.rule:
        case "danger" if row.state == "relayed":
            return _("Danger, not accepted for {span}").format(span=since)
        case "urged_again":
            return _("Urged {n} times").format(n=_number(row, "times"))
        case "declined_again":
            return _("Declined {n} times").format(n=_number(row, "times"))
        case "not_accepted":
            return _("Not accepted for {span}").format(span=since)
        case "held_without_call":
            silent = now - row.at + _number(row, "days") * DAY
            return _("On hold, no call for {span}").format(span=formats.span(silent))
        case "fact_set_aside":
            return _("Set aside: {event}").format(event=codes.shown(codes.EVENTS, str(row.data.get("event", ""))))
        case "owner_offered":
            return _("A complaint is offered to you")
        case "escalated":
            return _("A complaint was escalated")
        case _:
            return codes.shown(codes.TASKS, row.rule)


def about(row: InboxRow, profile: Profile) -> str:
    """Whose case it is and what it is about."""
    if row.subject == "complaint":
        subject = words_of(profile.complaint_categories, row.category)
    else:
        symptom = profile.symptom(row.category, row.fault)
        fault = symptom.words[language()] if symptom else row.fault
        subject = fault or words_of(profile.order_kinds, row.kind)
    return formats.joined(row.customer, formats.tail(row.no), subject, row.outlet)


def kind_of(row: InboxRow, roles: Roles) -> Kind:
    """How an item looks to somebody with these roles, and its act; what is not theirs to do they look at."""
    kind = KINDS[row.rule]
    return kind if may(kind.kind, roles) else replace(kind, act=KINDS["urged_again"].act, kind="")


def act_words(row: InboxRow, roles: Roles) -> str:
    """What the item's button says."""
    if row.rule == "danger" and row.state != "relayed":
        return _("Relay")
    return _(kind_of(row, roles).act)


def _number(row: InboxRow, name: str) -> int:
    value = row.data.get(name, 0)
    return value if isinstance(value, int) else 0


class Item(QWidget):
    """One thing that waits: icon, what, whose, and the act with its key."""

    def __init__(self, row: InboxRow, number: int, now: Callable[[], Instant], profile: Profile, roles: Roles) -> None:
        super().__init__()
        self.row, self.number = row, number
        kind = KINDS[row.rule]
        self._now = now
        self.title = label("", Role.HEADING, wrap=True)
        self.about = label(lambda: about(self.row, profile), Role.CELL, ink="2", wrap=True)
        key = f"Alt+{number}" if number <= KEYS else ""
        self.button = Button(lambda: act_words(self.row, roles), key=key)
        words = QVBoxLayout()
        words.setSpacing(4)
        words.addWidget(self.title)
        words.addWidget(self.about)
        row_of_act = QHBoxLayout()
        row_of_act.setContentsMargins(0, 4, 0, 0)
        row_of_act.addWidget(self.button)
        row_of_act.addStretch(1)
        words.addLayout(row_of_act)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(16, 10, 16, 12)
        whole.setSpacing(10)
        tone = "overdue" if kind.tone == "danger" else kind.tone
        whole.addWidget(Icon(kind.icon, tone, filled=True), 0, Qt.AlignmentFlag.AlignTop)
        whole.addLayout(words, 1)
        live(self, self.tick)

    def tick(self) -> None:
        """The minute changed."""
        self.title.setText(title(self.row, self._now()))
        self.setAccessibleName(f"{self.title.text()} {self.about.text()}")

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        rect = self.rect().toRectF()
        if self.row.rule == "danger":
            painter.fillRect(rect, theme().tint("overdue"))
            rect.setWidth(paint.EDGE)
            painter.fillRect(rect, theme().mark("danger"))
        else:
            paint.hairline(painter, rect.left() + 16, rect.right() - 16, rect.bottom())


class Inbox(QWidget):
    """`wanted(row)` when the act of an item is asked for.

    An item keeps its key while it waits, whatever comes above it: a key never changes its
    meaning under the finger.
    """

    wanted = Signal(object)

    def __init__(self, now: Callable[[], Instant], profile: Profile, roles: Roles) -> None:
        super().__init__()
        self._now, self._profile, self._roles = now, profile, roles
        self.waiting = 0
        """How many things wait, also those that are not shown."""
        self._items: dict[tuple[UUID, str], Item] = {}
        self.head = Heading(lambda: _("Waiting for me"))
        self._empty = label(lambda: _("Nothing waits for you."), Role.CELL, ink="2", wrap=True)
        self._empty.setContentsMargins(16, 4, 16, 0)
        self._empty.hide()
        inside = ground("window")
        self._place = QVBoxLayout(inside)
        self._place.setContentsMargins(0, 0, 0, 0)
        self._place.setSpacing(0)
        self._place.addWidget(self._empty)
        self._place.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 16, 0, 0)
        column.setSpacing(8)
        head = QHBoxLayout()
        head.setContentsMargins(16, 0, 16, 0)
        head.addWidget(self.head)
        column.addLayout(head)
        column.addWidget(Scrolled(inside), 1)

    def set_rows(self, rows: Sequence[InboxRow]) -> None:
        """What waits now, the worst first; items that stay are not built anew."""
        self.waiting = len(rows)
        self.head.count(self.waiting)
        shown = {(row.id, row.rule): row for row in rows[:SHOWN]}
        self.head.note(_("{n} more").format(n=len(rows) - SHOWN) if len(rows) > SHOWN else "")
        for key in [key for key in self._items if key not in shown]:
            item = self._items.pop(key)
            self._place.removeWidget(item)
            item.hide()
            item.deleteLater()
        for place, (key, row) in enumerate(shown.items()):
            self._put(key, row, place)
        self._empty.setVisible(not shown)

    def items(self) -> list[Item]:
        """The items from top to bottom."""
        layout: Any = self._place
        found = [layout.itemAt(n).widget() for n in range(layout.count())]
        return [widget for widget in found if isinstance(widget, Item)]

    def tick(self) -> None:
        """The minute changed."""
        for item in self._items.values():
            item.tick()

    def start(self) -> None:
        """Goes to the first act."""
        for item in self.items()[:1]:
            item.button.setFocus()

    def _put(self, key: tuple[UUID, str], row: InboxRow, place: int) -> None:
        item = self._items.get(key)
        if item is None:
            item = Item(row, self._free_number(), self._now, self._profile, self._roles)
            item.button.acted.connect(lambda key=key: self.wanted.emit(self._items[key].row))
            self._items[key] = item
            self._place.insertWidget(place, item)
            return
        if item.row != row:
            item.row = row
            item.button.say(act_words(row, self._roles))
            item.about.setText(about(row, self._profile))
            item.tick()
        if self._place.indexOf(item) != place:
            self._place.removeWidget(item)
            self._place.insertWidget(place, item)

    def _free_number(self) -> int:
        taken = {item.number for item in self._items.values()}
        return next(number for number in range(1, SHOWN + 2) if number not in taken)
