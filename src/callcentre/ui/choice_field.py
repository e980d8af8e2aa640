"""One of many: type any part of the words or their pinyin letters, arrows and Enter choose."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, QStringListModel, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QCompleter, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from callcentre.domain.errors import BadValue
from callcentre.ui import icons, paint
from callcentre.ui.choices import Choice
from callcentre.ui.fields import TextField
from callcentre.ui.fonts import Role
from callcentre.ui.language import Say, live
from callcentre.ui.letters import fits, nearness
from callcentre.ui.theme import theme

SHOWN = 200
"""The list never holds more; typing narrows it."""


def words_of(choice: Choice) -> str:
    """The words of a choice in the language in use."""
    return choice.words if isinstance(choice.words, str) else choice.words()


class ChoiceField(TextField):
    """A field that holds one choice. `chosen` fires with its code when a person chose.

    Typing filters; Down or a click opens all; Escape takes back what was typed. What is typed and left
    without choosing is chosen where it fits one choice alone; else it stays, and `undecided` fires
    with it (empty once it is taken back). An emptied field chooses none. With `moves_on` a choice goes
    on to the next field.
    """

    chosen = Signal(str)
    undecided = Signal(str)

    def __init__(
        self, name: Say, choices: Sequence[Choice] = (), *, hint: Say = "", icon: str = "", moves_on: bool = False
    ) -> None:
        super().__init__(name, hint=hint, icon=icon)
        self._moves_on, self._typing = moves_on, False
        self._choices: tuple[Choice, ...] = ()
        self._offered: tuple[Choice, ...] = ()
        self._code = ""
        margins = self.textMargins()
        margins.setRight(24)
        self.setTextMargins(margins)
        self._model = QStringListModel(self)
        self._popup = QListView()
        self._list = self._make_list()
        self.textEdited.connect(self._typed)
        self.set_choices(choices)
        live(self, self._show_again)

    def set_choices(self, choices: Sequence[Choice]) -> None:
        """Offers these instead; a choice that is still there stays, and so does what is being typed."""
        self._choices = tuple(choices)
        if all(choice.code != self._code for choice in choices):
            self._code = ""
        self._show_again()

    def code(self) -> str:
        """The code of the choice made, empty when none was."""
        return self._code

    def choose(self, code: str) -> None:
        """Shows `code` as chosen without telling; an unknown code chooses none."""
        self._code = code if any(choice.code == code for choice in self._choices) else ""
        self._show_chosen()

    def show_typed(self, text: str) -> None:
        """Shows words as if they had just been typed, without the list."""
        self.setText(text)
        self._typing = True

    def undecided_text(self) -> str:
        """What was typed and is no choice yet; empty where the field shows its choice."""
        typed = self.text().strip()
        return typed if self._typing and typed != self._chosen_words() else ""

    def meant(self, field: str) -> str:
        """The code of the choice, or of what is being typed where that fits one alone. Raises BadValue for other words."""
        if not self._typing:
            return self._code
        found = self._beyond_doubt()
        if found is None:
            raise BadValue("form.not_chosen", field=field, value=self.text().strip())
        return found

    def settle(self) -> None:
        """Chooses what is typed where it fits one alone, an emptied field none; else `undecided` fires."""
        if not self._typing:
            return
        found = self._beyond_doubt()
        if found is None:
            self.undecided.emit(self.text().strip())
        elif found == self._code:
            self._show_chosen()
        else:
            self._take(found)

    def open(self, typed: str = "") -> None:
        """Shows what fits `typed`, first what begins so."""
        found = [c for c in self._choices if fits(typed, words_of(c), c.note, c.letters)]
        found.sort(key=lambda choice: nearness(typed, words_of(choice)))
        self._offered = tuple(found[:SHOWN])
        self._model.setStringList([words_of(choice) for choice in self._offered])
        self._list.setMaxVisibleItems(min(12, max(1, len(self._offered))))
        if self._offered:
            self._list.complete()
            self._popup.setCurrentIndex(self._model.index(0))
        else:
            self._popup.hide()

    def offered(self) -> tuple[Choice, ...]:
        """What the open list shows."""
        return self._offered

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down:
            self.open()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._popup.isVisible():
            self._popup.hide()
            self._taken(self._popup.currentIndex())
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.text() != self._chosen_words():
            self._taken(self._model.index(0))
        elif event.key() == Qt.Key.Key_Escape and self.text() != self._chosen_words():
            self._show_chosen()
            self.undecided.emit("")
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if not self._popup.isVisible():
            self.open()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.selectAll()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() in (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason):
            return
        self._popup.hide()
        self.settle()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        side = QRectF(self.width() - 26, self.height() / 2 - 8, 16, 16)
        icons.draw(QPainter(self), side, "chevron_down", "ink2")

    def _make_list(self) -> QCompleter:
        made = QCompleter(self._model, self)
        made.setWidget(self)
        made.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self._popup.setProperty("ground", "raised")
        self._popup.setUniformItemSizes(True)
        self._popup.setMouseTracking(True)
        made.setPopup(self._popup)
        # The completer gives its list a delegate of its own; ours comes after it.
        self._popup.setItemDelegate(_Offer(self))
        # The completer makes it a window without a parent; it goes with the field, not when Python finds time.
        self.destroyed.connect(self._popup.deleteLater)
        made.activated[QModelIndex].connect(self._taken)  # type: ignore[index]
        return made

    def _typed(self, text: str) -> None:
        self._typing = True
        self.open(text)

    def _taken(self, index: QModelIndex) -> None:
        # The completer hands its own index; rows are the same, nothing is filtered there.
        if 0 <= index.row() < len(self._offered):
            self._take(self._offered[index.row()].code)
            if self._moves_on:
                self.focusNextChild()

    def _take(self, code: str) -> None:
        self._code = code
        self._show_chosen()
        self.chosen.emit(code)

    def _beyond_doubt(self) -> str | None:
        """The code that typed words mean: none for no words, exactly these words, or the only ones they fit."""
        typed = self.text().strip()
        if not typed or typed == self._chosen_words():
            return self._code if typed else ""
        same = [choice for choice in self._choices if words_of(choice) == typed]
        found = same or [c for c in self._choices if fits(typed, words_of(c), c.note, c.letters)]
        return found[0].code if len(found) == 1 else None

    def _chosen_words(self) -> str:
        return next((words_of(choice) for choice in self._choices if choice.code == self._code), "")

    def _show_again(self) -> None:
        if not self._typing:
            self._show_chosen()

    def _show_chosen(self) -> None:
        self._typing = False
        self.setText(self._chosen_words())
        self.setCursorPosition(0)
        if self.hasFocus():
            # What is typed next replaces the choice, as where one comes to the field anew.
            self.selectAll()


class _Offer(QStyledItemDelegate):
    """A line of the open list: words, and the note behind them in quieter ink."""

    def __init__(self, field: ChoiceField) -> None:
        super().__init__(field)
        self._field = field

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(120, round(max(32.0, paint.line_height(Role.BODY) + 8)))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        offered = self._field.offered()
        if index.row() >= len(offered):
            return
        choice = offered[index.row()]
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, theme().colour("selection"))
        inside = QRectF(rect).adjusted(10, 0, -10, 0)
        used = paint.text(painter, inside, words_of(choice), Role.BODY, choice.tone or "ink")
        inside.setLeft(inside.left() + used + 12)
        paint.text(painter, inside, choice.note, Role.CELL, "ink2")
