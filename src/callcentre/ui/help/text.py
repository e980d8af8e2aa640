"""A page of help as it is read: set in the window's own type and colours, walked by the keyboard, copied as text."""

from collections.abc import Iterable, Iterator, Sequence

from PySide6.QtCore import QMimeData, Qt, QUrl, Signal
from PySide6.QtGui import (
    QBrush,
    QFont,
    QImage,
    QKeyEvent,
    QKeySequence,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextFragment,
    QTextFrameFormat,
    QTextImageFormat,
    QTextLength,
    QTextTableFormat,
)
from PySide6.QtWidgets import QTextBrowser

from callcentre.ui import fonts, icons
from callcentre.ui.fonts import Role
from callcentre.ui.language import Say, said
from callcentre.ui.theme import theme

MARGIN = 20
INDENT = 24
KEY_WIDTH = 104
ICON = 16
LINE_HEIGHT = 122
"""Percent of the type's own."""
HEADINGS: dict[int, tuple[Role, int, int]] = {1: (Role.NAME, 0, 8), 2: (Role.SCRIPT, 22, 6), 3: (Role.HEADING, 14, 4)}
"""Level -> type, room above and below."""
_OBJECT = "\ufffc"
"""What stands in a document's text where a picture is."""


class HelpText(QTextBrowser):
    """`show_page(markdown, keys)`; `followed(name)` when a link to another page is taken, which loads nothing itself."""

    followed = Signal(str)
    typed = Signal(str)
    """A letter was pressed: it belongs to the field that finds."""

    def __init__(self, name: Say) -> None:
        super().__init__()
        self.setOpenLinks(False)
        self.setFrameShape(QTextBrowser.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.anchorClicked.connect(lambda url: self.followed.emit(url.toString()))
        said(self, name, self.setAccessibleName)

    def show_page(self, markdown: str, keys: Iterable[tuple[str, Sequence[tuple[str, str]]]]) -> None:
        """A page and, behind it, tables of keys: (heading, [(key, what it does)])."""
        document = self.document()
        document.setUndoRedoEnabled(False)
        document.setDefaultFont(fonts.font(Role.BODY))
        document.setIndentWidth(INDENT)
        document.setMarkdown(markdown)
        _set_in_type(document)
        for heading, rows in keys:
            _add_table(document, heading, rows)
        margins = QTextFrameFormat(document.rootFrame().frameFormat())
        margins.setMargin(MARGIN)
        document.rootFrame().setFrameFormat(margins)
        self.moveCursor(QTextCursor.MoveOperation.Start)

    def headings(self) -> list[str]:
        """The headings in sight of the whole page, in order."""
        return [block.text() for block in _blocks(self.document()) if block.blockFormat().headingLevel()]

    def go_to(self, number: int, mark: str = "") -> None:
        """Brings a heading to the top, and chooses the first place behind it where `mark` stands."""
        found = [block for block in _blocks(self.document()) if block.blockFormat().headingLevel()]
        if number >= len(found):
            return
        layout = self.document().documentLayout()
        top = layout.blockBoundingRect(found[number]).top() - MARGIN
        self.verticalScrollBar().setValue(round(top) if number else 0)
        cursor = QTextCursor(found[number])
        if mark:
            marked = self.document().find(mark, cursor)
            cursor = marked if not marked.isNull() else cursor
        self.setTextCursor(cursor)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        text = event.text()
        bar = self.verticalScrollBar()
        ends = {Qt.Key.Key_Home: bar.minimum(), Qt.Key.Key_End: bar.maximum()}
        if event.matches(QKeySequence.StandardKey.SelectAll):
            self.selectAll()
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif Qt.Key(event.key()) in ends:
            bar.setValue(ends[Qt.Key(event.key())])
        elif text.isprintable() and text.strip():
            self.typed.emit(text)
        else:
            super().keyPressEvent(event)

    def loadResource(self, kind: int, url: QUrl | str) -> object:
        """Drawings of the window alone; anything else a text names is never fetched."""
        named = QUrl(url)
        if kind == QTextDocument.ResourceType.ImageResource.value and named.scheme() == "icon":
            name, _slash, token = named.path().partition("/")
            return icons.pixmap(name, ICON, token or "ink2", bool(token), self.devicePixelRatioF())
        return QImage()

    def createMimeDataFromSelection(self) -> QMimeData:
        """Plain text: without drawings, and with spaces where the caps of keys have none that break."""
        plain = QMimeData()
        chosen = self.textCursor().selection().toPlainText()
        plain.setText(chosen.replace(f"{_OBJECT} ", "").replace(_OBJECT, "").replace("\u00a0", " "))
        return plain


def _blocks(document: QTextDocument) -> Iterator[QTextBlock]:
    block = document.begin()
    while block.isValid():
        yield block
        block = block.next()


def _set_in_type(document: QTextDocument) -> None:
    """The sizes, room and colours of the look, in place of those that the reader of Markdown takes."""
    for block in _blocks(document):
        level = block.blockFormat().headingLevel()
        listed = block.textList() is not None
        ends_list = not listed and block.previous().textList() is not None
        role, above, below = HEADINGS.get(level, (Role.BODY, 8 if ends_list else 2, 3 if listed else 8))
        room = QTextBlockFormat()
        room.setTopMargin(above)
        room.setBottomMargin(below)
        room.setLineHeight(LINE_HEIGHT, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        cursor = QTextCursor(block)
        cursor.mergeBlockFormat(room)
        # Its bullet or number.
        cursor.setBlockCharFormat(_plain(role, ink="ink3" if listed else "ink"))
        for start, length, seen in [(each.position(), each.length(), each.charFormat()) for each in _fragments(block)]:
            cursor.setPosition(start)
            cursor.setPosition(start + length, QTextCursor.MoveMode.KeepAnchor)
            cursor.setCharFormat(_in_type(seen, role))


def _fragments(block: QTextBlock) -> Iterator[QTextFragment]:
    pieces = block.begin()
    while not pieces.atEnd():
        yield pieces.fragment()
        pieces += 1


def _in_type(seen: QTextCharFormat, role: Role) -> QTextCharFormat:
    if seen.isImageFormat():
        drawn = QTextImageFormat(seen.toImageFormat())
        drawn.setWidth(ICON)
        drawn.setHeight(ICON)
        drawn.setVerticalAlignment(QTextCharFormat.VerticalAlignment.AlignMiddle)
        return drawn
    made = _cap() if seen.fontFixedPitch() else _plain(role, strong=seen.fontWeight() > QFont.Weight.Medium)
    if seen.isAnchor():
        made.setAnchor(True)
        made.setAnchorHref(seen.anchorHref())
        made.setForeground(QBrush(theme().colour("accent")))
    return made


def _plain(role: Role, *, strong: bool = False, ink: str = "ink") -> QTextCharFormat:
    made = QTextCharFormat()
    font = fonts.font(role)
    if strong and font.weight() < QFont.Weight.DemiBold:
        font.setWeight(QFont.Weight.DemiBold)
    made.setFont(font)
    made.setForeground(QBrush(theme().colour(ink)))
    return made


def _cap() -> QTextCharFormat:
    made = _plain(Role.CHIP)
    made.setBackground(QBrush(theme().tint("plain")))
    return made


def _add_table(document: QTextDocument, heading: str, rows: Sequence[tuple[str, str]]) -> None:
    """A heading of the second level with a table of keys and what they do."""
    if not rows:
        return
    cursor = QTextCursor(document)
    cursor.movePosition(QTextCursor.MoveOperation.End)
    role, above, below = HEADINGS[2]
    head = QTextBlockFormat()
    head.setHeadingLevel(2)
    head.setTopMargin(above)
    head.setBottomMargin(below)
    cursor.insertBlock(head, _plain(role, strong=True))
    cursor.insertText(heading, _plain(role, strong=True))
    shape = QTextTableFormat()
    shape.setBorder(0)
    shape.setCellSpacing(0)
    shape.setCellPadding(2)
    shape.setProperty(QTextFormat.Property.FrameLeftMargin, -2)
    shape.setColumnWidthConstraints([
        QTextLength(QTextLength.Type.FixedLength, KEY_WIDTH * fonts.base() / fonts.BASE),
        QTextLength(QTextLength.Type.VariableLength, 0),
    ])
    table = cursor.insertTable(len(rows), 2, shape)
    for number, (key, does) in enumerate(rows):
        table.cellAt(number, 0).firstCursorPosition().insertText(f"\u00a0{key}\u00a0", _cap())
        table.cellAt(number, 1).firstCursorPosition().insertText(does, _plain(Role.BODY))
