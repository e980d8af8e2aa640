"""Where the data and its key lie, a backup now, and what looking for faults found."""

import threading
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from callcentre.adapters.doctor import Finding
from callcentre.domain.event import Role as Right
from callcentre.domain.instants import from_datetime, to_datetime
from callcentre.runtime.errand import Cancelled, Errands, Moved
from callcentre.screens.settings.parts import Section, emptied
from callcentre.store.backup import Backup
from callcentre.ui import formats
from callcentre.ui.banner import Banner
from callcentre.ui.buttons import Button
from callcentre.ui.fonts import Role
from callcentre.ui.labels import Elided, Heading, Icon, label, line
from callcentre.ui.language import live
from callcentre.ui.screen import ScreenContext
from callcentre.words import _, ngettext

GROUP = "backup"
LOOK = 0.2
"""Seconds between two looks at how much is written."""
MEGABYTE = 1_000_000


class FilesSection(Section):
    """`backup` writes one with progress; `examine` looks for faults; both go on while one works elsewhere."""

    def __init__(self, ctx: ScreenContext) -> None:
        super().__init__(lambda: _("Data and backup"))
        self._ctx, self._errands = ctx, Errands(self)
        self._busy = False
        self._folder = Path(str(ctx.services.get("folder", "")))
        self.problem = Banner(tone="overdue")
        self.last = label("", wrap=True)
        self.backup = Button(lambda: _("Back up now"), key="F8", kind="primary", run=self._back_up)
        self.prove = Button(lambda: _("Prove a backup"), key="Alt+P", run=self._prove)
        self.restoring = label("", Role.CELL, ink="3", wrap=True)
        self.examine = Button(lambda: _("Look for faults"), key="Alt+L", run=self._examine)
        self.progress, self.progress_words = QProgressBar(), label("", Role.CELL)
        self.findings = QWidget()
        self._found: Sequence[Finding] = ()
        self._lay_out()
        self._allow()
        live(self, self._say_last)
        live(self, self._say_restoring)

    def _lay_out(self) -> None:
        self.add(lambda: _("Data folder"), Elided(str(self._folder), cut="left"))
        source = str(self._ctx.services.get("key", "")) or (lambda: _("Kept in the keyring of the operating system"))
        note = lambda: _("Without the key nobody can read the data, you neither. Keep a copy.")  # noqa: E731
        self.add(lambda: _("Key"), Elided(source, cut="left"), note)
        self._rule()
        self.column.addWidget(self.problem)
        self.problem.hide()
        proven = lambda: _("One encrypted file, opened and counted before it counts. It needs the same key.")  # noqa: E731
        self.add(lambda: _("Last backup"), self.last, proven)
        self.add_row([self.backup, self.prove, self.examine])
        self.column.addWidget(self.restoring)
        self._under_way = QWidget()
        row = QHBoxLayout(self._under_way)
        row.setContentsMargins(0, 8, 0, 0)
        row.setSpacing(12)
        self.progress.setTextVisible(False)
        row.addWidget(self.progress_words)
        row.addWidget(self.progress, 1)
        self.column.addWidget(self._under_way)
        self._under_way.hide()
        self.column.addSpacing(8)
        self.column.addWidget(self.findings)
        self._rows = QVBoxLayout(self.findings)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(6)
        self.first = self.backup
        self.end()

    def _rule(self) -> None:
        self.column.addWidget(line())
        self.column.addSpacing(8)

    def _allow(self) -> None:
        """Who may, and only one of the two at a time."""
        keeper = {Right.SUPERVISOR.value, Right.ADMINISTRATOR.value} & {str(role) for role in self._ctx.person.roles}
        why_not = "" if keeper else _("Supervisors and administrators look after the data.")
        if self._busy:
            why_not = _("One thing at a time")
        for button, service in ((self.backup, "back_up"), (self.prove, "prove"), (self.examine, "examine")):
            button.allow(why_not or ("" if service in self._ctx.services else _("Not possible here")))

    # backup

    def _back_up(self) -> None:
        now = to_datetime(self._ctx.now(), self._ctx.zone)
        kept: dict[str, Any] = self._ctx.remembered.get(GROUP, "last", {})
        place = Path(str(kept.get("path", ""))).parent if kept else Path.home()
        proposed = str(place / f"callcentre-{now:%Y-%m-%d-%H%M}.backup")
        target, _kind = QFileDialog.getSaveFileName(self, _("Where the backup goes"), proposed)
        if not target:
            return
        write: Callable[[Path], Backup] = self._ctx.services["back_up"]  # type: ignore[assignment]
        folder = self._folder

        def work(moved: Moved, _cancelled: Cancelled) -> Backup:
            return watched(lambda: write(Path(target)), folder, Path(target), moved)

        self._begin(_("Writing the backup"))
        self._errands.start(work, lambda made: self._backed_up(target, made), self._failed, self._moved)

    def _moved(self, done: int, in_all: int) -> None:
        self.progress.setRange(0, max(1, in_all))
        self.progress.setValue(min(done, in_all))
        said = _("{done} of about {all} MB").format(done=f"{done / MEGABYTE:,.0f}", all=f"{in_all / MEGABYTE:,.0f}")
        self.progress_words.setText(said)

    def _backed_up(self, target: str, made: Backup) -> None:
        self._finish()
        kept = {"path": target, "at": self._ctx.now(), "rows": sum(made.rows.values())}
        self._ctx.remembered.put(GROUP, "last", kept)
        self._say_last()
        self._ctx.shell.toast(_("The backup is written and proven: {file}").format(file=Path(target).name))

    def _say_restoring(self) -> None:
        """A window cannot put other data under itself: with it closed, the command line does."""
        key = str(self._ctx.services.get("key", ""))
        named = f' --key-file "{key}"' if key else ""
        command = f'callcentre --data "{self._folder}"{named} restore FILE'
        self.restoring.setText(
            _("To restore one, close the window and run: {command}. The present data is set aside, never deleted.").format(command=command)
        )

    def _say_last(self) -> None:
        kept: dict[str, Any] = self._ctx.remembered.get(GROUP, "last", {})
        if not kept:
            self.last.setText(_("None was made from this window yet."))
            return
        at = formats.moment(int(kept["at"]), self._ctx.now(), self._ctx.zone)
        rows = ngettext("{n} row", "{n} rows", int(kept["rows"])).format(n=formats.count(int(kept["rows"])))
        self.last.setText(formats.joined(at, rows, str(kept["path"])))

    def _prove(self) -> None:
        kept: dict[str, Any] = self._ctx.remembered.get(GROUP, "last", {})
        file, _kind = QFileDialog.getOpenFileName(self, _("Prove a backup"), str(kept.get("path", Path.home())))
        if file:
            prove: Callable[[Path], Backup] = self._ctx.services["prove"]  # type: ignore[assignment]
            self._begin(_("Opening and counting the backup"))
            self._errands.start(lambda _moved, _cancelled: prove(Path(file)), partial(self._proven, file), self._failed)

    def _proven(self, file: str, found: Backup) -> None:
        self._finish()
        rows = sum(found.rows.values())
        n = ngettext("{n} row", "{n} rows", rows).format(n=formats.count(rows))
        at = formats.moment(from_datetime(datetime.fromisoformat(found.made_at)), self._ctx.now(), self._ctx.zone)
        self._ctx.shell.toast(formats.joined(_("{file} can be restored").format(file=Path(file).name), at, n))

    # faults

    def _examine(self) -> None:
        look: Callable[[Moved], list[Finding]] = self._ctx.services["examine"]  # type: ignore[assignment]
        self._begin(_("Looking for faults"))
        self._errands.start(lambda moved, _cancelled: look(moved), self._examined, self._failed, self._counted)

    def _counted(self, done: int, in_all: int) -> None:
        self.progress.setRange(0, max(1, in_all))
        self.progress.setValue(done)
        self.progress_words.setText(
            _("{done} of {all} looked at").format(done=formats.count(done), all=formats.count(in_all))
        )

    def _examined(self, found: Sequence[Finding]) -> None:
        self._finish()
        self._found = found
        emptied(self._rows)
        wrong = sum(1 for finding in found if not finding.well)
        head = _("All is well") if not wrong else ngettext("{n} fault found", "{n} faults found", wrong).format(n=wrong)
        self._rows.addWidget(Heading(head))
        for finding in found:
            self._rows.addWidget(_finding(finding))

    # both

    def _begin(self, words: str) -> None:
        self._busy = True
        self.problem.hide()
        self._allow()
        self.progress.setRange(0, 1)
        self.progress.setValue(0)
        self.progress_words.setText(words)
        self._under_way.show()

    def _finish(self) -> None:
        self._busy = False
        self._under_way.hide()
        self._allow()

    def _failed(self, problem: Exception) -> None:
        self._finish()
        self.problem.show_problem(_("This did not work"), problem)


def watched(write: Callable[[], Backup], folder: Path, target: Path, moved: Moved) -> Backup:
    """Writes a backup and tells how many bytes of the data stand beside the target meanwhile."""
    whole = sum(file.stat().st_size for file in folder.glob("*.db"))
    done = threading.Event()

    def look() -> None:
        while not done.wait(LOOK):
            drafts = [*target.parent.glob(".backup-*/*.db"), target.with_name(target.name + ".part")]
            moved(sum(_size(file) for file in drafts) // 2, whole)

    watcher = threading.Thread(target=look, name="backup-watcher", daemon=True)
    watcher.start()
    try:
        return write()
    finally:
        done.set()
        watcher.join()


def _size(file: Path) -> int:
    """Bytes of a file that may be gone by now."""
    try:
        return file.stat().st_size
    except OSError:
        return 0


def _finding(finding: Finding) -> QWidget:
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(8)
    tone, icon = ("good", "checkmark_circle") if finding.well else ("overdue", "warning")
    row.addWidget(Icon(icon, tone, filled=not finding.well))
    row.addWidget(label(finding.said, tone="" if finding.well else "overdue", wrap=True), 1)
    return made
