"""What a row of a list shows, as data, and the delegate that paints it.

A `Card` is a title line and up to three more; a `Line` holds a chip, a bar or an icon, words,
and words at its right end. The same card serves queues, machines, outlets, results, the inbox.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QRect, QRectF, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from callcentre.ui import formats, hints, icons, paint
from callcentre.ui.fonts import Role
from callcentre.ui.rows import Index, row_of
from callcentre.ui.theme import theme

Row = TypeVar("Row")
PAD = 16
_ICON = 16
_INDENT = 26
BAR_WIDTH = 70


@dataclass(frozen=True, slots=True)
class Line:
    """One line under a card's title. `tone` colours words and icon; `bar_permille` draws a bar before the words."""

    words: str = ""
    tone: str = ""
    icon: str = ""
    chip: str = ""
    chip_tone: str = "plain"
    chip_icon: str = ""
    bar_permille: int | None = None
    bar_tone: str = "plain"
    right: str = ""
    right_tone: str = ""
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Card:
    """A row as it is painted. `icon` stands before the title in `tone`, `note` behind it in quieter ink.

    `right` ends the title line, before the `key` cap. `head` is the name of a group begun by this row.
    `tint` paints the ground of a row about danger. `match` is the part of the title that was searched for.
    """

    title: str
    note: str = ""
    icon: str = ""
    tone: str = ""
    filled: bool = False
    right: str = ""
    right_tone: str = ""
    key: str = ""
    lines: tuple[Line, ...] = ()
    head: str = ""
    tint: str = ""
    match: str = ""
    quiet: bool = False
    """Struck through: no longer in force."""

    def spoken(self) -> str:
        """Everything on the card, for screen readers and the tooltip."""
        parts = [" ".join(part for part in (self.title, self.note, self.right) if part)]
        parts += [" ".join(part for part in (line.chip, line.words, line.right) if part) for line in self.lines]
        return "\n".join(part for part in parts if part)


class CardDelegate(QStyledItemDelegate, Generic[Row]):
    """Paints rows as cards; `describe` turns a row into its card and is asked once a row."""

    def __init__(self, describe: Callable[[Row], Card], *, lines: int, indent: bool, divided: bool) -> None:
        super().__init__()
        self._describe, self._lines, self._indent, self._divided = describe, lines, indent, divided
        self._cards: dict[int, tuple[Any, Card]] = {}

    def forget(self) -> None:
        """Describes every row anew: the rows, the language or the minute changed."""
        self._cards.clear()

    def card(self, index: Index) -> Card | None:
        """The card of an index, None while it is loading."""
        row: Any = row_of(index, object)
        if row is None:
            return None
        kept = self._cards.get(index.row())
        if kept is None or kept[0] is not row:
            kept = self._cards[index.row()] = (row, self._describe(row))
        return kept[1]

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        card = self.card(index)
        lines = self._lines if card is None else len(card.lines)
        high = 6 + paint.line_height(Role.ROW) + lines * (paint.line_height(Role.CELL) + 4) + 8
        return QSize(120, round(high + (28 if card is not None and card.head else 0)))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        rect = QRectF(_rect(option))
        card = self.card(index)
        if card is None:
            paint.placeholder(painter, rect.adjusted(PAD, 0, -PAD, 0))
            return
        painter.save()
        if card.head:
            head = QRectF(rect.left() + PAD, rect.top() + 8, rect.width() - 2 * PAD, 20)
            paint.text(painter, head, card.head, Role.SMALL, "ink2")
            rect.setTop(rect.top() + 28)
        self._ground(painter, rect, card, _state(option))
        self._face(painter, rect.adjusted(PAD, 6, -PAD, -8), card)
        if self._divided:
            paint.hairline(painter, rect.left() + PAD, rect.right() - PAD, rect.bottom())
        painter.restore()

    def _ground(self, painter: QPainter, rect: QRectF, card: Card, state: QStyle.StateFlag) -> None:
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        if card.tint and not chosen:
            painter.fillRect(rect, theme().tint(card.tint))
            painter.fillRect(QRectF(rect.left(), rect.top(), paint.EDGE, rect.height()), theme().mark(card.tint))
        active = bool(state & QStyle.StateFlag.State_Active and state & QStyle.StateFlag.State_HasFocus)
        hovered = bool(state & QStyle.StateFlag.State_MouseOver)
        paint.row_ground(painter, rect, chosen=chosen, focused=active or _view_focused(self), hovered=hovered)

    def _face(self, painter: QPainter, rect: QRectF, card: Card) -> None:
        line = QRectF(rect.left(), rect.top(), rect.width(), paint.line_height(Role.ROW))
        self._title(painter, QRectF(line), card)
        left = rect.left() + (_INDENT if self._indent else 0)
        top = line.bottom() + 4
        for each in card.lines:
            high = paint.line_height(Role.CELL)
            _paint_line(painter, QRectF(left, top, rect.right() - left, high), each)
            top += high + 4

    def _title(self, painter: QPainter, line: QRectF, card: Card) -> None:
        middle = line.center().y()
        if card.key:
            if hints.shown():
                paint.cap(painter, line.right(), middle, card.key)
            line.setRight(line.right() - paint.cap_size(card.key).width() - 12)
        if card.right:
            strong = Role.CELL_TITLE if card.right_tone else Role.CELL
            used = paint.text(painter, line, card.right, strong, card.right_tone or "ink2", paint.Right)
            line.setRight(line.right() - used - 12)
        if card.icon:
            side = QRectF(line.left(), middle - _ICON / 2, _ICON, _ICON)
            icons.draw(painter, side, card.icon, paint.icon_token(card.tone), card.filled)
        if self._indent or card.icon:
            line.setLeft(line.left() + _INDENT)
        used = self._title_words(painter, line, card)
        line.setLeft(line.left() + used + 10)
        paint.text(painter, line, card.note, Role.CELL, "ink2")

    def _title_words(self, painter: QPainter, line: QRectF, card: Card) -> float:
        at = card.title.lower().find(card.match.lower()) if card.match else -1
        if at < 0:
            used = paint.text(painter, line, card.title, Role.ROW, "ink3" if card.quiet else "ink")
        else:
            used = 0.0
            ends = at + len(card.match)
            parts = ((card.title[:at], Role.BODY), (card.title[at:ends], Role.HEADING), (card.title[ends:], Role.BODY))
            for part, role in parts:
                rest = QRectF(line)
                rest.setLeft(line.left() + used)
                used += paint.text(painter, rest, part, role)
        if card.quiet:
            painter.fillRect(QRectF(line.left(), line.center().y(), used, 1), theme().colour("ink3"))
        return used


def _paint_line(painter: QPainter, rect: QRectF, line: Line) -> None:
    middle = rect.center().y()
    if line.right:
        used = paint.text(painter, rect, formats.begun(line.right), Role.CELL, line.right_tone or "ink2", paint.Right)
        rect.setRight(rect.right() - used - 12)
    if line.chip:
        used = paint.chip(painter, rect.left(), middle, line.chip, line.chip_tone, line.chip_icon)
        rect.setLeft(rect.left() + used + 8)
    if line.bar_permille is not None:
        paint.bar(painter, QRectF(rect.left(), rect.top(), BAR_WIDTH, rect.height()), line.bar_permille, line.bar_tone)
        rect.setLeft(rect.left() + BAR_WIDTH + 12)
    if line.icon:
        side = QRectF(rect.left(), middle - _ICON / 2, _ICON, _ICON)
        icons.draw(painter, side, line.icon, paint.icon_token(line.tone), line.tone in ("due", "overdue", "danger"))
        rect.setLeft(rect.left() + 22)
    role = Role.CELL_TITLE if line.strong else Role.CELL
    # What is well needs no colour in its words, the icon says it.
    ink = "" if line.tone == "good" else line.tone
    paint.text(painter, rect, formats.begun(line.words), role, ink or ("ink" if line.strong or line.icon else "ink2"))


def _rect(option: QStyleOptionViewItem) -> QRect:
    rect: QRect = option.rect
    return rect


def _state(option: QStyleOptionViewItem) -> QStyle.StateFlag:
    state: QStyle.StateFlag = option.state
    return state


def _view_focused(delegate: QStyledItemDelegate) -> bool:
    view: Any = delegate.parent()
    return view is not None and view.hasFocus()
