"""The rules in force: which version of the profile judges, who made it and why, and the calendar it counts by.

An administrator brings in another version from a file, or writes the notice of a year; both are seen first.
"""

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QFileDialog, QGridLayout

from callcentre.domain.errors import BadValue
from callcentre.domain.event import Role as Right
from callcentre.domain.instants import local_date
from callcentre.profiles.versions import body_of_file, write_body
from callcentre.runtime.errand import Errands
from callcentre.runtime.runner import Latest
from callcentre.screens.settings.notice import Notice
from callcentre.screens.settings.parts import Section
from callcentre.screens.settings.version import NewVersion
from callcentre.screens.settings.year import YearPicture, span_words, spans
from callcentre.store.settings_rows import InForce, in_force
from callcentre.ui import formats
from callcentre.ui.banner import Banner
from callcentre.ui.buttons import Button
from callcentre.ui.chips import Chip
from callcentre.ui.choices import Choice, Segments
from callcentre.ui.fonts import Role
from callcentre.ui.labels import Heading, label, line
from callcentre.ui.language import live
from callcentre.ui.screen import ScreenContext
from callcentre.words import _, ngettext

EPOCH = 1970
"""The year of a version that was there before every event."""
AROUND = (-1, 0, 1)
"""The years that can be looked at, from this one."""


class RulesSection(Section):
    """Read anew each time it comes into sight; `version` is the one looked at before it is in force."""

    def __init__(self, ctx: ScreenContext) -> None:
        super().__init__(lambda: _("Rules and calendar"), width=680)
        self._ctx, self._latest, self._errands = ctx, Latest(ctx.runner, self), Errands(self)
        self._found: InForce | None = None
        self.problem = Banner(tone="overdue")
        self.name, self.since = label("", Role.ROW), label("", wrap=True)
        self.author, self.note = label("", wrap=True), label("", wrap=True)
        year = local_date(ctx.now(), ctx.zone).year
        self.years = Segments(lambda: _("Year"), [Choice(str(year + n), str(year + n)) for n in AROUND])
        self.years.choose(str(year))
        self.known = Chip("")
        self.picture = YearPicture()
        self.rest, self.work = label("", wrap=True), label("", wrap=True)
        self.bring = Button(lambda: _("Bring in a version"), key="Alt+B", icon="open", run=self._bring)
        self.keep = Button(lambda: _("Save it as a file"), key="Alt+E", icon="document", run=self._keep)
        self.change = Button(lambda: _("Write the notice"), key="Alt+N", icon="edit", run=self._write_notice)
        self.version = NewVersion(ctx)
        self.notice = Notice()
        self._lay_out()
        self._allow()
        self.version.put.connect(self._put)
        self.version.left.connect(self._leave)
        self.notice.wanted.connect(self._show_notice)
        self.notice.left.connect(self._leave)
        self.years.chosen.connect(lambda _code: self._say_year())
        live(self, self._say)

    def seen(self) -> None:
        """Reads the version in force."""
        now = self._ctx.now()
        self._latest.read(lambda session: in_force(session, now), self._show, self._failed)

    def _lay_out(self) -> None:
        self.column.addWidget(self.problem)
        self.problem.hide()
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 1)
        for row, (name, field) in enumerate((
            (lambda: _("Profile in force"), self.name), (lambda: _("In force since"), self.since),
            (lambda: _("Made by"), self.author), (lambda: _("Why"), self.note),
        )):
            grid.addWidget(label(name, ink="2"), row, 0)
            grid.addWidget(field, row, 1)
        self.column.addLayout(grid)
        self.column.addSpacing(4)
        why = lambda: _("Grades, deadlines and fees of a month follow the version valid at its end.")  # noqa: E731
        self.column.addWidget(label(why, Role.CELL, ink="3", wrap=True))
        self.column.addSpacing(4)
        self.add_row([self.bring, self.keep])
        self.column.addWidget(self.version)
        self.version.hide()
        self.column.addSpacing(12)
        self.column.addWidget(line())
        self.column.addSpacing(8)
        head = Heading(lambda: _("Working days"))
        head.put(self.known)
        head.put(self.change)
        self.column.addWidget(head)
        self.column.addWidget(self.years)
        self.column.addWidget(self.notice)
        self.notice.hide()
        self.column.addSpacing(8)
        self.column.addWidget(self.picture)
        self.add(lambda: _("Days off on weekdays"), self.rest)
        self.add(lambda: _("Weekends that are worked"), self.work)
        self.first = self.bring
        self.end()

    def _allow(self) -> None:
        administrator = Right.ADMINISTRATOR.value in {str(role) for role in self._ctx.person.roles}
        for button in (self.bring, self.change):
            button.allow("" if administrator else _("Only administrators change the rules."))

    # another version

    def _bring(self) -> None:
        kinds = _("Profiles (*.json *.toml)")
        file, _kind = QFileDialog.getOpenFileName(self, _("Another version"), str(Path.home()), kinds)
        if file:
            self._errands.start(
                lambda _moved, _cancelled: body_of_file(Path(file)), partial(self._preview, Path(file).name), self._unreadable
            )

    def _preview(self, name: str, body: Mapping[str, Any]) -> None:
        if self._found is not None:
            self.problem.hide()
            self.notice.hide()
            self.version.show()
            self.version.show_body(self._found.body, body, name)

    def _keep(self) -> None:
        found = self._found
        if found is None:
            return
        proposed = str(Path.home() / f"{found.profile.name}.json")
        file, _kind = QFileDialog.getSaveFileName(self, _("Save it as a file"), proposed)
        if file:
            self._errands.start(
                lambda _moved, _cancelled: write_body(found.body, Path(file)),
                lambda _none: self._ctx.shell.toast(_("{file} is written").format(file=Path(file).name)), self._unreadable,
            )

    def _put(self) -> None:
        self._leave()
        self._ctx.shell.toast(_("The version is in the file. What is open goes by it from the next start of the window."))
        self.seen()

    def _leave(self) -> None:
        self.version.hide()
        self.notice.hide()
        self.bring.setFocus()

    # the notice of a year

    def _write_notice(self) -> None:
        if self._found is not None:
            self.version.hide()
            self.notice.show()
            self.notice.start(int(self.years.code()), self._found.profile.calendar)

    def _show_notice(self) -> None:
        if self._found is None:
            return
        try:
            body = self.notice.body(self._found.body)
        except BadValue as problem:
            self.notice.form.show_problem(problem)
            return
        self._preview(_("working days of {year}").format(year=self.notice.year), body)

    def _unreadable(self, problem: Exception) -> None:
        self.problem.show_problem(_("This did not work"), problem)

    def _show(self, found: InForce) -> None:
        self._found = found
        self.problem.hide()
        self._say()

    def _say(self) -> None:
        found = self._found
        if found is None:
            return
        today = local_date(self._ctx.now(), self._ctx.zone)
        versions = ngettext("{n} version in this folder", "{n} versions in this folder", found.versions)
        self.name.setText(formats.joined(found.profile.name, versions.format(n=found.versions)))
        begun = found.valid_from.year > EPOCH
        self.since.setText(formats.day(found.valid_from, today) if begun else _("the beginning"))
        made = formats.moment(found.made_at, self._ctx.now(), self._ctx.zone)
        self.author.setText(formats.joined(found.author or _("the first start"), made))
        self.note.setText(found.note or formats.NONE)
        self._say_year()

    def _say_year(self) -> None:
        if self._found is None:
            return
        year, kept = int(self.years.code()), self._found.profile.calendar
        published = year in kept.published
        self.known.show_state(
            _("as published") if published else _("estimated: weekends only, the notice is not out"),
            "good" if published else "due", "checkmark" if published else "clock",
        )
        self.picture.show_year(year, kept, local_date(self._ctx.now(), self._ctx.zone))
        for place, days in ((self.rest, kept.rest), (self.work, kept.work)):
            shown = formats.listed(*(span_words(first, last) for first, last in spans(days, year)))
            place.setText(shown or formats.NONE)

    def _failed(self, problem: Exception) -> None:
        self.problem.show_problem(_("The rules cannot be read"), problem)


