"""The files of an order or a complaint: added from a disk, by dropping or from the clipboard, seen here, saved anywhere.

Their bytes are encrypted in the data folder. A picture is shown in the window, so that nothing of it is
left on a disk; any other file is written where a person says. No file is touched on the window's thread.
"""

import mimetypes
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtCore import QBuffer, QByteArray, QEvent, QIODevice, QObject
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage, QImageWriter, QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QWidget

from callcentre.acts import complaints
from callcentre.acts.attachments import attach
from callcentre.acts.rights import DESK
from callcentre.domain.errors import BadValue, Refused
from callcentre.domain.instants import to_datetime
from callcentre.store.attachments import AttachmentRow
from callcentre.store.blobs import GREATEST, Blobs
from callcentre.ui import formats
from callcentre.ui.banner import Banner
from callcentre.ui.buttons import Button
from callcentre.ui.facts import section, stacked
from callcentre.ui.fetching import Fetching
from callcentre.ui.picture_view import PictureView
from callcentre.ui.screen import Act, ScreenContext
from callcentre.words import _, ngettext

KEY = "Alt+J"
UNKNOWN = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file as it comes in; `media_type` by the end of its name."""

    name: str
    media_type: str
    content: bytes


class CaseFiles(QObject):
    """`show_files(subject, rows)` says whose files these are; `section()` is how they stand among the facts.

    `kind` is order or complaint: to a complaint a file is evidence, which its story tells.
    """

    def __init__(self, ctx: ScreenContext, page: QWidget, kind: str) -> None:
        super().__init__(page)
        self._ctx, self._page, self._kind = ctx, page, kind
        self.problem = Banner(tone="due")
        """For the page to put above its acts."""
        self.problem.hide()
        self._fetching = Fetching(ctx, self._blobs, self.problem, self._failed, self)
        self._subject: UUID | None = None
        self._shown: AttachmentRow | None = None
        self.rows: Sequence[AttachmentRow] = ()
        self.view = PictureView(page)
        self.view.save_wanted.connect(self._save_shown)
        QShortcut(QKeySequence(KEY), page, self.add)
        page.setAcceptDrops(True)
        page.installEventFilter(self)

    def show_files(self, subject: UUID, rows: Sequence[AttachmentRow]) -> None:
        """These files now; a picture of another case is closed."""
        self.expect(subject)
        self.rows = rows

    def expect(self, subject: UUID) -> None:
        """Another case will be shown; what is added from now on belongs to it."""
        if subject != self._subject:
            self.view.shut()
            self._fetching.leave()
            self.problem.hide()
            self._subject, self.rows = subject, ()

    def acts(self) -> list[Act]:
        """For the palette and the menu behind the acts."""
        return [
            Act(_("Add a file"), self.add, KEY, "document", self._why_not()),
            Act(_("Add the picture on the clipboard"), self.add_copied, "", "copy", self._why_not() or self._none_copied()),
            *(Act(_("Look at {file}").format(file=row.name), partial(self.look, row), "", "eye") for row in self.rows),
        ]

    def section(self) -> QWidget:
        """The files among the facts, the newest first, each a link; under them the way to add one."""
        now, zone = self._ctx.now(), self._ctx.zone
        facts: list[tuple[str, str | QWidget]] = [
            (formats.moment(row.at, now, zone),
             stacked(Button(row.name, kind="link", icon="document", run=partial(self.look, row)),
                     formats.joined(row.by, formats.size(row.size))))
            for row in reversed(self.rows)
        ]
        add = Button(lambda: _("Add a file"), key=KEY, kind="link", icon="add", run=self.add, listens=False)
        add.allow(self._why_not())
        return section(_("Files"), [*facts, ("", add)])

    # in

    def add(self) -> None:
        """Asks for files and keeps them."""
        subject = self._subject
        if subject is None or self._refused():
            return
        folder = self._ctx.remembered.get("files", "folder", "")
        chosen, _filter = QFileDialog.getOpenFileNames(self._page, _("Add a file"), folder)
        if chosen:
            self._ctx.remembered.put("files", "folder", str(Path(chosen[0]).parent))
            self._read_in(subject, lambda _session: [read_file(Path(path)) for path in chosen])

    def add_from(self, paths: Sequence[Path]) -> None:
        """Keeps these files with the case that is shown."""
        subject = self._subject
        if subject is not None and not self._refused():
            self._read_in(subject, lambda _session: [read_file(path) for path in paths])

    def add_copied(self) -> None:
        """Keeps the picture that was copied, such as one out of a messenger."""
        subject = self._subject
        if subject is None or self._refused(self._none_copied()):
            return
        image = QGuiApplication.clipboard().image()
        stamp = f"{to_datetime(self._ctx.now(), self._ctx.zone):%Y-%m-%d %H.%M.%S}"
        name = _("Picture {at}").format(at=stamp) + ".png"
        self._read_in(subject, lambda _session: [NewFile(name, "image/png", as_png(image))])

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QDropEvent) and event.mimeData().hasUrls() and not self._why_not():
            paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
            if paths:
                event.acceptProposedAction()
                if not isinstance(event, QDragEnterEvent) and event.type() == QEvent.Type.Drop:
                    self.add_from(paths)
                return True
        return super().eventFilter(watched, event)

    def _read_in(self, subject: UUID, ask: Callable[[Any], list[NewFile]]) -> None:
        self._ctx.runner.read(ask, done=partial(self._keep, subject), failed=self._failed, owner=self)

    def _keep(self, subject: UUID, files: list[NewFile]) -> None:
        blobs, kind = self._blobs, self._kind

        def act(unit: Any) -> int:
            for file in files:
                pk = attach(
                    unit, blobs, subject_kind=kind, subject=subject, name=file.name, media_type=file.media_type,
                    content=file.content,
                )
                if kind == "complaint":
                    complaints.add_evidence(unit, subject, pk)
            return len(files)

        self._ctx.runner.write(act, done=self._kept, failed=self._failed, owner=self)

    def _kept(self, n: int) -> None:
        self.problem.hide()
        self._ctx.shell.toast(ngettext("{n} file is kept with the case", "{n} files are kept with the case", n).format(n=n))

    # out

    def look(self, row: AttachmentRow) -> None:
        """A picture is shown here; any other file is written where a person says."""
        if not row.type.startswith("image/"):
            self.save(row)
            return
        blobs = self._blobs
        self._ctx.runner.read(
            lambda _session: QImage.fromData(blobs.get(row.sha256)), done=partial(self._show, row),
            failed=partial(self._fetch, row, partial(self.look, row)), owner=self,
        )

    def save(self, row: AttachmentRow) -> None:
        """Asks where, and writes the file there."""
        folder = Path(self._ctx.remembered.get("files", "folder", ""))
        written, _filter = QFileDialog.getSaveFileName(self._page, _("Save {file}").format(file=row.name), str(folder / row.name))
        if written:
            self._ctx.remembered.put("files", "folder", str(Path(written).parent))
            self.save_to(row, Path(written))

    def save_to(self, row: AttachmentRow, target: Path) -> None:
        """Writes a file; it is whole or not there."""
        blobs = self._blobs
        self._ctx.runner.read(
            lambda _session: write_file(target, blobs.get(row.sha256)),
            done=lambda _done: self._ctx.shell.toast(_("{file} is saved").format(file=target.name)),
            failed=partial(self._fetch, row, partial(self.save_to, row, target)), owner=self,
        )

    def _fetch(self, row: AttachmentRow, again: Callable[[], None], problem: Exception) -> None:
        """Bytes that were added at another workstation come from the server; anything else is said."""
        if self._fetching.can(problem):
            self._fetching.fetch(row, again)
        else:
            self._failed(problem)

    def _show(self, row: AttachmentRow, image: QImage) -> None:
        if row not in self.rows:
            return
        if image.isNull():
            self.problem.show_text(_("{file} cannot be shown here").format(file=row.name), _("Save it and open it elsewhere."))
            self.problem.set_acts([Button(lambda: _("Save as …"), kind="quiet", run=partial(self.save, row))])
            return
        self._shown = row
        about = formats.joined(row.by, formats.moment(row.at, self._ctx.now(), self._ctx.zone), formats.size(row.size))
        self.view.show_picture(image, row.name, about)

    def _save_shown(self) -> None:
        if self._shown is not None:
            self.save(self._shown)

    # when not

    @property
    def _blobs(self) -> Blobs:
        blobs = self._ctx.services["attachments"]
        assert isinstance(blobs, Blobs)
        return blobs

    def _why_not(self) -> str:
        return "" if frozenset(DESK) & self._ctx.person.roles else _("Files are added by those who work on the case.")

    def _none_copied(self) -> str:
        copied = QGuiApplication.clipboard().mimeData()
        return "" if copied is not None and copied.hasImage() else _("There is no picture on the clipboard.")

    def _refused(self, more: str = "") -> bool:
        if why_not := self._why_not() or more:
            self.problem.show_text(_("There is no file to add"), why_not)
        return bool(why_not)

    def _failed(self, problem: Exception) -> None:
        self.problem.show_problem(_("This did not work"), problem)
        self.problem.set_acts([Button(lambda: _("Close"), kind="quiet", run=self.problem.hide)])


def read_file(path: Path) -> NewFile:
    """A file from a disk. Raises BadValue("attachment.too_large"), Refused("file.unreadable")."""
    try:
        size = path.stat().st_size
        if size > GREATEST:
            raise BadValue("attachment.too_large", field="content", value=size, greatest=GREATEST)
        return NewFile(path.name, mimetypes.guess_type(path.name)[0] or UNKNOWN, path.read_bytes())
    except OSError as error:
        raise Refused("file.unreadable", reason=error.strerror or type(error).__name__) from error


def write_file(target: Path, content: bytes) -> None:
    """Writes a file. Raises Refused("file.unwritable")."""
    # Here, on the reader's thread: the library of workbooks it comes with looks into files when it is imported.
    from callcentre.exchange.exporting import whole

    with whole(target) as draft:
        draft.write_bytes(content)


def as_png(image: QImage) -> bytes:
    """A picture as a file holds it."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"png")).write(image)
    return bytes(buffer.data().data())
