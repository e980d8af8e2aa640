"""The strip of stages: each tile says how many cases stand there and how many are late; the chosen one filters."""

from collections.abc import Mapping

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QPainter, QPaintEvent, QPen, QResizeEvent, QShortcut
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from callcentre.screens.watch.rows import TITLES, counted
from callcentre.store.watch import StageCount
from callcentre.ui import formats, hints, icons, paint
from callcentre.ui.fonts import Role, measured
from callcentre.ui.language import live
from callcentre.ui.theme import theme
from callcentre.words import _

PAD = 8
_GAP = 6


class Tile(QAbstractButton):
    """One stage. What does not fit beside the count is said by its number and an icon, in full to screen readers."""

    def __init__(self, stage: str, key: str) -> None:
        super().__init__()
        self.stage, self.key = stage, key
        self._count: StageCount | None = None
        """None until it was counted."""
        self.is_brief = False
        """Numbers and icons in place of words."""
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        measured(self)
        hints.on_change(self.update)
        live(self, self._say)

    def show_count(self, count: StageCount) -> None:
        """Other numbers."""
        self._count = count
        self._say()

    def has_room(self) -> bool:
        """Whether what is late fits beside the count in words."""
        if self._count is None:
            return True
        used = paint.width(formats.count(self._count.n), Role.NAME) + _GAP
        return used + paint.width(counted(self.stage, self._count)[0], Role.CHIP) <= self.width() - 2 * PAD

    def sizeHint(self) -> QSize:
        wide = max(72.0, paint.width(_(TITLES[self.stage]), Role.CHIP) + 2 * PAD + 2)
        return QSize(round(wide), round(paint.line_height(Role.SMALL) + paint.line_height(Role.NAME) + 4))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            # Qt would wander to the next widget; the strip around us knows better.
            event.ignore()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        chosen = self.isChecked()
        ground = "selection" if chosen else "hover" if self.underMouse() else "surface"
        painter.setPen(QPen(theme().colour("accent" if chosen else "hairline"), 1))
        painter.setBrush(theme().colour(ground))
        painter.drawRoundedRect(rect, 4, 4)
        inside = rect.adjusted(PAD, 2, -PAD, -2)
        high = paint.line_height(Role.SMALL)
        role = Role.CHIP if chosen else Role.SMALL
        head = QRectF(inside.left(), inside.top(), inside.width(), high)
        if hints.held():
            paint.cap(painter, inside.right() + 4, head.center().y() + 1, self.key)
            head.setRight(head.right() - paint.cap_size(self.key).width())
        paint.text(painter, head, _(TITLES[self.stage]), role, "ink" if chosen else "ink2")
        self._numbers(painter, QRectF(inside.left(), inside.top() + high, inside.width(), inside.height() - high))

    def _numbers(self, painter: QPainter, rect: QRectF) -> None:
        count = self._count
        if count is None:
            return
        used = paint.text(painter, rect, formats.count(count.n), Role.NAME, "ink" if count.n else "ink3")
        said, tone = counted(self.stage, count)
        rest = rect.adjusted(used + _GAP, 3, 0, 3)
        if not said:
            return
        if not self.is_brief:
            paint.text(painter, rest.adjusted(-1, 0, 0, 0), said, Role.CHIP, tone, paint.Right)
            return
        number = formats.count(count.overdue or count.soon)
        used = paint.text(painter, rest, number, Role.CHIP, tone, paint.Right)
        if rest.width() < used + 16:
            return
        icon = "warning" if tone == "overdue" else "pause" if tone == "hold" else "clock"
        side = QRectF(rest.right() - used - 16, rest.center().y() - 6, 12, 12)
        icons.draw(painter, side, icon, tone, True)

    def _say(self) -> None:
        words = _(TITLES[self.stage])
        if self._count is not None:
            said, _tone = counted(self.stage, self._count)
            words = formats.joined(f"{words} {formats.count(self._count.n)}", said)
        self.setAccessibleName(words)
        self.setToolTip(f"{words}  {hints.printed(self.key)}")
        self.updateGeometry()
        self.update()


class Tiles(QWidget):
    """`chosen(stage)` when a person chose one: by arrows while the strip has the focus, by Ctrl and a digit from anywhere."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self._tiles: dict[str, Tile] = {}
        for number, stage in enumerate(TITLES, start=1):
            tile = Tile(stage, f"Ctrl+{number}")
            tile.clicked.connect(lambda _on, stage=stage: self._choose(stage))
            key = QShortcut(QKeySequence(tile.key), self)
            key.activated.connect(lambda stage=stage: self._choose(stage, focus=False))
            row.addWidget(tile, 1)
            self._tiles[stage] = tile
        live(self, self._say)
        self.choose("")

    def stage(self) -> str:
        """The stage that is shown, empty for all."""
        return next((stage for stage, tile in self._tiles.items() if tile.isChecked()), "")

    def choose(self, stage: str) -> None:
        """Shows a stage as chosen without telling."""
        for each, tile in self._tiles.items():
            tile.setChecked(each == stage)
            tile.setFocusPolicy(Qt.FocusPolicy.StrongFocus if each == stage else Qt.FocusPolicy.ClickFocus)

    def tile(self, stage: str) -> Tile:
        """The tile of a stage."""
        return self._tiles[stage]

    def show_counts(self, counts: Mapping[str, StageCount]) -> None:
        """The numbers of every stage, and their sum."""
        whole = StageCount(
            sum(count.n for count in counts.values()),
            sum(count.overdue for stage, count in counts.items() if stage != "callback"),
        )
        for stage, tile in self._tiles.items():
            tile.show_count(counts[stage] if stage else whole)
        self._agree()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._agree()

    def _agree(self) -> None:
        """Where one tile has no room for words, none says any: two ways to say one thing are one too many."""
        brief = not all(tile.has_room() for tile in self._tiles.values())
        for tile in self._tiles.values():
            tile.is_brief = brief
            tile.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        stages = list(self._tiles)
        at = stages.index(self.stage())
        if step is not None and 0 <= at + step < len(stages):
            self._choose(stages[at + step])
        elif step is None:
            super().keyPressEvent(event)

    def _say(self) -> None:
        self.setAccessibleName(_("Stages"))
        self._agree()

    def _choose(self, stage: str, *, focus: bool = True) -> None:
        self.choose(stage)
        if focus:
            self._tiles[stage].setFocus()
        self.chosen.emit(stage)
