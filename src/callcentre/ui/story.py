"""The story of an order or a complaint: time, icon, event, words, who; what no longer counts is marked."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from callcentre.ui import formats, icons, paint
from callcentre.ui.cards import Card
from callcentre.ui.fonts import Role
from callcentre.ui.language import Say
from callcentre.ui.lists import CardList
from callcentre.ui.rows import Index, row_of
from callcentre.ui.theme import theme
from callcentre.words import N_, _

WIDEST = 1000
_TIME = 92
_PAD = 20
"""As the working column's; `narrow` stands in a side column."""
_PAD_NARROW = 16

ICONS = {
    "opened": "call", "solved_by_phone": "call", "window_agreed": "calendar_clock", "relayed": "arrow_circle_right",
    "withdrawn": "arrow_undo", "accepted": "checkmark_circle", "declined": "dismiss_circle",
    "returned": "arrow_undo", "planned": "calendar_clock", "contacted": "phone", "on_hold": "pause_circle",
    "resumed": "arrow_sync", "part_requested": "box", "part_sent": "box", "part_arrived": "box",
    "quoted": "receipt", "quote_answered": "receipt", "urged": "megaphone_loud", "visit": "wrench",
    "feedback": "clipboard_text_ltr", "callback_attempt": "call_missed", "callback_answer": "call_outbound",
    "second_check": "call_outbound", "closed_unverified": "prohibited", "reopened": "arrow_repeat_all",
    "cancel_asked": "dismiss", "cancelled": "dismiss_circle", "complaint_raised": "comment_error",
    "complaint_ended": "comment_error", "message_sent": "chat", "amended": "edit", "corrected": "edit",
    "undone": "arrow_undo", "noted": "note",
    # of complaints
    "received": "comment_error", "acknowledged": "chat", "assessed": "eye", "investigated": "search",
    "remedy_offered": "receipt", "accepted_by_customer": "checkmark_circle", "rejected_by_customer": "dismiss_circle",
    "remedy_given": "box", "escalated": "megaphone_loud", "ended": "checkmark", "withdrawn_by_customer": "arrow_undo",
    "owner_offered": "people", "owner_accepted": "person", "owner_returned": "arrow_undo", "promised": "calendar_clock",
    "task_asked": "mail_inbox", "task_answered": "chat", "evidence": "document",
}
"""The icon of each kind of event."""

SET_ASIDE, CORRECTED, UNDONE, WAITING, REFUSED = "set_aside", "corrected", "undone", "waiting", "refused"
_MARKS = {
    SET_ASIDE: (N_("set aside"), "prohibited", "plain"),
    CORRECTED: (N_("corrected"), "history", "due"),
    UNDONE: (N_("taken back"), "arrow_undo", "plain"),
    WAITING: (N_("waiting"), "clock", "plain"),
    REFUSED: (N_("refused"), "warning", "overdue"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a story: `event` is its kind, `title` its words, `words` the second line.

    `mark` is one of set_aside, corrected, undone, waiting, refused, with its `reason`.
    `tone` colours icon and `aside`, the words behind the title.
    """

    time: str
    event: str
    title: str
    words: str = ""
    who: str = ""
    mark: str = ""
    reason: str = ""
    tone: str = ""
    aside: str = ""
    detail: str = ""
    """Behind the title; in a side column before the words, where there is room for it."""
    now: bool = False
    """What is going on now: its icon is blue, this is the person's place."""

    def spoken(self) -> str:
        """The line as it is read out."""
        mark = _(_MARKS[self.mark][0]) if self.mark else ""
        parts = (self.time, self.title, self.detail, mark, self.reason, self.aside, self.words, self.who)
        return ", ".join(part for part in parts if part)


class StoryList(CardList[Step]):
    """Newest first as given. `narrow` puts the time at the right, without who, for a side column."""

    def __init__(self, name: Say, *, narrow: bool = False, whole: bool = False) -> None:
        super().__init__(name, lambda step: Card(step.spoken()), whole=whole)
        self.setItemDelegate(_StepDelegate(self, narrow=narrow))

    def set_steps(self, steps: Sequence[Step]) -> None:
        """Shows these, one standing where one stood."""
        self.set_rows(steps, keep=lambda step: (step.time, step.event, step.title))


class _StepDelegate(QStyledItemDelegate):
    def __init__(self, view: StoryList, *, narrow: bool) -> None:
        super().__init__(view)
        self._view, self._narrow = view, narrow
        self._pad = _PAD_NARROW if narrow else _PAD

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        gap = 10 if self._narrow else 4
        return QSize(120, round(paint.line_height(Role.ROW) + paint.line_height(Role.CELL) + gap))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        given: QRect = option.rect
        state: QStyle.StateFlag = option.state
        step = row_of(index, Step)
        rect = QRectF(given)
        if step is None:
            paint.placeholder(painter, rect.adjusted(self._pad, 0, -self._pad, 0))
            return
        painter.save()
        chosen = bool(state & QStyle.StateFlag.State_Selected) and self._view.hasFocus()
        hovered = bool(state & QStyle.StateFlag.State_MouseOver)
        paint.row_ground(painter, rect, chosen=chosen, focused=True, hovered=hovered)
        rect.setWidth(min(rect.width(), WIDEST + 2 * self._pad))
        last = index.row() == index.model().rowCount() - 1
        self._face(painter, rect.adjusted(self._pad, 2, -self._pad, 0), step, last=last)
        painter.restore()

    def _face(self, painter: QPainter, rect: QRectF, step: Step, *, last: bool) -> None:
        first = QRectF(rect.left(), rect.top(), rect.width(), paint.line_height(Role.ROW))
        if self._narrow:
            used = paint.text(painter, first, step.time, Role.CELL, "ink2", paint.Right)
        else:
            paint.text(painter, first, step.time, Role.CELL, "ink2")
            used = paint.text(painter, first, step.who, Role.CELL, "ink2", paint.Right)
            left = max(_TIME, paint.width(step.time, Role.CELL) + 12)
            rect.setLeft(rect.left() + left + 16)
            first.setLeft(rect.left())
        first.setRight(first.right() - used - 16)
        self._icon(painter, rect, first.center().y(), step, last=last)
        first.setLeft(first.left() + 28)
        self._title(painter, first, step)
        second = QRectF(first.left(), first.bottom(), rect.right() - first.left(), paint.line_height(Role.CELL))
        words = formats.joined(step.detail, step.words, step.who) if self._narrow else step.words
        paint.text(painter, second, formats.begun(words), Role.CELL, "ink3" if step.mark == UNDONE else "ink2")

    def _icon(self, painter: QPainter, rect: QRectF, middle: float, step: Step, *, last: bool) -> None:
        token = "accent" if step.now else step.tone or ("ink3" if step.mark == UNDONE else "ink2")
        icon = "clock" if step.mark == WAITING else ICONS.get(step.event, "circle")
        filled = bool(step.tone) or step.now
        icons.draw(painter, QRectF(rect.left(), middle - 8, 16, 16), icon, token, filled)
        if not last:
            painter.fillRect(QRectF(rect.left() + 7.5, middle + 13, 1, rect.bottom() - middle - 15), theme().colour("border"))

    def _title(self, painter: QPainter, line: QRectF, step: Step) -> None:
        void = step.mark in (SET_ASIDE, UNDONE, REFUSED)
        title = step.title if self._narrow else formats.joined(step.title, step.detail)
        used = paint.text(painter, line, title, Role.ROW, "ink3" if step.mark == UNDONE else "ink")
        if void:
            painter.fillRect(QRectF(line.left(), line.center().y(), used, 1), paint.ink("ink2"))
        line = line.adjusted(used + 10, 0, 0, 0)
        if step.mark:
            word, icon, tone = _MARKS[step.mark]
            line.setLeft(line.left() + paint.chip(painter, line.left(), line.center().y(), _(word), tone, icon) + 8)
        paint.text(painter, line, step.reason or step.aside, Role.CELL, step.tone or "ink2")
