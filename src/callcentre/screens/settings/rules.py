"""The rules in force: which version of the profile judges, who made it and why, and the calendar it counts by."""


from PySide6.QtWidgets import QGridLayout

from callcentre.domain.instants import local_date
from callcentre.runtime.runner import Latest
from callcentre.screens.settings.parts import Section
from callcentre.screens.settings.year import YearPicture, span_words, spans
from callcentre.store.settings_rows import InForce, in_force
from callcentre.ui import formats
from callcentre.ui.banner import Banner
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
    """Read anew each time it comes into sight."""

    def __init__(self, ctx: ScreenContext) -> None:
        super().__init__(lambda: _("Rules and calendar"))
        self._ctx, self._latest = ctx, Latest(ctx.runner, self)
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
        self._lay_out()
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
        self.column.addSpacing(12)
        self.column.addWidget(line())
        self.column.addSpacing(8)
        head = Heading(lambda: _("Working days"))
        head.put(self.known)
        self.column.addWidget(head)
        self.column.addWidget(self.years)
        self.column.addSpacing(8)
        self.column.addWidget(self.picture)
        self.add(lambda: _("Days off on weekdays"), self.rest)
        self.add(lambda: _("Weekends that are worked"), self.work)
        self.first = self.years
        self.end()

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


